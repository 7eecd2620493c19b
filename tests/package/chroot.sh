#!/usr/bin/env bash
# chroot.sh BUILD -- the packages in a Debian 12 of their own, under its own
# systemd: installed, the two commands they name, upgraded, removed, installed
# again, purged; what people entrusted the desk survives all of it.
#
# Root only.  The Debian is made by debootstrap once and kept in
# /var/tmp/loket-debian-12 (320 MB; LOKET_DEBIAN=DIR: elsewhere); each run works
# on a copy.  LOKET_KEEP=1 leaves that copy for a look.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build}
. tests/lint/lib.sh
base=${LOKET_DEBIAN:-/var/tmp/loket-debian-12}
work=$(mktemp -d /var/tmp/loket-package.XXXXXX)
root=$work/root
pid1=

finish() {
    [ -z "$pid1" ] || power_off
    if [ "${LOKET_KEEP-}" ]; then
        echo "# kept: $work"
    else
        rm -rf --one-file-system "$work"
    fi
}
trap finish EXIT
fail() {
    echo "not ok $((lint_number + 1)) - $1"
    exit 1
}
# A TAP line for a command that must succeed.
holds() {
    local what=$1
    shift
    if "$@" > "$work/said" 2>&1; then
        verdict "$what" ""
    else
        verdict "$what" "$* ended with $?: $(tail -n 15 "$work/said")"
    fi
}
fails() {
    local what=$1
    shift
    if "$@" > "$work/said" 2>&1; then
        verdict "$what" "$* succeeded: $(tail -n 5 "$work/said")"
    else
        verdict "$what" ""
    fi
}
says() { grep -qF -- "$2" <<<"$1" && return; echo "no \"$2\" in: $1"; return 1; }
lacks() { ! says "$1" "$2"; }

# --- a Debian, and one to spoil ----------------------------------------------

depends() { # of a package file, by name
    dpkg-deb -f "$1" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g'
}
make_base() {
    echo "# making a Debian 12 in $base"
    rm -rf --one-file-system "$base.new"
    debootstrap --variant=minbase bookworm "$base.new" \
        "${LOKET_MIRROR:-http://deb.debian.org/debian}" > "$work/said" 2>&1 &&
        chroot "$base.new" apt-get -q -y install --no-install-recommends \
            dbus "$@" >> "$work/said" 2>&1 &&
        mv "$base.new" "$base" ||
        { tail -n 20 "$work/said" | sed 's/^/# /'; fail "a Debian 12"; }
    # What comes now comes from here: no network, no recommended packages.
    rm -rf "$base"/var/lib/apt/lists/* "$base"/var/cache/apt/archives/*.deb
    printf '%s\n' 'APT::Install-Recommends "false";' 'Dpkg::Use-Pty "false";' \
        'Dpkg::Options { "--force-confdef"; "--force-confold"; };' > "$base/etc/apt/apt.conf.d/99loket"
}

# --- its systemd -------------------------------------------------------------

inside() { nsenter -t "$pid1" -a env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
boot() {
    systemd-nspawn -q -D "$root" --boot --register=no --keep-unit \
        --machine="loket-package-$$" --link-journal=no --resolv-conf=off \
        --timezone=off --private-network --bind-ro="$work/packages:/packages" \
        --console=pipe > "$work/console" 2>&1 < /dev/null &
    nspawn=$!
    for _ in $(seq 300); do
        pid1=$(pgrep -P $nspawn | head -n 1)
        [ -n "$pid1" ] && [ -d "/proc/$pid1/root/run/systemd/system" ] &&
            inside systemctl is-system-running --wait > "$work/said" 2>&1
        grep -qE 'running|degraded' "$work/said" 2>/dev/null && return
        kill -0 $nspawn 2>/dev/null || break
        sleep 0.1
    done
    pid1=
    tail -n 5 "$work/console" "$work/said" | sed 's/^/# /'
    fail "its systemd starts"
}
power_off() {
    inside systemctl poweroff > /dev/null 2>&1
    wait $nspawn
    pid1=
    # What nspawn leaves behind.
    find /sys/fs/cgroup -depth -type d \( -name payload -o -name supervisor \) \
        -empty -exec rmdir {} + 2>/dev/null
}

# --- the packages --------------------------------------------------------------

mkdir "$work/packages"
tests/package/build.sh "$work/old" --reuse "$build" --version 0.0.9 \
    > "$work/lintian" || fail "packages of an older version"
tests/package/build.sh "$work/new" ${LOKET_QUICK:+--reuse "$build"} \
    > "$work/lintian" ||
    fail "packages (lintian: $(head -c 2000 "$work/lintian"))"
verdict "lintian has neither errors nor warnings" \
    "$(grep -E '^[EW]:' "$work/lintian")"
if [ ! "${LOKET_QUICK-}" ]; then
    "$work/new/loket/tests/package/build.sh" "$work/a/place/elsewhere" \
        > "$work/lintian" || fail "the same packages once more"
    verdict "built in another place they are the same, byte for byte" "$(
        for package in "$work"/new/*.deb; do
            cmp "$package" "$work/a/place/elsewhere/${package##*/}" 2>&1
        done)"
fi
mv "$work"/{old,new}/*.deb "$work/packages"
cp tests/data/messages/referrals.jsonl "$work/packages"
[ -d "$base" ] || make_base $(for p in "$work"/packages/*_0.0.9_*.deb; do
    depends "$p"; done | sort -u)
[ "$(stat -c %u "$base")" = 0 ] || fail "$base belongs to root"
cp -a --reflink=auto "$base" "$root"
boot

install() { inside apt-get -q -y install $(cd "$work/packages" &&
    printf '/packages/%s ' ./*_"$1"_*.deb) 2>&1; }
pid_of() { inside systemctl show -p MainPID --value loketd; }
running() { [ "$(inside systemctl is-active loketd)" = active ]; }
as() { local who=$1; shift; inside runuser -u loket -- loket --profile \
    "/var/lib/loket/profiles/$who" "$@"; }
# There and not there, for the file list that a purge must give back.
files() { inside find /etc /usr /var /lib -xdev \
    ! \( -path '/var/log/*' ! -path '/var/log/loket*' \) ! -path '/var/cache/*' ! -path '/var/lib/apt/*' \
    ! -path '/var/lib/dpkg/*' ! -path '/var/lib/systemd/*' ! -path '/var/tmp/*' \
    ! -path '/etc/*-' ! -path '/etc/ld.so.cache' | sort; }
new=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
files > "$work/before"

said=$(install 0.0.9) || fail "is installed: $said"
holds "installed, and loketd is there" inside loketd --version
fails "no desk is started that has no keys" running
holds "nor is it enabled" [ "$(inside systemctl is-enabled loketd)" = disabled ]
holds "the user has the folder for himself" [ "$(inside stat -c '%U %a' \
    /var/lib/loket)" = "loket 700" ]
commands=$(grep -E '^ +sudo' <<<"$said" | sed 's/sudo -u loket/runuser -u loket --/; s/sudo //')
verdict "two commands are named that come next" \
    "$([ "$(wc -l <<<"$commands")" = 2 ] || echo "$said")"
holds "the first makes a desk" inside sh -c "$(sed -n 1p <<<"$commands")"
holds "the second starts it, now and at each start of the machine" \
    inside sh -c "$(sed -n 2p <<<"$commands")"
holds "it serves" running
holds "its settings are those of /etc" inside test ! -e \
    /var/lib/loket/loketd.yaml
receipt=$(as coordinator refer /packages/referrals.jsonl | grep -o 'R-.*' | head -n 1)
holds "a referral is received" as coordinator status "$receipt"

# An operator changes the settings, then upgrades to a version that changes them
# too.
inside sed -i 's/^log_level: .*/log_level: debug/' /etc/loket/loketd.yaml
before=$(pid_of)
said=$(install "$new") || fail "is upgraded: $said"
holds "upgraded" says "$(inside loketd --version)" "$new"
holds "and it serves" running
fails "by processes of its own" [ "$(pid_of)" = "$before" ]
holds "settings that were changed stay so" inside grep -q '^log_level: debug' \
    /etc/loket/loketd.yaml
holds "those of the new version stand beside them" inside test -e \
    /etc/loket/loketd.yaml.dpkg-dist
holds "what was received is there" as coordinator status "$receipt"

said=$(inside apt-get -q -y remove loketd 2>&1) || fail "is removed: $said"
fails "removed, it runs no longer" inside pgrep -u loket
holds "settings and state are kept" inside test -e /etc/loket/loketd.yaml -a \
    -d /var/lib/loket/state
said=$(install "$new") || fail "is installed again: $said"
holds "installed again, it says how the desk goes on" says "$said" \
    "sudo systemctl start loketd"
inside systemctl start loketd
holds "and it goes on with what it had" as coordinator status "$receipt"

# what syslog-ng writes
inside sh -c 'echo a record > /var/log/loket/audit.log'
said=$(inside apt-get -q -y purge loketd loket 2>&1) || fail "is purged: $said"
holds "purged, it says what was kept" says "$said" \
    "rm -r /var/lib/loket /var/log/loket"
holds "the state and its keys are there" inside test -d \
    /var/lib/loket/state -a -d /var/lib/loket/keys
holds "and the audit of who read it" inside test -s /var/log/loket/audit.log
fails "the settings are not" inside test -e /etc/loket
said=$(install "$new") || fail "is installed after a purge: $said"
inside systemctl start loketd
holds "installed after a purge, the desk goes on" as coordinator status \
    "$receipt"

inside apt-get -q -y purge loketd loket > /dev/null 2>&1
inside rm -r /var/lib/loket
said=$(install "$new") || fail "is installed once more: $said"
holds "a desk that was erased does not come back" lacks "$said" \
    "sudo systemctl start loketd"
inside apt-get -q -y purge loketd loket > /dev/null 2>&1
files > "$work/after"
verdict "without a desk a purge leaves nothing, and no logs" \
    "$(diff "$work/before" "$work/after")"

# And by somebody else's rules, in a chroot without systemd.
if [ ! "${LOKET_QUICK-}" ] && command -v piuparts > /dev/null; then
    holds "piuparts finds nothing" piuparts -d bookworm --no-eatmydata \
        --existing-chroot="$base" --skip-minimize --no-upgrade-test \
        -m "${LOKET_MIRROR:-http://deb.debian.org/debian} main" \
        "$work"/packages/*_"$new"_*.deb
fi
echo "1..$lint_number"
exit $lint_status
