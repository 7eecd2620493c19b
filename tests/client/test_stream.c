/* The conversation that follows a stream, with a desk that is this test:
 * session_send() and the clock are ours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"

#include "clients/session.h"
#include "clients/stream.h"

#define EPOCH "000102030405060708090a0b0c0d0e0f"

/* What was asked last, and what was applied. */
struct desk {
    char asked[16];
    char asked_id[SESSION_ID_CHARS];
    int64_t after;
    char after_alert[16];
    int64_t confirmed;
    unsigned questions;
    char applied[256];
    unsigned snapshots;
    int64_t now_ms;
};

/* session.o is not linked; a session of the test is its desk. */
static struct desk *
desk_of(struct session *session)
{
    return (struct desk *)session;
}

static struct session *
session_of(struct desk *desk)
{
    return (struct session *)desk;
}

static int64_t *
now(void)
{
    static int64_t now_ms = 1000;

    return &now_ms;
}

int64_t
session_now_ms(void)
{
    return *now();
}

enum rc
session_send(struct session *session, const char *kind, json_t *body,
             char id[SESSION_ID_CHARS])
{
    struct desk *desk = desk_of(session);

    if (strcmp(kind, "confirm") == 0) {
        desk->confirmed = json_integer_value(json_object_get(body, "seq"));
        return RC_OK;
    }
    (void)snprintf(id, SESSION_ID_CHARS, "%032u", ++desk->questions);
    (void)snprintf(desk->asked, sizeof desk->asked, "%s", kind);
    memcpy(desk->asked_id, id, SESSION_ID_CHARS);
    desk->after = json_integer_value(json_object_get(body, "after"));
    if (strcmp(kind, "snapshot") == 0)
        (void)snprintf(desk->after_alert, sizeof desk->after_alert, "%s",
                       json_string_value(json_object_get(body, "after")));
    return RC_OK;
}

static void
on_event(void *arg, const char *stream, const json_t *event)
{
    struct desk *desk = arg;
    size_t n = strlen(desk->applied);

    (void)stream;
    (void)snprintf(desk->applied + n, sizeof desk->applied - n, "%lld ",
                   json_integer_value(json_object_get(event, "seq")));
}

static void
on_snapshot(void *arg, const char *stream, const json_t *snapshot)
{
    struct desk *desk = arg;

    (void)stream;
    (void)snapshot;
    desk->snapshots++;
}

static struct stream *
open_stream(struct desk *desk, const struct profile *profile)
{
    const struct stream_reader reader = {on_event, on_snapshot, desk};
    struct stream *stream = NULL;

    assert_int_equal(stream_open(&stream, profile, "inbox", "test", &reader),
                     RC_OK);
    return stream;
}

/* Takes the body over. */
static void
say(struct stream *stream, struct desk *desk, const char *name, const char *id,
    json_t *body)
{
    struct session_event event = {.what = SESSION_MESSAGE, .body = body};

    assert_non_null(body);
    (void)snprintf(event.name, sizeof event.name, "%s", name);
    (void)snprintf(event.id, sizeof event.id, "%s", id);
    (void)stream_take(stream, session_of(desk), &event);
    json_decref(body);
}

static void
greet(struct stream *stream, struct desk *desk)
{
    struct session_event event = {.what = SESSION_GREETED};

    (void)stream_take(stream, session_of(desk), &event);
}

static json_t *
events(int64_t first, int64_t last, int64_t head)
{
    json_t *list = json_array();

    for (int64_t seq = first; seq <= last; seq++)
        (void)json_array_append_new(list,
                                    json_pack("{s:I}", "seq", (json_int_t)seq));
    return json_pack("{s:s, s:o, s:I}", "stream", "inbox", "events", list,
                     "head", (json_int_t)head);
}

static void
attached(struct stream *stream, struct desk *desk, int64_t head, bool truncated)
{
    assert_string_equal(desk->asked, "attach");
    say(stream, desk, "attached", desk->asked_id,
        json_pack("{s:{s:s, s:I}, s:s, s:b}", "head", "stream", "inbox", "head",
                  (json_int_t)head, "epoch", EPOCH, "truncated",
                  (int)truncated));
}

static void
heartbeat(struct stream *stream, struct desk *desk, int64_t head,
          const char *epoch)
{
    say(stream, desk, "heartbeat", "",
        json_pack("{s:[{s:s, s:I}], s:s}", "heads", "stream", "inbox", "head",
                  (json_int_t)head, "epoch", epoch));
}

static void
test_pushed_events_are_applied_and_confirmed(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    assert_int_equal(desk.after, 0);
    attached(stream, &desk, 2, false);
    assert_false(stream_current(stream));
    say(stream, &desk, "events", "", events(1, 2, 2));
    assert_string_equal(desk.applied, "1 2 ");
    assert_int_equal(desk.confirmed, 2);
    assert_true(stream_current(stream));
    stream_close(stream);
    profile_close(profile);
}

static void
test_a_lost_frame_is_replayed(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    attached(stream, &desk, 0, false);
    say(stream, &desk, "events", "", events(1, 1, 1));
    say(stream, &desk, "events", "", events(3, 3, 3));
    assert_string_equal(desk.applied, "1 ");
    assert_string_equal(desk.asked, "replay");
    assert_int_equal(desk.after, 1);
    say(stream, &desk, "events", "", events(4, 4, 4)); /* comes meanwhile */
    say(stream, &desk, "events", desk.asked_id, events(2, 3, 4));
    assert_int_equal(desk.after, 3);
    say(stream, &desk, "events", desk.asked_id, events(4, 4, 4));
    assert_string_equal(desk.applied, "1 2 3 4 ");
    assert_true(stream_current(stream));
    stream_close(stream);
    profile_close(profile);
}

static void
test_a_lost_tail_shows_in_the_heartbeat(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);
    unsigned before;

    greet(stream, &desk);
    attached(stream, &desk, 0, false);
    before = desk.questions;
    heartbeat(stream, &desk, 0, EPOCH);
    assert_int_equal(desk.questions, before);
    heartbeat(stream, &desk, 2, EPOCH);
    assert_string_equal(desk.asked, "replay");
    say(stream, &desk, "events", desk.asked_id, events(1, 2, 2));
    assert_string_equal(desk.applied, "1 2 ");
    stream_close(stream);
    profile_close(profile);
}

static void
test_every_event_once_across_a_reconnect(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    attached(stream, &desk, 2, false);
    say(stream, &desk, "events", "", events(1, 2, 2));
    greet(stream, &desk);
    assert_string_equal(desk.asked, "attach");
    assert_int_equal(desk.after, 2);
    attached(stream, &desk, 3, false);
    say(stream, &desk, "events", "", events(1, 3, 3));
    assert_string_equal(desk.applied, "1 2 3 ");
    stream_close(stream);
    profile_close(profile);
}

static void
test_a_restart_goes_on_where_it_was(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    attached(stream, &desk, 2, false);
    say(stream, &desk, "events", "", events(1, 2, 2));
    stream_close(stream);
    stream = open_stream(&desk, profile);
    greet(stream, &desk);
    assert_int_equal(desk.after, 2);
    stream_close(stream);
    profile_close(profile);
}

static void
test_a_truncated_stream_begins_with_a_snapshot(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    attached(stream, &desk, 90, true);
    assert_string_equal(desk.asked, "snapshot");
    say(stream, &desk, "snapshot", desk.asked_id,
        json_pack("{s:I, s:[{s:s}], s:b}", "as_of", (json_int_t)90, "alerts",
                  "alert", "M-00000000", "more", 1));
    assert_string_equal(desk.asked, "snapshot");
    say(stream, &desk, "snapshot", desk.asked_id,
        json_pack("{s:I}", "as_of", (json_int_t)95));
    assert_int_equal(desk.snapshots, 2);
    assert_int_equal(desk.after, 90); /* of the first answer */
    attached(stream, &desk, 95, false);
    say(stream, &desk, "events", "", events(91, 91, 95));
    assert_string_equal(desk.applied, "91 ");
    stream_close(stream);
    profile_close(profile);
}

static void
test_a_long_inbox_snapshot_is_read_to_its_end(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    stream_from_snapshot(stream);
    greet(stream, &desk);
    assert_string_equal(desk.asked, "snapshot");
    say(stream, &desk, "snapshot", desk.asked_id,
        json_pack("{s:I, s:[{s:s}, {s:s}], s:b}", "as_of", (json_int_t)7,
                  "pages", "alert", "M-00000001", "alert", "M-00000002", "more",
                  1));
    assert_string_equal(desk.asked, "snapshot");
    assert_string_equal(desk.after_alert, "M-00000002");
    say(stream, &desk, "snapshot", desk.asked_id,
        json_pack("{s:I}", "as_of", (json_int_t)9));
    assert_string_equal(desk.asked, "attach");
    assert_int_equal(desk.after, 7);
    stream_close(stream);
    profile_close(profile);
}

static void
test_another_epoch_attaches_again(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);
    unsigned before;

    greet(stream, &desk);
    attached(stream, &desk, 0, false);
    before = desk.questions;
    heartbeat(stream, &desk, 0, "ff");
    assert_int_equal(desk.questions, before + 1);
    assert_string_equal(desk.asked, "attach");
    stream_close(stream);
    profile_close(profile);
}

static void
test_what_is_not_answered_is_asked_again(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    assert_int_equal(desk.questions, 1);
    stream_tick(stream, session_of(&desk));
    assert_int_equal(desk.questions, 1);
    *now() += 3000;
    stream_tick(stream, session_of(&desk));
    assert_int_equal(desk.questions, 2);
    stream_close(stream);
    profile_close(profile);
}

static void
test_an_event_of_a_later_desk_counts_too(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct desk desk = {0};
    struct stream *stream = open_stream(&desk, profile);

    greet(stream, &desk);
    attached(stream, &desk, 1, false);
    /* Without a body that we know. */
    say(stream, &desk, "events", "", events(1, 1, 1));
    assert_true(stream_current(stream));
    stream_close(stream);
    profile_close(profile);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_pushed_events_are_applied_and_confirmed),
        IN_FOLDER(test_a_lost_frame_is_replayed),
        IN_FOLDER(test_a_lost_tail_shows_in_the_heartbeat),
        IN_FOLDER(test_every_event_once_across_a_reconnect),
        IN_FOLDER(test_a_restart_goes_on_where_it_was),
        IN_FOLDER(test_a_truncated_stream_begins_with_a_snapshot),
        IN_FOLDER(test_a_long_inbox_snapshot_is_read_to_its_end),
        IN_FOLDER(test_another_epoch_attaches_again),
        IN_FOLDER(test_what_is_not_answered_is_asked_again),
        IN_FOLDER(test_an_event_of_a_later_desk_counts_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
