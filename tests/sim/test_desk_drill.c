/* A drill calls people as an alert would, and ends by being taken. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static char *
start(struct trial *trial)
{
    json_t *started = trial_body(trial_ask(trial, DORA, "drill_start",
                                           json_pack("{s:s}", "level", "u1")),
                                 "drill_started");
    char *alert = strdup(trial_text(started, "alert"));

    trial_tick(trial);
    return alert;
}

static void
test_taken_is_over(void **state)
{
    struct trial *trial = *state;
    char *alert = start(trial);

    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "cause"),
                        "drill");
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "alert"), alert);
    assert_string_equal(trial_act(trial, ANNA, "acknowledge", alert, 1, NULL),
                        "ok");
    assert_string_equal(trial_text(trial_alert(trial, alert), "state"),
                        "closed");
    trial_run(trial, 40 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    assert_int_equal(trial_notices(trial, DORA, "drill_failed"), 0);
    free(alert);
}

static void
test_nobody_took_it(void **state)
{
    struct trial *trial = *state;
    char *alert = start(trial);

    trial_run(trial, 30 * MINUTE_US - 1);
    assert_true(trial_pages(trial, CARLA) > 1); /* it escalates as any other */
    assert_string_equal(trial_text(trial_alert(trial, alert), "state"),
                        "paging");
    assert_int_equal(trial_notices(trial, DORA, "drill_failed"), 0);
    trial_run(trial, 1);
    assert_string_equal(trial_text(trial_alert(trial, alert), "state"),
                        "closed");
    assert_int_equal(trial_notices(trial, DORA, "drill_failed"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "drill_failed"), "id"), alert);
    trial_forget(trial);
    trial_run(trial, 20 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    free(alert);
}

/* Senders hear nothing of it. */
static void
test_no_sender_hears_of_it(void **state)
{
    struct trial *trial = *state;

    free(start(trial));
    trial_run(trial, 40 * MINUTE_US);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);
}

static void
test_who_may_start_one(void **state)
{
    struct trial *trial = *state;

    assert_string_equal(
        trial_text(trial_body(trial_ask(trial, POLICE, "drill_start",
                                        json_pack("{s:s}", "level", "u1")),
                              "refusal"),
                   "code"),
        "denied");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 0);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_taken_is_over),
        ROW(test_nobody_took_it),
        ROW(test_no_sender_hears_of_it),
        ROW(test_who_may_start_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
