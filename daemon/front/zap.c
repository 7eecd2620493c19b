/* zap -- see zap.h */
#include "front/zap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "core/people.h"
#include "front/keyring.h"
#include "front/zev.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/pulse.h"

#define ENDPOINT "inproc://zeromq.zap.01"
#define VERSION  "1.0"
#define BUDGET   16
#define USER_MAX 24

/* RFC 27: the ROUTER's two, then seven, then the credentials. */
enum part {
    PART_PEER,
    PART_EMPTY,
    PART_VERSION,
    PART_REQUEST,
    PART_DOMAIN,
    PART_ADDRESS,
    PART_ROUTING,
    PART_MECHANISM,
    PART_PUBLIC_KEY,
    PARTS
};

struct zap {
    struct zap_options options;
    void *socket;
    struct zev *zev;
};

static bool
part_is(zmq_msg_t *part, const char *text)
{
    size_t n = strlen(text);

    return zmq_msg_size(part) == n && memcmp(zmq_msg_data(part), text, n) == 0;
}

/* The status code for one request, and who it is. */
static const char *
decide(const struct zap *zap, zmq_msg_t *parts, size_t n, int64_t *key)
{
    const struct principal_key *found;

    *key = 0;
    if (n != PARTS || !part_is(&parts[PART_VERSION], VERSION) ||
        !part_is(&parts[PART_DOMAIN], ZAP_DOMAIN) ||
        !part_is(&parts[PART_MECHANISM], "CURVE") ||
        zmq_msg_size(&parts[PART_PUBLIC_KEY]) != PUBLIC_KEY_BYTES)
        return "400";
    if (!keyring_ready(zap->options.keyring))
        return "300";
    found = keyring_by_public(zap->options.keyring,
                              zmq_msg_data(&parts[PART_PUBLIC_KEY]),
                              clock_utc_us(zap->options.clock));
    if (found == NULL)
        return "400";
    *key = found->key;
    return "200";
}

static void
send_text(const struct zap *zap, const char *text, int flags)
{
    (void)zmq_send(zap->socket, text, strlen(text), flags | ZMQ_DONTWAIT);
}

/* The asking socket lives in this process and waits for this one answer:
 * when it is gone, so is the question. */
static void
answer(struct zap *zap, zmq_msg_t *parts, const char *status, int64_t key)
{
    char user[USER_MAX] = "";

    if (key != 0)
        snprintf(user, sizeof user, "%" PRId64, key);
    for (size_t i = PART_PEER; i <= PART_EMPTY; i++) {
        if (zmq_msg_send(&parts[i], zap->socket, ZMQ_SNDMORE | ZMQ_DONTWAIT) <
            0)
            return;
    }
    send_text(zap, VERSION, ZMQ_SNDMORE);
    if (zmq_msg_send(&parts[PART_REQUEST], zap->socket,
                     ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        return;
    send_text(zap, status, ZMQ_SNDMORE);
    send_text(zap, "", ZMQ_SNDMORE); /* text: a stranger learns nothing */
    send_text(zap, user, ZMQ_SNDMORE);
    send_text(zap, "", 0); /* metadata */
}

static bool
take_request(void *arg)
{
    struct zap *zap = arg;
    zmq_msg_t parts[PARTS];
    size_t n = 0;
    int64_t key = 0;
    bool more = true;

    for (size_t i = 0; i < PARTS; i++)
        zmq_msg_init(&parts[i]);
    while (more) {
        /* what is beyond the last part known is read over it */
        zmq_msg_t *part = &parts[n < PARTS ? n : PARTS - 1];

        if (!zev_recv(zap->socket, part))
            break;
        more = zmq_msg_more(part) != 0;
        n++;
    }
    if (n > PART_REQUEST) {
        const char *status = decide(zap, parts, n, &key);

        pulse_work_at(zap->options.pulse, key);
        answer(zap, parts, status, key);
        pulse_work_at(zap->options.pulse, 0);
    }
    for (size_t i = 0; i < PARTS; i++)
        zmq_msg_close(&parts[i]);
    return n > 0;
}

enum rc
zap_open(struct zap **out, const struct zap_options *options)
{
    struct zap *zap = calloc(1, sizeof *zap);
    const int none = 0;

    if (zap == NULL)
        return RC_FATAL;
    zap->options = *options;
    zap->socket = zmq_socket(options->context, ZMQ_ROUTER);

    const struct zev_options watch = {.base = options->base,
                                      .socket = zap->socket,
                                      .budget = BUDGET,
                                      .take = take_request,
                                      .arg = zap};

    if (zap->socket == NULL ||
        zmq_setsockopt(zap->socket, ZMQ_LINGER, &none, sizeof none) != 0 ||
        zmq_bind(zap->socket, ENDPOINT) != 0 ||
        zev_open(&zap->zev, &watch) != RC_OK) {
        log_line(LOG_ERROR, "zap: %s", zmq_strerror(zmq_errno()));
        zap_close(zap);
        return RC_FATAL;
    }
    *out = zap;
    return RC_OK;
}

void
zap_close(struct zap *zap)
{
    if (zap == NULL)
        return;
    zev_close(zap->zev);
    if (zap->socket != NULL)
        zmq_close(zap->socket);
    free(zap);
}

int64_t
zap_user_key(const char *user_id)
{
    int64_t key = 0;

    if (user_id == NULL || user_id[0] == '\0')
        return 0;
    for (; *user_id != '\0'; user_id++) {
        if (*user_id < '0' || *user_id > '9' || key > INT64_MAX / 10 - 1)
            return 0;
        key = key * 10 + (*user_id - '0');
    }
    return key;
}
