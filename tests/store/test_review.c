/* test_review -- what people decide about signals, what waits for them, and
 * what is counted for an epoch */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_links.h"
#include "store/retention.h"
#include "store/review.h"
#include "store/snapshot.h"

#define CAP 16

static void
pair(struct fixture_links *links, int64_t a, int64_t b, int32_t total_mb,
     uint8_t outcome)
{
    const struct link_pair row = {
        .a = a, .b = b, .support = 1, .total_mb = total_mb, .outcome = outcome};

    assert_int_equal(links->book.pair_put(links->book.self, &row), RC_OK);
}

static int64_t
decide(struct fixture *f, enum decision_verb verb,
       const struct link_decision *pairs, size_t n)
{
    int64_t ids[2 * CAP];
    struct review_new act = {
        .verb = verb,
        .actor = f->people[1],
        .at_us = FIXTURE_NOW_US,
        .bundle = 1,
        .reason = "gezien",
        .ids = ids,
        .ids_n = 2 * n,
        .pairs = pairs,
        .pairs_n = n,
    };
    int64_t decision = 0;

    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = pairs[i].a;
        ids[2 * i + 1] = pairs[i].b;
    }
    assert_int_equal(review_act_add(f->store, &act, &decision), RC_OK);
    return decision;
}

static void
undo(struct fixture *f, int64_t decision, enum rc expected)
{
    const struct review_undo undo = {.decision = decision,
                                     .actor = f->people[2],
                                     .at_us = FIXTURE_NOW_US + 1,
                                     .reason = "vergissing"};

    assert_int_equal(review_act_undo(f->store, &undo), expected);
}

/* The pairs that wait, as a sum that tells their order. */
static int64_t
waiting(struct fixture *f, struct review_query query, size_t cap)
{
    struct review_pair rows[CAP];
    struct review_end end = {.more = true};
    int64_t sum = 0;

    while (end.more) {
        assert_int_equal(review_pairs(f->store, &query, rows, cap, &end),
                         RC_OK);
        for (size_t i = 0; i < end.n; i++)
            sum = sum * 100 + rows[i].a * 10 + rows[i].b;
        query.on = true;
        query.after = end.last;
    }
    return sum;
}

struct counted {
    size_t n;
    int64_t decision;
};

static bool
count_decision(const struct link_decision *decision, void *arg)
{
    struct counted *counted = arg;

    counted->n++;
    counted->decision = decision->decision;
    return true;
}

static size_t
standing(struct fixture_links *links, int64_t node)
{
    struct counted counted = {.n = 0};

    assert_int_equal(links->book.decisions_of(links->book.self, node,
                                              count_decision, &counted),
                     RC_OK);
    return counted.n;
}

static void
test_the_best_waits_first_until_it_is_decided(void **state)
{
    const struct review_query all = {.kind = REVIEW_POSSIBLE};
    struct review_query unsure = all;
    struct review_query some = all;
    struct fixture *f = *state;
    struct fixture_links links;
    const struct link_decision no[] = {{.a = 2, .b = 3, .kind = LINK_SEPARATE}};
    const struct link_decision maybe[] = {
        {.a = 1, .b = 2, .kind = LINK_UNSURE}};
    int64_t decision = 0;
    uint32_t n = 0;

    links_open(&links, f->store, LINKING_LIVE, 3);
    pair(&links, 1, 2, 500, 1);
    pair(&links, 3, 2, 900, 1);
    pair(&links, 4, 1, 500, 1);
    pair(&links, 4, 3, -700, 1);
    pair(&links, 4, 2, 9000, 2); /* linked */
    pair(&links, 5, 1, -9000, 0);
    assert_int_equal(waiting(f, all, CAP), 32214143);
    assert_int_equal(waiting(f, all, 1), 32214143);
    decision = decide(f, DECISION_SEPARATE, no, 1);
    (void)decide(f, DECISION_UNSURE, maybe, 1);
    assert_int_equal(waiting(f, all, 2), 4143);
    unsure.unsure = true;
    assert_int_equal(waiting(f, unsure, 1), 214143);
    some.from_mb = 400;
    assert_int_equal(waiting(f, some, CAP), 41);
    some.from_mb = 0;
    some.about = 3;
    assert_int_equal(waiting(f, some, CAP), 43);
    assert_int_equal(review_waiting(f->store, REVIEW_POSSIBLE, 9, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(review_waiting(f->store, REVIEW_POSSIBLE, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    pair(&links, 2, 3, 950, 1); /* scored anew: it is still decided */
    assert_int_equal(waiting(f, all, CAP), 4143);
    undo(f, decision, RC_OK);
    assert_int_equal(waiting(f, all, CAP), 324143);
    undo(f, decision, RC_DUP);
    undo(f, 99, RC_NOT_FOUND);
    links_close(&links);
}

/* A pair in one bundle by other ways need not be asked; a linked one of a
 * bundle waits to be confirmed. */
static void
test_what_is_together_is_not_asked_but_confirmed(void **state)
{
    const struct review_query possible = {.kind = REVIEW_POSSIBLE};
    const struct review_query made = {.kind = REVIEW_PROVISIONAL};
    struct review_query about = possible;
    const struct link_decision yes[] = {
        {.a = 1, .b = 2, .kind = LINK_TOGETHER}};
    struct fixture *f = *state;
    struct fixture_links links;
    bool confirmed = true;
    int64_t decision = 0;

    links_open(&links, f->store, LINKING_LIVE, 3);
    pair(&links, 1, 2, 9000, 2);
    pair(&links, 1, 3, 900, 1);
    pair(&links, 4, 3, 800, 1);
    pair(&links, 4, 1, 9500, 2); /* and yet apart */
    for (int64_t node = 1; node <= 4; node++)
        assert_int_equal(links.book.cluster_set(links.book.self, node,
                                                node == 4 ? 4 : 1, node),
                         RC_OK);
    assert_int_equal(waiting(f, possible, CAP), 43);
    assert_int_equal(waiting(f, made, CAP), 21);
    about.about = 1;
    about.bundle = true;
    assert_int_equal(waiting(f, about, CAP), 43);
    about.about = 2;
    assert_int_equal(waiting(f, about, CAP), 0);
    assert_int_equal(linking_confirmed(f->store, 1, &confirmed), RC_OK);
    assert_false(confirmed);
    decision = decide(f, DECISION_COMBINE, yes, 1);
    assert_int_equal(waiting(f, made, CAP), 0);
    for (int64_t node = 1; node <= 3; node++) {
        assert_int_equal(linking_confirmed(f->store, node, &confirmed), RC_OK);
        assert_int_equal(confirmed, node < 3);
    }
    undo(f, decision, RC_OK);
    assert_int_equal(linking_confirmed(f->store, 2, &confirmed), RC_OK);
    assert_false(confirmed);
    links_close(&links);
}

static void
test_acts_are_kept_whole(void **state)
{
    struct fixture *f = *state;
    struct fixture_links links;
    const struct link_decision three[] = {
        {.a = 7, .b = 5, .kind = LINK_TOGETHER},
        {.a = 5, .b = 6, .kind = LINK_TOGETHER},
        {.a = 8, .b = 5, .kind = LINK_SEPARATE}};
    struct link_decision after = {.a = 0};
    struct link_decision pairs[CAP];
    struct review_act acts[CAP];
    int64_t first = decide(f, DECISION_SPLIT, three, 3);
    int64_t second = decide(f, DECISION_COMBINE, three, 1);
    size_t n = 0;

    links_open(&links, f->store, LINKING_LIVE, 3);
    assert_int_equal(review_act_get(f->store, first, acts), RC_OK);
    assert_int_equal(acts[0].verb, DECISION_SPLIT);
    assert_int_equal(acts[0].actor, f->people[1]);
    assert_int_equal(acts[0].bundle, 1);
    assert_string_equal(acts[0].reason, "gezien");
    assert_int_equal(acts[0].ids_n, 4); /* each once */
    assert_int_equal(acts[0].ids[0], 5);
    assert_int_equal(acts[0].undone_us, 0);
    after.decision = first;
    assert_int_equal(review_act_pairs(f->store, &after, pairs, CAP, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(pairs[0].a, 5);
    assert_int_equal(pairs[0].b, 6);
    assert_int_equal(pairs[2].kind, LINK_SEPARATE);
    assert_int_equal(review_act_pairs(f->store, &pairs[0], pairs, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(standing(&links, 5), 4);
    assert_int_equal(standing(&links, 8), 1);
    undo(f, first, RC_OK);
    assert_int_equal(standing(&links, 5), 1);
    assert_int_equal(standing(&links, 8), 0);
    assert_int_equal(review_acts_of(f->store, 5, 0, acts, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(acts[0].decision, second);
    assert_int_equal(acts[1].undone_by, f->people[2]);
    assert_string_equal(acts[1].undone_reason, "vergissing");
    assert_int_equal(review_acts_of(f->store, 5, second, acts, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(review_act_get(f->store, 99, acts), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " object = 'link_decision'"),
                     3);
    links_close(&links);
}

static void
test_decisions_that_say_nothing_are_refused(void **state)
{
    struct fixture *f = *state;
    struct link_decision same = {.a = 3, .b = 3, .kind = LINK_TOGETHER};
    struct review_new act = {.verb = DECISION_COMBINE,
                             .actor = f->people[0],
                             .reason = "",
                             .pairs = &same};
    const struct review_query none = {.kind = REVIEW_SPLIT_TIE};
    struct review_end end;
    int64_t decision = 0;
    uint32_t n = 0;

    assert_int_equal(review_act_add(f->store, &act, &decision), RC_INVALID);
    act.pairs_n = 1;
    assert_int_equal(review_act_add(f->store, &act, &decision), RC_INVALID);
    same.b = 4;
    same.kind = (enum link_decision_kind)4;
    assert_int_equal(review_act_add(f->store, &act, &decision), RC_INVALID);
    same.kind = LINK_TOGETHER;
    act.verb = DECISION_TAKE_BACK;
    assert_int_equal(review_act_add(f->store, &act, &decision), RC_INVALID);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM link_decision"),
                     0);
    assert_int_equal(review_pairs(f->store, &none, NULL, 0, &end), RC_INVALID);
    assert_int_equal(review_waiting(f->store, REVIEW_NONE, 1, &n), RC_INVALID);
}

static void
test_more_decisions_than_are_read_at_once(void **state)
{
    struct fixture *f = *state;
    struct fixture_links links;

    links_open(&links, f->store, LINKING_LIVE, 3);
    for (int64_t i = 0; i < 130; i++) {
        const struct link_decision pairs[] = {
            {.a = 100, .b = 1 + i / 2, .kind = LINK_TOGETHER}};

        (void)decide(f, DECISION_COMBINE, pairs, 1);
    }
    assert_int_equal(standing(&links, 100), 130);
    assert_int_equal(standing(&links, 3), 2);
    links_close(&links);
}

static void
notice(struct fixture_links *links, enum link_notice_kind kind, int64_t a)
{
    const struct link_notice row = {
        .kind = kind, .cluster = 1, .a = a, .b = 3, .mb = 5};

    assert_int_equal(links->book.notice(links->book.self, &row), RC_OK);
}

/* Those of one kind, however many there are of another. */
static size_t
notices(struct fixture *f, enum link_notice_kind kind,
        struct review_notice rows[CAP])
{
    const struct review_notice after = {.about = {.kind = kind}};
    size_t n = 9;

    assert_int_equal(review_notices(f->store, &after, rows, CAP, &n), RC_OK);
    return n;
}

static void
test_notices_are_there_while_they_hold(void **state)
{
    struct fixture *f = *state;
    struct fixture_links links;
    struct review_notice rows[CAP];
    uint32_t kinds = 0;
    size_t n = 9;

    links_open(&links, f->store, LINKING_LIVE, 3);
    for (int64_t a = 1; a <= CAP; a++)
        notice(&links, LINK_BRIDGE, a);
    notice(&links, LINK_SPLIT_NEWS, 2);
    notice(&links, LINK_SPLIT_NEWS, 3);
    assert_int_equal(notices(f, LINK_SPLIT_NEWS, rows), 0); /* of no bundle */
    assert_int_equal(links.book.cluster_set(links.book.self, 1, 1, 1), RC_OK);
    assert_int_equal(notices(f, LINK_BRIDGE, rows), CAP);
    assert_int_equal(notices(f, LINK_SPLIT_NEWS, rows), 2);
    assert_int_equal(rows[0].about.kind, LINK_SPLIT_NEWS);
    assert_int_equal(rows[0].about.a, 2);
    assert_int_equal(rows[1].about.a, 3);
    assert_int_equal(review_notices(f->store, &rows[0], rows, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(review_noticed(f->store, 1, &kinds), RC_OK);
    assert_int_equal(kinds, 1U << LINK_BRIDGE | 1U << LINK_SPLIT_NEWS);
    notice(&links, LINK_CLEAR, 0);
    assert_int_equal(notices(f, LINK_SPLIT_NEWS, rows), 0);
    assert_int_equal(review_noticed(f->store, 1, &kinds), RC_OK);
    assert_int_equal(kinds, 0);
    notice(&links, LINK_SPLIT_NEWS, 2);
    assert_int_equal(notices(f, LINK_SPLIT_NEWS, rows), 1);
    assert_int_equal(links.book.cluster_set(links.book.self, 1, 2, 2), RC_OK);
    assert_int_equal(review_noticed(f->store, 1, &kinds), RC_OK);
    assert_int_equal(kinds, 0);
    links_close(&links);
}

static uint16_t
clusters(struct fixture *f, uint64_t token)
{
    uint16_t n = 9;

    assert_int_equal(linking_clusters(f->store, LINKING_LIVE, token, &n),
                     RC_OK);
    return n;
}

/* Tokens of every size. */
static void
test_values_of_two_bundles_or_more_are_counted(void **state)
{
    static const uint64_t both[] = {5, UINT64_MAX - 4, 1U << 31};
    struct fixture *f = *state;
    struct fixture_links links;
    struct snapshot_member members[4];
    int64_t next = INT64_MIN;
    size_t slices = 0;
    size_t n = 0;
    bool more = true;

    links_open(&links, f->store, LINKING_LIVE, 3);
    assert_int_equal(snapshot_close(f->store, 7, &next, &more), RC_NOT_FOUND);
    for (uint64_t i = 0; i < 9000; i++) {
        uint64_t token = 100 + i * 1000;

        if (i % 3000 == 0)
            assert_int_equal(snapshot_add(f->store, 2, &token, 1), RC_OK);
        if (i % 100 == 0)
            assert_int_equal(snapshot_add(f->store, 1, &token, 1), RC_OK);
    }
    assert_int_equal(snapshot_add(f->store, 1, both, 3), RC_OK);
    assert_int_equal(snapshot_add(f->store, 1, both, 3), RC_OK);
    assert_int_equal(snapshot_add(f->store, 2, both, 2), RC_OK);
    assert_int_equal(snapshot_add(f->store, 3, both, 2), RC_OK);
    assert_int_equal(clusters(f, 5), 0);
    for (; more; slices++)
        assert_int_equal(snapshot_close(f->store, 1, &next, &more), RC_OK);
    assert_int_equal(slices, 1);
    assert_int_equal(clusters(f, 5), 3);
    assert_int_equal(clusters(f, UINT64_MAX - 4), 3);
    assert_int_equal(clusters(f, 1U << 31), 0);
    assert_int_equal(clusters(f, 100 + 3000000), 2);
    assert_int_equal(clusters(f, 100 + 100000), 0);
    for (more = true; more;)
        assert_int_equal(snapshot_clear(f->store, &more), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM link_count"), 0);
    for (int64_t node = 1; node <= 5; node++)
        assert_int_equal(
            links.book.cluster_set(links.book.self, node, node / 4 + 1, node),
            RC_OK);
    assert_int_equal(snapshot_members(f->store, 2, members, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(members[1].node, 4);
    assert_int_equal(members[1].cluster, 2);
    links_close(&links);
}

/* A decision about three of which one was erased stands for the other two, and
 * can be taken back. */
static void
test_taken_back_when_part_of_it_is_erased(void **state)
{
    struct fixture *f = *state;
    struct fixture_links links;
    const struct link_decision together[] = {
        {.a = 1, .b = 2, .kind = LINK_TOGETHER},
        {.a = 1, .b = 3, .kind = LINK_TOGETHER}};
    int64_t others[CAP];
    int64_t decision = 0;
    size_t n = 0;

    links_open(&links, f->store, LINKING_LIVE, 3);
    decision = decide(f, DECISION_COMBINE, together, 2);
    assert_int_equal(erase_decided(f->store, 3, others, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(standing(&links, 1), 1);
    undo(f, decision, RC_OK);
    assert_int_equal(standing(&links, 1), 0);
    undo(f, decision, RC_DUP);
    links_close(&links);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_best_waits_first_until_it_is_decided),
        TEST(test_what_is_together_is_not_asked_but_confirmed),
        TEST(test_acts_are_kept_whole),
        TEST(test_decisions_that_say_nothing_are_refused),
        TEST(test_more_decisions_than_are_read_at_once),
        TEST(test_taken_back_when_part_of_it_is_erased),
        TEST(test_notices_are_there_while_they_hold),
        TEST(test_values_of_two_bundles_or_more_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
