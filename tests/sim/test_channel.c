/* The channel between front and desk: order, atomic packets, bounds, ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "sys/channel.h"

#define PENDING (1024 * 1024)
#define HEADER  24

struct pair {
    struct channel *a, *b;
    uint64_t next; /* peer expected by in_order() */
    size_t bytes;
};

static void
open_pair(struct pair *pair, size_t pending_max)
{
    int fds[2];

    *pair = (struct pair){.next = 0};
    assert_int_equal(channel_pair(fds), RC_OK);
    assert_int_equal(channel_open(&pair->a, fds[0], pending_max), RC_OK);
    assert_int_equal(channel_open(&pair->b, fds[1], pending_max), RC_OK);
}

static void
close_pair(struct pair *pair)
{
    channel_close(pair->a);
    channel_close(pair->b);
}

/* Each frame says its number as peer, and repeats its low byte as content. */
static void
in_order(const struct channel_frame *frame, void *arg)
{
    struct pair *pair = arg;

    assert_int_equal(frame->peer, pair->next);
    assert_int_equal(frame->key, -(int64_t)pair->next);
    for (size_t i = 0; i < frame->n; i++)
        assert_int_equal(frame->bytes[i], (uint8_t)pair->next);
    pair->next++;
    pair->bytes += frame->n;
}

static enum rc
put_number(struct channel *channel, uint64_t number, size_t n)
{
    static uint8_t bytes[CHANNEL_PACKET_BYTES + 1];

    memset(bytes, (int)(number & 255), n);
    return channel_put(channel, &(struct channel_frame){.type = CHANNEL_FRAME,
                                                        .peer = number,
                                                        .key = -(int64_t)number,
                                                        .bytes = bytes,
                                                        .n = n});
}

static void
test_frames_arrive_whole_and_in_order(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 8, 9, 500, 65536, 3, 100000, 64};
    struct pair pair;
    size_t total = 0;

    (void)state;
    open_pair(&pair, PENDING);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(put_number(pair.a, i, sizes[i]), RC_OK);
        total += sizes[i];
    }
    assert_true(channel_pending(pair.a) > total);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    assert_int_equal(channel_pending(pair.a), 0);
    while (channel_recv(pair.b, in_order, &pair) == RC_OK)
        continue;
    assert_int_equal(pair.next, sizeof sizes / sizeof sizes[0]);
    assert_int_equal(pair.bytes, total);
    close_pair(&pair);
}

static void
test_many_small_frames_share_a_packet(void **state)
{
    struct pair pair;

    (void)state;
    open_pair(&pair, PENDING);
    for (uint64_t i = 0; i < 200; i++)
        assert_int_equal(put_number(pair.a, i, 500), RC_OK);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    assert_int_equal(channel_recv(pair.b, in_order, &pair), RC_OK);
    assert_int_equal(pair.next, 200);
    assert_int_equal(channel_recv(pair.b, in_order, &pair), RC_AGAIN);
    close_pair(&pair);
}

static void
test_what_fits_no_packet_is_invalid(void **state)
{
    struct pair pair;

    (void)state;
    open_pair(&pair, PENDING);
    assert_int_equal(put_number(pair.a, 0, CHANNEL_PACKET_BYTES - HEADER),
                     RC_OK);
    assert_int_equal(put_number(pair.a, 1, CHANNEL_PACKET_BYTES - HEADER + 1),
                     RC_INVALID);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    assert_int_equal(channel_recv(pair.b, in_order, &pair), RC_OK);
    assert_int_equal(pair.bytes, CHANNEL_PACKET_BYTES - HEADER);
    close_pair(&pair);
}

static void
test_pending_max_is_exact_and_nothing_is_queued_beyond(void **state)
{
    struct pair pair;

    (void)state;
    open_pair(&pair, 10 * (HEADER + 8));
    for (uint64_t i = 0; i < 10; i++)
        assert_int_equal(put_number(pair.a, i, 8), RC_OK);
    assert_int_equal(put_number(pair.a, 10, 0), RC_AGAIN);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    assert_int_equal(put_number(pair.a, 10, 0), RC_OK);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    while (channel_recv(pair.b, in_order, &pair) == RC_OK)
        continue;
    assert_int_equal(pair.next, 11);
    close_pair(&pair);
}

static void
test_a_full_socket_loses_nothing(void **state)
{
    struct pair pair;
    uint64_t sent = 0;
    enum rc rc;

    (void)state;
    open_pair(&pair, PENDING);
    while (put_number(pair.a, sent, 1000) == RC_OK) {
        rc = channel_flush(pair.a);
        assert_true(rc == RC_OK || rc == RC_AGAIN);
        sent++;
    }
    assert_int_equal(channel_flush(pair.a), RC_AGAIN);
    for (int i = 0; i < 1000 && pair.next < sent; i++) {
        while (channel_recv(pair.b, in_order, &pair) == RC_OK)
            continue;
        rc = channel_flush(pair.a);
        assert_true(rc == RC_OK || rc == RC_AGAIN);
    }
    assert_int_equal(pair.next, sent);
    assert_int_equal(channel_pending(pair.a), 0);
    close_pair(&pair);
}

static void
test_the_other_side_gone_is_down(void **state)
{
    struct pair pair;

    (void)state;
    open_pair(&pair, PENDING);
    assert_int_equal(put_number(pair.a, 0, 8), RC_OK);
    assert_int_equal(channel_flush(pair.a), RC_OK);
    channel_close(pair.a);
    pair.a = NULL;
    /* what was sent before the end still counts */
    assert_int_equal(channel_recv(pair.b, in_order, &pair), RC_OK);
    assert_int_equal(channel_recv(pair.b, in_order, &pair), RC_DOWN);
    assert_int_equal(put_number(pair.b, 1, 8), RC_OK);
    assert_int_equal(channel_flush(pair.b), RC_DOWN);
    close_pair(&pair);
}

/* --- packets that no channel_put made --- */

struct raw_header {
    uint32_t type, n;
    uint64_t peer;
    int64_t key;
};

static const struct row {
    const char *name;
    uint32_t type, n; /* of the second frame; the first is sound */
    size_t bytes;     /* that follow its header */
    enum rc rc;
} rows[] = {
    {"sound", CHANNEL_SEND, 8, 8, RC_OK},
    {"empty", CHANNEL_GONE, 0, 0, RC_OK},
    {"padding to 8", CHANNEL_SEND, 5, 8, RC_OK},
    {"type 0", 0, 0, 0, RC_INVALID},
    {"an ask for metrics", CHANNEL_METRICS_ASK, 0, 0, RC_OK},
    {"the last type", CHANNEL_LAST, 8, 8, RC_OK},
    {"type beyond the last", CHANNEL_LAST + 1, 0, 0, RC_INVALID},
    {"type of all ones", UINT32_MAX, 0, 0, RC_INVALID},
    {"a byte more than there is", CHANNEL_SEND, 9, 8, RC_INVALID},
    {"padding cut off", CHANNEL_SEND, 5, 5, RC_INVALID},
    {"length of all ones", CHANNEL_SEND, UINT32_MAX, 8, RC_INVALID},
    {"length that wraps when padded", CHANNEL_SEND, UINT32_MAX - 3, 8,
     RC_INVALID},
    {"bytes behind the last frame", CHANNEL_SEND, 0, 8, RC_INVALID},
};

static void
count(const struct channel_frame *frame, void *arg)
{
    (void)frame;
    ++*(size_t *)arg;
}

static void
test_a_malformed_packet_counts_for_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        uint8_t packet[256] = {0};
        struct raw_header first = {.type = CHANNEL_GONE};
        struct raw_header second = {.type = row->type, .n = row->n};
        size_t n = 2 * HEADER + row->bytes;
        size_t visited = 0;

        memcpy(packet, &first, HEADER);
        memcpy(packet + HEADER, &second, HEADER);

        enum rc rc = channel_parse(packet, n, count, &visited);

        if (rc != row->rc || visited != (row->rc == RC_OK ? 2 : 0))
            fail_msg("%s: rc=%d visited=%zu", row->name, (int)rc, visited);
    }
}

static void
test_a_cut_packet_counts_for_nothing(void **state)
{
    struct raw_header header = {.type = CHANNEL_SEND, .n = 16};
    uint8_t packet[HEADER + 16] = {0};

    (void)state;
    memcpy(packet, &header, HEADER);
    for (size_t n = 1; n < sizeof packet; n++) {
        size_t visited = 0;

        assert_int_equal(channel_parse(packet, n, count, &visited), RC_INVALID);
        assert_int_equal(visited, 0);
    }
}

static void
test_garbage_on_the_socket_is_fatal(void **state)
{
    static const uint8_t garbage[100] = "not a packet";
    struct channel *channel;
    size_t visited = 0;
    int fds[2];

    (void)state;
    assert_int_equal(channel_pair(fds), RC_OK);
    assert_int_equal(channel_open(&channel, fds[0], PENDING), RC_OK);
    assert_int_equal(send(fds[1], garbage, sizeof garbage, 0), 100);
    assert_int_equal(channel_recv(channel, count, &visited), RC_FATAL);
    assert_int_equal(visited, 0);
    channel_close(channel);
    close(fds[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_arrive_whole_and_in_order),
        cmocka_unit_test(test_many_small_frames_share_a_packet),
        cmocka_unit_test(test_what_fits_no_packet_is_invalid),
        cmocka_unit_test(
            test_pending_max_is_exact_and_nothing_is_queued_beyond),
        cmocka_unit_test(test_a_full_socket_loses_nothing),
        cmocka_unit_test(test_the_other_side_gone_is_down),
        cmocka_unit_test(test_a_malformed_packet_counts_for_nothing),
        cmocka_unit_test(test_a_cut_packet_counts_for_nothing),
        cmocka_unit_test(test_garbage_on_the_socket_is_fatal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
