#!/usr/bin/python3
"""Backups of a desk at work, and a desk from them somewhere else: what was
backed up is there, receipts hold, clients work on; a run that is killed, or
finds no room, counts for nothing and disturbs nobody."""
import errno
import fcntl
import glob
import json
import os
import re
import resource
import shutil
import signal as unix_signal
import subprocess
import threading
import time

from installation import LOKETD, Installation, edit_yaml, free_port, run_loket
from loketlib import (Client, Follower, Refused, receipt_verifies, referral,
                      signal, wire)
from tap import Tap

LINE = re.compile(r"backup: file=(\S+) kind=(full|changes) sequence=(\d+) "
                  r"bytes=(\d+) blocks=(\d+) of=(\d+) messages=(\d+) "
                  r"alerts=(\d+) rows=(\d+) content=([0-9a-f]{64})")
RESTORED = re.compile(r"restored: as-of=(\S+) files=(\d+) messages=(\d+) "
                      r"alerts=(\d+) rows=(\d+) erased=(\d+) "
                      r"content=([0-9a-f]{64})")
MARKER = "Zwarte bestelbus met kras 7Q4"
KILLS = 6


def loketd(*words, **options):
    return subprocess.run([LOKETD, *words], capture_output=True, text=True,
                          check=False, **options)


def backup(desk, *words, **options):
    return loketd("--config", desk.config, "--backup", *words, **options)


def told(ran):
    found = LINE.search(ran.stdout)
    if ran.returncode != 0 or found is None:
        raise RuntimeError(f"{ran.returncode}: {ran.stdout}{ran.stderr}")
    return found


def whole(folder):
    return sorted(glob.glob(os.path.join(folder, "*.loketbackup")))


def enable(desk, safe):
    """A recipient: its secret half lies outside of the desk."""
    ran = loketd("--backup-keygen", safe)
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr)
    shutil.copy(safe + ".public",
                os.path.join(desk.home, "keys", "backup.public"))
    edit_yaml(desk.config, {"backup.recipients": '["backup.public"]'})


class Load(threading.Thread):
    """Somebody who keeps telling, one message after the other."""

    def __init__(self, profile):
        super().__init__()
        self.profile = profile
        self.enough = threading.Event()
        self.receipts = []  # (submit, receipt)
        self.slowest_s = 0.0
        self.error = None

    def run(self):
        try:
            with Client.of_profile(self.profile) as client:
                client.hello(10)
                number = 0
                while number < 150 and not self.enough.is_set():
                    number += 1
                    message = signal(number % 500 + 1, text=MARKER)
                    began = time.monotonic()
                    receipt = client.submit(message, 20)
                    self.slowest_s = max(self.slowest_s,
                                         time.monotonic() - began)
                    self.receipts.append((message, receipt))
        except Exception as error:  # told by who waits for us
            self.error = error


def check_under_load(tap, desk):
    load = Load(desk.profile("police"))
    load.start()
    ran = [told(backup(desk)) for _ in range(4)]
    load.enough.set()
    load.join()
    tap.ok(load.error is None and len(load.receipts) > 10,
           "the desk takes messages while backups are made", load.error)
    tap.note(f"{len(load.receipts)} messages meanwhile, the slowest "
             f"{load.slowest_s * 1000:.0f} ms")
    tap.equal([r[2] for r in ran], ["full"] + 3 * ["changes"],
              "one full, then what changed")
    held = [int(r[7]) for r in ran]
    tap.ok(held == sorted(held) and held[-1] > 1,
           "each holds what came meanwhile", held)  # one was there before
    return load.receipts


def check_killed(tap, desk, folder):
    before = whole(folder)
    killed = 0
    for number in range(KILLS):
        process = subprocess.Popen(
            [LOKETD, "--config", desk.config, "--backup", "--full"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # in the copy, in the file, and at chance places of it
        what = "desk/state/backup.picture" if number == 0 \
            else "desk/backup/*.part"
        while process.poll() is None and \
                not glob.glob(os.path.join(desk.dir, what)):
            pass
        until = time.monotonic() + 0.002 * number
        while time.monotonic() < until:
            pass
        if process.poll() is None:
            process.kill()
            killed += 1
        process.wait()
    tap.ok(killed >= KILLS // 2, "killed while it writes", killed)
    tap.ok(set(before) <= set(whole(folder)), "what counted still does")
    ran = loketd("--backup-verify", folder)
    tap.equal(ran.returncode, 0, "only whole files count")
    told(backup(desk))
    tap.equal(glob.glob(os.path.join(folder, "*.part")) +
              glob.glob(os.path.join(desk.home, "state", "backup.p*")), [],
              "the next one clears away what was left")


def check_two_at_once(tap, desk, safe, folder):
    """Into another folder, while the first one is held in its picture."""
    picture = os.path.join(desk.home, "state", "backup.picture")
    first = subprocess.Popen(
        [LOKETD, "--config", desk.config, "--backup", "--full"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while first.poll() is None and not os.path.exists(picture):
        pass
    first.send_signal(unix_signal.SIGSTOP)
    held = first.poll() is None and os.path.exists(picture)
    second = backup(desk, "--full", "--to", os.path.join(desk.dir, "other"))
    there = os.path.exists(picture)
    first.send_signal(unix_signal.SIGCONT)
    tap.ok(held and second.returncode == 1 and
           "another backup is being made" in second.stderr,
           "beside one that is being made none is, into no folder",
           (held, second.returncode, second.stderr))
    tap.ok(there and first.wait() == 0, "and that one is not disturbed")
    ran = loketd("--backup-verify", folder, "--key", safe, "--keys",
                 os.path.join(desk.home, "keys"))
    tap.ok(ran.returncode == 0, "it verifies", ran.stdout + ran.stderr)


def status_of(desk):
    with open(os.path.join(desk.home, "state", "backup.status"),
              encoding="ascii") as file:
        return file.read()


def break_off(desk, folder):
    """A backup whose file breaks off a little before its end: for a long
    comment in the settings, which are in it, it is larger than the picture.
    Answers what it said, and what stood there before."""
    with open(desk.config, encoding="utf-8") as file:
        settings = file.read()
    with open(desk.config, "a", encoding="utf-8") as file:
        file.write(50 * ("#" * 999 + "\n"))
    for _ in range(20):
        told(backup(desk, "--full"))
        before, status = whole(folder), status_of(desk)
        size = int(re.search(r"image_bytes=(\d+)", status)[1]) + 40000

        def limit(size=size):
            unix_signal.signal(unix_signal.SIGXFSZ, unix_signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        ran = backup(desk, "--full", preexec_fn=limit)
        if "picture" not in ran.stderr:  # else the desk was still at work
            break
    with open(desk.config, "w", encoding="utf-8") as file:
        file.write(settings)
    return ran, before, status


def check_refused(tap, desk, folder):
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    ran = backup(desk)
    os.close(lock)
    tap.ok(ran.returncode == 1 and "another backup" in ran.stderr,
           "one at a time", ran.stderr)
    ran, before, status = break_off(desk, folder)
    tap.ok(ran.returncode == 1 and ran.stdout == "" and
           "File too large" in ran.stderr, "writing fails: it says so",
           ran.stderr)
    tap.equal(whole(folder), before, "and nothing new counts")
    tap.equal(glob.glob(os.path.join(folder, "*.part")), [],
              "nor lies around")
    tap.equal(status_of(desk), status, "nor is told to the desk")
    check_no_room(tap, desk)
    with desk.client("police") as police:
        tap.ok(police.submit(signal(3)).id, "the desk serves on")


def fill(folder):
    """Somebody else's file takes all the room there is.  Who was told to stop
    may still write a little: then there is less than there was just now."""
    with open(os.path.join(folder, "ballast"), "wb") as file:
        while True:
            room = os.statvfs(folder)
            try:
                os.posix_fallocate(file.fileno(), 0,
                                   room.f_bavail * room.f_frsize)
                return
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def filled_meanwhile(desk, folder):
    """A backup that finds room when it begins and none while it writes.  It is
    held as soon as its file is there; one that was through by then does not
    count.  Answers how it ended, what it said, and what stood there before."""
    for _ in range(20):
        before = whole(folder), status_of(desk)
        process = subprocess.Popen(
            [LOKETD, "--config", desk.config, "--backup", "--full", "--to",
             folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        while process.poll() is None and \
                not glob.glob(os.path.join(folder, "*.part")):
            pass
        process.send_signal(unix_signal.SIGSTOP)
        fill(folder)
        process.send_signal(unix_signal.SIGCONT)
        said = process.communicate()[0]
        if process.returncode != 0:
            break
        os.unlink(os.path.join(folder, "ballast"))
    return process.returncode, said, before


def check_no_room(tap, desk):
    small = os.path.join(desk.dir, "small")
    os.mkdir(small, 0o700)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700",
                           "tmpfs", small], capture_output=True, check=False)
    if made.returncode != 0:
        tap.skip("no room, before it is written and meanwhile", "not root")
        return
    try:
        ran = backup(desk, "--full", "--to", small)
        tap.ok(ran.returncode == 1 and "must be free" in ran.stderr and
               whole(small) == [], "no room: refused before it is written",
               ran.stderr)
        subprocess.run(["mount", "-o", "remount,size=96m", small], check=True)
        check_no_room_meanwhile(tap, desk, small)
    finally:
        subprocess.run(["umount", small], check=False)


def check_no_room_meanwhile(tap, desk, small):
    told(backup(desk, "--to", small))
    code, said, before = filled_meanwhile(desk, small)
    tap.ok(code == 1 and "backup: write: No space left on device" in said,
           "the disk fills while it writes: it says so", (code, said))
    tap.equal((whole(small), status_of(desk)), before,
              "nothing new counts, nor is told to the desk")
    tap.equal(glob.glob(os.path.join(small, "*.part")), [],
              "half a file does not stay")
    with desk.client("police") as police:
        tap.ok(police.submit(signal(4)).id, "the desk takes messages meanwhile")
    os.unlink(os.path.join(small, "ballast"))
    made = told(backup(desk, "--to", small))
    ran = loketd("--backup-verify", small)
    tap.ok(ran.returncode == 0 and
           set(whole(small)) == {*before[0], os.path.join(small, made[1])},
           "with room again there is the next one", ran.stderr)


def secrets_of(desk):
    out = [MARKER.encode(), b"1099ZZ"]
    for path in glob.glob(os.path.join(desk.home, "keys", "*")):
        if not path.endswith(".public"):
            with open(path, "rb") as file:
                out += [word for word in file.read().split()
                        if len(word) >= 40]
    return out


def check_nothing_readable(tap, desk):
    hits = []
    scanned = 0
    for folder in ("backup", "backup-keys"):
        for path in glob.glob(os.path.join(desk.home, folder, "*")):
            with open(path, "rb") as file:
                data = file.read()
            scanned += 1
            hits += [path for marker in secrets_of(desk) if marker in data]
    tap.ok(scanned >= 8, "files are there to be read", scanned)
    tap.equal(hits, [], "nothing of messages or keys can be read in them")


class Restored(Installation):
    """The desk that was restored, on a port of its own, with the profiles of
    the one that is gone."""

    def __init__(self, old, home):
        self.own_folder = False
        self.dir = old.dir
        self.home = home
        self.port = free_port()
        self.endpoint = f"tcp://127.0.0.1:{self.port}"
        self.process = None
        self.log_path = os.path.join(old.dir, "log-restored")
        self.control = None
        self.env = {}
        self.config = os.path.join(home, "loketd.yaml")
        edit_yaml(self.config, {"front.listen": f'["{self.endpoint}"]'})
        shutil.copytree(os.path.join(old.home, "profiles"),
                        os.path.join(home, "profiles"))
        for path in glob.glob(os.path.join(home, "profiles", "*",
                                           "profile.yaml")):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(f":{old.port}", f":{self.port}"))


def restore(desk, safe, to, path=None):
    keys = sorted(glob.glob(os.path.join(desk.home, "backup-keys", "*")))[-1]
    return loketd("--restore", path or os.path.join(desk.home, "backup"),
                  "--key", safe, "--keys", keys, "--to", to)


def rewrapped(desk, timeout_s=20.0):
    """Until the desk wraps every key by the newest epoch.  (Its log says so
    only when it took more than one turn.)"""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if desk.rows("SELECT min(epoch) FROM record_key")[0][0] > 1:
            return True
        time.sleep(0.05)
    return False


def check_rotated(tap, desk, safe, folder):
    """Epoch keys go, and with them what was backed up before: then a backup
    of after is what can be restored, with the copy of the keys of after."""
    def rotate():
        return loketd("--config", desk.config, "--rotate-keys")

    copies = glob.glob(os.path.join(desk.home, "backup-keys", "*"))
    rotate()
    desk.stop()
    desk.start()
    tap.ok(rewrapped(desk), "every key is wrapped by another epoch")
    ran = rotate()
    tap.ok("epoch 1: dropped" in ran.stdout + ran.stderr,
           "and the first one is gone", ran.stdout + ran.stderr)
    told(backup(desk))
    tap.equal(len(glob.glob(os.path.join(desk.home, "backup-keys", "*"))),
              len(copies) + 1, "changed keys are copied at once")
    to = os.path.join(desk.dir, "too-old")
    ran = restore(desk, safe, to, path=whole(folder)[0])
    tap.ok(ran.returncode == 1 and "do not open this backup" in ran.stderr and
           not os.path.exists(to), "what was backed up before is not opened "
           "by them", ran.stderr)


def check_receipts(tap, police, old):
    """Old receipts hold; lost ones are unknown, and what is sent again is
    accepted under another number."""
    tap.equal(police.welcome.receipt_key, old["receipt_key"],
              "the key that signs receipts is the same")
    held = []
    for message, receipt in old["kept"][::7]:
        answer = police.ask(status=wire.StatusRequest(
            receipt=receipt.receipt, signed=True)).status
        held.append(receipt_verifies(answer.signed_receipt,
                                     message.SerializeToString(),
                                     old["receipt_key"]))
    tap.ok(held and all(held), f"{len(held)} receipts hold", held)
    ids = {receipt.id for _, receipt in old["kept"] + old["lost"]}
    again = []
    for message, receipt in old["lost"]:
        try:
            police.ask(status=wire.StatusRequest(receipt=receipt.receipt))
            tap.ok(False, "a lost receipt is unknown")
        except Refused as refused:
            if refused.code != "NOT_FOUND":
                tap.ok(False, "a lost receipt is unknown", refused.code)
        again.append(police.submit(message))
    tap.ok(all(not r.replayed and r.id not in ids for r in again),
           "what was lost is accepted anew, its numbers were never used")
    message, receipt = old["kept"][0]
    repeat = police.submit(message)
    tap.ok(repeat.replayed and repeat.receipt == receipt.receipt,
           "what was backed up has its receipt already")


def check_restored(tap, desk, old, follower):
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        check_receipts(tap, police, old)
        tap.ok(coordinator.welcome.epoch != old["epoch"],
               "the store is another epoch")
        follower.client = coordinator
        follower.attach()
        tap.equal(follower.snapshots, 1, "a client takes everything anew")
        seen = len(follower.applied)
        police.submit(referral("TST-9"))
        tap.ok(follower.pump_until(lambda: any(
            e.WhichOneof("body") == "page"
            for e in follower.applied[seen:])), "and is called")
        alerts = {alert.alert for alert in coordinator.alerts()}
        tap.ok(old["alerts"] <= alerts, "the alerts of then are there")


def check_restore(tap, desk, safe, old, follower):
    home = os.path.join(desk.dir, "machine-2")
    last = told(backup(desk))
    with desk.client("police") as police:
        for house in (901, 902, 903):
            message = signal(house)
            old["lost"].append((message, police.submit(message)))
    desk.process.kill()
    desk.process.wait()
    ran = restore(desk, safe, home)
    found = RESTORED.search(ran.stdout)
    if not tap.ok(ran.returncode == 0 and found is not None,
                  "a desk is restored elsewhere", ran.stdout + ran.stderr):
        return
    tap.equal(found[7], last[10], "what it holds is what was backed up")
    tap.equal(restore(desk, safe, home).returncode, 1, "but not twice")
    with Restored(desk, home) as restored:
        check_restored(tap, restored, old, follower)
    ran = loketd("--config", os.path.join(home, "loketd.yaml"), "--rebuild")
    tap.ok(ran.returncode == 0 and "equal=yes" in ran.stdout,
           "linking comes out the same", ran.stdout + ran.stderr)
    # a backup folder that knew the old desk takes the new one too
    ran = told(loketd("--config", os.path.join(home, "loketd.yaml"),
                      "--backup"))
    tap.equal((ran[2], ran[3]), ("full", "1"), "and is backed up from new")


def check_verbs(tap, desk, safe):
    """`loket backup` and `loket restore`: the same, as verbs."""
    def loket(*words):
        return run_loket(desk.profile("operator"), *words, "--json")

    ran = loket("backup", "--config", desk.config)
    made = json.loads(ran.stdout)
    tap.equal((ran.returncode, made["what"], made["kind"]),
              (0, "backup", "changes"), "loket backup makes one")
    folder = os.path.join(desk.home, "backup")
    ran = loket("backup", "verify", folder, "--key", safe)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    tap.ok(ran.returncode == 0 and
           {"what": made["file"], "kind": "changes"}.items() <=
           lines[-1].items(), "loket backup verify looks at each", lines)
    for words, code in ((("backup", "mend"), 2), (("backup", "verify"), 2),
                        (("restore",), 2), (("restore", "x"), 2),
                        (("restore", "x", "--key", safe, "--keys", "y", "--to",
                          os.path.join(desk.dir, "z")), 1)):
        ran = loket(*words)
        tap.equal((ran.returncode, ran.stdout), (code, ""),
                  "loket " + " ".join(words[:2]) + ": refused")


def check_words(tap, desk):
    for words in (["--full"], ["--backup", "--restore", "x"],
                  ["--restore", "x", "--to", "y"], ["--key", "x"],
                  ["--backup", "--as-of", "x"],
                  ["--backup-verify", "x", "--keys", "y"]):
        ran = loketd("--config", desk.config, *words)
        tap.equal((ran.returncode, ran.stdout), (2, ""),
                  " ".join(words) + ": makes no sense")


def main():
    tap = Tap()
    with Installation() as desk:
        safe = os.path.join(desk.dir, "safe.key")
        folder = os.path.join(desk.home, "backup")
        ran = backup(desk)
        tap.ok(ran.returncode == 1 and "backup.recipients" in ran.stderr,
               "without a recipient no backup", ran.stderr)
        enable(desk, safe)
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with desk.client("coordinator") as coordinator, \
                desk.client("police") as police:
            follower = Follower(coordinator)
            follower.attach()
            message = referral("TST-1")
            kept = [(message, police.submit(message))]
            follower.pump_until(lambda: follower.pages())
            old = {"receipt_key": police.welcome.receipt_key,
                   "epoch": coordinator.welcome.epoch, "lost": [],
                   "alerts": {a.alert for a in coordinator.alerts()}}
        kept += check_under_load(tap, desk)
        old["kept"] = kept
        tap.run(check_killed, desk, folder)
        tap.run(check_two_at_once, desk, safe, folder)
        tap.run(check_refused, desk, folder)
        tap.run(check_nothing_readable, desk)
        tap.run(check_words, desk)
        tap.run(check_verbs, desk, safe)
        tap.run(check_rotated, desk, safe, folder)
        tap.run(check_restore, desk, safe, old, follower)
    tap.finish()


if __name__ == "__main__":
    main()
