/* The requests about streams, alerts and partners, field by field, and the
 * sizes that must be so. */
#include "wire_decode.h"

static void
test_hello_status_show(void **state)
{
    struct request r;

    (void)state;
    must_decode("\"hello\": {\"protocol_min\": 1, \"protocol_max\": 3, "
                "\"software\": \"x 1\"}",
                &r, REQUEST_HELLO);
    assert_int_equal(r.u.hello.protocol_min, 1);
    assert_int_equal(r.u.hello.protocol_max, 3);
    assert_string_equal(r.u.hello.software, "x 1");
    must_decode("\"status\": {\"receipt\": \"S-1\", \"signed\": true}", &r,
                REQUEST_STATUS);
    assert_string_equal(r.u.status.receipt, "S-1");
    assert_true(r.u.status.is_signed);
    must_decode("\"show\": {\"id\": \"M-1\"}", &r, REQUEST_SHOW);
    assert_string_equal(r.u.show.id, "M-1");
    must_decode("\"heartbeat\": {}", &r, REQUEST_HEARTBEAT);
}

static void
test_streams(void **state)
{
    struct request r;

    (void)state;
    must_decode("\"attach\": {\"stream\": \"desk\", \"after\": 7, "
                "\"epoch\": \"" ID_HEX "\"}",
                &r, REQUEST_ATTACH);
    assert_int_equal(r.u.attach.stream, STREAM_DESK);
    assert_int_equal(r.u.attach.after, 7);
    assert_int_equal(r.u.attach.epoch_n, EPOCH_BYTES);
    assert_memory_equal(r.u.attach.epoch, id, sizeof id);
    must_decode("\"attach\": {\"stream\": \"inbox\"}", &r, REQUEST_ATTACH);
    assert_int_equal(r.u.attach.epoch_n, 0);
    must_decode("\"confirm\": {\"stream\": \"inbox\", \"seq\": 9}", &r,
                REQUEST_CONFIRM);
    assert_int_equal(r.u.confirm.stream, STREAM_INBOX);
    assert_int_equal(r.u.confirm.seq, 9);
    must_decode("\"replay\": {\"stream\": \"inbox\", \"after\": 3, "
                "\"limit\": 50}",
                &r, REQUEST_REPLAY);
    assert_int_equal(r.u.replay.stream, STREAM_INBOX);
    assert_int_equal(r.u.replay.after, 3);
    assert_int_equal(r.u.replay.limit, 50);
    must_decode("\"snapshot\": {\"stream\": \"desk\", \"after\": \"M-2\"}", &r,
                REQUEST_SNAPSHOT);
    assert_int_equal(r.u.snapshot.stream, STREAM_DESK);
    assert_string_equal(r.u.snapshot.after, "M-2");
    must_decode("\"delivered\": {\"page_id\": \"" ID_HEX "\"}", &r,
                REQUEST_DELIVERED);
    assert_memory_equal(r.u.delivered.page_id, id, sizeof id);
}

static void
test_alerts(void **state)
{
    struct request r;

    (void)state;
    must_decode("\"alert_action\": {\"verb\": \"close\", \"alert\": "
                "\"M-1\", \"generation\": 4, \"outcome\": \"sheltered\"}",
                &r, REQUEST_ALERT_ACTION);
    assert_int_equal(r.u.alert_action.verb, ALERT_CLOSE);
    assert_string_equal(r.u.alert_action.alert, "M-1");
    assert_int_equal(r.u.alert_action.generation, 4);
    assert_int_equal(r.u.alert_action.outcome, OUTCOME_SHELTERED);
    must_decode("\"list_alerts\": {\"states\": [\"paging\", \"closed\"], "
                "\"limit\": 5, \"after\": \"M-1\"}",
                &r, REQUEST_LIST_ALERTS);
    assert_int_equal(r.u.list_alerts.states,
                     1U << ALERT_PAGING | 1U << ALERT_CLOSED);
    assert_int_equal(r.u.list_alerts.limit, 5);
    assert_string_equal(r.u.list_alerts.after, "M-1");
}

#define KEY_HEX ID_HEX ID_HEX

static void
test_partners(void **state)
{
    struct request r;
    const struct enrolment *e = &r.u.partner_add;

    (void)state;
    must_decode(
        "\"partner_add\": {\"organisation\": \"o\", \"organisation_kind\":"
        " \"care\", \"name\": \"n\", \"kind\": \"system\", \"roles\": "
        "[\"submitter\", \"auditor\"], \"public_key\": \"" KEY_HEX "\", "
        "\"valid_from_us\": -5, \"valid_to_us\": 6}",
        &r, REQUEST_PARTNER_ADD);
    assert_string_equal(e->organisation, "o");
    assert_int_equal(e->organisation_kind, ORGANISATION_CARE);
    assert_string_equal(e->name, "n");
    assert_int_equal(e->kind, PRINCIPAL_SYSTEM);
    assert_int_equal(e->roles,
                     ROLE_BIT(ROLE_SUBMITTER) | ROLE_BIT(ROLE_AUDITOR));
    assert_int_equal(e->public_key_n, PUBLIC_KEY_BYTES);
    assert_memory_equal(e->public_key + 16, id, sizeof id);
    assert_int_equal(e->valid_from_us, -5);
    assert_int_equal(e->valid_to_us, 6);
    must_decode("\"partner_list\": {\"after\": \"x\"}", &r,
                REQUEST_PARTNER_LIST);
    assert_string_equal(r.u.partner_list.after, "x");
    must_decode(
        "\"partner_rotate\": {\"name\": \"n\", \"public_key\": \"" KEY_HEX
        "\", \"old_valid_to_us\": 8}",
        &r, REQUEST_PARTNER_ROTATE);
    assert_string_equal(r.u.partner_rotate.name, "n");
    assert_memory_equal(r.u.partner_rotate.public_key, id, sizeof id);
    assert_int_equal(r.u.partner_rotate.old_valid_to_us, 8);
    must_decode(
        "\"partner_revoke\": {\"name\": \"n\", \"public_key\": \"" KEY_HEX
        "\"}",
        &r, REQUEST_PARTNER_REVOKE);
    assert_true(r.u.partner_revoke.has_public_key);
    assert_memory_equal(r.u.partner_revoke.public_key, id, sizeof id);
    must_decode("\"partner_revoke\": {\"name\": \"n\"}", &r,
                REQUEST_PARTNER_REVOKE);
    assert_false(r.u.partner_revoke.has_public_key);
}

/* A key or message id of another size is validation's to refuse: the size
 * arrives, and nothing is written beyond its place. */
static void
test_sizes_that_validation_judges(void **state)
{
    struct request r;

    (void)state;
    must_decode("\"partner_add\": {\"public_key\": \"" KEY_HEX "00\"}", &r,
                REQUEST_PARTNER_ADD);
    assert_int_equal(r.u.partner_add.public_key_n, PUBLIC_KEY_BYTES + 1);
    must_decode("\"submit\": {\"message_id\": \"" ID_HEX "00\"}", &r,
                REQUEST_SUBMIT);
    assert_int_equal(r.u.submit.message.message_id_n, MESSAGE_ID_BYTES + 1);
    must_decode("\"submit\": {}", &r, REQUEST_SUBMIT);
    assert_int_equal(r.u.submit.message.message_id_n, 0);
    assert_int_equal(r.u.submit.message.kind, MESSAGE_NONE);
}

static const struct size_row {
    const char *name, *body, *field;
    enum refusal_code code;
} size_rows[] = {
    {"epoch of 15",
     "\"attach\": {\"epoch\": \"000102030405060708090a0b0c0d0e\"}", "epoch",
     REFUSAL_INVALID},
    {"epoch of 17", "\"attach\": {\"epoch\": \"" ID_HEX "00\"}", "epoch",
     REFUSAL_INVALID},
    {"no page id", "\"delivered\": {}", "page_id", REFUSAL_REQUIRED},
    {"page id of 17", "\"delivered\": {\"page_id\": \"" ID_HEX "00\"}",
     "page_id", REFUSAL_INVALID},
    {"rotation without key", "\"partner_rotate\": {}", "public_key",
     REFUSAL_REQUIRED},
    {"rotation to a key of 16",
     "\"partner_rotate\": {\"public_key\": \"" ID_HEX "\"}", "public_key",
     REFUSAL_INVALID},
    {"revocation of a key of 33",
     "\"partner_revoke\": {\"public_key\": \"" KEY_HEX "00\"}", "public_key",
     REFUSAL_INVALID},
};

static void
test_sizes_that_must_be_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof size_rows / sizeof size_rows[0]; i++) {
        const struct size_row *row = &size_rows[i];
        struct request r;
        struct refusal why;

        if (decode(row->body, &r, &why) != RC_INVALID || why.n != 1 ||
            why.findings[0].code != row->code ||
            strcmp(why.findings[0].field, row->field) != 0 ||
            memcmp(r.id, id, sizeof id) != 0)
            fail_msg("%s", row->name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello_status_show),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_partners),
        cmocka_unit_test(test_sizes_that_validation_judges),
        cmocka_unit_test(test_sizes_that_must_be_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
