#!/usr/bin/python3
"""Who may speak: every state a key can be in, revocation of a connection
that is up, and a rotation under load."""
import threading
import time

import zmq
from zmq.utils import z85

from installation import Installation
from loketlib import (Client, Follower, Refused, Silence, read_profile,
                      referral, signal, stream, wire)
from recorder import Recorder, frames, message_sizes
from tap import Tap

REVOKED_S = 1.0


def speaks(endpoint, server_key, keys, timeout_s=1.0):
    """Does the desk answer a Hello of this key?"""
    with Client(endpoint, server_key, *keys) as client:
        try:
            client.hello(timeout_s)
            return True
        except (Silence, Refused):
            return False


def check_states(tap, desk):
    now_us = int(time.time() * 1e6)
    hour_us = 3600 * 1000000
    endpoint, server_key, *valid = read_profile(desk.profile("police"))
    tap.ok(speaks(endpoint, server_key, valid), "a valid key is served")
    tap.ok(not speaks(endpoint, server_key, zmq.curve_keypair()),
           "an unknown key is not")
    cases = (("not valid yet", dict(valid_from_us=now_us + hour_us)),
             ("expired", dict(valid_from_us=now_us - 2 * hour_us,
                              valid_to_us=now_us - hour_us)),
             ("with an end that is to come",
              dict(valid_from_us=now_us - hour_us,
                   valid_to_us=now_us + hour_us)))
    for number, (name, period) in enumerate(cases):
        keys = zmq.curve_keypair()
        add(desk, f"case-{number}", keys, **period)
        time.sleep(0.1)
        tap.equal(speaks(endpoint, server_key, keys), number == 2,
                  f"a key {name}")
    keys = zmq.curve_keypair()
    add(desk, "case-soon", keys, valid_from_us=now_us - hour_us,
        valid_to_us=int(time.time() * 1e6) + 1500000)
    wait_speaks(endpoint, server_key, keys)
    with Client(endpoint, server_key, *keys) as client:
        client.hello()
        until = time.monotonic() + 5
        alive = True
        while alive and time.monotonic() < until:
            try:
                client.submit(signal(), 0.5)
            except (Silence, Refused):
                alive = False
        tap.ok(not alive, "a key that expires while connected falls silent")


def add(desk, name, keys, **period):
    with desk.client("operator") as operator:
        operator.ask(partner_add=wire.PartnerAdd(
            organisation="politie", name=name,
            organisation_kind=stream.ORGANISATION_KIND_POLICE,
            kind=wire.PRINCIPAL_KIND_SYSTEM, roles=[wire.ROLE_SUBMITTER],
            public_key=z85.decode(keys[0]), **period))


def wait_speaks(endpoint, server_key, keys, timeout_s=3.0):
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if speaks(endpoint, server_key, keys, 0.3):
            return True
    return False


def check_mechanisms(tap, desk):
    context = zmq.Context.instance()
    hello = wire.ClientMessage(request_id=b"x" * 16, hello=wire.Hello(
        protocol_min=1, protocol_max=1)).SerializeToString()
    for name in ("NULL", "PLAIN"):
        sock = context.socket(zmq.DEALER)
        sock.linger = 0
        if name == "PLAIN":
            sock.plain_username = b"police"
            sock.plain_password = b"police"
        sock.connect(desk.endpoint)
        sock.send(hello)
        tap.equal(sock.poll(800), 0, f"{name}: not a byte of an answer")
        sock.close()
    endpoint, _, *keys = read_profile(desk.profile("police"))
    wrong_server, _ = zmq.curve_keypair()
    tap.ok(not speaks(endpoint, wrong_server, keys),
           "another server key: the client sends nothing it could read")


def check_on_the_wire(tap, desk):
    """What a listener sees of who is not let in: greeting and handshake, and
    not one message, from either side."""
    hello = wire.ClientMessage(request_id=b"x" * 16, hello=wire.Hello(
        protocol_min=1, protocol_max=1)).SerializeToString()
    _, server_key, *_ = read_profile(desk.profile("police"))
    context = zmq.Context.instance()
    for name in ("unknown", "NULL", "PLAIN", "CURVE, another server"):
        with Recorder(("127.0.0.1", desk.port)) as recorder:
            sock = context.socket(zmq.DEALER)
            sock.linger = 0
            if name == "PLAIN":
                sock.plain_username = sock.plain_password = b"police"
            elif name != "NULL":
                sock.curve_publickey, sock.curve_secretkey = \
                    zmq.curve_keypair()
                sock.curve_serverkey = server_key if name == "unknown" \
                    else zmq.curve_keypair()[0]
            sock.connect(f"tcp://127.0.0.1:{recorder.port}")
            sock.send(hello)
            heard = sock.poll(700)
            sock.close(0)
        sizes = [n for line in recorder.lines for side in line
                 for n in message_sizes(side)]
        told = [body for line in recorder.lines for _, body in frames(line[1])
                if body[:1] not in (b"\x07", b"\x05")]
        tap.equal((heard, sizes, told, bool(recorder.lines)),
                  (0, [], [], True),
                  f"{name}: not a byte of a message either way")


def check_revocation(tap, desk):
    """Under way: submits and pushes end within a second."""
    keys = desk.enrol("leaver", "oud-politie")
    watcher_keys = desk.enrol("old-coordinator", "acm-oud", "ACM",
                              ("COORDINATOR",))
    leaver = desk.client("leaver")
    watcher = desk.client("old-coordinator")
    police = desk.client("police")
    shared = Follower(watcher, 2)
    shared.attach()
    leaver.submit(referral("BEFORE"))
    tap.ok(shared.pump_until(lambda: shared.applied),
           "before: the coordinator sees the desk stream")
    with desk.client("operator") as operator:
        for name in ("leaver", "old-coordinator"):
            operator.ask(partner_revoke=wire.PartnerRevoke(name=name))
    revoked_at = time.monotonic()
    last_receipt = None
    last_push = 0.0
    while time.monotonic() < revoked_at + 2.5:
        try:
            leaver.submit(signal(), 0.2)
            last_receipt = time.monotonic() - revoked_at
        except (Silence, Refused):
            pass
        police.submit(referral("MEANWHILE"))
        while watcher.receive(0):
            last_push = time.monotonic() - revoked_at
    tap.ok(last_receipt is None or last_receipt < REVOKED_S,
           "no message is accepted a second after", last_receipt)
    tap.ok(last_push < REVOKED_S, "nor is anything pushed, though much is told",
           last_push)
    while watcher.receive(0):
        pass
    police.submit(referral("AFTER"))
    police.close()
    tap.equal(watcher.receive(1.5), None, "nothing is pushed any more")
    leaver.close()
    watcher.close()
    endpoint, server_key, *_ = read_profile(desk.profile("police"))
    for name, pair in (("leaver", keys), ("old-coordinator", watcher_keys)):
        tap.ok(not speaks(endpoint, server_key, pair),
               f"{name} does not get in again")
    with desk.client("operator") as operator:
        try:
            operator.ask(partner_add=wire.PartnerAdd(
                organisation="politie", name="again",
                organisation_kind=stream.ORGANISATION_KIND_POLICE,
                kind=wire.PRINCIPAL_KIND_SYSTEM, roles=[wire.ROLE_SUBMITTER],
                public_key=z85.decode(keys[0])))
            tap.ok(False, "a revoked key is never enrolled again")
        except Refused as error:
            tap.equal(error.code, "CONFLICT",
                      "a revoked key is never enrolled again")


def check_rotation(tap, desk):
    """Two keys at work; the old one ends; nothing is lost."""
    old = desk.enrol("rotating", "corporatie", "HOUSING")
    new = zmq.curve_keypair()
    endpoint, server_key, *_ = read_profile(desk.profile("rotating"))
    done = threading.Event()
    receipts = {}
    late = []
    ends = [None]

    def load(keys, name):
        with Client(endpoint, server_key, *keys) as client:
            client.hello()
            number = 0
            while not done.is_set():
                number += 1
                submit = signal(own_reference=f"{name}-{number}")
                try:
                    receipt = client.submit(submit, 0.5)
                except (Silence, Refused):
                    return
                receipts[submit.message_id] = (submit, receipt)
                if name == "old" and ends[0] is not None and \
                        receipt.accepted_us > ends[0]:
                    late.append(receipt.accepted_us - ends[0])

    threads = [threading.Thread(target=load, args=(old, "old"))]
    threads[0].start()
    time.sleep(0.3)
    with desk.client("operator") as operator:
        ends[0] = int(time.time() * 1e6) + 2000000
        operator.ask(partner_rotate=wire.PartnerRotate(
            name="rotating", public_key=z85.decode(new[0]),
            old_valid_to_us=ends[0]))
    tap.ok(wait_speaks(endpoint, server_key, new),
           "the new key is served while the old one still is")
    tap.ok(speaks(endpoint, server_key, old), "and the old one too")
    threads.append(threading.Thread(target=load, args=(new, "new")))
    threads[1].start()
    time.sleep(max(0.0, ends[0] / 1e6 - time.time()) + 1.5)
    done.set()
    for thread in threads:
        thread.join(10)
    tap.equal(late, [], "nothing is accepted from the old key after its end")
    tap.ok(not speaks(endpoint, server_key, old), "the old key is out")
    with Client(endpoint, server_key, *new) as client:
        client.hello()
        lost = [r.id for s, r in receipts.values()
                if not (again := client.submit(s)).replayed or
                again.receipt != r.receipt]
    tap.equal(lost, [], "0 lost")
    tap.note(f"{len(receipts)} receipts during the rotation")


def main():
    tap = Tap()
    with Installation({"desk.heartbeat_ms": "300",
                       "front.quota_per_s": "100000",
                       "front.quota_burst": "100000"}) as desk:
        desk.enrol("police")
        for check in (check_states, check_mechanisms, check_on_the_wire,
                      check_revocation, check_rotation):
            tap.run(check, desk)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
