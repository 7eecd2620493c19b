#!/usr/bin/env bash
# Sizes, shape, words and habits of the source.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh

sources=$(find daemon clients tests -name '*.[ch]')

verdict "clang-format changes nothing" \
    "$(clang-format --dry-run -Werror $sources 2>&1 | grep -E '(error|warning):' | head -n 20)"

verdict ".c has at most 500 lines, .h at most 150" "$(
    wc -l $sources | awk '$2 != "total" &&
        (($2 ~ /\.c$/ && $1 > 500) || ($2 ~ /\.h$/ && $1 > 150)) { print $2 ": " $1 }')"

verdict "a function has at most 100 lines" "$(
    awk '/^{/ { start = FNR } /^}/ && start { if (FNR - start > 100)
        print FILENAME ":" start ": " FNR - start; start = 0 }' $sources)"

verdict "a header has a guard and opens with its purpose" "$(
    for h in $(find daemon clients tests -name '*.h'); do
        head -n 1 "$h" | grep -qE '^/\* [a-z0-9_]+ -- ' || echo "$h: purpose line"
        grep -qE '^#ifndef [A-Z0-9_]+_H$' "$h" || echo "$h: guard"
    done)"

verdict "a header stands alone" "$(
    for h in $(find daemon clients -name '*.h'); do
        printf '#include "%s"\n' "${h#daemon/}" |
            gcc -std=c17 -D_GNU_SOURCE -Wall -Wextra -iquote daemon -iquote . -x c -fsyntax-only - \
                2>&1 | head -n 3
    done)"

verdict "no function whose answer depends on hidden state or unbounded input" "$(
    grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok|mktime|rand|system|popen|tmpnam|alloca|localtime|gmtime|asctime|ctime)\(' \
        $(find daemon clients -name '*.[ch]') | grep -vE '^\S+: *\*|/\*')"

verdict "secrets are wiped by sodium_memzero, never by memset" "$(
    grep -nE 'memset\([^,]*(secret|key|sk)' $(find daemon clients -name '*.c'))"

verdict "no struct typedefs, no left-over marks" "$(
    grep -nE '^typedef (struct|union|enum)[^(]*$|\b(TODO|FIXME|XXX|HACK)\b' \
        $(find daemon clients proto tests -name '*.[ch]' -o -name '*.py' \
            -o -name '*.proto') | grep -v 'tests/lint/')"

verdict "the tree refers to nothing beside it" "$(
    git grep -nE '\.\./shared|/work/' -- ':!.ci' ':!tests/lint' ':!*.md' || true
    git grep -nE '\.\./shared|/work/(main|shared)' -- '*.md' || true)"

verdict "schema: no optional, a zero for every enumeration, no groups" "$(
    grep -nE '^\s*(optional|group|required)\b' proto/loket/v1/*.proto
    awk '/^enum/ { name = $2; getline; if ($0 !~ /_UNSPECIFIED = 0;/)
        print FILENAME ": " name }' proto/loket/v1/*.proto)"

verdict "PROTOCOL.md names every message and enumeration" "$(
    for name in $(sed -nE 's/^(message|enum) ([A-Za-z0-9]+).*/\2/p' proto/loket/v1/*.proto); do
        grep -qE "\b$name\b" proto/PROTOCOL.md || echo "$name"
    done)"

verdict "DESIGN.md has every source file on its map" "$(
    for f in $(find daemon clients -name '*.c' -o -name '*.h' | sed 's|\.[ch]$||' | sort -u); do
        grep -qE "\b$(basename "$f")\b" daemon/DESIGN.md || echo "$f"
    done)"

verdict "the map of DESIGN.md names nothing that is gone" "$(
    sed -n '/^## Map/,$p' daemon/DESIGN.md | sed -nE 's/^\| `([a-z0-9_]+)` \|.*/\1/p' |
        while read -r name; do
            [ -n "$(find daemon clients -name "$name.[ch]")" ] || echo "$name"
        done)"

verdict "logs carry no content: no %s of text, value or body" "$(
    grep -nE 'log_line\(.*\b(text|value|body|postcode|callback|victim_ref)\b' -r daemon || true)"
exit $lint_status
