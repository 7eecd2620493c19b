/* What the desk tells about sharing, questions and bottlenecks, read back as
 * JSON; the longest of it fits where it must. */
#include <stdio.h>
#include <string.h>

#include "core/indicator.h"
#include "wire/encode_sharing.h"
#include "wire/event_body.h"
#include "wire_answer.h"

#define N64   "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define R120  N64 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
#define T280  R120 R120 "tttttttttttttttttttttttttttttttttttttttt"
#define ID_10 "D-00000000"
#define NEVER INT64_C(-1) /* takes the most bytes */

static const char *const codes[] = {"DB01", "OB06"};

static const struct reply_share share = {
    .share = "D-1",
    .bundle = "B-1",
    .to = "corp",
    .content = SHARE_ADDRESS_NOTE,
    .agreement = "covenant",
    .purpose = "p",
    .by = "anna",
    .at_us = 5,
    .recalled_us = 6,
    .row = "T7.2",
};
#define SHARE                                                                  \
    "{\"share\": \"D-1\", \"bundle\": \"B-1\", \"to\": \"corp\", "             \
    "\"content\": \"address_note\", \"agreement\": \"covenant\", "             \
    "\"purpose\": \"p\", \"by\": \"anna\", \"at_us\": 5, \"recalled_us\": "    \
    "6, \"row\": \"T7.2\"}"

static const struct shared shared = {
    .share = "D-1",
    .content = SHARE_BUNDLE_SUMMARY,
    .municipality = "GM0363",
    .postcode = "1099ZZ",
    .house_number = 7,
    .addition = "hs",
    .class_k = 4,
    .indicators = codes,
    .indicators_n = 2,
    .organisations = 2,
    .contact = "112",
    .purpose = "p",
    .agreement = "a",
    .keep_until_us = 9,
};
#define SHARED                                                                 \
    "{\"share\": \"D-1\", \"content\": 1, \"municipality\": \"GM0363\", "      \
    "\"postcode\": \"1099ZZ\", \"house_number\": 7, \"addition\": \"hs\", "    \
    "\"class\": 4, \"indicators\": [\"DB01\", \"OB06\"], \"organisations\": "  \
    "2, \"contact\": \"112\", \"purpose\": \"p\", \"agreement\": \"a\", "      \
    "\"keep_until_us\": 9}"

static void
test_shares(void **state)
{
    struct shared recalled = shared;

    recalled.recalled = true;
    (void)state;
    expect(wire_share_result(&out, SHARE_OK, &share, &shared),
           ANSWER("\"share_result\": {\"verdict\": \"ok\", \"share\": " SHARE
                  ", \"shown\": " SHARED "}"));
    expect(wire_share_result(&out, SHARE_HANDLING, NULL, NULL),
           ANSWER("\"share_result\": {\"verdict\": \"handling\"}"));
    /* whatever else stands in it */
    expect(wire_share_result(&out, SHARE_OK, NULL, &recalled),
           ANSWER("\"share_result\": {\"verdict\": \"ok\", \"shown\": "
                  "{\"share\": \"D-1\", \"content\": 1, \"recalled\": true}}"));
    expect(wire_share_list(&out, &share, 1, true),
           ANSWER("\"share_list\": {\"shares\": [" SHARE "], \"more\": true}"));
    expect(wire_share_list(&out, NULL, 0, false), ANSWER("\"share_list\": {}"));
}

static void
test_questions(void **state)
{
    static const struct reply_question asked = {.question = "Q-1",
                                                .id = "S-1",
                                                .text = "Wat?",
                                                .asked_us = 5,
                                                .answer = "Dit",
                                                .answered_us = 6};
#define QUESTION                                                               \
    "{\"question\": \"Q-1\", \"id\": \"S-1\", \"text\": \"Wat?\", "            \
    "\"asked_us\": 5, \"answer\": \"Dit\", \"answered_us\": 6}"

    (void)state;
    expect(wire_question_result(&out, ACK_ALREADY, &asked),
           ANSWER("\"question_result\": {\"verdict\": \"already\", "
                  "\"question\": " QUESTION "}"));
    expect(wire_question_result(&out, ACK_LIMIT, NULL),
           ANSWER("\"question_result\": {\"verdict\": \"limit\"}"));
    expect(wire_question_list(&out, &asked, 1),
           ANSWER("\"question_list\": {\"questions\": [" QUESTION "]}"));
}

static void
test_bottlenecks(void **state)
{
    static const struct reply_bottleneck one = {
        .id = "K-1",
        .state = BOTTLENECK_STRUCTURAL,
        .category = 1,
        .municipality = "GM0363",
        .owner = "anna",
        .accepted_us = 5,
        .changed_us = 6,
        .reason = "r",
    };
#define BOTTLENECK                                                             \
    "{\"id\": \"K-1\", \"state\": \"structural\", \"category\": "              \
    "\"shelter\", \"municipality\": \"GM0363\", \"owner\": \"anna\", "         \
    "\"accepted_us\": 5, \"changed_us\": 6, \"reason\": \"r\"}"

    (void)state;
    expect(wire_bottleneck_result(&out, ACK_OK, &one),
           ANSWER("\"bottleneck_result\": {\"verdict\": \"ok\", "
                  "\"bottleneck\": " BOTTLENECK "}"));
    expect(wire_bottleneck_result(&out, ACK_NOT_FOUND, NULL),
           ANSWER("\"bottleneck_result\": {\"verdict\": \"not_found\"}"));
    expect(wire_bottleneck_list(&out, &one, 1, true),
           ANSWER("\"bottleneck_list\": {\"bottlenecks\": [" BOTTLENECK
                  "], \"more\": true}"));
}

static void
test_events(void **state)
{
    static const struct reply_question question = {
        .question = "Q-1", .id = "S-1", .text = "Wat?"};
    uint8_t body[EVENT_BODY_BYTES];
    size_t n = event_body_shared(body, sizeof body, &shared);

    (void)state;
    expect_text("Shared", body, n, SHARED);
    n = event_body_question(body, sizeof body, &question);
    expect_text("Question", body, n,
                "{\"question\": \"Q-1\", \"id\": \"S-1\", \"text\": "
                "\"Wat?\"}");
}

/* Every code there can be, and every text at its longest. */
static void
test_the_longest_fits(void **state)
{
    static const struct reply_share long_share = {
        ID_10, ID_10, N64,   SHARE_ADDRESS_NOTE, N64, R120,
        N64,   NEVER, NEVER, "T7.2000000b"};
    static const struct reply_question long_question = {ID_10, ID_10, T280,
                                                        NEVER, T280,  NEVER};
    static const struct reply_bottleneck long_bottleneck = {
        ID_10, BOTTLENECK_DROPPED, 7, "GM0363", N64, NEVER, NEVER, R120};
    const char *many[INDICATORS_MAX];
    struct reply_share shares[LIST_LIMIT];
    struct reply_question questions[QUESTIONS_SHOWN_MAX];
    struct reply_bottleneck bottlenecks[LIST_LIMIT];
    uint8_t body[EVENT_BODY_BYTES];
    struct shared long_shared = {
        .share = ID_10,
        .content = SHARE_BUNDLE_SUMMARY,
        .municipality = "GM0363",
        .postcode = "1099ZZ",
        .house_number = UINT32_MAX,
        .addition = "a aaaaaaaa",
        .class_k = 5,
        .indicators = many,
        .indicators_n = INDICATORS_MAX,
        .organisations = UINT32_MAX,
        .contact = "+0000000000000000000000",
        .purpose = R120,
        .agreement = N64,
        .keep_until_us = NEVER,
    };

    (void)state;
    for (size_t i = 0; i < INDICATORS_MAX; i++)
        many[i] = "DB01";
    for (size_t i = 0; i < LIST_LIMIT; i++) {
        shares[i] = long_share;
        bottlenecks[i] = long_bottleneck;
    }
    for (size_t i = 0; i < QUESTIONS_SHOWN_MAX; i++)
        questions[i] = long_question;
    assert_in_range(event_body_shared(body, sizeof body, &long_shared), 1700,
                    EVENT_BODY_BYTES);
    assert_true(wire_share_list(&out, shares, LIST_LIMIT, true) > 0);
    assert_true(wire_question_list(&out, questions, QUESTIONS_SHOWN_MAX) > 0);
    assert_true(wire_bottleneck_list(&out, bottlenecks, LIST_LIMIT, true) > 0);
    assert_int_equal(wire_share_list(&out, shares, LIST_LIMIT + 1, true), 0);
    assert_int_equal(
        wire_question_list(&out, questions, QUESTIONS_SHOWN_MAX + 1), 0);
    assert_int_equal(
        wire_bottleneck_list(&out, bottlenecks, LIST_LIMIT + 1, true), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_bottlenecks),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_the_longest_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
