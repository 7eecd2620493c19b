/* Comma-separated values, read strictly and written so that they read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/csv.h"
#include "tests/unit/rows.h"

/* Fields between | and records between /, each with the line it begins on; a
 * record that is wrong is its fault. */
static const struct row {
    const char *name, *text, *expected;
} rows[] = {
    {"nothing", "", ""},
    {"empty lines only", "\n\r\n\n", ""},
    {"one field", "a", "1:a/"},
    {"fields and a line end", "a,b\n", "1:a|b/"},
    {"CR LF", "a,b\r\nc\r\n", "1:a|b/2:c/"},
    {"a CR within a line is a character", "a\rb\n", "1:a\rb/"},
    {"empty fields", ",a,\n", "1:|a|/"},
    {"an empty line between", "a\n\nb\n", "1:a/3:b/"},
    {"quotes", "\"a\",\"b\"\n", "1:a|b/"},
    {"nothing between quotes", "\"\",a\n", "1:|a/"},
    {"a separator between quotes", "\"a,b\",c\n", "1:a,b|c/"},
    {"a quote written twice", "\"a\"\"b\"\n", "1:a\"b/"},
    {"a line end between quotes", "\"a\nb\",c\nd\n", "1:a\nb|c/3:d/"},
    {"a quote at the end of the text", "\"a\"", "1:a/"},
    {"spaces are part of a field", " a , b \n", "1: a | b /"},
    {"a byte order mark",
     "\xEF\xBB\xBF"
     "a,b\n",
     "1:a|b/"},
    {"semicolons when the first line has no comma", "a;b\nc,d;e\n",
     "1:a|b/2:c,d|e/"},
    {"a comma in the first line: semicolons are text", "a,b;c\nd;e\n",
     "1:a|b;c/2:d;e/"},
    {"a quote within a field", "a\"b\nc\n",
     "1:a quote within a field without quotes/2:c/"},
    {"something behind a closing quote", "\"a\"b,c\nd\n",
     "1:something behind a closing quote/2:d/"},
    {"a quote that is never closed", "a,\"b\nc\n",
     "1:a quote that is never closed/"},
};

static void
read_all(const char *text, char *out, size_t size)
{
    static struct csv_record record;
    struct csv csv;
    size_t n = 0;
    enum rc rc;

    csv_open(&csv, text, strlen(text));
    out[0] = '\0';
    while ((rc = csv_next(&csv, &record)) != RC_NOT_FOUND) {
        n += (size_t)snprintf(out + n, size - n, "%zu:", record.line);
        if (rc == RC_INVALID)
            n += (size_t)snprintf(out + n, size - n, "%s", record.fault);
        for (size_t i = 0; rc == RC_OK && i < record.n; i++)
            n += (size_t)snprintf(out + n, size - n, "%s%s", i > 0 ? "|" : "",
                                  record.fields[i]);
        n += (size_t)snprintf(out + n, size - n, "/");
    }
}

static void
test_read(void **state)
{
    char is[512];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        read_all(rows[i].text, is, sizeof is);
        if (strcmp(is, rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].name, is);
    }
}

static void
test_limits(void **state)
{
    static char text[CSV_RECORD_BYTES + 8], is[2 * CSV_RECORD_BYTES];

    (void)state;
    memset(text, ',', CSV_FIELDS_MAX - 1);
    read_all(text, is, sizeof is);
    assert_int_equal(strlen(is), CSV_FIELDS_MAX - 1 + 3);
    memset(text, ',', CSV_FIELDS_MAX);
    read_all(text, is, sizeof is);
    assert_string_equal(is, "1:too many fields/");
    memset(text, 'a', CSV_RECORD_BYTES - 1);
    read_all(text, is, sizeof is);
    assert_int_equal(strlen(is), CSV_RECORD_BYTES - 1 + 3);
    memset(text, 'a', CSV_RECORD_BYTES);
    read_all(text, is, sizeof is);
    assert_string_equal(is, "1:a record of too many bytes/");
}

static void
test_written_reads_back(void **state)
{
    static const char *const fields[] = {"a",    "",      "b,c", "d\"e",
                                         "\"\"", "f\ng",  " h ", "i;j",
                                         "k\rl", "+31 6", "é"};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    struct csv_record record;
    struct csv csv;

    (void)state;
    assert_non_null(out);
    csv_write(out, fields, ROWS(fields));
    csv_write(out, fields, 1);
    (void)fclose(out);
    assert_true(strncmp(text, "a,,\"b,c\",\"d\"\"e\",", 16) == 0);
    csv_open(&csv, text, n);
    assert_int_equal(csv_next(&csv, &record), RC_OK);
    assert_int_equal(record.n, ROWS(fields));
    for (size_t i = 0; i < ROWS(fields); i++)
        assert_string_equal(record.fields[i], fields[i]);
    assert_int_equal(csv_next(&csv, &record), RC_OK);
    assert_int_equal(record.n, 1);
    assert_int_equal(csv_next(&csv, &record), RC_NOT_FOUND);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_written_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
