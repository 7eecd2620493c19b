#!/usr/bin/env bash
# The Dutch catalogue is complete: no string missing, fuzzy or unused.
# usage: po.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
out=$(make --no-print-directory BUILD="$1" lint-po 2>&1)
code=$?
verdict "nl.po translates every string of the client" \
    "$([ $code -eq 0 ] || printf '%s\n' "$out" | tail -n 20)"
exit $lint_status
