#!/usr/bin/python3
"""A subscriber that misses events, also the last ones, and loses its
connection: it ends with every event once and in order."""
import os
import random

from installation import Installation
from loketlib import DESK, INBOX, Follower, referral
from tap import Tap

REFERRALS = 60


def sequence_of(follower):
    return [event.seq for event in follower.applied]


def check_lossy(tap, desk, kind, chance, seed):
    """Drops pushed events with this chance, reconnects ten times."""
    dice = random.Random(seed)
    name = f"loses {int(chance * 100)} of 100"
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        follower = Follower(coordinator, kind,
                            lose=lambda event: dice.random() < chance)
        follower.attach()
        for number in range(REFERRALS):
            police.submit(referral(f"TST-{seed}-{number}"))
            follower.pump(0.005)
            if number % 6 == 5:
                coordinator.connect()
                coordinator.pushed.clear()
                follower.asked = None
                coordinator.hello()
                follower.attach()
        whole = Follower(coordinator, kind)
        head = coordinator.ask(heartbeat={}).heartbeat
        newest = {h.stream: h.head for h in head.heads}[kind]
        tap.ok(follower.pump_until(lambda: follower.last >= newest, 15),
               f"{name}: the tail comes without new traffic",
               f"{follower.last} of {newest}")
        tap.equal(sequence_of(follower), list(range(1, follower.last + 1)),
                  f"{name}: every event once, in order")
        read_all(coordinator, whole, follower.last)
        tap.equal([e.event_id for e in whole.applied][:follower.last],
                  [e.event_id for e in follower.applied],
                  f"{name}: the same events as an undisturbed reader")


def read_all(client, follower, until):
    """By replay alone, without attaching."""
    while follower.last < until:
        events = client.ask(replay={"stream": follower.kind,
                                    "after": follower.last,
                                    "limit": 100}).events
        follower.apply(events)


def check_memory_lost(tap, desk):
    """A client that confirmed and forgot everything goes on from there."""
    with desk.client("coordinator") as client:
        first = Follower(client, INBOX)
        first.attach()
        first.pump_until(lambda: first.last >= client.welcome.heads[0].head)
        first.confirm()
    with desk.client("coordinator") as client:
        heads = {h.stream: h for h in client.welcome.heads}
        tap.equal(heads[INBOX].confirmed, first.last,
                  "what was confirmed is in the Welcome")
        second = Follower(client, INBOX)
        second.last = heads[INBOX].confirmed
        second.attach()
        with desk.client("police") as police:
            police.submit(referral("TST-LATER"))
        tap.ok(second.pump_until(lambda: len(second.pages()) == 1),
               "and only what is new comes")


def main():
    tap = Tap()
    seed = int(os.environ.get("LOKET_SEED", "1"))
    with Installation({"desk.heartbeat_ms": "200",
                       "desk.combine_ms": "100"}) as desk:
        desk.enrol("police")
        tap.run(check_lossy, desk, INBOX, 0.5, seed)
        tap.run(check_lossy, desk, DESK, 0.9, seed + 1)
        tap.run(check_lossy, desk, INBOX, 1.0, seed + 2)
        tap.run(check_memory_lost, desk)
    tap.finish()


if __name__ == "__main__":
    main()
