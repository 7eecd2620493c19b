/* test_rosters -- what people say about shifts; see store/rosters.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/rosters.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static int64_t
propose(struct fixture *f)
{
    const struct event_out event = fixture_event(STREAM_INBOX, 1, 1);
    const struct swap proposed = {
        .roster = "primary",
        .proposer = f->people[1],
        .taker = f->people[2],
        .start_us = NOW + 10,
        .end_us = NOW + 20,
        .back_start_us = NOW + 30,
        .back_end_us = NOW + 40,
        .reason = "examen",
        .created_us = NOW,
    };
    int64_t swap = 0;

    assert_int_equal(swap_propose(f->store, &proposed, &event, 1, &swap),
                     RC_OK);
    return swap;
}

static enum rc
end(struct fixture *f, int64_t swap, enum swap_state state)
{
    const struct event_out event = fixture_event(STREAM_INBOX, 1, 2);
    const struct swap_end order = {
        .swap = swap,
        .state = state,
        .actor = f->people[2],
        .events = &event,
        .events_n = 1,
        .now_us = NOW + 5,
    };

    return swap_end(f->store, &order);
}

/* Version 1 of "overrides", which applies it. */
static enum rc
apply(struct fixture *f, int64_t swap, int64_t expect)
{
    const struct document_new document = {.name = "overrides",
                                          .expect = expect,
                                          .text = (const uint8_t *)"x",
                                          .text_n = 1};
    const struct document_put put = {.documents = &document,
                                     .n = 1,
                                     .actor = f->people[2],
                                     .reason = "",
                                     .swap = swap,
                                     .now_us = NOW + 6};

    return document_put(f->store, &put);
}

static bool
comes(struct fixture *f, const char *roster, int64_t start_us, int64_t person)
{
    bool accepted = false;

    assert_int_equal(
        shift_accepted(f->store, roster, start_us, person, &accepted), RC_OK);
    return accepted;
}

static void
test_a_shift_is_accepted_once_by_each(void **state)
{
    struct fixture *f = *state;

    assert_false(comes(f, "primary", NOW, f->people[1]));
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            shift_accept(f->store, "primary", NOW, f->people[1], NOW + i),
            RC_OK);
    fixture_reopen(f);
    assert_true(comes(f, "primary", NOW, f->people[1]));
    assert_false(comes(f, "primary", NOW, f->people[2]));
    assert_false(comes(f, "primary", NOW + 1, f->people[1]));
    assert_false(comes(f, "backup", NOW, f->people[1]));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'shift-accept'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT at_us FROM shift_acceptance"),
                     NOW);
    assert_int_equal(shift_accept(f->store, "primary", NOW, 99, NOW),
                     RC_NOT_FOUND);
}

static void
test_a_swap_as_it_was_proposed(void **state)
{
    struct fixture *f = *state;
    int64_t swap = propose(f);
    struct swap got;

    assert_int_equal(swap_get(f->store, swap, &got), RC_OK);
    assert_int_equal(got.swap, swap);
    assert_int_equal(got.state, SWAP_PROPOSED);
    assert_string_equal(got.roster, "primary");
    assert_int_equal(got.proposer, f->people[1]);
    assert_string_equal(got.proposer_name, "p1");
    assert_int_equal(got.taker, f->people[2]);
    assert_string_equal(got.taker_name, "p2");
    assert_int_equal(got.start_us, NOW + 10);
    assert_int_equal(got.end_us, NOW + 20);
    assert_int_equal(got.back_start_us, NOW + 30);
    assert_int_equal(got.back_end_us, NOW + 40);
    assert_string_equal(got.reason, "examen");
    assert_int_equal(got.created_us, NOW);
    assert_int_equal(got.decided_us, 0);
    assert_int_equal(swap_get(f->store, 99, &got), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " verb = 'swap-propose' AND"
                                       " length(reason) > 0 AND actor = 2"),
                     1);
    got.taker = 99;
    assert_int_equal(swap_propose(f->store, &got, NULL, 0, &swap),
                     RC_NOT_FOUND);
}

/* The first too, and after one that was not stored. */
static void
test_the_next_swap_is_known_before(void **state)
{
    struct fixture *f = *state;
    struct swap nobody;
    int64_t none = 0;

    for (int i = 0; i < 3; i++) {
        int64_t next = 0;

        assert_int_equal(swap_next(f->store, &next), RC_OK);
        assert_int_equal(propose(f), next);
        assert_int_equal(swap_get(f->store, next, &nobody), RC_OK);
        nobody.taker = 99;
        assert_int_equal(swap_propose(f->store, &nobody, NULL, 0, &none),
                         RC_NOT_FOUND);
    }
}

static const struct end_row {
    const char *name;
    enum swap_state state;
    enum rc rc; /* of a proposed one */
} ends[] = {
    {"none", SWAP_NONE, RC_INVALID},
    {"proposed again", SWAP_PROPOSED, RC_INVALID},
    {"applied without its overrides", SWAP_APPLIED, RC_INVALID},
    {"declined", SWAP_DECLINED, RC_OK},
    {"withdrawn", SWAP_WITHDRAWN, RC_OK},
};

static void
test_a_swap_is_decided_once(void **state)
{
    struct fixture *f = *state;
    struct swap got;

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int64_t swap = propose(f);

        if (end(f, swap, ends[i].state) != ends[i].rc)
            fail_msg("%s", ends[i].name);
        assert_int_equal(swap_get(f->store, swap, &got), RC_OK);
        if (ends[i].rc != RC_OK) {
            assert_int_equal(got.state, SWAP_PROPOSED);
            continue;
        }
        assert_int_equal(got.state, ends[i].state);
        assert_int_equal(got.decided_us, NOW + 5);
        assert_int_equal(end(f, swap, SWAP_DECLINED), RC_STALE);
        assert_int_equal(apply(f, swap, 0), RC_STALE);
    }
    assert_int_equal(end(f, 99, SWAP_DECLINED), RC_NOT_FOUND);
    assert_int_equal(apply(f, 99, 0), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM desk_document"),
                     0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE verb"
                                       " IN ('swap-decline', 'swap-withdraw')"),
                     2);
}

static void
test_a_swap_is_applied_with_its_overrides(void **state)
{
    struct fixture *f = *state;
    int64_t swap = propose(f);
    struct swap got;

    assert_int_equal(apply(f, swap, 7), RC_STALE); /* the document is not 7 */
    assert_int_equal(swap_get(f->store, swap, &got), RC_OK);
    assert_int_equal(got.state, SWAP_PROPOSED);
    assert_int_equal(apply(f, swap, 0), RC_OK);
    assert_int_equal(swap_get(f->store, swap, &got), RC_OK);
    assert_int_equal(got.state, SWAP_APPLIED);
    assert_int_equal(got.decided_us, NOW + 6);
    assert_int_equal(end(f, swap, SWAP_WITHDRAWN), RC_STALE);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM desk_document"),
                     1);
}

static void
test_open_swaps_in_order(void **state)
{
    struct fixture *f = *state;
    struct swap got[CAP];
    size_t n = 9;

    for (int i = 0; i < 4; i++)
        (void)propose(f);
    assert_int_equal(end(f, 2, SWAP_DECLINED), RC_OK);
    assert_int_equal(swap_list(f->store, 0, got, CAP, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(got[0].swap, 1);
    assert_int_equal(got[1].swap, 3);
    assert_int_equal(swap_list(f->store, 1, got, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(got[0].swap, 3);
    assert_int_equal(swap_list(f->store, 4, got, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_shift_is_accepted_once_by_each),
        TEST(test_a_swap_as_it_was_proposed),
        TEST(test_the_next_swap_is_known_before),
        TEST(test_a_swap_is_decided_once),
        TEST(test_a_swap_is_applied_with_its_overrides),
        TEST(test_open_swaps_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
