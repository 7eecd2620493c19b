/* What front learns from a frame: the glance, and the frames' own rules. */
#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "wire/json_schema.h"
#include "wire/put.h"
#include "wire/walk.h"
#include "wire_text.h"

#define SIGNAL  "{\"text\": \"x\", \"place\": {\"municipality\": \"GM0363\"}"
#define REQUEST "{\"request_id\": \"" ID_HEX "\", "
#define SUBMIT  REQUEST "\"submit\": {\"message_id\": \"" ID_HEX "\", "

static const struct row {
    const char *name;
    const char *text;
    enum request_kind kind;
    enum message_kind message;
    bool urgent;
} rows[] = {
    {"hello", REQUEST "\"hello\": {}}", REQUEST_HELLO, MESSAGE_NONE, false},
    {"signal", SUBMIT "\"signal\": " SIGNAL "}}}", REQUEST_SUBMIT,
     MESSAGE_SIGNAL, false},
    {"signal with danger now",
     SUBMIT "\"signal\": " SIGNAL ", \"danger_now\": true}}}", REQUEST_SUBMIT,
     MESSAGE_SIGNAL, true},
    {"every referral is urgent", SUBMIT "\"referral\": {}}}", REQUEST_SUBMIT,
     MESSAGE_REFERRAL, true},
    {"advice", SUBMIT "\"advice\": {}}}", REQUEST_SUBMIT, MESSAGE_ADVICE,
     false},
    {"bottleneck", SUBMIT "\"bottleneck\": {}}}", REQUEST_SUBMIT,
     MESSAGE_BOTTLENECK, false},
    {"withdrawal", SUBMIT "\"withdrawal\": {}}}", REQUEST_SUBMIT,
     MESSAGE_WITHDRAWAL, false},
    {"submit without content", REQUEST "\"submit\": {}}", REQUEST_SUBMIT,
     MESSAGE_NONE, false},
    {"roster_state", REQUEST "\"roster_state\": {}}", REQUEST_ROSTER_STATE,
     MESSAGE_NONE, false},
    {"the last request", REQUEST "\"audit_key\": {}}", REQUEST_LAST,
     MESSAGE_NONE, false},
    {"partner_revoke", REQUEST "\"partner_revoke\": {}}",
     REQUEST_PARTNER_REVOKE, MESSAGE_NONE, false},
};

static void
test_glance_rows(void **state)
{
    static const uint8_t id[] = ID_BYTES;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        uint8_t bytes[1024], submit[1024];
        struct frame_glance glance;
        struct refusal why = {.n = 0};
        size_t n = must_write("ClientMessage", r->text, bytes, sizeof bytes);
        const char *inner = strstr(r->text, "\"submit\": ");

        if (precheck_client(bytes, n, &glance, &why) != RC_OK)
            fail_msg("%s: refused", r->name);
        if (glance.kind != r->kind || glance.message != r->message ||
            glance.urgent != r->urgent ||
            memcmp(glance.request_id, id, sizeof id) != 0)
            fail_msg("%s: kind=%d message=%d urgent=%d", r->name,
                     (int)glance.kind, (int)glance.message, glance.urgent);
        if (r->kind != REQUEST_SUBMIT) {
            assert_int_equal(glance.submit_n, 0);
            continue;
        }
        /* The Submit's bytes are those that make the same Submit alone. */
        char text[1024];

        (void)snprintf(text, sizeof text, "%s", inner + 10);
        text[strlen(text) - 1] = '\0';
        n = must_write("Submit", text, submit, sizeof submit);
        assert_int_equal(glance.submit_n, n);
        assert_memory_equal(bytes + glance.submit_offset, submit, n);
        assert_int_equal(precheck_submit(submit, n, &why), RC_OK);
    }
}

/* Frames that break a rule of frames; bytes by hand. */
static const struct bad {
    const char *name;
    const char *bytes;
    size_t n;
    enum refusal_code code;
    const char *field;
    bool id_is_read;
} bads[] = {
#define BYTES(text) text, sizeof(text) - 1
#define ID          "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17"
    {"nothing at all", BYTES(""), REFUSAL_REQUIRED, "request_id", false},
    {"no request id", BYTES("\x12\0"), REFUSAL_REQUIRED, "request_id", false},
    {"empty request id", BYTES("\x0a\0\x12\0"), REFUSAL_REQUIRED, "request_id",
     false},
    {"request id of 15",
     BYTES("\x0a\x0f"
           "123456789012345"
           "\x12\0"),
     REFUSAL_INVALID, "request_id", false},
    {"request id of 17",
     BYTES("\x0a\x11"
           "12345678901234567"
           "\x12\0"),
     REFUSAL_INVALID, "request_id", false},
    {"request id twice", BYTES("\x0a\x10" ID "\x0a\x10" ID "\x12\0"),
     REFUSAL_DUPLICATE_FIELD, "request_id", true},
    {"no body", BYTES("\x0a\x10" ID), REFUSAL_REQUIRED, "body", true},
    {"two bodies", BYTES("\x0a\x10" ID "\x12\0\x1a\0"), REFUSAL_DUPLICATE_FIELD,
     "submit", true},
    {"the same body twice", BYTES("\x0a\x10" ID "\x12\0\x12\0"),
     REFUSAL_DUPLICATE_FIELD, "hello", true},
    {"body of another version", BYTES("\x0a\x10" ID "\xfa\x07\0"),
     REFUSAL_UNKNOWN_FIELD, "127", true},
    {"the id behind what is wrong", BYTES("\x12\x02\x3d\0\x0a\x10" ID),
     REFUSAL_MALFORMED, "7", true},
    {"the id behind what ends it", BYTES("\x04\x0a\x10" ID), REFUSAL_MALFORMED,
     "", false},
};

static void
test_frame_rules(void **state)
{
    static const uint8_t id[] = ID_BYTES, none[REQUEST_ID_BYTES] = {0};

    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        const struct bad *b = &bads[i];
        struct frame_glance glance;
        struct refusal why = {.n = 0};

        if (precheck_client((const uint8_t *)b->bytes, b->n, &glance, &why) !=
                RC_INVALID ||
            why.n != 1 || why.findings[0].code != b->code ||
            strcmp(why.findings[0].field, b->field) != 0)
            fail_msg("%s: %s '%s'", b->name,
                     why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                     why.n > 0 ? why.findings[0].field : "-");
        if (memcmp(glance.request_id, b->id_is_read ? id : none, sizeof id) !=
                0 ||
            glance.kind != REQUEST_NONE)
            fail_msg("%s: the glance", b->name);
    }
}

/* Lists may come value by value, packed, or both: the path counts values. */
static void
test_path_counts_mixed_lists(void **state)
{
    /* Referral.multi_problem: 1, then 2 and 3 packed, then 1 and 9 packed */
    static const uint8_t bytes[] = {0x1a, 11,   0x50, 1, 0x52, 2, 2,
                                    3,    0x52, 3,    1, 2,    9};
    struct refusal why = {.n = 0};

    (void)state;
    assert_int_equal(precheck_submit(bytes, sizeof bytes, &why), RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_UNKNOWN_CODE);
    assert_string_equal(why.findings[0].field, "multi_problem[5]");
}

/* The schema has no list of larger numbers yet; one that had counts too. */
static void
test_path_counts_long_values(void **state)
{
    static const ProtobufCFieldDescriptor field = {
        .name = "n",
        .id = 1,
        .label = PROTOBUF_C_LABEL_REPEATED,
        .type = PROTOBUF_C_TYPE_UINT32};
    static const ProtobufCMessageDescriptor type = {.n_fields = 1,
                                                    .fields = &field};
    /* 300 and 1 packed, 300 alone, 300 and 2^32 packed */
    static const uint8_t bytes[] = {0x0a, 3,    0xac, 2,    1,    0x08,
                                    0xac, 2,    0x0a, 7,    0xac, 2,
                                    0x80, 0x80, 0x80, 0x80, 0x10};
    const struct walk_rules rules = {.budget = 100};
    struct refusal why = {.n = 0};

    (void)state;
    assert_int_equal(walk_message(&type, bytes, sizeof bytes, &rules, &why),
                     RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_OUT_OF_RANGE);
    assert_string_equal(why.findings[0].field, "n[4]");
}

/* What a desk sends, which may be newer than we are; bytes by hand. */
static const struct desk_row {
    const char *name;
    const char *bytes;
    size_t n;
    enum refusal_code code; /* NONE: accepted */
    const char *field;
} desk_rows[] = {
    {"nothing at all", BYTES(""), REFUSAL_NONE, ""},
    {"a body of a newer desk", BYTES("\xfa\x07\x02\xff\xff"), REFUSAL_NONE, ""},
    {"two of them", BYTES("\xfa\x07\0\xfa\x07\0"), REFUSAL_NONE, ""},
    {"the last number there is", BYTES("\xf8\xff\xff\xff\x0f\x01"),
     REFUSAL_NONE, ""},
    {"a body behind one of a newer desk", BYTES("\xfa\x07\0\x2a\x02\x08\x07"),
     REFUSAL_NONE, ""},
    {"what is known is checked behind it",
     BYTES("\xfa\x07\0\x1a\x03\x0a\x01\xff"), REFUSAL_BAD_TEXT, "id"},
    {"two bodies, one of a newer desk between", BYTES("\x2a\0\xfa\x07\0\x1a\0"),
     REFUSAL_DUPLICATE_FIELD, "receipt"},
    {"a field twice, a newer one between", BYTES("\x0a\0\xf8\x07\0\x0a\0"),
     REFUSAL_DUPLICATE_FIELD, "request_id"},
    {"a newer field longer than its message",
     BYTES("\x2a\x03\x9a\x06\x01\xfa\x07\0"), REFUSAL_MALFORMED, "99"},
    {"a newer field with a long varint", BYTES("\xf8\x07\x80\0"),
     REFUSAL_MALFORMED, "127"},
    {"a newer field with a long length", BYTES("\xfa\x07\x80\0"),
     REFUSAL_MALFORMED, "127"},
    {"a newer field that is a group", BYTES("\xfb\x07\xfc\x07"),
     REFUSAL_MALFORMED, "127"},
    /* Refusal.code, Welcome.roles */
    {"an enumerator of a newer desk", BYTES("\x22\x02\x08\x7f"), REFUSAL_NONE,
     ""},
    {"the last enumerator there is", BYTES("\x22\x06\x08\xff\xff\xff\xff\x07"),
     REFUSAL_NONE, ""},
    {"one above", BYTES("\x22\x06\x08\x80\x80\x80\x80\x08"),
     REFUSAL_UNKNOWN_CODE, "code"},
    {"a negative one",
     BYTES("\x22\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     REFUSAL_UNKNOWN_CODE, "code"},
    {"newer enumerators in a list", BYTES("\x12\x05\x28\x7f\x2a\x01\x7f"),
     REFUSAL_NONE, ""},
    {"zero in a list", BYTES("\x12\x05\x28\x7f\x2a\x01\0"),
     REFUSAL_UNKNOWN_CODE, "roles[1]"},
};

static void
test_a_newer_desk_is_passed_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof desk_rows / sizeof desk_rows[0]; i++) {
        const struct desk_row *r = &desk_rows[i];
        struct refusal why = {.n = 0};
        enum rc rc = precheck_server((const uint8_t *)r->bytes, r->n, &why);
        bool good = r->code == REFUSAL_NONE
                        ? rc == RC_OK && why.n == 0
                        : rc == RC_INVALID && why.n == 1 &&
                              why.findings[0].code == r->code &&
                              strcmp(why.findings[0].field, r->field) == 0;

        if (!good)
            fail_msg("%s: %s '%s'", r->name,
                     why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                     why.n > 0 ? why.findings[0].field : "-");
    }
}

/* Fields that we pass over are paid for like any other. */
static void
test_newer_fields_count(void **state)
{
    static uint8_t bytes[FRAME_MAX_BYTES];
    struct put put = {.at = bytes, .end = bytes + sizeof bytes};
    const struct walk_rules rules = {.budget = 1000, .from_newer = true};
    struct refusal why = {.n = 0};

    (void)state;
    for (size_t i = 0; i < 1001; i++)
        put_number(&put, 127, 1);
    assert_false(put.full);
    assert_int_equal(walk_message(json_schema_message("ServerMessage"), bytes,
                                  3000, &rules, &why),
                     RC_OK);
    assert_int_equal(walk_message(json_schema_message("ServerMessage"), bytes,
                                  3003, &rules, &why),
                     RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_TOO_MANY);
    assert_string_equal(why.findings[0].field, "127");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_glance_rows),
        cmocka_unit_test(test_frame_rules),
        cmocka_unit_test(test_path_counts_mixed_lists),
        cmocka_unit_test(test_path_counts_long_values),
        cmocka_unit_test(test_a_newer_desk_is_passed_over),
        cmocka_unit_test(test_newer_fields_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
