/* casework_words -- referrals, tasks and terms, in words. */
#ifndef CLIENTS_CASEWORK_WORDS_H
#define CLIENTS_CASEWORK_WORDS_H

#include <jansson.h>
#include <stdint.h>

#include "output.h"

/* casework_phase, casework_track, casework_status, casework_task_kind: the
 * code word of a number of the protocol; "" of 0 and of what a newer desk
 * says. */
const char *casework_phase(int64_t number);
const char *casework_track(int64_t number);
const char *casework_status(int64_t number);
const char *casework_task_kind(int64_t number);

/* A ReferralSummary, a TaskRecord, a TermRecord, a line each. */
void casework_print_referral(const struct output *out, const json_t *referral);
void casework_print_task(const struct output *out, const json_t *task);
void casework_print_term(const struct output *out, const json_t *term);

/* casework_verdict: what became of an action on `id`; ENDING_DONE or
 * ENDING_REFUSED. */
enum ending casework_verdict(const struct output *out, const char *id,
                             const char *verdict);

#endif
