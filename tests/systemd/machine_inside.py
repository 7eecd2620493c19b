#!/usr/bin/python3
"""What holds in the machine that machine.py starts; runs in it as root, and
says so on the serial line."""
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from service import (CONFIG, HOME, UNIT, client, drop_in,  # noqa: E402
                     edit_yaml, setup, systemctl, wait_until)
from loketlib import referral, signal  # noqa: E402
from tap import Tap  # noqa: E402

LIST = "/dev/nvme1n1"
HOUR_S = 3600
SLOW_S = 120  # everything takes long here
PORT = 7411


def stage():
    with open("/proc/cmdline", encoding="ascii") as file:
        return file.read().split("loket.stage=")[1].split()[0]


def metric(name):
    with urllib.request.urlopen("http://127.0.0.1:9900/metrics",
                                timeout=30) as page:
        for line in page.read().decode().splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
    return None


def submit_surely(one, message):
    return one.submit_surely(message, SLOW_S)


# --- addresses --------------------------------------------------------------------

def connects(source):
    try:
        with socket.create_connection(("127.0.0.1", PORT), 3, (source, 0)):
            return True
    except OSError:
        return False


def check_addresses(tap):
    tap.ok(connects("127.0.0.2"), "any address may connect")
    drop_in(UNIT, "addresses", "[Service]\nIPAddressDeny=127.0.0.2\n")
    systemctl("restart", UNIT)
    tap.ok(connects("127.0.0.1") and not connects("127.0.0.2"),
           "one that IPAddressDeny= names may not")


# --- clocks -----------------------------------------------------------------------

def step(seconds):
    now = time.clock_gettime(time.CLOCK_REALTIME)
    time.clock_settime(time.CLOCK_REALTIME, now + seconds)


def check_clock(tap):
    with client(timeout_s=SLOW_S) as one:
        submit_surely(one, referral("CLOCK"))
        alert = next(iter(one.alerts()))
        before_us = alert.due_us
        # what is left of an elapsed wait stays; in civil time it moves along
        for seconds, name in ((2 * HOUR_S, "forward"), (-2 * HOUR_S, "back")):
            step(seconds)
            one.hello(SLOW_S)
            label = f'loket_clock_jumps_total{{direction="{name}"}}'
            tap.ok(wait_until(lambda at=label: metric(at) == 1, 30),
                   f"a clock two hours {name} is seen")
            now = next((a for a in one.alerts() if a.alert == alert.alert),
                       None)
            moved_s = (now.due_us - before_us) / 1000000 if now else None
            want_s = 2 * HOUR_S if seconds > 0 else 0
            tap.ok(moved_s is not None and
                   want_s - 5 <= moved_s <= want_s + 600,
                   "and a wait keeps what is left of it",
                   f"moved {moved_s} s, not {want_s}")


# --- power ------------------------------------------------------------------------

def send_until_dark():
    """Each is said as soon as its receipt is there."""
    with client(timeout_s=SLOW_S) as one:
        while True:
            message_id = uuid.uuid4().bytes
            receipt = submit_surely(
                one, signal(message_id=message_id)).receipt
            print(f"accepted {message_id.hex()} {receipt}", flush=True)


def check_power(tap):
    with open(LIST, "rb") as file:
        lines = file.read(1024 * 1024).split(b"\nend\n")[0].decode()
    accepted = [line.split()[1:] for line in lines.splitlines()]
    tap.equal(systemctl("start", UNIT).returncode, 0,
              "after a power cut it starts by itself")
    lost = 0
    with client(timeout_s=SLOW_S) as one:
        for message_id, receipt in accepted:
            again = submit_surely(
                one, signal(message_id=bytes.fromhex(message_id)))
            lost += again.receipt != receipt or not again.replayed
    tap.ok(accepted and lost == 0,
           f"of {len(accepted)} accepted none is lost", lost)


def main():
    tap = Tap()
    if stage() == "2":
        tap.run(check_power)
        print("that was all", flush=True)
        return
    setup()
    edit_yaml(CONFIG, {"front.metrics": "tcp://127.0.0.1:9900"})
    subprocess.run(["chown", "-R", "loket:loket", HOME], check=True)
    ran = systemctl("start", UNIT)
    tap.equal(ran.returncode, 0, "it starts " + ran.stderr)
    for group in (check_addresses, check_clock):
        tap.run(group)
    send_until_dark()


if __name__ == "__main__":
    main()
