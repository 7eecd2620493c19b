/* The disk of the desk is full: what is refused, what goes on, who hears of
 * it.  How much room there is comes from the test. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/state.h"
#include "sys/disk.h"

#define RESERVE 65536
#define PLENTY  (100 * INT64_C(1048576))

static int64_t free_bytes;

static enum rc
room(struct disk_room *out, const char *path)
{
    (void)path;
    if (free_bytes < 0) {
        errno = EIO;
        return RC_FATAL;
    }
    *out = (struct disk_room){.free_bytes = free_bytes, .total_bytes = PLENTY};
    return RC_OK;
}

/* The size of the reserve on disk; 0: there is none. */
static off_t
reserve(const struct trial *trial)
{
    char path[512];
    struct stat st;

    snprintf(path, sizeof path, "%s/reserve", trial->dir);
    return stat(path, &st) == 0 ? st.st_size : 0;
}

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    free_bytes = PLENTY;
    trial->desk->disk.room = room;
    trial_hello(trial, POLICE);
    trial_hello(trial, ANNA);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_hello(trial, DORA);
    trial_attach(trial, DORA, "inbox", 0);
    trial_tick(trial);
    trial_forget(trial);
    *state = trial;
    return 0;
}

static int
teardown(void **state)
{
    trial_free(*state);
    return 0;
}

static json_t *
post(struct trial *trial)
{
    return trial_ask(
        trial, POLICE, "submit",
        trial_submit_body(trial, "referral", trial_referral("yes", "no")));
}

static void
fill(struct trial *trial)
{
    free_bytes = 1000;
    trial_run(trial, 6 * SECOND_US);
}

static void
test_a_full_disk_takes_nothing_new(void **state)
{
    struct trial *trial = *state;
    json_t *refusal;

    assert_int_equal(reserve(trial), RESERVE);
    fill(trial);
    assert_int_equal(reserve(trial), 0);
    refusal = trial_body(post(trial), "refusal");
    assert_string_equal(trial_text(refusal, "code"), "unavailable");
    assert_int_equal(
        trial->desk->metrics.messages[MESSAGE_REFERRAL][METRICS_UNAVAILABLE],
        1);
    assert_int_equal(trial->desk->intake.messages_n, 0);
}

/* Who is on call hears once, however long it lasts; the page says why. */
static void
test_somebody_is_called(void **state)
{
    struct trial *trial = *state;

    fill(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "cause"),
                        "disk");
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "level"), "u2");
    trial_forget(trial);
    trial_run(trial, 20 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
}

static json_t *
answer_page(struct trial *trial, json_t *page)
{
    json_t *body = json_pack("{s:s, s:O, s:O}", "verb", "acknowledge", "alert",
                             json_object_get(page, "alert"), "generation",
                             json_object_get(page, "generation"));

    return trial_body(trial_ask(trial, ANNA, "alert_action", body),
                      "alert_action_result");
}

static void
test_what_was_accepted_goes_on(void **state)
{
    struct trial *trial = *state;
    json_t *page;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    page = json_deep_copy(trial_page(trial, ANNA, 0));
    fill(trial);
    assert_string_equal(trial_text(answer_page(trial, page), "verdict"), "ok");
    json_decref(page);
}

/* Half of the reserve is for answers: what is accepted is understood later. */
static void
test_combining_waits(void **state)
{
    struct trial *trial = *state;
    uint64_t before;

    trial->settings.combine_ms = 60000;
    trial_run(trial, 2 * SECOND_US);
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 1, ""));
    fill(trial);
    free_bytes = RESERVE / 2 - 1;
    before = trial->desk->metrics.combine.counts[0];
    trial_run(trial, 120 * SECOND_US);
    assert_int_equal(trial->desk->metrics.combine.counts[0], before);
    free_bytes = RESERVE / 2;
    trial_run(trial, 2 * SECOND_US);
    assert_true(trial->desk->metrics.combine.counts[0] > before);
}

static void
test_room_again(void **state)
{
    struct trial *trial = *state;

    fill(trial);
    free_bytes = 2 * RESERVE - 1;
    trial_run(trial, 6 * SECOND_US);
    trial_body(post(trial), "refusal");
    assert_int_equal(trial_notices(trial, DORA, "disk_room"), 0);
    free_bytes = 2 * RESERVE;
    trial_run(trial, 6 * SECOND_US);
    assert_int_equal(reserve(trial), RESERVE);
    trial_body(post(trial), "receipt");
    assert_int_equal(trial_notices(trial, DORA, "disk_room"), 1);
    trial_run(trial, 20 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "disk_room"), 1);
}

/* A disk that cannot be looked at is not taken for a full one. */
static void
test_it_cannot_be_looked_at(void **state)
{
    struct trial *trial = *state;

    free_bytes = -1;
    trial_run(trial, 6 * SECOND_US);
    trial_body(post(trial), "receipt");
    assert_int_equal(reserve(trial), RESERVE);
}

/* Somebody took the reserve away: it is made again. */
static void
test_a_reserve_that_is_gone(void **state)
{
    struct trial *trial = *state;
    char path[512];

    snprintf(path, sizeof path, "%s/reserve", trial->dir);
    assert_int_equal(disk_reserve_free(trial->dir), RC_OK);
    assert_int_equal(disk_reserve_free(trial->dir), RC_NOT_FOUND);
    assert_int_equal(mkdir(path, 0700), 0);
    trial_crash(trial);
    trial_open(trial);
    trial->desk->disk.room = room;
    assert_false(trial->desk->disk.reserved);
    assert_int_equal(disk_reserve_free(trial->dir), RC_FATAL);
    assert_int_equal(rmdir(path), 0);
    trial_run(trial, 6 * SECOND_US);
    assert_int_equal(reserve(trial), RESERVE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_full_disk_takes_nothing_new,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_somebody_is_called, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_what_was_accepted_goes_on, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_combining_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_room_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_it_cannot_be_looked_at, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_reserve_that_is_gone, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
