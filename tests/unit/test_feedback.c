/* What a sender hears once, and what again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/feedback.h"

static void
test_rows(void **state)
{
    static const struct {
        const char *name;
        struct feedback_step before, now;
        bool news;
    } rows[] = {
        {"forwarded, seen", {FEEDBACK_FORWARDED, 0}, {FEEDBACK_SEEN, 0}, true},
        {"not seen yet, seen",
         {FEEDBACK_NOT_SEEN_YET, 0},
         {FEEDBACK_SEEN, 0},
         true},
        {"seen again", {FEEDBACK_SEEN, 0}, {FEEDBACK_SEEN, 0}, false},
        {"at work, seen", {FEEDBACK_IN_PROGRESS, 0}, {FEEDBACK_SEEN, 0}, false},
        {"closed, seen",
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         {FEEDBACK_SEEN, 0},
         false},
        {"seen, at work", {FEEDBACK_SEEN, 0}, {FEEDBACK_IN_PROGRESS, 0}, true},
        {"closed, at work",
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         {FEEDBACK_IN_PROGRESS, 0},
         false},
        {"seen, closed",
         {FEEDBACK_SEEN, 0},
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         true},
        {"closed again, the same",
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         false},
        {"closed again, another outcome",
         {FEEDBACK_CLOSED, OUTCOME_REFERRED},
         {FEEDBACK_CLOSED, OUTCOME_SHELTERED},
         true},
        {"not seen yet, again",
         {FEEDBACK_NOT_SEEN_YET, 0},
         {FEEDBACK_NOT_SEEN_YET, 0},
         true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (feedback_is_news(&rows[i].before, &rows[i].now) != rows[i].news)
            fail_msg("%s", rows[i].name);
}

/* Whoever joined what was answered for others hears the same words in the same
 * order as anybody. */
static void
test_seen_comes_first(void **state)
{
    static const struct {
        const char *name;
        enum feedback_state before, now;
        bool first;
    } rows[] = {
        {"forwarded, closed", FEEDBACK_FORWARDED, FEEDBACK_CLOSED, true},
        {"not seen yet, at work", FEEDBACK_NOT_SEEN_YET, FEEDBACK_IN_PROGRESS,
         true},
        {"forwarded, seen", FEEDBACK_FORWARDED, FEEDBACK_SEEN, false},
        {"forwarded, not seen yet", FEEDBACK_FORWARDED, FEEDBACK_NOT_SEEN_YET,
         false},
        {"seen, closed", FEEDBACK_SEEN, FEEDBACK_CLOSED, false},
        {"at work, closed", FEEDBACK_IN_PROGRESS, FEEDBACK_CLOSED, false},
        {"closed, closed", FEEDBACK_CLOSED, FEEDBACK_CLOSED, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (feedback_seen_first(
                &(struct feedback_step){.state = rows[i].before},
                &(struct feedback_step){.state = rows[i].now}) != rows[i].first)
            fail_msg("%s", rows[i].name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_seen_comes_first)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
