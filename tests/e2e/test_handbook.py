#!/usr/bin/python3
"""The operator's handbook: every command of it, in its order, on a desk that it
made itself; and of everything that may alarm somebody it says what to do."""
import glob
import os
import re
import shutil
import subprocess
import tempfile

from installation import LOKET, free_port
from loketlib import ROOT
from tap import Tap

HANDBOOK = os.path.join(ROOT, "docs", "handbook.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = 5
LINES_A_PAGE = 64

# What the machine of an operator has besides loket and loketd.
PRELUDE = r"""
sudo() { [ "$1" != -u ] || shift 2; "$@"; }
sudoedit() { sed -i "s|+31 20 000 0000|+31 20 000 0012|" "$1"; }
editor() { sed -i "s|^rosters:|# next month\nrosters:|" "$1"; }
apt() { :; }
sleep() { command sleep 0.1; }
install() {
    words=
    while [ $# -gt 0 ]; do
        case $1 in
            -o | -g) shift 2 ;;
            *) words="$words $1"; shift ;;
        esac
    done
    command install $words
}
loketd() {
    case " $* " in
        *' --config '* | *' --init '* | *' --restore '* | *' --backup-keygen '* | \
            *' --backup-verify '*) command loketd "$@" ;;
        *) command loketd --config @ETC@/loketd.yaml "$@" ;;
    esac
}
systemctl() {
    words=${*//--now/}
    [ "${words% *}" != "$words" ] || return 2
    case $words in
        *.timer | daemon-reload) ;;
        'enable '* | 'start '*)
            command loketd --config @ETC@/loketd.yaml >> @LOG@ 2>&1 &
            echo $! > @PID@
            until grep -q ': ready' @LOG@; do
                kill -0 "$(cat @PID@)" || return 1
                read -r -t 0.05 <> <(:) || true
            done ;;
        'disable '* | 'stop '*)
            kill "$(cat @PID@)" && wait "$(cat @PID@)"
            : > @LOG@ ;;
        'restart '*) systemctl stop loketd && systemctl start loketd ;;
        'reload '*) kill -HUP "$(cat @PID@)" ;;
        'status '*) kill -0 "$(cat @PID@)" ;;
        *) echo "systemctl $*?" >&2; return 2 ;;
    esac
}
trap 'kill "$(cat @PID@)" 2> /dev/null' EXIT
"""


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def machine(folder):
    """The text of a page with its places in this folder."""
    places = {"/etc/loket": os.path.join(folder, "etc"),
              "/var/lib": os.path.join(folder, "lib"),
              "/media/safe": os.path.join(folder, "safe"),
              "/dev/shm": os.path.join(folder, "shm"),
              "7411": str(free_port())}

    def put(text):
        for name, place in places.items():
            text = text.replace(name, place)
        return text
    for place in ("etc", "lib", "safe", "shm", "home"):
        os.mkdir(os.path.join(folder, place))
    with open(os.path.join(folder, "etc", "loketd.yaml"), "w",
              encoding="utf-8") as file:
        file.write(put(read("config", "loketd.yaml")))
    return put


def check_commands(tap, folder):
    put = machine(folder)
    places = {"@ETC@": os.path.join(folder, "etc"),
              "@LOG@": os.path.join(folder, "log"),
              "@PID@": os.path.join(folder, "pid")}
    prelude = PRELUDE
    for name, place in places.items():
        prelude = prelude.replace(name, place)
    blocks = BLOCK.findall(read("docs", "handbook.md"))
    script = prelude + "".join(
        f"{put(block)}\necho '--- end of block'\n" for block in blocks)
    env = {**os.environ, "HOME": os.path.join(folder, "home"),
           "LC_ALL": "C.UTF-8", "LANGUAGE": "en",
           "PATH": os.path.dirname(LOKET) + ":" + os.environ["PATH"]}
    env.pop("XDG_CONFIG_HOME", None)
    ran = subprocess.run(["bash", "-eo", "pipefail", "-c", script],
                         cwd=os.path.join(folder, "home"), env=env,
                         capture_output=True, text=True, timeout=120,
                         check=False)
    done = ran.stdout.count("--- end of block")
    for n, block in enumerate(blocks):
        first = block.split("\n", 1)[0]
        if n < done:
            tap.ok(True, f"works: {first}")
        elif n == done:
            tap.ok(False, f"works: {first}", block + ran.stdout[-1500:] +
                   ran.stderr[-1500:])
    tap.ok(ran.returncode == 0 and done == len(blocks) and done > 10,
           "every command of the handbook works, one after the other",
           f"{ran.returncode}, {done} of {len(blocks)} blocks")


# --- what may alarm somebody -------------------------------------------------

def rows(text, head):
    """First cells of the table whose head begins with these words."""
    at = text.index(f"| {head} |")
    cells = []
    for line in text[at:].split("\n")[2:]:
        if not line.startswith("|"):
            break
        cells += re.findall(r"`([^`]+)`", line.split("|")[1])
    return cells


def members(enumeration):
    found = re.search(rf"enum {enumeration} {{(.*?)^}}",
                      read("proto", "loket", "v1", "stream.proto"),
                      re.MULTILINE | re.DOTALL)
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enumeration).upper()
    return re.findall(rf"{prefix}_(\w+) = [1-9]", found.group(1))


LOGGED = re.compile(r'log_line\(\s*LOG_(?:ERROR|WARN\w*),\s*'
                    r'((?:"(?:[^"\\]|\\.)*"\s*(?:PRI\w+\s*)?)+)')


def logged():
    """The formats of all errors and warnings, but for those that tell what
    the file of somebody says wrong."""
    for path in glob.glob(os.path.join(ROOT, "daemon", "**", "*.c"),
                          recursive=True):
        for match in LOGGED.finditer(read(path)):
            text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1)))
            if re.search(r"[a-z]{3}", re.sub(r"%\w+", "", text)):
                yield os.path.basename(path), text


def check_alarms(tap):
    page = read("docs", "handbook.md")
    notices = rows(page, "notice")
    missing = [name for name in members("NoticeCode") if name not in notices]
    tap.ok(not missing, "every notice has a row", missing)
    causes = rows(page, "cause")
    missing = [name for name in members("AlertCause") if name not in causes]
    tap.ok(not missing, "every cause of an alert has a row", missing)

    lines = rows(page, "the log says")
    formats = list(logged())
    missing = [f"{where}: {text}" for where, text in formats
               if not any(line in text for line in lines)]
    tap.ok(not missing and len(formats) > 50,
           "every error and warning of the log has a row",
           "\n".join(missing))
    kept = [line for line in lines
            if not any(line in text for _, text in formats)]
    tap.ok(not kept, "no row is about a line that the log never has", kept)

    rules = [name for path in glob.glob(os.path.join(
        ROOT, "config", "monitoring", "*.y*ml"))
        for name in re.findall(r"^\s*-? *alert: *(\w+)", read(path),
                               re.MULTILINE)]
    alarms = rows(page, "alarm")
    tap.ok(len(rules) > 10 and set(rules) == set(alarms),
           "every alarm of the monitoring rules has a row, and no other",
           set(rules) ^ set(alarms))
    silent = [path for path in glob.glob(os.path.join(
        ROOT, "systemd", "*.service")) if "loket-alarm@" not in path and
        "\nOnFailure=loket-alarm@%n.service\n" not in read(path)]
    tap.ok(not silent, "of every unit that fails loket-alarm tells", silent)
    codes = re.findall(r"^\s*ENDING_\w+(?: = (\d+))?", read(
        "clients", "output.h"), re.MULTILINE)
    tap.ok(len(codes) == 4 and all(f" {n} " in page for n in range(1, 4)),
           "every exit code is told", codes)
    tap.ok(len(page.split("\n")) <= PAGES * LINES_A_PAGE,
           "it has five pages at most", len(page.split("\n")))


def main():
    tap = Tap()
    tap.run(check_alarms)
    folder = tempfile.mkdtemp(prefix="loket-handbook-")
    try:
        tap.run(check_commands, folder)
    finally:
        if not os.environ.get("LOKET_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
