/* basic_request -- what every client asks, and what is asked of alerts and
 * partners, as plain C values; strings are borrowed as in core/request.h. */
#ifndef CORE_BASIC_REQUEST_H
#define CORE_BASIC_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/model.h"
#include "core/people.h"
#include "core/stream.h"

#define LIST_STATES_MAX 8 /* states named in one list_alerts */

struct request_hello {
    uint32_t protocol_min, protocol_max;
    const char *software;
};

struct request_submit {
    struct submission message;
    const uint8_t *raw; /* the Submit's bytes as received */
    size_t raw_n;
};

struct request_status {
    const char *receipt;
    bool is_signed;
};

struct request_attach {
    enum stream_kind stream;
    uint64_t after;
    const uint8_t *epoch; /* epoch_n is 0 or EPOCH_BYTES */
    size_t epoch_n;
};

struct request_confirm {
    enum stream_kind stream;
    uint64_t seq;
};

struct request_replay {
    enum stream_kind stream;
    uint64_t after;
    uint32_t limit;
};

struct request_snapshot {
    enum stream_kind stream;
    const char *after;
};

struct request_delivered {
    uint8_t page_id[PAGE_ID_BYTES];
};

struct request_alert_action {
    enum alert_verb verb;
    const char *alert;
    uint32_t generation;
    enum outcome outcome;
    enum level level;
    int64_t snooze_us;  /* from now on */
    const char *reason; /* of LEVEL, else "" */
};

struct request_list_alerts {
    uint32_t states; /* bit per enum alert_state; 0: every open one */
    uint32_t limit;
    const char *after;
};

struct request_show {
    const char *id;
};

struct request_partner_list {
    const char *after;
};

struct request_partner_rotate {
    const char *name;
    uint8_t public_key[PUBLIC_KEY_BYTES];
    int64_t old_valid_to_us; /* 0: not said */
};

struct request_partner_revoke {
    const char *name;
    uint8_t public_key[PUBLIC_KEY_BYTES];
    bool has_public_key;
};

struct request_partner_unpark {
    const char *name;
};

#endif
