/* reply -- encode an answer and hand it to front. */
#ifndef DESK_REPLY_H
#define DESK_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/refusal.h"
#include "wire/encode.h"

struct desk;
struct session;
struct turn;

/* reply_out: the desk's frame buffer as target of a wire_*() function;
 * request_id NULL: a push. */
struct wire_out reply_out(struct desk *desk, const uint8_t *request_id);

/* reply_send: the n bytes that were written there; 0: it did not fit, which
 * is logged and nothing is sent. */
void reply_send(struct desk *desk, const struct session *to, size_t n);

/* reply_refuse: one finding about one field ("": the whole message). */
void reply_refuse(struct desk *desk, const struct turn *turn,
                  enum refusal_code code, const char *field);

/* reply_findings: all findings; with the message id of a submit. */
void reply_findings(struct desk *desk, const struct turn *turn,
                    const struct refusal *why);

/* reply_failed: what the client hears when the store did not do it: nothing
 * for RC_UNKNOWN and RC_FATAL, else a refusal. */
void reply_failed(struct desk *desk, const struct turn *turn, enum rc rc);

#endif
