#!/usr/bin/python3
"""Who is on call, night after night: handovers with a call under way,
acceptance, overrides and swaps, an owner who goes home, people on call who
are not connected.  The clock is the test's."""
import desk_documents as documents
from installation import Installation
from loketlib import Refused, stream, wire
from night import (HOUR, MICRO, MINUTE, Person, alert_of, called, clear, local,
                   name_of, us, words_of)
from tap import Tap
from testcontrol import Control

PEOPLE = ("anna", "bram", "carla")
BACKUP = "fallback"


def by_days(*primary, anchor="2026-11-21"):
    """primary changes each morning at 08:00; before the anchor the first of
    them is on call, so that no hole calls anybody."""
    return [documents.people("anna", "bram", "carla"),
            documents.rosters(
                primary=documents.rotation(*primary, anchor=anchor, days=1) +
                documents.rotation(primary[0]),
                backup=documents.rotation(BACKUP),
                day=documents.rotation(BACKUP))]


def begin(edits, at, settings=None):
    desk = Installation(settings, documents=edits, control=Control(local(at)))
    desk.start()
    desk.enrol("police")
    desk.enrol_people(*PEOPLE)
    who = {name: Person(desk, name)
           for name in ("police", "manager", "fallback", *PEOPLE)}
    for person in who.values():
        person.news()
    return desk, who


def until(desk, text):
    """Time passes until the clock on the wall says so."""
    desk.control.advance((us(text) - desk.control.utc_us()) / 1000000)


def notices(person, code):
    return [n for n in person.new("notice")
            if name_of(stream.NoticeCode, n.code) == code]


def refused(ask, *args):
    try:
        ask(*args)
        return "accepted"
    except Refused as error:
        return error.code


def who_is_called(who, reference):
    """On whom a new referral falls; it is closed again."""
    receipt = who["police"].refer(reference)
    who["manager"].look()
    people = called(alert_of(who["manager"], receipt))
    clear(who["manager"])
    return people


# --- handover ---------------------------------------------------------------

def check_notices(tap, desk, who):
    bram = who["bram"]
    for at, code, text in (("2026-11-21 08:00", "SHIFT_DAY", "24 hours"),
                           ("2026-11-22 07:00", "SHIFT_HOUR", "an hour")):
        desk.control.advance((us(at) - desk.control.utc_us()) / 1000000 -
                             MICRO)
        tap.equal(notices(bram, code), [], f"{text} before a shift: nothing "
                  "sooner")
        desk.control.advance(MICRO)
        said = notices(bram, code)
        tap.equal([(n.roster, n.start_us, n.end_us) for n in said],
                  [("primary", us("2026-11-22 08:00"),
                    us("2026-11-23 08:00"))],
                  f"{text} before a shift: the incoming person hears when")
    answer = bram.client.ask(roster_accept=wire.RosterAccept(
        roster="primary", start_us=us("2026-11-22 08:00")))
    tap.equal(answer.roster_accepted.start_us, us("2026-11-22 08:00"),
              "who comes accepts")
    tap.equal(refused(lambda: who["carla"].client.ask(
        roster_accept=wire.RosterAccept(
            roster="primary", start_us=us("2026-11-22 08:00")))),
        "NOT_FOUND", "nobody accepts another's shift")


def check_join(tap, desk, who):
    """A page is under way when the shift changes."""
    until(desk, "2026-11-22 07:58")
    receipt = who["police"].refer("JOIN")
    page = who["anna"].new("page")[0]
    until(desk, "2026-11-22 08:00")
    bram = who["bram"].news()
    pages = [e.page for e in bram if e.WhichOneof("body") == "page"]
    tap.equal([(p.alert, p.step, p.generation) for p in pages],
              [(page.alert, 1, 1)],
              "handover: the incoming person joins the running step")
    tap.equal([e.digest.total for e in bram
               if e.WhichOneof("body") == "digest"], [1],
              "handover: and gets the list of open alerts")
    tap.equal(called(alert_of(who["manager"], receipt)), ["anna", "bram"],
              "handover: nobody's call is taken away")
    tap.equal(pages[0].deadline_us, page.deadline_us,
              "handover: the wait goes on")
    tap.equal(who["bram"].ack(pages[0]), "OK", "handover: who came may answer")
    until(desk, "2026-11-22 08:11")
    tap.ok("notice SHIFT_NOT_ACCEPTED" not in who["manager"].heard(),
           "accepted: the manager hears nothing")
    clear(who["manager"])
    tap.equal(who_is_called(who, "ACCEPTED"), ["bram"],
              "accepted: who came is alone on call")


def accept(person, start):
    person.client.ask(roster_accept=wire.RosterAccept(roster="primary",
                                                      start_us=us(start)))


def check_not_accepted(tap, desk, who):
    """Monday: it is anna's turn again, and she says nothing."""
    until(desk, "2026-11-23 08:09")
    tap.equal(notices(who["manager"], "SHIFT_NOT_ACCEPTED"), [],
              "not accepted: nobody hears sooner")
    tap.equal(who_is_called(who, "WAITING"), ["anna"],
              "not accepted: ten minutes are left to it")
    until(desk, "2026-11-23 08:10")
    for name in ("manager", "bram"):
        tap.equal([(n.roster, n.person) for n in notices(
            who[name], "SHIFT_NOT_ACCEPTED")], [("primary", "anna")],
            f"not accepted: {name} hears")
    tap.equal(who_is_called(who, "DOUBLED"), ["anna", "bram"],
              "not accepted: who went is called too")
    desk.enrol("care", "zorghuis", "CARE")
    desk.stop()
    desk.control.advance(MINUTE)
    desk.start()
    for person in who.values():
        person.back()
    tap.equal(who_is_called(who, "RESTARTED"), ["anna", "bram"],
              "not accepted: after a restart too")
    said = [e for e in who["manager"].inbox.applied
            if words_of(e) == "notice SHIFT_NOT_ACCEPTED" and
            e.notice.start_us == us("2026-11-23 08:00")]
    tap.equal(len(said), 1, "not accepted: the manager hears once")
    accept(who["anna"], "2026-11-23 08:00")
    tap.equal(who_is_called(who, "LATE"), ["anna"],
              "accepted late: who went may sleep")


def check_handover(tap):
    desk, who = begin(by_days("anna", "bram"), "2026-11-21 07:50")
    with_desk(tap, desk, who, check_notices, check_join, check_not_accepted)


def with_desk(tap, desk, who, *parts):
    try:
        for part in parts:
            tap.run(part, desk, who)
            for person in who.values():
                person.news()
    finally:
        for person in who.values():
            person.client.close()
        desk.__exit__()


def check_owner_went_home(tap):
    """Taken before the handover, and then nothing is heard for an hour."""
    desk, who = begin(by_days("anna", "bram"), "2026-11-22 07:30")
    with_desk(tap, desk, who, check_ack_timeout)


def check_ack_timeout(tap, desk, who):
    who["bram"].client.ask(roster_accept=wire.RosterAccept(
        roster="primary", start_us=us("2026-11-22 08:00")))
    receipt = who["police"].refer("OWNED")
    page = who["anna"].new("page")[0]
    tap.equal(who["anna"].ack(page), "OK", "ack timeout: anna has it")
    accept(who["bram"], "2026-11-22 08:00")  # she does not double him
    until(desk, "2026-11-22 08:30")
    desk.control.advance(-MICRO)
    who["bram"].look()
    tap.equal(called(alert_of(who["manager"], receipt)), ["anna"],
              "ack timeout: not a microsecond early")
    desk.control.advance(MICRO)
    who["anna"].look()
    again = who["bram"].new("page")
    tap.equal([(p.alert, p.generation, p.step) for p in again],
              [(page.alert, 2, 1)], "ack timeout: who is on call now is "
              "called, in a new generation")
    tap.equal(sorted(p.person for p in alert_of(
        who["manager"], receipt).pages if p.generation == 2),
        ["anna", "bram"], "ack timeout: and the owner")
    tap.equal(who["bram"].ack(again[0]), "OK", "ack timeout: bram takes it")
    desk.control.advance(HOUR / 2)
    result = who["bram"].act("PROGRESS", again[0])
    tap.equal(name_of(stream.AckVerdict, result.verdict), "OK",
              "progress is told")
    desk.control.advance(HOUR - MICRO)
    who["bram"].look()
    tap.equal(alert_of(who["manager"], receipt).alert.state,
              stream.ALERT_STATE_ACKED, "progress: another hour")


# --- changes of the roster --------------------------------------------------

def override(person, verb, people, **fields):
    body = {"roster": "primary", "start_us": us("2026-11-21 22:00"),
            "end_us": us("2026-11-21 23:00"), "reason": "ill", **fields}
    return person.client.ask(roster_override=wire.RosterOverride(
        verb=wire.OverrideVerb.Value("OVERRIDE_VERB_" + verb), people=people,
        **body)).document_result


def check_override(tap, desk, who):
    result = override(who["manager"], "SET", ["carla"])
    tap.ok(result.accepted and result.versions[0].name == "overrides",
           "override: accepted, as a new version", result)
    tap.ok(notices(who["carla"], "SHIFT_CHANGED"),
           "override: who comes hears that the next shift changed")
    tap.equal(who_is_called(who, "BEFORE"), ["anna"],
              "override: not before it begins")
    until(desk, "2026-11-21 22:00")
    tap.equal(who_is_called(who, "DURING"), ["carla"],
              "override: from its first instant")
    until(desk, "2026-11-21 23:00")
    tap.equal(who_is_called(who, "AFTER"), ["anna"],
              "override: its end is not in it")
    who["anna"].client.ask(roster_accept=wire.RosterAccept(
        roster="primary", start_us=us("2026-11-21 23:00")))
    night = {"start_us": us("2026-11-22 01:00"),
             "end_us": us("2026-11-22 02:00")}
    result = override(who["anna"], "REMOVE", ["anna"], **night)
    tap.ok(not result.accepted and
           "E_GAP" in [f.code for f in result.findings if f.refuses],
           "override: a hole within 14 days is refused", result)
    until(desk, "2026-11-22 01:30")
    tap.equal(who_is_called(who, "REFUSED"), ["anna"],
              "override: what was refused changes nothing")
    tap.equal(refused(override, who["police"], "SET", ["carla"]), "DENIED",
              "override: not by a partner")


def propose(who, day, **fields):
    """anna wants carla to do her night of this day of November."""
    return who["anna"].client.ask(swap_propose=wire.SwapPropose(
        roster="primary", taker="carla", start_us=us(f"2026-11-{day} 08:00"),
        end_us=us(f"2026-11-{day + 1} 08:00"), reason="party",
        **fields)).swap_result.swap


def decide(person, swap, verb, reason=""):
    return person.client.ask(swap_decide=wire.SwapDecide(
        swap=swap.swap, verb=wire.SwapVerb.Value("SWAP_VERB_" + verb),
        reason=reason)).swap_result


def check_swap(tap, desk, who):
    """Of three nights: accepted, declined, forced."""
    swap = propose(who, 23, back_start_us=us("2026-11-25 08:00"),
                   back_end_us=us("2026-11-26 08:00"))
    tap.equal([n.id for n in notices(who["carla"], "SWAP_PROPOSED")],
              [swap.swap], "swap: the taker hears")
    tap.equal(refused(decide, who["anna"], swap, "ACCEPT"), "DENIED",
              "swap: nobody consents for another")
    tap.equal(refused(decide, who["bram"], swap, "FORCE", "why not"),
              "DENIED", "swap: and only a manager forces")
    result = decide(who["carla"], swap, "ACCEPT")
    tap.ok(result.result.accepted and
           result.swap.state == wire.SWAP_STATE_APPLIED,
           "swap: with both consents it is in force", result)
    for name in ("anna", "carla"):
        tap.equal(len(notices(who[name], "SWAP_APPLIED")), 1,
                  f"swap: {name} hears that it is")
    declined = propose(who, 27)
    decide(who["carla"], declined, "DECLINE")
    tap.equal(len(notices(who["anna"], "SWAP_DECLINED")), 1,
              "swap: the proposer hears a no")
    tap.equal(refused(decide, who["carla"], declined, "ACCEPT"), "CONFLICT",
              "swap: a no is a no")
    forced = propose(who, 29)
    result = decide(who["manager"], forced, "FORCE", "nobody else is there")
    tap.ok(result.result.accepted, "swap: forced by a manager with a reason",
           result)
    tap.equal(len(notices(who["carla"], "SWAP_APPLIED")), 1,
              "swap: the taker hears of the force")
    for at, expected, text in (
            ("2026-11-23 12:00", ["carla"], "accepted"),
            # carla's own day: by noon anna would double her
            ("2026-11-25 08:05", ["anna"], "accepted, in return"),
            ("2026-11-27 12:00", ["anna"], "declined"),
            ("2026-11-29 12:00", ["carla"], "forced")):
        until(desk, at)
        who["manager"].look()
        tap.ok(set(expected) <= set(who_is_called(who, "SWAP-" + at[8:10])),
               f"swap {text}: {expected[0]} is on call")


def check_changes(tap):
    desk, who = begin(by_days("anna", "anna", "anna", "anna", "carla",
                              anchor="2026-11-21"), "2026-11-21 21:50")
    with_desk(tap, desk, who, check_override, check_swap)


# --- not connected ----------------------------------------------------------

def check_unreachable(tap, desk, who):
    anna, manager = who["anna"], who["manager"]
    desk.control.advance(5)  # she is seen while she is there
    manager.look()
    anna.client.close()
    desk.kill("front")  # every connection is gone with it
    for name, person in who.items():
        if name != "anna":
            person.back()
    desk.control.advance(5)
    manager.look()
    desk.control.advance(MINUTE - MICRO)
    tap.equal(notices(manager, "UNREACHABLE"), [],
              "on call and away: a minute is given")
    desk.control.advance(5)
    tap.equal([n.person for n in notices(manager, "UNREACHABLE")], ["anna"],
              "on call and away for a minute: the manager hears")
    desk.control.advance(5 * MINUTE)
    tap.equal(notices(manager, "UNREACHABLE"), [], "and hears it once")
    anna.client.connect()
    anna.back()
    desk.control.advance(5)
    tap.equal([n.person for n in notices(manager, "REACHABLE")], ["anna"],
              "back again: the manager hears that too")
    tap.equal(who_is_called(who, "BACK"), ["anna"], "and she is called again")


def check_switch(tap):
    desk, who = begin(by_days("anna", "bram"), "2026-11-21 22:00")
    with_desk(tap, desk, who, check_unreachable)


def main():
    tap = Tap()
    for part in (check_handover, check_owner_went_home, check_changes,
                 check_switch):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
