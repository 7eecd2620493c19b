/* set -- see set.h */
#include "set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/tokens.h"

#define KEY_TEXT_BYTES 512
#define DOMAIN_KEY     1 /* of blocking keys: no column has it */

const struct link_key set_key = {{'e', 'v', 'a', 'l'}};

const char *
set_mode_name(enum set_mode mode)
{
    return mode == MODE_EXACT ? "exact" : "keyed";
}

static uint64_t
hash(const char *text)
{
    return link_token_of(&set_key, LINK_NONE, text);
}

struct link_record *
set_add(struct set *set, const char *entity)
{
    if (set->n == set->cap) {
        size_t cap = set->cap == 0 ? 4096 : set->cap * 2;

        set->records = realloc(set->records, cap * sizeof *set->records);
        set->truth = realloc(set->truth, cap * sizeof *set->truth);
        if (set->records == NULL || set->truth == NULL) {
            (void)fprintf(stderr, "eval: out of memory\n");
            exit(1);
        }
        set->cap = cap;
    }

    struct link_record *record = &set->records[set->n];

    memset(record, 0, sizeof *record);
    set->truth[set->n++] = hash(entity);
    record->place.node = (int64_t)set->n;
    record->organisation = 1;
    return record;
}

void
set_place(struct link_record *record, int64_t time_s, const char *id)
{
    record->place.time_s = time_s;
    record->place.order = (int64_t)hash(id);
}

void
set_free(struct set *set)
{
    free(set->records);
    free(set->truth);
    *set = (struct set){0};
}

bool
set_comparable(const struct set *set, uint32_t a, uint32_t b)
{
    return a != b && (!set->two_sources || set->records[a].organisation !=
                                               set->records[b].organisation);
}

bool
set_value(struct link_record *record, unsigned kind, unsigned domain,
          const char *value)
{
    if (value[0] == '\0' || record->values_n == LINK_VALUES_MAX)
        return false;

    uint64_t token = link_token_of(&set_key, (enum link_kind)domain, value);

    for (size_t i = 0; i < record->values_n; i++) {
        if (record->values[i].kind == kind && record->values[i].token == token)
            return false;
    }
    record->values[record->values_n++] =
        (struct link_value){.kind = (uint8_t)kind, .token = token};
    return true;
}

void
set_filter(struct link_record *record, unsigned domain, const char *value,
           enum filter_of of)
{
    link_filter_of(&set_key, (uint8_t)domain, value, of,
                   record->values[record->values_n - 1].filter);
}

void
set_key_add(struct link_record *record, const char *tag, const char *a,
            const char *b, const char *c)
{
    char text[KEY_TEXT_BYTES];

    if (a[0] == '\0' || b[0] == '\0' || c[0] == '\0' ||
        record->keys_n == LINK_KEYS_MAX)
        return;
    (void)snprintf(text, sizeof text, "%s|%s|%s|%s", tag, a, b, c);

    uint64_t key = link_token_of(&set_key, (enum link_kind)DOMAIN_KEY, text);

    for (size_t i = 0; i < record->keys_n; i++) {
        if (record->keys[i] == key)
            return;
    }
    record->keys[record->keys_n++] = key;
}

static int
by_place(const void *x, const void *y)
{
    const struct link_value *a = x, *b = y;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->of != b->of)
        return a->of < b->of ? -1 : 1;
    return a->token < b->token ? -1 : a->token > b->token;
}

void
set_sort(struct link_record *record)
{
    qsort(record->values, record->values_n, sizeof record->values[0], by_place);
}

void
set_finish(struct set *set)
{
    for (size_t i = 0; i < set->n; i++)
        set_sort(&set->records[i]);
    set_rarity(set, NULL);
}

/* --- rarity --- */

struct seen {
    struct link_value *value;
    int64_t cluster;
};

static int
by_kind_and_token(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;

    if (a->value->kind != b->value->kind)
        return a->value->kind < b->value->kind ? -1 : 1;
    if (a->value->token != b->value->token)
        return a->value->token < b->value->token ? -1 : 1;
    return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static int
by_number(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return *a < *b ? -1 : *a > *b;
}

/* How many different ones; sorts them. */
static size_t
distinct(int64_t *numbers, size_t n)
{
    size_t different = n > 0;

    qsort(numbers, n, sizeof numbers[0], by_number);
    for (size_t i = 1; i < n; i++)
        different += numbers[i] != numbers[i - 1];
    return different;
}

size_t
set_clusters(const struct set *set, const int64_t cluster[])
{
    int64_t *numbers = calloc(set->n + 1, sizeof *numbers);
    size_t n;

    if (numbers == NULL)
        exit(1);
    memcpy(numbers, cluster, set->n * sizeof numbers[0]);
    n = distinct(numbers, set->n);
    free(numbers);
    return n;
}

/* All values of one kind: each is as rare as the share of the bundles that have
 * it, of those that have any. */
static void
count_kind(const struct set *set, struct seen *seen, size_t n, bool bundled)
{
    int64_t *known = calloc(n + 1, sizeof *known);

    if (known == NULL)
        exit(1);
    for (size_t i = 0; i < n; i++)
        known[i] = seen[i].cluster;

    const size_t of = distinct(known, n);

    free(known);
    for (size_t i = 0, j; i < n; i = j) {
        size_t have = 1;

        for (j = i + 1; j < n && seen[j].value->token == seen[i].value->token;
             j++)
            have += seen[j].cluster != seen[j - 1].cluster;
        /* Of a bundle that has it alone it says all it can. */
        double share = (double)(bundled ? have - 1 : have) / (double)of;

        for (size_t k = i; k < j; k++) {
            seen[k].value->rarity_mb =
                (int32_t)lround(-1000 * log2(fmax(share, set->u_min)));
            seen[k].value->clusters =
                (uint16_t)(have > UINT16_MAX ? UINT16_MAX : have);
        }
    }
}

void
set_rarity(struct set *set, const int64_t cluster[])
{
    size_t n = 0, at = 0;

    for (size_t i = 0; i < set->n; i++)
        n += set->records[i].values_n;

    struct seen *all = calloc(n + 1, sizeof *all);

    if (all == NULL)
        exit(1);
    for (size_t i = 0; i < set->n; i++) {
        for (size_t v = 0; v < set->records[i].values_n; v++)
            all[at++] =
                (struct seen){&set->records[i].values[v],
                              cluster == NULL ? (int64_t)i : cluster[i]};
    }
    qsort(all, n, sizeof all[0], by_kind_and_token);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && all[j].value->kind == all[i].value->kind; j++)
            ;
        count_kind(set, all + i, j - i, cluster != NULL);
    }
    free(all);
}
