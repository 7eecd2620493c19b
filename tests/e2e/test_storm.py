#!/usr/bin/python3
"""Storms: a dozen signals by the test's clock, to the second; and five
thousand of them by the clock on the wall, with one referral in the middle."""
import collections
import time

import desk_documents as documents
from installation import Installation
from loketlib import ALL_STATES, Client, referral, signal, stream
from night import MINUTE, Person, alert_of, called, clear, local, verdict
from tap import Tap
from testcontrol import Control

PEOPLE = [documents.people("anna", "bram"),
          documents.on_call("anna", "bram"), documents.day_and_night]
SIGNALS = 5000
WINDOW = 256
DIGEST_S = 2


def number(n):
    """A signal about a dwelling of its own."""
    return signal(house_number=1 + n % 1000,
                  postcode=f"{1000 + n // 1000}ZZ")


def summaries(pages):
    return [p for p in pages if p.total > 0]


def singles(pages):
    return [p for p in pages if p.total == 0]


# --- a dozen, by the test's clock -------------------------------------------

def submit(desk, police, numbers):
    for n in numbers:
        police.client.submit(number(n))
    desk.control.advance(0.01)
    police.look()


def check_busy(tap, desk, who):
    """No storm, but one person gets one page in 30 seconds."""
    anna = who["anna"]
    began = desk.control.utc_us()
    submit(desk, who["police"], range(3))
    pages = anna.new("page")
    tap.equal((len(singles(pages)), len(summaries(pages))), (1, 0),
              "three signals at once: one call")
    desk.control.advance(30 - (desk.control.utc_us() - began) / 1000000)
    tap.equal(anna.new("page"), [], "not sooner than the gap")
    desk.control.advance(0.01)
    pages = anna.new("page")
    tap.equal([(p.total, len(p.listed)) for p in pages], [(2, 2)],
              "after the gap one call lists the others")
    desk.control.advance(11 * MINUTE)
    clear(who["manager"])
    anna.news()


def check_small_storm(tap, desk, who):
    anna, police, manager = who["anna"], who["police"], who["manager"]
    submit(desk, police, range(100, 120))
    pages = anna.new("page")
    tap.equal((len(singles(pages)), len(summaries(pages))), (1, 0),
              "storm: twenty signals, one call")
    tap.ok("notice STORM" in manager.heard(), "storm: the manager hears")
    receipt = police.refer("STORM-R")
    danger = police.client.submit(signal(house_number=500,
                                         danger_now=True))
    pages = anna.new("page")
    tap.equal(sorted(p.alert for p in pages),
              sorted(alert_of(manager, r).alert.alert
                     for r in (receipt, danger)),
              "storm: a referral and danger call at once, singly")
    desk.control.advance(MINUTE)
    pages = anna.new("page")
    tap.equal([(p.total, p.crisis, len(p.listed)) for p in pages],
              [(19, 0, 10)],
              "storm: one summary after a minute, ten of it by name")
    listed = pages[0].listed
    said = [verdict(anna.client.act("ACKNOWLEDGE", x)) for x in listed]
    tap.equal(said, ["OK"] * 10, "storm: what is listed can be taken")
    states = collections.Counter(
        a.state for a in manager.client.alerts(ALL_STATES)
        if a.kind == stream.MESSAGE_KIND_SIGNAL and a.messages and
        a.level == stream.LEVEL_U3 and a.state != stream.ALERT_STATE_CLOSED)
    tap.equal((states[stream.ALERT_STATE_ACKED],
               states[stream.ALERT_STATE_PAGING]), (10, 10),
              "storm: and only that is taken")
    clear(manager)
    anna.news()


def check_calm(tap, desk, who):
    """Under three a minute for five minutes: calls one by one again."""
    anna = who["anna"]
    for n in range(11):
        desk.control.advance(MINUTE)
        anna.look()
    submit(desk, who["police"], [300])
    tap.equal(len(singles(anna.new("page"))), 1, "calm: a signal calls by "
              "itself again")
    submit(desk, who["police"], [301])
    tap.equal(anna.new("page"), [], "calm: the gap still holds")
    desk.control.advance(30)
    tap.equal([p.total for p in anna.new("page")], [1],
              "calm: and is all there is to wait for")


def check_by_clock(tap):
    with Installation({"desk.combine_ms": "10"}, documents=PEOPLE,
                      control=Control(local("2026-11-20 14:00"))) as desk:
        desk.enrol("police")
        desk.enrol_people("anna", "bram")
        who = {name: Person(desk, name)
               for name in ("police", "anna", "bram", "manager")}
        for part in (check_busy, check_small_storm, check_calm):
            tap.run(part, desk, who)


# --- five thousand ----------------------------------------------------------

class Flood:
    """One organisation sends as fast as the desk answers."""

    def __init__(self, desk):
        self.client = Client.of_profile(desk.profile("police"))
        self.client.hello()
        self.sent = 0
        self.accepted = 0
        self.waiting = {}

    def step(self, upto):
        while self.sent < upto and len(self.waiting) < WINDOW:
            body = number(self.sent)
            self.waiting[self.client.post(submit=body)] = body
            self.sent += 1
        message = self.client.receive(1)
        if message is None or message.request_id not in self.waiting:
            return
        body = self.waiting.pop(message.request_id)
        if message.WhichOneof("body") == "busy":
            self.waiting[self.client.post(submit=body)] = body
        else:
            self.accepted += message.WhichOneof("body") == "receipt"

    def run(self, upto):
        while self.sent < upto or (upto == SIGNALS and self.waiting):
            self.step(upto)


def check_referral(tap, who):
    """In the middle of it."""
    with who["care"].client as care:
        began = time.monotonic()
        receipt = care.submit(referral("IN-THE-STORM"))
        accepted = time.monotonic()
        anna = who["anna"].inbox

        def mine():
            return [p for p in anna.pages()
                    if p.kind == stream.MESSAGE_KIND_REFERRAL]

        anna.pump_until(mine, 5)
        took = time.monotonic() - accepted
        tap.ok(mine() and mine()[0].total == 0 and took < 2,
               "the referral calls singly, within 2 s of its receipt",
               f"{took:.2f} s")
        tap.ok(accepted - began < 2, "and has its receipt as soon")
        return receipt


def settled(anna, manager):
    """Nothing more comes: the alerts have all been called about."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        anna.inbox.pump(0.2)
        alerts = list(manager.client.alerts(ALL_STATES))
        pages = anna.inbox.pages()
        told = len(singles(pages)) + sum(p.total for p in summaries(pages))
        if sum(a.messages for a in alerts) > SIGNALS and told >= len(alerts):
            break
    return alerts, pages


def check_flood(tap, desk):
    who = {name: Person(desk, name) for name in ("care", "anna", "manager")}
    flood = Flood(desk)
    began = time.monotonic()
    flood.run(SIGNALS // 2)
    receipt = check_referral(tap, who)
    flood.run(SIGNALS)
    tap.equal(flood.accepted, SIGNALS, "every signal of the flood is accepted")
    alerts, pages = settled(who["anna"], who["manager"])
    took = time.monotonic() - began
    tap.note(f"{took:.1f} s, {len(alerts)} alerts, {len(pages)} calls")
    tap.equal(sum(a.messages for a in alerts), SIGNALS + 1,
              "every signal is in an alert of the list")
    tap.equal(len(singles(pages)) + sum(p.total for p in summaries(pages)),
              len(alerts), "every alert is in one call or summary")
    tap.ok(len(pages) <= 3 + 1 + took / DIGEST_S + 1,
           "people get few calls", (len(pages), took))
    tap.equal(called(alert_of(who["manager"], receipt)), ["anna"],
              "the referral has one page of its own")
    check_listed(tap, who, summaries(pages)[-1])
    for person in ("anna", "manager"):
        who[person].client.close()
    flood.client.close()


def check_listed(tap, who, summary):
    """The list of everything is longer than what a call can name."""
    for listed in summary.listed:
        who["anna"].client.act("ACKNOWLEDGE", listed)
    acked = [a.alert for a in who["manager"].client.alerts(
        [stream.ALERT_STATE_ACKED])]
    tap.equal(sorted(acked), sorted(x.alert for x in summary.listed),
              "taking a summary takes what it lists and nothing else")
    tap.ok(len(summary.listed) == 10 and summary.total > 10,
           "which is ten of more", summary.total)


def check_by_thousands(tap):
    faster = [documents.storm(gap="1s", digest=f"{DIGEST_S}s")]
    with Installation({"desk.combine_ms": "100", "front.quota_per_s": "100000",
                       "front.quota_burst": "100000"},
                      documents=PEOPLE + faster) as desk:
        desk.enrol("police")
        desk.enrol("care", "zorghuis", "CARE")
        desk.enrol_people("anna", "bram")
        tap.run(check_flood, desk)


def main():
    tap = Tap()
    for part in (check_by_clock, check_by_thousands):
        tap.run(part)
    tap.finish()


if __name__ == "__main__":
    main()
