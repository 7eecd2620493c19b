#!/usr/bin/python3
"""The forms of Dutch data at their edges: citizen service numbers, postcodes,
plates and dates are taken and refused as written down, and what was refused
stands nowhere afterwards: in no answer, no log, no file."""
import os

from installation import Installation
from loketlib import Refused, content, signal
from night import local
from tap import Tap
from testcontrol import Control

TODAY = "2026-11-24 10:00"

# (value, refused)
BSN = (
    ("111222333", True), ("123456782", True), ("999996708", True),
    ("999996630", True), ("612890053", True),
    ("111.222.333", True), ("111 222 333", True), ("111-222-333", True),
    ("12345672", True),        # 8 digits: 012345672
    ("123456789", False), ("999998620", False), ("000000000", False),
    ("20261121", False),       # a date
    ("21112026", False),       # a date, the other way round
    ("0100000009", False),     # ten digits: a telephone
    ("0363010100000009", False),  # sixteen: the BAG
    ("NL02ABNA0100000009", False),
)
POSTCODES = (
    ("1099ZZ", False), ("1099 zz", False), ("1000AA", False),
    ("9999XX", False),
    ("0123AB", True), ("1099SA", True), ("1099SD", True), ("1099SS", True),
    ("109ZZ", True), ("10999ZZ", True), ("1099Q", True), ("1099Z1", True),
)
PLATES = (
    ("XX-99-99", False), ("99-99-XX", False), ("99-XX-99", False),
    ("XX-99-XX", False), ("XX-XX-99", False), ("99-XX-XX", False),
    ("99-ZZZ-9", False), ("9-ZZZ-99", False), ("XX-999-X", False),
    ("X-999-XX", False), ("ZZZ-99-X", False), ("X-99-ZZZ", False),
    ("B MW 1234", False),      # another country's
    ("XX-99-99-XX-99", True), ("--", True), ("XX_99_99", True),
)
DATES = (
    ("2026-11-24", False), ("2024-02-29", False), ("2026-02-28", False),
    ("2026-11-24T09:59:59+01:00", False), ("2026-11-24T08:59:59Z", False),
    ("2026-02-29", True), ("2026-04-31", True), ("2026-13-01", True),
    ("2026-11-24T09:00:00", True),   # no offset
    ("24-11-2026", True), ("2099-01-01", True), ("2026-11-31", True),
)


def made(kind, value):
    if kind == "bsn":
        return signal(1, text=f"gehoord: {value} bij de deur")
    if kind == "postcode":
        return signal(1, postcode=value)
    if kind == "plate":
        return signal(1, identifiers=[content.Identifier(
            type=content.IDENTIFIER_TYPE_PLATE, value=value)])
    return signal(1, observed=value)


FIELDS = {"bsn": ["text"], "postcode": ["place.postcode"],
          "plate": ["identifiers[0].value"], "date": ["observed"]}


def try_one(tap, client, kind, value, refused):
    """What the desk answered, as text."""
    try:
        receipt = client.submit(made(kind, value))
        tap.equal(refused, False, f"{kind} {value}: taken")
        return str(receipt)
    except Refused as refusal:
        tap.equal([f.field for f in refusal.refusal.findings] if refused
                  else "taken", FIELDS[kind],
                  f"{kind} {value}: refused, its field named")
        return str(refusal.refusal)


def found_in(folder, value):
    """Files that hold these bytes."""
    holds = []
    for where, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(where, name), "rb") as file:
                if value.encode() in file.read():
                    holds.append(name)
    return holds


def messages_of(desk):
    return desk.rows("SELECT count(*) FROM journal")[0][0]


def check(tap):
    with Installation(control=Control(local(TODAY))) as desk:
        desk.enrol("care", "zorg", "CARE")
        answers = []
        with desk.client("care") as client:
            for kind, values in (("bsn", BSN), ("postcode", POSTCODES),
                                 ("plate", PLATES), ("date", DATES)):
                for value, refused in values:
                    answers.append((kind, value, refused, try_one(
                        tap, client, kind, value, refused)))
        desk.stop()
        gone = [(kind, value) for kind, value, refused, said in answers
                if refused and len(value) > 4 and
                (value in said or value in desk.log() or
                 found_in(desk.home, value))]
        tap.equal(gone, [], "what was refused stands nowhere: no answer, no "
                  "log, no file")
        # what is told is sealed: a file tells nothing, its rows are counted
        taken = sum(not refused for _, _, refused, _ in answers)
        tap.equal(messages_of(desk), taken,
                  "what was taken has a row each, what was refused none")
        kept = [value for kind, value, refused, _ in answers
                if kind == "bsn" and not refused and
                found_in(desk.home, value)]
        tap.equal(kept, [], "nor is what was taken to be read in a file")


def main():
    tap = Tap()
    tap.run(check)
    tap.finish()


if __name__ == "__main__":
    main()
