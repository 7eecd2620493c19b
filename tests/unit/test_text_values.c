/* What of a text can be compared and searched without reading it. */
#include "rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "link/text_values.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

/* A text of n words that no other has, from number `from` on. */
static void
write_words(char *out, size_t cap, unsigned from, unsigned n)
{
    size_t at = 0;

    *out = '\0';
    for (unsigned i = 0; i < n; i++)
        at += (size_t)snprintf(out + at, cap - at, "woord%u ", from + i);
}

static size_t
equal(const char *a, const char *b)
{
    uint64_t of_a[TEXT_VALUES], of_b[TEXT_VALUES];
    size_t n = 0;

    assert_true(text_values_of(&key, a, of_a));
    assert_true(text_values_of(&key, b, of_b));
    for (size_t i = 0; i < TEXT_VALUES; i++)
        n += of_a[i] == of_b[i] ? 1 : 0;
    return n;
}

static void
test_as_much_as_they_share(void **state)
{
    char a[4096], b[4096];
    size_t half = 0;

    (void)state;
    write_words(a, sizeof a, 1000, 60);
    assert_int_equal(equal(a, a), TEXT_VALUES);
    write_words(b, sizeof b, 5000, 60);
    assert_int_equal(equal(a, b), 0);
    /* Two thirds of each are half of both together: eight of sixteen, give or
     * take; over forty texts the mean is near. */
    for (unsigned i = 0; i < 40; i++) {
        write_words(a, sizeof a, 1000 + 100 * i, 62);
        write_words(b, sizeof b, 1020 + 100 * i, 62);
        half += equal(a, b);
    }
    assert_in_range(half, 40 * 7, 40 * 9);
}

static void
test_case_marks_and_layout_do_not_matter(void **state)
{
    (void)state;
    assert_int_equal(equal("Drie mannen wonen boven de zaak.",
                           "drie  MANNEN, wonen\nboven dé zaak"),
                     TEXT_VALUES);
}

static void
test_too_short_says_nothing(void **state)
{
    uint64_t out[TEXT_VALUES];

    (void)state;
    assert_false(text_values_of(&key, "", out));
    assert_false(text_values_of(&key, "zie de bijlage graag", out));
    assert_true(text_values_of(&key, "zie de bijlage van vandaag", out));
}

static void
test_another_key_other_values(void **state)
{
    uint64_t a[TEXT_VALUES], b[TEXT_VALUES];

    (void)state;
    assert_true(text_values_of(&key, "zie de bijlage van vandaag", a));
    assert_true(text_values_of(&other_key, "zie de bijlage van vandaag", b));
    for (size_t i = 0; i < TEXT_VALUES; i++)
        assert_false(a[i] == b[i]);
}

static bool
has(const uint64_t *tokens, size_t n, const char *word)
{
    uint64_t token;

    assert_int_equal(link_words_of(&key, word, &token, 1), 1);
    for (size_t i = 0; i < n; i++) {
        if (tokens[i] == token)
            return true;
    }
    return false;
}

static void
test_words(void **state)
{
    uint64_t out[16];
    size_t n;

    (void)state;
    n = link_words_of(&key, "De man, de VROUW en één café in 't huis; café",
                      out, ROWS(out));
    assert_int_equal(n, 8);
    assert_true(has(out, n, "café"));
    assert_true(has(out, n, "Cafe"));
    assert_true(has(out, n, "vrouw"));
    assert_true(has(out, n, "DE"));
    assert_false(has(out, n, "vrouwen"));
    assert_int_equal(link_words_of(&key, "a b c", out, ROWS(out)), 0);
    assert_int_equal(link_words_of(&key, "aa bb cc", out, 2), 2);
    assert_int_equal(link_words_of(&key, "aa", out, 0), 0);
}

/* The longest text there may be, of the widest letters: all of it counts. */
static void
test_the_longest_text(void **state)
{
    static char text[16001];
    uint64_t a[TEXT_VALUES], b[TEXT_VALUES], token;
    size_t n = 0;

    (void)state;
    while (n + 20 <= 16000) {
        memcpy(text + n, "\xf0\x90\x90\x80\xf0\x90\x90\x81\xf0\x90\x90\x82 ",
               13);
        n += 13;
    }
    memcpy(text + n, "laatste", 8);
    assert_true(text_values_of(&key, text, a));
    text[n] = '\0';
    assert_true(text_values_of(&key, text, b));
    assert_false(memcmp(a, b, sizeof a) == 0);
    memset(text, 'a', 16000);
    assert_int_equal(link_words_of(&key, text, &token, 1), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_much_as_they_share),
        cmocka_unit_test(test_case_marks_and_layout_do_not_matter),
        cmocka_unit_test(test_too_short_says_nothing),
        cmocka_unit_test(test_another_key_other_values),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_the_longest_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
