/* digest -- what linking has come to, in 32 bytes: equal for equal signals,
 * decisions and model, whatever came first and whatever numbers it got (I14). */
#ifndef LINK_DIGEST_H
#define LINK_DIGEST_H

#include <stdint.h>

#define LINK_DIGEST_BYTES 32

struct link_digest {
    _Alignas(64) unsigned char state[384];
};

/* One signal, by orders (struct link_place); a cluster and an observation are
 * named by the lowest order in them here. */
struct link_digest_member {
    int64_t cluster;
    int64_t order;
    int64_t observation;
};

struct link_digest_pair {
    int64_t low, high; /* orders, low < high */
    int32_t support;
    int32_t total_mb;
};

/* All members, ascending (cluster, order), then all pairs, ascending
 * (low, high). */
void link_digest_begin(struct link_digest *digest);
void link_digest_member(struct link_digest *digest,
                        const struct link_digest_member *member);
void link_digest_pair(struct link_digest *digest,
                      const struct link_digest_pair *pair);
void link_digest_end(struct link_digest *digest,
                     uint8_t out[LINK_DIGEST_BYTES]);

#endif
