/* What somebody does more often than a person would is told to people who can
 * ask why, and to nobody else: nothing is refused, and the sender sees what
 * others see. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sys/channel.h"

#define MOST    3
#define DAY_US  (24 * 60 * MINUTE_US)
#define SETTLED (2 * MINUTE_US) /* combined, and looked at */

static void
again(struct trial *trial)
{
    trial_crash(trial);
    trial->settings.places_per_day = MOST;
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, HOUSING);
    trial_hello(trial, OPERATOR);
    trial_attach(trial, OPERATOR, "inbox", 0);
    trial_forget(trial);
}

static void
tell(struct trial *trial, enum trial_person who, unsigned house)
{
    trial_post(trial, who, "signal", trial_signal("1099ZZ", house, ""));
}

/* The same place again, and others' places, do not count; the one place more
 * does, and the next ones are no news. */
static void
test_many_places_on_a_day_are_told_once(void **state)
{
    struct trial *trial = *state;

    again(trial);
    for (unsigned house = 1; house <= MOST; house++) {
        tell(trial, POLICE, house);
        tell(trial, POLICE, house);
        tell(trial, HOUSING, 100 + house);
    }
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 0);
    for (unsigned house = 1; house <= 3; house++)
        tell(trial, POLICE, MOST + house);
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "places"), "person"), "police-1");
    tell(trial, POLICE, 50);
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 1);
    /* nor does what is counted grow */
    assert_int_equal(
        past_store_number(trial->dir, "SELECT max(n) FROM place_count"),
        MOST + 1);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_seen"),
        MOST + MOST + 1);
}

/* What is refused to nobody, and told to nobody but the managers. */
static void
test_the_sender_sees_nothing_of_it(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = NULL;

    again(trial);
    for (unsigned house = 1; house <= 2 * MOST; house++) {
        receipt = trial_post(trial, POLICE, "signal",
                             trial_signal("1099ZZ", house, ""));
        assert_false(json_is_true(json_object_get(receipt, "replayed")));
        trial_run(trial, SETTLED);
    }
    assert_int_equal(trial_notices(trial, DORA, "places"), 1);
    assert_int_equal(trial_notices(trial, OPERATOR, "places"), 0);
    assert_int_equal(trial_notices(trial, POLICE, "places"), 0);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "notice"), 0);
}

static void
test_a_restart_forgets_nothing_and_two_days_all(void **state)
{
    struct trial *trial = *state;

    again(trial);
    for (unsigned house = 1; house <= MOST; house++)
        tell(trial, POLICE, house);
    trial_run(trial, SETTLED);
    again(trial);
    tell(trial, POLICE, MOST + 1);
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 1);
    again(trial);
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 0);
    /* the next day begins anew; what was counted is gone after it */
    trial_skip(trial, DAY_US);
    trial_forget(trial);
    for (unsigned house = 1; house <= MOST; house++)
        tell(trial, POLICE, house);
    trial_run(trial, SETTLED);
    assert_int_equal(trial_notices(trial, DORA, "places"), 0);
    trial_skip(trial, 2 * DAY_US);
    trial_run(trial, SETTLED);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_seen"), 0);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_count"), 0);
}

/* Two senders of one place, and one on two days, have nothing in common. */
static void
test_what_is_counted_ties_nothing(void **state)
{
    struct trial *trial = *state;

    again(trial);
    tell(trial, POLICE, 1);
    tell(trial, HOUSING, 1);
    trial_run(trial, SETTLED);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_seen"), 2);

    int64_t one =
        past_store_number(trial->dir, "SELECT min(place) FROM place_seen");
    int64_t other =
        past_store_number(trial->dir, "SELECT max(place) FROM place_seen");

    assert_int_not_equal(one, other);
    trial_skip(trial, 12 * 60 * MINUTE_US);
    tell(trial, POLICE, 1);
    trial_run(trial, SETTLED);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_seen"), 1);
    assert_int_not_equal(
        past_store_number(trial->dir, "SELECT place FROM place_seen"), one);
    assert_int_not_equal(
        past_store_number(trial->dir, "SELECT place FROM place_seen"), other);
    assert_int_equal(
        past_store_number(trial->dir,
                          "SELECT count(*) FROM place_seen"
                          " WHERE place IN (SELECT token FROM found)"),
        0);
}

static void
flag(struct trial *trial, enum trial_person who)
{
    const struct channel_frame frame = {.type = CHANNEL_FLAG,
                                        .key = trial->keys[who]};

    assert_int_equal(desk_take(trial->desk, &frame), RC_OK);
}

/* What is combined the day after it was accepted counts then; what is combined
 * anew much later does not count again. */
static void
test_old_messages_are_not_counted_again(void **state)
{
    struct trial *trial = *state;

    again(trial);
    tell(trial, POLICE, 1);
    trial->clock.virtual_utc_us += 3 * DAY_US; /* nobody ticks meanwhile */
    trial->clock.virtual_mono_us += 3 * DAY_US;
    again(trial);
    trial_run(trial, SETTLED);
    assert_true(past_store_number(trial->dir, "SELECT count(*) FROM found") >
                0);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM place_seen"), 0);
}

static void
test_a_flood_is_told_once_an_hour(void **state)
{
    struct trial *trial = *state;

    again(trial);
    flag(trial, POLICE);
    flag(trial, POLICE);
    assert_int_equal(trial_notices(trial, OPERATOR, "flood"), 1);
    assert_int_equal(trial_notices(trial, DORA, "flood"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, OPERATOR, "flood"), "person"), "police");
    assert_int_equal(trial_notices(trial, ANNA, "flood"), 0);
    flag(trial, HOUSING);
    assert_int_equal(trial_notices(trial, OPERATOR, "flood"), 2);
    again(trial);
    flag(trial, POLICE);
    assert_int_equal(trial_notices(trial, OPERATOR, "flood"), 0);
    trial_skip(trial, 61 * MINUTE_US);
    flag(trial, POLICE);
    assert_int_equal(trial_notices(trial, OPERATOR, "flood"), 1);
    /* a key that is not there any more is nobody's */
    const struct channel_frame gone = {.type = CHANNEL_FLAG, .key = 999};

    assert_int_equal(desk_take(trial->desk, &gone), RC_OK);
    assert_int_equal(trial_notices(trial, OPERATOR, "flood"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_places_on_a_day_are_told_once,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_the_sender_sees_nothing_of_it,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_a_restart_forgets_nothing_and_two_days_all, trial_desk_setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_counted_ties_nothing,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_old_messages_are_not_counted_again,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_flood_is_told_once_an_hour,
                                        trial_desk_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
