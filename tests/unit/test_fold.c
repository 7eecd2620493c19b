/* One way to write a text: what is invisible and what looks the same. */
#include "rows.h"

#include "link/fold.h"
#include "link_rows.h"

static void
test_rows(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/fold.txt");
    while (row_file_next(&rows)) {
        char written[ROW_FILE_LINE_BYTES], want[ROW_FILE_LINE_BYTES];
        char once[FOLD_BYTES], twice[FOLD_BYTES];

        row_file_want(&rows, 2);
        (void)fold_text(link_rows_text(rows.columns[0], written), once,
                        sizeof once);
        if (strcmp(once, link_rows_text(rows.columns[1], want)) != 0)
            row_file_fail(&rows, "is <%s>", once);
        if (fold_text(once, twice, sizeof twice) != strlen(once) ||
            strcmp(once, twice) != 0)
            row_file_fail(&rows, "twice is <%s>", twice);
    }
}

static void
test_unknown(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/unknown.txt");
    while (row_file_next(&rows)) {
        char folded[FOLD_BYTES];
        bool want = strcmp(rows.columns[1], "yes") == 0;

        row_file_want(&rows, 2);
        (void)fold_text(rows.columns[0], folded, sizeof folded);
        if (fold_unknown(folded) != want)
            row_file_fail(&rows, "not so");
    }
}

/* Of every code point there is, by itself and between letters: folding twice
 * changes nothing, and nothing is left that would not be seen. */
static void
test_every_character_folds_once(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code++) {
        char text[8] = "a", once[64], twice[64];
        size_t n = 1;

        if (code >= 0xD800 && code < 0xE000)
            continue;
        if (code < 0x80) {
            text[n++] = (char)code;
        } else if (code < 0x800) {
            text[n++] = (char)(0xC0 | code >> 6);
            text[n++] = (char)(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            text[n++] = (char)(0xE0 | code >> 12);
            text[n++] = (char)(0x80 | (code >> 6 & 0x3F));
            text[n++] = (char)(0x80 | (code & 0x3F));
        } else {
            text[n++] = (char)(0xF0 | code >> 18);
            text[n++] = (char)(0x80 | (code >> 12 & 0x3F));
            text[n++] = (char)(0x80 | (code >> 6 & 0x3F));
            text[n++] = (char)(0x80 | (code & 0x3F));
        }
        text[n++] = 'b';
        text[n] = '\0';
        (void)fold_text(text, once, sizeof once);
        (void)fold_text(once, twice, sizeof twice);
        if (strcmp(once, twice) != 0)
            fail_msg("U+%04X: <%s>, then <%s>", code, once, twice);
        if (once[0] != 'a' || once[strlen(once) - 1] != 'b')
            fail_msg("U+%04X: <%s>", code, once);
        for (const char *c = once; *c != '\0'; c++) {
            if ((unsigned char)*c < ' ' || (*c >= 'A' && *c <= 'Z'))
                fail_msg("U+%04X: <%s>", code, once);
        }
    }
}

/* A text that does not fit is cut between two characters. */
static void
test_cut(void **state)
{
    char out[8];

    (void)state;
    assert_int_equal(fold_text("abcdefgh", out, sizeof out), 7);
    assert_string_equal(out, "abcdefg");
    assert_int_equal(fold_text("abcdefж", out, sizeof out), 6);
    assert_string_equal(out, "abcdef");
    assert_int_equal(fold_text("abcdef h", out, sizeof out), 6);
    assert_string_equal(out, "abcdef");
    assert_int_equal(fold_text("abcdefжg", out, sizeof out), 6);
    assert_string_equal(out, "abcdef");
    assert_int_equal(fold_text("a", out, 1), 0);
    assert_string_equal(out, "");
    assert_int_equal(fold_text("a", out, 0), 0);
}

static void
test_words(void **state)
{
    const char *at = "-- d'arcy, o' 13-жан'а'", *word;
    static const char *const want[] = {"d'arcy", "o", "13", "жан'а"};
    size_t n, i = 0;

    (void)state;
    while ((word = fold_next_word(&at, &n)) != NULL) {
        assert_in_range(i, 0, ROWS(want) - 1);
        assert_int_equal(n, strlen(want[i]));
        assert_memory_equal(word, want[i], n);
        i++;
    }
    assert_int_equal(i, ROWS(want));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_every_character_folds_once),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
