#!/usr/bin/python3
"""The command line client: outbox, the same file twice, exit codes, key
files, watching and answering, signed receipts, Dutch."""
import json
import os
import re
import shutil
import subprocess
import time

from installation import LOKET, MESSAGES, Installation, free_port, run_loket
from loketlib import ROOT
from tap import Tap

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
SIGNAL = json.dumps({"observed": "2026-11-20", "form": "labour",
                     "place": {"municipality": "GM0363"},
                     "indicators": ["UO01"]})
REFERRAL = json.dumps({"victim_ref": "TST-77", "form": "sexual",
                       "place": {"municipality": "GM0363"},
                       "shelter_needed": "yes", "text": "MARK-IN-TEXT"})


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def verdicts(ran):
    return [o["verdict"] for o in objects(ran.stdout)
            if o["verdict"] != "summary"]


def check_usage(tap, desk):
    for words, code in ((["--help"], DONE), (["--version"], DONE),
                        (["signal", "--help"], DONE),
                        (["watch", "--help"], DONE), (["fly"], USAGE),
                        (["signal", "--colour"], USAGE),
                        (["status"], USAGE)):
        ran = subprocess.run([LOKET, *words], capture_output=True, text=True,
                             check=False)
        tap.equal(ran.returncode, code, f"loket {' '.join(words)}: {code}")
    told = subprocess.run([LOKET, "--help"], capture_output=True, text=True,
                          check=True).stdout
    verbs = re.findall(r"^  ([a-z]+) +\S", told, re.M)
    lost = [verb for verb in verbs if not subprocess.run(
        [LOKET, verb, "--help"], capture_output=True, text=True,
        check=False).stdout.startswith(f"usage: loket {verb}")]
    tap.equal((len(verbs) > 30, lost), (True, []), "every verb has its help")
    with open(os.path.join(ROOT, "docs", "man", "loket.1"),
              encoding="utf-8") as file:
        page = " ".join(line.replace("\\", "") for line in file
                        if line.startswith(".B"))
    tap.equal([verb for verb in verbs if not re.search(rf"\b{verb}\b", page)],
              [], "and its place in loket(1)")
    bare = subprocess.run([LOKET], capture_output=True, text=True,
                          check=False)
    tap.ok(bare.returncode in (DONE, USAGE) and
           "usage" in (bare.stdout + bare.stderr).lower(),
           "without words it says how")
    ran = run_loket(desk.profile("police"), "status", "no-receipt-at-all")
    tap.ok(ran.returncode in (REFUSED, USAGE), "what is no receipt")
    ran = run_loket(os.path.join(desk.dir, "nowhere"), "list")
    tap.equal(ran.returncode, USAGE, "a profile that is not there: 2")


def check_keys(tap, desk):
    folder = os.path.join(desk.dir, "open-profile")
    shutil.copytree(desk.profile("police"), folder)
    secret = os.path.join(folder, "secret.key")
    for mode in (0o644, 0o640, 0o604):
        os.chmod(secret, mode)
        ran = run_loket(folder, "signal", "-", stdin=SIGNAL)
        tap.equal((ran.returncode, ran.stdout), (USAGE, ""),
                  f"a key of mode {mode:o} is not used")
        tap.ok("secret.key" in ran.stderr, "and the file is named")
    os.chmod(secret, 0o600)
    tap.equal(run_loket(folder, "inbox").returncode, DONE,
              "of mode 600 it is")
    made = os.path.join(desk.dir, "made")
    ran = run_loket(made, "key", "new", "--json", "--server", desk.endpoint,
                    "--server-key", desk.server_key(), "--name", "made")
    key = objects(ran.stdout)[0]["public_key"]
    tap.equal((ran.returncode, os.stat(os.path.join(
        made, "secret.key")).st_mode & 0o777), (DONE, 0o600),
        "key new makes a key of mode 600")
    tap.equal(run_loket(made, "key", "new", "--server", desk.endpoint,
                        "--server-key", desk.server_key()).returncode == DONE,
              False, "and never writes over one")
    ran = run_loket(made, "signal", "--receipt-timeout", "5", "-",
                    stdin=SIGNAL)
    tap.equal(ran.returncode, REFUSED, "a key nobody enrolled: 1")
    added = run_loket(desk.profile("operator"), "partner", "add",
                      "--organisation", "nieuw", "--organisation-kind",
                      "care", "--name", "made", "--role", "submitter",
                      "--key", key)
    tap.equal(added.returncode, DONE, "partner add")
    ran = run_loket(made, "outbox", "--json")
    tap.equal(verdicts(ran), ["accepted"],
              "enrolled: what waited in the outbox goes through")
    listed = run_loket(desk.profile("operator"), "partner", "list", "--json")
    tap.ok(any(o.get("name") == "made" for o in objects(listed.stdout)),
           "partner list")
    tap.equal(run_loket(desk.profile("operator"), "partner", "revoke",
                        "made").returncode, DONE, "partner revoke")
    ran = run_loket(made, "signal", "--receipt-timeout", "3", "-",
                    stdin=SIGNAL.replace("UO01", "UO02"))
    tap.equal(ran.returncode, REFUSED, "revoked: 1")
    tap.equal(run_loket(desk.profile("police"), "partner",
                        "list").returncode, REFUSED,
              "partners are an operator's: 1")


def check_outbox(tap, desk):
    """Three lines while the daemon is away; one more run sends them."""
    lines = "\n".join(SIGNAL.replace("UO01", f"OB0{n}") for n in (6, 8, 1))
    run_loket(desk.profile("police"), "signal", "-", stdin=SIGNAL)
    desk.stop()
    ran = run_loket(desk.profile("police"), "signal", "--json",
                    "--receipt-timeout", "1", "-", stdin=lines)
    tap.equal((ran.returncode, verdicts(ran)),
              (UNREACHABLE, ["not_received"] * 3),
              "no daemon: not received, 3")
    telephone = [o.get("fallback_telephone") for o in objects(ran.stdout)
                 if o["verdict"] == "not_received"]
    tap.ok(telephone[0] == "+31 20 000 0000", "with the number to call")
    words = run_loket(desk.profile("police"), "signal", "--receipt-timeout",
                      "1", "-", stdin=SIGNAL.replace("UO01", "OB11"))
    tap.ok("+31 20 000 0000" in words.stdout and "not received" in
           words.stdout, "in words too")
    ran = run_loket(desk.profile("police"), "signal", "--json",
                    "--receipt-timeout", "1", "-", stdin=SIGNAL)
    tap.equal(verdicts(ran), ["not_received"] * 4 + ["replayed"],
              "what has a receipt is not said to be lost")
    kept = list_outbox(desk)
    tap.equal(kept, 4, "four messages wait in the outbox")
    desk.start()
    ran = run_loket(desk.profile("police"), "outbox", "--json")
    tap.equal((ran.returncode, verdicts(ran)), (DONE, ["accepted"] * 4),
              "the daemon is back: they go through")
    tap.equal(list_outbox(desk), 0, "the outbox is empty")
    ran = run_loket(desk.profile("police"), "signal", "--json", "-",
                    stdin=lines)
    tap.equal(verdicts(ran), ["replayed"] * 3,
              "the same lines sent now: nothing new")


def list_outbox(desk):
    folder = os.path.join(desk.profile("police"), "outbox")
    return len([n for n in os.listdir(folder) if n.endswith(".json")])


def check_restart_while_sending(tap, desk):
    """The daemon dies with lines under way; the client waits and ends."""
    lines = [SIGNAL.replace("GM0363", f"GM{1000 + n}") for n in range(300)]
    client = subprocess.Popen(
        [LOKET, "signal", "--json", "--profile", desk.profile("police"), "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    client.stdin.write("\n".join(lines[:150]) + "\n")
    client.stdin.flush()
    for _ in range(20):
        client.stdout.readline()
    desk.kill("desk")
    desk.process.wait(10)
    time.sleep(0.3)
    desk.start()
    client.stdin.write("\n".join(lines[150:]) + "\n")
    client.stdin.close()
    summary = objects(client.stdout.read())[-1]
    tap.equal((client.wait(60), summary["accepted"] + summary["replayed"],
               summary["refused"] + summary["not_received"]),
              (DONE, 300, 0), "a daemon killed on the way loses no line")
    client.stdout.close()


def check_twice(tap, desk):
    path = os.path.join(MESSAGES, "signals.jsonl")
    first = run_loket(desk.profile("police"), "signal", "--json", path)
    count = len(objects(first.stdout)) - 1
    again = run_loket(desk.profile("police"), "signal", "--json", path)
    tap.equal((again.returncode, verdicts(again)), (DONE, ["replayed"] *
                                                    count),
              "the same file twice changes nothing")
    tap.equal([o.get("receipt") for o in objects(again.stdout)],
              [o.get("receipt") for o in objects(first.stdout)],
              "and gives the same receipts")
    anew = run_loket(desk.profile("police"), "signal", "--json", "--again",
                     path)
    tap.equal(verdicts(anew), ["accepted"] * count,
              "unless it is meant to be new")
    folder = desk.profile("police")
    found = []
    for name in os.listdir(os.path.join(folder, "sent")):
        with open(os.path.join(folder, "sent", name),
                  encoding="utf-8") as file:
            if "matrassen" in file.read():
                found.append(name)
    tap.equal(found, [], "what was received is not kept")


def check_watch(tap, desk):
    """watch --json: a page, delivered by itself, answered on stdin."""
    watch = subprocess.Popen(
        [LOKET, "watch", "--json", "--profile", desk.profile("coordinator")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    wait_event(watch, "connected")
    ran = run_loket(desk.profile("police"), "refer", "--json", "-",
                    stdin=REFERRAL)
    receipt = objects(ran.stdout)[0]
    page = wait_event(watch, "page", lambda o: o["kind"] == "referral")
    tap.ok(page["level"] == "u2" and page["generation"] == 1,
           "watch --json: the page", page)
    watch.stdin.write(f"ack {page['alert']} {page['generation']}\n")
    result = wait_event(watch, "result")
    tap.equal((result["verdict"], result["owner"]), ("ok", "coordinator"),
              "ack on standard input: ok")
    watch.stdin.write("quit\n")
    tap.equal(watch.wait(10), DONE, "quit ends it")
    watch.stdout.close()
    watch.stdin.close()
    shown = objects(run_loket(desk.profile("coordinator"), "show", "--json",
                              page["alert"]).stdout)[0]
    tap.ok(shown["pages"][0]["delivered_us"] > 0 and
           shown["messages"] == [receipt["id"]],
           "its device had confirmed the page")
    status = objects(run_loket(desk.profile("police"), "status", "--json",
                               receipt["receipt"]).stdout)[0]
    tap.equal(status["state"], "seen", "the sender's status: seen")
    inbox = objects(run_loket(desk.profile("police"), "inbox",
                              "--json").stdout)
    tap.ok(any(o.get("feedback", {}).get("id") == receipt["id"] and
               o["feedback"]["state"] == "seen" for o in inbox),
           "and its inbox")
    again = objects(run_loket(desk.profile("police"), "inbox",
                              "--json").stdout)
    tap.equal({o.get("event_id") for o in inbox} &
              {o.get("event_id") for o in again}, set(),
              "the inbox tells what is new, once")
    return page["alert"], receipt


def wait_event(watch, name, fits=lambda o: True):
    for line in watch.stdout:
        event = json.loads(line)
        if event["event"] == name and fits(event):
            return event
    raise RuntimeError(f"watch ended without {name}")


def check_answers(tap, desk):
    alert, receipt = check_watch(tap, desk)
    fallback = desk.profile("fallback")
    tap.equal(run_loket(fallback, "ack", alert).returncode, REFUSED,
              "ack of what another has: 1")
    tap.equal(run_loket(fallback, "takeover", alert).returncode, DONE,
              "takeover: 0")
    tap.equal(run_loket(desk.profile("coordinator"), "close", alert,
                        "--outcome", "sheltered").returncode, REFUSED,
              "close by another: 1")
    closed = run_loket(fallback, "close", alert, "--outcome", "sheltered")
    tap.equal(closed.returncode, DONE, "close by its owner: 0")
    tap.equal(run_loket(fallback, "ack", alert).returncode, REFUSED,
              "ack of what is closed: 1")
    tap.equal(run_loket(fallback, "ack", "M-00000000").returncode, REFUSED,
              "ack of nothing: 1")
    states = {o["alert"]: o["state"] for o in objects(run_loket(
        fallback, "list", "--json", "--state", "closed").stdout)}
    tap.equal(states.get(alert), "closed", "list --state closed")
    shown = run_loket(fallback, "show", "--json", receipt["id"])
    tap.ok("MARK-IN-TEXT" in shown.stdout, "show tells the message")
    tap.equal(run_loket(desk.profile("police"), "show",
                        receipt["id"]).returncode, REFUSED,
              "which a partner may not ask: 1")
    check_proof(tap, desk, receipt["receipt"])


def check_proof(tap, desk, receipt):
    police = desk.profile("police")
    proof = os.path.join(desk.dir, "proof.json")
    content = os.path.join(desk.dir, "content.json")
    with open(content, "w", encoding="utf-8") as file:
        file.write(REFERRAL + "\n")
    ran = run_loket(police, "status", "--signed", receipt)
    with open(proof, "w", encoding="utf-8") as file:
        file.write(ran.stdout)
    desk.stop()
    tap.equal(run_loket(police, "status", "--verify", proof, "--content",
                        content).returncode, DONE,
              "a signed receipt verifies without a connection")
    with open(content, "w", encoding="utf-8") as file:
        file.write(REFERRAL.replace("TST-77", "TST-78") + "\n")
    tap.equal(run_loket(police, "status", "--verify", proof, "--content",
                        content).returncode, REFUSED,
              "not for another message")
    with open(proof, encoding="utf-8") as file:
        whole = json.load(file)
    whole["statement"] = whole["statement"].replace("52", "53", 1)
    with open(proof, "w", encoding="utf-8") as file:
        json.dump(whole, file)
    tap.equal(run_loket(police, "status", "--verify", proof).returncode,
              REFUSED, "not after a change")
    desk.start()


def check_exec(tap, desk):
    mark = os.path.join(desk.dir, "rang")
    watch = subprocess.Popen(
        [LOKET, "watch", "--json", "--profile", desk.profile("coordinator"),
         "--exec", f"echo $LOKET_ALERT $LOKET_LEVEL >> {mark}"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    wait_event(watch, "connected")
    run_loket(desk.profile("police"), "refer", "-",
              stdin=REFERRAL.replace("TST-77", "TST-EXEC"))
    page = wait_event(watch, "page",
                      lambda o: o["kind"] == "referral")
    until = time.monotonic() + 5
    text = ""
    while page["alert"] not in text and time.monotonic() < until:
        time.sleep(0.02)
        if os.path.exists(mark):
            with open(mark, encoding="utf-8") as file:
                text = file.read()
    tap.ok(f"{page['alert']} {page['level']}" in text,
           "watch --exec runs the command with alert and level", text)
    watch.stdin.write("quit\n")
    watch.stdin.close()
    watch.wait(10)
    watch.stdout.close()


def check_silence(tap, desk):
    """No heartbeat: the alarm, in time."""
    watch = subprocess.Popen(
        [LOKET, "watch", "--json", "--alarm-after", "1", "--profile",
         desk.profile("coordinator")], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    wait_event(watch, "connected")
    desk.stop()
    began = time.monotonic()
    wait_event(watch, "heartbeat_lost")
    tap.ok(time.monotonic() - began < 4, "silence: watch sounds its alarm")
    desk.start()
    wait_event(watch, "connected")
    tap.ok(True, "and connects again by itself")
    watch.stdin.write("quit\n")
    watch.stdin.close()
    watch.wait(10)
    watch.stdout.close()


def check_order(tap, desk):
    """Good lines, lines that are wrong by themselves and lines the desk
    refuses: the reports come in the order of the file."""
    kinds = (SIGNAL, "not json", SIGNAL.replace("UO01", "ZZ99"), "{")
    lines = [kinds[n % 4].replace("GM0363", f"GM{2000 + n}")
             for n in range(200)]
    ran = run_loket(desk.profile("police"), "signal", "--json", "-",
                    stdin="\n".join(lines))
    said = [o["line"] for o in objects(ran.stdout)[:-1]]
    tap.equal(said, list(range(1, 201)), "reports are in line order")
    tap.equal(objects(ran.stdout)[-1]["verdict"], "summary",
              "and the summary is last")
    ran = run_loket(desk.profile("police"), "signal", desk.dir)
    tap.equal((ran.returncode, "cannot be read" in ran.stderr),
              (USAGE, True), "what cannot be read is not taken as empty")


def check_unreachable(tap, desk):
    folder = os.path.join(desk.dir, "far")
    run_loket(folder, "key", "new", "--server",
              f"tcp://127.0.0.1:{free_port()}", "--server-key",
              desk.server_key())
    ran = run_loket(folder, "list", "--timeout", "0.5")
    tap.equal(ran.returncode, UNREACHABLE, "nobody there: 3")


def check_indicators(tap, desk):
    """A partner reads the list of codes, and no other document."""
    ran = run_loket(desk.profile("police"), "indicators", "--json")
    codes = [o["code"] for o in objects(ran.stdout)]
    tap.equal((ran.returncode, len(codes)), (DONE, 80),
              "the codes in force are read by whoever reports")
    ran = run_loket(desk.profile("police"), "indicators", "--json",
                    "--view", "police")
    short = [o["code"] for o in objects(ran.stdout)]
    tap.ok(0 < len(short) < len(codes) and set(short) < set(codes),
           "with the short list of a kind", short)
    for words in (("get", "persons"), ("history", "indicators")):
        tap.equal(run_loket(desk.profile("police"), "desk", *words).returncode,
                  REFUSED, f"desk {' '.join(words)}: 1")


def check_full(tap, desk):
    """Whoever keeps what is answered has all of it, or hears of it."""
    for words in (["list"], ["--json", "list"], ["desk", "get", "rosters"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            ran = subprocess.run(
                [LOKET, "--profile", desk.profile("manager"), *words],
                stdout=full, stderr=subprocess.PIPE, text=True, timeout=20,
                env={**os.environ, "LANGUAGE": "en"}, check=False)
        tap.ok(ran.returncode == 2 and "not all of the answer" in ran.stderr,
               f"an answer for which there is no room: {' '.join(words)}",
               f"{ran.returncode} {ran.stderr}")


def check_dutch(tap, desk):
    catalogue = os.path.join(os.path.dirname(LOKET), "locale")
    if not os.path.isdir(catalogue):
        tap.skip("Dutch", "no catalogue was built")
        return
    env = {"LANGUAGE": "nl", "LC_ALL": "C.UTF-8"}
    ran = run_loket(desk.profile("police"), "signal", "-",
                    stdin=SIGNAL.replace("UO01", "ZZ99"), env=env)
    tap.ok("geweigerd" in ran.stdout and "refused" not in ran.stdout,
           "LANGUAGE=nl: the words are Dutch", ran.stdout)
    ran = run_loket(desk.profile("police"), "signal", "--json", "-",
                    stdin=SIGNAL.replace("UO01", "ZZ99"), env=env)
    tap.ok("refused" in ran.stdout and "geweigerd" not in ran.stdout,
           "--json stays as it is")


def main():
    tap = Tap()
    with Installation({"desk.combine_ms": "100",
                       "desk.heartbeat_ms": "300"}) as desk:
        desk.enrol("police")
        for check in (check_usage, check_keys, check_answers, check_exec,
                      check_outbox, check_restart_while_sending, check_twice,
                      check_silence, check_order, check_unreachable,
                      check_indicators, check_full, check_dutch):
            tap.run(check, desk)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
