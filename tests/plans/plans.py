#!/usr/bin/env python3
"""plans.py FOYER: no statement of src/ may read a table from end to end that grows with the accounts.

Takes the SQL out of the sources, asks SQLite how it would run each on the schema that `FOYER migrate upgrade` makes, and
names what it would scan."""

import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path(__file__).parents[2] / "src"
LITERALS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+')  # what stands side by side is one text
STATEMENT = re.compile(r"(WITH|SELECT|UPDATE|DELETE|INSERT)\s")
AT_LEAST = 100  # statements, or they are not found any more

# Few rows however many accounts there are, an argument spelled as a table, or what SQLite holds of itself.
SMALL = {"signing_keys", "schema_migrations", "sqlite_schema", "sqlite_master", "user_groups", "j", "json_each", "CONSTANT",
         "2"}
# An operator's look at the trail of one kind of event; viewers have nothing like it.
ALLOWED = {"FROM audit_events WHERE kind = $1 ORDER BY seq DESC LIMIT $2"}
# Of these PostgreSQL takes the first it finds from the start of the table, past all that live and all that went before.
UNORDERED = re.compile(r"IN \(SELECT (?!.*ORDER BY).* LIMIT")
# What PostgreSQL is told in the place of a statement that is explained here.
POSTGRES = re.compile(r"unnest|::|pg_|jsonb|FOR UPDATE|ARRAY\(|SKIP LOCKED|\{\}|pragma_table_info")


def statements():
    for file in sorted(SOURCES.rglob("*.cpp")):
        for found in LITERALS.finditer(file.read_text()):
            text = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', found[0])).replace('\\"', '"')
            if STATEMENT.match(text):
                yield file.relative_to(SOURCES.parent), text


def scanned(plan, statement):
    """Tables read from end to end. A walk along a key ends at its LIMIT, unless a condition makes it go on."""
    sorts = any("TEMP B-TREE" in step for step in plan)
    stops = re.search(r"ORDER BY \w+ DESC LIMIT \S+$", statement) and " WHERE " not in statement and not sorts
    tables = [step.split()[1] for step in plan if step.startswith("SCAN ")]
    return [table for table in tables if table not in SMALL and not stops]


def main():
    explained, broken = 0, []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], "migrate", "upgrade"], env=os.environ | {"DATA_DIR": folder}, check=True,
                       stdout=subprocess.DEVNULL)
        db = sqlite3.connect(os.path.join(folder, "foyer.db"))
        for file, statement in statements():
            if POSTGRES.search(statement):
                continue
            values = [1] * len(set(re.findall(r"\$\d+", statement)))
            try:
                plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            except sqlite3.Error as failure:
                broken.append(f"{file}: {failure}: {statement}")
                continue
            explained += 1
            if UNORDERED.search(statement):
                broken.append(f"{file}: takes any rows, but in no order: {statement}")
            tables = scanned(plan, statement)
            if tables and not any(statement.endswith(end) for end in ALLOWED):
                broken.append(f"{file}: reads all of {', '.join(tables)}: {statement}")
        db.close()
    print(f"{explained} statements explained", *broken, sep="\n")
    return bool(broken) or explained < AT_LEAST


if __name__ == "__main__":
    sys.exit(main())
