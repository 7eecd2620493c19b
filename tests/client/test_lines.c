/* One object or one on each line; wrong lines are named and passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "clients/lines.h"

/* What becomes of each message: its line number and '+' or a refusal. */
static const struct row {
    const char *name;
    const char *input;
    const char *expected;
} rows[] = {
    {"nothing", "", ""},
    {"only blank lines", "\n \r\n\n", ""},
    {"one line", "{\"a\":1}\n", "1+"},
    {"no newline at the end", "{\"a\":1}", "1+"},
    {"several lines", "{}\n{}\n{}\n", "1+2+3+"},
    {"blank lines count", "\n{}\n\n{}\n", "2+4+"},
    {"a bad line is passed", "{}\nnot json\n{}\n", "1+2!3+"},
    {"a bad first line is passed", "not json\n{}\n", "1!2+"},
    {"a bad first object is passed", "{\"a\":\n{}\n", "1!2+"},
    {"an array is no message", "[1]\n{}\n", "1!2+"},
    {"a key twice is no message", "{\"a\":1,\"a\":2}\n", "1!"},
    {"carriage returns are blank", "{}\r\n{}\r\n", "1+2+"},
    {"a byte order mark", "\xef\xbb\xbf{}\n{}\n", "1+2+"},
    {"one object over several lines", "{\n \"a\": [\n1\n]\n}\n", "1+"},
    {"with blank lines before it", "\n\n{\n}\n", "3+"},
    {"two objects over several lines are not", "{\n}\n{\n}\n", "1!2!3!4!"},
    {"not UTF-8", "{\"a\":\"\xff\"}\n{}\n", "1!2+"},
};

static void
read_all(struct lines *lines, char *out, size_t out_bytes)
{
    size_t at = 0;

    out[0] = '\0';
    for (;;) {
        struct refusal why = {.n = 0};
        json_t *object = NULL;
        enum rc rc = lines_next(lines, &object, &why);

        if (rc == RC_NOT_FOUND)
            return;
        assert_true(rc == RC_OK || why.n == 1);
        at += (size_t)snprintf(out + at, out_bytes - at, "%zu%c", lines->number,
                               rc == RC_OK ? '+' : '!');
        if (rc == RC_OK)
            json_decref(object);
    }
}

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lines *lines = calloc(1, sizeof *lines);
        char seen[128];
        int ends[2];

        assert_non_null(lines);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], rows[i].input, strlen(rows[i].input)),
                         strlen(rows[i].input));
        assert_int_equal(close(ends[1]), 0);
        lines->fd = ends[0];
        read_all(lines, seen, sizeof seen);
        if (strcmp(seen, rows[i].expected) != 0)
            fail_msg("%s: %s, not %s", rows[i].name, seen, rows[i].expected);
        assert_int_equal(close(ends[0]), 0);
        free(lines);
    }
}

/* A file with one long line between two short ones. */
static void
long_line(size_t n, char *out, size_t out_bytes)
{
    struct lines *lines = calloc(1, sizeof *lines);
    FILE *file = tmpfile();

    assert_non_null(lines);
    assert_non_null(file);
    (void)fputs("{}\n{\"a\":\"", file);
    for (size_t i = 8; i < n; i++)
        (void)fputc('x', file);
    (void)fputs("\"}\n{}\n", file);
    assert_int_equal(fflush(file), 0);
    assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
    lines->fd = fileno(file);
    read_all(lines, out, out_bytes);
    free(lines);
    assert_int_equal(fclose(file), 0);
}

static void
test_a_line_of_60_kib_is_the_longest(void **state)
{
    char seen[64];

    (void)state;
    long_line(LINE_BYTES, seen, sizeof seen);
    assert_string_equal(seen, "1+2+3+");
    long_line(LINE_BYTES + 1, seen, sizeof seen);
    assert_string_equal(seen, "1+2!3+");
    long_line(10 * LINE_BYTES, seen, sizeof seen);
    assert_string_equal(seen, "1+2!3+");
}

static void
test_a_pipe_is_read_as_it_comes(void **state)
{
    struct lines *lines = calloc(1, sizeof *lines);
    struct refusal why = {.n = 0};
    json_t *object = NULL;
    int ends[2];

    (void)state;
    assert_non_null(lines);
    assert_int_equal(pipe(ends), 0);
    lines->fd = ends[0];
    assert_false(lines_ready(lines));
    assert_int_equal(write(ends[1], "{}\n{}\n", 6), 6);
    assert_true(lines_ready(lines));
    /* The other end stays open: this must answer all the same. */
    assert_int_equal(lines_next(lines, &object, &why), RC_OK);
    json_decref(object);
    assert_true(lines_ready(lines));
    assert_int_equal(lines_next(lines, &object, &why), RC_OK);
    json_decref(object);
    assert_false(lines_ready(lines));
    assert_int_equal(close(ends[1]), 0);
    assert_true(lines_ready(lines));
    assert_int_equal(lines_next(lines, &object, &why), RC_NOT_FOUND);
    assert_int_equal(close(ends[0]), 0);
    free(lines);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_line_of_60_kib_is_the_longest),
        cmocka_unit_test(test_a_pipe_is_read_as_it_comes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
