#!/usr/bin/env bash
# Runs fuzz targets, two at a time, and says how each ended, as TAP.
#
#   run.sh DIRECTORY SECONDS TARGET..
#
# Those of frames, which strangers send, run ten times as long.
#
# Logs, what was learned and what broke a target are left in DIRECTORY.
set -u
cd "$(dirname "$0")/../.." || exit 1
export directory=$1 seconds=$2
shift 2

run_one() {
    name=$(basename "$1")
    name=${name#fuzz_}
    log=$directory/$name.log
    [ "${name%_frame}" = "$name" ] || seconds=$((seconds * 10))
    learned=$directory/corpus/$name
    mkdir -p "$learned" "$directory/broken"
    seeds=tests/fuzz/corpus/$name
    [ -d "$seeds" ] || seeds=
    # setarch: the sanitizer wants the address space as it expects it.
    # shellcheck disable=SC2086
    if setarch -R "$1" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 \
        -artifact_prefix="$directory/broken/$name-" \
        "$learned" $seeds > "$log" 2>&1 < /dev/null; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "ok - fuzz $name: $runs runs in $seconds s"
    else
        echo "not ok - fuzz $name: see $log"
        grep -E 'ERROR|SUMMARY|artifact|runtime error' "$log" |
            head -n 8 | sed 's/^/  # /'
        return 1
    fi
}
export -f run_one

printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'run_one {}'
status=$?
echo "1..$#"
exit $((status != 0))
