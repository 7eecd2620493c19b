/* sharing_request -- what is asked about sharing, questions, bottlenecks,
 * decisions of the tables and figures, as plain C values; strings are borrowed
 * as in core/request.h.  core/validate_sharing.h says what of it is
 * acceptable. */
#ifndef CORE_SHARING_REQUEST_H
#define CORE_SHARING_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"

#define REPORT_COLUMNS_MAX 6
#define REPORT_FILTERS_MAX 12
#define REPORT_VALUES_MAX  32 /* of one filter */

/* Numbers are those of loket.v1.ShareContent; minus 1 they are the words of
 * INPUT_CONTENT. */
enum share_content {
    SHARE_NONE,
    SHARE_BUNDLE_SUMMARY,
    SHARE_ADDRESS_NOTE
};

/* Numbers are those of loket.v1.ShareVerdict. */
enum share_verdict {
    SHARE_VERDICT_NONE,
    SHARE_OK,
    SHARE_NO_ROW,
    SHARE_AGREEMENT,
    SHARE_HANDLING,
    SHARE_NOT_FOUND,
    SHARE_RECALLED,
    SHARE_NOTHING
};

/* Numbers are those of loket.v1.BottleneckState. */
enum bottleneck_state {
    BOTTLENECK_NEW,
    BOTTLENECK_OPEN,
    BOTTLENECK_STRUCTURAL,
    BOTTLENECK_SOLVED,
    BOTTLENECK_DROPPED
};

struct request_share_new {
    const char *id;
    const char *to;
    enum share_content content;
    const char *agreement; /* "" none */
    const char *purpose;
    bool check_only;
};

struct request_share_recall {
    const char *share;
    const char *reason;
};

struct request_list_shares {
    const char *id; /* "" all */
    const char *after;
};

struct request_ask {
    const char *id;
    const char *text;
};

struct request_answer {
    const char *receipt;
    const char *question;
    const char *text;
};

struct request_list_questions {
    const char *receipt; /* "" a coordinator asks */
    const char *id;
};

struct request_bottleneck_action {
    const char *id;
    enum bottleneck_state state;
    const char *owner;
    const char *reason;
};

struct request_list_bottlenecks {
    bool all;
    const char *after;
};

struct request_route_explain {
    const char *id;
    bool again; /* ask the tables anew */
};

struct report_filter {
    const char *column;
    struct strings values;
};

struct request_report {
    const char *report;
    struct strings columns;
    struct report_filter filters[REPORT_FILTERS_MAX];
    size_t filters_n;
    const char *from; /* full-date */
    const char *to;   /* full-date, half-open */
    bool exact;
    const char *purpose;
    const char *after;
};

#endif
