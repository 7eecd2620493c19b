#!/usr/bin/python3
"""Time itself: what is held over a long weekend with a night of 23 hours,
working days, somebody who sets the clock, a machine without zone files."""
import datetime
import os
import subprocess
import tempfile

from installation import LOKETD, Installation
from loketlib import content, stream
from night import (DAY, HOUR, MICRO, MINUTE, Person, alert_of, called, clear,
                   local, us)
from tap import Tap
from testcontrol import Control

NO_SHELTER = {"shelter_needed": content.YES_NO_NO}
SETTINGS = {"desk.combine_ms": "10"}


def until(desk, text, but=0):
    """Time passes until the clock on the wall says so, but so many seconds."""
    desk.control.advance((us(text) - desk.control.utc_us()) / 1000000 - but)


def people(desk, *names):
    return {name: Person(desk, name) for name in names}


def advice(text="A question that can wait"):
    return content.Submit(message_id=os.urandom(16), advice=content.Advice(
        about=content.ADVICE_ABOUT_LAW, text=text))


# --- Easter 2027 ------------------------------------------------------------

def check_held(tap, desk, who):
    """U3 in the evening of Good Friday: held to the morning."""
    receipt = who["police"].refer("HELD", **NO_SHELTER)
    who["coordinator"].look()
    held = alert_of(who["manager"], receipt).alert
    tap.equal((held.level, held.state), (stream.LEVEL_U3,
                                         stream.ALERT_STATE_HELD),
              "U3 in the evening is held")
    tap.equal(held.release_us, us("2027-03-27 08:00"),
              "until 08:00 on the clock on the wall")
    tap.equal(held.deadline_us, us("2027-03-30 22:30"),
              "one working day after Friday evening is Tuesday evening: "
              "Easter Monday does not count")
    until(desk, "2027-03-27 08:00", MICRO)
    tap.equal(who["coordinator"].new("page"), [],
              "held: not a microsecond early")
    desk.control.advance(MICRO)
    pages = who["coordinator"].new("page")
    tap.equal([(p.alert, p.generation) for p in pages], [(held.alert, 1)],
              "held: called when the window opens")
    tap.equal(who["coordinator"].ack(pages[0]), "OK", "and taken")


def check_change_night(tap, desk, who):
    """Saturday 23:00 to Sunday 08:00 are eight hours in this night."""
    until(desk, "2027-03-27 23:00")
    receipt = who["police"].refer("CHANGE", **NO_SHELTER)
    who["coordinator"].look()
    held = alert_of(who["manager"], receipt).alert
    tap.equal((held.release_us - desk.control.utc_us()) // 1000000, 8 * HOUR,
              "the night of the change is an hour short")
    desk.control.advance(8 * HOUR - MICRO)
    tap.equal(who["coordinator"].new("page"), [],
              "the change: not a microsecond early")
    desk.control.advance(MICRO)
    pages = who["coordinator"].new("page")
    tap.equal(len(pages), 1, "the change: called at 08:00 summer time")
    tap.equal(desk.control.utc_us(), us("2027-03-28 08:00"),
              "the change: which is 06:00 UTC")
    who["coordinator"].ack(pages[0])


def check_raise_in_hold(tap, desk, who):
    """A raise while held calls at once."""
    until(desk, "2027-03-28 23:00")
    receipt = who["police"].refer("RAISE", **NO_SHELTER)
    who["coordinator"].look()
    held = alert_of(who["manager"], receipt).alert
    who["manager"].act("LEVEL", held, level=stream.LEVEL_U2)
    pages = who["coordinator"].new("page")
    tap.equal([(p.alert, p.level, p.generation) for p in pages],
              [(held.alert, stream.LEVEL_U2, 2)],
              "a raise while held calls at once")
    who["coordinator"].ack(pages[0])


def check_digest(tap, desk, who):
    """U4 of Good Friday is in the list of Tuesday, the next working day."""
    alert = desk.advice_alert
    tap.equal((alert.level, alert.state, alert.release_us),
              (stream.LEVEL_U4, stream.ALERT_STATE_HELD, 0),
              "U4 calls nobody and waits for the list")
    tap.equal(alert.deadline_us, us("2027-03-31 22:00"),
              "two working days after Friday evening is Wednesday evening")
    until(desk, "2027-03-30 09:00", MICRO)
    digests = who["coordinator"].new("digest")
    tap.equal(digests, [], "no list at the weekend or on Easter Monday")
    desk.control.advance(MICRO)
    digests = who["coordinator"].new("digest")
    tap.equal([(d.kind, d.total, [x.alert for x in d.listed])
               for d in digests],
              [(stream.DIGEST_KIND_DAILY, 1, [alert.alert])],
              "Tuesday 30 March 09:00: the list")
    until(desk, "2027-03-31 22:00")
    who["coordinator"].look()
    detail = who["manager"].show(alert.alert)
    tap.equal((detail.alert.level, detail.alert.state,
               detail.alert.release_us),
              (stream.LEVEL_U3, stream.ALERT_STATE_HELD,
               us("2027-04-01 08:00")),
              "not reviewed in time: U3, which calls in the morning")
    until(desk, "2027-04-01 08:00")
    tap.equal([p.alert for p in who["coordinator"].new("page")],
              [alert.alert], "quiet never means forgotten")


def check_easter(tap):
    with Installation(SETTINGS, documents={}, control=Control(
            local("2027-03-26 21:59:59"))) as desk:
        desk.enrol("police")
        who = people(desk, "police", "coordinator", "manager")
        receipt = who["police"].client.submit(advice())
        desk.control.advance(1)
        who["coordinator"].look()
        desk.advice_alert = alert_of(who["manager"], receipt).alert
        until(desk, "2027-03-26 22:30")
        for part in (check_held, check_change_night, check_raise_in_hold):
            tap.run(part, desk, who)
            clear(who["manager"], keep=desk.advice_alert.alert)
        tap.run(check_digest, desk, who)


# --- somebody sets the clock ------------------------------------------------

def settled(at, **options):
    """A desk whose keys were enrolled days ago: they hold, too, when the
    clock goes back."""
    control = Control(local(at) - datetime.timedelta(days=3))
    desk = Installation(control=control, **options)
    desk.start()
    desk.enrol("police")
    desk.stop()
    control.advance(3 * DAY)
    return desk


def check_steps(tap, by):
    """Waits keep their length, times on the wall stay where they are."""
    word = f"the clock set by {by // HOUR:+d} h"
    with settled("2026-11-21 03:00", documents={}) as desk:
        who = people(desk, "police", "coordinator", "manager")
        crisis = who["police"].refer("WAIT")
        held = who["police"].refer("CIVIL", **NO_SHELTER)
        who["coordinator"].look()
        desk.control.advance(MINUTE)
        who["coordinator"].news()
        desk.control.step_clock(by)
        tap.equal(who["coordinator"].new("page"), [], f"{word}: pages nobody")
        tap.ok(f"the clock was set by {by} s" in desk.log(),
               f"{word}: is on the log")
        release = alert_of(who["manager"], held).alert.release_us
        tap.equal(release, us("2026-11-21 08:00"),
                  f"{word}: 08:00 stays 08:00")
        desk.control.advance(4 * MINUTE - MICRO)
        who["coordinator"].look()
        tap.equal(called(alert_of(who["manager"], crisis), 2), [],
                  f"{word}: a wait is not a microsecond shorter")
        desk.control.advance(MICRO)
        who["coordinator"].look()
        tap.equal(called(alert_of(who["manager"], crisis), 2),
                  ["coordinator", "fallback"], f"{word}: and no longer")
        desk.control.advance(15 * MINUTE - MICRO)
        tap.ok("feedback NOT_SEEN_YET" not in who["police"].heard(),
               f"{word}: NOT SEEN YET not sooner")
        desk.control.advance(MICRO)
        tap.ok("feedback NOT_SEEN_YET" in who["police"].heard(),
               f"{word}: nor later")
        until(desk, "2026-11-21 08:00", MICRO)
        who["coordinator"].look()
        tap.equal(called(alert_of(who["manager"], held)), [],
                  f"{word}: what is held waits for the clock on the wall")
        desk.control.advance(MICRO)
        who["coordinator"].look()
        tap.equal(called(alert_of(who["manager"], held)), ["coordinator"],
                  f"{word}: and is called then")


def check_suspect(tap):
    """The clock went back while the desk was down."""
    with settled("2026-11-21 03:00") as desk:
        with Person(desk, "coordinator") as coordinator:
            desk.control.advance(HOUR)
            coordinator.news()
            desk.stop()
            desk.control.step_clock(-DAY)
            desk.start()
            coordinator.back()
            pages = coordinator.new("page")
            tap.equal([(p.cause, p.level) for p in pages],
                      [(stream.ALERT_CAUSE_CLOCK, stream.LEVEL_U2)],
                      "a clock behind what was seen before calls somebody")
            tap.ok("clock suspect" in desk.log(), "and is on the log")


# --- no zone file -----------------------------------------------------------

def check_zone(tap):
    with Installation() as desk:
        desk.stop()
        with tempfile.TemporaryDirectory() as empty:
            ran = start_with(desk, empty)
            tap.equal(ran.returncode, 1, "without zone file: refused")
            tap.ok("Europe/Amsterdam" in ran.stderr and
                   "no zone file" in ran.stderr, "it says what is missing",
                   ran.stderr)
            os.makedirs(os.path.join(empty, "Europe"))
            for content_of, said in ((b"", "not a zone file"),
                                     (b"TZif2", "damaged")):
                with open(os.path.join(empty, "Europe", "Amsterdam"),
                          "wb") as file:
                    file.write(content_of)
                ran = start_with(desk, empty)
                tap.ok(ran.returncode == 1 and said in ran.stderr,
                       f"a zone file that is no good is refused: {said}",
                       ran.stderr)
            made = subprocess.run(
                [LOKETD, "--init", os.path.join(empty, "desk")],
                env={**os.environ, "TZDIR": empty}, capture_output=True,
                text=True, check=False)
            tap.equal(made.returncode, 1, "nor is an installation made")


def start_with(desk, folder):
    return subprocess.run([LOKETD, "--config", desk.config],
                          env={**os.environ, "TZDIR": folder}, timeout=20,
                          capture_output=True, text=True, check=False)


def main():
    tap = Tap()
    tap.run(check_easter)
    for by in (2 * HOUR, -2 * HOUR):
        tap.run(check_steps, by)
    for part in (check_suspect, check_zone):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
