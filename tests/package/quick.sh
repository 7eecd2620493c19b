#!/usr/bin/env bash
# quick.sh BUILD -- packages made of what is compiled already: lintian, what is
# in them, how it is hardened.  What they do on a machine: chroot.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build}
. tests/lint/lib.sh
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
missing() { comm -23 <(sort -u <<<"$1") <(sort -u <<<"$2"); }

said=$(tests/package/build.sh "$out/made" --reuse "$build" 2>&1) && said=
verdict "the packages are built; lintian finds neither errors nor warnings" \
    "$said"
[ -z "$said" ] || exit 1
mkdir "$out/root"
for package in loket loketd; do
    dpkg-deb -x "$out/made/${package}"_*.deb "$out/root/$package"
    dpkg-deb -e "$out/made/${package}"_*.deb "$out/root/$package.control"
done

verdict "Makefile and debian/changelog name one version" "$(diff \
    <(sed -n 's/^VERSION := //p' Makefile) \
    <(dpkg-parsechangelog -S Version))"
verdict "the settings are a conffile" "$(missing /etc/loket/loketd.yaml \
    "$(cat "$out/root/loketd.control/conffiles")")"

make --no-print-directory BUILD="$build" prefix=/usr sysconfdir=/etc \
    unitdir=/lib/systemd/system DESTDIR="$out/plain" install \
    > "$out/install.log" 2>&1 || cat "$out/install.log"
files() { (cd "$1" && find . -type f | sed 's/\.gz$//'); }
verdict "all that make install installs is in one of the packages" "$(missing \
    "$(files "$out/plain")" \
    "$(files "$out/root/loket"; files "$out/root/loketd")")"
verdict "every unit starts a program that is there" "$(
    sed -n 's/^Exec[A-Za-z]*=[-+!@:]*\([^ ]*\).*/\1/p' \
        "$out"/root/loketd/lib/systemd/system/*.service | sort -u |
        while read -r program; do
            [ -x "$out/root/loketd$program" ] || [ -x "$program" ] ||
                echo "$program"
        done)"
verdict "what the pages and the units point to is there" "$(
    grep -rhoE '/usr/share/(loket|doc/loketd)/[A-Za-z0-9_./-]*[A-Za-z0-9]' \
        docs/man README.md docs/handbook.md systemd config 2>/dev/null |
        sort -u | while read -r path; do
            [ -n "$(ls -d "$out"/root/{loket,loketd}"$path"{,.gz} 2>/dev/null)" ] ||
                echo "$path"
        done)"

for program in loket/usr/bin/loket loketd/usr/bin/loketd; do
    file=$out/root/$program
    looks=$(readelf -hldW "$file")
    bad=
    grep -q 'Type: *DYN' <<<"$looks" || bad+=" no-PIE"
    grep -q 'GNU_RELRO' <<<"$looks" || bad+=" no-RELRO"
    grep -q 'BIND_NOW\|FLAGS.* NOW' <<<"$looks" || bad+=" lazy-binding"
    grep -q 'GNU_STACK.* RWE' <<<"$looks" && bad+=" executable-stack"
    readelf -sW --dyn-syms "$file" | grep -q '__stack_chk_fail' ||
        bad+=" no-stack-protector"
    readelf -sW --dyn-syms "$file" | grep -q '_chk@' || bad+=" no-fortify"
    readelf -dW "$file" | grep -qE 'R(UN)?PATH' && bad+=" rpath"
    verdict "${program##*/} is hardened" "$bad"
done
verdict "the maintainer scripts are shell" "$(for s in \
    "$out"/root/*.control/{preinst,postinst,prerm,postrm}; do
    [ ! -e "$s" ] || sh -n "$s" 2>&1; done)"
verdict "every override of lintian has a reason" "$(for f in \
    debian/*.lintian-overrides debian/source/lintian-overrides; do
    [ ! -e "$f" ] || awk -v f="$f" '/^[^#]/ && said !~ /^#/ { print f ": " $0 }
        { said = $0 }' "$f"; done)"
echo "1..$lint_number"
exit $lint_status
