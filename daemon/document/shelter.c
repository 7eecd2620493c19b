/* Sections facilities and reservation: where somebody can stay. */
#include "document/sections.h"

#include <string.h>

#include "core/desk_rules.h"
#include "sys/yaml_doc.h"

#define PLACES_MAX    1000
#define STAY_DAYS_MAX 3660

static const struct record_word kinds[] = {
    {"emergency", FACILITY_EMERGENCY},
    {"crisis", FACILITY_CRISIS},
    {"regular", FACILITY_REGULAR},
    {"cosm", FACILITY_COSM},
    {"multi-problem", FACILITY_MULTI_PROBLEM},
    {"72-hours", FACILITY_72_HOURS},
    {"other", FACILITY_OTHER},
    {NULL, 0}};

static const struct record_word funders[] = {
    {"municipality", FUNDER_MUNICIPALITY},
    {"justice", FUNDER_JUSTICE},
    {"state", FUNDER_STATE},
    {"other", FUNDER_OTHER},
    {NULL, 0}};

static const struct record_word people[] = {{"everybody", FACILITY_EVERYBODY},
                                            {"women", FACILITY_WOMEN},
                                            {"men", FACILITY_MEN},
                                            {NULL, 0}};

struct facility_text {
    struct facility facility;
    int region;
    int capacities;
};

#define AT(member)   offsetof(struct facility_text, member)
#define ROOM(member) sizeof((struct facility_text *)NULL)->member
static const struct record_field facility_fields[] = {
    {"name", RECORD_NAME, true, AT(facility.name), 0, 0, NULL},
    {"label", RECORD_TEXT, true, AT(facility.label), 0, ROOM(facility.label),
     NULL},
    {"kind", RECORD_WORD, true, AT(facility.kind), 0, 0, kinds},
    {"funder", RECORD_WORD, true, AT(facility.funder), 0, 0, funders},
    {"people", RECORD_WORD, false, AT(facility.people), 0, 0, people},
    {"region", RECORD_NODE, true, AT(region), 0, 0, NULL},
    {"bookable", RECORD_BOOL, false, AT(facility.bookable), 0, 0, NULL},
    {"shielded", RECORD_BOOL, false, AT(facility.shielded), 0, 0, NULL},
    {"children", RECORD_BOOL, false, AT(facility.children), 0, 0, NULL},
    {"stay_days", RECORD_SEQ, false, AT(facility.stay_days), 0, STAY_DAYS_MAX,
     NULL},
    {"capacities", RECORD_NODE, true, AT(capacities), 0, 0, NULL},
    {"source", RECORD_TEXT, false, AT(facility.source), 0,
     ROOM(facility.source), NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct capacity, member)
static const struct record_field capacity_fields[] = {
    {"from", RECORD_DATE, true, AT(from_day), 0, 0, NULL},
    {"places", RECORD_NUMBER, true, AT(places), 0, PLACES_MAX, NULL},
    {.key = NULL}};

static void
read_capacities(const struct record_reader *r, int node, struct facility *out)
{
    size_t n = record_list(r, node, "capacities", 1, CAPACITIES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct capacity *next = &out->capacities[out->capacities_n];

        if (!record_read(r, item, capacity_fields, next))
            continue;
        if (out->capacities_n > 0 && next->from_day <= next[-1].from_day)
            record_fault(r, item, "value",
                         "from: later than the one before is expected");
        out->capacities_n++;
    }
}

void
facilities_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct facilities *facilities = &c->rules->facilities;
    size_t n = record_list(r, node, "facilities", 0, FACILITIES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct facility_text text = {
            .facility = {.region = REGIONS_MAX, .bookable = true}};
        struct facility *facility = &text.facility;

        record_read(r, item, facility_fields, &text);
        if (text.region != 0)
            facility->region = regions_one(c, r, text.region, true);
        if (text.capacities != 0)
            read_capacities(r, text.capacities, facility);
        if (facility->name[0] == '\0')
            continue;
        if (facility_find(facilities, facility->name) < FACILITIES_MAX) {
            record_fault(r, item, "twice", "facility %s: a second time",
                         facility->name);
            continue;
        }
        facility->line = (uint32_t)yaml_doc_line(r->doc, item);
        facilities->facilities[facilities->facilities_n++] = *facility;
    }
}

void
reservation_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {
        .key = "reservation",
        .type = RECORD_DURATION,
        .offset = offsetof(struct facilities, reservation_us),
        .min = 60 * RECORD_SECOND_US,
        .max = 31 * RECORD_DAY_US};

    record_value(r, node, &field, &c->rules->facilities);
}
