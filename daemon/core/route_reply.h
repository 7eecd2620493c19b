/* route_reply -- what the desk says of decisions of the tables, as plain C
 * values; strings are borrowed until the reply is encoded. */
#ifndef CORE_ROUTE_REPLY_H
#define CORE_ROUTE_REPLY_H

#include <stdint.h>

#include "core/alert.h"

#define REPLY_DECISIONS_MAX 10 /* the newest; each has its trace */

struct reply_decision {
    int64_t at_us;
    const char *alert;   /* id */
    const char *message; /* id, "" asked again */
    const char *trace;
    enum level level;
    uint32_t class_k; /* enum class_k */
    const char *group;
    const char *region;
    const char *desk;
    const char *prepare;   /* names of roles, a space between */
    const char *proposals; /* names of facilities */
    const char *shelter;   /* word, "" none was asked for */
    const char *placer;
    uint32_t ask; /* mask of enum route_ask */
    bool restricted;
    int64_t tables_version;
    int64_t indicators_version;
};

#endif
