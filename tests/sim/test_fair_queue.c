/* Whose turn it is: urgent first, one a turn for every organisation, quotas
 * that delay and flag, BUSY when an organisation has filled its share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

#include <cmocka.h>

#include "front/fair.h"

#define SECOND INT64_C(1000000)
#define NOW    (100 * SECOND)
#define NO_HOLD                                                                \
    {                                                                          \
        .per_s = 1000000, .burst = 1000000                                     \
    }

static struct fair *
open_fair(size_t lane_max, struct quota_rule quota)
{
    const struct fair_limits limits = {.lane_max = lane_max, .quota = quota};
    struct fair *fair = NULL;

    assert_int_equal(fair_open(&fair, &limits), RC_OK);
    return fair;
}

/* The number is what the body says; the key is ten times the organisation. */
static enum rc
push_sized(struct fair *fair, enum fair_lane lane, int64_t organisation,
           size_t n)
{
    struct fair_item item = {.key = 10 * organisation,
                             .organisation = organisation};
    enum rc rc;

    zmq_msg_init_size(&item.body, n);
    memset(zmq_msg_data(&item.body), 0, n);
    item.peer = (uint64_t)lane;
    rc = fair_push(fair, lane, &item, NOW);
    zmq_msg_close(&item.body);
    return rc;
}

static enum rc
push(struct fair *fair, enum fair_lane lane, int64_t organisation)
{
    return push_sized(fair, lane, organisation, 8);
}

static void
push_n(struct fair *fair, enum fair_lane lane, int64_t organisation, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(push(fair, lane, organisation), RC_OK);
}

/* The organisation whose message went, 0: none; *lane from which. */
static int64_t
pop_lane(struct fair *fair, int64_t now_us, enum fair_lane *lane)
{
    struct fair_item item;

    if (fair_pop(fair, &item, now_us) != RC_OK)
        return 0;
    zmq_msg_close(&item.body);
    *lane = (enum fair_lane)item.peer;
    assert_int_equal(item.key, 10 * item.organisation);
    return item.organisation;
}

static int64_t
pop(struct fair *fair, int64_t now_us)
{
    enum fair_lane lane;

    return pop_lane(fair, now_us, &lane);
}

static void
test_organisations_take_turns_however_much_one_sends(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);
    size_t served[4] = {0};

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 900);
    push_n(fair, FAIR_SUBMIT, 2, 20);
    push_n(fair, FAIR_SUBMIT, 3, 20);
    for (int i = 0; i < 60; i++)
        served[pop(fair, NOW)]++;
    assert_int_equal(served[1], 20);
    assert_int_equal(served[2], 20);
    assert_int_equal(served[3], 20);
    for (int i = 0; i < 880; i++)
        assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 0);
    assert_int_equal(fair_count(fair), 0);
    assert_true(fair_wait_us(fair, NOW) == INT64_MAX);
    fair_close(fair);
}

static void
test_a_latecomer_waits_for_one_turn_only(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 900);
    assert_int_equal(pop(fair, NOW), 1);
    push_n(fair, FAIR_SUBMIT, 2, 1);
    assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 2);
    fair_close(fair);
}

static void
test_urgent_goes_first_and_takes_turns_too(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);
    enum fair_lane lane;

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 5);
    push_n(fair, FAIR_TALK, 2, 5);
    push_n(fair, FAIR_URGENT, 1, 50);
    push_n(fair, FAIR_URGENT, 3, 1);
    assert_int_equal(pop_lane(fair, NOW, &lane), 1);
    assert_int_equal(lane, FAIR_URGENT);
    assert_int_equal(pop_lane(fair, NOW, &lane), 3);
    assert_int_equal(lane, FAIR_URGENT);
    for (int i = 0; i < 49; i++) {
        assert_int_equal(pop_lane(fair, NOW, &lane), 1);
        assert_int_equal(lane, FAIR_URGENT);
    }
    assert_int_equal(pop_lane(fair, NOW, &lane), 1);
    assert_int_equal(lane, FAIR_SUBMIT);
    fair_close(fair);
}

/* Somebody who only greets, or calls everything urgent, does not keep a
 * coordinator's acknowledgement waiting for ever. */
static void
test_urgent_without_end_lets_others_through(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);
    enum fair_lane lane;

    (void)state;
    push_n(fair, FAIR_URGENT, 1, 2 * FAIR_URGENT_RUN + 1);
    push_n(fair, FAIR_TALK, 2, 1);
    push_n(fair, FAIR_SUBMIT, 3, 1);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < FAIR_URGENT_RUN; i++)
            assert_int_equal(pop(fair, NOW), 1);
        assert_int_equal(pop_lane(fair, NOW, &lane), 2 + round);
        assert_int_equal(lane, round == 0 ? FAIR_TALK : FAIR_SUBMIT);
    }
    assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 0);
    fair_close(fair);
}

/* The turn of the others is nobody's while a quota holds all of them. */
static void
test_urgent_goes_on_when_the_others_are_held(void **state)
{
    struct fair *fair =
        open_fair(1000, (struct quota_rule){.per_s = 1, .burst = 1});

    (void)state;
    push_n(fair, FAIR_SUBMIT, 2, 2);
    assert_int_equal(pop(fair, NOW), 2);
    push_n(fair, FAIR_URGENT, 1, FAIR_URGENT_RUN + 2);
    for (int i = 0; i < FAIR_URGENT_RUN + 2; i++)
        assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 0);
    assert_int_equal(pop(fair, NOW + SECOND), 2);
    fair_close(fair);
}

static void
test_talk_keeps_its_order_and_shares_with_submits(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);
    size_t lanes[FAIR_LANES] = {0};

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 100);
    push_n(fair, FAIR_TALK, 1, 10);
    for (int i = 0; i < 20; i++) {
        enum fair_lane lane;

        assert_int_equal(pop_lane(fair, NOW, &lane), 1);
        lanes[lane]++;
    }
    assert_int_equal(lanes[FAIR_TALK], 10);
    assert_int_equal(lanes[FAIR_SUBMIT], 10);
    fair_close(fair);
}

static void
test_a_lane_keeps_first_in_first_out(void **state)
{
    struct fair *fair = open_fair(1000, (struct quota_rule)NO_HOLD);

    (void)state;
    for (uint64_t i = 0; i < 100; i++) {
        struct fair_item item = {.organisation = 1, .peer = i};

        zmq_msg_init(&item.body);
        assert_int_equal(fair_push(fair, FAIR_TALK, &item, NOW), RC_OK);
        zmq_msg_close(&item.body);
    }
    for (uint64_t i = 0; i < 100; i++) {
        struct fair_item item;

        assert_int_equal(fair_pop(fair, &item, NOW), RC_OK);
        assert_int_equal(item.peer, i);
        zmq_msg_close(&item.body);
    }
    fair_close(fair);
}

static void
test_busy_at_the_limit_of_a_lane_but_never_for_urgent(void **state)
{
    struct fair *fair = open_fair(10, (struct quota_rule)NO_HOLD);

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 10);
    assert_int_equal(push(fair, FAIR_SUBMIT, 1), RC_AGAIN);
    push_n(fair, FAIR_TALK, 1, 10);
    assert_int_equal(push(fair, FAIR_TALK, 1), RC_AGAIN);
    push_n(fair, FAIR_URGENT, 1, 100);
    push_n(fair, FAIR_SUBMIT, 2, 10); /* another's share is untouched */
    for (int i = 0; i < 101; i++)
        pop(fair, NOW);
    /* one of organisation 1 left, be it talk or a submit */
    assert_true((push(fair, FAIR_SUBMIT, 1) == RC_OK) !=
                (push(fair, FAIR_TALK, 1) == RC_OK));
    fair_close(fair);
}

static void
test_large_messages_fill_a_share_before_the_count_does(void **state)
{
    struct fair *fair = open_fair(100000, (struct quota_rule)NO_HOLD);
    size_t n = 0;

    (void)state;
    while (push_sized(fair, FAIR_SUBMIT, 1, 65536) == RC_OK)
        n++;
    assert_true(n > 50 && n * 65536 <= FAIR_SHARE_BYTES);
    assert_int_equal(push_sized(fair, FAIR_SUBMIT, 2, 65536), RC_OK);
    assert_int_equal(push_sized(fair, FAIR_URGENT, 1, 65536), RC_OK);
    fair_close(fair);
}

static void
test_all_together_leave_room_for_urgent(void **state)
{
    struct fair *fair = open_fair(100000, (struct quota_rule)NO_HOLD);
    int64_t organisation = 1;

    (void)state;
    for (; organisation < 100; organisation++) {
        while (push_sized(fair, FAIR_SUBMIT, organisation, 65536) == RC_OK)
            continue;
    }
    assert_true(fair_has_room(fair)); /* BUSY, but still reading */
    while (fair_has_room(fair))
        assert_int_equal(push_sized(fair, FAIR_URGENT, 1, 65536), RC_OK);
    assert_int_equal(pop(fair, NOW), 1);
    assert_true(fair_has_room(fair));
    fair_close(fair);
}

static void
test_reading_stops_at_the_urgent_limit(void **state)
{
    struct fair *fair = open_fair(10, (struct quota_rule)NO_HOLD);

    (void)state;
    push_n(fair, FAIR_URGENT, 1, FAIR_URGENT_MAX - 1);
    assert_true(fair_has_room(fair));
    push_n(fair, FAIR_URGENT, 2, 1);
    assert_false(fair_has_room(fair));
    assert_int_equal(pop(fair, NOW), 1);
    assert_true(fair_has_room(fair));
    fair_close(fair);
}

static void
test_over_quota_is_served_later_and_nobody_else_waits(void **state)
{
    struct fair *fair =
        open_fair(1000, (struct quota_rule){.per_s = 10, .burst = 3});

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 6);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 0);
    assert_int_equal(fair_wait_us(fair, NOW), SECOND / 10);
    push_n(fair, FAIR_SUBMIT, 2, 1);
    assert_int_equal(fair_wait_us(fair, NOW), 0);
    assert_int_equal(pop(fair, NOW), 2);
    assert_int_equal(pop(fair, NOW + SECOND / 10 - 1), 0);
    assert_int_equal(pop(fair, NOW + SECOND / 10), 1);
    assert_int_equal(pop(fair, NOW + SECOND / 10), 0);
    assert_int_equal(pop(fair, NOW + SECOND), 1);
    assert_int_equal(pop(fair, NOW + SECOND), 1);
    assert_int_equal(fair_count(fair), 0);
    fair_close(fair);
}

static void
test_a_quota_holds_neither_urgent_nor_talk(void **state)
{
    struct fair *fair =
        open_fair(1000, (struct quota_rule){.per_s = 1, .burst = 1});
    enum fair_lane lane;

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 5);
    assert_int_equal(pop(fair, NOW), 1);
    assert_int_equal(pop(fair, NOW), 0); /* held from here on */
    push_n(fair, FAIR_TALK, 1, 20);
    push_n(fair, FAIR_URGENT, 1, 20);
    push_n(fair, FAIR_SUBMIT, 1, 1);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(pop_lane(fair, NOW, &lane), 1);
        assert_int_equal(lane, i < 20 ? FAIR_URGENT : FAIR_TALK);
    }
    assert_int_equal(pop(fair, NOW), 0);
    /* urgent messages took no tokens either */
    assert_int_equal(pop(fair, NOW + SECOND), 1);
    fair_close(fair);
}

static void
test_an_organisation_is_flagged_once_a_minute(void **state)
{
    struct fair *fair =
        open_fair(1000, (struct quota_rule){.per_s = 1, .burst = 1});
    int64_t key = 0;
    size_t flags = 0;

    (void)state;
    push_n(fair, FAIR_SUBMIT, 1, 200);
    push_n(fair, FAIR_SUBMIT, 2, 1);
    for (int64_t s = 0; s < 121; s++) {
        while (pop(fair, NOW + s * SECOND) != 0)
            continue;
        while (fair_take_flag(fair, &key)) {
            assert_int_equal(key, 10);
            assert_int_equal(s % 60, 0);
            flags++;
        }
    }
    assert_int_equal(flags, 3);
    fair_close(fair);
}

/* Who calls everything urgent is not held, and a person hears of it. */
static void
test_an_urgent_flood_is_flagged_and_goes(void **state)
{
    struct fair *fair =
        open_fair(1000, (struct quota_rule){.per_s = 1, .burst = 5});
    int64_t key = 0;

    (void)state;
    push_n(fair, FAIR_URGENT, 1, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(pop(fair, NOW), 1);
    assert_false(fair_take_flag(fair, &key));
    push_n(fair, FAIR_URGENT, 1, 3);
    push_n(fair, FAIR_SUBMIT, 1, 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pop(fair, NOW), 1); /* the submit has its own tokens */
    assert_true(fair_take_flag(fair, &key));
    assert_int_equal(key, 10);
    assert_false(fair_take_flag(fair, &key));
    fair_close(fair);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_urgent_flood_is_flagged_and_goes),
        cmocka_unit_test(test_organisations_take_turns_however_much_one_sends),
        cmocka_unit_test(test_a_latecomer_waits_for_one_turn_only),
        cmocka_unit_test(test_urgent_goes_first_and_takes_turns_too),
        cmocka_unit_test(test_urgent_without_end_lets_others_through),
        cmocka_unit_test(test_urgent_goes_on_when_the_others_are_held),
        cmocka_unit_test(test_talk_keeps_its_order_and_shares_with_submits),
        cmocka_unit_test(test_a_lane_keeps_first_in_first_out),
        cmocka_unit_test(test_busy_at_the_limit_of_a_lane_but_never_for_urgent),
        cmocka_unit_test(
            test_large_messages_fill_a_share_before_the_count_does),
        cmocka_unit_test(test_all_together_leave_room_for_urgent),
        cmocka_unit_test(test_reading_stops_at_the_urgent_limit),
        cmocka_unit_test(test_over_quota_is_served_later_and_nobody_else_waits),
        cmocka_unit_test(test_a_quota_holds_neither_urgent_nor_talk),
        cmocka_unit_test(test_an_organisation_is_flagged_once_a_minute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
