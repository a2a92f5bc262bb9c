#!/usr/bin/env python3
"""How long `foyer import` takes for a file of many accounts, into SQLite or, with --database-url, into an empty
PostgreSQL database."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

from server import FOYER, environment

HASH = "$2b$12$i0HJgMju504tF5N8MC/nqetpivowgD2fHLf/XPOexrVABlsxNxDmO"


def write_accounts(path, count):
    with open(path, "w") as file:
        file.write("email,password_hash,active,group,first_name,last_name,gender,date_of_birth,avatar,info\n")
        for number in range(count):
            file.write(f'viewer{number}@cinema.example,{HASH},{"true" if number % 10 else "false"},USER,Олена,Коваленко,'
                       f'WOMAN,1990-05-17,https://images.example.com/{number}.webp,"Documentaries, mostly\nand ""noir"""\n')


def seconds_to_import(folder, path, count, **settings):
    """Of one import into a database of its own, without the migration before it."""
    own = environment(os.path.join(folder, "imported"), **settings)
    subprocess.run([FOYER, "migrate", "upgrade"], env=own, check=True, stdout=subprocess.DEVNULL)
    started = time.perf_counter()
    run = subprocess.run([FOYER, "import", path], env=own, check=True, stdout=subprocess.PIPE, text=True)
    spent = time.perf_counter() - started
    shutil.rmtree(os.path.join(folder, "imported"), ignore_errors=True)
    if f"{count} imported" not in run.stdout:
        raise SystemExit(f"not all were imported: {run.stdout}")
    return spent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--database-url", help="postgresql://…, an empty database")
    options = parser.parse_args()
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    folder = tempfile.mkdtemp(prefix="bench-", dir="build")  # on a disk, not in /tmp, which may be memory
    try:
        path = os.path.abspath(os.path.join(folder, "accounts.csv"))
        write_accounts(path, options.users)
        settings = {"DATABASE_URL": options.database_url} if options.database_url else {}
        spent = seconds_to_import(os.path.abspath(folder), path, options.users, **settings)
        print(f"{options.users} accounts in {spent:.1f} s, {options.users / spent:,.0f}/s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
