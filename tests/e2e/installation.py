"""installation -- a Loket of one's own for a test: made by `loketd --init`,
on a free port, in a folder that is thrown away."""
import contextlib
import os
import re
import shutil
import signal as unix_signal
import socket
import sqlite3
import subprocess
import tempfile
import time

import zmq
from zmq.utils import z85

import desk_documents
from loketlib import (BUILD, ROOT, Client, Silence, read_settings, stream,
                      wire)

LOKETD = os.path.join(BUILD, "loketd")
LOKET = os.path.join(BUILD, "loket")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def edit_yaml(path, values):
    """Set `key` or `section.key` lines of a settings file, in place; a value
    of several lines replaces the list that stood there."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        indent = "  " if section else ""
        start = 0
        if section:
            heads = [i for i, line in enumerate(lines)
                     if re.match(rf"{section}:\s*(#.*)?$", line)]
            if not heads:
                lines += [f"{section}:"]
                heads = [len(lines) - 1]
            start = heads[0] + 1
        end = start
        while end < len(lines) and (
                not section or not re.match(r"[A-Za-z_]", lines[end])):
            end += 1
        found = [i for i in range(start, end)
                 if re.match(rf"{indent}#? ?{key}:", lines[i])]
        new = f"{indent}{key}: {value}"
        if not found:
            lines.insert(start, new)
            continue
        last = found[0] + 1
        while last < len(lines) and re.match(rf"{indent} *- ", lines[last]):
            last += 1
        lines[found[0]:last] = [new]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children",
                  encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def title(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().split(b"\0")[0].decode()
    except OSError:
        return ""


class Installation:
    """with Installation(settings, documents=..) as desk: ...  The documents
    (desk_documents.py; {} is as shipped) hold nothing for the hour, so that a
    test may run at any.  With control (a testcontrol.Control, closed with it)
    the desk lives by its clock."""

    def __init__(self, settings=None, folder=None, port=None, control=None,
                 documents=desk_documents.day_and_night):
        self.own_folder = folder is None
        self.dir = folder or tempfile.mkdtemp(prefix="loket-e2e-")
        self.home = os.path.join(self.dir, "desk")
        self.port = port or free_port()
        self.endpoint = f"tcp://127.0.0.1:{self.port}"
        self.process = None
        self.env = {}  # of the daemon, beside ours
        self.log_path = os.path.join(self.dir, "log")
        self.control = control
        words = [*self.control_words(), "--documents", desk_documents.write(
            os.path.join(self.dir, "documents"), documents)]
        made = subprocess.run([LOKETD, "--init", self.home, "--listen",
                               self.endpoint, *words],
                              capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError("init: " + made.stdout + made.stderr)
        self.config = os.path.join(self.home, "loketd.yaml")
        if control is not None:
            edit_yaml(self.config, {"production": "false"})
        edit_yaml(self.config, settings or {})

    def control_words(self):
        return ["--test-control", self.control.path] if self.control else []

    def profile(self, name):
        return os.path.join(self.home, "profiles", name)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.control is not None:
            self.control.close()
        if self.own_folder and not os.environ.get("LOKET_KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    # --- the daemon ---------------------------------------------------------

    def start(self, wait=True):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [LOKETD, "--config", self.config, *self.control_words()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.env})
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout_s=20.0):
        with Client.of_profile(self.profile("operator")) as client:
            until = time.monotonic() + timeout_s
            while True:
                try:
                    return client.hello(0.5)
                except Silence:
                    if self.process.poll() is not None or \
                            time.monotonic() > until:
                        raise RuntimeError(
                            "not started: " + self.log()[-2000:]) from None

    def stop(self, timeout_s=15.0):
        """SIGTERM; its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(unix_signal.SIGTERM)
            try:
                self.process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        return self.process.returncode

    def pid_of(self, part, timeout_s=5.0):
        """front or desk; waits until there is one."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            for pid in children(self.process.pid):
                if part in title(pid):
                    return pid
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise RuntimeError(f"no {part}: " + self.log()[-1000:])

    def kill(self, part, number=unix_signal.SIGKILL):
        pid = self.pid_of(part)
        os.kill(pid, number)
        return pid

    def kill_all(self):
        """Every process, at once and without a word."""
        for pid in (self.process.pid, *children(self.process.pid)):
            os.kill(pid, unix_signal.SIGKILL)
        self.process.wait()

    # --- its database, past the desk -----------------------------------------

    def database(self, mode):
        return contextlib.closing(sqlite3.connect(
            f"file:{self.home}/state/loket.db?mode={mode}", uri=True))

    def rows(self, sql, *values):
        """What a query finds."""
        with self.database("ro") as base:
            return base.execute(sql, values).fetchall()

    def change(self, sql, *values):
        with self.database("rw") as base, base:
            base.execute(sql, values)

    # --- its log --------------------------------------------------------------

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def wait_log(self, text, timeout_s=5.0):
        """Until the log says so; False: it does not."""
        until = time.monotonic() + timeout_s
        while text not in self.log():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    # --- people -------------------------------------------------------------

    def server_key(self):
        return read_settings(os.path.join(
            self.profile("operator"), "profile.yaml"))["server_key"]

    def client(self, name, **options):
        """A greeted client of a profile."""
        client = Client.of_profile(self.profile(name), **options)
        client.hello(10)
        return client

    def public_key(self, name):
        """The raw key of a profile: what the database knows it by."""
        with open(os.path.join(self.profile(name), "public.key"),
                  encoding="ascii") as file:
            return z85.decode(file.read().strip())

    def write_profile(self, name, public_key, secret_key):
        folder = self.profile(name)
        os.makedirs(folder, mode=0o700)
        with open(os.path.join(folder, "profile.yaml"), "w",
                  encoding="utf-8") as file:
            file.write(f"server: {self.endpoint}\n"
                       f"server_key: \"{self.server_key()}\"\n"
                       f"name: {name}\n"
                       "fallback_telephone: \"+31 20 000 0000\"\n")
        for key, value in (("public.key", public_key),
                           ("secret.key", secret_key)):
            path = os.path.join(folder, key)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600),
                      "wb") as file:
                file.write(value + b"\n")
        return folder

    def enrol_people(self, *names):
        """Coordinators, of the desk's own organisation."""
        for name in names:
            self.enrol(name, "acm", "ACM", ("COORDINATOR",))

    def enrol(self, name, organisation="politie", kind="POLICE",
              roles=("SUBMITTER",), **options):
        """A new principal with a key pair of its own and a profile; valid
        from and to may be given in microseconds.  Answers the client's
        (public, secret)."""
        public_key, secret_key = zmq.curve_keypair()
        if self.control is not None:
            options.setdefault("valid_from_us", self.control.valid_from_us())
        with self.client("operator") as operator:
            operator.ask(partner_add=wire.PartnerAdd(
                organisation=organisation,
                organisation_kind=stream.OrganisationKind.Value(
                    "ORGANISATION_KIND_" + kind),
                name=name, kind=wire.PRINCIPAL_KIND_SYSTEM,
                roles=[wire.Role.Value("ROLE_" + role) for role in roles],
                public_key=z85.decode(public_key), **options))
        self.write_profile(name, public_key, secret_key)
        self.settle(name)
        return public_key, secret_key

    def settle(self, name, timeout_s=5.0):
        """Until front knows the key: a first refusal is for good."""
        until = time.monotonic() + timeout_s
        while True:
            with Client.of_profile(self.profile(name)) as client:
                try:
                    return client.hello(0.3)
                except Silence:
                    if time.monotonic() > until:
                        return None


def run_loket(profile, *words, stdin=None, timeout_s=30, env=None):
    """The `loket` client as a person would call it."""
    return subprocess.run([LOKET, "--profile", profile, *words], input=stdin,
                          capture_output=True, text=True, timeout=timeout_s,
                          check=False, env={**os.environ, "LANGUAGE": "en",
                                            "LC_ALL": "C.UTF-8",
                                            **(env or {})})


MESSAGES = os.path.join(ROOT, "tests", "data", "messages")
