/* Streams: whatever is lost on the way, a client ends with every event once
 * and in order. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "store/store.h"
#include "store/streams.h"

/* n events in the inbox of the police: each signal is forwarded. */
static void
make_events(struct trial *trial, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 1100000);
}

static json_t *
ask(struct trial *trial, const char *kind, json_t *body, const char *answer)
{
    trial_forget(trial);
    return trial_body(trial_ask(trial, POLICE, kind, body), answer);
}

static json_t *
position(const char *name, uint64_t seq)
{
    return json_pack("{s:s, s:I}", "stream", "inbox", name, (json_int_t)seq);
}

static json_t *
head_of(json_t *answer)
{
    return json_object_get(answer, "head");
}

static void
test_attach_gives_what_was_missed(void **state)
{
    struct trial *trial = *state;

    make_events(trial, 3);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);

    json_t *attached = ask(trial, "attach", position("after", 1), "attached");

    assert_int_equal(trial_number(head_of(attached), "head"), 3);
    assert_int_equal(trial_number(head_of(attached), "oldest"), 1);
    assert_null(json_object_get(attached, "truncated"));
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 2);
    trial_forget(trial);
    make_events(trial, 1);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 1);
}

static void
test_replay(void **state)
{
    struct trial *trial = *state;

    make_events(trial, 5);

    json_t *body = position("after", 1);

    json_object_set_new(body, "limit", json_integer(3));

    json_t *events = ask(trial, "replay", body, "events");
    json_t *list = json_object_get(events, "events");

    assert_int_equal(json_array_size(list), 3);
    assert_int_equal(trial_number(json_array_get(list, 0), "seq"), 2);
    assert_int_equal(trial_number(events, "head"), 5);
    events = ask(trial, "replay", position("after", 5), "events");
    assert_int_equal(json_array_size(json_object_get(events, "events")), 0);
    /* ahead of us: it remembers what is no more */
    events = ask(trial, "replay", position("after", 6), "attached");
    assert_true(json_is_true(json_object_get(events, "truncated")));
}

static void
test_confirm_is_kept_and_never_goes_back(void **state)
{
    static const struct {
        const char *name;
        uint64_t seq, confirmed;
    } rows[] = {{"first", 3, 3}, {"smaller", 2, 3}, {"the head", 5, 5}};
    struct trial *trial = *state;

    make_events(trial, 5);
    for (size_t i = 0; i < 3; i++) {
        json_t *answer =
            ask(trial, "confirm", position("seq", rows[i].seq), "confirmed");

        if (trial_number(head_of(answer), "confirmed") !=
            (int64_t)rows[i].confirmed)
            fail_msg("%s", rows[i].name);
    }
    assert_string_equal(
        trial_text(ask(trial, "confirm", position("seq", 6), "refusal"),
                   "code"),
        "out_of_range");
    trial_crash(trial);
    trial_open(trial);
    trial_hello(trial, POLICE);
    assert_int_equal(
        trial_number(
            head_of(ask(trial, "attach", position("after", 5), "attached")),
            "confirmed"),
        5);
}

static void
test_truncated(void **state)
{
    struct trial *trial = *state;
    struct store *store = NULL;
    size_t trimmed = 0;

    make_events(trial, 5);
    trial_crash(trial);
    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    assert_int_equal(stream_trim(store, INT64_MAX, 2, &trimmed), RC_OK);
    store_close(store);
    trial_open(trial);
    trial_hello(trial, POLICE);

    json_t *attached = ask(trial, "attach", position("after", 2), "attached");

    assert_true(json_is_true(json_object_get(attached, "truncated")));
    assert_int_equal(trial_number(head_of(attached), "oldest"), 4);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);
    attached = ask(trial, "replay", position("after", 2), "attached");
    assert_true(json_is_true(json_object_get(attached, "truncated")));
    /* nothing is pushed until it attaches where it can go on */
    trial_forget(trial);
    make_events(trial, 1);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);

    json_t *snapshot = ask(trial, "snapshot",
                           json_pack("{s:s}", "stream", "inbox"), "snapshot");

    assert_int_equal(trial_number(snapshot, "as_of"), 6);
    attached = ask(trial, "attach", position("after", 3), "attached");
    assert_null(json_object_get(attached, "truncated"));
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 3);
}

static void
test_another_database_is_another_epoch(void **state)
{
    struct trial *trial = *state;
    json_t *body = position("after", 0);

    json_object_set_new(body, "epoch",
                        json_string("000102030405060708090a0b0c0d0e0f"));

    json_t *attached = ask(trial, "attach", body, "attached");

    assert_true(json_is_true(json_object_get(attached, "truncated")));
    body = position("after", 0);
    json_object_set(body, "epoch", json_object_get(attached, "epoch"));
    attached = ask(trial, "attach", body, "attached");
    assert_null(json_object_get(attached, "truncated"));
    /* ahead of us: it remembers what is no more */
    attached = ask(trial, "attach", position("after", 1), "attached");
    assert_true(json_is_true(json_object_get(attached, "truncated")));
}

static void
test_heartbeats_show_a_lost_tail(void **state)
{
    struct trial *trial = *state;

    trial_attach(trial, POLICE, "inbox", 0);
    make_events(trial, 2); /* and suppose their push was lost */
    trial_forget(trial);
    trial_run(trial, 5 * SECOND_US);

    json_t *beat = trial_message(trial, trial_peer(POLICE), "heartbeat", 0);
    json_t *heads = json_object_get(beat, "heads");

    assert_int_equal(json_array_size(heads), 1);
    assert_int_equal(trial_number(json_array_get(heads, 0), "head"), 2);
    assert_non_null(json_object_get(beat, "epoch"));
    trial_forget(trial);
    trial_run(trial, 50 * SECOND_US);
    assert_non_null(trial_message(trial, trial_peer(POLICE), "heartbeat", 9));
    assert_null(trial_message(trial, trial_peer(POLICE), "heartbeat", 10));
}

static void
test_the_desk_stream_is_for_coordinators(void **state)
{
    static const char *const kinds[] = {"attach", "replay", "snapshot",
                                        "confirm"};
    struct trial *trial = *state;

    for (size_t i = 0; i < 4; i++)
        assert_string_equal(
            trial_text(ask(trial, kinds[i],
                           json_pack("{s:s}", "stream", "desk"), "refusal"),
                       "code"),
            "denied");
}

/* A client that reads and never confirms does not fill front's memory. */
static void
test_the_window_is_bounded(void **state)
{
    struct trial *trial = *state;
    const char *const kind = "feedback";

    for (int i = 0; i < 30; i++)
        make_events(trial, 10);
    trial_forget(trial);
    trial_attach(trial, POLICE, "inbox", 0);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), kind), 256);
    make_events(trial, 1);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), kind), 256);
    ask(trial, "confirm", position("seq", 40), "confirmed");
    assert_int_equal(trial_events(trial, trial_peer(POLICE), kind), 40);
    /* asking for more is as good as confirming */
    ask(trial, "replay", position("after", 256), "events");
    assert_int_equal(trial_events(trial, trial_peer(POLICE), kind), 0);
    trial_forget(trial);
    make_events(trial, 1);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), kind), 1);
}

/* --- a client on a bad line, by the rules of the protocol --- */

struct client {
    uint64_t last;
    uint64_t known; /* head, as far as it heard */
    char *ids[256];
    size_t ids_n;
    bool asked;
};

static uint64_t
dice(uint64_t *seed)
{
    *seed =
        *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void
apply(struct client *client, json_t *events)
{
    size_t i;
    json_t *event;

    if ((uint64_t)trial_number(events, "head") > client->known)
        client->known = (uint64_t)trial_number(events, "head");
    json_array_foreach(json_object_get(events, "events"), i, event)
    {
        uint64_t seq = (uint64_t)trial_number(event, "seq");

        if (seq != client->last + 1)
            continue;
        client->last = seq;
        client->ids[client->ids_n++] = strdup(trial_text(event, "event_id"));
    }
}

/* Everything that was sent, less what the line lost. */
static void
receive(struct trial *trial, struct client *client, uint64_t *seed)
{
    size_t i;
    json_t *kept;

    json_array_foreach(trial->sent, i, kept)
    {
        json_t *message = json_object_get(kept, "message");
        json_t *beat = json_object_get(message, "heartbeat");
        json_t *events = json_object_get(message, "events");

        if (dice(seed) % 3 == 0 ||
            (uint64_t)trial_number(kept, "peer") != trial_peer(POLICE))
            continue;
        if (events != NULL)
            apply(client, events);
        if (beat != NULL)
            client->known = (uint64_t)trial_number(
                json_array_get(json_object_get(beat, "heads"), 0), "head");
    }
    trial_forget(trial);
}

static void
ask_for_missing(struct trial *trial, const struct client *client)
{
    free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE], "replay",
                    position("after", client->last)));
    if (client->last % 4 == 0)
        free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE],
                        "confirm", position("seq", client->last)));
}

static void
expect_all_once(struct trial *trial, const struct client *client)
{
    uint64_t after = 0;

    for (size_t i = 0; i < client->ids_n;) {
        json_t *events =
            ask(trial, "replay", position("after", after), "events");
        json_t *list = json_object_get(events, "events");

        for (size_t k = 0; k < json_array_size(list); k++, i++) {
            assert_true(i < client->ids_n);
            assert_string_equal(trial_text(json_array_get(list, k), "event_id"),
                                client->ids[i]);
        }
        after = i;
    }
}

static void
test_a_lossy_line_loses_nothing(void **state)
{
    struct trial *trial = *state;

    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct client client = {.last = 0};
        uint64_t random = seed;
        unsigned rounds = 0;

        trial_attach(trial, POLICE, "inbox", 0);
        for (unsigned i = 0; i < 8; i++) {
            for (unsigned k = 0; k < dice(&random) % 5; k++)
                trial_post(trial, POLICE, "signal",
                           trial_signal("1099ZZ", 12, ""));
            trial_forget(trial);
            trial_run(trial, (int64_t)(dice(&random) % 3000000));
            receive(trial, &client, &random);
            if (client.known > client.last)
                ask_for_missing(trial, &client);
        }
        /* the line stays as bad; only nothing new happens any more */
        do {
            trial_run(trial, 5 * SECOND_US);
            receive(trial, &client, &random);
            ask_for_missing(trial, &client);
            receive(trial, &client, &random);
        } while (++rounds < 12);
        assert_int_equal(client.ids_n, client.known);
        expect_all_once(trial, &client);
        for (size_t i = 0; i < client.ids_n; i++)
            free(client.ids[i]);
    }
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_attach_gives_what_was_missed),
        ROW(test_replay),
        ROW(test_confirm_is_kept_and_never_goes_back),
        ROW(test_truncated),
        ROW(test_another_database_is_another_epoch),
        ROW(test_heartbeats_show_a_lost_tail),
        ROW(test_the_desk_stream_is_for_coordinators),
        ROW(test_the_window_is_bounded),
        ROW(test_a_lossy_line_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
