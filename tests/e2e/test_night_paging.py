#!/usr/bin/python3
"""Nights in which something goes wrong with a call: nobody is on call, nobody
confirms, the desk dies in the middle or stands still for hours, two people
answer at once.  The clock is the test's."""
import time

import desk_documents as documents
from installation import Installation
from loketlib import stream, wire
from night import (HOUR, MICRO, MINUTE, Person, alert_of, called, clear, local,
                   verdict)
from tap import Tap
from testcontrol import Control

NIGHT = "2026-11-21 23:00"
PEOPLE = documents.people("anna", "bram")
DESK = [PEOPLE, documents.on_call("anna", "bram")]
GONE = documents.rosters(**{name: documents.shifts(
    ("2026-11-01T08:00", "2026-11-02T08:00", "anna"))
    for name in ("primary", "backup", "day")})
ROSTERS_ALONE = documents.substitute(
    "policies", r"targets: \[duty:coordinator, duty:manager\]",
    "targets: [roster:backup]")
DANGER = {"danger_now": True}


def night(edits, at=NIGHT):
    return Installation(documents=edits, control=Control(local(at)))


# --- nobody is on call ------------------------------------------------------

def check_nobody_on_call(tap):
    with night([PEOPLE, GONE, ROSTERS_ALONE]) as desk:
        desk.enrol("police")
        with Person(desk, "police") as police, \
                Person(desk, "fallback") as fallback, \
                Person(desk, "manager") as manager:
            began = time.monotonic()
            receipt = police.refer("NOBODY")
            tap.ok(fallback.inbox.pump_until(fallback.inbox.pages, 5) and
                   time.monotonic() - began < 1,
                   "nobody on call: the fallback is called within a second")
            page = fallback.new("page")[0]
            tap.ok("notice UNATTENDED" in manager.heard(),
                   "nobody on call: the manager hears")
            tap.ok(fallback.show(page).alert.unattended,
                   "nobody on call: the alert says so")
            not_seen(tap, desk, police, receipt)
            pages = fallback.new("page")
            holes = {p.alert for p in pages
                     if p.cause == stream.ALERT_CAUSE_ROSTER}
            pages = [p for p in pages if p.alert not in holes]
            tap.equal(len(holes), 1, "nobody on call: the hole is called "
                      "about too, once")
            tap.equal(len(pages), 2, "nobody on call: the fallback is called "
                      "again, once for each look")
            tap.equal(fallback.ack(pages[-1]), "OK", "the fallback takes it")
            tap.ok("feedback SEEN" in police.heard(), "the sender hears: seen")
            desk.control.advance(30 * MINUTE)
            tap.equal(police.heard(), [], "seen: no NOT SEEN YET any more")


def not_seen(tap, desk, police, receipt):
    """U2: after 20 minutes, and again every 10."""
    police.news()
    for minutes in (20, 10):
        desk.control.advance(minutes * MINUTE - MICRO)
        tap.equal(police.heard(), [], f"not seen: nothing before {minutes} "
                  "minutes are over")
        desk.control.advance(MICRO)
        said = police.new("feedback")
        tap.equal([(f.id, f.state) for f in said],
                  [(receipt.id, stream.FEEDBACK_STATE_NOT_SEEN_YET)],
                  f"not seen: the sender hears after {minutes} minutes")
        tap.equal([f.fallback_telephone for f in said], ["+31 20 000 0000"],
                  "not seen: with the number to call")


def check_empty_steps(tap):
    with night([PEOPLE, GONE]) as desk:
        desk.enrol("police")
        with Person(desk, "police") as police, \
                Person(desk, "coordinator") as coordinator:
            receipt = police.refer("EMPTY", unsafe_now=1)
            page = coordinator.new("page")[0]
            detail = alert_of(coordinator, receipt)
            tap.equal((page.step, called(detail)),
                      (2, ["coordinator", "fallback", "manager"]),
                      "an empty step is passed in the same breath: all "
                      "coordinators and the manager")
            tap.ok(not detail.alert.unattended,
                   "who is called by duty attends")
            tap.equal(page.deadline_us - desk.control.utc_us(),
                      5 * MINUTE * 1000000, "and gets the wait of that step")


# --- nobody confirms --------------------------------------------------------

def check_undelivered(tap, desk, who):
    """U2 waits 2 minutes for a device, U1 30 seconds."""
    who["anna"].deaf = who["bram"].deaf = True
    for fields, seconds, first, second in (
            ({}, 120, ["anna"], ["anna", "bram"]),
            (DANGER, 30, ["anna", "bram"],
             ["anna", "bram", "coordinator", "fallback", "manager"])):
        name = f"undelivered, {seconds} s"
        receipt = who["police"].refer(f"DEAF-{seconds}", **fields)
        who["anna"].look()
        desk.control.advance(seconds - MICRO)
        who["anna"].look()
        detail = alert_of(who["coordinator"], receipt)
        tap.equal(called(detail), first, f"{name}: not a microsecond early")
        desk.control.advance(MICRO)
        who["anna"].look()
        detail = alert_of(who["coordinator"], receipt)
        tap.equal(called(detail, 2), second,
                  f"{name}: then the next step, at once")
    who["anna"].deaf = who["bram"].deaf = False
    clear(who["coordinator"])
    receipt = who["police"].refer("HEARD")
    who["anna"].look()
    desk.control.advance(120)
    who["anna"].look()
    tap.equal(called(alert_of(who["coordinator"], receipt)), ["anna"],
              "delivered: who has the page gets the whole wait")
    desk.control.advance(180)
    who["anna"].look()
    tap.equal(called(alert_of(who["coordinator"], receipt), 2),
              ["anna", "bram"], "delivered and not answered: the next step")


def check_revoked(tap, desk, who):
    with desk.client("operator") as operator:
        operator.ask(partner_revoke=wire.PartnerRevoke(name="anna"))
    receipt = who["police"].refer("REVOKED")
    who["bram"].look()
    tap.equal(called(alert_of(who["coordinator"], receipt)), ["bram"],
              "revoked: nobody waits for a key that is gone")


# --- who answers ------------------------------------------------------------

def check_race(tap, desk, who):
    """Two answers are under way at the same time."""
    anna, bram = who["anna"], who["bram"]
    receipt = who["police"].refer("RACE", **DANGER)
    pages = [anna.new("page")[-1], bram.new("page")[-1]]
    asked = [person.client.post(alert_action=wire.AlertAction(
        verb=wire.ALERT_VERB_ACKNOWLEDGE, alert=page.alert,
        generation=page.generation))
        for person, page in zip((anna, bram), pages)]
    said = [person.client.wait_for(request).alert_action_result
            for person, request in zip((anna, bram), asked)]
    tap.equal(sorted(map(verdict, said)), ["ALREADY", "OK"],
              "race: one has it, the other hears who")
    owner = ("anna", "bram")[[verdict(s) for s in said].index("OK")]
    tap.equal({s.owner for s in said}, {owner}, "race: both name one owner")
    desk.control.advance(30 * MINUTE - MICRO)
    anna.look()
    bram.look()
    detail = alert_of(who["coordinator"], receipt)
    tap.equal((detail.alert.owner, called(detail)), (owner, ["anna", "bram"]),
              "race: the escalation has ended")


def check_stale(tap, desk, who):
    anna, bram = who["anna"], who["bram"]
    receipt = who["police"].refer("STALE")
    old = anna.new("page")[-1]
    raised = bram.act("LEVEL", old, level=stream.LEVEL_U1)
    tap.equal((verdict(raised), raised.generation), ("OK", 2),
              "a raise begins a generation")
    late = anna.client.act("ACKNOWLEDGE", old)
    tap.equal((verdict(late), late.generation), ("STALE", 2),
              "an answer to the old call is stale")
    who["coordinator"].news()
    desk.control.advance(5 * MINUTE)
    for person in (anna, bram):
        person.look()
    tap.equal([p.step for p in who["coordinator"].new("page")], [2],
              "and the escalation goes on")
    detail = alert_of(anna, receipt)
    tap.equal((detail.alert.policy, detail.alert.state),
              ("nood-24", stream.ALERT_STATE_PAGING), "by the graver policy")


# --- the desk dies or stands still ------------------------------------------

def check_killed(tap, desk, who, fault):
    """In the middle of the second step."""
    anna, coordinator = who["anna"], who["coordinator"]
    receipt = who["police"].refer(fault[:20].upper())
    anna.look()
    desk.control.arm(fault, "kill")
    desk.control.advance(5 * MINUTE)
    if fault == "after-send-before-delivered":
        who["bram"].ask_round()
        page = who["bram"].inbox.pages()[-1]
        who["bram"].client.post(delivered=wire.Delivered(
            page_id=page.page_id))
    desk.process.wait(10)
    tap.equal(desk.control.hits(), 1, f"{fault}: the desk died there")
    desk.start()
    for person in who.values():
        person.back()
        person.look()
    detail = alert_of(coordinator, receipt)
    tap.equal(called(detail, 2), ["anna", "bram"],
              f"{fault}: each is called once for the second step")
    tap.equal(called(detail, 3), [], f"{fault}: and no step further")
    ids = {p.page_id for p in detail.pages if p.step == 2}
    for name in ("anna", "bram"):
        got = [p.page_id for p in who[name].inbox.pages()
               if p.page_id in ids]
        tap.equal(len(got), 1, f"{fault}: {name} has that page")
    desk.control.advance(10 * MINUTE)
    for person in who.values():
        person.look()
    tap.equal(len(called(alert_of(coordinator, receipt), 3)), 5,
              f"{fault}: the night goes on")


def check_restart_late(tap, desk, who):
    """The machine was off for six hours."""
    receipts = [who["police"].refer(f"LATE-{n}") for n in range(3)]
    who["anna"].news()
    desk.stop()
    desk.control.advance(6 * HOUR)
    desk.start()
    for person in who.values():
        person.back()
        person.look()
    details = [alert_of(who["coordinator"], r) for r in receipts]
    tap.equal([sorted({p.step for p in d.pages}) for d in details],
              [[1, 2]] * 3, "a late restart: one step for each alert")
    pages = who["anna"].new("page")
    tap.equal(len(pages), 3, "a late restart: no burst of pages")
    tap.equal([p.deadline_us - desk.control.utc_us() for p in pages],
              [5 * MINUTE * 1000000] * 3,
              "a late restart: the next wait begins now")


def check_desk(tap):
    with night(DESK) as desk:
        desk.enrol("police")
        desk.enrol_people("anna", "bram")
        who = {name: Person(desk, name) for name in
               ("police", "anna", "bram", "coordinator", "fallback",
                "manager")}
        parts = [(check_undelivered,), (check_race,), (check_stale,)] + [
            (check_killed, fault) for fault in (
                "before-step-commit", "after-step-commit-before-send",
                "after-send-before-delivered")] + [(check_restart_late,),
                                                   (check_revoked,)]
        for part, *more in parts:
            tap.run(part, desk, who, *more)
            clear(who["coordinator"])
            for person in who.values():
                if person.name != "anna" or part is not check_revoked:
                    person.news()
        for person in who.values():
            person.client.close()
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")


def main():
    tap = Tap()
    for part in (check_nobody_on_call, check_empty_steps, check_desk):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
