/* What somebody looks for finds what partners wrote, and says how nearly. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "core/model.h"
#include "link/lookup.h"
#include "link/tokens.h"

static const struct link_key key = {{1, 2, 3}};

static const struct {
    const char *name;
    enum identifier_type type;
    const char *sought, *written;
    int how; /* enum sought_how; -1: not found */
} rows[] = {
    {"a telephone", IDENTIFIER_PHONE, "06 0000 0013", "+31600000013", 0},
    {"one digit", IDENTIFIER_PHONE, "06 0000 0014", "+31600000013", 1},
    {"two digits", IDENTIFIER_PHONE, "06 0000 0024", "+31600000013", -1},
    {"an open digit", IDENTIFIER_PHONE, "06 0000 00?3", "+31600000013", 0},
    {"an open digit that fits not", IDENTIFIER_PHONE, "06 0000 00?4",
     "+31600000013", -1},
    {"two open digits", IDENTIFIER_PHONE, "06 0000 00??", "+31600000013", -1},
    {"the last seven", IDENTIFIER_PHONE, "000 00 13", "+31600000013", 2},
    {"of a whole number the last seven find nothing", IDENTIFIER_PHONE,
     "035 0000013", "+31600000013", -1},
    {"six digits", IDENTIFIER_PHONE, "000013", "+31600000013", -1},
    {"a plate", IDENTIFIER_PLATE, "xx-oo1-x", "XX-001-X", 0},
    {"one character", IDENTIFIER_PLATE, "XX-002-X", "XX-001-X", 1},
    {"an open character", IDENTIFIER_PLATE, "XX-00?-X", "XX-001-X", 0},
    {"its beginning", IDENTIFIER_PLATE, "XX-0", "XX-001-X", 2},
    {"its end", IDENTIFIER_PLATE, "01X", "XX-001-X", 2},
    {"its middle", IDENTIFIER_PLATE, "X00", "XX-001-X", -1},
    {"of a whole plate its end finds nothing", IDENTIFIER_PLATE, "KL-801-X",
     "XX-001-X", -1},
    {"a name there", IDENTIFIER_HANDLE, "insta: some.name",
     "https://instagram.com/some.name", 0},
    {"a name anywhere", IDENTIFIER_HANDLE, "@some.name", "insta: some.name", 0},
    {"a name nowhere", IDENTIFIER_HANDLE, "@some.name", "some.name", 0},
    {"another place", IDENTIFIER_HANDLE, "snap: some.name", "insta: some.name",
     1},
    {"without marks", IDENTIFIER_HANDLE, "somename12", "insta: some.name", 1},
    {"an alias", IDENTIFIER_ALIAS, "meijer jan", "Jan Meijer", 0},
    {"sounds alike", IDENTIFIER_ALIAS, "meyer", "Jan Meijer", 1},
    {"one word", IDENTIFIER_ALIAS, "jan", "Jan Meijer", 1},
    {"nobody", IDENTIFIER_ALIAS, "onbekend", "Onbekend", -1},
    {"an address", IDENTIFIER_EMAIL, "some.body+x@gmail.com",
     "somebody@gmail.com", 0},
    {"everybody's", IDENTIFIER_PHONE, "0900-8844", "0900-8844", -1},
};

/* The first how that finds it. */
static int
finds(const struct identifier *sought, const struct identifier *written)
{
    const struct facts facts = {.identifiers = {written, 1}, .text = ""};
    struct link_record record = {.organisation = 1};
    struct link_sought out[SOUGHT_MAX];
    size_t n = link_lookup(&key, sought, out);

    link_values_add(&key, &facts, &record);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || out[i].how >= out[i - 1].how);
        for (size_t k = 0; k < record.values_n; k++) {
            if (record.values[k].kind == out[i].kind &&
                record.values[k].token == out[i].token)
                return out[i].how;
        }
    }
    return -1;
}

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct identifier sought = {rows[i].type, rows[i].sought, ""};
        const struct identifier written = {rows[i].type, rows[i].written, ""};
        int how = finds(&sought, &written);

        if (how != rows[i].how)
            fail_msg("%s: %d", rows[i].name, how);
    }
}

static void
test_places(void **state)
{
    static const struct {
        struct place place;
        int kind;
        const char *value;
    } places[] = {
        {{"GM0363", "1099 zz", 12, "", "ii", 0, ""},
         LINK_DWELLING,
         "1099ZZ|12||2"},
        {{"", "1099ZZ", 12, "a", "", 0, ""}, LINK_DWELLING, "1099ZZ|12|A|"},
        {{"GM0363", "1099ZZ", 12, "", "", 0, ""}, LINK_BUILDING, "1099ZZ|12"},
        {{"GM0363", "1099zz", 0, "", "", 0, ""}, LINK_PC6, "1099ZZ"},
        {{"GM0363", "1099", 0, "", "", 0, ""}, LINK_PC4, "1099"},
        {{"GM0363", "", 0, "", "", 0, ""}, LINK_MUNICIPALITY, "GM0363"},
        {{"", "", 0, "", "", 0, ""}, LINK_NONE, ""},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(places); i++) {
        struct link_sought out = {0};
        size_t n = link_lookup_place(&key, &places[i].place, &out);

        assert_int_equal(n, places[i].kind == LINK_NONE ? 0 : 1);
        assert_int_equal(out.kind, places[i].kind);
        if (n == 1)
            assert_true(out.token == link_token_of(&key,
                                                   (enum link_kind)out.kind,
                                                   places[i].value));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
