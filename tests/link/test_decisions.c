/* What people ask becomes decisions about pairs, and what contradicts older
 * ones is refused with the chain that says so. */
#include "../unit/rows.h"

#include <stdlib.h>

#include "link/decisions.h"
#include "memory_book.h"

struct bench {
    struct memory_book *memory;
    void *work;
    struct link_decided out;
    struct link_chain why;
};

static void
open_bench(struct bench *bench)
{
    bench->memory = memory_book_open();
    bench->work = malloc(link_decisions_size());
    assert_non_null(bench->work);
}

static void
close_bench(struct bench *bench)
{
    memory_book_close(bench->memory);
    free(bench->work);
}

static enum rc
ask(struct bench *bench, const struct link_asked *asked)
{
    return link_decide(memory_book_of(bench->memory), asked, bench->work,
                       &bench->out, &bench->why);
}

/* Asked and written. */
static void
decide(struct bench *bench, const struct link_asked *asked)
{
    assert_int_equal(ask(bench, asked), RC_OK);
    for (size_t i = 0; i < bench->out.n; i++)
        memory_book_decide(bench->memory, &bench->out.decisions[i]);
}

#define SIDE(...)                                                              \
    (const int64_t[]){__VA_ARGS__},                                            \
        sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)
#define NOBODY NULL, 0

static struct link_asked
asked(enum link_asked_kind kind, const int64_t *a, size_t a_n, const int64_t *b,
      size_t b_n)
{
    return (struct link_asked){
        .kind = kind, .decision = 1, .a = a, .a_n = a_n, .b = b, .b_n = b_n};
}

static size_t
count(const struct link_decided *out, enum link_decision_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < out->n; i++)
        n += out->decisions[i].kind == kind;
    return n;
}

static void
test_what_is_written(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b);
    struct link_asked one = asked(LINK_COMBINE, SIDE(4, 5, 6), NOBODY);

    assert_int_equal(ask(&b, &one), RC_OK);
    assert_int_equal(b.out.n, 2);
    assert_int_equal(count(&b.out, LINK_TOGETHER), 2);
    one = asked(LINK_MERGE, SIDE(1, 2), SIDE(3, 4));
    assert_int_equal(ask(&b, &one), RC_OK);
    assert_int_equal(b.out.n, 3);
    assert_int_equal(count(&b.out, LINK_TOGETHER), 3);
    one = asked(LINK_SPLIT, SIDE(1, 2, 3), SIDE(4, 5));
    assert_int_equal(ask(&b, &one), RC_OK);
    assert_int_equal(count(&b.out, LINK_TOGETHER), 3);
    assert_int_equal(count(&b.out, LINK_SEPARATE), 1);
    one = asked(LINK_TAKE_OUT, SIDE(1), SIDE(2, 3, 4));
    assert_int_equal(ask(&b, &one), RC_OK);
    assert_int_equal(b.out.n, 3);
    assert_int_equal(count(&b.out, LINK_SEPARATE), 3);
    one = asked(LINK_NOT_SURE, SIDE(1), SIDE(2));
    assert_int_equal(ask(&b, &one), RC_OK);
    assert_int_equal(b.out.n, 1);
    assert_int_equal(b.out.decisions[0].kind, LINK_UNSURE);
    close_bench(&b);
}

static void
test_what_makes_no_sense_is_refused(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b);
    const struct link_asked rows[] = {
        asked(LINK_COMBINE, SIDE(1), NOBODY),
        asked(LINK_COMBINE, SIDE(1, 2), SIDE(3)),
        asked(LINK_SPLIT, SIDE(1), NOBODY),
        asked(LINK_SPLIT, SIDE(1, 2), SIDE(3, 2)),
        asked(LINK_TAKE_OUT, SIDE(1, 2), SIDE(3)),
        asked(LINK_NOT_SURE, SIDE(1), SIDE(1)),
    };

    for (size_t i = 0; i < ROWS(rows); i++)
        assert_int_equal(ask(&b, &rows[i]), RC_INVALID);
    close_bench(&b);
}

/* 1-2-3 together, 3 and 4 apart, 4-5 together: then 1 and 5 are apart, and
 * what says so is told from one end to the other. */
static void
test_a_contradiction_is_refused_with_its_chain(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b);
    struct link_asked one = asked(LINK_COMBINE, SIDE(1, 2), NOBODY);

    one.decision = 11;
    decide(&b, &one);
    one = asked(LINK_COMBINE, SIDE(2, 3), NOBODY);
    one.decision = 12;
    decide(&b, &one);
    one = asked(LINK_TAKE_OUT, SIDE(3), SIDE(4));
    one.decision = 13;
    decide(&b, &one);
    one = asked(LINK_COMBINE, SIDE(4, 5), NOBODY);
    one.decision = 14;
    decide(&b, &one);

    one = asked(LINK_COMBINE, SIDE(1, 5), NOBODY);
    assert_int_equal(ask(&b, &one), RC_STALE);
    assert_int_equal(b.why.n, 4);
    int64_t sum = 0;

    for (size_t i = 0; i < b.why.n; i++)
        sum += b.why.decisions[i].decision;
    assert_int_equal(sum, 11 + 12 + 13 + 14);
    assert_int_equal(b.why.decisions[3].kind, LINK_SEPARATE);

    /* Apart, what is together by 11 and 12. */
    one = asked(LINK_TAKE_OUT, SIDE(1), SIDE(3));
    assert_int_equal(ask(&b, &one), RC_STALE);
    assert_int_equal(b.why.n, 2);
    assert_int_equal(b.why.decisions[0].decision, 11);
    assert_int_equal(b.why.decisions[1].decision, 12);

    /* Without 12 nothing contradicts it any more. */
    memory_book_take_back(b.memory, 12);
    assert_int_equal(ask(&b, &one), RC_OK);
    one = asked(LINK_COMBINE, SIDE(1, 5), NOBODY);
    assert_int_equal(ask(&b, &one), RC_OK);
    close_bench(&b);
}

static void
test_what_agrees_may_be_said_again(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b);
    struct link_asked split = asked(LINK_SPLIT, SIDE(1, 2), SIDE(3, 4));
    struct link_asked inside = asked(LINK_COMBINE, SIDE(4, 3), NOBODY);
    struct link_asked across = asked(LINK_COMBINE, SIDE(2, 4), NOBODY);
    struct link_asked unsure = asked(LINK_NOT_SURE, SIDE(2), SIDE(4));

    decide(&b, &split);
    decide(&b, &split);
    decide(&b, &inside);
    decide(&b, &unsure);
    assert_int_equal(ask(&b, &across), RC_STALE);
    close_bench(&b);
}

static void
test_no_more_than_a_thousand_are_tied_together(void **state)
{
    int64_t nodes[LINK_GROUP_MAX + 1];
    struct bench b;

    (void)state;
    open_bench(&b);
    for (size_t i = 0; i < ROWS(nodes); i++)
        nodes[i] = (int64_t)i + 1;
    struct link_asked all =
        asked(LINK_COMBINE, nodes, LINK_GROUP_MAX + 1, NOBODY);

    assert_int_equal(ask(&b, &all), RC_INVALID);
    all.a_n--;
    decide(&b, &all);
    struct link_asked more =
        asked(LINK_COMBINE, SIDE(7, LINK_GROUP_MAX + 1), NOBODY);

    assert_int_equal(ask(&b, &more), RC_INVALID);
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
        cmocka_unit_test(test_a_contradiction_is_refused_with_its_chain),
        cmocka_unit_test(test_what_agrees_may_be_said_again),
        cmocka_unit_test(test_no_more_than_a_thousand_are_tied_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
