#!/usr/bin/env bash
# Statements and branches of daemon/ that the tests ran, in one line; the
# files with what they did not run stand in BUILD/coverage.txt.
# usage: tell.sh BUILD [FLOOR_STATEMENTS FLOOR_BRANCHES]
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$1
statements=${2:-90}
branches=${3:-80}

# An assertion says what cannot be: its other branch has no test.
gcovr --root . --filter 'daemon/' --object-directory "$build" "$build" \
    --exclude-throw-branches --exclude-unreachable-branches \
    --exclude-lines-by-pattern '.*\bassert\(.*' -j 2 \
    --json-summary "$build/coverage.json" --txt "$build/coverage.txt" \
    > /dev/null || exit 1
gcovr --root . --filter 'daemon/' --object-directory "$build" "$build" \
    --exclude-throw-branches --exclude-unreachable-branches \
    --exclude-lines-by-pattern '.*\bassert\(.*' -j 2 --branches \
    --txt "$build/coverage-branches.txt" > /dev/null || exit 1
python3 - "$build/coverage.json" "$statements" "$branches" <<'END'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    total = json.load(file)
lines = 100 * total["line_covered"] / total["line_total"]
branches = 100 * total["branch_covered"] / total["branch_total"]
print(f"coverage: statements={lines:.1f} branches={branches:.1f}")
sys.exit(lines < float(sys.argv[2]) or branches < float(sys.argv[3]))
END
