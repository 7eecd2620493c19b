#!/usr/bin/env bash
# Runs fuzz targets, two at a time, and says how each ended, as TAP.
#
#   run.sh DIRECTORY smoke NAME=RUNS..   so many runs from the seeds, the same
#                                        ones each time: no luck is in it
#   run.sh DIRECTORY SECONDS NAME..      other runs each time, from the seeds
#                                        and what was learned before; those of
#                                        frames, which strangers send, ten
#                                        times as long
#
# Logs, what was learned and what broke a target are left in DIRECTORY; short
# inputs that broke one are printed too, in base64.
set -u
cd "$(dirname "$0")/../.." || exit 1
export directory=$1 seconds=$2
shift 2

say_broken() {
    echo "not ok - fuzz $1: see $2"
    grep -E 'ERROR|SUMMARY|artifact|runtime error|^Base64' "$2" |
        head -n 8 | cut -c 1-400 | sed 's/^/  # /'
    return 1
}

run_one() {
    name=${1%=*}
    log=$directory/$name.log
    seeds=
    [ ! -d "tests/fuzz/corpus/$name" ] ||
        seeds=$(find "tests/fuzz/corpus/$name" -type f | LC_ALL=C sort |
            paste -sd,)
    if [ "$seconds" = smoke ]; then
        learned=$directory/smoke/$name
        rm -rf "$learned"
        # so slow is broken
        # -reload looks at the clock; a target that needs ten minutes is broken
        set -- -seed=1 -reload=0 -runs="${1#*=}" -max_total_time=600
    else
        learned=$directory/corpus/$name
        [ "${name%_frame}" = "$name" ] || seconds=$((seconds * 10))
        set -- -max_total_time="$seconds"
    fi
    mkdir -p "$learned" "$directory/broken"
    # setarch: the sanitizer wants the address space as it expects it.
    setarch -R "$directory/fuzz_$name" "$@" -timeout=10 \
        -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 \
        -artifact_prefix="$directory/broken/$name-" \
        ${seeds:+"-seed_inputs=$seeds"} \
        "$learned" > "$log" 2>&1 < /dev/null || say_broken "$name" "$log" ||
        return
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "ok - fuzz $name: $runs runs"
}
export -f run_one say_broken

printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'run_one {}'
status=$?
echo "1..$#"
exit $((status != 0))
