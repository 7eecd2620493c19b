/* What a person writes becomes what the schema has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/content.h"
#include "core/refusal.h"

static const struct row {
    const char *name;
    const char *kind; /* of the verb */
    const char *input;
    const char *expected; /* NULL: refused */
} rows[] = {
    {"the verb's kind", "signal", "{\"text\":\"x\"}",
     "{\"signal\":{\"text\":\"x\"}}"},
    {"the line's kind", "signal", "{\"kind\":\"referral\",\"text\":\"x\"}",
     "{\"referral\":{\"text\":\"x\"}}"},
    {"no kind at all", NULL, "{\"text\":\"x\"}", NULL},
    {"an unknown kind", "signal", "{\"kind\":\"rumour\"}", NULL},
    {"a kind that is no word", "signal", "{\"kind\":7}", NULL},
    {"a withdrawal has a verb of its own", "signal",
     "{\"kind\":\"withdrawal\"}", NULL},
    {"a version of an earlier one", "advice",
     "{\"text\":\"x\",\"amends\":{\"receipt\":\"A-1\"}}",
     "{\"advice\":{\"text\":\"x\"},\"amends\":{\"receipt\":\"A-1\"}}"},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct refusal why = {.n = 0};
        json_t *submit = content_to_submit(
            rows[i].kind, json_loads(rows[i].input, 0, NULL), &why);
        char *text = submit == NULL
                         ? NULL
                         : json_dumps(submit, JSON_COMPACT | JSON_SORT_KEYS);

        if ((text == NULL) != (rows[i].expected == NULL) ||
            (text == NULL) != (why.n == 1) ||
            (text != NULL && strcmp(text, rows[i].expected) != 0))
            fail_msg("%s: %s", rows[i].name, text == NULL ? "refused" : text);
        if (text == NULL)
            assert_string_equal(why.findings[0].field, "kind");
        free(text);
        json_decref(submit);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
