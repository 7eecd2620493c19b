#!/usr/bin/python3
"""What a container cannot prove, in a machine of its own under qemu (software
emulation, so it runs anywhere, slowly): addresses are denied, memory ends,
clocks jump, the power fails.  What holds stands in machine_inside.py.

    machine.py --build BUILD

Needs root, debootstrap, qemu-system-x86, mke2fs and a mirror of Debian; what it
fetched stays in /var/tmp/loket-qemu."""
import glob
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from loketlib import BUILD  # noqa: E402
from tap import Tap  # noqa: E402

NEEDED = ("debootstrap", "qemu-system-x86_64", "mke2fs", "dpkg-deb", "apt-get")
KEPT = "/var/tmp/loket-qemu"  # not in BUILD, where make looks for rules
BASE = os.path.join(KEPT, "rootfs")
SUITE = "bookworm"
PACKAGES = ("systemd", "systemd-sysv", "python3-minimal", "python3-zmq",
            "python3-cffi-backend", "python3-protobuf", "libevent-2.1-7",
            "libzmq5", "libsodium23", "libsqlite3-0", "libyaml-0-2",
            "libseccomp2", "libutf8proc2", "libprotobuf-c1",
            "libjansson4", "tzdata", "procps", "bsdutils")
STAGE_S = 600
ACCEPTED = 40  # before the power fails

PROOF = """[Unit]
Description=What is proved of Loket in a machine
After=basic.target

[Service]
Type=simple
ExecStart=/usr/bin/python3 /opt/loket/tests/systemd/machine_inside.py
StandardOutput=file:/dev/ttyS0
StandardError=file:/dev/ttyS0
Environment=LOKET_BUILD=/opt/build PYTHONDONTWRITEBYTECODE=1
"""

TARGET = """[Unit]
Description=A machine for the tests of Loket
Requires=basic.target loket-proof.service
After=basic.target
AllowIsolate=yes
"""


def missing():
    if os.geteuid() != 0:
        return "not root"
    if platform.machine() != "x86_64":
        return "not this kind of machine"
    for name in NEEDED:
        if shutil.which(name) is None:
            return f"no {name}"
    return None


def fetch():
    """A minimal Debian, and a kernel that has disk and file system built in."""
    os.makedirs(KEPT, exist_ok=True)
    if not os.path.exists(os.path.join(BASE, "usr/bin/python3")):
        shutil.rmtree(BASE, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", "--include=" +
                        ",".join(PACKAGES), SUITE, BASE], check=True,
                       stdout=subprocess.DEVNULL)
    kernels = glob.glob(os.path.join(KEPT, "kernel/boot/vmlinuz-*"))
    if not kernels:
        depends = subprocess.run(
            ["apt-cache", "depends", "linux-image-cloud-amd64"],
            capture_output=True, text=True, check=True).stdout
        name = re.search(r"linux-image-[0-9][^\s]*", depends)[0]
        subprocess.run(["apt-get", "-q", "download", name], cwd=KEPT,
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["dpkg-deb", "-x", *glob.glob(
            os.path.join(KEPT, "linux-image-*.deb")),
            os.path.join(KEPT, "kernel")], check=True)
        kernels = glob.glob(os.path.join(KEPT, "kernel/boot/vmlinuz-*"))
    return kernels[0]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def put_in(tree):
    """What `make install` would, and the tests."""
    units = os.path.join(tree, "etc/systemd/system")
    for path in glob.glob(os.path.join(ROOT, "systemd", "loket*.service")):
        with open(path, encoding="utf-8") as file:
            write(os.path.join(units, os.path.basename(path)),
                  file.read().replace("@bindir@", "/opt/build"))
    write(os.path.join(units, "loket-proof.service"), PROOF)
    write(os.path.join(units, "default.target"), TARGET)
    for name in ("serial-getty@ttyS0.service", "getty@tty1.service"):
        mask = os.path.join(units, name)
        if not os.path.lexists(mask):
            os.symlink("/dev/null", mask)
    for kind in ("sysusers", "tmpfiles"):
        folder = os.path.join(tree, f"usr/lib/{kind}.d")
        shutil.copy(os.path.join(ROOT, "systemd", f"loket.{kind}"),
                    os.path.join(folder, "loket.conf"))
    for name in ("proto", "tests/e2e", "tests/systemd", "tests/data/messages",
                 "config"):
        shutil.copytree(os.path.join(ROOT, name),
                        os.path.join(tree, "opt/loket", name),
                        dirs_exist_ok=True)
    os.makedirs(os.path.join(tree, "opt/build"), exist_ok=True)
    for name in ("loketd", "loket"):
        subprocess.run(["strip", "-o", os.path.join(tree, "opt/build", name),
                        os.path.join(BUILD, name)], check=True)
    shutil.copytree(os.path.join(BUILD, "py"),
                    os.path.join(tree, "opt/build/py"), dirs_exist_ok=True)


def image(folder):
    path = os.path.join(folder, "disk.ext4")
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", BASE, path, "900M"],
                   check=True, stdout=subprocess.DEVNULL)
    return path


class Machine:
    def __init__(self, kernel, folder, stage):
        drives = []
        for number, name in enumerate(("disk.ext4", "accepted")):
            drives += ["-drive", f"file={os.path.join(folder, name)},if=none,"
                       f"id=d{number},format=raw", "-device",
                       f"nvme,drive=d{number},serial=s{number}"]
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m",
             "1024", "-nodefaults", "-display", "none", "-serial", "stdio",
             "-no-reboot", "-kernel", kernel, "-append",
             "root=/dev/nvme0n1 rw console=ttyS0 quiet panic=-1 "
             f"systemd.show_status=no loket.stage={stage}", *drives,
             "-nic", "none"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace")

    def lines(self):
        until = time.monotonic() + STAGE_S
        for line in self.process.stdout:
            yield line.strip("\r\n")
            if time.monotonic() > until:
                return

    def cut(self):
        self.process.kill()
        self.process.wait()


def first_stage(tap, kernel, folder):
    """All that holds while it runs, and then the power fails under load."""
    machine = Machine(kernel, folder, 1)
    accepted = []
    said = []
    for line in machine.lines():
        if line.startswith("accepted "):
            accepted.append(line)
            if len(accepted) >= ACCEPTED:
                break
        else:
            said.append(line)
            tap.take(line) if re.match(r"(not )?ok |#", line) else None
    machine.cut()
    tap.ok(len(accepted) >= ACCEPTED, "messages are accepted until the power "
           "fails", "\n# ".join(said[-15:]))
    with open(os.path.join(folder, "accepted"), "r+b") as file:
        file.write(("\n".join(accepted) + "\nend\n").encode())
    return len(accepted)


def second_stage(tap, kernel, folder):
    machine = Machine(kernel, folder, 2)
    said = []
    for line in machine.lines():
        said.append(line)
        if re.match(r"(not )?ok |#", line):
            tap.take(line)
        if line == "that was all":
            break
    machine.cut()
    tap.ok("that was all" in said, "the machine comes up again",
           "\n# ".join(said[-15:]))


def main():
    tap = Tap()
    why = missing()
    if why is not None:
        print(f"# SKIPPED: NOTHING IS PROVED IN A MACHINE: {why}")
        tap.skip("addresses, memory, clocks and power in a machine", why)
        tap.finish()
    kernel = fetch()
    put_in(BASE)
    folder = tempfile.mkdtemp(prefix="loket-qemu-", dir="/var/tmp")
    try:
        image(folder)
        with open(os.path.join(folder, "accepted"), "wb") as file:
            file.truncate(1024 * 1024)
        if first_stage(tap, kernel, folder) > 0:
            second_stage(tap, kernel, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
