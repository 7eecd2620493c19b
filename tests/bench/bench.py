#!/usr/bin/python3
"""bench -- how fast is the line, against what limits it?

One run, one machine, the same 500-byte messages everywhere, padded as clients
do.  Prints lines
`bench: NAME value unit ratio=R against=NAME`; the ratio is value / limit for
rates and limit / value for times and sizes, so that 1 or more is good.

    bench.py [--build DIR]
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "e2e"))

import zmq  # noqa: E402

from bench_linking import measure_linking  # noqa: E402
from bench_search import measure_search  # noqa: E402
from figures import run_alone, said, say, values  # noqa: E402
from installation import Installation  # noqa: E402
from loketlib import BUILD, Client, Refused  # noqa: E402
from loket.v1 import sharing_pb2 as sharing  # noqa: E402

BENCH = os.path.join(BUILD, "tests", "bench", "bench")
ECHO = os.path.join(BUILD, "tests", "bench", "bench_echo")
SQLITE = os.path.join(BUILD, "tests", "bench", "bench_sqlite")
ROSTER = os.path.join(BUILD, "tests", "bench", "bench_roster")
DESK = os.path.join(BUILD, "tests", "bench", "bench_desk")

CLIENTS = 8
# name, clients, window, messages
SHAPES = (("4x1", 4, 1, 10000), ("4x64", 4, 64, 150000),
          ("8x256", 8, 256, 150000))
COMBINING = 4, 64, 400000  # long enough for it to begin
ROUNDS = 3
REFERRALS = 400
MEMORY_MESSAGES = 100000
LINKING_SIZES = 10000, 100000, 1000000
FEW_ALERTS, MANY_ALERTS = "1000", "100000"
SETTINGS = {"front.quota_per_s": "1000000", "front.quota_burst": "1000000",
            "front.queue_messages": "100000"}


def run_bench(path, clients, window, messages, referrals=0):
    ran = subprocess.run([BENCH, path, str(clients), str(window),
                          str(messages), str(referrals)],
                         capture_output=True, text=True, timeout=300,
                         check=False)
    if ran.returncode != 0:
        raise RuntimeError("bench: " + ran.stdout + ran.stderr)
    return values(ran.stdout)


def connection_file(folder, endpoint, server_key, keys):
    path = os.path.join(folder, "connect")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"endpoint {endpoint}\nserver {server_key}\n")
        for word, pair in keys:
            file.write(f"{word} {pair[0].decode()} {pair[1].decode()}\n")
    return path


class Line:
    """A desk of its own, with enrolled load, referrer and watcher."""

    def __init__(self, settings=None):
        self.desk = Installation({**SETTINGS, **(settings or {})})
        self.desk.start()
        keys = [("client", self.desk.enrol(f"load-{n}", f"partner-{n}"))
                for n in range(CLIENTS)]
        keys.append(("referrer", self.desk.enrol("referrer")))
        profile = self.desk.profile("coordinator")
        pair = [open(os.path.join(profile, name), "rb").readline().strip()
                for name in ("public.key", "secret.key")]
        keys.append(("watcher", pair))
        self.path = connection_file(self.desk.dir, self.desk.endpoint,
                                    self.desk.server_key(), keys)

    def memory(self):
        """Resident KiB by process."""
        found = {"supervisor": self.desk.process.pid,
                 "front": self.desk.pid_of("front"),
                 "desk": self.desk.pid_of("desk")}
        return {name: resident_kib(pid) for name, pid in found.items()}

    def stop(self):
        """(messages, commits) of the run."""
        self.desk.stop(60)
        said = re.findall(r"(\d+) messages were journalled in (\d+) commits",
                          self.desk.log())
        return tuple(int(word) for word in said[-1])

    def clean(self):
        shutil.rmtree(self.desk.dir, ignore_errors=True)


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


def echo_rates(folder):
    """The transport alone, by shape."""
    echo = subprocess.Popen([ECHO], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    endpoint = echo.stdout.readline().split()[1]
    server_key = echo.stdout.readline().split()[1]
    path = connection_file(folder, endpoint, server_key,
                           [("client", zmq.curve_keypair())
                            for _ in range(CLIENTS)])
    found = {name: run_bench(path, clients, window, messages)
             for name, clients, window, messages in SHAPES}
    echo.stdin.close()
    echo.wait()
    return found


def sqlite_limit(database, folder, batch, rows):
    scratch = os.path.join(folder, "scratch.db")
    ran = subprocess.run([SQLITE, database, scratch, str(batch), str(rows)],
                         capture_output=True, text=True, timeout=300,
                         check=True)
    for name in os.listdir(folder):
        if name.startswith("scratch.db"):
            os.unlink(os.path.join(folder, name))
    return values(ran.stdout)


def rate(result, count="acked"):
    return result[count] / (result["us"] / 1e6)


def fsync_us(folder, n=300):
    """Median and 99th percentile of appending 4 KiB and fsync."""
    took = []
    with open(os.path.join(folder, "fsync"), "wb", buffering=0) as file:
        for _ in range(n):
            file.write(bytes(4096))
            began = time.monotonic()
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - began) * 1e6)
    took.sort()
    return took[n // 2], took[n * 99 // 100]


def one_round(shape):
    """(the line's result, SQLite's with the same rows and batches, batch)"""
    clients, window, messages = shape
    line = Line()
    try:
        got = run_bench(line.path, clients, window, messages)
        taken, commits = line.stop()
        batch = max(1, round(taken / commits))
        database = os.path.join(line.desk.home, "state", "loket.db")
        return got, sqlite_limit(database, line.desk.dir, batch,
                                 messages), batch
    finally:
        line.desk.stop()
        line.clean()


def measure_shape(name, shape, echo):
    """The median of three rounds: on a shared machine single ones differ by
    half."""
    rounds = sorted((one_round(shape) for _ in range(ROUNDS)),
                    key=lambda r: rate(r[0]) / rate(r[1], "rows"))
    got, limit, batch = rounds[ROUNDS // 2]
    say(f"acked-{name}", rate(got), "msg/s", rate(got) / rate(limit, "rows"),
        f"sqlite-batch-{batch}")
    say(f"sqlite-{name}", rate(limit, "rows"), "rows/s")
    say(f"echo-{name}", rate(echo), "msg/s", rate(got) / rate(echo),
        "acked/echo")
    say(f"ack-p50-{name}", got["p50_us"] / 1000, "ms")
    say(f"ack-p99-{name}", got["p99_us"] / 1000, "ms")
    if got["busy"]:
        say(f"busy-{name}", got["busy"], "answers")


def combined(line):
    path = os.path.join(line.desk.home, "state", "loket.db")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute("SELECT combined FROM installation").fetchone()[0]
    finally:
        db.close()


def load(shape, settings):
    """(accepted a second, combined a second)"""
    line = Line(settings)
    try:
        got = run_bench(line.path, *shape)
        return rate(got), combined(line) / (got["us"] / 1e6)
    finally:
        line.desk.stop()
        line.clean()


def measure_combining():
    """Taking messages while those before are linked, and while they wait."""
    rounds = sorted(((load(COMBINING, {}),
                      load(COMBINING, {"desk.combine_ms": 60000}))
                     for _ in range(ROUNDS)),
                    key=lambda r: r[0][0] / r[1][0])
    busy, idle = rounds[ROUNDS // 2]
    say("acked-4x64-combining", busy[0], "msg/s", busy[0] / idle[0],
        "acked-without-combining")
    say("combined-meanwhile", busy[1], "msg/s")


def measure_alerts():
    line = Line()
    try:
        median, worst = fsync_us(line.desk.dir)
        say("fsync-p50", median / 1000, "ms")
        say("fsync-p99", worst / 1000, "ms")
        idle = run_bench(line.path, 0, 1, 0, REFERRALS)
        aim = 3 * worst / 1000 + 5
        say("alert-idle-p50", idle["alert_p50_us"] / 1000, "ms")
        say("alert-idle-p99", idle["alert_p99_us"] / 1000, "ms",
            aim / (idle["alert_p99_us"] / 1000), "3-fsync-p99+5ms")
        busy = run_bench(line.path, 4, 64, 0, REFERRALS)
        say("alert-load-p50", busy["alert_p50_us"] / 1000, "ms")
        say("alert-load-p99", busy["alert_p99_us"] / 1000, "ms",
            50 / (busy["alert_p99_us"] / 1000), "50ms")
        say("acked-under-alerts", rate(busy), "msg/s")
    finally:
        line.desk.stop()
        line.clean()


def measure_memory():
    line = Line()
    try:
        run_bench(line.path, 4, 64, MEMORY_MESSAGES)
        wait_combined(line)
        sizes = line.memory()
        for name, kib in sizes.items():
            say(f"memory-{name}", kib / 1024, "MiB")
        total = sum(sizes.values()) / 1024
        say("memory-all", total, "MiB", 32 / total, "32MiB")
    finally:
        line.desk.stop()
        line.clean()


def wait_combined(line, quiet_s=1.0, timeout_s=10.0):
    """Until desk has nothing more to do, or for a while of combining."""
    pid = line.desk.pid_of("desk")
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        before = cpu_ticks(pid)
        time.sleep(quiet_s)
        if cpu_ticks(pid) - before < 5:
            return


def cpu_ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def measure_rosters():
    got = run_alone(ROSTER)
    say("oncall", got["looks"] / (got["looks_ns"] / 1e9), "evaluations/s",
        got["local_ns"] / got["looks_ns"], "localtime_r")
    say("roster-check-90d", got["check_ns"] / 1000, "us",
        got["walk_ns"] / got["check_ns"],
        f"oncall-{got['walk_looks']}-times")


def measure_open_alerts():
    """No tick may grow with what is not due."""
    few, many = (sorted((run_alone(DESK, alerts) for _ in range(ROUNDS)),
                        key=lambda got: got["tick_ns"])[ROUNDS // 2]
                 for alerts in (FEW_ALERTS, MANY_ALERTS))
    say("tick-100k", many["tick_ns"] / 1000, "us",
        few["tick_ns"] / many["tick_ns"], "tick-1k")
    say("tick-due-32", many["step_ns"] / 1000, "us/step",
        few["step_ns"] / many["step_ns"], "tick-due-32-of-1k")
    say("idle-100k", many["second_ns"] / 1000, "us/s",
        1e7 / many["second_ns"], "a-hundredth-of-a-second")
    say("clock-set-100k", many["clock_set_ns"] / 1e6, "ms",
        100 * few["clock_set_ns"] / many["clock_set_ns"], "clock-set-1k*100")
    say("memory-100k-alerts", many["resident_kib"] / 1024, "MiB",
        few["resident_kib"] / many["resident_kib"], "memory-1k-alerts")


MILLION = 1000000
# Of a million signals of one year six in ten are of one city.
FACTS = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < {MILLION})
INSERT INTO fact (seq, day, kind, source, organisation, age, gender, pregnant,
  residence, form, sector, subject, handling, about, referral_kind, persons,
  children, municipality, region, abroad, danger, shelter, unsafe, problems,
  extra_care, shielded)
SELECT i, 20454 + (i - 1) * 365 / {MILLION}, 1, 1, 1, i % 4, i * 7 % 5, i * 13 % 4, 0, i % 12,
  0, 0, 0, 0, 0, 0, 0, CASE WHEN i % 10 < 6 THEN 363 ELSE 300 + i % 60 END,
  'amsterdam', 0, 0, 0, 0, 0, 0, 0 FROM n
"""
MAYOR = ("SELECT count(*) FROM fact WHERE municipality = 363 AND age = 1"
         " AND gender = 1 AND pregnant = 1 AND counts = 1 AND kind IN (1, 2)"
         " AND day >= 20454 AND day < 20819")


def best_ms(what, rounds=5):
    times = []
    for _ in range(rounds):
        start = time.monotonic()
        what()
        times.append((time.monotonic() - start) * 1000)
    return min(times)


def ask_report(client, columns, **filters):
    return client.ask(timeout_s=30.0, report=sharing.ReportRequest(
        report="counts", columns=columns, exact=True, purpose="bench",
        **{"from": "2026-01-01"}, to="2027-01-01",
        filters=[sharing.ReportFilter(column=name, values=[word])
                 for name, word in filters.items()])).report_table


def measure_reports():
    """The mayor's question, and the longest that anything waits for one."""
    with Installation() as desk:
        desk.stop()
        path = os.path.join(desk.home, "state", "loket.db")
        with sqlite3.connect(path) as db:
            db.execute(FACTS)
        exact = db.execute(MAYOR).fetchone()[0]
        limit = best_ms(lambda: db.execute(MAYOR).fetchone())
        db.close()
        desk.start()
        with Client.of_profile(desk.profile("coordinator")) as client:
            client.hello()
            mayor = {"municipality": "GM0363", "age": "under_18",
                     "gender": "female", "pregnant": "yes"}
            table = ask_report(client, [], **mayor)
            if table.rows[0].cells[0] != str(exact):
                raise RuntimeError("the report counts otherwise")
            took = best_ms(lambda: ask_report(client, [], **mayor))
            say("report-mayor-1m", took, "ms", limit / took, "sqlite-count")
            # All of them by what no index has: cut off when it takes too long.
            took = best_ms(lambda: refused_or(
                ask_report, client, ["month", "form", "age", "residence"]), 2)
            say("report-longest-turn", took, "ms")


def refused_or(ask, *args):
    try:
        ask(*args)
    except Refused:
        pass


def main():
    folder = tempfile.mkdtemp(prefix="loket-bench-")
    try:
        echo = echo_rates(folder)
        for name, *shape in SHAPES:
            measure_shape(name, shape, echo[name])
        measure_combining()
        measure_alerts()
        measure_memory()
        measure_rosters()
        measure_open_alerts()
        measure_reports()
        measure_search()
        measure_linking(BUILD, LINKING_SIZES)
        with open(os.path.join(BUILD, "bench.json"), "w",
                  encoding="ascii") as file:
            json.dump(said, file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
