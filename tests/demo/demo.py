#!/usr/bin/python3
"""demo -- a scripted night at the desk, with the real programs.

An installation is made in BUILD/demo; the daemon, three partners, three
coordinators and a desk manager run as processes of their own and talk over
CURVE.  Waits are seconds where a desk has minutes.  What happens is told as it
happens.  The last line counts:

  demo: accepted=N refused=N duplicates=N alerts=N pages=N acknowledged=N
        lost=0 seconds=S                                        (on one line)

Exit code 0 only when nothing is lost and every referral is acknowledged.

    demo.py [--build DIR]
"""
import datetime
import json
import os
import subprocess
import sys
import time
import zoneinfo

from stage import (ANSWER_S, HOME, LOKET, MESSAGES, PARTNERS, REASONS,
                   STUCK_S, Coordinator, Daemon, Manager, Sender, chapter,
                   enrol, in_words, loket, make_installation, profile, started,
                   tell)

SHARING = {"agreement": "no: there is no agreement for it",
           "ok": "yes, and it is on record"}
PLACING = {"ok": "placed, the bed is taken",
           "requested": "not theirs to take: the coordinator is called",
           "full": "there is no bed left"}
EVERY_STATE = "received,held,paging,acked,closed"


class Count:
    def __init__(self):
        self.accepted = {}  # receipt: (name, id)
        self.refused = 0
        self.duplicates = 0
        self.sent = []      # (name, verb, text)


def take_answers(count, name, out, quiet=False):
    for line in sorted(out, key=lambda line: line.get("line", 0)):
        if line["verdict"] == "accepted":
            count.accepted[line["receipt"]] = (name, line["id"])
            if not quiet:
                tell(name, f"line {line['line']}: received as {line['id']}")
        elif line["verdict"] == "replayed":
            count.duplicates += 1
        elif line["verdict"] == "refused":
            count.refused += 1
            for finding in line["findings"]:
                tell(name, f"line {line['line']}: REFUSED, "
                     f"{finding.get('field') or 'the line'} "
                     f"{REASONS.get(finding['code'], finding['code'])}")
    return out[-1]


def send(count, name, verb, lines, quiet=False):
    """A file of messages through `loket VERB`; its summary."""
    text = "\n".join(lines) + "\n"
    count.sent.append((name, verb, text))
    return take_answers(count, name, loket(name, verb, "-", stdin=text),
                        quiet)


def send_in_two(count, name, lines, between):
    """The same, but half of the lines are written, and between() is called,
    when the first receipts are there."""
    text = "\n".join(lines) + "\n"
    count.sent.append((name, "signal", text))
    half = text.index("\n", len(text) // 2) + 1
    with subprocess.Popen([LOKET, "signal", "--json", "--profile",
                           profile(name), "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as client:
        client.stdin.write(text[:half])
        client.stdin.flush()
        out = [json.loads(client.stdout.readline()) for _ in range(3)]
        between()
        client.stdin.write(text[half:])
        client.stdin.close()
        out += [json.loads(line) for line in client.stdout]
    return take_answers(count, name, out, quiet=True)


def shipped(name):
    with open(os.path.join(MESSAGES, name), encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line]


def addresses(n, buildings, postcode):
    """A corporation's list: n observations of so many buildings."""
    return [json.dumps({"kind": "signal", "observed": "2026-11-20",
                        "form": "labour",
                        "indicators": ["OB07", "OB08", "OB12"],
                        "place": {"municipality": "GM0363",
                                  "postcode": postcode,
                                  "house_number": 40 + 2 * (i % buildings)},
                        "own_reference": f"{postcode}-{i + 1}"})
            for i in range(n)]


def wait_for(what, done):
    until = time.monotonic() + STUCK_S
    while not done():
        if time.monotonic() > until:
            tell("demo", f"waited {STUCK_S} s in vain: {what}")
            return False
        time.sleep(0.05)
    return True


# --- the night --------------------------------------------------------------

def alerts():
    """All of messages: an exercise is none, nor is a place asked for."""
    return [a for a in loket("coordinator", "list", "--state", EVERY_STATE)
            if not a.get("cause")]


def on_call():
    """`loket roster who`, in words."""
    for who in loket("coordinator", "roster", "who"):
        why = (f"override {who['override']}" if who.get("override")
               else "the rotation")
        tell("desk", f"on call in {who['roster']}: "
             f"{', '.join(who['people'])}, by {why}")


def shift():
    chapter("21:50, who is on call tonight, and why")
    on_call()
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Amsterdam"))
    ends = now + datetime.timedelta(hours=9)
    changed = loket("manager", "roster", "override", "--roster", "primary",
                    "--replace", "coordinator", "--with", "anna", "--start",
                    f"{now:%Y-%m-%dT%H:%M}", "--end", f"{ends:%Y-%m-%dT%H:%M}",
                    "--reason", "two nights in a row")
    tell("manager", "anna takes the night of the coordinator" if any(
        line.get("accepted") for line in changed) else f"refused: {changed}")
    on_call()


def storm(count, coordinator):
    chapter("02:00, a list of 24 different addresses: a storm")
    before = len(coordinator.pages)
    send(count, "corporation", "signal", addresses(24, 24, "1097ZZ"),
         quiet=True)
    wait_answered(count)
    tell("demo", f"24 signals were {len(coordinator.pages) - before} calls")


def bundle_of(message):
    return loket("coordinator", "show", message)[0].get("bundle", "")


def picture(count):
    """What several told is one picture, and why."""
    chapter("04:15, the same telephone, fourteen months later: why together?")
    told = []
    for name in ("police", "corporation"):
        before = set(count.accepted)
        send(count, name, "signal",
             shipped({"police": "picture-police.jsonl",
                      "corporation": "picture-housing.jsonl"}[name]),
             quiet=True)
        told += [message for receipt, (_, message) in count.accepted.items()
                 if receipt not in before]
    old, _, new, _, flat = told
    wait_for("two signals are one bundle", lambda: bundle_of(flat) != "" and
             bundle_of(old) == bundle_of(new) != "")
    for line in in_words("coordinator", "why", old):
        tell("desk", line)
    chapter("04:20, another flat of that house: the desk asks")
    for line in in_words("coordinator", "review", flat)[:3]:
        tell("desk", line)
    said = loket("coordinator", "review", "--answer", "yes", flat, old,
                 "--reason", "same staircase, same visitors")[0]
    tell("coordinator", f"yes: {said['decision']['decision']}; "
         f"{'they are one bundle' if bundle_of(flat) == bundle_of(old) else '?'}")
    found = loket("coordinator", "search", "--purpose", "who called before?",
                  "--phone", "06-0000003?")[0]
    tell("coordinator", "a number of which one digit is not known: "
         f"{len(found['hits'])} signals, {found['left']} searches left today")
    wait_answered(count)


def exercise():
    chapter("05:00, is anybody awake? an exercise")
    said = loket("manager", "drill", "start", "--wait", "20")
    for line in said:
        if line.get("event") == "acknowledged":
            tell("manager", f"{line['person']} took it after "
                 f"{line['after_s']:.1f} s")


def what_could_wait(count, coordinator):
    chapter("06:30, the coordinator reads what could wait")
    held = loket("coordinator", "list", "--state", "held")
    for alert in held:
        coordinator.answer(alert)
    wait_for("nothing waits", lambda: all(
        a["state"] != "held" for a in alerts()))
    wait_answered(count)


def evening(count):
    signals, bad = shipped("signals.jsonl"), shipped("bad.jsonl")
    chapter("22:30, a housing corporation sends what its people saw")
    ended = send(count, "corporation", "signal",
                 [signals[0], signals[3], signals[4], signals[6]] + bad)
    tell("corporation", f"{ended['accepted']} received, {ended['refused']} "
         "refused with line, field and reason")
    chapter("23:45, the police saw something at the same address")
    send(count, "police", "signal", [signals[1]])
    send(count, "care", "signal", [signals[2], signals[5]])
    wait_for("two organisations in one alert",
             lambda: any(a.get("organisations") == 2 for a in alerts()))
    for alert in alerts():
        if alert.get("organisations") == 2:
            tell("desk", f"{alert['alert']}: {alert['messages']} messages of "
                 f"{alert['organisations']} organisations about one dwelling")
    wait_answered(count)


def midnight(count, daemon, corporation):
    referrals = shipped("referrals.jsonl")
    chapter("00:10, a person who needs a bed, now")
    send(count, "police", "refer", referrals[:1])
    wait_answered(count)
    chapter("01:00, a list of 40 addresses; in the middle of it the process "
            "with the sockets is killed")

    def kill():
        tell("demo", "kill -9 of front; it is there again after "
             f"{daemon.kill_front() * 1000:.0f} ms")
        send(count, "police", "refer", referrals[1:3])

    corporation.quiet = True
    before, forwarded = corporation.seen, corporation.forwarded
    ended = send_in_two(count, "corporation", addresses(40, 3, "1098ZZ"), kill)
    tell("corporation", f"{ended['accepted']} received, "
         f"{ended['not_received']} not")
    wait_answered(count)
    wait_for("the corporation hears",
             lambda: corporation.forwarded >= forwarded + 40)
    # What joins an alert that somebody has already is not seen anew.
    tell("corporation", f"hears: {corporation.forwarded - forwarded} of them "
         f"are with the desk, {corporation.seen - before} were seen")


def wait_answered(count):
    """Every message is in an alert, every call is answered."""
    wait_for("every call is answered", lambda: sum(
        a["messages"] for a in alerts()) >= len(count.accepted) and all(
            a["state"] in ("acked", "held") for a in alerts()))
    time.sleep(ANSWER_S / 2)  # what people read comes a moment later


def small_hours(count, desk, care):
    chapter("03:00, who is on call does not hear the telephone")
    coordinator, *asleep = desk
    for each in asleep:
        each.asleep = True
    before = len(coordinator.pages)
    send(count, "care", "refer", shipped("referrals.jsonl")[3:])
    wait_for("the sender is warned", lambda: care.unseen > 0)
    wait_for("all are called", lambda: len(coordinator.pages) > before)
    wait_answered(count)
    for each in asleep:
        each.asleep = False


def first_referral(count):
    """The police's first one: (receipt, id)."""
    return next((receipt, message) for receipt, (name, message)
                in count.accepted.items()
                if name == "police" and message.startswith("R-"))


def day(count):
    """What the coordinator by day does with what the night brought."""
    chapter("08:30, why this level, which shelter, who may place")
    receipt, message = first_referral(count)
    why = loket("coordinator", "route", "explain", message)[0]
    tell("desk", f"{message}: class K{why['class'] - 1}, group {why['group']}, "
         f"by rows {why['trace'].split(' | ')[0]}")
    tell("desk", f"proposed: {', '.join(why['proposals'])}; may place: "
         f"{why['placer']}; prepared: {', '.join(why['prepare'])}")
    for name in ("police", "care"):
        placed = loket(name, "shelter", "place", why["proposals"][0],
                       "--referral", receipt if name == "police" else
                       next(r for r, (n, m) in count.accepted.items()
                            if n == "care" and m.startswith("R-")))[0]
        tell(name, f"a bed in {why['proposals'][0]}? "
             f"{PLACING.get(placed['verdict'], placed['verdict'])}")
    wait_for("the request is somebody's", lambda: all(
        a["state"] != "paging" for a in loket("coordinator", "list")))
    for facility in loket("coordinator", "shelter", "list"):
        if facility.get("facility") == why["proposals"][0]:
            tell("desk", f"{facility['facility']}: {facility['placed']} of "
                 f"{facility['places']} taken, "
                 f"{facility.get('requested', 0)} asked for")
    chapter("10:00, may the housing corporation know? the mayor asks")
    shared = next(a for a in alerts() if a.get("organisations") == 2)
    answer = loket("coordinator", "share", shared["bundle"], "--to",
                   "woonstede", "--content", "address", "--purpose",
                   "follow-up", "--check")[0]
    tell("coordinator", "an address note to woonstede? "
         f"{SHARING.get(answer['verdict'], answer['verdict'])}")
    year = f"{datetime.date.today():%Y}"
    asked = loket("coordinator", "report", "counts", "--year", year, "--age",
                  "under_18", "--gender", "female", "--municipality", "GM0363",
                  "--exact", "--purpose", "the mayor asks")
    tell("coordinator", f"girls under eighteen in the city in {year}: "
         f"{asked[0]['rows'][0][0]}")


def morning(count):
    chapter("07:00, everybody sends everything again, to be sure")
    for name, verb, text in list(count.sent):
        out = loket(name, verb, "-", stdin=text)
        again = [line for line in out if line["verdict"] == "replayed"]
        count.duplicates += len(again)
        new = [line for line in out if line["verdict"] == "accepted"]
        tell(name, f"{len(again)} were received before, {len(new)} are new")
        yield from (line["receipt"] for line in again)


def lost_ones(count, replayed):
    """Accepted, and not found again or not with a coordinator."""
    lost = []
    for receipt, (name, message) in count.accepted.items():
        status = loket(name, "status", receipt)[0]
        if status.get("state") not in ("forwarded", "seen", "in_progress",
                                       "closed") or receipt not in replayed:
            lost.append(message)
    return lost


def referrals_waiting(count):
    return [message for receipt, (name, message) in count.accepted.items()
            if message.startswith("R-") and
            loket(name, "status", receipt)[0].get("state") != "seen"]


def night(daemon):
    count = Count()
    desk = [Coordinator(name) for name in ("coordinator", "fallback", "anna")]
    coordinator = desk[0]
    manager = Manager()
    senders = {p[0]: Sender(p[0]) for p in PARTNERS}
    for each in desk:
        each.watching.wait(10)
        tell(each.name, "watches")
    shift()
    evening(count)
    midnight(count, daemon, senders["corporation"])
    storm(count, coordinator)
    small_hours(count, desk, senders["care"])
    picture(count)
    exercise()
    what_could_wait(count, coordinator)
    replayed = set(morning(count))
    lost = lost_ones(count, replayed)
    waiting = referrals_waiting(count)
    day(count)
    found = alerts()
    shown = [loket("coordinator", "show", a["alert"])[0] for a in found]
    pages = sum(len(detail.get("pages", [])) for detail in shown)
    acknowledged = sum(1 for a in found if a.get("acknowledged_us", 0) > 0)
    for each in (*desk, manager, *senders.values()):
        each.stop()
    chapter("the night is over")
    for message in waiting:
        tell("demo", f"{message} was never acknowledged")
    print(f"demo: accepted={len(count.accepted)} refused={count.refused} "
          f"duplicates={count.duplicates} alerts={len(found)} pages={pages} "
          f"acknowledged={acknowledged} lost={len(lost)} "
          f"seconds={time.monotonic() - started:.0f}", flush=True)
    return not lost and not waiting


def main():
    endpoint = make_installation()
    tell("demo", f"a desk is made in {os.path.relpath(HOME)}; it listens on "
         f"{endpoint}")
    daemon = Daemon(endpoint)
    good = False
    try:
        enrol(endpoint)
        good = night(daemon)
    finally:
        daemon.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
