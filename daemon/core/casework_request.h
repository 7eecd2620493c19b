/* casework_request -- what is asked about shelter, referrals, tasks of
 * partners and terms, as plain C values; strings are borrowed as in
 * core/request.h.  core/validate_casework.h says what of it is acceptable. */
#ifndef CORE_CASEWORK_REQUEST_H
#define CORE_CASEWORK_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/placement.h"
#include "core/task.h"
#include "core/term.h"

struct request_shelter_action {
    enum shelter_verb verb;
    const char *facility;
    const char *referral;  /* id, or a receipt */
    const char *placement; /* "" none */
    uint32_t places;       /* 0: as the referral says */
    int64_t until_us;      /* 0: the default */
    const char *reason;
};

struct request_list_shelter {
    bool placements;
    const char *facility; /* "" all */
    const char *after;    /* placement */
};

struct request_referral_show {
    const char *id;
};

struct request_assign {
    const char *referral;
    const char *partner; /* organisation */
    enum task_kind task;
    int64_t due_us; /* 0: none */
};

struct request_task_action {
    const char *task;
    enum task_verb verb;
    const char *reason;
};

struct request_list_tasks {
    const char *referral; /* "" all open ones */
    const char *after;
};

struct request_term_action {
    const char *referral;
    const char *term;
    enum term_verb verb;
    const char *date; /* full-date */
    enum term_decision decision;
};

struct request_list_terms {
    bool exceeded;
    const char *referral; /* "" all */
    const char *after;
};

#endif
