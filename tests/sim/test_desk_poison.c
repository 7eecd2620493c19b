/* One row that the database will not take never holds up the others.
 * Another connection plays the trouble with triggers. */
#include "past_store.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_hello(trial, ANNA);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_tick(trial);
    trial_forget(trial);
    *state = trial;
    return 0;
}

static void
post(struct trial *trial, unsigned n)
{
    for (unsigned i = 1; i <= n; i++)
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", i, ""));
}

/* It cannot be linked: it is in no bundle, and paged; the others are linked. */
static void
test_combining(void **state)
{
    struct trial *trial = *state;

    past_store_change(trial->dir,
                      "CREATE TRIGGER poison BEFORE INSERT ON link_record_0"
                      " WHEN NEW.node = 2 BEGIN SELECT RAISE(ABORT, ''); END");
    post(trial, 3);
    trial_run(trial, 32 * SECOND_US); /* the summary of the second and third */
    assert_int_equal(trial_called(trial, ANNA), 3);
    assert_int_equal(
        past_store_number(trial->dir,
                          "SELECT group_concat(bundle, '') FROM message"),
        13);
}

/* More of them than are looked at in one go; healed, they are routed too. */
static void
test_routing(void **state)
{
    struct trial *trial = *state;

    past_store_change(trial->dir,
                      "CREATE TRIGGER poison BEFORE UPDATE OF alert ON message"
                      " WHEN NEW.seq <= 70 BEGIN SELECT RAISE(ABORT, ''); END");
    post(trial, 72);
    trial_run(trial, 32 * SECOND_US);
    assert_int_equal(trial_called(trial, ANNA), 2);
    past_store_change(trial->dir, "DROP TRIGGER poison");
    trial_run(trial, 62 * SECOND_US); /* many at once: one summary a minute */
    assert_int_equal(trial_called(trial, ANNA), 72);
}

/* It was urgent when it could still be read: the gravest is assumed. */
static void
test_an_urgent_message_that_cannot_be_read_any_more(void **state)
{
    struct trial *trial = *state;
    json_t *signal = trial_signal("1099ZZ", 1, "");

    json_object_set_new(signal, "danger_now", json_true());
    trial_post(trial, POLICE, "signal", signal);
    past_store_change(trial->dir, "UPDATE journal SET body = x'ff'");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "level"), "u1");
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_combining),
        ROW(test_routing),
        ROW(test_an_urgent_message_that_cannot_be_read_any_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
