"""loketlib -- a Loket client from PROTOCOL.md alone: pyzmq and the classes
that protoc makes of proto/loket/v1, both from Debian.

The folder that was built in is named by --build DIR, else by LOKET_BUILD,
else it is `build`; the generated classes go to its folder `py`."""
import collections
import ctypes
import glob
import hashlib
import os
import subprocess
import sys
import time

import zmq

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def build_folder():
    if "--build" in sys.argv:
        return os.path.abspath(sys.argv[sys.argv.index("--build") + 1])
    return os.path.abspath(os.environ.get("LOKET_BUILD",
                                          os.path.join(ROOT, "build")))


def generate(out):
    """protoc's classes, made again when the schema is newer."""
    schema = sorted(glob.glob(os.path.join(ROOT, "proto/loket/v1/*.proto")))
    made = os.path.join(out, "loket/v1/socket_pb2.py")
    if not os.path.exists(made) or os.path.getmtime(made) < max(
            os.path.getmtime(path) for path in schema):
        os.makedirs(out, exist_ok=True)
        subprocess.run(["protoc", "-I" + os.path.join(ROOT, "proto"),
                        "--python_out=" + out, *schema], check=True)


BUILD = build_folder()
generate(os.path.join(BUILD, "py"))
sys.path.insert(0, os.path.join(BUILD, "py"))

from loket.v1 import casework_pb2 as casework  # noqa: E402
from loket.v1 import content_pb2 as content    # noqa: E402
from loket.v1 import linking_pb2 as linking    # noqa: E402
from loket.v1 import retention_pb2 as retention  # noqa: E402
from loket.v1 import sharing_pb2 as sharing    # noqa: E402
from loket.v1 import socket_pb2 as wire        # noqa: E402
from loket.v1 import stream_pb2 as stream      # noqa: E402

INBOX = stream.STREAM_KIND_INBOX
DESK = stream.STREAM_KIND_DESK
PROTOCOL = 1


def varint(value):
    made = bytearray()
    while value >= 128:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes(made) + bytes([value])


def padded(message):
    """The serialized message, and zeros up to 1, 4, 16 or 64 KiB."""
    frame = message.SerializeToString()
    for size in (1024, 4096, 16384, 65536):
        room = size - len(frame)
        if room == 0:
            return frame
        for tag in (varint(2047 << 3 | 2), varint(2048 << 3 | 2)):
            for width in (1, 2, 3):
                zeros = room - len(tag) - width
                if zeros >= 0 and len(varint(zeros)) == width:
                    return frame + tag + varint(zeros) + bytes(zeros)
    return frame


class Refused(Exception):
    """The desk refused a request; .refusal has the codes and fields."""

    def __init__(self, refusal):
        self.refusal = refusal
        self.code = wire.RefusalCode.Name(refusal.code)[len("REFUSAL_CODE_"):]
        self.fields = [f.field for f in refusal.findings]
        super().__init__(f"{self.code} {self.fields}")


class Silence(Exception):
    """No answer in time: the request may or may not have been taken."""


def uuid7():
    """16 bytes: milliseconds since 1970, then chance."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") +
                    os.urandom(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def read_settings(path):
    """`key: value` lines; values may be quoted, and hold # and : as Z85
    does."""
    settings = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, colon, value = line.strip().partition(":")
            value = value.strip()
            if not colon or name.startswith("#"):
                continue
            if value[:1] in ("'", '"'):
                value = value[1:value.index(value[0], 1)]
            else:
                value = value.split(" #")[0].strip()
            settings[name] = value
    return settings


def read_profile(directory):
    """(endpoint, server key, public key, secret key) of a profile folder."""
    settings = read_settings(os.path.join(directory, "profile.yaml"))
    keys = []
    for name in ("public.key", "secret.key"):
        with open(os.path.join(directory, name), "rb") as file:
            keys.append(file.readline().strip())
    endpoint = settings.get("server") or settings["endpoint"]
    return endpoint, settings["server_key"].encode(), keys[0], keys[1]


class Client:
    """One DEALER.  ask() waits for the answer to its request; whatever else
    the desk sends meanwhile waits in .pushed."""

    def __init__(self, endpoint, server_key, public_key, secret_key, **options):
        self.context = options.get("context") or zmq.Context.instance()
        self.endpoint = endpoint
        self.keys = (server_key, public_key, secret_key)
        self.software = options.get("software", "loketlib/1")
        self.rcvhwm = options.get("rcvhwm", 0)
        self.pushed = collections.deque()
        self.welcome = None
        self.socket = None
        self.connect()

    @classmethod
    def of_profile(cls, directory, **options):
        return cls(*read_profile(directory), **options)

    def connect(self):
        """A fresh connection: after a revocation or an enrolment libzmq has
        given up on the old one."""
        self.close()
        sock = self.context.socket(zmq.DEALER)
        sock.curve_serverkey, sock.curve_publickey, sock.curve_secretkey = \
            self.keys
        sock.linger = 0
        sock.maxmsgsize = 65536 + 33  # as CURVE sends it
        sock.reconnect_ivl = 50
        sock.reconnect_ivl_max = 500
        sock.heartbeat_ivl = 5000
        sock.heartbeat_timeout = 15000
        sock.heartbeat_ttl = 15000
        # 0 is without limit: see PROTOCOL.md section 1
        sock.rcvhwm = self.rcvhwm or 0
        sock.connect(self.endpoint)
        self.socket = sock
        self.welcome = None

    def close(self):
        if self.socket is not None:
            self.socket.close(0)
            self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def post(self, **body):
        """Send one ClientMessage with this body; its request id."""
        message = wire.ClientMessage(request_id=os.urandom(16), **body)
        try:
            self.socket.send(padded(message), zmq.DONTWAIT)
        except zmq.Again:
            # libzmq gave the connection up: this key was refused.
            raise Silence("not let in") from None
        return message.request_id

    def post_raw(self, frame):
        self.socket.send(frame, zmq.DONTWAIT)

    def receive(self, timeout_s=0.0):
        """The next ServerMessage, or None."""
        if not self.socket.poll(max(0, int(timeout_s * 1000))):
            return None
        return wire.ServerMessage.FromString(self.socket.recv())

    def wait_for(self, request_id, timeout_s=5.0):
        """The answer to this request; what else comes is kept in .pushed."""
        until = time.monotonic() + timeout_s
        while True:
            message = self.receive(until - time.monotonic())
            if message is None:
                raise Silence(f"no answer within {timeout_s} s")
            if message.request_id == request_id:
                return message
            self.pushed.append(message)

    def ask(self, timeout_s=5.0, **body):
        """Send, wait, and give back the ServerMessage; Refused or Silence."""
        answer = self.wait_for(self.post(**body), timeout_s)
        if answer.WhichOneof("body") == "refusal":
            raise Refused(answer.refusal)
        return answer

    def hello(self, timeout_s=5.0):
        """Greet, again each second: the desk may just be starting."""
        until = time.monotonic() + timeout_s
        while True:
            left = until - time.monotonic()
            try:
                answer = self.ask(min(1.0, max(left, 0.05)),
                                  hello=wire.Hello(protocol_min=PROTOCOL,
                                                   protocol_max=PROTOCOL,
                                                   software=self.software))
                self.welcome = answer.welcome
                return answer.welcome
            except Silence:
                if time.monotonic() >= until:
                    raise

    def submit(self, submit, timeout_s=5.0):
        """One try: a Receipt, Refused, or Silence.  BUSY waits and repeats."""
        until = time.monotonic() + timeout_s
        while True:
            answer = self.ask(max(until - time.monotonic(), 0.05),
                              submit=submit)
            if answer.WhichOneof("body") != "busy":
                return answer.receipt
            time.sleep(answer.busy.retry_after_ms / 1000)

    def submit_surely(self, submit, timeout_s=20.0):
        """The same message again until its receipt is there, whatever dies
        meanwhile."""
        until = time.monotonic() + timeout_s
        while True:
            try:
                return self.submit(submit, 1.0)
            except Silence:
                pass
            except Refused as refused:
                if refused.code == "NOT_GREETED":
                    self.hello()
                elif refused.code != "UNAVAILABLE":
                    raise
            if time.monotonic() >= until:
                raise Silence("no receipt")

    def act(self, verb, page_or_alert, generation=None, outcome=0):
        """ACKNOWLEDGE, TAKEOVER or CLOSE; the AlertActionResult."""
        alert = getattr(page_or_alert, "alert", page_or_alert)
        if generation is None:
            generation = page_or_alert.generation
        return self.ask(alert_action=wire.AlertAction(
            verb=wire.AlertVerb.Value("ALERT_VERB_" + verb), alert=alert,
            generation=generation, outcome=outcome)).alert_action_result

    def delivered(self, page_id):
        return self.ask(delivered=wire.Delivered(
            page_id=page_id)).delivered_noted

    def alerts(self, states=()):
        """Every alert in these states, page after page of the list."""
        after = ""
        while True:
            answer = self.ask(list_alerts=wire.ListAlerts(
                states=states, after=after)).alert_list
            yield from answer.alerts
            if not answer.more:
                return
            after = answer.alerts[-1].alert


ALL_STATES = tuple(v for v in stream.AlertState.values() if v)


class Follower:
    """One stream, applied exactly once and in order, by the rules of
    PROTOCOL.md "Streams".  lose(event) may make it miss a pushed event."""

    def __init__(self, client, kind=INBOX, lose=None):
        self.client = client
        self.kind = kind
        self.last = 0
        self.epoch = b""
        self.applied = []
        self.snapshots = 0
        self.again = []
        self.lose = lose
        self.asked = None
        self.confirmed = 0

    def attach(self, timeout_s=5.0):
        answer = self.client.ask(timeout_s, attach=wire.Attach(
            stream=self.kind, after=self.last, epoch=self.epoch)).attached
        if answer.truncated:
            self.resnapshot()
            return self.attach(timeout_s)
        self.epoch = answer.epoch
        return answer

    def resnapshot(self):
        """What is open now, in place of events that are gone."""
        self.snapshots += 1
        after = ""
        as_of = None
        while True:
            answer = self.client.ask(snapshot=wire.SnapshotRequest(
                stream=self.kind, after=after)).snapshot
            if as_of is None:
                as_of = answer.as_of
            if not answer.more:
                break
            after = (answer.alerts or answer.pages)[-1].alert
        self.last = as_of
        self.epoch = self.client.ask(attach=wire.Attach(
            stream=self.kind, after=as_of)).attached.epoch

    def apply(self, events):
        """True when the events closed up with what was applied before."""
        for event in events.events:
            if event.seq <= self.last:
                continue
            if event.seq != self.last + 1:
                return False
            self.last = event.seq
            self.applied.append(event)
        return self.last >= events.head or len(events.events) == 0

    def confirm_soon(self):
        """Every 50 events, without waiting: else the desk stops pushing."""
        if self.last >= self.confirmed + 50:
            self.confirmed = self.last
            self.client.post(confirm=wire.Confirm(stream=self.kind,
                                                  seq=self.last))

    def replay(self):
        if self.asked is None:
            self.asked = self.client.post(replay=wire.Replay(
                stream=self.kind, after=self.last))

    def take(self, message):
        """One message, pushed or an answer to replay()."""
        body = message.WhichOneof("body")
        if message.request_id:
            if message.request_id == self.asked:
                self.asked = None
                if body == "events" and not self.apply(message.events):
                    self.replay()
        elif body == "events" and message.events.stream == self.kind:
            if self.lose is not None:
                kept = [e for e in message.events.events if not self.lose(e)]
                del message.events.events[:]
                message.events.events.extend(kept)
                if not kept:
                    return
            if not self.apply(message.events):
                self.replay()
            self.confirm_soon()
        elif body == "heartbeat":
            for head in message.heartbeat.heads:
                if head.stream == self.kind and head.head > self.last:
                    self.replay()
        elif body == "page_again":
            self.again.append(message.page_again)

    def pump(self, seconds):
        """Take what comes for this long, or until done() of a caller."""
        until = time.monotonic() + seconds
        while True:
            while self.client.pushed:
                self.take(self.client.pushed.popleft())
            message = self.client.receive(until - time.monotonic())
            if message is None:
                return
            self.take(message)

    def pump_until(self, done, timeout_s=10.0):
        until = time.monotonic() + timeout_s
        while not done():
            if time.monotonic() >= until:
                return False
            self.pump(0.05)
        return True

    def pages(self):
        return [e.page for e in self.applied if e.WhichOneof("body") == "page"]

    def confirm(self):
        return self.client.ask(confirm=wire.Confirm(
            stream=self.kind, seq=self.last)).confirmed.head


# --- messages ---------------------------------------------------------------

def signal(house_number=1, postcode="1099ZZ", message_id=None, **fields):
    """A small signal about one dwelling."""
    body = dict(observed="2026-11-20", form=content.FORM_SEXUAL,
                place=content.Place(municipality="GM0363", postcode=postcode,
                                    house_number=house_number),
                indicators=["DB01"])
    body.update(fields)
    return content.Submit(message_id=message_id or uuid7(),
                          signal=content.Signal(**body))


def referral(victim_ref="TST-1", message_id=None, **fields):
    body = dict(victim_ref=victim_ref, form=content.FORM_SEXUAL,
                indicators=["DB01"],
                place=content.Place(municipality="GM0363"),
                person=content.Person(age=content.AGE_ADULT,
                                      gender=content.GENDER_FEMALE),
                shelter_needed=content.YES_NO_YES,
                consent=content.CONSENT_GIVEN, callback="+31200000000")
    body.update(fields)
    return content.Submit(message_id=message_id or uuid7(),
                          referral=content.Referral(**body))


# --- signed receipts --------------------------------------------------------

def ed25519_holds(signature, signed, public_key):
    sodium = ctypes.CDLL("libsodium.so.23")
    return sodium.crypto_sign_verify_detached(
        bytes(signature), bytes(signed), ctypes.c_ulonglong(len(signed)),
        bytes(public_key)) == 0


def receipt_verifies(receipt, submit_bytes, public_key):
    """Does this SignedReceipt prove that these bytes were accepted?"""
    if receipt.public_key != public_key or not ed25519_holds(
            receipt.signature, b"loket-receipt-v1" + receipt.statement,
            public_key):
        return False
    statement = wire.ReceiptStatement.FromString(receipt.statement)
    digest = hashlib.blake2b(submit_bytes, digest_size=32).digest()
    return statement.digest == digest
