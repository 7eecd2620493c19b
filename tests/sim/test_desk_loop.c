/* The desk as a process would run it: a real channel, a real clock, a thread
 * in front's place. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "trial_documents.h"
#include "wire/json.h"

#define ASKS 2000 /* their pages are more than the desk keeps for front */

struct running {
    struct trial *trial;
    struct clock clock; /* the real one */
    struct channel *channel;
    int ready[2];
    int fd; /* front's end, for poll */
    pthread_t thread;
    enum rc rc;
    int64_t key; /* of anybody who may submit */
    json_t *got; /* array of ServerMessages */
    unsigned keys_n;
    bool is_ready;
    size_t metrics_n;
    uint64_t metrics_last; /* number of the latest */
};

static void *
run_desk(void *arg)
{
    struct running *running = arg;

    running->rc = desk_run(&running->trial->start);
    return NULL;
}

static int
setup(void **state)
{
    static struct running running;
    int fds[2];

    running = (struct running){.trial = trial_new(), .got = json_array()};
    trial_crash(running.trial);
    assert_int_equal(channel_pair(fds), RC_OK);
    assert_int_equal(pipe(running.ready), 0);
    running.fd = fds[0];
    assert_int_equal(channel_open(&running.channel, fds[0], 1 << 20), RC_OK);
    running.trial->start.clock = &running.clock;
    running.trial->start.channel_fd = fds[1];
    running.trial->start.ready_fd = running.ready[1];
    *state = &running;
    return 0;
}

static int
teardown(void **state)
{
    struct running *running = *state;

    channel_close(running->channel);
    close(running->ready[0]);
    close(running->ready[1]);
    json_decref(running->got);
    trial_free(running->trial);
    return 0;
}

static void
see(const struct channel_frame *frame, void *arg)
{
    struct running *running = arg;
    struct principal_key key;
    json_t *message = NULL;

    switch ((int)frame->type) {
    case CHANNEL_READY:
        running->is_ready = frame->peer == 5;
        break;
    case CHANNEL_KEY:
        memcpy(&key, frame->bytes, sizeof key);
        running->keys_n++;
        if ((key.roles & ROLE_BIT(ROLE_SUBMITTER)) != 0)
            running->key = key.key;
        break;
    case CHANNEL_SEND:
        assert_int_equal(
            json_from_wire("ServerMessage", frame->bytes, frame->n, &message),
            RC_OK);
        json_array_append_new(running->got, message);
        break;
    case CHANNEL_METRICS:
        running->metrics_n++;
        running->metrics_last = frame->peer;
        break;
    default:
        break;
    }
}

static void
put(struct running *running, const struct channel_frame *frame)
{
    assert_int_equal(channel_put(running->channel, frame), RC_OK);
    assert_int_equal(channel_flush(running->channel), RC_OK);
}

static void
ask(struct running *running, int id, const char *kind, json_t *body)
{
    uint8_t bytes[4096];
    struct refusal why = {0};
    char text[33];
    size_t n = 0;

    snprintf(text, sizeof text, "%032x", (unsigned)id);

    json_t *message = json_pack("{s:s, s:o}", "request_id", text, kind, body);

    assert_int_equal(
        json_to_wire("ClientMessage", message, bytes, sizeof bytes, &n, &why),
        RC_OK);
    json_decref(message);
    put(running, &(struct channel_frame){.type = CHANNEL_FRAME,
                                         .peer = 9,
                                         .key = running->key,
                                         .bytes = bytes,
                                         .n = n});
}

static void
receive(struct running *running)
{
    struct pollfd in = {.fd = running->fd, .events = POLLIN};

    assert_int_equal(poll(&in, 1, 20000), 1);

    enum rc rc = channel_recv(running->channel, see, running);

    assert_true(rc == RC_OK || rc == RC_AGAIN);
}

/* Until so many messages came. */
static void
wait_for(struct running *running, size_t n)
{
    while (!running->is_ready || running->keys_n < TRIAL_PEOPLE ||
           json_array_size(running->got) < n)
        receive(running);
}

static void
test_from_hello_to_the_end(void **state)
{
    struct running *running = *state;
    char byte = 0;

    assert_int_equal(pthread_create(&running->thread, NULL, run_desk, running),
                     0);
    put(running, &(struct channel_frame){.type = CHANNEL_HELLO, .peer = 5});
    wait_for(running, 0);
    assert_int_equal(read(running->ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'R');

    ask(running, 1, "hello",
        json_pack("{s:i, s:i}", "protocol_min", 1, "protocol_max", 1));
    wait_for(running, 1);
    assert_non_null(
        json_object_get(json_array_get(running->got, 0), "welcome"));

    json_t *signal = trial_signal("1099ZZ", 12, "");
    time_t yesterday = time(NULL) - 24 * 3600;
    struct tm day;
    char text[11];

    strftime(text, sizeof text, "%Y-%m-%d", gmtime_r(&yesterday, &day));
    json_object_set_new(signal, "observed", json_string(text));
    ask(running, 2, "submit",
        trial_submit_body(running->trial, "signal", signal));
    wait_for(running, 2);
    assert_non_null(
        json_object_get(json_array_get(running->got, 1), "receipt"));
    /* a timer of its own: heartbeats come without anybody asking */
    wait_for(running, 3);
    assert_non_null(
        json_object_get(json_array_get(running->got, 2), "heartbeat"));

    channel_close(running->channel);
    running->channel = NULL;
    assert_int_equal(pthread_join(running->thread, NULL), 0);
    assert_int_equal(running->rc, RC_OK);
}

/* Metrics that nobody reads are dropped like answers: the desk goes on. */
static void
test_metrics_nobody_reads_are_dropped(void **state)
{
    struct running *running = *state;
    char byte = 0;

    for (uint64_t i = 1; i <= ASKS; i++)
        assert_int_equal(
            channel_put(running->channel,
                        &(struct channel_frame){.type = CHANNEL_METRICS_ASK,
                                                .peer = i}),
            RC_OK);
    /* In the same packet: when it is ready, all were answered or dropped. */
    put(running, &(struct channel_frame){.type = CHANNEL_HELLO, .peer = 5});
    assert_int_equal(pthread_create(&running->thread, NULL, run_desk, running),
                     0);
    assert_int_equal(read(running->ready[0], &byte, 1), 1);
    /* An answer is dropped only while others wait to be read, so each turn
     * receives something. */
    for (uint64_t i = ASKS + 1; running->metrics_last <= ASKS; i++) {
        put(running,
            &(struct channel_frame){.type = CHANNEL_METRICS_ASK, .peer = i});
        receive(running);
    }
    assert_true(running->metrics_n > 1); /* how many depends on the buffer */
    assert_true(running->metrics_n < ASKS);
    channel_close(running->channel);
    running->channel = NULL;
    assert_int_equal(pthread_join(running->thread, NULL), 0);
    assert_int_equal(running->rc, RC_OK);
}

static void
test_documents_that_cannot_be_read_are_refused(void **state)
{
    struct running *running = *state;

    trial_documents_change(running->trial, "persons", "persons: 1\n");
    assert_int_equal(desk_run(&running->trial->start), RC_INVALID);
}

static void
test_a_database_in_use_is_refused(void **state)
{
    struct running *running = *state;
    struct desk_start start = running->trial->start;

    start.channel_fd = dup(start.channel_fd);
    trial_open(running->trial);
    assert_int_equal(desk_run(&running->trial->start), RC_FATAL);
    close(start.channel_fd);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_from_hello_to_the_end),
        ROW(test_metrics_nobody_reads_are_dropped),
        ROW(test_documents_that_cannot_be_read_are_refused),
        ROW(test_a_database_in_use_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
