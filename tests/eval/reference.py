#!/usr/bin/env python3
"""The scores of link/ against those of another program for the same model.

  reference.py REFERENCE DATA --eval EVAL --work DIR

REFERENCE is a program in Python that compares records by the same rules in
floating point (classes Enc, Levels and FS, functions candidates(),
hist_signals() and signals_febrl()); DATA has its labelled sets.  It reads the
set, makes tokens and filters, and learns m, u, rarities and the prior as it
always does.  That model, those records and a sample of its pairs are written
to a file, which EVAL scores with link_score().

Said of each set: how many pairs, how many scores are equal within TOLERANCE,
and of the others why: 'crossed' (given name and surname agree crosswise: the
reference takes a name's weight and rarity by where the record it meets first
has it, link/ the better agreement as the given name's and the lesser of two
rarities, so that a pair scores the same from either side; worked out again in
that way it is equal),
'limit' (a Dice coefficient on the border of two levels, where whole permille
and floating point fall apart), or 'other', which fails.
"""
import argparse
import importlib.util
import math
import random
import subprocess
import sys

TOLERANCE_MB = 10  # half a milli-bit for each of some ten rounded numbers
SAMPLE = 20000
OWN = 128  # the first kind of value that is a model's own
EXACT, DICE = 0, 1
NO_TIME = -(1 << 63)
MOST_MB = 1 << 30
LIMITS = {"name": (0.68, 0.50), "digit": (0.66, 0.50)}  # of folded filters
BORDER = 0.002


def load(path, data):
    sys.argv = [path, data.rstrip("/") + "/"]
    spec = importlib.util.spec_from_file_location("reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def historical(ref, enc):
    rows = ref.hist_rows()
    signals = ref.make_signals(rows, ref.HIST_F, ref.hist_keys, enc,
                               swap=("given", "surname"))
    return signals, ref.HIST_F, ref.HIST_TF, ref.HIST_BL


def febrl(ref, enc):
    signals, fields = ref.signals_febrl(["dataset3.csv"], "clk", True, enc=enc)
    return signals, fields, ref.TF, ref.BL_ID


def mb(bits):
    return round(1000 * bits)


def learned(ref, signals, fields, rare, blocks):
    rng = random.Random(7)
    levels = ref.Levels(fields, "clk", ("given", "surname"), LIMITS)
    fs = ref.FS(fields, rare, len(signals))
    fs.fit_u(signals, levels, rng)
    fs.train(signals, levels, blocks, rng=rng)
    pairs = sorted(ref.candidates(signals, 32)[0])
    worth = {p: fs.weight(levels(signals[p[0]], signals[p[1]]),
                          signals[p[0]], signals[p[1]]) for p in pairs}
    prior = fs.set_prior(worth.values(), len(signals) * (len(signals) - 1) / 2)
    step = len(pairs) // SAMPLE + 1
    return levels, fs, prior, {p: worth[p] + prior for p in pairs[::step]}


def rarity(fs, name, token):
    share = fs.tf[name].get(token)
    return mb(-math.log2(max(share, fs.UMIN))) if share else 0


def write_model(f, fields, fs, prior):
    names = [name for name, _ in fields]
    print(f"model {mb(prior)} {len(fields)}", file=f)
    for i, (name, kind) in enumerate(fields):
        m, u = fs.m[i], fs.u[i]
        other = {"given": "surname", "surname": "given"}.get(name)
        cross = names.index(other) if other in names else -1
        weights = [mb(math.log2(m[x] / u[x])) for x in range(4)]
        near = [] if kind == "exact" else [
            f"level {OWN + i} {DICE} 0 {round(1000 * LIMITS[kind][x])} "
            f"{weights[x + 1]} {MOST_MB} 0" for x in range(2)]
        is_rare = name in fs.tf_fields
        print(f"field {i} {cross} 0 {weights[3]} 0 {1 + len(near)}", file=f)
        print(f"level {OWN + i} {EXACT} {int(is_rare)} 0 "
              f"{mb(math.log2(m[0])) if is_rare else weights[0]} {MOST_MB} 0",
              *near, sep="\n", file=f)


def write_record(f, number, signal, fields, fs):
    words = []
    for i, (name, _) in enumerate(fields):
        token = signal.exact.get(name)
        if token is None:
            continue
        bits = signal.bf.get(name, 0)
        words.append(f"{OWN + i} 0 {token:016x} {bits & (1 << 64) - 1:016x} "
                     f"{bits >> 64:016x} {rarity(fs, name, token)}")
    print("record", number, NO_TIME, *words, file=f)


def weight(fs, at, level, share):
    """Of one field; share: of the agreeing value, None when there is none."""
    if level < 0:
        return 0.0
    if level == 0 and share:
        return math.log2(fs.m[at][0] / max(share, fs.UMIN))
    return math.log2(fs.m[at][level] / fs.u[at][level])


def crossed(fs, levels, fields, prior, a, b):
    """The total by link/'s rule for names that agree crosswise."""
    names = [name for name, _ in fields]
    i, j = names.index("given"), names.index("surname")
    total = prior
    for at, (name, kind) in enumerate(fields):
        if at not in (i, j):
            level = levels.one(kind, a, b, name, name)
            total += weight(fs, at, level, fs.tf[name].get(a.exact.get(name)))
    found = []
    for one, other in (("given", "surname"), ("surname", "given")):
        level = levels.one("name", a, b, one, other)
        share = max(fs.tf[one].get(a.exact.get(one), 0),
                    fs.tf[other].get(b.exact.get(other), 0))
        found.append((2.5 if level < 0 else level, share, level))
    found.sort()
    for at, (_, share, level) in zip((i, j), found):
        total += weight(fs, at, level, share)
    return 1000 * total


def why(ref, fs, levels, fields, prior, a, b, total):
    kinds = dict(fields)
    straight = tuple(levels.one(kind, a, b, name, name)
                     for name, kind in fields)
    if levels(a, b) != straight or levels(b, a) != straight:
        same = abs(crossed(fs, levels, fields, prior, a, b) - total)
        return "crossed" if same <= TOLERANCE_MB else "other"
    for name, other in ([(n, n) for n in kinds] +
                        [("given", "surname"), ("surname", "given")]):
        if name in a.bf and other in b.bf and kinds[name] in LIMITS:
            near = ref.dice(a.bf[name], b.bf[other])
            if any(abs(near - limit) < BORDER for limit in LIMITS[kinds[name]]):
                return "limit"
    return "other"


def compare(ref, name, read, asked):
    signals, fields, rare, blocks = read(ref, ref.Enc(128, 6, fold=1))
    levels, fs, prior, scores = learned(ref, signals, fields, rare, blocks)
    path = f"{asked.work}/eval-reference-{name}"
    with open(path, "w", encoding="ascii") as f:
        write_model(f, fields, fs, prior)
        for number in sorted({n for pair in scores for n in pair}):
            write_record(f, number, signals[number], fields, fs)
        for a, b in scores:
            print("pair", a, b, file=f)
    said = subprocess.run([asked.eval, "--score", path], check=True,
                          capture_output=True, encoding="ascii").stdout
    reasons = {"crossed": 0, "limit": 0, "other": 0}
    equal, largest, one_side = 0, 0.0, 0
    link = 1000 * math.log2(0.95 / 0.05)
    for line in said.splitlines():
        a, b, total = map(int, line.split())
        theirs = 1000 * scores[(a, b)]
        apart = abs(theirs - total)
        one_side += (theirs >= link) != (total >= link)
        if apart <= TOLERANCE_MB:
            equal += 1
            largest = max(largest, apart)
            continue
        reason = why(ref, fs, levels, fields, prior, signals[a],
                     signals[b], total)
        reasons[reason] += 1
        if reason == "other":
            print(f"# {name}: pair {a} {b}: {theirs:.1f} there, {total} here")
    n = len(said.splitlines())
    print(f"eval-reference: {name} pairs={n} equal={equal} "
          f"largest_of_equal_mb={largest:.2f} crossed={reasons['crossed']} "
          f"limit={reasons['limit']} other={reasons['other']} "
          f"linked_by_one_only={one_side}")
    return n == len(scores) and reasons["other"] == 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reference")
    parser.add_argument("data")
    parser.add_argument("--eval", required=True)
    parser.add_argument("--work", default=".")
    asked = parser.parse_args()
    ref = load(asked.reference, asked.data)
    good = True
    for i, (name, read) in enumerate((("febrl3", febrl),
                                      ("historical", historical)), 1):
        same = compare(ref, name, read, asked)
        good = good and same
        print(f"{'ok' if same else 'not ok'} {i} - {name}: every difference "
              "of a score is explained")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
