/* pack -- how the encoders end: protobuf-c's structs to a ServerMessage, and
 * from core's shapes to protobuf-c's.  For wire itself. */
#ifndef WIRE_PACK_H
#define WIRE_PACK_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/encode.h"
#include "wire/put.h"

struct Loket__V1__AlertSummary;
struct Loket__V1__ListedAlert;
struct Loket__V1__Page;
struct Loket__V1__ServerMessage;
struct Loket__V1__Shared;
struct shared;
struct Loket__V1__WhyLine;
struct why_line;
struct Loket__V1__StreamHead;

/* pack_why_line: one line of a sum. */
void pack_why_line(struct Loket__V1__WhyLine *to, const struct why_line *from);

/* pack_message: any message; 0 when it does not fit in cap. */
size_t pack_message(uint8_t *out, size_t cap, const ProtobufCMessage *message);

/* pack_reply: fills in the request id and packs. */
size_t pack_reply(const struct wire_out *out,
                  struct Loket__V1__ServerMessage *message);

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

#define PACK_ROLES_MAX 8 /* room for every role */

/* pack_roles: the mask as a list of Loket__V1__Role, an unsigned to C;
 * answers how many. */
size_t pack_roles(uint32_t mask, uint32_t out[PACK_ROLES_MAX]);

void pack_head(struct Loket__V1__StreamHead *to,
               const struct stream_head *head);

/* pack_listed: the first LISTED_MAX alerts of a summary, in `room` and `list`,
 * which have place for so many and live as long as what holds them; answers
 * how many. */
size_t pack_listed(const struct listed_alert *from, size_t n,
                   struct Loket__V1__ListedAlert *room,
                   struct Loket__V1__ListedAlert **list);

/* pack_page: room and list as above. */
void pack_page(struct Loket__V1__Page *to, const struct page *page,
               struct Loket__V1__ListedAlert *room,
               struct Loket__V1__ListedAlert **list);
void pack_shared(struct Loket__V1__Shared *to, const struct shared *shared);
void pack_summary(struct Loket__V1__AlertSummary *to,
                  const struct alert_summary *summary);

#endif
