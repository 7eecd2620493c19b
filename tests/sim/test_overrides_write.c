/* What is written reads back as the same values, for thousands of books. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/amsterdam.h"
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "document/overrides_write.h"
#include "shipped.h"

#define SECOND INT64_C(1000000)
#define DAY    (86400 * SECOND)

#define BOOKS 1500

/* Pieces that YAML, terminals or people might take for something else. */
static const char *const pieces[] = {
    "\"",     "\\", "'", "# ", ": ", "- ",  "{",  "}",    "[a]",  "*x",
    "&y",     "|",  ">", "%",  "@",  "`",   "!",  "~",    "null", "\\n",
    "yes",    "é",  "ß", "日", "😀",  " ",   "  ", "anna", "0x1F", "1.5e3",
    "\u00A0", "<<", "?", ",",  "=",  "---", "..."};

static size_t
below(uint64_t *seed, size_t n)
{
    return (size_t)(rows_random(seed) % n);
}

static void
random_reason(uint64_t *seed, char out[REASON_BYTES])
{
    size_t n = 0;

    snprintf(out, REASON_BYTES, "%s", "r");
    for (size_t k = below(seed, 12); k > 0; k--) {
        const char *piece = pieces[below(seed, ROWS(pieces))];

        n = strlen(out);
        if (n + strlen(piece) < REASON_BYTES) {
            memmove(out + strlen(piece), out, n + 1);
            memcpy(out, piece, strlen(piece));
        }
    }
}

/* Now and then within the change nights of 2026. */
static int64_t
random_instant(uint64_t *seed)
{
    int64_t night = (civil_days(2026, below(seed, 2) == 0 ? 3 : 10,
                                below(seed, 2) == 0 ? 29 : 25)) *
                    DAY;

    if (below(seed, 4) == 0)
        return night + (int64_t)below(seed, 4 * 3600) * SECOND;
    return (int64_t)below(seed, 83000 * 86400UL) * SECOND + DAY;
}

static person_set
random_people(uint64_t *seed)
{
    return 1 + rows_random(seed) % 7; /* of three persons */
}

static void
random_book(uint64_t *seed, struct roster_book *book)
{
    int64_t seq = 0;

    book->overrides_n = below(seed, 8);
    book->absences_n = below(seed, 4);
    for (size_t i = 0; i < book->overrides_n; i++) {
        struct override *o = &book->overrides[i];

        *o = (struct override){
            .seq = seq += 1 + (int64_t)below(seed, 1000),
            .roster = below(seed, 2),
            .verb = (enum override_verb)(OVERRIDE_SET + below(seed, 4)),
            .start_us = random_instant(seed),
            .end_us = random_instant(seed),
            .people = random_people(seed),
            .by = "bram"};
        if (o->verb == OVERRIDE_REPLACE)
            o->with = random_people(seed);
        random_reason(seed, o->reason);
    }
    for (size_t i = 0; i < book->absences_n; i++) {
        struct absence *a = &book->absences[i];

        *a = (struct absence){.person = below(seed, 3),
                              .start_us = random_instant(seed),
                              .end_us = random_instant(seed)};
        if (below(seed, 2) == 0)
            random_reason(seed, a->reason);
    }
}

/* Whether both have the same but for the lines. */
static void
require_same(const struct roster_book *is, const struct roster_book *should)
{
    assert_int_equal(is->overrides_n, should->overrides_n);
    assert_int_equal(is->absences_n, should->absences_n);
    for (size_t i = 0; i < is->overrides_n; i++) {
        struct override a = is->overrides[i], b = should->overrides[i];

        assert_int_equal(a.seq, b.seq);
        assert_int_equal(a.roster, b.roster);
        assert_int_equal(a.verb, b.verb);
        assert_int_equal(a.start_us, b.start_us);
        assert_int_equal(a.end_us, b.end_us);
        assert_int_equal(a.people, b.people);
        assert_int_equal(a.with, b.with);
        assert_string_equal(a.by, b.by);
        assert_string_equal(a.reason, b.reason);
    }
    for (size_t i = 0; i < is->absences_n; i++) {
        struct absence a = is->absences[i], b = should->absences[i];

        assert_int_equal(a.person, b.person);
        assert_int_equal(a.start_us, b.start_us);
        assert_int_equal(a.end_us, b.end_us);
        assert_string_equal(a.reason, b.reason);
    }
}

static void
read_back(const char *text, struct desk_rules *out)
{
    const struct documents documents = {.changes = {{O, NULL, text}}};

    documents_sound(&documents, out);
}

static void
test_written_books_read_back(void **state)
{
    struct desk_rules *rules = documents_rules(), *back = documents_rules();
    uint64_t seed = 20260105;

    (void)state;
    documents_sound(&(struct documents){.one_file = false}, rules);
    for (size_t i = 0; i < BOOKS; i++) {
        char *text = NULL, *again = NULL;
        size_t n = 0, again_n = 0;

        random_book(&seed, &rules->book);
        assert_int_equal(overrides_write(&rules->book, &text, &n), RC_OK);
        assert_int_equal(strlen(text), n);
        read_back(text, back);
        require_same(&back->book, &rules->book);
        assert_int_equal(overrides_write(&back->book, &again, &again_n), RC_OK);
        assert_string_equal(again, text);
        free(again);
        free(text);
    }
    free(back);
    free(rules);
}

static void
test_the_shipped_one_is_an_empty_book_written(void **state)
{
    struct roster_book *book = calloc(1, sizeof *book);
    char *text = NULL;
    size_t n = 0;

    (void)state;
    assert_non_null(book);
    amsterdam(&book->zone);
    assert_int_equal(overrides_write(book, &text, &n), RC_OK);
    assert_int_equal(n, SHIPPED_OVERRIDES_END - SHIPPED_OVERRIDES);
    assert_memory_equal(text, SHIPPED_OVERRIDES, n);
    free(text);
    free(book);
}

static void
test_a_full_book_reads_back(void **state)
{
    struct desk_rules *rules = documents_rules(), *back = documents_rules();
    struct roster_book *book = &rules->book;
    char *text = NULL;
    size_t n = 0;

    (void)state;
    documents_sound(&(struct documents){.one_file = false}, rules);
    for (size_t i = 1; i < OVERRIDES_MAX; i++) {
        book->overrides[i] = book->overrides[0];
        book->overrides[i].seq = (int64_t)i + 1;
    }
    for (size_t i = 1; i < ABSENCES_MAX; i++)
        book->absences[i] = book->absences[0];
    book->overrides_n = OVERRIDES_MAX;
    book->absences_n = ABSENCES_MAX;
    assert_int_equal(overrides_write(book, &text, &n), RC_OK);
    read_back(text, back);
    require_same(&back->book, book);
    free(text);
    free(back);
    free(rules);
}

static const struct reason_row {
    const char *name;
    const char *text;
    bool may;
} reason_rows[] = {
    {"a word", "ruil", true},
    {"nothing", "", false},
    {"blanks", "  ", false},
    {"two lines", "a\nb", false},
    {"a tab", "a\tb", false},
    {"the last control character", "a\x1F", false},
    {"a space is none", "a b", true},
    {"delete", "a\x7F", false},
    {"U+0085, next line", "a\xC2\x85", false},
    {"U+009F", "a\xC2\x9F", false},
    {"U+00A0", "a\u00A0", true},
    {"U+2027", "a\u2027", true},
    {"U+2028, line separator", "a\u2028", false},
    {"U+2029, paragraph separator", "a\u2029", false},
    {"U+202A", "a\u202A", true},
    {"U+FEFE", "a\uFEFE", true},
    {"U+FEFF, byte order mark", "a\uFEFF", false},
    {"U+FFFD", "a\uFFFD", true},
    {"U+FFFE", "a\xEF\xBF\xBE", false},
    {"U+FFFF", "a\xEF\xBF\xBF", false},
    {"the last character but two", "a\xF4\x8F\xBF\xBD", true},
};

static void
test_reasons(void **state)
{
    char text[REASON_BYTES + 1];

    (void)state;
    for (size_t i = 0; i < ROWS(reason_rows); i++)
        if (overrides_reason(reason_rows[i].text) != reason_rows[i].may)
            fail_msg("%s", reason_rows[i].name);
    memset(text, 'a', sizeof text);
    text[REASON_BYTES] = '\0';
    assert_false(overrides_reason(text));
    text[REASON_BYTES - 1] = '\0';
    assert_true(overrides_reason(text));
}

/* Each of these would not read back. */
static void
test_what_has_no_text_is_not_written(void **state)
{
    struct desk_rules *rules = documents_rules();
    struct roster_book *book = &rules->book;
    struct override *o = &book->overrides[0];

    (void)state;
    for (int i = 0; i < 8; i++) {
        char *text = NULL;
        size_t n = 0;

        documents_sound(&(struct documents){.one_file = false}, rules);
        o->seq = i == 1 ? 0 : i == 2 ? 1000000000 : 1;
        o->start_us += i == 3;
        o->end_us = i == 4 ? -DAY : o->end_us;
        o->people = i == 5 ? 0 : o->people;
        o->reason[0] = i == 6 ? '\n' : 'x';
        o->by[0] = i == 7 ? 'X' : 'x';
        assert_int_equal(overrides_write(book, &text, &n),
                         i == 0 ? RC_OK : RC_INVALID);
        free(text);
    }
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_books_read_back),
        cmocka_unit_test(test_the_shipped_one_is_an_empty_book_written),
        cmocka_unit_test(test_a_full_book_reads_back),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_what_has_no_text_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
