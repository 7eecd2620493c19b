/* desk_rows -- the rows of the tests of validate_desk: a request that is good
 * in every way, one change, what must come of it. */
#ifndef UNIT_DESK_ROWS_H
#define UNIT_DESK_ROWS_H

#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/validate_desk.h"

#define A31  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A64  A31 A31 "aa"
#define A120 A64 A31 "aaaaaaaaaaaaaaaaaaaaaaaaa"
#define BSN  "111222333" /* public test number */

#define SECOND INT64_C(1000000)

#define TAKEN REFUSAL_NONE, ""

struct row {
    const char *name;
    void (*change)(struct request *r);
    enum refusal_code code;
    const char *field;
};

/* Rows about one kind of request. */
struct table {
    struct request (*good)(void);
    const struct row *rows;
    size_t n;
};

#define CASE(function, change)                                                 \
    static void function(struct request *r)                                    \
    {                                                                          \
        change;                                                                \
    }

static inline void
as_it_is(struct request *r)
{
    (void)r;
}

static inline void
expect_row(const struct request *good, const struct row *row)
{
    struct request request = *good;
    struct refusal why = {.n = 7}; /* forgotten by the call */
    bool taken;
    bool as_said;

    row->change(&request);
    taken = validate_desk(&request, &why) == RC_OK;
    if (row->code == REFUSAL_NONE)
        as_said = taken && why.n == 0;
    else
        as_said = !taken && why.n == 1 && why.findings[0].code == row->code &&
                  strcmp(why.findings[0].field, row->field) == 0;
    if (!as_said)
        fail_msg("%s: %staken, %zu findings, first %s '%s'", row->name,
                 taken ? "" : "not ", why.n,
                 why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                 why.n > 0 ? why.findings[0].field : "-");
}

static inline void
expect_tables(const struct table *tables, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct request good = tables[i].good();

        for (size_t k = 0; k < tables[i].n; k++)
            expect_row(&good, &tables[i].rows[k]);
    }
}

/* All findings at once, in field order: "CODE path, CODE path". */
static inline void
expect_all(const struct request *request, const char *expected)
{
    struct refusal why = {.n = 0};
    char found[1024] = "";

    assert_int_equal(validate_desk(request, &why), RC_INVALID);
    for (size_t i = 0; i < why.n; i++) {
        size_t n = strlen(found);

        (void)snprintf(
            found + n, sizeof found - n, "%s%s %s", i == 0 ? "" : ", ",
            refusal_code_name(why.findings[i].code), why.findings[i].field);
    }
    assert_string_equal(found, expected);
}

#endif
