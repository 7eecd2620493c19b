/* The example messages of tests/data/messages, as people write them. */
#include <stdio.h>
#include <string.h>

#include "wire_text.h"

static const struct kind {
    const char *kind, *message;
} kinds[] = {
    {"signal", "Signal"},
    {"referral", "Referral"},
    {"advice", "Advice"},
    {"bottleneck", "Bottleneck"},
};

/* What the client does with a line: take the kind off, wrap the rest. */
static enum rc
wrap_line(json_t *line, json_t **submit)
{
    const char *kind = json_string_value(json_object_get(line, "kind"));

    for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0];
         i++) {
        if (strcmp(kind, kinds[i].kind) != 0)
            continue;
        *submit = json_pack("{s:s, s:O}", "message_id", ID_HEX, kind, line);
        (void)json_object_del(line, "kind");
        return RC_OK;
    }
    return RC_NOT_FOUND;
}

/* Converts one line; RC_NOT_FOUND when it is no JSON. */
static enum rc
convert(const char *text, struct refusal *why)
{
    json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *submit = NULL;
    uint8_t bytes[4096];
    size_t n = 0;
    enum rc rc;

    why->n = 0;
    if (line == NULL)
        return RC_NOT_FOUND;
    rc = wrap_line(line, &submit);
    if (rc == RC_OK)
        rc = json_to_wire("Submit", submit, bytes, sizeof bytes, &n, why);
    if (rc == RC_OK)
        rc = precheck_submit(bytes, n, why);
    if (rc == RC_OK) {
        json_t *back = NULL;

        assert_int_equal(json_from_wire("Submit", bytes, n, &back), RC_OK);
        json_decref(back);
    }
    json_decref(submit);
    json_decref(line);
    return rc;
}

/* Answers the number of lines; all but those named convert. */
static size_t
each_line(const char *path, size_t unknown_field, size_t no_json)
{
    FILE *file = fopen(path, "r");
    char text[4096];
    size_t line = 0;

    if (file == NULL)
        fail_msg("%s is missing", path);
    while (fgets(text, sizeof text, file) != NULL) {
        struct refusal why;
        enum rc rc = convert(text, &why);

        line++;
        if (line == no_json)
            assert_int_equal(rc, RC_NOT_FOUND);
        else if (line == unknown_field)
            assert_string_equal(why.findings[0].field, "colour");
        else if (rc != RC_OK)
            fail_msg("%s:%zu: %s '%s'", path, line,
                     why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                     why.n > 0 ? why.findings[0].field : "-");
    }
    (void)fclose(file);
    return line;
}

static void
test_good_examples_convert(void **state)
{
    (void)state;
    assert_true(each_line("tests/data/messages/signals.jsonl", 0, 0) >= 7);
    assert_true(each_line("tests/data/messages/referrals.jsonl", 0, 0) >= 4);
}

/* What is wrong with the others is for validation to say. */
static void
test_bad_examples_convert_but_two(void **state)
{
    (void)state;
    assert_true(each_line("tests/data/messages/bad.jsonl", 5, 7) >= 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_examples_convert),
        cmocka_unit_test(test_bad_examples_convert_but_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
