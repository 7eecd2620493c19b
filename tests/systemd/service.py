"""The desk as a service of the systemd that this runs in: what inside.py and
machine_inside.py share."""
import os
import shutil
import subprocess
import sys
import time

ROOT = "/opt/loket"
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from installation import LOKET, LOKETD, children, edit_yaml, title  # noqa: E402
from loketlib import Client, signal  # noqa: E402

HOME = "/var/lib/loket"
CONFIG = "/etc/loket/loketd.yaml"
UNIT = "loketd.service"
DROPINS = "/run/systemd/system"


def run(*words, timeout_s=60):
    return subprocess.run(words, capture_output=True, text=True,
                          timeout=timeout_s, check=False)


def systemctl(*words):
    return run("systemctl", *words)


def shown(name, unit=UNIT):
    return systemctl("show", "--value", "-p", name, unit).stdout.strip()


def journal(unit=UNIT):
    return run("journalctl", "--no-pager", "-o", "cat", "-u", unit).stdout


def wait_until(done, timeout_s=20.0):
    end = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def main_pid():
    return int(shown("MainPID") or 0)


def pid_of(part):
    found = []

    def look():
        found[:] = [pid for pid in children(main_pid()) if part in title(pid)]
        return bool(found)

    if not wait_until(look, 10):
        raise RuntimeError(f"no {part}")
    return found[0]


def as_loket(*words):
    return run("setpriv", "--reuid=loket", "--regid=loket", "--clear-groups",
               *words)


def loket(who, *words):
    return as_loket("env", "LANGUAGE=en", "LC_ALL=C.UTF-8", "HOME=/tmp", LOKET,
                    "--profile", profile(who), *words)


def profile(name):
    return os.path.join(HOME, "profiles", name)


def client(name="coordinator", timeout_s=10):
    made = Client.of_profile(profile(name))
    made.hello(timeout_s)
    return made


def is_served(timeout_s=10):
    with client(timeout_s=timeout_s) as one:
        return one.submit_surely(signal()).id != ""


def drop_in(unit, name, text):
    folder = os.path.join(DROPINS, unit + ".d")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".conf"), "w",
              encoding="utf-8") as file:
        file.write(text)
    systemctl("daemon-reload")


def no_drop_ins(*units):
    """Of these, or of loketd.service."""
    for unit in units or (UNIT,):
        shutil.rmtree(os.path.join(DROPINS, unit + ".d"), ignore_errors=True)
    systemctl("daemon-reload")


def setup():
    shutil.copy(os.path.join(ROOT, "config", "loketd.yaml"), CONFIG)
    edit_yaml(CONFIG, {"front.listen": '["tcp://127.0.0.1:7411"]'})
    made = as_loket(LOKETD, "--init", HOME, "--config", CONFIG)
    if made.returncode != 0:
        raise RuntimeError(made.stdout + made.stderr)
