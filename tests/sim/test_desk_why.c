/* Why signals are together, or are not: from the numbers that decided it, for
 * any two of them, on record. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
ask(struct trial *trial, const char *id, const char *other)
{
    return trial_ask(trial, ANNA, "why",
                     json_pack("{s:s, s:s}", "id", id, "other", other));
}

static json_t *
why(struct trial *trial, const char *id, const char *other)
{
    return trial_body(ask(trial, id, other), "explanation");
}

static size_t
count(const json_t *object, const char *list)
{
    return json_array_size(json_object_get(object, list));
}

/* The prior and what the lines count are the total. */
static void
assert_adds_up(const json_t *pair)
{
    int64_t sum = trial_number(pair, "prior_mb");
    size_t i;
    json_t *line;

    json_array_foreach(json_object_get(pair, "lines"), i, line)
    {
        sum += trial_number(line, "counted_mb");
    }
    assert_int_equal(sum, trial_number(pair, "total_mb"));
}

static bool
has_line(const json_t *pair, const char *group, const char *level)
{
    size_t i;
    json_t *line;

    json_array_foreach(json_object_get(pair, "lines"), i, line)
    {
        if (strcmp(trial_text(line, "group"), group) == 0 &&
            strcmp(trial_text(line, "level"), level) == 0)
            return true;
    }
    return false;
}

static bool
has_flag(const json_t *told, const char *name)
{
    size_t i;
    json_t *flag;

    json_array_foreach(json_object_get(told, "flags"), i, flag)
    {
        if (strcmp(json_string_value(flag), name) == 0)
            return true;
    }
    return false;
}

static bool
is_between(const json_t *edge, const struct posted *a, const struct posted *b)
{
    const char *x = trial_text(edge, "a"), *y = trial_text(edge, "b");

    return (strcmp(x, a->id) == 0 && strcmp(y, b->id) == 0) ||
           (strcmp(x, b->id) == 0 && strcmp(y, a->id) == 0);
}

static int64_t
on_record(struct trial *trial)
{
    return number(trial, "SELECT count(*) FROM audit WHERE verb = 'why'");
}

static void
test_a_signal_is_told_what_ties_it(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, with_phone(at(1, "DB01")));
    struct posted b = post(trial, CARE, with_phone(at(1, "DB01")));
    struct posted c = post(trial, HOUSING, with_phone(at(2, "DB01")));
    json_t *told = why(trial, a.id, "");
    json_t *pair = json_object_get(told, "pair");

    assert_string_equal(trial_text(told, "id"), a.id);
    assert_string_equal(trial_text(told, "bundle"), bundle_of(trial, &a));
    assert_int_equal(trial_number(told, "epoch"), 1);
    assert_int_equal(trial_number(told, "link_mb"), 4250);
    assert_true(json_is_true(json_object_get(told, "provisional")));
    assert_int_equal(trial_number(told, "signals"), 3);
    assert_int_equal(count(told, "tree"), 2);
    assert_int_equal(count(told, "cut"), 0);
    assert_int_equal(count(told, "decisions"), 0);
    /* The same dwelling and telephone: more than with the third. */
    assert_true(is_between(pair, &a, &b));
    assert_adds_up(pair);
    assert_true(has_line(pair, "place", "same"));
    assert_true(has_line(pair, "contact", "same"));
    assert_string_equal(trial_text(pair, "outcome"), "strong");
    /* The weakest link of the tree is that of the third. */
    assert_false(is_between(json_object_get(told, "weakest"), &a, &b));
    assert_int_equal(on_record(trial), 1);
    posted_free(&a);
    posted_free(&b);
    posted_free(&c);
}

/* There is a sum also of two of which nothing is kept; both go on record. */
static void
test_two_with_nothing_in_common(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(2, "DB01"));
    json_t *told = why(trial, a.id, b.id);
    json_t *pair = json_object_get(told, "pair");

    assert_string_not_equal(trial_text(told, "bundle"),
                            trial_text(told, "other_bundle"));
    assert_true(is_between(pair, &a, &b));
    assert_adds_up(pair);
    assert_true(has_line(pair, "place", "same")); /* the municipality */
    assert_string_equal(trial_text(pair, "outcome"), "apart");
    assert_int_equal(count(told, "path"), 0);
    assert_int_equal(on_record(trial), 2);
    posted_free(&a);
    posted_free(&b);
}

/* Alike, but too far from each other in every list: that is told. */
static void
test_two_that_were_never_compared(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, with_phone(at(1, "DB01")));
    struct posted b = post(trial, CARE, with_phone(at(1, "DB01")));
    json_t *pair;

    change(trial, "DELETE FROM link_pair_0; DELETE FROM link_pair_1");
    pair = json_object_get(why(trial, a.id, b.id), "pair");
    assert_adds_up(pair);
    assert_string_equal(trial_text(pair, "outcome"), "");
    posted_free(&a);
    posted_free(&b);
}

static void
test_two_hang_together_by_a_third(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, with_phone(at(1, "DB01")));
    struct posted c = post(trial, HOUSING, with_phone(at(2, "DB01")));
    json_t *told = why(trial, a.id, c.id);
    json_t *path = json_object_get(told, "path");

    assert_true(together(trial, &a, &c));
    told = why(trial, a.id, c.id);
    path = json_object_get(told, "path");
    assert_int_equal(json_array_size(path), 2);
    assert_string_equal(trial_text(json_array_get(path, 0), "a"), a.id);
    assert_string_equal(trial_text(json_array_get(path, 0), "b"), b.id);
    assert_string_equal(trial_text(json_array_get(path, 1), "b"), c.id);
    posted_free(&a);
    posted_free(&b);
    posted_free(&c);
}

/* Who split them, when and why; the evidence stays visible on both sides. */
static void
test_what_was_split_is_told_with_who_and_why(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(1, "DB01"));
    json_t *told = NULL;
    json_t *decision = NULL;
    json_t *cut = NULL;

    must_decide(
        trial, "split",
        json_pack("{s:[s], s:s}", "ids", b.id, "bundle", bundle_of(trial, &a)));
    assert_false(together(trial, &a, &b));
    told = why(trial, a.id, b.id);
    assert_string_equal(trial_text(json_object_get(told, "pair"), "said"),
                        "separate");
    assert_string_equal(trial_text(json_object_get(told, "pair"), "outcome"),
                        "strong");
    assert_int_equal(count(told, "cut"), 2);
    cut = json_array_get(json_object_get(told, "cut"), 0);
    assert_true(is_between(cut, &a, &b));
    assert_string_equal(trial_text(cut, "said"), "separate");
    decision = json_array_get(json_object_get(told, "decisions"), 0);
    assert_string_equal(trial_text(decision, "verb"), "split");
    assert_string_equal(trial_text(decision, "by"), "anna");
    assert_string_equal(trial_text(decision, "reason"),
                        "known to the district");
    assert_string_equal(trial_text(cut, "decision"),
                        trial_text(decision, "decision"));
    /* It named b alone; from the side of a it is seen as well. */
    told = why(trial, bundle_of(trial, &a), "");
    assert_int_equal(count(told, "decisions"), 1);
    assert_int_equal(count(told, "cut"), 2);
    posted_free(&a);
    posted_free(&b);
}

/* What people said holds without evidence, and is no number. */
static void
test_what_was_combined_is_a_bond_of_people(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(2, "DB01"));
    json_t *told = NULL;
    json_t *edge = NULL;

    must_decide(trial, "combine", json_pack("{s:[s, s]}", "ids", a.id, b.id));
    told = why(trial, bundle_of(trial, &a), "");
    assert_true(json_object_get(told, "pair") == NULL ||
                json_is_null(json_object_get(told, "pair")));
    assert_int_equal(trial_number(told, "signals"), 2);
    assert_int_equal(count(told, "tree"), 1);
    edge = json_array_get(json_object_get(told, "tree"), 0);
    assert_string_equal(trial_text(edge, "said"), "together");
    assert_int_equal(strlen(trial_text(edge, "decision")), 10);
    told = why(trial, a.id, "");
    assert_false(json_is_true(json_object_get(told, "provisional")));
    assert_int_equal(count(told, "decisions"), 1);
    posted_free(&a);
    posted_free(&b);
}

/* One who tells much: a flag, and one source. */
static void
test_a_burst_is_flagged(void **state)
{
    struct trial *trial = *state;
    struct posted last = {0};
    json_t *told = NULL;

    for (int i = 0; i < 7; i++) {
        posted_free(&last);
        last = post(trial, POLICE, at(1, "DB01"));
    }
    told = why(trial, last.id, "");
    assert_int_equal(trial_number(told, "signals"), 7);
    assert_int_equal(trial_number(told, "sources"), 1);
    assert_true(has_flag(told, "burst"));
    assert_false(has_flag(told, "stale"));
    assert_false(has_flag(told, "oversize"));
    assert_false(has_flag(told, "common"));
    posted_free(&last);
}

/* All that may be noticed of a bundle at once, and told. */
static void
test_whatever_is_noticed_is_told(void **state)
{
    static const char *const names[] = {"oversize", "bridge", "split_tie",
                                        "stale"};
    struct trial *trial = *state;
    struct posted one = post(trial, POLICE, at(1, "DB01"));
    struct posted other = post(trial, CARE, at(1, "DB01"));
    json_t *told = why(trial, other.id, "");

    for (int kind = 1; kind <= 4; kind++) {
        char sql[160];

        assert_false(has_flag(told, names[kind - 1]));
        (void)snprintf(sql, sizeof sql,
                       "INSERT INTO link_notice (kind, cluster, a, b, mb)"
                       " SELECT %d, min(node), 0, 0, 0 FROM link_member_0",
                       kind);
        change(trial, sql);
        told = why(trial, other.id, "");
        assert_true(has_flag(told, names[kind - 1]));
    }
    posted_free(&one);
    posted_free(&other);
}

/* In no bundle any more; what was decided about it is still told. */
static void
test_a_withdrawn_signal_has_nothing(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(1, "DB01"));
    struct posted gone = {0};
    json_t *told = NULL;

    must_decide(trial, "combine", json_pack("{s:[s, s]}", "ids", a.id, b.id));
    gone = withdraw(trial, CARE, &b);
    told = why(trial, b.id, "");
    assert_string_equal(trial_text(told, "bundle"), "");
    assert_int_equal(count(told, "decisions"), 1);
    assert_int_equal(count(told, "tree"), 0);
    told = why(trial, a.id, b.id);
    assert_true(json_object_get(told, "pair") == NULL ||
                json_is_null(json_object_get(told, "pair")));
    posted_free(&a);
    posted_free(&b);
    posted_free(&gone);
}

static void
test_refused(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted more =
        amend(trial, POLICE, "signal", at(1, "DB02"), &a, "correct");
    const char *version = more.id;
    char *bundle = strdup(bundle_of(trial, &a));
    char *alert = strdup(alert_of(trial, &a));
    const struct {
        const char *id, *other, *code, *field;
    } rows[] = {
        {"S-00000000", "", "not_found", ""},
        {"nonsense", "", "not_found", ""},
        {"B-00000000", "", "not_found", ""},
        {alert, "", "not_found", ""},
        {a.id, "S-00000000", "not_found", ""},
        {a.id, bundle, "not_found", ""},
        {bundle, a.id, "invalid", "id"},
        {a.id, version, "invalid", "other"},
        {a.id, a.id, "invalid", "other"},
        {"", "", "required", "id"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *refused =
            trial_body(ask(trial, rows[i].id, rows[i].other), "refusal");
        json_t *finding =
            json_array_get(json_object_get(refused, "findings"), 0);

        if (strcmp(trial_text(finding, "code"), rows[i].code) != 0)
            fail_msg("row %zu: %s", i, trial_text(finding, "code"));
        assert_string_equal(trial_text(finding, "field"), rows[i].field);
    }
    assert_int_equal(on_record(trial), 0);
    /* Who only submits asks in vain. */
    trial_body(trial_ask(trial, POLICE, "why", json_pack("{s:s}", "id", a.id)),
               "refusal");
    free(bundle);
    free(alert);
    posted_free(&a);
    posted_free(&more);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, linking_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_signal_is_told_what_ties_it),
        ROW(test_two_with_nothing_in_common),
        ROW(test_two_that_were_never_compared),
        ROW(test_two_hang_together_by_a_third),
        ROW(test_what_was_split_is_told_with_who_and_why),
        ROW(test_what_was_combined_is_a_bond_of_people),
        ROW(test_a_burst_is_flagged),
        ROW(test_whatever_is_noticed_is_told),
        ROW(test_a_withdrawn_signal_has_nothing),
        ROW(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
