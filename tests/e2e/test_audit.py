#!/usr/bin/python3
"""The audit and a real syslog-ng: away, slow, stopped, killed, restarted, and
the desk killed, every record comes into the file once and in its order; what
was worked on afterwards is found, also without a desk."""
import json
import os
import re
import signal as unix_signal
import subprocess
import threading
import time

from installation import Installation, edit_yaml, run_loket
from loketlib import ROOT, Silence, signal
from tap import Tap
from testcontrol import Control

DONE, REFUSED, USAGE = 0, 1, 2
SYSLOG_NG = "/usr/sbin/syslog-ng"
SETTINGS = {"front.quota_per_s": "100000", "front.quota_burst": "100000"}
RECORD = re.compile(r"\[loket@32473 n=\"(\d+)\"")


class Clock:
    """The desk's time goes ten times as fast as ours."""

    def __init__(self, control):
        self.control = control
        self.over = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.over:
            self.control.advance(0.1)
            time.sleep(0.01)

    def close(self):
        self.over = True
        self.thread.join()


class SyslogNg:
    """The shipped configuration, in a folder of its own."""

    def __init__(self, folder):
        self.dir = folder
        self.process = None
        for name in ("run", "log"):
            os.makedirs(os.path.join(folder, name))
        self.socket = os.path.join(folder, "run", "stream")
        self.log = os.path.join(folder, "log", "audit.log")
        self.json = os.path.join(folder, "log", "audit.json")
        self.config = os.path.join(folder, "loket.conf")
        with open(os.path.join(ROOT, "config", "syslog-ng", "loket.conf"),
                  encoding="utf-8") as file:
            text = file.read()
        text = text.replace("/run/loket-audit", os.path.join(folder, "run"))
        text = text.replace("/var/log/loket", os.path.join(folder, "log"))
        text = re.sub(r" (dir-)?group\(\"loket\"\)", "", text)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("@version: 3.38\n" + text)

    def words(self, *more):
        return [SYSLOG_NG, "--no-caps", "-f", self.config, "-R",
                os.path.join(self.dir, "persist"), "-c",
                os.path.join(self.dir, "ctl"), "-p",
                os.path.join(self.dir, "pid"), "--stderr", *more]

    def start(self):
        if os.path.exists(self.socket):
            os.unlink(self.socket)
        with open(os.path.join(self.dir, "said"), "ab") as said:
            self.process = subprocess.Popen(self.words("-F"), stdout=said,
                                            stderr=said)
        until = time.monotonic() + 10
        while not os.path.exists(self.socket) and time.monotonic() < until:
            time.sleep(0.02)

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=unix_signal.SIGTERM):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(unix_signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(10)

    def numbers(self):
        """Of the records in the file, as they stand."""
        found = []
        for path in (self.log + ".1", self.log):
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    found += [int(m.group(1)) for m in
                              map(RECORD.search, file) if m]
        return found

    def copied(self, timeout_s=20):
        """Of the records in the JSON file, once it has the last."""
        until = time.monotonic() + timeout_s
        last = self.numbers()[-1]
        found = []
        while max(found, default=0) < last and time.monotonic() < until:
            time.sleep(0.1)
            with open(self.json, encoding="utf-8") as file:
                told = map(json.loads, file)
                found = [int(one["n"]) for one in told if "prev" in one]
        return found


def head(desk):
    return desk.rows("SELECT max(audit) FROM audit")[0][0]


def act(desk, n):
    """n messages, each in a commit of its own, and as many looks."""
    try:
        with desk.client("police") as police, \
                desk.client("coordinator") as anna:
            for i in range(n):
                police.submit(signal(house_number=i + 1), 1)
                anna.alerts()
    except Silence:  # the desk was killed
        return


def settle(desk, ng, timeout_s=20):
    """Until the file has what the database has; how many are behind."""
    until = time.monotonic() + timeout_s
    behind = 1
    while behind and time.monotonic() < until:
        time.sleep(0.1)
        numbers = ng.numbers()
        behind = head(desk) - (numbers[-1] if numbers else 0)
    return behind


def in_order(tap, desk, ng, name):
    behind = settle(desk, ng)
    numbers = ng.numbers()
    tap.ok(behind == 0 and numbers == list(range(1, len(numbers) + 1)), name,
           f"{behind} behind, {len(numbers)} lines to {numbers[-1:]}, "
           f"{len(numbers) - len(set(numbers))} twice; {desk.log()[-500:]}")


def check_configuration(tap, ng):
    ran = subprocess.run(ng.words("-s"), capture_output=True, text=True,
                         check=False)
    tap.equal((ran.returncode, ran.stderr), (0, ""),
              "syslog-ng takes the shipped configuration")


def check_away(tap, desk, ng):
    act(desk, 5)
    tap.equal(ng.numbers(), [], "nothing is told while nobody listens")
    ng.start()
    in_order(tap, desk, ng, "what waited is told, once and in order")


def check_stopped(tap, desk, ng):
    ng.send(unix_signal.SIGSTOP)
    started = time.monotonic()
    act(desk, 400)
    took = time.monotonic() - started
    tap.ok(took < 30, "a syslog-ng that reads nothing holds up nobody",
           f"{took:.1f} s")
    ng.send(unix_signal.SIGCONT)
    in_order(tap, desk, ng, "and gets everything when it goes on")


def check_killed(tap, desk, ng):
    for round_n in range(4):
        worker = threading.Thread(target=act, args=(desk, 60))
        worker.start()
        time.sleep(0.15 + 0.1 * round_n)
        ng.end(unix_signal.SIGKILL)
        time.sleep(0.1)
        ng.start()
        worker.join()
    in_order(tap, desk, ng, "syslog-ng killed four times at work")
    for _ in range(2):
        worker = threading.Thread(target=act, args=(desk, 60))
        worker.start()
        time.sleep(0.2)
        ng.end()
        ng.start()
        worker.join()
    in_order(tap, desk, ng, "syslog-ng restarted twice at work")


def check_desk_killed(tap, desk, ng):
    for round_n in range(3):
        worker = threading.Thread(target=act, args=(desk, 200))
        worker.start()
        time.sleep(0.2 + 0.1 * round_n)
        desk.kill("desk")
        desk.process.wait(10)
        worker.join(30)
        desk.start()
    in_order(tap, desk, ng, "the desk killed three times at work")


def check_rotated(tap, desk, ng):
    os.rename(ng.log, ng.log + ".1")
    subprocess.run(["/usr/sbin/syslog-ng-ctl", "reopen", "-c",
                    os.path.join(ng.dir, "ctl")], check=True,
                   capture_output=True)
    act(desk, 5)
    settle(desk, ng)
    ng.copied()
    ng.end(unix_signal.SIGKILL)
    act(desk, 5)
    ng.start()
    in_order(tap, desk, ng, "rotated, and killed after that")


def verify(desk, *words):
    ran = run_loket(desk.profile("auditor"), "audit", "verify", *words,
                    "--json")
    return ran.returncode, (json.loads(ran.stdout) if ran.stdout else ran)


def wait_checkpoint(desk, ng):
    """Until syslog-ng has one about the last thousand records or less."""
    act(desk, 2)
    wanted = head(desk)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with open(ng.log, encoding="utf-8") as file:
            got = re.findall(r"loketCheckpoint@32473 [^]]*?n=\"(\d+)\"",
                             file.read())
        if got and int(got[-1]) >= wanted:
            return
        time.sleep(0.2)


def check_copy(tap, desk, ng, key):
    """The JSON file follows: complete, and repeats are its only flaw."""
    last = ng.numbers()[-1]
    numbers = ng.copied()
    missing = set(range(1, last + 1)) - set(numbers)
    tap.ok(not missing, "the JSON copy leaves out no record",
           f"{sorted(missing)[:20]}")
    twice = len(numbers) - len(set(numbers))
    code, told = verify(desk, ng.json, "--key", key, "--repeats")
    tap.ok(code == DONE and told["whole"] and told["checkpoints"] > 0 and
           told["records"] == len(set(numbers)),
           "it verifies, whatever came again", f"{twice} twice; {told}")
    code, told = verify(desk, ng.json, "--key", key)
    tap.ok(code == (REFUSED if twice else DONE),
           "but for a record twice, unless repeats are let pass", str(told))


def check_verified(tap, desk, ng):
    wait_checkpoint(desk, ng)
    auditor = desk.profile("auditor")
    key = run_loket(auditor, "audit", "key").stdout.strip()
    tap.ok(re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{64}", key),
           "the key is told", key)
    code, told = verify(desk)
    tap.ok(code == DONE and told["whole"] and told["checkpoints"] > 0,
           "the desk finds its audit whole", str(told))
    files = [ng.log + ".1", ng.log]
    code, told = verify(desk, *files, "--key", key)
    tap.ok(code == DONE and told["checkpoints"] > 0,
           "and so does whoever has the files alone", str(told))
    check_copy(tap, desk, ng, key)
    with open(ng.log, encoding="utf-8") as file:
        lines = file.readlines()
    at = [i for i, line in enumerate(lines) if RECORD.search(line)][1]
    twice = os.path.join(ng.dir, "twice.log")
    with open(twice, "w", encoding="utf-8") as file:
        file.writelines(lines[:at] + lines[at - 1:at] + lines[at:])
    code, told = verify(desk, ng.log + ".1", twice, "--key", key)
    tap.ok(code == REFUSED and not told["whole"],
           "a record twice in what syslog-ng wrote is found", str(told))
    ran = run_loket(auditor, "audit", "export")
    export = os.path.join(ng.dir, "export.jsonl")
    with open(export, "w", encoding="utf-8") as file:
        file.write(ran.stdout)
    code, told = verify(desk, export, "--key", key)
    tap.ok(code == DONE and told["records"] > 200,
           "and in an export", str(told))
    lines = ran.stdout.splitlines(keepends=True)
    check_worked_on(tap, desk, lines, key, export)
    return key


def check_worked_on(tap, desk, lines, key, export):
    records = [i for i, line in enumerate(lines) if '"prev"' in line]
    middle = records[len(records) // 2]
    works = {
        "a record left out": lines[:middle] + lines[middle + 1:],
        "a record twice": lines[:middle] + lines[middle:middle + 1] * 2 +
        lines[middle + 1:],
        "two records changed about": lines[:middle] +
        [lines[middle + 1], lines[middle]] + lines[middle + 2:],
        "a record changed": lines[:middle] +
        [re.sub(r'("verb": ?")', r'\1x', lines[middle])] +
        lines[middle + 1:],
        "the first left out": lines[1:],
        "all left out": [],
    }
    path = export + ".changed"
    for name, text in works.items():
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(text)
        code, told = verify(desk, path, "--key", key)
        tap.ok(code == REFUSED and not told["whole"], f"found: {name}",
               str(told))
    last = [line for line in lines if '"sig"' in line][-1]
    last = int(json.loads(last)["n"])
    cut = [lines[i] for i in records if json.loads(lines[i])["n"] != ""
           and int(json.loads(lines[i])["n"]) < last]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(cut)
    tap.equal(verify(desk, path, "--key", key)[0], DONE,
              "what is cut off does not show by itself")
    code, told = verify(desk, path, "--key", key, "--checkpoints", export)
    tap.ok(code == REFUSED and told["number"] > 0,
           "it does by checkpoints kept elsewhere", str(told))
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    tap.equal(verify(desk, export, "--key", wrong)[0], REFUSED,
              "signed with another key")
    tap.equal(run_loket(desk.profile("auditor"), "audit", "verify", export,
                        "--key", "abc").returncode, USAGE, "no key at all")


def check_read(tap, desk):
    auditor = desk.profile("auditor")
    act(desk, 1)
    ran = run_loket(auditor, "audit", "tail", "--count", "3", "--json")
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    tap.ok(len(told) == 3 and all("hash" in one for one in told),
           "the last three", ran.stdout + ran.stderr)
    ran = run_loket(auditor, "audit", "tail", "--count", "5")
    tap.ok("audit-read" in ran.stdout, "who reads the audit stands in it",
           ran.stdout)
    alike = "SELECT count(*) FROM audit WHERE verb = 'audit-read'"
    before = desk.rows(alike)[0][0]
    for _ in range(3):
        run_loket(auditor, "audit", "tail", "--count", "1")
    tap.ok(desk.rows(alike)[0][0] - before <= 1, "but not for a look at looks of one's own")
    with desk.client("police") as police:
        receipt = police.submit_surely(signal(house_number=77)).receipt
    name = receipt[:10]
    run_loket(desk.profile("coordinator"), "show", name)
    ran = run_loket(auditor, "audit", "tail", "--about", name, "--json")
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    tap.ok([one["verb"] for one in told].count("show") == 1 and
           all(one.get("row", "") == "" for one in told
               if one["object"] == "message"),
           "who looked at one message", ran.stdout + ran.stderr)
    look = [one for one in told if one["verb"] == "show"][0]
    tap.ok(len(look["content"]) == 64 and look["role"] == "2" and
           len(look["key"]) == 16,
           "at what, with which key, in which role", str(look))
    for name in ("coordinator", "operator", "police"):
        ran = run_loket(desk.profile(name), "audit", "tail")
        tap.equal(ran.returncode, REFUSED, f"not for {name}")


def check_database(tap, desk, ng):
    """Somebody with the database file works on it."""
    desk.stop()
    backup = os.path.join(desk.home, "state", "loket.db")
    works = ["UPDATE audit SET verb = 'x' WHERE audit = 100",
             "UPDATE audit SET at_us = at_us + 1 WHERE audit = 101",
             "DELETE FROM audit WHERE audit = 102",
             "UPDATE audit SET key = NULL, actor = NULL WHERE audit ="
             " (SELECT max(audit) FROM audit WHERE actor > 0)"]
    kept = {suffix: open(backup + suffix, "rb").read()
            for suffix in ("", "-wal") if os.path.exists(backup + suffix)}
    for work in works:
        desk.change(work)
        desk.start()
        code, told = verify(desk)
        tap.ok(code == REFUSED and not told["whole"], f"found: {work[:40]}",
               str(told))
        desk.stop()
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(backup + suffix):
                os.unlink(backup + suffix)
        for suffix, content in kept.items():
            with open(backup + suffix, "wb") as file:
                file.write(content)
    ng.end()


def main():
    tap = Tap()
    if not os.path.exists(SYSLOG_NG):
        tap.skip("syslog-ng", "it is not installed")
        tap.finish()
    control = Control()
    ng = None
    with Installation(SETTINGS, control=control) as desk:
        clock = Clock(control)
        try:
            ng = SyslogNg(os.path.join(desk.dir, "ng"))
            tap.run(check_configuration, ng)
            desk.stop()
            edit_yaml(desk.config, {"audit.socket": ng.socket,
                                    "audit.written": ng.log})
            desk.start()
            desk.enrol("police")
            desk.enrol("auditor", "acm", "ACM", ("AUDITOR",))
            tap.run(check_away, desk, ng)
            tap.run(check_stopped, desk, ng)
            tap.run(check_killed, desk, ng)
            tap.run(check_desk_killed, desk, ng)
            tap.run(check_rotated, desk, ng)
            tap.run(check_verified, desk, ng)
            tap.run(check_read, desk)
            tap.run(check_database, desk, ng)
        finally:
            clock.close()
            if ng is not None:
                ng.end(unix_signal.SIGKILL)
    tap.finish()


if __name__ == "__main__":
    main()
