#!/usr/bin/python3
"""kill -9 of front, desk and both at random points under load: what has a
receipt is there once, every alert is paged, no page changes.

    test_kill.py [--kills N] [--seed N]

The chance is seeded and counts receipts, not time; what the processes are
doing at that moment is the machine's."""
import os
import random
import signal as unix_signal
import sys
import time

import zmq

from installation import Installation
from loketlib import ALL_STATES, Client, Follower, Silence, referral, signal, \
    wire
from tap import Tap

CLIENTS = 8
WINDOW = 4
RECEIPTS_MAX = 30  # until the next kill
RESEND_S = 0.4
STUCK_S = 30


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv \
        else default


class Sender:
    """Keeps WINDOW messages under way until each has its receipt."""

    def __init__(self, profile, number, dice):
        self.client = Client.of_profile(profile)
        self.client.socket.reconnect_ivl = 20
        self.number = number
        self.dice = dice
        self.greeted = False
        self.greeting_s = 0.0
        self.waiting = {}   # message id: [submit, when sent]
        self.requests = {}  # request id: message id
        self.receipts = {}  # message id: (submit, receipt)
        self.wrong = []
        self.made = 0

    def new_message(self):
        self.made += 1
        name = f"KILL-{self.number}-{self.made}"
        throw = self.dice.random()
        if throw < 0.15:
            return referral(name)
        house = self.dice.randrange(1, 4000)
        return signal(house_number=house, own_reference=name,
                      danger_now=throw < 0.2)

    def greet(self):
        self.greeting_s = time.monotonic()
        self.client.post(hello=wire.Hello(protocol_min=1, protocol_max=1,
                                          software="kill/1"))

    def send(self, submit):
        self.requests[self.client.post(submit=submit)] = submit.message_id
        self.waiting[submit.message_id] = [submit, time.monotonic()]

    def tick(self, more):
        """Send again what is late, and new messages if more are wanted."""
        now = time.monotonic()
        if not self.greeted:
            if now > self.greeting_s + RESEND_S:
                self.greet()
            return
        for entry in list(self.waiting.values()):
            if now > entry[1] + RESEND_S:
                self.greeted = False  # perhaps another connection
                self.greet()
                return
        while more and len(self.waiting) < WINDOW:
            self.send(self.new_message())

    def take(self, message):
        """One answer; how many receipts are new."""
        body = message.WhichOneof("body")
        if body == "welcome":
            self.greeted = True
            self.requests.clear()
            for entry in list(self.waiting.values()):
                self.send(entry[0])
        elif body == "refusal":
            code = message.refusal.code
            if code == wire.REFUSAL_CODE_NOT_GREETED:
                if self.greeted:
                    self.greeted = False
                    self.greet()
            elif code != wire.REFUSAL_CODE_UNAVAILABLE:
                self.wrong.append(message.refusal)
        elif body == "receipt":
            return self.take_receipt(message.receipt)
        return 0

    def take_receipt(self, receipt):
        entry = self.waiting.pop(receipt.message_id, None)
        known = self.receipts.get(receipt.message_id)
        if known is not None:
            if known[1].receipt != receipt.receipt or \
                    known[1].accepted_us != receipt.accepted_us:
                self.wrong.append(receipt)
            return 0
        if entry is None:
            self.wrong.append(receipt)
            return 0
        self.receipts[receipt.message_id] = (entry[0], receipt)
        return 1


class Watcher:
    """A coordinator that follows its inbox and remembers every page."""

    def __init__(self, profile):
        self.client = Client.of_profile(profile)
        self.follower = Follower(self.client)
        self.pages = {}  # page id: what it said
        self.changed = []
        self.seen = 0
        self.greeted_s = 0.0
        self.heard_s = 0.0

    def tick(self):
        now = time.monotonic()
        if now > self.heard_s + 1.0 and now > self.greeted_s + RESEND_S:
            self.greeted_s = now
            self.follower.asked = None
            self.client.post(hello=wire.Hello(protocol_min=1, protocol_max=1))
            self.client.post(attach=wire.Attach(
                stream=self.follower.kind, after=self.follower.last,
                epoch=self.follower.epoch))

    def take(self, message):
        if message.WhichOneof("body") != "refusal":
            self.heard_s = time.monotonic()
        self.follower.take(message)
        pages = [e.page for e in self.follower.applied[self.seen:]
                 if e.WhichOneof("body") == "page"] + self.follower.again
        self.seen = len(self.follower.applied)
        self.follower.again = []
        for page in pages:
            said = (page.alert, page.generation, page.step, page.level,
                    page.kind, page.desk)
            if self.pages.setdefault(page.page_id, said) != said:
                self.changed.append(page.page_id)
            self.client.post(delivered=wire.Delivered(page_id=page.page_id))


class Load:
    def __init__(self, desk, seed):
        self.dice = random.Random(seed)
        self.senders = [Sender(desk.profile(f"sender-{n}"), n, self.dice)
                        for n in range(CLIENTS)]
        self.watcher = Watcher(desk.profile("coordinator"))
        self.poller = zmq.Poller()
        self.by_socket = {}
        for each in self.senders + [self.watcher]:
            self.by_socket[each.client.socket] = each
            self.poller.register(each.client.socket, zmq.POLLIN)

    def turn(self, more=True):
        """One look at every socket; how many receipts are new."""
        new = 0
        for sender in self.senders:
            sender.tick(more)
        self.watcher.tick()
        for socket, _ in self.poller.poll(50):
            each = self.by_socket[socket]
            for _ in range(64):
                message = each.client.receive()
                if message is None:
                    break
                new += each.take(message) or 0
        return new

    def until_receipts(self, n):
        until = time.monotonic() + STUCK_S
        while n > 0:
            new = self.turn()
            n -= new
            if new:
                until = time.monotonic() + STUCK_S
            elif time.monotonic() > until:
                raise Silence(f"no receipt for {STUCK_S} s")

    def finish(self):
        """Let everything under way end with a receipt."""
        until = time.monotonic() + STUCK_S
        while any(sender.waiting for sender in self.senders):
            self.turn(more=False)
            if time.monotonic() > until:
                raise Silence("messages without receipt at the end")


def kill_once(desk, what):
    """SIGKILL; when desk is among them, everything is started again."""
    pids = [desk.pid_of(part) for part in what]
    for pid in pids:
        os.kill(pid, unix_signal.SIGKILL)
    if "desk" not in what:
        return 1
    code = desk.process.wait(10)
    desk.start(wait=False)
    return code


def check_kills(tap, desk, load, kills):
    counts = {"front": 0, "desk": 0, "both": 0}
    codes = set()
    for _ in range(kills):
        load.until_receipts(load.dice.randrange(1, RECEIPTS_MAX))
        name = load.dice.choice(("front", "desk", "both"))
        counts[name] += 1
        what = ("front", "desk") if name == "both" else (name,)
        codes.add(kill_once(desk, what))
    load.until_receipts(1)
    load.finish()
    receipts = sum(len(s.receipts) for s in load.senders)
    tap.note(f"{kills} kills {counts}, {receipts} receipts")
    tap.ok(0 not in codes, "without desk the supervisor ends with an error",
           codes)
    tap.equal([s.wrong for s in load.senders if s.wrong], [],
              "no answer was a wrong one")


def check_replay(tap, desk, load):
    """Every id once more: the first receipt, marked as replayed."""
    lost = []
    for sender in load.senders:
        with desk.client(f"sender-{sender.number}") as client:
            for submit, receipt in sender.receipts.values():
                again = client.submit(submit, 10)
                if not again.replayed or again.id != receipt.id or \
                        again.receipt != receipt.receipt:
                    lost.append(receipt.id)
    tap.equal(lost, [], "every receipt's message is there, under its id")


def check_alerts(tap, desk, load):
    accepted = {r.id: s for sender in load.senders
                for s, r in sender.receipts.values()}
    with desk.client("coordinator") as client:
        until = time.monotonic() + STUCK_S
        while True:
            details = [client.ask(show=wire.Show(id=a.alert)).alert_detail
                       for a in client.alerts(ALL_STATES)]
            members = [m for d in details for m in d.messages]
            if set(accepted) <= set(members) and all(
                    d.pages for d in details) or time.monotonic() > until:
                break
            time.sleep(0.2)
        tap.equal(sorted(set(accepted) - set(members)), [],
                  "every accepted message belongs to an alert")
        tap.equal(len(members), len(set(members)), "and to one only")
        tap.equal([d.alert.alert for d in details if not d.pages], [],
                  "every alert is paged")
        ids = {}
        for member in set(members):
            detail = client.ask(show=wire.Show(id=member)).message_detail
            ids.setdefault((detail.organisation, detail.submit.message_id),
                           []).append(member)
            if member in accepted and detail.submit != accepted[member]:
                tap.ok(False, f"{member} holds what was sent")
        tap.equal([v for v in ids.values() if len(v) > 1], [],
                  "no message is there twice")
        records = {p.page_id: d.alert.alert for d in details for p in d.pages}
        known = load.watcher.pages
        # a summary is of no alert
        tap.equal([p for p, said in known.items()
                   if said[0] and records.get(p) != said[0]], [],
                  "every page a coordinator saw is on record")
        tap.equal(load.watcher.changed, [],
                  "no page id came with different content")
        tap.note(f"{len(details)} alerts, {len(records)} pages, "
                 f"{len(known)} seen by the coordinator")


def check_pages_arrive(tap, load):
    """After the last kill the inbox catches up by itself."""
    until = time.monotonic() + STUCK_S
    head = 0
    while time.monotonic() < until:
        load.turn(more=False)
        try:
            heads = load.watcher.client.ask(
                heartbeat=wire.Heartbeat()).heartbeat.heads
        except Silence:  # an answer was lost, or waits behind many pages
            continue
        head = heads[0].head
        while load.watcher.client.pushed:
            load.watcher.take(load.watcher.client.pushed.popleft())
        if load.watcher.follower.last >= head:
            break
    seqs = [e.seq for e in load.watcher.follower.applied]
    tap.equal(seqs, list(range(1, head + 1)),
              "the coordinator has every event once, in order")


def main():
    tap = Tap()
    kills = option("--kills", 200)
    seed = option("--seed", 20261121)
    tap.note(f"seed {seed}")
    with Installation({"desk.combine_ms": "50", "desk.heartbeat_ms": "500",
                       "front.quota_per_s": "100000",
                       "front.quota_burst": "100000"}) as desk:
        for number in range(CLIENTS):
            desk.enrol(f"sender-{number}", f"organisation-{number % 3}")
        load = Load(desk, seed)
        tap.run(check_kills, desk, load, kills)
        tap.run(check_replay, desk, load)
        tap.run(check_pages_arrive, load)
        tap.run(check_alerts, desk, load)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
