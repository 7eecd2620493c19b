/* Padding: every message becomes a frame of one of four sizes, whatever its
 * length, and its bytes come out again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/people.h"
#include "core/stream.h"
#include "wire/encode.h"
#include "wire/event_body.h"
#include "wire/padding.h"
#include "wire/precheck.h"
#include "wire/varint.h"

#define REQUEST_TAG   0x0a
#define HEARTBEAT_TAG (9U << 3 | 2)
#define SOFTWARE      3 /* of a Hello */

static uint8_t frame[FRAME_MAX_BYTES + 1];

/* Hello{software}: a message of exactly n bytes, n >= 24 and none of those
 * that no length of text reaches. */
static bool
make_message(size_t n)
{
    uint8_t *at = frame;

    memset(frame, 0xee, sizeof frame);
    *at++ = REQUEST_TAG;
    *at++ = REQUEST_ID_BYTES;
    memset(at, 0x11, REQUEST_ID_BYTES);
    at += REQUEST_ID_BYTES;
    for (size_t inner = 1; inner <= 3; inner++) {
        for (size_t outer = inner; outer <= 3; outer++) {
            size_t head = 2 + REQUEST_ID_BYTES + 1 + outer + 1 + inner;
            size_t text = n - head;

            if (n < head || varint_size(text) != inner ||
                varint_size(text + 1 + inner) != outer)
                continue;
            *at++ = REQUEST_HELLO << 3 | 2;
            at = varint_write(at, text + 1 + inner);
            *at++ = SOFTWARE << 3 | 2;
            at = varint_write(at, text);
            memset(at, 'x', text);
            return at + text == frame + n;
        }
    }
    return false;
}

static size_t
class_of(size_t n)
{
    static const size_t sizes[] = {1024, 4096, 16384, 65536};

    for (size_t i = 0; i < 4; i++)
        if (n == sizes[i] || n + 3 <= sizes[i])
            return sizes[i];
    return 0;
}

static void
test_every_length_fills_its_class(void **state)
{
    size_t tried = 0;

    (void)state;
    for (size_t n = 32; n <= FRAME_MAX_BYTES; n++) {
        size_t frame_n = padding_frame_bytes(n);
        size_t message_n = 0;
        struct frame_glance glance;
        struct refusal why = {.n = 0};

        assert_int_equal(frame_n, class_of(n));
        /* around every limit, and a sample of what lies between */
        if (frame_n == 0 || (frame_n - n > 200 && n % 97 != 0 &&
                             (frame_n - n < 16380 || frame_n - n > 16400)))
            continue;
        if (!make_message(n))
            continue;
        padding_write(frame, n, frame_n);
        assert_int_equal(frame[frame_n], 0xee); /* not a byte too many */
        assert_int_equal(padding_message_bytes(frame, frame_n, &message_n),
                         RC_OK);
        assert_int_equal(message_n, n);
        if (precheck_client(frame, frame_n, &glance, &why) != RC_OK)
            fail_msg("%zu: code %d at %s", n, why.findings[0].code,
                     why.findings[0].field);
        assert_int_equal(glance.message_n, n);
        tried++;
    }
    assert_true(tried > 1400);
}

static void
test_only_two_lengths_below_the_limit_are_too_long(void **state)
{
    (void)state;
    assert_int_equal(padding_frame_bytes(MESSAGE_MAX_BYTES), FRAME_MAX_BYTES);
    assert_int_equal(padding_frame_bytes(MESSAGE_MAX_BYTES + 1), 0);
    assert_int_equal(padding_frame_bytes(MESSAGE_MAX_BYTES + 2), 0);
    assert_int_equal(padding_frame_bytes(FRAME_MAX_BYTES), FRAME_MAX_BYTES);
    assert_int_equal(padding_frame_bytes(FRAME_MAX_BYTES + 1), 0);
}

static const struct bad {
    const char *name, *bytes; /* behind a message */
    size_t n;
    enum refusal_code code;
    const char *field;
} bad[] = {
    {"one that is not zero", "\xfa\x7f\x03\0\x01\0", 6, REFUSAL_INVALID,
     "padding"},
    {"the last is not zero", "\xfa\x7f\x03\0\0\x01", 6, REFUSAL_INVALID,
     "padding"},
    {"the first is not zero", "\xfa\x7f\x01\x01", 4, REFUSAL_INVALID,
     "padding"},
    {"twice", "\xfa\x7f\x01\0\xfa\x7f\x01\0", 8, REFUSAL_DUPLICATE_FIELD,
     "padding"},
    {"both kinds", "\xfa\x7f\x01\0\x82\x80\x01\x01\0", 9, REFUSAL_INVALID,
     "padding"},
    {"a field behind it", "\xfa\x7f\x01\0\x12\0", 6, REFUSAL_DUPLICATE_FIELD,
     "hello"},
    {"another wire type", "\xf8\x7f\0", 3, REFUSAL_MALFORMED, "padding"},
    {"longer than the frame", "\xfa\x7f\x02\0", 4, REFUSAL_MALFORMED,
     "padding"},
    {"the number behind", "\x8a\x80\x01\x01\0", 5, REFUSAL_UNKNOWN_FIELD,
     "2049"},
};

static void
test_what_is_no_padding_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct frame_glance glance;
        struct refusal why = {.n = 0};

        assert_true(make_message(40));
        memcpy(frame + 40, bad[i].bytes, bad[i].n);
        if (precheck_client(frame, 40 + bad[i].n, &glance, &why) !=
                RC_INVALID ||
            why.findings[0].code != bad[i].code ||
            strcmp(why.findings[0].field, bad[i].field) != 0)
            fail_msg("%s: code %d at %s", bad[i].name, why.findings[0].code,
                     why.n > 0 ? why.findings[0].field : "");
    }
}

static void
test_padding_in_front_is_refused(void **state)
{
    struct frame_glance glance;
    struct refusal why = {.n = 0};

    (void)state;
    assert_true(make_message(40));
    memmove(frame + 4, frame, 40);
    memcpy(frame, "\xfa\x7f\x01\0", 4);
    assert_int_equal(precheck_client(frame, 44, &glance, &why), RC_INVALID);
    assert_string_equal(why.findings[0].field, "padding");
}

static void
test_an_empty_padding_is_one(void **state)
{
    struct frame_glance glance;
    struct refusal why = {.n = 0};

    (void)state;
    assert_true(make_message(40));
    memcpy(frame + 40, "\xfa\x7f\0", 3);
    assert_int_equal(precheck_client(frame, 43, &glance, &why), RC_OK);
    assert_int_equal(glance.message_n, 40);
}

static void
test_answers_are_looked_at_alike(void **state)
{
    struct refusal why = {.n = 0};
    static const uint8_t id[REQUEST_ID_BYTES] = {1};
    const struct wire_out out = {
        .bytes = frame, .cap = MESSAGE_MAX_BYTES, .request_id = id};
    size_t n = wire_busy(&out, 5000, id);

    (void)state;
    padding_write(frame, n, padding_frame_bytes(n));
    assert_int_equal(precheck_server(frame, 1024, &why), RC_OK);
    frame[1023] = 1;
    assert_int_equal(precheck_server(frame, 1024, &why), RC_INVALID);
    assert_string_equal(why.findings[0].field, "padding");
}

/* What a submitter hears of a message, and what rings, at its longest. */
static void
test_receipts_and_pages_have_one_size(void **state)
{
    static const uint8_t id[REQUEST_ID_BYTES] = {1};
    const struct wire_out out = {
        .bytes = frame, .cap = MESSAGE_MAX_BYTES, .request_id = id};
    struct reply_receipt receipt = {.accepted_us = INT64_MAX, .replayed = true};
    struct page page = {.generation = UINT32_MAX,
                        .step = UINT32_MAX,
                        .attempt = UINT32_MAX,
                        .level = LEVEL_U1,
                        .kind = MESSAGE_REFERRAL,
                        .deadline_us = INT64_MAX,
                        .total = UINT32_MAX,
                        .crisis = UINT32_MAX,
                        .listed_n = LISTED_MAX};
    char desk[64];
    uint8_t body[EVENT_BODY_BYTES];
    struct stream_event event = {.seq = UINT64_MAX, .body = body};
    size_t taken;

    (void)state;
    memset(desk, 'd', sizeof desk - 1);
    desk[sizeof desk - 1] = '\0';
    memset(receipt.id, 'S', sizeof receipt.id - 1);
    memset(receipt.receipt, 'S', sizeof receipt.receipt - 1);
    receipt.desk = desk;
    assert_int_equal(padding_frame_bytes(wire_receipt(&out, &receipt)), 1024);

    memset(page.alert, 'M', sizeof page.alert - 1);
    page.desk = desk;
    for (size_t i = 0; i < LISTED_MAX; i++) {
        memset(page.listed[i].alert, 'M', sizeof page.listed[i].alert - 1);
        page.listed[i].generation = UINT32_MAX;
        page.listed[i].level = LEVEL_U1;
    }
    event.body_n = event_body_page(body, sizeof body, &page);
    assert_int_not_equal(event.body_n, 0);
    assert_int_equal(padding_frame_bytes(wire_events(
                         &out, STREAM_INBOX, UINT64_MAX, &event, 1, &taken)),
                     1024);
    assert_int_equal(padding_frame_bytes(wire_page_again(&out, &page)), 1024);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_length_fills_its_class),
        cmocka_unit_test(test_only_two_lengths_below_the_limit_are_too_long),
        cmocka_unit_test(test_what_is_no_padding_is_refused),
        cmocka_unit_test(test_padding_in_front_is_refused),
        cmocka_unit_test(test_an_empty_padding_is_one),
        cmocka_unit_test(test_answers_are_looked_at_alike),
        cmocka_unit_test(test_receipts_and_pages_have_one_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
