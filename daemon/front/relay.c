/* relay -- see relay.h */
#include "front/relay.h"

#include <event2/event.h>
#include <string.h>
#include <zmq.h>

#include "core/people.h"
#include "front/fair.h"
#include "front/keyring.h"
#include "front/metrics.h"
#include "front/router.h"
#include "front/sessions.h"
#include "front/state.h"
#include "front/sweep.h"
#include "front/zev.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"

#define RECEIVE_PACKETS 16 /* in one go, then others get a turn */
#define PASS_ROUNDS     8  /* flushes in one pass, likewise */

/* What waits in the channel has left the fair queue: its order is fixed, an
 * urgent message stands behind it.  So it is kept short; the channel has
 * room for more, which is for GONE and FLAG. */
#define CHANNEL_ENOUGH CHANNEL_PACKET_BYTES

static void
put(struct front *front, const struct channel_frame *frame)
{
    enum rc rc = channel_put(front->channel, frame);

    if (rc == RC_OK)
        return;
    /* There is always room for a message, see fill().  GONE is said again
     * when the desk sends to that handle, FLAG within a minute, and metrics
     * are asked for again. */
    if (rc == RC_AGAIN && frame->type != CHANNEL_FRAME)
        return;
    log_line(LOG_ERROR, "relay: frame of type %d not taken: %d",
             (int)frame->type, (int)rc);
    front_stop(front, RC_FATAL);
}

enum rc
relay_hello(struct front *front)
{
    const struct channel_frame hello = {.type = CHANNEL_HELLO,
                                        .peer = front->instance};

    return channel_put(front->channel, &hello);
}

void
relay_gone(struct front *front, uint64_t peer)
{
    put(front, &(struct channel_frame){.type = CHANNEL_GONE, .peer = peer});
}

void
relay_ask_metrics(struct front *front, uint64_t number)
{
    put(front,
        &(struct channel_frame){.type = CHANNEL_METRICS_ASK, .peer = number});
}

/* --- from the desk --- */

static void
push(struct front *front, const struct channel_frame *frame)
{
    const struct session *session = sessions_find(front->sessions, frame->peer);
    enum rc rc;

    if (session == NULL) {
        front->counts.push_lost++;
        relay_gone(front, frame->peer);
        return;
    }
    if (session->key != frame->key ||
        keyring_by_key(front->keyring, frame->key, front->now_utc_us) == NULL) {
        front->counts.key_bad++; /* the sweep will cut it */
        return;
    }
    front->router_used = true;
    rc = router_send(front->router, session->routing, frame->bytes, frame->n);
    if (rc == RC_OK) {
        front->counts.pushed++;
        return;
    }
    /* A slow peer loses it: streams are replayed, requests asked again. */
    front->counts.push_lost++;
    if (rc == RC_NOT_FOUND)
        sweep_end(front, session);
}

static void
add_key(struct front *front, const struct channel_frame *frame)
{
    struct principal_key key;
    enum rc rc = RC_INVALID;

    if (frame->n == sizeof key) {
        memcpy(&key, frame->bytes, sizeof key);
        rc = keyring_add(front->keyring, &key);
    }
    if (rc != RC_OK) {
        log_line(LOG_ERROR, "relay: a key that cannot be listed");
        front_stop(front, RC_FATAL);
    }
}

static void
end_keys(struct front *front)
{
    if (keyring_end(front->keyring) != RC_OK) {
        log_line(LOG_ERROR, "relay: a list of keys that cannot be used");
        front_stop(front, RC_FATAL);
        return;
    }
    sweep_sessions(front);
    if (front->phase == FRONT_AWAITS_KEYS) {
        front->phase = FRONT_SERVES;
        front_bind(front);
    }
}

static void
on_frame(const struct channel_frame *frame, void *arg)
{
    struct front *front = arg;

    if (front->stopped)
        return;
    if (front->phase == FRONT_AWAITS_READY) {
        if (frame->type == CHANNEL_READY && frame->peer == front->instance)
            front->phase = FRONT_AWAITS_KEYS;
        return;
    }
    switch (frame->type) {
    case CHANNEL_SEND:
        push(front, frame);
        break;
    case CHANNEL_KEYS_BEGIN:
        keyring_begin(front->keyring);
        break;
    case CHANNEL_KEY:
        add_key(front, frame);
        break;
    case CHANNEL_KEYS_END:
        end_keys(front);
        break;
    case CHANNEL_METRICS:
        metrics_answer(front->metrics, frame);
        break;
    case CHANNEL_METRICS_ASK:
    case CHANNEL_HELLO:
    case CHANNEL_FRAME:
    case CHANNEL_GONE:
    case CHANNEL_FLAG:
    case CHANNEL_PARK:
    case CHANNEL_READY:
        break; /* not said by a desk, or said twice */
    }
}

void
relay_receive(struct front *front)
{
    front->now_utc_us = clock_utc_us(front->clock);
    for (int i = 0; i < RECEIVE_PACKETS && !front->stopped; i++) {
        enum rc rc = channel_recv(front->channel, on_frame, front);

        if (rc == RC_AGAIN)
            return;
        if (rc == RC_DOWN)
            front_stop(front, RC_OK);
        else if (rc != RC_OK)
            front_stop(front, rc);
    }
}

/* --- to the desk --- */

static void
forward(struct front *front, struct fair_item *item, int64_t utc_us)
{
    /* It may have waited, and its key been revoked meanwhile. */
    if (keyring_by_key(front->keyring, item->key, utc_us) == NULL) {
        front->counts.key_bad++;
    } else {
        put(front, &(struct channel_frame){.type = CHANNEL_FRAME,
                                           .peer = item->peer,
                                           .key = item->key,
                                           .bytes = zmq_msg_data(&item->body),
                                           .n = item->message_n});
        front->counts.forwarded++;
    }
    zmq_msg_close(&item->body);
}

static void
fill(struct front *front, int64_t now_us)
{
    int64_t utc_us = clock_utc_us(front->clock);
    struct fair_item item;
    int64_t key;

    while (channel_pending(front->channel) < CHANNEL_ENOUGH &&
           fair_pop(front->fair, &item, now_us) == RC_OK)
        forward(front, &item, utc_us);
    while (fair_take_flag(front->fair, &key))
        put(front, &(struct channel_frame){.type = CHANNEL_FLAG, .key = key});
}

static void
flush(struct front *front)
{
    enum rc rc = channel_flush(front->channel);

    if (rc == RC_AGAIN) {
        front->channel_blocked = true;
        event_add(front->channel_writable, NULL);
    } else if (rc != RC_OK) {
        front_stop(front, RC_OK);
    }
}

static void
wait_turn(struct front *front, int64_t now_us)
{
    int64_t wait_us = fair_wait_us(front->fair, now_us);

    if (front->channel_blocked || wait_us == INT64_MAX) {
        evtimer_del(front->turn);
        return;
    }

    const struct timeval wait = {.tv_sec = wait_us / 1000000,
                                 .tv_usec = wait_us % 1000000};

    evtimer_add(front->turn, &wait);
}

void
relay_pass(struct front *front)
{
    int64_t now_us = clock_mono_us(front->clock);

    for (int i = 0; i < PASS_ROUNDS && !front->channel_blocked; i++) {
        fill(front, now_us);
        flush(front);
        if (fair_wait_us(front->fair, now_us) > 0)
            break;
    }
    wait_turn(front, now_us);
    if (zev_paused(front->intake) && fair_has_room(front->fair))
        zev_resume(front->intake);
    if (front->router_used) {
        front->router_used = false;
        zev_kick(front->intake);
    }
}
