#!/usr/bin/python3
"""The worked rows of the chain, W1 to W12: from a message over the socket to
what the decision tables make of it, who is called, and who hears what.  The
clock is the test's."""
import os

import desk_documents as documents
from installation import Installation
from loketlib import (Refused, casework, content, referral, sharing, signal,
                      stream, wire)
from night import DAY, MINUTE, Person, alert_of, local
from tap import Tap
from testcontrol import Control

SATURDAY = "2026-11-21 22:40"
WEEKDAY = "2026-11-24 10:00"


def duty(name, *duties):
    """One more person of the desk, with these duties."""
    words = ", ".join(duties)
    return documents.substitute(
        "persons", r"\A((?:.|\n)*)\Z",
        r"\1  - name: " + name + f"\n    duties: [{words}]\n"
        "    contacts: [loket]\n")


YOUTH = duty("youth", "youth-owner")


def desk_at(at, edits=()):
    return Installation(documents=[documents.day_and_night, *edits],
                        control=Control(local(at)))


def explain(person, receipt):
    """The newest decision about a message."""
    return person.client.ask(route_explain=sharing.RouteExplain(
        id=receipt.id)).route_explained.decisions[0]


def rows(decision):
    return decision.trace.split(" | ")[0].split()


def has(tap, decision, wanted, what):
    missing = [row for row in wanted.split() if row not in rows(decision)]
    tap.equal(missing, [], f"{what}: rows {wanted}")


def place(person, facility, receipt=None, id_=None):
    """Its verdict, by a receipt or by an id."""
    result = person.client.ask(shelter_action=casework.ShelterAction(
        verb=casework.SHELTER_VERB_PLACE, facility=facility,
        referral=receipt.receipt if receipt else id_)).shelter_result
    return casework.ShelterVerdict.Name(result.verdict)[
        len("SHELTER_VERDICT_"):]


def person_of(age="ADULT", gender="FEMALE", residence="EU", **fields):
    return content.Person(age=content.Age.Value("AGE_" + age),
                          gender=content.Gender.Value("GENDER_" + gender),
                          residence=content.Residence.Value(
                              "RESIDENCE_" + residence), **fields)


def settle(desk, person, receipt):
    """The message has waited for the cadence of combining, and is routed."""
    for _ in range(50):
        desk.control.advance(1)
        person.look()
        detail = person.client.ask(show=wire.Show(
            id=receipt.id)).message_detail
        if detail.alert and detail.bundle:
            return
    raise AssertionError("not routed")


# --- referrals of the police --------------------------------------------------

W1 = dict(indicators=["DB01", "DB04"], unsafe_now=content.YES_NO_YES)


def check_w1_w2(tap):
    with desk_at(SATURDAY) as desk:
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with Person(desk, "police") as police, \
                Person(desk, "coordinator") as coordinator:
            receipt = police.client.submit(referral(
                "W-1", person=person_of(), **W1))
            coordinator.look()
            pages = coordinator.new("page")
            tap.equal([p.level for p in pages], [stream.LEVEL_U1],
                      "W1: the coordinator on call is called, U1")
            decision = explain(coordinator, receipt)
            has(tap, decision, "T1.3 T2.2 T3.1 T4.1 T5.6", "W1")
            tap.equal((decision.group, getattr(decision, "class")), ("B", 4),
                      "W1: group B, class K3")
            tap.equal((decision.desk, decision.region),
                      ("amsterdam", "amsterdam"), "W1: desk Amsterdam")
            tap.equal(list(decision.proposals), ["acm-nood", "acm-crisis"],
                      "W1: the emergency bed, else a crisis bed; no COSM")
            tap.equal(decision.placer, "police-or-coordinator",
                      "W1: the police may place itself")
            tap.equal(place(police, "acm-nood", receipt), "OK",
                      "W1: and does; the bed is taken")
            receipt = police.client.submit(referral(
                "W-2", person=person_of(residence="THIRD_COUNTRY"), **W1))
            coordinator.look()
            decision = explain(coordinator, receipt)
            has(tap, decision, "T1.3 T2.2 T4.10 T5.5", "W2")
            tap.equal((list(decision.proposals), decision.placer),
                      (["acm-cosm"], "comensha"),
                      "W2: COSM, and only CoMensha places")
            tap.ok("ind" in decision.prepare, "W2: the IND is prepared")
            tap.equal(place(police, "acm-cosm", receipt), "REQUESTED",
                      "W2: the police may not book it: a request")
            tap.equal(place(coordinator, "acm-cosm", id_=receipt.id), "DENIED",
                      "W2: nor does the desk ever book a COSM place")
            tap.equal(place(coordinator, "acm-crisis", id_=receipt.id), "OK",
                      "W2: a bed as a bridge, on the coordinator's decision")


# --- housing corporation and police about one address -------------------------

def w3(**fields):
    return signal(12, indicators=["OB06", "OB08", "OB11"],
                  form=content.FORM_SEXUAL, **fields)


def check_w3_w8_w4(tap):
    with desk_at(WEEKDAY) as desk:
        desk.enrol("corporation", "corporatie", "HOUSING")
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with Person(desk, "corporation") as corporation, \
                Person(desk, "police") as police, \
                Person(desk, "coordinator") as coordinator:
            first = w3()
            receipt = corporation.client.submit(first)
            settle(desk, coordinator, receipt)
            decision = explain(coordinator, receipt)
            has(tap, decision, "T1.6 T2.7 T3.1 T4.3 T4.8", "W3")
            tap.equal((getattr(decision, "class"), decision.group,
                       list(decision.ask)), (2, "B", ["age"]),
                      "W3: class K1, group B, the age is asked")
            tap.equal((decision.level, decision.shelter,
                       list(decision.proposals)), (stream.LEVEL_U3, "", []),
                      "W3: U3, no shelter")
            tap.ok("feedback FORWARDED" in corporation.heard(),
                   "W3: the corporation gets feedback")
            alert = alert_of(coordinator, receipt).alert
            check_w8(tap, desk, corporation, coordinator, first, receipt)
            check_w4(tap, desk, police, coordinator, receipt, alert)
            check_w4_notes(tap, desk, police, corporation)


def check_w8(tap, desk, corporation, coordinator, first, receipt):
    before = len(list(coordinator.client.alerts()))
    again = corporation.client.submit(first)
    settle(desk, coordinator, receipt)
    tap.equal((again.id, again.replayed), (receipt.id, True),
              "W8: the same message id: the same case number")
    tap.equal(len(list(coordinator.client.alerts())), before,
              "W8: no new alert")


def check_w4(tap, desk, police, coordinator, receipt, alert):
    desk.control.advance(MINUTE)  # no call holds up another
    coordinator.news()
    mine = police.client.submit(signal(
        12, indicators=["DB03", "DB02"], form=content.FORM_SEXUAL,
        handling=content.HANDLING_H2,
        persons=content.Persons(age=content.AGE_ADULT,
                                gender=content.GENDER_FEMALE, count=2)))
    settle(desk, coordinator, mine)
    after = alert_of(coordinator, mine).alert
    tap.equal(after.alert, alert.alert, "W4: one bundle, one alert")
    tap.equal((after.level, getattr(after, "class"), after.organisations),
              (stream.LEVEL_U2, 4, 2),
              "W4: class K3 by union, police and another: U2")
    decision = explain(coordinator, mine)
    has(tap, decision, "T1.3 T2.5b T4.2", "W4")
    tap.ok(stream.LEVEL_U2 in [p.level for p in coordinator.new("page")],
           "W4: the coordinator on call is called")
    tap.equal(alert_of(coordinator, receipt).alert.alert, after.alert,
              "W4: the corporation's signal is in it")


def check_w4_notes(tap, desk, police, corporation):
    """A day later, at the fixed clock, every signal has its note."""
    for person in (police, corporation):
        person.news()
    desk.control.advance(2 * DAY)
    notes = {person.name: [f.state for f in person.new("feedback")
                           if f.state in (stream.FEEDBACK_STATE_NOTE_MATCH,
                                          stream.FEEDBACK_STATE_NOTE_NONE)]
             for person in (police, corporation)}
    tap.equal(notes["police"], [stream.FEEDBACK_STATE_NOTE_MATCH],
              "W4: the police gets the poor match note")
    tap.equal(notes["corporation"], [stream.FEEDBACK_STATE_NOTE_NONE],
              "W4: the corporation gets none, the police did not release it")


# --- a girl of fifteen --------------------------------------------------------

def check_w5(tap):
    with desk_at(WEEKDAY, [YOUTH]) as desk:
        desk.enrol("school", "school", "YOUTH")
        desk.enrol("youth", "acm", "ACM", ("COORDINATOR",))
        with Person(desk, "school") as school, \
                Person(desk, "youth") as youth, \
                Person(desk, "coordinator") as coordinator:
            receipt = school.client.submit(signal(
                15, indicators=["KW06", "OB13", "OB16", "UO11"],
                form=content.FORM_SEXUAL,
                persons=content.Persons(age=content.AGE_UNDER_18,
                                        gender=content.GENDER_FEMALE,
                                        count=1)))
            settle(desk, coordinator, receipt)
            decision = explain(coordinator, receipt)
            has(tap, decision, "T1.1 T2.4 T4.2 T4.7", "W5")
            tap.equal((decision.group, getattr(decision, "class"),
                       decision.level), ("A", 5, stream.LEVEL_U2),
                      "W5: group A, class K4, U2")
            tap.ok("page" in coordinator.heard(),
                   "W5: the coordinator on call is called")
            tap.ok("notice CASE" in youth.heard(),
                   "W5: the youth process owner hears of it")
            tap.ok("meldpunt-kind" in decision.prepare,
                   "W5: the child-abuse hotline is prepared")
            minor = school.client.submit(referral(
                "W-5", person=person_of(age="UNDER_18"),
                indicators=["UO11"]))
            coordinator.look()
            decision = explain(coordinator, minor)
            has(tap, decision, "T5.1", "W5")
            tap.equal((decision.placer, list(decision.proposals)),
                      ("youth-owner", []), "W5: no adult bed")


# --- other regions, other forms -----------------------------------------------

def check_w6_w7_w10(tap):
    with desk_at(WEEKDAY) as desk:
        desk.enrol("alkmaar", "gemeente-alkmaar", "MUNICIPALITY")
        with Person(desk, "alkmaar") as alkmaar, \
                Person(desk, "coordinator") as coordinator:
            receipt = alkmaar.client.submit(referral(
                "W-6", form=content.FORM_LABOUR,
                indicators=["UO01", "UO02", "DB02", "DB10"],
                place=content.Place(municipality="GM0361"),
                person=person_of(gender="MALE", residence="NL")))
            coordinator.look()
            decision = explain(coordinator, receipt)
            has(tap, decision, "T1.4 T2.3 T3.2 T4.2 T4.9 T5.9", "W6")
            tap.equal((getattr(decision, "class"), decision.group,
                       decision.level), (4, "C", stream.LEVEL_U2),
                      "W6: class K3, group C, U2")
            tap.ok("arbeidsinspectie" in decision.prepare,
                   "W6: the labour inspectorate is prepared")
            tap.equal((decision.desk, decision.shelter, decision.placer),
                      ("noord-holland", "municipality", "municipality"),
                      "W6: the regular shelter of the municipality")
            receipt = alkmaar.client.submit(referral(
                "W-7", place=content.Place(municipality="GM0034"),
                multi_problem=[content.MULTI_PROBLEM_ADDICTION,
                               content.MULTI_PROBLEM_INTELLECTUAL_DISABILITY,
                               content.MULTI_PROBLEM_PSYCHIATRIC],
                person=person_of(residence="NL")))
            coordinator.look()
            decision = explain(coordinator, receipt)
            has(tap, decision, "T3.3 T5.4", "W7")
            tap.equal((list(decision.proposals), decision.placer),
                      (["mp-almere"], "coordinator"),
                      "W7: multi-problem place Almere, a coordinator decides")
            receipt = alkmaar.client.submit(signal(
                10, place=content.Place(municipality="GM9999"),
                form=content.FORM_LABOUR,
                indicators=["UO01", "UO02", "UO03"]))
            settle(desk, coordinator, receipt)
            decision = explain(coordinator, receipt)
            has(tap, decision, "T2.7 T3.5", "W10")
            tap.equal((decision.desk, decision.region,
                       getattr(decision, "class")), ("amsterdam", "", 3),
                      "W10: an unknown municipality is the desk Amsterdam's")
            receipt = alkmaar.client.submit(referral(
                "W-12", place=content.Place(municipality="GM0599"),
                person=person_of(residence="NL")))
            coordinator.look()
            decision = explain(coordinator, receipt)
            has(tap, decision, "T2.3 T3.4 T5.11", "Rotterdam")
            tap.equal((decision.desk, decision.region, decision.shelter,
                       list(decision.proposals)),
                      ("elsewhere", "elsewhere", "ask-region", []),
                      "Rotterdam: another region is asked, no bed of ours")
            tap.ok("comensha" in decision.prepare,
                   "Rotterdam: CoMensha is ready to be told")


# --- what is refused, and nobody there ----------------------------------------

def check_w9(tap):
    with desk_at(WEEKDAY) as desk:
        desk.enrol("care", "zorg", "CARE")
        with Person(desk, "care") as care:
            try:
                care.client.submit(w3(text="Haar nummer is 111222333."))
                refusal = None
            except Refused as refused:
                refusal = refused.refusal
            tap.equal([(f.field, wire.RefusalCode.Name(f.code))
                       for f in refusal.findings],
                      [("text", "REFUSAL_CODE_BSN")],
                      "W9: refused, the field is named")
            tap.ok("111222333" not in str(refusal) and
                   "111222333" not in desk.log(),
                   "W9: the value is in no answer and no log")
        desk.stop()
        tap.equal(desk_bytes(desk, b"111222333"), [],
                  "W9: the value is in no file of the installation")


def desk_bytes(desk, needle):
    found = []
    for folder, _, names in os.walk(desk.home):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                if needle in file.read():
                    found.append(name)
    return found


def check_w11(tap):
    gone = documents.rosters(**{name: documents.shifts(
        ("2026-11-01T08:00", "2026-11-02T08:00", "coordinator"))
        for name in ("primary", "backup", "day")})
    policies = documents.substitute(
        "policies", r"targets: \[duty:coordinator, duty:manager\]",
        "targets: [roster:backup]")
    with Installation(documents=[documents.day_and_night, gone, policies],
                      control=Control(local("2026-11-24 03:00"))) as desk:
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with Person(desk, "police") as police, \
                Person(desk, "fallback") as fallback, \
                Person(desk, "manager") as manager:
            receipt = police.client.submit(referral(
                "W-11", person=person_of(), **W1))
            fallback.look()
            levels = [p.level for p in fallback.new("page")]
            tap.ok(stream.LEVEL_U1 in levels, "W11: the fallback is called")
            tap.ok("notice UNATTENDED" in manager.heard(),
                   "W11: the manager hears")
            desk.control.advance(10 * MINUTE)
            tap.ok("feedback NOT_SEEN_YET" in police.heard(),
                   "W11: who referred hears: not seen yet")
            tap.equal(fallback.show(alert_of(fallback, receipt).alert)
                      .alert.unattended, True, "W11: unattended")


# --- the reflection period ----------------------------------------------------

def check_w12(tap):
    with desk_at("2026-11-30 12:00") as desk:
        desk.enrol("police", "politie", "POLICE_AMSTERDAM")
        with Person(desk, "police") as police, \
                Person(desk, "coordinator") as coordinator:
            receipt = police.client.submit(referral(
                "W-12", person=person_of(residence="THIRD_COUNTRY"),
                reflection_start="2026-11-30"))
            coordinator.look()
            terms = coordinator.client.ask(list_terms=casework.ListTerms(
                referral=receipt.id)).term_list.terms
            ends = {t.term: t.end_us for t in terms}
            tap.equal(ends.get("bedenktijd"),
                      round(local("2027-03-01 00:00").timestamp() * 1000000),
                      "W12: it ends with 28 February, by the calendar")
            tap.equal([t.row for t in terms if t.term == "bedenktijd"],
                      ["T9.1"], "W12: by row T9.1")
            coordinator.news()
            told = []
            while desk.control.utc_us() < ends["bedenktijd"]:
                desk.control.advance(7 * DAY)
                told += [n for n in coordinator.new("notice")
                         if n.code == stream.NOTICE_CODE_TERM_NEAR and
                         n.name == "bedenktijd"]
            tap.equal(len(told), 3, "W12: three warnings before")


def main():
    tap = Tap()
    for part in (check_w1_w2, check_w3_w8_w4, check_w5, check_w6_w7_w10,
                 check_w9, check_w11, check_w12):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
