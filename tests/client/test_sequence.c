/* Every event of a stream takes effect once and in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/sequence.h"

static const struct row {
    const char *name;
    uint64_t applied, head; /* given */
    uint64_t seq;           /* arrives */
    enum sequence_step step;
    uint64_t after; /* applied */
    bool behind;
} rows[] = {
    {"the first is applied", 0, 0, 1, SEQUENCE_APPLY, 1, false},
    {"the next is applied", 7, 7, 8, SEQUENCE_APPLY, 8, false},
    {"the last one again is ignored", 7, 7, 7, SEQUENCE_IGNORE, 7, false},
    {"an old one is ignored", 7, 7, 1, SEQUENCE_IGNORE, 7, false},
    {"one missing asks for a replay", 7, 7, 9, SEQUENCE_REPLAY, 7, true},
    {"a gap at the start does too", 0, 0, 2, SEQUENCE_REPLAY, 0, true},
    {"the next one of many is applied", 7, 20, 8, SEQUENCE_APPLY, 8, true},
    {"the last one of many closes up", 7, 8, 8, SEQUENCE_APPLY, 8, false},
    {"no wrap at the end", UINT64_MAX - 1, 0, UINT64_MAX, SEQUENCE_APPLY,
     UINT64_MAX, false},
};

static void
test_take_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        struct sequence sequence = {.applied = r->applied, .head = r->head};
        enum sequence_step step = sequence_take(&sequence, r->seq);

        if (step != r->step || sequence.applied != r->after ||
            sequence_behind(&sequence) != r->behind)
            fail_msg("%s: step=%d applied=%llu behind=%d", r->name, (int)step,
                     (unsigned long long)sequence.applied,
                     sequence_behind(&sequence));
    }
}

static void
test_a_heartbeat_ahead_shows_a_lost_tail(void **state)
{
    struct sequence sequence = {.applied = 4, .head = 4};

    (void)state;
    sequence_hear(&sequence, 4);
    assert_false(sequence_behind(&sequence));
    sequence_hear(&sequence, 5);
    assert_true(sequence_behind(&sequence));
    sequence_hear(&sequence, 3); /* late, from before */
    assert_true(sequence_behind(&sequence));
}

static void
test_a_snapshot_of_another_database_counts_anew(void **state)
{
    struct sequence sequence = {.applied = 900, .head = 950};

    (void)state;
    sequence_restart(&sequence, 3);
    assert_false(sequence_behind(&sequence));
    assert_int_equal(sequence_take(&sequence, 4), SEQUENCE_APPLY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_take_rows),
        cmocka_unit_test(test_a_heartbeat_ahead_shows_a_lost_tail),
        cmocka_unit_test(test_a_snapshot_of_another_database_counts_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
