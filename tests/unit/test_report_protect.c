/* What leaves the desk pins nobody: whoever knows the rule, every figure that
 * was told to the unit, from all requests together, and the whole, still finds
 * 0 to K - 1 possible for each cell below K.  Proven here by trying all the
 * tables there are, of small sizes. */
#include "rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/report_protect.h"

#define CELLS_MAX 16
#define TOLD_MAX  64
#define WORLDS    3000000

/* One table that there could be: what everybody sees of it, and its cells, a
 * byte each. */
struct world {
    uint64_t seen;
    uint8_t cells[CELLS_MAX];
};

static struct world *worlds;
static size_t worlds_n;

static int
setup(void **state)
{
    (void)state;
    worlds = malloc(WORLDS * sizeof *worlds);
    return worlds == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(worlds);
    return 0;
}

static int
by_seen(const void *a, const void *b)
{
    const struct world *x = a;
    const struct world *y = b;

    return x->seen < y->seen ? -1 : x->seen > y->seen;
}

static uint64_t
mix(uint64_t seen, uint64_t value)
{
    uint64_t seed = seen ^ (value + 1) * UINT64_C(0xD6E8FEB86659FD93);

    return rows_random(&seed);
}

static uint64_t
see(uint64_t seen, const struct report_cell *told, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < REPORT_DEPTH_MAX; j++)
            seen = mix(seen, told[i].at[j]);
        seen = mix(seen, (uint64_t)told[i].n);
    }
    return mix(seen, n);
}

typedef size_t protect_function(const struct report_table *table,
                                struct report_cell *out, size_t cap);

/* How many cells below k can be told narrower than 0 to k - 1 by somebody who
 * sorts all worlds by what they show. */
static size_t
pinned(size_t cells_n, unsigned k)
{
    size_t found = 0;
    const uint64_t all = (UINT64_C(1) << k) - 1;

    qsort(worlds, worlds_n, sizeof *worlds, by_seen);
    for (size_t i = 0, end; i < worlds_n; i = end) {
        uint64_t possible[CELLS_MAX] = {0};

        for (end = i; end < worlds_n && worlds[end].seen == worlds[i].seen;
             end++)
            for (size_t c = 0; c < cells_n; c++)
                possible[c] |= UINT64_C(1) << worlds[end].cells[c];
        for (size_t c = 0; c < cells_n; c++)
            found += (possible[c] & all) != 0 && (possible[c] & all) != all;
    }
    return found;
}

/* The next table of n cells that are at most `most` each. */
static bool
count_on(int64_t cells[], size_t n, int64_t most)
{
    for (size_t i = 0; i < n; i++) {
        if (cells[i] < most) {
            cells[i]++;
            return true;
        }
        cells[i] = 0;
    }
    return false;
}

static int64_t
total(const int64_t cells[], size_t n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += cells[i];
    return sum;
}

/* What an attacker knows besides: the whole, unless it is below k. */
static uint64_t
see_whole(int64_t whole, int64_t k)
{
    return mix(7, whole < k ? 0 : (uint64_t)whole);
}

/* A flat table of these numbers, split once. */
static uint64_t
see_flat(uint64_t seen, const int64_t numbers[], size_t n, uint32_t words,
         int64_t k, protect_function *rule)
{
    struct report_cell cells[CELLS_MAX] = {0};
    struct report_cell told[TOLD_MAX];

    for (size_t i = 0; i < n; i++) {
        cells[i].at[0] = (uint32_t)i;
        cells[i].n = numbers[i];
    }

    const struct report_table table = {
        .cells = cells, .cells_n = n, .depth = 1, .words = {words}, .k = k};

    return see(seen, told, rule(&table, told, TOLD_MAX));
}

static void
keep(uint64_t seen, const int64_t cells[], size_t n)
{
    assert_true(worlds_n < WORLDS);

    struct world *world = &worlds[worlds_n++];

    world->seen = seen;
    for (size_t i = 0; i < n; i++)
        world->cells[i] = (uint8_t)cells[i];
}

static size_t
attack_flat(size_t n, uint32_t words, int64_t most, int64_t k,
            protect_function *rule)
{
    int64_t cells[CELLS_MAX] = {0};

    worlds_n = 0;
    do {
        int64_t whole = total(cells, n);

        /* Only wholes of which every table is among the worlds. */
        if (whole <= most)
            keep(see_flat(see_whole(whole, k), cells, n, words, k, rule), cells,
                 n);
    } while (count_on(cells, n, most));
    return pinned(n, (unsigned)k);
}

static const struct flat_row {
    const char *name;
    size_t n;
    uint32_t words;
    int64_t most;
    int64_t k;
} flat[] = {
    {"two words", 2, 2, 60, 10},
    {"three words", 3, 3, 45, 10},
    {"three words of many", 3, 0, 45, 10},
    {"two words of many", 2, 0, 45, 10},
    {"four words, k 3", 4, 4, 18, 3},
    {"four words of many, k 3", 4, 0, 18, 3},
    {"five words, k 2", 5, 5, 10, 2},
    {"six words, k 2", 6, 0, 8, 2},
};

static void
test_no_cell_below_k_is_pinned(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(flat); i++) {
        const struct flat_row *r = &flat[i];
        size_t found =
            attack_flat(r->n, r->words, r->most, r->k, report_protect);

        if (found != 0)
            fail_msg("%s: %zu cells are pinned", r->name, found);
    }
}

/* The usual mistakes, so that the attack above is known to find something. */
static size_t
only_below_k(const struct report_table *table, struct report_cell *out,
             size_t cap)
{
    size_t n = 0;

    for (size_t i = 0; i < table->cells_n && n < cap; i++)
        if (table->cells[i].n >= table->k)
            out[n++] = table->cells[i];
    return n;
}

static size_t
smallest_joins(const struct report_table *table, struct report_cell *out,
               size_t cap)
{
    size_t n = only_below_k(table, out, cap);
    size_t least = 0;

    for (size_t i = 1; i < n; i++)
        if (out[i].n < out[least].n)
            least = i;
    if (n > 0 && n < table->cells_n)
        memmove(&out[least], &out[least + 1], (--n - least) * sizeof out[0]);
    return n;
}

static void
test_the_attack_finds_the_usual_mistakes(void **state)
{
    (void)state;
    assert_int_not_equal(attack_flat(3, 3, 13, 3, only_below_k), 0);
    assert_int_not_equal(attack_flat(3, 3, 13, 3, smallest_joins), 0);
}

/* Columns a (3 words) and b (2 words) one below the other, asked for alone and
 * together, and column c (3 words) beside them: of one population. */
#define A_N 3
#define B_N 2
#define C_N 3

static uint64_t
see_tree(uint64_t seen, const int64_t ab[], int64_t k)
{
    struct report_cell cells[A_N * B_N] = {0};
    struct report_cell told[TOLD_MAX];

    for (uint32_t i = 0; i < A_N * B_N; i++)
        cells[i] = (struct report_cell){.at = {i / B_N, i % B_N}, .n = ab[i]};

    struct report_table table = {.cells = cells,
                                 .cells_n = A_N * B_N,
                                 .depth = 2,
                                 .words = {A_N, B_N},
                                 .k = k};
    int64_t a[A_N] = {0};

    seen = see(seen, told, report_protect(&table, told, TOLD_MAX));
    for (size_t i = 0; i < A_N * B_N; i++)
        a[i / B_N] += ab[i];
    return see_flat(seen, a, A_N, A_N, k, report_protect);
}

/* next_of_sum: the next n numbers of the same sum; the first are 0 .. 0 sum. */
static bool
next_of_sum(int64_t cells[], size_t n)
{
    size_t i = n - 1;

    while (i > 0 && cells[i] == 0)
        i--;
    if (i == 0)
        return false;

    int64_t rest = cells[i] - 1;

    cells[i] = 0;
    cells[i - 1]++;
    cells[n - 1] = rest;
    return true;
}

static size_t
attack_tree(int64_t k)
{
    worlds_n = 0;
    for (int64_t whole = 0; whole <= 11; whole++) {
        int64_t ab[A_N * B_N] = {[A_N * B_N - 1] = whole};

        do {
            uint64_t tree = see_tree(see_whole(whole, k), ab, k);
            int64_t c[C_N] = {[C_N - 1] = whole};

            do {
                int64_t cells[CELLS_MAX];

                memcpy(cells, ab, sizeof ab);
                memcpy(cells + A_N * B_N, c, sizeof c);
                for (size_t i = 0; i < A_N; i++)
                    cells[A_N * B_N + C_N + i] = ab[i * B_N] + ab[i * B_N + 1];
                keep(see_flat(tree, c, C_N, C_N, k, report_protect), cells,
                     A_N * B_N + C_N + A_N);
            } while (next_of_sum(c, C_N));
        } while (next_of_sum(ab, A_N * B_N));
    }
    assert_true(worlds_n > 500000);
    return pinned(A_N * B_N + C_N + A_N, (unsigned)k);
}

static void
test_all_requests_together_pin_no_cell(void **state)
{
    (void)state;
    assert_int_equal(attack_tree(2), 0);
    assert_int_equal(attack_tree(3), 0);
}

/* Two columns beside each other, cell by cell of the table of both: that every
 * pair of margins has a table is not taken for granted. */
static void
test_two_columns_side_by_side_pin_no_cell(void **state)
{
    const int64_t k = 2;
    int64_t joint[6] = {0}; /* a of 3 words, c of 2 */

    (void)state;
    worlds_n = 0;
    do {
        const int64_t a[3] = {joint[0] + joint[1], joint[2] + joint[3],
                              joint[4] + joint[5]};
        const int64_t c[2] = {joint[0] + joint[2] + joint[4],
                              joint[1] + joint[3] + joint[5]};
        const int64_t cells[5] = {a[0], a[1], a[2], c[0], c[1]};
        int64_t whole = total(c, 2);

        if (whole <= 6)
            keep(see_flat(
                     see_flat(see_whole(whole, k), a, 3, 3, k, report_protect),
                     c, 2, 2, k, report_protect),
                 cells, 5);
    } while (count_on(joint, 6, 6));
    assert_int_equal(pinned(5, (unsigned)k), 0);
}

/* .. and two columns crossed, which the desk never tells: the attack finds
 * them. */
static void
test_crossed_columns_would_pin_cells(void **state)
{
    const int64_t k = 2;
    int64_t joint[4] = {0};

    (void)state;
    worlds_n = 0;
    do {
        const int64_t a[2] = {joint[0] + joint[1], joint[2] + joint[3]};
        const int64_t c[2] = {joint[0] + joint[2], joint[1] + joint[3]};
        uint64_t seen = see_whole(total(c, 2), k);

        seen = see_flat(seen, a, 2, 2, k, report_protect);
        seen = see_flat(seen, c, 2, 2, k, report_protect);
        keep(see_flat(seen, joint, 4, 4, k, only_below_k), joint, 4);
    } while (count_on(joint, 4, 7));
    assert_int_not_equal(pinned(4, (unsigned)k), 0);
}

static const struct told_row {
    const char *name;
    int64_t numbers[5];
    size_t n;
    uint32_t words;
    const char *told; /* "position:number", + together */
} tells[] = {
    {"all are large", {10, 20, 30}, 3, 3, "0:10 1:20 2:30 "},
    {"one is below", {9, 20, 30, 40}, 4, 4, "2:30 3:40 +29 "},
    {"ten is not below", {10, 20, 30, 40}, 4, 4, "0:10 1:20 2:30 3:40 "},
    {"zero is below", {30, 20, 0, 40}, 4, 4, "1:20 3:40 +30 "},
    {"a word that nobody has is zero", {30, 20, 40}, 3, 4, "1:20 2:40 +30 "},
    {"words without end", {30, 20, 40}, 3, 0, "1:20 2:40 +30 "},
    {"18 together is not enough", {8, 10, 30, 40}, 4, 4, "3:40 +48 "},
    {"19 together is", {9, 10, 30, 40}, 4, 4, "2:30 3:40 +19 "},
    {"large by themselves, one joins all the same",
     {9, 9, 9, 50, 60},
     5,
     5,
     "4:60 +77 "},
    {"all are below: the whole", {9, 9, 9}, 3, 3, "+27 "},
    {"nobody is left: the whole", {9, 30}, 2, 2, "+39 "},
    {"the whole is ten", {5, 5}, 2, 2, "+10 "},
    {"the whole is below", {5, 4}, 2, 2, ""},
    {"nothing", {0}, 1, 0, ""},
};

static void
test_what_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(tells); i++) {
        const struct told_row *r = &tells[i];
        struct report_cell cells[5] = {0};
        struct report_cell told[TOLD_MAX];
        char text[128] = "";

        for (uint32_t c = 0; c < r->n; c++)
            cells[c] = (struct report_cell){.at = {c}, .n = r->numbers[c]};

        const struct report_table table = {.cells = cells,
                                           .cells_n = r->n,
                                           .depth = 1,
                                           .words = {r->words},
                                           .k = REPORT_K};
        size_t n = report_protect(&table, told, TOLD_MAX);

        for (size_t c = 0, at = 0; c < n; c++)
            at += (size_t)(told[c].at[0] == REPORT_TOGETHER
                               ? snprintf(text + at, sizeof text - at, "+%d ",
                                          (int)told[c].n)
                               : snprintf(text + at, sizeof text - at, "%u:%d ",
                                          told[c].at[0], (int)told[c].n));
        if (strcmp(text, r->told) != 0)
            fail_msg("%s: %s", r->name, text);
    }
}

static void
test_only_a_cell_that_is_told_is_split(void **state)
{
    const struct report_cell cells[] = {
        {{0, 0}, 30}, {{0, 1}, 3}, {{1, 0}, 40}, {{1, 1}, 20}, {{2, 0}, 4}};
    const struct report_table table = {
        .cells = cells, .cells_n = 5, .depth = 2, .words = {3, 2}, .k = 10};
    struct report_cell told[TOLD_MAX];

    (void)state;
    assert_int_equal(report_protect(&table, told, TOLD_MAX), 3);
    assert_int_equal(told[0].at[0], 1);
    assert_int_equal(told[0].at[1], 0);
    assert_int_equal(told[0].n, 40);
    assert_int_equal(told[1].n, 20);
    assert_int_equal(told[2].at[0], REPORT_TOGETHER);
    assert_int_equal(told[2].at[1], REPORT_TOGETHER);
    assert_int_equal(told[2].n, 37);
    assert_int_equal(report_protect(&table, told, 2), 2);
}

static void
test_without_columns_the_whole_is_told(void **state)
{
    struct report_cell cell = {.n = 10};
    struct report_cell told[1];
    const struct report_table table = {.cells = &cell, .cells_n = 1, .k = 10};

    (void)state;
    assert_int_equal(report_protect(&table, told, 1), 1);
    assert_int_equal(told[0].n, 10);
    cell.n = 9;
    assert_int_equal(report_protect(&table, told, 1), 0);
}

static void
test_rounding(void **state)
{
    static const int64_t rows[][2] = {{10, 10}, {11, 10}, {12, 10},    {13, 15},
                                      {17, 15}, {18, 20}, {1002, 1000}};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        assert_int_equal(report_round(rows[i][0]), rows[i][1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_cell_below_k_is_pinned),
        cmocka_unit_test(test_the_attack_finds_the_usual_mistakes),
        cmocka_unit_test(test_all_requests_together_pin_no_cell),
        cmocka_unit_test(test_two_columns_side_by_side_pin_no_cell),
        cmocka_unit_test(test_crossed_columns_would_pin_cells),
        cmocka_unit_test(test_what_is_told),
        cmocka_unit_test(test_only_a_cell_that_is_told_is_split),
        cmocka_unit_test(test_without_columns_the_whole_is_told),
        cmocka_unit_test(test_rounding),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
