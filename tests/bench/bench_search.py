#!/usr/bin/python3
"""bench_search -- finding among a million signals, by a client of the real
daemon: searches of every shape, of which some must find exactly what SQL
counts.

    bench_search.py [--build DIR]

Some real signals are told; then the desk stands still and gets a million
messages, of which every tenth has what the first signal has, and so on down to
a few; and ten tokens each of nobody else's."""
import os
import random
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "e2e"))

from figures import say  # noqa: E402
from installation import Installation  # noqa: E402
from loketlib import BUILD, content, linking, signal, stream  # noqa: E402

ROWS = os.path.join(BUILD, "tests", "bench", "bench_rows")
MILLION = 1000000
BALLAST = 10
SEARCHES = 400
AIM_MS = 100
PURPOSE = "bench"
SETTINGS = {"desk.searches_per_day": "100000"}

# What is told, and which of the million have the same: every k-th, from a
# place on.
SIGNALS = (
    ("GM0363", "1099ZZ", "0600000012", "rode deur kelder", 10, 0),
    ("GM0599", "3011ZZ", "0600000123", "groene poort zolder", 10, 5),
    ("GM0344", "3511ZZ", "0600001234", "witte gang schuur", 97, 3),
    ("GM0518", "2511ZZ", "0600012345", "zwarte trap garage", 1009, 7),
    ("GM0772", "5611ZZ", "0600123456", "gele kamer balkon", 9973, 11),
    ("GM0014", "9711ZZ", "0601234567", "blauwe hal tuin", 100003, 13),
)
HOUSE = 12

MESSAGE = """
INSERT INTO message (seq, organisation, bundle)
SELECT :base + i, organisation, bundle FROM n, message WHERE seq = 1
"""
FACT = """
INSERT INTO fact (seq, day, kind, source, organisation, age, gender, pregnant,
  residence, form, sector, subject, handling, about, referral_kind, persons,
  children, municipality, region, abroad, danger, shelter, unsafe, problems,
  extra_care, shielded, class, observed_s)
SELECT :base + i, day, kind, CASE WHEN i % 7 = 0 THEN 2 ELSE source END,
  organisation, age, gender, pregnant, residence, 1 + i % 3, sector, subject,
  handling, about, referral_kind, persons, children, municipality, region,
  abroad, danger, shelter, unsafe, problems, extra_care, shielded,
  CASE WHEN i % 40 = 0 THEN 4 ELSE 1 END, 1767225600 + i * 31
  FROM n, fact WHERE seq = 1
"""
CODE = """
INSERT INTO fact_code SELECT :base + i, 'DB01' FROM n WHERE i % 3 = 0
UNION ALL SELECT :base + i, 'OB06' FROM n WHERE i % 50 = 0
UNION ALL SELECT :base + i, 'OB08' FROM n WHERE i % 5000 = 0
"""
COUNTING = f"""
CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL
  SELECT i + 1 FROM c WHERE i < {MILLION}) SELECT i FROM c
"""
FOUND = f"""
INSERT OR IGNORE INTO found SELECT token, seq FROM (
  SELECT f.token AS token, :base + n.i AS seq FROM told t
    JOIN found f ON f.seq = t.seq JOIN n ON n.i % t.k = t.first
  UNION ALL SELECT random(), :base + n.i FROM n, (SELECT 1 FROM n
    LIMIT {BALLAST}))
ORDER BY token, seq
"""


def phone(value):
    return content.Identifier(type=content.IDENTIFIER_TYPE_PHONE, value=value)


def tell(desk, found_by):
    """The real signals, combined."""
    desk.enrol("load")
    with desk.client("load") as client:
        for municipality, postcode, number, words, _, _ in SIGNALS:
            client.submit(signal(
                place=content.Place(municipality=municipality,
                                    postcode=postcode, house_number=HOUSE),
                identifiers=[phone(number)], text=words))
    with desk.client("coordinator") as client:
        until = time.monotonic() + 20
        while len(found_by(client, identifiers=[phone(SIGNALS[-1][2])])) == 0:
            if time.monotonic() > until:
                raise RuntimeError("nothing was combined")
            time.sleep(0.1)


def fill(desk, path):
    ran = subprocess.run([ROWS, path,
                          os.path.join(desk.home, "keys", "epochs.keys"),
                          str(MILLION)], check=True, stdout=subprocess.PIPE)
    base = int(ran.stdout)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA cache_size = -262144")
        db.execute(COUNTING)
        db.execute("CREATE TEMP TABLE told (seq, k, first)")
        for seq, (*_, k, first) in enumerate(SIGNALS, 1):
            db.execute("INSERT INTO told VALUES (?, ?, ?)", (seq, k, first))
        for text in (MESSAGE, FACT, CODE, FOUND):
            db.execute(text, {"base": base})
    db.close()


def own_tokens(db):
    """Of each signal one that no other has."""
    return [db.execute(
        "SELECT min(token) FROM found f WHERE seq = ? AND NOT EXISTS (SELECT 1"
        f" FROM found o WHERE o.token = f.token AND o.seq <> f.seq AND o.seq"
        f" <= {len(SIGNALS)})", (seq,)).fetchone()[0]
        for seq in range(1, len(SIGNALS) + 1)]


def searches():
    """name, what is asked, what SQL counts as its hits (None: not checked):
    of tokens by number of the signal, and of facts."""
    for i, (municipality, postcode, number, words, _, _) in enumerate(SIGNALS):
        place = linking.SearchPlace
        yield "phone", {"identifiers": [phone(number)]}, ([i], "1")
        yield "postcode", {"place": place(postcode=postcode)}, ([i], "1")
        yield "digits", {"place": place(postcode=postcode[:4])}, ([i], "1")
        yield "house", {"place": place(postcode=postcode, house_number=HOUSE)
                        }, ([i], "1")
        yield "words", {"words": words}, ([i], "1")
        yield "code", {
            "place": place(municipality=municipality), "indicators": ["OB08"]
        }, ([i], "EXISTS (SELECT 1 FROM fact_code c WHERE c.seq = f.seq AND"
                 " code = 'OB08')")
        yield "form", {"words": words.split()[0], "form": 2}, ([i], "form = 2")
        yield "class", {"identifiers": [phone(number)], "class": 4}, (
            [i], "class >= 4")
        yield "kind", {"words": words, "organisation_kind": stream.
                       ORGANISATION_KIND_POLICE}, None
        yield "period", {"identifiers": [phone(number)],
                         "observed_from": "2026-03-01",
                         "observed_to": "2026-03-03"}, None
        yield "closed", {"words": words,
                         "status": linking.CASE_STATUS_CLOSED}, ([i], "0")
        yield "open", {"place": place(municipality=municipality),
                       "status": linking.CASE_STATUS_OPEN}, None
        for j, (*_, other, others, _, _) in enumerate(SIGNALS):
            if i != j:
                yield "both", {"identifiers": [phone(number)],
                               "words": others}, ([i, j], "1")
                yield "phones", {"identifiers": [phone(number), phone(other)]
                                 }, ([i, j], "1")
    yield "nobody", {"identifiers": [phone("0600000099")]}, None
    yield "no-word", {"words": "nergens"}, None
    yield "all", {"kind": stream.MESSAGE_KIND_SIGNAL}, None
    yield "all-closed", {"kind": stream.MESSAGE_KIND_SIGNAL,
                         "status": linking.CASE_STATUS_CLOSED}, None


def count(db, tokens, checked):
    signals, condition = checked
    joins = " ".join(f"JOIN found t{i} ON t{i}.seq = f.seq AND t{i}.token ="
                     f" {tokens[i]}" for i in signals)
    return db.execute(f"SELECT count(*) FROM fact f {joins}"
                      f" WHERE {condition}").fetchone()[0]


def ask(client, **sought):
    return client.ask(timeout_s=30.0, search=linking.Search(
        purpose=PURPOSE, **sought)).search_result


def check(db, client):
    """How many of the searches were counted by SQL too."""
    tokens, checked = own_tokens(db), 0
    for name, sought, counted in searches():
        if counted is None:
            continue
        got, want = ask(client, limit=100, **sought), count(db, tokens, counted)
        if got.partial:
            continue
        checked += 1
        if (len(got.hits), got.more) != (min(want, 100), want > 100):
            raise RuntimeError(f"{name} {sought}: {len(got.hits)} hits,"
                               f" {want} by SQL")
    return checked


def measure(client):
    """[(ms, name)], quickest first."""
    shapes = [(name, sought) for name, sought, _ in searches()]
    order = random.Random(1)
    took = []
    for n in range(SEARCHES):
        if n % len(shapes) == 0:
            order.shuffle(shapes)
        name, sought = shapes[n % len(shapes)]
        start = time.monotonic()
        ask(client, **sought)
        took.append(((time.monotonic() - start) * 1000, name))
    return sorted(took)


def measure_search():
    with Installation(SETTINGS) as desk:
        tell(desk, lambda client, **sought: ask(client, **sought).hits)
        desk.stop()
        path = os.path.join(desk.home, "state", "loket.db")
        fill(desk, path)
        desk.start()
        with sqlite3.connect(path) as db, \
                desk.client("coordinator") as client:
            print(f"# {check(db, client)} searches found what SQL counts",
                  flush=True)
            took = measure(client)
        db.close()
    for name, part in (("p50", 50), ("p99", 99)):
        ms = took[len(took) * part // 100][0]
        say(f"search-{name}-1m", ms, "ms", AIM_MS / ms, f"{AIM_MS}ms")
    print(f"# the longest: {took[-1][0]:.1f} ms, {took[-1][1]}", flush=True)


if __name__ == "__main__":
    measure_search()
