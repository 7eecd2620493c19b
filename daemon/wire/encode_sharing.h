/* encode_sharing -- what the desk tells about sharing, questions and
 * bottlenecks, to bytes; as encode.h.  Lists of more than LIST_LIMIT, and
 * more than QUESTIONS_SHOWN_MAX questions, do not fit (0). */
#ifndef WIRE_ENCODE_SHARING_H
#define WIRE_ENCODE_SHARING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sharing_reply.h"
#include "wire/encode.h"

#define QUESTIONS_SHOWN_MAX 50

/* share, shown NULL: none (of a refusal) */
size_t wire_share_result(const struct wire_out *out, enum share_verdict verdict,
                         const struct reply_share *share,
                         const struct shared *shown);
size_t wire_share_list(const struct wire_out *out,
                       const struct reply_share *shares, size_t n, bool more);
/* question NULL: none */
size_t wire_question_result(const struct wire_out *out,
                            enum ack_verdict verdict,
                            const struct reply_question *question);
size_t wire_question_list(const struct wire_out *out,
                          const struct reply_question *questions, size_t n);
/* bottleneck NULL: none */
size_t wire_bottleneck_result(const struct wire_out *out,
                              enum ack_verdict verdict,
                              const struct reply_bottleneck *bottleneck);
size_t wire_bottleneck_list(const struct wire_out *out,
                            const struct reply_bottleneck *bottlenecks,
                            size_t n, bool more);

#endif
