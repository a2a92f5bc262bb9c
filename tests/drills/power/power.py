"""Takes the power from a server on SQLite at many moments of one run, and looks at what each disk held; see script/drill."""

import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
from collections import Counter

from power.outage import Interrupted
from power.post import Post, forget_letters
from power.recording import SETTINGS, Recording
from shared.alone import Alone
from shared.letters import owed
from shared.look import Findings, Look, try_tokens
from shared.verdict import arguments, drill, expect, say
from shared.viewers import Gone, Viewer

DEAF_FOR = 400  # steps of a disk that lies, before the power goes


class Outage:
    """The power goes after so many steps of the trace; what is left of the disk is given to the real binary."""

    def __init__(self, recording, disk, count, number, findings):
        self.recording, self.findings, self.number, self.logins_gone = recording, findings, number, 0
        last = recording.steps[count - 1]
        self.position, self.moment = last.end, last.nanoseconds / 1e9
        self.post, self.letters = Post(recording.letters, self.moment), Counter()
        self.chance = random.Random(f"{recording.options.seed} {number}")
        self.folder = os.path.join(recording.folder, f"outage{number}")
        os.mkdir(self.folder)
        disk.crash(os.path.join(self.folder, "data"), self.chance)

    def look(self):
        """What the server could not do; its findings go where the others are."""
        server = Alone(self.folder, self.recording.options.foyer, **SETTINGS, **self.post.letters.settings)
        try:
            server.start()
            accounts = self.look_at_accounts(server)
            self.look_at_trail(server)
        except SystemExit as failure:
            self.findings.lost.append(f"everything: {failure}")
            return 0
        finally:
            server.program.end(9)
            self.post.letters.close()
        self.look_at_file()
        return accounts

    def look_at_accounts(self, server):
        slack = 10.0 if self.recording.options.patient else 0.5
        inspector = Viewer("inspector", server.port, None, self.number)
        interrupted = [Interrupted(account, self.position, self.moment, slack) for account in self.recording.accounts()]
        there = [account for account in interrupted if not account.expects_nothing()]
        self.look_at_list(server, there)
        generations = self.generations()
        for account in self.chance.sample(there, min(len(there), self.recording.options.accounts)):
            with contextlib.suppress(Gone):
                Look(inspector, account, self.findings).take()
                self.logins_gone += account.logins_gone()
                self.findings.lost += account.believe(generations)
                try_tokens(inspector, account, self.findings)
        inspector.line.close()
        self.findings.lost += inspector.odd + list(map(str, inspector.line.silences))
        self.findings.lost += self.post.wait_for(there, self.folder)
        self.letters = Counter(owed=owed(there).total(), late=owed(there).total() - self.post.came_before(there))
        return len(there)

    def look_at_list(self, server, expected):
        """No account but those that were registered, and each of them."""
        listed = subprocess.run([server.foyer, "user", "list", "--limit", "1000000", "--json"], env=server.environment,
                                cwd=self.folder, capture_output=True, text=True, check=True)
        there = {account["email"]: account["state"] for account in json.loads(listed.stdout)}
        for account in expected:
            if there.get(account.email, "none") not in {world.state for world in account.worlds()}:
                self.findings.lost.append(f"{account.email} is {there.get(account.email)}")
        for email in there.keys() - {account.email for account in expected}:
            self.findings.revived.append(f"{email}, which nobody had registered yet")

    def generations(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/data/foyer.db?mode=ro", uri=True)) as database:
            return dict(database.execute("SELECT hex(id), generation FROM sessions"))

    def look_at_trail(self, server):
        done = subprocess.run([server.foyer, "audit", "verify"], env=server.environment, cwd=self.folder,
                              capture_output=True, text=True)
        if done.returncode != 0:
            self.findings.halves.append(f"audit trail: {done.stdout} {done.stderr}")

    def look_at_file(self):
        with contextlib.closing(sqlite3.connect(f"{self.folder}/data/foyer.db")) as database:
            whole = database.execute("PRAGMA integrity_check").fetchall()
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
        if whole != [("ok",)] or orphans:
            self.findings.halves.append(f"the file: {whole[:3]} {orphans[:3]}")

    def forget(self):
        shutil.rmtree(self.folder)


def take_the_power(recording, options):
    say(f"the power goes at {options.points} moments of it")
    findings, accounts, gone, letters = Findings(), 0, 0, Counter()
    disk = recording.disk()
    for number, count in enumerate(recording.moments(options.points, random.Random(options.seed))):
        before = len(findings.all())
        outage = Outage(recording, disk.follow(count), count, number, findings)
        accounts += outage.look()
        gone += outage.logins_gone
        letters += outage.letters
        if len(findings.all()) == before:
            outage.forget()
        if number % 50 == 49:
            say(f"{number + 1} moments, {len(findings.lost)} lost, {len(findings.halves)} half-applied, "
                f"{len(findings.revived)} revived")
    for what, items in (("lost", findings.lost), ("half-applied", findings.halves), ("revived", findings.revived)):
        expect(what, not items, f"{len(items)}" + (f": {items[:3]}" if items else ""))
    say(f"{options.points} moments, {accounts} accounts there, {findings.looks} of them looked at: {findings.done} requests under "
        f"way were done and {findings.undone} not, {gone} logins of the last second were gone, "
        f"{letters['late']} of {letters['owed']} letters that were owed came after the power had")


def lie(recording, options):
    """A disk that says it synced and did not must be noticed, or the rest proves nothing."""
    chance, found = random.Random(options.seed), 0
    for number in range(10):
        count = chance.randrange(len(recording.steps) // 2, len(recording.steps))
        disk = recording.disk(deaf_from=count - DEAF_FOR)
        findings = Findings()
        outage = Outage(recording, disk.follow(count), count, f"-deaf{number}", findings)
        outage.post.patience = 0.1  # that anything is missed is enough
        outage.look()
        outage.forget()
        found = len(findings.all())
        if found:
            break
    expect("a disk that says it synced and did not is found out", found, f"{found} broken promises at outage {number + 1}")


def lose_letters(recording, options):
    chance = random.Random(options.seed)
    for number in range(10):
        count, findings = chance.choice(recording.promises()) + 1, Findings()
        outage = Outage(recording, recording.disk().follow(count), count, f"-forgetful{number}", findings)
        outage.post.patience = 3  # in which others come
        forget_letters(outage.folder)
        outage.look()
        outage.forget()
        found = [each for each in findings.lost if "letter" in each]
        if found:
            break
    expect("letters that the disk forgot are missed", found, f"{len(found)} of them at outage {number + 1}")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--points", type=int, default=500, help="moments at which the power goes")
    parser.add_argument("--seconds", type=float, default=8, help="of load")
    parser.add_argument("--accounts", type=int, default=12, help="looked at after each")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    with drill("power") as folder:
        say(f"a server under load, its disk watched for {options.seconds:g} s (seed {options.seed})")
        recording = Recording(folder, options).make()
        kinds = sum((viewer.acknowledged for viewer in recording.viewers), Counter())
        synced = sum(step.kind == "S" for step in recording.steps)
        odd = [each for viewer in recording.viewers for each in viewer.odd]
        expect("every answer was one that its journal allows", not odd, f"{kinds.total()} acknowledged ({dict(kinds)})"
               + (f", {len(odd)} others: {odd[:3]}" if odd else ""))
        moved, differ = sum(step.path == "foyer.db" for step in recording.steps), recording.differs()
        expect("the trace tells all that its disk holds", synced and not differ, f"{len(recording.steps)} steps, {synced} syncs, "
               f"{moved} on the database, {len(recording.data) >> 20} MiB, differing: {differ or 'none'}")
        expect("for a while nobody did anything but sign in", recording.quiet_logins > 5, f"{recording.quiet_logins} logins")
        take_the_power(recording, options)
        lie(recording, options)
        lose_letters(recording, options)
