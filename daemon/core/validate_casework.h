/* validate_casework -- validate_desk.h's rules for shelter, tasks and terms.
 *
 * SHELTER_ACTION  a verb; RESERVE and PLACE a facility and no placement but
 *                 the reservation of a PLACE; OUT_OF_SERVICE a facility and
 *                 places, no referral; the others a placement and neither
 *                 facility nor referral; EXTEND an instant; places at most
 *                 PLACEMENT_PLACES_MAX; OUT_OF_SERVICE needs a reason
 * REFERRAL_SHOW   an id
 * ASSIGN          a referral, a partner, a task; due an instant or 0
 * TASK_ACTION     a task and a verb; DECLINE needs a reason
 * TERM_ACTION     a referral, a term, a verb; START a full-date, DECIDE a
 *                 decision; neither with another verb
 * in, out, cost   as validate_desk() */
#ifndef CORE_VALIDATE_CASEWORK_H
#define CORE_VALIDATE_CASEWORK_H

#include "core/refusal.h"
#include "core/request.h"

void validate_casework(const struct request *request, struct refusal *why);

#endif
