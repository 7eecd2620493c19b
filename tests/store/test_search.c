/* test_search -- what is found by what, in which order, and at what price */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_facts.h"
#include "store/search.h"

#define CAP    32
#define DAY_US INT64_C(86400000000)

/* A message with tokens named by small numbers. */
static int64_t
add(struct fixture *f, struct facts_row row, const char *words)
{
    uint64_t tokens[8];
    struct search_entry entry = {.seq = fixture_fact(f, row), .tokens = tokens};

    for (; *words != '\0'; words++)
        tokens[entry.tokens_n++] = 0x8000000000000000U + (uint8_t)*words;
    assert_int_equal(search_put(f->store, &entry), RC_OK);
    return entry.seq;
}

static struct search_term
term(const char *words)
{
    struct search_term out = {.n = 0};

    for (; *words != '\0'; words++)
        out.tokens[out.n++] = 0x8000000000000000U + (uint8_t)*words;
    return out;
}

/* The seqs of the hits, as text. */
static const char *
find(struct fixture *f, const struct search_query *query)
{
    static char out[128];
    struct search_hit hits[CAP];
    struct search_end end;
    size_t at = 0;

    assert_int_equal(search_find(f->store, query, hits, CAP, &end), RC_OK);
    assert_false(end.partial);
    out[0] = '\0';
    for (size_t i = 0; i < end.n; i++)
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%lld",
                               i == 0 ? "" : " ", (long long)hits[i].seq);
    return out;
}

static const struct term_row {
    const char *terms[3];
    const char *found;
} term_rows[] = {
    {{"a"}, "6 4 2 1"},
    {{"b"}, "5 4 1"},
    {{"ab"}, "6 5 4 2 1"},
    {{"a", "b"}, "4 1"},
    {{"b", "a"}, "4 1"},
    {{"a", "bc"}, "6 4 1"},
    {{"x"}, ""},
    {{"a", "x"}, ""},
    {{"x", "a"}, ""},
    {{"a", "b", "d"}, "4"},
    {{""}, ""},
    {{"xd"}, "4 3"},
    {{"dab", "ba"}, "6 5 4 2 1"},
};

static void
test_terms_all_hold_tokens_any(void **state)
{
    struct fixture *f = *state;

    (void)add(f, (struct facts_row){.day = 0}, "ab");
    (void)add(f, (struct facts_row){.day = 0}, "a");
    (void)add(f, (struct facts_row){.day = 0}, "d");
    (void)add(f, (struct facts_row){.day = 0}, "abd");
    (void)add(f, (struct facts_row){.day = 0}, "b");
    (void)add(f, (struct facts_row){.day = 0}, "ac");
    for (size_t i = 0; i < sizeof term_rows / sizeof term_rows[0]; i++) {
        const struct term_row *r = &term_rows[i];
        struct search_term terms[3];
        struct search_query query = {.terms = terms};

        while (query.terms_n < 3 && r->terms[query.terms_n] != NULL) {
            terms[query.terms_n] = term(r->terms[query.terms_n]);
            query.terms_n++;
        }
        if (strcmp(find(f, &query), r->found) != 0)
            fail_msg("row %zu: %s", i, find(f, &query));
    }
}

static void
test_hits_say_which_token_matched(void **state)
{
    struct fixture *f = *state;
    const struct search_term terms[] = {term("xba"), term("c")};
    const struct search_query query = {.terms = terms, .terms_n = 2};
    struct search_hit hits[CAP];
    struct search_end end;

    (void)add(f, (struct facts_row){.day = 0}, "ac");
    (void)add(f, (struct facts_row){.day = 0}, "abc");
    assert_int_equal(search_find(f->store, &query, hits, CAP, &end), RC_OK);
    assert_int_equal(end.n, 2);
    assert_int_equal(hits[0].matched[0], 1);
    assert_int_equal(hits[1].matched[0], 2);
    assert_int_equal(hits[1].matched[1], 0);
}

static const struct filter_row {
    const char *name;
    struct search_query query;
    const char *found;
} filter_rows[] = {
    {"nothing asked", {.before = 0}, "5 4 3 2 1"},
    {"older than", {.before = 3}, "2 1"},
    {"form", {.form = FORM_LABOUR}, "4 2"},
    {"kind", {.kind = MESSAGE_REFERRAL}, "3"},
    {"source", {.source = ORGANISATION_CARE}, "4 1"},
    {"municipality", {.municipality = 363}, "2 1"},
    {"two of them", {.municipality = 363, .source = ORGANISATION_CARE}, "1"},
    {"none has both", {.municipality = 363, .kind = MESSAGE_REFERRAL}, ""},
    {"observed from", {.observed_from_s = 200}, "3 2"},
    {"observed until", {.observed_to_s = 200}, "1"},
    {"observed within", {.observed_from_s = 100, .observed_to_s = 300}, "2 1"},
    {"no alert", {.alert_states = 1}, "5 3 2 1"},
    {"paging", {.alert_states = 1U << ALERT_PAGING}, "4"},
    {"closed", {.alert_states = 1U << ALERT_CLOSED}, ""},
    {"withdrawn", {.withdrawn = true}, ""},
};

static void
test_filters(void **state)
{
    struct fixture *f = *state;
    static const struct facts_row rows[] = {
        {.facts = {.municipality = 363, .source = ORGANISATION_CARE}},
        {.facts = {.municipality = 363, .form = FORM_LABOUR}},
        {.facts = {.kind = MESSAGE_REFERRAL, .municipality = 34}},
        {.facts = {.source = ORGANISATION_CARE, .form = FORM_LABOUR}},
        {.facts = {.form = FORM_SEXUAL}},
    };
    static const int64_t seen[] = {100, 200, 300, 0, 0};

    for (size_t i = 0; i < 5; i++) {
        struct search_entry entry = {.seq = fixture_fact(f, rows[i]),
                                     .observed_s = seen[i]};

        assert_int_equal(search_put(f->store, &entry), RC_OK);
    }
    (void)fixture_alert(f, 4, 0);
    for (size_t i = 0; i < sizeof filter_rows / sizeof filter_rows[0]; i++)
        if (strcmp(find(f, &filter_rows[i].query), filter_rows[i].found) != 0)
            fail_msg("%s: %s", filter_rows[i].name,
                     find(f, &filter_rows[i].query));
}

static void
test_indicators_and_class(void **state)
{
    struct fixture *f = *state;
    static const char *const codes[] = {"W2", "A1"};
    struct search_query query = {.indicators = codes, .indicators_n = 1};

    (void)add(f, (struct facts_row){.facts = {.codes = "A1 W2"}}, "");
    (void)add(f, (struct facts_row){.facts = {.codes = "W2"}}, "");
    (void)add(f, (struct facts_row){.facts = {.codes = "A1"}}, "");
    assert_string_equal(find(f, &query), "2 1");
    query.indicators_n = 2;
    assert_string_equal(find(f, &query), "1");
    fixture_set(f, "UPDATE fact SET class = seq");
    query = (struct search_query){.class_least = 2};
    assert_string_equal(find(f, &query), "3 2");
    (void)fixture_alert(f, 1, 0);
    fixture_set(f, "UPDATE alert SET class = 5");
    assert_string_equal(find(f, &query), "3 2 1"); /* of its case now */
}

/* Accepted one a day; the clock was set back by an hour once. */
static void
test_accepted_between(void **state)
{
    struct fixture *f = *state;
    struct search_query query = {.before = 0};

    for (size_t i = 0; i < 9; i++)
        (void)add(f, (struct facts_row){.day = 0}, "");
    fixture_set(f, "UPDATE journal SET accepted_us = 1000 * 86400000000"
                   " + seq * 86400000000 - iif(seq = 5, 3600000000, 0)");
    query.accepted_from_us = 1004 * DAY_US;
    assert_string_equal(find(f, &query), "9 8 7 6 5 4");
    query.accepted_to_us = 1005 * DAY_US;
    assert_string_equal(find(f, &query), "5 4");
    query.accepted_from_us = 0;
    assert_string_equal(find(f, &query), "5 4 3 2 1");
    query.accepted_from_us = 2000 * DAY_US;
    query.accepted_to_us = 0;
    assert_string_equal(find(f, &query), "");
}

/* 2 corrects 1, 4 corrects 2; 3 tells more; 5 withdraws 6's. */
static void
test_what_was_corrected_or_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct search_query query = {.before = 0};

    (void)add(f, (struct facts_row){.day = 0}, "");
    (void)add(f, (struct facts_row){.amends = 1, .action = VERSION_CORRECT},
              "");
    (void)add(f, (struct facts_row){.amends = 1, .action = VERSION_SUPPLEMENT},
              "");
    (void)add(f, (struct facts_row){.amends = 2, .action = VERSION_CORRECT},
              "");
    (void)add(f, (struct facts_row){.day = 0}, "");
    (void)add(f,
              (struct facts_row){.amends = 5,
                                 .action = VERSION_WITHDRAW,
                                 .facts = {.kind = MESSAGE_WITHDRAWAL}},
              "");
    assert_string_equal(find(f, &query), "4 3");
    query.withdrawn = true;
    assert_string_equal(find(f, &query), "5");
    query.any_withdrawn = true;
    assert_string_equal(find(f, &query), "5 4 3");
}

static void
test_pages_and_more(void **state)
{
    struct fixture *f = *state;
    const struct search_term terms[] = {term("a")};
    struct search_query query = {.terms = terms, .terms_n = 1};
    struct search_hit hits[CAP];
    struct search_end end;
    int64_t expected = 10;

    for (size_t i = 0; i < 10; i++)
        (void)add(f, (struct facts_row){.day = 0}, "a");
    do {
        assert_int_equal(search_find(f->store, &query, hits, 3, &end), RC_OK);
        for (size_t i = 0; i < end.n; i++)
            assert_int_equal(hits[i].seq, expected--);
        query.before = end.next;
    } while (end.next != 0);
    assert_int_equal(expected, 0);
}

/* Two long lists without a common entry: it stops, says so, and comes to the
 * end all the same. */
static void
test_what_costs_too_much_is_told_in_parts(void **state)
{
    struct fixture *f = *state;
    const struct search_term terms[] = {term("a"), term("b")};
    struct search_query query = {.terms = terms, .terms_n = 2};
    struct search_hit hits[CAP];
    struct search_end end;
    size_t partial = 0;

    (void)add(f, (struct facts_row){.day = 0}, "ab");
    fixture_set(f, "WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1"
                   " FROM n WHERE i < 20000) INSERT INTO found SELECT"
                   " -9223372036854775808 + 97 + i % 2, i FROM n");
    for (size_t found = 0; found == 0; partial++) {
        assert_int_equal(search_find(f->store, &query, hits, CAP, &end), RC_OK);
        assert_true(end.partial || end.next == 0);
        found = end.n;
        query.before = end.next;
    }
    assert_int_equal(hits[0].seq, 1);
    assert_true(partial > 2);
    assert_int_equal(end.next, 0);
}

static void
test_refusals(void **state)
{
    struct fixture *f = *state;
    struct search_term terms[SEARCH_TERMS_MAX + 1] = {{.n = 0}};
    struct search_query query = {.terms = terms,
                                 .terms_n = SEARCH_TERMS_MAX + 1};
    struct search_entry entry = {.seq = 1, .tokens_n = SEARCH_PUT_MAX + 1};
    struct search_end end;

    assert_int_equal(search_find(f->store, &query, NULL, 0, &end), RC_INVALID);
    query.terms_n = 1;
    terms[0].n = SEARCH_TOKENS_MAX + 1;
    assert_int_equal(search_find(f->store, &query, NULL, 0, &end), RC_INVALID);
    query.terms_n = 0;
    query.indicators_n = SEARCH_TERMS_MAX + 1;
    assert_int_equal(search_find(f->store, &query, NULL, 0, &end), RC_INVALID);
    assert_int_equal(search_put(f->store, &entry), RC_INVALID);
    entry.tokens_n = 0;
    assert_int_equal(search_put(f->store, &entry), RC_NOT_FOUND);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_terms_all_hold_tokens_any),
        TEST(test_hits_say_which_token_matched),
        TEST(test_filters),
        TEST(test_indicators_and_class),
        TEST(test_accepted_between),
        TEST(test_what_was_corrected_or_withdrawn),
        TEST(test_pages_and_more),
        TEST(test_what_costs_too_much_is_told_in_parts),
        TEST(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
