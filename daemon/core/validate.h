/* validate -- is this message acceptable, looked at alone?
 *
 * What other messages say never matters here: an answer must not tell a
 * sender what others reported.  No finding ever holds a value. */
#ifndef CORE_VALIDATE_H
#define CORE_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/indicator.h"
#include "core/model.h"
#include "core/people.h"
#include "core/rc.h"
#include "core/refusal.h"

#define VALIDATE_TEXT_MAX        4000 /* characters of free text */
#define VALIDATE_INDICATORS_MAX  80   /* codes, none twice */
#define VALIDATE_IDENTIFIERS_MAX 32   /* none twice */
#define VALIDATE_VALUE_MAX       256  /* bytes of an identifier's value */
#define VALIDATE_REF_MAX         64   /* bytes of a pseudonym or reference */
#define VALIDATE_FUTURE_S        600 /* sender's clock may be ahead this much */
#define VALIDATE_PAST_DAYS       3653 /* older observations are not taken */

/* validate_submission: every rule of proto/PROTOCOL.md "Ranges and limits".
 *
 * in      message as decoded; list the indicator list in force; now_us UTC
 * out     RC_OK, or RC_INVALID with at least one finding, in field order
 * cost    linear in the size of the message, no memory */
MUST_USE enum rc validate_submission(const struct submission *message,
                                     const struct indicator_list *list,
                                     int64_t now_us, struct refusal *why);

/* validate_enrolment: names, key size, roles and period of a partner. */
MUST_USE enum rc validate_enrolment(const struct enrolment *enrolment,
                                    struct refusal *why);

/* message_is_urgent: a referral or immediate danger: routed at once after its
 * commit and served before the rest. */
bool message_is_urgent(const struct submission *message);

#endif
