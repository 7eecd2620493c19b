#!/usr/bin/python3
"""Every command of docs/tutorial-tables.md, in its order, by a desk manager
at a real desk: each succeeds, or fails where the tutorial says so.  Those of
README.md and of docs/linking.md, at a desk that was just made.  And what the desk itself decided,
printed and explained."""
import json
import os
import re
import shutil
import subprocess

from installation import LOKET, Installation, run_loket
from loketlib import BUILD, ROOT
from tap import Tap

README = os.path.join(ROOT, "README.md")
LINKING = os.path.join(ROOT, "docs", "linking.md")
TUTORIAL = os.path.join(ROOT, "docs", "tutorial-tables.md")
BLOCK = re.compile(r"^```sh( fails)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page):
    with open(page, encoding="utf-8") as file:
        return [(match.group(2), match.group(1) is not None)
                for match in BLOCK.finditer(file.read())]


def check_blocks(tap, desk):
    home = os.path.join(desk.dir, "home")
    shutil.copytree(desk.profile("manager"),
                    os.path.join(home, ".config", "loket"))
    env = {**os.environ, "HOME": home, "LC_ALL": "C.UTF-8", "LANGUAGE": "en",
           "PATH": os.path.dirname(LOKET) + ":" + os.environ["PATH"]}
    env.pop("XDG_CONFIG_HOME", None)
    tap.ok(len(blocks(TUTORIAL)) > 8, "the tutorial has commands")
    for commands, fails in blocks(TUTORIAL):
        ran = subprocess.run(["bash", "-ec", commands], cwd=home, env=env,
                             capture_output=True, text=True, timeout=60,
                             check=False)
        last = commands.strip().splitlines()[-1]
        tap.ok(ran.returncode == (1 if fails else 0),
               f"{'fails' if fails else 'works'}: {last}",
               f"{ran.returncode}: {ran.stdout[-500:]} {ran.stderr[-500:]}")


# What a block of README.md lets its reader see, in the order of the blocks.
README_SEEN = (
    ("public key", "police-intake  police (police_amsterdam), submitter"),
    ("received 4,", "calling", "T5.6", "acm-nood ", "acm-nood: done",
     "Welke taal", "answers it", "forwarded to a coordinator"),
    ("received 7,", "row T7.1", "referral  "),
    ("primary: ", "rosters version 2", "calls coordinator", "T5.5"),
)

LINKING_SEEN = (
    ("housing  housing (housing), submitter",),
    ("the same telephone number", "PROVISIONAL", "groups: 2 needed, 3 agree",
     "14 months between", "signals: 2, observations: 2"),
    ("+1.9 bit is less than +4.3", "possible: it waits", "belong together?",
     "same staircase", "they belong together by V-"),
    ("that contradicts", "refused", "it was the other staircase",
     "not together"),
    ("found by: identifier", "found by: nearly the identifier",
     "found by: house number", "found by: words of the text"),
    ("epoch 1, in force", "epoch 2, ready", "bundles that would change"),
)


def check_page(tap, desk, page, seen):
    """One shell for all blocks: a later one uses the names of an earlier."""
    name = os.path.basename(page)
    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "".join(
            f"{commands}echo '--- end of block'\n"
            for commands, _ in blocks(page))
         .replace("/tmp/desk", desk.home)
         .replace("127.0.0.1:7411", f"127.0.0.1:{desk.port}")
         .replace("build/", BUILD + "/")],
        cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
        capture_output=True, text=True, timeout=60, check=False)
    tap.ok(ran.returncode == 0, f"{name}: all works", ran.stderr[-500:])
    said = ran.stdout.split("--- end of block\n")[:-1]
    tap.equal(len(said), len(seen), f"{name}: every block ran")
    for number, (text, wanted) in enumerate(zip(said, seen), 1):
        missing = [words for words in wanted if words not in text]
        tap.equal(missing, [], f"{name}: block {number} shows what it says")


def check_explain(tap, desk):
    referral = {"victim_ref": "TST-77", "form": "labour",
                "indicators": ["DB01"], "person": {"age": "adult"},
                "place": {"municipality": "GM0363"}, "shelter_needed": "no"}
    sent = run_loket(desk.profile("care"), "refer", "--json", "-",
                     stdin=json.dumps(referral))
    tap.equal(sent.returncode, 0, "a referral is sent")
    coordinator = desk.profile("coordinator")
    listed = run_loket(coordinator, "list", "--json").stdout.splitlines()
    alert = json.loads(listed[0])["alert"]
    ran = run_loket(coordinator, "route", "explain", alert)
    tap.ok(ran.returncode == 0 and "T1.4 T2.7 T3.1 T4.4 T4.9" in ran.stdout
           and "class     K1, group C" in ran.stdout,
           "the desk says why", ran.stdout + ran.stderr)
    tap.ok("TST-77" not in ran.stdout, "without content")
    ran = run_loket(coordinator, "route", "explain", alert, "--json",
                    "--again")
    decisions = [json.loads(line) for line in ran.stdout.splitlines()]
    tap.equal([d["level"] for d in decisions], ["u3"] * len(decisions),
              "asked again it says the same")
    ran = run_loket(coordinator, "route", "explain", "M-00000000")
    tap.equal(ran.returncode, 1, "an alert nobody knows")
    ran = run_loket(desk.profile("care"), "route", "explain", alert)
    tap.equal(ran.returncode, 1, "it is not for who reports")
    ran = run_loket(desk.profile("manager"), "route", "print")
    tap.ok(ran.returncode == 0 and re.search(r"versions tables \d", ran.stdout),
           "what is in force is printed with its versions", ran.stdout[:200])


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("care", "opvang", "CARE")
        tap.run(check_blocks, desk)
        tap.run(check_explain, desk)
    for page, seen in ((README, README_SEEN), (LINKING, LINKING_SEEN)):
        with Installation() as desk:
            tap.run(check_page, desk, page, seen)
    tap.finish()


if __name__ == "__main__":
    main()
