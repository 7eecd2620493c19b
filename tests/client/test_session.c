/* What a session makes of a desk that is newer than the client, with a line
 * that is this test. */
#include <stdio.h>
#include <string.h>

#include "folder.h"

#include "clients/session.h"
#include "clients/session_line.h"
#include "clients/session_state.h"
#include "wire/json.h"

#define FRAMES_MAX 8

/* session_line.o is not linked. */
struct line {
    uint8_t frames[FRAMES_MAX][256]; /* that the desk sent */
    size_t sizes[FRAMES_MAX];
    size_t sent, received;
    char hello_id[SESSION_ID_CHARS];
};

static struct line *
the_line(void)
{
    static struct line line;

    return &line;
}

enum rc
line_open(struct line **out, const struct profile *profile)
{
    (void)profile;
    *the_line() = (struct line){.sent = 0};
    *out = the_line();
    return RC_OK;
}

void
line_close(struct line *line)
{
    (void)line;
}

enum rc
line_connect(struct line *line)
{
    (void)line;
    return RC_OK;
}

void
line_disconnect(struct line *line)
{
    (void)line;
}

enum rc
line_send(struct line *line, const json_t *message, struct refusal *why)
{
    (void)why;
    if (json_object_get(message, "hello") != NULL)
        (void)snprintf(
            line->hello_id, sizeof line->hello_id, "%s",
            json_string_value(json_object_get(message, "request_id")));
    return RC_OK;
}

enum rc
line_recv(struct line *line, json_t **message)
{
    size_t i = line->received;

    if (i == line->sent)
        return RC_AGAIN;
    line->received++;
    return json_from_wire("ServerMessage", line->frames[i], line->sizes[i],
                          message);
}

enum line_news
line_look(struct line *line)
{
    (void)line;
    return LINE_QUIET;
}

int
line_wait(struct line *line, const int fds[], size_t fds_n, int64_t wait_ms)
{
    (void)line;
    (void)fds;
    (void)fds_n;
    (void)wait_ms;
    return -1;
}

/* A message of our schema (released), and behind it what is not. */
static void
desk_sends(json_t *message, const char *newer, size_t newer_n)
{
    struct line *line = the_line();
    uint8_t *frame = line->frames[line->sent];
    struct refusal why = {.n = 0};
    size_t n = 0;

    assert_non_null(message);
    assert_int_equal(json_to_wire("ServerMessage", message, frame,
                                  sizeof line->frames[0] - newer_n, &n, &why),
                     RC_OK);
    memcpy(frame + n, newer, newer_n);
    line->sizes[line->sent++] = n + newer_n;
    json_decref(message);
}

/* Body 31, which is none of ours. */
#define NEWER   "\xfa\x07\x02\x08\x01"
#define NEWER_N (sizeof NEWER - 1)

static struct session_event
next(struct session *session)
{
    return session_next(session, session_now_ms());
}

static struct session *
greeted_session(struct profile *profile)
{
    struct session *session = NULL;

    assert_int_equal(session_open(&session, profile), RC_OK);
    assert_int_equal(next(session).what, SESSION_NOTHING);
    desk_sends(json_pack("{s:s, s:{s:i, s:s}}", "request_id",
                         the_line()->hello_id, "welcome", "protocol", 1, "desk",
                         "ams"),
               NEWER, NEWER_N);
    assert_int_equal(next(session).what, SESSION_GREETED);
    assert_string_equal(
        json_string_value(json_object_get(session_welcome(session), "desk")),
        "ams");
    return session;
}

static void
test_a_pushed_body_of_a_newer_desk_is_ignored(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct session *session = greeted_session(profile);
    struct session_event event;

    desk_sends(json_object(), NEWER, NEWER_N);
    assert_int_equal(next(session).what, SESSION_NOTHING);
    desk_sends(json_object(), NEWER, NEWER_N);
    desk_sends(json_pack("{s:{}}", "heartbeat"), NEWER, NEWER_N);
    event = next(session);
    assert_int_equal(event.what, SESSION_MESSAGE);
    assert_string_equal(event.name, "heartbeat");
    session_close(session);
    profile_close(profile);
}

static void
test_a_newer_desk_is_heard_nevertheless(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct session *session = greeted_session(profile);

    session->heard_at_ms -= 10000;
    assert_true(session_silent_ms(session) >= 10000);
    desk_sends(json_object(), NEWER, NEWER_N);
    assert_int_equal(next(session).what, SESSION_NOTHING);
    assert_true(session_silent_ms(session) < 10000);
    session_close(session);
    profile_close(profile);
}

static void
test_an_answer_that_is_not_known_is_none(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct session *session = NULL;

    assert_int_equal(session_open(&session, profile), RC_OK);
    assert_int_equal(next(session).what, SESSION_NOTHING);
    desk_sends(json_pack("{s:s}", "request_id", the_line()->hello_id), NEWER,
               NEWER_N);
    assert_int_equal(next(session).what, SESSION_NOTHING);
    assert_null(session_welcome(session));
    /* The one to wait for may still come. */
    desk_sends(
        json_pack("{s:s, s:{}}", "request_id", the_line()->hello_id, "welcome"),
        "", 0);
    assert_int_equal(next(session).what, SESSION_GREETED);
    session_close(session);
    profile_close(profile);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_pushed_body_of_a_newer_desk_is_ignored),
        IN_FOLDER(test_a_newer_desk_is_heard_nevertheless),
        IN_FOLDER(test_an_answer_that_is_not_known_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
