#!/usr/bin/env bash
# verbs.sh LOKET -- what each verb says of itself, for the manual page.
set -eu
export LC_ALL=C LANGUAGE=
loket=$1
"$loket" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' |
    while read -r verb; do
        printf '.SS %s\n.nf\n' "$verb"
        "$loket" "$verb" --help |
            sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"
        printf '.fi\n'
    done
