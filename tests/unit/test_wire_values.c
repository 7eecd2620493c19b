/* Values that no field may have, in every field of every message: bad text by
 * class, unknown enumerators (those of a newer desk may come), numbers out of
 * range. */
#include "wire_wrong.h"

#define CASES_MIN 12000

struct bytes_row {
    const char *name;
    const char *bytes;
    size_t n;
};

#define ROW(name, text)                                                        \
    {                                                                          \
        name, text, sizeof(text) - 1                                           \
    }

static const struct bytes_row bad_text[] = {
    ROW("NUL alone", "\0"),
    ROW("NUL inside", "a\0b"),
    ROW("NUL at the end of eight", "abcdefg\0"),
    ROW("C0 at the edge", "a\x01"),
    ROW("carriage return", "a\r\n"),
    ROW("escape", "\x1b[31m"),
    ROW("last of C0", "abcdefghij\x1f"),
    ROW("DEL", "abcdefg\x7f"),
    ROW("first of C1", "\xc2\x80"),
    ROW("next line", "a\xc2\x85"),
    ROW("last of C1", "\xc2\x9f"),
    ROW("arabic letter mark", "\xd8\x9c"),
    ROW("left-to-right mark", "\xe2\x80\x8e"),
    ROW("right-to-left mark", "\xe2\x80\x8f"),
    ROW("left-to-right embedding", "\xe2\x80\xaa"),
    ROW("right-to-left override", "txt\xe2\x80\xae"),
    ROW("left-to-right isolate", "\xe2\x81\xa6"),
    ROW("pop directional isolate", "\xe2\x81\xa9"),
    ROW("continuation alone", "\x80"),
    ROW("lead cut at the end", "abcdefgh\xc3"),
    ROW("lead before ASCII", "\xc3z"),
    ROW("three bytes cut to two", "\xe2\x82"),
    ROW("three bytes with a bad third", "\xe2\x82z"),
    ROW("four bytes cut to three", "\xf0\x9f\x98"),
    ROW("over-long slash in two", "\xc0\xaf"),
    ROW("over-long DEL in two", "\xc1\xbf"),
    ROW("over-long in three", "\xe0\x9f\xbf"),
    ROW("over-long in four", "\xf0\x8f\xbf\xbf"),
    ROW("over-long NUL", "\xc0\x80"),
    ROW("first surrogate", "\xed\xa0\x80"),
    ROW("last surrogate", "\xed\xbf\xbf"),
    ROW("surrogate pair", "\xed\xa0\xbd\xed\xb8\x80"),
    ROW("over U+10FFFF", "\xf4\x90\x80\x80"),
    ROW("lead f5", "\xf5\x80\x80\x80"),
    ROW("five bytes", "\xf8\x88\x80\x80\x80"),
    ROW("six bytes", "\xfc\x84\x80\x80\x80\x80"),
    ROW("fe", "\xfe"),
    ROW("ff", "\xff"),
    ROW("Latin-1", "caf\xe9"),
    ROW("UTF-16 byte order mark", "\xff\xfe\x41"),
};

static const struct bytes_row good_text[] = {
    ROW("tab and newline", "a\tb\nc"),
    ROW("last printable ASCII", "~~~~~~~~"),
    ROW("first after C1", "\xc2\xa0"),
    ROW("before the arabic letter mark", "\xd8\x9b"),
    ROW("zero width joiner", "\xe2\x80\x8d"),
    ROW("before the embeddings", "\xe2\x80\xa9"),
    ROW("after the overrides", "\xe2\x80\xaf"),
    ROW("before the isolates", "\xe2\x81\xa5"),
    ROW("after the isolates", "\xe2\x81\xaa"),
    ROW("last before the surrogates", "\xed\x9f\xbf"),
    ROW("first after the surrogates", "\xee\x80\x80"),
    ROW("first of four bytes", "\xf0\x90\x80\x80"),
    ROW("U+10FFFF", "\xf4\x8f\xbf\xbf"),
    ROW("arabic", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"),
    ROW("emoji", "\xf0\x9f\x98\x80"),
    ROW("byte order mark", "\xef\xbb\xbfx"),
};

/* One string in a frame, in the place of the field. */
static void
set_text(struct wrong *w, const ProtobufCFieldDescriptor *field,
         const struct bytes_row *row)
{
    uint8_t *end = tag(w->bytes, field->id, 2);

    *end++ = (uint8_t)row->n;
    memcpy(end, row->bytes, row->n);
    w->name = row->name;
    w->omit = field->id;
    w->n = (size_t)(end - w->bytes) + row->n;
}

static void
visit_bad_text(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];
        char path[FIELD_BYTES];

        if (field->type != PROTOBUF_C_TYPE_STRING)
            continue;
        for (size_t r = 0; r < sizeof bad_text / sizeof bad_text[0]; r++) {
            struct wrong w = {.code = REFUSAL_BAD_TEXT,
                              .field = field_path(field, path, sizeof path, 0)};

            set_text(&w, field, &bad_text[r]);
            expect_refusal(type, f, &w);
        }
    }
}

static void
visit_good_text(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];

        if (field->type != PROTOBUF_C_TYPE_STRING)
            continue;
        for (size_t r = 0; r < sizeof good_text / sizeof good_text[0]; r++) {
            struct refusal why;
            struct wrong w = {.name = ""};

            set_text(&w, field, &good_text[r]);
            f->omit = w.omit;
            f->extra = w.bytes;
            f->extra_n = w.n;
            frame_make(f, type);
            cases++;
            if (check(type, f, &why) != RC_OK)
                fail_msg("%s: %s is refused", field->name, w.name);
        }
    }
}

static void
expect_number(const ProtobufCMessageDescriptor *type, struct frame *f,
              const ProtobufCFieldDescriptor *field, uint64_t value,
              enum refusal_code code)
{
    char path[FIELD_BYTES];
    struct wrong w = {.name = "number",
                      .omit = field->id,
                      .code = code,
                      .field = field_path(field, path, sizeof path, 0)};
    uint8_t *end = varint_write(tag(w.bytes, field->id, 0), value);

    w.n = (size_t)(end - w.bytes);
    expect_refusal(type, f, &w);
    if (!field_repeated(field))
        return;
    /* The same packed, behind a good one: the path counts both. */
    end = tag(w.bytes, field->id, 2);
    *end++ = (uint8_t)(1 + varint_size(value));
    *end++ = 1;
    end = varint_write(end, value);
    w.n = (size_t)(end - w.bytes);
    w.field = field_path(field, path, sizeof path, 1);
    expect_refusal(type, f, &w);
}

/* What a later version may say is refused of a client alone. */
static void
expect_enumerator(const ProtobufCMessageDescriptor *type, struct frame *f,
                  const ProtobufCFieldDescriptor *field, uint64_t value)
{
    uint8_t bytes[16];
    struct refusal why;

    if (type == CLIENT_TYPE || value > INT32_MAX) {
        expect_number(type, f, field, value, REFUSAL_UNKNOWN_CODE);
        return;
    }
    f->omit = field->id;
    f->extra = bytes;
    f->extra_n =
        (size_t)(varint_write(tag(bytes, field->id, 0), value) - bytes);
    frame_make(f, type);
    cases++;
    if (check(type, f, &why) != RC_OK)
        fail_msg("%s %llu of a newer desk is refused", field->name,
                 (unsigned long long)value);
}

static void
visit_numbers(const ProtobufCMessageDescriptor *type, struct frame *f)
{
    for (unsigned i = 0; i < f->found->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &f->found->fields[i];
        const ProtobufCEnumDescriptor *words = field->descriptor;

        if (field->type == PROTOBUF_C_TYPE_ENUM) {
            const uint64_t unknown[] = {
                words->n_values, 127,        INT32_MAX, UINT32_MAX,
                1ULL << 32,      UINT64_MAX, INT64_MAX, (1ULL << 32) + 1};

            for (size_t u = 0; u < sizeof unknown / sizeof unknown[0]; u++)
                expect_enumerator(type, f, field, unknown[u]);
            if (field_repeated(field))
                expect_number(type, f, field, 0, REFUSAL_UNKNOWN_CODE);
        } else if (field->type == PROTOBUF_C_TYPE_BOOL) {
            expect_number(type, f, field, 2, REFUSAL_OUT_OF_RANGE);
            expect_number(type, f, field, 256, REFUSAL_OUT_OF_RANGE);
            expect_number(type, f, field, 1ULL << 32, REFUSAL_OUT_OF_RANGE);
            expect_number(type, f, field, UINT64_MAX, REFUSAL_OUT_OF_RANGE);
        } else if (field->type == PROTOBUF_C_TYPE_UINT32) {
            expect_number(type, f, field, 1ULL << 32, REFUSAL_OUT_OF_RANGE);
            expect_number(type, f, field, UINT64_MAX, REFUSAL_OUT_OF_RANGE);
        }
    }
}

static void
test_bad_text_in_every_string(void **state)
{
    (void)state;
    each_message_both_ways(visit_bad_text);
}

static void
test_good_text_in_every_string(void **state)
{
    (void)state;
    each_message_both_ways(visit_good_text);
}

static void
test_bad_numbers_in_every_number(void **state)
{
    (void)state;
    each_message_both_ways(visit_numbers);
}

static void
test_enough_cases(void **state)
{
    (void)state;
    print_message("# %zu frames with one bad value\n", cases);
    assert_true(cases >= CASES_MIN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_text_in_every_string),
        cmocka_unit_test(test_good_text_in_every_string),
        cmocka_unit_test(test_bad_numbers_in_every_number),
        cmocka_unit_test(test_enough_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
