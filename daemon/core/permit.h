/* permit -- roles x requests: the one table that says who may ask what.
 * Default deny: what the table does not grant is refused. */
#ifndef CORE_PERMIT_H
#define CORE_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/request.h"

/* permit_request: may a principal with these roles make this request?
 * HELLO, HEARTBEAT, STATUS (the receipt is the key), and ATTACH, CONFIRM,
 * REPLAY, SNAPSHOT of the own inbox are for every principal; the desk stream,
 * alerts, referrals and content for coordinators; partners for operators;
 * the document "indicators" for every principal;
 * reading other desk documents and rosters for coordinators, desk managers,
 * operators and auditors; changing documents for desk managers; shifts, swaps
 * and drills for coordinators and desk managers.  Casework and sharing for
 * coordinators; a submitter takes part in shelter and tasks as far as they are
 * its own (the desk asks); questions go by receipt; figures for coordinators,
 * desk managers and statistics, exact ones as the desk allows.  Search, why,
 * decisions and the review queue for coordinators alone: whoever submits must
 * not learn whether something is known; epochs for desk managers and operators.
 * Who may FORCE a swap is a question of the verb: the desk asks it. */
bool permit_request(uint32_t roles, const struct request *request);

#endif
