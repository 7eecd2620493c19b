#!/usr/bin/python3
"""What a listener on the network sees of a mixed session: frames of four
sizes, whatever they say; an accepted message has one answer, a call one
size."""
import os
import shutil

from installation import Installation, edit_yaml, run_loket
from loketlib import (DESK, INBOX, Client, Follower, Refused, content,
                      receipt_verifies, referral, signal, uuid7, wire)
from recorder import Recorder, message_sizes
from tap import Tap

CLASSES = {1024, 4096, 16384, 65536}
BEATS = {7, 5}  # PING with its TTL, and PONG (ZMTP 3.1), both sealed
TEXT = 4000     # characters of a signal, at most


def through(desk, recorder, name):
    """A copy of a profile that goes by way of the recorder."""
    folder = desk.profile(name) + "-tapped"
    shutil.copytree(desk.profile(name), folder)
    edit_yaml(os.path.join(folder, "profile.yaml"),
              {"server": f"tcp://127.0.0.1:{recorder.port}"})
    return folder


def look(recorder, since):
    """Sizes (from the client, from the desk) of the lines since then."""
    sizes = [], []
    for line in recorder.lines[since:]:
        for side in (0, 1):
            sizes[side].extend(n for n in message_sizes(line[side])
                               if n not in BEATS)
    return sizes


def check_partner(tap, recorder, folder):
    since = len(recorder.lines)
    submitted = 0
    with Client.of_profile(folder) as client:
        client.hello(10)
        for length in (0, 1, 300, 500, 800, TEXT):
            message = signal(house_number=1 + length,
                             text="x" * length if length else "")
            client.submit(message)
            client.submit(message)  # the first answer again
            submitted += 2
        receipt = client.submit(referral("TST-1"))
        client.submit(signal(danger_now=True))
        client.submit(content.Submit(
            message_id=uuid7(), withdrawal=content.Withdrawal(
                reason=content.WITHDRAW_REASON_MISTAKE),
            amends=content.Amends(receipt=receipt.receipt,
                                  action=content.VERSION_ACTION_WITHDRAW)))
        submitted += 3
    sent, heard = look(recorder, since)
    tap.equal(set(sent), {1024, 4096}, "what a partner tells: two sizes")
    tap.equal(heard, [1024] * (submitted + 1),
              "what is accepted has one answer to a listener, whatever it was")


def check_desk(tap, desk, recorder, folder):
    since = len(recorder.lines)
    with Client.of_profile(folder) as client, desk.client("police") as police:
        client.hello(10)
        follower = Follower(client)
        follower.attach()
        before = len(follower.applied)
        asked = len(look(recorder, since)[1])
        for number in range(3):
            police.submit(referral(f"TST-PAGE-{number}"))
            follower.pump_until(
                lambda: len(follower.pages()) > before + number, 10)
        calls = look(recorder, since)[1][asked:]
        tap.ok(len(follower.pages()) >= before + 3 and set(calls) == {1024},
               "a call has one size", calls)
        list(client.alerts())
        client.ask(document_get=wire.DocumentGet(name="tables"))
        client.ask(attach=wire.Attach(stream=DESK))
        client.ask(snapshot=wire.SnapshotRequest(stream=INBOX))
        for bad in (dict(show=wire.Show(id="M-00000000")),
                    dict(partner_list=wire.PartnerList())):
            try:
                client.ask(**bad)
                tap.ok(False, "refused")
            except Refused:
                pass
    sent, heard = look(recorder, since)
    tap.ok(set(sent) == {1024} and set(heard) <= CLASSES and
           len(set(heard)) > 1,
           "a coordinator's session: the sizes of the classes alone",
           (sorted(set(sent)), sorted(set(heard))))


def check_loket(tap, recorder, partner, coordinator):
    since = len(recorder.lines)
    done = run_loket(partner, "signal", "--json", "-",
                     stdin='{"observed": "2026-11-20", "form": "labour",'
                     ' "place": {"municipality": "GM0363"},'
                     ' "indicators": ["DB01"]}')
    listed = run_loket(coordinator, "list", "--json")
    tap.equal((done.returncode, listed.returncode), (0, 0),
              "loket works by way of the relay")
    sent, heard = look(recorder, since)
    tap.ok(len(sent) >= 4 and set(sent) == {1024} and set(heard) <= CLASSES,
           "loket sends and hears the sizes of the classes alone",
           (sent, heard))


def check_unpadded(tap, desk, recorder, folder):
    """Clients that do not pad are served; idempotency is the Submit's."""
    since = len(recorder.lines)
    message = signal(house_number=77)
    with Client.of_profile(folder) as client:
        client.hello(10)
        first = client.submit(message)
        plain = wire.ClientMessage(request_id=os.urandom(16), submit=message)
        client.post_raw(plain.SerializeToString())
        again = client.wait_for(plain.request_id).receipt
        tap.ok(again.receipt == first.receipt and again.replayed,
               "the same without padding is the same message", again)
        status = client.ask(status=wire.StatusRequest(
            receipt=first.receipt, signed=True)).status
        tap.ok(receipt_verifies(status.signed_receipt,
                                message.SerializeToString(),
                                client.welcome.receipt_key),
               "what is signed are the bytes of the Submit")
        bad = plain.SerializeToString() + b"\xfa\x7f\x02\x00\x01"
        client.post_raw(bad)
        answer = client.wait_for(plain.request_id).refusal
        tap.equal([(f.field, f.code) for f in answer.findings],
                  [("padding", wire.REFUSAL_CODE_INVALID)],
                  "padding that says something is refused")
    sent, heard = look(recorder, since)
    tap.ok(len([n for n in sent if n not in CLASSES]) == 2 and
           set(heard) == {1024},
           "the recorder tells who does not pad; the desk always does",
           (sent, heard))


def main():
    tap = Tap()
    with Installation() as desk, \
            Recorder(("127.0.0.1", desk.port)) as recorder:
        desk.enrol("police")
        partner = through(desk, recorder, "police")
        coordinator = through(desk, recorder, "coordinator")
        tap.run(check_partner, recorder, partner)
        tap.run(check_desk, desk, recorder, coordinator)
        tap.run(check_loket, recorder, partner, coordinator)
        tap.run(check_unpadded, desk, recorder, partner)
        beats = {n for line in recorder.lines for stored in line
                 for n in message_sizes(stored)} - CLASSES - BEATS
        tap.equal(len(beats), 2, "nothing else was on the wire")
    tap.finish()


if __name__ == "__main__":
    main()
