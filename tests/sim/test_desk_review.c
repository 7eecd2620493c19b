/* What waits for a person to say whether it belongs together: the best first,
 * with its sum, until somebody has said so. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* One street, near enough to ask about: houses 1, 5 and 9 have one postcode. */
struct street {
    struct posted a, b, c;
};

static void
post_street(struct trial *trial, struct street *street)
{
    street->a = post(trial, POLICE, at(1, "DB01"));
    street->b = post(trial, CARE, at(5, "DB01"));
    street->c = post(trial, HOUSING, at(9, "DB02"));
}

static void
forget_street(struct street *street)
{
    posted_free(&street->a);
    posted_free(&street->b);
    posted_free(&street->c);
}

static json_t *
review(struct trial *trial, json_t *body)
{
    return trial_body(trial_ask(trial, ANNA, "list_review", body),
                      "review_list");
}

/* What the desk wrote, and something behind it, is not what it wrote. */
static void
refuses_with_more_behind(struct trial *trial, const char *after)
{
    static const char *const behind[] = {"x", " ", "0000000000000000000"};
    char changed[256];

    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        const json_t *finding = NULL;

        snprintf(changed, sizeof changed, "%s%s", after, behind[i]);
        finding = json_array_get(
            json_object_get(
                trial_body(trial_ask(trial, ANNA, "list_review",
                                     json_pack("{s:s}", "after", changed)),
                           "refusal"),
                "findings"),
            0);
        assert_string_equal(trial_text(finding, "field"), "after");
    }
}

static size_t
items(const json_t *list)
{
    return json_array_size(json_object_get(list, "items"));
}

static json_t *
item(const json_t *list, size_t i)
{
    return json_array_get(json_object_get(list, "items"), i);
}

static int64_t
total(const json_t *one)
{
    return trial_number(json_object_get(one, "pair"), "total_mb");
}

static bool
is_of(const json_t *one, const struct posted *a, const struct posted *b)
{
    const json_t *pair = json_object_get(one, "pair");
    const char *x = trial_text(pair, "a"), *y = trial_text(pair, "b");

    return (strcmp(x, a->id) == 0 && strcmp(y, b->id) == 0) ||
           (strcmp(x, b->id) == 0 && strcmp(y, a->id) == 0);
}

static void
test_what_may_belong_together_waits(void **state)
{
    struct trial *trial = *state;
    struct street street;
    json_t *list = NULL;
    json_t *one = NULL;

    post_street(trial, &street);
    list = review(trial, json_object());
    assert_int_equal(items(list), 3);
    assert_int_equal(trial_number(list, "waiting"), 3);
    assert_string_equal(trial_text(list, "next"), "");
    for (size_t i = 0; i + 1 < items(list); i++)
        assert_true(total(item(list, i)) >= total(item(list, i + 1)));
    one = item(list, 0);
    assert_string_equal(trial_text(one, "kind"), "possible");
    assert_true(total(one) >= -1000);
    assert_true(total(one) < 4250);
    assert_true(json_array_size(json_object_get(json_object_get(one, "pair"),
                                                "lines")) > 0);
    assert_string_not_equal(trial_text(one, "bundle_a"),
                            trial_text(one, "bundle_b"));
    assert_int_equal(trial_number(one, "signals_a"), 1);
    assert_true(trial_number(one, "accepted_us_b") > 0);
    forget_street(&street);
}

static void
test_about_one_signal_or_bundle(void **state)
{
    struct trial *trial = *state;
    struct street street;
    json_t *list = NULL;

    post_street(trial, &street);
    list = review(trial, json_pack("{s:s}", "id", street.b.id));
    assert_int_equal(items(list), 2);
    for (size_t i = 0; i < items(list); i++)
        assert_false(is_of(item(list, i), &street.a, &street.c));
    list = review(trial, json_pack("{s:s}", "id", bundle_of(trial, &street.c)));
    assert_int_equal(items(list), 2);
    list = review(trial, json_pack("{s:i}", "from_mb", 4000));
    assert_int_equal(items(list), 0);
    forget_street(&street);
}

/* A part at a time: each pair once. */
static void
test_page_by_page(void **state)
{
    struct trial *trial = *state;
    struct street street;
    char *after = strdup("");
    int64_t last = INT64_MAX;
    size_t seen = 0;

    post_street(trial, &street);
    for (size_t i = 0; i < 4 && (i == 0 || *after != '\0'); i++) {
        json_t *list =
            review(trial, json_pack("{s:i, s:s}", "limit", 1, "after", after));

        free(after);
        after = strdup(trial_text(list, "next"));
        if (*after != '\0')
            refuses_with_more_behind(trial, after);
        seen += items(list);
        if (items(list) == 0)
            continue;
        assert_int_equal(items(list), 1);
        assert_true(total(item(list, 0)) <= last);
        last = total(item(list, 0));
        assert_string_equal(
            trial_text(json_object_get(item(list, 0), "pair"), "said"), "");
    }
    assert_int_equal(seen, 3);
    free(after);
    forget_street(&street);
}

/* What was answered waits no more; who was unsure may look again. */
static void
test_answers_empty_the_queue(void **state)
{
    struct trial *trial = *state;
    struct street street;
    json_t *list = NULL;

    post_street(trial, &street);
    must_decide(trial, "unsure",
                json_pack("{s:[s, s]}", "ids", street.a.id, street.b.id));
    list = review(trial, json_object());
    assert_int_equal(items(list), 2);
    list = review(trial, json_pack("{s:b}", "unsure", 1));
    assert_int_equal(items(list), 3);
    must_decide(trial, "separate",
                json_pack("{s:[s, s]}", "ids", street.a.id, street.c.id));
    must_decide(trial, "combine",
                json_pack("{s:[s, s]}", "ids", street.b.id, street.c.id));
    list = review(trial, json_object());
    assert_int_equal(items(list), 0);
    forget_street(&street);
}

/* Linked by the model alone: is that right? */
static void
test_what_is_provisional_waits_too(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(1, "DB01"));
    json_t *list = review(trial, json_pack("{s:s}", "kind", "provisional"));

    assert_int_equal(items(list), 1);
    assert_true(is_of(item(list, 0), &a, &b));
    assert_int_equal(trial_number(item(list, 0), "signals_a"), 2);
    assert_int_equal(items(review(trial, json_object())), 0);
    must_decide(trial, "combine", json_pack("{s:[s, s]}", "ids", a.id, b.id));
    list = review(trial, json_pack("{s:s}", "kind", "provisional"));
    assert_int_equal(items(list), 0);
    posted_free(&a);
    posted_free(&b);
}

static json_t *
ties(struct trial *trial)
{
    return review(trial,
                  json_pack("{s:s, s:b}", "kind", "split_tie", "unsure", 1));
}

/* Of one that waits none waits once it is answered, whatever is asked for,
 * until that is taken back. */
static void
answer_tie(struct trial *trial, const char *answer)
{
    json_t *list = ties(trial);
    json_t *pair = json_object_get(item(list, 0), "pair");
    json_t *body = json_pack("{s:s, s:s, s:[s, s]}", "verb", answer, "reason",
                             "known to the district", "ids",
                             trial_text(pair, "a"), trial_text(pair, "b"));
    json_t *result = trial_body(trial_ask(trial, ANNA, "link_decide", body),
                                "decision_result");
    char *decision = NULL;

    assert_string_equal(trial_text(result, "verdict"), "ok");
    decision =
        strdup(trial_text(json_object_get(result, "decision"), "decision"));
    list = ties(trial);
    if (items(list) != 0 || trial_number(list, "waiting") != 0)
        fail_msg("%s: it waits", answer);
    must_decide(trial, "take_back",
                json_pack("{s:[], s:s}", "ids", "decision", decision));
    assert_int_equal(items(ties(trial)), 1);
    free(decision);
}

/* New information about what was split: somebody looks at it, once. */
static void
test_what_ties_a_split(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(1, "DB01"));
    struct posted c = {0};
    json_t *list = NULL;

    must_decide(
        trial, "split",
        json_pack("{s:[s], s:s}", "ids", b.id, "bundle", bundle_of(trial, &a)));
    list = review(trial, json_pack("{s:s}", "kind", "split_tie"));
    assert_int_equal(items(list), 0);
    c = post(trial, HOUSING, at(1, "DB02"));
    list = review(trial, json_pack("{s:s}", "kind", "split_tie"));
    assert_int_equal(items(list), 1);
    assert_int_equal(trial_number(list, "waiting"), 1);
    assert_string_equal(trial_text(item(list, 0), "kind"), "split_tie");
    assert_true(is_of(item(list, 0), &c, &a) || is_of(item(list, 0), &c, &b));
    assert_string_not_equal(trial_text(item(list, 0), "bundle_a"),
                            trial_text(item(list, 0), "bundle_b"));
    list =
        review(trial, json_pack("{s:s, s:s}", "kind", "split_tie", "id", c.id));
    assert_int_equal(items(list), 1);
    answer_tie(trial, "unsure");
    answer_tie(trial, "separate");
    answer_tie(trial, "combine");
    posted_free(&a);
    posted_free(&b);
    posted_free(&c);
}

/* However much else is to be looked at in bundles, and nobody did. */
static void
test_a_tie_among_much_else(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(1, "DB01"));
    struct posted c = {0};

    must_decide(
        trial, "split",
        json_pack("{s:[s], s:s}", "ids", b.id, "bundle", bundle_of(trial, &a)));
    c = post(trial, POLICE, at(99, "DB01"));
    change(trial, "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL"
                  " SELECT n + 1 FROM i WHERE n < 1200)"
                  " INSERT INTO link_notice (kind, cluster, a, b, mb)"
                  " SELECT 2, (SELECT max(seq) FROM message), n, n, 0"
                  " FROM i");
    posted_free(&c);
    c = post(trial, HOUSING, at(1, "DB02"));
    assert_int_equal(
        items(review(trial, json_pack("{s:s}", "kind", "split_tie"))), 1);
    posted_free(&a);
    posted_free(&b);
    posted_free(&c);
}

/* What ties two signals is content: who reads it is on record, part by part. */
static void
test_who_reads_it_is_on_record(void **state)
{
    struct trial *trial = *state;
    const char *about = "SELECT count(*) FROM audit WHERE verb = 'review'"
                        " AND object <> ''";
    struct street street;

    post_street(trial, &street);
    review(trial, json_pack("{s:i}", "limit", 1));
    assert_int_equal(
        number(trial, "SELECT count(*) FROM audit WHERE verb = 'review'"), 1);
    assert_int_equal(number(trial, about), 0);
    review(trial, json_pack("{s:s}", "id", street.b.id));
    assert_int_equal(number(trial, about), 1);
    forget_street(&street);
}

static void
test_refused(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    const struct {
        json_t *body;
        const char *code, *field;
    } rows[] = {
        {json_pack("{s:s}", "id", "S-00000000"), "not_found", ""},
        {json_pack("{s:s}", "id", "nonsense"), "not_found", ""},
        {json_pack("{s:s}", "id", alert_of(trial, &a)), "not_found", ""},
        {json_pack("{s:s}", "after", "nonsense"), "invalid", "after"},
        {json_pack("{s:s}", "after", "S-00000000:S-00000000:x"), "invalid",
         "after"},
        {json_pack("{s:s}", "after", "S-00000000:S-00000000:99999999999"),
         "invalid", "after"},
        {json_pack("{s:s}", "after", "B-00000000:S-00000000:1"), "invalid",
         "after"},
        {json_pack("{s:i}", "limit", 51), "out_of_range", "limit"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *refused = trial_body(
            trial_ask(trial, ANNA, "list_review", rows[i].body), "refusal");
        json_t *finding =
            json_array_get(json_object_get(refused, "findings"), 0);

        if (strcmp(trial_text(finding, "code"), rows[i].code) != 0)
            fail_msg("row %zu: %s", i, trial_text(finding, "code"));
        assert_string_equal(trial_text(finding, "field"), rows[i].field);
    }
    trial_body(trial_ask(trial, POLICE, "list_review", json_object()),
               "refusal");
    posted_free(&a);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, linking_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_what_may_belong_together_waits),
        ROW(test_about_one_signal_or_bundle),
        ROW(test_page_by_page),
        ROW(test_answers_empty_the_queue),
        ROW(test_what_is_provisional_waits_too),
        ROW(test_what_ties_a_split),
        ROW(test_a_tie_among_much_else),
        ROW(test_who_reads_it_is_on_record),
        ROW(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
