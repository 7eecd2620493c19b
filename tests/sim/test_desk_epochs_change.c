/* What another epoch of the model makes of the same signals: what is common
 * weighs less, what people confirmed is learned, alerts are raised and never
 * lowered, and every number that was ever told still leads somewhere. */
#include "trial_epochs.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/links.h"
#include "desk/state.h"

#define HUB   7
#define PAIRS 240 /* LINK_CONFIRMED_MIN and some */

static json_t *
decide(struct trial *trial, const char *verb, const struct posted *a,
       const struct posted *b)
{
    json_t *result = trial_body(
        trial_ask(trial, DORA, "link_decide",
                  json_pack("{s:s, s:[s, s], s:s}", "verb", verb, "ids", a->id,
                            b->id, "reason", "known to the district")),
        "decision_result");

    assert_string_equal(trial_text(result, "verdict"), "ok");
    return result;
}

static json_t *
with_number(json_t *content, unsigned number)
{
    char telephone[32];

    (void)snprintf(telephone, sizeof telephone, "+31600000%03u", number);
    json_object_set_new(
        content, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value", telephone));
    return content;
}

/* Where nobody else is. */
static json_t *
elsewhere(unsigned house, const char *code)
{
    json_t *content = trial_signal("1499ZR", house, "");

    json_object_set_new(content, "indicators", json_pack("[s]", code));
    return content;
}

/* One telephone of seven cases that people told apart. */
static void
post_hub(struct trial *trial, struct posted all[HUB])
{
    for (unsigned i = 0; i < HUB; i++) {
        all[i] = post(trial, i % 2 == 0 ? POLICE : CARE,
                      with_phone(at(1 + i, "DB01")));
        for (unsigned k = 0; k < i; k++)
            (void)decide(trial, "separate", &all[k], &all[i]);
    }
    /* and a hundred cases that have nothing to do with it */
    for (unsigned i = 0; i < 60; i++)
        trial_post(trial, HOUSING, "signal",
                   with_number(at(100 + i, "DB01"), 100 + i));
    trial_run(trial, 5 * SECOND_US);
}

static void
test_what_is_common_ties_less(void **state)
{
    struct trial *trial = *state;
    struct posted all[HUB];
    struct posted before;
    struct posted gone;
    struct posted after;

    post_hub(trial, all);
    before = post(trial, HOUSING, with_phone(elsewhere(60, "DB01")));
    assert_string_not_equal(bundle_of(trial, &before), "");
    assert_true(number(trial, "SELECT count(*) FROM message WHERE bundle ="
                              " (SELECT bundle FROM message ORDER BY seq DESC"
                              "  LIMIT 1)") > 1);
    gone = withdraw(trial, HOUSING, &before);
    epoch_prepare(trial);
    assert_string_equal(epoch_verdict(trial, "swap", 2), "ok");
    epoch_run_to(trial, MAKING_NOTHING);
    assert_true(number(trial, "SELECT count(*) FROM link_frequency WHERE"
                              " clusters = 7") > 0);
    after = post(trial, HOUSING, with_phone(elsewhere(61, "DB01")));
    assert_int_equal(number(trial, "SELECT count(*) FROM message WHERE bundle ="
                                   " (SELECT bundle FROM message ORDER BY seq"
                                   "  DESC LIMIT 1)"),
                     1);
    for (unsigned i = 0; i < HUB; i++)
        posted_free(&all[i]);
    posted_free(&before);
    posted_free(&gone);
    posted_free(&after);
}

/* --- what people confirmed --- */

/* The same signals; what people say of each two in one order or the other. */
static void
post_confirmed(struct trial *trial, bool backwards)
{
    struct posted *all = calloc(2 * PAIRS, sizeof *all);

    assert_non_null(all);
    for (unsigned i = 0; i < PAIRS; i++) {
        all[2 * i] =
            posted_take(trial, trial_post(trial, POLICE, "signal",
                                          with_number(at(1 + i, "DB01"), i)));
        /* every third of another dwelling, and every fourth of another
         * telephone, as mistakes are */
        all[2 * i + 1] = posted_take(
            trial,
            trial_post(trial, CARE, "signal",
                       with_number(at(i % 3 == 0 ? 400 + i : 1 + i, "DB01"),
                                   i % 4 == 0 ? 400 + i : i)));
        if (i % 32 == 0)
            trial_forget(trial);
    }
    trial_run(trial, 20 * SECOND_US);
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned k = backwards ? PAIRS - 1 - i : i;
        const char *verb = k % 12 == 5 ? "separate" : "combine";

        (void)decide(trial, verb, &all[2 * k], &all[2 * k + 1]);
        if (i % 32 == 0)
            trial_forget(trial);
    }
    trial_run(trial, 5 * SECOND_US);
    for (unsigned i = 0; i < 2 * PAIRS; i++)
        posted_free(&all[i]);
    free(all);
}

/* Each weight that differs is told, as it is and as it would be. */
static void
check_weights(const json_t *shown, const struct linking_epoch *first,
              const struct linking_epoch *next)
{
    const json_t *told = json_object_get(shown, "weights");
    const struct link_field *fields = first->situation.fields;
    const struct link_field *learned = next->situation.fields;
    size_t n = 0;

    for (uint32_t i = 0; i < first->situation.fields_n; i++) {
        n += fields[i].different_mb != learned[i].different_mb;
        for (uint8_t k = 0; k < fields[i].levels_n; k++)
            n +=
                fields[i].levels[k].weight_mb != learned[i].levels[k].weight_mb;
    }
    assert_true(n > 0);
    assert_int_equal(json_array_size(told), n);
    for (size_t i = 0; i < n; i++) {
        const json_t *weight = json_array_get(told, i);
        const json_t *line = json_object_get(weight, "line");

        assert_string_not_equal(trial_text(line, "group"), "");
        assert_int_not_equal(trial_number(line, "weight_mb"),
                             trial_number(weight, "after_mb"));
    }
}

static void
test_what_people_confirmed_is_learned_in_any_order(void **state)
{
    struct trial *trial = *state;
    void *other_state = NULL;
    struct trial *other = NULL;
    struct linking_epoch first;
    struct linking_epoch mine;
    struct linking_epoch theirs;
    struct linking_digest my_set;
    struct linking_digest their_set;

    post_confirmed(trial, false);
    epoch_prepare(trial);
    assert_int_equal(linking_setup(&other_state), 0);
    other = other_state;
    post_confirmed(other, true);
    epoch_prepare(other);
    first = epoch_of(trial, 1);
    mine = epoch_of(trial, 2);
    theirs = epoch_of(other, 2);
    assert_int_equal(mine.confirmed, PAIRS - PAIRS / 12);
    assert_memory_not_equal(mine.situation.fields, first.situation.fields,
                            sizeof first.situation.fields);
    assert_memory_equal(&mine.situation, &theirs.situation,
                        sizeof mine.situation);
    assert_int_equal(mine.clusters, theirs.clusters);
    check_weights(epoch_ask(trial, "show", 0), &first, &mine);
    my_set = next_digest(trial);
    their_set = next_digest(other);
    assert_memory_equal(&my_set, &their_set, sizeof my_set);
    trial_free(other);
}

/* --- what changes --- */

/* An epoch is in force by which nothing hangs together. */
static void
harden(struct trial *trial)
{
    struct linking_epoch epoch;
    struct store *store = trial->desk->store;
    bool more = true;

    assert_int_equal(linking_epoch(store, LINKING_LIVE, &epoch), RC_OK);
    epoch.situation.epoch = 50;
    epoch.situation.prior_mb = -60000;
    assert_int_equal(linking_epoch_put(store, LINKING_NEXT, &epoch), RC_OK);
    assert_int_equal(linking_swap(store), RC_OK);
    while (more)
        assert_int_equal(linking_clear(store, &more), RC_OK);
    assert_int_equal(links_reload(trial->desk), RC_OK);
}

/* It shows who is joined, and by what number that is found then. */
static void
check_shown(struct trial *trial, const char *verb, const char *bundle,
            const char *joined)
{
    json_t *shown = epoch_ask(trial, verb, 0);
    const json_t *changes = json_object_get(shown, "changes");
    bool found = false;
    const json_t *change;
    size_t i;

    assert_int_equal(trial_number(shown, "changed"), 2);
    assert_int_equal(trial_number(shown, "moved"), 1);
    assert_int_equal(json_array_size(changes), 2);
    json_array_foreach(changes, i, change)
    {
        if (strcmp(trial_text(change, "bundle"), bundle) != 0)
            continue;
        found = true;
        assert_int_equal(trial_number(change, "signals"), 1);
        assert_int_equal(trial_number(change, "signals_then"), 2);
        assert_int_equal(trial_number(change, "parts"), 1);
        assert_string_equal(json_string_value(json_array_get(
                                json_object_get(change, "joined"), 0)),
                            joined);
    }
    assert_true(found);
}

/* Two cases are one by the next epoch. */
static void
test_what_it_joins_is_raised_and_found_by_both_numbers(void **state)
{
    struct trial *trial = *state;
    struct posted a;
    struct posted b;
    struct posted c;
    char *bundles[2];

    harden(trial);
    a = post(trial, POLICE, with_phone(at(1, "DB01")));
    b = post(trial, CARE, with_phone(at(1, "DB02")));
    bundles[0] = strdup(bundle_of(trial, &a));
    bundles[1] = strdup(bundle_of(trial, &b));
    assert_string_not_equal(bundles[0], bundles[1]);
    assert_string_equal(level_of(trial, &a), "u3");
    epoch_prepare(trial);
    check_shown(trial, "show", bundles[0], bundles[1]);
    check_shown(trial, "diff", bundles[0], bundles[1]);
    assert_string_equal(level_of(trial, &a), "u3");
    /* what comes now is counted too */
    c = post(trial, CARE, with_phone(at(1, "DB02")));
    assert_int_equal(trial_number(epoch_ask(trial, "show", 0), "changed"), 3);
    assert_string_equal(epoch_verdict(trial, "swap", 51), "ok");
    assert_int_equal(number(trial, "SELECT count(*) FROM link_look"), 3);
    trial_run(trial, 5 * SECOND_US);
    assert_string_equal(bundle_of(trial, &a), bundles[0]);
    assert_string_equal(bundle_of(trial, &b), bundles[0]);
    assert_int_equal(json_array_size(json_object_get(
                         bundle_detail(trial, bundles[1]), "messages")),
                     3);
    assert_string_equal(level_of(trial, &a), "u2");
    assert_string_equal(level_of(trial, &b), "u2");
    posted_free(&c);
    free(bundles[0]);
    free(bundles[1]);
    posted_free(&a);
    posted_free(&b);
}

/* Nothing of it is as of the other eight, but for most of the number: which
 * ties nothing by itself, and is not expected to. */
static json_t *
one_of_nine(unsigned i)
{
    char postcode[8];
    char municipality[8];
    json_t *content;

    (void)snprintf(postcode, sizeof postcode, "%u%c%c", 1500 + 37 * i, 'A' + i,
                   'B' + i);
    (void)snprintf(municipality, sizeof municipality, "GM%04u", 363 + i);
    content = trial_signal(postcode, 3 + 7 * i, "");
    json_object_set_new(json_object_get(content, "place"), "municipality",
                        json_string(municipality));
    json_object_set_new(content, "indicators", json_pack("[s]", "DB01"));
    return with_number(content, 30 + i);
}

/* Nine cases of which everything is the same twice, and what people said of
 * them; by an epoch that keeps nothing of it. */
static int32_t
prior_of_nine(struct trial *trial, bool apart)
{
    harden(trial);
    for (unsigned i = 0; i < 9; i++) {
        struct posted a = post(trial, POLICE, one_of_nine(i));
        struct posted b = post(trial, CARE, one_of_nine(i));

        if (apart)
            (void)decide(trial, "separate", &a, &b);
        posted_free(&a);
        posted_free(&b);
    }
    epoch_prepare(trial);
    assert_int_equal(epoch_of(trial, 51).signals, 18);
    return epoch_of(trial, 51).situation.prior_mb;
}

static void
test_what_people_set_apart_is_no_link(void **state)
{
    void *other = NULL;
    int32_t prior = prior_of_nine(*state, false);

    assert_int_equal(linking_setup(&other), 0);
    assert_true(prior_of_nine(other, true) < prior);
    trial_free(other);
}

/* Two halves of three, of which one of each shares a plate and an address. */
static void
post_halves(struct trial *trial)
{
    for (unsigned half = 0; half < 2; half++)
        for (unsigned i = 0; i < 3; i++) {
            json_t *content = with_number(at(1 + half, "DB01"), 20 + half);
            json_t *all = json_object_get(content, "identifiers");

            if (i == 1) {
                json_array_append_new(all,
                                      json_pack("{s:s, s:s}", "type", "plate",
                                                "value", "XX-99-XX"));
                json_array_append_new(all,
                                      json_pack("{s:s, s:s}", "type", "email",
                                                "value", "a@example.org"));
            }
            trial_post(trial, i % 2 == 0 ? POLICE : CARE, "signal", content);
        }
    trial_run(trial, 5 * SECOND_US);
}

/* A set that is made in the background tells nobody; once in force it does. */
static void
test_what_it_notices_is_told_once_it_is_in_force(void **state)
{
    static const char bridges[] = "SELECT count(*) FROM link_notice"
                                  " WHERE kind = 2";
    struct trial *trial = *state;

    harden(trial);
    post_halves(trial);
    epoch_prepare(trial);
    assert_int_equal(number(trial, bridges), 0);
    assert_string_equal(epoch_verdict(trial, "swap", 51), "ok");
    epoch_run_to(trial, MAKING_NOTHING);
    assert_int_equal(digest(trial).bundles, 1);
    assert_int_equal(number(trial, bridges), 1);
}

/* What tied two cases is common by the next epoch: their alerts stay what they
 * became. */
static void
test_what_it_takes_apart_stays_as_grave(void **state)
{
    struct trial *trial = *state;
    struct posted all[HUB];
    struct posted tied;
    char *alert = NULL;

    post_hub(trial, all);
    tied = post(trial, POLICE, with_phone(elsewhere(60, "DB02")));
    assert_string_equal(level_of(trial, &tied), "u2");
    alert = strdup(alert_of(trial, &tied));
    epoch_prepare(trial);
    assert_string_equal(epoch_verdict(trial, "swap", 2), "ok");
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(number(trial, "SELECT count(*) FROM message WHERE bundle ="
                                   " (SELECT bundle FROM message ORDER BY seq"
                                   "  DESC LIMIT 1)"),
                     1);
    assert_string_equal(level_of(trial, &tied), "u2");
    assert_string_equal(alert_of(trial, &tied), alert);
    free(alert);
    for (unsigned i = 0; i < HUB; i++)
        posted_free(&all[i]);
    posted_free(&tied);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_common_ties_less,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_what_people_confirmed_is_learned_in_any_order, linking_setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_what_it_joins_is_raised_and_found_by_both_numbers,
            linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_what_it_notices_is_told_once_it_is_in_force, linking_setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_people_set_apart_is_no_link,
                                        linking_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_it_takes_apart_stays_as_grave,
                                        linking_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
