#!/usr/bin/python3
"""loketd --rebuild: what belongs together is made from the journal once more,
and is the same; what was damaged is mended."""
import re
import subprocess
import time

from installation import LOKETD, Installation
from loketlib import signal, wire
from tap import Tap

LINE = re.compile(r"(before|rebuild): signals=(\d+) bundles=(\d+) pairs=(\d+) "
                  r"digest=([0-9a-f]{64})(?: equal=(yes|no))?")


def rebuild(desk):
    return subprocess.run([LOKETD, "--config", desk.config, "--rebuild"],
                          capture_output=True, text=True, check=False)


def told(ran):
    return [LINE.fullmatch(line).groups() for line in ran.stdout.splitlines()]


def combined(client, receipt):
    """Its bundle, as soon as it has one."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        bundle = client.ask(show=wire.Show(
            id=receipt.id)).message_detail.bundle
        if bundle:
            return bundle
        time.sleep(0.02)
    raise AssertionError("not combined")


def fill(tap, desk):
    with desk.client("police") as police, desk.client("care") as care, \
            desk.client("coordinator") as coordinator:
        bundles = [combined(coordinator, client.submit(signal(house)))
                   for client in (police, care) for house in (1, 1, 2)]
        tap.equal(len(set(bundles)), 2, "two dwellings are two bundles")
    ran = rebuild(desk)
    tap.ok(ran.returncode == 1 and ran.stdout == "" and
           "the desk runs" in ran.stderr, "not while a desk runs", ran.stderr)


def check_equal(tap, desk):
    ran = rebuild(desk)
    before, after = told(ran)
    tap.equal((ran.returncode, after[0], after[1:3], after[5]),
              (0, "rebuild", ("6", "2"), "yes"), "the same comes out")
    tap.equal(before[1:5], after[1:5], "and both lines say so")


def check_damaged(tap, desk):
    desk.change("UPDATE link_member_0 SET cluster = node")
    ran = rebuild(desk)
    before, after = told(ran)
    tap.equal((ran.returncode, before[2], after[2], after[5]),
              (1, "6", "2", "no"), "what was damaged is found")
    ran = rebuild(desk)
    tap.equal((ran.returncode, told(ran)[1][5]), (0, "yes"), "and mended")
    desk.start()
    with desk.client("coordinator") as coordinator:
        alerts = list(coordinator.alerts())
        tap.equal(len(alerts), 2, "the desk goes on with its alerts")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        desk.enrol("care", "zorg", "CARE")
        fill(tap, desk)
        desk.stop()
        check_equal(tap, desk)
        check_damaged(tap, desk)
    tap.finish()


if __name__ == "__main__":
    main()
