/* The next epoch of the model, as the desk lives through it: it is prepared
 * beside the one in force while signals come, shown, put in force or dropped. */
#include "trial_epochs.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <string.h>

#include "desk/links.h"
#include "desk/rebuild.h"
#include "desk/state.h"
#include "store/making.h"

#define MANY 24
#define HUB  30

/* --- from the beginning to the end --- */

static void
test_a_store_without_decisions_gets_a_prior_and_counts(void **state)
{
    struct trial *trial = *state;
    struct linking_epoch first;
    struct linking_epoch next;
    json_t *shown = NULL;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    first = epoch_of(trial, 1);
    shown = epoch_ask(trial, "prepare", 0);
    assert_string_equal(trial_text(shown, "verdict"), "ok");
    assert_int_equal(trial_number(json_object_get(shown, "next"), "epoch"), 2);
    assert_string_equal(trial_text(json_object_get(shown, "next"), "state"),
                        "building");
    epoch_run_to(trial, MAKING_READY);
    shown = epoch_ask(trial, "show", 0);
    assert_string_equal(trial_text(json_object_get(shown, "next"), "state"),
                        "ready");
    assert_int_equal(trial_number(json_object_get(shown, "next"), "signals"),
                     MANY);
    assert_int_equal(trial_number(json_object_get(shown, "next"), "signals_of"),
                     MANY);
    assert_string_equal(
        trial_text(json_object_get(shown, "next"), "prepared_by"), "dora");
    assert_string_equal(trial_text(json_object_get(shown, "next"), "reason"),
                        "monthly");
    next = epoch_of(trial, 2);
    assert_int_equal(next.signals, MANY);
    assert_int_equal(number(trial, "SELECT clusters FROM link_making"),
                     digest(trial).bundles);
    assert_int_equal(next.clusters, 1000); /* as if it were larger */
    assert_int_equal(next.confirmed, 0);
    assert_int_not_equal(next.situation.prior_mb, first.situation.prior_mb);
    assert_memory_equal(next.situation.fields, first.situation.fields,
                        sizeof next.situation.fields);
    assert_int_equal(number(trial, "SELECT count(*) FROM audit WHERE verb ="
                                   " 'epoch-prepare' AND length(reason) > 0"),
                     1);
}

static void
test_it_is_put_in_force(void **state)
{
    struct trial *trial = *state;
    struct linking_digest made;
    struct linking_digest live;
    json_t *shown = NULL;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    trial_run(trial, 2 * MINUTE_US);
    assert_int_equal(next_epoch_age(trial->desk), MANY);
    epoch_prepare(trial);
    made = next_digest(trial);
    shown = epoch_ask(trial, "swap", 2);
    assert_string_equal(trial_text(shown, "verdict"), "ok");
    assert_int_equal(trial_number(json_object_get(shown, "in_force"), "epoch"),
                     2);
    assert_int_not_equal(
        trial_number(json_object_get(shown, "in_force"), "swapped_us"), 0);
    assert_null(json_object_get(shown, "next"));
    live = digest(trial);
    assert_memory_equal(&made, &live, sizeof made);
    /* once more is the same, and only once on record */
    assert_string_equal(epoch_verdict(trial, "swap", 2), "ok");
    assert_int_equal(
        number(trial, "SELECT count(*) FROM audit WHERE verb = 'epoch-swap'"),
        1);
    epoch_run_to(trial, MAKING_NOTHING);
    trial_run(trial, 3 * SECOND_US);
    assert_int_equal(next_epoch_age(trial->desk), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_member_0"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_record_0"), 0);
    live = digest(trial);
    assert_memory_equal(&made, &live, sizeof made);
    /* and the next one has the next number */
    epoch_prepare(trial);
    assert_string_equal(epoch_verdict(trial, "swap", 3), "ok");
}

static void
test_it_is_dropped(void **state)
{
    struct trial *trial = *state;
    struct linking_digest before;
    struct linking_digest after;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    before = digest(trial);
    epoch_prepare(trial);
    assert_string_equal(epoch_verdict(trial, "drop", 2), "ok");
    assert_string_equal(epoch_verdict(trial, "drop", 2), "ok");
    assert_int_equal(
        number(trial, "SELECT count(*) FROM audit WHERE verb = 'epoch-drop'"),
        1);
    assert_null(json_object_get(epoch_ask(trial, "show", 0), "next"));
    epoch_run_to(trial, MAKING_NOTHING);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_member_1"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_count"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_frequency"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_changed"), 0);
    after = digest(trial);
    assert_memory_equal(&before, &after, sizeof before);
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    assert_int_equal(number(trial, "SELECT epoch FROM link_making"), 3);
    /* also before it has learned anything: no number means two epochs */
    assert_string_equal(epoch_verdict(trial, "drop", 3), "ok");
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    assert_int_equal(number(trial, "SELECT epoch FROM link_making"), 4);
}

static void
test_what_cannot_be_done_is_refused(void **state)
{
    struct trial *trial = *state;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    assert_string_equal(epoch_verdict(trial, "diff", 0), "none");
    assert_string_equal(epoch_verdict(trial, "swap", 2), "none");
    assert_string_equal(epoch_verdict(trial, "drop", 2), "none");
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "building");
    assert_string_equal(epoch_verdict(trial, "diff", 0), "building");
    assert_string_equal(epoch_verdict(trial, "swap", 2), "building");
    assert_string_equal(epoch_verdict(trial, "swap", 3), "other");
    assert_string_equal(epoch_verdict(trial, "drop", 3), "other");
    epoch_run_to(trial, MAKING_READY);
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "prepared");
    assert_string_equal(epoch_verdict(trial, "swap", 3), "other");
    assert_int_equal(number(trial, "SELECT count(*) FROM audit"
                                   " WHERE verb = 'epoch-refused'"),
                     8);
    assert_int_equal(number(trial, "SELECT live FROM link_state"), 0);
}

/* --- meanwhile --- */

static void
test_what_comes_meanwhile_is_in_both(void **state)
{
    static const enum making_phase phases[] = {MAKING_COUNT,   MAKING_LEARN,
                                               MAKING_KEEP,    MAKING_BUILD,
                                               MAKING_COMPARE, MAKING_READY};
    struct trial *trial = *state;
    struct posted some;
    struct posted versions[2];
    struct linking_digest live;
    struct linking_digest next;

    trial->settings.combine_slice_us = 0; /* one step a turn */
    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        for (int k = 0; k < 3000 && epoch_phase(trial) < phases[i]; k++)
            trial_run(trial, 1000);
        trial_post(trial, CARE, "signal", with_phone(at(5, "DB01")));
        trial_post(trial, POLICE, "signal", at(6, "DB01"));
    }
    versions[0] =
        amend(trial, HOUSING, "signal", at(2, "DB01"), &some, "correct");
    versions[1] = withdraw(trial, HOUSING, &some);
    trial_run(trial, 20 * SECOND_US);
    assert_int_equal(epoch_phase(trial), MAKING_READY);
    live = digest(trial);
    next = next_digest(trial);
    assert_int_equal(live.signals, MANY + 12);
    assert_int_equal(next.signals, live.signals);
    posted_free(&some);
    posted_free(&versions[0]);
    posted_free(&versions[1]);
}

/* The same signals in two desks; one dies after every step it takes. */
static void
test_a_crash_anywhere_changes_nothing(void **state)
{
    struct trial *trial = *state;
    void *other_state = NULL;
    struct trial *other = NULL;
    struct linking_digest whole;
    struct linking_digest crashed;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    epoch_prepare(trial);
    whole = next_digest(trial);
    assert_string_equal(epoch_verdict(trial, "swap", 2), "ok");
    epoch_run_to(trial, MAKING_NOTHING);
    assert_int_equal(linking_setup(&other_state), 0);
    other = other_state;
    post_many(other, MANY);
    trial_run(other, 5 * SECOND_US);
    assert_string_equal(epoch_verdict(other, "prepare", 0), "ok");
    other->settings.combine_slice_us = 0;
    for (int i = 0; i < 400 && epoch_phase(other) != MAKING_READY; i++) {
        int64_t next_us = 0;
        /* what it learns is in memory */
        int steps = epoch_phase(other) == MAKING_LEARN ? 100 : 1;

        for (int k = 0; k < steps; k++) {
            other->clock.virtual_utc_us += SECOND_US;
            other->clock.virtual_mono_us += SECOND_US;
            assert_int_equal(desk_tick(other->desk, &next_us), RC_OK);
        }
        trial_crash(other);
        trial_open(other);
        trial_hello(other, DORA);
    }
    assert_int_equal(epoch_phase(other), MAKING_READY);
    crashed = next_digest(other);
    assert_memory_equal(&whole, &crashed, sizeof whole);
    assert_int_equal(epoch_of(trial, 2).situation.prior_mb,
                     epoch_of(other, 2).situation.prior_mb);
    assert_string_equal(epoch_verdict(other, "swap", 2), "ok");
    for (int i = 0; i < 60 && epoch_phase(other) != MAKING_NOTHING; i++) {
        trial_crash(other);
        trial_open(other);
        trial_run(other, SECOND_US);
    }
    crashed = digest(other);
    assert_memory_equal(&whole, &crashed, sizeof whole);
    assert_int_equal(epoch_phase(other), MAKING_NOTHING);
    trial_free(other);
}

/* Between its counts and its set the desk is stopped, and everything is linked
 * once more: it is given up, and another may be prepared. */
static void
test_a_rebuild_takes_its_set(void **state)
{
    struct trial *trial = *state;
    struct rebuild_result result;
    struct linking_digest before;
    struct linking_digest after;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    before = digest(trial);
    trial->settings.combine_slice_us = 0;
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    for (int i = 0; i < 3000 && epoch_phase(trial) != MAKING_KEEP; i++)
        trial_run(trial, 1000);
    assert_int_equal(epoch_phase(trial), MAKING_KEEP);
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_true(result.equal);
    trial_open(trial);
    trial_hello(trial, DORA);
    epoch_run_to(trial, MAKING_NOTHING);
    assert_null(json_object_get(epoch_ask(trial, "show", 0), "next"));
    epoch_prepare(trial);
    assert_string_equal(epoch_verdict(trial, "swap", 3), "ok");
    after = digest(trial);
    assert_int_equal(after.signals, before.signals);
}

/* One that has a set is finished or dropped first. */
static void
test_a_rebuild_leaves_a_ready_one(void **state)
{
    struct trial *trial = *state;
    struct rebuild_result result;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    epoch_prepare(trial);
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_STALE);
    trial_open(trial);
    trial_hello(trial, DORA);
    assert_string_equal(epoch_verdict(trial, "swap", 2), "ok");
    /* what was in force goes, and is in nobody's way */
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_true(result.equal);
    trial_open(trial);
    epoch_run_to(trial, MAKING_NOTHING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_store_without_decisions_gets_a_prior_and_counts,
            linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_it_is_put_in_force, linking_setup,
                                        trial_teardown),
        cmocka_unit_test_setup_teardown(test_it_is_dropped, linking_setup,
                                        trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_done_is_refused,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_comes_meanwhile_is_in_both,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_crash_anywhere_changes_nothing,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_rebuild_takes_its_set,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_rebuild_leaves_a_ready_one,
                                        linking_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
