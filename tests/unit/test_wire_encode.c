/* Every message the desk sends, read back as JSON. */
#include <string.h>

#include "wire_answer.h"

static const struct alert alert = {
    .state = ALERT_ACKED,
    .level = LEVEL_U2,
    .kind = MESSAGE_REFERRAL,
    .generation = 3,
    .step = 2,
    .owner_name = "an",
    .messages = 4,
    .organisations = 5,
    .created_us = 6,
    .due_us = 7,
    .acknowledged_us = 8,
    .closed_us = 9,
    .outcome = OUTCOME_PASSED_ON,
    .unattended = true,
    .cause = CAUSE_CLOCK,
    .snoozed = true,
    .policy = "nood-24",
    .times = {.release_us = 10, .deadline_us = 11, .ack_us = 12},
};
static const struct alert_summary summary = {.id = "M-1",
                                             .bundle = "B-1",
                                             .prior = "M-0",
                                             .provisional = true,
                                             .alert = &alert};
#define SUMMARY                                                                \
    "{\"alert\": \"M-1\", \"state\": \"acked\", \"level\": \"u2\", "           \
    "\"kind\": \"referral\", \"generation\": 3, \"step\": 2, "                 \
    "\"owner\": \"an\", \"bundle\": \"B-1\", \"messages\": 4, "                \
    "\"organisations\": 5, \"created_us\": 6, \"due_us\": 7, "                 \
    "\"acknowledged_us\": 8, \"closed_us\": 9, "                               \
    "\"outcome\": \"passed_on\", \"unattended\": true, "                       \
    "\"cause\": \"clock\", \"snoozed\": true, \"policy\": \"nood-24\", "       \
    "\"prior\": \"M-0\", \"release_us\": 10, \"deadline_us\": 11, "            \
    "\"ack_until_us\": 12, \"provisional\": true}"

static const struct page page = {
    .page_id = ID_BYTES,
    .alert = "M-1",
    .generation = 1,
    .step = 2,
    .attempt = 3,
    .level = LEVEL_U1,
    .kind = MESSAGE_SIGNAL,
    .desk = "ams",
    .deadline_us = 4,
    .cause = CAUSE_DRILL,
    .total = 2,
    .crisis = 1,
    .listed = {{"M-2", 5, LEVEL_U2}, {"M-3", 1, LEVEL_U4B}},
    .listed_n = 2,
};
#define PAGE                                                                   \
    "{\"page_id\": \"" ID_HEX "\", \"alert\": \"M-1\", \"generation\": 1, "    \
    "\"step\": 2, \"attempt\": 3, \"level\": \"u1\", \"kind\": \"signal\", "   \
    "\"desk\": \"ams\", \"deadline_us\": 4, \"cause\": \"drill\", "            \
    "\"total\": 2, \"crisis\": 1, \"listed\": [{\"alert\": \"M-2\", "          \
    "\"generation\": 5, \"level\": \"u2\"}, {\"alert\": \"M-3\", "             \
    "\"generation\": 1, \"level\": \"u4b\"}]}"

static const struct stream_head head = {STREAM_DESK, 9, 3, 5};
#define HEAD                                                                   \
    "{\"stream\": \"desk\", \"head\": 9, \"oldest\": 3, \"confirmed\": 5}"

static void
test_welcome(void **state)
{
    struct reply_welcome w = {
        .software = "loketd",
        .principal = "p",
        .organisation = "o",
        .roles = ROLE_BIT(ROLE_SUBMITTER) | ROLE_BIT(ROLE_STATISTICS),
        .desk = "ams",
        .heads = {head, {STREAM_INBOX, 0, 1, 0}},
        .heads_n = 2,
        .epoch = ID_BYTES,
        .heartbeat_ms = 5000,
        .fallback_telephone = "+31 20 000 0000",
        .receipt_key = ID_BYTES,
        .indicator_list = "2026-1",
    };

    (void)state;
    expect(wire_welcome(&out, &w),
           ANSWER("\"welcome\": {\"protocol\": 1, \"software\": \"loketd\", "
                  "\"principal\": \"p\", \"organisation\": \"o\", \"roles\": "
                  "[\"submitter\", \"statistics\"], \"desk\": \"ams\", "
                  "\"heads\": [" HEAD ", {\"stream\": \"inbox\", \"oldest\": "
                  "1}], \"epoch\": \"" ID_HEX "\", \"heartbeat_ms\": 5000, "
                  "\"fallback_telephone\": \"+31 20 000 0000\", "
                  "\"receipt_key\": \"" ID_HEX
                  "00000000000000000000000000000000\", "
                  "\"indicator_list\": \"2026-1\"}"));
    w.heads_n = 3;
    assert_int_equal(wire_welcome(&out, &w), 0);
}

static void
test_receipt(void **state)
{
    struct reply_receipt r = {
        .id = "S-0000000A",
        .receipt = "S-0000000A-0123456789ABCDEF",
        .message_id = ID_BYTES,
        .accepted_us = 1795000000000000,
        .replayed = true,
        .desk = "ams",
    };
    size_t n = wire_receipt(&out, &r);

    (void)state;
    expect(n, ANSWER("\"receipt\": {\"id\": \"S-0000000A\", \"receipt\": "
                     "\"S-0000000A-0123456789ABCDEF\", \"message_id\": "
                     "\"" ID_HEX "\", \"accepted_us\": 1795000000000000, "
                     "\"replayed\": true, \"desk\": \"ams\"}"));
    for (size_t cap = 0; cap <= n; cap++) {
        uint8_t *room = malloc(cap + 1);
        struct wire_out small = {room, cap, id};

        assert_non_null(room);
        assert_int_equal(wire_receipt(&small, &r), cap == n ? n : 0);
        free(room);
    }
}

static void
test_refusal_and_busy(void **state)
{
    struct refusal why = {.n = 0};
    struct wire_out push = {bytes, sizeof bytes, NULL};

    (void)state;
    refusal_add(&why, REFUSAL_BSN, "text");
    refusal_add(&why, REFUSAL_REQUIRED, "identifiers[%d].value", 2);
    expect(wire_refusal(&out, &why, id),
           ANSWER("\"refusal\": {\"code\": \"bsn\", \"findings\": [{\"field\":"
                  " \"text\", \"code\": \"bsn\"}, {\"field\": "
                  "\"identifiers[2].value\", \"code\": \"required\"}], "
                  "\"message_id\": \"" ID_HEX "\"}"));
    why.n = 0;
    expect(wire_refusal(&push, &why, NULL), "{\"refusal\": {}}");
    expect(wire_busy(&out, 250, id),
           ANSWER("\"busy\": {\"retry_after_ms\": 250, \"message_id\": "
                  "\"" ID_HEX "\"}"));
    expect(wire_busy(&out, 1, NULL),
           ANSWER("\"busy\": {\"retry_after_ms\": 1}"));
}

static void
test_status(void **state)
{
    static const uint8_t statement[] = {0xaa};
    struct signed_receipt proof = {
        .statement = statement,
        .statement_n = 1,
        .signature = ID_BYTES,
        .public_key = ID_BYTES,
    };
    struct reply_status s = {
        .id = "S-1",
        .kind = MESSAGE_ADVICE,
        .state = FEEDBACK_NOT_SEEN_YET,
        .accepted_us = 1,
        .seen_us = 2,
        .outcome = OUTCOME_EXPIRED,
        .fallback_telephone = "112",
    };
#define STATUS                                                                 \
    "\"id\": \"S-1\", \"kind\": \"advice\", \"state\": \"not_seen_yet\", "     \
    "\"accepted_us\": 1, \"seen_us\": 2, \"outcome\": \"expired\", "           \
    "\"fallback_telephone\": \"112\""
#define ZEROS_16 "00000000000000000000000000000000"

    (void)state;
    expect(wire_status(&out, &s), ANSWER("\"status\": {" STATUS "}"));
    s.signed_receipt = &proof;
    expect(wire_status(&out, &s),
           ANSWER("\"status\": {" STATUS
                  ", \"signed_receipt\": {\"statement\": \"aa\", "
                  "\"signature\": \"" ID_HEX ZEROS_16 ZEROS_16 ZEROS_16
                  "\", \"public_key\": \"" ID_HEX ZEROS_16 "\"}}"));
}

static void
test_streams(void **state)
{
    const struct alert_summary alerts[] = {summary, summary};
    const struct page pages[] = {page, page};

    (void)state;
    expect(wire_attached(&out, &head, id, true),
           ANSWER("\"attached\": {\"head\": " HEAD ", \"epoch\": \"" ID_HEX
                  "\", \"truncated\": true}"));
    expect(wire_confirmed(&out, &head),
           ANSWER("\"confirmed\": {\"head\": " HEAD "}"));
    expect(wire_heartbeat(&out, &head, 1, id),
           ANSWER("\"heartbeat\": {\"heads\": [" HEAD "], \"epoch\": \"" ID_HEX
                  "\"}"));
    expect(wire_page_again(&out, &page), ANSWER("\"page_again\": " PAGE));
    expect(wire_delivered_noted(&out, id),
           ANSWER("\"delivered_noted\": {\"page_id\": \"" ID_HEX "\"}"));
    expect(wire_snapshot(&out, STREAM_DESK, 12, alerts, 2, pages, 2, true),
           ANSWER("\"snapshot\": {\"stream\": \"desk\", \"as_of\": 12, "
                  "\"alerts\": [" SUMMARY ", " SUMMARY
                  "], \"more\": true, \"pages\": [" PAGE ", " PAGE "]}"));
    expect(wire_snapshot(&out, STREAM_INBOX, 0, NULL, 0, NULL, 0, false),
           ANSWER("\"snapshot\": {\"stream\": \"inbox\"}"));
}

static void
test_alerts(void **state)
{
    static const char *const messages[] = {"S-1", "R-2"};
    struct page_record record = {
        .page_id = ID_BYTES,
        .person = "an",
        .generation = 1,
        .step = 2,
        .attempts = 3,
        .created_us = 4,
        .delivered_us = 5,
        .acknowledged_us = 6,
        .cancelled = true,
    };
    struct reply_action result = {
        .verdict = ACK_ALREADY,
        .alert = "M-1",
        .generation = 2,
        .state = ALERT_ACKED,
        .owner = "an",
    };

    (void)state;
    expect(wire_action_result(&out, &result),
           ANSWER("\"alert_action_result\": {\"verdict\": \"already\", "
                  "\"alert\": \"M-1\", \"generation\": 2, \"state\": "
                  "\"acked\", \"owner\": \"an\"}"));
    expect(
        wire_alert_list(&out, &summary, 1, true),
        ANSWER("\"alert_list\": {\"alerts\": [" SUMMARY "], \"more\": true}"));
    expect(wire_alert_detail(&out, &summary, messages, 2, &record, 1),
           ANSWER("\"alert_detail\": {\"alert\": " SUMMARY
                  ", \"messages\": [\"S-1\", \"R-2\"], \"pages\": "
                  "[{\"page_id\": \"" ID_HEX "\", \"person\": \"an\", "
                  "\"generation\": 1, \"step\": 2, \"attempts\": 3, "
                  "\"created_us\": 4, \"delivered_us\": 5, "
                  "\"acknowledged_us\": 6, \"cancelled\": true}]}"));
}

static void
test_details(void **state)
{
    static const char *const ids[] = {"S-1", "S-2"};
    uint8_t submit[64];
    struct reply_message m = {
        .id = "S-1",
        .kind = MESSAGE_SIGNAL,
        .organisation = "o",
        .accepted_us = 1,
        .bundle = "B-1",
        .alert = "M-1",
        .withdrawn = true,
        .provisional = true,
        .submit = submit,
        .submit_n = must_write("Submit", "{\"signal\": {\"text\": \"t\"}}",
                               submit, sizeof submit),
        .versions = ids,
        .versions_n = 2,
    };
    size_t n = wire_message_detail(&out, &m);

    (void)state;
    expect(n, ANSWER("\"message_detail\": {\"id\": \"S-1\", \"kind\": "
                     "\"signal\", \"organisation\": \"o\", \"accepted_us\": "
                     "1, \"bundle\": \"B-1\", \"alert\": \"M-1\", "
                     "\"withdrawn\": true, \"submit\": {\"signal\": "
                     "{\"text\": \"t\"}}, \"versions\": [\"S-1\", \"S-2\"], "
                     "\"provisional\": true}"));
    assert_memory_equal(bytes + n - m.submit_n, submit, m.submit_n);
    for (size_t cap = 0; cap <= n; cap++) {
        struct wire_out small = {malloc(cap + 1), cap, id};

        assert_non_null(small.bytes);
        assert_int_equal(wire_message_detail(&small, &m), cap == n ? n : 0);
        free(small.bytes);
    }
    expect(
        wire_bundle_detail(&out, &(struct reply_bundle){.bundle = "B-1",
                                                        .messages = {ids, 2},
                                                        .alerts = {ids, 1},
                                                        .organisations = 3,
                                                        .provisional = {ids, 2},
                                                        .observations = 4,
                                                        .sources = 5}),
        ANSWER("\"bundle_detail\": {\"bundle\": \"B-1\", \"messages\": "
               "[\"S-1\", \"S-2\"], \"alerts\": [\"S-1\"], "
               "\"organisations\": 3, \"provisional\": [\"S-1\", "
               "\"S-2\"], \"observations\": 4, \"sources\": 5}"));
}

static void
test_partners(void **state)
{
    struct partner partner = {
        .principal = {.organisation_name = "o",
                      .organisation_kind = ORGANISATION_ACM,
                      .name = "n",
                      .kind = PRINCIPAL_PERSON,
                      .roles = ROLE_BIT(ROLE_OPERATOR)},
        .keys = {{.public_key = ID_BYTES,
                  .valid_from_us = 1,
                  .valid_to_us = 2,
                  .revoked_us = 3},
                 {.valid_to_us = INT64_MAX, .revoked_us = INT64_MAX}},
        .keys_n = 2,
    };

    (void)state;
    expect(wire_partners(&out, &partner, 1, true),
           ANSWER("\"partners\": {\"partners\": [{\"organisation\": \"o\", "
                  "\"organisation_kind\": \"acm\", \"name\": \"n\", \"kind\": "
                  "\"person\", \"roles\": [\"operator\"], \"keys\": "
                  "[{\"public_key\": \"" ID_HEX ZEROS_16 "\", "
                  "\"valid_from_us\": 1, \"valid_to_us\": 2, "
                  "\"revoked_us\": 3}, {\"public_key\": \"" ZEROS_16 ZEROS_16
                  "\"}]}], \"more\": true}"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_welcome),
        cmocka_unit_test(test_receipt),
        cmocka_unit_test(test_refusal_and_busy),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_partners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
