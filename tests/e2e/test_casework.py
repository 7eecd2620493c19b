#!/usr/bin/python3
"""Casework with real programs under a clock that the test moves: a referral
from its acceptance to what comes after it, a partner that is asked for
something, the reflection period of W12, a second intake, the case meeting."""
import json
import os

from installation import LOKET, Installation, run_loket
from loketlib import stream, wire
from night import MICRO, Person, local, us
from tap import Tap
from testcontrol import Control

DONE, REFUSED, USAGE = 0, 1, 2
SETTINGS = {"desk.combine_ms": "10"}


def until(desk, text, but=0):
    """Time passes until the clock on the wall says so, but so many seconds."""
    desk.control.advance((us(text) - desk.control.utc_us()) / 1000000 - but)


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def loket(desk, profile, *words):
    return run_loket(desk.profile(profile), *words)


def notices(person, code):
    wanted = stream.NoticeCode.Value("NOTICE_CODE_" + code)
    return [n for n in person.new("notice") if n.code == wanted]


def one(desk, referral):
    ran = loket(desk, "coordinator", "referral", "show", referral, "--json")
    return objects(ran.stdout)[0]


def check_life(tap, desk, who):
    """Accepted, worked on, before the case meeting, closed, followed up."""
    referral = who["police"].refer("TST-000001").id
    who["coordinator"].look()
    for words, code, name in (
            (("accept", referral), DONE, "accept"),
            (("track", referral, "--track", "help", "--status", "running"),
             DONE, "track"),
            (("track", referral, "--track", "moon", "--status", "running"),
             REFUSED, "there is no such track"),
            (("track", referral, "--track", "help"), USAGE,
             "a track needs a status"),
            (("phase", referral, "--phase", "guided"), DONE, "phase"),
            (("meeting", referral), DONE, "meeting"),
            (("close", referral, "--outcome", "sheltered"), REFUSED,
             "a close needs an outflow"),
            (("close", referral, "--outcome", "sheltered", "--outflow",
              "moon"), REFUSED, "that the desk has")):
        ran = loket(desk, "coordinator", "referral", *words)
        tap.ok(ran.returncode == code, name, ran.stdout + ran.stderr)
    ran = loket(desk, "fallback", "referral", "phase", referral, "--phase",
                "return")
    tap.equal(ran.returncode, REFUSED, "another's is not changed")
    shown = one(desk, referral)["referral"]
    tap.equal((shown["state"], shown["owner"], shown["phase"],
               shown["tracks"], shown["meeting"]),
              ("accepted", "coordinator", 4, [1, 0, 0], True),
              "and is shown as it is")
    ran = loket(desk, "coordinator", "referral", "meeting", "--csv")
    lines = ran.stdout.splitlines()
    tap.equal(lines[:2], ["what,id,phase,help,criminal,aliens",
                          f"referral,{referral},guided,running,,"],
              "the agenda of the case meeting")
    tap.ok(any(line.startswith("role,advocaat,") for line in lines),
           "and which roles come", ran.stdout)
    tap.ok("TST-000001" not in ran.stdout, "without anybody's pseudonym")
    ran = loket(desk, "coordinator", "referral", "close", referral,
                "--outcome", "sheltered", "--outflow", "return")
    tap.equal(ran.returncode, DONE, "close")
    ran = loket(desk, "coordinator", "referral", "timeline", referral,
                "--csv")
    tap.ok(ran.stdout.startswith("referral,at,event,what\n") and
           ",term_start,accepted" in ran.stdout, "its timeline", ran.stdout)
    return referral


def check_partner(tap, desk, who):
    """A partner accepts and is done; its inbox holds nothing of the case."""
    referral = who["police"].refer("TST-000002").id
    who["coordinator"].look()
    ran = loket(desk, "coordinator", "task", "assign", referral, "--partner",
                "nobody", "--task", "legal")
    tap.equal(ran.returncode, REFUSED, "nobody of that name")
    ran = loket(desk, "coordinator", "task", "assign", referral, "--partner",
                "advocaten", "--task", "legal", "--json")
    tap.equal(ran.returncode, DONE, "task assign")
    task = objects(ran.stdout)[-1]["task"]["task"]
    told = who["lawyer"].new("task")
    tap.equal([(t.task, t.referral, t.state) for t in told],
              [(task, referral, stream.TASK_STATE_ASKED)],
              "the partner is told")
    tap.equal(loket(desk, "police", "task", "accept", task).returncode,
              REFUSED, "a stranger accepts nothing")
    tap.equal(loket(desk, "police", "task", "list", "--json").stdout, "",
              "nor sees it")
    listed = objects(loket(desk, "lawyer", "task", "list", "--json").stdout)
    tap.equal([t["task"] for t in listed], [task], "the partner does")
    tap.equal(loket(desk, "lawyer", "task", "decline", task).returncode,
              USAGE, "to decline needs a reason")
    who["coordinator"].news()
    for verb in ("accept", "done"):
        tap.equal(loket(desk, "lawyer", "task", verb, task).returncode, DONE,
                  f"task {verb}")
        tap.equal([(n.id, n.person) for n in
                   notices(who["coordinator"], "TASK")],
                  [(task, "advocaten")], "the coordinator hears it")
    tap.equal(loket(desk, "coordinator", "task", "withdraw",
                    task).returncode, REFUSED, "what is done is done")
    tap.equal(one(desk, referral)["referral"]["phase"], 2,
              "the referral was passed on")


def check_reflection(tap, desk, who):
    """W12: from 30 November to 28 February, with warnings before."""
    referral = who["police"].refer("TST-000003").id
    who["coordinator"].look()
    loket(desk, "coordinator", "referral", "accept", referral)
    ran = loket(desk, "coordinator", "term", "start", referral, "bedenktijd",
                "--date", "2026-11-30", "--json")
    tap.equal(objects(ran.stdout)[-1]["term"]["end_us"],
              us("2027-03-01 00:00"), "28 February is its last day")
    ran = loket(desk, "coordinator", "term", "start", referral, "moon",
                "--date", "2026-11-30")
    tap.equal(ran.returncode, REFUSED, "no such term")
    for warning in ("2027-01-17 09:00", "2027-02-14 09:00",
                    "2027-02-21 09:00"):
        until(desk, warning, MICRO)
        who["coordinator"].news()
        desk.control.advance(MICRO)
        near = [n for n in notices(who["coordinator"], "TERM_NEAR")
                if n.name == "bedenktijd"]
        tap.equal([n.id for n in near], [referral], f"warned at {warning}")
    until(desk, "2027-03-01 00:00", MICRO)
    who["coordinator"].news()
    desk.kill("desk")
    desk.process.wait()
    desk.start()
    for person in who.values():
        person.back()
    desk.control.advance(MICRO)
    asked = notices(who["coordinator"], "TERM_DECIDE")
    tap.equal([(n.id, n.name) for n in asked], [(referral, "bedenktijd")],
              "a decision is asked, over a restart")
    ran = loket(desk, "coordinator", "term", "decide", referral,
                "bedenktijd", "--decision", "reported")
    tap.equal(ran.returncode, DONE, "term decide")
    running = objects(loket(desk, "coordinator", "term", "list", referral,
                            "--json").stdout)
    permit = [t for t in running if t["term"] == "verblijfsvergunning"]
    tap.equal([(t["state"], t["end_us"]) for t in permit],
              [("running", us("2028-03-02 00:00"))], "the permit begins")
    ran = loket(desk, "manager", "term", "exceeded", "--json")
    tap.ok(all(t["state"] in ("exceeded", "late")
               for t in objects(ran.stdout)) and ran.stdout,
           "the report of exceeded terms", ran.stdout)
    tap.equal(loket(desk, "police", "term", "list").returncode, REFUSED,
              "is not everybody's")


def check_follow_up(tap, desk, who, referral):
    """90 days after closure, and again until somebody asked."""
    due = [n for n in who["coordinator"].inbox.applied
           if n.WhichOneof("body") == "notice" and
           n.notice.code == stream.NOTICE_CODE_FOLLOW_UP]
    tap.ok(due and all(n.notice.id == referral for n in due),
           "a closed referral is to be followed up")
    ran = loket(desk, "fallback", "referral", "followed-up", referral)
    tap.equal(ran.returncode, DONE, "followed up")
    ran = loket(desk, "coordinator", "referral", "list", "--json")
    tap.ok(referral not in ran.stdout, "closed ones are not listed")
    ran = loket(desk, "coordinator", "referral", "list", "--closed",
                "--json")
    tap.ok(referral in ran.stdout, "unless they are asked for")


def check_double(tap, desk, who):
    """The same pseudonym from two organisations: the desk is told of both,
    neither sender of the other."""
    first = who["police"].refer("TST-DOUBLE-7").id
    who["coordinator"].look()
    loket(desk, "coordinator", "referral", "accept", first)
    for person in who.values():
        person.news()
    second = who["lawyer"].refer("tst double 7").id
    tap.ok(first in [n.id for n in
                     notices(who["coordinator"], "DOUBLE_INTAKE")],
           "its coordinator hears of a double intake")
    tap.equal([l["id"] for l in one(desk, second)["linked"]], [first],
              "each is shown with the other")
    tap.equal([f.earlier for f in who["lawyer"].new("feedback")], [""],
              "the second sender learns nothing")
    tap.equal(who["police"].new("feedback"), [], "nor does the first")
    who["police"].refer("TST-DOUBLE-7")
    tap.equal([f.earlier for f in who["police"].new("feedback")],
              ["", first], "of its own earlier one it does")


def check_words(tap, desk):
    """In words, and in the language that was asked for."""
    ran = loket(desk, "lawyer", "inbox", "--once")
    tap.ok("legal help" in ran.stdout or ran.returncode == USAGE,
           "a task in words", ran.stdout + ran.stderr)
    for noun in ("referral", "task", "term"):
        ran = run_loket(desk.profile("lawyer"), noun, "--help",
                        env={"LANGUAGE": "nl", "LC_ALL": "C.UTF-8"})
        tap.ok(ran.stdout.startswith("gebruik:"), f"{noun} --help in Dutch",
               ran.stdout)


def check(tap):
    control = Control(local("2026-11-26 12:00"))
    with Installation(SETTINGS, control=control) as desk:
        desk.enrol("police")
        desk.enrol("lawyer", "advocaten", "LAWYER")
        who = {name: Person(desk, name) for name in
               ("police", "coordinator", "lawyer")}
        closed = check_life(tap, desk, who)
        check_partner(tap, desk, who)
        check_double(tap, desk, who)
        check_reflection(tap, desk, who)
        check_follow_up(tap, desk, who, closed)
        check_words(tap, desk)


def main():
    tap = Tap()
    tap.ok(os.path.exists(LOKET), "there is a client")
    tap.run(check)
    tap.finish()


if __name__ == "__main__":
    main()
