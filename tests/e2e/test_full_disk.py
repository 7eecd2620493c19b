#!/usr/bin/python3
"""A disk that fills up under load: no receipt without durability, who sends is
told to call, what was accepted is still acknowledged and escalated on the
reserve, nothing is lost, and it goes on when there is room.  A backup that was
being made meanwhile fails, and takes no room.

The state lies on a small file system of its own: ext4 on a loop device where
the machine has one, else in memory.  Takes root."""
import ctypes
import os
import shutil
import signal as unix_signal
import subprocess
import time

from installation import LOKETD, Installation, edit_yaml, free_port, run_loket
from loketlib import Follower, Refused, Silence, referral, signal, stream
from metrics_page import scrape, scrape_until, value
from tap import Tap

MIB = 1 << 20
SIZE = 44 * MIB
RESERVE = 2 * MIB
ROOM = 3 * MIB            # left beside the reserve when the load begins
SETTINGS = {"desk.disk_reserve_bytes": str(RESERVE),
            "desk.checkpoint_every_bytes": "262144",
            "desk.checkpoint_limit_bytes": "1048576"}
SIGNAL = ('{"observed": "2026-11-20", "form": "sexual", "place": '
          '{"municipality": "GM0363"}, "indicators": ["DB01"]}')
CLONE_NEWNS = 0x20000


def own_mounts():
    """What we mount is gone when we end, however that is."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        return False
    return subprocess.run(["mount", "--make-rprivate", "/"],
                          check=False).returncode == 0


def mount_small(folder, target):
    """Answers what it became."""
    image = os.path.join(folder, "image")
    with open(image, "wb") as file:
        file.truncate(SIZE)
    made = subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=False,
                          capture_output=True)
    if made.returncode == 0 and subprocess.run(
            ["mount", "-o", "loop", image, target], check=False,
            capture_output=True).returncode == 0:
        return "ext4"
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs",
                    target], check=True)
    return "tmpfs"


def free(state):
    room = os.statvfs(state)
    return room.f_bavail * room.f_frsize


def fill(state, leave):
    """Somebody else's file, beside ours."""
    with open(os.path.join(state, "ballast"), "ab", buffering=0) as file:
        try:
            most = free(state) - leave - MIB
            if most > 0:
                os.posix_fallocate(file.fileno(), file.seek(0, 2), most)
            while free(state) > leave:
                file.write(b"\xaa" * min(65536, max(free(state) - leave, 1)))
            os.fsync(file.fileno())
        except OSError:
            pass


def small_state(desk):
    state = os.path.join(desk.dir, "small")
    os.mkdir(state)
    kind = mount_small(desk.dir, state)
    os.chmod(state, 0o700)
    for name in os.listdir(os.path.join(desk.home, "state")):
        shutil.copy2(os.path.join(desk.home, "state", name), state)
    edit_yaml(desk.config, {"paths.state": state})
    return state, kind


def load(police, taken):
    """Until it is refused; all that got a receipt, and the refused message."""
    for number in range(4000):
        submit = signal(number % 900 + 1, text="x" * 3500) \
            if number % 50 else referral(f"LOAD-{number}")
        try:
            taken.append((submit, police.submit(submit, 10).receipt))
        except Refused as refused:
            return submit, refused
    return None, None


def missing(police, taken):
    """Receipts that the desk does not know."""
    lost = []
    for _, receipt in taken:
        try:
            police.ask(status={"receipt": receipt})
        except Refused:
            lost.append(receipt)
    return lost


def check_filled(tap, desk, state, at):
    """Fill it under load; answers what was accepted and what was not."""
    taken = []
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = Follower(coordinator)
        inbox.attach()
        first = referral("FIRST")
        taken.append((first, police.submit(first).receipt))
        inbox.pump_until(inbox.pages)
        page = inbox.pages()[0]
        tap.equal(os.path.getsize(os.path.join(state, "reserve")), RESERVE,
                  "a reserve is kept beside the database")
        fill(state, ROOM)
        began = time.monotonic()
        submit, refused = load(police, taken)
        tap.ok(refused is not None and refused.code == "UNAVAILABLE",
               "under load the disk is full: UNAVAILABLE", refused)
        tap.note(f"{len(taken)} accepted in {time.monotonic() - began:.1f} s")
        tap.ok(desk.wait_log("disk: full"), "the desk says so")
        tap.ok(not os.path.exists(os.path.join(state, "reserve")),
               "and gives the reserve up")
        page_now = scrape(at)
        tap.equal((value(page_now, "loket_disk_full"),
                   value(page_now, "loket_disk_reserve_bytes")), (1, 0),
                  "a collector sees it")
        told = run_loket(desk.profile("police"), "signal", "--receipt-timeout", "2",
                         "-", stdin=SIGNAL)
        tap.ok("+31 20 000 0000" in told.stdout + told.stderr and
               told.returncode != 0, "who sends is told whom to call",
               (told.returncode, told.stdout, told.stderr))
        tap.ok(inbox.pump_until(lambda: any(
            p.cause == stream.ALERT_CAUSE_DISK for p in inbox.pages())),
            "whoever is on call is called about the disk")
        result = coordinator.act("ACKNOWLEDGE", page)
        tap.ok(result.owner != "" or result.result != 0,
               "what was accepted is still acknowledged", result)
        tap.equal({a.alert: a for a in coordinator.alerts()}[page.alert].state,
                  stream.ALERT_STATE_ACKED, "and stays so")
        try:
            police.submit(signal(7), 10)
            code = ""
        except Refused as again:
            code = again.code
        tap.equal(code, "UNAVAILABLE", "nothing new is taken")
    return taken, submit, page.alert


def check_to_the_last_byte(tap, desk, state):
    """The reserve is used up as well, by somebody else."""
    fill(state, 0)
    codes = []
    with desk.client("police") as police:
        for number in range(5):
            try:
                police.submit(referral(f"NONE-{number}"), 5)
                codes.append("taken")
            except Refused as refused:
                codes.append(refused.code)
            except Silence:
                codes.append("silence")
    tap.equal(set(codes), {"UNAVAILABLE"}, "to the last byte: still refused")
    tap.ok(desk.process.poll() is None, "and the desk lives")


def check_nothing_lost(tap, desk, state, taken, alert):
    """It dies while the disk is full, and finds what it accepted."""
    desk.kill_all()
    os.unlink(os.path.join(state, "ballast"))
    desk.start()
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        tap.equal(missing(police, taken), [],
                  f"killed: all {len(taken)} receipts are there")
        again = [police.submit_surely(submit).replayed
                 for submit, _ in taken[-20:]]
        tap.equal(set(again), {True}, "and sending again is no second message")
        tap.equal({a.alert: a for a in coordinator.alerts()}[alert].state,
                  stream.ALERT_STATE_ACKED, "what was acknowledged stays so")


def is_taken_again(police, timeout_s=15):
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        try:
            police.submit(signal(9), 10)
            return True
        except Refused:
            time.sleep(0.1)
    return False


def check_room(tap, desk, state, at):
    """Full once more, and room without a restart."""
    fill(state, 128 * 1024)
    with desk.client("police") as police, \
            desk.client("manager") as manager:
        inbox = Follower(manager)
        inbox.attach()
        until = time.monotonic() + 15
        code = ""
        while code == "" and time.monotonic() < until:
            try:
                police.submit(signal(8, text="x" * 3500), 10)
            except Refused as refused:
                code = refused.code
        tap.equal(code, "UNAVAILABLE", "full once more")
        tap.ok(scrape_until(at, lambda p: value(p, "loket_disk_full") == 1)
               is not None and
               not os.path.exists(os.path.join(state, "reserve")),
               "the reserve is given up once more")
        os.unlink(os.path.join(state, "ballast"))
        tap.ok(is_taken_again(police),
               "when there is room messages are taken again")
        tap.equal(os.path.getsize(os.path.join(state, "reserve")), RESERVE,
                  "the reserve is there again")
        tap.ok(inbox.pump_until(lambda: any(
            e.WhichOneof("body") == "notice" and
            e.notice.code == stream.NOTICE_CODE_DISK_ROOM
            for e in inbox.applied)), "and the manager hears of it")
        page = scrape(at)
        tap.equal((value(page, "loket_disk_full"),
                   value(page, "loket_disk_reserve_bytes")), (0, RESERVE),
                  "a collector too")


def backup_while_it_fills(desk, state):
    """Held as soon as there is something of its picture; one that had all of
    it by then does not count.  Answers how it ended and what it said."""
    for _ in range(20):
        process = subprocess.Popen(
            [LOKETD, "--config", desk.config, "--backup", "--full"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while process.poll() is None and \
                not os.path.exists(os.path.join(state, "backup.picture")):
            pass
        process.send_signal(unix_signal.SIGSTOP)
        fill(state, 0)
        process.send_signal(unix_signal.SIGCONT)
        said = process.communicate()[0]
        if process.returncode != 0 and "picture: " in said:
            break
        os.unlink(os.path.join(state, "ballast"))
    return process.returncode, said


def check_backup(tap, desk, state):
    """The picture that a backup is made of lies on the desk's own disk."""
    safe = os.path.join(desk.dir, "safe.key")
    subprocess.run([LOKETD, "--backup-keygen", safe], check=True,
                   capture_output=True)
    shutil.copy(safe + ".public",
                os.path.join(desk.home, "keys", "backup.public"))
    edit_yaml(desk.config, {"backup.recipients": '["backup.public"]'})
    code, said = backup_while_it_fills(desk, state)
    tap.ok(code == 1 and "picture: copy: database or disk is full" in said,
           "the disk fills while a backup takes its picture: it says so",
           (code, said))
    tap.ok(not os.path.exists(os.path.join(state, "backup.picture")),
           "and gives back the room it took")
    tap.ok(desk.process.poll() is None, "the desk lives")
    os.unlink(os.path.join(state, "ballast"))
    with desk.client("police") as police:
        tap.ok(is_taken_again(police), "with room it takes messages")
    ran = subprocess.run([LOKETD, "--config", desk.config, "--backup"],
                         capture_output=True, text=True, check=False)
    tap.ok(ran.returncode == 0 and ran.stdout.startswith("backup: file="),
           "and the next backup is made", ran.stderr)
    fill(state, 0)
    os.rename(os.path.join(state, "ballast"),
              os.path.join(state, "backup.picture"))
    ran = subprocess.run([LOKETD, "--config", desk.config, "--backup"],
                         capture_output=True, text=True, check=False)
    tap.ok(ran.returncode == 0 and
           not os.path.exists(os.path.join(state, "backup.picture")),
           "the picture of one that was killed takes no room from it",
           ran.stderr)


def main():
    tap = Tap()
    if os.geteuid() != 0 or not own_mounts():
        tap.skip("a full disk", "takes root")
        tap.finish()
    at = free_port()
    with Installation({**SETTINGS,
                       "front.metrics": f"tcp://127.0.0.1:{at}"}) as desk:
        desk.enrol("police")
        desk.stop()
        state, kind = small_state(desk)
        tap.note(f"on {kind}")
        desk.start()
        accepted = []
        tap.run(lambda t: accepted.extend(check_filled(t, desk, state, at)))
        if len(accepted) == 3:
            tap.run(check_to_the_last_byte, desk, state)
            tap.run(check_nothing_lost, desk, state, accepted[0], accepted[2])
            tap.run(check_room, desk, state, at)
            tap.run(check_backup, desk, state)
        tap.equal(desk.stop(), 0, "it ends cleanly")
        subprocess.run(["umount", state], check=False)
    tap.finish()


if __name__ == "__main__":
    main()
