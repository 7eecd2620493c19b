#!/usr/bin/python3
"""Strangers and a partner who take all they can: an honest client is served,
somebody in immediate danger is paged, and what the partner sends is taken or
told to be sent again, never lost without a word.

    --runs N    messages of immediate danger during the flood (20)"""
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time

from installation import Installation
from loketlib import (BUILD, Client, Follower, padded, signal, stream, uuid7,
                      wire)
from tap import Tap

STRANGERS = 1000
ACKED_S = 1.0
PAGED_S = 5.0
QUOTA = 100      # messages a second of one organisation
TIMES = 100      # the flood is so many times that
QUEUE = 500
SETTINGS = {"front.quota_per_s": str(QUOTA), "front.quota_burst": str(QUOTA),
            "front.queue_messages": str(QUEUE), "front.busy_retry_ms": "1000"}


# --- half-open connections ---------------------------------------------------

class Crowd:
    """Connections that never become any: silent, half a greeting, and a byte
    of it now and then."""

    HALF = b"\xff" + bytes(8) + b"\x7f\x03"

    def __init__(self, port, n):
        self.port = port
        self.socks = [None] * n
        self.dribbled = 0
        self.stopped = False
        self.thread = threading.Thread(target=self.hold)

    def connect(self, i):
        sock = socket.create_connection(("127.0.0.1", self.port), 2)
        sock.setblocking(False)
        if i % 3:
            sock.send(self.HALF if i % 3 == 1 else self.HALF[:1])
        self.socks[i] = sock

    def hold(self):
        """Whoever is cut off comes back at once."""
        while not self.stopped:
            self.dribbled += 1
            for i, sock in enumerate(self.socks):
                try:
                    if i % 3 == 2 and self.dribbled % 4 == 0:
                        sock.send(b"\0")
                    if not sock.recv(64):
                        raise ConnectionError
                except BlockingIOError:
                    pass
                except OSError:
                    sock.close()
                    try:
                        self.connect(i)
                    except OSError:
                        pass
            time.sleep(0.05)

    def __enter__(self):
        for i in range(len(self.socks)):
            self.connect(i)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        self.thread.join()
        for sock in self.socks:
            sock.close()


def check_half_open(tap, desk):
    front = desk.pid_of("front")
    took = []
    with desk.client("honest") as there:
        before = len(os.listdir(f"/proc/{front}/fd"))
        with Crowd(desk.port, STRANGERS):
            held = []
            for number in range(10):
                began = time.monotonic()
                there.submit(signal(house_number=1 + number))
                took.append(time.monotonic() - began)
                began = time.monotonic()
                with Client.of_profile(desk.profile("honest")) as new:
                    new.hello(5)
                    new.submit(signal(house_number=101 + number))
                took.append(time.monotonic() - began)
                held.append(len(os.listdir(f"/proc/{front}/fd")) - before)
        tap.ok(max(held) > STRANGERS * 9 // 10,
               f"{STRANGERS} half-open connections are held", held)
        tap.ok(max(took) < ACKED_S,
               "a signal is acknowledged within a second meanwhile, by who "
               "was there and by who comes", f"{max(took):.2f} s")
        tap.note(f"acknowledged within {max(took) * 1000:.0f} ms, "
                 f"{max(held)} strangers held")
    tap.equal(desk.pid_of("front"), front, "front is the same")


# --- a partner that floods ---------------------------------------------------

def flood(folder):
    """TIMES x QUOTA messages a second until stdin ends; counts as JSON."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()),
                     daemon=True).start()
    count = {"sent": 0, "receipt": 0, "busy": 0, "other": 0}
    open_ids = set()
    template = signal(house_number=9)

    def take(wait_s):
        message = client.receive(wait_s)
        if message is None:
            return False
        if message.request_id in open_ids:
            open_ids.discard(message.request_id)
            body = message.WhichOneof("body")
            count[body if body in count else "other"] += 1
        return True

    with Client.of_profile(folder) as client:
        client.hello(10)
        began = time.monotonic()
        while not ended.is_set():
            due = (time.monotonic() - began) * QUOTA * TIMES
            while count["sent"] < due and not ended.is_set():
                request = wire.ClientMessage(request_id=os.urandom(16),
                                             submit=template)
                request.submit.message_id = uuid7()
                try:
                    client.post_raw(padded(request))
                except Exception:  # our own queue is full: the line is
                    break
                open_ids.add(request.request_id)
                count["sent"] += 1
                if count["sent"] % 50 == 0:
                    while take(0):
                        pass
            while take(0.001):
                pass
        count["seconds"] = time.monotonic() - began
        until = time.monotonic() + 20
        while open_ids and time.monotonic() < until:
            take(0.5)
        count["open"] = len(open_ids)
    print(json.dumps(count))


def page_after(client, follower, number):
    """Seconds from a message of immediate danger to its page."""
    before = len(follower.pages())
    began = time.monotonic()
    client.submit(signal(danger_now=True, house_number=number,
                         postcode="1098ZZ"), 20)
    follower.pump_until(lambda: len(follower.pages()) > before, 20)
    took = time.monotonic() - began
    return took if len(follower.pages()) > before else 20.0


def notices(follower):
    return [e.notice for e in follower.applied
            if e.WhichOneof("body") == "notice"]


def check_flood(tap, desk, runs):
    with desk.client("honest") as honest, desk.client("flooder") as urgent, \
            desk.client("coordinator") as watching, \
            desk.client("operator") as operator:
        follower, told = Follower(watching), Follower(operator)
        follower.attach()
        told.attach()
        quiet = [page_after(honest, follower, n + 1) for n in range(3)]
        child = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "--build",
             BUILD, "--flood", desk.profile("flooder")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            told.pump_until(lambda: any(
                n.code == stream.NOTICE_CODE_FLOOD for n in notices(told)), 10)
            took = []
            for n in range(runs):
                follower.pump(0.1)  # the flood goes on meanwhile
                took.append(page_after(honest, follower, n + 11))
            took.sort()
            own = page_after(urgent, follower, 9001)
        finally:
            out, _ = child.communicate("")
        count = json.loads(out)
        p99 = took[min(len(took) - 1, len(took) * 99 // 100)]
        tap.ok(p99 <= PAGED_S, f"another's U1 is paged within {PAGED_S:.0f} s "
               f"in {runs} runs", f"{p99:.2f} s")
        tap.ok(own <= PAGED_S, "the flooder's own U1 passes its own queue",
               f"{own:.2f} s")
        flags = [n for n in notices(told)
                 if n.code == stream.NOTICE_CODE_FLOOD]
        tap.equal([n.person for n in flags], ["flood-org"],
                  "the operator hears who floods, once")
        tap.ok(count["sent"] > count["seconds"] * QUOTA * 10,
               "it was a flood", count)
        tap.equal((count["open"], count["other"],
                   count["receipt"] + count["busy"]), (0, 0, count["sent"]),
                  "each message of the flood was taken or told BUSY")
        tap.ok(count["receipt"] <= QUOTA * (count["seconds"] + 10) + QUEUE +
               QUOTA, "and delayed: no more were taken than its quota is",
               count)
        tap.note(f"paged: quiet {max(quiet) * 1000:.0f} ms, flood p50 "
                 f"{took[len(took) // 2] * 1000:.0f} p99 {p99 * 1000:.0f} ms, "
                 f"own {own * 1000:.0f} ms; {count['sent']} sent in "
                 f"{count['seconds']:.1f} s, {count['receipt']} taken, "
                 f"{count['busy']} busy")


def main():
    if "--flood" in sys.argv:
        flood(sys.argv[sys.argv.index("--flood") + 1])
        return
    runs = int(sys.argv[sys.argv.index("--runs") + 1]) \
        if "--runs" in sys.argv else 20
    tap = Tap()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    with Installation(SETTINGS) as desk:
        desk.enrol("honest")
        desk.enrol("flooder", "flood-org", "CARE")
        tap.run(check_half_open, desk)
        tap.run(check_flood, desk, runs)
    tap.finish()


if __name__ == "__main__":
    main()
