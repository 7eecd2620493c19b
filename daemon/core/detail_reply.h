/* detail_reply -- one message or one bundle as the desk shows it, as plain C
 * values.  Pointers are borrowed until the reply is encoded. */
#ifndef CORE_DETAIL_REPLY_H
#define CORE_DETAIL_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"

struct reply_message {
    const char *id;
    enum message_kind kind;
    const char *organisation;
    int64_t accepted_us;
    const char *bundle; /* "" when none */
    const char *alert;  /* "" when none */
    bool withdrawn;
    bool provisional; /* nobody confirmed that it belongs in its bundle */
    bool expired;
    int64_t end_us;        /* when it expires, 0: never */
    int64_t hold_until_us; /* 0: no hold */
    const uint8_t *submit; /* the stored Submit */
    size_t submit_n;
    const char *const *versions; /* ids */
    size_t versions_n;
};

struct reply_bundle {
    const char *bundle;
    struct strings messages;
    struct strings alerts;
    uint32_t organisations;
    struct strings provisional; /* of the messages, nobody confirmed them */
    uint32_t observations;      /* 0: not said; so the next */
    uint32_t sources;           /* independent ones */
};

#endif
