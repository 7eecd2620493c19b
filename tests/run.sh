#!/usr/bin/env bash
# Runs test programs that speak TAP ("ok N - name", "not ok N - name") and
# counts what they say.
#
#   run.sh LOGS SUITE [-j N] COMMAND..     run each command (one word or a
#                                          quoted line), N at a time, log to
#                                          LOGS/SUITE/, add the counts to
#                                          LOGS/counts
#   run.sh LOGS --total                    print "N passed, N failed"; exit 1
#                                          when anything failed or nothing ran
#
# A program that ends badly, or says nothing, counts as one failure: silence
# is not success.
set -u
logs=$1
suite=$2
shift 2
mkdir -p "$logs"

if [ "$suite" = --total ]; then
    [ -f "$logs/counts" ] || { echo "0 passed, 1 failed"; exit 1; }
    awk '{ p += $2; f += $3 } END {
        printf "%d passed, %d failed\n", p, f
        exit (f > 0 || p == 0) }' "$logs/counts"
    exit
fi

jobs=1
if [ "$1" = -j ]; then
    jobs=$2
    shift 2
fi

mkdir -p "$logs/$suite"
export logs suite

run_one() {
    command=$1
    name=$(basename "${command%% *}")
    [ "${command%% *}" = "$command" ] ||
        name=$(printf '%s' "$command" | sed 's|[^ ]*/||g; s|[^A-Za-z0-9._-]|_|g' | cut -c1-60)
    log=$logs/$suite/$name.log
    start=$SECONDS
    CMOCKA_MESSAGE_OUTPUT=TAP bash -c "$command" > "$log" 2>&1 < /dev/null
    code=$?
    passed=$(grep -cE '^ok\b' "$log")
    failed=$(grep -cE '^not ok\b' "$log")
    if [ "$failed" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
        failed=1
    fi
    echo "$suite/$name $passed $failed" >> "$logs/counts"
    said=$(printf '%-46s %6d passed %3d failed %4d s' "$suite/$name" \
        "$passed" "$failed" $((SECONDS - start)))
    if [ "$failed" -gt 0 ]; then
        said=$said$(printf '\n  exit code %s; %s:\n' "$code" "$log"
            { grep -E -A12 '^not ok\b' "$log" || tail -n 25 "$log"; } |
                head -n 60 | sed 's/^/  | /')
    fi
    printf '%s\n' "$said"
    [ "$failed" -eq 0 ]
}
export -f run_one

printf '%s\0' "$@" | xargs -0 -P "$jobs" -I{} bash -c 'run_one "$1"' run {}
