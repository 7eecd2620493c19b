/* feedback -- what the sender of a message hears about it, as plain C values;
 * texts are borrowed, "" when not said. */
#ifndef CORE_FEEDBACK_H
#define CORE_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"

struct feedback {
    const char *id;
    enum feedback_state state;
    enum outcome outcome;
    const char *telephone; /* with NOT_SEEN_YET, NOTE_MATCH */
    const char *earlier;   /* with DUPLICATE: id */
    int64_t until_us;      /* with TERM_EXCEEDED: the new date */
    bool call_112;         /* with RECEIVED, FORWARDED */
};

#endif
