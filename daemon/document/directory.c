/* Sections roles, agreements, entries and directory_warn: who is who in the
 * chain, and what may be exchanged with them. */
#include "document/sections.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/text_rules.h"
#include "sys/yaml_doc.h"

#define GROUPS        "ABCD"
#define KEEP_DAYS_MAX 36600
#define WARN_DAYS_MAX 366

static const struct record_word agreement_kinds[] = {
    {"covenant", AGREEMENT_COVENANT},
    {"protocol", AGREEMENT_PROTOCOL},
    {"bilateral", AGREEMENT_BILATERAL},
    {NULL, 0}};

/* In the order of the words of INPUT_CONTENT. */
static const struct record_word contents[] = {
    {"bundle-summary", 1U << 0}, {"address-note", 1U << 1},
    {"match-note", 1U << 2},     {"own-status", 1U << 3},
    {"aggregates", 1U << 4},     {"exact-counts", 1U << 5},
    {"other", 1U << 6},          {NULL, 0}};

#define KIND(kind) (1U << (kind))
const struct record_word section_sources[] = {
    {"police_amsterdam", KIND(ORGANISATION_POLICE_AMSTERDAM)},
    {"police", KIND(ORGANISATION_POLICE)},
    {"kmar", KIND(ORGANISATION_KMAR)},
    {"comensha", KIND(ORGANISATION_COMENSHA)},
    {"housing", KIND(ORGANISATION_HOUSING)},
    {"care", KIND(ORGANISATION_CARE)},
    {"municipality", KIND(ORGANISATION_MUNICIPALITY)},
    {"youth", KIND(ORGANISATION_YOUTH)},
    {"health", KIND(ORGANISATION_HEALTH)},
    {"lawyer", KIND(ORGANISATION_LAWYER)},
    {"inspectorate", KIND(ORGANISATION_INSPECTORATE)},
    {"client", KIND(ORGANISATION_CLIENT)},
    {"acm", KIND(ORGANISATION_ACM)},
    {"other", KIND(ORGANISATION_OTHER)},
    {NULL, 0}};

struct entry_text {
    struct directory_entry entry;
    int role;
    int region;
    int covenant;
};

struct agreement_text {
    struct agreement agreement;
    uint32_t contents;
};

#define AT(member)   offsetof(struct directory_role, member)
#define ROOM(member) sizeof((struct directory_role *)NULL)->member
static const struct record_field role_fields[] = {
    {"name", RECORD_NAME, true, AT(name), 0, 0, NULL},
    {"nl", RECORD_TEXT, true, AT(label_nl), 0, ROOM(label_nl), NULL},
    {"en", RECORD_TEXT, true, AT(label_en), 0, ROOM(label_en), NULL},
    {"now", RECORD_TEXT, false, AT(now), 0, ROOM(now), NULL},
    {"groups", RECORD_TEXT, false, AT(groups), 0, ROOM(groups), NULL},
    {"source", RECORD_TEXT, false, AT(source), 0, ROOM(source), NULL},
    {"casus", RECORD_BOOL, false, AT(member_casus), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#undef ROOM
#define AT(member)   offsetof(struct entry_text, member)
#define ROOM(member) sizeof((struct entry_text *)NULL)->member
static const struct record_field entry_fields[] = {
    {"organisation", RECORD_TEXT, true, AT(entry.organisation), 0,
     ROOM(entry.organisation), NULL},
    {"partner", RECORD_NAME, false, AT(entry.partner), 0, 0, NULL},
    {"role", RECORD_NODE, true, AT(role), 0, 0, NULL},
    {"contact", RECORD_TEXT, false, AT(entry.contact), 0, ROOM(entry.contact),
     NULL},
    {"deputy", RECORD_TEXT, false, AT(entry.deputy), 0, ROOM(entry.deputy),
     NULL},
    {"telephone", RECORD_TEXT, false, AT(entry.telephone), 0,
     ROOM(entry.telephone), NULL},
    {"email", RECORD_TEXT, false, AT(entry.email), 0, ROOM(entry.email), NULL},
    {"hours", RECORD_TEXT, false, AT(entry.hours), 0, ROOM(entry.hours), NULL},
    {"region", RECORD_NODE, false, AT(region), 0, 0, NULL},
    {"covenant", RECORD_NODE, false, AT(covenant), 0, 0, NULL},
    {"from", RECORD_DATE, false, AT(entry.from_day), 0, 0, NULL},
    {"until", RECORD_DATE, false, AT(entry.to_day), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#undef ROOM
#define AT(member)   offsetof(struct agreement_text, member)
#define ROOM(member) sizeof((struct agreement_text *)NULL)->member
static const struct record_field agreement_fields[] = {
    {"name", RECORD_NAME, true, AT(agreement.name), 0, 0, NULL},
    {"kind", RECORD_WORD, true, AT(agreement.kind), 0, 0, agreement_kinds},
    {"purpose", RECORD_TEXT, true, AT(agreement.purpose), 0,
     ROOM(agreement.purpose), NULL},
    {"group", RECORD_TEXT, false, AT(agreement.group), 0, ROOM(agreement.group),
     NULL},
    {"contents", RECORD_WORDS, true, AT(contents), 0, 0, contents},
    {"recipients", RECORD_WORDS, true, AT(agreement.recipients), 0, 0,
     section_sources},
    {"police_data", RECORD_BOOL, false, AT(agreement.police_data), 0, 0, NULL},
    {"keep_days", RECORD_SEQ, false, AT(agreement.keep_days), 1, KEEP_DAYS_MAX,
     NULL},
    {"from", RECORD_DATE, true, AT(agreement.from_day), 0, 0, NULL},
    {"until", RECORD_DATE, false, AT(agreement.to_day), 0, 0, NULL},
    {.key = NULL}};

/* Target groups as letters, each once: "ABC". */
static void
check_groups(const struct record_reader *r, int item, const char *key,
             const char *groups)
{
    bool ok = strspn(groups, GROUPS) == strlen(groups);

    for (size_t i = 0; groups[i] != '\0'; i++)
        ok = ok && strchr(groups + i + 1, groups[i]) == NULL;
    if (!ok)
        record_fault(r, yaml_doc_get(r->doc, item, key), "value",
                     "%s: letters of " GROUPS ", each once, are expected", key);
}

void
roles_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct directory *directory = &c->rules->directory;
    size_t n = record_list(r, node, "roles", 1, ROLES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct directory_role role = {.name = ""};

        record_read(r, item, role_fields, &role);
        check_groups(r, item, "groups", role.groups);
        if (role.name[0] == '\0')
            continue;
        if (role_find(directory, role.name) < ROLES_MAX) {
            record_fault(r, item, "twice", "role %s: a second time", role.name);
            continue;
        }
        directory->roles[directory->roles_n++] = role;
    }
}

void
agreements_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct directory *directory = &c->rules->directory;
    size_t n = record_list(r, node, "agreements", 0, AGREEMENTS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct agreement_text text = {.agreement = {.to_day = INT64_MAX}};
        struct agreement *agreement = &text.agreement;

        if (record_read(r, item, agreement_fields, &text) &&
            (text.contents == 0 || agreement->recipients == 0))
            record_fault(r, item, "value",
                         "contents and recipients: at least one is expected");
        check_groups(r, item, "group", agreement->group);
        (void)section_until(r, item, agreement->from_day, &agreement->to_day);
        agreement->contents = text.contents;
        agreement->line = (uint32_t)yaml_doc_line(r->doc, item);
        if (agreement->name[0] == '\0')
            continue;
        if (agreement_find(directory, agreement->name) < AGREEMENTS_MAX) {
            record_fault(r, item, "twice", "agreement %s: a second time",
                         agreement->name);
            continue;
        }
        directory->agreements[directory->agreements_n++] = *agreement;
    }
}

/* Where no roles were read at all, that has its finding. */
static size_t
role_one(const struct directory *directory, const struct record_reader *r,
         int node)
{
    const char *name = record_name(r, node, "role");
    size_t role = ROLES_MAX;

    if (name == NULL)
        return ROLES_MAX;
    role = role_find(directory, name);
    if (role == ROLES_MAX && directory->roles_n > 0)
        record_fault(r, node, "unknown_name", "there is no role %s", name);
    return role;
}

static void
read_covenant(const struct directory *directory, const struct record_reader *r,
              int node, struct directory_entry *out)
{
    const char *name = record_name(r, node, "covenant");

    if (name == NULL)
        return;
    memcpy(out->covenant, name, strlen(name) + 1);
    if (agreement_find(directory, name) == AGREEMENTS_MAX)
        record_fault(r, node, "unknown_name", "there is no agreement %s", name);
}

/* Whoever looks somebody up must be able to reach them. */
static void
check_reach(const struct record_reader *r, int item,
            const struct directory_entry *entry)
{
    int telephone = yaml_doc_get(r->doc, item, "telephone");
    int email = yaml_doc_get(r->doc, item, "email");

    if (telephone == 0 && email == 0)
        record_fault(r, item, "missing", "telephone or email: is missing");
    if (entry->telephone[0] != '\0' && !text_phone(entry->telephone))
        record_fault(r, telephone, "value",
                     "telephone: a telephone number is expected");
    if (entry->email[0] != '\0' && !text_email(entry->email))
        record_fault(r, email, "value", "email: an address is expected");
}

/* One organisation in one role and region, on one day. */
static bool
stands_already(const struct directory *directory,
               const struct directory_entry *entry)
{
    for (size_t i = 0; i < directory->entries_n; i++) {
        const struct directory_entry *other = &directory->entries[i];

        if (other->role == entry->role && other->region == entry->region &&
            strcmp(other->organisation, entry->organisation) == 0 &&
            other->from_day < entry->to_day && entry->from_day < other->to_day)
            return true;
    }
    return false;
}

void
entries_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct directory *directory = &c->rules->directory;
    size_t n = record_list(r, node, "entries", 0, ENTRIES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct entry_text text = {.entry = {.role = ROLES_MAX,
                                            .region = REGIONS_MAX,
                                            .to_day = INT64_MAX}};
        struct directory_entry *entry = &text.entry;
        bool ok = record_read(r, item, entry_fields, &text);

        check_reach(r, item, entry);
        ok = section_until(r, item, entry->from_day, &entry->to_day) && ok;
        if (text.role != 0)
            entry->role = role_one(directory, r, text.role);
        if (text.region != 0)
            entry->region = regions_one(c, r, text.region, false);
        if (text.covenant != 0)
            read_covenant(directory, r, text.covenant, entry);
        if (!ok)
            continue;
        if (stands_already(directory, entry))
            record_fault(r, item, "twice",
                         "this organisation has this role there already");
        entry->line = (uint32_t)yaml_doc_line(r->doc, item);
        directory->entries[directory->entries_n++] = *entry;
    }
}

void
directory_warn_read(struct compiling *c, const struct record_reader *r,
                    int node)
{
    static const struct record_field field = {
        .key = "directory_warn",
        .type = RECORD_SEQ,
        .offset = offsetof(struct directory, warn_days),
        .max = WARN_DAYS_MAX};

    record_value(r, node, &field, &c->rules->directory);
}
