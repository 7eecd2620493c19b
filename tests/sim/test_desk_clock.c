/* The civil clock is set while an alert waits: the wait stays what it was. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HOUR_US (60 * MINUTE_US)

static void
connect(struct trial *trial)
{
    trial_hello(trial, POLICE);
    trial_hello(trial, CARLA);
    trial_attach(trial, CARLA, "inbox", 0);
}

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    /* room to set the clock back within what the keys are valid for */
    trial->clock.virtual_utc_us += 3 * HOUR_US;
    trial->clock.virtual_mono_us += 3 * HOUR_US;
    trial_tick(trial);
    connect(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(trial, 5 * MINUTE_US);
    trial_forget(trial);
    *state = trial;
    return 0;
}

/* Ten of the fifteen minutes before the fallback is called are left. */
static void
ten_minutes_are_left(struct trial *trial, const char *when)
{
    trial_run(trial, 10 * MINUTE_US - 1);
    if (trial_pages(trial, CARLA) != 0)
        fail_msg("%s: too early", when);
    trial_run(trial, 1);
    if (trial_pages(trial, CARLA) != 1)
        fail_msg("%s: too late", when);
}

static void
test_set_back(void **state)
{
    struct trial *trial = *state;

    trial->clock.virtual_utc_us -= 2 * HOUR_US;
    ten_minutes_are_left(trial, "set back");
}

static void
test_set_forward(void **state)
{
    struct trial *trial = *state;

    trial->clock.virtual_utc_us += 2 * HOUR_US;
    ten_minutes_are_left(trial, "set forward");
}

static void
test_there_and_back(void **state)
{
    struct trial *trial = *state;

    trial->clock.virtual_utc_us += 2 * HOUR_US;
    trial_tick(trial);
    trial->clock.virtual_utc_us -= 2 * HOUR_US;
    ten_minutes_are_left(trial, "there and back");
}

/* A machine may start with a clock far behind: nobody waits for it to catch
 * up.  What was seen last is up to half a minute old. */
static void
test_behind_after_a_restart(void **state)
{
    struct trial *trial = *state;

    trial_crash(trial);
    trial->clock.virtual_utc_us -= 2 * HOUR_US;
    trial_open(trial);
    connect(trial);
    trial_run(trial, 9 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    trial_run(trial, MINUTE_US + 30 * SECOND_US);
    assert_int_equal(trial_pages(trial, CARLA), 1);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_set_back),
        ROW(test_set_forward),
        ROW(test_there_and_back),
        ROW(test_behind_after_a_restart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
