/* What changed between two texts, and that it makes the one into the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/unified_diff.h"
#include "tests/unit/rows.h"

static char *
diff(const char *before, const char *after, bool *same)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    const struct diff_side sides[2] = {{"a", before, strlen(before)},
                                       {"b", after, strlen(after)}};

    assert_non_null(out);
    assert_int_equal(unified_diff(out, &sides[0], &sides[1], same), RC_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

#define HEAD "--- a\n+++ b\n"

static const struct row {
    const char *name, *before, *after, *expected;
} rows[] = {
    {"the same", "a\nb\n", "a\nb\n", ""},
    {"both empty", "", "", ""},
    {"from nothing", "", "a\n", HEAD "@@ -0,0 +1,1 @@\n+a\n"},
    {"to nothing", "a\n", "", HEAD "@@ -1,1 +0,0 @@\n-a\n"},
    {"one line", "a\nb\nc\n", "a\nX\nc\n",
     HEAD "@@ -1,3 +1,3 @@\n a\n-b\n+X\n c\n"},
    {"three lines around", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
     "1\n2\n3\n4\nX\n6\n7\n8\n9\n",
     HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"},
    {"six lines between: one hunk", "a\n1\n2\n3\n4\n5\n6\nb\n",
     "A\n1\n2\n3\n4\n5\n6\nB\n",
     HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
    {"seven lines between: two", "a\n1\n2\n3\n4\n5\n6\n7\nb\n",
     "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
     HEAD "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
          "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
    {"as few as there can be", "a\nb\nc\n", "b\nc\nd\n",
     HEAD "@@ -1,3 +1,3 @@\n-a\n b\n c\n+d\n"},
    {"a last line without newline", "a\nb", "a\nb\n",
     HEAD "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        bool same = false;
        char *text = diff(rows[i].before, rows[i].after, &same);

        if (strcmp(text, rows[i].expected) != 0)
            fail_msg("%s:\n%s", rows[i].name, text);
        assert_int_equal(same, *rows[i].expected == '\0');
        free(text);
    }
}

/* Puts `before` and a diff together again, by the rules of the format. */
static void
apply(const char *before, const char *diff_text, char *out)
{
    const char *at = strstr(diff_text, "@@");
    size_t line = 0; /* of before, taken so far */

    while (at != NULL && *at != '\0') {
        const char *end = strchr(at, '\n') + 1;
        size_t from = 0;
        size_t shown = 0;

        if (*at == '@') {
            assert_int_equal(sscanf(at, "@@ -%zu,%zu", &from, &shown), 2);
            for (; line + (shown > 0 ? 1 : 0) < from; line++) {
                out = mempcpy(out, before, 2);
                before += 2;
            }
        } else {
            if (*at != '+') { /* kept or out: it must be what stands there */
                assert_memory_equal(before, at + 1, 2);
                before += 2;
                line++;
            }
            if (*at != '-')
                out = mempcpy(out, at + 1, 2);
        }
        at = end;
    }
    (void)stpcpy(out, before);
}

static void
random_text(uint64_t *seed, char out[64])
{
    size_t lines = rows_random(seed) % 24;

    for (size_t i = 0; i < lines; i++) {
        out[2 * i] = (char)('a' + rows_random(seed) % 4);
        out[2 * i + 1] = '\n';
    }
    out[2 * lines] = '\0';
}

static void
test_the_diff_makes_the_one_into_the_other(void **state)
{
    uint64_t seed = 20261126;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        char before[64];
        char after[64];
        char made[256];
        bool same;
        char *text;

        random_text(&seed, before);
        random_text(&seed, after);
        text = diff(before, after, &same);
        apply(before, text, made);
        assert_string_equal(made, after);
        assert_int_equal(same, strcmp(before, after) == 0);
        free(text);
    }
}

/* Beyond the memory it may take: everything out and in, and still right. */
static void
test_very_different_texts(void **state)
{
    enum {
        N = 5000
    };
    char *before = calloc(N, 2);
    char *after = calloc(N, 2);
    char *text;
    bool same = true;

    (void)state;
    assert_non_null(before);
    assert_non_null(after);
    for (size_t i = 0; i < N - 1; i++) {
        memcpy(before + 2 * i, i % 2 == 0 ? "a\n" : "b\n", 2);
        memcpy(after + 2 * i, i % 2 == 0 ? "c\n" : "b\n", 2);
    }
    text = diff(before, after, &same);
    assert_false(same);
    assert_non_null(strstr(text, "@@ -1,4999 +1,4999 @@\n"));
    free(text);
    free(before);
    free(after);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_diff_makes_the_one_into_the_other),
        cmocka_unit_test(test_very_different_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
