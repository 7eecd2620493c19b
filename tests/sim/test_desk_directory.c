/* What of the directory ends soon is told to the managers in time: when its
 * warning is due, then each week, and no more often. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shipped.h"
#include "trial_documents.h"

#define DAY_US (INT64_C(24) * 3600 * SECOND_US)

/* The shipped directory, but with one entry; its last day is 2027-01-30. */
static void
with_entry(struct trial *trial)
{
    static const char mark[] = "\nentries: []";
    static const char entry[] =
        "\nentries:\n"
        "  - {organisation: Voorbeeldhuis, role: opvang-regulier,"
        " telephone: \"020 000 0000\", until: 2027-01-30}";
    char *text = strndup(SHIPPED_DIRECTORY,
                         (size_t)(SHIPPED_DIRECTORY_END - SHIPPED_DIRECTORY));
    const char *at = strstr(text, mark);
    char *made = NULL;

    assert_non_null(at);
    assert_true(asprintf(&made, "%.*s%s%s", (int)(at - text), text, entry,
                         at + strlen(mark)) > 0);
    trial_crash(trial);
    trial_documents_change(trial, "directory", made);
    trial_open(trial);
    trial_everybody(trial);
    free(made);
    free(text);
}

static size_t
told(struct trial *trial)
{
    size_t n = 0;

    for (size_t i = 0; i < trial_events(trial, trial_peer(DORA), "notice");
         i++) {
        json_t *notice = trial_event(trial, trial_peer(DORA), "notice", i);

        if (strcmp(trial_text(notice, "code"), "expiring") != 0)
            continue;
        assert_string_equal(trial_text(notice, "name"), "Voorbeeldhuis");
        n++;
    }
    return n;
}

static void
test_told_sixty_days_before_and_each_week(void **state)
{
    struct trial *trial = *state;
    size_t days = 0;

    with_entry(trial);
    /* TRIAL_START is 70 days before its last day; 63 are a week of weeks, 60
     * the warning. */
    trial_forget(trial);
    for (int day = 70; day >= 1; day--) {
        trial_run(trial, DAY_US);
        days += told(trial) > 0;
        assert_in_range(told(trial), 0, 1);
        trial_forget(trial);
    }
    assert_int_equal(days, 10); /* 60, 56, 49, .. 7, 0 */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_told_sixty_days_before_and_each_week, trial_desk_setup,
            trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
