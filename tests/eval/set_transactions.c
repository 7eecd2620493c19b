/* set_transactions -- one event told by two sources, with a delay and a noisy
 * amount (splink's transactions). */
#include "sets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rfc3339.h"
#include "csv.h"
#include "set_shape.h"
#include "set_text.h"

#define DAY_S      86400
#define MEMO_CHARS 15 /* as the shorter of the two sources has it */
#define WHO_CHARS  8
#define STEP       0.15 /* of an amount's logarithm, in a key */

enum {
    MEMO,
    COLUMNS
};

enum {
    KIND_MEMO = LINK_OWN,
    KIND_WHO,
    KIND_AMOUNT,
    KIND_CLOSE,
    KIND_ROUGH
};

enum {
    FIELD_MEMO,
    FIELD_WHO,
    FIELD_AMOUNT,
    FIELD_DELAY,
    FIELDS
};

static const struct column columns[COLUMNS] = {
    {"memo", KIND_MEMO, KIND_MEMO, -1, 0, SHAPE_NAME, 0, 0},
};

/* Two amounts are alike when they are in cells that lie near each other: each
 * has its own and `reach` on both sides, so that those up to 2 * reach apart
 * meet. */
static const struct cells {
    uint8_t kind;
    double width; /* of the logarithm */
    int reach;
} cells[] = {
    {KIND_CLOSE, 0.01, 1}, /* within 3 % */
    {KIND_ROUGH, 0.025, 2} /* within 10 % */
};

/* Memo and whom it names are two readings of one thing, so one group. */
static void
fields(struct set *set, enum set_mode mode)
{
    static const struct link_field amount = {.group = 1,
                                             .levels_n = 3,
                                             .cross = -1,
                                             .agrees = true,
                                             .levels = {{.kind = KIND_AMOUNT},
                                                        {.kind = KIND_CLOSE},
                                                        {.kind = KIND_ROUGH}}};
    static const struct link_field delay = {
        .group = 2,
        .levels_n = 5,
        .cross = -1,
        .agrees = true,
        .levels = {{.how = LINK_WITHIN, .at = DAY_S},
                   {.how = LINK_WITHIN, .at = 2 * DAY_S},
                   {.how = LINK_WITHIN, .at = 4 * DAY_S},
                   {.how = LINK_WITHIN, .at = 8 * DAY_S},
                   {.how = LINK_WITHIN, .at = 21 * DAY_S}}};
    const struct column who = {"memo", KIND_WHO,   KIND_WHO, -1,
                               0,      SHAPE_NAME, 0,        0};

    shape_fields(set, columns, COLUMNS, mode);
    shape_fields(set, &who, 1, mode);
    set->model.fields[FIELD_AMOUNT] = amount;
    set->model.fields[FIELD_DELAY] = delay;
    set->model.fields_n = FIELDS;
    set->model.groups_n = 3;
}

static void
add_amount(double amount, struct link_record *record)
{
    char text[TEXT_BYTES];

    (void)snprintf(text, sizeof text, "%.2f", amount);
    (void)set_value(record, KIND_AMOUNT, KIND_AMOUNT, text);
    for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
        long cell = lround(floor(log(amount) / cells[c].width));

        for (long i = -cells[c].reach; i <= cells[c].reach; i++) {
            (void)snprintf(text, sizeof text, "%ld", cell + i);
            (void)set_value(record, cells[c].kind, cells[c].kind, text);
        }
    }
}

static void
add_keys(const char *memo, const char *who, double amount,
         struct link_record *record)
{
    char text[TEXT_BYTES], head[TEXT_BYTES];
    long step = lround(floor(log(amount) / STEP));

    set_key_add(record, "memo", memo, "-", "-");
    set_key_add(record, "who", who, "-", "-");
    (void)snprintf(text, sizeof text, "%.2f", amount);
    set_key_add(record, "amount", text, "-", "-");
    text_head(memo, 3, head);
    for (long i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, "%ld", step + i);
        set_key_add(record, "head amount", head, text, "-");
    }
}

static void
cut(char *text, size_t n)
{
    if (strlen(text) > n)
        text[n] = '\0';
    while ((n = strlen(text)) > 0 && text[n - 1] == ' ')
        text[n - 1] = '\0';
}

static bool
read_source(const char *path, int64_t source, enum set_mode mode,
            struct set *out)
{
    const struct column who = {"memo", KIND_WHO,   KIND_WHO, -1,
                               0,      SHAPE_NAME, 0,        0};
    struct csv csv;
    int at[COLUMNS], id = -1, truth = -1, date = -1, money = -1;
    struct shape_row row = {0}, row_who = {0};
    char key[TEXT_BYTES];

    if (!shape_open(&csv, path, columns, COLUMNS, at) ||
        !shape_also(&csv, "unique_id", &id) ||
        !shape_also(&csv, "ground_truth", &truth) ||
        !shape_also(&csv, "transaction_date", &date) ||
        !shape_also(&csv, "amount", &money)) {
        csv_close(&csv);
        return false;
    }
    while (csv_next(&csv)) {
        int64_t day;
        char *end;
        double amount = strtod(csv.cells[money], &end);

        if (rfc3339_read_date(csv.cells[date], &day) != RC_OK || *end != '\0' ||
            !(amount > 0)) {
            csv_bad(&csv, "no date or no amount");
            continue;
        }

        struct link_record *record = set_add(out, csv.cells[truth]);

        record->organisation = source;
        (void)snprintf(key, sizeof key, "%d %.64s", (int)source, csv.cells[id]);
        set_place(record, day * DAY_S, key);
        cut(csv.cells[at[MEMO]], MEMO_CHARS);
        shape_read(&csv, columns, COLUMNS, at, &row);
        memcpy(&row_who, &row, sizeof row.v[MEMO]);
        cut(row_who.v[MEMO], WHO_CHARS);
        add_keys(row.v[MEMO], row_who.v[MEMO], amount, record);
        shape_values(columns, COLUMNS, mode, &row, record);
        shape_values(&who, 1, mode, &row_who, record);
        add_amount(amount, record);
    }
    csv_close(&csv);
    return true;
}

bool
set_transactions(const char *origin, const char *destination,
                 enum set_mode mode, struct set *out)
{
    *out = (struct set){.u_min = 2e-5,
                        .two_sources = true,
                        .blocks = {{{KIND_AMOUNT, LINK_NONE}, 0},
                                   {{KIND_MEMO, LINK_NONE}, 1U << FIELD_WHO}},
                        .blocks_n = 2};
    fields(out, mode);
    if (!read_source(origin, 1, mode, out) ||
        !read_source(destination, 2, mode, out))
        return false;
    set_finish(out);
    return out->n > 0;
}
