/* Stream events: bodies as stored, carried as they are, as many as fit; and
 * lists at their limits. */
#include <string.h>

#include "wire/encode.h"
#include "wire/event_body.h"
#include "wire_text.h"

static uint8_t bytes[FRAME_MAX_BYTES];
static const uint8_t id[] = ID_BYTES;

#define LONG_NAME                                                              \
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

/* The longest there can be. */
static const struct alert long_alert = {
    .state = ALERT_CLOSED,
    .level = LEVEL_U4,
    .kind = MESSAGE_WITHDRAWAL,
    .generation = UINT32_MAX,
    .step = UINT32_MAX,
    .owner_name = LONG_NAME,
    .messages = UINT32_MAX,
    .organisations = UINT32_MAX,
    .created_us = -1,
    .due_us = -1,
    .acknowledged_us = -1,
    .closed_us = -1,
    .outcome = OUTCOME_EXPIRED,
    .unattended = true,
    .cause = CAUSE_INVARIANT,
    .snoozed = true,
    .policy = LONG_NAME,
    .times = {.release_us = -1, .deadline_us = -1, .ack_us = -1},
};
static const struct alert_summary long_summary = {
    .id = "M-00000000",
    .bundle = "B-00000000",
    .prior = "M-11111111",
    .alert = &long_alert,
};

#define LONG_LISTED                                                            \
    {                                                                          \
        "M-00000000", UINT32_MAX, LEVEL_U4B                                    \
    }
#define TEN_LISTED                                                             \
    {                                                                          \
        LONG_LISTED, LONG_LISTED, LONG_LISTED, LONG_LISTED, LONG_LISTED,       \
            LONG_LISTED, LONG_LISTED, LONG_LISTED, LONG_LISTED, LONG_LISTED    \
    }

static const struct page long_page = {
    .page_id = ID_BYTES,
    .alert = "M-00000000",
    .generation = UINT32_MAX,
    .step = UINT32_MAX,
    .attempt = UINT32_MAX,
    .level = LEVEL_U4,
    .kind = MESSAGE_WITHDRAWAL,
    .desk = LONG_NAME,
    .deadline_us = -1,
    .cause = CAUSE_INVARIANT,
    .total = UINT32_MAX,
    .crisis = UINT32_MAX,
    .listed = TEN_LISTED,
    .listed_n = LISTED_MAX,
};
static const struct digest_list long_digest = {
    .kind = DIGEST_KIND_HANDOVER,
    .total = UINT32_MAX,
    .listed = TEN_LISTED,
    .listed_n = LISTED_MAX,
};
static const struct notice long_notice = {
    .code = NOTICE_STORM,
    .roster = LONG_NAME,
    .person = LONG_NAME,
    .start_us = -1,
    .end_us = -1,
    .id = LONG_NAME,
};

static const struct page single_page = {
    .page_id = ID_BYTES,
    .alert = "M-00000000",
    .generation = UINT32_MAX,
    .step = 2,
    .attempt = 3,
    .level = LEVEL_U4B,
    .kind = MESSAGE_WITHDRAWAL,
    .desk = "ams",
    .deadline_us = -1,
    .cause = CAUSE_DRILL,
};

static const struct feedback long_feedback = {
    .state = FEEDBACK_TERM_EXCEEDED,
    .outcome = OUTCOME_EXPIRED,
    .telephone = "+00000000000000000000000",
    .earlier = "S-00000000",
    .until_us = INT64_MIN,
    .call_112 = true,
};

static void
test_bodies_say_what_was_meant(void **state)
{
    uint8_t body[EVENT_BODY_BYTES];
    size_t n;

    (void)state;
    n = event_body_cancelled(body, sizeof body, id, "M-1", ALERT_ACKED, "an");
    expect_text("PageCancelled", body, n,
                "{\"page_id\": \"" ID_HEX "\", \"alert\": \"M-1\", "
                "\"state\": \"acked\", \"owner\": \"an\"}");
    n = event_body_feedback(
        body, sizeof body, "S-1",
        &(struct feedback){.state = FEEDBACK_NOT_SEEN_YET, .telephone = "112"});
    expect_text("Feedback", body, n,
                "{\"id\": \"S-1\", \"state\": \"not_seen_yet\", "
                "\"fallback_telephone\": \"112\"}");
    n = event_body_feedback(body, sizeof body, "R-2",
                            &(struct feedback){.state = FEEDBACK_DUPLICATE,
                                               .earlier = "R-1",
                                               .until_us = 7,
                                               .call_112 = true});
    expect_text("Feedback", body, n,
                "{\"id\": \"R-2\", \"state\": \"duplicate\", \"earlier\": "
                "\"R-1\", \"until_us\": 7, \"call_112\": true}");
    n = event_body_task(body, sizeof body, "T-1", "R-1",
                        &(struct task){.task = 3,
                                       .referral = 4,
                                       .kind = TASK_LEGAL,
                                       .state = TASK_STATE_ASKED,
                                       .asked_by = 5,
                                       .due_us = 6,
                                       .reason = "vol"});
    expect_text("Task", body, n,
                "{\"task\": \"T-1\", \"referral\": \"R-1\", \"kind\": 3, "
                "\"state\": \"asked\", \"due_us\": 6}");
    n = event_body_notice(body, sizeof body,
                          &(struct notice){.code = NOTICE_TERM_NEAR,
                                           .roster = "",
                                           .person = "",
                                           .id = "R-1",
                                           .name = "bedenktijd"});
    expect_text("Notice", body, n,
                "{\"code\": \"term_near\", \"id\": \"R-1\", \"name\": "
                "\"bedenktijd\"}");
    n = event_body_page(body, sizeof body, &single_page);
    expect_text("Page", body, n,
                "{\"page_id\": \"" ID_HEX "\", \"alert\": \"M-00000000\", "
                "\"generation\": 4294967295, \"step\": 2, \"attempt\": 3, "
                "\"level\": \"u4b\", \"kind\": \"withdrawal\", \"desk\": "
                "\"ams\", \"deadline_us\": -1, \"cause\": \"drill\"}");
}

/* A summary names alerts instead of one; each with the generation that
 * acknowledging it needs. */
static void
test_summaries_list_alerts(void **state)
{
    uint8_t body[EVENT_BODY_BYTES];
    struct page page = {
        .page_id = ID_BYTES,
        .attempt = 1,
        .level = LEVEL_U2,
        .desk = "ams",
        .total = 12,
        .crisis = 3,
        .listed = {{"M-1", 2, LEVEL_U2}, {"M-2", 1, LEVEL_U3}},
        .listed_n = 2,
    };
    const struct digest_list digest = {
        .kind = DIGEST_KIND_WEEKLY,
        .total = 7,
        .listed = {{"M-3", 4, LEVEL_U4B}},
        .listed_n = 1,
    };
    size_t n;

    (void)state;
    n = event_body_page(body, sizeof body, &page);
    expect_text("Page", body, n,
                "{\"page_id\": \"" ID_HEX "\", \"attempt\": 1, \"level\": "
                "\"u2\", \"desk\": \"ams\", \"total\": 12, \"crisis\": 3, "
                "\"listed\": [{\"alert\": \"M-1\", \"generation\": 2, "
                "\"level\": \"u2\"}, {\"alert\": \"M-2\", \"generation\": "
                "1, \"level\": \"u3\"}]}");
    n = event_body_digest(body, sizeof body, &digest);
    expect_text("Digest", body, n,
                "{\"kind\": \"weekly\", \"total\": 7, \"listed\": "
                "[{\"alert\": \"M-3\", \"generation\": 4, \"level\": "
                "\"u4b\"}]}");
    /* What does not fit in the struct is not looked for there. */
    page = long_page;
    page.listed_n = LISTED_MAX + 1;
    n = event_body_page(body, sizeof body, &page);
    assert_int_equal(n, event_body_page(body, sizeof body, &long_page));
}

static void
test_notices(void **state)
{
    const struct notice full = {
        .code = NOTICE_SWAP_PROPOSED,
        .roster = "primary",
        .person = "anna",
        .start_us = 1,
        .end_us = 2,
        .id = "X-1",
    };
    const struct notice bare = {
        .code = NOTICE_STORM, .roster = "", .person = "", .id = ""};
    uint8_t body[EVENT_BODY_BYTES];
    size_t n = event_body_notice(body, sizeof body, &full);

    (void)state;
    expect_text("Notice", body, n,
                "{\"code\": \"swap_proposed\", \"roster\": \"primary\", "
                "\"person\": \"anna\", \"start_us\": 1, \"end_us\": 2, "
                "\"id\": \"X-1\"}");
    n = event_body_notice(body, sizeof body, &bare);
    expect_text("Notice", body, n, "{\"code\": \"storm\"}");
}

/* Every body at its longest, and no room to spare beyond what was asked. */
static void
test_longest_bodies_fit(void **state)
{
    uint8_t body[EVENT_BODY_BYTES];
    size_t n;

    (void)state;
    n = event_body_alert(body, sizeof body, &long_summary);
    assert_in_range(n, 150, EVENT_BODY_BYTES);
    assert_int_equal(event_body_alert(body, n, &long_summary), n);
    assert_int_equal(event_body_alert(body, n - 1, &long_summary), 0);
    n = event_body_page(body, sizeof body, &long_page);
    assert_int_equal(event_body_page(body, n, &long_page), n);
    assert_int_equal(event_body_page(body, n - 1, &long_page), 0);
    n = event_body_digest(body, sizeof body, &long_digest);
    assert_int_equal(event_body_digest(body, n, &long_digest), n);
    assert_int_equal(event_body_digest(body, n - 1, &long_digest), 0);
    n = event_body_notice(body, sizeof body, &long_notice);
    assert_int_equal(event_body_notice(body, n, &long_notice), n);
    assert_int_equal(event_body_notice(body, n - 1, &long_notice), 0);
    assert_true(n > 0);
    assert_true(event_body_cancelled(body, sizeof body, id, "M-00000000",
                                     ALERT_CLOSED, LONG_NAME) > 0);
    n = event_body_feedback(body, sizeof body, "S-00000000", &long_feedback);
    assert_int_equal(event_body_feedback(body, n, "S-00000000", &long_feedback),
                     n);
    assert_int_equal(
        event_body_feedback(body, n - 1, "S-00000000", &long_feedback), 0);
}

static void
test_statement(void **state)
{
    struct receipt_statement s = {
        .id = "S-1",
        .organisation = "o",
        .message_id = ID_BYTES,
        .accepted_us = 7,
        .digest = ID_BYTES,
        .epoch = ID_BYTES,
    };
    uint8_t body[EVENT_BODY_BYTES];
    size_t n = wire_encode_statement(body, sizeof body, &s);

    (void)state;
    expect_text("ReceiptStatement", body, n,
                "{\"id\": \"S-1\", \"organisation\": \"o\", \"message_id\": "
                "\"" ID_HEX "\", \"accepted_us\": 7, \"digest\": \"" ID_HEX
                "00000000000000000000000000000000\", \"epoch\": \"" ID_HEX
                "\"}");
    assert_int_equal(wire_encode_statement(body, n - 1, &s), 0);
}

static void
test_events_carry_stored_bodies(void **state)
{
    const struct wire_out out = {bytes, sizeof bytes, NULL};
    uint8_t body[EVENT_BODY_BYTES];
    size_t body_n = event_body_feedback(
        body, sizeof body, "S-1", &(struct feedback){.state = FEEDBACK_SEEN});
    const struct stream_event events[] = {
        {7, ID_BYTES, 8, EVENT_FEEDBACK, body, body_n},
        {8, ID_BYTES, 9, EVENT_ALERT_CHANGE, body, 0},
    };
    size_t taken = 9;
    size_t n = wire_events(&out, STREAM_INBOX, 8, events, 2, &taken);

    (void)state;
    assert_int_equal(taken, 2);
    expect_text("ServerMessage", bytes, n,
                "{\"events\": {\"stream\": \"inbox\", \"events\": [{\"seq\": "
                "7, \"event_id\": \"" ID_HEX "\", \"at_us\": 8, \"feedback\": "
                "{\"id\": \"S-1\", \"state\": \"seen\"}}, {\"seq\": 8, "
                "\"event_id\": \"" ID_HEX "\", \"at_us\": 9, "
                "\"alert_change\": {}}], \"head\": 8}}");
    n = wire_events(&out, STREAM_DESK, 3, NULL, 0, &taken);
    assert_int_equal(taken, 0);
    expect_text("ServerMessage", bytes, n,
                "{\"events\": {\"stream\": \"desk\", \"head\": 3}}");
}

/* As many as fit, whatever the room; none only when not one fits. */
static void
test_events_fill_the_room(void **state)
{
    static const uint8_t body[100] = {0};
    struct stream_event events[20];
    size_t last = 0;

    (void)state;
    for (size_t i = 0; i < 20; i++)
        events[i] = (struct stream_event){
            .seq = i + 1, .type = EVENT_PAGE, .body = body, .body_n = 100};
    for (size_t cap = 0; cap < 3000; cap++) {
        struct wire_out out = {malloc(cap + 1), cap, id};
        size_t taken = 99;
        size_t n;

        assert_non_null(out.bytes);
        n = wire_events(&out, STREAM_DESK, 20, events, 20, &taken);
        assert_true(n <= cap && taken >= last && taken <= last + 1);
        assert_true((n == 0) == (taken == 0));
        assert_true(taken == last || n == cap);
        /* One event here is at most 100 and 26 bytes around it. */
        assert_true(taken == 20 || n == 0 || cap - n < 126 + 2);
        last = taken;
        free(out.bytes);
    }
    assert_int_equal(last, 20);
}

static void
test_full_lists_fit_a_frame(void **state)
{
    static struct alert_summary alerts[LIST_LIMIT + 1];
    static struct page pages[LIST_LIMIT + 1];
    static struct partner partners[LIST_LIMIT + 1];
    const struct wire_out out = {bytes, sizeof bytes, id};
    const int64_t year_2100_us = 4102444800000000;
    struct refusal why = {.n = 0};
    size_t n;

    (void)state;
    for (size_t i = 0; i <= LIST_LIMIT; i++) {
        struct partner *p = &partners[i];

        alerts[i] = long_summary;
        pages[i] = long_page;
        memcpy(p->principal.name, LONG_NAME, NAME_BYTES);
        memcpy(p->principal.organisation_name, LONG_NAME, NAME_BYTES);
        p->principal.organisation_kind = ORGANISATION_OTHER;
        p->principal.kind = PRINCIPAL_SYSTEM;
        p->principal.roles = UINT32_MAX;
        p->keys_n = KEYS_MAX;
        for (size_t k = 0; k < KEYS_MAX; k++) {
            p->keys[k].valid_from_us = year_2100_us;
            p->keys[k].valid_to_us = year_2100_us;
            p->keys[k].revoked_us = year_2100_us;
        }
    }
    n = wire_snapshot(&out, STREAM_DESK, 1, alerts, LIST_LIMIT, NULL, 0, true);
    assert_int_equal(precheck_server(bytes, n, &why), RC_OK);
    assert_true(n > 0);
    n = wire_snapshot(&out, STREAM_INBOX, 1, NULL, 0, pages, LIST_LIMIT, true);
    assert_int_equal(precheck_server(bytes, n, &why), RC_OK);
    assert_true(n > 0);
    n = wire_partners(&out, partners, LIST_LIMIT, true);
    assert_int_equal(precheck_server(bytes, n, &why), RC_OK);
    assert_true(n > 0);
    assert_int_equal(wire_alert_list(&out, alerts, LIST_LIMIT + 1, true), 0);
    assert_int_equal(wire_partners(&out, partners, LIST_LIMIT + 1, true), 0);
    assert_int_equal(wire_snapshot(&out, STREAM_DESK, 1, alerts, LIST_LIMIT + 1,
                                   pages, 0, true),
                     0);
    assert_int_equal(wire_snapshot(&out, STREAM_DESK, 1, alerts, 0, pages,
                                   LIST_LIMIT + 1, true),
                     0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_say_what_was_meant),
        cmocka_unit_test(test_summaries_list_alerts),
        cmocka_unit_test(test_notices),
        cmocka_unit_test(test_longest_bodies_fit),
        cmocka_unit_test(test_statement),
        cmocka_unit_test(test_events_carry_stored_bodies),
        cmocka_unit_test(test_events_fill_the_room),
        cmocka_unit_test(test_full_lists_fit_a_frame),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
