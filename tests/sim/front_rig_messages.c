/* The messages that clients of a rig send, written byte by byte. */
#include "front_rig.h"

#include <string.h>

static size_t
begin(uint8_t *out, uint64_t tag)
{
    out[0] = 0x0a;
    out[1] = 16;
    memset(out + 2, 0xa5, 16);
    memcpy(out + 2, &tag, sizeof tag);
    return 18;
}

/* Submit{message_id, content with these few bytes} */
static size_t
submit(uint8_t *out, uint64_t tag, unsigned field, const char *content)
{
    size_t n = begin(out, tag);
    size_t content_n = strlen(content);

    out[n++] = 3 << 3 | 2;
    out[n++] = (uint8_t)(18 + 2 + content_n);
    memcpy(out + n, out, 18);
    n += 18;
    out[n++] = (uint8_t)(field << 3 | 2);
    out[n++] = (uint8_t)content_n;
    memcpy(out + n, content, content_n);
    return n + content_n;
}

size_t
rig_heartbeat(uint8_t *out, uint64_t tag)
{
    size_t n = begin(out, tag);

    out[n++] = 9 << 3 | 2;
    out[n++] = 0;
    return n;
}

size_t
rig_signal(uint8_t *out, uint64_t tag, bool danger_now)
{
    return submit(out, tag, 2, danger_now ? "\x68\x01" : "");
}

size_t
rig_referral(uint8_t *out, uint64_t tag)
{
    return submit(out, tag, 3, "");
}

size_t
rig_malformed(uint8_t *out, uint64_t tag)
{
    size_t n = rig_heartbeat(out, tag);

    /* Heartbeat{30: 0}: there is no field 30 */
    out[n - 1] = 3;
    out[n++] = 0xf0;
    out[n++] = 0x01;
    out[n++] = 0;
    return n;
}
