/* Every frame of the schema with one thing wrong, in every place where it can
 * be wrong: the right refusal, at the right path, and never anything else.
 * Unknown fields are wrong of a client; of a desk they change nothing. */
#include <jansson.h>

#include "wire/json.h"
#include "wire_wrong.h"

#define CASES_MIN 15000

static void
visit_whole(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    struct refusal why;

    cases++;
    if (check(type, f, &why) != RC_OK)
        fail_msg("%s %u/%u: a whole frame is refused: %s '%s'",
                 type->short_name, f->pick, f->inner,
                 refusal_code_name(why.findings[0].code),
                 why.findings[0].field);
}

static json_t *
must_show(const struct frame *f)
{
    json_t *object = NULL;

    assert_int_equal(json_from_wire("ServerMessage", f->bytes, f->n, &object),
                     RC_OK);
    return object;
}

static void
expect_passed_over(struct frame *f, const struct wrong *w)
{
    struct refusal why;
    json_t *without, *with;

    f->extra_n = 0;
    frame_make(f, SERVER_TYPE);
    without = must_show(f);
    f->extra = w->bytes;
    f->extra_n = w->n;
    frame_make(f, SERVER_TYPE);
    cases++;
    if (check(SERVER_TYPE, f, &why) != RC_OK)
        fail_msg("%s of %s: %s '%s'", w->field, f->found->short_name,
                 refusal_code_name(why.findings[0].code),
                 why.findings[0].field);
    with = must_show(f);
    if (!json_equal(with, without))
        fail_msg("%s of %s is shown", w->field, f->found->short_name);
    json_decref(with);
    json_decref(without);
}

static void
visit_unknown(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    static const unsigned types[] = {0, 1, 2, 5};
    const uint32_t numbers[] = {f->found->n_fields + 1, PADDING_LONG_FIELD + 1,
                                (1U << 29) - 1};

    for (size_t i = 0; i < 3; i++) {
        for (size_t t = 0; t < 4; t++) {
            char number[16];
            struct wrong w = {.name = "unknown field",
                              .code = REFUSAL_UNKNOWN_FIELD,
                              .field = number};
            uint8_t *end = tag(w.bytes, numbers[i], types[t]);

            (void)snprintf(number, sizeof number, "%u", numbers[i]);
            w.n = (size_t)(value_of(end, types[t]) - w.bytes);
            if (type == SERVER_TYPE)
                expect_passed_over(f, &w);
            else
                expect_refusal(type, f, &w);
        }
    }
}

static void
visit_tags(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    static const struct wrong rows[] = {
        {"field 0, varint", 0, {0x00, 1}, 2, REFUSAL_MALFORMED, ""},
        {"field 0, 64 bit",
         0,
         {0x01, 1, 1, 1, 1, 1, 1, 1, 1},
         9,
         REFUSAL_MALFORMED,
         ""},
        {"field 0, length", 0, {0x02, 1, 1}, 3, REFUSAL_MALFORMED, ""},
        {"field 0, group", 0, {0x03, 0x04}, 2, REFUSAL_MALFORMED, ""},
        {"field 0, 32 bit", 0, {0x05, 1, 1, 1, 1}, 5, REFUSAL_MALFORMED, ""},
        {"group of an unknown field",
         0,
         {0xa3, 0x06, 0xa4, 0x06},
         4,
         REFUSAL_MALFORMED,
         "100"},
        {"end of a group alone", 0, {0xa4, 0x06}, 2, REFUSAL_MALFORMED, "100"},
        {"wire type 6", 0, {0xa6, 0x06}, 2, REFUSAL_MALFORMED, "100"},
        {"wire type 7", 0, {0xa7, 0x06}, 2, REFUSAL_MALFORMED, "100"},
        {"tag cut", 0, {0xa0}, 1, REFUSAL_MALFORMED, ""},
        {"tag one byte too long", 0, {0x88, 0x00, 1}, 3, REFUSAL_MALFORMED, ""},
        {"tag four bytes too long",
         0,
         {0x88, 0x80, 0x80, 0x80, 0x00, 1},
         6,
         REFUSAL_MALFORMED,
         ""},
        {"tag over 32 bits",
         0,
         {0x88, 0x80, 0x80, 0x80, 0x10, 1},
         6,
         REFUSAL_MALFORMED,
         ""},
        {"tag of eleven bytes",
         0,
         {0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1},
         11,
         REFUSAL_MALFORMED,
         ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_refusal(type, f, &rows[i]);
}

/* The same field twice; of a oneof, the chosen member and any other. */
static void
visit_doubled(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];
        struct wrong w = {.name = "field twice",
                          .code = REFUSAL_DUPLICATE_FIELD,
                          .field = field->name};
        uint8_t *end;

        if (field_repeated(field) || padding_is(field->id))
            continue; /* test_padding.c doubles padding */
        end = tag(w.bytes, field->id, field_is_number(field) ? 0 : 2);
        *end++ = 0;
        w.n = (size_t)(end - w.bytes);
        expect_refusal(type, f, &w);
    }
}

static void
visit_wire_types(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];

        if (!may_stand_alone(f, field))
            continue;
        for (unsigned t = 0; t <= 5; t++) {
            char path[FIELD_BYTES];
            struct wrong w = {.name = "wrong wire type",
                              .omit = field->id,
                              .code = REFUSAL_MALFORMED,
                              .field = field_path(field, path, sizeof path, 0)};
            uint8_t *end;

            if (t == (field_is_number(field) ? 0U : 2U) ||
                (t == 2 && field_repeated(field)))
                continue;
            end = value_of(tag(w.bytes, field->id, t), t);
            w.n = (size_t)(end - w.bytes);
            expect_refusal(type, f, &w);
        }
    }
}

/* Varints that are cut, too long for their value, or too long for 64 bits,
 * as the value of a number and as the length of anything else. */
static void
visit_varints(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    static const struct {
        const char *name;
        uint8_t bytes[12];
        size_t n;
    } rows[] = {
        {"nothing", {0}, 0},
        {"cut", {0x81}, 1},
        {"zero in two bytes", {0x80, 0x00}, 2},
        {"one in two bytes", {0x81, 0x00}, 2},
        {"one in ten bytes",
         {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00},
         10},
        {"65 bits",
         {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02},
         10},
        {"eleven bytes",
         {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x01},
         11},
    };

    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];

        if (!may_stand_alone(f, field))
            continue;
        for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
            char path[FIELD_BYTES];
            struct wrong w = {.name = rows[r].name,
                              .omit = field->id,
                              .code = REFUSAL_MALFORMED,
                              .field = field_path(field, path, sizeof path, 0)};
            uint8_t *end =
                tag(w.bytes, field->id, field_is_number(field) ? 0 : 2);

            memcpy(end, rows[r].bytes, rows[r].n);
            w.n = (size_t)(end - w.bytes) + rows[r].n;
            expect_refusal(type, f, &w);
        }
    }
}

static void
test_whole_frames_are_accepted(void **state)
{
    (void)state;
    each_message_both_ways(visit_whole);
}

static void
test_unknown_fields_at_every_level(void **state)
{
    (void)state;
    each_message_both_ways(visit_unknown);
}

static void
test_bad_tags_at_every_level(void **state)
{
    (void)state;
    each_message_both_ways(visit_tags);
}

static void
test_every_field_doubled(void **state)
{
    (void)state;
    each_message_both_ways(visit_doubled);
}

static void
test_every_field_of_another_wire_type(void **state)
{
    (void)state;
    each_message_both_ways(visit_wire_types);
}

static void
test_every_varint_strict(void **state)
{
    (void)state;
    each_message_both_ways(visit_varints);
}

static void
test_enough_cases(void **state)
{
    (void)state;
    print_message("# %zu frames with one thing wrong\n", cases);
    assert_true(cases >= CASES_MIN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_frames_are_accepted),
        cmocka_unit_test(test_unknown_fields_at_every_level),
        cmocka_unit_test(test_bad_tags_at_every_level),
        cmocka_unit_test(test_every_field_doubled),
        cmocka_unit_test(test_every_field_of_another_wire_type),
        cmocka_unit_test(test_every_varint_strict),
        cmocka_unit_test(test_enough_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
