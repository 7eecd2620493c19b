/* The example requests of tests/data/messages about search and linking: what
 * people ask and what is refused of it, with the field that is named. */
#include <stdio.h>
#include <string.h>

#include "core/validate_desk.h"
#include "wire/decode.h"
#include "wire_text.h"

static _Alignas(16) uint8_t memory[ARENA_BYTES];

/* As the desk takes a frame. */
static enum rc
ask(json_t *line, struct refusal *why)
{
    uint8_t bytes[4096];
    struct arena arena;
    struct request request;
    size_t n = 0;
    enum rc rc;

    why->n = 0;
    (void)json_object_set_new(line, "request_id", json_string(ID_HEX));
    rc = json_to_wire("ClientMessage", line, bytes, sizeof bytes, &n, why);
    if (rc != RC_OK)
        return rc;
    arena_init(&arena, memory, sizeof memory);
    rc = wire_decode_request(&arena, bytes, n, &request, why);
    return rc == RC_OK ? validate_desk(&request, why) : rc;
}

/* Findings name the field behind the request, as the desk says it too. */
static const char *
field_of(const struct refusal *why)
{
    const char *field = why->n > 0 ? why->findings[0].field : "";
    const char *dot = strchr(field, '.');

    return strncmp(field, "search.", 7) == 0 ||
                   strncmp(field, "list_review.", 12) == 0
               ? dot + 1
               : field;
}

static size_t
each_line(const char *path)
{
    FILE *file = fopen(path, "r");
    char text[4096];
    size_t n = 0;

    if (file == NULL)
        fail_msg("%s is missing", path);
    while (fgets(text, sizeof text, file) != NULL) {
        json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        const char *named;
        char refused[64];
        struct refusal why;
        enum rc rc;

        n++;
        if (line == NULL)
            fail_msg("%s:%zu is no JSON", path, n);
        named = json_string_value(json_object_get(line, "refused"));
        (void)snprintf(refused, sizeof refused, "%s",
                       named != NULL ? named : "");
        (void)json_object_del(line, "refused");
        rc = ask(line, &why);
        if ((rc == RC_OK) != (*refused == '\0') ||
            strcmp(field_of(&why), refused) != 0)
            fail_msg("%s:%zu: %s '%s'", path, n,
                     why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                     field_of(&why));
        json_decref(line);
    }
    (void)fclose(file);
    return n;
}

static void
test_good_examples_are_taken(void **state)
{
    (void)state;
    assert_true(each_line("tests/data/messages/linking.jsonl") >= 20);
}

static void
test_bad_examples_name_their_field(void **state)
{
    (void)state;
    assert_true(each_line("tests/data/messages/linking_bad.jsonl") >= 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_examples_are_taken),
        cmocka_unit_test(test_bad_examples_name_their_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
