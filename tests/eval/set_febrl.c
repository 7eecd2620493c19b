/* set_febrl -- invented persons with typing errors (FEBRL's third set). */
#include "sets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "set_shape.h"
#include "set_text.h"

#define DROP_SEED 1
#define U_MIN     1e-5
#define BLOCKS    3

enum {
    GIVEN,
    SURNAME,
    STREET,
    SUBURB,
    NUMBER,
    POSTCODE,
    PREMISES,
    BORN,
    SECURITY,
    COLUMNS
};

enum {
    KIND_GIVEN = LINK_OWN,
    KIND_SURNAME,
    KIND_STREET,
    KIND_SUBURB,
    KIND_NUMBER,
    KIND_POSTCODE,
    KIND_BORN,
    KIND_SECURITY,
    KIND_PREMISES
};

#define NAMES_AND_ADDRESS BORN /* columns before the identifiers */

static const struct column columns[COLUMNS] = {
    {"given_name", KIND_GIVEN, KIND_GIVEN, SURNAME, 0, SHAPE_NAME, 0, 0},
    {"surname", KIND_SURNAME, KIND_GIVEN, GIVEN, 1, SHAPE_NAME, 0, 0},
    {"address_1", KIND_STREET, KIND_STREET, -1, 2, SHAPE_NAME, 0, 0},
    {"suburb", KIND_SUBURB, KIND_SUBURB, -1, 3, SHAPE_NAME, 0, 0},
    {"street_number", KIND_NUMBER, KIND_NUMBER, -1, 4, SHAPE_EXACT, 0, 0},
    {"postcode", KIND_POSTCODE, KIND_POSTCODE, -1, 5, SHAPE_DIGITS, 0, 0},
    {"address_2", KIND_PREMISES, KIND_PREMISES, -1, 8, SHAPE_NAME, 0, 0},
    {"date_of_birth", KIND_BORN, KIND_BORN, -1, 6, SHAPE_DIGITS, 6, 4},
    {"soc_sec_id", KIND_SECURITY, KIND_SECURITY, -1, 7, SHAPE_DIGITS, 4, 3},
};

/* Strongest first: what is missing makes room for what finds more.  Of a name
 * or suburb its sound serves where something else must agree as well. */
static void
add_keys(const struct shape_row *row, struct link_record *record)
{
    const char *const *names =
        (const char *const[]){row->v[GIVEN], row->v[SURNAME]};
    const char *street = row->v[STREET], *suburb = row->v[SUBURB];
    const char *postcode = row->v[POSTCODE], *number = row->v[NUMBER];
    const char *born = row->v[BORN], *security = row->v[SECURITY];
    char sounds[2][TEXT_BYTES], of_suburb[TEXT_BYTES], of_street[TEXT_BYTES];
    char head[TEXT_BYTES];

    for (size_t i = 0; i < 2; i++)
        text_sound(names[i], sounds[i]);
    text_sound(suburb, of_suburb);
    text_sound(street, of_street);
    bool in_order = strcmp(sounds[0], sounds[1]) < 0;

    set_key_add(record, "security", security, "-", "-");
    set_key_add(record, "born", born, "-", "-");
    set_key_add(record, "sounds", sounds[!in_order], sounds[in_order], "-");
    set_key_add(record, "street", of_street, number, "-");
    for (size_t i = 0; i < 2; i++)
        set_key_add(record, "name postcode", sounds[i], postcode, "-");
    set_key_add(record, "postcode number", postcode, number, "-");
    set_key_add(record, "street", street, "-", "-");
    for (size_t i = 2; i-- > 0;)
        set_key_add(record, "name", names[i], "-", "-");
    text_head(security, 4, head);
    set_key_add(record, "security head", head, "-", "-");
    set_key_add(record, "security tail",
                strlen(security) < 4 ? "" : security + strlen(security) - 4,
                "-", "-");
    text_head(born, 6, head);
    set_key_add(record, "month", head, "-", "-");
    set_key_add(record, "day", born[0] == '\0' ? "" : born + 2, "-", "-");
    set_key_add(record, "suburb street", of_suburb, of_street, "-");
    for (size_t i = 0; i < 2; i++)
        set_key_add(record, "name suburb", sounds[i], of_suburb, "-");
    for (size_t i = 0; i < 2; i++)
        set_key_add(record, "name street", sounds[i], of_street, "-");
    for (size_t i = 0; i < 2; i++)
        set_key_add(record, "name number", names[i], number, "-");
    set_key_add(record, "suburb", suburb, "-", "-");
    set_key_add(record, "postcode", postcode, "-", "-");
}

/* The same cells every time, whatever is measured before. */
static void
drop(struct shape_row *row, size_t n, uint32_t percent, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        if ((z ^ (z >> 31)) % 100 < percent)
            row->v[i][0] = '\0';
    }
}

/* rec-12-dup-1 and rec-12-org are of entity rec-12.  false: not so. */
static bool
entity_of(const char *id, char out[TEXT_BYTES])
{
    size_t n = strlen("rec-");

    if (strncmp(id, "rec-", n) != 0)
        return false;
    n += strspn(id + n, "0123456789");
    if (id[n] != '-' || n >= TEXT_BYTES)
        return false;
    memcpy(out, id, n);
    out[n] = '\0';
    return true;
}

static const struct set_block known[BLOCKS] = {
    {{KIND_SECURITY, LINK_NONE}, 0},
    {{KIND_BORN, LINK_NONE}, 0},
    {{KIND_GIVEN, KIND_SURNAME}, 0},
};

static const struct set_block plain[BLOCKS] = {
    {{KIND_GIVEN, KIND_SURNAME}, 0},
    {{KIND_STREET, KIND_NUMBER}, 0},
    {{KIND_SURNAME, KIND_POSTCODE}, 0},
};

bool
set_febrl(const char *path, enum set_mode mode, const struct febrl *how,
          struct set *out)
{
    const size_t n = how->identifiers ? COLUMNS : NAMES_AND_ADDRESS;
    uint64_t state = DROP_SEED;
    struct csv csv;
    int at[COLUMNS], id = -1;
    struct shape_row row = {0};
    char entity[TEXT_BYTES];

    *out = (struct set){.u_min = U_MIN, .blocks_n = BLOCKS};
    for (size_t i = 0; i < BLOCKS; i++)
        out->blocks[i] = (how->identifiers ? known : plain)[i];
    if (!shape_open(&csv, path, columns, n, at) ||
        !shape_also(&csv, "rec_id", &id)) {
        csv_close(&csv);
        return false;
    }
    shape_fields(out, columns, n, mode);
    while (csv_next(&csv)) {
        if (!entity_of(csv.cells[id], entity)) {
            csv_bad(&csv, "rec_id is not rec-NUMBER-..");
            continue;
        }

        struct link_record *record = set_add(out, entity);

        set_place(record, LINK_TIME_NONE, csv.cells[id]);
        shape_read(&csv, columns, n, at, &row);
        drop(&row, n, how->dropped, &state);
        shape_values(columns, n, mode, &row, record);
        add_keys(&row, record);
    }
    csv_close(&csv);
    set_finish(out);
    return out->n > 0;
}
