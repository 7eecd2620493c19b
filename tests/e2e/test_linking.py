#!/usr/bin/python3
"""The common picture from the command line: signals are found back, their
bundle is explained, people combine, split, separate and take back, the queue is
reviewed with one key on a terminal; and whoever submits learns nothing of it."""
import json
import os
import pty
import select
import subprocess
import time

from installation import LOKET, Installation, run_loket
from loketlib import Refused, content, linking, signal
from tap import Tap

DONE, REFUSED, USAGE = 0, 1, 2
PHONE = "+31 6 0000 0012"
WAIT_S = 20


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def phone(value):
    return content.Identifier(type=content.IDENTIFIER_TYPE_PHONE, value=value)


def loket(desk, *words, name="coordinator", **options):
    return run_loket(desk.profile(name), *words, **options)


def answer(desk, *words):
    """The one object of an answer; None when there is none."""
    found = objects(loket(desk, *words, "--json").stdout)
    return found[0] if found else None


def until(holds):
    """What it answers once it answers something; combining takes a moment."""
    end = time.monotonic() + WAIT_S
    while True:
        got = holds()
        if got or time.monotonic() > end:
            return got
        time.sleep(0.1)


def bundle_of(desk, message):
    return (answer(desk, "show", message) or {}).get("bundle", "")


def together(desk, *messages):
    return len({bundle_of(desk, m) for m in messages}) == 1


def submit(desk, name, message):
    with desk.client(name) as client:
        receipt = client.submit(message).id
    until(lambda: bundle_of(desk, receipt))
    return receipt


# --- who may not ---

def denied(client, **body):
    try:
        client.ask(**body)
    except Refused as refused:
        return refused.code, refused.refusal.SerializeToString()
    return None, b""


def asked(message):
    return {
        "search": linking.Search(purpose="p", words=message),
        "why": linking.Why(id=message),
        "link_decide": linking.LinkDecide(verb=linking.DECISION_VERB_TAKE_BACK,
                                          decision="V-00000000", reason="r"),
        "list_review": linking.ListReview(id=message),
        "epoch_action": linking.EpochAction(verb=linking.EPOCH_VERB_SHOW),
    }


def check_denied(tap, desk, known):
    who = {"police": asked(known), "housing": asked(known),
           "auditor": asked(known), "operator": asked(known)}
    del who["operator"]["epoch_action"]
    for name, bodies in who.items():
        with desk.client(name) as client:
            for kind, body in bodies.items():
                code, _ = denied(client, **{kind: body})
                tap.equal(code, "DENIED", f"{kind} is not for {name}")
    with desk.client("police") as client:
        tap.equal(denied(client, why=linking.Why(id=known)),
                  denied(client, why=linking.Why(id="S-00000000")),
                  "a known id and another are answered alike")


def check_unknown(tap, desk, referral_id):
    for name in ("S-00000000", "B-00000000", referral_id, "x"):
        ran = loket(desk, "why", name)
        tap.ok(ran.returncode == REFUSED and "no such signal" in ran.stderr,
               f"why {name}: there is no such signal", ran.stderr)


# --- search ---

def check_search(tap, desk, first, second):
    found = answer(desk, "search", "--purpose", "test", "--phone", "0600000012")
    hits = {hit["id"]: hit for hit in found["hits"]}
    tap.ok({first, second} <= set(hits), "search finds a number in any form",
           found)
    tap.equal(hits[first].get("matched"), ["identifier"], "and says by what")
    tap.ok(found.get("left", 0) > 0, "and how many searches are left", found)
    ran = loket(desk, "search", "--purpose", "test", "--postcode", "1099",
                "--from", "police", "--kind", "signal")
    tap.ok(", seen 2026-11-20, " in ran.stdout,
           "a day is shown as a day", ran.stdout)
    tap.ok(first in ran.stdout and second not in ran.stdout,
           "search by the digits of a postcode and who told it", ran.stdout)
    ran = loket(desk, "search", "--purpose", "test", "rode", "deur")
    tap.ok(second in ran.stdout and first not in ran.stdout,
           "search by words of the text", ran.stdout)
    ran = loket(desk, "search", "--purpose", "test", "--phone", "0600000099")
    tap.ok(ran.returncode == DONE and "nothing was found" in ran.stdout,
           "nothing is found", ran.stdout)
    ran = loket(desk, "search", "--purpose", "test")
    tap.ok(ran.returncode == REFUSED and "what to look for" in ran.stderr,
           "a search for nothing is refused", ran.stderr)
    ran = loket(desk, "search", "--purpose", "test", "--indicators", "ZZ99")
    tap.ok(ran.returncode == REFUSED and "indicators[0]" in ran.stderr,
           "an indicator that is none is named", ran.stderr)


# --- why ---

def check_why(tap, desk, first, second, apart):
    ran = loket(desk, "why", first)
    tap.ok("the same telephone number" in ran.stdout and
           "PROVISIONAL" in ran.stdout and "weakest link" in ran.stdout,
           "why a signal is in its bundle", ran.stdout)
    ran = loket(desk, "why", first, env={"LANGUAGE": "nl"})
    tap.ok("hetzelfde telefoonnummer" in ran.stdout and
           "VOORLOPIG" in ran.stdout, "in Dutch", ran.stdout)
    why = answer(desk, "why", first, second)
    pair = why["pair"]
    counted = pair["prior_mb"] + sum(line.get("counted_mb", 0)
                                     for line in pair["lines"])
    tap.equal(counted, pair["total_mb"], "the lines of the sum add up")
    tap.ok(pair["total_mb"] >= why["link_mb"] and
           pair["outcome"] == "strong", "and are enough", why)
    ran = loket(desk, "why", first, apart)
    tap.ok("not together" in ran.stdout, "why not", ran.stdout)
    ran = loket(desk, "why", bundle_of(desk, first))
    tap.ok("strongest links" in ran.stdout and first in ran.stdout and
           second in ran.stdout, "what holds a bundle", ran.stdout)
    shown = loket(desk, "show", first)
    tap.ok("PROVISIONAL" in shown.stdout, "show says that it is provisional",
           shown.stdout)


# --- decisions ---

def check_decide(tap, desk, first, second, apart):
    ran = loket(desk, "combine", first, second)
    tap.equal(ran.returncode, USAGE, "combine needs a reason")
    made = answer(desk, "combine", first, second, "--reason", "gezien")
    tap.equal(made["verdict"], "ok", "combine confirms")
    tap.ok(until(lambda: "PROVISIONAL" not in
                 loket(desk, "show", first).stdout),
           "what was confirmed is provisional no more")
    ran = loket(desk, "separate", first, second, "--reason", "toch niet")
    tap.ok(ran.returncode == REFUSED and "contradicts" in ran.stdout and
           made["decision"]["decision"] in ran.stdout,
           "a contradiction is refused with its path", ran.stdout)
    made_apart = answer(desk, "combine", second, apart, "--reason", "zelfde")
    tap.ok(made_apart["verdict"] == "ok" and
           until(lambda: together(desk, first, second, apart)),
           "people bring together what no evidence does", made_apart)
    ran = loket(desk, "takeback", made_apart["decision"]["decision"],
                "--reason", "vergissing")
    tap.ok(ran.returncode == DONE and
           until(lambda: not together(desk, second, apart)),
           "and it falls apart when that is taken back", ran.stdout)
    ran = loket(desk, "takeback", made_apart["decision"]["decision"],
                "--reason", "vergissing")
    tap.ok(ran.returncode == REFUSED and "already" in ran.stdout,
           "once", ran.stdout)
    loket(desk, "takeback", made["decision"]["decision"], "--reason", "r")
    ran = loket(desk, "split", bundle_of(desk, first), first, "--reason",
                "andere persoon")
    tap.ok(ran.returncode == DONE and
           until(lambda: not together(desk, first, second)),
           "a bundle is split", ran.stdout)
    ran = loket(desk, "why", first, second)
    tap.ok("somebody decided so" in ran.stdout and "andere persoon" in
           ran.stdout, "why not: who decided it and why", ran.stdout)
    ran = loket(desk, "combine", "S-00000000", first, "--reason", "r")
    tap.ok(ran.returncode == REFUSED and "no such signal" in ran.stdout,
           "what does not exist is not combined", ran.stdout)


# --- the queue ---

class Keyboard:
    """`loket review` on a terminal of its own."""

    def __init__(self, desk, *words):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [LOKET, "--profile", desk.profile("coordinator"), "review",
             *words],
            stdin=slave, stdout=slave, stderr=slave, close_fds=True,
            env={**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"})
        os.close(slave)
        self.text = ""

    def wait_for(self, words):
        end = time.monotonic() + WAIT_S
        while words not in self.text and time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], 0.2)
            try:
                if ready:
                    self.text += os.read(self.master, 65536).decode()
            except OSError:
                break
        held = words in self.text
        self.text = self.text.split(words, 1)[-1]
        return held

    def press(self, key):
        os.write(self.master, key.encode())

    def end(self):
        code = self.process.wait(WAIT_S)
        os.close(self.master)
        return code


def waiting(desk):
    return {frozenset((item["pair"]["a"], item["pair"]["b"]))
            for item in objects(loket(desk, "review", "--json").stdout)}


def check_review(tap, desk):
    """Three neighbours of one building may belong together."""
    ids = [submit(desk, name, signal(
        house_number=77, place=content.Place(
            municipality="GM0363", postcode="1098ZZ", house_number=77,
            house_letter=letter)))
        for name, letter in (("police", "A"), ("housing", "B"))]
    tap.ok(until(lambda: frozenset(ids) in waiting(desk)),
           "neighbours wait for review", waiting(desk))
    ran = loket(desk, "review", ids[0])
    tap.ok(ran.returncode == DONE and "the same house number" in ran.stdout and
           "belong together?" in ran.stdout, "and are shown", ran.stdout)
    keys = Keyboard(desk)
    tap.ok(keys.wait_for("y yes, n no"), "a terminal is asked")
    keys.press("x?")
    keys.press("\033[A")
    keys.press("w")
    tap.ok(keys.wait_for("Why are"), "w tells why")
    tap.ok(keys.wait_for("y yes, n no"), "and asks again")
    keys.press("q")
    tap.equal(keys.end(), DONE, "q ends it")
    tap.ok(frozenset(ids) in waiting(desk), "and decides nothing")
    ran = loket(desk, "review", "--answer", "unsure", *ids)
    tap.ok(ran.returncode == DONE and
           until(lambda: frozenset(ids) not in waiting(desk)),
           "unsure: the queue passes over it", ran.stdout)
    again = objects(loket(desk, "review", "--unsure", "--json").stdout)
    tap.ok(any({i["pair"]["a"], i["pair"]["b"]} == set(ids) for i in again),
           "but for who asks for those", again)
    keys = Keyboard(desk, "--unsure", ids[1], "--reason", "buren")
    tap.ok(keys.wait_for("unsure about it") and keys.wait_for("y yes, n no"),
           "a terminal is asked again")
    keys.press("J")
    tap.ok(keys.wait_for(": buren"), "one key decides, with its reason")
    tap.equal(keys.end(), DONE, "the queue is done")
    tap.ok(until(lambda: together(desk, *ids)), "yes brings them together")
    ran = loket(desk, "review", "--answer", "no", *ids)
    tap.ok(ran.returncode == REFUSED and "contradicts" in ran.stdout,
           "no would contradict it", ran.stdout)


# --- epochs of the model ---

def epoch(desk, *words, **options):
    return loket(desk, "epoch", *words, name="operator", **options)


def shown_epoch(desk, *words):
    """What `epoch show` or another verb tells of it."""
    found = objects(epoch(desk, *(words or ("show",)), "--json").stdout)
    return found[0] if found else {}


def next_state(desk):
    return shown_epoch(desk).get("next", {}).get("state", "")


def check_epoch(tap, desk):
    ran = epoch(desk, "show")
    tap.ok(ran.returncode == DONE and "epoch 1, in force" in ran.stdout,
           "which epoch is in force", ran.stdout)
    ran = epoch(desk, "diff")
    tap.ok(ran.returncode == REFUSED and "no epoch is prepared" in ran.stdout,
           "without another nothing is compared", ran.stdout)
    tap.equal(epoch(desk, "prepare").returncode, USAGE,
              "prepare needs a reason")
    made = shown_epoch(desk, "prepare", "--reason", "maandelijks")
    tap.ok(made["verdict"] == "ok" and made["next"]["epoch"] == 2,
           "one is prepared", made)
    again = shown_epoch(desk, "prepare", "--reason", "nog een")
    tap.ok(again["verdict"] in ("building", "prepared"),
           "and not another beside it", again)
    desk.kill("desk")
    desk.stop()
    desk.start()
    tap.ok(until(lambda: next_state(desk) == "ready"),
           "it goes on after a crash", shown_epoch(desk))
    ran = epoch(desk, "show")
    tap.ok("epoch 2, ready" in ran.stdout and "maandelijks" in ran.stdout and
           "bundles that would change" in ran.stdout,
           "it is ready, and what it changes is shown", ran.stdout)
    ran = epoch(desk, "diff", env={"LANGUAGE": "nl"})
    tap.ok(ran.returncode == DONE and "bundels die zouden veranderen" in
           ran.stdout and "epoche 2, klaar" in ran.stdout, "in Dutch",
           ran.stdout)
    ran = epoch(desk, "swap", "3", "--reason", "r")
    tap.ok(ran.returncode == REFUSED and "not the epoch" in ran.stdout,
           "another number is not put in force", ran.stdout)
    bundles = shown_epoch(desk)["next"].get("bundles", 0)
    ran = epoch(desk, "swap", "2", "--reason", "minder gewoon")
    tap.ok(ran.returncode == DONE and "epoch 2, in force" in ran.stdout,
           "it is put in force", ran.stdout)
    after = shown_epoch(desk)
    tap.ok(after["in_force"]["epoch"] == 2 and "next" not in after and
           after["in_force"].get("bundles", 0) == bundles,
           "with its bundles", after)
    ran = epoch(desk, "drop", "3", "--reason", "r", env={"LANGUAGE": "nl"})
    tap.ok(ran.returncode == REFUSED and "geen epoche in voorbereiding" in
           ran.stdout, "there is none to drop, in Dutch", ran.stdout)
    until(lambda: shown_epoch(desk, "prepare", "--reason", "toch")
          .get("verdict") == "ok")
    tap.ok(until(lambda: next_state(desk) == "ready"), "the next one is made")
    ran = epoch(desk, "drop", "3", "--reason", "niet beter")
    tap.ok(ran.returncode == DONE and "epoch 3" not in ran.stdout,
           "and dropped", ran.stdout)
    tap.equal(next_state(desk), "", "nothing is left of it")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police", "politie", "POLICE")
        desk.enrol("housing", "corporatie", "HOUSING")
        desk.enrol("auditor", "acm", "ACM", ("AUDITOR",))
        first = submit(desk, "police", signal(identifiers=[phone(PHONE)]))
        second = submit(desk, "housing", signal(
            house_number=5, place=content.Place(municipality="GM0363",
                                                postcode="1097ZZ",
                                                house_number=5),
            identifiers=[phone("06-00000012")], text="de rode deur"))
        apart = submit(desk, "housing", signal(
            house_number=9, place=content.Place(municipality="GM0361",
                                                postcode="1811ZZ",
                                                house_number=9)))
        tap.ok(until(lambda: together(desk, first, second)),
               "two signals with one number are together")
        tap.run(check_denied, desk, first)
        tap.run(check_unknown, desk, "R-00000000")
        tap.run(check_search, desk, first, second)
        tap.run(check_why, desk, first, second, apart)
        tap.run(check_decide, desk, first, second, apart)
        tap.run(check_review, desk)
        tap.run(check_epoch, desk)
    tap.finish()


if __name__ == "__main__":
    main()
