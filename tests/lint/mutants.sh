#!/usr/bin/env bash
# Every mutant still finds its rule, its tests and its row in the README.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
verdict "every mutant applies, and tests/README.md lists them" \
    "$(/usr/bin/python3 tests/mutants/mutants.py --check 2>&1)"
exit $lint_status
