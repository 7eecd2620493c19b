#!/usr/bin/python3
"""docs/permits.md against the real daemon: every request as every role is
answered or DENIED as the page says, and whoever has no business with content
(operators before all) sees none of it, whatever is asked."""
import os

from zmq import curve_keypair

from installation import Installation
from loketlib import (DESK, INBOX, ROOT, Client, Follower, Silence, referral,
                      retention, sharing, signal, stream, wire)
from tap import Tap

ROLES = ("SUBMITTER", "COORDINATOR", "DESK_MANAGER", "OPERATOR", "AUDITOR",
         "STATISTICS")
BLIND = ("OPERATOR", "STATISTICS")
SECRET = "zwaluwnest"  # stands in everything that is told
PARTS = {"inbox": INBOX, "desk stream": DESK}


def read_page():
    """[(request, part, roles of anybody's, roles of its own, content)]"""
    rows = []
    with open(os.path.join(ROOT, "docs", "permits.md"),
              encoding="utf-8") as page:
        for line in page:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) == 8 and cells[1].startswith("`"):
                rows.append((cells[1].strip("`"), cells[2].strip("`"),
                             cells[3], cells[4], cells[6] == "yes"))
    return rows


def may(role, roles):
    words = [word.strip() for word in roles.split(",")]
    return "everybody" in words or role.lower().replace("_", " ") in words


def body_of(request, part, seen):
    """A request that nothing but a role stands against."""
    verbs = {"accept, decline": wire.SWAP_VERB_ACCEPT,
             "withdraw": wire.SWAP_VERB_WITHDRAW,
             "force": wire.SWAP_VERB_FORCE}
    if part in PARTS:
        return {"stream": PARTS[part]}
    if request == "swap_decide":
        return {"swap": "X-00000000", "verb": verbs[part], "reason": "TST"}
    if request == "document_get":
        return {"name": part or "levels"}
    if request == "list_questions":
        return {"receipt": seen["receipt"]} if part else {"id": seen["signal"]}
    if request == "retention_act":
        return {"verb": retention.RETENTION_VERB_PROLONG if part
                else retention.RETENTION_VERB_HOLD}
    if request == "report":
        return {"exact": part == "exact"}
    return {
        "hello": {"protocol_min": 1, "protocol_max": 1},
        "submit": signal(text=SECRET),
        "status": {"receipt": seen["receipt"]},
        "alert_action": {"verb": wire.ALERT_VERB_ACKNOWLEDGE,
                         "alert": "M-00000000", "generation": 1},
        "partner_rotate": {"name": "partner", "public_key": bytes(32)},
        "delivered": {"page_id": bytes(16)},
        "show": {"id": seen["signal"]},
        "referral_show": {"id": seen["referral"]},
        "route_explain": {"id": seen["signal"]},
        "why": {"id": seen["signal"]},
        "search": {"purpose": "TST", "words": SECRET},
        "document_history": {"name": "levels"},
        "ask": {"id": seen["signal"], "text": SECRET},
        "answer": {"receipt": seen["receipt"], "question": "Q-00000000",
                   "text": SECRET},
    }.get(request, {})


def answer_of(client, request, body):
    """(code of the refusal or None, every byte that came back)"""
    message = wire.ClientMessage(request_id=os.urandom(16))
    if isinstance(body, dict):
        part = getattr(message, request)
        part.SetInParent()
        for name, value in body.items():
            setattr(part, name, value)
    else:
        getattr(message, request).CopyFrom(body)
    client.post_raw(message.SerializeToString())
    answer = client.wait_for(message.request_id)
    code = None
    if answer.WhichOneof("body") == "refusal":
        code = wire.RefusalCode.Name(answer.refusal.code)[len("REFUSAL_CODE_"):]
    if answer.alert_action_result.verdict == stream.ACK_VERDICT_DENIED:
        code = "DENIED"
    heard = answer.SerializeToString()
    while client.pushed:
        heard += client.pushed.popleft().SerializeToString()
    return code, heard


def check_page(tap, rows):
    asked = {f.name for f in wire.ClientMessage.DESCRIPTOR.oneofs[0].fields}
    tap.equal({row[0] for row in rows}, asked,
              "docs/permits.md has every request and no other")


def check_role(tap, desk, rows, role, seen):
    denied = answered = told = 0
    wrong = []
    with desk.client("role-" + role.lower()) as client:
        for request, part, anybodys, own, content in rows:
            allowed = may(role, anybodys) or may(role, own)
            code, heard = answer_of(client, request,
                                    body_of(request, part, seen))
            denied += code == "DENIED"
            answered += code is None
            told += SECRET.encode() in heard
            # what is not its own is DENIED behind the table, too
            if not allowed and code != "DENIED" or \
                    allowed and anybodys and may(role, anybodys) and \
                    code == "DENIED":
                wrong.append(f"{request} {part}: {code}")
            if SECRET.encode() in heard and not (allowed and content):
                wrong.append(f"{request} {part}: content")
    tap.equal(wrong, [], f"{role}: answered and denied as the page says")
    tap.note(f"{role}: {answered} answered, {denied} denied, {told} with "
             "content")
    if role in BLIND:
        tap.equal(told, 0, f"{role}: no content in anything")
    if role == "COORDINATOR":
        tap.ok(told >= 3, "COORDINATOR: the content is there to be seen", told)


def check_nobody(tap, desk):
    """Who was never enrolled is not even denied."""
    folder = desk.write_profile("strange", *curve_keypair())
    with Client.of_profile(folder) as client:
        try:
            client.hello(0.5)
            tap.ok(False, "a stranger hears nothing")
        except Silence:
            tap.ok(True, "a stranger hears nothing")


def check_streams(tap, desk):
    """What an operator is pushed about a referral that nobody answers."""
    with desk.client("role-operator") as operator, \
            desk.client("role-statistics") as counting, \
            desk.client("partner") as partner:
        followers = [Follower(client) for client in (operator, counting)]
        for follower in followers:
            follower.attach()
        partner.submit(referral(SECRET))
        for follower in followers:
            follower.pump(0.5)
        heard = b"".join(e.SerializeToString()
                         for follower in followers for e in follower.applied)
        tap.ok(SECRET.encode() not in heard,
               "nor in what is pushed to operators and statistics")


def main():
    tap = Tap()
    rows = read_page()
    check_page(tap, rows)
    with Installation() as desk:
        desk.enrol("partner")
        for role in ROLES:
            desk.enrol("role-" + role.lower(), "politie"
                       if role == "SUBMITTER" else "acm",
                       "POLICE" if role == "SUBMITTER" else "ACM", (role,))
        with desk.client("partner") as partner:
            told = partner.submit(signal(text=SECRET))
            case = partner.submit(referral(SECRET))
        seen = {"signal": told.id, "referral": case.id}
        with desk.client("coordinator") as desk_client:
            desk_client.ask(ask=sharing.Ask(id=told.id, text=SECRET))
        for role in ROLES:
            # nobody but the sender has the receipt
            seen["receipt"] = told.receipt if role == "SUBMITTER" \
                else told.id + "-" + "0" * 16
            tap.run(check_role, desk, rows, role, seen)
        tap.run(check_streams, desk)
        tap.run(check_nobody, desk)
    tap.finish()


if __name__ == "__main__":
    main()
