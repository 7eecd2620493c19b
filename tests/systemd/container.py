#!/usr/bin/python3
"""The units of systemd/ in a real systemd: a container over this machine's own
/usr, booted in about a second, thrown away afterwards.  What is proved in it
stands in inside.py.

    container.py --build BUILD [GROUP..]

Needs root, systemd-nspawn and nsenter; without them it says loudly that it was
skipped."""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from loketlib import BUILD  # noqa: E402  makes the classes of the protocol too
from tap import Tap  # noqa: E402

NEEDED = ("systemd-nspawn", "nsenter", "systemd-analyze", "pgrep")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
INSIDE_S = 240

# Not the one of this machine: what it has enabled would be started too.
DEFAULT_TARGET = """[Unit]
Description=A machine for the tests of Loket
Requires=basic.target
After=basic.target
AllowIsolate=yes
"""


def units(folder):
    """As `make install` would put them there."""
    os.makedirs(folder)
    for path in glob.glob(os.path.join(ROOT, "systemd", "*.service")) + \
            glob.glob(os.path.join(ROOT, "systemd", "*.timer")):
        with open(path, encoding="utf-8") as file:
            text = file.read().replace("@bindir@", "/opt/build")
        with open(os.path.join(folder, os.path.basename(path)), "w",
                  encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(folder, "default.target"), "w",
              encoding="utf-8") as file:
        file.write(DEFAULT_TARGET)
    os.mkdir(os.path.join(folder, "loketd.service.d"))


def check_exposure(tap, folder):
    """What systemd itself thinks of the sandbox."""
    for path in sorted(glob.glob(os.path.join(folder, "*.service"))):
        name = os.path.basename(path)
        ran = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--threshold=15",
             path], capture_output=True, text=True, check=False)
        tap.ok(ran.returncode == 0, f"{name}: exposure of at most 1.5",
               ran.stdout[-300:] + ran.stderr)


def missing():
    if os.geteuid() != 0:
        return "not root"
    for name in NEEDED:
        if shutil.which(name) is None:
            return f"no {name}"
    return None


def groups():
    """Of inside.py, if only some are asked for."""
    words = sys.argv[1:]
    if "--build" in words:
        at = words.index("--build")
        del words[at:at + 2]
    return words


class Container:
    def __init__(self, folder):
        self.name = f"loket-{os.getpid()}"
        self.log = os.path.join(folder, "boot.log")
        binds = [(os.path.join(folder, "units"), "/etc/systemd/system"),
                 (os.path.join(ROOT, "systemd", "loket.sysusers"),
                  "/etc/sysusers.d/loket.conf"),
                 (os.path.join(ROOT, "systemd", "loket.tmpfiles"),
                  "/etc/tmpfiles.d/loket.conf"),
                 (ROOT, "/opt/loket"), (BUILD, "/opt/build")]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["systemd-nspawn", "-q", "-D", "/", "--volatile=yes", "--boot",
                 "--register=no", "--keep-unit", f"--machine={self.name}",
                 "--link-journal=no", "--resolv-conf=off", "--timezone=off",
                 "--private-network", "--console=pipe",
                 *[f"--bind-ro={a}:{b}" for a, b in binds]],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.first = None

    def enter(self, *words, timeout_s=30):
        """Run something inside."""
        return subprocess.run(
            ["nsenter", "-t", self.first, "-a", "env", "-i", f"PATH={PATH}",
             "HOME=/root", "LC_ALL=C.UTF-8", *words], capture_output=True,
            text=True, timeout=timeout_s, check=False)

    def has_first(self):
        """Its first process: before that there are others, for a moment."""
        self.first = next(iter(subprocess.run(
            ["pgrep", "-x", "-P", str(self.process.pid), "systemd"],
            capture_output=True, text=True, check=False).stdout.split()),
            None)
        return self.first is not None

    def wait_up(self, timeout_s=60.0):
        until = time.monotonic() + timeout_s
        while time.monotonic() < until and self.process.poll() is None:
            if not self.has_first():
                pass
            elif "basic.target" in self.enter(
                    "systemctl", "list-units", "--state=active",
                    "--no-legend", "basic.target").stdout:
                return True
            time.sleep(0.05)
        return False

    def close(self):
        if self.first is not None and self.process.poll() is None:
            self.enter("systemctl", "poweroff")
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # what it leaves in our own group of processes
        for name in ("payload", "supervisor"):
            for folder in glob.glob(f"/sys/fs/cgroup/**/{name}",
                                    recursive=False):
                try:
                    os.rmdir(folder)
                except OSError:
                    pass


def main():
    tap = Tap()
    folder = tempfile.mkdtemp(prefix="loket-systemd-")
    try:
        units(os.path.join(folder, "units"))
        check_exposure(tap, os.path.join(folder, "units"))
        why = missing()
        if why is not None:
            print(f"# SKIPPED: NOTHING IS PROVED IN A REAL SYSTEMD: {why}")
            tap.skip("the units in a real systemd", why)
            tap.finish()
        container = Container(folder)
        try:
            up = container.wait_up()
            if not up and container.first is None:
                with open(container.log, encoding="utf-8",
                          errors="replace") as file:
                    why = file.read()[-300:].strip()
                print("# SKIPPED: NOTHING IS PROVED IN A REAL SYSTEMD: "
                      "systemd-nspawn does not run here: " + why)
                tap.skip("the units in a real systemd", "no container")
                tap.finish()
            tap.ok(up, "the container boots")
            ran = container.enter(
                "LOKET_BUILD=/opt/build", "PYTHONDONTWRITEBYTECODE=1",
                "/usr/bin/python3", "/opt/loket/tests/systemd/inside.py",
                *groups(),
                timeout_s=INSIDE_S)
            tap.take(ran.stdout)
            tap.ok(ran.returncode == 0, "all of it was looked at",
                   ran.stderr[-2000:])
        finally:
            container.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
