#!/usr/bin/env bash
# config/nftables/loket.nft is what nft takes, where there is an nft.
set -u
cd "$(dirname "$0")/../.." || exit 1

name="config/nftables/loket.nft is well-formed"
nft=$(PATH=$PATH:/usr/sbin:/sbin command -v nft) || {
    printf '1..1\nok 1 - %s # SKIP there is no nft\n' "$name"
    exit 0
}
# It asks the kernel, so it has a network of its own.
unshare -rn true 2>/dev/null || {
    printf '1..1\nok 1 - %s # SKIP no network of its own here\n' "$name"
    exit 0
}
if said=$(unshare -rn "$nft" --check --file config/nftables/loket.nft 2>&1); then
    printf 'ok 1 - %s\n1..1\n' "$name"
else
    printf 'not ok 1 - %s\n' "$name"
    sed 's/^/  # /' <<< "$said"
    printf '1..1\n'
    exit 1
fi
