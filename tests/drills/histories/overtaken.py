"""A change of password that has to wait, and is overtaken by the sign-out of its own session: PostgreSQL runs the two beside
each other, and the second is acknowledged while the first still looks as it did."""

import contextlib
import subprocess
import threading

from histories.rivals import PASSWORD
from shared.line import Line
from shared.program import until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'foyer'"


@contextlib.contextmanager
def held(url, statement):
    """Somebody else has locked these rows."""
    holder = subprocess.Popen(["psql", "-XAtq", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        holder.stdin.write(f"BEGIN; {statement} FOR UPDATE;\n\\echo held\n")
        holder.stdin.flush()
        while holder.stdout.readline().strip() != "held":
            pass
        yield
    finally:
        holder.stdin.close()
        holder.wait(timeout=30)


def change_overtaken_by_sign_out(server, url, name):
    """Statuses of the sign-out, the change, and of another session of the account afterwards."""
    email, old, new = f"{name}@example.com", PASSWORD.format(f"{name}-0"), PASSWORD.format(f"{name}-1")
    subprocess.run([server.foyer, "user", "create", email, "--password-stdin"], input=old.encode(), check=True,
                   env=server.environment, cwd=server.folder, stdout=subprocess.DEVNULL)
    line, waiting_line, statuses = Line(server.port), Line(server.port, timeout=30), []
    own, other = (line.ask("POST", "/auth/login", {"email": email, "password": old})[1] for _ in range(2))
    change = threading.Thread(target=lambda: statuses.append(waiting_line.ask(
        "POST", "/auth/change-password", {"old_password": old, "new_password": new}, own["access_token"])[0]))
    with held(url, f"SELECT 1 FROM users WHERE email = '{email}'"):
        change.start()
        count = lambda: subprocess.run(["psql", "-XAtq", url, "-c", WAITING], capture_output=True, text=True).stdout.strip()
        until("the change waiting", lambda: count() == "1", 8)
        signed_out, _ = line.ask("POST", "/auth/logout", {"refresh_token": own["refresh_token"]})
    change.join()
    return signed_out, statuses[0], line.ask("GET", "/user/profile", token=other["access_token"])[0]
