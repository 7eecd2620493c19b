/* route_question -- the questions to the tables that are not about a message:
 * may they place, may this be shared, when is it told (T6, T7, T8). */
#ifndef CLIENTS_ROUTE_QUESTION_H
#define CLIENTS_ROUTE_QUESTION_H

#include "core/rc.h"
#include "core/route_trace.h"
#include "route_outcome.h"

struct desk_rules;

/* route_question: about is
 *
 *     placement  "police-amsterdam, acm-nood"        outcome: yes or request
 *     sharing    "match-note to housing, police data, H2, agreement"
 *                                          outcome: no, decision or automatic
 *     feedback   "received"                outcome: the term
 *
 * in      text is spoilt
 * errors  RC_INVALID: not understood */
MUST_USE enum rc route_question(const struct desk_rules *rules,
                                const char *about, char *text,
                                struct route_trace *trace,
                                char outcome[OUTCOME_BYTES]);

#endif
