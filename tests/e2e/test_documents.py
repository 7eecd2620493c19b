#!/usr/bin/python3
"""Desk documents while the desk runs: refused as a whole with everything that
is wrong, swapped without touching what runs, looked back at and put back; and
drills."""
import signal as unix_signal

import desk_documents as documents
from installation import Installation, edit_yaml
from loketlib import Refused, stream, wire
from night import (MICRO, MINUTE, Person, alert_of, called, clear, local,
                   name_of, verdict)
from tap import Tap
from testcontrol import Control

DESK = [documents.people("anna", "bram"), documents.on_call("anna", "bram")]
PEOPLE = ("police", "anna", "bram", "manager")


# --- documents --------------------------------------------------------------

def get(person, name, version=0):
    answer = person.client.ask(document_get=wire.DocumentGet(
        name=name, version=version)).document_text
    return answer.version.version, answer.text.decode()


def put(person, texts, expect=None, **options):
    """{name: text}, on top of the versions in force."""
    return person.client.ask(document_put=wire.DocumentPut(
        documents=[wire.DocumentNew(
            name=name, text=text.encode(),
            expect=get(person, name)[0] if expect is None else expect)
            for name, text in texts.items()],
        reason=options.pop("reason", "a test"), **options)).document_result


def edit(person, name, *edits):
    texts = {name: get(person, name)[1]}
    for change in edits:
        change(texts)
    return texts


def refused(ask, *args, **options):
    try:
        ask(*args, **options)
        return "accepted"
    except Refused as error:
        return error.code


def check_refused(tap, desk, who):
    """Four mistakes in two documents."""
    manager = who["manager"]
    running = who["police"].refer("RUNNING")
    who["anna"].news()
    before = {name: get(manager, name) for name in ("policies", "rosters")}
    bad = edit(manager, "policies",
               documents.substitute("policies", r"(?s)wait: 5m(.*?)wait: 5m",
                                    r"wait: soon\1colour: blue"))
    bad |= edit(manager, "rosters",
                documents.substitute("rosters", r"people: \[anna\]",
                                     "people: [nobody]"))
    result = put(manager, bad)
    faults = [(f.document, f.line, f.code) for f in result.findings
              if f.refuses]
    tap.ok(not result.accepted and not result.versions,
           "a put with mistakes is refused as a whole", result)
    tap.equal({f[0] for f in faults}, {"policies", "rosters"},
              "with the findings of every document")
    tap.ok(len(faults) >= 4 and all(line > 0 for _, line, _ in faults),
           "each with its line", faults)
    for name, line, word in (("policies", bad["policies"], "soon"),
                             ("policies", bad["policies"], "colour"),
                             ("rosters", bad["rosters"], "nobody")):
        lines = [n for n, text in enumerate(line.split("\n"), 1)
                 if word in text and "#" not in text]
        tap.ok(set(lines) & {n for d, n, _ in faults if d == name},
               f"the line of `{word}` is named", (lines, faults))
    tap.equal({name: get(manager, name) for name in before}, before,
              "the old versions stay in force")
    tap.ok("notice DOCUMENT" not in manager.heard(), "nobody is told of them")
    tap.equal(who["anna"].heard() + who["bram"].heard(), [],
              "and nobody is called by it")
    desk.control.advance(5 * MINUTE)
    who["anna"].look()
    tap.equal(called(alert_of(manager, running), 2), ["anna", "bram"],
              "what runs goes on as before")
    tap.equal(who["bram"].ack(who["bram"].new("page")[0]), "OK",
              "and can be answered")


def check_rights(tap, desk, who):
    texts = edit(who["manager"], "persons")
    for name in ("police", "anna"):
        tap.equal(refused(put, who[name], texts, expect=1),
                  "DENIED", f"{name} changes no documents")
    tap.equal(refused(put, who["manager"], texts, expect=999), "CONFLICT",
              "who did not see the version in force changes nothing")
    version = get(who["manager"], "persons")[0]
    result = put(who["manager"], texts, check_only=True)
    tap.ok(result.accepted and
           get(who["manager"], "persons")[0] == version,
           "a check changes nothing", result)


def check_policy_in_use(tap, desk, who):
    """crisis-24 becomes crisis-fast, without the backup, while an alert runs by
    it."""
    manager, police = who["manager"], who["police"]
    old = police.refer("OLD")
    who["anna"].look()
    alert = alert_of(manager, old).alert
    due = alert.due_us
    texts = edit(manager, "policies",
                 documents.substitute("policies", r"crisis-24", "crisis-fast"),
                 documents.substitute(
                     "policies", r"(?s)(crisis-fast\n    steps:\n.*?wait:) 5m",
                     r"\1 3m"),
                 documents.substitute(
                     "policies",
                     r"(?s)(crisis-fast\n.*?)\[roster:primary, roster:backup\]",
                     r"\1[roster:primary]"))
    manager.news()
    result = put(manager, texts)
    tap.ok(result.accepted, "a policy in use may be deleted", result)
    tap.equal(list(result.in_use), [alert.alert],
              "with a warning that lists the alerts")
    tap.equal(manager.heard(), ["notice DOCUMENT"],
              "the manager hears of the new version")
    tap.equal(alert_of(manager, old).alert.due_us, due, "no timer is touched")
    new = police.refer("NEW")
    who["anna"].news()
    tap.equal([alert_of(manager, r).alert.policy for r in (old, new)],
              ["crisis-24", "crisis-fast"],
              "the old alert keeps its policy, a new one has the new")
    desk.control.advance(3 * MINUTE - MICRO)
    who["anna"].look()
    tap.equal(called(alert_of(manager, new), 2), [],
              "the new wait is not shorter")
    desk.control.advance(MICRO)
    who["anna"].look()
    tap.equal([called(alert_of(manager, r), 2) for r in (old, new)],
              [[], ["anna"]], "the new alert waits 3 minutes")
    desk.stop()
    desk.start()
    for person in who.values():
        person.back()
    desk.control.advance(2 * MINUTE)
    who["anna"].look()
    detail = alert_of(manager, old)
    tap.equal((called(detail, 2), detail.alert.policy),
              (["anna", "bram"], "crisis-24"),
              "the old alert 5, after a restart too")


def check_rollback(tap, desk, who):
    manager = who["manager"]
    version = get(manager, "policies")[0]
    tap.ok("crisis-fast" in get(manager, "policies")[1] and version > 1,
           "a later version is in force")
    first = get(manager, "policies", 1)
    result = put(manager, {"policies": first[1]}, reason="back to the first")
    tap.ok(result.accepted, "rollback: an old text is put again", result)
    tap.equal(get(manager, "policies"), (version + 1, first[1]),
              "rollback: as a version of its own, with the old text")
    history = manager.client.ask(document_history=wire.DocumentHistory(
        name="policies")).document_versions.versions
    tap.equal([(v.version, v.actor, v.reason) for v in history][0],
              (version + 1, "manager", "back to the first"),
              "rollback: who and why is on record")
    tap.equal([v.version for v in history], list(range(version + 1, 0, -1)),
              "rollback: history has every version")
    receipt = who["police"].refer("BACK")
    who["anna"].look()
    tap.equal(alert_of(manager, receipt).alert.policy, "crisis-24",
              "rollback: a new alert runs by it")


def check_reload(tap, desk, who):
    """SIGHUP with a settings file that has several mistakes."""
    with open(desk.config, encoding="utf-8") as file:
        kept = file.read()
    edit_yaml(desk.config, {"front.handshake_ms": "soon", "log_level": "loud",
                            "desk.batch_max": "0", "desk.colour": "blue"})
    receipt = who["police"].refer("RELOAD")
    who["anna"].news()
    desk.process.send_signal(unix_signal.SIGHUP)
    tap.ok(desk.wait_log("not reloaded: 4 findings"),
           "a bad reload: every mistake is counted", desk.log()[-500:])
    for word in ("handshake_ms", "log_level", "batch_max", "colour"):
        tap.ok(any(word in line and "loketd.yaml:" in line
                   for line in desk.log().splitlines()),
               f"a bad reload: {word} is on the log, with its line")
    tap.equal(who["anna"].heard(), [], "a bad reload: nobody is called")
    desk.control.advance(5 * MINUTE)
    who["anna"].look()
    tap.equal(called(alert_of(who["manager"], receipt), 2),
              ["anna", "bram"], "a bad reload: the old settings go on")
    with open(desk.config, "w", encoding="utf-8") as file:
        file.write(kept)
    desk.process.send_signal(unix_signal.SIGHUP)
    tap.ok(desk.wait_log("reloaded: log_level applied"), "mended: reloaded")


# --- drills -----------------------------------------------------------------

def drill(person, level=stream.LEVEL_U2):
    return person.client.ask(drill_start=wire.DrillStart(
        level=level)).drill_started.alert


def check_drill(tap, desk, who):
    anna, manager = who["anna"], who["manager"]
    real = who["police"].refer("REAL")
    anna.news()
    alert = drill(manager)
    page = anna.new("page")[0]
    tap.equal((page.alert, page.cause, page.level),
              (alert, stream.ALERT_CAUSE_DRILL, stream.LEVEL_U2),
              "drill: a real call, marked")
    desk.control.advance(40)
    tap.equal(anna.ack(page), "OK", "drill: somebody takes it")
    detail = manager.show(alert)
    tap.equal((detail.alert.state, detail.alert.outcome),
              (stream.ALERT_STATE_CLOSED, stream.OUTCOME_UNSPECIFIED),
              "drill: and that is its end")
    mine = [p for p in detail.pages if p.person == "anna"][0]
    tap.equal((mine.delivered_us - mine.created_us,
               mine.acknowledged_us - mine.created_us,
               detail.alert.acknowledged_us - detail.alert.created_us),
              (0, 40000000, 40000000), "drill: the times are measured")
    tap.equal(alert_of(manager, real).alert.state,
              stream.ALERT_STATE_PAGING,
              "drill: a real alert is not touched by it")
    tap.ok(not any("SEEN" in word for word in who["police"].heard()),
           "drill: no sender hears of it")
    tap.equal(verdict(anna.client.act("REOPEN", page)), "CLOSED",
              "drill: it is not opened again")


def check_drill_missed(tap, desk, who):
    """Nobody takes it for half an hour."""
    manager = who["manager"]
    real = who["police"].refer("BESIDE")
    alert = drill(who["anna"])
    manager.news()
    desk.control.advance(30 * MINUTE - MICRO)
    tap.ok("notice DRILL_FAILED" not in manager.heard(),
           "a missed drill: not sooner than half an hour")
    desk.control.advance(MICRO)
    said = [n for n in manager.new("notice")
            if name_of(stream.NoticeCode, n.code) == "DRILL_FAILED"]
    tap.equal([n.id for n in said], [alert],
              "a missed drill: the manager hears")
    tap.equal(manager.show(alert).alert.state, stream.ALERT_STATE_CLOSED,
              "a missed drill: it is over")
    tap.equal(alert_of(manager, real).alert.state, stream.ALERT_STATE_PAGING,
              "a missed drill: the real alert goes on")
    tap.equal(refused(drill, who["police"]), "DENIED",
              "a drill is not a partner's to hold")


def main():
    tap = Tap()
    with Installation(documents=DESK, control=Control(
            local("2026-11-20 14:00"))) as desk:
        desk.enrol("police")
        desk.enrol_people("anna", "bram")
        who = {name: Person(desk, name) for name in PEOPLE}
        for part in (check_refused, check_rights, check_policy_in_use,
                     check_rollback, check_reload, check_drill,
                     check_drill_missed):
            tap.run(part, desk, who)
            clear(who["manager"])
            for person in who.values():
                person.news()
        for person in who.values():
            person.client.close()
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
