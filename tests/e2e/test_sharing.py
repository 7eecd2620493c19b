#!/usr/bin/python3
"""What leaves the desk, end to end: match notes (the other half of W4), an
address note by a covenant and its recall, questions and answers, the register
of bottlenecks; and nothing of who told what in any frame.  The clock is the
test's."""
import json

import desk_documents as documents
from installation import Installation, run_loket
from loketlib import content, signal, stream
from night import HOUR, Person, local, name_of
from tap import Tap
from testcontrol import Control

TEXT = "geheim-4711"
TELEPHONE = "+31 6 0000 0012"
COVENANTS = """agreements:
  - name: covenant
    kind: covenant
    purpose: signalen over een adres aan de verhuurder
    contents: [address-note]
    recipients: [housing]
    keep_days: 90
    from: 2026-01-01
    until: 2026-12-31
  - name: oud
    kind: covenant
    purpose: signalen over een adres aan de verhuurder
    contents: [address-note]
    recipients: [housing]
    from: 2025-01-01
    until: 2026-11-23
  - name: zorg
    kind: covenant
    purpose: signalen over een adres aan de zorg
    contents: [address-note]
    recipients: [care]
    from: 2026-01-01
"""


def desk_at(at):
    edits = [documents.day_and_night,
             documents.substitute("directory", r"^agreements: \[\]$",
                                  COVENANTS)]
    return Installation(documents=edits, control=Control(local(at)))


def settle(desk, person):
    """What came is combined and routed."""
    for _ in range(4):
        desk.control.advance(1)
        person.look()


def notes(person):
    return [name_of(stream.FeedbackState, f.state)
            for f in person.new("feedback")
            if f.state in (stream.FEEDBACK_STATE_NOTE_MATCH,
                           stream.FEEDBACK_STATE_NOTE_NONE)]


# --- W4: who hears that it may match ------------------------------------------

def check_notes(tap):
    with desk_at("2026-11-24 12:00") as desk:
        desk.enrol("corporation", "corporatie", "HOUSING")
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with Person(desk, "corporation") as corporation, \
                Person(desk, "police") as police, \
                Person(desk, "coordinator") as coordinator:
            corporation.client.submit(
                signal(12, indicators=["OB06", "OB08", "OB11"]))
            receipt = police.client.submit(
                signal(12, indicators=["DB03", "DB02"]))
            settle(desk, coordinator)
            desk.control.advance(22 * HOUR)
            tap.equal((notes(corporation), notes(police)), ([], []),
                      "W4: less than a day: no note")
            desk.control.advance(24 * HOUR)
            tap.equal(notes(police), ["NOTE_MATCH"],
                      "W4: the police get the match note")
            tap.equal(notes(corporation), ["NOTE_NONE"],
                      "W4: the corporation hears nothing of it, "
                      "at the same clock")
            said = [(e.at_us, e.feedback.ByteSize())
                    for who in (corporation, police)
                    for e in who.inbox.applied
                    if e.WhichOneof("body") == "feedback"
                    and e.feedback.state in (stream.FEEDBACK_STATE_NOTE_MATCH,
                                             stream.FEEDBACK_STATE_NOTE_NONE)]
            tap.equal(said[0], said[1],
                      "both notes are of one instant and of one size")
            released = signal(12, indicators=["DB03", "DB02"],
                              handling=content.HANDLING_H0)
            released.amends.receipt = receipt.receipt
            released.amends.action = content.VERSION_ACTION_CORRECT
            police.client.submit(released)
            settle(desk, coordinator)
            for _ in range(27):
                desk.control.advance(24 * HOUR)
                coordinator.look()
            tap.equal((notes(corporation), notes(police)),
                      (["NOTE_MATCH"], ["NOTE_MATCH"]),
                      "released by a correction: four weeks later both hear")


# --- an address note ----------------------------------------------------------

def told():
    return signal(7, indicators=["DB01"], text=TEXT,
                  identifiers=[content.Identifier(
                      type=content.IDENTIFIER_TYPE_PHONE, value=TELEPHONE)])


def share(desk, *words):
    return run_loket(desk.profile("coordinator"), "share", *words)


def note_of(desk, id_, agreement=None, to="corporatie"):
    words = ["--agreement", agreement] if agreement else []
    return share(desk, id_, "--to", to, "--content", "address", "--purpose",
                 "opvolging", *words)


def check_refused(tap, desk, id_):
    for agreement, what in ((None, "without a covenant"),
                            ("oud", "a covenant that has ended"),
                            ("zorg", "a covenant with others"),
                            ("geen", "a covenant that is not there")):
        ran = note_of(desk, id_, agreement)
        tap.ok(ran.returncode == 1 and "no agreement" in ran.stdout,
               f"refused: {what}")
    ran = share(desk, id_, "--to", "corporatie", "--content", "summary",
                "--purpose", "opvolging")
    tap.ok(ran.returncode == 1 and "table" in ran.stdout,
           "refused: a summary for a corporation")
    ran = share(desk, id_, "--to", "niemand", "--content", "address",
                "--purpose", "opvolging", "--agreement", "covenant")
    tap.equal(ran.returncode, 1, "refused: nobody of that name")


def check_shared(tap, desk, corporation, id_):
    ran = share(desk, id_, "--to", "corporatie", "--content", "address",
                "--purpose", "opvolging", "--agreement", "covenant", "--check")
    tap.ok(ran.returncode == 0 and "1099ZZ 7" in ran.stdout
           and "T7.2" in ran.stdout, "--check shows what would leave, and why")
    tap.equal(corporation.new("shared"), [], "and nothing left")
    ran = note_of(desk, id_, "covenant")
    tap.equal(ran.returncode, 0, "by a covenant it goes")
    got = corporation.new("shared")
    tap.equal([(s.postcode, s.house_number, s.contact, s.agreement)
               for s in got],
              [("1099ZZ", 7, "+31 20 000 0000", "covenant")],
              "the address and whom to call")
    tap.equal((getattr(got[0], "class"), list(got[0].indicators),
               got[0].organisations), (0, [], 0), "nothing about persons")
    tap.ok(got[0].keep_until_us > desk.control.utc_us(),
           "how long it may be kept")
    return got[0].share


def check_recall(tap, desk, corporation, share_id):
    ran = run_loket(desk.profile("corporation"), "inbox")
    tap.ok("something is going on at 1099ZZ 7" in ran.stdout,
           "loket inbox says it in words")
    ran = share(desk, "list")
    tap.ok(share_id in ran.stdout and "corporatie" in ran.stdout,
           "loket share list has it")
    ran = share(desk, "recall", share_id, "--reason", "vergissing")
    tap.equal(ran.returncode, 0, "it is recalled")
    got = corporation.new("shared")
    tap.equal([(s.share, s.recalled, s.postcode) for s in got],
              [(share_id, True, "")], "the recall reaches who got it")
    ran = share(desk, "recall", share_id, "--reason", "vergissing")
    tap.ok(ran.returncode == 1 and "already" in ran.stdout,
           "recalled once and no more")


def check_share(tap):
    with desk_at("2026-11-24 10:00") as desk:
        desk.enrol("corporation", "corporatie", "HOUSING")
        desk.enrol("care", "zorginstelling", "CARE")
        with Person(desk, "corporation") as corporation, \
                Person(desk, "care") as care, \
                Person(desk, "coordinator") as coordinator:
            receipt = care.client.submit(told())
            strict = care.client.submit(
                signal(8, handling=content.HANDLING_H2))
            settle(desk, coordinator)
            check_refused(tap, desk, receipt.id)
            ran = note_of(desk, strict.id, "covenant")
            tap.ok(ran.returncode == 1 and "permission" in ran.stdout,
                   "refused: H2, whatever the covenant says")
            check_recall(tap, desk, corporation,
                         check_shared(tap, desk, corporation, receipt.id))
            leaked = [word for event in corporation.inbox.applied
                      for word in ("zorginstelling", "care", "coordinator",
                                   TEXT, TELEPHONE, "0012", receipt.id)
                      if word in str(event)]
            tap.equal(leaked, [], "nothing of who told it in any event")
            tap.ok(TEXT not in desk.log() and "1099" not in desk.log(),
                   "nor in the log")


# --- questions ----------------------------------------------------------------

def check_questions(tap):
    with desk_at("2026-11-24 10:00") as desk:
        desk.enrol("care", "zorginstelling", "CARE")
        with Person(desk, "care") as care, \
                Person(desk, "coordinator") as coordinator:
            receipt = care.client.submit(told())
            settle(desk, coordinator)
            ran = run_loket(desk.profile("coordinator"), "ask", receipt.id,
                            "Welke dag?")
            tap.equal(ran.returncode, 0, "a coordinator asks")
            got = care.new("question")
            tap.equal([(q.id, q.text) for q in got],
                      [(receipt.id, "Welke dag?")], "the sender is asked")
            tap.ok("coordinator" not in str(got), "by nobody in particular")
            ran = run_loket(desk.profile("care"), "status", receipt.receipt)
            tap.ok("wait for your answer: 1" in ran.stdout,
                   "the status says that one waits")
            ran = run_loket(desk.profile("care"), "answer", receipt.receipt,
                            got[0].question, "-", stdin="Op maandag\n")
            tap.equal(ran.returncode, 0, "it is answered, from stdin")
            tap.equal([n.id for n in coordinator.new("notice")
                       if n.code == stream.NOTICE_CODE_ANSWER], [receipt.id],
                      "who asked hears of it")
            ran = run_loket(desk.profile("coordinator"), "--json", "questions",
                            receipt.id)
            tap.equal(json.loads(ran.stdout)["answer"], "Op maandag",
                      "and reads it")
            tap.ok("zorginstelling" not in ran.stdout
                   and "care" not in ran.stdout, "without a name")
            ran = run_loket(desk.profile("care"), "answer", receipt.receipt,
                            got[0].question, "Op dinsdag")
            tap.equal(ran.returncode, 1, "answered once")
            ran = run_loket(desk.profile("care"), "questions", receipt.id)
            tap.equal(ran.returncode, 1, "by id only coordinators look")


# --- bottlenecks --------------------------------------------------------------

def check_bottlenecks(tap):
    with desk_at("2026-11-24 10:00") as desk:
        desk.enrol("care", "zorginstelling", "CARE")
        with Person(desk, "care") as care, \
                Person(desk, "coordinator") as coordinator:
            receipt = care.client.submit(content.Submit(
                message_id=b"bottleneck-00001",
                bottleneck=content.Bottleneck(
                    category=content.BOTTLENECK_CATEGORY_SHELTER,
                    text=TEXT)))
            settle(desk, coordinator)
            for words, said in ((("list",), "new: shelter"),
                                (("take", receipt.id), "by coordinator"),
                                (("structural", receipt.id, "--reason",
                                  "te weinig"), "municipality"),
                                (("solve", receipt.id), "solved"),
                                (("list",), "no bottlenecks"),
                                (("list", "--all"), "solved")):
                ran = run_loket(desk.profile("coordinator"), "bottlenecks",
                                *words)
                tap.ok(ran.returncode == 0 and said in ran.stdout
                       and TEXT not in ran.stdout,
                       f"bottlenecks {words[0]}: {said}")
            ran = run_loket(desk.profile("coordinator"), "bottlenecks", "drop",
                            receipt.id)
            tap.equal(ran.returncode, 1, "what was solved is not dropped")
            ran = run_loket(desk.profile("care"), "bottlenecks", "list")
            tap.equal(ran.returncode, 1, "the register is the desk's own")


def main():
    tap = Tap()
    for part in (check_notes, check_share, check_questions,
                 check_bottlenecks):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
