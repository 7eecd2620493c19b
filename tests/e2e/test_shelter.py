#!/usr/bin/python3
"""Places of shelters with the real programs: what people type, and a thousand
requests at once for six beds across kill -9 of the desk.

    test_shelter.py [--seed N]"""
import datetime
import os
import random
import signal as unix_signal
import sys
import time

import zmq

from installation import Installation, run_loket
from loketlib import Client, Silence, referral, wire
from loket.v1 import casework_pb2 as casework
from tap import Tap

YEAR = datetime.date.today().year
TEAMS = 4
REQUESTS = 1000
REFERRALS = 40
BEDS = 6
KILLS = (1, 4, 60, 300)  # answers, until the desk is killed
RESEND_S = 0.5
STUCK_S = 60


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv \
        else default


def verdict(result):
    return casework.ShelterVerdict.Name(result.verdict)[
        len("SHELTER_VERDICT_"):]


def state(placement):
    return casework.PlacementState.Name(placement.state)[
        len("PLACEMENT_STATE_"):]


def shelter_list(client, facility=""):
    """(facilities by name, every open placement)"""
    facilities, placements, after = {}, [], ""
    while True:
        answer = client.ask(list_shelter=casework.ListShelter(
            placements=True, facility=facility, after=after)).shelter_list
        facilities.update({f.facility: f for f in answer.facilities})
        placements += answer.placements
        if not answer.more:
            return facilities, placements
        after = answer.placements[-1].placement


# --- what people type -------------------------------------------------------

def says(tap, desk, who, words, code, *texts):
    ran = run_loket(desk.profile(who), "shelter", *words)
    tap.ok(ran.returncode == code and all(
        text in ran.stdout + ran.stderr for text in texts),
        f"{who}: shelter {' '.join(words)[:50]}",
        (ran.returncode, ran.stdout, ran.stderr))
    return next((word.strip(",:;") for word in ran.stdout.split()
                 if word.startswith("P-")), "")


def check_words(tap, desk):
    with desk.client("care") as care:
        receipt = care.submit(referral("CARE-1")).receipt
    says(tap, desk, "team-0", ["list"], 0, "acm-nood", "1 of 1 free",
         "yours to place")
    says(tap, desk, "care", ["list"], 0, "no facility where you may place")
    placed = says(tap, desk, "team-0",
                  ["place", "acm-nood", "--until", f"{YEAR + 1}-01-01T12:00"],
                  0, "done", "placed", "by team, since",
                  f"until {YEAR + 1}-01-01")
    says(tap, desk, "team-0",
         ["place", "acm-crisis", "--until", "2099-01-01T12:00"], 1,
         "--until is outside the allowed range")
    says(tap, desk, "team-0", ["reserve", "acm-crisis", "--until",
                               f"{YEAR + 1}-06-01T12:00"], 1,
         "--until is outside the allowed range")
    says(tap, desk, "team-0", ["place", "acm-nood"], 1,
         "so many places are not free")
    says(tap, desk, "care", ["place", "acm-crisis"], 1,
         "--referral says for whom you ask")
    asked = says(tap, desk, "care",
                 ["place", "acm-crisis", "--referral", receipt], 0,
                 "asked for; M-", "calls a coordinator")
    says(tap, desk, "coordinator", ["list", "acm-crisis", "--placements"], 0,
         "6 of 6 free, 1 asked for", f"{asked}  asked for", "by zorg")
    says(tap, desk, "coordinator", ["place", asked], 0, "done", "R-")
    says(tap, desk, "coordinator", ["place", "acm-cosm"], 1, "CoMensha")
    says(tap, desk, "care", ["release", placed], 1, "there is no such")
    says(tap, desk, "coordinator",
         ["extend", asked, "--until", f"{YEAR + 2}-01-01T12:00"], 0,
         f"until {YEAR + 2}-01-01")
    says(tap, desk, "coordinator", ["release", asked], 0, "left")
    says(tap, desk, "coordinator", ["release", asked], 1, "it has ended")
    broken = says(tap, desk, "coordinator",
                  ["out", "acm-crisis", "--places", "2", "--reason",
                   "verbouwing"], 0, "out of service")
    says(tap, desk, "coordinator", ["list", "acm-crisis"], 0,
         "4 of 6 free, 2 out of service")
    says(tap, desk, "coordinator", ["in", broken], 0, "done")
    held = says(tap, desk, "team-1", ["reserve", "acm-crisis"], 0, "reserved")
    says(tap, desk, "team-1", ["cancel", held], 0, "cancelled")
    says(tap, desk, "coordinator", ["set"], 0, "loket desk put shelter.yaml")
    says(tap, desk, "coordinator", ["out", "acm-crisis", "--places", "1"], 2,
         "--reason is needed")
    says(tap, desk, "coordinator", ["place"], 2, "is needed")
    ran = run_loket(desk.profile("coordinator"), "--json", "shelter", "list",
                    "acm-crisis")
    tap.ok('"free":6' in ran.stdout.replace(" ", ""),
           "shelter list as JSON", ran.stdout)


# --- a thousand at once -----------------------------------------------------

class Team:
    """One client of the police team: everything at once, each request again
    under its own id until it is answered."""

    def __init__(self, profile, asked):
        self.client = Client.of_profile(profile)
        self.client.socket.reconnect_ivl = 20
        self.frames = {}  # request id: bytes
        self.answers = {}  # request id: [results]
        self.referrals = {}  # request id: receipt
        self.wrong = []
        self.greeted = False
        self.heard_s = 0.0
        self.greeting_s = 0.0
        for receipt in asked:
            message = wire.ClientMessage(
                request_id=os.urandom(16),
                shelter_action=casework.ShelterAction(
                    verb=casework.SHELTER_VERB_PLACE, facility="acm-crisis",
                    referral=receipt))
            self.frames[message.request_id] = message.SerializeToString()
            self.answers[message.request_id] = []
            if receipt:
                self.referrals[message.request_id] = receipt
        self.waiting = dict(self.frames)

    def greet(self):
        self.greeted = False
        self.greeting_s = time.monotonic()
        self.client.post(hello=wire.Hello(protocol_min=1, protocol_max=1,
                                          software="shelter/1"))

    def tick(self):
        now = time.monotonic()
        if self.waiting and now > self.greeting_s + RESEND_S and \
                now > self.heard_s + RESEND_S:
            self.greet()

    def send_all(self):
        for frame in self.waiting.values():
            self.client.post_raw(frame)

    def take(self, message):
        """How many requests are answered now that were not."""
        body = message.WhichOneof("body")
        if body == "welcome":
            self.heard_s = time.monotonic()
            if not self.greeted:
                self.greeted = True
                self.send_all()
            return 0
        if body != "shelter_result":
            if body == "refusal" and message.refusal.code not in (
                    wire.REFUSAL_CODE_NOT_GREETED,
                    wire.REFUSAL_CODE_UNAVAILABLE):
                self.wrong.append(message)
            return 0
        self.heard_s = time.monotonic()
        self.answers[message.request_id].append(message.shelter_result)
        return self.waiting.pop(message.request_id, None) is not None


class Crowd:
    def __init__(self, desk, asked):
        self.teams = [Team(desk.profile(f"team-{n}"), asked[n::TEAMS])
                      for n in range(TEAMS)]
        self.poller = zmq.Poller()
        self.by_socket = {}
        for team in self.teams:
            self.by_socket[team.client.socket] = team
            self.poller.register(team.client.socket, zmq.POLLIN)

    def until(self, done):
        """Serve until done(answers so far)."""
        answered = 0
        end = time.monotonic() + STUCK_S
        while not done(answered):
            for team in self.teams:
                team.tick()
            for sock, _ in self.poller.poll(50):
                team = self.by_socket[sock]
                message = team.client.receive()
                answered += team.take(message) if message else 0
            if time.monotonic() > end:
                raise Silence(f"{answered} answers in {STUCK_S} s")

    def waiting(self):
        return sum(len(team.waiting) for team in self.teams)

    def again(self, request_ids):
        """The same requests once more."""
        for team in self.teams:
            team.greeted = False
            team.heard_s = 0.0
            for request_id in request_ids & set(team.answers):
                team.waiting[request_id] = team.frames[request_id]

    def close(self):
        for team in self.teams:
            team.client.close()


def kill_desk(desk):
    os.kill(desk.pid_of("desk"), unix_signal.SIGKILL)
    desk.process.wait(10)
    desk.start(wait=False)


def check_crowd(tap, desk, seed):
    dice = random.Random(seed)
    asked = [""] * (REQUESTS - REFERRALS)
    with desk.client("team-0") as team:
        for number in range(REFERRALS):
            asked.append(team.submit(referral(f"CROWD-{number}")).receipt)
    dice.shuffle(asked)
    crowd = Crowd(desk, asked)
    for kill in KILLS:
        crowd.until(lambda n, kill=kill: n >= kill or not crowd.waiting())
        kill_desk(desk)
    crowd.until(lambda _: not crowd.waiting())
    check_answers(tap, desk, crowd)

    taken = {r for t in crowd.teams for r, results in t.answers.items()
             if verdict(results[-1]) == "OK"}
    kill_desk(desk)
    crowd.again(taken)
    crowd.until(lambda _: not crowd.waiting())
    check_answers(tap, desk, crowd)
    crowd.close()


def check_answers(tap, desk, crowd):
    answers = {r: results for t in crowd.teams
               for r, results in t.answers.items()}
    referrals = {r for t in crowd.teams for r in t.referrals}
    tap.equal([t.wrong for t in crowd.teams if t.wrong], [],
              "no answer was a wrong one")
    tap.equal(len(answers), REQUESTS, "every request was answered")
    ok = {r: {x.placement.placement for x in results if verdict(x) == "OK"}
          for r, results in answers.items()}
    ok = {r: names for r, names in ok.items() if names}
    tap.equal(len(ok), BEDS, "exactly six of a thousand got a bed")
    tap.ok(all(len(names) == 1 for names in ok.values()) and
           {verdict(x) for r in ok for x in answers[r]} == {"OK"},
           "a request that was repeated got the same one", ok)
    tap.equal({verdict(x) for r, results in answers.items()
               for x in results if r not in ok}, {"FULL"},
              "all others heard that it is full")
    with desk.client("coordinator") as client:
        facilities, placements = shelter_list(client, "acm-crisis")
    full = facilities["acm-crisis"]
    tap.equal((full.placed, full.free), (BEDS, 0), "the desk counts six")
    tap.equal(sorted(p.placement for p in placements if state(p) == "PLACED"),
              sorted(name for names in ok.values() for name in names),
              "they are those that were answered")
    waits = {p.placement for p in placements if state(p) == "REQUESTED"}
    told = {x.placement.placement for r in referrals - set(ok)
            for x in answers[r]}
    tap.equal(waits, told, "each referral without a bed waits as a request")
    alerts = {x.alert for r in referrals - set(ok) for x in answers[r]}
    tap.ok(len(alerts) == len(waits) and "" not in alerts,
           "with an alert of its own", alerts)


def main():
    tap = Tap()
    seed = option("--seed", 20261126)
    tap.note(f"seed {seed}")
    with Installation({"front.quota_per_s": "100000",
                       "front.quota_burst": "100000"}) as desk:
        for number in range(TEAMS):
            desk.enrol(f"team-{number}", "team", "POLICE_AMSTERDAM")
        desk.enrol("care", "zorg", "CARE")
        tap.run(check_words, desk)
        tap.run(check_crowd, desk, seed)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
