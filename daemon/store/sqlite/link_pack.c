/* link_pack -- see link_pack.h.  One walk does both directions, so that what
 * is written is what is read. */
#include "store/sqlite/link_pack.h"

#include <stdbool.h>
#include <string.h>

#include "link/model.h"
#include "link/record.h"

#define VERSION 1

_Static_assert(sizeof(struct link_level) == 24 &&
                   sizeof(struct link_field) == 168 &&
                   sizeof(struct link_value) == 32,
               "what is packed has all members");

struct walk {
    bool writing;
    bool broken;
    uint8_t *to;
    const uint8_t *from;
    size_t at;
    size_t n; /* room, or bytes there are */
};

static void
one_byte(struct walk *w, uint8_t *value)
{
    if (w->broken || w->at == w->n) {
        w->broken = true;
        return;
    }
    if (w->writing)
        w->to[w->at] = *value;
    else
        *value = w->from[w->at];
    w->at++;
}

/* Seven bits a byte, the lowest first; never longer than it needs. */
static void
write_number(struct walk *w, uint64_t value)
{
    do {
        uint8_t byte = value & 0x7f;

        value >>= 7;
        if (value != 0)
            byte |= 0x80;
        one_byte(w, &byte);
    } while (value != 0);
}

static uint64_t
read_number(struct walk *w, uint64_t most)
{
    uint64_t value = 0;

    for (unsigned shift = 0; !w->broken; shift += 7) {
        uint8_t byte = 0;

        one_byte(w, &byte);
        if (shift > 63 || (shift == 63 && byte > 1) ||
            (shift > 0 && byte == 0)) {
            w->broken = true;
            break;
        }
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    if (value > most)
        w->broken = true;
    return w->broken ? 0 : value;
}

static uint64_t
number(struct walk *w, uint64_t value, uint64_t most)
{
    if (!w->writing)
        return read_number(w, most);
    if (value > most)
        w->broken = true;
    write_number(w, value);
    return value;
}

/* Small ones of either sign are short. */
static int64_t
either_sign(struct walk *w, int64_t value)
{
    uint64_t bits = (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);

    bits = number(w, bits, UINT64_MAX);
    return (int64_t)(bits >> 1 ^ ((bits & 1) != 0 ? UINT64_MAX : 0));
}

static void
millibits(struct walk *w, int32_t *value)
{
    int64_t wide = either_sign(w, *value);

    if (wide < INT32_MIN || wide > INT32_MAX)
        w->broken = true;
    else
        *value = (int32_t)wide;
}

static void
count_32(struct walk *w, uint32_t *value)
{
    *value = (uint32_t)number(w, *value, UINT32_MAX);
}

static void
yes_no(struct walk *w, bool *value)
{
    *value = number(w, *value, 1) != 0;
}

static void
eight_bytes(struct walk *w, uint64_t *value)
{
    uint64_t read = 0;

    for (unsigned i = 0; i < 8; i++) {
        uint8_t byte = (uint8_t)(*value >> (8 * i));

        one_byte(w, &byte);
        read |= (uint64_t)byte << (8 * i);
    }
    *value = read;
}

/* Whether there is a filter is said by the lowest bit of the rarity. */
static void
walk_value(struct walk *w, struct link_value *value)
{
    uint64_t head = 0;

    if (w->writing && value->rarity_mb < 0)
        w->broken = true;
    if (w->writing)
        head = (uint64_t)(uint32_t)value->rarity_mb << 1 |
               ((value->filter[0] | value->filter[1]) != 0);
    one_byte(w, &value->kind);
    one_byte(w, &value->of);
    eight_bytes(w, &value->token);
    head = number(w, head, (uint64_t)INT32_MAX << 1 | 1);
    value->rarity_mb = (int32_t)(head >> 1);
    value->clusters = (uint16_t)number(w, value->clusters, UINT16_MAX);
    for (size_t i = 0; i < LINK_FILTER_WORDS; i++) {
        if ((head & 1) != 0)
            eight_bytes(w, &value->filter[i]);
        else
            value->filter[i] = 0;
    }
}

static void
walk_version(struct walk *w)
{
    uint8_t version = VERSION;

    one_byte(w, &version);
    if (version != VERSION)
        w->broken = true;
}

static void
walk_record(struct walk *w, struct link_record *record)
{
    walk_version(w);
    record->keys_n = (uint16_t)number(w, record->keys_n, LINK_KEYS_MAX);
    record->values_n = (uint16_t)number(w, record->values_n, LINK_VALUES_MAX);
    if (w->broken)
        return;
    for (size_t i = 0; i < record->keys_n; i++)
        eight_bytes(w, &record->keys[i]);
    for (size_t i = 0; i < record->values_n && !w->broken; i++) {
        walk_value(w, &record->values[i]);
        if (i > 0 &&
            link_value_before(&record->values[i], &record->values[i - 1]))
            w->broken = true;
    }
}

static void
walk_level(struct walk *w, struct link_level *level)
{
    one_byte(w, &level->kind);
    one_byte(w, &level->how);
    yes_no(w, &level->rare);
    yes_no(w, &level->identity);
    millibits(w, &level->at);
    millibits(w, &level->weight_mb);
    millibits(w, &level->weight_max_mb);
    level->half_life_s = either_sign(w, level->half_life_s);
}

static void
walk_field(struct walk *w, struct link_field *field)
{
    uint8_t cross = (uint8_t)field->cross;

    one_byte(w, &field->group);
    one_byte(w, &field->levels_n);
    one_byte(w, &cross);
    field->cross = (int8_t)cross;
    yes_no(w, &field->any_known);
    yes_no(w, &field->agrees);
    yes_no(w, &field->contradicting);
    millibits(w, &field->different_mb);
    field->half_life_s = either_sign(w, field->half_life_s);
    if (field->levels_n > LINK_LEVELS_MAX || field->group >= LINK_GROUPS_MAX ||
        field->cross < -1 || field->cross >= LINK_FIELDS_MAX)
        w->broken = true;
    for (size_t i = 0; !w->broken && i < field->levels_n; i++)
        walk_level(w, &field->levels[i]);
}

static void
walk_model(struct walk *w, struct link_model *model)
{
    walk_version(w);
    count_32(w, &model->epoch);
    count_32(w, &model->norm);
    count_32(w, &model->fields_n);
    count_32(w, &model->groups_n);
    count_32(w, &model->window);
    count_32(w, &model->groups_needed);
    count_32(w, &model->identity_max);
    millibits(w, &model->prior_mb);
    millibits(w, &model->link_mb);
    millibits(w, &model->possible_mb);
    count_32(w, &model->contrast);
    if (model->fields_n > LINK_FIELDS_MAX || model->groups_n > LINK_GROUPS_MAX)
        w->broken = true;
    for (size_t i = 0; !w->broken && i < model->fields_n; i++)
        walk_field(w, &model->fields[i]);
}

static enum rc
written(const struct walk *w, size_t *n)
{
    if (w->broken)
        return RC_INVALID;
    *n = w->at;
    return RC_OK;
}

enum rc
link_pack_record(const struct link_record *record, uint8_t out[LINK_PACK_BYTES],
                 size_t *n)
{
    struct walk w = {.writing = true, .to = out, .n = LINK_PACK_BYTES};
    struct link_record copy = *record;

    walk_record(&w, &copy);
    return written(&w, n);
}

enum rc
link_unpack_record(const void *bytes, size_t n, struct link_record *out)
{
    struct walk w = {.from = bytes, .n = n};

    walk_record(&w, out);
    return w.broken || w.at != n ? RC_INVALID : RC_OK;
}

enum rc
link_pack_model(const struct link_model *model, uint8_t out[LINK_PACK_BYTES],
                size_t *n)
{
    struct walk w = {.writing = true, .to = out, .n = LINK_PACK_BYTES};
    struct link_model copy = *model;

    walk_model(&w, &copy);
    return written(&w, n);
}

enum rc
link_unpack_model(const void *bytes, size_t n, struct link_model *out)
{
    struct walk w = {.from = bytes, .n = n};
    struct link_model model;

    memset(&model, 0, sizeof model);
    walk_model(&w, &model);
    if (w.broken || w.at != n)
        return RC_INVALID;
    *out = model;
    return RC_OK;
}
