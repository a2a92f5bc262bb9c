"""Fills the databases of workloads: accounts by the million, sessions and links that expired. Rows are as the server
writes them, but for what only its secret can make: hashes are one for all, and no token fits the sessions, so those that
load uses are opened by logins."""

import subprocess
import time

from databases import environment_of
from server import FOYER, PASSWORD, address

DAY = 24 * 3600 * 1000  # ms, as times are stored
AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


def now():
    return int(time.time() * 1000)


def populate(home, groups):
    """Accounts {prefix: (count, bcrypt cost)} with profiles, a device and a session each."""
    subprocess.run([FOYER, "migrate", "upgrade"], env=environment_of(home), check=True, stdout=subprocess.DEVNULL)
    for prefix, (count, cost) in groups.items():
        subprocess.run([FOYER, "user", "create", address(prefix, 0), "--password-stdin"], input=PASSWORD.encode(),
                       env=environment_of(home, BCRYPT_COST=cost), check=True, stdout=subprocess.DEVNULL)
        first = first_of(home, prefix)
        home.load(*without_indexes(home, ("users",), copies(home, prefix, first, count)),
                  *without_indexes(home, ("sessions", "known_devices"), belongings(home, first, count)))


def first_of(home, prefix):
    """The id of the first account of a group; the others follow without a gap."""
    return home.value(f"SELECT id FROM users WHERE email = '{address(prefix, 0)}'")


def without_indexes(home, tables, statements):
    """An index is built faster at the end, out of sorted rows, than row by row."""
    indexes = [index for table in tables for index in home.indexes(table)]
    return [f"DROP INDEX {name}" for name, _ in indexes] + statements + [sql for _, sql in indexes]


def copies(home, prefix, first, count):
    if count < 2:
        return []
    before, after = address(prefix, "|").split("|")
    made = f"{now()} - (n.i % 365) * {DAY}"
    return ["INSERT INTO users (email, state, group_id, created_at, updated_at) "
            f"SELECT '{before}' || n.i || '{after}', 'active', 1, {made}, {made} FROM {home.numbers(1, count - 1)}",
            "INSERT INTO passwords (user_id, hash, changed_at) SELECT id, "
            f"(SELECT hash FROM passwords WHERE user_id = {first}), created_at FROM users WHERE id > {first} ORDER BY id"]


def belongings(home, first, count):
    last_seen = f"{now()} - (id % 20) * 3600000 - id % 3600000"
    return ["INSERT INTO user_profiles (user_id, first_name, last_name, gender, date_of_birth, avatar, info, updated_at) "
            "SELECT id, CASE id % 3 WHEN 0 THEN 'Олена' WHEN 1 THEN 'Marta' ELSE 'Zoë' END, 'Коваленко-' || id % 997, "
            "CASE id % 2 WHEN 0 THEN 'MAN' ELSE 'WOMAN' END, '19' || (50 + id % 50) || '-05-17', "
            "'https://images.example.com/' || id || '.webp', 'Documentaries, mostly', updated_at "
            f"FROM users WHERE id > {first} AND id < {first + count} ORDER BY id",
            "INSERT INTO known_devices (user_id, fingerprint, last_login_at) "
            f"SELECT id, {home.random_hash}, {last_seen} FROM users WHERE id >= {first} AND id < {first + count} ORDER BY id",
            sessions(home, home.numbers(first, first + count - 1), "n.i", f"{now()} - (n.i % 20) * 3600000")]


def sessions(home, numbers, user, seen):
    """In the order of their ids: SQLite keeps them in it."""
    return ("INSERT INTO sessions (id, user_id, generation, salt, user_agent, address, created_at, rotated_at, last_seen_at, "
            "authenticated_at, idle_expires_at, absolute_expires_at, sweep_at) "
            f"SELECT {home.id_of(f'{seen} - {5 * DAY}')} AS id, {user}, 1 + n.i % 40, {home.random_bytes}, '{AGENT}', '192.0.2.' || n.i % 250, "
            f"{seen} - {5 * DAY}, {seen}, {seen}, {seen} - {5 * DAY}, {seen} + {DAY}, {seen} + {25 * DAY}, {seen} + {2 * DAY} "
            f"FROM {numbers} ORDER BY 1")


def expire(home, prefix, users, count):
    """Half are sessions that nobody used for days, half are links that nobody followed, each spread over the accounts."""
    first, half = first_of(home, prefix), count // 2
    user, ago = f"{first} + (n.i * 7919) % {users}", f"{now()} - {3 * DAY} - n.i % {DAY}"
    before, after = address(prefix, "|").split("|")
    home.load(*without_indexes(home, ("sessions", "one_time_tokens"), [
        sessions(home, home.numbers(1, half), user, ago),
        "INSERT INTO one_time_tokens (id, purpose, user_id, email, token_hash, created_at, expires_at) "
        f"SELECT {home.id_of(f'{ago} - 1800000')}, CASE n.i % 2 WHEN 0 THEN 'activate' ELSE 'reset_password' END, {user}, "
        f"'{before}' || (n.i * 7919) % {users} || '{after}', {home.random_hash}, {ago} - 1800000, {ago} "
        f"FROM {home.numbers(1, count - half)}"]))


def expired(home):
    """Whether any are left; cheap, for it is asked while requests are timed."""
    return any(home.value(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} <= {now()})") in (1, "t")
               for table, column in (("sessions", "sweep_at"), ("one_time_tokens", "expires_at")))
