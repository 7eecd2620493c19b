/* bench -- load on a running Loket (or on bench_echo) from one thread, and
 * how long a referral takes to a watcher.
 *
 *   bench FILE CLIENTS WINDOW MESSAGES REFERRALS
 *
 * FILE names the endpoint and keys, one a line: `endpoint E`, `server Z85`,
 * `client PUBLIC SECRET` (several), `referrer PUBLIC SECRET`,
 * `watcher PUBLIC SECRET`.  CLIENTS keep WINDOW messages under way each until
 * MESSAGES are acknowledged and REFERRALS have reached the watcher, one at a
 * time, each when the desk has done with the one before; with REFERRALS the load goes on until the last of them.
 * Prints one line of name=value pairs.  Exit 1: silence or a refusal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <zmq.h>

#include "frame.h"

#define CLIENTS_MAX 16
#define LINE_BYTES  256
#define DRAIN       128 /* messages from one socket before the next */
#define SILENCE_MS  20000
#define TAG_CLIENT  56 /* tag: client, then the send time in us */

struct peer {
    void *socket;
    uint32_t under_way;
};

struct samples {
    uint32_t *us;
    size_t n, cap;
};

struct bench {
    void *context;
    char endpoint[LINE_BYTES];
    char server_key[41];
    struct peer clients[CLIENTS_MAX];
    size_t clients_n; /* named in FILE */
    size_t load_n;    /* of those, under load */
    struct peer referrer, watcher;
    struct frame signal, referral, attach;
    uint64_t number;
    uint32_t window;
    uint64_t messages, acked, busy, refused;
    size_t referrals;
    uint64_t referred_us; /* when the one under way was sent, 0: none */
    size_t settling;      /* the watcher's requests without answer */
    struct samples acks, alerts;
    bool failed;
};

static uint64_t
now_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void
note(struct samples *samples, uint64_t us)
{
    if (samples->n == samples->cap) {
        samples->cap = samples->cap != 0 ? samples->cap * 2 : 4096;
        samples->us =
            realloc(samples->us, samples->cap * sizeof samples->us[0]);
        if (samples->us == NULL)
            abort();
    }
    samples->us[samples->n++] = (uint32_t)us;
}

static int
by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static uint32_t
percentile(struct samples *samples, unsigned percent)
{
    if (samples->n == 0)
        return 0;
    qsort(samples->us, samples->n, sizeof samples->us[0], by_size);
    return samples->us[(samples->n - 1) * percent / 100];
}

/* --- connections --------------------------------------------------------- */

static void
set_int(void *socket, int option, int value)
{
    if (zmq_setsockopt(socket, option, &value, sizeof value) != 0)
        abort();
}

static void
peer_connect(struct bench *b, struct peer *peer, const char *public_key,
             const char *secret_key)
{
    peer->socket = zmq_socket(b->context, ZMQ_DEALER);
    set_int(peer->socket, ZMQ_LINGER, 0);
    set_int(peer->socket, ZMQ_SNDHWM, 0);
    set_int(peer->socket, ZMQ_RCVHWM, 0);
    if (zmq_setsockopt(peer->socket, ZMQ_CURVE_SERVERKEY, b->server_key, 40) ||
        zmq_setsockopt(peer->socket, ZMQ_CURVE_PUBLICKEY, public_key, 40) ||
        zmq_setsockopt(peer->socket, ZMQ_CURVE_SECRETKEY, secret_key, 40) ||
        zmq_connect(peer->socket, b->endpoint))
        abort();
}

static bool
read_file(struct bench *b, const char *path)
{
    FILE *file = fopen(path, "r");
    char word[LINE_BYTES], one[LINE_BYTES], two[LINE_BYTES];
    char line[2 * LINE_BYTES];

    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL) {
        int n = sscanf(line, "%255s %255s %255s", word, one, two);

        if (n == 2 && strcmp(word, "endpoint") == 0)
            (void)snprintf(b->endpoint, sizeof b->endpoint, "%s", one);
        else if (n == 2 && strcmp(word, "server") == 0)
            (void)snprintf(b->server_key, sizeof b->server_key, "%.40s", one);
        else if (n == 3 && strcmp(word, "client") == 0 &&
                 b->clients_n < CLIENTS_MAX)
            peer_connect(b, &b->clients[b->clients_n++], one, two);
        else if (n == 3 && strcmp(word, "referrer") == 0)
            peer_connect(b, &b->referrer, one, two);
        else if (n == 3 && strcmp(word, "watcher") == 0)
            peer_connect(b, &b->watcher, one, two);
    }
    (void)fclose(file);
    return b->endpoint[0] != '\0';
}

static void
send_frame(struct bench *b, struct peer *peer, const struct frame *frame)
{
    uint8_t padded[FRAME_CAP];

    frame_pad(frame, padded);
    if (zmq_send(peer->socket, padded, sizeof padded, ZMQ_DONTWAIT) < 0)
        b->failed = true;
}

/* Greets (an echo answers with the greeting itself). */
static bool
greet(struct bench *b, struct peer *peer)
{
    struct frame hello;
    uint8_t in[FRAME_CAP * 64];
    uint64_t tag;

    if (peer->socket == NULL)
        return true;
    frame_hello(&hello);
    frame_stamp(&hello, 1, 0, 0);
    set_int(peer->socket, ZMQ_RCVTIMEO, SILENCE_MS);
    send_frame(b, peer, &hello);

    int n = zmq_recv(peer->socket, in, sizeof in, 0);

    return n > 0 && frame_body_of(in, (size_t)n, &tag) == BODY_WELCOME;
}

/* --- the load ------------------------------------------------------------ */

static bool
more_wanted(const struct bench *b)
{
    return b->referrals != 0 ? b->alerts.n < b->referrals
                             : b->acked < b->messages;
}

static void
send_signal(struct bench *b, size_t client)
{
    uint64_t us = now_us(CLOCK_MONOTONIC);

    frame_stamp(&b->signal,
                (uint64_t)client << TAG_CLIENT |
                    (us & ((UINT64_C(1) << TAG_CLIENT) - 1)),
                now_us(CLOCK_REALTIME) / 1000, b->number++);
    send_frame(b, &b->clients[client], &b->signal);
    b->clients[client].under_way++;
}

static void
take_answer(struct bench *b, size_t client, const uint8_t *bytes, size_t n)
{
    uint64_t tag;
    enum frame_body body = frame_body_of(bytes, n, &tag);

    if (tag == 0)
        return; /* pushed */
    b->clients[client].under_way--;
    if (body == BODY_RECEIPT) {
        uint64_t sent = tag & ((UINT64_C(1) << TAG_CLIENT) - 1);

        b->acked++;
        note(&b->acks, now_us(CLOCK_MONOTONIC) - sent);
    } else if (body == BODY_BUSY) {
        b->busy++;
    } else {
        b->refused++;
        b->failed = true;
    }
    if (more_wanted(b))
        send_signal(b, client);
}

static void
send_referral(struct bench *b)
{
    b->referred_us = now_us(CLOCK_MONOTONIC);
    frame_stamp(&b->referral, b->referred_us, now_us(CLOCK_REALTIME) / 1000,
                b->number++);
    send_frame(b, &b->referrer, &b->referral);
}

/* One referral at a time is under way, so the next page about a referral is
 * its page.  Pages about signals are confirmed as delivered like any other. */
static void
take_push(struct bench *b, const uint8_t *bytes, size_t n)
{
    struct frame delivered, confirm;
    struct frame_page page;
    uint64_t tag;
    size_t at = 0;

    enum frame_body body = frame_body_of(bytes, n, &tag);

    if (tag != 0 && b->settling > 0)
        b->settling--;
    if (body != BODY_EVENTS)
        return;
    while (frame_next_page(bytes, n, &at, &page)) {
        frame_delivered(&delivered, page.page_id);
        frame_stamp(&delivered, 1, 0, 0);
        send_frame(b, &b->watcher, &delivered);
        b->settling++;
        if (page.of_referral && b->referred_us != 0) {
            note(&b->alerts, now_us(CLOCK_MONOTONIC) - b->referred_us);
            b->referred_us = 0;
        }
    }
    frame_confirm(&confirm, frame_last_seq(bytes, n));
    frame_stamp(&confirm, 1, 0, 0);
    send_frame(b, &b->watcher, &confirm);
    b->settling++;
}

static size_t
drain(struct bench *b, struct peer *peer, size_t client)
{
    size_t got = 0;

    if (peer->socket == NULL)
        return 0;
    for (; got < DRAIN; got++) {
        zmq_msg_t message;

        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, peer->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&message);
            break;
        }
        if (client < CLIENTS_MAX)
            take_answer(b, client, zmq_msg_data(&message),
                        zmq_msg_size(&message));
        else if (peer == &b->watcher)
            take_push(b, zmq_msg_data(&message), zmq_msg_size(&message));
        zmq_msg_close(&message);
    }
    return got;
}

static bool
run(struct bench *b)
{
    zmq_pollitem_t items[CLIENTS_MAX + 2];
    int items_n = 0;
    size_t got = 0;

    for (size_t i = 0; i < b->load_n; i++)
        items[items_n++] =
            (zmq_pollitem_t){b->clients[i].socket, 0, ZMQ_POLLIN, 0};
    if (b->referrals != 0) {
        items[items_n++] =
            (zmq_pollitem_t){b->referrer.socket, 0, ZMQ_POLLIN, 0};
        items[items_n++] =
            (zmq_pollitem_t){b->watcher.socket, 0, ZMQ_POLLIN, 0};
    }
    for (size_t i = 0; i < b->load_n; i++)
        for (uint32_t k = 0; k < b->window; k++)
            send_signal(b, i);
    while (more_wanted(b) && !b->failed) {
        if (b->referrals != 0 && b->referred_us == 0 && b->settling == 0)
            send_referral(b);
        if (got == 0 && zmq_poll(items, items_n, SILENCE_MS) <= 0)
            return false;
        got = 0;
        for (size_t i = 0; i < b->load_n; i++)
            got += drain(b, &b->clients[i], i);
        if (b->referrals != 0) {
            got += drain(b, &b->referrer, CLIENTS_MAX);
            got += drain(b, &b->watcher, CLIENTS_MAX);
        }
    }
    return !b->failed;
}

static bool
prepare(struct bench *b)
{
    uint32_t chance = 0;

    if (getrandom(&chance, sizeof chance, 0) != (ssize_t)sizeof chance)
        return false;
    b->number = (uint64_t)chance << 28;
    frame_signal(&b->signal);
    frame_referral(&b->referral);
    for (size_t i = 0; i < b->load_n; i++)
        if (!greet(b, &b->clients[i]))
            return false;
    if (b->referrals == 0)
        return true;
    if (!greet(b, &b->referrer) || !greet(b, &b->watcher))
        return false;

    /* Attach after the head: what was paged before is none of this run's. */
    uint8_t in[FRAME_CAP * 64];
    uint64_t tag;

    for (uint64_t after = 0;;) {
        frame_attach(&b->attach, after);
        frame_stamp(&b->attach, 1, 0, 0);
        send_frame(b, &b->watcher, &b->attach);

        int n;

        do
            n = zmq_recv(b->watcher.socket, in, sizeof in, 0);
        while (n > 0 && frame_body_of(in, (size_t)n, &tag) != BODY_ATTACHED);
        if (n <= 0)
            return false;

        uint64_t head = frame_attached_head(in, (size_t)n);

        if (head <= after)
            return true;
        after = head;
    }
}

int
main(int argc, char **argv)
{
    static struct bench b;

    if (argc != 6) {
        (void)fputs("bench FILE CLIENTS WINDOW MESSAGES REFERRALS\n", stderr);
        return 2;
    }
    b.context = zmq_ctx_new();
    b.load_n = strtoul(argv[2], NULL, 10);
    b.window = (uint32_t)strtoul(argv[3], NULL, 10);
    b.messages = strtoull(argv[4], NULL, 10);
    b.referrals = strtoul(argv[5], NULL, 10);
    if (!read_file(&b, argv[1]) || b.load_n > b.clients_n || !prepare(&b)) {
        (void)fputs("bench: cannot connect\n", stderr);
        return 1;
    }

    uint64_t began = now_us(CLOCK_MONOTONIC);
    bool done = run(&b);
    uint64_t took = now_us(CLOCK_MONOTONIC) - began;

    printf("acked=%llu us=%llu busy=%llu refused=%llu p50_us=%u p99_us=%u "
           "alerts=%zu alert_p50_us=%u alert_p99_us=%u\n",
           (unsigned long long)b.acked, (unsigned long long)took,
           (unsigned long long)b.busy, (unsigned long long)b.refused,
           percentile(&b.acks, 50), percentile(&b.acks, 99), b.alerts.n,
           percentile(&b.alerts, 50), percentile(&b.alerts, 99));
    return done ? 0 : 1;
}
