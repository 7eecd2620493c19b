/* session -- see session.h */
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "core/refusal.h"
#include "output.h"
#include "profile.h"
#include "session_line.h"
#include "session_state.h"
#include "sys/clock.h"
#include "sys/secret.h"
#include "text.h"

#define REOPEN_MIN_MS 100
#define REOPEN_MAX_MS 2000
#define GREET_MS      4000 /* no welcome in this time: connect afresh */
#define REFUSED_MS    1000 /* before we knock again */
#define BEATS_MISSED  3

int64_t
session_now_ms(void)
{
    struct clock real = {0};

    return clock_mono_us(&real) / 1000;
}

enum rc
session_open(struct session **out, struct profile *profile)
{
    enum rc rc = RC_FATAL;
    struct session *s = calloc(1, sizeof *s);

    if (s == NULL)
        return RC_FATAL;
    s->profile = profile;
    s->reopen_wait_ms = REOPEN_MIN_MS;
    s->heard_at_ms = session_now_ms();
    s->beat_ms = 5000;
    if ((rc = line_open(&s->line, profile)) != RC_OK)
        goto out;
    *out = s;
    s = NULL;
out:
    session_close(s);
    return rc;
}

void
session_close(struct session *s)
{
    if (s == NULL)
        return;
    line_close(s->line);
    json_decref(s->welcome);
    json_decref(s->message);
    json_decref(s->refusal);
    free(s);
}

void
session_watch_fd(struct session *s, int fd)
{
    if (s->fds_n < FDS_MAX)
        s->fds[s->fds_n++] = fd;
}

void
session_unwatch_fd(struct session *s, int fd)
{
    for (size_t i = 0; i < s->fds_n; i++) {
        if (s->fds[i] == fd)
            s->fds[i--] = s->fds[--s->fds_n];
    }
}

static void
wait_to_reopen(struct session *s, int64_t at_least_ms)
{
    int64_t wait_ms = s->reopen_wait_ms;

    line_disconnect(s->line);
    s->state = STATE_WAITING;
    s->reopen_wait_ms =
        wait_ms * 2 > REOPEN_MAX_MS ? REOPEN_MAX_MS : wait_ms * 2;
    if (wait_ms < at_least_ms)
        wait_ms = at_least_ms;
    /* Spread out: a desk that restarts should not meet everybody at once. */
    wait_ms += (int64_t)randombytes_uniform((uint32_t)(wait_ms / 2 + 1));
    s->reopen_at_ms = session_now_ms() + wait_ms;
}

static enum rc
send_any(struct session *s, const char *kind, json_t *body,
         char id[SESSION_ID_CHARS])
{
    if (id[0] == '\0') {
        uint8_t random[16];

        randombytes_buf(random, sizeof random);
        (void)sodium_bin2hex(id, SESSION_ID_CHARS, random, sizeof random);
    }

    json_t *message = json_pack("{s:s, s:O}", "request_id", id, kind, body);

    if (message == NULL)
        return RC_INVALID;

    s->why.n = 0;

    enum rc rc = line_send(s->line, message, &s->why);

    json_decref(message);
    return rc;
}

static void
greet(struct session *s)
{
    json_t *hello =
        json_pack("{s:i, s:i, s:s}", "protocol_min", 1, "protocol_max", 1,
                  "software", "loket/" LOKET_VERSION);

    s->hello_id[0] = '\0';
    s->state = STATE_GREETING;
    s->greet_until_ms = session_now_ms() + GREET_MS;
    if (hello == NULL || line_connect(s->line) != RC_OK ||
        send_any(s, "hello", hello, s->hello_id) != RC_OK)
        wait_to_reopen(s, 0);
    json_decref(hello);
}

static void
welcome_take(struct session *s, json_t *body)
{
    uint8_t key[PUBLIC_KEY_BYTES];
    size_t n = 0;
    int64_t beat_ms = object_number(body, "heartbeat_ms");

    json_decref(s->welcome);
    s->welcome = json_incref(body);
    s->state = STATE_GREETED;
    s->refusals = 0;
    s->reopen_wait_ms = REOPEN_MIN_MS;
    if (beat_ms > 0)
        s->beat_ms = beat_ms;
    profile_keep_telephone(s->profile, object_text(body, "fallback_telephone"));
    s->beat_at_ms = session_now_ms() + s->beat_ms;
    if (sodium_hex2bin(key, sizeof key, object_text(body, "receipt_key"),
                       strlen(object_text(body, "receipt_key")), NULL, &n,
                       NULL) == 0 &&
        n == sizeof key && profile_pin_receipt_key(s->profile, key) == RC_STALE)
        output_error(_("warning: the desk signs receipts with another key "
                       "than before; ask the operator, then remove %s/%s"),
                     s->profile->folder, "server.sign");
}

static enum session_happening
refused(struct session *s)
{
    s->refusals++;
    wait_to_reopen(s, REFUSED_MS);
    return SESSION_REFUSED;
}

/* What the answer to hello, or a refusal that says we never said it, means. */
static bool
conversation_take(struct session *s, struct session_event *event)
{
    if (strcmp(event->name, "welcome") == 0) {
        welcome_take(s, event->body);
        event->what = SESSION_GREETED;
        return true;
    }
    if (strcmp(event->name, "refusal") == 0 &&
        strcmp(object_text(event->body, "code"), "not_greeted") == 0) {
        /* Front was restarted behind our back. */
        wait_to_reopen(s, 0);
        s->reopen_at_ms = session_now_ms();
        event->what = SESSION_LOST;
        return true;
    }
    if (s->state == STATE_GREETING && strcmp(event->id, s->hello_id) == 0) {
        if (strcmp(event->name, "refusal") == 0 &&
            strcmp(object_text(event->body, "code"), "unavailable") != 0) {
            json_decref(s->refusal);
            s->refusal = json_incref(event->body);
            event->what = refused(s);
            return true;
        }
        wait_to_reopen(s, object_number(event->body, "retry_after_ms"));
        event->what = SESSION_NOTHING;
        return true;
    }
    return false;
}

/* One received message, if there is one. */
static bool
message_take(struct session *s, struct session_event *event)
{
    json_t *message = NULL;

    while (line_recv(s->line, &message) == RC_OK) {
        const char *name;
        json_t *value;

        json_decref(s->message);
        s->message = message;
        *event = (struct session_event){.what = SESSION_MESSAGE};
        (void)snprintf(event->id, sizeof event->id, "%s",
                       object_text(message, "request_id"));
        json_object_foreach(message, name, value)
        {
            if (strcmp(name, "request_id") == 0 || !json_is_object(value))
                continue;
            (void)snprintf(event->name, sizeof event->name, "%s", name);
            event->body = value;
        }
        if (event->body != NULL && conversation_take(s, event)) {
            if (event->what == SESSION_NOTHING)
                continue;
            if (event->what == SESSION_GREETED)
                s->heard_at_ms = session_now_ms();
            return true;
        }
        if (s->state != STATE_GREETED)
            continue;
        s->heard_at_ms = session_now_ms();
        if (event->body == NULL)
            continue; /* what only a newer desk says; but it is there */
        return true;
    }
    return false;
}

static bool
line_news(struct session *s, struct session_event *event)
{
    enum line_news news = line_look(s->line);

    if (news == LINE_QUIET || s->state == STATE_WAITING)
        return false;

    enum state before = s->state;

    if (news == LINE_REFUSED) {
        event->what = refused(s);
        return true;
    }
    wait_to_reopen(s, 0);
    event->what = SESSION_LOST;
    return before == STATE_GREETED;
}

/* What is due by the clock; answers when something is next. */
static int64_t
tick(struct session *s, struct session_event *event)
{
    int64_t now_ms = session_now_ms();

    if (s->state == STATE_WAITING) {
        if (now_ms < s->reopen_at_ms)
            return s->reopen_at_ms;
        greet(s);
    }
    if (s->state == STATE_GREETING) {
        if (now_ms >= s->greet_until_ms)
            wait_to_reopen(s, 0);
        return s->state == STATE_WAITING ? s->reopen_at_ms : s->greet_until_ms;
    }
    if (s->state != STATE_GREETED)
        return s->reopen_at_ms;

    int64_t silent_at_ms = s->heard_at_ms + BEATS_MISSED * s->beat_ms;

    if (now_ms >= silent_at_ms) {
        wait_to_reopen(s, 0);
        event->what = SESSION_LOST;
        return now_ms;
    }
    if (now_ms >= s->beat_at_ms) {
        json_t *empty = json_object();
        char id[SESSION_ID_CHARS] = "";

        if (empty != NULL)
            (void)!send_any(s, "heartbeat", empty, id);
        json_decref(empty);
        s->beat_at_ms = now_ms + s->beat_ms;
    }
    return silent_at_ms < s->beat_at_ms ? silent_at_ms : s->beat_at_ms;
}

struct session_event
session_next(struct session *s, int64_t until_ms)
{
    struct session_event event = {.what = SESSION_NOTHING};

    for (;;) {
        if (s->state != STATE_WAITING && message_take(s, &event))
            return event;
        event = (struct session_event){.what = SESSION_NOTHING};
        if (line_news(s, &event))
            return event;

        int64_t next_ms = tick(s, &event);

        if (event.what != SESSION_NOTHING)
            return event;

        int64_t now_ms = session_now_ms();

        if (next_ms > until_ms)
            next_ms = until_ms;
        event.fd = line_wait(s->line, s->fds, s->fds_n,
                             next_ms > now_ms ? next_ms - now_ms : 0);
        if (event.fd >= 0) {
            event.what = SESSION_INPUT;
            return event;
        }
        if (session_now_ms() >= until_ms)
            return event;
    }
}

enum rc
session_send(struct session *s, const char *kind, json_t *body,
             char id[SESSION_ID_CHARS])
{
    if (s->state != STATE_GREETED)
        return RC_AGAIN;
    return send_any(s, kind, body, id);
}

const json_t *
session_welcome(const struct session *s)
{
    return s->welcome;
}

const char *
session_telephone(const struct session *s)
{
    const struct profile *profile = s->profile;

    /* A welcome has put the desk's word into the profile. */
    return profile->desk_telephone[0] != '\0' ? profile->desk_telephone
                                              : profile->fallback_telephone;
}

int64_t
session_silent_ms(const struct session *s)
{
    return session_now_ms() - s->heard_at_ms;
}

unsigned
session_refusals(const struct session *s)
{
    return s->refusals;
}
