/* The steps of an escalation as people meet them: who is called when, what an
 * undelivered page and an empty step mean, and the fallback. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

/* The waits of policy "urgent": a page that no device has is looked at after
 * two minutes. */
#define WATCHED                                                                \
    "steps:\n"                                                                 \
    "      - {targets: [roster:primary], wait: 5m, undelivered_after: 2m}\n"   \
    "      - {targets: [person:bram], wait: 5m, undelivered_after: 2m}\n"      \
    "      - {targets: [person:carla], wait: 10m, undelivered_after: 2m}\n"    \
    "    loop_from: 2\n"                                                       \
    "    loop_every: 4m\n"                                                     \
    "    fallback: [dora]\n"                                                   \
    "  - name: other\n"                                                        \
    "    steps:\n"

static void
watched(struct trial *trial)
{
    trial_with(trial, "policies", "steps:\n", WATCHED);
}

/* A referral in immediate danger: policy "urgent". */
static void
danger(struct trial *trial)
{
    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
}

static void
expect_pages(const struct trial *trial, size_t anna, size_t bram, size_t carla,
             size_t dora)
{
    const size_t expected[] = {anna, bram, carla, dora};

    for (size_t i = 0; i < 4; i++)
        if (trial_pages(trial, ANNA + (enum trial_person)i) != expected[i])
            fail_msg("person %zu: %zu pages, not %zu", i,
                     trial_pages(trial, ANNA + (enum trial_person)i),
                     expected[i]);
}

static void
test_each_step_in_its_turn_then_the_loop(void **state)
{
    /* after the step before, who is called (bit of the person), by step */
    static const struct {
        int64_t wait_us;
        enum trial_person who;
        int64_t step;
    } rows[] = {
        {5 * MINUTE_US, BRAM, 2},  {5 * MINUTE_US, CARLA, 3},
        {10 * MINUTE_US, BRAM, 4}, {4 * MINUTE_US, CARLA, 5},
        {4 * MINUTE_US, BRAM, 6},
    };
    struct trial *trial = *state;
    enum trial_person before = ANNA;

    watched(trial);
    danger(trial);
    expect_pages(trial, 1, 0, 0, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        trial_delivered(trial, before, trial_page(trial, before, 0));
        trial_forget(trial);
        trial_run(trial, rows[i].wait_us - 1);
        expect_pages(trial, 0, 0, 0, 0);
        trial_run(trial, 1);
        expect_pages(trial, 0, rows[i].who == BRAM, rows[i].who == CARLA, 0);
        assert_int_equal(
            trial_number(trial_page(trial, rows[i].who, 0), "step"),
            rows[i].step);
        before = rows[i].who;
    }
}

static void
test_undelivered_goes_to_the_next_step(void **state)
{
    struct trial *trial = *state;

    watched(trial);
    danger(trial);
    trial_run(trial, 2 * MINUTE_US - 1);
    expect_pages(trial, 1, 0, 0, 0);
    trial_run(trial, 1);
    expect_pages(trial, 1, 1, 0, 0);
    /* and so does a step of the loop */
    trial_run(trial, 2 * MINUTE_US);
    expect_pages(trial, 1, 1, 1, 0);
}

static void
test_delivered_has_the_whole_wait(void **state)
{
    struct trial *trial = *state;

    watched(trial);
    danger(trial);
    trial_run(trial, 2 * MINUTE_US - 1);
    trial_delivered(trial, ANNA, trial_page(trial, ANNA, 0));
    trial_run(trial, 3 * MINUTE_US);
    expect_pages(trial, 1, 0, 0, 0);
    trial_run(trial, 1);
    expect_pages(trial, 1, 1, 0, 0);
}

/* Whom the step names twice is called once. */
static void
test_one_page_a_person_a_step(void **state)
{
    struct trial *trial = *state;

    trial_with(trial, "policies", "[roster:primary, person:carla]",
               "[roster:primary, person:anna, duty:coordinator]");
    danger(trial);
    trial_forget(trial);
    trial_run(trial, 5 * MINUTE_US);
    expect_pages(trial, 1, 1, 1, 0);
}

/* Nobody waits for a step without people: the next is taken in its place. */
static void
test_an_empty_step_is_passed_over(void **state)
{
    struct trial *trial = *state;

    trial_with(trial, "rosters", TRIAL_ROTATION, TRIAL_NOBODY);
    danger(trial);
    expect_pages(trial, 0, 0, 1, 0);
    assert_int_equal(trial_number(trial_page(trial, CARLA, 0), "step"), 2);
}

static void
test_nobody_in_any_step_calls_the_fallback(void **state)
{
    struct trial *trial = *state;
    char *alert = NULL;

    trial_with(trial, "policies", "[roster:primary, person:carla]",
               "[roster:primary]");
    trial_crash(trial);
    trial_documents_edit(trial, "rosters", TRIAL_ROTATION, TRIAL_NOBODY);
    trial_open(trial);
    trial_hello(trial, CARLA);
    trial_attach(trial, CARLA, "inbox", 0);
    trial_tick(trial); /* the desk tells the hole, and carla takes that */
    assert_string_equal(
        trial_act(trial, CARLA, "acknowledge",
                  trial_text(trial_page(trial, CARLA, 0), "alert"), 1, NULL),
        "ok");
    trial_everybody(trial);
    danger(trial);
    expect_pages(trial, 0, 0, 1, 0);
    alert = strdup(trial_text(trial_page(trial, CARLA, 0), "alert"));
    assert_true(
        json_is_true(json_object_get(trial_alert(trial, alert), "unattended")));
    assert_int_equal(trial_notices(trial, DORA, "unattended"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "unattended"), "id"), alert);

    /* again every five minutes, and the manager hears it once */
    for (int i = 0; i < 3; i++) {
        trial_forget(trial);
        trial_run(trial, 5 * MINUTE_US - 1);
        expect_pages(trial, 0, 0, 0, 0);
        trial_run(trial, 1);
        expect_pages(trial, 0, 0, 1, 0);
        assert_int_equal(trial_notices(trial, DORA, "unattended"), 0);
    }
    free(alert);
}

static void
revoke(struct trial *trial, const char *name)
{
    trial_body(trial_ask(trial, OPERATOR, "partner_revoke",
                         json_pack("{s:s}", "name", name)),
               "partners");
}

/* Nor can the fallback be called: then whoever can. */
static void
test_a_fallback_that_cannot_be_called(void **state)
{
    struct trial *trial = *state;

    trial_hello(trial, OPERATOR);
    revoke(trial, "anna");
    revoke(trial, "carla");
    trial_forget(trial);
    danger(trial);
    assert_true(trial_pages(trial, BRAM) > 0);
    assert_true(trial_pages(trial, DORA) > 0);
    trial_forget(trial);
    trial_run(trial, 20 * MINUTE_US);
    assert_true(trial_pages(trial, BRAM) > 1);
    assert_true(trial_pages(trial, DORA) > 1);
}

static void
test_a_policy_belongs_to_its_level(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_string_equal(
        trial_text(
            trial_alert(trial, trial_text(trial_page(trial, ANNA, 0), "alert")),
            "policy"),
        "calm");
    trial_run(trial, 15 * MINUTE_US - 1);
    expect_pages(trial, 1, 0, 0, 0);
    trial_run(trial, 1);
    expect_pages(trial, 2, 0, 1, 0);
}

static void
test_steps_are_counted(void **state)
{
    struct trial *trial = *state;

    danger(trial);
    trial_run(trial, 5 * MINUTE_US);

    json_t *alert =
        trial_alert(trial, trial_text(trial_page(trial, CARLA, 0), "alert"));

    assert_int_equal(trial_number(alert, "step"), 2);
    assert_int_equal(trial_number(alert, "generation"), 1);
    assert_int_equal(trial_number(alert, "due_us"),
                     TRIAL_START + 10 * MINUTE_US);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_each_step_in_its_turn_then_the_loop),
        ROW(test_undelivered_goes_to_the_next_step),
        ROW(test_delivered_has_the_whole_wait),
        ROW(test_one_page_a_person_a_step),
        ROW(test_an_empty_step_is_passed_over),
        ROW(test_nobody_in_any_step_calls_the_fallback),
        ROW(test_a_fallback_that_cannot_be_called),
        ROW(test_a_policy_belongs_to_its_level),
        ROW(test_steps_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
