/* What people decide about signals: together, apart, unsure, taken back; it goes
 * before all evidence, and a contradiction is refused with its reasons. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define SIGNALS 4

struct posted {
    char *id[SIGNALS];
};

/* The first two at one address, the others alone. */
static void
post(struct trial *trial, struct posted *posted)
{
    static const unsigned houses[SIGNALS] = {12, 12, 40, 77};

    for (size_t i = 0; i < SIGNALS; i++) {
        json_t *receipt =
            trial_post(trial, i % 2 == 0 ? POLICE : HOUSING, "signal",
                       trial_signal("1099ZZ", houses[i], ""));

        posted->id[i] = strdup(trial_text(receipt, "id"));
    }
    trial_run(trial, 5 * SECOND_US);
}

static void
forget(struct posted *posted)
{
    for (size_t i = 0; i < SIGNALS; i++)
        free(posted->id[i]);
}

/* The bundle that a message is in, as a coordinator sees it; to be freed. */
static char *
bundle_of(struct trial *trial, const char *id)
{
    json_t *found =
        trial_body(trial_ask(trial, ANNA, "search",
                             json_pack("{s:s, s:s, s:i}", "purpose", "test",
                                       "kind", "signal", "limit", 100)),
                   "search_result");
    size_t i;
    json_t *hit;

    json_array_foreach(json_object_get(found, "hits"), i, hit)
    {
        if (strcmp(trial_text(hit, "id"), id) == 0)
            return strdup(trial_text(hit, "bundle"));
    }
    fail_msg("%s is not found", id);
    return NULL;
}

static bool
together(struct trial *trial, const char *a, const char *b)
{
    char *one = bundle_of(trial, a);
    char *other = bundle_of(trial, b);
    bool same = *one != '\0' && strcmp(one, other) == 0;

    free(one);
    free(other);
    return same;
}

static json_t *
decide(struct trial *trial, const char *verb, json_t *ids, json_t *more)
{
    json_t *body = json_pack("{s:s, s:o, s:s}", "verb", verb, "ids", ids,
                             "reason", "known to the district");

    if (more != NULL) {
        json_object_update(body, more);
        json_decref(more);
    }
    return trial_body(trial_ask(trial, ANNA, "link_decide", body),
                      "decision_result");
}

static const char *
verdict(json_t *result)
{
    return trial_text(result, "verdict");
}

static void
test_combined_and_taken_back(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    json_t *result = NULL;
    char *decision = NULL;

    post(trial, &p);
    assert_true(together(trial, p.id[0], p.id[1]));
    assert_false(together(trial, p.id[0], p.id[2]));
    result =
        decide(trial, "combine", json_pack("[s, s]", p.id[0], p.id[2]), NULL);
    assert_string_equal(verdict(result), "ok");
    assert_int_equal(json_array_size(json_object_get(result, "bundles")), 1);
    result = json_object_get(result, "decision");
    assert_string_equal(trial_text(result, "by"), "anna");
    assert_string_equal(trial_text(result, "reason"), "known to the district");
    assert_int_equal(trial_number(result, "ids_n"), 2);
    decision = strdup(trial_text(result, "decision"));
    assert_true(together(trial, p.id[0], p.id[2]));
    assert_true(together(trial, p.id[0], p.id[1]));

    /* It outlives a restart, and more evidence. */
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    assert_true(together(trial, p.id[0], p.id[2]));
    result = decide(trial, "take_back", json_array(),
                    json_pack("{s:s}", "decision", decision));
    assert_string_equal(verdict(result), "ok");
    assert_true(trial_number(json_object_get(result, "decision"),
                             "taken_back_us") != 0);
    assert_false(together(trial, p.id[0], p.id[2]));
    assert_true(together(trial, p.id[0], p.id[1]));
    result = decide(trial, "take_back", json_array(),
                    json_pack("{s:s}", "decision", decision));
    assert_string_equal(verdict(result), "already");
    free(decision);
    forget(&p);
}

/* Bundles may stand for their signals. */
static void
test_bundles_become_one(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    char *bundle = NULL;

    post(trial, &p);
    bundle = bundle_of(trial, p.id[1]);
    assert_string_equal(
        verdict(decide(trial, "combine", json_pack("[s, s]", bundle, p.id[3]),
                       NULL)),
        "ok");
    assert_true(together(trial, p.id[0], p.id[3]));
    assert_true(together(trial, p.id[1], p.id[3]));
    free(bundle);
    forget(&p);
}

static void
test_split_as_asked(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    char *bundle = NULL;

    post(trial, &p);
    bundle = bundle_of(trial, p.id[0]);
    assert_string_equal(
        verdict(decide(trial, "split", json_pack("[s]", p.id[1]),
                       json_pack("{s:s}", "bundle", bundle))),
        "ok");
    assert_false(together(trial, p.id[0], p.id[1]));

    /* A signal like both goes to one of them and does not undo it. */
    trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 5 * SECOND_US);
    assert_false(together(trial, p.id[0], p.id[1]));
    free(bundle);
    forget(&p);
}

static void
test_separated_from_its_bundle(void **state)
{
    struct trial *trial = *state;
    struct posted p;

    post(trial, &p);
    assert_string_equal(
        verdict(decide(trial, "separate", json_pack("[s]", p.id[1]), NULL)),
        "ok");
    assert_false(together(trial, p.id[0], p.id[1]));
    assert_string_equal(
        verdict(decide(trial, "separate", json_pack("[s]", p.id[1]), NULL)),
        "already");
    forget(&p);
}

/* Whoever asks again, or a client that did not hear the answer, decides nothing
 * new: one taken back is all of it. */
static void
test_said_twice_is_decided_once(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    char *decision = NULL;

    post(trial, &p);
    decision = strdup(trial_text(
        json_object_get(
            decide(trial, "combine",
                   json_pack("[s, s, s]", p.id[0], p.id[2], p.id[3]), NULL),
            "decision"),
        "decision"));
    for (size_t i = 2; i < SIGNALS; i++)
        assert_string_equal(
            verdict(decide(trial, "combine",
                           json_pack("[s, s]", p.id[i], p.id[0]), NULL)),
            "already");
    assert_string_equal(
        verdict(decide(trial, "combine",
                       json_pack("[s, s, s]", p.id[0], p.id[2], p.id[1]),
                       NULL)),
        "ok");
    assert_string_equal(
        verdict(decide(trial, "unsure", json_pack("[s, s]", p.id[0], p.id[3]),
                       NULL)),
        "ok");
    assert_string_equal(
        verdict(decide(trial, "unsure", json_pack("[s, s]", p.id[3], p.id[0]),
                       NULL)),
        "already");
    assert_string_equal(
        verdict(decide(trial, "take_back", json_array(),
                       json_pack("{s:s}", "decision", decision))),
        "ok");
    assert_false(together(trial, p.id[0], p.id[3]));
    assert_string_equal(
        verdict(decide(trial, "combine", json_pack("[s, s]", p.id[0], p.id[3]),
                       NULL)),
        "ok");
    free(decision);
    forget(&p);
}

/* Looked at is not decided. */
static void
test_unsure_changes_nothing(void **state)
{
    struct trial *trial = *state;
    struct posted p;

    post(trial, &p);
    assert_string_equal(
        verdict(decide(trial, "unsure", json_pack("[s, s]", p.id[0], p.id[1]),
                       NULL)),
        "ok");
    assert_true(together(trial, p.id[0], p.id[1]));
    forget(&p);
}

static void
test_a_contradiction_shows_its_path(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    json_t *result = NULL;
    json_t *path = NULL;

    post(trial, &p);
    decide(trial, "combine", json_pack("[s, s]", p.id[0], p.id[2]), NULL);
    /* both are named */
    result =
        decide(trial, "separate", json_pack("[s, s]", p.id[2], p.id[3]), NULL);
    assert_int_equal(trial_number(json_object_get(result, "decision"), "ids_n"),
                     2);
    result =
        decide(trial, "combine", json_pack("[s, s]", p.id[0], p.id[3]), NULL);
    assert_string_equal(verdict(result), "contradicts");
    path = json_object_get(result, "path");
    assert_int_equal(json_array_size(path), 2);
    assert_string_equal(trial_text(json_array_get(path, 0), "said"),
                        "together");
    assert_string_equal(trial_text(json_array_get(path, 1), "said"),
                        "separate");
    assert_int_equal(strlen(trial_text(json_array_get(path, 0), "decision")),
                     10);
    assert_false(together(trial, p.id[0], p.id[3]));
    assert_true(together(trial, p.id[0], p.id[2]));
    forget(&p);
}

static void
test_what_is_refused(void **state)
{
    struct trial *trial = *state;
    struct posted p;
    char *referral = NULL;

    post(trial, &p);
    referral = strdup(trial_text(
        trial_post(trial, POLICE, "referral", trial_referral("no", "no")),
        "id"));
    trial_run(trial, 5 * SECOND_US);

    const struct {
        const char *verb, *a, *b, *verdict;
    } rows[] = {
        {"combine", p.id[0], "S-00000000", "not_found"},
        {"combine", p.id[0], "S-x", "not_found"},
        {"combine", p.id[0], referral, "not_signals"},
        {"separate", p.id[0], referral, "not_signals"},
        {"unsure", p.id[0], "B-00000000", "not_signals"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *result =
            decide(trial, rows[i].verb,
                   json_pack("[s, s]", rows[i].a, rows[i].b), NULL);

        if (strcmp(verdict(result), rows[i].verdict) != 0)
            fail_msg("row %zu: %s", i, verdict(result));
    }
    assert_string_equal(
        verdict(decide(trial, "split", json_pack("[s]", p.id[0]),
                       json_pack("{s:s}", "bundle", "B-00000000"))),
        "not_found");
    assert_string_equal(
        verdict(decide(trial, "take_back", json_array(),
                       json_pack("{s:s}", "decision", "V-00000000"))),
        "not_found");
    trial_body(trial_ask(trial, POLICE, "link_decide",
                         json_pack("{s:s, s:[s, s], s:s}", "verb", "combine",
                                   "ids", p.id[0], p.id[2], "reason", "mine")),
               "refusal");
    free(referral);
    forget(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_combined_and_taken_back,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_bundles_become_one,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_split_as_asked,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_separated_from_its_bundle,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_said_twice_is_decided_once,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_unsure_changes_nothing,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_contradiction_shows_its_path,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_refused,
                                        trial_submitters_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
