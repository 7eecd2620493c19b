"""Backups and keys from elsewhere, under the systemd that this runs in: groups
of inside.py."""
import glob
import os
import pwd
import re
import shutil
import signal as unix_signal
import time

from service import (CONFIG, HOME, LOKETD, ROOT, UNIT, as_loket,
                     client, drop_in, edit_yaml, is_served, journal, main_pid,
                     no_drop_ins, pid_of, run, shown, systemctl, wait_until)
from loketlib import referral

GIVEN = ("curve.secret", "storage.key", "receipt-sign.secret")
READ_KEYS = (UNIT, "loket-backup.service", "loket-check.service")
CREDENTIALS = "/etc/loket/credentials"


# --- backups ----------------------------------------------------------------------

def enable_backups():
    """Answers the secret key of who may read them."""
    safe = "/tmp/safe.key"
    if not os.path.exists(safe):
        as_loket(LOKETD, "--backup-keygen", safe)
        shutil.copy(safe + ".public",
                    os.path.join(HOME, "keys", "backup.public"))
        edit_yaml(CONFIG, {"backup.recipients": '["backup.public"]'})
    return safe


def backups():
    return sorted(glob.glob(os.path.join(HOME, "backup", "*.loketbackup")))


def check_backup(tap):
    """Beside the running desk, in its own sandbox."""
    unit = "loket-backup.service"
    safe = enable_backups()
    with client() as one:
        kept = referral("BACKUP")
        receipt = one.submit_surely(kept).receipt
        pid = main_pid()
        ran = systemctl("start", unit)
        tap.equal((ran.returncode, shown("Result", unit),
                   shown("ExecMainStatus", unit), len(backups())),
                  (0, "success", "0", 1), "loket-backup makes one")
        again = one.submit(kept)
        tap.ok(again.receipt == receipt and main_pid() == pid,
               "the desk serves on")
    said = systemctl("start", unit)
    names = [os.path.basename(path).split("-")[-1] for path in backups()]
    tap.equal((said.returncode, names),
              (0, ["full.loketbackup", "changes.loketbackup"]),
              "the next one holds what changed")
    made = [os.stat(path) for path in backups()]
    tap.equal({(one.st_mode & 0o777, pwd.getpwuid(one.st_uid).pw_name)
               for one in made}, {(0o600, "loket")}, "for its user alone")
    with open(backups()[0], "rb") as file:
        data = file.read()
    tap.ok(len(data) > 65536 and b"SQLite format" not in data and
           b"CREATE TABLE" not in data, "encrypted", data[:16])
    ran = as_loket(LOKETD, "--backup-verify", os.path.join(HOME, "backup"),
                   "--key", safe)
    tap.ok(ran.returncode == 0, "and who has the key can read it", ran.stderr)
    tap.equal(systemctl("start", "loket-backup.timer").returncode, 0,
              "the timer of it")
    ahead_s = float(run("date", "-d", shown(
        "NextElapseUSecRealtime", "loket-backup.timer"), "+%s").stdout or 0) - \
        time.time()
    tap.ok(0 < ahead_s <= 3600 + 360, "comes each hour", ahead_s)
    systemctl("stop", "loket-backup.timer")


# --- keys from elsewhere ----------------------------------------------------------

def give_keys(encrypted):
    """The shipped drop-in with one half of its lines in force; the keys are
    where it looks for them, and no longer in HOME.  Answers them."""
    with open(os.path.join(ROOT, "config", "systemd",
                           "loketd-credentials.conf"),
              encoding="utf-8") as file:
        text = file.read()
    kind = "LoadCredentialEncrypted" if encrypted else "LoadCredential"
    text, n = re.subn(rf"^#({kind}=)", r"\1", text, flags=re.M)
    if n != len(GIVEN):
        raise RuntimeError(text)
    keys = []
    os.makedirs(CREDENTIALS, 0o700, exist_ok=True)
    for name in GIVEN:
        plain = os.path.join(HOME, "keys", name)
        with open(plain, "rb") as file:
            keys.append(file.read().strip())
        to = os.path.join(CREDENTIALS, name)
        if encrypted:
            ran = run("systemd-creds", "encrypt", "--with-key=host",
                      f"--name={name}", plain, to)
            if ran.returncode != 0:
                raise RuntimeError(ran.stderr)
            os.unlink(plain)
        else:
            shutil.move(plain, to)
            shutil.chown(to, "root", "root")
    for unit in READ_KEYS:
        drop_in(unit, "credentials", text)
    return keys


def on_disk(keys):
    """Files that hold one of them."""
    found = []
    for folder in (HOME, "/etc/loket", "/tmp", "/var/log", "/var/lib/systemd"):
        for path, _, names in os.walk(folder):
            for name in names:
                whole = os.path.join(path, name)
                if not os.path.isfile(whole):
                    continue
                with open(whole, "rb") as file:
                    data = file.read()
                found += [whole for key in keys if key in data]
    return found


def check_given(tap, kept, receipt, what):
    tap.ok(systemctl("start", UNIT).returncode == 0, f"{what}: it starts",
           journal()[-300:])
    with client() as one:
        tap.equal(one.submit_surely(kept).receipt, receipt,
                  f"{what}: it knows what it had accepted")
    where = "/run/credentials/" + UNIT
    kind = run("stat", "-f", "-c", "%T", where).stdout.strip()
    tap.ok(kind in ("ramfs", "tmpfs"), f"{what}: they are in memory", kind)
    by_hand = ("env", "CREDENTIALS_DIRECTORY=" + where, LOKETD, "--config",
               CONFIG)
    ran = as_loket(*by_hand, "--check-config")
    tap.equal(ran.returncode, 0, f"{what}: a check by hand finds them: "
              f"{ran.stderr}")
    for who, ran in (("root", run(*by_hand, "--doctor")),
                     ("its user", as_loket(*by_hand, "--doctor"))):
        tap.ok("configuration   findings: 0" in ran.stdout,
               f"{what}: and the doctor that {who} asks",
               ran.stdout + ran.stderr)
    ran = run(LOKETD, "--config", CONFIG, "--doctor")
    tap.ok(re.search(r"configuration   findings: [1-9]", ran.stdout),
           f"{what}: which without being told where finds them nowhere",
           ran.stdout)


def check_others(tap):
    """Who else needs the keys: a reload, front that is replaced, and the other
    units."""
    before = journal().count(": reloaded")
    systemctl("reload", UNIT)
    tap.ok(wait_until(lambda: journal().count(": reloaded") > before, 5),
           "a reload finds them again", journal()[-300:])
    pid = pid_of("front")
    os.kill(pid, unix_signal.SIGKILL)
    tap.ok(wait_until(lambda: pid_of("front") != pid) and is_served(),
           "front, when it is replaced, has them too")
    for unit in READ_KEYS[1:]:
        tap.ok(systemctl("start", unit).returncode == 0,
               f"and {unit}", journal(unit)[-300:])


def check_credentials(tap):
    """The shipped drop-in, with keys encrypted by the machine and plain."""
    enable_backups()
    aside = "/run/keys.aside"
    shutil.copytree(os.path.join(HOME, "keys"), aside)
    with client() as one:
        kept = referral("GIVEN")
        receipt = one.submit_surely(kept).receipt
    run("systemd-creds", "setup")
    for encrypted, what in ((True, "encrypted"), (False, "plain")):
        systemctl("stop", UNIT)
        keys = give_keys(encrypted)
        if encrypted:
            tap.equal(on_disk(keys), [], "no file on the disk holds a key")
        check_given(tap, kept, receipt, what)
        if encrypted:
            check_others(tap)
        systemctl("stop", UNIT)
        no_drop_ins(*READ_KEYS)
        shutil.rmtree(CREDENTIALS)
        for name in GIVEN:
            to = os.path.join(HOME, "keys", name)
            shutil.copy2(os.path.join(aside, name), to)
            shutil.chown(to, "loket", "loket")
    systemctl("start", UNIT)
    tap.ok(is_served(), "and back in files it goes on")
