#!/usr/bin/python3
"""A client in another language, from PROTOCOL.md alone, against the real
daemon: submit, sign, follow, confirm, replay, acknowledge, list."""
import os
import time

from zmq.utils import z85

from installation import Installation
from loketlib import (ALL_STATES, DESK, INBOX, PROTOCOL, ROOT, Client,
                      Follower, Refused, content, receipt_verifies, referral,
                      signal, stream, uuid7, wire)
from tap import Tap


def refused(tap, name, code, fields, ask, *args, **kwargs):
    try:
        answer = ask(*args, **kwargs)
        tap.ok(False, name, f"answered {answer}")
    except Refused as error:
        tap.equal((error.code, error.fields if fields is not None else None),
                  (code, fields), name)


def check_greeting(tap, desk):
    with Client.of_profile(desk.profile("police")) as client:
        refused(tap, "before Hello: NOT_GREETED", "NOT_GREETED", None,
                client.ask, submit=signal())
        refused(tap, "no version in common: VERSION", "VERSION", None,
                client.ask, hello=wire.Hello(protocol_min=PROTOCOL + 1,
                                             protocol_max=PROTOCOL + 5))
        welcome = client.hello()
        tap.equal((welcome.protocol, welcome.principal, welcome.organisation,
                   list(welcome.roles)),
                  (1, "police", "politie", [wire.ROLE_SUBMITTER]),
                  "Welcome tells who the desk takes us for")
        tap.ok(len(welcome.epoch) == 16 and len(welcome.receipt_key) == 32 and
               welcome.heartbeat_ms > 0 and welcome.fallback_telephone and
               [h.stream for h in welcome.heads] == [INBOX],
               "Welcome has epoch, receipt key, heartbeat, telephone, heads",
               welcome)
        later = wire.Hello(protocol_min=1, protocol_max=9, software="x/1")
        tap.equal(client.ask(hello=later).welcome.protocol, 1,
                  "of several versions the highest in common")


def check_strictness(tap, desk):
    with desk.client("police") as client:
        request = wire.ClientMessage(request_id=os.urandom(16),
                                     heartbeat=wire.Heartbeat())
        frame = request.SerializeToString()
        for name, raw, code in (
                ("an unknown field", frame + b"\xf8\x3f\x01",
                 "UNKNOWN_FIELD"),
                ("field 0", frame + b"\x00\x01", "MALFORMED"),
                ("two bodies", frame + b"\x12\x00", "DUPLICATE_FIELD"),
                ("a cut varint", frame + b"\x80", "MALFORMED")):
            client.post_raw(raw)
            answer = client.receive(5)
            got = answer is not None and \
                wire.RefusalCode.Name(answer.refusal.code)
            tap.equal(got, "REFUSAL_CODE_" + code, name + " is " + code)
        client.post_raw(b"\x08\x01")
        client.receive(0.3)
        tap.ok(client.ask(heartbeat=wire.Heartbeat()).heartbeat is not None,
               "after malformed frames the connection still serves")
        refused(tap, "a principal without the role: DENIED", "DENIED", None,
                client.ask, list_alerts=wire.ListAlerts())
        refused(tap, "not for a submitter: the desk stream", "DENIED", None,
                client.ask, attach=wire.Attach(stream=DESK))


def check_submit(tap, desk):
    with desk.client("police") as client, desk.client("housing") as other:
        message = signal(house_number=31)
        first = client.submit(message)
        tap.ok(first.id.startswith("S-") and len(first.id) == 10 and
               first.receipt.startswith(first.id + "-") and
               len(first.receipt) == 27 and not first.replayed and
               first.message_id == message.message_id and
               abs(first.accepted_us / 1e6 - time.time()) < 60,
               "a receipt has id, code, time, our message id", first)
        again = client.submit(message)
        tap.ok(again.replayed, "the same again is marked as replayed")
        again.replayed = False
        tap.equal(again.SerializeToString(), first.SerializeToString(),
                  "and is the first receipt, byte for byte")
        changed = signal(house_number=32, message_id=message.message_id)
        refused(tap, "the same id with other content: CONFLICT", "CONFLICT",
                None, client.submit, changed)
        theirs = other.submit(signal(house_number=31,
                                     message_id=message.message_id))
        tap.ok(not theirs.replayed and theirs.id != first.id,
               "message ids are each organisation's own")
        refused(tap, "a field that is wrong is named", "INVALID",
                ["place.postcode"], client.submit, signal(postcode="0123AB"))
        refused(tap, "a message id of 15 bytes", "INVALID", None,
                client.submit, signal(message_id=b"x" * 15))
        withdrawal = content.Submit(
            message_id=uuid7(),
            withdrawal=content.Withdrawal(
                reason=content.WITHDRAW_REASON_MISTAKE),
            amends=content.Amends(receipt=first.receipt,
                                  action=content.VERSION_ACTION_WITHDRAW))
        tap.ok(client.submit(withdrawal).id.startswith("W-"),
               "an own message can be withdrawn")
        nothing = content.Submit(
            message_id=uuid7(), withdrawal=withdrawal.withdrawal,
            amends=content.Amends(receipt="S-00000000-" + "0" * 16,
                                  action=content.VERSION_ACTION_WITHDRAW))
        tap.ok(client.submit(nothing).id.startswith("W-"),
               "and the answer is the same when there is no such message")


def check_status(tap, desk):
    with desk.client("police") as client, desk.client("housing") as other:
        message = referral("TST-STATUS")
        receipt = client.submit(message)
        status = other.ask(status=wire.StatusRequest(
            receipt=receipt.receipt)).status
        tap.ok(status.id == receipt.id and
               status.kind == stream.MESSAGE_KIND_REFERRAL and
               status.accepted_us == receipt.accepted_us,
               "status: the receipt is the key", status)
        wrong = receipt.receipt[:-1] + ("0" if receipt.receipt[-1] != "0"
                                        else "1")
        refused(tap, "a wrong code is NOT_FOUND", "NOT_FOUND", None,
                client.ask, status=wire.StatusRequest(receipt=wrong))
        signed = client.ask(status=wire.StatusRequest(
            receipt=receipt.receipt, signed=True)).status.signed_receipt
        key = client.welcome.receipt_key
        sent = message.SerializeToString()
        tap.ok(receipt_verifies(signed, sent, key),
               "a signed receipt verifies offline")
        statement = wire.ReceiptStatement.FromString(signed.statement)
        tap.ok(statement.id == receipt.id and
               statement.organisation == "politie" and
               statement.message_id == message.message_id and
               statement.accepted_us == receipt.accepted_us and
               statement.epoch == client.welcome.epoch,
               "and says what, whose and when", statement)
        tap.ok(not receipt_verifies(signed, sent + b"x", key),
               "it does not verify for other bytes")
        signed.signature = bytes([signed.signature[0] ^ 1]) + \
            signed.signature[1:]
        tap.ok(not receipt_verifies(signed, sent, key),
               "nor with another signature")


def check_page(tap, desk):
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator, \
            desk.client("fallback") as fallback:
        inbox = Follower(coordinator)
        inbox.attach()
        inbox.pump_until(lambda: inbox.last >= coordinator.welcome.heads[
            0].head)
        shared = Follower(coordinator, DESK)
        shared.attach()
        mine = Follower(police)
        mine.attach()
        mine.pump(0.3)
        feedback_before = len(mine.applied)
        before = {page.page_id for page in inbox.pages()}
        receipt = police.submit(referral("TST-PAGE", danger_now=True))
        tap.ok(inbox.pump_until(lambda: len(inbox.pages()) > len(before)),
               "a referral pages the coordinator on call")
        page = inbox.pages()[-1]
        tap.ok(page.page_id not in before and len(page.page_id) == 16 and
               page.alert.startswith("M-") and page.generation == 1 and
               page.step == 1 and page.attempt == 1 and
               page.level == stream.LEVEL_U1 and
               page.kind == stream.MESSAGE_KIND_REFERRAL and
               page.deadline_us > time.time() * 1e6,
               "a page tells alert, level, kind, deadline", page)
        tap.equal(coordinator.delivered(page.page_id).page_id, page.page_id,
                  "Delivered is noted")
        refused(tap, "somebody else's page is NOT_FOUND", "NOT_FOUND", None,
                fallback.delivered, page.page_id)
        detail = coordinator.ask(show=wire.Show(id=page.alert)).alert_detail
        tap.ok(detail.alert.state == stream.ALERT_STATE_PAGING and
               list(detail.messages) == [receipt.id] and
               detail.pages[0].person == "coordinator" and
               detail.pages[0].delivered_us > 0,
               "show tells the alert, its messages and pages", detail)
        shown = coordinator.ask(show=wire.Show(id=receipt.id)).message_detail
        tap.ok(shown.submit.referral.victim_ref == "TST-PAGE" and
               shown.organisation == "politie" and shown.alert == page.alert,
               "show tells a message")
        tap.equal(coordinator.act("ACKNOWLEDGE", page, 0).verdict,
                  stream.ACK_VERDICT_STALE, "an older generation is STALE")
        result = coordinator.act("ACKNOWLEDGE", page)
        tap.equal((result.verdict, result.state, result.owner),
                  (stream.ACK_VERDICT_OK, stream.ALERT_STATE_ACKED,
                   "coordinator"), "acknowledge: OK, ACKED, ours")
        tap.equal(coordinator.act("ACKNOWLEDGE", page).verdict,
                  stream.ACK_VERDICT_OK, "again: OK, nothing changes")
        theirs = fallback.act("ACKNOWLEDGE", page)
        tap.equal((theirs.verdict, theirs.owner),
                  (stream.ACK_VERDICT_ALREADY, "coordinator"),
                  "by another: ALREADY, and whose it is")
        tap.equal(coordinator.act("ACKNOWLEDGE", "M-00000000", 1).verdict,
                  stream.ACK_VERDICT_NOT_FOUND, "an alert that is not there")
        tap.ok(mine.pump_until(lambda: any(
            e.feedback.id == receipt.id and
            e.feedback.state == stream.FEEDBACK_STATE_SEEN
            for e in mine.applied[feedback_before:])),
            "the sender hears that it was seen")
        tap.equal(police.ask(status=wire.StatusRequest(
            receipt=receipt.receipt)).status.state,
            stream.FEEDBACK_STATE_SEEN, "and status says so")
        tap.equal(fallback.act("TAKEOVER", page).owner, "fallback",
                  "takeover changes the owner")
        tap.ok(fallback.act("CLOSE", page).verdict ==
               stream.ACK_VERDICT_INVALID, "close needs an outcome")
        tap.equal(fallback.act("CLOSE", page,
                               outcome=stream.OUTCOME_SHELTERED).state,
                  stream.ALERT_STATE_CLOSED, "close with an outcome")
        tap.equal(fallback.act("ACKNOWLEDGE", page).verdict,
                  stream.ACK_VERDICT_CLOSED, "CLOSED never reopens")
        shared.pump(0.3)
        seen = [e.alert_change.alert for e in shared.applied
                if e.alert_change.alert.alert == page.alert]
        tap.ok(seen and seen[-1].state == stream.ALERT_STATE_CLOSED,
               "the desk stream has every change")
        tap.ok(page.alert in [a.alert for a in coordinator.alerts(ALL_STATES)]
               and page.alert not in [a.alert for a in coordinator.alerts()],
               "list: every state, or the open ones")


def check_stream(tap, desk):
    with desk.client("police") as police:
        follower = Follower(police)
        follower.attach()
        for number in range(5):
            police.submit(referral(f"TST-STREAM-{number}"))
        follower.pump_until(lambda: follower.last >= 5)
        last = follower.last
        events = police.ask(replay=wire.Replay(stream=INBOX, after=last - 3,
                                               limit=2)).events
        tap.equal([e.seq for e in events.events], [last - 2, last - 1],
                  "replay: after, at most limit")
        applied = {e.seq: e.event_id for e in follower.applied}
        tap.ok(all(applied[e.seq] == e.event_id for e in events.events),
               "a replayed event keeps its id")
        head = follower.confirm()
        tap.equal((head.confirmed, head.head >= last), (last, True),
                  "confirm is stored")
        tap.equal(police.ask(confirm=wire.Confirm(
            stream=INBOX, seq=1)).confirmed.head.confirmed, last,
            "and never goes back")
        refused(tap, "beyond the head it is refused", None, None,
                confirm_beyond, police, last + 1000)
        beat = police.ask(heartbeat=wire.Heartbeat()).heartbeat
        tap.ok(beat.epoch == police.welcome.epoch and
               beat.heads[0].head >= last, "a heartbeat carries the heads")
        truncated = police.ask(attach=wire.Attach(
            stream=INBOX, after=1, epoch=b"x" * 16)).attached
        tap.ok(truncated.truncated, "another database: truncated")
    with desk.client("coordinator") as coordinator:
        shot = coordinator.ask(snapshot=wire.SnapshotRequest(
            stream=DESK)).snapshot
        tap.ok(len(shot.alerts) > 0 and shot.as_of > 0,
               "a snapshot of the desk has the open alerts")
        mine = coordinator.ask(snapshot=wire.SnapshotRequest(
            stream=INBOX)).snapshot
        tap.ok(len(mine.pages) > 0, "and of an inbox the open pages")


def check_long_snapshot(tap, desk):
    """More open pages than one answer holds.  Signals may be told in a
    summary, which is no page; referrals never are."""
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        for number in range(130):
            police.submit(referral(f"TST-MANY-{number}"))
        until = time.monotonic() + 10
        open_now = []
        while len(open_now) < 130 and time.monotonic() < until:
            open_now = [a.alert for a in coordinator.alerts(
                [stream.ALERT_STATE_PAGING])
                if a.kind == stream.MESSAGE_KIND_REFERRAL]
        for kind, rows in ((INBOX, "pages"), (DESK, "alerts")):
            found = []
            after = ""
            more = True
            while more:
                part = coordinator.ask(snapshot=wire.SnapshotRequest(
                    stream=kind, after=after)).snapshot
                more = part.more
                found += [row.alert for row in getattr(part, rows)]
                after = found[-1]
            tap.ok(set(open_now) <= set(found) and
                   len(found) == len(set(found)),
                   f"a snapshot of {len(found)} {rows} comes in parts")


def confirm_beyond(police, seq):
    try:
        return police.ask(confirm=wire.Confirm(stream=INBOX, seq=seq))
    except Refused as error:
        error.code = None
        raise


def check_partners(tap, desk):
    with desk.client("operator") as operator:
        names = [p.name for p in operator.ask(
            partner_list=wire.PartnerList()).partners.partners]
        tap.ok({"operator", "coordinator", "fallback", "police",
                "housing"} <= set(names), "partner list", names)
        refused(tap, "a name with spaces", "INVALID", ["name"],
                operator.ask, partner_add=wire.PartnerAdd(
                    organisation="politie", name="a b",
                    kind=wire.PRINCIPAL_KIND_PERSON,
                    roles=[wire.ROLE_SUBMITTER],
                    organisation_kind=stream.ORGANISATION_KIND_POLICE,
                    public_key=os.urandom(32)))
        taken = z85.decode(desk.keys["police"][0])
        refused(tap, "a key that is taken: CONFLICT", "CONFLICT", None,
                operator.ask, partner_add=wire.PartnerAdd(
                    organisation="politie", name="police-2",
                    kind=wire.PRINCIPAL_KIND_SYSTEM,
                    roles=[wire.ROLE_SUBMITTER],
                    organisation_kind=stream.ORGANISATION_KIND_POLICE,
                    public_key=taken))
        refused(tap, "an operator does not see content", "DENIED", None,
                operator.ask, list_alerts=wire.ListAlerts())


def check_page_of_requests(tap):
    """Every request and its answer stand in the table of section 2."""
    with open(os.path.join(ROOT, "proto/PROTOCOL.md"),
              encoding="utf-8") as file:
        page = file.read()
    table = page[page.index("| request |"):page.index("## 3.")]
    names = [field.name for message in (wire.ClientMessage, wire.ServerMessage)
             for field in message.DESCRIPTOR.oneofs_by_name["body"].fields]
    tap.equal([name for name in names if f"`{name}`" not in page or (
        name in wire.ClientMessage.DESCRIPTOR.fields_by_name and
        f"`{name}`" not in table)], [],
        "PROTOCOL.md has every request and every answer")


def main():
    tap = Tap()
    tap.run(check_page_of_requests)
    with Installation({"desk.heartbeat_ms": "500",
                       "desk.combine_ms": "100"}) as desk:
        desk.keys = {"police": desk.enrol("police"),
                     "housing": desk.enrol("housing", "woonstede", "HOUSING")}
        for check in (check_greeting, check_strictness, check_submit,
                      check_status, check_page, check_stream,
                      check_long_snapshot, check_partners):
            tap.run(check, desk)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.finish()


if __name__ == "__main__":
    main()
