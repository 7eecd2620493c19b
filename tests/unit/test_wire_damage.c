/* Whole frames, cut at every byte, with every bit turned, and at every limit:
 * refused, or something that is valid again. */
#include <jansson.h>
#include <stdlib.h>

#include "wire/decode.h"
#include "wire/json.h"
#include "wire/walk.h"
#include "wire_wrong.h"

#define CASES_MIN 25000

static _Alignas(16) uint8_t memory[ARENA_BYTES];

/* Each body once, each content of a submit. */
typedef void on_frame(const struct frame *f);

static void
each_frame(const ProtobufCMessageDescriptor *type, on_frame *at)
{
    static struct frame f;

    for (unsigned pick = 0; pick < oneof_members(type); pick++) {
        const ProtobufCFieldDescriptor *body = oneof_member(type, pick);
        unsigned contents = oneof_members(body->descriptor);

        for (unsigned i = 0; i == 0 || i < contents; i++) {
            f = (struct frame){.pick = pick, .inner = i, .target = -1};
            frame_make(&f, type);
            at(&f);
        }
    }
}

static void
cut_everywhere(const struct frame *f)
{
    for (size_t n = 0; n < f->n; n++) {
        struct frame_glance glance;
        struct refusal why = {.n = 0};
        /* On the heap and to size, for the sanitizer to see beyond. */
        uint8_t *bytes = malloc(n + 1);

        assert_non_null(bytes);
        memcpy(bytes, f->bytes, n);
        cases++;
        if (precheck_client(bytes, n, &glance, &why) != RC_INVALID ||
            why.n != 1 || glance.kind != REQUEST_NONE)
            fail_msg("body %u cut to %zu of %zu bytes", f->pick, n, f->n);
        if (n >= 18 && memcmp(glance.request_id, f->bytes + 2, 16) != 0)
            fail_msg("body %u cut to %zu: request id lost", f->pick, n);
        free(bytes);
    }
}

/* An accepted frame must decode, and say the same as JSON and back. */
static void
expect_valid(const uint8_t *bytes, size_t n)
{
    static uint8_t again[FRAME_MAX_BYTES];
    struct arena arena;
    struct request request;
    struct frame_glance glance;
    struct refusal why = {.n = 0};
    json_t *object = NULL;
    size_t again_n = 0;
    enum rc rc;

    arena_init(&arena, memory, sizeof memory);
    rc = wire_decode_request(&arena, bytes, n, &request, &why);
    if (rc != RC_OK && (rc != RC_INVALID || why.n == 0))
        fail_msg("accepted, but decoding answers %d", (int)rc);
    rc = json_from_wire("ClientMessage", bytes, n, &object);
    if (rc == RC_INVALID)
        return; /* a number that JSON has not */
    assert_int_equal(rc, RC_OK);
    rc = json_to_wire("ClientMessage", object, again, sizeof again, &again_n,
                      &why);
    json_decref(object);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(precheck_client(again, again_n, &glance, &why), RC_OK);
}

static void
flip_every_bit(const struct frame *f)
{
    uint8_t *bytes = malloc(f->n);

    assert_non_null(bytes);
    memcpy(bytes, f->bytes, f->n);
    for (size_t bit = 0; bit < 8 * f->n; bit++) {
        struct frame_glance glance;
        struct refusal why = {.n = 0};

        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        cases++;
        if (precheck_client(bytes, f->n, &glance, &why) == RC_OK)
            expect_valid(bytes, f->n);
        else if (why.n != 1)
            fail_msg("body %u, bit %zu: refused without a finding", f->pick,
                     bit);
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    free(bytes);
}

static void
test_cut_at_every_byte(void **state)
{
    (void)state;
    each_frame(CLIENT_TYPE, cut_everywhere);
}

static void
test_every_bit_turned(void **state)
{
    (void)state;
    each_frame(CLIENT_TYPE, flip_every_bit);
}

/* The client's side: what it accepts, it can show. */
static void
flip_every_bit_of_answer(const struct frame *f)
{
    static uint8_t bytes[FRAME_ROOM];

    memcpy(bytes, f->bytes, f->n);
    for (size_t bit = 0; bit < 8 * f->n; bit++) {
        struct refusal why = {.n = 0};
        json_t *object = NULL;
        enum rc rc;

        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        cases++;
        rc = json_from_wire("ServerMessage", bytes, f->n, &object);
        if (precheck_server(bytes, f->n, &why) != RC_OK)
            assert_int_equal(rc, RC_INVALID);
        else if (rc != RC_OK)
            fail_msg("answer %u, bit %zu: accepted, not shown", f->pick, bit);
        json_decref(object);
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void
test_every_bit_of_an_answer_turned(void **state)
{
    (void)state;
    each_frame(SERVER_TYPE, flip_every_bit_of_answer);
}

/* A submit of `n` bytes in all: an advice with a text to fill it. */
static void
fill_frame(uint8_t *bytes, size_t n)
{
    static char text[FRAME_MAX_BYTES + 1];
    uint8_t id[REQUEST_ID_BYTES] = {1};
    struct put put = {.at = bytes, .end = bytes + n};
    size_t text_n = n - 18 - 4 - 4 - 4;

    memset(text, 'x', text_n);
    text[text_n] = '\0';
    put_bytes(&put, 1, id, sizeof id);
    put_open(&put, REQUEST_SUBMIT, text_n + 8);
    put_open(&put, 4, text_n + 4);
    put_bytes(&put, 2, text, text_n);
    assert_false(put.full);
    assert_ptr_equal(put.at, put.end);
    cases++;
}

static void
test_size_limit_is_inclusive(void **state)
{
    static uint8_t bytes[FRAME_MAX_BYTES + 1];
    struct frame_glance glance;
    struct refusal why = {.n = 0};

    (void)state;
    fill_frame(bytes, FRAME_MAX_BYTES - 1);
    assert_int_equal(precheck_client(bytes, FRAME_MAX_BYTES - 1, &glance, &why),
                     RC_OK);
    fill_frame(bytes, FRAME_MAX_BYTES);
    assert_int_equal(precheck_client(bytes, FRAME_MAX_BYTES, &glance, &why),
                     RC_OK);
    fill_frame(bytes, FRAME_MAX_BYTES + 1);
    assert_int_equal(precheck_client(bytes, FRAME_MAX_BYTES + 1, &glance, &why),
                     RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_TOO_LARGE);
}

/* A list in a body of the client, or in the content of a submit. */
struct list {
    uint32_t body;
    uint32_t content; /* 0: the body is no submit */
    const ProtobufCFieldDescriptor *field;
    bool packed;
};

/* A frame that is hardly anything but one list of so many values. */
static size_t
crowd_frame(uint8_t *bytes, size_t cap, const struct list *list, size_t values)
{
    static uint8_t inside[FRAME_MAX_BYTES];
    uint8_t id[REQUEST_ID_BYTES] = {1};
    struct put crowd = {.at = inside, .end = inside + sizeof inside};
    struct put put = {.at = bytes, .end = bytes + cap};
    size_t n;

    if (list->packed)
        put_open(&crowd, list->field->id, values);
    for (size_t i = 0; i < values; i++) {
        if (list->packed)
            *crowd.at++ = 1;
        else if (field_is_number(list->field))
            put_number(&crowd, list->field->id, 1);
        else
            put_bytes(&crowd, list->field->id, "", 0);
    }
    n = (size_t)(crowd.at - inside);
    put_bytes(&put, 1, id, sizeof id);
    if (list->content != 0)
        put_open(&put, list->body, put_bytes_size(list->content, n));
    put_bytes(&put, list->content != 0 ? list->content : list->body, inside, n);
    assert_false(put.full || crowd.full);
    cases++;
    return (size_t)(put.at - bytes);
}

/* Refused for a limit of the list itself: it was unpacked, so it fitted. */
static bool
over_own_limit(enum rc rc, const struct refusal *why, const struct list *list)
{
    return rc == RC_INVALID && why->findings[0].code == REFUSAL_TOO_MANY &&
           strcmp(why->findings[0].field, list->field->name) == 0;
}

static void
expect_crowd(const struct list *list)
{
    static uint8_t bytes[FRAME_MAX_BYTES];
    /* Other elements: the id, what wraps the list, and of a packed list the
     * field itself. */
    size_t around = (list->content != 0 ? 3U : 2U) + list->packed;
    size_t most = PRECHECK_ELEMENTS - around;

    for (size_t more = 0; more < 2; more++) {
        size_t n = crowd_frame(bytes, sizeof bytes, list, most + more);
        struct arena arena;
        struct request request;
        struct refusal why = {.n = 0};
        enum rc rc;

        arena_init(&arena, memory, sizeof memory);
        rc = wire_decode_request(&arena, bytes, n, &request, &why);
        if (more == 0 && rc != RC_OK && !over_own_limit(rc, &why, list))
            fail_msg("%zu of %s: %d, arena %zu", most, list->field->name,
                     (int)rc, arena.used);
        if (more == 1 &&
            (rc != RC_INVALID || why.findings[0].code != REFUSAL_TOO_MANY ||
             over_own_limit(rc, &why, list)))
            fail_msg("%zu of %s are not refused", most + 1, list->field->name);
    }
}

static void
expect_crowds(uint32_t body, uint32_t content,
              const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        struct list list = {body, content, &type->fields[i], false};

        if (!field_repeated(list.field))
            continue;
        expect_crowd(&list);
        list.packed = true;
        if (field_is_number(list.field))
            expect_crowd(&list);
    }
}

/* The most elements there may be, in whatever list they stand: they fit the
 * arena; one more is refused. */
static void
test_element_budget_fits_the_arena(void **state)
{
    (void)state;
    for (unsigned pick = 0; pick < oneof_members(CLIENT_TYPE); pick++) {
        const ProtobufCFieldDescriptor *body = oneof_member(CLIENT_TYPE, pick);
        unsigned contents = oneof_members(body->descriptor);

        expect_crowds(body->id, 0, body->descriptor);
        for (unsigned c = 0; c < contents; c++) {
            const ProtobufCFieldDescriptor *content =
                oneof_member(body->descriptor, c);

            expect_crowds(body->id, content->id, content->descriptor);
        }
    }
}

static void
test_depth_is_bounded_whatever_the_schema(void **state)
{
    ProtobufCFieldDescriptor field = {.name = "deeper",
                                      .id = 1,
                                      .label = PROTOBUF_C_LABEL_NONE,
                                      .type = PROTOBUF_C_TYPE_MESSAGE};
    const ProtobufCMessageDescriptor type = {
        .name = "T", .short_name = "T", .n_fields = 1, .fields = &field};
    const struct walk_rules rules = {.budget = 100};
    uint8_t bytes[2 * PRECHECK_DEPTH];

    (void)state;
    field.descriptor = &type;
    for (size_t depth = 1; depth <= PRECHECK_DEPTH; depth++) {
        struct refusal why = {.n = 0};
        size_t n = 2 * (depth - 1);
        enum rc rc;

        for (size_t i = 0; i < n; i += 2) {
            bytes[i] = 0x0a;
            bytes[i + 1] = (uint8_t)(n - i - 2);
        }
        rc = walk_message(&type, bytes, n, &rules, &why);
        assert_int_equal(rc, RC_OK);
        n += 2;
        for (size_t i = 0; i < n; i += 2) {
            bytes[i] = 0x0a;
            bytes[i + 1] = (uint8_t)(n - i - 2);
        }
        rc = walk_message(&type, bytes, n, &rules, &why);
        assert_int_equal(rc, depth < PRECHECK_DEPTH ? RC_OK : RC_INVALID);
        cases += 2;
    }
}

static void
test_enough_cases(void **state)
{
    (void)state;
    print_message("# %zu damaged frames\n", cases);
    assert_true(cases >= CASES_MIN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_every_bit_turned),
        cmocka_unit_test(test_every_bit_of_an_answer_turned),
        cmocka_unit_test(test_size_limit_is_inclusive),
        cmocka_unit_test(test_element_budget_fits_the_arena),
        cmocka_unit_test(test_depth_is_bounded_whatever_the_schema),
        cmocka_unit_test(test_enough_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
