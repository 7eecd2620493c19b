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

/* The shipped directory, but with one entry: its last day is ten days after
 * TRIAL_START, and it is told nine days before. */
static void
with_entry(struct trial *trial)
{
    static const char mark[] = "\nentries: []";
    static const char warn[] = "\ndirectory_warn: 60";
    static const char entry[] =
        "\nentries:\n"
        "  - {organisation: Voorbeeldhuis, role: opvang-regulier,"
        " telephone: \"020 000 0000\", until: 2026-12-01}";
    char *text = strndup(SHIPPED_DIRECTORY,
                         (size_t)(SHIPPED_DIRECTORY_END - SHIPPED_DIRECTORY));
    const char *at = strstr(text, mark);
    const char *end = strstr(text, warn);
    char *made = NULL;

    assert_true(at != NULL && end > at);
    assert_true(asprintf(&made, "%.*s%s%.*s\ndirectory_warn: 9%s",
                         (int)(at - text), text, entry,
                         (int)(end - at - (ptrdiff_t)strlen(mark)),
                         at + strlen(mark), end + strlen(warn)) > 0);
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
test_told_in_time_and_each_week(void **state)
{
    static const int days_left[] = {9, 7, 0};
    struct trial *trial = *state;
    size_t next = 0;

    with_entry(trial);
    trial_forget(trial);
    for (int left = 9; left >= -1; left--) {
        bool due = next < 3 && days_left[next] == left;

        trial_skip(trial, DAY_US);
        trial_run(trial, 2 * SECOND_US);
        if (told(trial) != due)
            fail_msg("%d days before its end: told %zu times", left,
                     told(trial));
        next += due;
        trial_forget(trial);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_told_in_time_and_each_week,
                                        trial_desk_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
