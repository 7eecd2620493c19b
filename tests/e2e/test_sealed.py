#!/usr/bin/python3
"""What is at rest: no word that anybody said, and no name, can be read in any
file of the desk; epoch keys come and go under load and under kill -9; without
them nothing starts; a process that aborts leaves no core."""
import json
import os
import random
import re
import resource
import signal as unix_signal
import subprocess
import threading
import time

from desk_documents import day_and_night
from installation import LOKETD, Installation, run_loket
from loketlib import Client, content, referral, signal, uuid7
from tap import Tap

SIGNALS = 150
SYLLABLES = ("bra", "dru", "fle", "gno", "klu", "mi", "pse", "qua", "rhi",
             "sjo", "tve", "vu", "wro", "xe", "zwa", "yl")


class Markers:
    """Unlikely words, each used once, and what each of them was."""

    def __init__(self):
        self.dice = random.Random(4711)
        self.used = {}

    def word(self, what):
        while True:
            made = "".join(self.dice.choices(SYLLABLES, k=6))
            if len(made) >= 14 and made not in self.used:
                self.used[made] = what
                return made

    def found_in(self, data):
        """What they were; sealed bytes hardly ever have so many letters in a
        row, so only such rows are looked through."""
        rows = b" ".join(re.findall(rb"[a-z]{14,}", data)).decode()
        return {what for word, what in self.used.items() if word in rows}


def files_of(desk):
    """Everything the daemon writes; the keys and the profiles of clients are
    kept elsewhere."""
    yield desk.log_path
    for folder, _, names in os.walk(os.path.join(desk.home, "state")):
        for name in names:
            yield os.path.join(folder, name)


def scan(desk, markers):
    """[file: what could be read of it]"""
    found = set()
    for path in files_of(desk):
        with open(path, "rb") as file:
            found |= {f"{os.path.basename(path)}: {what}"
                      for what in markers.found_in(file.read())}
    return sorted(found)


def done(tap, desk, profile, *words):
    """A verb of the client that must work; the objects it prints."""
    ran = run_loket(desk.profile(profile), *words, "--json")
    if ran.returncode != 0:
        tap.ok(False, f"loket {words[0]}: {ran.stdout}{ran.stderr}")
    return [json.loads(line) for line in ran.stdout.splitlines() if line]


def say_in_messages(client, markers):
    """Ids of signals, a referral and a bottleneck."""
    ids = []
    for number in range(SIGNALS):
        told = signal(number + 1, own_reference=markers.word("own reference"),
                      text=" ".join(markers.word("text of a signal")
                                    for _ in range(5)))
        told.signal.identifiers.add(
            type=content.IDENTIFIER_TYPE_URL,
            value=f"https://{markers.word('url')}.example/")
        ids.append(client.submit(told).id)
    asked = client.submit(referral(markers.word("pseudonym"),
                                   text=markers.word("text of a referral"))).id
    stuck = client.submit(content.Submit(
        message_id=uuid7(), bottleneck=content.Bottleneck(
            category=content.BOTTLENECK_CATEGORY_SHELTER,
            text=markers.word("text of a bottleneck")))).id
    return ids, asked, stuck


def say_to_senders(tap, desk, sender, markers, receipt):
    asked = done(tap, desk, "coordinator", "ask", receipt.id,
                 markers.word("question"))
    number = asked[-1]["question"]
    number = number["question"] if isinstance(number, dict) else number
    done(tap, desk, sender, "answer", receipt.receipt, number,
         markers.word("answer"))


def say_reasons(tap, desk, markers, ids, asked, stuck):
    for words in (("combine", ids[0], ids[1]), ("separate", ids[2], ids[3])):
        done(tap, desk, "coordinator", *words, "--reason",
             markers.word(f"reason to {words[0]}"))
    done(tap, desk, "coordinator", "bottlenecks", "structural", stuck,
         "--reason", markers.word("reason of a bottleneck"))
    done(tap, desk, "manager", "shelter", "out", "acm-crisis", "--places", "1",
         "--reason", markers.word("reason of a shelter"))
    task = done(tap, desk, "coordinator", "task", "assign", asked, "--partner",
                "advocaten", "--task", "legal")[-1]["task"]["task"]
    done(tap, desk, "lawyer", "task", "decline", task, "--reason",
         markers.word("reason of a task"))


def check_nothing_is_readable(tap):
    markers = Markers()

    def phones(texts):
        day_and_night(texts)
        texts["persons"] += f"# {markers.word('desk document')}\n"

    with Installation(documents=phones) as desk:
        sender = markers.word("name of a principal")
        desk.enrol(sender, markers.word("name of an organisation"))
        desk.enrol("lawyer", "advocaten", "LAWYER")
        with desk.client(sender) as client:
            receipt = client.submit(signal(999, text=markers.word("text")))
            ids, asked, stuck = say_in_messages(client, markers)
            say_to_senders(tap, desk, sender, markers, receipt)
        say_reasons(tap, desk, markers, ids, asked, stuck)
        tap.ok(len(markers.used) > 1000,
               f"{len(markers.used)} words were said, in "
               f"{len(set(markers.used.values()))} kinds of places")
        tap.equal(scan(desk, markers), [], "none is in a file of a desk at "
                  "work: database, log of writes, shared memory, log")
        shown = run_loket(desk.profile("coordinator"), "show", ids[0]).stdout
        tap.ok(markers.found_in(shown.encode()),
               "the desk itself reads them")
        desk.kill("desk")
        desk.process.wait(20)
        tap.equal(scan(desk, markers), [], "nor after kill -9")
        desk.start()
        desk.stop()
        tap.equal(scan(desk, markers), [], "nor after it stopped")


# --- epoch keys -----------------------------------------------------------------

def rotate(desk, **options):
    ran = subprocess.run([LOKETD, "--config", desk.config, "--rotate-keys"],
                         capture_output=True, text=True, check=False,
                         **options)
    return ran.returncode, ran.stdout + ran.stderr


def no_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))


def keys_path(desk):
    return os.path.join(desk.home, "keys", "epochs.keys")


def epochs_of(desk):
    with open(keys_path(desk), encoding="ascii") as file:
        return [int(line.split()[0]) for line in file]


def in_use(desk):
    return [epoch for epoch, in desk.rows(
        "SELECT epoch FROM key_epoch WHERE keys > 0")]


def wait_rewrapped(desk, epoch):
    """Killed right after its last step, the desk has nothing left to say."""
    until = time.monotonic() + 30
    while in_use(desk) != [epoch] and time.monotonic() < until:
        time.sleep(0.05)
    return in_use(desk) == [epoch]


def check_rotation(tap):
    with Installation() as desk:
        desk.enrol("police")
        sent, stop = [], threading.Event()

        def load():
            with Client.of_profile(desk.profile("police")) as client:
                number = 0
                while not stop.is_set():
                    number += 1
                    told = signal(number, text=f"nummer {number}")
                    sent.append((client.submit_surely(told, 30.0).id, number))

        busy = threading.Thread(target=load)
        busy.start()
        while len(sent) < 400 and busy.is_alive():
            busy.join(0.01)
        code, said = rotate(desk)
        tap.ok(code == 0 and "epoch 2: made" in said and "Restart" in said,
               "under load: a second epoch is made, and what to do is said")
        tap.equal(epochs_of(desk), [1, 2], "both are in the file")
        tap.ok("not in use yet" in rotate(desk)[1] and
               epochs_of(desk) == [1, 2], "asked again: no third one")
        for _ in range(3):
            desk.kill("desk")
            desk.process.wait(20)
            desk.start()
        tap.ok(wait_rewrapped(desk, 2), "killed three times in between: "
               "in the end the second wraps every key")
        stop.set()
        busy.join()
        with open(keys_path(desk), "rb") as file:
            both = file.read()
        code, said = rotate(desk, preexec_fn=no_room, restore_signals=False)
        tap.ok(code == 1 and "File too large" in said and
               "dropped" not in said and epochs_of(desk) == [1, 2],
               "what cannot be written is not said to be dropped", said)
        code, said = rotate(desk)
        tap.ok(code == 0 and "epoch 1: dropped" in said and
               epochs_of(desk) == [2, 3], "the first goes, a third is made")
        desk.stop()
        desk.start()
        with desk.client("coordinator") as _:
            lost = [seq for seq, number in sent[::37] if f"nummer {number}"
                    not in run_loket(desk.profile("coordinator"), "show",
                                     seq).stdout]
        tap.equal(lost, [], "nothing is lost")
        check_old_key_alone(tap, desk, both)


def check_old_key_alone(tap, desk, both):
    wait_rewrapped(desk, 3)
    desk.stop()
    with open(keys_path(desk), "rb") as file:
        kept = file.read()
    old = both.splitlines(keepends=True)[0]
    for text, what in ((old, "the old key alone"), (None, "no key")):
        if text is None:
            os.unlink(keys_path(desk))
        else:
            with open(keys_path(desk), "wb") as file:
                file.write(text)
        ran = subprocess.run([LOKETD, "--config", desk.config],
                             capture_output=True, text=True, check=False,
                             timeout=20)
        tap.ok(ran.returncode == 1 and "epoch" in ran.stderr,
               f"{what} opens nothing: {what} is refused with what to do")
        code, said = rotate(desk)
        tap.ok(code == 1 and "restore the file" in said,
               f"{what}: nor does a rotation hide it")
    with open(os.open(keys_path(desk), os.O_CREAT | os.O_WRONLY, 0o600),
              "wb") as file:
        file.write(kept)
    desk.start()
    tap.equal(desk.stop(), 0, "with the right file it starts")


# --- credentials ------------------------------------------------------------------

def check_credentials(tap):
    with Installation() as desk:
        desk.stop()
        given = os.path.join(desk.dir, "credentials")
        os.rename(os.path.join(desk.home, "keys"), given)
        desk.env = {"CREDENTIALS_DIRECTORY": given}
        desk.start()
        tap.equal(desk.stop(), 0, "every key may be given as a credential")


# --- no core ----------------------------------------------------------------------

def check_no_core(tap):
    with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
        pattern = file.read().strip()
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    with Installation() as desk:
        desk.stop()
        folder = os.path.join(desk.dir, "cores")
        os.mkdir(folder)
        resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
        here = os.getcwd()
        os.chdir(folder)
        try:
            desk.start()
            with desk.client("coordinator") as client:
                client.submit(signal(1, text="kwijtgeraakt"))
            for part in ("front", "desk"):
                pid = desk.pid_of(part)
                with open(f"/proc/{pid}/limits", encoding="ascii") as file:
                    line = [l for l in file if l.startswith("Max core")][0]
                tap.equal(line.split()[4:6], ["0", "0"],
                          f"{part} may leave no core")
                tap.equal(os.stat(f"/proc/{pid}/mem").st_uid, 0,
                          f"{part} cannot be read by its own user")
                os.kill(pid, unix_signal.SIGABRT)
                if part == "desk":
                    desk.process.wait(20)
            tap.equal(os.listdir(folder), [],
                      f"aborted, they left none (core_pattern {pattern})")
        finally:
            os.chdir(here)
            resource.setrlimit(resource.RLIMIT_CORE, limits)


def main():
    tap = Tap()
    for part in (check_nothing_is_readable, check_rotation, check_credentials,
                 check_no_core):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
