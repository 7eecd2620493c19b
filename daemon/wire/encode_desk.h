/* encode_desk -- what the desk tells its own people, to bytes; as encode.h.
 * Lists of more than LIST_LIMIT do not fit (0), but where said otherwise. */
#ifndef WIRE_ENCODE_DESK_H
#define WIRE_ENCODE_DESK_H

#include <stddef.h>
#include <stdint.h>

#include "core/desk_reply.h"
#include "wire/encode.h"

size_t wire_document_text(const struct wire_out *out,
                          const struct reply_version *version,
                          const uint8_t *text, size_t text_n);
size_t wire_document_versions(const struct wire_out *out,
                              const struct reply_version *versions, size_t n,
                              bool more);
/* An answer to a change always fits: findings beyond REPLY_FINDINGS_MAX or the
 * frame are counted in findings_left_out, of in_use LIST_LIMIT are told, of
 * versions REQUEST_DOCUMENTS_MAX. */
size_t wire_document_result(const struct wire_out *out,
                            const struct reply_document *result);
size_t wire_roster_state(const struct wire_out *out,
                         const struct reply_roster_state *state);
size_t wire_roster_accepted(const struct wire_out *out, const char *roster,
                            int64_t start_us);
/* result as above; NULL: none */
size_t wire_swap_result(const struct wire_out *out,
                        const struct reply_swap *swap,
                        const struct reply_document *result);
size_t wire_drill_started(const struct wire_out *out, const char *alert);

#endif
