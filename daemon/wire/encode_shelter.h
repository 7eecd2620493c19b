/* encode_shelter -- what the desk tells about places; see encode.h. */
#ifndef WIRE_ENCODE_SHELTER_H
#define WIRE_ENCODE_SHELTER_H

#include <stddef.h>

#include "core/shelter_reply.h"
#include "wire/encode.h"

struct Loket__V1__Placement;

size_t wire_shelter_result(const struct wire_out *out,
                           const struct reply_shelter *result);
/* 0 as well when there are more than the limits of shelter_reply.h */
size_t wire_shelter_list(const struct wire_out *out,
                         const struct reply_shelter_list *list);

/* wire_placement_fill: one of them, for other messages that tell it. */
void wire_placement_fill(struct Loket__V1__Placement *to,
                         const struct reply_placement *from);

#endif
