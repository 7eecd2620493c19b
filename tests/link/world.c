/* world -- see world.h */
#include "world.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400

uint64_t
world_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static size_t
below(uint64_t *seed, size_t n)
{
    return (size_t)(world_random(seed) % n);
}

void
world_shuffle(size_t order[], size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t j = below(seed, i), held = order[i - 1];

        order[i - 1] = order[j];
        order[j] = held;
    }
}

static bool
goes_before(const struct link_value *a, const struct link_value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->of != b->of ? a->of < b->of : a->token < b->token;
}

void
world_value(struct link_record *record, const struct link_value *value,
            bool key)
{
    uint64_t name = value->token * 256 + value->kind;
    size_t at = record->values_n;

    if (at == LINK_VALUES_MAX)
        abort();
    while (at > 0 && goes_before(value, &record->values[at - 1])) {
        record->values[at] = record->values[at - 1];
        at--;
    }
    record->values[at] = *value;
    record->values_n++;
    for (size_t i = 0; i < record->keys_n; i++)
        key = key && record->keys[i] != name;
    if (key && record->keys_n < LINK_KEYS_MAX)
        record->keys[record->keys_n++] = name;
}

/* How rare a value is depends on nothing but the value. */
static void
add(struct link_record *record, enum link_kind kind, uint64_t token, bool key)
{
    uint64_t seed = token * 31 + kind;
    struct link_value value = {
        .token = token,
        .rarity_mb = (int32_t)(4000 + world_random(&seed) % 16000),
        .clusters = (uint16_t)(world_random(&seed) % 6),
        .kind = (uint8_t)kind};

    world_value(record, &value, key);
}

/* A situation's own token, or that of another one. */
static uint64_t
token_of(const struct world_shape *shape, size_t situation, uint64_t *seed)
{
    if (below(seed, 100) < shape->noise)
        situation = below(seed, shape->situations);
    return 1000 + situation;
}

static void
make_record(const struct world_shape *shape, struct link_record *record,
            uint64_t *seed)
{
    size_t situation = below(seed, shape->situations);

    record->organisation = 1 + (int64_t)below(seed, 4);
    record->place.time_s =
        below(seed, 20) == 0
            ? LINK_TIME_NONE
            : INT64_C(1700000000) + (int64_t)below(seed, 25) * 2 * DAY_S;
    if (below(seed, 100) < 60)
        add(record, LINK_PHONE, token_of(shape, situation, seed), true);
    if (below(seed, 100) < 15)
        add(record, LINK_PHONE, token_of(shape, situation, seed) + 100000,
            true);
    if (below(seed, 100) < 60)
        add(record, LINK_DWELLING, token_of(shape, situation, seed), true);
    if (below(seed, 100) < 40)
        add(record, LINK_ALIAS, token_of(shape, situation, seed), true);
    if (below(seed, 100) < 25)
        add(record, LINK_PLATE, token_of(shape, situation, seed), true);
    add(record, LINK_PC6, token_of(shape, situation / 3, seed), true);
    add(record, LINK_PC4, token_of(shape, situation / 9, seed), false);
    add(record, LINK_FORM, below(seed, 3), false);
    add(record, LINK_SECTOR, below(seed, 3), false);
    for (size_t i = 0; i < shape->hot; i++) {
        if (below(seed, 3) == 0)
            add(record, LINK_TEXT, 7000 + i, true);
    }
}

/* A tenth is equal to an earlier one in all that is compared, and another tenth
 * is what somebody else saw of the same. */
static void
make_records(const struct world_shape *shape, struct world *world,
             uint64_t *seed)
{
    for (size_t i = 0; i < shape->n; i++) {
        struct link_record *record = &world->records[i];

        if (i > 0 && below(seed, 5) == 0) {
            *record = world->records[below(seed, i)];
            if (below(seed, 2) == 0)
                record->organisation = 1 + (int64_t)below(seed, 4);
        } else {
            make_record(shape, record, seed);
        }
        record->place.node = (int64_t)i + 1;
        record->place.order = (int64_t)(world_random(seed) >> 1);
    }
}

/* Every signal is in one of seven camps: what is together is of one camp, what
 * is apart of two, so nothing contradicts anything. */
static void
make_decisions(const struct world_shape *shape, struct world *world,
               uint64_t *seed)
{
    while (world->decisions_n < shape->decisions) {
        size_t a = below(seed, shape->n), b = below(seed, shape->n);
        bool near = below(seed, 4) != 0;

        if (near)
            b = (a + 7 * (1 + below(seed, 3))) % shape->n;
        if (a == b)
            continue;
        world->decisions[world->decisions_n] =
            (struct link_decision){.decision = (int64_t)world->decisions_n + 1,
                                   .a = (int64_t)a + 1,
                                   .b = (int64_t)b + 1,
                                   .kind = below(seed, 8) == 0 ? LINK_UNSURE
                                           : a % 7 == b % 7    ? LINK_TOGETHER
                                                               : LINK_SEPARATE};
        world->decisions_n++;
    }
}

struct world *
world_make(const struct world_shape *shape)
{
    struct world *world = calloc(1, sizeof *world);
    uint64_t seed = shape->seed;

    if (world == NULL)
        abort();
    world->n = shape->n;
    world->records = calloc(shape->n, sizeof world->records[0]);
    world->decisions = calloc(shape->decisions + 1, sizeof world->decisions[0]);
    if (world->records == NULL || world->decisions == NULL)
        abort();
    make_records(shape, world, &seed);
    make_decisions(shape, world, &seed);
    return world;
}

void
world_free(struct world *world)
{
    if (world == NULL)
        return;
    free(world->records);
    free(world->decisions);
    free(world);
}
