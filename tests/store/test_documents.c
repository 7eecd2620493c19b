/* test_documents -- desk documents, every version; see store/documents.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static void
expect_text(struct fixture *f, const char *name, int64_t version,
            const char *text)
{
    struct document_version got;
    uint8_t *bytes = NULL;

    assert_int_equal(document_get(f->store, name, version, &got, &bytes),
                     RC_OK);
    assert_string_equal(got.name, name);
    assert_int_equal(got.text_n, strlen(text));
    assert_memory_equal(bytes, text, strlen(text));
    free(bytes);
}

static void
test_the_newest_version_is_in_force(void **state)
{
    struct fixture *f = *state;
    struct document_version got;
    uint8_t *bytes = NULL;

    assert_int_equal(document_get(f->store, "roster", 0, &got, &bytes),
                     RC_NOT_FOUND);
    assert_int_equal(fixture_put(f, "roster", 0, "first"), RC_OK);
    assert_int_equal(fixture_put(f, "roster", 1, "second"), RC_OK);
    assert_int_equal(fixture_put(f, "policies", 0, "another"), RC_OK);
    fixture_reopen(f);
    expect_text(f, "roster", 0, "second");
    expect_text(f, "roster", 2, "second");
    expect_text(f, "roster", 1, "first");
    expect_text(f, "policies", 0, "another");
    assert_int_equal(document_get(f->store, "roster", 3, &got, &bytes),
                     RC_NOT_FOUND);
    assert_null(bytes);
}

static const struct expect_row {
    const char *name;
    int64_t expect;
    enum rc rc;
} expects[] = {
    {"none, as there is none", 0, RC_OK},
    {"none, and there is one", 0, RC_STALE},
    {"a later one", 2, RC_STALE},
    {"the one in force", 1, RC_OK},
    {"the one before", 1, RC_STALE},
};

static void
test_a_writer_who_saw_another_version_is_refused(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof expects / sizeof expects[0]; i++)
        if (fixture_put(f, "roster", expects[i].expect, "x") != expects[i].rc)
            fail_msg("%s", expects[i].name);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM desk_document"),
                     2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " object = 'desk_document'"),
                     2);
}

static const struct size_row {
    const char *what;
    const char *name;
    size_t text_n;
    enum rc rc;
} sizes[] = {
    {"no text", "persons", 0, RC_INVALID},
    {"the smallest text", "persons", 1, RC_OK},
    {"the largest text", "roster", DOCUMENT_MAX_BYTES, RC_OK},
    {"a larger one", "overrides", DOCUMENT_MAX_BYTES + 1, RC_INVALID},
    {"no name", "", 1, RC_INVALID},
    {"the longest name", "abcdefghijklmnopqrstuvwxyz01234", 1, RC_OK},
    {"a longer name", "abcdefghijklmnopqrstuvwxyz012345", 1, RC_INVALID},
};

static void
test_limits_of_a_document(void **state)
{
    struct fixture *f = *state;
    static uint8_t text[DOCUMENT_MAX_BYTES + 1];
    struct document_version got;
    uint8_t *bytes = NULL;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const struct document_new document = {
            .name = sizes[i].name, .text = text, .text_n = sizes[i].text_n};
        const struct document_put put = {
            .documents = &document, .n = 1, .reason = "", .now_us = NOW};

        if (document_put(f->store, &put) != sizes[i].rc)
            fail_msg("%s", sizes[i].what);
    }
    const struct document_put nothing = {.n = 0, .now_us = NOW};

    assert_int_equal(document_put(f->store, &nothing), RC_INVALID);
    assert_int_equal(document_get(f->store, "roster", 0, &got, &bytes), RC_OK);
    assert_memory_equal(bytes, text, DOCUMENT_MAX_BYTES);
    free(bytes);
}

static void
test_all_documents_or_none(void **state)
{
    struct fixture *f = *state;
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    struct document_new documents[] = {
        {.name = "roster", .text = (const uint8_t *)"a", .text_n = 1},
        {.name = "persons",
         .expect = 1,
         .text = (const uint8_t *)"b",
         .text_n = 1},
    };
    const struct document_put put = {.documents = documents,
                                     .n = 2,
                                     .reason = "",
                                     .events = &event,
                                     .events_n = 1,
                                     .now_us = NOW};

    assert_int_equal(document_put(f->store, &put), RC_STALE);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM desk_document"),
                     0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 0);
    documents[1].expect = 0;
    assert_int_equal(document_put(f->store, &put), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM desk_document"),
                     2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    documents[1].name = "roster"; /* twice in one: the second is stale */
    documents[0].expect = 1;
    documents[1].expect = 1;
    assert_int_equal(document_put(f->store, &put), RC_STALE);
}

static void
test_history_newest_first(void **state)
{
    struct fixture *f = *state;
    const struct document_new third = {.name = "roster",
                                       .expect = 2,
                                       .text = (const uint8_t *)"third",
                                       .text_n = 5};
    char reason[2 * REASON_BYTES];
    const struct document_put put = {.documents = &third,
                                     .n = 1,
                                     .actor = f->people[2],
                                     .reason = reason,
                                     .now_us = NOW + 3};
    struct document_version got[CAP];
    size_t n = 9;

    memset(reason, 'r', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    assert_int_equal(document_history(f->store, NULL, 0, got, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(fixture_put(f, "roster", 0, "1"), RC_OK);
    assert_int_equal(fixture_put(f, "roster", 1, "22"), RC_OK);
    assert_int_equal(fixture_put(f, "policies", 0, "p"), RC_OK);
    assert_int_equal(document_put(f->store, &put), RC_OK);

    assert_int_equal(document_history(f->store, "roster", 0, got, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(got[0].version, 3);
    assert_int_equal(got[0].at_us, NOW + 3);
    assert_int_equal(got[0].actor, f->people[2]);
    assert_string_equal(got[0].actor_name, "p2");
    assert_int_equal(strlen(got[0].reason), REASON_BYTES - 1);
    assert_int_equal(got[0].text_n, 5);
    assert_int_equal(got[1].version, 2);
    assert_int_equal(got[1].text_n, 2);
    assert_int_equal(got[1].actor, 0);
    assert_string_equal(got[1].actor_name, "");
    assert_string_equal(got[1].reason, "");
    assert_int_equal(document_history(f->store, "roster", 3, got, 1, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(got[0].version, 2);
    assert_int_equal(document_history(f->store, "roster", 1, got, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(document_history(f->store, NULL, 0, got, CAP, &n), RC_OK);
    assert_int_equal(n, 2); /* of each the one in force */
    assert_string_equal(got[0].name, "roster");
    assert_int_equal(got[0].version, 3);
    assert_string_equal(got[1].name, "policies");
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_newest_version_is_in_force),
        TEST(test_a_writer_who_saw_another_version_is_refused),
        TEST(test_limits_of_a_document),
        TEST(test_all_documents_or_none),
        TEST(test_history_newest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
