#!/usr/bin/python3
"""What is proved of the units; runs in the container that container.py boots,
as its root.  inside.py [GROUP..]: only these."""
import grp
import os
import pwd
import re
import shutil
import signal as unix_signal
import sqlite3
import sys
import tarfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from service import (CONFIG, HOME, LOKETD, ROOT, UNIT, Client,  # noqa: E402
                     as_loket, client, drop_in, edit_yaml, is_served, journal,
                     loket, main_pid, no_drop_ins, pid_of, profile, run, setup,
                     shown, signal, systemctl, wait_until)
from loketlib import Silence, referral  # noqa: E402
from tap import Tap  # noqa: E402
from inside_keys import check_backup, check_credentials  # noqa: E402

SYSLOG_NG = "/usr/sbin/syslog-ng"
AUDIT_LOG = "/var/log/loket/audit.log"
MESSAGES = os.path.join(ROOT, "tests", "data", "messages")


# --- what holds -------------------------------------------------------------------

def check_files(tap):
    for name in sorted(os.listdir("/etc/systemd/system")):
        if name.startswith("loket") and name.endswith((".service", ".timer")):
            path = f"/etc/systemd/system/{name}"
            if "@" in name:
                path = path.replace("@.", "@test.")
                shutil.copy(f"/etc/systemd/system/{name}",
                            f"/run/{os.path.basename(path)}")
                path = f"/run/{os.path.basename(path)}"
            ran = run("systemd-analyze", "verify", "--man=no", path)
            tap.equal((ran.returncode, ran.stdout + ran.stderr), (0, ""),
                      f"{name}: systemd-analyze verify says nothing")
    one = os.stat(HOME)
    tap.equal((one.st_mode & 0o777, pwd.getpwuid(one.st_uid).pw_name,
               grp.getgrgid(one.st_gid).gr_name), (0o700, "loket", "loket"),
              "sysusers and tmpfiles make user and folder")


def check_start(tap):
    began = time.monotonic()
    ran = systemctl("start", UNIT)
    tap.equal(ran.returncode, 0, "it starts" + ran.stderr)
    tap.note(f"after {time.monotonic() - began:.2f} s")
    # One attempt, no second connect: a socket that is not there yet would
    # be tried again after 0.1 s at least.
    with Client.of_profile(profile("coordinator")) as one:
        began = time.monotonic()
        one.hello(5)
        receipt = one.submit(signal())
        took = time.monotonic() - began
    tap.ok(receipt.id != "" and took < 1.0,
           f"ready means serving: an answer after {took * 1000:.0f} ms")
    tap.equal(shown("ActiveState"), "active", "systemd knows it")
    tap.ok(wait_until(lambda: re.search(
        r"serving: \d+ alerts? open, \d+ unacknowledged U1, \d+ clients?, "
        r"last accepted \d\d:\d\d, backlog 0, disk \d+ %",
        shown("StatusText")), 12), "its line of status says what there is",
        shown("StatusText"))


def check_confined(tap):
    for part in ("front", "desk"):
        with open(f"/proc/{pid_of(part)}/status", encoding="ascii") as file:
            status = file.read()
        tap.ok(re.search(r"^Seccomp:\s+2$", status, re.M) and
               re.search(r"^NoNewPrivs:\s+1$", status, re.M) and
               re.search(r"^CapEff:\s+0+$", status, re.M) and
               re.search(r"^CapBnd:\s+0+$", status, re.M),
               f"{part}: filtered, no privileges", status)
    with open(f"/proc/{main_pid()}/limits", encoding="ascii") as file:
        tap.ok(re.search(r"core file size\s+0\s+0", file.read()),
               "no core file")


def check_reload(tap):
    edit_yaml(CONFIG, {"log_level": "debug"})
    tap.equal(systemctl("reload", UNIT).returncode, 0, "a reload")
    tap.ok(wait_until(lambda: "reloaded" in journal(), 5), "is done")
    pid = main_pid()
    edit_yaml(CONFIG, {"front.quota_per_s": "-5"})
    systemctl("reload", UNIT)
    tap.ok(wait_until(lambda: "not reloaded" in journal(), 5) and
           "quota_per_s" in journal(), "bad settings are named")
    tap.ok(shown("ActiveState") == "active" and main_pid() == pid and
           is_served(), "and change nothing")
    edit_yaml(CONFIG, {"front.quota_per_s": "200"})


def check_crash(tap):
    """kill -9 each process."""
    with client() as one:
        kept = referral("CRASH")
        receipt = one.submit(kept).receipt
        pid = main_pid()
        os.kill(pid_of("front"), unix_signal.SIGKILL)
        tap.ok(one.submit_surely(kept).receipt == receipt and
               main_pid() == pid, "front killed: it is replaced, all else "
               "goes on")
        for part, victim in (("desk", pid_of("desk")), ("loketd", pid)):
            before = int(shown("NRestarts"))
            old = main_pid()
            os.kill(victim if part == "desk" else old, unix_signal.SIGKILL)
            tap.ok(wait_until(lambda n=before: int(shown("NRestarts")) > n and
                              shown("ActiveState") == "active"),
                   f"{part} killed: all of it starts again")
            tap.ok(one.submit_surely(kept).receipt == receipt,
                   "and knows what it had accepted")


def check_abort(tap):
    before = int(shown("NRestarts"))
    # systemd's own words for a process that left a core: code=dumped
    os.kill(main_pid(), unix_signal.SIGABRT)
    tap.ok(wait_until(lambda: int(shown("NRestarts")) > before and
                      shown("ActiveState") == "active"),
           "aborted: it starts again")
    said = run("journalctl", "--no-pager", "-o", "cat", "UNIT=" + UNIT).stdout
    ends = re.findall(r"Main process exited, code=(\w+), status=6", said)
    tap.equal(ends[-1:], ["killed"], "and has left no core")


def check_watchdog(tap):
    drop_in(UNIT, "watchdog", "[Service]\nWatchdogSec=3s\n")
    systemctl("restart", UNIT)
    before = int(shown("NRestarts"))
    os.kill(pid_of("desk"), unix_signal.SIGSTOP)
    tap.ok(wait_until(lambda: int(shown("NRestarts")) > before, 10) and
           wait_until(lambda: shown("ActiveState") == "active", 10) and
           is_served(), "a desk that hangs: all of it starts again")
    tap.ok("desk hangs: killed" in journal(), "the journal says why")
    before = int(shown("NRestarts"))
    os.kill(main_pid(), unix_signal.SIGSTOP)
    tap.ok(wait_until(lambda: int(shown("NRestarts")) > before, 12) and
           wait_until(lambda: shown("ActiveState") == "active", 10),
           "a supervisor that hangs: systemd's watchdog ends it")
    said = run("journalctl", "--no-pager", "-o", "cat", "UNIT=" + UNIT).stdout
    tap.ok("Watchdog timeout" in said, "by its watchdog")
    no_drop_ins()
    systemctl("restart", UNIT)


class Load(threading.Thread):
    def __init__(self):
        super().__init__()
        self.one = client()
        self.accepted = []
        self.go = True

    def run(self):
        while self.go:
            submit = signal()
            try:
                self.accepted.append((submit, self.one.submit(submit, 1.0)))
            except Silence:
                return


def check_stop(tap):
    load = Load()
    load.start()
    wait_until(lambda: len(load.accepted) > 50)
    began = time.monotonic()
    ran = systemctl("stop", UNIT)
    took = time.monotonic() - began
    load.go = False
    load.join()
    load.one.close()
    tap.ok(ran.returncode == 0 and shown("Result") == "success" and took < 10,
           f"it stops under load, in {took:.2f} s", shown("Result"))
    systemctl("start", UNIT)
    with client() as one:
        lost = [s for s, receipt in load.accepted
                if one.submit_surely(s).receipt != receipt.receipt]
    tap.ok(not lost and len(load.accepted) > 50,
           f"of {len(load.accepted)} accepted none is lost", len(lost))


def alarms(since):
    """What loket-alarm@ said, each at the highest priority."""
    return run("journalctl", "--no-pager", "-o", "cat", "-p", "emerg", "-t",
               "loket-alarm", f"--since=@{since}").stdout.splitlines()


def check_bad_start(tap):
    systemctl("stop", UNIT, f"loket-alarm@{UNIT}.service")
    mark = f"{time.time():.6f}"
    kept = CONFIG + ".kept"
    shutil.copy2(CONFIG, kept)
    edit_yaml(CONFIG, {"log_level": "loud"})
    ran = systemctl("start", UNIT)
    tap.ok(ran.returncode != 0 and shown("ActiveState") != "active",
           "with bad settings it fails to start")
    tap.ok(wait_until(lambda: int(shown("NRestarts") or 0) > 2, 10),
           "and is started again, as long as it takes", shown("NRestarts"))
    tap.ok(wait_until(lambda: alarms(mark), 10) and
           f"{UNIT} failed" in alarms(mark)[0],
           "and loket-alarm@ says so at the highest priority", alarms(mark))
    tap.equal(len(alarms(mark)), 1, "once, however often it fails")
    # which makes systemd forget, between two starts, that it failed
    systemctl("reset-failed", UNIT)
    os.replace(kept, CONFIG)
    tap.ok(wait_until(is_served, 10), "mended, it is up by itself")


def check_self_audit(tap):
    """The daily look, beside the running desk."""
    tap.equal(systemctl("start", "loket-check.service").returncode, 0,
              "loket-check finds nothing: " +
              journal("loket-check.service")[-300:])
    ends = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 5 * 86400))
    added = loket("operator", "partner", "add", "--organisation", "corporatie",
                  "--organisation-kind", "housing", "--name", "ends-soon",
                  "--role", "submitter", "--kind", "system", "--key",
                  "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "--valid-to",
                  ends)
    tap.equal(added.returncode, 0, "a key that ends soon: " + added.stderr)
    ran = systemctl("start", "loket-check.service")
    tap.ok(ran.returncode != 0 and
           "the last key of ends-soon ends in" in
           journal("loket-check.service"), "it fails and says which",
           journal("loket-check.service")[-300:])
    tap.ok(wait_until(lambda: "loket-check.service failed" in run(
        "journalctl", "--no-pager", "-o", "cat", "-p", "emerg").stdout, 10),
        "and loket-alarm@ says so")
    tap.equal(systemctl("start", "loket-check.timer").returncode, 0,
              "the timer of it")
    tap.ok(re.match(r"\w+ \d", shown("NextElapseUSecRealtime",
                                     "loket-check.timer")),
           "comes each day", shown("NextElapseUSecRealtime",
                                   "loket-check.timer"))


def check_relay(tap):
    """The shipped settings of syslog-ng, in the folders that tmpfiles made,
    and the desk in its sandbox."""
    if not os.path.exists(SYSLOG_NG):
        tap.skip("the audit's relay in the sandbox", "no syslog-ng")
        return
    found = [(one.st_mode & 0o777, one.st_uid,
              grp.getgrgid(one.st_gid).gr_name)
             for one in map(os.stat, ("/run/loket-audit", "/var/log/loket"))]
    tap.equal(found, [(0o750, 0, "loket")] * 2, "tmpfiles makes its folders")
    with open(os.path.join(ROOT, "config", "syslog-ng", "loket.conf"),
              encoding="utf-8") as file:
        text = file.read()
    with open("/run/relay.conf", "w", encoding="utf-8") as file:
        file.write("@version: 3.38\n" + text)
    ran = run("systemd-run", "--unit=relay", SYSLOG_NG, "-F", "-f",
              "/run/relay.conf", "-R", "/run/relay.persist", "-c",
              "/run/relay.ctl", "-p", "/run/relay.pid")
    tap.equal(ran.returncode, 0, "syslog-ng starts")
    kept = CONFIG + ".kept"
    shutil.copy2(CONFIG, kept)
    edit_yaml(CONFIG, {"audit.socket": "/run/loket-audit/stream",
                       "audit.written": AUDIT_LOG})
    systemctl("restart", UNIT)

    def written():
        if not os.path.exists(AUDIT_LOG):
            return ""
        with open(AUDIT_LOG, encoding="utf-8") as file:
            return file.read()

    tap.ok(wait_until(lambda: "[loket@32473 n=\"1\"" in written()),
           "the desk finds its socket, reads back and relays",
           journal()[-600:] + journal("relay.service")[-300:])
    os.replace(kept, CONFIG)
    systemctl("stop", "relay")
    systemctl("restart", UNIT)
    tap.ok(is_served(), "and serves without it")


def epochs():
    with open(os.path.join(HOME, "keys", "epochs.keys"),
              encoding="utf-8") as file:
        return [line.split()[0] for line in file
                if line.strip() and not line.startswith("#")]


def check_rotate(tap):
    """A new epoch key, and the end of the one before it."""
    with client() as one:
        kept = referral("EPOCH")
        receipt = one.submit_surely(kept).receipt
        before, pid = epochs(), main_pid()
        ran = systemctl("start", "loket-rotate.service")
        tap.ok(ran.returncode == 0 and epochs()[-1] != before[-1],
               "loket-rotate makes a new epoch key",
               journal("loket-rotate.service")[-300:])
        tap.ok(main_pid() != pid and shown("ActiveState") == "active",
               "and starts the desk anew")
        tap.ok(one.submit_surely(kept).receipt == receipt,
               "which knows what it had accepted")
    tap.ok(wait_until(lambda: systemctl(
        "start", "loket-rotate.service").returncode == 0 and
        before[-1] not in epochs(), 20), "the next time the old one goes",
        epochs())


def check_upgrade(tap):
    """An installation that the program before wrote, schema 4."""
    systemctl("stop", UNIT)
    aside = HOME + ".aside"
    os.makedirs(aside)
    for name in os.listdir(HOME):
        shutil.move(os.path.join(HOME, name), aside)
    with tarfile.open(os.path.join(ROOT, "tests", "data",
                                   "installation_4.tar.xz")) as tar:
        tar.extractall(HOME)
    run("chown", "-R", "loket:loket", HOME)
    # a key of the ring that it never had
    as_loket(LOKETD, "--config", CONFIG, "--rotate-keys")
    os.chmod(HOME, 0o700)
    base = sqlite3.connect(os.path.join(HOME, "state", "loket.db"))
    old = base.execute("PRAGMA user_version").fetchone()[0]
    base.close()
    ran = systemctl("start", UNIT)
    tap.ok(ran.returncode == 0 and old == 4, "an older installation starts",
           journal()[-800:])
    for verb, name, n in (("signal", "signals", 7), ("refer", "referrals", 4)):
        said = loket("coordinator", verb,
                     os.path.join(MESSAGES, name + ".jsonl"))
        tap.ok(f"received before {n}," in said.stdout,
               f"it knows its {name}", said.stdout[-200:] + said.stderr)
    listed = loket("coordinator", "list")
    tap.ok(listed.stdout.count("M-") >= 4, "and its alerts", listed.stdout)
    base = sqlite3.connect(
        f"file:{HOME}/state/loket.db?mode=ro", uri=True)
    tap.ok(base.execute("PRAGMA user_version").fetchone()[0] > 4,
           "in the schema of today")
    base.close()
    systemctl("stop", UNIT)
    shutil.rmtree(HOME, ignore_errors=True)
    os.makedirs(HOME, exist_ok=True)
    for name in os.listdir(aside):
        shutil.move(os.path.join(aside, name), HOME)
    run("chown", "-R", "loket:loket", HOME)
    os.chmod(HOME, 0o700)
    systemctl("start", UNIT)


# --- the sandbox ------------------------------------------------------------------

PROBES = ("write-etc", "write-home", "write-other-state",
          "see-others", "mount", "namespace", "packet-socket", "ptrace",
          "realtime", "write-execute", "personality", "setuid",
          "hostname")
# The container itself lets nobody do these.
DENIED = ("write-usr", "set-clock", "kernel-log", "keyring")


def probe_unit(sandbox):
    """loketd's own sandbox, or none, around probe.py."""
    with open("/etc/systemd/system/" + UNIT, encoding="utf-8") as file:
        lines = file.read().split("[Service]")[1].split("[Install]")[0]
    drop = re.compile(r"(Type|NotifyAccess|Exec\w+|Restart\w*|Watchdog\w+|"
                      r"Timeout\w+|KillMode|LimitNOFILE|OOM\w+)=")
    kept = [line for line in lines.split("\n") if "=" in line and
            not line.startswith("#") and not drop.match(line)]
    with open("/run/systemd/system/loket-probe.service", "w",
              encoding="utf-8") as file:
        file.write("[Service]\nType=oneshot\nExecStart=/usr/bin/python3 "
                   f"{ROOT}/tests/systemd/probe.py\n" +
                   ("\n".join(kept) if sandbox else "") + "\n")
    systemctl("daemon-reload")
    mark = f"{time.time():.6f}"
    systemctl("start", "loket-probe.service")
    said = run("journalctl", "--no-pager", "-o", "cat", "-u",
               "loket-probe.service", f"--since=@{mark}").stdout
    return dict(re.findall(r"^probe ([\w-]+) (\w+)", said, re.M)), said


def check_sandbox(tap):
    free, said = probe_unit(False)
    for name in PROBES:
        tap.equal(free.get(name), "allowed",
                  f"without the sandbox: {name}") or tap.note(said[-300:])
    kept, said = probe_unit(True)
    for name in PROBES + DENIED:
        tap.equal(kept.get(name), "denied", f"in the sandbox: {name}") or \
            tap.note(said[-300:])
    tap.equal(kept.get("own-state"), "allowed", "its own folder is its own")


GROUPS = (check_files, check_start, check_confined, check_reload, check_crash,
          check_abort, check_watchdog, check_stop, check_bad_start,
          check_backup, check_credentials, check_self_audit, check_relay,
          check_rotate, check_upgrade, check_sandbox)


def main():
    tap = Tap()
    setup()
    for group in GROUPS:
        name = group.__name__.removeprefix("check_")
        if sys.argv[1:] and name not in sys.argv[1:] + ["start"] or \
                name == "start" and sys.argv[1:] == ["files"]:
            continue
        began = time.monotonic()
        tap.run(group)
        tap.note(f"{name}: {time.monotonic() - began:.1f} s")
    systemctl("stop", UNIT)
    tap.finish()


if __name__ == "__main__":
    main()
