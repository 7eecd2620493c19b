/* Which signals belong together is the same whatever happens between two steps,
 * and when it is made from the journal once more. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "desk/links.h"
#include "desk/rebuild.h"
#include "desk/relink.h"
#include "desk/state.h"

#define MANY 24

static void
post_many(struct trial *trial)
{
    for (unsigned i = 0; i < MANY; i++) {
        json_t *content = at(1 + i % 5, "DB01");

        if (i % 3 == 0)
            content = with_phone(content);
        trial_post(trial, i % 2 == 0 ? POLICE : CARE, "signal", content);
    }
}

/* The same signals in two desks; one dies after every step it takes. */
static void
test_a_crash_between_two_steps_changes_nothing(void **state)
{
    struct trial *trial = *state;
    void *other_state = NULL;
    struct trial *other = NULL;
    struct linking_digest whole;
    struct linking_digest crashed;

    post_many(trial);
    trial_run(trial, 5 * SECOND_US);
    whole = digest(trial);
    assert_int_equal(whole.signals, MANY);
    assert_int_equal(linking_setup(&other_state), 0);
    other = other_state;
    other->settings.combine_slice_us = 0; /* one step a turn */
    post_many(other);
    for (int i = 0; i < 3 * MANY; i++) {
        int64_t next_us = 0;

        other->clock.virtual_utc_us += SECOND_US;
        other->clock.virtual_mono_us += SECOND_US;
        assert_int_equal(desk_tick(other->desk, &next_us), RC_OK);
        trial_crash(other);
        trial_open(other);
    }
    trial_run(other, 5 * SECOND_US);
    crashed = digest(other);
    assert_memory_equal(&whole, &crashed, sizeof whole);
    trial_free(other);
}

/* As an installation of before linking: everything is combined anew, and no
 * alert is made twice. */
static void
test_an_older_installation_is_combined_anew(void **state)
{
    struct trial *trial = *state;
    struct posted some;
    struct posted gone;
    struct linking_digest before;
    struct linking_digest after;
    int64_t alerts = 0;

    post_many(trial);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    gone = withdraw(trial, HOUSING, &some);
    trial_run(trial, 5 * SECOND_US);
    before = digest(trial);
    alerts = number(trial, "SELECT count(*) FROM alert");
    trial_crash(trial);
    change(trial,
           "UPDATE installation SET combined = 0;"
           "UPDATE message SET bundle = NULL; DELETE FROM link_record_0;"
           "DELETE FROM link_posting_0; DELETE FROM link_pair_0;"
           "DELETE FROM link_member_0; DELETE FROM link_related;"
           "UPDATE link_state SET epoch_0 = NULL; DELETE FROM link_epoch;");
    trial_open(trial);
    trial_run(trial, 5 * SECOND_US);
    after = digest(trial);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(number(trial, "SELECT count(*) FROM alert"), alerts);
    posted_free(&some);
    posted_free(&gone);
}

/* From the journal alone the same comes out. */
static void
test_a_rebuild_finds_the_same(void **state)
{
    struct trial *trial = *state;
    struct rebuild_result result;
    struct posted some;
    struct posted gone;

    post_many(trial);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    gone = withdraw(trial, HOUSING, &some);
    trial_run(trial, 5 * SECOND_US);
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_int_equal(result.before.signals, MANY);
    assert_true(result.equal);
    trial_open(trial);
    posted_free(&some);
    posted_free(&gone);
}

/* Signals come, change and go while the next set is made; it comes to what the
 * live one is. */
static void
test_what_comes_meanwhile_is_in_the_next_set(void **state)
{
    struct trial *trial = *state;
    struct relink work = {.after = 0};
    struct linking_epoch epoch;
    struct linking_digest live;
    struct linking_digest next;
    struct store *store = NULL;
    struct posted some;
    struct posted versions[2];

    post_many(trial);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    trial_run(trial, 5 * SECOND_US);
    store = trial->desk->store;
    assert_int_equal(linking_epoch(store, LINKING_LIVE, &epoch), RC_OK);
    assert_int_equal(linking_epoch_put(store, LINKING_NEXT, &epoch), RC_OK);
    assert_int_equal(links_reload(trial->desk), RC_OK);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(relink_some(trial->desk, &work, 1), RC_OK);
    post_many(trial);
    versions[0] =
        amend(trial, HOUSING, "signal", at(2, "DB01"), &some, "correct");
    versions[1] = withdraw(trial, HOUSING, &some);
    trial_run(trial, 5 * SECOND_US);
    while (!work.done)
        assert_int_equal(relink_some(trial->desk, &work, 8), RC_OK);
    assert_int_equal(linking_digest(store, LINKING_LIVE, &live), RC_OK);
    assert_int_equal(linking_digest(store, LINKING_NEXT, &next), RC_OK);
    assert_int_equal(live.signals, 2 * MANY);
    assert_memory_equal(&live, &next, sizeof live);
    posted_free(&some);
    posted_free(&versions[0]);
    posted_free(&versions[1]);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, linking_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_crash_between_two_steps_changes_nothing),
        ROW(test_an_older_installation_is_combined_anew),
        ROW(test_what_comes_meanwhile_is_in_the_next_set),
        ROW(test_a_rebuild_finds_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
