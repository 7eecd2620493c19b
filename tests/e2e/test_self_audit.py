#!/usr/bin/python3
"""loketd --self-audit: what will become a problem unless somebody acts, each
told once and alone; nothing is changed."""
import os
import shutil
import subprocess
import time

import desk_documents
from installation import LOKETD, Installation, edit_yaml, run_loket
from tap import Tap

DAY_S = 86400


def look(desk):
    ran = subprocess.run([LOKETD, "--config", desk.config, "--self-audit"],
                         capture_output=True, text=True, timeout=20,
                         check=False)
    return ran.returncode, ran.stdout + ran.stderr


KEY_OF_POLICE = "public_key = ?"


def now_us():
    return time.time_ns() // 1000


def made_backup(desk, hours, key):
    """As if the last backup was of then and needed this epoch key."""
    made_us = now_us() - hours * 3600 * 1000000
    with open(os.path.join(desk.home, "state", "backup.status"), "w",
              encoding="utf-8") as file:
        file.write(f"made_us={made_us} full_us={made_us} sequence=1 full=1"
                   " bytes=1 image_bytes=1 messages=1 chain=1 took_us=1"
                   f" oldest_key={key}\n")


def check_sound(tap, desk):
    code, said = look(desk)
    tap.ok(code == 1 and "none are made" in said and
           "nothing to be done" not in said,
           "a desk whose backups nobody could read makes none", said)
    key = os.path.join(desk.dir, "backup")
    subprocess.run([LOKETD, "--backup-keygen", key], check=True,
                   capture_output=True)
    shutil.copy(f"{key}.public", os.path.join(desk.home, "keys"))
    edit_yaml(desk.config, {"backup.recipients": '["backup.public"]'})
    made_backup(desk, 0, 1)
    code, said = look(desk)
    tap.ok(code == 0 and "nothing to be done" in said, "a sound desk", said)


def check_keys(tap, desk):
    never = 2 ** 63 - 1
    set_keys = (f"UPDATE principal_key SET valid_from_us = ?, valid_to_us = ?"
                f" WHERE {KEY_OF_POLICE}")
    for name, age_days, left_days, told in (
            ("ends in 13 days", 10, 13.5, "ends in 13 days"),
            ("ends in 15 days", 10, 15, None),
            ("older than two years", 731, None, "days old"),
            ("not yet two years old", 729, None, None),
            ("has ended: its owner was let go", 10, -1, None)):
        now = now_us()
        desk.change(set_keys, now - age_days * DAY_S * 1000000,
                    never if left_days is None else
                    round(now + left_days * DAY_S * 1000000),
                    desk.public_key("police"))
        code, said = look(desk)
        lines = [line for line in said.splitlines() if "police" in line]
        tap.ok((code == 1 and len(lines) == 1 and told in lines[0]
                if told else code == 0 and not lines), f"a key that {name}",
               said)
    desk.change(set_keys, now_us() - 1, never, desk.public_key("police"))


def check_parked(tap, desk):
    desk.change("INSERT INTO key_parked (key, at_us) SELECT key, 1 FROM"
                f" principal_key WHERE {KEY_OF_POLICE}", desk.public_key("police"))
    code, said = look(desk)
    tap.ok(code == 1 and "a key of police is shut out" in said,
           "a key that is shut out", said)
    desk.change("DELETE FROM key_parked")


def check_epochs(tap, desk):
    path = os.path.join(desk.home, "keys", "epochs.keys")
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    number, key, _ = kept.split()  # one epoch, and when it was made
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{number} {key} {int(time.time()) - 401 * DAY_S}\n")
    code, said = look(desk)
    tap.ok(code == 1 and "days old: loketd --rotate-keys" in said,
           "epoch keys that were not changed for long", said)
    desk.change("UPDATE erasure SET after_rotation = 2")
    for hours in (23, 25):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{number} {key} {int(time.time()) - hours * 3600}\n")
        code, said = look(desk)
        told = "older copies open 2 erased messages" in said
        tap.ok(code == int(told) and told == (hours > 24),
               f"erased, and the epoch key is {hours} hours old", said)
    desk.change("UPDATE erasure SET after_rotation = 0")
    with open(path, "w", encoding="utf-8") as file:
        file.write(kept)


def check_chain(tap, desk):
    """Each time on a copy of the audit as it was."""
    tables = ("audit", "audit_checkpoint")
    for table in tables:
        desk.change(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    last = desk.rows("SELECT max(audit) FROM audit")[0][0]
    for name, work, told in (
            ("was changed", "UPDATE audit SET verb = 'x' WHERE audit = 3",
             "record 3 was changed"),
            ("is gone", "DELETE FROM audit WHERE audit = 3",
             "record 4 has no record before it"),
            ("was the last, and changed",
             f"UPDATE audit SET at_us = at_us + 1 WHERE audit = {last}",
             f"record {last} was changed")):
        desk.change(work)
        code, said = look(desk)
        tap.ok(code == 1 and told in said, f"a record that {name}", said)
        for table in tables:
            desk.change(f"DELETE FROM {table}")
            desk.change(f"INSERT INTO {table} SELECT * FROM kept_{table}")
    for table in tables:
        desk.change(f"DROP TABLE kept_{table}")
    tap.equal(look(desk)[0], 0, "and whole again")


def check_relay(tap, desk):
    """Of a desk that is to relay its audit, as if it began long ago."""
    with open(desk.config, encoding="utf-8") as file:
        kept = file.read()
    edit_yaml(desk.config, {"audit.socket": f'"{desk.dir}/nobody.sock"'})
    code, said = look(desk)
    tap.equal(code, 0, "records that wait a moment for their relay: " + said)
    desk.change("UPDATE audit SET at_us = at_us - 660000000 WHERE audit = 1")
    _, said = look(desk)
    tap.ok("records wait for their relay, the first for 11 minutes" in said,
           "records that wait for their relay", said)
    with open(desk.config, "w", encoding="utf-8") as file:
        file.write(kept)
    _, said = look(desk)
    tap.ok("their relay" not in said, "none waits where nothing is relayed",
           said)
    desk.change("UPDATE audit SET at_us = at_us + 660000000 WHERE audit = 1")


def check_backup(tap, desk):
    os.unlink(os.path.join(desk.home, "state", "backup.status"))
    code, said = look(desk)
    tap.ok(code == 1 and "none was made" in said, "no backup", said)
    for hours, key, what in (
            (25, 1, None), (27, 1, "the last is 27 hours old"),
            (25, 7, "needs epoch key 7, which is gone")):
        made_backup(desk, hours, key)
        code, said = look(desk)
        tap.ok((code == 1 and what in said) if what else code == 0,
               f"a backup of {hours} hours, epoch key {key}", said)
    made_backup(desk, 0, 1)


def check_bad(tap, desk):
    """What --check-config finds is found here too."""
    with open(desk.config, "a", encoding="utf-8") as file:
        file.write("colour: blue\n")
    code, said = look(desk)
    tap.ok(code == 1 and "colour" in said, "bad settings", said)


def check_hole(tap, desk):
    """One that was accepted when the roster was made is told each day."""
    ends = time.strftime("%Y-%m-%dT08:00",
                         time.gmtime(time.time() + 7 * DAY_S))
    folder = desk_documents.write(
        os.path.join(desk.dir, "hole"), [desk_documents.substitute(
            "rosters", r"          people: \[fallback\]",
            f"          people: [fallback]\n          until: {ends}")])
    put = run_loket(desk.profile("manager"), "desk", "put",
                    os.path.join(folder, "rosters.yaml"), "--accept-gap",
                    "leave", "--reason", "a test")
    tap.equal(put.returncode, 0, "a hole is accepted: " + put.stderr)
    desk.stop()
    code, said = look(desk)
    tap.ok(code == 1 and "E_GAP" in said and "roster backup" in said,
           "a hole in a roster", said)


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        for part in (check_sound, check_keys, check_parked, check_epochs,
                     check_chain, check_relay, check_backup, check_hole, check_bad):
            tap.run(part, desk)
    tap.finish()


if __name__ == "__main__":
    main()
