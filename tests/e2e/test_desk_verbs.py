#!/usr/bin/python3
"""The client's verbs for the desk's own people against a real desk: desk
documents, rosters, swaps, the directory, drills, referrals, what is done about alerts."""
import json
import os
import subprocess
import time
from datetime import datetime, timedelta

from installation import LOKET, Installation, run_loket
from tap import Tap

DONE, REFUSED, USAGE = 0, 1, 2
REFERRAL = json.dumps({"victim_ref": "TST-77", "form": "sexual",
                       "place": {"municipality": "GM0363"},
                       "shelter_needed": "yes"})


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def path_of(desk, name):
    return os.path.join(desk.dir, name)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def local(days):
    """So many days from now, 08:00, as an option takes it."""
    return (datetime.now() + timedelta(days=days)).strftime("%Y-%m-%dT08:00")


def in_force(desk, name):
    ran = run_loket(desk.profile("manager"), "desk", "history", "--json")
    return next(v["version"] for v in objects(ran.stdout)
                if v["name"] == name)


def check_documents(tap, desk):
    manager = desk.profile("manager")
    file = path_of(desk, "rosters.yaml")
    got = run_loket(manager, "desk", "get", "rosters")
    tap.equal(got.returncode, DONE, "desk get")
    first = in_force(desk, "rosters")
    write(file, got.stdout)
    ran = run_loket(manager, "desk", "diff", "rosters", file)
    tap.equal((ran.returncode, ran.stdout), (DONE, ""),
              "what was fetched is what is in force")
    write(file, got.stdout.replace("people: [coordinator]", "people: [zoe]"))
    ran = run_loket(manager, "desk", "put", file)
    tap.ok(ran.returncode == REFUSED and
           f"{file}:" in ran.stdout and "E_UNKNOWN_PERSON" in ran.stdout,
           "a wrong document is refused, by file and line", ran.stdout)
    tap.equal(in_force(desk, "rosters"), first, "and changes nothing")
    write(file, got.stdout.replace("minimum: 1", "minimum: 1 # one", 1))
    ran = run_loket(manager, "desk", "check", "--online", file)
    tap.equal((ran.returncode, in_force(desk, "rosters")), (DONE, first),
              "a check changes nothing either")
    ran = run_loket(manager, "desk", "diff", "rosters", file)
    tap.ok(ran.returncode == REFUSED and "+    minimum: 1 # one" in
           ran.stdout, "diff shows the change", ran.stdout)
    ran = run_loket(manager, "desk", "put", file, "--reason", "a remark")
    tap.equal(ran.returncode, DONE, "desk put")
    second = in_force(desk, "rosters")
    tap.ok(second != first, "there is a new version")
    ran = run_loket(manager, "desk", "put", file, "--version", str(first))
    tap.equal(ran.returncode, REFUSED, "not over a version not seen")
    ran = run_loket(manager, "desk", "diff", "rosters")
    tap.ok("+    minimum: 1 # one" in ran.stdout, "the last change")
    ran = run_loket(manager, "desk", "rollback", "rosters", "--version",
                    str(first), "--reason", "as it was")
    tap.equal(ran.returncode, DONE, "desk rollback")
    ran = run_loket(manager, "desk", "get", "rosters")
    tap.equal(ran.stdout, got.stdout, "brings the old text back")
    tap.ok(in_force(desk, "rosters") not in (first, second),
           "as a new version")
    ran = run_loket(desk.profile("coordinator"), "desk", "put", file)
    tap.equal(ran.returncode, REFUSED, "a coordinator changes none")


def who(desk, at):
    ran = run_loket(desk.profile("manager"), "roster", "who", "--json",
                    "--roster", "primary", "--at", at)
    return ran.returncode, objects(ran.stdout)[0]["people"]


def check_rosters(tap, desk):
    manager = desk.profile("manager")
    tap.equal(who(desk, local(2)), (DONE, ["coordinator"]), "roster who")
    ran = run_loket(manager, "roster", "override", "--roster", "primary",
                    "--start", local(2), "--end", local(3), "--replace",
                    "coordinator", "--with", "fallback", "--reason", "ill")
    tap.equal(ran.returncode, DONE, "roster override")
    tap.equal(who(desk, local(2)), (DONE, ["fallback"]), "takes effect")
    ran = run_loket(manager, "roster", "override", "--roster", "primary",
                    "--start", local(4), "--end", local(5), "--remove",
                    "coordinator", "--reason", "ill")
    tap.ok(ran.returncode == REFUSED and "E_GAP" in ran.stdout,
           "a gap that is near is refused", ran.stdout)
    ran = run_loket(desk.profile("coordinator"), "roster", "swap", "propose",
                    "--roster", "primary", "--to", "fallback", "--start",
                    local(6), "--end", local(7), "--json")
    tap.equal(ran.returncode, DONE, "swap propose")
    swap = objects(ran.stdout)[0]["swap"]["swap"]
    listed = run_loket(desk.profile("fallback"), "roster", "swap", "list")
    tap.ok(swap in listed.stdout, "swap list", listed.stdout)
    tap.equal(who(desk, local(6)), (DONE, ["coordinator"]),
              "proposed is not done")
    ran = run_loket(desk.profile("fallback"), "roster", "swap", "accept", swap)
    tap.equal(ran.returncode, DONE, "swap accept")
    tap.equal(who(desk, local(6)), (DONE, ["fallback"]), "and now it is")
    ran = run_loket(desk.profile("fallback"), "roster", "accept", "--roster",
                    "primary", "--start", local(2))
    tap.equal(ran.returncode, DONE, "roster accept of an own shift")
    ran = run_loket(desk.profile("coordinator"), "roster", "accept",
                    "--roster", "primary", "--start", local(2))
    tap.equal(ran.returncode, REFUSED, "not of another's")
    ran = run_loket(manager, "roster", "ical", "--person", "fallback",
                    "--roster", "primary")
    tap.equal(ran.stdout.count("BEGIN:VEVENT"), 2, "ical has both shifts")
    ran = run_loket(manager, "roster", "show", "--roster", "primary", "--days",
                    "8")
    tap.equal((ran.returncode, ran.stdout.count("override")), (DONE, 2),
              "roster show tells what they come from")


def check_drill(tap, desk):
    watch = subprocess.Popen(
        [LOKET, "watch", "--json", "--profile", desk.profile("coordinator")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    drill = subprocess.Popen(
        [LOKET, "drill", "start", "--json", "--wait", "20", "--profile",
         desk.profile("manager")], stdout=subprocess.PIPE, text=True)
    for line in watch.stdout:
        page = json.loads(line)
        if page["event"] == "page":
            break
    tap.equal(page["cause"], "drill", "the call says that it is a drill")
    watch.stdin.write(f"ack {page['alert']} {page['generation']}\n")
    watch.stdin.flush()
    told, _ = drill.communicate(timeout=30)
    facts = [(o["event"], o.get("person")) for o in objects(told)]
    for fact in ("called", "delivered", "acknowledged"):
        tap.ok((fact, "coordinator") in facts, f"drill tells: {fact}", facts)
    tap.equal(drill.returncode, DONE, "somebody took it: 0")
    watch.stdin.write("quit\n")
    watch.stdin.close()
    watch.wait(10)
    watch.stdout.close()
    ran = run_loket(desk.profile("manager"), "drill", "start", "--wait", "1")
    tap.ok(ran.returncode == REFUSED and "OEFENING" in ran.stdout,
           "nobody took it: 1", ran.stdout)


def open_alert(desk):
    ran = run_loket(desk.profile("coordinator"), "list", "--json")
    return [a for a in objects(ran.stdout) if "cause" not in a]


def check_alerts(tap, desk):
    coordinator = desk.profile("coordinator")
    run_loket(desk.profile("police"), "refer", "-", stdin=REFERRAL)
    until = time.monotonic() + 10
    while not open_alert(desk) and time.monotonic() < until:
        time.sleep(0.05)
    alert = open_alert(desk)[0]["alert"]
    for words, code, name in (
            (("progress", alert), REFUSED, "progress of what nobody has"),
            (("ack", alert), DONE, "ack"),
            (("progress", alert), DONE, "progress"),
            (("snooze", alert, "--for", "30m"), DONE, "snooze"),
            (("snooze", alert, "--for", "23h"), REFUSED, "not for so long"),
            (("level", alert, "u1"), DONE, "a graver level"),
            (("level", alert, "U2"), REFUSED, "a lesser without reason"),
            (("level", alert, "U2", "--reason", "calm"), DONE, "with one"),
            (("repage", alert), DONE, "repage"),
            (("ack", alert), DONE, "ack of the new call"),
            (("close", alert, "--outcome", "sheltered"), DONE, "close"),
            (("progress", alert), REFUSED, "closed is closed"),
            (("reopen", alert), DONE, "reopen")):
        ran = run_loket(coordinator, *words)
        tap.ok(ran.returncode == code, name, ran.stdout + ran.stderr)
    ran = run_loket(coordinator, "referral", "list", "--json")
    referral = objects(ran.stdout)[0]["id"]
    for profile, words, code in (
            ("coordinator", ("accept",), DONE),
            ("fallback", ("accept",), REFUSED),
            ("coordinator", ("offer", "--to", "fallback"), DONE),
            ("coordinator", ("take-back",), DONE),
            ("coordinator", ("offer", "--to", "fallback"), DONE),
            ("fallback", ("decline",), DONE),
            ("coordinator", ("offer", "--to", "fallback"), DONE),
            ("fallback", ("accept",), DONE),
            ("coordinator", ("close", "--outcome", "sheltered",
                             "--outflow", "return"), REFUSED),
            ("fallback", ("close", "--outcome", "sheltered"), REFUSED),
            ("fallback", ("close", "--outcome", "sheltered",
                          "--outflow", "return"), DONE),
            ("fallback", ("reopen",), DONE)):
        ran = run_loket(desk.profile(profile), "referral", words[0], referral,
                        *words[1:])
        tap.ok(ran.returncode == code,
               f"referral {words[0]} by {profile}: {code}",
               ran.stdout + ran.stderr)


DIRECTORY = ("organisation,role,telephone,region\r\n"
             "Voorbeeldopvang,opvang-regulier,020 000 0000,amsterdam\r\n"
             "Overal,opvang-regulier,020 000 0001,\r\n")


def check_directory(tap, desk):
    manager = desk.profile("manager")
    file = path_of(desk, "directory.csv")
    first = in_force(desk, "directory")
    ran = run_loket(manager, "directory", "export")
    tap.ok(ran.returncode == DONE and ran.stdout.count("\n") == 1,
           "a new desk's directory has columns and nobody", ran.stdout)
    write(file, DIRECTORY.replace("opvang-regulier", "zoe", 1))
    ran = run_loket(manager, "directory", "import", file, "--reason", "new")
    tap.ok(ran.returncode == REFUSED and
           f"{file}:2: unknown_name: there is no role zoe" in ran.stdout,
           "a wrong CSV is refused, by file and line", ran.stdout)
    write(file, DIRECTORY)
    ran = run_loket(manager, "directory", "import", file, "--dry-run")
    tap.equal((ran.returncode, in_force(desk, "directory")), (DONE, first),
              "a dry run changes nothing")
    ran = run_loket(desk.profile("coordinator"), "directory", "import", file,
                    "--reason", "new")
    tap.equal((ran.returncode, in_force(desk, "directory")), (REFUSED, first),
              "a coordinator imports nothing")
    ran = run_loket(manager, "directory", "import", file, "--reason", "new")
    tap.equal((ran.returncode, in_force(desk, "directory")),
              (DONE, first + 1), "directory import")
    ran = run_loket(desk.profile("coordinator"), "directory", "find",
                    "opvang-regulier", "--region", "amsterdam", "--json")
    tap.equal([e["organisation"] for e in objects(ran.stdout)],
              ["Voorbeeldopvang", "Overal"], "directory find")
    ran = run_loket(manager, "directory", "export")
    write(file, ran.stdout)
    ran = run_loket(manager, "directory", "import", file, "--reason", "again")
    tap.ok(ran.returncode == DONE, "what was exported can be imported",
           ran.stdout)
    ran = run_loket(manager, "desk", "get", "directory")
    tap.ok("# The parts that organisations have" in ran.stdout and
           "directory_warn: 60" in ran.stdout, "the rest of the text stays")


def main():
    tap = Tap()
    with Installation() as desk:
        desk.enrol("police")
        for check in (check_documents, check_rosters, check_directory,
                      check_drill, check_alerts):
            tap.run(check, desk)
    tap.finish()


if __name__ == "__main__":
    main()
