/* permit -- roles x requests: the one table that says who may ask what.
 * Default deny: what the table does not grant is refused. */
#ifndef CORE_PERMIT_H
#define CORE_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/request.h"

/* permit_request: may a principal with these roles make this request?
 * HELLO, HEARTBEAT, STATUS (the receipt is the key), and ATTACH, CONFIRM,
 * REPLAY, SNAPSHOT of the own inbox are for every principal; the desk stream,
 * alerts and content for coordinators; partners for operators. */
bool permit_request(uint32_t roles, const struct request *request);

#endif
