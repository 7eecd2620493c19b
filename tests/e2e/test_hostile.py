#!/usr/bin/python3
"""Peers that mean harm, against the real front.  After each of them the same
processes live (or front was started again), and an honest client that comes
then is served within a second."""
import ctypes
import os
import random
import resource
import signal as unix_signal
import socket
import struct
import time

import zmq

import rawcurve
from installation import Installation
from loketlib import Client, referral, signal, wire
from tap import Tap

HANDSHAKE_MS = 500
GREETING_BYTES = 64  # what anybody may read: it says "ZMTP, CURVE"
SERVED_S = 1.0


def served(desk, name="honest"):
    """Seconds from connecting to the receipt of a new message."""
    began = time.monotonic()
    with Client.of_profile(desk.profile(name)) as client:
        client.hello(5)
        client.submit(signal(house_number=random.randrange(1, 9000)), 5)
    return time.monotonic() - began


def pids(desk):
    return desk.process.pid, desk.pid_of("front"), desk.pid_of("desk")


def read_until_closed(sock, timeout_s):
    """(bytes read, was it closed by the other side)."""
    sock.settimeout(timeout_s)
    data = b""
    try:
        while True:
            part = sock.recv(4096)
            if not part:
                return data, True
            data += part
    except ConnectionError:
        return data, True
    except TimeoutError:
        return data, False


def after(tap, desk, before, name, same=True):
    took = served(desk)
    tap.ok(took < SERVED_S, f"{name}: an honest client is served",
           f"{took:.2f} s")
    now = pids(desk)
    if same:
        tap.equal(now, before, f"{name}: the daemon lives")
    else:
        tap.equal((now[0], now[2]), (before[0], before[2]),
                  f"{name}: supervisor and desk live")


def strangers(desk):
    """(name, bytes to send, seconds until it is closed)."""
    handshake_s = HANDSHAKE_MS / 1000
    command = rawcurve.COMMAND
    curve = rawcurve.greeting()
    hello = b"\x05HELLO\x01\x00" + bytes(72)
    dice = random.Random(4)
    return (
        ("silence", b"", handshake_s),
        ("half a greeting", curve[:10], handshake_s),
        ("a greeting and silence", curve, handshake_s),
        ("ZMTP 1", b"\x01\x00\x06\x00hallo", handshake_s),
        ("ZMTP 2", rawcurve.GREETING + b"\x01\x05\x00\x00\x00", handshake_s),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: loket\r\n\r\n", handshake_s),
        ("NULL", rawcurve.greeting(b"NULL") + rawcurve.frame(
            b"\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER", command),
         handshake_s),
        ("PLAIN", rawcurve.greeting(b"PLAIN") + rawcurve.frame(
            b"\x05HELLO\x05admin\x05admin", command), handshake_s),
        ("length 2^62", curve + bytes([rawcurve.LONG | command]) +
         struct.pack(">Q", 1 << 62), handshake_s),
        ("length 1 GiB", curve + bytes([rawcurve.LONG]) +
         struct.pack(">Q", 1 << 30), handshake_s),
        ("a command of 60 KiB", curve + rawcurve.frame(bytes(61440), command),
         handshake_s),
        ("a message before the handshake", curve + rawcurve.frame(b"hallo"),
         handshake_s),
        ("a garbage HELLO", curve + rawcurve.frame(
            hello + os.urandom(120), command), handshake_s),
        ("random bytes", dice.randbytes(5000), handshake_s),
        ("a greeting and random bytes", curve + dice.randbytes(5000),
         handshake_s))


def check_strangers(tap, desk):
    before = pids(desk)
    for name, sent, closed_s in strangers(desk):
        sock = rawcurve.connect(desk.endpoint)
        try:
            sock.sendall(sent)
        except ConnectionError:
            pass
        data, closed = read_until_closed(sock, closed_s + 2)
        sock.close()
        tap.ok(closed, f"{name}: closed", data)
        tap.ok(len(data) <= GREETING_BYTES, f"{name}: gets nothing",
               len(data))
        after(tap, desk, before, name)


def check_dribble(tap, desk):
    """One byte every 50 ms never completes a handshake."""
    before = pids(desk)
    sock = rawcurve.connect(desk.endpoint)
    began = time.monotonic()
    closed = False
    for byte in rawcurve.greeting():
        try:
            sock.sendall(bytes([byte]))
        except ConnectionError:
            closed = True
            break
        time.sleep(0.05)
    tap.ok(closed or read_until_closed(sock, 2)[1],
           "a byte now and then: closed")
    tap.ok(time.monotonic() - began < 4, "and in time")
    sock.close()
    after(tap, desk, before, "a byte now and then")


def check_half_handshake(tap, desk):
    before = pids(desk)
    keys = zmq.curve_keypair()
    for stop in ("greeting", "hello"):
        peer = rawcurve.RawCurve(desk.endpoint, desk.server_key().encode(),
                                 *keys, stop_after=stop)
        _, closed = read_until_closed(peer.sock, HANDSHAKE_MS / 1000 + 2)
        tap.ok(closed, f"a handshake that ends after {stop}: closed")
        peer.close()
    try:
        rawcurve.RawCurve(desk.endpoint, desk.server_key().encode(), *keys)
        tap.ok(False, "a key nobody enrolled is refused")
    except ConnectionError as error:
        tap.ok("READY" in str(error) or "closed" in str(error),
               "a key nobody enrolled is refused", error)
    after(tap, desk, before, "half a handshake")


def check_crowd(tap, desk, n=800):
    before = pids(desk)
    crowd = []
    for _ in range(n):
        crowd.append(rawcurve.connect(desk.endpoint))
    took = served(desk)
    tap.ok(took < SERVED_S, f"among {n} silent connections an honest client "
           "is served", f"{took:.2f} s")
    for sock in crowd:
        sock.close()
    after(tap, desk, before, f"{n} silent connections")


def check_multipart(tap, desk):
    """An enrolled key that never ends a message, and one that ends it."""
    before = pids(desk)
    peer = desk.raw("insider")
    for _ in range(200):
        peer.sock.sendall(b"".join(peer.message(b"", more=True)
                                   for _ in range(100)))
    took = served(desk)
    tap.ok(took < SERVED_S, "endless multipart: others are served meanwhile",
           f"{took:.2f} s")
    peer.send(b"end")
    tap.equal(peer.receive(0.5), None, "a message of 20,001 frames is nothing")
    peer.close()
    after(tap, desk, before, "endless multipart", same=False)


def check_routing_ids(tap, desk):
    before = pids(desk)
    hello = wire.ClientMessage(request_id=os.urandom(16), hello=wire.Hello(
        protocol_min=1, protocol_max=1)).SerializeToString()
    for name, identity in (("a name", b"bob"), ("a long one", b"x" * 255),
                           ("five bytes", b"\x01abcd"),
                           ("one of the desk's own form",
                            b"\x00" + os.urandom(4)),
                           ("the desk's own form, counted",
                            b"\x00\x00\x00\x00\x01")):
        peer = desk.raw("insider", identity)
        peer.send(hello)
        answer = peer.receive(0.5)
        # Of the desk's own form it cannot be told from a given one: served.
        own_form = len(identity) == 5 and identity[:1] == b"\x00"
        tap.ok(answer is None or own_form,
               f"routing id of one's own, {name}: not answered")
        twin = None
        try:
            twin = desk.raw("honest", identity)
            twin.send(hello)
            tap.equal(twin.receive(0.3), None,
                      f"nor is a second one with it, {name}")
        except ConnectionError:
            tap.ok(True, f"a second one with it is cut, {name}")
        for each in (peer, twin):
            if each is not None:
                each.close()
        after(tap, desk, before, f"routing id, {name}")


def asks(**body):
    return wire.ClientMessage(request_id=os.urandom(16),
                              **body).SerializeToString()


def hears(peer, seconds):
    """Everything that comes within this time."""
    heard = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        frame = peer.receive(max(0.05, until - time.monotonic()))
        if frame is not None and frame[:5] not in (b"\x04PING", b"\x04PONG"):
            heard.append(wire.ServerMessage.FromString(frame))
    return heard


def check_theft(tap, desk):
    """Two clients, one routing id: while the first is there, and when it is
    gone, the second gets nothing that was the first one's."""
    before = pids(desk)
    identity = b"\x00" + os.urandom(4)
    greeting = dict(hello=wire.Hello(protocol_min=1, protocol_max=1))
    watcher = desk.raw("watcher", identity)
    watcher.send(asks(**greeting))
    watcher.send(asks(attach=wire.Attach(stream=2)))
    hears(watcher, 0.5)
    try:
        thief = desk.raw("insider", identity)
        thief.send(asks(**greeting))
        stolen = hears(thief, 0.3)
    except ConnectionError:
        thief, stolen = None, []
    with desk.client("honest") as honest:
        honest.submit(referral("TST-THEFT-1"))
    tap.ok(any(m.WhichOneof("body") == "events" for m in hears(watcher, 1.5)),
           "theft: the first goes on hearing what is its own")
    if thief is not None:
        stolen += hears(thief, 0.3)
        thief.close()
    watcher.close()
    until = time.monotonic() + 3
    second = None
    while second is None and time.monotonic() < until:
        try:  # until the desk has noticed that the id is free
            second = desk.raw("insider", identity)
            second.send(asks(**greeting))
            answers = hears(second, 0.3)
            if not answers:
                second.close()
                second = None
        except ConnectionError:
            pass
    tap.equal([m.welcome.principal for m in answers], ["insider"],
              "theft: the second is taken for itself")
    with desk.client("honest") as honest:
        honest.submit(referral("TST-THEFT-2"))
    stolen += [m for m in hears(second, 1.0)
               if m.WhichOneof("body") != "heartbeat"]
    tap.equal(stolen, [], "theft: and hears nothing of the first one's")
    second.close()
    after(tap, desk, before, "theft of a routing id")


def predictable_ids():
    """The ids an unseeded libzmq gives its first peers: each ROUTER starts
    at two successive numbers of rand() and counts on."""
    libc = ctypes.CDLL("libc.so.6")
    libc.srand(1)
    numbers = [libc.rand() for _ in range(9)]
    for low, high in zip(numbers, numbers[1:]):
        for step in range(40):
            number = (low | high << 31) + step & 0xFFFFFFFF
            yield b"\x00" + struct.pack(">I", number)


def check_predicted_ids(tap, desk):
    """A peer that announces the ids the desk is about to give: where they
    can be foreseen, libzmq meets one and aborts."""
    with Installation({"front.handshake_ms": "2000"}) as fresh:
        keys = fresh.enrol("insider")
        fresh.enrol("honest", "woonstede", "HOUSING")
        before = pids(fresh)
        peers = []
        for identity in predictable_ids():
            try:
                peers.append(rawcurve.RawCurve(
                    fresh.endpoint, fresh.server_key().encode(), *keys,
                    identity))
            except ConnectionError:
                continue
        tap.ok(len(peers) > 300, f"{len(peers)} ids are announced")
        for _ in range(40):
            served(fresh)
        after(tap, fresh, before, "foreseen routing ids")
        for peer in peers:
            peer.close()


def check_slow_reader(tap, desk):
    """Asks much and reads nothing; others notice nothing."""
    before = pids(desk)
    peer = desk.raw("insider")
    peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.send(wire.ClientMessage(request_id=os.urandom(16), hello=wire.Hello(
        protocol_min=1, protocol_max=1)).SerializeToString())
    peer.sock.settimeout(0.5)
    sent = 0
    try:
        for sent in range(20000):
            peer.send(wire.ClientMessage(
                request_id=os.urandom(16),
                heartbeat=wire.Heartbeat()).SerializeToString())
    except (TimeoutError, ConnectionError):
        pass
    took = served(desk)
    tap.ok(took < SERVED_S, f"beside a reader that sleeps ({sent} requests): "
           "others are served", f"{took:.2f} s")
    peer.close()
    after(tap, desk, before, "a reader that sleeps")


def check_garbage_frames(tap, desk):
    """An enrolled key that sends what is no message."""
    before = pids(desk)
    dice = random.Random(7)
    good = wire.ClientMessage(request_id=os.urandom(16),
                              submit=referral()).SerializeToString()
    with desk.client("insider") as client:
        for _ in range(2000):
            kind = dice.randrange(3)
            if kind == 0:
                frame = dice.randbytes(dice.randrange(0, 300))
            elif kind == 1:
                frame = good[:dice.randrange(len(good))]
            else:
                at = dice.randrange(len(good))
                frame = good[:at] + bytes([good[at] ^ 1 << dice.randrange(
                    8)]) + good[at + 1:]
            while not client.socket.poll(1000, zmq.POLLOUT):
                pass
            client.post_raw(frame)
        client.post_raw(bytes(65536))
        while client.receive(0.5):
            pass
    after(tap, desk, before, "2,000 broken frames")
    with desk.client("insider") as client:
        client.post_raw(bytes(65537))
        tap.equal(client.receive(0.5), None, "64 KiB and a byte: cut")
    after(tap, desk, before, "a frame that is too large")


def check_descriptors(tap, desk):
    """A crowd takes every file descriptor of front: its I/O thread may not
    spin, and an honest client is served as soon as the crowd is gone."""
    before = pids(desk)
    front = before[1]
    used = len(os.listdir(f"/proc/{front}/fd"))
    limits = resource.prlimit(front, resource.RLIMIT_NOFILE)
    crowd = []
    with desk.client("honest") as client:
        client.submit(signal())
        resource.prlimit(front, resource.RLIMIT_NOFILE,
                         (used + 12, limits[1]))
        cpu = cpu_s(front)
        began = time.monotonic()
        while time.monotonic() < began + 3:
            crowd = [sock for sock in crowd if not is_closed(sock)]
            try:
                crowd.append(rawcurve.connect(desk.endpoint, 1))
            except OSError:
                time.sleep(0.01)  # front does not listen for a moment
        share = (cpu_s(front) - cpu) / (time.monotonic() - began)
        tap.ok(share < 0.5, "without file descriptors front does not spin",
               f"{share:.0%} of a core")
        for sock in crowd:
            sock.close()
        began = time.monotonic()
        client.submit_surely(signal(house_number=77), 10)
        took = time.monotonic() - began
        tap.ok(took < 3 * SERVED_S, "the crowd gone, a client that was there "
               "is served", f"{took:.2f} s")
    resource.prlimit(front, resource.RLIMIT_NOFILE, limits)
    after(tap, desk, before, "file descriptors")


def cpu_s(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_closed(sock):
    try:
        sock.setblocking(False)
        while True:
            if not sock.recv(4096):
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def check_slow_commits(tap, desk):
    """Desk stops and goes on while many messages are under way.  A front
    that misses one edge of its sockets would stand still for ever."""
    before = pids(desk)
    dice = random.Random(11)
    window, total = 64, 4000
    clients = [desk.client("honest") for _ in range(4)]
    sent = [0] * 4
    acked = [0] * 4
    stopped_until = 0.0
    quiet_since = time.monotonic()
    stopped = False
    try:
        while sum(acked) < 4 * total and time.monotonic() < quiet_since + 15:
            for i, client in enumerate(clients):
                while sent[i] < total and sent[i] - acked[i] < window:
                    client.post(submit=signal(
                        house_number=dice.randrange(1, 9000)))
                    sent[i] += 1
                while True:
                    message = client.receive(0)
                    if message is None:
                        break
                    if message.WhichOneof("body") == "receipt":
                        acked[i] += 1
                        quiet_since = time.monotonic()
            now = time.monotonic()
            if stopped and now > stopped_until:
                os.kill(before[2], unix_signal.SIGCONT)
                stopped = False
            elif not stopped and dice.random() < 0.05:
                os.kill(before[2], unix_signal.SIGSTOP)
                stopped = True
                stopped_until = now + dice.uniform(0.001, 0.02)
            elif stopped:
                time.sleep(0.001)
    finally:
        os.kill(before[2], unix_signal.SIGCONT)
        for client in clients:
            client.close()
    tap.equal(sum(acked), 4 * total, "every message is answered though desk "
              "keeps stopping")
    after(tap, desk, before, "slow commits")


def main():
    tap = Tap()
    with Installation({"front.handshake_ms": str(HANDSHAKE_MS),
                       "front.quota_per_s": "100000",
                       "front.quota_burst": "100000"}) as desk:
        keys = {"honest": desk.enrol("honest"),
                "insider": desk.enrol("insider", "woonstede", "HOUSING"),
                "watcher": desk.enrol("watcher", "acm", "ACM",
                                      ("COORDINATOR",))}
        desk.raw = lambda name, identity=b"": rawcurve.RawCurve(
            desk.endpoint, desk.server_key().encode(), *keys[name], identity)
        for check in (check_strangers, check_dribble, check_half_handshake,
                      check_crowd, check_multipart, check_routing_ids,
                      check_theft, check_predicted_ids, check_slow_reader,
                      check_garbage_frames, check_slow_commits,
                      check_descriptors):
            tap.run(check, desk)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
