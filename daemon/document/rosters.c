/* Section rosters: who is on call, by rotations and shifts. */
#include "document/sections.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "sys/yaml_doc.h"

struct roster_text {
    char name[NAME_BYTES];
    int zone;
    uint32_t minimum;
    int layers;
};

struct layer_text {
    int rotation;
    int shifts;
};

struct rotation_text {
    struct rotation rotation;
    int people;
};

struct shift_text {
    struct shift shift;
    int people;
};

#define AT(member) offsetof(struct roster_text, member)
static const struct record_field roster_fields[] = {
    {"name", RECORD_NAME, true, AT(name), 0, 0, NULL},
    {"zone", RECORD_NODE, false, AT(zone), 0, 0, NULL},
    {"minimum", RECORD_NUMBER, false, AT(minimum), 1, PERSONS_MAX, NULL},
    {"layers", RECORD_NODE, true, AT(layers), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct layer_text, member)
static const struct record_field layer_fields[] = {
    {"rotation", RECORD_NODE, false, AT(rotation), 0, 0, NULL},
    {"shifts", RECORD_NODE, false, AT(shifts), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct rotation_text, member)
static const struct record_field rotation_fields[] = {
    {"anchor", RECORD_DATE, true, AT(rotation.anchor_day), 0, 0, NULL},
    {"handover", RECORD_CLOCK, true, AT(rotation.handover_minute), 0, 0, NULL},
    {"period_days", RECORD_NUMBER, true, AT(rotation.period_days), 1, 366,
     NULL},
    {"people", RECORD_NODE, true, AT(people), 0, 0, NULL},
    {"until", RECORD_INSTANT, false, AT(rotation.until_us), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct shift_text, member)
static const struct record_field shift_fields[] = {
    {"start", RECORD_INSTANT, true, AT(shift.start_us), 0, 0, NULL},
    {"end", RECORD_INSTANT, true, AT(shift.end_us), 0, 0, NULL},
    {"people", RECORD_NODE, true, AT(people), 0, 0, NULL},
    {.key = NULL}};

static void
read_rotation(const struct compiling *c, const struct record_reader *r,
              int node, struct rotation *out)
{
    struct rotation_text text = {.rotation.until_us = INT64_MAX};

    if (!record_read(r, node, rotation_fields, &text))
        return;
    size_t n = record_list(r, text.people, "people", 1, ROTATION_MAX);

    for (size_t i = 0; i < n; i++)
        text.rotation.turns[text.rotation.turns_n++] =
            persons_of(c, r, yaml_doc_item(r->doc, text.people, i), "people");
    if (text.rotation.until_us <=
        rotation_handover(&text.rotation, r->zone, 0)) {
        record_fault(r, yaml_doc_get(r->doc, node, "until"), "value",
                     "until: an instant after the anchor is expected");
        return;
    }
    *out = text.rotation;
}

static int
compare_shifts(const void *left, const void *right)
{
    const struct shift *a = left, *b = right;

    if (a->start_us != b->start_us)
        return a->start_us < b->start_us ? -1 : 1;
    if (a->end_us != b->end_us)
        return a->end_us < b->end_us ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static void
read_shifts(const struct compiling *c, const struct record_reader *r, int node,
            struct layer *out)
{
    struct roster_book *book = &c->rules->book;
    size_t n = record_list(r, node, "shifts of all rosters", 1,
                           SHIFTS_MAX - book->shifts_n);

    out->shifts_first = book->shifts_n;
    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct shift_text text = {0};

        if (!record_read(r, item, shift_fields, &text))
            continue;
        text.shift.people = persons_of(c, r, text.people, "people");
        text.shift.line = (uint32_t)yaml_doc_line(r->doc, item);
        book->shifts[book->shifts_n++] = text.shift;
    }
    out->shifts_n = book->shifts_n - out->shifts_first;
    qsort(book->shifts + out->shifts_first, out->shifts_n, sizeof *book->shifts,
          compare_shifts);
}

static void
read_layer(const struct compiling *c, const struct record_reader *r, int node,
           struct layer *out)
{
    struct layer_text text = {0};

    out->line = (uint32_t)yaml_doc_line(r->doc, node);
    if (!record_read(r, node, layer_fields, &text))
        return;
    if ((text.rotation == 0) == (text.shifts == 0)) {
        record_fault(r, node, "value",
                     "a layer is either a rotation or shifts");
        return;
    }
    out->is_rotation = text.rotation != 0;
    if (out->is_rotation)
        read_rotation(c, r, text.rotation, &out->rotation);
    else
        read_shifts(c, r, text.shifts, out);
}

void
rosters_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct roster_book *book = &c->rules->book;
    size_t n = record_list(r, node, "rosters", 1, ROSTERS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct roster_text text = {.minimum = 1};

        record_read(r, item, roster_fields, &text);
        if (text.zone != 0 &&
            strcmp(yaml_doc_text(r->doc, text.zone), r->zone->name) != 0)
            record_fault(r, text.zone, "value", "zone: %s is expected",
                         r->zone->name);
        if (text.name[0] == '\0')
            continue;
        if (roster_find(book, text.name) < ROSTERS_MAX) {
            record_fault(r, item, "twice", "roster %s: a second time",
                         text.name);
            continue;
        }
        struct roster *roster = &book->rosters[book->rosters_n++];

        memcpy(roster->name, text.name, sizeof roster->name);
        roster->minimum = text.minimum;
        roster->line = (uint32_t)yaml_doc_line(r->doc, item);
        if (text.layers == 0)
            continue;
        roster->layers_n = record_list(r, text.layers, "layers", 1, LAYERS_MAX);
        for (size_t k = 0; k < roster->layers_n; k++)
            read_layer(c, r, yaml_doc_item(r->doc, text.layers, k),
                       &roster->layers[k]);
    }
}

size_t
rosters_one(const struct compiling *c, const struct record_reader *r, int node)
{
    const char *name = record_name(r, node, "roster");
    size_t roster = ROSTERS_MAX;

    if (name == NULL)
        return ROSTERS_MAX;
    roster = roster_find(&c->rules->book, name);
    if (roster == ROSTERS_MAX && c->rules->book.rosters_n > 0)
        record_fault(r, node, "unknown_name", "there is no roster %s", name);
    return roster;
}
