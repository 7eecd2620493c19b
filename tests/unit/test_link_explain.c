/* Why two belong together, line by line, and what holds a bundle. */
#include "link_random.h"

#include "core/linking_why.h"
#include "link/explain.h"
#include "link/score.h"

#define MONTH_S INT64_C(2629800)

static struct why_pair
why(const char *first, const char *second, int64_t gap_s)
{
    struct link_record a = {.place = {0, 1, 1}}, b = {.place = {gap_s, 2, 2}};
    struct link_model model;
    struct link_score score;
    struct why_pair out = {.a = "a", .said = SAID_UNSURE};

    link_model_start(&model);
    assert_true(link_words_record(first, &a));
    assert_true(link_words_record(second, &b));
    link_score(&model, &a, &b, &score);
    link_explain_pair(&model, &score, &out);
    assert_string_equal(out.a, "a");
    assert_int_equal(out.said, SAID_UNSURE);
    return out;
}

static void
want_line(const struct why_pair *pair, size_t i, const struct why_line *want)
{
    const struct why_line *is = &pair->lines[i];

    assert_true(i < pair->lines_n);
    if (is->group != want->group || is->value != want->value ||
        is->level != want->level || is->at != want->at ||
        is->weight_mb != want->weight_mb || is->decay_mb != want->decay_mb ||
        is->counted_mb != want->counted_mb || is->bundles != want->bundles)
        fail_msg("line %zu: %d %u %d at %d: %d %d %d, %u", i, (int)is->group,
                 (unsigned)is->value, (int)is->level, is->at, is->weight_mb,
                 is->decay_mb, is->counted_mb, is->bundles);
}

static void
test_the_sum_line_by_line(void **state)
{
    static const struct why_line want[] = {
        {WHY_CONTACT, LINK_PHONE, WHY_SAME, 0, 9966, -777, 9189, 2},
        {WHY_CONTACT, LINK_HANDLE, WHY_DIFFERENT, 0, -500, 0, -125, 0},
        {WHY_PLACE, LINK_PC6, WHY_SAME, 0, 8000, -583, 7417, 1},
        {WHY_PERSON, LINK_ALIAS, WHY_DIFFERENT, 0, -700, 0, -700, 0},
        {WHY_KIND, LINK_FORM, WHY_DIFFERENT, 0, -1000, 0, -1000, 0},
    };
    struct why_pair is =
        why("alias:x phone:a*2 handle:h pc6:p form:f",
            "alias:y phone:a*2 handle:i pc6:p form:g plate:q", 14 * MONTH_S);

    (void)state;
    assert_int_equal(is.lines_n, ROWS(want));
    for (size_t i = 0; i < ROWS(want); i++)
        want_line(&is, i, &want[i]);
    assert_int_equal(is.prior_mb, -8966);
    assert_int_equal(is.total_mb, -8966 + 9189 - 125 + 7417 - 700 - 1000);
    assert_int_equal(is.probability_ppm, 982547);
    assert_int_equal(is.groups_needed, 2);
    assert_int_equal(is.groups_agreeing, 2);
    assert_true(is.identity);
    assert_false(is.contradicting);
    assert_int_equal(is.gap_s, 14 * MONTH_S);
    assert_int_equal(is.outcome, WHY_STRONG);
}

static void
test_different_names_what_both_have(void **state)
{
    struct why_pair is = why("bag:x pc6:p pc4:q", "pc6:o pc4:q", 0);

    (void)state;
    assert_int_equal(is.lines_n, 1);
    assert_int_equal(is.lines[0].value, LINK_PC4);
    assert_int_equal(is.lines[0].level, WHY_SAME);
    is = why("bag:x pc6:p pc4:q", "pc6:o pc4:r", 0);
    assert_int_equal(is.lines[0].value, LINK_PC6);
    assert_int_equal(is.lines[0].level, WHY_DIFFERENT);
}

static void
test_nothing_has_no_lines(void **state)
{
    struct why_pair is = why("phone:a", "plate:p", 0);

    (void)state;
    assert_int_equal(is.lines_n, 0);
    assert_int_equal(is.total_mb, is.prior_mb);
    assert_int_equal(is.outcome, WHY_APART);
}

/* Of any two: lines by group, the prior and the lines are the total. */
static void
test_lines_add_up(void **state)
{
    struct link_model models[2];
    uint64_t seed = 8;

    (void)state;
    link_model_start(&models[0]);
    link_model_same_start(&models[1]);
    for (int i = 0; i < 5000; i++) {
        struct link_record a, b;
        struct link_score score;
        struct why_pair is;
        int64_t sum = models[i % 2].prior_mb;

        link_random_record(&seed, 1, &a);
        link_random_record(&seed, 2, &b);
        link_score(&models[i % 2], &a, &b, &score);
        link_explain_pair(&models[i % 2], &score, &is);
        for (size_t k = 0; k < is.lines_n; k++) {
            sum += is.lines[k].counted_mb;
            assert_true(is.lines[k].level != WHY_LEVEL_NONE);
            assert_true(k == 0 || is.lines[k].group > is.lines[k - 1].group ||
                        (is.lines[k].group == is.lines[k - 1].group &&
                         is.lines[k].counted_mb <= is.lines[k - 1].counted_mb));
        }
        assert_int_equal(sum, is.total_mb);
        assert_int_equal(is.outcome, score.outcome + 1);
    }
}

static const int64_t nodes[] = {3, 5, 7, 11, 13, 17, 19, 23};

static void
test_the_tree_and_its_weakest_link(void **state)
{
    struct link_bond bonds[] = {
        {3, 5, 9000, 0, 0},
        {7, 5, 8000, 0, 0},
        {3, 7, 8500, 0, 0},
        {11, 7, 4300, 0, 0},
        {13, 11, 100, LINK_TOGETHER, 4},
        {3, 99, 20000, 0, 0},
        {17, 3, 9999, LINK_SEPARATE, 5},
        {19, 3, 9999, LINK_UNSURE, 6},
    };
    struct link_tree tree = {.nodes = nodes, .nodes_n = ROWS(nodes)};
    uint32_t roots[ROWS(nodes)];

    (void)state;
    link_tree(&tree, bonds, ROWS(bonds), roots);
    assert_int_equal(tree.n, 4);
    assert_int_equal(tree.bonds[0].decision, 4);
    assert_int_equal(tree.bonds[1].total_mb, 9000);
    assert_int_equal(tree.bonds[2].total_mb, 8500);
    assert_int_equal(tree.bonds[3].total_mb, 4300);
}

static void
test_the_path_between_two(void **state)
{
    struct link_bond bonds[] = {
        {3, 5, 9000, 0, 0},
        {7, 5, 8000, 0, 0},
        {7, 11, 7000, 0, 0},
        {5, 13, 6000, 0, 0},
    };
    struct link_bond path[ROWS(nodes)];
    struct link_tree tree = {.nodes = nodes, .nodes_n = ROWS(nodes)};
    uint32_t work[ROWS(nodes)];
    const int64_t ends[] = {11, 3}, apart[] = {11, 17}, one[] = {5, 5},
                  gone[] = {11, 4};

    (void)state;
    link_tree(&tree, bonds, ROWS(bonds), work);
    assert_int_equal(link_path(&tree, ends, work, path, 8), 3);
    assert_int_equal(path[0].a, 11);
    assert_int_equal(path[0].b, 7);
    assert_int_equal(path[1].b, 5);
    assert_int_equal(path[1].total_mb, 8000);
    assert_int_equal(path[2].b, 3);
    path[1].b = 0;
    assert_int_equal(link_path(&tree, ends, work, path, 1), 3);
    assert_int_equal(path[1].b, 0);
    assert_int_equal(link_path(&tree, apart, work, path, 8), 0);
    assert_int_equal(link_path(&tree, one, work, path, 8), 0);
    assert_int_equal(link_path(&tree, gone, work, path, 8), 0);
}

/* The widest way between two nodes, tried in every way. */
static void
widest(const struct link_bond bonds[], size_t n, int32_t best[8][8])
{
    for (size_t i = 0; i < 8; i++)
        for (size_t k = 0; k < 8; k++)
            best[i][k] = INT32_MIN;
    for (size_t i = 0; i < n; i++) {
        size_t a = 0, b = 0;

        while (nodes[a] != bonds[i].a)
            a++;
        while (nodes[b] != bonds[i].b)
            b++;
        if (bonds[i].total_mb > best[a][b])
            best[a][b] = best[b][a] = bonds[i].total_mb;
    }
    for (size_t via = 0; via < 8; via++)
        for (size_t i = 0; i < 8; i++)
            for (size_t k = 0; k < 8; k++) {
                int32_t way =
                    best[i][via] < best[via][k] ? best[i][via] : best[via][k];

                if (way > best[i][k])
                    best[i][k] = way;
            }
}

static void
test_no_way_is_stronger_than_the_path(void **state)
{
    uint64_t seed = 9;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct link_bond bonds[20], path[8];
        struct link_tree tree = {.nodes = nodes, .nodes_n = ROWS(nodes)};
        uint32_t work[ROWS(nodes)];
        int32_t best[8][8];
        size_t n = 0;

        while (n < 2 + (size_t)(i % 18)) {
            size_t a = link_random_below(&seed, 8);
            size_t b = link_random_below(&seed, 8);

            if (a != b)
                bonds[n++] = (struct link_bond){
                    nodes[a], nodes[b],
                    4250 + (int32_t)link_random_below(&seed, 9), 0, 0};
        }
        widest(bonds, n, best);
        link_tree(&tree, bonds, n, work);
        for (size_t a = 0; a < 8; a++)
            for (size_t b = 0; b < 8; b++) {
                const int64_t ends[] = {nodes[a], nodes[b]};
                size_t steps = link_path(&tree, ends, work, path, 8);
                int32_t least = INT32_MAX;

                for (size_t k = 0; k < steps; k++) {
                    if (path[k].total_mb < least)
                        least = path[k].total_mb;
                    assert_int_equal(path[k].a,
                                     k == 0 ? ends[0] : path[k - 1].b);
                }
                if (a != b)
                    assert_int_equal(steps == 0 ? INT32_MIN : least,
                                     best[a][b]);
            }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sum_line_by_line),
        cmocka_unit_test(test_different_names_what_both_have),
        cmocka_unit_test(test_nothing_has_no_lines),
        cmocka_unit_test(test_lines_add_up),
        cmocka_unit_test(test_the_tree_and_its_weakest_link),
        cmocka_unit_test(test_the_path_between_two),
        cmocka_unit_test(test_no_way_is_stronger_than_the_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
