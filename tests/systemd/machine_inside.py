#!/usr/bin/python3
"""What holds in the machine that machine.py starts; runs in it as root, and
says so on the serial line."""
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from service import (CONFIG, HOME, UNIT, client, drop_in,  # noqa: E402
                     edit_yaml, main_pid, pid_of, setup, shown, systemctl,
                     wait_until)
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


# --- memory -----------------------------------------------------------------------

# A greeting of ZMTP, in which nobody proves a key yet: front makes room for it.
GREETING = (b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"CURVE" + bytes(15) +
            b"\0" + bytes(31))
CROWD = 3000
MORE = 12 * 1024 * 1024  # than there is in use: of a crowd half as large


def memory(name):
    with open(f"/sys/fs/cgroup/system.slice/{UNIT}/memory.{name}",
              encoding="ascii") as file:
        return file.read()


def oom_kills():
    """-1: all of it ended, and starts again."""
    try:
        return int(memory("events").split("oom_kill ")[1].split()[0])
    except FileNotFoundError:
        return -1


def crowd(one, taken, ended):
    """Strangers who greet and say no more, and a partner who tells meanwhile;
    until it ended.  Answers how many came."""
    there = []
    try:
        for number in range(CROWD):
            try:
                there.append(socket.create_connection(("127.0.0.1", PORT), 5))
                there[-1].send(GREETING)
            except OSError:
                pass  # front is away for a moment
            if number % 250 == 0:
                message = signal()
                taken.append((message, submit_surely(one, message).receipt))
            if number % 50 == 0 and ended():
                break
    finally:
        for sock in there:
            sock.close()
    return len(there)


def processes():
    return main_pid(), pid_of("desk"), pid_of("front")


def fill_front(one, taken, limit):
    """All of a fresh start, limited to this much; answers who was there, and
    how many strangers it took."""
    systemctl("set-property", "--runtime", UNIT, f"MemoryMax={limit}")
    before = processes()
    return before, crowd(one, taken, lambda: oom_kills() != 0)


def check_memory(tap):
    """Who fills the memory of front ends front, and nothing else."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    shipped = shown("MemoryMax")
    taken = []
    with client(timeout_s=SLOW_S) as one:
        before, came = fill_front(one, taken, shipped)
        tap.equal((came, oom_kills(), processes()), (CROWD, 0, before),
                  f"with {int(shipped) >> 20} MiB a crowd of {CROWD} does no "
                  "harm")
        systemctl("restart", UNIT)
        one.hello(SLOW_S)
        limit = int(memory("current")) + MORE
        before, came = fill_front(one, taken, limit)
        tap.ok(oom_kills() == 1 and
               wait_until(lambda: pid_of("front") != before[2], SLOW_S),
               f"with {limit >> 20} MiB it ends front, after {came}",
               oom_kills())
        tap.equal((processes()[:2], shown("ActiveState")),
                  (before[:2], "active"), "front alone")
        lost = [m for m, receipt in taken
                if submit_surely(one, m).receipt != receipt]
        tap.ok(len(taken) > CROWD // 250 and not lost,
               f"of {len(taken)} accepted none is lost", len(lost))
    systemctl("set-property", "--runtime", UNIT, f"MemoryMax={shipped}")
    resource.setrlimit(resource.RLIMIT_NOFILE, files)


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
    edit_yaml(CONFIG, {"front.metrics": "tcp://127.0.0.1:9900",
                       "front.handshake_ms": "60000"})
    subprocess.run(["chown", "-R", "loket:loket", HOME], check=True)
    ran = systemctl("start", UNIT)
    tap.equal(ran.returncode, 0, "it starts " + ran.stderr)
    for group in (check_addresses, check_clock, check_memory):
        tap.run(group)
    send_until_dark()


if __name__ == "__main__":
    main()
