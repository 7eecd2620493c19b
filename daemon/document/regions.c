/* Sections desks, regions and municipalities: where a place belongs. */
#include "document/sections.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/text_rules.h"
#include "sys/yaml_doc.h"

#define NATIONAL "national" /* of a shelter: no region */

struct region_text {
    struct region region;
    int desk;
    bool abroad;
};

struct municipality_text {
    struct municipality municipality;
    int code;
    int region;
};

#define AT(member)   offsetof(struct region_desk, member)
#define ROOM(member) sizeof((struct region_desk *)NULL)->member
static const struct record_field desk_fields[] = {
    {"name", RECORD_NAME, true, AT(name), 0, 0, NULL},
    {"nl", RECORD_TEXT, true, AT(label_nl), 0, ROOM(label_nl), NULL},
    {"en", RECORD_TEXT, true, AT(label_en), 0, ROOM(label_en), NULL},
    {.key = NULL}};

#undef AT
#undef ROOM
#define AT(member)   offsetof(struct region_text, member)
#define ROOM(member) sizeof((struct region_text *)NULL)->member
static const struct record_field region_fields[] = {
    {"name", RECORD_NAME, true, AT(region.name), 0, 0, NULL},
    {"nl", RECORD_TEXT, true, AT(region.label_nl), 0, ROOM(region.label_nl),
     NULL},
    {"en", RECORD_TEXT, true, AT(region.label_en), 0, ROOM(region.label_en),
     NULL},
    {"desk", RECORD_NODE, true, AT(desk), 0, 0, NULL},
    {"abroad", RECORD_BOOL, false, AT(abroad), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#undef ROOM
#define AT(member)   offsetof(struct municipality_text, member)
#define ROOM(member) sizeof((struct municipality_text *)NULL)->member
static const struct record_field municipality_fields[] = {
    {"code", RECORD_NODE, true, AT(code), 0, 0, NULL},
    {"name", RECORD_TEXT, true, AT(municipality.name), 0,
     ROOM(municipality.name), NULL},
    {"region", RECORD_NODE, true, AT(region), 0, 0, NULL},
    {"from", RECORD_DATE, false, AT(municipality.from_day), 0, 0, NULL},
    {"until", RECORD_DATE, false, AT(municipality.to_day), 0, 0, NULL},
    {.key = NULL}};

bool
section_until(const struct record_reader *r, int node, int64_t from_day,
              int64_t *to_day)
{
    int until = yaml_doc_get(r->doc, node, "until");

    if (until == 0 || *to_day == INT64_MAX)
        return true;
    ++*to_day;
    if (*to_day > from_day)
        return true;
    record_fault(r, until, "value", "until: not before from is expected");
    return false;
}

size_t
regions_one(const struct compiling *c, const struct record_reader *r, int node,
            bool national)
{
    const char *name;
    size_t region;

    if (national && strcmp(yaml_doc_text(r->doc, node), NATIONAL) == 0)
        return REGIONS_MAX;
    if ((name = record_name(r, node, "region")) == NULL)
        return REGIONS_MAX;
    region = region_find(&c->rules->regions, name);
    if (region == REGIONS_MAX &&
        (c->rules->regions.regions_n > 0 || !c->regions_given))
        record_fault(r, node, "unknown_name", "there is no region %s", name);
    return region;
}

void
desks_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct regions *regions = &c->rules->regions;
    size_t n = record_list(r, node, "desks", 1, DESKS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct region_desk desk = {.name = ""};

        record_read(r, item, desk_fields, &desk);
        if (desk.name[0] == '\0')
            continue;
        if (region_desk_find(regions, desk.name) < DESKS_MAX) {
            record_fault(r, item, "twice", "desk %s: a second time", desk.name);
            continue;
        }
        regions->desks[regions->desks_n++] = desk;
    }
}

/* Where no desks were read at all, that has its finding. */
static size_t
desk_one(const struct compiling *c, const struct record_reader *r, int node)
{
    const struct regions *regions = &c->rules->regions;
    const char *name = record_name(r, node, "desk");
    size_t desk = DESKS_MAX;

    if (name == NULL)
        return DESKS_MAX;
    desk = region_desk_find(regions, name);
    if (desk == DESKS_MAX && regions->desks_n > 0)
        record_fault(r, node, "unknown_name", "there is no desk %s", name);
    return desk;
}

void
regions_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct regions *regions = &c->rules->regions;
    size_t n = record_list(r, node, "regions", 1, REGIONS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct region_text text = {.desk = 0};

        record_read(r, item, region_fields, &text);
        if (text.region.name[0] == '\0')
            continue;
        if (region_find(regions, text.region.name) < REGIONS_MAX ||
            strcmp(text.region.name, NATIONAL) == 0) {
            record_fault(r, item, "twice", "region %s: a second time",
                         text.region.name);
            continue;
        }
        if (text.desk != 0)
            text.region.desk = desk_one(c, r, text.desk);
        if (text.abroad && regions->abroad != REGION_UNKNOWN)
            record_fault(r, item, "twice", "abroad: of a second region");
        if (text.abroad)
            regions->abroad = regions->regions_n;
        regions->regions[regions->regions_n++] = text.region;
    }
}

static bool
read_code(const struct record_reader *r, int node, uint32_t *code)
{
    const char *text = yaml_doc_text(r->doc, node);

    if (!text_municipality(text)) {
        record_fault(r, node, "value", "code: one like GM0363 is expected");
        return false;
    }
    *code = (uint32_t)strtoul(text + 2, NULL, 10);
    return true;
}

/* Two rows of one code follow each other, they never hold together. */
static bool
stands_already(const struct regions *regions, const struct municipality *row)
{
    for (size_t i = 0; i < regions->municipalities_n; i++) {
        const struct municipality *other = &regions->municipalities[i];

        if (other->code == row->code && other->from_day < row->to_day &&
            row->from_day < other->to_day)
            return true;
    }
    return false;
}

static int
compare_municipalities(const void *left, const void *right)
{
    const struct municipality *a = left, *b = right;

    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return (a->from_day > b->from_day) - (a->from_day < b->from_day);
}

void
municipalities_read(struct compiling *c, const struct record_reader *r,
                    int node)
{
    struct regions *regions = &c->rules->regions;
    size_t n = record_list(r, node, "municipalities", 0, MUNICIPALITIES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct municipality_text text = {
            .municipality = {.region = REGION_UNKNOWN, .to_day = INT64_MAX}};
        struct municipality *row = &text.municipality;

        bool ok = record_read(r, item, municipality_fields, &text);

        if (text.region != 0)
            row->region = regions_one(c, r, text.region, false);
        if (!ok || !section_until(r, item, row->from_day, &row->to_day) ||
            !read_code(r, text.code, &row->code))
            continue;
        if (stands_already(regions, row))
            record_fault(r, item, "twice",
                         "municipality GM%04u: a second time on a day",
                         (unsigned)row->code);
        regions->municipalities[regions->municipalities_n++] = *row;
    }
    qsort(regions->municipalities, regions->municipalities_n,
          sizeof *regions->municipalities, compare_municipalities);
}
