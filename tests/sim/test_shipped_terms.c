/* The statutory terms T9 as they are shipped: when each ends, what is warned
 * of before, and which is off. */
#include "documents.h"

#include "../unit/rows.h"
#include "../unit/rows_hit.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"

static const struct {
    const char *row, *name;
    struct civil start, end; /* days */
    int32_t warns[3];        /* days before; 0 ends them */
    bool decision, on;
} rows[] = {
    {"T9.1",
     "bedenktijd",
     {.year = 2026, .month = 11, .day = 30},
     {.year = 2027, .month = 2, .day = 28},
     {42, 14, 7},
     true,
     true},
    {"T9.3",
     "verblijfsvergunning",
     {.year = 2028, .month = 2, .day = 29},
     {.year = 2029, .month = 2, .day = 28},
     {56},
     false,
     true},
    {"T9.4",
     "b9-drie-jaar",
     {.year = 2026, .month = 1, .day = 31},
     {.year = 2029, .month = 1, .day = 31},
     {0},
     false,
     true},
    {"T9.5",
     "verblijf-een-jaar",
     {.year = 2026, .month = 3, .day = 29},
     {.year = 2027, .month = 3, .day = 29},
     {0},
     false,
     true},
    {"T9.5",
     "verblijf-twee-jaar",
     {.year = 2026, .month = 3, .day = 29},
     {.year = 2028, .month = 3, .day = 29},
     {0},
     false,
     true},
    {"T9.6",
     "dublin30",
     {.year = 2026, .month = 12, .day = 15},
     {.year = 2027, .month = 1, .day = 14},
     {7},
     true,
     false},
};

static int64_t
day_of(const struct civil *civil)
{
    return civil_days(civil->year, civil->month, civil->day);
}

static void
test_statutory_terms(void **state)
{
    struct desk_rules *rules = documents_shipped();

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        size_t at = term_find(&rules->terms, rows[i].name);
        const struct term_rule *rule = &rules->terms.rules[at];

        if (at == TERMS_MAX || strcmp(rule->row, rows[i].row) != 0)
            fail_msg("%s: there is no such term", rows[i].name);
        if (term_end_day(&rule->length, day_of(&rows[i].start)) !=
            day_of(&rows[i].end))
            fail_msg("%s: its end", rows[i].name);
        for (size_t k = 0; k < ROWS(rows[i].warns); k++)
            if ((k < rule->warns_n ? rule->warn_days[k] : 0) !=
                rows[i].warns[k])
                fail_msg("%s: warning %zu", rows[i].name, k + 1);
        if (rule->kind != TERM_STATUTORY ||
            rule->decision != rows[i].decision || rule->on != rows[i].on)
            fail_msg("%s: what it is", rows[i].name);
        rows_hit(rows[i].row, "test_shipped_terms");
    }
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statutory_terms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
