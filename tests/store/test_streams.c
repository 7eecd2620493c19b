/* test_streams -- contiguous numbers, confirmation, trimming; see
 * store/streams.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US

static const struct stream_key inbox = {.kind = STREAM_INBOX, .owner = 3};
static const struct stream_key desk = {.kind = STREAM_DESK,
                                       .owner = DESK_AMSTERDAM};

/* One transaction with events, at an instant. */
static enum rc
put(struct fixture *f, uint32_t number, int64_t at_us,
    const struct event_out *events, size_t n)
{
    const struct alert fresh = fixture_fresh();
    const struct alert_route route = {
        .seq = fixture_submit(f, 1, number, MESSAGE_SIGNAL),
        .fresh = &fresh,
        .now_us = at_us,
        .events = events,
        .events_n = n,
    };
    int64_t alert = 0;

    return alert_create(f->store, &route, &alert);
}

static void
put_inbox(struct fixture *f, uint32_t number, int64_t at_us)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, inbox.owner, (uint8_t)number);

    assert_int_equal(put(f, number, at_us, &event, 1), RC_OK);
}

static struct stream_head
head_of(struct fixture *f, struct stream_key stream, int64_t principal)
{
    struct stream_head head;

    assert_int_equal(stream_get_head(f->store, stream, principal, &head),
                     RC_OK);
    return head;
}

static void
test_an_empty_stream(void **state)
{
    struct fixture *f = *state;
    struct stream_head head = head_of(f, inbox, 3);
    struct stream_event event;
    uint8_t room[STREAM_BODY_MAX];
    size_t n = 9;

    assert_int_equal(head.stream, STREAM_INBOX);
    assert_int_equal(head.head, 0);
    assert_int_equal(head.oldest, 1);
    assert_int_equal(head.confirmed, 0);
    assert_int_equal(
        stream_read(f->store, inbox, 0, &event, 1, room, sizeof room, &n),
        RC_OK);
    assert_int_equal(n, 0);
}

static void
test_numbers_are_contiguous_per_stream(void **state)
{
    struct fixture *f = *state;
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, 3, 1),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 2),
        fixture_event(STREAM_INBOX, 3, 3),
        fixture_event(STREAM_INBOX, 4, 4),
    };
    struct stream_event out[8];
    uint8_t room[STREAM_BODY_MAX];
    size_t n = 0;

    assert_int_equal(put(f, 1, NOW, events, 4), RC_OK);
    assert_int_equal(put(f, 2, NOW + 1, events, 4), RC_OK);
    assert_int_equal(head_of(f, inbox, 3).head, 4);
    assert_int_equal(head_of(f, desk, 3).head, 2);
    assert_int_equal(
        stream_read(f->store, inbox, 1, out, 8, room, sizeof room, &n), RC_OK);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(out[i].seq, i + 2);
    assert_int_equal(out[0].event_id[0], 3);
    assert_int_equal(out[0].type, EVENT_FEEDBACK);
    assert_int_equal(out[0].at_us, NOW);
    assert_int_equal(out[2].at_us, NOW + 1);
    assert_string_equal((const char *)out[1].body, "an event");
    assert_int_equal(
        stream_read(f->store, inbox, UINT64_MAX, out, 8, room, sizeof room, &n),
        RC_OK);
    assert_int_equal(n, 0);
}

/* The second event is too large: the first one goes with it, and no number
 * is lost. */
static void
test_a_failed_transaction_takes_no_numbers(void **state)
{
    struct fixture *f = *state;
    static uint8_t body[STREAM_BODY_MAX + 1];
    struct event_out events[] = {
        fixture_event(STREAM_INBOX, 3, 1),
        fixture_event(STREAM_INBOX, 3, 2),
    };

    put_inbox(f, 1, NOW);
    events[1].body = body;
    events[1].body_n = sizeof body;
    assert_int_equal(put(f, 2, NOW, events, 2), RC_INVALID);
    assert_int_equal(head_of(f, inbox, 3).head, 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM alert"), 1);
    events[1].body_n = STREAM_BODY_MAX;
    assert_int_equal(put(f, 3, NOW, events, 2), RC_OK);
    assert_int_equal(head_of(f, inbox, 3).head, 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 3);
}

static void
test_reading_stops_when_the_room_is_full(void **state)
{
    struct fixture *f = *state;
    static uint8_t body[STREAM_BODY_MAX];
    struct event_out event = fixture_event(STREAM_INBOX, 3, 1);
    struct stream_event out[4];
    static uint8_t room[STREAM_BODY_MAX];
    size_t n = 0;

    put_inbox(f, 1, NOW);
    event.body = body;
    event.body_n = sizeof body;
    assert_int_equal(put(f, 2, NOW, &event, 1), RC_OK);
    assert_int_equal(
        stream_read(f->store, inbox, 0, out, 4, room, sizeof room, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(
        stream_read(f->store, inbox, 1, out, 4, room, sizeof room, &n), RC_OK);
    assert_int_equal(n, 1); /* the largest fits alone */
    assert_int_equal(out[0].body_n, STREAM_BODY_MAX);
    event.body_n = 0;
    assert_int_equal(put(f, 3, NOW, &event, 1), RC_OK);
    assert_int_equal(
        stream_read(f->store, inbox, 2, out, 4, room, sizeof room, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].body_n, 0);
}

static const struct confirm_row {
    const char *name;
    uint64_t seq;
    enum rc rc;
    uint64_t confirmed;
} confirms[] = {
    {"zero", 0, RC_OK, 0},
    {"forward", 2, RC_OK, 2},
    {"the same again", 2, RC_OK, 2},
    {"back", 1, RC_OK, 2},
    {"beyond the head", 4, RC_INVALID, 2},
    {"far beyond", UINT64_MAX, RC_INVALID, 2},
    {"the head", 3, RC_OK, 3},
};

static void
test_confirmation_only_grows(void **state)
{
    struct fixture *f = *state;

    for (uint32_t i = 1; i <= 3; i++)
        put_inbox(f, i, NOW);
    for (size_t i = 0; i < sizeof confirms / sizeof confirms[0]; i++) {
        const struct confirm_row *r = &confirms[i];

        if (stream_confirm(f->store, inbox, 3, r->seq) != r->rc ||
            head_of(f, inbox, 3).confirmed != r->confirmed)
            fail_msg("%s: %d", r->name, (int)head_of(f, inbox, 3).confirmed);
    }
    assert_int_equal(head_of(f, inbox, 4).confirmed, 0);
    fixture_reopen(f);
    assert_int_equal(head_of(f, inbox, 3).confirmed, 3);
}

static const struct trim_row {
    const char *name;
    int64_t before_us;
    uint64_t keep;
    size_t trimmed;
    uint64_t oldest;
} trims[] = {
    {"nothing is older", NOW + 1, 0, 0, 1},
    {"the old ones go", NOW + 3, 0, 2, 3},
    {"the newest stay whatever their age", NOW + 99, 3, 1, 4},
    {"more are kept than there are", NOW + 99, 100, 0, 4},
    /* event 5 is older than event 4: it stays, a stream has no holes */
    {"only a prefix goes", NOW + 4, 0, 0, 4},
    {"everything", NOW + 99, 0, 3, 7},
};

static void
test_trimming(void **state)
{
    struct fixture *f = *state;
    const int64_t at[] = {1, 2, 3, 4, 1, 6};
    size_t trimmed = 0;

    for (uint32_t i = 0; i < 6; i++)
        put_inbox(f, i, NOW + at[i]);
    for (size_t i = 0; i < sizeof trims / sizeof trims[0]; i++) {
        const struct trim_row *r = &trims[i];

        assert_int_equal(stream_trim(f->store, r->before_us, r->keep, &trimmed),
                         RC_OK);
        if (trimmed != r->trimmed || head_of(f, inbox, 3).oldest != r->oldest)
            fail_msg("%s: %zu, oldest %d", r->name, trimmed,
                     (int)head_of(f, inbox, 3).oldest);
        assert_int_equal(head_of(f, inbox, 3).head, 6);
    }
    put_inbox(f, 7, NOW);
    assert_int_equal(head_of(f, inbox, 3).head, 7);
    assert_int_equal(head_of(f, inbox, 3).oldest, 7);
}

/* What an event tells of a message is sealed with the key of that message:
 * whoever has the installation's, and a database of before the message was
 * erased, cannot read it.  What is of nothing, or has no key, is told. */
static void
test_what_is_told_goes_with_its_key(void **state)
{
    struct fixture *f = *state;
    struct event_out events[] = {
        fixture_event(STREAM_INBOX, 3, 1),
        fixture_event(STREAM_INBOX, 3, 2),
        fixture_event(STREAM_INBOX, 3, 3),
    };
    struct stream_event out[3];
    uint8_t room[STREAM_BODY_MAX];
    size_t n = 0;

    events[0].told = ABOUT_MESSAGE;
    events[0].ref = fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    events[1].told = ABOUT_SHARE; /* it was erased in part: its key is gone */
    events[1].ref = 77;
    assert_int_equal(put(f, 2, NOW, events, 3), RC_OK);
    assert_int_equal(
        stream_read(f->store, inbox, 0, out, 3, room, sizeof room, &n), RC_OK);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal((const char *)out[i].body, "an event");

    fixture_alter(f, "DELETE FROM record_key WHERE kind = 1 AND ref = 1");
    fixture_reopen(f);
    assert_int_equal(
        stream_read(f->store, inbox, 0, out, 3, room, sizeof room, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[0].body_n, 0);
    assert_int_equal(out[0].type, EVENT_ERASED);
    assert_int_equal(out[1].type, EVENT_FEEDBACK);
    assert_string_equal((const char *)out[1].body, "an event");
    assert_string_equal((const char *)out[2].body, "an event");
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_empty_stream),
        TEST(test_numbers_are_contiguous_per_stream),
        TEST(test_a_failed_transaction_takes_no_numbers),
        TEST(test_reading_stops_when_the_room_is_full),
        TEST(test_confirmation_only_grows),
        TEST(test_trimming),
        TEST(test_what_is_told_goes_with_its_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
