/* What front learns from a frame: the glance, and the frames' own rules. */
#include <protobuf-c/protobuf-c.h>
#include <string.h>

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
    {"body of another version", BYTES("\x0a\x10" ID "\xfa\x01\0"),
     REFUSAL_UNKNOWN_FIELD, "31", true},
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
    struct refusal why = {.n = 0};

    (void)state;
    assert_int_equal(walk_message(&type, bytes, sizeof bytes, 100, &why),
                     RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_OUT_OF_RANGE);
    assert_string_equal(why.findings[0].field, "n[4]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_glance_rows),
        cmocka_unit_test(test_frame_rules),
        cmocka_unit_test(test_path_counts_mixed_lists),
        cmocka_unit_test(test_path_counts_long_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
