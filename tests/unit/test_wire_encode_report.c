/* A page of figures, read back as JSON. */
#include <string.h>

#include "wire/encode_report.h"
#include "wire_answer.h"

static void
test_a_page(void **state)
{
    static const struct reply_report_row rows[] = {
        {.cells = {"sexual", "80"}}, {.cells = {"together", "35"}}};
    const struct reply_report report = {.columns = {"form", "count"},
                                        .columns_n = 2,
                                        .rows = rows,
                                        .rows_n = 2,
                                        .next = "100",
                                        .threshold = 10,
                                        .as_of = "2027-02-01"};
    const struct reply_report nothing = {.exact = true};

    (void)state;
    expect(wire_report_table(&out, &report),
           ANSWER("\"report_table\": {\"columns\": [\"form\", \"count\"], "
                  "\"rows\": [{\"cells\": [\"sexual\", \"80\"]}, {\"cells\": "
                  "[\"together\", \"35\"]}], \"next\": \"100\", "
                  "\"threshold\": 10, \"as_of\": \"2027-02-01\"}"));
    expect(wire_report_table(&out, &nothing),
           ANSWER("\"report_table\": {\"exact\": true}"));
}

static void
test_the_largest_page_fits(void **state)
{
    static struct reply_report_row rows[REPORT_PAGE + 1];
    struct reply_report report = {
        .columns_n = REPORT_CELLS_MAX, .rows = rows, .rows_n = REPORT_PAGE};

    (void)state;
    for (size_t i = 0; i <= REPORT_PAGE; i++)
        for (size_t c = 0; c < REPORT_CELLS_MAX; c++)
            memset(rows[i].cells[c], 'n', REPORT_WORD_BYTES - 1);
    for (size_t c = 0; c < REPORT_CELLS_MAX; c++)
        report.columns[c] = rows[0].cells[0];
    /* six names of 64 bytes and four counts of twenty digits */
    for (size_t i = 0; i < REPORT_PAGE; i++)
        for (size_t c = REPORT_COLUMNS_MAX; c < REPORT_CELLS_MAX; c++)
            memset(rows[i].cells[c] + 20, 0, REPORT_WORD_BYTES - 20);
    assert_true(wire_report_table(&out, &report) > 0);
    report.rows_n++;
    assert_int_equal(wire_report_table(&out, &report), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page),
        cmocka_unit_test(test_the_largest_page_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
