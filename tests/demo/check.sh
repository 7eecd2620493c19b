#!/usr/bin/env bash
# The demo as a test: it ends well, in time, and its last line counts.
#
#   check.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
out=$(timeout 120 /usr/bin/python3 tests/demo/demo.py --build "$1" 2>&1)
code=$?
last=$(printf '%s\n' "$out" | tail -n 1)
n=0
check() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
[ "$code" = 0 ]
check $? "the demo ends with exit code 0"
form='^demo: accepted=[1-9][0-9]* refused=[1-9][0-9]* duplicates=[1-9][0-9]*'
form+=' alerts=[1-9][0-9]* pages=[1-9][0-9]* acknowledged=[1-9][0-9]* lost=0'
form+=' seconds=[0-9]+$'
printf '%s\n' "$last" | grep -Eq "$form"
check $? "its last line counts, and nothing is lost"
[ "${last##*seconds=}" -lt 60 ] 2>/dev/null
check $? "it takes less than a minute"
tells() {
    printf '%s\n' "$out" | grep -Eq "$1"
    check $? "it tells of $2"
}
tells 'on call in primary: anna, by override 1' "who is on call and why"
tells 'NOT SEEN YET, call \+31' "a warning in time"
tells '24 signals were [1-5] calls' "few calls in a storm"
tells 'desk +contact +the same telephone number .* 14 months between' "why two signals are together"
tells 'belong together\?' "what waits for a person"
tells 'yes: V-.*; they are one bundle' "what a person decided"
tells 'not known: 2 signals' "what was found back"
tells 'anna took it after [0-9.]+ s' "an exercise"
! printf '%s\n' "$out" | grep -q 'in vain'
check $? "nothing was waited for in vain"
printf '%s\n' "$out" | sed 's/^/# /'
