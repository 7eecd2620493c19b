#!/usr/bin/env bash
# docs/requirements.md tells of what is there: each requirement once, each name
# in backticks exists, and its sums are right.  docs/linking.md names what exists,
# too.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
page=docs/requirements.md

# The ids there are: they have holes.
ids=$(for range in 1-9 10-24 30-35 40-49 50-66 70-83 90-96 100-114 120-129 \
    130-140 150-157 160-165 170-177 180-183; do
    seq -f 'R%03g' "${range%-*}" "${range#*-}"
done)

# --- each requirement once, in rows of the same shape -------------------------

rows=$(grep -nE '^\| R[0-9]+ ' $page)
listed=$(sed -E 's/^[0-9]+:\| (R[0-9]+) .*/\1/' <<< "$rows" | sort)

verdict "every requirement stands in the table once" "$(
    comm -3 <(sort <<< "$ids") <(uniq <<< "$listed") |
        sed -E 's/^\t(.*)/\1 is no requirement/; t; s/$/ is missing/'
    uniq -d <<< "$listed" | sed 's/$/ stands there twice/')"

# What is claimed names what to look at; what is not there says why.
verdict "a row has its priority, its state, and what meets it or why not" "$(
    sed -E 's/^([0-9]+):/\1|/' <<< "$rows" | awk -F'|' -v ids="${ids//$'\n'/ }" '
        { at = "docs/requirements.md:" $1 ": " $3 }
        NF != 9 { print at "six cells"; next }
        $4 !~ /^ [MSC] $/ { print at "priority" }
        $5 ~ /^ *$/ || $6 !~ /^ (S[0-4]|A)[ ;]/ { print at "text or source" }
        $7 !~ /^ (met|partly|not met|context) $/ { print at "state" }
        $7 ~ /met|partly/ && $8 ~ /^ *$/ { print at "nothing is said" }
        $7 == " met " && $8 !~ /`|as R[0-9]/ { print at "nothing is named" }
        $7 == " context " && $4 != " C " { print at "only C is context" }
        match($8, /as R[0-9]+/) &&
            !index(ids, substr($8, RSTART + 3, RLENGTH - 3)) {
            print at "no such requirement"
        }')"

sums=$(for priority in M S C; do
    awk -F'|' -v p=" $priority " '$3 == p { n[$6]++ }
        END { printf "|%s| %d | %d | %d | %d |\n", p, n[" met "],
            n[" partly "], n[" not met "], n[" context "] }' <<< "$rows"
done)
verdict "its sums are those of the rows" "$(
    diff <(grep -E '^\| [MSC] \| [0-9]' $page) <(printf '%s\n' "$sums"))"

# --- every name exists --------------------------------------------------------

# "VERB NEXT": the words that may follow "loket" and its verbs, from the tables
# of the client; "FUNCTION >" before a word says whose table it is.
commands=$(cat clients/main.c clients/*.c | awk '
    /^static const struct verb \{/ { fn = "loket" }
    match($0, /^[a-z_]+\(struct invocation/) {
        fn = substr($0, 1, RLENGTH - length("(struct invocation"))
    }
    /^};?$/ { fn = "" }
    fn != "" { text[fn] = text[fn] " " $0 }
    END {
        for (fn in text) {
            rest = text[fn]
            while (match(rest, /\{"[a-z-]+", *[^{}]*\}/)) {
                row = substr(rest, RSTART + 2, RLENGTH - 3)
                rest = substr(rest, RSTART + RLENGTH)
                word = row
                sub(/".*/, "", word)
                sub(/ *$/, "", row)
                sub(/.*[ ,]/, "", row)
                if (row ~ /^[a-z_]+$/)
                    print fn, word, row
            }
        }
    }' | sort -u)

# command WORD..: is it known, as far as there are tables?
command_known() {
    local function=loket word next
    for word in "$@"; do
        next=$(awk -v f=$function -v w="$word" '$1 == f && $2 == w { print $3; exit }' \
            <<< "$commands")
        if [ -z "$next" ]; then
            # the table ends here: an operand
            [ $function != loket ] && ! grep -q "^$function " <<< "$commands"
            return
        fi
        function=$next
    done
}

known() { # one name
    case $1 in
    --*) grep -qF "\"${1#--}\"" clients/*.c ;;
    "loket report "*) grep -qsF "\"${1##* }\"" daemon/core/report_words.c clients/report_sections.c ;;
    "loket "*) command_known ${1#loket } ;;
    "make "*) grep -qsE "^${1#make }:" Makefile tests/*/*.mk ;;
    loket_*) grep -qswF "$1" daemon/desk/metrics_write.c daemon/front/metrics*.c ;;
    T[0-9]*.[0-9]*) grep -qE "row: $1(,|$)" config/desk/tables.yaml config/desk/terms.yaml ;;
    T[0-9]*) false ;;
    */* | *.* | Makefile) [ -e "$1" ] ;;
    *) grep -rqwF -e "$1" proto/loket/v1 config/desk ;;
    esac
}

verdict "the tables of the client are found" "$(
    for words in "signal" "roster who" "roster swap propose" "route test"; do
        command_known $words || echo "loket $words"
    done
    for words in "nothing" "roster nobody" "desk swap"; do
        command_known $words && echo "loket $words is known"
    done)"

verdict "every name in backticks exists" "$(
    grep -noE '`[^`]+`' $page | tr -d '`' | sort -t: -k2 -u | sort -n |
        while IFS=: read -r line name; do
            case $name in
            code | PARAM) continue ;;
            esac
            known "$name" || echo "$page:$line: $name"
        done)"

# docs/linking.md: which rule stands where, by files, tests and mutants.
there() { # one name
    case $1 in
    unit/* | link/* | sim/* | store/* | client/*) [ -e "tests/$1.c" ] ;;
    data/rows/*) compgen -G "tests/$1" > /dev/null ;;
    daemon/* | clients/* | tests/* | docs/* | proto/*) [ -e "$1" ] ;;
    */*) true ;; # of an example
    *-*) grep -qxF "[$1]" tests/mutants/mutants.txt ;;
    esac
}
verdict "every file, test and mutant that docs/linking.md names exists" "$(
    grep -oE '`[a-z][^` ]*[-/][^` ]*`' docs/linking.md | tr -d '`' | sort -u |
        while read -r name; do
            there "$name" || echo "docs/linking.md: $name"
        done)"

verdict "every link of docs/README.md leads to a page, every page has one" "$(
    for link in $(grep -oE '\]\([^)]+\)' docs/README.md | sed 's/^](//; s/)$//'); do
        [ -e "docs/$link" ] || echo "docs/README.md: $link"
    done
    for file in docs/*.md docs/man/*.[1-8]; do
        [ $file = docs/README.md ] || grep -qF "(${file#docs/})" docs/README.md ||
            echo "$file is not in docs/README.md"
    done)"
exit $lint_status
