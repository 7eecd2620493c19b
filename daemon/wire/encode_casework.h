/* encode_casework -- what is answered about referrals, tasks and terms, to
 * bytes; as encode.h.  Lists of more than LIST_LIMIT do not fit (0). */
#ifndef WIRE_ENCODE_CASEWORK_H
#define WIRE_ENCODE_CASEWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/casework_reply.h"
#include "wire/encode.h"

/* NULL: none (NOT_FOUND) */
size_t wire_referral_result(const struct wire_out *out,
                            enum ack_verdict verdict,
                            const struct reply_referral *referral);
size_t wire_task_result(const struct wire_out *out, enum ack_verdict verdict,
                        const struct reply_task *task);
size_t wire_term_result(const struct wire_out *out, enum ack_verdict verdict,
                        const struct reply_term *term);

size_t wire_referral_list(const struct wire_out *out,
                          const struct reply_referral *referrals, size_t n,
                          bool more);
size_t wire_referral_detail(const struct wire_out *out,
                            const struct reply_referral_detail *detail);
size_t wire_task_list(const struct wire_out *out,
                      const struct reply_task *tasks, size_t n, bool more);
/* next: cursor, "" no more */
size_t wire_term_list(const struct wire_out *out,
                      const struct reply_term *terms, size_t n,
                      const char *next);

#endif
