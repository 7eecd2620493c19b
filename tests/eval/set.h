/* set -- signals whose truth is known, as records that link/ compares. */
#ifndef EVAL_SET_H
#define EVAL_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/filter.h"
#include "link/model.h"
#include "link/record.h"
#include "link/token.h"

/* How much of a value may be compared. */
enum set_mode {
    MODE_KEYED, /* keyed tokens and filters: what the desk keeps */
    MODE_EXACT  /* keyed tokens alone */
};

#define BLOCKS_MAX 4
#define BLOCK_MAX  2

/* What training compares: all pairs that agree in these kinds. */
struct set_block {
    uint8_t kinds[BLOCK_MAX]; /* LINK_NONE: no second one */
    uint32_t also;            /* bits of fields that hang together with them */
};

struct set {
    struct link_record *records;
    uint64_t *truth; /* of each record: whom it is about */
    size_t n, cap;
    bool two_sources;        /* pairs of one organisation are no candidates */
    struct link_model model; /* the fields; weights to be learned */
    struct set_block blocks[BLOCKS_MAX];
    size_t blocks_n;
    double u_min; /* no value is rarer than this */
};

extern const struct link_key set_key;

const char *set_mode_name(enum set_mode mode);

/* set_add: room for one more record, empty; its node is its place + 1.
 * set_place: where it stands in lists; among those of one time in an order
 * that says nothing of who it is. */
struct link_record *set_add(struct set *set, const char *entity);
void set_place(struct link_record *record, int64_t time_s, const char *id);
void set_free(struct set *set);

/* set_comparable: of two sources only signals of different ones are. */
bool set_comparable(const struct set *set, uint32_t a, uint32_t b);

/* set_value: a value of a record, its token in a domain of its own: kinds that
 * share one are compared crosswise.  set_filter: the filter of the value that
 * was added last.  Nothing is added of an empty one. */
bool set_value(struct link_record *record, unsigned kind, unsigned domain,
               const char *value);
void set_filter(struct link_record *record, unsigned domain, const char *value,
                enum filter_of of);

/* set_key_add: a blocking key from up to three parts; none when a part is
 * empty, or when the record has as many as it may. */
void set_key_add(struct link_record *record, const char *tag, const char *a,
                 const char *b, const char *c);

/* set_finish: values in order (set_sort: of one record).  set_rarity: of each, by how many bundles have
 * it; cluster[i] is the bundle of record i, NULL: each its own. */
void set_sort(struct link_record *record);
void set_finish(struct set *set);
void set_rarity(struct set *set, const int64_t cluster[]);

/* set_clusters: how many bundles there are. */
size_t set_clusters(const struct set *set, const int64_t cluster[]);

#endif
