/* encode_linking -- what the desk tells about finding back and belonging
 * together, to bytes; as encode.h.  Lists longer than the reply's struct says
 * do not fit (0). */
#ifndef WIRE_ENCODE_LINKING_H
#define WIRE_ENCODE_LINKING_H

#include <stddef.h>

#include "core/linking_review.h"
#include "wire/encode.h"

size_t wire_search_result(const struct wire_out *out,
                          const struct reply_search *search);
size_t wire_explanation(const struct wire_out *out,
                        const struct reply_why *why);
size_t wire_decision_result(const struct wire_out *out,
                            const struct reply_decided *decided);
size_t wire_review_list(const struct wire_out *out,
                        const struct reply_reviews *reviews);
size_t wire_epoch_result(const struct wire_out *out,
                         const struct reply_epochs *epochs);

#endif
