#!/usr/bin/env bash
# completion.sh BUILD -- what bash offers for loket and loketd is what the
# programs take: every verb of the table, every word below a verb, every option
# that a verb reads; and nothing that they refuse.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build}
. tests/lint/lib.sh
. /usr/share/bash-completion/bash_completion
. clients/completion/loket
. clients/completion/loketd

# The words offered for the last of these words.
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMP_LINE="$*"
    COMP_POINT=${#COMP_LINE}
    COMPREPLY=()
    "_${1##*/}" 2>&1
    printf '%s\n' "${COMPREPLY[@]}" | sort -u
}
# Lines of the first that are not in the second.
missing() { comm -23 <(sort -u <<<"$1") <(sort -u <<<"$2"); }

empty=$(mktemp -d) # a place without files: what is offered are words
trap 'rm -rf "$empty"' EXIT
loket=$PWD/$build/loket
loketd=$PWD/$build/loketd
# The words of tables {"NAME", what; the rows of a verb that is a noun are
# functions.
verbs=$(sed -n 's/^    {"\([a-z]*\)", N_(.*/\1/p' clients/main.c)
words=$(awk '/struct noun_row/ { on = 1 } on { print } /};/ { on = 0 }' \
    clients/*.c | grep -o '{"[a-z-]*"' | tr -d '{"' | sort -u)
options=$(grep -ohE '\{"[a-z-]+", ARG_[A-Z]+' clients/*.c |
    sed 's/{"\([^"]*\)".*/--\1/' | sort -u)
# Some are made of other tables: kinds of identifiers, columns of figures.
tables=$(grep -ohE '"[a-z-]+"' clients/*.c daemon/core/report_words.c |
    sed 's|"\(.*\)"|--\1|' | sort -u)

cd "$empty" || exit 1
found=$(offered "$loket" "")
verdict "every verb is offered" "$(missing "$verbs" "$found")"
verdict "no word is offered that is no verb" \
    "$(missing "$(grep -v '^--' <<<"$found")" "$verbs")"

found_words=
found_options=
for verb in $verbs; do
    below=$(offered "$loket" "$verb" "")
    found_words+=$'\n'$below
    found_options+=$'\n'$(offered "$loket" "$verb" --)
    for word in $below; do
        found_options+=$'\n'$(offered "$loket" "$verb" "$word" --)
        found_words+=$'\n'$(offered "$loket" "$verb" "$word" "")
    done
done
verdict "every word below a verb is offered" \
    "$(missing "$words" "$found_words")"
verdict "every option that is read is offered" \
    "$(missing "$options" "$found_options")"
verdict "no option is offered that is not read" \
    "$(missing "$(grep '^--' <<<"$found_options")" \
        "$options"$'\n'"$tables"$'\n--profile\n--json\n--timeout\n--help\n--version')"
verdict "an option is completed by its beginning" \
    "$(missing --recei "$(offered "$loket" signal --recei |
        sed 's/^--receipt-timeout$/--recei/')")"
verdict "options stand in front of a verb, too" \
    "$(missing roster "$(offered "$loket" --profile x --json ros)")"
verdict "swap of rosters has words of its own" "$(missing \
    $'propose\naccept\ndecline\nwithdraw\nforce\nlist' \
    "$(offered "$loket" roster swap "")")"
touch "$empty/message.json"
verdict "what is no word is a file" \
    "$(missing message.json "$(offered "$loket" signal m)")"
verdict "every option of loketd is offered" "$(missing \
    "$("$loketd" --help | grep -oE -- '--[a-z][a-z-]+' | sort -u)" \
    "$(offered "$loketd" --)")"
echo "1..$lint_number"
exit $lint_status
