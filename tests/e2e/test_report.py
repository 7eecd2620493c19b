#!/usr/bin/python3
"""Figures of a few hundred messages: the mayor's question, CSV, a page, the
words of HTCDS; and what others get of the same year."""
import csv
import datetime
import io
import json
import os
import time
from html.parser import HTMLParser

from installation import Installation, run_loket
from loketlib import Client, content, signal
from tap import Tap
from testcontrol import Control

DONE, REFUSED, USAGE = 0, 1, 2
UTC = datetime.timezone.utc
JUNE = datetime.datetime(2025, 6, 10, 12, 0, tzinfo=UTC)
MARCH = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SETTINGS = {"front.quota_per_s": "100000", "front.quota_burst": "100000"}
YEAR = ("--year", "2025")
EXACT = ("--exact", "--purpose", "question of the mayor")

# form, age, gender, pregnant, municipality, how many
PEOPLE = [
    ("SEXUAL", "UNDER_18", "FEMALE", "YES", "GM0363", 3),
    ("SEXUAL", "UNDER_18", "FEMALE", "NO", "GM0363", 17),
    ("SEXUAL", "ADULT", "FEMALE", "NO", "GM0363", 61),
    ("LABOUR", "ADULT", "MALE", "UNSPECIFIED", "GM0363", 44),
    ("LABOUR", "ADULT", "MALE", "UNSPECIFIED", "GM0361", 12),
    ("UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN", "GM0363", 33),
    ("OTHER", "ADULT", "FEMALE", "UNKNOWN", "GM0034", 21),
    ("CRIMINAL", "UNDER_18", "MALE", "UNSPECIFIED", "GM0363", 4),
]
TOTAL = sum(row[-1] for row in PEOPLE)


def objects(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def send(desk):
    """The receipts of what was sent, in the order of PEOPLE."""
    number = 0
    receipts = []
    with Client.of_profile(desk.profile("police")) as police:
        police.hello()
        for form, age, gender, pregnant, municipality, n in PEOPLE:
            for _ in range(n):
                number += 1
                receipts.append(police.submit(signal(
                    observed="2025-06-10",
                    form=content.Form.Value("FORM_" + form),
                    place=content.Place(municipality=municipality),
                    indicators=["DB01"] if number % 2 else ["DB04"],
                    persons=content.Persons(
                        age=content.Age.Value("AGE_" + age),
                        gender=content.Gender.Value("GENDER_" + gender),
                        pregnant=content.YesNo.Value("YES_NO_" + pregnant)))
                ).receipt)
    return receipts


def wait_counted(desk, timeout_s=30):
    """Until every message has its facts, as a program outside sees them."""
    until = time.monotonic() + timeout_s
    n = 0
    while n < TOTAL and time.monotonic() < until:
        desk.control.advance(1)
        n = desk.rows("SELECT count(*) FROM report_messages"
                      " WHERE day = '2025-06-10' AND kind = 'signal'")[0][0]
    return n


def rows(ran):
    return [row for row in csv.reader(io.StringIO(ran.stdout, newline=""))]


def check_mayor(tap, desk):
    ran = run_loket(desk.profile("coordinator"), "report", "counts", *YEAR,
                    "--age", "under-18", "--gender", "female", "--pregnant",
                    "yes", "--municipality", "GM0363", *EXACT)
    tap.equal((ran.returncode, ran.stdout.split()[-1]), (DONE, "3"),
              "how many pregnant girls under eighteen in the city")
    tap.equal(desk.rows("SELECT detail, length(reason) > 0 FROM audit"
                        " WHERE verb = 'report-exact' ORDER BY audit"),
              [("only age gender pregnant municipality", 1)],
              "what for, and by which columns, is on record")


def check_forms(tap, desk):
    coordinator = desk.profile("coordinator")
    ran = run_loket(coordinator, "report", "counts", *YEAR, "--by",
                    "form,municipality", "--csv", *EXACT)
    got = rows(ran)
    tap.ok("\r\n" in ran.stdout or got[0] == ["form", "municipality", "count"],
           "CSV has a heading", ran.stdout)
    tap.equal(sum(int(row[-1]) for row in got[1:]), TOTAL,
              "and every message once")
    tap.ok(["labour", "GM0361", "12"] in got, "by form and municipality")
    ran = run_loket(coordinator, "report", "counts", *YEAR, "--by", "form",
                    "--json", *EXACT)
    table = objects(ran.stdout)[0]
    tap.equal((table["exact"], table["columns"]), (True, ["form", "count"]),
              "JSON says that it is exact")
    ran = run_loket(coordinator, "report", "counts", *YEAR, "--by",
                    "form,source", "--csv", "--htcds", *EXACT)
    tap.equal(rows(ran)[0],
              ["vic_TypeOfExploitation", "org_Type", "count"],
              "columns of HTCDS")
    tap.ok(["ForcedLabour", "LawEnforcement", "56"] in rows(ran),
           "words of HTCDS", ran.stdout)
    ran = run_loket(coordinator, "report", "counts", *YEAR, "--by", "code",
                    "--csv", "--htcds", *EXACT)
    tap.ok(["WithholdsDocuments", str((TOTAL + 1) // 2)] in rows(ran),
           "indicators too", ran.stdout)


def check_usage(tap, desk):
    coordinator = desk.profile("coordinator")
    for words, name in (
            (("counts",), "no period"),
            (("counts", *YEAR, "--month", "2025-01"), "two periods"),
            (("counts", "--quarter", "2025-Q5"), "no such quarter"),
            (("counts", *YEAR, "--exact"), "exact without a purpose"),
            (("nothing", *YEAR), "no such report"),
            (("counts", *YEAR, "--form", "sex", *EXACT), "no such word"),
            (("terms", *YEAR, "--pregnant", "yes", "--csv", "--html", "x",
              *EXACT), "two outputs"),
            (("year", *YEAR, "--by", "form"), "a document has its columns"),
            (("year", *YEAR, "--csv"), "a document is no CSV"),
            (("counts", *YEAR, "--by", "colour", *EXACT),
             "a column that there is not")):
        ran = run_loket(coordinator, "report", *words)
        tap.equal((ran.returncode, ran.stdout), (USAGE, ""), name)


class Page(HTMLParser):
    """Counts tags; everything that is opened is closed."""
    VOID = ("meta", "link")

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = {}, []
        self.outside = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag not in self.VOID:
            self.open.append(tag)
        self.outside += [value for name, value in attrs
                         if name in ("src", "href")]

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.outside.append("unbalanced " + tag)


def check_page(tap, desk):
    path = os.path.join(desk.dir, "year.html")
    ran = run_loket(desk.profile("coordinator"), "report", "year", *YEAR,
                    "--html", path, *EXACT)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    tap.equal((ran.returncode, page.open, page.outside), (DONE, [], []),
              "the account of the year is one whole page")
    tap.ok(page.tags.get("section", 0) == 20 and page.tags["svg"] > 5 and
           page.tags["table"] > 10 and "script" not in page.tags,
           "with sections, charts and tables, and no script", page.tags)
    tap.ok("@media print" in text and 'aria-label="' in text,
           "for paper, and for who does not see the charts")
    for name in ("trends", "training"):
        ran = run_loket(desk.profile("coordinator"), "report", name, *YEAR,
                        "--json", *EXACT)
        tap.ok(ran.returncode == DONE and objects(ran.stdout), name,
               ran.stderr)


def check_others_before(tap, desk):
    counter = desk.profile("counter")
    ran = run_loket(counter, "report", "counts", *YEAR, "--by", "form", *EXACT)
    tap.equal((ran.returncode, ran.stdout), (REFUSED, ""),
              "statistics get no exact figures")
    ran = run_loket(counter, "report", "counts", *YEAR, "--by", "form")
    tap.equal((ran.returncode, ran.stdout), (REFUSED, ""),
              "nor any of a year that is not over")


def cells(table):
    at = table["columns"].index("count")
    return [int(row[at]) for row in table["rows"]]


def check_others(tap, desk):
    counter = desk.profile("counter")
    tables = objects(run_loket(counter, "report", "year", *YEAR,
                               "--json").stdout)
    counts = [n for table in tables if "count" in table["columns"]
              for n in cells(table)]
    tap.ok(counts and min(counts) >= 10 and all(n % 5 == 0 for n in counts),
           "no number below ten leaves the desk, none to the unit", tables)
    forms = next(t for t in tables if t["columns"] == ["form", "count"])
    tap.equal(forms["rows"], [["other", "20"], ["sexual", "80"],
                              ["labour", "55"], ["together", "35"]],
              "four criminal ones are told with the unknown ones")
    ran = run_loket(counter, "report", "counts", *YEAR, "--by",
                    "age,gender,pregnant", "--csv")
    tap.ok("under_18,female,yes" not in ran.stdout and ran.returncode == DONE,
           "the mayor's number is not among them", ran.stdout)
    ran = run_loket(counter, "report", "counts", *YEAR, "--by", "form,age")
    tap.equal(ran.returncode, REFUSED, "columns are not crossed")
    ran = run_loket(counter, "report", "referrals", *YEAR)
    tap.equal(ran.returncode, REFUSED, "where referrals stand stays inside")
    again = objects(run_loket(counter, "report", "year", *YEAR,
                              "--json").stdout)
    tap.ok(again == tables, "asked again, the same")
    return tables


def take_back(desk, receipts):
    with Client.of_profile(desk.profile("police")) as police:
        police.hello()
        for receipt in receipts:
            police.submit(content.Submit(
                message_id=os.urandom(16), withdrawal=content.Withdrawal(
                    reason=content.WITHDRAW_REASON_MISTAKE),
                amends=content.Amends(
                    receipt=receipt,
                    action=content.VERSION_ACTION_WITHDRAW)))


def check_late_change(tap, desk, tables, receipts):
    """Messages of last year are taken back now: what was told stays."""
    gone = receipts[:12]
    take_back(desk, gone)
    until = time.monotonic() + 20
    n = TOTAL
    while n != TOTAL - len(gone) and time.monotonic() < until:
        desk.control.advance(1)
        n = desk.rows("SELECT count(*) FROM report_messages")[0][0]
    ran = run_loket(desk.profile("coordinator"), "report", "counts", *YEAR,
                    "--csv", *EXACT)
    tap.equal(rows(ran)[1], [str(TOTAL - len(gone))],
              "what was taken back counts no more")
    again = objects(run_loket(desk.profile("counter"), "report", "year", *YEAR,
                              "--json").stdout)
    tap.ok(again == tables, "but what was told of the year stays as it was")


def main():
    tap = Tap()
    control = Control(utc=JUNE)
    with Installation(SETTINGS, control=control) as desk:
        desk.enrol("police", "politie", "POLICE")
        desk.enrol("counter", "regie", "MUNICIPALITY", ("STATISTICS",))
        receipts = send(desk)
        tap.equal(wait_counted(desk), TOTAL, "programs outside see them all")
        tap.run(check_mayor, desk)
        tap.run(check_forms, desk)
        tap.run(check_usage, desk)
        tap.run(check_page, desk)
        tap.run(check_others_before, desk)
        desk.stop()
        control.set_utc(MARCH)
        desk.start()
        tables = check_others(tap, desk)
        tap.run(check_late_change, desk, tables, receipts)
    tap.finish()


if __name__ == "__main__":
    main()
