#!/usr/bin/python3
"""The example messages through the real client: every good line is accepted,
every bad one refused with the field that is wrong, and nothing of what was
refused is repeated anywhere."""
import json
import os

from installation import MESSAGES, Installation, run_loket
from tap import Tap

# The field each line of bad.jsonl is refused for, in order, and what must
# appear nowhere.
BAD = (
    ("place.postcode", "INVALID", "0123AB"),
    ("indicators[0]", "UNKNOWN_CODE", "ZZ99"),
    ("text", "BSN", "111222333"),
    ("observed", "IN_FUTURE", "2099-01-01"),
    ("colour", "UNKNOWN_FIELD", "blue"),
    ("victim_ref", "REQUIRED", None),
    ("", None, "not json at all"),
    ("place.postcode", "INVALID", "1099SS"),
)


def lines_of(name):
    with open(os.path.join(MESSAGES, name), encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line.strip()]


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def accepted_lines(out):
    return [o for o in out if o["verdict"] in ("accepted", "replayed")]


def check_good(tap, desk):
    for verb, name in (("signal", "signals.jsonl"),
                       ("refer", "referrals.jsonl")):
        lines = lines_of(name)
        ran = run_loket(desk.profile("police"), verb, "--json",
                        os.path.join(MESSAGES, name))
        out = objects(ran.stdout)
        tap.equal((ran.returncode, len(accepted_lines(out))),
                  (0, len(lines)), f"every line of {name} is accepted")
        if ran.returncode:
            tap.note(ran.stdout[-1500:] + ran.stderr[-1500:])
        again = run_loket(desk.profile("police"), verb, "--json",
                          os.path.join(MESSAGES, name))
        tap.equal(sorted(o["receipt"] for o in
                         accepted_lines(objects(again.stdout))),
                  sorted(o["receipt"] for o in accepted_lines(out)),
                  f"{name} sent twice gives the same receipts")


def check_bad(tap, desk):
    lines = lines_of("bad.jsonl")
    tap.equal(len(lines), len(BAD), "the list of what is wrong is complete")
    path = os.path.join(MESSAGES, "bad.jsonl")
    ran = run_loket(desk.profile("police"), "signal", "--json", path)
    tap.equal(ran.returncode, 1, "refused lines make exit code 1")
    refused = {o["line"]: [(f.get("field", ""), f.get("code", ""))
                           for f in o["findings"]]
               for o in objects(ran.stdout) if o["verdict"] == "refused"}
    tap.equal(len(accepted_lines(objects(ran.stdout))), 0,
              "nothing of bad.jsonl is accepted")
    for number, (field, code, _) in enumerate(BAD, 1):
        said = refused.get(number, [])
        tap.ok(any(f == field and (code is None or c.upper() == code)
                   for f, c in said),
               f"line {number}: {field or 'no JSON'} {code or ''}".rstrip(),
               said)
    words = run_loket(desk.profile("police"), "signal", path)
    desk.echoes = [ran.stdout, ran.stderr, words.stdout, words.stderr]
    for number, (field, _, _) in enumerate(BAD, 1):
        tap.ok(f"{number}" in words.stdout + words.stderr and
               (field == "" or field in words.stdout + words.stderr),
               f"line {number}: the words name line and field")


def check_mixed(tap, desk):
    """Good lines go through beside bad ones."""
    mixed = "\n".join([lines_of("signals.jsonl")[3], lines_of("bad.jsonl")[1],
                       lines_of("signals.jsonl")[4]]) + "\n"
    ran = run_loket(desk.profile("housing"), "signal", "--json", "-",
                    stdin=mixed)
    tap.equal((ran.returncode, len(accepted_lines(objects(ran.stdout)))),
              (1, 2), "good lines go through beside a bad one")


def check_nothing_echoed(tap, desk):
    everything = desk.echoes + [desk.log()]
    for _, _, value in BAD:
        if value is not None:
            tap.ok(not any(value in text for text in everything),
                   "nowhere is repeated what was refused: "
                   f"{len(value)} characters",
                   [i for i, t in enumerate(everything) if value in t])
    content = [json.loads(line) for name in ("signals.jsonl",
                                             "referrals.jsonl")
               for line in lines_of(name)]
    marks = {o[key] for o in content for key in
             ("text", "victim_ref", "callback") if key in o}
    marks |= {o["place"]["postcode"] for o in content
              if "postcode" in o["place"]}
    log = desk.log()
    tap.equal([m for m in marks if m in log], [],
              "the log holds no content of what was accepted")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        desk.enrol("housing", "woonstede", "HOUSING")
        for check in (check_good, check_bad, check_mixed):
            tap.run(check, desk)
        desk.stop()
        tap.run(check_nothing_echoed, desk)
    tap.finish()


if __name__ == "__main__":
    main()
