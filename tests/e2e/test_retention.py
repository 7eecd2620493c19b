#!/usr/bin/python3
"""What is kept, held and erased, by the verbs of the client against a real
desk: what each answers, in words, as JSON and by its exit code, to whom it is
refused, and what an auditor sees of it."""
import json
import os
import time

from installation import Installation, run_loket
from tap import Tap
from testcontrol import Control

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
SETTINGS = {"desk.combine_ms": "10"}
DAY_S = 86400
POLICY = """keep:
  - {kind: signal, days: 40}
  - {kind: referral, days: 400}
  - {kind: advice, days: 400}
  - {kind: bottleneck, days: 400}
withdrawn: 1
erase_after: 5
tell_before: 30
prolong: {days: 60, times: 1}
hold: {days: 90}
"""


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def loket(desk, profile, *words, **options):
    return run_loket(desk.profile(profile), *words, **options)


def seen(ran):
    return ran.stdout + ran.stderr


def expect(tap, desk, code, name, profile, *words):
    """The exit code is this one; answers the run."""
    ran = loket(desk, profile, *words)
    tap.ok(ran.returncode == code, name,
           f"{ran.returncode}: {seen(ran)}")
    return ran


def until(held, timeout_s=10):
    """The desk does it by itself, soon."""
    ends = time.monotonic() + timeout_s
    while not held():
        if time.monotonic() > ends:
            return False
    return True


def post(desk, house):
    """A signal of the police: its id and its receipt."""
    content = {"observed": "2026-11-20", "form": "sexual",
               "indicators": ["DB01"],
               "place": {"municipality": "GM0363", "postcode": "1099ZZ",
                         "house_number": house}}
    ran = loket(desk, "police", "signal", "--json",
                stdin=json.dumps(content) + "\n")
    receipt = next(one["receipt"] for one in objects(ran.stdout)
                   if one.get("receipt"))
    return receipt[:10], receipt


def settle(desk):
    """What was told is combined, and has its alert."""
    desk.control.advance(2)
    coordinator = desk.profile("coordinator")
    until(lambda: len(objects(run_loket(coordinator, "list",
                                        "--json").stdout)) > 0)


def close_all(desk):
    """Every alert is taken and closed."""
    for alert in objects(loket(desk, "coordinator", "list", "--json").stdout):
        if "alert" in alert:
            for words in (("takeover", alert["alert"]),
                          ("close", alert["alert"], "--outcome",
                           "insufficient")):
                loket(desk, "coordinator", *words)


def listed(desk, which, profile="manager"):
    """The ids (or the counts) in one of the lists."""
    ran = loket(desk, profile, "retention", "list", which, "--json")
    rows = []
    for answer in objects(ran.stdout):
        rows += answer.get("kept", []) + answer.get("erased", [])
    return ran.returncode, [row.get("id", row.get("why")) for row in rows]


def check_help(tap, desk):
    for verb, words in (("retention", ("list", "prolong", "hold", "release")),
                        ("erase", ("--yes", "--reason"))):
        ran = loket(desk, "manager", verb, "--help")
        tap.ok(ran.returncode == DONE and
               ran.stdout.startswith(f"usage: loket {verb}") and
               all(word in ran.stdout for word in words),
               f"{verb} --help", seen(ran))
        ran = loket(desk, "manager", verb, "--help",
                    env={"LANGUAGE": "nl", "LC_ALL": "C.UTF-8"})
        tap.ok(ran.stdout.startswith("gebruik:"), f"{verb} --help in Dutch",
               seen(ran))


def check_usage(tap, desk):
    """Nothing of this is asked at the desk."""
    why = ("--reason", "a test")
    for words, named in (
            (("retention", "keep"), "keep"),
            (("retention", "list", "all"), "ending, held, expired, erased"),
            (("retention", "hold", "--days", "9", *why), "ID"),
            (("retention", "hold", "S-00000000", *why), "--days"),
            (("retention", "hold", "S-00000000", "--days", "0", *why),
             "--days"),
            (("retention", "hold", "S-00000000", "--days", "x", *why),
             "--days"),
            (("retention", "hold", "S-00000000", "--days", "-3", *why),
             "--days"),
            (("retention", "hold", "S-00000000", "--days", "9"), "--reason"),
            (("retention", "prolong", "S-00000000", "--days", "9"),
             "--reason"),
            (("retention", "release", "S-00000000"), "--reason"),
            (("retention", "release", "S-00000000", "--days", "9", *why),
             "--days"),
            (("erase", "--reason", "a test"), "ID"),
            (("erase", "S-00000000"), "--reason"),
            (("erase", "S-00000000", "--no", *why), "--no")):
        ran = loket(desk, "manager", *words)
        tap.ok(ran.returncode == USAGE and named in ran.stderr,
               f"wrong usage: {' '.join(words)}", seen(ran))


def check_hold(tap, desk, one):
    why = ("--reason", "request of the OM")
    for profile, words in (("police", ("hold", one, "--days", "9", *why)),
                           ("coordinator", ("hold", one, "--days", "9", *why)),
                           ("coordinator", ("release", one, *why)),
                           ("operator", ("list",)), ("police", ("list",))):
        expect(tap, desk, REFUSED, f"{profile} may not {words[0]}", profile,
               "retention", *words)
    for words, named in (((one, "S-00000000"), "is no message or bundle"),
                         (("X",), "is no message or bundle"),
                         ((one, "--days", "91"), "allows"),
                         ((one, "--days", "4294967295"), "allows")):
        days = () if "--days" in words else ("--days", "9")
        ran = expect(tap, desk, REFUSED, f"no hold of {' '.join(words)}",
                     "manager", "retention", "hold", *words, *days, *why)
        tap.ok(named in seen(ran), "and why", seen(ran))
    tap.equal(listed(desk, "held"), (DONE, []), "and nothing is held")
    ran = expect(tap, desk, DONE, "a hold", "manager", "retention", "hold", one,
           "--days", "9", *why)
    tap.ok("from now on: until 20" in ran.stdout, "until when", seen(ran))
    tap.equal(listed(desk, "held"), (DONE, [one]), "it is in the list")
    ran = loket(desk, "manager", "retention", "list", "held")
    tap.ok("on hold until" in ran.stdout and why[1] in ran.stdout,
           "in words, with its reason", seen(ran))
    close_all(desk)
    ran = expect(tap, desk, REFUSED, "what is held is not erased", "manager",
                 "erase", one, *why, "--yes")
    tap.ok("it is on hold" in ran.stdout and "nothing was erased" in
           ran.stdout, "and it says so", seen(ran))
    expect(tap, desk, DONE, "it is released", "manager", "retention",
           "release", one, *why)
    ran = expect(tap, desk, REFUSED, "it is so already", "manager",
                 "retention", "release", one, *why)
    tap.ok("already" in ran.stdout, "and it says so", seen(ran))


def check_prolong(tap, desk, one):
    why = ("--reason", "the inquiry goes on")
    tap.equal(listed(desk, "ending"), (DONE, []), "nothing expires soon")
    desk.control.advance(12 * DAY_S)
    code, ids = listed(desk, "ending")
    tap.ok(code == DONE and one in ids, "what expires soon", ids)
    tap.equal(listed(desk, "ending", "auditor"), (code, ids),
              "an auditor may look")
    expect(tap, desk, REFUSED, "who sent it may not prolong it", "police",
           "retention", "prolong", one, "--days", "50", *why)
    ran = expect(tap, desk, REFUSED, "not for longer than the document says",
                 "coordinator", "retention", "prolong", one, "--days", "89",
                 *why)
    tap.ok("allows" in ran.stdout, "and it says so", seen(ran))
    ran = expect(tap, desk, DONE, "a coordinator prolongs", "coordinator",
                 "retention", "prolong", one, "--days", "50", *why, "--json")
    answer = objects(ran.stdout)[0]
    tap.equal((answer["verdict"], [k["id"] for k in answer["kept"]]),
              ("done", [one]), "and is answered as JSON")
    tap.ok(one not in listed(desk, "ending")[1], "it does not expire soon")
    expect(tap, desk, REFUSED, "not once more", "manager", "retention",
           "prolong", one, "--days", "55", *why)


def check_erase(tap, desk, one):
    why = ("--reason", "request of who it is about")
    for profile in ("police", "coordinator", "operator", "auditor"):
        expect(tap, desk, REFUSED, f"{profile} may not erase", profile,
               "erase", one, *why, "--yes")
    expect(tap, desk, REFUSED, "what is not there is not erased", "manager",
           "erase", "S-00000000", *why, "--yes")
    ran = expect(tap, desk, DONE, "without --yes it shows what would go",
                 "manager", "erase", one, *why)
    tap.ok(one in ran.stdout and "--yes does it" in ran.stdout,
           "and says so", seen(ran))
    expect(tap, desk, DONE, "and it is there still", "coordinator", "show",
           one)
    picture = os.path.join(desk.home, "state", "backup.picture")
    with open(picture, "wb") as file:  # of a backup that was killed
        file.write(b"of before")
    ran = expect(tap, desk, DONE, "with --yes it is erased", "manager",
                 "erase", one, *why, "--yes", "--json")
    tap.ok(not os.path.exists(picture),
           "and with it what a killed backup left")
    tap.equal(objects(ran.stdout)[0]["verdict"], "done", "as JSON")
    expect(tap, desk, REFUSED, "and is gone", "coordinator", "show", one)
    expect(tap, desk, REFUSED, "nothing is erased twice", "manager", "erase",
           one, *why, "--yes")
    tap.equal(listed(desk, "erased"), (DONE, ["asked"]), "counted")
    ran = loket(desk, "manager", "retention", "list", "erased")
    tap.ok("asked for: 1" in ran.stdout, "in words", seen(ran))


def check_withdrawn(tap, desk, one, receipt):
    """Its sender takes it back: it expires sooner, then it is erased."""
    expect(tap, desk, DONE, "a message is taken back", "police", "withdraw",
           receipt, "--reason", "mistake")
    settle(desk)
    close_all(desk)
    desk.control.advance(2 * DAY_S)
    tap.ok(until(lambda: one in listed(desk, "expired")[1]),
           "it is expired, and waits to be erased")
    ran = loket(desk, "manager", "retention", "list", "expired")
    tap.ok(f"{one}  expired, is erased from" in ran.stdout, "in words",
           seen(ran))
    desk.control.advance(6 * DAY_S)
    tap.ok(until(lambda: "withdrawn" in listed(desk, "erased")[1]),
           "and is erased by itself")
    expect(tap, desk, REFUSED, "and is gone", "coordinator", "show", one)


def check_record(tap, desk, signals):
    ran = loket(desk, "auditor", "audit", "export")
    verbs = [row.get("verb") for row in objects(ran.stdout)]
    wanted = {"hold", "hold-release", "prolong", "erase", "expire",
              "retention-list", "retention-refused", "retention-dry-run"}
    tap.equal(wanted - set(verbs), set(), "each is on record")
    tap.equal(verbs.count("erase"), 2, "the one that was asked for, and the "
              "one that the clock did")
    tap.equal([one for one in signals if one in ran.stdout], [],
              "without saying of which message")
    tap.equal(loket(desk, "auditor", "audit", "verify").returncode, DONE,
              "and the audit is whole")


def check_no_desk(tap, desk):
    desk.stop()
    for words in (("retention", "list"),
                  ("erase", "S-00000000", "--reason", "a test", "--yes")):
        expect(tap, desk, UNREACHABLE, f"without a desk: {words[0]}",
               "manager", "--timeout", "1", *words)


def check(tap):
    with Installation(SETTINGS, control=Control()) as desk:
        desk.enrol("police")
        desk.enrol("auditor", "acm", "ACM", ("AUDITOR",))
        path = os.path.join(desk.dir, "retention.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(POLICY)
        expect(tap, desk, DONE, "the document of retention", "manager", "desk",
               "put", path, "--reason", "a test")
        signals = [post(desk, house) for house in (1, 40, 80)]
        settle(desk)
        check_help(tap, desk)
        check_usage(tap, desk)
        check_hold(tap, desk, signals[0][0])
        check_prolong(tap, desk, signals[1][0])
        check_erase(tap, desk, signals[0][0])
        check_withdrawn(tap, desk, *signals[2])
        check_record(tap, desk, [one for one, _ in signals])
        check_no_desk(tap, desk)


def main():
    tap = Tap()
    tap.run(check)
    tap.finish()


if __name__ == "__main__":
    main()
