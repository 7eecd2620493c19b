#!/usr/bin/python3
"""A process that is no longer ours does little harm: what a stranger in front
or desk would try kills it or fails; what hangs is killed; the key that ends
front twice is shut out, whoever else is served, and nothing accepted is
lost."""
import errno
import os
import signal as unix_signal
import socket
import threading
import time

from installation import Installation, edit_yaml, run_loket
from loketlib import Client, Follower, Silence, referral, signal, stream
from tap import Tap
from testcontrol import Control

LET = -1
KILLED = "killed"
WATCHDOG_US = 3000000  # front hangs after 1.5 s, desk after 3


def until(done, timeout_s=10.0):
    end = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


# --- what a stranger in a process tries ---------------------------------------

TRIES = (("front-tick", "exec", KILLED), ("front-tick", "fork", KILLED),
         ("front-tick", "ptrace", KILLED), ("front-tick", "open", errno.EACCES),
         ("front-tick", "inet", LET), ("desk-tick", "open", LET),
         ("desk-tick", "exec", KILLED), ("desk-tick", "fork", KILLED),
         ("desk-tick", "ptrace", KILLED), ("desk-tick", "inet", KILLED))


def ended_by(desk, part):
    return desk.log().count(f"{part} ended (signal {int(unix_signal.SIGSYS)})")


def try_it(desk, place, what):
    part = place.split("-", maxsplit=1)[0]
    before = ended_by(desk, part)
    desk.control.arm(place, what)
    until(lambda: desk.control.tried() or ended_by(desk, part) > before)
    got = desk.control.tried() or KILLED
    if part == "desk" and got == KILLED:
        desk.process.wait(5)
        desk.start()
    return got


def check_tries(tap, desk):
    for place, what, expected in TRIES:
        tap.equal(try_it(desk, place, what), expected, f"{place}: {what}")
    with desk.client("police") as police:
        tap.ok(police.submit_surely(signal()).id != "", "still served")


# --- whose frame it was ---------------------------------------------------------

def key_of(desk, name):
    return desk.rows("SELECT key FROM principal_key WHERE public_key = ?",
                     desk.public_key(name))[0][0]


class Load(threading.Thread):
    """Another partner that goes on sending; what was accepted of it."""

    def __init__(self, desk, name):
        super().__init__()
        self.client = desk.client(name)
        self.accepted = []
        self.failed = None
        self.go = True

    def run(self):
        try:
            while self.go:
                submit = signal()
                self.accepted.append(
                    (submit, self.client.submit_surely(submit).receipt))
        except Exception as error:  # seen by who joins
            self.failed = error

    def end(self):
        self.go = False
        self.join()


def abort_at(desk, key, client, submit):
    """Front ends at a frame of that key."""
    before = desk.log().count("front ended")
    desk.control.arm("front-frame", "abort", key=key)
    client.post(submit=submit)
    return until(lambda: desk.log().count("front ended") > before)


def is_silent(desk, name):
    try:
        with Client.of_profile(desk.profile(name)) as client:
            client.hello(1.0)
        return False
    except Silence:
        return True


def check_parked(tap, desk):
    key = key_of(desk, "police")
    load = Load(desk, "housing")
    with desk.client("police") as police, \
            desk.client("operator") as operator:
        kept = referral("BEFORE")
        before = police.submit(kept)
        inbox = Follower(operator)
        inbox.attach()
        load.start()
        tap.ok(abort_at(desk, key, police, referral("ONE")), "front ends at a "
               "frame of one key")
        tap.ok(police.submit_surely(kept).receipt == before.receipt,
               "once may happen: it is served again")
        tap.ok(abort_at(desk, key, police, referral("TWO")), "front ends at "
               "another one of it")
        tap.ok(desk.wait_log("is parked"), "the key is parked")
        tap.ok(is_silent(desk, "police"), "it is not let in any more")
        n = len(load.accepted)
        tap.ok(until(lambda: len(load.accepted) > n + 20), "others are served",
               load.failed)
        load.end()
        tap.ok(load.failed is None, "and were all the time", load.failed)
        operator.connect()
        operator.hello(5)
        inbox.attach()
        tap.ok(inbox.pump_until(lambda: any(
            e.notice.code == stream.NOTICE_CODE_PARKED and
            e.notice.person == "police" for e in inbox.applied)),
            "the operator is told")
    lost = [s for s, receipt in load.accepted
            if load.client.submit_surely(s).receipt != receipt]
    load.client.close()
    tap.ok(not lost and len(load.accepted) > 20,
           f"of {len(load.accepted)} accepted none is lost", len(lost))


def check_parked_stays(tap, desk):
    desk.stop()
    desk.start()
    tap.ok(is_silent(desk, "police"), "a restart keeps it")
    listed = run_loket(desk.profile("operator"), "partner", "list")
    tap.ok("SHUT OUT since" in listed.stdout, "the operator sees it",
           listed.stdout)
    ran = run_loket(desk.profile("coordinator"), "partner", "unpark", "police")
    tap.equal(ran.returncode, 1, "nobody else lets it in")
    ran = run_loket(desk.profile("operator"), "partner", "unpark", "police")
    tap.equal(ran.returncode, 0, "the operator lets it in: " + ran.stderr)
    with desk.client("police") as police:
        tap.ok(police.submit_surely(signal()).id != "", "it is served")
    ran = run_loket(desk.profile("operator"), "partner", "unpark", "police")
    tap.equal(ran.returncode, 1, "what is not shut out is not found")
    verbs = [verb for verb, in desk.rows(
        "SELECT verb FROM audit WHERE verb IN ('key-park', 'partner-unpark')"
        " ORDER BY rowid")]
    tap.equal(verbs, ["key-park", "partner-unpark"], "both are on record")


def check_killed_is_no_fault(tap, desk):
    """Who is killed from outside did nothing wrong, nor did its peer."""
    key = key_of(desk, "housing")
    with desk.client("housing") as housing:
        for _ in range(3):
            before = desk.log().count("front ended")
            desk.control.arm("front-frame", "kill", key=key)
            housing.post(submit=signal())
            until(lambda n=before: desk.log().count("front ended") > n)
        tap.ok(housing.submit_surely(signal()).id != "",
               "killed three times at its frames: still let in")


# --- what hangs -----------------------------------------------------------------

class Notified:
    """systemd's end of the notification socket."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.lines = []

    def read(self):
        while True:
            try:
                self.lines += self.socket.recv(65536).decode().split("\n")
            except BlockingIOError:
                return self.lines

    def feeds(self):
        return sum(line == "WATCHDOG=1" for line in self.read())

    def status(self):
        return [line for line in self.read() if line.startswith("STATUS=")]


def check_hangs(tap, _):
    with Installation() as desk:
        desk.stop()
        told = Notified(desk.dir)
        desk.env = {"NOTIFY_SOCKET": told.path,
                    "WATCHDOG_USEC": str(WATCHDOG_US)}
        desk.start(wait=False)
        desk_pid = desk.pid_of("desk")
        os.kill(desk_pid, unix_signal.SIGSTOP)
        tap.ok(until(lambda: any(
            line.startswith("EXTEND_TIMEOUT_USEC=") for line in told.read())) and
            "READY=1" not in told.read(), "a start that takes long asks for "
            "more time, and is not ready")
        os.kill(desk_pid, unix_signal.SIGCONT)
        desk.wait_ready()
        tap.ok("READY=1" in told.read(), "systemd hears READY")
        with desk.client("coordinator") as coordinator:
            coordinator.submit(referral("STATUS"))
            tap.ok(until(lambda: any(
                "1 alert open" in line and "client" in line and
                "last accepted" in line and "disk" in line
                for line in told.status())), "the line of status tells what "
                "there is", told.status())
        n = told.feeds()
        tap.ok(until(lambda: told.feeds() > n + 1), "the watchdog is fed")
        old = desk.pid_of("front")
        os.kill(old, unix_signal.SIGSTOP)
        tap.ok(desk.wait_log("front hangs", 6), "a front that hangs is killed")
        with desk.client("coordinator") as coordinator:
            tap.ok(coordinator.submit_surely(signal()).id != "",
                   "and started again")
        tap.ok(until(lambda: any("started again 1 time" in line
                                 for line in told.status())),
               "which the line of status tells")
        os.kill(desk.pid_of("desk"), unix_signal.SIGSTOP)
        tap.ok(desk.process.wait(8) != 0, "a desk that hangs ends all")
        tap.ok("desk hangs" in desk.log(), "and the log says why")


def main():
    tap = Tap()
    with Installation(control=Control()) as desk:
        edit_yaml(desk.config, {"log_level": "debug"})
        desk.enrol("police")
        desk.enrol("housing", "corporatie", "HOUSING")
        for part in (check_tries, check_parked, check_parked_stays,
                     check_killed_is_no_fault):
            tap.run(part, desk)
    tap.run(check_hangs, None)
    tap.finish()


if __name__ == "__main__":
    main()
