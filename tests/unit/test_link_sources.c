/* How many know of a bundle by themselves: data/rows/link_sources.txt, and what
 * one organisation can never do. */
#include "row_file.h"

#include <stdlib.h>

#include "link/record.h"
#include "link/sources.h"

#define TOLD_MAX 40

static size_t
told_of(const struct row_file *rows, struct link_told told[TOLD_MAX])
{
    char copy[ROW_FILE_LINE_BYTES], *rest = copy, *word;
    size_t n = 0;

    (void)snprintf(copy, sizeof copy, "%s", rows->columns[1]);
    while ((word = strsep(&rest, " ")) != NULL) {
        if (*word == '\0' || strcmp(word, "-") == 0)
            continue;
        if (n == TOLD_MAX)
            row_file_fail(rows, "more than %d signals", TOLD_MAX);

        struct link_told *one = &told[n++];
        char *end;

        *one = (struct link_told){.organisation = word[0]};
        one->organisation_kind = word[0] >= 'a' ? 2 : 1;
        one->observation = strtol(word + 1, &end, 10);
        if (*end == '=') {
            one->text = (uint64_t)end[1];
            end += 2;
        }
        if (*end == '@')
            one->time_s = strtol(end + 1, &end, 10) * 3600;
        if (*end != '\0' || one->observation == 0)
            row_file_fail(rows, "who tells what?");
    }
    return n;
}

static void
test_rows(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/link_sources.txt");
    while (row_file_next(&rows)) {
        struct link_told told[TOLD_MAX];
        uint32_t parents[TOLD_MAX];
        struct link_sources is;
        char text[128], want[128];

        row_file_want(&rows, 8);
        link_sources(told, told_of(&rows, told), parents, &is);
        (void)snprintf(text, sizeof text, "%u %u %u %u %u %s", is.signals,
                       is.observations, is.stories, is.sources, is.strength,
                       is.burst ? "yes" : "no");
        (void)snprintf(want, sizeof want, "%s %s %s %s %s %s", rows.columns[2],
                       rows.columns[3], rows.columns[4], rows.columns[5],
                       rows.columns[6], rows.columns[7]);
        if (strcmp(text, want) != 0)
            row_file_fail(&rows, "%s: %s", rows.columns[0], text);
    }
}

static void
test_kinds_of_organisations(void **state)
{
    struct link_told told[] = {{1, 1, 0, 0, 7, 0, false},
                               {2, 2, 0, 0, 7, 0, false},
                               {3, 3, 0, 0, 9, 0, false},
                               {4, 3, 0, 1, 5, 0, false}};
    uint32_t parents[ROWS(told)];
    struct link_sources is;

    (void)state;
    link_sources(told, ROWS(told), parents, &is);
    assert_int_equal(is.sources, 3);
    assert_int_equal(is.kinds, 2); /* who repeats is not counted */
}

static struct link_told
random_told(uint64_t *seed, int64_t organisation)
{
    struct link_told told = {.organisation = organisation};

    told.observation = 1 + (int64_t)(rows_random(seed) % 8);
    told.text = rows_random(seed) % 6;
    told.time_s = (int64_t)(rows_random(seed) % 1000000);
    return told;
}

static struct link_sources
sources_of(const struct link_told told[], size_t n)
{
    struct link_told copy[TOLD_MAX];
    uint32_t parents[TOLD_MAX];
    struct link_sources out;

    memcpy(copy, told, n * sizeof told[0]);
    link_sources(copy, n, parents, &out);
    return out;
}

/* Whatever one organisation adds: at most itself as a source, less than two in
 * strength; and nothing of it if it only repeats what others told before. */
static void
test_one_organisation_never_raises_it(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        struct link_told told[TOLD_MAX];
        size_t others = rows_random(&seed) % 12, n = others;

        for (size_t k = 0; k < others; k++)
            told[k] = random_told(&seed, 2 + (int64_t)(rows_random(&seed) % 4));

        struct link_sources before = sources_of(told, n);

        while (n < others + 1 + rows_random(&seed) % 12)
            told[n++] = random_told(&seed, 1);

        struct link_sources after = sources_of(told, n);

        assert_true(after.sources <= before.sources + 1);
        assert_true(after.strength < before.strength + 2 * LINK_STRENGTH_ONE);
        for (size_t k = others; k < n && others > 0; k++) {
            told[k].observation = told[k % others].observation;
            told[k].text = 0;
            told[k].time_s = 2000000;
        }
        after = sources_of(told, n);
        if (others == 0)
            continue;
        assert_int_equal(after.sources, before.sources);
        assert_int_equal(after.strength, before.strength);
    }
}

static void
test_order_does_not_matter(void **state)
{
    uint64_t seed = 2;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct link_told told[TOLD_MAX];
        size_t n = 1 + rows_random(&seed) % 20;

        for (size_t k = 0; k < n; k++)
            told[k] = random_told(&seed, 1 + (int64_t)(rows_random(&seed) % 4));

        struct link_sources is = sources_of(told, n), turned;

        for (size_t k = 0; k < n; k++) {
            size_t other = rows_random(&seed) % n;
            struct link_told one = told[k];

            told[k] = told[other];
            told[other] = one;
        }
        turned = sources_of(told, n);
        assert_int_equal(is.observations, turned.observations);
        assert_int_equal(is.stories, turned.stories);
        assert_int_equal(is.sources, turned.sources);
        assert_int_equal(is.kinds, turned.kinds);
        assert_int_equal(is.strength, turned.strength);
        assert_int_equal(is.burst, turned.burst);
    }
}

static void
test_text_is_one_number(void **state)
{
    struct link_record record = {.values_n = 0};
    uint64_t sum;

    (void)state;
    assert_int_equal(link_told_text(&record), 0);
    record.values_n = 17;
    record.values[0].kind = LINK_PHONE;
    for (uint8_t i = 0; i < 16; i++) {
        record.values[i + 1].kind = LINK_TEXT;
        record.values[i + 1].of = i;
        record.values[i + 1].token = UINT64_C(77) + i;
    }
    sum = link_told_text(&record);
    assert_int_not_equal(sum, 0);
    record.values[0].token = 5;
    assert_int_equal(link_told_text(&record), sum);
    for (uint8_t i = 0; i < 16; i++) {
        record.values[i + 1].token++;
        assert_int_not_equal(link_told_text(&record), sum);
        record.values[i + 1].token--;
    }
    assert_int_equal(link_told_text(&record), sum);
}

/* Without a text: what one organisation just repeats, and nobody else's. */
static void
test_a_repeat_is_one_number(void **state)
{
    struct link_record record = {.organisation = 1, .values_n = 2};
    uint64_t sum;

    (void)state;
    record.values[0] = (struct link_value){.kind = LINK_PHONE, .token = 5};
    record.values[1] = (struct link_value){.kind = LINK_DWELLING, .token = 6};
    sum = link_told_text(&record);
    assert_int_not_equal(sum, 0);
    record.place.time_s = 3600; /* whenever */
    assert_int_equal(link_told_text(&record), sum);
    record.organisation = 2;
    assert_int_not_equal(link_told_text(&record), sum);
    record.organisation = 1;
    record.values[1].token = 7;
    assert_int_not_equal(link_told_text(&record), sum);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_kinds_of_organisations),
        cmocka_unit_test(test_one_organisation_never_raises_it),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_text_is_one_number),
        cmocka_unit_test(test_a_repeat_is_one_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
