#!/usr/bin/python3
"""A desk under test control: it lives by the clock of the test, dies where
the test says, and then holds what its design promises; in production, and
without a sound file, it is refused."""
import datetime
import os
import subprocess
import tempfile
import time

from installation import LOKETD, Installation, edit_yaml
from loketlib import ALL_STATES, Follower, Refused, Silence, referral, stream, wire
from tap import Tap
from testcontrol import Control

EVENING = datetime.datetime(2026, 11, 21, 21, 0, tzinfo=datetime.timezone.utc)
MICRO = 0.000001


def serve(desk, *words):
    """loketd that is expected to refuse."""
    return subprocess.run([LOKETD, "--config", desk.config, *words],
                          capture_output=True, text=True, timeout=20,
                          check=False)


# --- when there is none -----------------------------------------------------

def check_usage(tap, desk):
    for words in (["--test-control", desk.control.path],
                  ["--config", desk.config, "--check-config",
                   "--test-control", desk.control.path]):
        ran = subprocess.run([LOKETD, *words], capture_output=True, text=True,
                             check=False)
        tap.ok(ran.returncode == 2 and "--test-control" in ran.stderr,
               "wrong usage: " + " ".join(w for w in words if "/" not in w),
               ran.stderr)


def check_production(tap, desk):
    for value, name in (("true", "that says so"), (None, "by default")):
        if value is None:
            with open(desk.config, encoding="utf-8") as file:
                lines = [line for line in file
                         if not line.startswith("production:")]
            with open(desk.config, "w", encoding="utf-8") as file:
                file.writelines(lines)
        else:
            edit_yaml(desk.config, {"production": value})
        ran = serve(desk, "--test-control", desk.control.path)
        tap.ok(ran.returncode == 1 and "production: true" in ran.stderr,
               f"refused in production, {name}", ran.stderr)
    edit_yaml(desk.config, {"production": "false"})


def check_bad_file(tap, desk):
    with open(desk.control.path, "rb") as file:
        sound = file.read()
    folder = tempfile.mkdtemp(dir=desk.dir)
    link = os.path.join(folder, "link")
    os.symlink(desk.control.path, link)
    for name, content in (("empty", b""), ("short", sound[:-1]),
                          ("long", sound + b"\0"),
                          ("foreign", b"x" + sound[1:])):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        ran = serve(desk, "--test-control", path)
        tap.ok(ran.returncode == 1 and "no test control file" in ran.stderr,
               f"refused: a file that is {name}", ran.stderr)
    for name, path in (("missing", os.path.join(folder, "none")),
                       ("a folder", folder), ("a link", link)):
        ran = serve(desk, "--test-control", path)
        tap.ok(ran.returncode == 1 and path in ran.stderr,
               f"refused: a file that is {name}", ran.stderr)


# --- the clock --------------------------------------------------------------

def looked(client):
    """When this returns, the desk has done what was due before the call: an
    answer leaves before the desk looks at its clock, so two are asked for."""
    for _ in range(2):
        client.ask(heartbeat=wire.Heartbeat())


def page_of(inbox, known=0):
    """Waits for the page after the `known` ones."""
    if not inbox.pump_until(lambda: len(inbox.pages()) > known):
        return None
    return inbox.pages()[known]


def attached(client):
    """With all that came before."""
    inbox = Follower(client)
    head = inbox.attach().head.head
    inbox.pump_until(lambda: inbox.last >= head)
    return inbox


def close_all(desk):
    """Nothing is left that pages when the clock is moved next."""
    with desk.client("coordinator") as client:
        for alert in list(client.alerts()):
            client.act("ACKNOWLEDGE", alert.alert, alert.generation)
            client.act("CLOSE", alert.alert, alert.generation,
                       stream.OUTCOME_REFERRED)


def check_loud(tap, desk):
    said = [line for line in desk.log().splitlines()
            if "control of a test" in line]
    for who in ("loketd", "front", "desk"):
        tap.ok(any(f"{who}:" in line for line in said),
               f"{who} warns that a test is in control", said)


def check_night(tap, desk):
    control = desk.control
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = attached(coordinator)
        receipt = police.submit(referral("NIGHT"))
        tap.equal(receipt.accepted_us, control.utc_us(),
                  "a receipt has the time of the test")
        first = page_of(inbox)
        inbox.pump(2.2)
        tap.equal(len(inbox.again), 0,
                  "real time passes: nothing is due by it")
        control.advance(2 - MICRO)
        looked(coordinator)
        inbox.pump(0)
        tap.equal(len(inbox.again), 0, "a repeat is not a microsecond early")
        control.advance(MICRO)
        tap.ok(inbox.pump_until(lambda: len(inbox.again) == 1),
               "a repeat comes when the test's clock says so")
        coordinator.delivered(first.page_id)
        left_us = first.deadline_us - control.utc_us()
        control.advance(left_us / 1000000 - MICRO)
        looked(coordinator)
        inbox.pump(0)
        tap.equal(len(inbox.pages()), 1,
                  "the next step is not a microsecond early")
        control.advance(MICRO)
        second = page_of(inbox, 1)
        tap.ok(second is not None and second.step == 2,
               "the next step comes when the test's clock says so", second)


def check_clock_set(tap, desk):
    """Somebody sets the clock: what waits keeps its wait."""
    control = desk.control
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = attached(coordinator)
        known = len(inbox.pages())
        police.submit(referral("SET"))
        page = page_of(inbox, known)
        coordinator.delivered(page.page_id)
        wait_us = page.deadline_us - control.utc_us()
        control.step_clock(7200)
        looked(coordinator)
        inbox.pump(0)
        tap.equal(len(inbox.pages()), known + 1,
                  "a clock set forward pages nobody early")
        tap.ok("the clock was set by 7200 s" in desk.log(),
               "and it is on the log")
        control.advance(wait_us / 1000000 - MICRO)
        looked(coordinator)
        inbox.pump(0)
        tap.equal(len(inbox.pages()), known + 1, "the wait is what it was")
        control.advance(MICRO)
        tap.ok(page_of(inbox, known + 1) is not None, "and no longer")


# --- fault points -----------------------------------------------------------

def await_death(tap, desk, name):
    code = desk.process.wait(10)
    tap.ok(code != 0 and desk.control.hits() == 1,
           f"{name}: the desk died there", (code, desk.control.hits()))
    desk.start()


def alert_of(client, message):
    for alert in client.alerts(ALL_STATES):
        detail = client.ask(show=wire.Show(id=alert.alert)).alert_detail
        if message in detail.messages:
            return detail
    return None


def check_before_commit(tap, desk):
    name = "before-commit"
    with desk.client("police") as police:
        submit = referral("BEFORE")
        desk.control.arm(name, "kill")
        police.post(submit=submit)
        await_death(tap, desk, name)
        receipt = police.submit_surely(submit)
        tap.ok(not receipt.replayed, f"{name}: nothing was stored, the "
               "resend is accepted as new", receipt)
        desk.control.arm(name, "fail")
        submit = referral("BEFORE-2")
        try:
            police.submit(submit)
            code = "a receipt"
        except Refused as refused:
            code = refused.code
        tap.equal(code, "UNAVAILABLE", f"{name}: a failure is said")
        tap.ok(not police.submit(submit).replayed,
               f"{name}: and nothing was stored")


def check_before_receipt(tap, desk):
    name = "after-commit-before-receipt"
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        submit = referral("RECEIPT")
        desk.control.arm(name, "kill")
        sent = police.post(submit=submit)
        await_death(tap, desk, name)
        first = police.submit_surely(submit)
        tap.ok(not any(m.request_id == sent for m in police.pushed),
               f"{name}: no receipt had left")
        again = police.submit_surely(submit)
        tap.ok(first.replayed and first == again,
               f"{name}: the resend gets the stored receipt", (first, again))
        coordinator.hello()
        detail = alert_of(coordinator, first.id)
        tap.ok(detail is not None and len(detail.pages) == 1,
               f"{name}: and was paged once without it", detail)
        desk.control.arm(name, "fail")
        submit = referral("RECEIPT-2")
        try:
            police.submit(submit, 1)
            heard = "a receipt"
        except Silence:
            heard = "nothing"
        tap.equal(heard, "nothing", f"{name}: not knowing is not refusing")
        tap.ok(police.submit_surely(submit).replayed,
               f"{name}: the resend gets the receipt")


def check_step(tap, desk, name, sent_at_once):
    """The desk dies around the commit of the step that calls somebody: what
    was not written is written at the start, what was is only sent."""
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = attached(coordinator)
        known = len(inbox.pages())
        desk.control.arm(name, "kill")
        submit = referral(name[:20].upper())
        police.post(submit=submit)
        await_death(tap, desk, name)
        inbox.pump(0)
        tap.equal(len(inbox.pages()), known, f"{name}: nothing had been sent")
        receipt = police.submit_surely(submit)
        coordinator.hello()
        detail = alert_of(coordinator, receipt.id)
        tap.equal([(p.step, p.attempts) for p in detail.pages], [(1, 1)],
                  f"{name}: one page, of the first step")
        inbox.attach()
        page = page_of(inbox, known)
        tap.ok(page is not None and page.alert == detail.alert.alert and
               page.page_id == detail.pages[0].page_id,
               f"{name}: it is sent after the restart", page)
        desk.control.arm(name, "fail")
        receipt = police.submit(referral("FAIL-" + name[:10].upper()))
        looked(coordinator)
        inbox.pump(0)
        detail = alert_of(coordinator, receipt.id)
        tap.equal((len(detail.pages), len(inbox.pages())),
                  (1, known + 1 + sent_at_once), f"{name}: after a failure " +
                  ("the step is taken again at once" if sent_at_once else
                   "the page is on record and waits"))
        desk.control.advance(2)
        tap.ok(inbox.pump_until(lambda: any(
            p.alert == detail.alert.alert
            for p in inbox.pages() + inbox.again)),
            f"{name}: and is made good")


def check_before_delivered(tap, desk):
    name = "after-send-before-delivered"
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = attached(coordinator)
        known = len(inbox.pages())
        police.submit(referral("DELIVERED"))
        page = page_of(inbox, known)
        desk.control.arm(name, "kill")
        coordinator.post(delivered=wire.Delivered(page_id=page.page_id))
        await_death(tap, desk, name)
        coordinator.hello()
        inbox.attach()
        looked(coordinator)
        began = time.monotonic()
        desk.control.advance(2)
        tap.ok(inbox.pump_until(lambda: any(
            p.page_id == page.page_id for p in inbox.again)),
            f"{name}: it is sent again with the same page id")
        tap.ok(time.monotonic() - began < 0.5,
               "a clock that was moved is seen without delay")
        again = [p for p in inbox.again if p.page_id == page.page_id]
        tap.equal([(p.attempt, p.alert) for p in again], [(2, page.alert)],
                  f"{name}: as its second attempt")
        tap.equal(len(inbox.pages()), known + 1, f"{name}: and is no new page")
        desk.control.arm(name, "fail")
        try:
            coordinator.delivered(page.page_id)
            code = "noted"
        except Refused as refused:
            code = refused.code
        tap.equal(code, "UNAVAILABLE", f"{name}: a failure is said")
        coordinator.delivered(page.page_id)
        desk.control.advance(60)
        looked(coordinator)
        inbox.pump(0)
        tap.equal(len([p for p in inbox.again if p.page_id == page.page_id]),
                  1, f"{name}: and what is delivered is not sent again")


def check_countdown(tap, desk):
    with desk.client("police") as police:
        desk.control.arm("before-commit", "kill", countdown=3)
        for number in range(2):
            police.submit(referral(f"COUNT-{number}"))
        tap.equal(desk.control.hits(), 2, "passes are counted")
        desk.control.disarm()
        police.submit(referral("COUNT-2"))
        tap.equal(desk.control.hits(), 2, "and nothing happens when disarmed")
        desk.control.arm("no-such-place", "kill")
        police.submit(referral("COUNT-3"))
        tap.equal(desk.control.hits(), 0, "an unknown place is never passed")


def main():
    tap = Tap()
    with Installation(control=Control(EVENING)) as desk:
        desk.enrol("police")
        for part in (check_loud, check_night, check_clock_set):
            tap.run(part, desk)
            close_all(desk)
        for part in (check_before_commit, check_before_receipt):
            tap.run(part, desk)
        tap.run(check_step, desk, "before-step-commit", True)
        tap.run(check_step, desk, "after-step-commit-before-send", False)
        tap.run(check_before_delivered, desk)
        tap.run(check_countdown, desk)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
        for part in (check_usage, check_production, check_bad_file):
            tap.run(part, desk)
    tap.finish()


if __name__ == "__main__":
    main()
