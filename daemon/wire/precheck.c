/* precheck -- see precheck.h; walk.c holds the rules, this file the frames */
#include "wire/precheck.h"

#include <string.h>

#include "loket/v1/socket.pb-c.h"
#include "wire/padding.h"
#include "wire/raw_field.h"
#include "wire/walk.h"

/* The generated header has names for the members of a oneof only. */
enum {
    FIELD_REQUEST_ID = 1, /* of a ClientMessage */
    FIELD_DANGER_NOW = 13 /* of a Signal */
};

static const struct walk_rules of_client = {.budget = PRECHECK_ELEMENTS};
static const struct walk_rules of_desk = {.budget = PRECHECK_ANSWERED,
                                          .from_newer = true};

static enum rc
refuse(struct refusal *why, enum refusal_code code, const char *field)
{
    refusal_add(why, code, "%s", field);
    return RC_INVALID;
}

static enum rc
check_frame(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
            size_t n, const struct walk_rules *rules, struct refusal *why)
{
    if (n > FRAME_MAX_BYTES)
        return refuse(why, REFUSAL_TOO_LARGE, "");
    return walk_message(type, bytes, n, rules, why);
}

static bool
signal_is_urgent(const uint8_t *at, const uint8_t *end)
{
    struct raw_field field;

    while (at != NULL && at < end) {
        at = raw_field_read(at, end, &field);
        if (at != NULL && field.number == FIELD_DANGER_NOW)
            return field.value != 0;
    }
    return false;
}

/* Submit's content: kind and urgency. */
static void
glance_submit(const uint8_t *at, size_t n, struct frame_glance *glance)
{
    const uint8_t *end = at + n;
    struct raw_field field;

    while (at != NULL && at < end) {
        at = raw_field_read(at, end, &field);
        if (at == NULL)
            return;
        switch (field.number) {
        case LOKET__V1__SUBMIT__CONTENT_SIGNAL:
            glance->message = MESSAGE_SIGNAL;
            glance->urgent =
                signal_is_urgent(field.bytes, field.bytes + field.n);
            break;
        case LOKET__V1__SUBMIT__CONTENT_REFERRAL:
            glance->message = MESSAGE_REFERRAL;
            glance->urgent = true;
            break;
        case LOKET__V1__SUBMIT__CONTENT_ADVICE:
            glance->message = MESSAGE_ADVICE;
            break;
        case LOKET__V1__SUBMIT__CONTENT_BOTTLENECK:
            glance->message = MESSAGE_BOTTLENECK;
            break;
        case LOKET__V1__SUBMIT__CONTENT_WITHDRAWAL:
            glance->message = MESSAGE_WITHDRAWAL;
            break;
        default:
            break;
        }
    }
}

static enum rc
check_padding(const uint8_t *bytes, size_t n, size_t *message_n,
              struct refusal *why)
{
    if (padding_message_bytes(bytes, n, message_n) != RC_OK)
        return refuse(why, REFUSAL_INVALID, "padding");
    return RC_OK;
}

/* Fills the glance as far as the bytes can be read; answers how long the
 * request id was. */
static size_t
glance_frame(const uint8_t *bytes, size_t n, struct frame_glance *glance)
{
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + n;
    size_t id_n = 0;
    struct raw_field field;

    while (at != NULL && at < end) {
        at = raw_field_read(at, end, &field);
        if (at == NULL || field.type != RAW_LENGTH)
            break;
        if (field.number == FIELD_REQUEST_ID) {
            id_n = field.n;
            if (id_n == REQUEST_ID_BYTES)
                memcpy(glance->request_id, field.bytes, REQUEST_ID_BYTES);
            continue;
        }
        if (field.number > REQUEST_LAST)
            break;
        glance->kind = (enum request_kind)field.number;
        if (glance->kind == REQUEST_SUBMIT) {
            glance->submit_offset = (size_t)(field.bytes - bytes);
            glance->submit_n = field.n;
        }
    }
    return id_n;
}

/* What holds for a ClientMessage beyond the schema. */
static enum rc
check_client(size_t id_n, const struct frame_glance *glance,
             struct refusal *why)
{
    if (id_n == 0)
        return refuse(why, REFUSAL_REQUIRED, "request_id");
    if (id_n != REQUEST_ID_BYTES)
        return refuse(why, REFUSAL_INVALID, "request_id");
    if (glance->kind == REQUEST_NONE)
        return refuse(why, REFUSAL_REQUIRED, "body");
    return RC_OK;
}

enum rc
precheck_client(const uint8_t *bytes, size_t n, struct frame_glance *glance,
                struct refusal *why)
{
    struct frame_glance seen = {.kind = REQUEST_NONE};
    size_t id_n = 0;
    enum rc rc;

    rc = check_frame(&loket__v1__client_message__descriptor, bytes, n,
                     &of_client, why);
    if (n <= FRAME_MAX_BYTES)
        id_n = glance_frame(bytes, n, &seen);
    if (rc == RC_OK)
        rc = check_padding(bytes, n, &seen.message_n, why);
    if (rc == RC_OK)
        rc = check_client(id_n, &seen, why);
    *glance = (struct frame_glance){.kind = REQUEST_NONE};
    memcpy(glance->request_id, seen.request_id, REQUEST_ID_BYTES);
    if (rc != RC_OK)
        return rc; /* what else it seems to be, nobody may act on */
    if (seen.kind == REQUEST_SUBMIT)
        glance_submit(bytes + seen.submit_offset, seen.submit_n, &seen);
    *glance = seen;
    return RC_OK;
}

enum rc
precheck_submit(const uint8_t *bytes, size_t n, struct refusal *why)
{
    return check_frame(&loket__v1__submit__descriptor, bytes, n, &of_client,
                       why);
}

enum rc
precheck_server(const uint8_t *bytes, size_t n, struct refusal *why)
{
    size_t message_n;
    enum rc rc = check_frame(&loket__v1__server_message__descriptor, bytes, n,
                             &of_desk, why);

    return rc == RC_OK ? check_padding(bytes, n, &message_n, why) : rc;
}
