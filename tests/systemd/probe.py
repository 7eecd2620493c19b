#!/usr/bin/python3
"""What somebody in the service could do: each is tried, and said whether it was
allowed.  Run by inside.py, with and without the sandbox of the unit."""
import ctypes
import mmap
import os
import socket
import subprocess
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS = 0x20000
PERSONA_32 = 0x0008  # PER_LINUX32
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
KEYCTL_SYSCALL = 250


def call(answer):
    if answer < 0:
        raise OSError(ctypes.get_errno(), "")
    return answer


def write(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("x")
    os.unlink(path)


def see_others():
    if not os.path.exists("/proc/1/status"):
        raise PermissionError


def mount():
    os.makedirs("/tmp/probe", exist_ok=True)
    call(LIBC.mount(b"none", b"/tmp/probe", b"tmpfs", 0, None))
    LIBC.umount(b"/tmp/probe")


def in_child(act):
    """What would change this process for good."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
            os._exit(0)
        except Exception:
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        raise PermissionError


def namespace():
    in_child(lambda: call(LIBC.unshare(CLONE_NEWNS)))


def ptrace():
    with subprocess.Popen(["/bin/sleep", "5"]) as other:
        try:
            call(LIBC.ptrace(PTRACE_ATTACH, other.pid, None, None))
            os.waitpid(other.pid, 0)
            LIBC.ptrace(PTRACE_DETACH, other.pid, None, None)
        finally:
            other.kill()


def set_clock():
    # to what it is: nobody else's clock is this machine's to move
    time.clock_settime(time.CLOCK_REALTIME,
                       time.clock_gettime(time.CLOCK_REALTIME))


def realtime():
    in_child(lambda: os.sched_setscheduler(0, os.SCHED_RR,
                                           os.sched_param(1)))


def write_execute():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE |
              mmap.PROT_EXEC).close()


def personality():
    in_child(lambda: call(LIBC.personality(PERSONA_32)))


def setuid():
    in_child(lambda: os.setresuid(65534, 65534, 65534))


def kernel_log():
    call(LIBC.klogctl(10, None, 0))


def hostname():
    socket.sethostname(socket.gethostname())


def keyring():
    call(LIBC.syscall(KEYCTL_SYSCALL, 0, -3, 1))


TRIES = (
    ("write-usr", lambda: write("/usr/probe")),
    ("write-etc", lambda: write("/etc/probe")),
    ("write-home", lambda: write("/root/probe")),
    ("write-other-state", lambda: write("/var/lib/probe")),
    ("own-state", lambda: write("/var/lib/loket/probe")),
    ("see-others", see_others),
    ("mount", mount),
    ("namespace", namespace),
    ("packet-socket", lambda: socket.socket(socket.AF_PACKET,
                                            socket.SOCK_RAW).close()),
    ("ptrace", ptrace),
    ("set-clock", set_clock),
    ("realtime", realtime),
    ("write-execute", write_execute),
    ("personality", personality),
    ("setuid", setuid),
    ("kernel-log", kernel_log),
    ("hostname", hostname),
    ("keyring", keyring),
)


def main():
    for name, attempt in TRIES:
        try:
            attempt()
            said = "allowed"
        except Exception as error:
            said = f"denied {type(error).__name__}"
        print(f"probe {name} {said}", flush=True)


if __name__ == "__main__":
    main()
