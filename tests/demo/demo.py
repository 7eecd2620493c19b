#!/usr/bin/python3
"""demo -- a scripted night at the desk, with the real programs.

An installation is made in BUILD/demo; the daemon, three partners and two
coordinators run as processes of their own and talk over CURVE.  What happens
is told as it happens.  The last line counts:

  demo: accepted=N refused=N duplicates=N alerts=N pages=N acknowledged=N
        lost=0 seconds=S                                        (on one line)

Exit code 0 only when nothing is lost and every referral is acknowledged.

    demo.py [--build DIR]
"""
import json
import os
import re
import shutil
import signal as unix_signal
import socket
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[sys.argv.index("--build") + 1]
                        if "--build" in sys.argv
                        else os.path.join(ROOT, "build"))
LOKETD = os.path.join(BUILD, "loketd")
LOKET = os.path.join(BUILD, "loket")
MESSAGES = os.path.join(ROOT, "tests", "data", "messages")
HOME = os.path.join(BUILD, "demo")
WAITS_S = {"U1": 2, "U2": 3, "U3": 4, "U4": 4}
EVERY_STATE = "received,held,paging,acked,closed"
STUCK_S = 20
ANSWER_S = 0.5

PARTNERS = (  # name, organisation, kind
    ("police", "politie", "police_amsterdam"),
    ("corporation", "woonstede", "housing"),
    ("care", "zorghuis", "care"))
LEVELS = {"u1": "U1, life in danger", "u2": "U2, crisis", "u3": "U3, regular",
          "u4": "U4, to discuss"}
REASONS = {"malformed": "is no message", "required": "is missing",
           "invalid": "has not the right form",
           "unknown_field": "is not a field", "unknown_code":
           "is not a code of the list", "in_future": "is in the future",
           "bsn": "holds a citizen service number"}

started = time.monotonic()
telling = threading.Lock()


def tell(who, text):
    with telling:
        print(f"{time.monotonic() - started:5.1f} s  {who:<12} {text}",
              flush=True)


def chapter(text):
    with telling:
        print(f"\n         --- {text}", flush=True)


def profile(name):
    return os.path.join(HOME, "profiles", name)


def loket(name, *words, stdin=None):
    """One run of the client; its JSON lines."""
    ran = subprocess.run([LOKET, words[0], "--json", "--profile",
                          profile(name), *words[1:]], input=stdin, text=True,
                         capture_output=True, timeout=60, check=False)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    if not lines and ran.returncode != 0:
        raise RuntimeError(f"loket {words[0]}: {ran.stderr.strip()}")
    return lines


# --- the house --------------------------------------------------------------

def make_installation():
    shutil.rmtree(HOME, ignore_errors=True)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        endpoint = f"tcp://127.0.0.1:{sock.getsockname()[1]}"
    subprocess.run([LOKETD, "--init", HOME, "--listen", endpoint], check=True,
                   stdout=subprocess.DEVNULL)
    roster = os.path.join(HOME, "desk", "roster.yaml")
    with open(roster, encoding="utf-8") as file:
        text = file.read()
    for level, seconds in WAITS_S.items():
        text = re.sub(rf"(?m)^(  {level}:) \d+$", rf"\1 {seconds}", text)
    with open(roster, "w", encoding="utf-8") as file:
        file.write(text)
    return endpoint


class Daemon:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        with open(os.path.join(HOME, "log"), "wb") as log:
            self.process = subprocess.Popen(
                [LOKETD, "--config", os.path.join(HOME, "loketd.yaml")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def child(self, part):
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children",
                  encoding="ascii") as file:
            for child in map(int, file.read().split()):
                with open(f"/proc/{child}/cmdline", "rb") as cmdline:
                    if part.encode() in cmdline.read().split(b"\0")[0]:
                        return child
        return None

    def kill_front(self):
        old = self.child("front")
        os.kill(old, unix_signal.SIGKILL)
        began = time.monotonic()
        while self.child("front") in (None, old):
            time.sleep(0.002)
        return time.monotonic() - began

    def stop(self):
        self.process.send_signal(unix_signal.SIGTERM)
        return self.process.wait(20)


def enrol(endpoint):
    with open(os.path.join(profile("operator"), "profile.yaml"),
              encoding="utf-8") as file:
        server_key = re.search(r"(?m)^server_key: '(.*)'$",
                               file.read()).group(1)
    for name, organisation, kind in PARTNERS:
        key = loket(name, "key", "new", "--server", endpoint, "--server-key",
                    server_key, "--name", name)[0]
        loket("operator", "partner", "add", "--organisation", organisation,
              "--organisation-kind", kind, "--name", name, "--role",
              "submitter", "--kind", "system", "--key", key["public_key"])
        tell("operator", f"enrols {name} of {organisation}, key fingerprint "
             f"{key['fingerprint']}")


# --- the people -------------------------------------------------------------

class Listener:
    """A client that stays: its JSON lines come to heard()."""

    def __init__(self, name, *words):
        self.name = name
        self.process = subprocess.Popen(
            [LOKET, words[0], "--json", "--profile", profile(name),
             *words[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        for line in self.process.stdout:
            self.heard(json.loads(line))

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.thread.join(10)


class Coordinator(Listener):
    """Takes every call within half a second, unless asleep."""

    def __init__(self, name):
        self.asleep = False
        self.pages = []
        self.watching = threading.Event()
        super().__init__(name, "watch")

    def heard(self, event):
        what = event["event"]
        if what == "connected":
            self.watching.set()
        elif what == "page":
            self.pages.append(event)
            tell(self.name, f"RING: {event['kind']}, "
                 f"{LEVELS[event['level']]}, alert {event['alert']}"
                 + (f", step {event['step']}" if event["step"] > 1 else ""))
            if self.asleep:
                tell(self.name, "... sleeps on")
            else:
                threading.Timer(ANSWER_S, self.answer, (event,)).start()
        elif what == "result" and event.get("verdict") == "ok":
            tell(self.name, f"\"mine\": {event['alert']}")

    def answer(self, event):
        if self.process.poll() is None:
            self.process.stdin.write(
                f"ack {event['alert']} {event['generation']}\n")
            self.process.stdin.flush()


class Sender(Listener):
    """A partner's inbox: what became of what it sent."""

    def __init__(self, name):
        self.seen = 0
        self.quiet = False
        super().__init__(name, "inbox", "--follow")

    def heard(self, event):
        if event["event"] != "feedback":
            return
        said = event["feedback"]
        if said["state"] == "seen":
            self.seen += 1
            if not self.quiet:
                tell(self.name,
                     f"hears: a coordinator has seen {said['id']}")


class Count:
    def __init__(self):
        self.accepted = {}  # receipt: (name, id)
        self.refused = 0
        self.duplicates = 0
        self.sent = []      # (name, verb, text)


def take_answers(count, name, out, quiet=False):
    for line in sorted(out, key=lambda line: line.get("line", 0)):
        if line["verdict"] == "accepted":
            count.accepted[line["receipt"]] = (name, line["id"])
            if not quiet:
                tell(name, f"line {line['line']}: received as {line['id']}")
        elif line["verdict"] == "replayed":
            count.duplicates += 1
        elif line["verdict"] == "refused":
            count.refused += 1
            for finding in line["findings"]:
                tell(name, f"line {line['line']}: REFUSED, "
                     f"{finding.get('field') or 'the line'} "
                     f"{REASONS.get(finding['code'], finding['code'])}")
    return out[-1]


def send(count, name, verb, lines):
    """A file of messages through `loket VERB`; its summary."""
    text = "\n".join(lines) + "\n"
    count.sent.append((name, verb, text))
    return take_answers(count, name, loket(name, verb, "-", stdin=text))


def send_in_two(count, name, lines, between):
    """The same, but half of the lines are written, and between() is called,
    when the first receipts are there."""
    text = "\n".join(lines) + "\n"
    count.sent.append((name, "signal", text))
    half = text.index("\n", len(text) // 2) + 1
    with subprocess.Popen([LOKET, "signal", "--json", "--profile",
                           profile(name), "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as client:
        client.stdin.write(text[:half])
        client.stdin.flush()
        out = [json.loads(client.stdout.readline()) for _ in range(3)]
        between()
        client.stdin.write(text[half:])
        client.stdin.close()
        out += [json.loads(line) for line in client.stdout]
    return take_answers(count, name, out, quiet=True)


def shipped(name):
    with open(os.path.join(MESSAGES, name), encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line]


def addresses(n):
    """A corporation's list: n observations of three buildings."""
    return [json.dumps({"kind": "signal", "observed": "2026-11-20",
                        "form": "labour", "indicators": ["OB06"],
                        "place": {"municipality": "GM0363",
                                  "postcode": "1098ZZ",
                                  "house_number": 40 + 2 * (i % 3)},
                        "own_reference": f"list-{i + 1}"}) for i in range(n)]


def wait_for(what, done):
    until = time.monotonic() + STUCK_S
    while not done():
        if time.monotonic() > until:
            tell("demo", f"waited {STUCK_S} s in vain: {what}")
            return False
        time.sleep(0.05)
    return True


# --- the night --------------------------------------------------------------

def alerts():
    return loket("coordinator", "list", "--state", EVERY_STATE)


def evening(count):
    signals, bad = shipped("signals.jsonl"), shipped("bad.jsonl")
    chapter("22:30, a housing corporation sends what its people saw")
    ended = send(count, "corporation", "signal",
                 [signals[0], signals[3], signals[4], signals[6]] + bad)
    tell("corporation", f"{ended['accepted']} received, {ended['refused']} "
         "refused with line, field and reason")
    chapter("23:45, the police saw something at the same address")
    send(count, "police", "signal", [signals[1]])
    send(count, "care", "signal", [signals[2], signals[5]])
    wait_for("two organisations in one alert",
             lambda: any(a.get("organisations") == 2 for a in alerts()))
    for alert in alerts():
        if alert.get("organisations") == 2:
            tell("desk", f"{alert['alert']}: {alert['messages']} messages of "
                 f"{alert['organisations']} organisations about one dwelling")
    wait_answered(count)


def midnight(count, daemon, corporation):
    referrals = shipped("referrals.jsonl")
    chapter("00:10, a person who needs a bed, now")
    send(count, "police", "refer", referrals[:1])
    wait_answered(count)
    chapter("01:00, a list of 40 addresses; in the middle of it the process "
            "with the sockets is killed")

    def kill():
        tell("demo", "kill -9 of front; it is there again after "
             f"{daemon.kill_front() * 1000:.0f} ms")
        send(count, "police", "refer", referrals[1:3])

    corporation.quiet = True
    before = corporation.seen
    ended = send_in_two(count, "corporation", addresses(40), kill)
    tell("corporation", f"{ended['accepted']} received, "
         f"{ended['not_received']} not")
    wait_answered(count)
    wait_for("the corporation hears",
             lambda: corporation.seen >= before + 40)
    tell("corporation", f"hears: a coordinator has seen "
         f"{corporation.seen - before} of them")


def wait_answered(count):
    """Every message is in an alert, every alert acknowledged."""
    wait_for("every alert is acknowledged", lambda: sum(
        a["messages"] for a in alerts()) >= len(count.accepted) and all(
            a["state"] == "acked" for a in alerts()))
    time.sleep(ANSWER_S / 2)  # what people read comes a moment later


def small_hours(count, coordinator, fallback):
    chapter("03:00, the coordinator on call does not hear the telephone")
    coordinator.asleep = True
    before = len(fallback.pages)
    send(count, "care", "refer", shipped("referrals.jsonl")[3:])
    wait_for("the fallback is called", lambda: len(fallback.pages) > before)
    wait_answered(count)
    coordinator.asleep = False


def morning(count):
    chapter("07:00, everybody sends everything again, to be sure")
    for name, verb, text in list(count.sent):
        out = loket(name, verb, "-", stdin=text)
        again = [line for line in out if line["verdict"] == "replayed"]
        count.duplicates += len(again)
        new = [line for line in out if line["verdict"] == "accepted"]
        tell(name, f"{len(again)} were received before, {len(new)} are new")
        yield from (line["receipt"] for line in again)


def lost_ones(count, replayed):
    """Accepted, and not found again or not with a coordinator."""
    lost = []
    for receipt, (name, message) in count.accepted.items():
        status = loket(name, "status", receipt)[0]
        if status.get("state") not in ("forwarded", "seen", "in_progress",
                                       "closed") or receipt not in replayed:
            lost.append(message)
    return lost


def referrals_waiting(count):
    return [message for receipt, (name, message) in count.accepted.items()
            if message.startswith("R-") and
            loket(name, "status", receipt)[0].get("state") != "seen"]


def night(daemon):
    count = Count()
    coordinator, fallback = Coordinator("coordinator"), Coordinator("fallback")
    senders = {p[0]: Sender(p[0]) for p in PARTNERS}
    for each in (coordinator, fallback):
        each.watching.wait(10)
        tell(each.name, "watches")
    evening(count)
    midnight(count, daemon, senders["corporation"])
    small_hours(count, coordinator, fallback)
    replayed = set(morning(count))
    lost = lost_ones(count, replayed)
    waiting = referrals_waiting(count)
    found = alerts()
    pages = sum(len(loket("coordinator", "show", a["alert"])[0]["pages"])
                for a in found)
    acknowledged = sum(1 for a in found if a.get("acknowledged_us", 0) > 0)
    for each in (coordinator, fallback, *senders.values()):
        each.stop()
    chapter("the night is over")
    for message in waiting:
        tell("demo", f"{message} was never acknowledged")
    print(f"demo: accepted={len(count.accepted)} refused={count.refused} "
          f"duplicates={count.duplicates} alerts={len(found)} pages={pages} "
          f"acknowledged={acknowledged} lost={len(lost)} "
          f"seconds={time.monotonic() - started:.0f}", flush=True)
    return not lost and not waiting


def main():
    endpoint = make_installation()
    tell("demo", f"a desk is made in {os.path.relpath(HOME)}; it listens on "
         f"{endpoint}")
    daemon = Daemon(endpoint)
    good = False
    try:
        enrol(endpoint)
        good = night(daemon)
    finally:
        daemon.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
