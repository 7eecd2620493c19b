/* pack -- how the encoders end: protobuf-c's structs to a ServerMessage, and
 * from core's shapes to protobuf-c's.  For wire itself. */
#ifndef WIRE_PACK_H
#define WIRE_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "loket/v1/socket.pb-c.h"
#include "wire/encode.h"
#include "wire/put.h"

/* pack_message: any message; 0 when it does not fit in cap. */
size_t pack_message(uint8_t *out, size_t cap, const ProtobufCMessage *message);

/* pack_reply: fills in the request id and packs. */
size_t pack_reply(const struct wire_out *out,
                  Loket__V1__ServerMessage *message);

/* pack_begin: a ServerMessage by hand: the request id, then the opening of
 * body `field` with body_n bytes, which the caller puts. */
struct put pack_begin(const struct wire_out *out, uint32_t field,
                      size_t body_n);

/* pack_end: what was written, 0 when it did not fit. */
size_t pack_end(const struct wire_out *out, const struct put *put);

/* Borrowed views: protobuf-c has no const, and never writes when packing. */
char *pack_text(const char *text);
ProtobufCBinaryData pack_bytes(const uint8_t *bytes, size_t n);
char **pack_texts(const char *const *texts);

#define ROLES_MAX 8 /* enough for every role; same file as the mask */

/* pack_roles: the mask as a list; answers how many. */
size_t pack_roles(uint32_t mask, Loket__V1__Role out[ROLES_MAX]);

Loket__V1__StreamHead pack_head(const struct stream_head *head);
Loket__V1__Page pack_page(const struct page *page);
Loket__V1__AlertSummary pack_summary(const struct alert_summary *alert);

#endif
