#!/usr/bin/env bash
# Every row of the desk's tables with the tests in which it decided.
# usage: report.sh HITS DOCUMENT...   HITS: lines "ROW TEST" (unit/rows_hit.h)
# The last line is "tables: rows=N hit=N"; fails when a row was never hit, or
# a test speaks of a row that there is not.
set -u
hits=$1
shift

awk '
FILENAME == ARGV[1] {
    row = $1
    sub(/^[^ ]+ /, "")
    if (!((row, $0) in seen)) {
        seen[row, $0]
        tests[row] = tests[row] (count[row]++ ? "; " : "") $0
    }
    next
}
/^ *#/ { next }
match($0, /row: T[0-9]+\.[0-9a-z]+/) {
    row = substr($0, RSTART + 5, RLENGTH - 5)
    if (row in known)
        next
    known[row]
    rows++
    if (row in tests)
        hit++
    printf "%-7s %s\n", row, row in tests ? tests[row] : "NOT HIT"
}
END {
    for (row in tests)
        if (!(row in known)) {
            printf "%-7s is no row, but hit by %s\n", row, tests[row]
            strange++
        }
    printf "tables: rows=%d hit=%d\n", rows, hit
    exit rows == 0 || hit < rows || strange > 0
}' "$hits" "$@"
