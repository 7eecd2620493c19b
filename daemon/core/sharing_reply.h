/* sharing_reply -- what the desk tells about sharing, questions and
 * bottlenecks, and what senders hear about their messages; as plain C values,
 * pointers are borrowed until they are encoded. */
#ifndef CORE_SHARING_REPLY_H
#define CORE_SHARING_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/sharing_request.h"

/* What the sender of a message is told; "" and 0: nothing of that. */
struct feedback {
    enum feedback_state state;
    enum outcome outcome;
    const char *telephone; /* NULL: none; so the next */
    const char *earlier;   /* id of the earlier message */
    int64_t until_us;
    bool call_112;
};

/* What leaves the desk; the fields of loket.v1.Shared. */
struct shared {
    const char *share; /* id, "" of what would leave */
    enum share_content content;
    bool recalled; /* nothing below is said then */
    const char *municipality;
    const char *postcode;
    uint32_t house_number;
    const char *addition;
    uint8_t class_k; /* 0: not shared */
    const char *const *indicators;
    size_t indicators_n;
    uint32_t organisations; /* 0: not shared */
    const char *contact;
    const char *purpose;
    const char *agreement;
    int64_t keep_until_us;
};

struct reply_share {
    const char *share; /* id, "" of what would leave */
    const char *bundle;
    const char *to;
    enum share_content content;
    const char *agreement;
    const char *purpose;
    const char *by;
    int64_t at_us;
    int64_t recalled_us;
    const char *row; /* of T7 */
};

struct reply_question {
    const char *question;
    const char *id; /* of the message */
    const char *text;
    int64_t asked_us;
    const char *answer;
    int64_t answered_us; /* 0: not yet */
};

struct reply_bottleneck {
    const char *id;
    enum bottleneck_state state;
    code_number category;
    const char *municipality;
    const char *owner;
    int64_t accepted_us;
    int64_t changed_us;
    const char *reason;
};

#endif
