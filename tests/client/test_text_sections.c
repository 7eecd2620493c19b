/* Sections of a desk document are told apart without reading it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clients/text_sections.h"
#include "tests/unit/rows.h"

static const struct {
    const char *name, *line;
    size_t n;
} lines[] = {
    {"a section", "rosters:", 7},
    {"with a value", "rosters: []", 7},
    {"with a word of two", "not_seen: 5m", 8},
    {"within a section", "  name: x", 0},
    {"an item", "- name: x", 0},
    {"a comment", "# rosters:", 0},
    {"nothing", "", 0},
    {"a text", "rosters", 0},
    {"only a colon", ":", 0},
    {"in the next line", "rosters\nx:", 0},
};

static void
test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(lines); i++) {
        if (text_section_name(lines[i].line) != lines[i].n)
            fail_msg("%s", lines[i].name);
    }
}

static const struct {
    const char *name, *text, *expected; /* without "a" and "bb" */
} texts[] = {
    {"nothing to leave out", "c: 1\nd: 2\n", "c: 1\nd: 2\n"},
    {"the first", "a: 1\nc: 2\n", "\nc: 2\n"},
    {"with all its lines", "a:\n  - x\n# y\n\n- z\nc: 2\n", "\n\n\n\n\nc: 2\n"},
    {"the last, without newline", "c: 2\nbb:\n  - x", "c: 2\n\n"},
    {"a longer name", "ab: 1\nbb: 2\nbbb: 3\n", "ab: 1\n\nbbb: 3\n"},
    {"a shorter name", "b: 1\nbb: 2\n", "b: 1\n\n"},
    {"before the first section", "# y\na: 1\n", "# y\n\n"},
    {"a name within another section", "c:\n  a: 1\n", "c:\n  a: 1\n"},
    {"nothing at all", "", ""},
};

static void
test_sections_are_left_out_and_lines_stay(void **state)
{
    static const char *const names[] = {"a", "bb"};

    (void)state;
    for (size_t i = 0; i < ROWS(texts); i++) {
        char text[64];

        (void)snprintf(text, sizeof text, "%s", texts[i].text);
        text_sections_blank(text, names, 2);
        if (strcmp(text, texts[i].expected) != 0)
            fail_msg("%s: %s", texts[i].name, text);
    }
}

static const struct {
    const char *name, *text, *span; /* of the section "a" */
} spans[] = {
    {"the first", "a: 1\nc: 2\n", "a: 1\n"},
    {"with all its lines", "c: 1\na:\n  - x\n- y\nd: 2\n", "a:\n  - x\n- y\n"},
    {"with a comment within", "a:\n# x\n\n  - y\nd: 2\n", "a:\n# x\n\n  - y\n"},
    {"without the comment of the next", "a:\n  - x\n\n# of d\nd: 2\n",
     "a:\n  - x\n"},
    {"without comments at the end", "c: 1\na: 1\n  # x\n", "a: 1\n"},
    {"the last, without newline", "c: 1\na:\n  - x", "a:\n  - x"},
    {"a name within another section", "c:\n  a: 1\n", ""},
    {"a longer name", "ab: 1\n", ""},
    {"nothing at all", "", ""},
};

static void
test_where_a_section_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(spans); i++) {
        const char *text = spans[i].text;
        size_t from = 0, to = 0;

        text_section_span(text, "a", &from, &to);
        if (to - from != strlen(spans[i].span) ||
            strncmp(text + from, spans[i].span, to - from) != 0 ||
            (from == to && to != strlen(text)))
            fail_msg("%s: %zu to %zu", spans[i].name, from, to);
    }
}

static void
test_names(void **state)
{
    struct section_names names = {.n = 0};

    (void)state;
    section_names_add(&names, "# x\npersons:\n  - name: anna\nlevels: {}\n");
    section_names_add(&names, "holidays:");
    assert_int_equal(names.n, 3);
    assert_true(section_names_have(&names, "persons"));
    assert_true(section_names_have(&names, "levels"));
    assert_true(section_names_have(&names, "holidays"));
    assert_false(section_names_have(&names, "name"));
    assert_false(section_names_have(&names, "person"));
    for (int i = 0; i < SECTIONS_MAX; i++)
        section_names_add(&names, "x:\n");
    assert_int_equal(names.n, SECTIONS_MAX); /* no more than there is room */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_sections_are_left_out_and_lines_stay),
        cmocka_unit_test(test_where_a_section_stands),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
