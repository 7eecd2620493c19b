/* route -- what kind of case this is, who must know and by when: the decision
 * tables of the desk applied to one case.  A pure function of the facts, the
 * documents in force and the instant, with a trace of every row that decided.
 * No
 * answer means drop, and none lowers: what no rule foresees goes to the
 * coordinator on call. */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/class.h"
#include "core/facts.h"
#include "core/rc.h"
#include "core/route_trace.h"

struct desk_rules;

enum target_group {
    GROUP_NONE,
    GROUP_A,
    GROUP_B,
    GROUP_C,
    GROUP_D,
    GROUP_UNDETERMINED
};

enum group_mark {
    MARK_OTHER_THAN_SEXUAL = 1U << 0,
    MARK_FORM = 1U << 1,
    MARK_AGE_UNKNOWN = 1U << 2
};

enum route_ask {
    ASK_AGE = 1U << 0,
    ASK_RESIDENCE = 1U << 1,
    ASK_FORM = 1U << 2
};

enum shelter_route {
    SHELTER_ROUTE_NONE, /* no shelter was asked for */
    SHELTER_ROUTE_PLACE,
    SHELTER_ROUTE_YOUTH,
    SHELTER_ROUTE_MUNICIPALITY,
    SHELTER_ROUTE_ASK_RESIDENCE,
    SHELTER_ROUTE_ASK_REGION,
    SHELTER_ROUTE_ESCALATE /* no fitting place: a person must look */
};

enum placer {
    PLACER_NONE,
    PLACER_POLICE_OR_COORDINATOR,
    PLACER_COORDINATOR,
    PLACER_COMENSHA,
    PLACER_YOUTH_OWNER,
    PLACER_MUNICIPALITY,
    PLACER_REGION
};

#define ROUTE_PROPOSALS_MAX 8

struct route_decision {
    enum class_k k;
    struct class_result why;
    enum target_group group;
    uint32_t marks; /* mask of enum group_mark */
    uint32_t ask;   /* mask of enum route_ask */
    enum level level;
    bool raised;      /* before others of its level */
    bool call_112;    /* tell the sender to call 112 */
    size_t region;    /* REGION_UNKNOWN */
    size_t desk;      /* index in regions.desks; DESKS_MAX: no row said one */
    uint64_t inform;  /* roles */
    uint32_t call;    /* mask of enum duty: who gets at least a notice */
    uint64_t act;     /* term of the first act (TERM_WORKING_DAYS); 0: none */
    uint64_t prepare; /* roles: ready actions of the coordinator */
    bool restricted;
    bool no_rule; /* only the catch-all of T4 hit */
    enum shelter_route shelter;
    size_t proposals[ROUTE_PROPOSALS_MAX]; /* facilities, in order */
    size_t proposals_n;
    enum placer placer;
    struct route_trace trace;
};

/* route_decide: class, T1, T2, T3, T4 and, when shelter is needed, T5.
 *
 * class   of a minor the graver of both columns: what is learnt about an age
 *         never weakens a case
 * level   never less grave than the floors of the desk's design: danger now
 *         U1, shelter needed now U2, a referral U3
 * errors  none: a table that says nothing (it cannot, it was proven) is as its
 *         catch-all: the coordinator on call, U2, and no_rule */
void route_decide(const struct desk_rules *rules,
                  const struct case_facts *facts, int64_t now_us,
                  struct route_decision *out);

/* route_decide_at: the same for an alert whose level a person has set: T2 is not
 * asked and no floor holds, for a coordinator may say that there is no hurry;
 * what follows from the level follows from that one (T5.8: a regular place).
 * LEVEL_NONE: nobody did, as route_decide(). */
void route_decide_at(const struct desk_rules *rules,
                     const struct case_facts *facts, int64_t now_us,
                     enum level level, struct route_decision *out);

/* route_group: class and T1 alone, as in route_decide(). */
void route_group(const struct desk_rules *rules, const struct case_facts *facts,
                 struct class_result *why, enum target_group *group);

/* route_places: T6: may this organisation place in that facility itself?
 * false: it becomes a request to the coordinator.  trace may be NULL. */
bool route_places(const struct desk_rules *rules, enum organisation_kind who,
                  size_t facility, struct route_trace *trace);

/* What is to be shared with whom. */
struct sharing_facts {
    unsigned content;          /* word of INPUT_CONTENT, from 0 */
    enum organisation_kind to; /* ORGANISATION_NONE: the network */
    bool police_data;          /* there is some, and it is not released */
    code_number handling;      /* the strictest; 0 not said */
    bool agreement;            /* a valid one allows it */
};

enum sharing {
    SHARING_NO,
    SHARING_DECISION, /* a person decides, with purpose and agreement */
    SHARING_AUTOMATIC
};

/* route_shares: T7.  Nothing leaves without a row. */
enum sharing route_shares(const struct desk_rules *rules,
                          const struct sharing_facts *facts,
                          struct route_trace *trace);

/* route_feedback_term: T8: within what term this moment is told; 0: at once.
 * moment  word of INPUT_FEEDBACK, from 0 */
uint64_t route_feedback_term(const struct desk_rules *rules, unsigned moment,
                             struct route_trace *trace);

#endif
