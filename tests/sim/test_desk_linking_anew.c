/* Which signals belong together is the same whatever happens between two steps,
 * and when it is made from the journal once more. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "desk/links.h"
#include "desk/rebuild.h"
#include "desk/relink.h"
#include "desk/state.h"
#include "link/tokens.h"
#include "store/image.h"
#include "store/making.h"

#define MANY 24

/* The same signals in two desks; one dies after every step it takes. */
static void
test_a_crash_between_two_steps_changes_nothing(void **state)
{
    struct trial *trial = *state;
    void *other_state = NULL;
    struct trial *other = NULL;
    struct linking_digest whole;
    struct linking_digest crashed;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    whole = digest(trial);
    assert_int_equal(whole.signals, MANY);
    assert_int_equal(linking_setup(&other_state), 0);
    other = other_state;
    other->settings.combine_slice_us = 0; /* one step a turn */
    post_many(other, MANY);
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

    post_many(trial, MANY);
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

    post_many(trial, MANY);
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

/* A restore could not bring back the keys of some: the desk erases what is left
 * of them, and it is as if they had never come.  Until then they are not shown. */
static void
test_what_came_back_without_its_key_goes(void **state)
{
    static const char of_lost[] = "SELECT count(*) FROM found WHERE seq IN"
                                  " (2, 3, 5)";
    struct trial *trial = *state;
    struct rebuild_result result;
    struct posted lost;

    post_many(trial, MANY);
    lost = post(trial, HOUSING, with_phone(at(4, "DB02")));
    trial_run(trial, 5 * SECOND_US);
    assert_true(number(trial, of_lost) > 0);
    change(trial, "DELETE FROM record_key WHERE kind = 1 AND (ref IN (2, 3, 5)"
                  " OR ref = (SELECT max(seq) FROM journal))");
    assert_string_equal(
        trial_text(trial_body(trial_ask(trial, CARLA, "show",
                                        json_pack("{s:s}", "id", lost.id)),
                              "refusal"),
                   "code"),
        "not_found");
    assert_int_equal(number(trial, "SELECT count(*) FROM keyless"), 0);
    assert_int_equal(store_restored(trial->desk->store, TRIAL_START, 1), RC_OK);
    assert_int_equal(number(trial, "SELECT count(*) FROM keyless"), 4);
    trial_crash(trial);
    trial_open(trial);
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(number(trial, "SELECT count(*) FROM keyless"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), MANY - 3);
    assert_int_equal(number(trial, of_lost), 0);
    assert_int_equal(
        number(trial, "SELECT count(*) FROM link_posting_0 WHERE node NOT IN"
                      " (SELECT seq FROM journal)"),
        0);
    assert_int_equal(number(trial, "SELECT pending FROM erasure"), 0);
    assert_int_equal(
        number(trial, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_int_equal(result.before.signals, MANY - 3);
    assert_true(result.equal);
    trial_open(trial);
    posted_free(&lost);
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
    struct posted late;
    struct posted versions[2];

    post_many(trial, MANY);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    trial_run(trial, 5 * SECOND_US);
    store = trial->desk->store;
    assert_int_equal(linking_epoch(store, LINKING_LIVE, &epoch), RC_OK);
    assert_int_equal(linking_epoch_put(store, LINKING_NEXT, &epoch), RC_OK);
    assert_int_equal(links_reload(trial->desk), RC_OK);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(relink_some(trial->desk, &work, 1), RC_OK);
    post_many(trial, MANY);
    versions[0] =
        amend(trial, HOUSING, "signal", at(2, "DB01"), &some, "correct");
    versions[1] = withdraw(trial, HOUSING, &some);
    trial_run(trial, 5 * SECOND_US);
    while (!work.done)
        assert_int_equal(relink_some(trial->desk, &work, 8), RC_OK);
    late = post(trial, HOUSING, with_phone(at(4, "DB02"))); /* as all is made */
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(linking_digest(store, LINKING_LIVE, &live), RC_OK);
    assert_int_equal(linking_digest(store, LINKING_NEXT, &next), RC_OK);
    assert_int_equal(live.signals, 2 * MANY + 1);
    assert_memory_equal(&live, &next, sizeof live);
    posted_free(&some);
    posted_free(&late);
    posted_free(&versions[0]);
    posted_free(&versions[1]);
}

/* --- what a rebuild leaves behind --- */

/* It was killed while it made the set, with an epoch being counted or none. */
static void
test_what_a_killed_rebuild_left_is_cleared_away(void **state)
{
    static const int phases[] = {MAKING_NOTHING, MAKING_COUNT, MAKING_LEARN};
    struct trial *trial = *state;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        char sql[400];

        trial_crash(trial);
        (void)snprintf(sql, sizeof sql,
                       "UPDATE link_state SET epoch_1 = epoch_0 WHERE live = 0;"
                       "INSERT INTO link_record_1 SELECT * FROM link_record_0"
                       " WHERE node < 9;"
                       "UPDATE link_making SET phase = %d, epoch = 7,"
                       " after = 9",
                       phases[i]);
        change(trial, sql);
        trial_open(trial);
        trial_run(trial, 20 * SECOND_US);
        if (phases[i] == MAKING_NOTHING) {
            assert_int_equal(number(trial, "SELECT epoch_1 IS NULL"
                                           " FROM link_state"),
                             1);
            assert_int_equal(
                number(trial, "SELECT count(*) FROM link_record_1"), 0);
            assert_int_equal(number(trial, "SELECT phase FROM link_making"),
                             MAKING_NOTHING);
            continue;
        }
        assert_int_equal(number(trial, "SELECT phase FROM link_making"),
                         MAKING_READY);
        assert_int_equal(number(trial, "SELECT epoch_1 FROM link_state"), 7);
        assert_int_equal(number(trial, "SELECT signals FROM link_making"),
                         number(trial, "SELECT count(*) FROM link_record_1"));
        change(trial, "UPDATE link_making SET phase = 9;"
                      "DELETE FROM link_frequency");
        trial_crash(trial);
        trial_open(trial);
        trial_run(trial, 20 * SECOND_US);
        change(trial, "DELETE FROM link_epoch WHERE epoch = 7");
    }
}

/* Two halves of three that one plate and an address tie. */
static void
post_halves(struct trial *trial)
{
    for (unsigned half = 0; half < 2; half++)
        for (unsigned i = 0; i < 3; i++) {
            char text[] = "0600000020";
            json_t *all = json_array();
            json_t *content = at(1 + half, "DB01");

            text[9] = (char)('0' + half);
            json_array_append_new(
                all, json_pack("{s:s, s:s}", "type", "phone", "value", text));
            if (i == 1) {
                json_array_append_new(all,
                                      json_pack("{s:s, s:s}", "type", "plate",
                                                "value", "XX-99-XX"));
                json_array_append_new(all,
                                      json_pack("{s:s, s:s}", "type", "email",
                                                "value", "a@example.org"));
            }
            json_object_set_new(content, "identifiers", all);
            trial_post(trial, i % 2 == 0 ? POLICE : CARE, "signal", content);
        }
    trial_run(trial, 5 * SECOND_US);
}

static void
test_what_a_rebuild_notices_is_told(void **state)
{
    static const char bridges[] = "SELECT count(*) FROM link_notice"
                                  " WHERE kind = 2";
    struct trial *trial = *state;
    struct rebuild_result result;

    post_halves(trial);
    assert_int_equal(number(trial, bridges), 1);
    trial_crash(trial);
    change(trial, "UPDATE link_member_0 SET cluster = node, part = node;"
                  "DELETE FROM link_notice");
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_false(result.equal);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_true(result.equal);
    trial_open(trial);
    trial_run(trial, 20 * SECOND_US);
    assert_int_equal(number(trial, bridges), 1);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_member_0"), 0);
    assert_int_equal(number(trial, "SELECT phase FROM link_making"),
                     MAKING_NOTHING);
}

/* --- another way of spelling values --- */

/* What is logged while the desk is opened. */
static bool
asks_for_rebuild(struct trial *trial)
{
    char text[4096] = "";
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);

    assert_non_null(file);
    assert_true(before >= 0);
    assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
    trial_crash(trial);
    trial_open(trial);
    assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
    rewind(file);
    (void)!fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    (void)close(before);
    return strstr(text, "loketd --rebuild") != NULL;
}

static void
test_a_rebuild_is_asked_for_when_values_are_spelled_otherwise(void **state)
{
    struct trial *trial = *state;
    struct linking_epoch epoch;
    struct rebuild_result result;

    post_many(trial, MANY);
    trial_run(trial, 5 * SECOND_US);
    assert_false(asks_for_rebuild(trial));
    assert_int_equal(linking_epoch(trial->desk->store, LINKING_LIVE, &epoch),
                     RC_OK);
    epoch.situation.epoch = epoch.same.epoch = 2;
    epoch.situation.norm = epoch.same.norm = LINK_NORM + 1;
    epoch.clusters = 40;
    change(trial, "UPDATE link_state SET epoch_0 = NULL");
    assert_int_equal(
        linking_epoch_put(trial->desk->store, LINKING_LIVE, &epoch), RC_OK);
    assert_true(asks_for_rebuild(trial));
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_true(result.equal);
    trial_open(trial);
    assert_false(asks_for_rebuild(trial));
    assert_int_equal(linking_epoch(trial->desk->store, LINKING_LIVE, &epoch),
                     RC_OK);
    assert_int_equal(epoch.situation.epoch, 3);
    assert_int_equal(epoch.situation.norm, LINK_NORM);
    assert_int_equal(epoch.clusters, 0);
    assert_true(epoch.swapped_us != 0);
    trial_run(trial, 20 * SECOND_US);
    assert_int_equal(digest(trial).signals, MANY);
    assert_int_equal(number(trial, "SELECT epoch_0 IS NULL FROM link_state"),
                     1);
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
        ROW(test_what_came_back_without_its_key_goes),
        ROW(test_what_a_killed_rebuild_left_is_cleared_away),
        ROW(test_what_a_rebuild_notices_is_told),
        ROW(test_a_rebuild_is_asked_for_when_values_are_spelled_otherwise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
