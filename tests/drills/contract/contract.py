"""Sends a server requests made from its own OpenAPI document, good, nearly good and bad, and holds every answer against that
document; see script/drill."""

import concurrent.futures
import http.client
import json
import random
import zlib

from contract import doctor, doors, limits
from contract.document import Document
from contract.house import Pigeonholes, settings
from contract.rounds import Findings, Rounds
from shared.alone import Alone
from shared.verdict import arguments, drill, expect, say

TOGETHER = 8  # operations asked at a time: a failed login takes a quarter of a second on purpose
world = {}


def read_document(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/openapi.json")
    document = Document(json.loads(connection.getresponse().read()))
    document.check()
    return document


def ask_operation(at):
    """In a process of its own, which inherited the document and the server's address."""
    house, document, options = world["house"], world["document"], world["options"]
    operation = document.operations[at]
    findings = limits.findings_of(house, operation, document)
    rounds = Rounds(house, document, operation, f"viewer{at}")
    doors.all_of(rounds)
    findings.add(rounds.any_requests(options.examples, zlib.crc32(f"{options.seed} {operation}".encode())))
    return findings


def tell_lie(at):
    return doctor.is_found(doctor.LIES[at], world["house"], world["document"].source, world["options"].seed)


def run(house, document, options):
    world.update(house=house, document=document, options=options)
    every = Findings()
    with concurrent.futures.ProcessPoolExecutor(TOGETHER) as pool:
        asked = pool.map(ask_operation, range(len(document.operations)))
        found = pool.map(tell_lie, range(len(doctor.LIES)))
        for findings in asked:
            every.add(findings)
        tell(every, document)
        tell_lies(list(found))


def tell_lies(found):
    lies = [lie.__name__.replace("_", " ") for lie, good in zip(doctor.LIES, found) if not good]
    expect("lies in the document are found", not lies, f"{len(found)} told; believed: {', '.join(lies) or 'none'}")


def tell(findings, document):
    for (operation, rule, twist), (request, seen) in sorted(findings.worst.items()):
        print(f"    {rule}\n      {operation}, {twist}: {seen}\n      {request}")
    listed = {(str(each), int(status)) for each in document.operations for status in each.responses}
    missed = sorted(f"{status} of {operation}" for operation, status in listed - set(findings.statuses) if status != 503)
    seen = len(listed & set(findings.statuses))
    print(f"    {seen} of {len(listed)} documented statuses were seen; not: 503, {', '.join(missed)}")
    expect("answers are what the document says", not findings.worst,
           f"{findings.sent} requests to {len(document.operations)} operations, {len(findings.worst)} deviations")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--examples", type=int, default=100, help="how many requests of each operation")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32), help="makes the same requests again")
    options = parser.parse_args()
    with drill("contract") as folder:
        letters = Pigeonholes(folder)
        house = Alone(folder, options.foyer, **settings(letters))
        house.letters = letters
        try:
            house.start()
            document = read_document(house.port)
            say(f"{options.examples} requests of each of {len(document.operations)} operations, --seed {options.seed}")
            run(house, document, options)
        finally:
            ended = house.stop()
            letters.close()
        expect("the server lived and left when asked", ended == 0, f"exit code {ended}")
