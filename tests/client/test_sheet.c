/* A small sheet, letter by letter: as text and as a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/sheet.h"

static void
fill(struct sheet_table *table)
{
    assert_int_equal(sheet_column(table, "row", 0), 0);
    assert_int_equal(sheet_column(table, "leeftijd", 0), 1);
    table->inputs_n = table->columns_n;
    assert_int_equal(sheet_column(table, "who is called", 8), 2);
    assert_int_equal(sheet_column(table, "bron", 0), 3);
    table->rows_n++;
    sheet_cell(table, 0, "T1.1");
    sheet_cell(table, 1, "under-18");
    sheet_cell(table, 2, "coördinator, regie");
    sheet_cell(table, 3, "S4 <3.1> & \"A\"");
    table->rows_n++;
    sheet_cell(table, 0, "T1.2");
    sheet_cell(table, 1, "-");
    sheet_cell(table, 2, "");
    sheet_cell(table, 3, "PARAM's");
    sheet_cell(table, 4, "there is no such column");
}

static char *
written(bool html)
{
    struct sheet sheet = {.html = html, .language = "nl"};
    struct sheet_table *table = sheet_table_open();
    char *text = NULL;
    size_t n = 0;

    assert_non_null(table);
    fill(table);
    sheet.out = open_memstream(&text, &n);
    assert_non_null(sheet.out);
    sheet_begin(&sheet, "Tables <1>", "of \"today\"");
    sheet_heading(&sheet, "T1", "The first decides.");
    sheet_paragraph(&sheet, "A & B");
    sheet_table_write(&sheet, table);
    sheet_end(&sheet);
    assert_int_equal(fclose(sheet.out), 0);
    free(table);
    return text;
}

static void
test_text(void **state)
{
    char *text = written(false);

    (void)state;
    assert_string_equal(text, "Tables <1>\n"
                              "of \"today\"\n"
                              "\n"
                              "T1\n"
                              "The first decides.\n"
                              "\n"
                              "A & B\n"
                              "row   leeftijd  |  who is        bron\n"
                              "                |  called\n"
                              "----------------+--------------------------"
                              "----\n"
                              "T1.1  under-18  |  coördinator,  S4 <3.1> & "
                              "\"A\"\n"
                              "                |  regie\n"
                              "T1.2  -         |                PARAM's\n");
    free(text);
}

static void
test_page(void **state)
{
    char *text = written(true);
    const char *body = strstr(text, "<body>");

    (void)state;
    assert_non_null(strstr(text, "<html lang=\"nl\">"));
    assert_non_null(strstr(text, "<meta charset=\"utf-8\">"));
    assert_non_null(strstr(text, "<title>Tables &lt;1&gt;</title>"));
    assert_non_null(strstr(text, "@media print"));
    /* nothing is fetched from anywhere */
    assert_null(strstr(text, "http"));
    assert_null(strstr(text, "url("));
    assert_null(strstr(text, "src="));
    assert_non_null(body);
    assert_string_equal(
        body, "<body>\n"
              "<h1>Tables &lt;1&gt;</h1>\n"
              "<p>of &quot;today&quot;</p>\n"
              "<h2>T1</h2>\n"
              "<p>The first decides.</p>\n"
              "<p>A &amp; B</p>\n"
              "<table>\n"
              "<thead><tr><th>row</th><th>leeftijd</th>"
              "<th class=\"then\">who is called</th><th>bron</th></tr>"
              "</thead>\n"
              "<tbody>\n"
              "<tr><td>T1.1</td><td>under-18</td>"
              "<td class=\"then\">coördinator, regie</td>"
              "<td>S4 &lt;3.1&gt; &amp; &quot;A&quot;</td></tr>\n"
              "<tr><td>T1.2</td><td>-</td><td class=\"then\"></td>"
              "<td>PARAM&#39;s</td></tr>\n"
              "</tbody>\n"
              "</table>\n"
              "</body>\n"
              "</html>\n");
    free(text);
}

/* A cell that is too long says so; a table that is full takes no more. */
static void
test_limits(void **state)
{
    struct sheet_table *table = sheet_table_open();
    char *longest = malloc(2 * SHEET_CELL_BYTES);
    const char *cell;

    (void)state;
    assert_non_null(table);
    assert_non_null(longest);
    sheet_cell(table, 0, "no row and no column yet");
    for (size_t i = 0; i < SHEET_COLUMNS; i++)
        assert_int_equal(sheet_column(table, "head", 0), i);
    assert_int_equal(sheet_column(table, "head", 0), SHEET_COLUMNS);
    table->rows_n = 1;
    cell = table->cells[0][0];
    memset(longest, 'x', SHEET_CELL_BYTES);
    longest[SHEET_CELL_BYTES - 1] = '\0';
    sheet_cell(table, 0, longest);
    assert_string_equal(cell, longest);
    longest[SHEET_CELL_BYTES - 1] = 'x';
    longest[SHEET_CELL_BYTES] = '\0';
    sheet_cell(table, 0, longest);
    assert_int_equal(strlen(cell), SHEET_CELL_BYTES - 1);
    assert_string_equal(cell + SHEET_CELL_BYTES - 4, "x..");
    free(longest);
    free(table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
