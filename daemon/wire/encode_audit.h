/* encode_audit -- what the desk tells of the audit, to bytes; as encode.h. */
#ifndef WIRE_ENCODE_AUDIT_H
#define WIRE_ENCODE_AUDIT_H

#include <stddef.h>

#include "core/audit_reply.h"
#include "wire/encode.h"

#define AUDIT_ROWS_MAX  100
#define AUDIT_MARKS_MAX 20

size_t wire_audit_list(const struct wire_out *out,
                       const struct reply_audit *reply);
size_t wire_audit_verified(const struct wire_out *out,
                           const struct reply_audit_verified *reply);
size_t wire_audit_key(const struct wire_out *out,
                      const struct reply_audit_key *reply);

/* wire_audit_bytes: what one row takes of a frame, at most. */
size_t wire_audit_bytes(const struct reply_audit_row *row);

#endif
