/* The line that says why: rows and coded words, as much as fits. */
#include "rows.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/route_trace.h"
#include "core/route_words.h"

static struct desk_rules rules;

static void
name_fill(char *name, size_t size, char letter)
{
    memset(name, letter, size - 1);
    name[size - 1] = '\0';
}

static int
setup(void **state)
{
    struct region *regions = rules.regions.regions;

    (void)state;
    memset(&rules, 0, sizeof rules);
    rules.regions.regions_n = 2;
    memcpy(regions[0].name, "amsterdam", sizeof "amsterdam");
    memcpy(regions[1].name, "almere", sizeof "almere");
    for (int id = 0; id < TABLES_N; id++) {
        rules.tables[id].rows_n = 2;
        memcpy(rules.tables[id].rows[0].name, "T1.1", sizeof "T1.1");
        memcpy(rules.tables[id].rows[1].name, "T5.10b", sizeof "T5.10b");
    }
    rules.calendar.windows_n = 2;
    memcpy(rules.calendar.windows[0].name, "office", sizeof "office");
    memcpy(rules.calendar.windows[1].name, "daytime", sizeof "daytime");
    return 0;
}

static void
ask(struct route_trace *trace, enum input input, uint8_t value)
{
    trace->asked |= UINT64_C(1) << input;
    trace->values[input] = value;
}

static void
hit(struct route_trace *trace, enum table_id table, uint8_t row)
{
    trace->hits[trace->hits_n++] = (struct route_hit){table, row};
}

static void
test_text(void **state)
{
    struct route_trace trace = {.hits_n = 0};
    char text[TRACE_BYTES];
    size_t n;

    (void)setup(state);
    assert_int_equal(route_trace_write(&rules, &trace, text), 1);
    assert_string_equal(text, "|");

    hit(&trace, TABLE_TARGET_GROUP, 0);
    hit(&trace, TABLE_SHELTER, 1);
    ask(&trace, INPUT_MESSAGE, 2);
    ask(&trace, INPUT_AGE, 0);
    ask(&trace, INPUT_CLASS, 4);
    ask(&trace, INPUT_REGION, 2);
    ask(&trace, INPUT_ORGANISATIONS, 3);
    trace.values[INPUT_DANGER_NOW] = 1; /* nobody asked */
    n = route_trace_write(&rules, &trace, text);
    assert_int_equal(n, strlen(text));
    assert_string_equal(text, "T1.1 T5.10b | message=referral age=- class=K3 "
                              "region=almere organisations=2");
    ask(&trace, INPUT_REGION, 3); /* there are two */
    (void)route_trace_write(&rules, &trace, text);
    assert_non_null(strstr(text, "region=? "));
}

/* A moment is about the windows of the last table that names any. */
static void
test_moment(void **state)
{
    struct route_trace trace = {.hits_n = 0};
    char text[TRACE_BYTES];

    (void)setup(state);
    rules.tables[TABLE_ALERT].windows_n = 2;
    rules.tables[TABLE_ALERT].windows[0] = 1;
    rules.tables[TABLE_ALERT].windows[1] = 0;
    hit(&trace, TABLE_ALERT, 0);
    hit(&trace, TABLE_SHELTER, 0);
    ask(&trace, INPUT_MOMENT, 1);
    (void)route_trace_write(&rules, &trace, text);
    assert_non_null(strstr(text, "moment=none"));
    ask(&trace, INPUT_MOMENT, 1 + 1);
    (void)route_trace_write(&rules, &trace, text);
    assert_non_null(strstr(text, "moment=daytime"));
    ask(&trace, INPUT_MOMENT, 1 + 3);
    (void)route_trace_write(&rules, &trace, text);
    assert_non_null(strstr(text, "moment=daytime+office"));
}

/* The longest names everywhere: it fits, and ends with a whole word. */
static void
test_longest(void **state)
{
    struct route_trace trace = {.hits_n = 0};
    char text[TRACE_BYTES + 1];
    size_t n;

    (void)setup(state);
    for (size_t i = 0; i < WINDOWS_MAX; i++)
        name_fill(rules.calendar.windows[i].name, NAME_BYTES, 'w');
    rules.calendar.windows_n = WINDOWS_MAX;
    name_fill(rules.regions.regions[1].name, NAME_BYTES, 'r');
    rules.tables[TABLE_ALERT].windows_n = TABLE_WINDOWS_MAX;
    name_fill(rules.tables[TABLE_ALERT].rows[0].name, ROW_NAME_BYTES, 'T');
    for (size_t i = 0; i < ROUTE_TRACE_HITS; i++)
        hit(&trace, TABLE_ALERT, 0);
    for (int input = 0; input < INPUTS_N; input++)
        ask(&trace, (enum input)input, 2);
    ask(&trace, INPUT_MOMENT, 1 + (1 << TABLE_WINDOWS_MAX) - 1);
    memset(text, '#', sizeof text);
    n = route_trace_write(&rules, &trace, text);
    assert_int_equal(text[TRACE_BYTES], '#');
    assert_int_equal(strlen(text), n);
    assert_true(n < TRACE_BYTES);
    /* nothing was left out, the last input is there */
    assert_non_null(strstr(text, " feedback=refused"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_moment),
        cmocka_unit_test(test_longest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
