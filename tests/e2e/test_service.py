#!/usr/bin/python3
"""The service: front dies and comes back, desk dies and all end, stopping,
a second daemon, findings of --check-config, reload."""
import os
import signal as unix_signal
import sqlite3
import subprocess
import time

import desk_documents
from installation import LOKETD, Installation, edit_yaml, run_loket
from loketlib import Client, Follower, Silence, referral, signal
from tap import Tap


def check_help(tap, desk):
    for word, text in (("--help", "--check-config"), ("--version", "0.")):
        ran = subprocess.run([LOKETD, word], capture_output=True, text=True,
                             check=False)
        tap.ok(ran.returncode == 0 and text in ran.stdout, f"loketd {word}")
    for words in (["--nonsense"], ["extra"],
                  ["--init", "x", "--check-config"],
                  ["--rebuild", "--check-config"]):
        ran = subprocess.run([LOKETD, *words], capture_output=True, text=True,
                             check=False)
        tap.equal(ran.returncode, 2, f"wrong usage: {' '.join(words)}")
    again = subprocess.run([LOKETD, "--init", desk.home],
                           capture_output=True, text=True, check=False)
    tap.equal(again.returncode, 1, "--init changes no installation that is "
              "there")


def check_files(tap, desk):
    open_to_others = []
    for folder, _, names in os.walk(desk.home):
        for name in names:
            path = os.path.join(folder, name)
            if ("key" in name or "secret" in name or "db" in name) and \
                    not name.endswith((".public", "public.key")) and \
                    os.stat(path).st_mode & 0o077:
                open_to_others.append(path)
    tap.equal(open_to_others, [], "keys and database are nobody else's")


def check_front_killed(tap, desk):
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = Follower(coordinator)
        inbox.attach()
        submit = referral("BEFORE")
        first = police.submit(submit)
        old = desk.kill("front")
        began = time.monotonic()
        while time.monotonic() < began + 5:
            try:
                if desk.pid_of("front", 0.01) != old:
                    break
            except RuntimeError:
                pass
        tap.ok(time.monotonic() - began < 1.0,
               "front is there again within a second")
        receipt = police.submit_surely(referral("AFTER"))
        tap.ok(time.monotonic() - began < 3.0 and not receipt.replayed,
               "a client goes on by itself")
        again = police.submit(submit)
        tap.ok(again.replayed and again.receipt == first.receipt,
               "and what was accepted before is known")
        coordinator.hello(5)
        inbox.attach()
        tap.ok(inbox.pump_until(lambda: len(
            {p.alert for p in inbox.pages()}) >= 2),
            "the watcher that attaches again has both pages")
    for _ in range(12):
        desk.kill("front")
        time.sleep(0.02)
        desk.pid_of("front", 3)
    with desk.client("police") as police:
        tap.ok(police.submit(signal()).id != "",
               "front dies a dozen times in a row: still served")


def check_memory_ends(tap, desk):
    """Whom the kernel ends first."""
    def score(pid):
        with open(f"/proc/{pid}/oom_score_adj", encoding="ascii") as file:
            return int(file.read())

    desks = score(desk.pid_of("desk"))
    tap.equal((score(desk.process.pid), score(desk.pid_of("front"))),
              (desks, min(desks + 500, 1000)),
              "when memory ends front goes before the desk")


def check_second(tap, desk):
    second = subprocess.run([LOKETD, "--config", desk.config],
                            capture_output=True, text=True, timeout=20,
                            check=False)
    tap.equal(second.returncode, 1, "a second daemon on the same installation "
              "is refused")
    with desk.client("police") as police:
        tap.ok(police.submit(signal()).id != "", "the first one serves on")


def check_reload(tap, desk):
    edit_yaml(desk.config, {"log_level": "debug"})
    desk.process.send_signal(unix_signal.SIGHUP)
    tap.ok(desk.wait_log("reloaded"), "SIGHUP reloads")
    edit_yaml(desk.config, {"front.quota_per_s": "-5"})
    desk.process.send_signal(unix_signal.SIGHUP)
    tap.ok(desk.wait_log("not reloaded"), "a bad file is refused as a whole")
    edit_yaml(desk.config, {"front.quota_per_s": "200",
                            "log_level": "note"})
    used = desk.rows("SELECT epoch, keys FROM key_epoch")
    subprocess.run([LOKETD, "--config", desk.config, "--rotate-keys"],
                   capture_output=True, check=True)
    desk.process.send_signal(unix_signal.SIGHUP)
    tap.ok(desk.wait_log("epochs.keys has changed: applied by a restart"),
           "new keys wait for a restart, and it is said")
    tap.equal(desk.rows("SELECT epoch, keys FROM key_epoch"), used,
              "nothing is wrapped by them")
    with desk.client("police") as police:
        tap.ok(police.submit(signal()).id != "", "and nothing has changed")


def check_desk_killed(tap, desk):
    with desk.client("police") as police:
        submit = signal()
        receipt = police.submit(submit)
        desk.kill("desk")
        code = desk.process.wait(5)
        tap.ok(code != 0, "desk killed: loketd ends with an error", code)
        tap.ok(not left_over(desk), "and leaves no process behind",
               left_over(desk))
        desk.start()
        again = police.submit_surely(submit)
        tap.ok(again.replayed and again.receipt == receipt.receipt,
               "after a restart the message is there")


def left_over(desk, timeout_s=2.0):
    """Processes of this installation: front and desk hold its sockets."""
    until = time.monotonic() + timeout_s
    while True:
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="ascii",
                          errors="replace") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                if fields[0] != "Z" and int(fields[3]) == \
                        os.getsid(0) and int(fields[1]) == 1:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        if file.read().startswith(b"loketd: "):
                            found.append(pid)
            except (OSError, ValueError):
                continue
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.05)


def check_stop(tap, desk):
    with desk.client("police") as police:
        receipt = police.submit(referral("LAST"))
        began = time.monotonic()
        tap.equal(desk.stop(), 0, "SIGTERM: exit code 0")
        tap.ok(time.monotonic() - began < 5, "and soon")
        tap.ok(not left_over(desk), "no process is left")
        try:
            with Client.of_profile(desk.profile("police")) as client:
                client.hello(0.3)
            tap.ok(False, "nobody answers any more")
        except Silence:
            tap.ok(True, "nobody answers any more")
        desk.start()
        police.connect()
        police.hello()
        tap.ok(police.ask(status={"receipt": receipt.receipt}).status.id ==
               receipt.id, "what was accepted is there after a start")


def check_config(tap, desk):
    good = check(desk)
    tap.equal(good.returncode, 0, "--check-config: a good installation")
    tap.ok("fallback_telephone is still the example" in good.stderr,
           "--check-config warns of the example's telephone number",
           good.stderr)
    with open(desk.config, encoding="utf-8") as file:
        kept = file.read()
    edit_yaml(desk.config, {"front.handshake_ms": "soon",
                            "desk.batch_max": "0", "desk.colour": "blue",
                            "log_level": "loud"})
    bad = check(desk)
    said = bad.stdout + bad.stderr
    tap.equal(bad.returncode, 1, "--check-config: a bad one")
    for name in ("handshake_ms", "batch_max", "colour", "log_level"):
        tap.ok(any(name in line and "loketd.yaml" in line and
                   any(c.isdigit() for c in line)
                   for line in said.splitlines()),
               f"it names {name}, file and line", said)
    started = subprocess.run([LOKETD, "--config", desk.config],
                             capture_output=True, text=True, timeout=20,
                             check=False)
    tap.equal(started.returncode, 1, "and does not start")
    with open(desk.config, "w", encoding="utf-8") as file:
        file.write(kept)
    key = os.path.join(desk.home, "keys", "curve.secret")
    os.chmod(key, 0o644)
    tap.ok(check(desk).returncode == 1, "a key that others may read is a "
           "finding")
    os.chmod(key, 0o600)
    tap.equal(check(desk).returncode, 0, "mended: no finding")


def check_documents(tap, desk):
    """The documents a desk begins with, and who is named in them."""
    folder = os.path.join(desk.dir, "bad-documents")
    desk_documents.write(folder, [
        desk_documents.substitute("policies", r"fallback: \[coordinator,.*",
                                  "fallback: []"),
        desk_documents.on_call("nobody")])
    home = os.path.join(desk.dir, "second")
    made = subprocess.run([LOKETD, "--init", home, "--documents", folder],
                          capture_output=True, text=True, check=False)
    tap.equal(made.returncode, 1, "--init refuses bad documents")
    for name in ("policies:", "rosters:"):
        tap.ok(any(name in line and any(c.isdigit() for c in line)
                   for line in made.stderr.splitlines()),
               f"it names {name} and the line", made.stderr)
    with Installation(documents=desk_documents.people("bram")) as other:
        found = check(other)
        tap.ok(found.returncode == 1 and
               "bram is not enrolled" in found.stdout + found.stderr,
               "--check-config: a person who is not enrolled",
               found.stderr)
        other.enrol_people("bram")
        tap.equal(check(other).returncode, 0, "enrolled: no finding")


NEW_DOCUMENTS = ("regions", "shelter", "directory", "terms", "tables")


def check_older(tap, desk):
    """An installation from before some of the documents."""
    base = sqlite3.connect(os.path.join(desk.home, "state", "loket.db"))
    with base:
        base.executemany("DELETE FROM desk_document WHERE name = ?",
                         [(name,) for name in NEW_DOCUMENTS])
    base.close()
    found = check(desk)
    tap.equal(found.returncode, 0, "--check-config: older, and sound")
    desk.start()
    ran = run_loket(desk.profile("manager"), "desk", "history")
    desk.stop()
    tap.ok(all(f"{name} version 1, " in ran.stdout for name in NEW_DOCUMENTS)
           and "added by version" in ran.stdout,
           "what it has not is added when it starts", ran.stdout)
    tap.equal(check(desk).returncode, 0, "and it is sound")


def check(desk):
    return subprocess.run([LOKETD, "--config", desk.config, "--check-config"],
                          capture_output=True, text=True, check=False)


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        for part in (check_help, check_files, check_front_killed,
                     check_memory_ends, check_second, check_reload, check_desk_killed,
                     check_stop):
            tap.run(part, desk)
        desk.stop()
        tap.run(check_config, desk)
        tap.run(check_documents, desk)
        tap.run(check_older, desk)
    tap.finish()


if __name__ == "__main__":
    main()
