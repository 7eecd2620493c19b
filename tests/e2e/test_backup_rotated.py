#!/usr/bin/python3
"""Backups and the rotation of epoch keys: what was erased does not come back
with the keys of now, and what lives is never lost without a word.  A backup
of before a rotation is refused, one of its middle is restored in part only
when told to, one of after it is whole."""
import glob
import json
import os
import re
import signal as unix_signal
import sqlite3
import time

from installation import Installation, run_loket
from loketlib import Refused, signal, stream, wire
from tap import Tap
from test_backup import (RESTORED, Restored, backup, enable, loketd, told)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SIGNALS = 150  # their keys are two transactions of wrapping anew


def rotate(desk):
    ran = loketd("--config", desk.config, "--rotate-keys")
    return ran.stdout + ran.stderr


def copies(desk):
    return glob.glob(os.path.join(desk.home, "backup-keys", "*"))


def make(desk):
    """A backup: its file."""
    return os.path.join(desk.home, "backup", told(backup(desk))[1])


def wrapped_by(base, epoch):
    return base.execute("SELECT count(*) FROM record_key WHERE epoch = ?",
                        (epoch,)).fetchone()[0]


def in_the_middle(desk, epoch):
    """Stops the desk between two transactions of wrapping anew, or in the
    second.  Answers how many keys the epoch of before still wraps; 0: we were
    too late."""
    base = sqlite3.connect(os.path.join(desk.home, "state", "loket.db"))
    pids = (desk.process.pid, desk.pid_of("desk"))
    until = time.monotonic() + 20
    while wrapped_by(base, epoch + 1) == 0 and time.monotonic() < until:
        pass
    for pid in pids:
        os.kill(pid, unix_signal.SIGSTOP)
    left = wrapped_by(base, epoch)
    base.close()
    return left


def go_on(desk):
    for pid in (desk.pid_of("desk"), desk.process.pid):
        os.kill(pid, unix_signal.SIGCONT)


def wait_for(what, timeout_s=20.0):
    until = time.monotonic() + timeout_s
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def rewrapped(desk, epoch):
    return desk.rows("SELECT min(epoch) FROM record_key")[0][0] > epoch


def erase(tap, desk, number):
    ran = run_loket(desk.profile("manager"), "erase", number, "--reason",
                    "op verzoek", "--yes")
    tap.ok(ran.returncode == 0, "somebody is erased", ran.stdout + ran.stderr)
    tap.ok(wait_for(lambda: desk.rows("SELECT pending FROM erasure") ==
                    [(0,)]), "to its end")


def found(desk):
    """What the doctor finds of keys and backups."""
    ran = loketd("--config", desk.config, "--doctor", "--json")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return [line["check"] for line in lines
            if line["check"] in ("epochs-idle", "erased", "backup-opens") and
            line["grade"] != "good"]


def check_day_later(tap, desk):
    """Who was erased in the middle of a rotation is final with the next one,
    and the old key is still there: a day later that is a finding."""
    path = os.path.join(desk.home, "keys", "epochs.keys")
    with open(path, encoding="ascii") as file:
        kept = file.read()
    *older, newest = kept.splitlines()
    number, key, _ = newest.split()
    for hours, what in ((23, []), (25, ["epochs-idle", "erased"])):
        with open(path, "w", encoding="ascii") as file:
            file.writelines(line + "\n" for line in older)
            file.write(f"{number} {key} {int(time.time()) - hours * 3600}\n")
        tap.equal(found(desk), what, f"{hours} hours later")
    with open(path, "w", encoding="ascii") as file:
        file.write(kept)


class Story:
    """What lay where at which time."""

    def __init__(self):
        self.receipts = []
        self.before = self.middle = self.after = None  # backups
        self.keys_then = self.keys_now = None
        self.epoch = 0  # of before
        self.left = 0  # messages that it wraps in the middle


def close_alert(desk, receipt):
    """Nothing about it is open any more."""
    with desk.client("manager") as manager:
        def number():
            return manager.ask(show=wire.Show(id=receipt.id)) \
                .message_detail.alert
        wait_for(number)
        alert = next(a for a in manager.alerts() if a.alert == number())
        manager.act("TAKEOVER", alert)
        manager.act("CLOSE", alert, outcome=stream.OUTCOME_REFERRED)


def tell(desk, story, n):
    with desk.client("police") as police:
        for _ in range(n):
            message = signal(len(story.receipts) % 500 + 1)
            story.receipts.append(police.submit(message))


def rotate_half(tap, desk, story):
    """Backups of before, and the desk stopped in the middle of a rotation;
    once more when it was faster than we."""
    for epoch in range(1, 6):
        told(backup(desk, "--full"))
        tell(desk, story, 1)
        close_alert(desk, story.receipts[-1])
        story.before = make(desk)
        rotate(desk)
        desk.stop()
        desk.start(wait=False)
        story.left = in_the_middle(desk, epoch)
        if story.left > 0:
            break
        go_on(desk)
        desk.wait_ready()
        wait_for(lambda past=epoch: rewrapped(desk, past))
    tap.ok(0 < story.left <= len(story.receipts) + 1 - 128,
           "in the middle of a rotation", story.left)
    story.epoch = epoch


def play(tap, desk):
    story = Story()
    tell(desk, story, SIGNALS)
    rotate_half(tap, desk, story)
    story.middle = make(desk)
    story.keys_then = sorted(copies(desk))[-1]
    go_on(desk)
    desk.wait_ready()
    erase(tap, desk, story.receipts[-1].id)
    tap.ok(wait_for(lambda: rewrapped(desk, story.epoch)),
           "every key is wrapped anew")
    check_day_later(tap, desk)
    said = rotate(desk)
    tap.ok(f"epoch {story.epoch}: dropped" in said and
           "loketd --backup" in said,
           "the old epoch goes, and a backup is asked for", said)
    tap.equal(found(desk), ["backup-opens"], "by the doctor, too")
    before = set(copies(desk))
    story.after = make(desk)
    story.keys_now = (set(copies(desk)) - before).pop()
    tap.equal(found(desk), [], "and when it is made, it opens")
    return story


def restored(desk, safe, name, path, keys, *words):
    """What a restore said, and where it made a desk."""
    home = os.path.join(desk.dir, name)
    ran = loketd("--restore", path, "--key", safe, "--keys", keys, "--to",
                 home, *words)
    return ran, home


def numbers(ran):
    """messages in the backup, records erased; None: refused"""
    line = RESTORED.search(ran.stdout)
    return (int(line[3]), int(line[6])) if ran.returncode == 0 else None


def is_known(client, receipt):
    try:
        client.ask(status=wire.StatusRequest(receipt=receipt.receipt))
        return True
    except Refused as refused:
        if refused.code != "NOT_FOUND":
            raise
        return False


def check_before(tap, desk, safe, story):
    ran, home = restored(desk, safe, "before", story.before, story.keys_now)
    tap.ok(ran.returncode == 1 and "do not open this backup" in ran.stderr and
           not os.path.exists(home),
           "a backup of before is refused with the keys of now", ran.stderr)
    ran, home = restored(desk, safe, "before", story.before, story.keys_now,
                         "--erase-unopened")
    tap.ok(ran.returncode == 1 and not os.path.exists(home),
           "whatever is asked: nothing of it could be read", ran.stderr)


def check_middle(tap, desk, safe, story):
    ran, home = restored(desk, safe, "middle", story.middle, story.keys_now)
    tap.ok(ran.returncode == 1 and
           f"do not open {story.left} of the {len(story.receipts)} messages"
           in ran.stderr and "--erase-unopened" in ran.stderr and
           not os.path.exists(home),
           "one of the middle is refused: it says what would be lost",
           ran.stderr)
    ran, home = restored(desk, safe, "middle", story.middle, story.keys_now,
                         "--erase-unopened")
    tap.equal(numbers(ran), (len(story.receipts), story.left),
              "told to, it is restored without those: they are counted")
    tap.ok(f"Erased: {story.left} of {len(story.receipts)} messages"
           in ran.stdout, "and said in words", ran.stdout)
    with Restored(desk, home) as there, there.client("police") as police:
        tap.ok(wait_for(lambda: there.rows("SELECT count(*) FROM journal")
                        == [(len(story.receipts) - story.left,)]),
               "the desk erases what is left of them")
        tap.ok(not is_known(police, story.receipts[-1]),
               "what was erased is not there")
        tap.ok(is_known(police, story.receipts[0]), "what it opens is")


def check_after(tap, desk, safe, story):
    """The changes since, on the full one of before: the keys in it are of
    now."""
    ran, home = restored(desk, safe, "after", story.after, story.keys_now)
    tap.equal(numbers(ran), (len(story.receipts) - 1, 0),
              "a backup of after loses nobody who lives")
    with Restored(desk, home) as there, there.client("police") as police:
        known = [is_known(police, receipt) for receipt in story.receipts]
        tap.ok(all(known[:-1]) and not known[-1],
               "all are there but who was erased", known.count(False))


def check_keys_of_then(tap, desk, safe, story):
    """What the seven days of a copy of the keys are about."""
    ran, home = restored(desk, safe, "then", story.before, story.keys_then)
    tap.equal(numbers(ran), (len(story.receipts), 0),
              "with the copy of the keys of then all of then comes back")
    base = sqlite3.connect(os.path.join(home, "state", "loket.db"))
    tap.equal(wrapped_by(base, story.epoch), len(story.receipts) + 1,
              "who was erased since, too: so no copy lives longer")
    tap.ok("erasure and this copy of them: erase it again" in ran.stdout,
           "and it says so", ran.stdout)
    base.close()


def check_timer(tap):
    """Just after a run somebody is erased: the next one makes another key, the
    one after that drops the old one."""
    with open(os.path.join(ROOT, "systemd", "loket-rotate.timer"),
              encoding="utf-8") as file:
        text = file.read()
    hours, minute = re.search(r"^OnCalendar=\*-\*-\* ([\d,]+):(\d\d)$", text,
                              re.M).groups()
    late_min = int(re.search(r"^RandomizedDelaySec=(\d+)min$", text, re.M)[1])
    runs = [int(hour) * 60 + int(minute) for hour in hours.split(",")]
    days = [run + day * 1440 for day in range(3) for run in runs]
    longest_min = late_min + max(days[i + 2] - days[i]
                                 for i in range(len(runs)))
    tap.ok(longest_min < 23 * 60, "what is erased is final within a day",
           f"{longest_min} min")


def main():
    tap = Tap()
    tap.run(check_timer)
    with Installation() as desk:
        safe = os.path.join(desk.dir, "safe.key")
        enable(desk, safe)
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        story = play(tap, desk)
        desk.stop()
        for check in (check_before, check_middle, check_after,
                      check_keys_of_then):
            tap.run(check, desk, safe, story)
    tap.finish()


if __name__ == "__main__":
    main()
