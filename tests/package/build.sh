#!/usr/bin/env bash
# build.sh OUT [--reuse BUILD] [--version V] -- Debian packages of this tree,
# with their lintian, in OUT.
#
#   --reuse BUILD  what is compiled in BUILD already is not compiled again, so
#                  that it takes seconds.  Not for use: it has the flags of
#                  BUILD and not those of Debian.
#   --version V    as if it were this version, with other settings shipped
#
# The tree is copied, so that nothing is left in it.  DEB_BUILD_OPTIONS counts;
# without it no tests run, for `make check` is what proves a tree.
set -eu
out=$(realpath -m "$1")
shift
reuse= version=
while [ $# -gt 0 ]; do
    case $1 in
        --reuse) reuse=$2 ;;
        --version) version=$2 ;;
        *) echo "build.sh: what is $1?" >&2; exit 2 ;;
    esac
    shift 2
done
cd "$(dirname "$0")/../.."

rm -rf "$out"
mkdir -p "$out/loket"
tar -c --exclude=./build --exclude=./.git --exclude=__pycache__ . |
    tar -x -C "$out/loket"
if [ -n "$reuse" ]; then
    mkdir "$out/loket/build"
    for part in clients daemon docs gen locale po; do
        [ ! -e "$reuse/$part" ] || cp -a "$reuse/$part" "$out/loket/build"
    done
    cp -a "$reuse"/*.a "$reuse"/shipped.o "$out/loket/build"
    # This one knows where it will be installed.
    rm -f "$out/loket/build/clients/text.o"
fi
cd "$out/loket"
if [ -n "$version" ]; then
    sed -i "1s/(.*)/($version)/" debian/changelog
    echo "# $version" >> config/loketd.yaml
fi

# Of make above this only the number of jobs counts.
unset MAKEFLAGS MFLAGS MAKELEVEL
export DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS-nocheck noautodbgsym}"
case $DEB_BUILD_OPTIONS in
    *parallel=*) ;;
    *) DEB_BUILD_OPTIONS+=" parallel=$(nproc)" ;;
esac
case $DEB_BUILD_OPTIONS in
    *nocheck*) export DEB_BUILD_PROFILES="${DEB_BUILD_PROFILES-} nocheck" ;;
esac
if ! dpkg-buildpackage -b -us -uc ${reuse:+-nc} > "$out/build.log" 2>&1; then
    tail -n 40 "$out/build.log" >&2
    exit 1
fi
cd "$out"
allow=()
[ "$(id -u)" != 0 ] || allow=(--allow-root)
lintian "${allow[@]}" --fail-on error,warning -I ./*.changes
