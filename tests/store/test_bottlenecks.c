/* test_bottlenecks -- the register; see store/bottlenecks.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/bottlenecks.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static enum rc
apply(struct fixture *f, const struct bottleneck *before,
      enum bottleneck_state wanted)
{
    const struct bottleneck after = {.seq = before->seq,
                                     .state = wanted,
                                     .owner = f->people[2],
                                     .changed_us = NOW + 7};
    const struct bottleneck_change change = {.before = before,
                                             .after = &after,
                                             .reason = "vol",
                                             .actor = f->people[1],
                                             .now_us = NOW + 7};

    return bottleneck_apply(f->store, &change);
}

static void
test_new_until_somebody_does_something(void **state)
{
    struct fixture *f = *state;
    struct bottleneck_row row;

    (void)fixture_submit(f, 1, 1, MESSAGE_BOTTLENECK);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    assert_int_equal(bottleneck_get(f->store, 1, &row), RC_OK);
    assert_int_equal(row.bottleneck.state, BOTTLENECK_NEW);
    assert_int_equal(row.bottleneck.owner, 0);
    assert_string_equal(row.owner, "");
    assert_int_equal(bottleneck_get(f->store, 2, &row), RC_NOT_FOUND);
    assert_int_equal(bottleneck_get(f->store, 3, &row), RC_NOT_FOUND);
}

static void
test_compared_and_set(void **state)
{
    static const struct {
        const char *name;
        int state, owner, changed;
        enum rc rc;
    } rows[] = {
        {"another state", 1, 0, 0, RC_STALE},
        {"another owner", 0, 1, 0, RC_STALE},
        {"changed since", 0, 0, 1, RC_STALE},
        {"as it is", 0, 0, 0, RC_OK},
    };
    struct fixture *f = *state;
    struct bottleneck_row row;

    (void)fixture_submit(f, 1, 1, MESSAGE_BOTTLENECK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bottleneck before = {.seq = 1,
                                    .state =
                                        (enum bottleneck_state)rows[i].state,
                                    .owner = rows[i].owner,
                                    .changed_us = rows[i].changed};

        if (apply(f, &before, BOTTLENECK_OPEN) != rows[i].rc)
            fail_msg("%s", rows[i].name);
    }
    assert_int_equal(bottleneck_get(f->store, 1, &row), RC_OK);
    assert_int_equal(row.bottleneck.state, BOTTLENECK_OPEN);
    assert_int_equal(row.bottleneck.owner, f->people[2]);
    assert_int_equal(row.bottleneck.changed_us, NOW + 7);
    assert_string_equal(row.owner, "p2");
    assert_string_equal(row.reason, "vol");
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit"
                          " WHERE object = 'bottleneck'"
                          " AND row = 0 AND length(handle) = 16 AND code = 1"),
        1);
}

static void
test_what_is_listed(void **state)
{
    struct fixture *f = *state;
    struct combine_item version = {
        .seq = 5, .amends = 4, .action = VERSION_SUPPLEMENT};
    struct combine_item withdrawal = {
        .seq = 6, .amends = 4, .action = VERSION_WITHDRAW};
    struct bottleneck_row out[CAP];
    size_t n = 9;

    for (uint32_t i = 1; i <= 6; i++)
        (void)fixture_submit(f, 1, i,
                             i == 2   ? MESSAGE_SIGNAL
                             : i == 6 ? MESSAGE_WITHDRAWAL
                                      : MESSAGE_BOTTLENECK);
    for (int64_t i = 1; i <= 4; i++)
        fixture_combine(f, i, NULL, 0);
    assert_int_equal(combine_link(f->store, &version, 1, NULL, NULL), RC_OK);
    assert_int_equal(bottleneck_list(f->store, false, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 3); /* a version is none of its own */
    assert_int_equal(combine_link(f->store, &withdrawal, 1, NULL, NULL), RC_OK);
    assert_int_equal(
        apply(f, &(struct bottleneck){.seq = 1}, BOTTLENECK_SOLVED), RC_OK);
    assert_int_equal(bottleneck_list(f->store, false, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].bottleneck.seq, 3);
    assert_int_equal(bottleneck_list(f->store, true, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(bottleneck_list(f->store, true, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(bottleneck_list(f->store, true, 0, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].bottleneck.seq, 1);
    assert_int_equal(
        apply(f, &(struct bottleneck){.seq = 3}, BOTTLENECK_DROPPED), RC_OK);
    assert_int_equal(bottleneck_list(f->store, false, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_new_until_somebody_does_something),
        TEST(test_compared_and_set),
        TEST(test_what_is_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
