/* The moment something was observed, by how precisely it was said. */
#include "amsterdam.h"
#include "rows.h"

#include "core/rfc3339.h"
#include "link/record.h"
#include "link/when.h"

static const struct {
    const char *observed;
    enum precision precision;
    const char *is; /* NULL: nothing was said */
} rows[] = {
    {"2026-11-20T21:34:56+01:00", PRECISION_HOUR, "2026-11-20T20:34:56Z"},
    {"2026-11-20T21:34:56.9Z", PRECISION_NONE, "2026-11-20T21:34:56Z"},
    {"2026-11-20", PRECISION_DAY, "2026-11-20T11:00:00Z"},
    {"2026-07-20", PRECISION_DAY, "2026-07-20T10:00:00Z"},
    {"2026-11-20", PRECISION_NONE, "2026-11-20T11:00:00Z"},
    {"2026-11-20", PRECISION_HOUR, "2026-11-20T11:00:00Z"},
    /* the day there, not the day of UTC */
    {"2026-11-20T23:30:00Z", PRECISION_DAY, "2026-11-21T11:00:00Z"},
    {"2026-11-20T00:30:00+01:00", PRECISION_DAY, "2026-11-20T11:00:00Z"},
    {"2026-03-29", PRECISION_DAY, "2026-03-29T10:00:00Z"},
    {"2026-10-25", PRECISION_DAY, "2026-10-25T11:00:00Z"},
    {"2026-11-01", PRECISION_MONTH, "2026-11-15T11:00:00Z"},
    {"2026-11-30", PRECISION_MONTH, "2026-11-15T11:00:00Z"},
    {"2026-07-31T23:00:00Z", PRECISION_MONTH, "2026-08-15T10:00:00Z"},
    {"", PRECISION_DAY, NULL},
    {"", PRECISION_NONE, NULL},
    {"gisteren", PRECISION_DAY, NULL},
};

static void
test_rows(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct facts facts = {.observed = rows[i].observed,
                                    .precision = rows[i].precision};
        int64_t is = link_when(&facts, &zone), want_us = 0;

        if (rows[i].is != NULL)
            assert_int_equal(rfc3339_read_instant(rows[i].is, &want_us), RC_OK);
        if (is != (rows[i].is == NULL ? LINK_TIME_NONE : want_us / 1000000))
            fail_msg("%s (%d): %lld", rows[i].observed, (int)rows[i].precision,
                     (long long)is);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
