/* A packet of the channel from arbitrary bytes: no report; a refused packet
 * shows no frame; the frames of an accepted one stand inside it and arrive
 * the same when they are sent again. */
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sys/channel.h"

#define HEADER  24
#define PENDING ((size_t)4 * CHANNEL_PACKET_BYTES)

struct look {
    const uint8_t *packet;
    size_t n;
    size_t used;   /* bytes of the frames so far, headers and padding too */
    size_t frames; /* visited */
    uint64_t digest;
    struct channel *out;
};

static uint64_t
mix(uint64_t digest, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3U;
    return digest;
}

static void
visit(const struct channel_frame *frame, void *arg)
{
    struct look *look = arg;

    require(frame->type >= CHANNEL_HELLO && frame->type <= CHANNEL_LAST);
    look->used += HEADER + (frame->n + 7) / 8 * 8;
    look->frames++;
    look->digest = mix(look->digest, &frame->type, sizeof frame->type);
    look->digest = mix(look->digest, &frame->peer, sizeof frame->peer);
    look->digest = mix(look->digest, &frame->key, sizeof frame->key);
    look->digest = mix(look->digest, frame->bytes, frame->n);
    if (look->packet != NULL)
        require(frame->bytes >= look->packet &&
                frame->bytes + frame->n <= look->packet + look->n);
    if (look->out != NULL)
        require(channel_put(look->out, frame) == RC_OK);
}

static void
send_again(const struct look *first)
{
    struct channel *a = NULL;
    struct channel *b = NULL;
    struct look sent = {.packet = first->packet, .n = first->n};
    struct look heard = {.used = 0};
    int fds[2];

    require(channel_pair(fds) == RC_OK);
    require(channel_open(&a, fds[0], PENDING) == RC_OK);
    require(channel_open(&b, fds[1], PENDING) == RC_OK);
    sent.out = a;
    require(channel_parse(first->packet, first->n, visit, &sent) == RC_OK);
    require(channel_pending(a) == first->used);
    require(channel_flush(a) == RC_OK);
    while (channel_recv(b, visit, &heard) == RC_OK)
        continue;
    require(heard.frames == first->frames && heard.digest == first->digest);
    channel_close(a);
    channel_close(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct look look = {.packet = bytes, .n = n};
    enum rc rc;

    if (n > CHANNEL_PACKET_BYTES)
        return 0;
    rc = channel_parse(bytes, n, visit, &look);
    require(rc == RC_OK || rc == RC_INVALID);
    if (rc == RC_INVALID) {
        require(look.frames == 0);
        return 0;
    }
    require(look.used == n);
    if (look.frames > 0)
        send_again(&look);
    return 0;
}
