/* route_message -- give one message its alert. */
#ifndef DESK_ROUTE_MESSAGE_H
#define DESK_ROUTE_MESSAGE_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct message_row;

/* route_version: what `receipt` of a version means.  A target must be an
 * earlier message of the same organisation and, unless it is withdrawn, of
 * the same kind.
 * out     *target: its seq, 0 when there is no such message
 * errors  RC_DOWN, RC_FATAL as the store says */
MUST_USE enum rc route_version(struct desk *desk,
                               const struct message_row *message,
                               const char *receipt, int64_t *target);

/* route_message: a message without alert gets one, of its own or that of its
 * target or bundle, with what the decision tables say (case.h).
 * out     *alert: the new alert, 0 when the message joined one or had one */
MUST_USE enum rc route_message(struct desk *desk,
                               const struct message_row *message,
                               int64_t *alert);

#endif
