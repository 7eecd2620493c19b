#!/usr/bin/env bash
# The walls of the house: which folder may include what, and which libraries
# stay pure.  usage: layers.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
build=$1

# folder: the folders its files may include from (besides itself)
allowed() {
    case $1 in
    daemon/core) echo core ;;
    daemon/link) echo link core ;;
    daemon/wire) echo wire core loket ;;
    daemon/store) echo store core link sys ;;
    daemon/sys) echo sys core ;;
    daemon/document) echo document core sys ;;
    daemon/front) echo front wire core sys ;;
    daemon/desk) echo desk document store link wire core sys ;;
    daemon) echo . front desk document store link wire core sys ;;
    clients) echo . document wire core sys ;;
    esac
}

findings=
for folder in daemon/core daemon/link daemon/wire daemon/store daemon/sys \
    daemon/document daemon/front daemon/desk daemon clients; do
    depth=(-maxdepth 1)
    [ $folder = daemon/store ] && depth=()
    while IFS=: read -r file line text; do
        from=$(sed -n 's/.*"\([^"]*\)".*/\1/p' <<< "$text")
        top=${from%%/*}
        [ "$top" = "$from" ] && top=.
        case " $(allowed $folder) " in
        *" $top "*) ;;
        *) findings+="$file:$line includes $from"$'\n' ;;
        esac
    done < <(find $folder "${depth[@]}" -name '*.[ch]' -exec grep -nH '^#include "' {} +)
done
# store takes types from link, writes log lines, and seals: nothing else
findings+=$(grep -nE '#include "(link|sys)/' -r daemon/store |
    grep -vE 'link/(book|digest|model|record|token).h|sys/(log|secret|vault).h')
verdict "a folder includes only what the layers allow" "$findings"

# one place sees each foreign library
only() { # header-pattern allowed-path-pattern
    grep -rnE "#include <($1)" daemon clients | grep -vE "^($2)"
}
findings=$(
    only 'sqlite3\.h' 'daemon/store/sqlite/'
    only 'zmq\.h' 'daemon/front/|clients/session'
    only 'protobuf-c' 'daemon/wire/'
    only 'jansson\.h' 'daemon/wire/json|clients/'
    only 'yaml\.h' 'daemon/sys/'
    only 'utf8proc\.h' 'daemon/link/fold\.c'
    only 'systemd/' 'daemon/sys/'
    only 'seccomp\.h' 'daemon/sys/'
    only 'event2/' 'daemon/front/|daemon/desk/loop'
    grep -rn 'pb-c\.h"' daemon clients | grep -v '^daemon/wire/'
)
verdict "each foreign library is seen in one place" "$findings"

# core and link: no I/O, clock, randomness, heap, errno
findings=$(grep -nE '#include <(stdio|stdlib|errno|time|unistd|fcntl|pthread|sys/.*|syslog)\.h>' \
    -r daemon/core daemon/link | grep -v 'stdio\.h')
verdict "core and link include no header with effects" "$findings"

pure='^(mem(cpy|move|set|cmp|chr)|str(len|nlen|cmp|ncmp|chr|rchr|spn|cspn|pbrk|str|casecmp|ncasecmp)|v?snprintf|__(mem|str)[a-z]*_chk|__v?snprintf_chk|__stack_chk_fail|crypto_(shorthash|generichash)[a-z0-9_]*|sodium_(memcmp|memzero)|utf8proc_(iterate|category|decompose_char|encode_char)|toupper|tolower|__ctype_[a-z_]*|qsort|bsearch|_GLOBAL_OFFSET_TABLE_)$'
for library in core link; do
    own=$(nm --defined-only "$build/libcore.a" "$build/liblink.a" 2> /dev/null |
        awk 'NF == 3 { print $3 }' | sort -u)
    findings=$(nm -u "$build/lib$library.a" 2> /dev/null | awk 'NF == 2 { print $2 }' |
        sort -u | grep -vE "$pure" | grep -vxF "$own")
    [ -f "$build/lib$library.a" ] || findings="no $build/lib$library.a"
    verdict "lib$library.a calls nothing with effects" "$findings"
done

# mutable file-scope state: only sys/log.c has some
findings=$(find "$build/daemon" "$build/clients" -name '*.o' ! -path '*/gen/*' \
    ! -path '*/sys/log.o' 2> /dev/null | while read -r object; do
    objdump -t "$object" | awk -v o="$object" \
        '($4 == ".data" || $4 == ".bss" || $4 == "*COM*") && $NF !~ /^\./ { print o ": " $NF }
         ($3 == "O" && ($4 == ".data" || $4 == ".bss")) { print o ": " $NF }'
done | sort -u)
verdict "no mutable file-scope variable outside sys/log.c" "$findings"
exit $lint_status
