/* The desk disappears between any two steps: everything accepted is found
 * again, paged once, and no page changes. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/store.h"

/* A new desk, and anna reads her inbox from the beginning. */
static void
come_back(struct trial *trial)
{
    trial_open(trial);
    trial_hello(trial, POLICE);
    trial_hello(trial, ANNA);
    trial_hello(trial, CARLA);
    trial_tick(trial);
    trial_forget(trial);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_attach(trial, CARLA, "inbox", 0);
}

static struct store *
store_of_crashed(struct trial *trial)
{
    struct store *store = NULL;

    trial_crash(trial);
    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    return store;
}

static struct store_counts
count(struct trial *trial)
{
    struct store_counts counts;
    struct store *store = NULL;

    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_READ),
                     RC_OK);
    assert_int_equal(store_count(store, &counts), RC_OK);
    store_close(store);
    return counts;
}

static void
test_after_commit_before_routing(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_crash(trial);
    come_back(trial);
    assert_int_equal(trial_pages(trial, ANNA), 2);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 2);
    assert_int_equal(count(trial).routed, 2);
}

static void
test_after_routing_before_paging(void **state)
{
    struct trial *trial = *state;
    struct store *store = NULL;
    struct message_row row;
    size_t n = 0;
    int64_t alert = 0;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    store = store_of_crashed(trial);
    assert_int_equal(message_urgent_unrouted(store, &row, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    const struct alert fresh = {.cause = CAUSE_MESSAGE,
                                .level = LEVEL_U2,
                                .kind = row.kind,
                                .state = ALERT_PAGING,
                                .generation = 1,
                                .policy = "calm",
                                .policy_version = 1,
                                .created_us = TRIAL_START,
                                .times = {.step_us = TRIAL_START}};
    const struct alert_route route = {
        .seq = row.seq, .fresh = &fresh, .now_us = TRIAL_START};

    assert_int_equal(alert_create(store, &route, &alert), RC_OK);
    store_close(store);
    come_back(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(count(trial).alerts, 1);
}

static void
test_after_combining_before_routing(void **state)
{
    struct trial *trial = *state;
    struct combine_item item = {.seq = 1};
    struct store *store = NULL;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    store = store_of_crashed(trial);
    assert_int_equal(combine_link(store, &item, 1, NULL, NULL), RC_OK);
    store_close(store);
    come_back(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "level"), "u2");
}

/* Committed, and no byte of it left the process. */
static void
test_after_the_page_before_sending(void **state)
{
    struct trial *trial = *state;
    char *id = NULL;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial->deaf = true;
    trial_tick(trial);
    trial->deaf = false;
    trial_crash(trial);
    come_back(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    id = strdup(trial_text(trial_page(trial, ANNA, 0), "page_id"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(
        trial_text(trial_message(trial, trial_peer(ANNA), "page_again", 0),
                   "page_id"),
        id);
    free(id);
}

static void
test_after_commit_before_the_receipt(void **state)
{
    struct trial *trial = *state;
    json_t *body =
        trial_submit_body(trial, "referral", trial_referral("yes", "no"));
    json_t *again = json_deep_copy(body);

    trial->deaf = true;
    assert_null(trial_ask(trial, POLICE, "submit", body));
    trial->deaf = false;
    trial_crash(trial);
    come_back(trial);

    json_t *receipt =
        trial_body(trial_ask(trial, POLICE, "submit", again), "receipt");

    assert_true(json_is_true(json_object_get(receipt, "replayed")));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(count(trial).messages, 1);
}

/* Down for hours: one step of each alert, not all that were missed, and the
 * next wait counts from now. */
static void
test_overdue_is_one_step_each(void **state)
{
    struct trial *trial = *state;

    for (int i = 0; i < 3; i++)
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    trial_crash(trial);
    trial->clock.virtual_utc_us += 180 * MINUTE_US;
    come_back(trial);
    assert_int_equal(trial_pages(trial, CARLA), 3);
    trial_forget(trial);
    trial_run(trial, 15 * MINUTE_US - 1);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, CARLA), 3);
}

/* --- at any moment --- */

static uint64_t
dice(uint64_t *seed)
{
    *seed =
        *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Pages seen so far, by id; the same id must always say the same. */
static void
note_pages(struct trial *trial, json_t *seen)
{
    json_t *page;

    for (size_t i = 0; (page = trial_page(trial, ANNA, i)) != NULL; i++) {
        json_t *before = json_object_get(seen, trial_text(page, "page_id"));

        if (before != NULL && !json_equal(before, page))
            fail_msg("page %s changed", trial_text(page, "page_id"));
        json_object_set(seen, trial_text(page, "page_id"), page);
    }
    trial_forget(trial);
}

static void
do_something(struct trial *trial, uint64_t *random)
{
    switch (dice(random) % 6) {
    case 0:
    case 1:
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
        break;
    case 2:
        trial_post(
            trial, POLICE, "signal",
            trial_signal("1099ZZ", 1 + (unsigned)(dice(random) % 3), ""));
        break;
    case 3:
        trial_run(trial, (int64_t)(dice(random) % 2000000));
        break;
    default: {
        int64_t next_us = 0;

        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        break;
    }
    }
}

static void
test_at_any_moment(void **state)
{
    struct trial *trial = *state;
    struct store_counts counts;

    for (uint64_t seed = 1; seed <= 3; seed++) {
        uint64_t random = seed;
        json_t *seen = json_object();

        for (int i = 0; i < 60; i++) {
            do_something(trial, &random);
            if (dice(&random) % 4 != 0)
                continue;
            note_pages(trial, seen);
            trial_crash(trial);
            trial_open(trial);
            trial_hello(trial, POLICE);
            trial_hello(trial, ANNA);
            trial_attach(trial, ANNA, "inbox", 0);
        }
        trial_run(trial, 3 * SECOND_US);
        note_pages(trial, seen);
        json_decref(seen);
    }
    counts = count(trial);
    assert_true(counts.messages > 60);
    assert_int_equal(counts.routed, counts.messages);
    assert_int_equal(counts.pages, counts.alerts);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_after_commit_before_routing),
        ROW(test_after_routing_before_paging),
        ROW(test_after_combining_before_routing),
        ROW(test_after_the_page_before_sending),
        ROW(test_after_commit_before_the_receipt),
        ROW(test_overdue_is_one_step_each),
        ROW(test_at_any_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
