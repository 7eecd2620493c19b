#!/usr/bin/python3
"""A configuration with mistakes is refused as a whole: every finding at once,
with its file and what to do; nothing starts, nothing on disk has changed; a
second daemon and a second --init destroy nothing."""
import hashlib
import os
import re
import resource
import shutil
import sqlite3
import subprocess

from installation import LOKETD, Installation, edit_yaml
from loketlib import referral
from tap import Tap


def ran(*words, **options):
    return subprocess.run([LOKETD, *words], capture_output=True, text=True,
                          timeout=20, check=False, **options)


def digest(folder):
    """Of every file below, its mode and its bytes, but for what SQLite keeps
    beside a database that is read (-shm, -wal, empty once it is closed)."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(at, name)
            if name.endswith(("-shm", "-wal")) or os.path.islink(path):
                continue
            with open(path, "rb") as file:
                found[path] = (os.stat(path).st_mode,
                               hashlib.sha256(file.read()).hexdigest())
    return found


def setting(**values):
    return lambda home: edit_yaml(
        os.path.join(home, "loketd.yaml"),
        {key.replace("__", "."): value for key, value in values.items()})


def append(name, text):
    def act(home):
        with open(os.path.join(home, name), "a", encoding="utf-8") as file:
            file.write(text)
    return act


def write(name, text):
    def act(home):
        with open(os.path.join(home, name), "w", encoding="utf-8") as file:
            file.write(text)
    return act


def change(name, old, new):
    """The first `old` of a file."""
    def act(home):
        path = os.path.join(home, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))
    return act


def mode(name, bits):
    return lambda home: os.chmod(os.path.join(home, name), bits)


def remove(name):
    return lambda home: os.unlink(os.path.join(home, name))


def sql(text):
    def act(home):
        base = sqlite3.connect(os.path.join(home, "state", "loket.db"))
        with base:
            base.execute(text)
        base.close()
    return act


def own(name, source):
    """Another file of the installation in its place."""
    return lambda home: shutil.copy(os.path.join(home, source),
                                    os.path.join(home, name))


def keys_in_state(home):
    shutil.copytree(os.path.join(home, "keys"),
                    os.path.join(home, "state", "keys"))
    setting(paths__keys=os.path.join(home, "state", "keys"))(home)


# name, the mistake, words of the line that tells it
ROWS = (
    ("a word where a number stands", setting(front__handshake_ms="soon"),
     ("loketd.yaml:", "handshake_ms")),
    ("a number below its range", setting(desk__batch_max="0"),
     ("loketd.yaml:", "batch_max")),
    ("a number above its range", setting(desk__combine_ms="60001"),
     ("loketd.yaml:", "combine_ms")),
    ("a negative number", setting(front__quota_per_s="-5"),
     ("loketd.yaml:", "quota_per_s")),
    ("a key that does not exist", setting(desk__colour="blue"),
     ("loketd.yaml:", "desk.colour", "unknown key")),
    ("a section that does not exist", append("loketd.yaml", "\nweb: {}\n"),
     ("loketd.yaml:", "web", "unknown key")),
    ("a key that stands twice", append("loketd.yaml", "\nlog_level: note\n"),
     ("loketd.yaml:", "log_level")),
    ("a level that does not exist", setting(log_level="loud"),
     ("loketd.yaml:", "log_level")),
    ("a yes that is no yes", setting(production="perhaps"),
     ("loketd.yaml:", "production")),
    ("a path from nowhere", setting(paths__state="state"),
     ("loketd.yaml:", "paths.state", "from the root")),
    ("an address that is none", setting(front__listen='["0.0.0.0"]'),
     ("loketd.yaml:", "front.listen")),
    ("nowhere to listen", setting(front__listen="[]"),
     ("loketd.yaml:", "front.listen")),
    ("one address twice",
     setting(front__listen='["tcp://127.0.0.1:1", "tcp://127.0.0.1:1"]'),
     ("loketd.yaml:", "front.listen", "twice")),
    ("metrics for other machines",
     setting(front__metrics="tcp://0.0.0.0:9411"),
     ("loketd.yaml:", "front.metrics")),
    ("a telephone that is a word",
     setting(desk__fallback_telephone='"call us"'),
     ("loketd.yaml:", "fallback_telephone")),
    ("a name that is none", setting(desk__name='"Amsterdam!"'),
     ("loketd.yaml:", "desk.name")),
    ("clients forgotten between heartbeats",
     setting(front__idle_s="5", desk__heartbeat_ms="5000"),
     ("loketd.yaml:", "front.idle_s", "heartbeat_ms")),
    ("a log larger than it may be",
     setting(desk__checkpoint_limit_bytes="65536"),
     ("loketd.yaml:", "checkpoint_limit_bytes")),
    ("a user that does not exist", setting(user="no-such-user"),
     ("loketd.yaml:", "user", "no such user")),
    ("settings that anybody can change", mode("loketd.yaml", 0o666),
     ("loketd.yaml:", "chmod o-w")),
    ("no YAML at all", write("loketd.yaml", "a: [b\n"), ("loketd.yaml:",)),
    ("a list of settings", write("loketd.yaml", "- a\n"),
     ("loketd.yaml:", "map")),
    ("no settings", remove("loketd.yaml"), ("loketd.yaml",)),
    ("keys beside the database", keys_in_state,
     ("loketd.yaml:", "paths.keys", "paths.state")),
    ("a key that others may read", mode("keys/storage.key", 0o640),
     ("keys/storage.key:",)),
    ("no epoch keys", remove("keys/epochs.keys"), ("keys/epochs.keys:",)),
    ("another installation's epoch keys",
     change("keys/epochs.keys", "1 ", "2 "),
     ("state:", "epoch keys that are not there")),
    ("a key that is missing", remove("keys/receipt-sign.secret"),
     ("keys/receipt-sign.secret:",)),
    ("a key that is cut", write("keys/curve.secret", "abc\n"),
     ("keys/curve.secret:",)),
    ("another public key", own("keys/curve.public",
                               "profiles/operator/public.key"),
     ("keys/curve.public:", "public half")),
    ("keys open to others", mode("keys", 0o755), ("keys:", "chmod 700")),
    ("a state open to others", mode("state", 0o755), ("state:", "chmod 700")),
    ("no database", remove("state/loket.db"),
     ("state:", "holds no database", "--init")),
    ("something else in its place", write("state/loket.db", "x" * 9000),
     ("state:", "no database that can be read")),
    ("a database of a later program", sql("PRAGMA user_version = 999"),
     ("state:", "no database that can be read")),
)


def say(output, words):
    return any(all(word in line for word in words)
               for line in output.splitlines())


def check_row(tap, home, good, row):
    """On a copy of its own: `home`, with its paths in the settings."""
    name, act, words = row
    shutil.rmtree(home)
    shutil.copytree(good, home)
    act(home)
    config = os.path.join(home, "loketd.yaml")
    before = digest(home)
    found = ran("--config", config, "--check-config")
    tap.ok(found.returncode == 1 and say(found.stderr, words),
           f"--check-config: {name}", found.stdout + found.stderr)
    started = ran("--config", config)
    why = [line for line in started.stderr.splitlines() if not
           re.search("cannot be opened$|everything stops$|^front:| W_", line)]
    tap.ok(started.returncode == 1 and why,
           f"not started with {name}, and the log says why",
           started.stderr + str(started.returncode))
    tap.equal(digest(home), before, "and nothing was changed")


def check_all(tap, home, good):
    """Settings, a key, a folder and a document wrong at the same time."""
    shutil.rmtree(home)
    shutil.copytree(good, home)
    rows = {row[0]: row for row in ROWS}
    names = ("a word where a number stands", "a number below its range",
             "a level that does not exist", "a key that others may read",
             "another public key", "a state open to others")
    for name in names:
        rows[name][1](home)
    sql("DELETE FROM principal")(home)
    found = ran("--config", os.path.join(home, "loketd.yaml"),
                "--check-config")
    tap.equal([name for name in names
               if not say(found.stderr, rows[name][2])], [],
              "all that is wrong is told at once")
    tap.ok(say(found.stderr, ("persons:", "fallback is not enrolled")),
           "documents too, though the settings are wrong", found.stderr)
    tap.ok("sound" not in found.stdout, "and nothing is called sound")
    shutil.rmtree(home)
    shutil.copytree(good, home)
    tap.equal(ran("--config", os.path.join(home, "loketd.yaml"),
                  "--check-config").returncode, 0, "mended: sound")


def check_limits(tap, home):
    """Told, and no reason not to call it sound: they are the asker's."""
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    found = ran("--config", os.path.join(home, "loketd.yaml"),
                "--check-config", preexec_fn=few)
    tap.ok(found.returncode == 0 and
           say(found.stderr, ("512 descriptors", "LimitNOFILE")),
           "few descriptors are told", found.stderr)


def check_listen(tap, home):
    """No folder of /run is there before the service has started."""
    config = os.path.join(home, "loketd.yaml")
    where = f"ipc://{home}/none/socket"
    edit_yaml(config, {"front.listen": f'["{where}"]'})
    started = ran("--config", config)
    tap.ok(started.returncode == 1 and f"cannot bind {where}: No such file" in
           started.stderr, "a socket in a folder that is not there is named",
           started.stderr)


def check_second(tap, desk):
    """What would take the place of a desk that runs is refused."""
    with desk.client("police") as police:
        receipt = police.submit(referral("SECOND"))
        for words, name in (((), "a second daemon"),
                            (("--rebuild",), "a rebuild beside the desk")):
            other = ran("--config", desk.config, *words)
            tap.ok(other.returncode == 1, f"refused: {name}",
                   other.stdout + other.stderr)
        tap.ok("another process has the lock" in other.stderr,
               "it says that another one has the lock", other.stderr)
        kept = digest(os.path.join(desk.home, "keys"))
        again = ran("--init", desk.home)
        tap.equal(again.returncode, 1, "refused: --init where a desk is")
        tap.equal(digest(os.path.join(desk.home, "keys")), kept,
                  "its keys are as they were")
        tap.ok(police.ask(status={"receipt": receipt.receipt}).status.id ==
               receipt.id, "and the first one serves on")


def check_init(tap, folder):
    """Refused before anything is made, so that it can be asked again."""
    home = os.path.join(folder, "new")
    documents = os.path.join(folder, "given")
    made = ran("--init", home, "--documents", documents)
    tap.ok(made.returncode == 1 and not os.path.exists(home) and
           documents + ": No such file" in made.stderr,
           "--init: a folder of documents that is not there is refused",
           made.stdout + made.stderr)
    os.mkdir(documents)
    write("rosters.yaml", "rosters: [\n")(documents)
    made = ran("--init", home, "--documents", documents)
    tap.ok(made.returncode == 1 and not os.path.exists(home) and
           "rosters:2" in made.stderr,
           "--init: so are documents with mistakes", made.stderr)
    remove("rosters.yaml")(documents)
    made = ran("--init", home, "--documents", documents)
    tap.equal(made.returncode, 0, "--init: mended, it makes a desk")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        tap.run(check_second, desk)
        desk.stop()
        good = os.path.join(desk.dir, "good")
        shutil.copytree(desk.home, good)
        for row in ROWS:
            tap.run(check_row, desk.home, good, row)
        tap.run(check_all, desk.home, good)
        tap.run(check_limits, desk.home)
        tap.run(check_listen, desk.home)
        tap.run(check_init, desk.dir)
    tap.finish()


if __name__ == "__main__":
    main()
