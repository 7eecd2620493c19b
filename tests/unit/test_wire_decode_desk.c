/* What the desk's own people ask, field by field, and the limits that are
 * kept before anybody looks at it. */
#include "wire_decode.h"

#include "wire/put.h"

static void
test_what_an_alert_action_carries(void **state)
{
    struct request r;

    (void)state;
    must_decode("\"alert_action\": {\"verb\": \"level\", \"alert\": \"M-1\", "
                "\"generation\": 2, \"level\": \"u4b\", \"reason\": \"r\"}",
                &r, REQUEST_ALERT_ACTION);
    assert_int_equal(r.u.alert_action.verb, ALERT_LEVEL);
    assert_int_equal(r.u.alert_action.level, LEVEL_U4B);
    assert_string_equal(r.u.alert_action.reason, "r");
    assert_int_equal(r.u.alert_action.snooze_us, 0);
    must_decode("\"alert_action\": {\"verb\": \"snooze\", \"alert\": \"M-1\", "
                "\"snooze_us\": -7, \"reason\": \"goes no further\"}",
                &r, REQUEST_ALERT_ACTION);
    assert_int_equal(r.u.alert_action.verb, ALERT_SNOOZE);
    assert_int_equal(r.u.alert_action.snooze_us, -7);
    assert_string_equal(r.u.alert_action.reason, "");
}

static void
test_documents(void **state)
{
    struct request r;
    const struct request_document_put *put = &r.u.document_put;

    (void)state;
    must_decode("\"document_get\": {\"name\": \"persons\", \"version\": 3}", &r,
                REQUEST_DOCUMENT_GET);
    assert_string_equal(r.u.document_get.name, "persons");
    assert_int_equal(r.u.document_get.version, 3);
    must_decode("\"document_history\": {\"name\": \"roster\", \"before\": 9}",
                &r, REQUEST_DOCUMENT_HISTORY);
    assert_string_equal(r.u.document_history.name, "roster");
    assert_int_equal(r.u.document_history.before, 9);
    must_decode("\"document_put\": {\"documents\": [{\"name\": \"persons\", "
                "\"text\": \"610a\", \"expect\": 4}, {\"name\": \"roster\"}], "
                "\"reason\": \"r\", \"accept_gap\": \"g\", \"check_only\": "
                "true}",
                &r, REQUEST_DOCUMENT_PUT);
    assert_int_equal(put->n, 2);
    assert_string_equal(put->documents[0].name, "persons");
    assert_int_equal(put->documents[0].text_n, 2);
    assert_memory_equal(put->documents[0].text, "a\n", 2);
    assert_int_equal(put->documents[0].expect, 4);
    assert_string_equal(put->documents[1].name, "roster");
    assert_int_equal(put->documents[1].text_n, 0);
    assert_string_equal(put->reason, "r");
    assert_string_equal(put->accept_gap, "g");
    assert_true(put->check_only);
    must_decode("\"document_put\": {}", &r, REQUEST_DOCUMENT_PUT);
    assert_int_equal(put->n, 0);
    assert_string_equal(put->reason, "");
    assert_string_equal(put->accept_gap, "");
    assert_false(put->check_only);
}

static void
test_rosters(void **state)
{
    struct request r;
    const struct request_override *o = &r.u.roster_override;

    (void)state;
    must_decode("\"roster_state\": {}", &r, REQUEST_ROSTER_STATE);
    must_decode("\"roster_override\": {\"roster\": \"primary\", \"verb\": "
                "\"replace\", \"people\": [\"anna\", \"bram\"], \"with\": "
                "[\"carla\"], \"start_us\": 1, \"end_us\": 2, \"reason\": "
                "\"r\", \"accept_gap\": \"g\"}",
                &r, REQUEST_ROSTER_OVERRIDE);
    assert_string_equal(o->roster, "primary");
    assert_int_equal(o->verb, OVERRIDE_REPLACE);
    assert_int_equal(o->people.n, 2);
    assert_string_equal(o->people.v[0], "anna");
    assert_string_equal(o->people.v[1], "bram");
    assert_int_equal(o->with.n, 1);
    assert_string_equal(o->with.v[0], "carla");
    assert_int_equal(o->start_us, 1);
    assert_int_equal(o->end_us, 2);
    assert_string_equal(o->reason, "r");
    assert_string_equal(o->accept_gap, "g");
    must_decode("\"roster_accept\": {\"roster\": \"backup\", \"start_us\": 5}",
                &r, REQUEST_ROSTER_ACCEPT);
    assert_string_equal(r.u.roster_accept.roster, "backup");
    assert_int_equal(r.u.roster_accept.start_us, 5);
}

static void
test_swaps(void **state)
{
    struct request r;
    const struct request_swap *s = &r.u.swap_propose;
    const struct request_swap_decide *d = &r.u.swap_decide;

    (void)state;
    must_decode("\"swap_propose\": {\"roster\": \"primary\", \"taker\": "
                "\"bram\", \"start_us\": 1, \"end_us\": 2, \"back_start_us\": "
                "3, \"back_end_us\": 4, \"reason\": \"r\"}",
                &r, REQUEST_SWAP_PROPOSE);
    assert_string_equal(s->roster, "primary");
    assert_string_equal(s->taker, "bram");
    assert_int_equal(s->start_us, 1);
    assert_int_equal(s->end_us, 2);
    assert_int_equal(s->back_start_us, 3);
    assert_int_equal(s->back_end_us, 4);
    assert_string_equal(s->reason, "r");
    must_decode("\"swap_decide\": {\"swap\": \"X-1\", \"verb\": \"force\", "
                "\"reason\": \"r\", \"accept_gap\": \"g\"}",
                &r, REQUEST_SWAP_DECIDE);
    assert_string_equal(d->swap, "X-1");
    assert_int_equal(d->verb, SWAP_FORCE);
    assert_string_equal(d->reason, "r");
    assert_string_equal(d->accept_gap, "g");
}

static void
test_drills_and_referrals(void **state)
{
    struct request r;
    const struct request_referral_action *a = &r.u.referral_action;

    (void)state;
    must_decode("\"drill_start\": {\"level\": \"u1\"}", &r,
                REQUEST_DRILL_START);
    assert_int_equal(r.u.drill_start.level, LEVEL_U1);
    must_decode("\"referral_action\": {\"id\": \"R-1\", \"verb\": \"offer\", "
                "\"to\": \"carla\", \"outcome\": \"sheltered\"}",
                &r, REQUEST_REFERRAL_ACTION);
    assert_string_equal(a->id, "R-1");
    assert_int_equal(a->verb, REFERRAL_OFFER);
    assert_string_equal(a->to, "carla");
    assert_int_equal(a->outcome, OUTCOME_SHELTERED);
    must_decode("\"list_referrals\": {\"after\": \"R-1\"}", &r,
                REQUEST_LIST_REFERRALS);
    assert_string_equal(r.u.list_referrals.after, "R-1");
}

/* So many times the same value, as a JSON list. */
static const char *
listed(char *text, size_t room, const char *body, const char *value, size_t n)
{
    size_t at = (size_t)snprintf(text, room, "%s[", body);

    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, room - at, "%s%s", i == 0 ? "" : ", ",
                               value);
    (void)snprintf(text + at, room - at, "]}");
    return text;
}

static const struct limit_row {
    const char *name, *body, *value, *field;
    size_t most;
} limit_rows[] = {
    {"8 documents", "\"document_put\": {\"documents\": ",
     "{\"name\": \"a\", \"text\": \"61\"}", "documents", 8},
    {"8 states", "\"list_alerts\": {\"states\": ", "\"held\"", "states", 8},
};

static void
test_lists_are_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof limit_rows / sizeof limit_rows[0]; i++) {
        const struct limit_row *row = &limit_rows[i];
        char text[2048];
        struct request r;
        struct refusal why;

        if (decode(listed(text, sizeof text, row->body, row->value, row->most),
                   &r, &why) != RC_OK)
            fail_msg("%s are refused", row->name);
        if (decode(
                listed(text, sizeof text, row->body, row->value, row->most + 1),
                &r, &why) != RC_INVALID ||
            why.n != 1 || why.findings[0].code != REFUSAL_TOO_MANY ||
            strcmp(why.findings[0].field, row->field) != 0)
            fail_msg("one more than %s is taken", row->name);
    }
}

/* A document is text, although the wire carries bytes: each that is not is
 * named. */
static void
test_documents_are_text(void **state)
{
    static const struct {
        const char *name, *hex;
        bool is_text;
    } rows[] = {
        {"letters, tab and newline", "41090a", true},
        {"more than ASCII", "c3ab", true},
        {"half a character", "c3", false},
        {"a NUL", "4100", false},
        {"a carriage return", "410d0a", false},
        {"a byte that UTF-8 has not", "ff", false},
        {"a character that turns the text around", "e280ae", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char body[256];
        struct request r;
        struct refusal why;
        enum rc rc;

        (void)snprintf(body, sizeof body,
                       "\"document_put\": {\"documents\": [{\"text\": \"%s\"}, "
                       "{\"text\": \"61\"}, {\"text\": \"%s\"}]}",
                       rows[i].hex, rows[i].hex);
        rc = decode(body, &r, &why);
        if (rows[i].is_text
                ? rc != RC_OK
                : rc != RC_INVALID || why.n != 2 ||
                      why.findings[0].code != REFUSAL_BAD_TEXT ||
                      strcmp(why.findings[0].field, "documents[0].text") != 0 ||
                      strcmp(why.findings[1].field, "documents[2].text") != 0)
            fail_msg("%s", rows[i].name);
    }
}

/* The longest document arrives whole, and so does one that is too long: its
 * size is validation's to judge. */
static void
test_long_documents_arrive(void **state)
{
    static uint8_t text[DOCUMENT_MAX_BYTES + 1], frame[FRAME_MAX_BYTES];

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t n = DOCUMENT_MAX_BYTES; n <= sizeof text; n++) {
        struct put put = {.at = frame, .end = frame + sizeof frame};
        size_t document_n = put_text_size(1, "persons") + put_bytes_size(2, n);
        struct arena arena;
        struct request r;
        struct refusal why = {.n = 0};

        put_bytes(&put, 1, id, sizeof id);
        put_open(&put, REQUEST_DOCUMENT_PUT, put_bytes_size(1, document_n));
        put_open(&put, 1, document_n);
        put_text(&put, 1, "persons");
        put_bytes(&put, 2, text, n);
        assert_false(put.full);
        arena_init(&arena, memory, sizeof memory);
        assert_int_equal(wire_decode_request(
                             &arena, frame, (size_t)(put.at - frame), &r, &why),
                         RC_OK);
        assert_int_equal(r.u.document_put.documents[0].text_n, n);
        assert_memory_equal(r.u.document_put.documents[0].text, text, n);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_an_alert_action_carries),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_rosters),
        cmocka_unit_test(test_swaps),
        cmocka_unit_test(test_drills_and_referrals),
        cmocka_unit_test(test_lists_are_bounded),
        cmocka_unit_test(test_documents_are_text),
        cmocka_unit_test(test_long_documents_arrive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
