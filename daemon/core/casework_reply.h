/* casework_reply -- what is answered about referrals, tasks and terms, as
 * plain C values; pointers are borrowed until the reply is encoded. */
#ifndef CORE_CASEWORK_REPLY_H
#define CORE_CASEWORK_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/desk_reply.h"
#include "core/shelter_reply.h"
#include "core/task.h"
#include "core/term.h"

#define REPLY_LINKED_MAX 16

struct reply_task {
    const char *id;
    const char *referral;
    const char *partner; /* organisation */
    const struct task *task;
};

struct reply_term {
    const char *subject; /* a message or a task */
    const char *row;     /* "T9.1", "" when the document has it no more */
    const struct term *term;
};

struct reply_linked {
    const char *id;
    const char *organisation;
    int64_t accepted_us;
};

/* A referral with all that the desk knows of it. */
struct reply_referral_detail {
    struct reply_referral referral;
    const struct reply_task *tasks; /* at most LIST_LIMIT */
    size_t tasks_n;
    const struct reply_term *terms; /* at most LIST_LIMIT */
    size_t terms_n;
    const struct reply_placement *placements; /* at most LIST_LIMIT */
    size_t placements_n;
    const struct reply_linked *linked; /* with the same pseudonym */
    size_t linked_n;                   /* at most REPLY_LINKED_MAX */
};

#endif
