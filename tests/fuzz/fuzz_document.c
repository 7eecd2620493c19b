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
