/* Every identifier in one spelling, or none, however it was written. */
#include "rows.h"

#include <stdio.h>

#include "link/normalise.h"
#include "link_rows.h"

/* One row: what comes of it, and that it stays so. */
static void
check(const struct row_file *rows, const struct identifier *identifier,
      const char *kind, const char *want)
{
    struct normal once, twice;
    enum rc rc = normalise_identifier(identifier, &once);

    if (strcmp(want, "-") == 0) {
        if (rc != RC_INVALID)
            row_file_fail(rows, "is %s %s", link_rows_kind(once.kind),
                          once.text);
        return;
    }
    if (rc != RC_OK)
        row_file_fail(rows, "is none");
    if (strcmp(link_rows_kind(once.kind), kind) != 0 ||
        strcmp(once.text, want) != 0)
        row_file_fail(rows, "is %s %s", link_rows_kind(once.kind), once.text);

    struct identifier again = {link_rows_type(rows, kind), once.text, ""};

    if (normalise_identifier(&again, &twice) != RC_OK ||
        twice.kind != once.kind || strcmp(twice.text, once.text) != 0)
        row_file_fail(rows, "then %s", twice.text);
}

static void
check_file(const char *path, const char *kind)
{
    struct row_file rows;

    row_file_open(&rows, path);
    while (row_file_next(&rows)) {
        char written[ROW_FILE_LINE_BYTES];
        struct identifier identifier = {
            link_rows_type(&rows, kind),
            link_rows_text(rows.columns[0], written), rows.columns[1]};

        row_file_want(&rows, 3);
        check(&rows, &identifier, kind, rows.columns[2]);
    }
}

static void
test_phones(void **state)
{
    (void)state;
    check_file("tests/data/rows/phones.txt", "phone");
}

static void
test_plates(void **state)
{
    (void)state;
    check_file("tests/data/rows/plates.txt", "plate");
}

static void
test_online(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/online.txt");
    while (row_file_next(&rows)) {
        char written[ROW_FILE_LINE_BYTES];
        struct identifier identifier = {
            link_rows_type(&rows, rows.columns[0]),
            link_rows_text(rows.columns[1], written), ""};

        row_file_want(&rows, 4);
        check(&rows, &identifier, rows.columns[2], rows.columns[3]);
    }
}

static void
hear(const char *words, char *out, size_t cap)
{
    const char *word;
    size_t n, to = 0;

    *out = '\0';
    while ((word = fold_next_word(&words, &n)) != NULL) {
        char once[SOUND_BYTES], twice[SOUND_BYTES];

        sound_of(word, n, once);
        sound_of(once, strlen(once), twice);
        assert_string_equal(once, twice);
        to += (size_t)snprintf(out + to, cap - to, "%s%s", to > 0 ? " " : "",
                               once);
    }
}

static void
test_aliases_and_how_they_sound(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/aliases.txt");
    while (row_file_next(&rows)) {
        char written[ROW_FILE_LINE_BYTES], heard[ROW_FILE_LINE_BYTES];
        struct identifier identifier = {
            IDENTIFIER_ALIAS, link_rows_text(rows.columns[0], written), ""};

        row_file_want(&rows, 3);
        check(&rows, &identifier, "alias", rows.columns[1]);
        hear(strcmp(rows.columns[1], "-") == 0 ? "" : rows.columns[1], heard,
             sizeof heard);
        if (strcmp(heard, rows.columns[2]) != 0)
            row_file_fail(&rows, "sounds as <%s>", heard);
    }
}

static void
test_dwellings(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/dwellings.txt");
    while (row_file_next(&rows)) {
        const char *const *column = rows.columns;
        uint32_t number = (uint32_t)strtoul(column[1], NULL, 10);
        struct place place = {"",        column[0], number, column[2],
                              column[3], 0,         ""};
        char once[DWELLING_BYTES], want[DWELLING_BYTES];
        bool none = strcmp(column[4], "-") == 0;
        enum rc rc = normalise_dwelling(&place, once);

        row_file_want(&rows, 6);
        (void)snprintf(want, sizeof want, "1099ZZ|%u|%s|%s", number, column[4],
                       column[5]);
        if ((rc != RC_OK) != none || (!none && strcmp(once, want) != 0))
            row_file_fail(&rows, "is %s", rc == RC_OK ? once : "none");
        if (none)
            continue;
        place.house_letter = column[4];
        place.addition = column[5];
        if (normalise_dwelling(&place, once) != RC_OK ||
            strcmp(once, want) != 0)
            row_file_fail(&rows, "then %s", once);
    }
}

/* Wider and wider, of the same place. */
static void
test_places_in_places(void **state)
{
    struct place place = {"GM0363", "1099 zz", 12, "a", "2", 0, "NL"};
    char out[DWELLING_BYTES];

    (void)state;
    assert_int_equal(normalise_building(&place, out), RC_OK);
    assert_string_equal(out, "1099ZZ|12");
    assert_int_equal(normalise_pc6(&place, out), RC_OK);
    assert_string_equal(out, "1099ZZ");
    assert_int_equal(normalise_pc4(&place, out), RC_OK);
    assert_string_equal(out, "1099");
    place.house_number = 0;
    assert_int_equal(normalise_building(&place, out), RC_INVALID);
    assert_int_equal(normalise_pc6(&place, out), RC_OK);
    place.country = "BE";
    assert_int_equal(normalise_pc6(&place, out), RC_INVALID);
    assert_int_equal(normalise_pc4(&place, out), RC_INVALID);
}

static void
test_skeletons(void **state)
{
    static const struct {
        const char *handle, *skeleton;
    } rows[] = {
        {"instagram:some.name_12", "somename"},
        {":some-name", "somename"},
        {":somename2026", "somename"},
        {":some1name", "some1name"},
        {":abc12", NULL},
        {"facebook:1000000013", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char out[64];
        enum rc rc = normalise_skeleton(rows[i].handle, out, sizeof out);

        assert_int_equal(rc, rows[i].skeleton == NULL ? RC_INVALID : RC_OK);
        if (rows[i].skeleton != NULL)
            assert_string_equal(out, rows[i].skeleton);
    }
}

/* What comes out stays as it is when it goes in. */
static void
check_stays(enum identifier_type type, const char *value)
{
    static const enum identifier_type types[] = {
        [LINK_PHONE] = IDENTIFIER_PHONE, [LINK_HANDLE] = IDENTIFIER_HANDLE,
        [LINK_EMAIL] = IDENTIFIER_EMAIL, [LINK_AD] = IDENTIFIER_AD_ID,
        [LINK_PLATE] = IDENTIFIER_PLATE, [LINK_BAG] = IDENTIFIER_BAG,
        [LINK_ALIAS] = IDENTIFIER_ALIAS, [LINK_URL] = IDENTIFIER_URL};
    const struct identifier one = {type, value, ""};
    struct normal once, twice;

    if (normalise_identifier(&one, &once) != RC_OK)
        return;

    const struct identifier again = {types[once.kind], once.text, ""};

    if (normalise_identifier(&again, &twice) != RC_OK)
        fail_msg("\"%s\": %s, then none", value, once.text);
    if (twice.kind != once.kind || strcmp(twice.text, once.text) != 0)
        fail_msg("\"%s\": %s, then %s", value, once.text, twice.text);
}

static void
test_random_letters_stay(void **state)
{
    static const char letters[] = "aAbeiloOxyzSB0123456789 .-_@/:?&=%+()#'|,";
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 300000; i++) {
        size_t n = rows_random(&seed) % 24;
        char value[25] = "";

        for (size_t k = 0; k < n; k++)
            value[k] = letters[rows_random(&seed) % (sizeof letters - 1)];
        check_stays((enum identifier_type)(1 + rows_random(&seed) % 8), value);
    }
}

/* Of what means something to one of the readers; of the longest ten bytes
 * become a hundred when they are folded. */
static const char meaning[] =
    "mailto: m.ailto: https:// http: // www. m. nl. insta instagram.com "
    "twitter x x.com t.me facebook.com fb marktplaats mp .nl gmail.com "
    "googlemail .com whatsapp: wa.me tel: sms: ?phone= (at) [dot] (punt) add "
    "profile.php ?id= utm_ ref= onbekend on be kend xx n vt geen test noreply "
    "dhr van d'r alias %40 %2F %25 % 0031 +31 (0) 06 600000013 31600000013 nul "
    "zes plus XX NL: 13-ZZ OO bv a A1 \u00df \ufdfa \u0390 \uff05 \u2474 "
    "\u0301 . .. - _ @ / : ? & ; = + # ' $ | , ( )";

/* The word that one of its bytes is drawn from, or a space. */
static size_t
random_word(uint64_t *seed, const char **word)
{
    size_t at = rows_random(seed) % (sizeof meaning - 1);

    while (at > 0 && meaning[at] != ' ' && meaning[at - 1] != ' ')
        at--;
    *word = meaning + at;
    return meaning[at] == ' ' ? 1 : strcspn(*word, " ");
}

static void
test_random_words_stay(void **state)
{
    uint64_t seed = 13;

    (void)state;
    for (int i = 0; i < 300000; i++) {
        size_t parts = 1 + rows_random(&seed) % 9, n = 0;
        bool often = rows_random(&seed) % 16 == 0;
        char value[257];

        for (size_t k = 0; k < parts; k++) {
            const char *word;
            size_t one = random_word(&seed, &word);
            size_t times = often ? 1 + rows_random(&seed) % 32 : 1;

            for (; times > 0 && n + one < sizeof value; times--) {
                memcpy(value + n, word, one);
                n += one;
            }
        }
        value[n] = '\0';
        check_stays((enum identifier_type)(1 + rows_random(&seed) % 8), value);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phones),
        cmocka_unit_test(test_plates),
        cmocka_unit_test(test_online),
        cmocka_unit_test(test_aliases_and_how_they_sound),
        cmocka_unit_test(test_dwellings),
        cmocka_unit_test(test_places_in_places),
        cmocka_unit_test(test_skeletons),
        cmocka_unit_test(test_random_letters_stay),
        cmocka_unit_test(test_random_words_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
