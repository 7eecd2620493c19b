#!/usr/bin/python3
"""`loketd --doctor`: a line for each thing it looks at, what to do about it,
and an exit code; beside a running desk and without one, changing nothing."""
import json
import os
import re
import stat
import subprocess
import time

from installation import LOKETD, Installation, edit_yaml, run_loket
from loketlib import Follower, referral
from tap import Tap


def doctor(desk, *words):
    return subprocess.run([LOKETD, "--config", desk.config, "--doctor",
                           *words], capture_output=True, text=True,
                          timeout=30, check=False)


def seen(desk):
    """{check: line} and the exit code."""
    ran = doctor(desk, "--json")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return {line["check"]: line for line in lines}, ran.returncode


def check_lines(tap, desk):
    lines, code = seen(desk)
    tap.ok(len(lines) > 25, "a line for each thing that is looked at",
           len(lines))
    tap.equal({line["grade"] for line in lines.values()} -
              {"good", "unknown", "warn", "bad"}, set(), "with its grade")
    tap.equal([line["check"] for line in lines.values()
               if (line["todo"] != "") != (line["grade"] in ("warn", "bad"))],
              [], "and what to do exactly when something is to be done")
    tap.equal(code, int(any(line["todo"] for line in lines.values())),
              "the exit code says whether there is something to do")
    text = doctor(desk)
    tap.equal([check for check in lines if check not in text.stdout], [],
              "the same in words")
    for check in ("configuration", "disk-room", "disk-read-only", "schema",
                  "wal", "epoch-key", "clock-back", "u1", "unattended"):
        tap.equal(lines[check]["grade"], "good", f"a new desk: {check} is good")
    tap.equal((lines["backup"]["grade"], lines["drill"]["grade"]),
              ("bad", "warn"), "no backup and no drill yet")
    if os.geteuid() == 0:
        tap.ok(lines["core"]["grade"] == "good" and
               re.search(r"\d", lines["files"]["said"]),
               "limits are those of the desk that runs", lines["files"])
    tap.ok(re.search(r"\d+ (us|s)$", lines["disk-sync"]["said"]),
           "a write is timed", lines["disk-sync"])
    tap.equal([name for name in os.listdir(os.path.join(desk.home, "state"))
               if "probe" in name], [], "and nothing is left of it")


def installed(package):
    ran = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package],
                         capture_output=True, text=True, check=False)
    return ran.stdout


def check_libraries(tap, desk):
    lines, _ = seen(desk)
    for package in ("libevent-2.1-7", "libzmq5", "libsqlite3-0",
                    "libprotobuf-c1", "libsodium23"):
        version = installed(package)
        if version:
            tap.ok(lines[package]["said"].startswith(version + ","),
                   f"the version of {package} is that of its package",
                   lines[package])


def check_what_waits(tap, desk):
    """A referral that puts somebody in danger now, and nobody takes it."""
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = Follower(coordinator)
        inbox.attach()
        police.submit(referral("WAITS"))
        inbox.pump_until(inbox.pages)
        lines, _ = seen(desk)
        tap.equal(lines["u1"]["grade"], "good",
                  "what waits for a moment is no finding")


def give_away(folder, uid, gid):
    for at, names, files in os.walk(folder):
        for name in [".", *names, *files]:
            os.chown(os.path.join(at, name), uid, gid, follow_symlinks=False)


def check_root(tap, desk):
    """In an installation all of it belongs to the user of the service."""
    if os.geteuid() != 0:
        tap.skip("root judges keys as the user of the desk", "not root")
        return
    above = os.path.dirname(desk.dir)
    mode = stat.S_IMODE(os.stat(above).st_mode)
    os.chmod(above, mode | 0o011)
    give_away(desk.dir, 65534, 65534)
    lines, _ = seen(desk)
    told = run_loket(desk.profile("operator"), "--json", "doctor", "--config",
                     desk.config).stdout
    give_away(desk.dir, 0, 0)
    os.chmod(above, mode)
    tap.equal([lines[check]["grade"] for check in
               ("configuration", "rosters", "epoch-key")], ["good"] * 3,
              "root judges keys as the user of the desk does")
    tap.ok(lines["files"]["grade"] != "unknown" and
           lines["disk-sync"]["grade"] != "unknown",
           "and sees the desk that runs", lines["files"])
    tap.ok('"configuration", "grade": "good"' in told,
           "loket doctor does so too", told)


def check_client(tap, desk):
    ran = run_loket(desk.profile("operator"), "--json", "doctor", "--config",
                    desk.config)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    tap.ok(len(lines) > 25 and ran.returncode in (0, 1) and
           lines[0]["check"] == "clock-back", "loket doctor asks it",
           ran.stdout + ran.stderr)


def check_relay(tap, desk):
    lines, _ = seen(desk)
    tap.ok(lines["audit-relay"]["grade"] == "unknown" and
           "audit.socket is not set" in lines["audit-relay"]["said"],
           "that the audit is not relayed is told", lines["audit-relay"])
    edit_yaml(desk.config, {"audit.socket": f'"{desk.dir}/nobody.sock"'})
    for minutes, grade in ((0, "good"), (11, "warn"), (24 * 60, "bad")):
        desk.change("UPDATE audit SET at_us = at_us - ? WHERE audit = 1",
                    minutes * 60000000)
        lines, _ = seen(desk)
        tap.equal(lines["audit-relay"]["grade"], grade,
                  f"a record of the audit waits, {minutes} minutes more: "
                  f"{lines['audit-relay']['said']}")


def check_found(tap, desk):
    key = os.path.join(desk.home, "keys", "storage.key")
    os.chmod(key, 0o644)
    lines, code = seen(desk)
    tap.equal((lines["configuration"]["grade"], code), ("bad", 1),
              "a key that others may read is found")
    os.chmod(key, 0o600)
    epochs = os.path.join(desk.home, "keys", "epochs.keys")
    os.rename(epochs, epochs + ".aside")
    lines, _ = seen(desk)
    tap.equal([lines[check]["grade"] for check in
               ("configuration", "epoch-key", "epochs-idle", "erased",
                "backup-opens")], ["bad"] + ["unknown"] * 4,
              "without its epoch keys what they open is not known")
    os.rename(epochs + ".aside", epochs)
    reserve = os.path.join(desk.home, "state", "reserve")
    os.unlink(reserve)
    lines, _ = seen(desk)
    tap.equal(lines["disk-room"]["grade"], "bad", "so is a missing reserve")
    base = os.path.join(desk.home, "state", "loket.db")
    later = time.time() + 3600
    os.utime(base, (later, later))
    lines, _ = seen(desk)
    tap.equal(lines["clock-back"]["grade"], "bad",
              "and a database written in the future")
    os.utime(base)
    with open(desk.config, "a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    lines, code = seen(desk)
    tap.equal((lines["configuration"]["grade"], code), ("bad", 1),
              "and settings with a mistake, the rest is looked at all the same")
    tap.equal(lines["schema"]["grade"], "good", "the database among it")


def check_stopped(tap, desk):
    lines, _ = seen(desk)
    tap.equal((lines["files"]["grade"], lines["schema"]["grade"]),
              ("unknown", "good"),
              "without a desk its limits are not known, the rest is")
    for words in (["--json"], ["--doctor", "--rebuild"]):
        ran = subprocess.run([LOKETD, *words], capture_output=True, text=True,
                             check=False)
        tap.equal(ran.returncode, 2, f"wrong usage: {' '.join(words)}")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        tap.run(check_lines, desk)
        tap.run(check_libraries, desk)
        tap.run(check_what_waits, desk)
        tap.run(check_client, desk)
        tap.run(check_root, desk)
        tap.equal(desk.stop(), 0, "the desk ends cleanly")
        tap.run(check_stopped, desk)
        tap.run(check_relay, desk)
        tap.run(check_found, desk)
    tap.finish()


if __name__ == "__main__":
    main()
