/* What people read of a desk that is newer than the client: the number of an
 * enumerator that has no word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/alert_words.h"
#include "clients/event_words.h"
#include "clients/output.h"
#include "clients/text.h"
#include "wire/json.h"

#define BYTES(text) text, sizeof(text) - 1

static json_t *
must_read(const char *message, const char *bytes, size_t n)
{
    json_t *object = NULL;

    assert_int_equal(
        json_from_wire(message, (const uint8_t *)bytes, n, &object), RC_OK);
    return object;
}

static void
print_event(const struct output *out, const json_t *event)
{
    event_words_print(out, "inbox", event);
}

/* Every enumerator of the event is 99, 100 or 101. */
static const struct row {
    const char *name, *message;
    void (*print)(const struct output *out, const json_t *object);
    const char *bytes;
    size_t n;
    const char *expected; /* one after the other */
} rows[] = {
    {"page", "Event", print_event, BYTES("\x22\x04\x30\x63\x38\x64"),
     "99, 100"},
    {"page cancelled", "Event", print_event, BYTES("\x2a\x02\x18\x63"), ": 99"},
    {"alert change", "Event", print_event,
     BYTES("\x32\x08\x0a\x06\x10\x63\x18\x64\x20\x65"), "100, 101, 99"},
    {"alert", "AlertSummary", alert_words_line,
     BYTES("\x10\x63\x18\x64\x20\x65"), "100, 101, 99"},
    {"feedback", "Event", print_event, BYTES("\x3a\x04\x10\x63\x18\x64"),
     "99, 100"},
    {"an event", "Event", print_event, BYTES("\x08\x01\xfa\x07\0"), ""},
    {"what came of an action", "AlertActionResult", alert_words_result,
     BYTES("\x08\x63\x20\x64"), "100"},
};

static void
test_rows(void **state)
{
    const struct output out = {.json = false, .colour = true};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        json_t *object = must_read(r->message, r->bytes, r->n);
        FILE *terminal = stdout;
        char *text = NULL;
        size_t n = 0;

        stdout = open_memstream(&text, &n);
        assert_non_null(stdout);
        r->print(&out, object);
        (void)fclose(stdout);
        stdout = terminal;
        if (strstr(text, r->expected) == NULL ||
            (*r->expected == '\0' && n > 0))
            fail_msg("%s: %s", r->name, text);
        free(text);
        json_decref(object);
    }
}

static void
test_any_word_has_an_answer(void **state)
{
    static const char *const groups[] = {"level",    "kind",         "state",
                                         "feedback", "outcome",      "role",
                                         "refusal",  "no such group"};

    (void)state;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        assert_string_equal(text_word(groups[i], "99"), "99");
        assert_string_equal(text_word(groups[i], "2147483647"), "2147483647");
    }
}

static void
test_an_unknown_event_has_a_name(void **state)
{
    json_t *event = must_read("Event", BYTES("\x08\x01\xfa\x07\0"));

    (void)state;
    assert_string_equal(event_words_name(event), "unknown");
    json_decref(event);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_any_word_has_an_answer),
        cmocka_unit_test(test_an_unknown_event_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
