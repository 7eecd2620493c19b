#!/usr/bin/env bash
# The same digests with gcc -O0, gcc -O3 and clang -O2: integers only, so every
# machine decides the same.  Speaks TAP.  usage: compilers.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
out=$1/compilers
mkdir -p "$out"
sources=$(ls daemon/core/*.c daemon/link/*.c tests/link/*.c | grep -v tests/link/test_ |
    grep -vE 'tests/link/(rig|batch|cost)\.c')
said=()
made() { # name compiler...
    local name=$1
    shift
    # What the linker leaves out need not be built well, only the same.
    "$@" -std=c17 -w -D_GNU_SOURCE -iquote daemon -ffunction-sections \
        -Wl,--gc-sections -o "$out/$name" $sources -lsodium 2> "$out/$name.log" &&
        "$out/$name" > "$out/$name.txt" && [ -s "$out/$name.txt" ]
}
echo 1..3
n=0
for way in "gcc_O0 gcc -O0" "gcc_O3 gcc -O3 -march=native" "clang_O2 clang -O2"; do
    n=$((n + 1))
    set -- $way
    if made "$@" && cmp -s "$out/gcc_O0.txt" "$out/$1.txt"; then
        echo "ok $n - $1: the digests are the same"
    else
        echo "not ok $n - $1: the digests are the same"
        said+=("$1")
    fi
done
[ ${#said[@]} = 0 ]
