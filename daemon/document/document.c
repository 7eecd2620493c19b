/* Texts to sections, sections to rules. */
#include "document/document.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "document/document_findings.h"
#include "document/sections.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"

/* In the order in which they can be read: names are resolved on the way. */
static const struct section {
    const char *name;
    enum document_kind kind;
    bool required;
    section_read *read; /* NULL: it is for people */
} sections[] = {
    {"persons", DOCUMENT_PERSONS, true, persons_read},
    {"rosters", DOCUMENT_ROSTERS, true, rosters_read},
    {"overrides", DOCUMENT_OVERRIDES, false, overrides_read},
    {"absences", DOCUMENT_OVERRIDES, false, absences_read},
    {"holidays", DOCUMENT_CALENDAR, true, holidays_read},
    {"windows", DOCUMENT_CALENDAR, false, windows_read},
    {"policies", DOCUMENT_POLICIES, true, policies_read},
    {"levels", DOCUMENT_POLICIES, true, levels_read},
    {"digests", DOCUMENT_POLICIES, false, digests_read},
    {"storm", DOCUMENT_POLICIES, false, storm_read},
    {"handover", DOCUMENT_POLICIES, false, handover_read},
    {"times", DOCUMENT_POLICIES, false, times_read},
    {"indicators", DOCUMENT_INDICATORS, false, indicators_read},
    {"id", DOCUMENT_INDICATORS, false, list_id_read},
    {"version", DOCUMENT_INDICATORS, false, list_version_read},
    {"form_overrides", DOCUMENT_INDICATORS, false, form_overrides_read},
    {"views", DOCUMENT_INDICATORS, false, views_read},
    {"htcds_form", DOCUMENT_INDICATORS, false, htcds_form_read},
    {"prepared", DOCUMENT_INDICATORS, false, NULL},
    {"title", DOCUMENT_INDICATORS, false, NULL},
    {"note", DOCUMENT_INDICATORS, false, NULL},
    {"desks", DOCUMENT_REGIONS, true, desks_read},
    {"regions", DOCUMENT_REGIONS, true, regions_read},
    {"municipalities", DOCUMENT_REGIONS, true, municipalities_read},
    {"facilities", DOCUMENT_SHELTER, true, facilities_read},
    {"reservation", DOCUMENT_SHELTER, false, reservation_read},
    {"roles", DOCUMENT_DIRECTORY, true, roles_read},
    {"agreements", DOCUMENT_DIRECTORY, true, agreements_read},
    {"entries", DOCUMENT_DIRECTORY, true, entries_read},
    {"directory_warn", DOCUMENT_DIRECTORY, false, directory_warn_read},
    {"terms", DOCUMENT_TERMS, true, terms_read},
    {"outflows", DOCUMENT_TERMS, true, outflows_read},
    {"follow_up", DOCUMENT_TERMS, false, follow_up_read},
    {"moves_warn", DOCUMENT_TERMS, false, moves_warn_read},
    {"match_notes", DOCUMENT_TERMS, false, match_notes_read},
    {"tables", DOCUMENT_TABLES, true, tables_read},
    {"keep", DOCUMENT_RETENTION, true, keep_read},
    {"withdrawn", DOCUMENT_RETENTION, false, withdrawn_read},
    {"erase_after", DOCUMENT_RETENTION, false, erase_after_read},
    {"tell_before", DOCUMENT_RETENTION, false, tell_before_read},
    {"prolong", DOCUMENT_RETENTION, false, prolong_read},
    {"hold", DOCUMENT_RETENTION, false, hold_read},
};

#define SECTIONS_N (sizeof sections / sizeof *sections)

static const char *const names[DOCUMENT_LAST + 1] = {
    "",         "persons",    "rosters",  "overrides", "calendar",
    "policies", "indicators", "regions",  "shelter",   "directory",
    "terms",    "tables",     "retention"};

/* What was found in the texts. */
struct collected {
    const struct document_input *in;
    struct document_findings *findings;
    struct record_reader readers[DOCUMENT_TEXTS_MAX];
    struct {
        const struct record_reader *reader; /* NULL: not there */
        int node;
    } sections[SECTIONS_N];
    bool unread[DOCUMENT_LAST + 1]; /* a text of it could not be parsed */
    bool there[DOCUMENT_LAST + 1];  /* a text or a section of it was given */
};

const char *
document_name(enum document_kind kind)
{
    return names[kind];
}

enum document_kind
document_find(const char *name)
{
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++)
        if (strcmp(names[kind], name) == 0)
            return (enum document_kind)kind;
    return DOCUMENT_NONE;
}

static size_t
section_find(const char *name)
{
    size_t i = 0;

    while (i < SECTIONS_N && strcmp(sections[i].name, name) != 0)
        i++;
    return i;
}

static void
collect_section(struct collected *all, const struct record_reader *r,
                enum document_kind kind, size_t at)
{
    int root = yaml_doc_root(r->doc);
    int key = yaml_doc_key(r->doc, root, at);
    size_t i = section_find(yaml_doc_text(r->doc, key));

    if (i == SECTIONS_N)
        record_fault(r, key, "unknown_key", "%s: unknown section",
                     yaml_doc_word(r->doc, key));
    else if (kind != DOCUMENT_NONE && kind != sections[i].kind)
        record_fault(r, key, "section", "%s: belongs to the document %s",
                     sections[i].name, document_name(sections[i].kind));
    else if (all->sections[i].reader != NULL)
        record_fault(r, key, "twice", "%s: stands in %s already",
                     sections[i].name, all->sections[i].reader->name);
    else {
        all->there[sections[i].kind] = true;
        all->sections[i].reader = r;
        all->sections[i].node = yaml_doc_item(r->doc, root, at);
    }
}

static enum rc
collect_text(struct collected *all, size_t i)
{
    const struct document_text *text = &all->in->texts[i];
    const struct document_place where = {text->name, 0, "syntax", true};
    struct record_reader *r = &all->readers[i];
    struct file_findings found = {0};
    enum rc rc;

    all->there[text->kind] = true;
    *r = (struct record_reader){
        .name = text->name, .zone = all->in->zone, .findings = all->findings};
    rc = yaml_doc_open(&r->doc, text->name, (const uint8_t *)text->bytes,
                       text->n, &found);
    document_findings_take(all->findings, &where, &found);
    if (rc != RC_OK) {
        all->unread[text->kind] = true;
        return rc == RC_INVALID ? RC_OK : rc;
    }
    if (yaml_doc_root(r->doc) == 0)
        return RC_OK; /* an empty file has no sections */
    if (yaml_doc_kind(r->doc, yaml_doc_root(r->doc)) != YAML_DOC_MAP) {
        record_fault(r, yaml_doc_root(r->doc), "value",
                     "sections with their names are expected");
        all->unread[text->kind] = true;
        return RC_OK;
    }
    for (size_t k = 0; k < yaml_doc_size(r->doc, yaml_doc_root(r->doc)); k++)
        collect_section(all, r, text->kind, k);
    return RC_OK;
}

/* Must there be a document of this kind?  Tables name regions, facilities and
 * roles. */
static bool
is_needed(const struct collected *all, enum document_kind kind)
{
    bool named = kind == DOCUMENT_REGIONS || kind == DOCUMENT_SHELTER ||
                 kind == DOCUMENT_DIRECTORY;

    if (all->there[kind] || all->in->parts)
        return all->there[kind];
    return kind < DOCUMENT_ADDED || (named && all->there[DOCUMENT_TABLES]);
}

/* A list of indicators has these; a whole set of documents has a list. */
static bool
is_required(const struct collected *all, size_t i)
{
    section_read *read = sections[i].read;
    bool of_a_list = read == indicators_read || read == list_id_read ||
                     read == list_version_read;

    return (sections[i].required && is_needed(all, sections[i].kind)) ||
           (of_a_list &&
            (all->in->whole ||
             all->sections[section_find("indicators")].reader != NULL));
}

/* A section whose text could not be parsed is not missing but unread, and the
 * text has its finding. */
static void
find_missing(const struct collected *all)
{
    for (size_t i = 0; i < SECTIONS_N; i++) {
        enum document_kind kind = sections[i].kind;
        const struct document_place where = {document_name(kind), 0, "missing",
                                             true};

        if (is_required(all, i) && all->sections[i].reader == NULL &&
            !all->unread[kind] && !all->unread[DOCUMENT_NONE])
            document_findings_add(all->findings, &where,
                                  "section %s is missing", sections[i].name);
    }
}

static void
set_defaults(struct desk_rules *rules)
{
    policies_defaults(&rules->policies);
    rules->regions.abroad = REGION_UNKNOWN;
    rules->facilities.reservation_us = 4 * 3600 * RECORD_SECOND_US;
    rules->directory.warn_days = 60;
    rules->terms.follow_up_days = 90;
    rules->terms.moves_warn = 5;
    rules->terms.notes =
        (struct calendar_clock){.weekdays = 0xFEU, .minute = 10 * 60};
    rules->retention.withdrawn_days = 30;
    rules->retention.erase_after_days = 30;
    rules->retention.tell_before_days = 30;
    rules->retention.prolong_days_max = 365;
    rules->retention.prolong_times = 2;
    rules->retention.hold_days_max = 730;
}

static void
read_sections(const struct collected *all, struct compiling *c)
{
    c->windows_unread = all->unread[DOCUMENT_CALENDAR] ||
                        all->unread[DOCUMENT_NONE] ||
                        (all->in->parts && !all->there[DOCUMENT_CALENDAR]);
    c->regions_given =
        all->there[DOCUMENT_REGIONS] || all->unread[DOCUMENT_NONE];
    c->facilities_unread =
        all->sections[section_find("facilities")].reader == NULL;
    c->roles_unread = all->sections[section_find("roles")].reader == NULL;
    c->rules->book.zone = *all->in->zone;
    set_defaults(c->rules);
    for (size_t i = 0; i < SECTIONS_N; i++)
        if (all->sections[i].reader != NULL && sections[i].read != NULL)
            sections[i].read(c, all->sections[i].reader, all->sections[i].node);
    overrides_end(&c->rules->book);
    policies_end(&c->rules->policies);
}

enum rc
document_compile(const struct document_input *in, struct desk_rules *out,
                 struct document_findings *findings)
{
    struct collected all = {.in = in, .findings = findings};
    struct compiling c = {.old_policies = in->old_policies};
    size_t before = findings->refuses_n;
    enum rc rc = RC_OK;

    if ((c.rules = calloc(1, sizeof *c.rules)) == NULL)
        return RC_FATAL;
    for (size_t i = 0; rc == RC_OK && i < in->texts_n; i++)
        rc = collect_text(&all, i);
    if (rc != RC_OK)
        goto out;
    find_missing(&all);
    read_sections(&all, &c);
    if (findings->refuses_n > before) {
        rc = RC_INVALID;
        goto out;
    }
    *out = *c.rules;
out:
    document_findings_sort(findings);
    for (size_t i = 0; i < in->texts_n; i++)
        yaml_doc_close(all.readers[i].doc);
    free(c.rules);
    return rc;
}
