/* Desk documents from arbitrary bytes, as one file: no report, what is refused
 * comes with a finding that can be shown, and what is taken keeps its bounds
 * and can be written and read back. */
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/amsterdam.h"
#include "core/desk_rules.h"
#include "document/document.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "document/overrides_write.h"

static void
look_at_book(const struct roster_book *book)
{
    require(book->persons_n >= 1 && book->persons_n <= PERSONS_MAX);
    require(book->rosters_n >= 1 && book->rosters_n <= ROSTERS_MAX);
    require(book->shifts_n <= SHIFTS_MAX);
    require(book->absences_n <= ABSENCES_MAX);
    require(book->overrides_n <= OVERRIDES_MAX);
    for (size_t i = 0; i < book->overrides_n; i++) {
        require(book->overrides[i].roster < book->rosters_n);
        require(book->overrides[i].people != 0);
        require(i == 0 || book->overrides[i - 1].seq < book->overrides[i].seq);
    }
    for (size_t i = 0; i < book->absences_n; i++)
        require(book->absences[i].person < book->persons_n);
    for (size_t i = 0; i < book->rosters_n; i++) {
        const struct roster *roster = &book->rosters[i];

        require(roster->layers_n >= 1 && roster->layers_n <= LAYERS_MAX);
        for (size_t k = 0; k < roster->layers_n; k++) {
            const struct layer *layer = &roster->layers[k];
            const struct shift *shifts = &book->shifts[layer->shifts_first];

            require(!layer->is_rotation || layer->rotation.turns_n >= 1);
            require(layer->is_rotation || layer->shifts_n >= 1);
            for (size_t s = 1; s < layer->shifts_n; s++)
                require(shifts[s - 1].start_us <= shifts[s].start_us);
        }
    }
}

static void
look_at_policies(const struct policies *policies, size_t windows_n)
{
    require(policies->policies_n >= 1);
    for (size_t i = 0; i < policies->policies_n; i++) {
        const struct policy *policy = &policies->policies[i];

        require(policy->fallback != 0 && policy->steps_n >= 1);
        require(policy->loop_from >= 1 && policy->loop_from <= policy->steps_n);
        for (size_t k = 0; k < policy->steps_n; k++)
            require(policy->steps[k].targets_n >= 1 &&
                    policy->steps[k].wait_us > 0);
    }
    for (int level = LEVEL_NONE; level <= LEVEL_LAST; level++) {
        const struct level_rule *rule = &policies->levels[level];

        require(rule->policy < policies->policies_n);
        require(rule->window == WINDOWS_MAX || rule->window < windows_n);
        require((rule->deadline_us == 0 && rule->deadline_working_days == 0) ||
                (int)rule->raise_to < level);
    }
}

static void
look_at_indicators(const struct indicator_list *list)
{
    require(list->n == 0 || indicator_list_check(list));
    require(list->n == 0 || (list->id[0] != '\0' && list->version >= 1));
    require(list->overrides_n <= INDICATOR_OVERRIDES_MAX);
    for (size_t i = 0; i < list->n; i++) {
        require(list->codes[i].dimension < DIMENSIONS_N);
        require(list->codes[i].adult <= STRENGTH_STRONG);
        require(list->codes[i].minor <= STRENGTH_STRONG);
    }
    for (size_t i = 0; i < list->overrides_n; i++)
        require(list->overrides[i].indicator < list->n &&
                list->overrides[i].form != FORM_NONE);
}

static void
look_at_places(const struct desk_rules *rules)
{
    const struct regions *regions = &rules->regions;
    const struct facilities *facilities = &rules->facilities;

    require(regions->desks_n <= DESKS_MAX && regions->regions_n <= REGIONS_MAX);
    require(regions->abroad == REGION_UNKNOWN ||
            regions->abroad < regions->regions_n);
    for (size_t i = 0; i < regions->regions_n; i++)
        require(regions->regions[i].desk < regions->desks_n);
    require(regions->municipalities_n <= MUNICIPALITIES_MAX);
    for (size_t i = 0; i < regions->municipalities_n; i++) {
        const struct municipality *row = &regions->municipalities[i];

        require(row->region < regions->regions_n);
        require(row->from_day < row->to_day);
        require(i == 0 || row[-1].code < row->code ||
                (row[-1].code == row->code && row[-1].to_day <= row->from_day));
        require(region_of(regions, row->code, row->from_day) == row->region);
    }
    require(facilities->facilities_n <= FACILITIES_MAX);
    for (size_t i = 0; i < facilities->facilities_n; i++) {
        const struct facility *facility = &facilities->facilities[i];

        require(facility->region == REGIONS_MAX ||
                facility->region < regions->regions_n);
        require(facility->capacities_n >= 1 &&
                facility->capacities_n <= CAPACITIES_MAX);
        for (size_t k = 1; k < facility->capacities_n; k++)
            require(facility->capacities[k - 1].from_day <
                    facility->capacities[k].from_day);
    }
}

static void
look_at_directory(const struct desk_rules *rules)
{
    const struct directory *directory = &rules->directory;

    require(directory->roles_n <= ROLES_MAX);
    require(directory->agreements_n <= AGREEMENTS_MAX);
    require(directory->entries_n <= ENTRIES_MAX);
    for (size_t i = 0; i < directory->entries_n; i++) {
        const struct directory_entry *entry = &directory->entries[i];

        require(entry->role < directory->roles_n);
        require(entry->region == REGIONS_MAX ||
                entry->region < rules->regions.regions_n);
        require(entry->from_day < entry->to_day);
        require(entry->telephone[0] != '\0' || entry->email[0] != '\0');
        require(entry->covenant[0] == '\0' ||
                agreement_find(directory, entry->covenant) < AGREEMENTS_MAX);
    }
    for (size_t i = 0; i < directory->agreements_n; i++)
        require(directory->agreements[i].contents != 0 &&
                directory->agreements[i].recipients != 0);
}

static void
look_at_terms(const struct desk_rules *rules)
{
    const struct terms *terms = &rules->terms;
    const int64_t start_us = INT64_C(1767600000000000);

    require(terms->rules_n <= TERMS_MAX && terms->outflows_n <= OUTFLOWS_MAX);
    for (size_t i = 0; i < terms->rules_n; i++) {
        const struct term_rule *rule = &terms->rules[i];
        bool warning = false;
        int64_t end_us = term_end_us(&rule->length, &rules->calendar,
                                     &rules->book.zone, start_us);

        require(rule->then == TERMS_MAX || rule->then < terms->rules_n);
        require(end_us > start_us);
        /* No warning is due before it began, and at last it ends. */
        for (int64_t at_us = start_us; at_us < end_us;) {
            int64_t next_us =
                term_next_us(rule, &rules->book.zone, end_us, at_us, &warning);

            require(next_us > at_us && next_us <= end_us);
            require(warning == (next_us < end_us));
            at_us = next_us;
        }
    }
}

/* A table that is there decides every combination: the first, the last, and
 * one in between of each column. */
static void
look_at_table(const struct desk_rules *rules, enum table_id id)
{
    const struct decision_table *table = &rules->tables[id];
    const struct table_schema *schema = route_schema(id);
    const uint8_t regions = (uint8_t)rules->regions.regions_n;

    require(table->rows_n >= 1 && table->rows_n <= TABLE_ROWS_MAX);
    require(table->windows_n <= TABLE_WINDOWS_MAX);
    for (size_t i = 0; i < table->windows_n; i++)
        require(table->windows[i] < rules->calendar.windows_n);
    for (unsigned pick = 0; pick < 3; pick++) {
        struct table_values values = {{0}};

        for (size_t c = 0; c < schema->inputs_n; c++) {
            const struct input_schema *input = route_input(schema->inputs[c]);
            uint8_t last = (uint8_t)input->words_n;

            if (input->of == WORDS_REGIONS)
                last = regions;
            if (input->of == WORDS_WINDOWS)
                last = (uint8_t)(1U << table->windows_n);
            values.v[c] = pick == 0   ? (uint8_t)input->always
                          : pick == 1 ? last
                                      : (uint8_t)((input->always + last) / 2);
        }
        require(table_hits(table, &values) != 0);
    }
}

/* Sections that stood in the first text stand twice then. */
static void
write_and_read(const struct document_input *in, const struct desk_rules *rules,
               struct desk_rules *back)
{
    struct document_findings findings = {0};
    struct document_text texts[2] = {in->texts[0]};
    struct document_input again = *in;
    char *text = NULL;
    size_t n = 0;
    enum rc rc;

    require(overrides_write(&rules->book, &text, &n) == RC_OK);
    texts[1] = (struct document_text){DOCUMENT_OVERRIDES, "o", text, n};
    again.texts = texts;
    again.texts_n = 2;
    rc = document_compile(&again, back, &findings);
    for (size_t i = 0; i < findings.kept_n; i++)
        require(!findings.list[i].refuses ||
                strcmp(findings.list[i].code, "twice") == 0);
    if (rc == RC_OK) {
        require(back->book.overrides_n == rules->book.overrides_n);
        require(back->book.absences_n == rules->book.absences_n);
        for (size_t i = 0; i < back->book.overrides_n; i++)
            back->book.overrides[i].line = rules->book.overrides[i].line;
        for (size_t i = 0; i < back->book.absences_n; i++)
            back->book.absences[i].line = rules->book.absences[i].line;
        require(memcmp(back->book.overrides, rules->book.overrides,
                       sizeof rules->book.overrides) == 0);
        require(memcmp(back->book.absences, rules->book.absences,
                       sizeof rules->book.absences) == 0);
    }
    document_findings_close(&findings);
    free(text);
}

static void
try_texts(const struct document_input *in, struct desk_rules *rules,
          struct desk_rules *back)
{
    struct document_findings findings = {0};
    char line[DOCUMENT_LINE_BYTES];
    enum rc rc = document_compile(in, rules, &findings);

    require((rc == RC_OK) == (findings.refuses_n == 0));
    require(rc == RC_OK || rc == RC_INVALID);
    for (size_t i = 0; i < findings.kept_n; i++) {
        document_finding_write(&findings.list[i], line);
        require(strpbrk(line, "\n\r\t\x1B") == NULL);
    }
    document_findings_close(&findings);
    if (rc != RC_OK)
        return;
    look_at_book(&rules->book);
    look_at_policies(&rules->policies, rules->calendar.windows_n);
    look_at_indicators(&rules->indicators);
    look_at_places(rules);
    look_at_directory(rules);
    look_at_terms(rules);
    for (int id = 0; id < TABLES_N && rules->tables[0].rows_n > 0 &&
                     !in->old_policies && rules->regions.regions_n > 0;
         id++)
        look_at_table(rules, (enum table_id)id);
    document_check(rules, INT64_C(1767600000000000), false, &findings);
    document_findings_close(&findings);
    if (!in->old_policies)
        write_and_read(in, rules, back);
}

/* Two texts, with a line "---" between them. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char between[] = "\n---\n";
    const char *whole = (const char *)bytes;
    const char *cut = n == 0 ? NULL : memmem(whole, n, between, 5);
    struct document_text texts[2] = {{DOCUMENT_NONE, "f", whole, n}};
    struct zone zone;
    struct document_input in = {.texts = texts, .texts_n = 1, .zone = &zone};
    struct desk_rules *rules = calloc(2, sizeof *rules);

    require(rules != NULL);
    if (cut != NULL) {
        texts[0].n = (size_t)(cut - whole) + 1;
        texts[1] = (struct document_text){DOCUMENT_OVERRIDES, "o", cut + 5,
                                          n - (size_t)(cut - whole) - 5};
        in.texts_n = 2;
    }
    amsterdam(&zone);
    try_texts(&in, rules, rules + 1);
    in.old_policies = true;
    try_texts(&in, rules, rules + 1);
    free(rules);
    return 0;
}
