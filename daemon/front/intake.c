/* intake -- see intake.h */
#include "front/intake.h"

#include <stdint.h>
#include <string.h>
#include <zmq.h>

#include "core/config.h"
#include "core/model.h"
#include "core/people.h"
#include "core/refusal.h"
#include "front/fair.h"
#include "front/keyring.h"
#include "front/relay.h"
#include "front/router.h"
#include "front/sessions.h"
#include "front/state.h"
#include "front/sweep.h"
#include "front/zap.h"
#include "front/zev.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/pulse.h"
#include "wire/encode.h"
#include "wire/precheck.h"
#include "wire/raw_field.h"

#define ANSWER_BYTES     1024 /* a refusal with one finding, or BUSY */
#define FIELD_MESSAGE_ID 1    /* of a Submit */

/* Who speaks, or NULL.  User-Id is read from the body: the routing id frame
 * may have been made before the handshake told it.  It is ZAP's own answer,
 * because the domain is enforced, and the key is looked at anew each time. */
static const struct principal_key *
speaker_of(struct front *front, zmq_msg_t *body)
{
    int64_t key = zap_user_key(zmq_msg_gets(body, "User-Id"));

    return key == 0 ? NULL
                    : keyring_by_key(front->keyring, key,
                                     clock_utc_us(front->clock));
}

static void
answer(struct front *front, const struct session *session,
       const struct wire_out *out, size_t n)
{
    front->router_used = true;
    if (n > 0 &&
        router_send(front->router, session->routing, out->bytes, n) != RC_OK)
        front->counts.push_lost++;
}

static void
answer_refusal(struct front *front, const struct session *session,
               const struct frame_glance *glance, const struct refusal *why)
{
    static const uint8_t unread[REQUEST_ID_BYTES];
    uint8_t bytes[ANSWER_BYTES];
    const struct wire_out out = {
        .bytes = bytes, .cap = sizeof bytes, .request_id = glance->request_id};

    front->counts.malformed++;
    if (memcmp(glance->request_id, unread, sizeof unread) == 0)
        return; /* there is nobody the answer could be matched by */
    answer(front, session, &out, wire_refusal(&out, why, NULL));
}

/* The id the sender gave its submit; NULL: it was none, or has none. */
static const uint8_t *
message_id_of(zmq_msg_t *body, const struct frame_glance *glance)
{
    const uint8_t *at =
        (const uint8_t *)zmq_msg_data(body) + glance->submit_offset;
    const uint8_t *end = at + glance->submit_n;
    struct raw_field field;

    while (at != NULL && at < end) {
        at = raw_field_read(at, end, &field);
        if (at != NULL && field.number == FIELD_MESSAGE_ID &&
            field.type == RAW_LENGTH && field.n == MESSAGE_ID_BYTES)
            return field.bytes;
    }
    return NULL;
}

static void
answer_busy(struct front *front, const struct session *session, zmq_msg_t *body,
            const struct frame_glance *glance)
{
    uint8_t bytes[ANSWER_BYTES];
    const struct wire_out out = {
        .bytes = bytes, .cap = sizeof bytes, .request_id = glance->request_id};

    front->counts.busy++;
    answer(front, session, &out,
           wire_busy(&out, front->settings->busy_retry_ms,
                     message_id_of(body, glance)));
}

/* A hello goes ahead with the urgent ones: an urgent message sent right
 * behind it must not arrive before it. */
static enum fair_lane
lane_of(const struct frame_glance *glance)
{
    if (glance->kind == REQUEST_HELLO ||
        (glance->kind == REQUEST_SUBMIT && glance->urgent))
        return FAIR_URGENT;
    return glance->kind == REQUEST_SUBMIT ? FAIR_SUBMIT : FAIR_TALK;
}

static void
take_from(struct front *front, const struct principal_key *key,
          const uint8_t *routing, zmq_msg_t *body)
{
    int srcfd = zmq_msg_get(body, ZMQ_SRCFD);
    int64_t now_us = clock_mono_us(front->clock);
    struct frame_glance glance;
    struct refusal why = {.n = 0};
    uint64_t gone;
    enum rc rc;

    const struct sighting seen = {
        .routing = routing, .key = key->key, .srcfd = srcfd, .now_us = now_us};
    const struct session *session =
        sessions_touch(front->sessions, &seen, &gone);

    if (gone != 0)
        relay_gone(front, gone);
    if (precheck_client(zmq_msg_data(body), zmq_msg_size(body), &glance,
                        &why) != RC_OK) {
        answer_refusal(front, session, &glance, &why);
        return;
    }

    struct fair_item item = {.peer = session->peer,
                             .key = key->key,
                             .organisation = key->organisation,
                             .message_n = glance.message_n};

    zmq_msg_init(&item.body);
    zmq_msg_move(&item.body, body);
    rc = fair_push(front->fair, lane_of(&glance), &item, now_us);
    if (rc == RC_AGAIN)
        answer_busy(front, session, &item.body, &glance);
    else if (rc != RC_OK)
        front_stop(front, rc);
    zmq_msg_close(&item.body);
    if (!fair_has_room(front->fair))
        zev_pause(front->intake);
}

static void
take_frame(struct front *front, const uint8_t *routing, zmq_msg_t *body)
{
    const struct principal_key *key = speaker_of(front, body);

    if (key == NULL) {
        front->counts.key_bad++;
        sweep_cut(zmq_msg_get(body, ZMQ_SRCFD));
        return;
    }
    /* Should we end at it, it is known at whose. */
    pulse_work_at(front->pulse, key->key);
    (void)!fault_point_at(front->control, FAULT_FRONT_FRAME, key->key);
    take_from(front, key, routing, body);
    pulse_work_at(front->pulse, 0);
}

/* A message ends with its last part; nobody sends us more than one. */
static void
drop_rest(struct front *front, zmq_msg_t *part)
{
    front->counts.multipart++;
    while (zmq_msg_more(part) != 0 &&
           zev_recv(router_socket(front->router), part))
        continue;
}

bool
intake_take(void *arg)
{
    struct front *front = arg;
    void *socket = router_socket(front->router);
    zmq_msg_t routing, body;
    bool taken;

    zmq_msg_init(&routing);
    zmq_msg_init(&body);
    taken = zev_recv(socket, &routing);
    if (taken && zmq_msg_more(&routing) != 0 && zev_recv(socket, &body)) {
        if (zmq_msg_more(&body) != 0)
            drop_rest(front, &body);
        else if (!sessions_routing_ok(zmq_msg_data(&routing),
                                      zmq_msg_size(&routing)))
            front->counts.routing_bad++;
        else
            take_frame(front, zmq_msg_data(&routing), &body);
    }
    zmq_msg_close(&routing);
    zmq_msg_close(&body);
    return taken;
}
