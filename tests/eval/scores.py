#!/usr/bin/env python3
"""A second opinion on scores: reads what `eval --dump` wrote, works each pair
out again from the model in floating point, from what link/score.h says and not
from its code, and tells the largest difference in milli-bits.

  scores.py FILE [--most MB]    TAP; fails above MB (10)

Differences are rounding: the C code has whole milli-bits, rounds log2 of how
many values could have agreed, and cuts the quarter of a group's others and the
loss over time towards zero, each at most one milli-bit a field.
"""
import argparse
import math
import sys

EXACT, DICE, SHARED, WITHIN = range(4)
NO_TIME = -(1 << 63)


class Value:
    def __init__(self, kind, of, token, low, high, rarity):
        self.kind, self.of, self.token = int(kind), int(of), token
        self.bits = int(low, 16) | int(high, 16) << 64
        self.rarity = int(rarity)


def read(path):
    prior, fields, records, pairs = 0, [], {}, []
    for line in open(path, encoding="ascii"):
        word, *rest = line.split()
        if word == "model":
            prior = int(rest[0])
        elif word == "field":
            group, cross, any_known, different, half_life, _ = map(int, rest)
            fields.append(dict(group=group, cross=cross, any_known=any_known,
                               different=different, half_life=half_life,
                               levels=[]))
        elif word == "level":
            names = ("kind", "how", "rare", "at", "weight", "most", "half_life")
            fields[-1]["levels"].append(dict(zip(names, map(int, rest))))
        elif word == "record":
            values = {}
            for i in range(2, len(rest), 6):
                value = Value(*rest[i:i + 6])
                values.setdefault(value.kind, []).append(value)
            records[rest[0]] = (int(rest[1]), values)
        elif word == "pair":
            pairs.append((rest[0], rest[1], int(rest[2])))
    return prior, fields, records, pairs


def dice(x, y):
    both = x.bits.bit_count() + y.bits.bit_count()
    return 2000 * (x.bits & y.bits).bit_count() / both if x.bits and y.bits else -1


def agree(here, there, a, b, gap):
    """Does the level hold, and with which rarest value, of how many things?"""
    if here["how"] == WITHIN:
        return gap is not None and gap <= here["at"], None, 1
    left, right = a.get(here["kind"], []), b.get(there["kind"], [])
    if here["how"] == SHARED:
        common = ({(v.of, v.token) for v in left} &
                  {(v.of, v.token) for v in right})
        return bool(common) and len(common) >= here["at"], None, 1
    if here["how"] == EXACT:
        found = [(x, y) for x in left for y in right if x.token == y.token]
    else:
        found = [(x, y) for x in left for y in right
                 if dice(x, y) >= here["at"]]
    if not found:
        return False, None, 1
    many = len({v.of for v in left}) * len({v.of for v in right})
    return True, max(min(x.rarity, y.rarity) for x, y in found), many


def known(here, there, a, b, gap):
    if here["how"] == WITHIN:
        return gap is not None
    return here["kind"] in a and there["kind"] in b


def compare(mine, theirs, a, b, gap):
    """(level or "different" or None, rarity, many)"""
    answer = (None, None, 1)
    for i, (here, there) in enumerate(zip(mine["levels"], theirs["levels"])):
        holds, rarity, many = agree(here, there, a, b, gap)
        if holds:
            return (i, rarity, many)
        if (i == 0 or mine["any_known"]) and known(here, there, a, b, gap):
            answer = ("different", None, 1)
    return answer


def distance(found, field):
    if found[0] is None:
        return len(field["levels"]) - 0.5
    return len(field["levels"]) if found[0] == "different" else found[0]


def exchange(fields, found, a, b, gap):
    for i, low in enumerate(fields):
        j = low["cross"]
        if j <= i or found[i][0] == 0 or found[j][0] == 0:
            continue
        x = compare(low, fields[j], a, b, gap)
        y = compare(fields[j], low, a, b, gap)
        if (distance(x, low) + distance(y, low) + 0.5 <
                distance(found[i], low) + distance(found[j], low)):
            rank = [(distance(f, low), -(f[1] or 0), f[2]) for f in (x, y)]
            found[i], found[j] = (x, y) if rank[0] <= rank[1] else (y, x)


def weight(field, found, gap):
    at, rarity, many = found
    if at is None:
        return None
    if at == "different":
        return field["different"]
    level = field["levels"][at]
    is_worth = level["weight"]
    if level["rare"] and rarity is not None:
        is_worth += rarity / 2 if level["how"] == DICE else rarity
        is_worth = min(is_worth, level["most"])
    if is_worth > 0 and many > 1:
        is_worth = max(0, is_worth - 1000 * math.log2(many))
    half_life = level["half_life"] or field["half_life"]
    if is_worth > 0 and half_life and gap:
        is_worth = max(0, is_worth - 1000 * gap / half_life)
    return is_worth


def score(prior, fields, one, other):
    (at, a), (then, b) = one, other
    gap = None if NO_TIME in (at, then) else abs(at - then)
    found = [compare(field, field, a, b, gap) for field in fields]
    exchange(fields, found, a, b, gap)
    groups = {}
    for field, is_found in zip(fields, found):
        is_worth = weight(field, is_found, gap)
        if is_worth is not None:
            groups.setdefault(field["group"], []).append(is_worth)
    total = prior
    for worth in groups.values():
        most = max(worth)
        total += (most + (sum(worth) - most) / 4) if most > 0 else min(worth)
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--most", type=float, default=10)
    args = parser.parse_args()
    prior, fields, records, pairs = read(args.file)
    differs = [abs(score(prior, fields, records[a], records[b]) - total)
               for a, b, total in pairs]
    largest = max(differs, default=math.inf)
    mean = sum(differs) / max(1, len(differs))
    good = largest <= args.most
    print(f"eval-scores: pairs={len(differs)} largest_mb={largest:.2f} "
          f"mean_mb={mean:.3f}")
    print(f"{'ok' if good else 'not ok'} 1 - {len(differs)} scores agree with "
          f"a second opinion within {args.most:g} milli-bits")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
