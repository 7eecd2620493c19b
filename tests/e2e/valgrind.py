#!/usr/bin/python3
"""A short night with all three processes under valgrind: no memory error, no
leak, no descriptor left open."""
import glob
import os
import subprocess
import sys

from installation import LOKETD, LOKET, Installation, edit_yaml
from tap import Tap

VALGRIND = ["valgrind", "-q", "--trace-children=yes", "--track-fds=yes",
            "--leak-check=full", "--show-leak-kinds=definite,indirect",
            "--errors-for-leak-kinds=definite,indirect",
            "--error-exitcode=99"]
MESSAGES = os.path.join(os.path.dirname(__file__), "..", "data", "messages")


class Watched(Installation):
    """The same installation, its daemon under valgrind."""

    def start(self, wait=True):
        reports = os.path.join(self.dir, "valgrind.%p")
        # valgrind makes system calls of its own inside our processes
        edit_yaml(self.config, {"production": "false"})
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                VALGRIND + [f"--log-file={reports}", LOKETD, "--config",
                            self.config],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "LOKETD_UNRESTRICTED": "1"})
        if wait:
            self.wait_ready(timeout_s=60.0)


def complaints(folder):
    """Every report line that speaks of an error or of an open descriptor that
    was not handed down by whoever started us."""
    found = []
    for name in sorted(glob.glob(os.path.join(folder, "valgrind.*"))):
        with open(name, encoding="utf-8", errors="replace") as file:
            lines = [line.rstrip() for line in file]
        for number, line in enumerate(lines):
            rest = " ".join(lines[number + 1:number + 3])
            if "Open file descriptor" in line or \
                    "Open AF_" in line and "socket" in line:
                if "<inherited from parent>" not in rest and \
                        "inherited from parent" not in line:
                    found.append(f"{os.path.basename(name)}: {line} {rest}")
            elif "definitely lost" in line or "Invalid " in line or \
                    "uninitialised" in line or "Mismatched" in line:
                found.append(f"{os.path.basename(name)}: {line} {rest}")
    return found


def short_night(tap):
    desk = Watched()
    try:
        desk.start()
        for verb, name in (("signal", "signals"), ("refer", "referrals"),
                           ("signal", "bad")):
            sent = subprocess.run(
                [LOKET, "--profile", desk.profile("coordinator"), "--timeout",
                 "60", verb, os.path.join(MESSAGES, name + ".jsonl")],
                capture_output=True, text=True, check=False)
            tap.equal(sent.returncode, 1 if name == "bad" else 0,
                      f"{name} are answered under valgrind")
        shown = subprocess.run(
            [LOKET, "--profile", desk.profile("coordinator"), "--timeout",
             "60", "list"], capture_output=True, text=True, check=False)
        tap.equal(shown.returncode, 0, "alerts are listed under valgrind")
        tap.equal(desk.stop(timeout_s=60.0), 0, "it stops cleanly")
        reports = glob.glob(os.path.join(desk.dir, "valgrind.*"))
        tap.ok(len(reports) >= 3, "all three processes were watched",
               f"{len(reports)} reports")
        found = complaints(desk.dir)
        tap.ok(not found, "no memory error, leak or open descriptor",
               "\n# ".join(found[:20]))
    finally:
        desk.__exit__()


if __name__ == "__main__":
    checks = Tap()
    checks.run(short_night)
    checks.finish()
    sys.exit(0)
