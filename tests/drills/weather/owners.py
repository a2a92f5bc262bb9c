"""Accounts brought in with `foyer import`: hundreds at once, for one hash does for all."""

import json
import os
import subprocess
import warnings

from shared.load import PASSWORD

with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
    import crypt


def bring_in(folder, foyer, environment, count):
    emails = [f"owner{each}@example.com" for each in range(count)]
    hashed = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
    file = os.path.join(folder, "owners.jsonl")
    with open(file, "w") as owners:
        owners.writelines(json.dumps({"email": email, "password_hash": hashed}) + "\n" for email in emails)
    subprocess.run([foyer, "import", file], check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL)
    return emails
