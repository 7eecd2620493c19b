#!/usr/bin/python3
"""The page of metrics: on loopback and on a unix socket, well-formed, true,
and without anybody's name; whoever reads it badly disturbs nobody."""
import json
import os
import re
import signal as unix_signal
import stat
import subprocess
import time

from installation import Installation, edit_yaml, free_port, run_loket
from loketlib import ROOT, Follower, Refused, referral, signal
from metrics_page import (GET, answer, connect, exchange, parse, read_all,
                          scrape, scrape_until, value)
from tap import Tap
from testcontrol import Control

VISIT_S = 5.0     # what front allows one connection
VISITORS = 8
DESK_S = 2.0      # what it waits for the desk


def documented():
    """{family: (type, {labels})} of docs/metrics.md"""
    found = {}
    with open(os.path.join(ROOT, "docs", "metrics.md"),
              encoding="utf-8") as file:
        for line in file:
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            if len(cells) == 4 and cells[0].startswith("`loket_"):
                found[cells[0].strip("`")] = (
                    cells[1], set(re.findall(r"`([a-z_]+)`", cells[2])))
    return found


def label_faults(types, values, listed):
    """Samples with other labels than docs/metrics.md says."""
    for name, labels in values:
        base = name if name in types else re.sub("_(bucket|sum|count)$", "",
                                                 name)
        if {key for key, _ in labels} - {"le"} != listed[base][1]:
            yield name, labels


# --- what it says -----------------------------------------------------------

def check_format(tap, desk, where):
    status, headers, body = exchange(where)
    tap.equal(status, 200, "GET /metrics is answered")
    tap.equal(headers["Content-Type"],
              "text/plain; version=0.0.4; charset=utf-8", "as format 0.0.4")
    types, values = parse(body.decode())
    listed = documented()
    tap.equal(types, {name: kind for name, (kind, _) in listed.items()},
              "the families of docs/metrics.md, and no others")
    tap.equal(list(label_faults(types, values, listed)), [],
              "with their labels, and no others")
    judged = subprocess.run(["promtool", "check", "metrics"], input=body,
                            capture_output=True, check=False)
    tap.ok(judged.returncode == 0, "promtool has nothing to say about it",
           judged.stderr.decode())
    tap.ok(len(values) < 1000, "a bounded number of series", len(values))
    tap.equal(value(values, "loket_test_control"), 0,
              "no test is in control")
    tap.equal(exchange(where, GET.replace(b"/metrics", b"/metrics?x=1"))[0],
              200, "a query changes nothing")


def check_counts(tap, desk, where):
    before = scrape(where)
    with desk.client("police") as police, \
            desk.client("coordinator") as coordinator:
        inbox = Follower(coordinator)
        inbox.attach()
        submit = referral("COUNT")
        police.submit(submit)
        police.submit(submit)
        try:
            police.submit(referral("OTHER", message_id=submit.message_id))
        except Refused:
            pass
        try:
            police.submit(signal(indicators=["NOSUCH"]))
        except Refused:
            pass
        for house in (1, 2, 3):
            police.submit(signal(house))
        inbox.pump_until(lambda: inbox.pages())
        page = inbox.pages()[0]
        coordinator.delivered(page.page_id)
        coordinator.act("ACKNOWLEDGE", page)
        coordinator.act("ACKNOWLEDGE", "M-00000000", 1)
        now = scrape_until(where, lambda p: value(
            p, "loket_backlog", stage="combine") == 0)
        grown = {key: now[key] - before[key] for key in before}
        for name, labels, expected in (
                ("loket_messages_total",
                 dict(kind="referral", verdict="accepted"), 1),
                ("loket_messages_total",
                 dict(kind="referral", verdict="replayed"), 1),
                ("loket_messages_total",
                 dict(kind="referral", verdict="conflict"), 1),
                ("loket_messages_total",
                 dict(kind="signal", verdict="refused"), 1),
                ("loket_messages_total",
                 dict(kind="signal", verdict="accepted"), 3),
                ("loket_messages_total",
                 dict(kind="advice", verdict="accepted"), 0),
                ("loket_pages_total", dict(result="delivered"), 1),
                ("loket_ack_total", dict(result="ok"), 1),
                ("loket_ack_total", dict(result="not_found"), 1),
                ("loket_ack_total", dict(result="stale"), 0),
                ("loket_clock_jumps_total", dict(direction="forward"), 0)):
            tap.equal(value(grown, name, **labels), expected,
                      f"counted: {name} {' '.join(labels.values())}")
        tap.ok(value(grown, "loket_pages_total", result="sent") >= 1,
               "counted: a page that was sent")
        tap.ok(1 <= value(grown, "loket_commit_seconds_count") <= 6,
               "counted: commits")
        tap.equal(value(now, "loket_backlog", stage="combine"), 0,
                  "nothing waits for combining")
        tap.ok(value(now, "loket_front_sessions") >= 2,
               "connected clients are counted")
        tap.ok(value(now, "loket_stream_lag_events",
                     principal_kind="person") >= 1,
               "what is pushed and not confirmed is counted")
        inbox.confirm()
        police.post_raw(b"\xff" * 40)
        later = scrape_until(where, lambda p: value(
            p, "loket_front_refused_total", reason="malformed") > 0)
        tap.equal(value(later, "loket_front_refused_total",
                        reason="malformed"), 1,
                  "counted: a malformed frame")


def check_privacy(tap, desk, where):
    said = {text for _, labels in scrape(where) for _, text in labels}
    people = ("police", "coordinator", "operator", "fallback", "politie",
              "COUNT", "1099", "GM0363", desk.home, "+31")
    tap.equal([text for text in said if any(w in text for w in people)], [],
              "nobody and nothing is named")
    tap.equal([text for text in said if len(text) > 16 or
               re.search("[A-Z]-[0-9A-Z]{8}", text)], [],
              "no id, receipt or key is shown")


# --- who reads it badly -----------------------------------------------------

def check_top(tap, desk, where):
    """What an operator looks at is what the page says."""
    begin = f"tcp://127.0.0.1:{where}"
    words = ["top", "--once", "--interval", "0.3", "--from", begin]
    with desk.client("police") as police:
        police.submit(signal(11))
        ran = run_loket(desk.profile("operator"), "--json", *words)
    seen = json.loads(ran.stdout)
    page = scrape(where)
    tap.equal((seen["up"], seen["keys_parked"], seen["disk_full"]), (1, 0, 0),
              "loket top: the desk is there and sound")
    tap.equal({level: of["acked"] for level, of in seen["alerts"].items()},
              {level: value(page, "loket_alerts", state="acked", level=level)
               for level in seen["alerts"]}, "its alerts are those of the page")
    tap.equal([key for key in ("accepted_per_s", "wal_bytes", "coverage",
                               "disk_free_bytes", "desk_memory_bytes")
               if seen[key] is None], [],
              "rates, sizes and cover are known")
    ran = run_loket(desk.profile("operator"), *words)
    tap.ok("the desk answers" in ran.stdout and "alerts U1" in ran.stdout and
           "\033" not in ran.stdout, "the same in words, plain where it is no "
           "terminal", ran.stdout)
    tap.equal(ran.returncode, int("(!)" in ran.stdout),
              "the exit code says whether something is alarming")
    for bad, code in ((["--from", "tcp://10.0.0.1:1"], 2),
                      (["--interval", "0"], 2),
                      (["--once", "--from", "tcp://127.0.0.1:1"], 3)):
        ran = run_loket(desk.profile("operator"), "top", *bad)
        tap.ok(ran.returncode == code and ran.stderr != "",
               f"loket top {bad[0]}: {code}", (ran.returncode, ran.stderr))


def check_refusals(tap, desk, where):
    for name, sent, status in (
            ("POST", b"POST /metrics HTTP/1.1\r\nHost: x\r\n"
             b"Content-Length: 3\r\n\r\nabc", 405),
            ("HEAD", GET.replace(b"GET", b"HEAD"), 405),
            ("an unknown method", GET.replace(b"GET", b"BREW"), 405),
            ("another page", GET.replace(b"/metrics", b"/"), 404),
            ("a page behind it", GET.replace(b"/metrics", b"/metrics/x"), 404),
            ("POST of another page", b"POST / HTTP/1.1\r\n\r\n", 404),
            ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            ("no HTTP", b"hello\r\n\r\n", 400),
            ("bare line feeds", GET.replace(b"\r\n", b"\n") + b"\r\n\r\n", 400),
            ("a header that goes on",
             b"GET /metrics HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400),
            ("a NUL", b"GET /metrics HTTP/1.1\r\nA: \0\r\n\r\n", 400),
            ("a long header", b"GET /metrics HTTP/1.1\r\nA: " +
             b"x" * 100000 + b"\r\n\r\n", 431),
            ("many headers", b"GET /metrics HTTP/1.1\r\n" +
             b"A: b\r\n" * 10000 + b"\r\n", 431),
            ("a large body", b"POST /metrics HTTP/1.1\r\n"
             b"Content-Length: 1000000\r\n\r\n" + bytes(1000000), 405)):
        got, headers, _ = exchange(where, sent)
        tap.equal(got, status, f"{name}: {status}")
        if status == 405:
            tap.equal(headers.get("Allow"), "GET", f"{name}: and what may be")
    with connect(where) as sock:
        for byte in GET:
            sock.sendall(bytes([byte]))
        tap.equal(answer(read_all(sock))[0], 200, "byte by byte is slow only")


def check_hostile(tap, desk, where):
    """Silent, dribbling and deaf peers take every place; each is cut in time
    and the switch serves as ever."""
    began = time.monotonic()
    peers = [connect(where) for _ in range(2 * VISITORS)]
    for number, sock in enumerate(peers[:VISITORS]):
        if number % 2:
            sock.sendall(GET[:-1])
    with desk.client("police") as police:
        receipt = police.submit(signal(4), 2.0)
        tap.ok(receipt.id != "", "the switch serves meanwhile")
        status, _, _ = exchange(where)
        took = time.monotonic() - began
        tap.equal(status, 200, "a collector gets its turn in the end")
        tap.ok(VISIT_S - 1 < took < 3 * VISIT_S + 2,
               "after those before it were cut", f"{took:.1f} s")
        cut = 0
        for sock in peers[:VISITORS]:
            if read_all(sock) == b"":
                cut += 1
        tap.equal(cut, VISITORS, "a peer that is not done in time is cut")
        for sock in peers:
            sock.close()
        police.submit(signal(5), 2.0)
    tap.equal(exchange(where)[0], 200, "and when they are gone all is as before")


def check_flood(tap, desk, where):
    before = scrape(where)
    began = time.monotonic()
    for _ in range(30):
        exchange(where)
    took = time.monotonic() - began
    after = scrape(where)
    tap.ok(took > 2.8, "the desk is asked ten times a second at most",
           f"30 pages in {took:.1f} s")
    tap.ok(value(after, "loket_timer_late_seconds_count") >= value(
        before, "loket_timer_late_seconds_count"), "counters never go back")


def check_desk_silent(tap, desk, where):
    pid = desk.pid_of("desk")
    os.kill(pid, unix_signal.SIGSTOP)
    try:
        began = time.monotonic()
        page = scrape(where)
        took = time.monotonic() - began
    finally:
        os.kill(pid, unix_signal.SIGCONT)
    tap.ok(DESK_S - 0.1 <= took < VISIT_S, "a silent desk is not waited for",
           f"{took:.1f} s")
    tap.equal(value(page, "loket_desk_up"), 0, "it is down")
    tap.equal(sorted({name for name, _ in page}),
              ["loket_desk_up", "loket_front_memory_peak_bytes",
               "loket_front_refused_total", "loket_front_sessions"],
              "and front's own numbers are there")
    page = scrape_until(where, lambda p: value(p, "loket_desk_up") == 1)
    tap.ok(value(page, "loket_desk_up") == 1 and
           ("loket_build_info" in {name for name, _ in page}),
           "when it answers again it is up")


def check_front_again(tap, desk, where):
    old = desk.kill("front")
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            if desk.pid_of("front", 0.05) != old and \
                    value(scrape(where), "loket_desk_up") == 1:
                break
        except (RuntimeError, OSError, ValueError):
            pass
    tap.equal(value(scrape(where), "loket_desk_up"), 1,
              "a new front serves the page again")


def check_unix(tap, desk):
    path = os.path.join(desk.dir, "metrics.socket")
    desk.stop()
    edit_yaml(desk.config, {"front.metrics": f"unix://{path}"})
    desk.start()
    tap.equal(scrape(path)["loket_desk_up", ()], 1, "served on a unix socket")
    tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o660,
              "which is open to us and our group")
    tap.run(check_front_again, desk, path)
    desk.stop()
    desk.start()
    tap.equal(scrape(path)["loket_desk_up", ()], 1,
              "one that was left behind is replaced")
    desk.stop()
    os.unlink(path)
    with open(path, "w", encoding="ascii") as file:
        file.write("mine")
    desk.start()
    with desk.client("police") as police:
        tap.ok(police.submit(signal(6)).id != "" and
               "no metrics on" in desk.log(),
               "a file in its place: said, and the switch serves")
    with open(path, encoding="ascii") as file:
        tap.equal(file.read(), "mine", "and the file is untouched")


def check_off(tap, desk, port):
    desk.stop()
    edit_yaml(desk.config, {"front.metrics": '""'})
    desk.start()
    try:
        connect(port).close()
        heard = True
    except ConnectionError:
        heard = False
    tap.ok(not heard, "switched off, nobody listens")


def check_controlled(tap):
    port = free_port()
    with Installation({"front.metrics": f"tcp://127.0.0.1:{port}"},
                      control=Control()) as desk:
        tap.equal(value(scrape(port), "loket_test_control"), 1,
                  "a desk under test control says so")
        desk.control.step_clock(-3600)
        desk.control.step_clock(7200)
        page = scrape_until(port, lambda p: value(
            p, "loket_clock_jumps_total", direction="forward") > 0)
        tap.equal(value(page, "loket_clock_jumps_total",
                        direction="forward"), 1, "counted: the clock was set")
        tap.equal(desk.stop(), 0, "it ends cleanly")


def main():
    tap = Tap()
    port = free_port()
    with Installation({"front.metrics": f"tcp://127.0.0.1:{port}",
                       "desk.combine_ms": "50"}) as desk:
        desk.enrol("police")
        for part in (check_format, check_counts, check_privacy, check_top,
                     check_refusals,
                     check_flood, check_hostile, check_desk_silent,
                     check_front_again):
            tap.run(part, desk, port)
        tap.run(check_unix, desk)
        tap.run(check_off, desk, port)
        tap.equal(desk.stop(), 0, "the daemon ends cleanly")
    tap.run(check_controlled)
    tap.finish()


if __name__ == "__main__":
    main()
