#!/usr/bin/python3
"""Metrics, their documentation, the alarms and the dashboard say the same, and
each alarm fires when it must and not when it must not (promtool).

    monitoring.py
"""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "config", "monitoring", "loket.rules.yml")
SERIES = re.compile(r"\bloket_[a-z0-9_]+\b")
OWN_LABELS = {"le", "job"}
DAY = 86400
HOURS_S = 20000

# alarm, what is (series with values), after how many seconds, does it fire?
# Values are one each 10 s, or 10 minutes beyond HOURS_S, as promtool writes
# them; its time() begins at 0.
ROWS = (
    ("LoketDeskSilent", {'up{job="loket"}': "0x30", "loket_desk_up": "_x30"},
     60, True),
    ("LoketDeskSilent", {'up{job="loket"}': "1x30", "loket_desk_up": "0x30"},
     60, True),
    ("LoketDeskSilent", {'up{job="loket"}': "1x30", "loket_desk_up": "1x30"},
     60, False),
    # silent for one reading is not yet silence
    ("LoketDeskSilent", {'up{job="loket"}': "1 1 0 1 1 1",
                         "loket_desk_up": "1 1 1 1 1 1"}, 40, False),
    # the last good reading at 20 s: an alarm by 60 s
    ("LoketDeskSilent", {'up{job="loket"}': "1 1 1 0x30",
                         "loket_desk_up": "1 1 1"}, 60, True),
    ("LoketWatching", {}, 60, True),
    ("LoketTestControl", {"loket_test_control": "1x30"}, 60, True),
    ("LoketTestControl", {"loket_test_control": "0x30"}, 60, False),
    ("LoketInvariant",
     {'loket_invariant_violations_total{id="I12"}': "1x30"}, 60, True),
    ("LoketInvariant", {"loket_build_info": "1x30"}, 60, False),
    ("LoketU1NotAcknowledged",
     {'loket_oldest_unacked_seconds{level="U1"}': "301x30"}, 60, True),
    ("LoketU1NotAcknowledged",
     {'loket_oldest_unacked_seconds{level="U1"}': "300x30",
      'loket_oldest_unacked_seconds{level="U2"}': "900x30"}, 60, False),
    ("LoketNotAcknowledged",
     {'loket_oldest_unacked_seconds{level="U2"}': "1801x30"}, 60, True),
    ("LoketNotAcknowledged",
     {'loket_oldest_unacked_seconds{level="U2"}': "1800x30",
      'loket_oldest_unacked_seconds{level="U3"}': "9000x30"}, 60, False),
    ("LoketUnattended", {"loket_unattended": "1x30"}, 60, True),
    ("LoketUnattended", {"loket_unattended": "0x30"}, 60, False),
    ("LoketFallbackCalled", {"loket_fallback_total": "0 0 1x90"}, 120, True),
    ("LoketFallbackCalled", {"loket_fallback_total": "7x120"}, 960, False),
    ("LoketNobodyConnected", {"loket_oncall_coverage_ratio": "0.5x60"}, 360,
     True),
    ("LoketNobodyConnected", {"loket_oncall_coverage_ratio": "0.5x60"}, 240,
     False),
    ("LoketNobodyConnected", {"loket_oncall_coverage_ratio": "1x60"}, 360,
     False),
    ("LoketRosterHole",
     {'loket_roster_gap_seconds{horizon="14d",roster="primary"}': "60x30"},
     60, True),
    ("LoketRosterHole",
     {'loket_roster_gap_seconds{horizon="90d",roster="primary"}': "60x30",
      'loket_roster_gap_seconds{horizon="14d",roster="primary"}': "0x30"},
     60, False),
    ("LoketRosterHoleNear",
     {"loket_roster_next_gap_timestamp_seconds": "172800x30"}, 60, True),
    ("LoketRosterHoleNear",
     {"loket_roster_next_gap_timestamp_seconds": "173000x30"}, 60, False),
    ("LoketRosterHoleNear", {"loket_desk_up": "1x30"}, 60, False),
    ("LoketDrillOverdue",
     {"loket_drill_last_success_timestamp_seconds": f"{-35 * DAY}x400"},
     3700, True),
    ("LoketDrillOverdue",
     {"loket_drill_last_success_timestamp_seconds": f"{-34 * DAY}x400"},
     3700, False),
    ("LoketNotTaking",
     {'loket_messages_total{kind="signal",verdict="unavailable"}':
      "0 0 0 1x30"}, 60, True),
    ("LoketNotTaking",
     {'loket_messages_total{kind="signal",verdict="refused"}': "0+5x30",
      'loket_messages_total{kind="signal",verdict="unknown"}': "3x30"}, 60,
     False),
    ("LoketBacklog", {'loket_backlog{stage="combine"}': "5001x90"}, 720, True),
    ("LoketBacklog", {'loket_backlog{stage="urgent"}': "101x90"}, 720, True),
    ("LoketBacklog", {'loket_backlog{stage="combine"}': "5000x90",
                      'loket_backlog{stage="commit"}': "9000x90"}, 720, False),
    ("LoketCommitSlow",
     {'loket_commit_seconds_bucket{le="0.5"}': "0+0x150",
      'loket_commit_seconds_bucket{le="1"}': "0+9x150",
      'loket_commit_seconds_bucket{le="+Inf"}': "0+9x150"}, 1400, True),
    ("LoketCommitSlow",
     {'loket_commit_seconds_bucket{le="0.5"}': "0+9x150",
      'loket_commit_seconds_bucket{le="1"}': "0+9x150",
      'loket_commit_seconds_bucket{le="+Inf"}': "0+9x150"}, 1400, False),
    ("LoketLate",
     {'loket_timer_late_seconds_bucket{le="1"}': "0+0x150",
      'loket_timer_late_seconds_bucket{le="5"}': "0+9x150",
      'loket_timer_late_seconds_bucket{le="+Inf"}': "0+9x150"}, 1400, True),
    ("LoketLate",
     {'loket_timer_late_seconds_bucket{le="1"}': "0+9x150",
      'loket_timer_late_seconds_bucket{le="5"}': "0+9x150",
      'loket_timer_late_seconds_bucket{le="+Inf"}': "0+9x150"}, 1400, False),
    ("LoketLag",
     {'loket_stream_lag_events{principal_kind="system"}': "3x500"}, 4800,
     True),
    ("LoketLag",
     {'loket_stream_lag_events{principal_kind="system"}': "3x300 0 3x199"},
     4800, False),
    ("LoketStrangers",
     {'loket_front_refused_total{reason="malformed"}': "0+20x150"}, 1300,
     True),
    ("LoketStrangers",
     {'loket_front_refused_total{reason="busy"}': "0+20x150",
      'loket_front_refused_total{reason="key_bad"}': "0+5x150"}, 1300, False),
    ("LoketKeyParked", {"loket_keys_parked": "1x30"}, 60, True),
    ("LoketKeyParked", {"loket_keys_parked": "0x30"}, 60, False),
    ("LoketModelOld", {"loket_link_epoch_age_signals": "100001x400"},
     3700, True),
    ("LoketModelOld", {"loket_link_epoch_age_signals": "100000x400"},
     3700, False),
    ("LoketDiskFull", {"loket_disk_full": "1x30"}, 60, True),
    ("LoketDiskFull", {"loket_disk_full": "0x30"}, 60, False),
    ("LoketDiskLow", {"loket_disk_free_bytes": "1073741823x300"}, 1900, True),
    ("LoketDiskLow", {"loket_disk_free_bytes": "9000000000-1000000x300"}, 1900,
     True),
    ("LoketDiskLow", {"loket_disk_free_bytes": "9000000000x300"}, 1900, False),
    ("LoketNoReserve", {"loket_disk_reserve_bytes": "0x60"}, 360, True),
    ("LoketNoReserve", {"loket_disk_reserve_bytes": "33554432x60"}, 360,
     False),
    ("LoketWalLarge", {"loket_wal_bytes": "268435457x90"}, 720, True),
    ("LoketWalLarge", {"loket_wal_bytes": "268435456x90"}, 720, False),
    ("LoketBackupOld",
     {"loket_backup_last_success_timestamp_seconds": "-93600x300"}, 1900,
     True),
    ("LoketBackupOld",
     {"loket_backup_last_success_timestamp_seconds": "-90000x300"}, 1900,
     False),
    ("LoketEpochKeyOld",
     {"loket_epoch_key_made_timestamp_seconds": f"{-400 * DAY}x300"}, 1900,
     True),
    ("LoketEpochKeyOld",
     {"loket_epoch_key_made_timestamp_seconds": f"{-399 * DAY}x300"}, 1900,
     False),
    ("LoketRewrapStuck", {"loket_keys_to_rewrap": "1x400"}, 3700, True),
    ("LoketRewrapStuck", {"loket_keys_to_rewrap": "9x200 0x200"}, 3700, False),
    ("LoketErasureStuck", {"loket_erasures_pending": "2x400"}, 3700, True),
    ("LoketErasureStuck", {"loket_erasures_pending": "2x200 0x200"}, 3700,
     False),
    ("LoketRotationDue", {"loket_erased_since_rotation": "3x130"}, 73200,
     True),
    ("LoketRotationDue", {"loket_erased_since_rotation": "3x60 0 3x69"}, 73200,
     False),
    ("LoketRotationDue", {"loket_erased_since_rotation": "3x90"}, 42000,
     False),
    ("LoketAuditLate", {"loket_audit_backlog_age_seconds": "601x30"}, 120,
     True),
    ("LoketAuditLate", {"loket_audit_backlog_age_seconds": "600x30"}, 120,
     False),
    ("LoketClockSet",
     {'loket_clock_jumps_total{direction="back"}': "0 0 1x30"}, 120, True),
    ("LoketClockSet",
     {'loket_clock_jumps_total{direction="back"}': "4x30"}, 120, False),
)


class Tap:
    count = failed = 0

    def verdict(self, name, findings):
        self.count += 1
        self.failed += bool(findings)
        print(f"{'not ok' if findings else 'ok'} {self.count} - {name}")
        for line in list(findings)[:20]:
            print(f"  # {line}")


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def in_code():
    """{series} of the program."""
    found = set()
    for at, _, names in os.walk(os.path.join(ROOT, "daemon")):
        for name in names:
            if name.endswith(".c"):
                found |= set(re.findall(r'"(loket_[a-z0-9_]+)"',
                                        read(at, name)))
    return found


def in_docs():
    """({series: (type, {labels})}, {alarm: severity}) of docs/metrics.md"""
    series, alarms = {}, {}
    for line in read("docs", "metrics.md").split("\n"):
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 4 and cells[0].startswith("`loket_"):
            series[cells[0].strip("`")] = (
                cells[1], set(re.findall(r"`([a-z_]+)`", cells[2])))
        elif len(cells) == 4 and cells[0].startswith("`Loket"):
            alarms[cells[0].strip("`")] = cells[1]
    return series, alarms


def expression_faults(where, text, series):
    """Series that do not exist, or labels that they have not."""
    for match in re.finditer(r"(loket_[a-z0-9_]+)(\{[^}]*\})?", text):
        name, labels = match.groups()
        base = re.sub("_(bucket|sum|count)$", "", name)
        kind, known = series.get(name, (None, None))
        if kind is None and series.get(base, ("",))[0] == "histogram":
            kind, known = series[base]
        if kind is None or (kind == "histogram" and name == base):
            yield f"{where}: {name} is no series"
            continue
        for label in re.findall(r"([a-z_]+)\s*[=!]", labels or ""):
            if label not in known | OWN_LABELS:
                yield f"{where}: {name} has no label {label}"


def rules():
    """[(alarm, expression, severity)], read as the text it is."""
    found = []
    for part in read("config", "monitoring",
                     "loket.rules.yml").split("- alert: ")[1:]:
        found.append((part.split("\n")[0].strip(),
                      re.search(r"expr: (.*)", part).group(1),
                      re.search(r"severity: (\w+)", part).group(1)))
    return found


def panel_targets(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"], target["legendFormat"]


def dashboard_faults(series):
    dashboard = json.loads(read("config", "monitoring",
                                "grafana-dashboard.json"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(set(ids)) != len(ids):
        yield "two panels have one id"
    for title, expression, legend in panel_targets(dashboard):
        yield from expression_faults(title, expression, series)
        for label in re.findall(r"\{\{(\w+)\}\}", legend):
            if not any(label in labels for name, (_, labels) in series.items()
                       if name in expression):
                yield f"{title}: the legend has no label {label}"


def parses(expressions):
    """promtool reads them as rules."""
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write("groups:\n  - name: panels\n    rules:\n")
        for number, expression in enumerate(expressions):
            file.write(f"      - record: panel:{number}\n"
                       f"        expr: {json.dumps(expression)}\n")
        file.flush()
        ran = subprocess.run(["promtool", "check", "rules", file.name],
                             capture_output=True, text=True, check=False)
    return [] if ran.returncode == 0 else \
        (ran.stdout + ran.stderr).strip().split("\n")


def rows_file(every, rows):
    """Rows as a file of tests for promtool; a row is a group."""
    lines = [f"rule_files: [{json.dumps(RULES)}]",
             f"evaluation_interval: {every}", "tests:"]
    for number, (alarm, series, after_s, fires) in enumerate(rows):
        lines += [f"  - name: \"row {number} {alarm}\"",
                  f"    interval: {every}",
                  "    input_series:"]
        lines += [f"      - {{series: {json.dumps(name)}, "
                  f"values: {json.dumps(value)}}}"
                  for name, value in series.items()] or \
            ['      - {series: "nothing", values: "0x1"}']
        lines += ["    promql_expr_test:",
                  f"      - expr: count(ALERTS{{alertname=\"{alarm}\","
                  "alertstate=\"firing\"}) > bool 0",
                  f"        eval_time: {after_s}s",
                  "        exp_samples:" + (
                      "\n          - {labels: \"{}\", value: 1}" if fires
                      else " []")]
    return "\n".join(lines) + "\n"


def row_faults():
    """What takes hours is looked at each ten minutes only."""
    long = [row for row in ROWS if row[2] > HOURS_S]
    return rows_faults("10s", [row for row in ROWS if row not in long]) + \
        rows_faults("10m", long)


def rows_faults(every, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(rows_file(every, rows))
        file.flush()
        ran = subprocess.run(["promtool", "test", "rules", file.name],
                             capture_output=True, text=True, check=False)
    return [] if ran.returncode == 0 else \
        (ran.stdout + ran.stderr).strip().split("\n")


def main():
    tap = Tap()
    series, alarms = in_docs()
    code = in_code()
    tap.verdict("docs/metrics.md has every series of the program",
                sorted(code - set(series)))
    tap.verdict("and none that is gone", sorted(set(series) - code))
    found = rules()
    tap.verdict("every alarm is explained with its severity", sorted(
        {name for name, _, severity in found if alarms.get(name) != severity}))
    tap.verdict("and none that is gone",
                sorted(set(alarms) - {name for name, _, _ in found}))
    tap.verdict("alarms look at series that exist", [
        fault for name, expression, _ in found
        for fault in expression_faults(name, expression, series)])
    tap.verdict("so does the dashboard", list(dashboard_faults(series)))
    tap.verdict("every series is on the dashboard or in an alarm", sorted(
        set(series) - {re.sub("_(bucket|sum|count)$", "", name)
                       for name in SERIES.findall(
            read("config", "monitoring", "grafana-dashboard.json") +
            read("config", "monitoring", "loket.rules.yml"))}))
    dashboard = json.loads(read("config", "monitoring",
                                "grafana-dashboard.json"))
    tap.verdict("its queries are well-formed",
                parses([e for _, e, _ in panel_targets(dashboard)]))
    for words in (["check", "rules", RULES],
                  ["check", "config", os.path.join(
                      ROOT, "config", "monitoring", "prometheus.yml")]):
        ran = subprocess.run(["promtool", *words], capture_output=True,
                             text=True, check=False)
        tap.verdict("promtool " + " ".join(words[:2]),
                    [ran.stdout + ran.stderr] if ran.returncode else [])
    tap.verdict("each alarm has a row in which it fires, and one in which "
                "it does not",
                sorted(name for name, _, _ in found
                       if name != "LoketWatching" and
                       {row[3] for row in ROWS if row[0] == name} !=
                       {True, False}))
    tap.verdict(f"{len(ROWS)} rows: alarms fire when they must and not when "
                "they must not", row_faults())
    print(f"1..{tap.count}")
    sys.exit(1 if tap.failed else 0)


if __name__ == "__main__":
    main()
