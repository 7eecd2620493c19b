"""stage -- the house of the demo and the people in it: an installation, the
daemon, coordinators who answer, a manager, senders who hear."""
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
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))

import desk_documents as documents  # noqa: E402

BUILD = os.path.abspath(sys.argv[sys.argv.index("--build") + 1]
                        if "--build" in sys.argv
                        else os.path.join(ROOT, "build"))
LOKETD = os.path.join(BUILD, "loketd")
LOKET = os.path.join(BUILD, "loket")
MESSAGES = os.path.join(ROOT, "tests", "data", "messages")
HOME = os.path.join(BUILD, "demo")
DOCUMENTS = (documents.day_and_night, documents.short_waits("3s"),
             documents.level("U1", not_seen="2s"),
             documents.level("U2", not_seen="2s"),
             documents.storm(gap="1s", span="2s", digest="2s"),
             documents.people("anna"))
STUCK_S = 20
ANSWER_S = 0.5

PARTNERS = (  # name, organisation, kind
    ("police", "politie", "police_amsterdam"),
    ("corporation", "woonstede", "housing"),
    ("care", "zorghuis", "care"))
COLLEAGUE = ("anna", "acm", "acm")
LEVELS = {"u1": "U1, life in danger", "u2": "U2, crisis", "u3": "U3, regular",
          "u4": "U4, to discuss"}
CAUSES = {"drill": "an exercise", "place": "a place is asked for"}
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
    ran = subprocess.run([LOKET, "--json", "--profile", profile(name),
                          *words], input=stdin, text=True,
                         capture_output=True, timeout=60, check=False)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    if not lines and ran.returncode != 0:
        raise RuntimeError(f"loket {words[0]}: {ran.stderr.strip()}")
    return lines


def in_words(name, *words):
    """The same, as a person reads it."""
    ran = subprocess.run([LOKET, "--profile", profile(name), *words],
                         env={**os.environ, "LC_ALL": "C.UTF-8",
                              "LANGUAGE": "en"}, text=True,
                         capture_output=True, timeout=60, check=True)
    return ran.stdout.splitlines()


# --- the house --------------------------------------------------------------

def make_installation():
    shutil.rmtree(HOME, ignore_errors=True)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        endpoint = f"tcp://127.0.0.1:{sock.getsockname()[1]}"
    folder = documents.write(os.path.join(BUILD, "demo-documents"), DOCUMENTS)
    subprocess.run([LOKETD, "--init", HOME, "--listen", endpoint,
                    "--documents", folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
                try:
                    with open(f"/proc/{child}/cmdline", "rb") as cmdline:
                        if part.encode() in cmdline.read().split(b"\0")[0]:
                            return child
                except OSError:
                    continue  # it has just ended
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
    for name, organisation, kind in (*PARTNERS, COLLEAGUE):
        works_here = name == COLLEAGUE[0]
        key = loket(name, "key", "new", "--server", endpoint, "--server-key",
                    server_key, "--name", name)[0]
        loket("operator", "partner", "add", "--organisation", organisation,
              "--organisation-kind", kind, "--name", name, "--role",
              "coordinator" if works_here else "submitter", "--kind",
              "person" if works_here else "system", "--key",
              key["public_key"])
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
        self.listed = set()
        self.watching = threading.Event()
        super().__init__(name, "watch")

    def heard(self, event):
        what = event["event"]
        if what == "connected":
            self.watching.set()
        elif what == "page":
            self.pages.append(event)
            if event.get("total"):
                tell(self.name, f"RING: {event['total']} signals at once, "
                     f"{len(event['listed'])} of them by name")
                threading.Timer(ANSWER_S, self.work_through,
                                (event,)).start()
                return
            what = event["kind"] or CAUSES.get(event["cause"], event["cause"])
            tell(self.name, f"RING: {what}, {LEVELS[event['level']]}, "
                 f"alert {event['alert']}" + (f", step {event['step']}" if event["step"] > 1 else ""))
            if self.asleep:
                tell(self.name, "... sleeps on")
            else:
                threading.Timer(ANSWER_S, self.answer, (event,)).start()
        elif what == "result" and event.get("verdict") == "ok" and \
                event["alert"] not in self.listed:
            tell(self.name, f"\"mine\": {event['alert']}")

    def work_through(self, event):
        """What a summary names, then what `loket list` has beyond it."""
        more = [a for a in loket(self.name, "list", "--state", "paging")
                if a["kind"] == "signal"]
        todo = {a["alert"]: a for a in event["listed"] + more}
        self.listed |= set(todo)
        for alert in todo.values():
            self.answer(alert)
        tell(self.name, f"takes these {len(todo)} from the list, one by one")

    def answer(self, event):
        if self.process.poll() is None:
            self.process.stdin.write(
                f"ack {event['alert']} {event['generation']}\n")
            self.process.stdin.flush()


class Manager(Listener):
    """The desk manager's inbox: how the desk itself is doing."""

    TOLD = {"storm": "many signals at once: summaries instead of calls",
            "document": "there is a new version of",
            "unreachable": "on call and not connected:"}

    def __init__(self):
        super().__init__("manager", "inbox", "--follow")

    def heard(self, event):
        said = event.get("notice", {})
        if said.get("code") in self.TOLD:
            tell(self.name, f"hears: {self.TOLD[said['code']]} "
                 f"{said.get('id') or said.get('person', '')}")


class Sender(Listener):
    """A partner's inbox: what became of what it sent."""

    def __init__(self, name):
        self.forwarded = 0
        self.seen = 0
        self.unseen = 0
        self.quiet = False
        super().__init__(name, "inbox", "--follow")

    def heard(self, event):
        if event["event"] != "feedback":
            return
        said = event["feedback"]
        if said["state"] == "forwarded":
            self.forwarded += 1
        elif said["state"] == "seen":
            self.seen += 1
            if not self.quiet:
                tell(self.name,
                     f"hears: a coordinator has seen {said['id']}")
        elif said["state"] == "not_seen_yet":
            self.unseen += 1
            tell(self.name, f"hears: {said['id']} is NOT SEEN YET, call "
                 f"{said['fallback_telephone']}")


