/* compare -- see compare.h */
#include "link/compare.h"

#include <stddef.h>
#include <string.h>

#include "link/dice.h"
#include "link/record.h"
#include "link/score.h"

#define KINDS 256

/* Where the values of each kind stand in a record. */
struct side {
    const struct link_record *record;
    uint8_t first[KINDS];
    uint8_t n[KINDS];      /* values */
    uint8_t things[KINDS]; /* things they are of */
};

struct pair {
    const struct link_model *model;
    struct side a, b;
    int64_t gap_s;
};

static void
side_init(struct side *side, const struct link_record *record)
{
    side->record = record;
    memset(side->n, 0, sizeof side->n);
    for (uint16_t i = 0; i < record->values_n; i++) {
        const struct link_value *value = &record->values[i];

        if (side->n[value->kind] == 0) {
            side->first[value->kind] = (uint8_t)i;
            side->things[value->kind] = 0;
        }
        if (side->n[value->kind] == 0 || value->of != value[-1].of)
            side->things[value->kind]++;
        side->n[value->kind]++;
    }
}

static const struct link_value *
values_of(const struct side *side, uint8_t kind)
{
    return &side->record->values[side->first[kind]];
}

static int64_t
gap_between(int64_t a, int64_t b)
{
    if (a == LINK_TIME_NONE || b == LINK_TIME_NONE)
        return -1;

    uint64_t gap =
        a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;

    return gap > INT64_MAX ? INT64_MAX : (int64_t)gap;
}

/* The rarest of what agrees; of equals the one that fewest clusters had. */
static void
found_value(struct link_found *found, const struct link_value *x,
            const struct link_value *y)
{
    int32_t rarity = x->rarity_mb < y->rarity_mb ? x->rarity_mb : y->rarity_mb;
    uint16_t clusters = x->clusters > y->clusters ? x->clusters : y->clusters;

    if (found->single &&
        (rarity < found->rarity_mb ||
         (rarity == found->rarity_mb && clusters >= found->clusters)))
        return;
    found->single = true;
    found->rarity_mb = rarity;
    found->clusters = clusters;
}

/* One word says which of b's tokens an a cannot be: most of them. */
static bool
agree_exact(const struct pair *pair, uint8_t kind_a, uint8_t kind_b,
            struct link_found *found)
{
    const struct link_value *a = values_of(&pair->a, kind_a);
    const struct link_value *b = values_of(&pair->b, kind_b);
    const uint8_t b_n = pair->b.n[kind_b];
    uint64_t seen = 0;

    for (uint8_t j = 0; j < b_n; j++)
        seen |= UINT64_C(1) << (b[j].token & 63);
    for (uint8_t i = 0; i < pair->a.n[kind_a]; i++) {
        if ((seen >> (a[i].token & 63) & 1) == 0)
            continue;
        for (uint8_t j = 0; j < b_n; j++)
            if (a[i].token == b[j].token)
                found_value(found, &a[i], &b[j]);
    }
    return found->single;
}

static bool
agree_dice(const struct pair *pair, uint8_t kind_a, uint8_t kind_b,
           int32_t permille, struct link_found *found)
{
    const struct link_value *a = values_of(&pair->a, kind_a);
    const struct link_value *b = values_of(&pair->b, kind_b);

    for (uint8_t i = 0; i < pair->a.n[kind_a]; i++)
        for (uint8_t j = 0; j < pair->b.n[kind_b]; j++)
            if ((int32_t)link_dice(a[i].filter, b[j].filter) >= permille)
                found_value(found, &a[i], &b[j]);
    return found->single;
}

static bool
agree_shared(const struct pair *pair, uint8_t kind_a, uint8_t kind_b,
             int32_t wanted)
{
    const struct link_value *a = values_of(&pair->a, kind_a);
    const struct link_value *b = values_of(&pair->b, kind_b);
    const struct link_value *a_end = a + pair->a.n[kind_a];
    const struct link_value *b_end = b + pair->b.n[kind_b];
    int32_t equal = 0;

    while (a < a_end && b < b_end) {
        if (a->of == b->of && a->token == b->token) {
            equal++;
            a++;
            b++;
        } else if (a->of < b->of || (a->of == b->of && a->token < b->token)) {
            a++;
        } else {
            b++;
        }
    }
    return equal > 0 && equal >= wanted;
}

/* Do a's values at the one level agree with b's at the other?  The two are one
 * but for a crossed field. */
static bool
level_agrees(const struct pair *pair, const struct link_level *of_a,
             const struct link_level *of_b, struct link_found *found)
{
    found->many = 1;
    if (of_a->how == LINK_WITHIN)
        return pair->gap_s >= 0 && pair->gap_s <= of_a->at;
    if (pair->a.n[of_a->kind] == 0 || pair->b.n[of_b->kind] == 0)
        return false;
    if (of_a->how == LINK_SHARED)
        return agree_shared(pair, of_a->kind, of_b->kind, of_a->at);
    found->many =
        (uint32_t)pair->a.things[of_a->kind] * pair->b.things[of_b->kind];
    return of_a->how == LINK_EXACT
               ? agree_exact(pair, of_a->kind, of_b->kind, found)
               : agree_dice(pair, of_a->kind, of_b->kind, of_a->at, found);
}

static bool
level_known(const struct pair *pair, const struct link_level *of_a,
            const struct link_level *of_b)
{
    if (of_a->how == LINK_WITHIN)
        return pair->gap_s >= 0;
    return pair->a.n[of_a->kind] > 0 && pair->b.n[of_b->kind] > 0;
}

static struct link_found
compare(const struct pair *pair, const struct link_field *of_a,
        const struct link_field *of_b)
{
    struct link_found found = {.level = LINK_LEVEL_MISSING};

    for (uint8_t i = 0; i < of_a->levels_n; i++) {
        const struct link_level *a = &of_a->levels[i], *b = &of_b->levels[i];

        if (level_agrees(pair, a, b, &found)) {
            found.level = i;
            found.kind = a->kind;
            return found;
        }
        if (found.level == LINK_LEVEL_MISSING && (i == 0 || of_a->any_known) &&
            level_known(pair, a, b)) {
            found.level = of_a->levels_n;
            found.kind = a->kind;
        }
    }
    return found;
}

/* Twice a level, so that missing can stand half a level before different. */
static int
distance(const struct link_found *found, const struct link_field *field)
{
    return found->level == LINK_LEVEL_MISSING ? 2 * field->levels_n - 1
                                              : 2 * found->level;
}

/* A field that crosses is named for its own kinds, whosever the values are. */
static uint8_t
kind_of(const struct link_field *field, const struct link_found *found)
{
    if (found->level == LINK_LEVEL_MISSING)
        return LINK_NONE;
    return field->levels[found->level % field->levels_n].kind;
}

static bool
better(const struct link_found *x, const struct link_found *y,
       const struct link_field *field)
{
    int x_at = distance(x, field), y_at = distance(y, field);

    if (x_at != y_at)
        return x_at < y_at;
    if (x->rarity_mb != y->rarity_mb)
        return x->rarity_mb > y->rarity_mb;
    if (x->clusters != y->clusters)
        return x->clusters < y->clusters;
    return x->many < y->many;
}

static void
cross(const struct pair *pair, uint32_t i, struct link_found found[])
{
    const struct link_field *low = &pair->model->fields[i];
    const uint32_t j = (uint32_t)low->cross;
    const struct link_field *high = &pair->model->fields[j];

    if (found[i].level == 0 || found[j].level == 0)
        return;

    struct link_found x = compare(pair, low, high),
                      y = compare(pair, high, low);

    if (distance(&x, low) + distance(&y, low) + 1 >=
        distance(&found[i], low) + distance(&found[j], low))
        return;
    x.crossed = y.crossed = true;

    bool as_found = !better(&y, &x, low);

    found[i] = as_found ? x : y;
    found[j] = as_found ? y : x;
    found[i].kind = kind_of(low, &found[i]);
    found[j].kind = kind_of(high, &found[j]);
}

int64_t
link_compare(const struct link_model *model, const struct link_record *a,
             const struct link_record *b,
             struct link_found found[LINK_FIELDS_MAX])
{
    struct pair pair;

    pair.model = model;
    pair.gap_s = gap_between(a->place.time_s, b->place.time_s);
    side_init(&pair.a, a);
    side_init(&pair.b, b);
    for (uint32_t i = 0; i < model->fields_n; i++)
        found[i] = compare(&pair, &model->fields[i], &model->fields[i]);
    for (uint32_t i = 0; i < model->fields_n; i++)
        if (model->fields[i].cross > (int)i)
            cross(&pair, i, found);
    return pair.gap_s;
}
