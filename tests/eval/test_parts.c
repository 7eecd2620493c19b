/* The parts of the evaluation by themselves: the figures of partitions that are
 * counted by hand, tables as they may be written, messages that are the same
 * for the same seed, sets that are found by their columns. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "csv.h"
#include "found.h"
#include "generate.h"
#include "metrics.h"
#include "pairs.h"
#include "set.h"

#define NEAR(a, b) assert_true((a) - (b) < 1e-9 && (b) - (a) < 1e-9)

/* --- figures --- */

static void
make_set(struct set *set, const char *const entities[], size_t n)
{
    *set = (struct set){0};
    for (size_t i = 0; i < n; i++)
        (void)set_add(set, entities[i]);
}

static void
test_figures_of_a_partition(void **state)
{
    /* a a a | b b | c; bundles {a a} {a b} {b c} */
    static const char *const entities[] = {"a", "a", "a", "b", "b", "c"};
    static const int64_t bundles[] = {1, 1, 3, 3, 5, 5};
    struct set set;

    (void)state;
    make_set(&set, entities, 6);
    assert_int_equal(metrics_true_pairs(&set), 4);

    struct prf pairs = metrics_bundles(&set, bundles);

    NEAR(pairs.precision, 1.0 / 3); /* of three pairs one is right */
    NEAR(pairs.recall, 1.0 / 4);
    NEAR(pairs.f1, 2.0 / 7);

    struct prf b3 = metrics_b3(&set, bundles);

    NEAR(b3.precision, (1 + 1 + 0.5 + 0.5 + 0.5 + 0.5) / 6);
    NEAR(b3.recall, (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 0.5 + 0.5 + 1) / 6);
    NEAR(b3.f1, 2 * b3.precision * b3.recall / (b3.precision + b3.recall));
    set_free(&set);
}

static void
test_figures_at_both_ends(void **state)
{
    static const char *const entities[] = {"a", "b", "a", "b"};
    static const int64_t right[] = {1, 2, 1, 2}, alone[] = {1, 2, 3, 4};
    static const int64_t together[] = {7, 7, 7, 7};
    struct set set;

    (void)state;
    make_set(&set, entities, 4);
    NEAR(metrics_bundles(&set, right).f1, 1);
    NEAR(metrics_b3(&set, right).f1, 1);
    NEAR(metrics_bundles(&set, alone).precision, 1); /* nothing was said */
    NEAR(metrics_bundles(&set, alone).recall, 0);
    NEAR(metrics_b3(&set, alone).recall, 0.5);
    NEAR(metrics_bundles(&set, together).precision, 1.0 / 3);
    NEAR(metrics_bundles(&set, together).recall, 1);
    set_free(&set);
}

/* Of two sources only pairs between them count. */
static void
test_figures_of_two_sources(void **state)
{
    static const char *const entities[] = {"a", "a", "b", "b"};
    static const int64_t bundles[] = {1, 1, 1, 4};
    struct set set;
    struct pairs said = {0};

    (void)state;
    make_set(&set, entities, 4);
    set.two_sources = true;
    set.records[1].organisation = set.records[3].organisation = 2;
    assert_int_equal(metrics_true_pairs(&set), 2);
    NEAR(metrics_bundles(&set, bundles).precision, 0.5);
    NEAR(metrics_bundles(&set, bundles).recall, 0.5);
    pairs_add(&said, 1, 0);
    pairs_add(&said, 1, 2);
    NEAR(metrics_pairs(&set, &said, 2).precision, 0.5);
    pairs_free(&said);
    set_free(&set);
    NEAR(metrics_chance(0), 0.5);
    NEAR(metrics_chance(1000), 2.0 / 3);
}

/* --- tables --- */

static bool
read_text(struct csv *csv, const char *text)
{
    return csv_text(csv, strdup(text), "a text");
}

static void
test_a_table_is_read(void **state)
{
    struct csv csv;

    (void)state;
    assert_true(read_text(&csv, "\xef\xbb\xbf"
                                "a, b ,\"c\"\r\n"
                                "1,\" two, \"\"2\"\" \",\r\n"
                                "\r\n"
                                "x,\"y\nz\",0"));
    assert_int_equal(csv.columns_n, 3);
    assert_int_equal(csv_column(&csv, "a"), 0);
    assert_int_equal(csv_column(&csv, "b"), 1);
    assert_int_equal(csv_column(&csv, "c"), 2);
    assert_int_equal(csv_column(&csv, "d"), -1);
    assert_true(csv_next(&csv));
    assert_string_equal(csv.cells[0], "1");
    assert_string_equal(csv.cells[1], " two, \"2\"");
    assert_string_equal(csv.cells[2], "");
    assert_true(csv_next(&csv));
    assert_string_equal(csv.cells[1], "y\nz");
    assert_string_equal(csv.cells[2], "0");
    assert_false(csv_next(&csv));
    assert_int_equal(csv.bad, 0);
    csv_close(&csv);
}

static void
test_a_bad_row_is_skipped(void **state)
{
    struct csv csv;

    (void)state;
    assert_true(read_text(&csv, "a,b\n1\n2,3\n4,5,6\n7,8\n"));
    assert_true(csv_next(&csv));
    assert_string_equal(csv.cells[0], "2");
    assert_true(csv_next(&csv));
    assert_string_equal(csv.cells[0], "7");
    assert_int_equal(csv.line, 5);
    assert_false(csv_next(&csv));
    assert_int_equal(csv.bad, 2);
    csv_close(&csv);
    assert_false(read_text(&csv, ""));
    csv_close(&csv);
    assert_false(csv_open(&csv, "/nowhere/at.csv"));
    csv_close(&csv);
}

/* --- made-up messages --- */

static void
test_one_seed_one_course(void **state)
{
    struct generator shape = {
        .seed = 7, .situations = 40, .hubs = 10, .bursts = 2, .burst_of = 5};
    struct generated *all[3];
    size_t n[3];
    bool same = true;

    (void)state;
    n[0] = generate(&shape, &all[0]);
    n[1] = generate(&shape, &all[1]);
    shape.seed = 8;
    n[2] = generate(&shape, &all[2]);
    assert_true(n[0] > 40);
    assert_int_equal(n[0], n[1]);
    for (size_t i = 0; i < n[0]; i++) {
        const struct generated *x = &all[0][i], *y = &all[1][i];

        assert_int_equal(x->situation, y->situation);
        assert_int_equal(x->observation, y->observation);
        assert_int_equal(x->observed_s, y->observed_s);
        assert_string_equal(x->text, y->text);
        assert_string_equal(x->postcode, y->postcode);
        assert_memory_equal(x->values, y->values, sizeof x->values);
        same = same && i < n[2] && strcmp(x->text, all[2][i].text) == 0;
    }
    assert_false(same);
    for (size_t i = 0; i < 3; i++)
        free(all[i]);
}

/* --- sets that are found --- */

static void
put(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static void
take_away(const char *folder, const char *const names[], size_t n)
{
    char path[256];

    for (size_t i = 0; i < n; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void
test_sets_are_known_by_their_columns(void **state)
{
    static const char *const names[] = {
        "x.csv",        "b-origin.csv", "b-destination.csv",
        "c-origin.csv", "other.csv",    "x.txt"};
    static const char events[] =
        "ground_truth,unique_id,memo,transaction_date,amount\n";
    char folder[] = "/tmp/loket-eval-XXXXXX";
    struct found_all all;

    (void)state;
    assert_non_null(mkdtemp(folder));
    put(folder, names[0], "rec_id, surname, given_name, address_1\n");
    put(folder, names[1], events);
    put(folder, names[2], events);
    put(folder, names[3], events); /* without its other half */
    put(folder, names[4], "a,b\n1,2\n");
    put(folder, names[5], "rec_id, surname, given_name, address_1\n");
    found_below(folder, &all);
    assert_int_equal(all.n, 2);
    assert_int_equal(found_count(&all, LAYOUT_TRANSACTIONS), 1);
    assert_int_equal(found_count(&all, LAYOUT_FEBRL), 1);
    assert_int_equal(found_count(&all, LAYOUT_HISTORICAL), 0);
    assert_string_equal(strrchr(all.v[0].path, '/'), "/b-origin.csv");
    assert_string_equal(strrchr(all.v[0].second, '/'), "/b-destination.csv");
    assert_string_equal(strrchr(all.v[1].path, '/'), "/x.csv");
    assert_null(all.v[1].second);
    found_free(&all);
    take_away(folder, names, 6);
    found_below(folder, &all);
    assert_int_equal(all.n, 0);
    found_free(&all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_a_partition),
        cmocka_unit_test(test_figures_at_both_ends),
        cmocka_unit_test(test_figures_of_two_sources),
        cmocka_unit_test(test_a_table_is_read),
        cmocka_unit_test(test_a_bad_row_is_skipped),
        cmocka_unit_test(test_one_seed_one_course),
        cmocka_unit_test(test_sets_are_known_by_their_columns),
    };

    return cmocka_run_group_tests_name("eval", tests, NULL, NULL);
}
