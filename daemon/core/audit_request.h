/* audit_request -- what is asked of the audit, as plain C values; strings are
 * borrowed as in core/request.h. */
#ifndef CORE_AUDIT_REQUEST_H
#define CORE_AUDIT_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

struct request_audit_read {
    uint64_t after;
    uint32_t limit; /* 0: as many as there may be */
    bool newest;
    int64_t since_us;  /* 0: after */
    const char *about; /* "" everything */
    bool is_export;
};

struct request_audit_verify {
    uint64_t after;
};

#endif
