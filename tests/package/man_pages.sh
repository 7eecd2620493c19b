#!/usr/bin/env bash
# man_pages.sh BUILD -- the manual pages are well-formed and complete: every
# option and verb of --help, every key of the settings, every section and key of
# the desk documents, every request of the protocol; and no option that is not.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build}
. tests/lint/lib.sh
make --no-print-directory BUILD="$build" man > /dev/null || exit 1
pages=$build/man
export LC_ALL=C.UTF-8 LANGUAGE= MANWIDTH=80

# What a reader sees, in plain letters and without broken words.
text() { man -E UTF-8 --no-hyphenation --no-justification -l "$pages/$1" |
    col -bx | sed 's/‐/-/g'; }
# Lines that do not stand in the text as words of their own.
unsaid() { while read -r word; do
    grep -qF -- "$word" <<<"$1" || echo "$word"; done; }
options() { grep -oE -- '--[a-z][a-z-]*[a-z]' | sort -u; }

for page in "$pages"/*.[1-8]; do
    name=${page##*/}
    verdict "$name is well-formed" "$(
        man --warnings -E UTF-8 -l "$page" 2>&1 > /dev/null
        mandoc -T lint -W warning "$page" 2>&1
        grep -n '^@.*@$\|@[A-Z]*@' "$page")"
    verdict "$name has a name, a description and neighbours" "$(
        for s in NAME DESCRIPTION 'SEE ALSO'; do
            grep -q "^\.SH $s" "$page" || echo "$s"
        done)"
done
verdict "pages that are referred to exist" "$(
    grep -hE '^\.BR loket' "$pages"/*.[1-8] | tr -d '\\,' |
        sed -n 's/^\.BR \([a-z.-]*\) (\([1-8]\)).*/\1.\2/p' | sort -u |
        while read -r page; do [ -e "$pages/$page" ] || echo "$page"; done)"

loketd=$(text loketd.8)
loket=$(text loket.1)
verdict "loketd(8) has every option of loketd --help" \
    "$("$build/loketd" --help | options | unsaid "$loketd")"
verdict "loketd(8) has no option that is not there" "$(comm -23 \
    <(grep -E '^ +--|^ +loketd' <<<"$loketd" | options) \
    <("$build/loketd" --help | options))"
verbs=$("$build/loket" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
verdict "loket(1) has every verb, in a section of its own" \
    "$(sed 's/^/   /' <<<"$verbs" | while IFS= read -r verb; do
        grep -qxF -- "$verb" <<<"$loket" || echo "$verb"; done)"
verdict "loket(1) has every option of every --help" "$(
    { "$build/loket" --help; for v in $verbs; do "$build/loket" "$v" --help; done; } |
        options | unsaid "$loket")"
verdict "the overview of loket(1) names every verb" "$(
    sed '/^\.SH VERBS/,$d' "$pages/loket.1" | tr -d '\\' > "$pages/overview"
    while read -r verb; do
        grep -qwF -- "$verb" "$pages/overview" || echo "$verb"
    done <<<"$verbs")"

settings=$(text loketd.yaml.5)
verdict "loketd.yaml(5) has every key, with what may be written" "$(
    while IFS=$'\t' read -r key words; do
        grep -A4 -E "^ +${key//./\\.}( |$)" <<<"$settings" | tr -s ' \n' ' ' |
            grep -qF -- "$words" || echo "$key: $words"
    done < "$pages/settings.words")"
desk=$(text loket-desk.5)
verdict "loket-desk(5) has every document" "$(ls config/desk |
    sed 's/\.yaml$//' | unsaid "$desk")"
# As daemon/document/ reads them: tables of {"KEY", ..}; a word among them is
# written with a dash.
verdict "loket-desk(5) has every key" "$(
    grep -hoE '^ *\{"[a-z_]+",' daemon/document/*.c | tr -d ' {",' | sort -u |
        sed 's/police_amsterdam/police-amsterdam/' | unsaid "$desk")"
protocol=$(text loket-protocol.7)
verdict "loket-protocol(7) has every request" "$(
    sed -n '/^message ClientMessage/,/^}/{/oneof/,/}/s/^ *[A-Z][A-Za-z]* \([a-z_]*\) = .*/\1/p}' \
        proto/loket/v1/socket.proto | unsaid "$protocol")"
verdict "loket-protocol(7) has every refusal" "$(
    sed -n '/^enum RefusalCode/,/^}/s/^ *REFUSAL_\(CODE_\)\{0,1\}\([A-Z_]*\) = [1-9].*/\2/p' \
        proto/loket/v1/socket.proto | unsaid "$protocol")"
rm -f "$pages/overview"
echo "1..$lint_number"
exit $lint_status
