/* The line that an operator reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/status.h"

static const struct row {
    const char *name;
    struct status_numbers numbers;
    uint64_t deaths;
    const char *line;
} rows[] = {
    {"a quiet desk",
     {.accepted_minute = -1, .disk_percent = 7},
     0,
     "serving: 0 alerts open, 0 unacknowledged U1, 0 clients, nothing "
     "accepted yet, backlog 0, disk 7 %"},
    {"a night",
     {3, 1, 12, 14 * 60 + 2, 0, 41, 0},
     0,
     "serving: 3 alerts open, 1 unacknowledged U1, 12 clients, last accepted "
     "14:02, backlog 0, disk 41 %"},
    {"one of each, at midnight",
     {1, 1, 1, 0, 1, 100, 0},
     1,
     "serving: 1 alert open, 1 unacknowledged U1, 1 client, last accepted "
     "00:00, backlog 1, disk 100 %; front was started again 1 time"},
    {"the last minute; the disk is not known",
     {2, 0, 2, 1439, 9, -1, 0},
     12,
     "serving: 2 alerts open, 0 unacknowledged U1, 2 clients, last accepted "
     "23:59, backlog 9; front was started again 12 times"},
    {"the audit waits, but not for long",
     {.accepted_minute = -1, .disk_percent = -1, .audit_waits_us = 600000000},
     0,
     "serving: 0 alerts open, 0 unacknowledged U1, 0 clients, nothing "
     "accepted yet, backlog 0"},
    {"the audit waits a moment too long",
     {.accepted_minute = -1, .disk_percent = -1, .audit_waits_us = 600000001},
     0,
     "serving: 0 alerts open, 0 unacknowledged U1, 0 clients, nothing "
     "accepted yet, backlog 0, audit waits 10 min"},
    {"the audit waits for long",
     {.accepted_minute = -1, .disk_percent = 7, .audit_waits_us = 659999999},
     2,
     "serving: 0 alerts open, 0 unacknowledged U1, 0 clients, nothing "
     "accepted yet, backlog 0, disk 7 %, audit waits 10 min; front was started "
     "again 2 times"},
    {"no minute of a day",
     {.accepted_minute = 1440, .disk_percent = 0},
     0,
     "serving: 0 alerts open, 0 unacknowledged U1, 0 clients, nothing "
     "accepted yet, backlog 0, disk 0 %"},
};

static void
test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[256];

        status_line(line, sizeof line, &rows[i].numbers, rows[i].deaths);
        if (strcmp(line, rows[i].line) != 0)
            fail_msg("%s: %s", rows[i].name, line);
    }
}

/* Whatever a stranger writes into the page. */
static void
test_any_numbers_fit(void **state)
{
    const struct status_numbers worst = {INT64_MIN, INT64_MIN, INT64_MIN,
                                         INT64_MAX, INT64_MIN, INT64_MAX,
                                         INT64_MAX};
    char guarded[65];

    (void)state;
    for (size_t cap = 1; cap < sizeof guarded; cap++) {
        memset(guarded, 'x', sizeof guarded);
        status_line(guarded, cap, &worst, UINT64_MAX);
        assert_true(strlen(guarded) < cap);
        assert_int_equal(guarded[cap], 'x');
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_any_numbers_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
