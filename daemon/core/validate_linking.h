/* validate_linking -- validate_desk.h's rules for finding back and belonging
 * together.
 *
 * SEARCH        a purpose and something to look for; a postcode of 4 digits or
 *               in full, a house number only with one in full, a letter or an
 *               addition only with a number; identifiers, indicators, form as
 *               in a signal (core/validate.h), as many as the request's struct
 *               has room for, none twice; of a number or a plate one character
 *               may be a question mark; full-dates, from < to; words at most
 *               VALIDATE_WORDS_MAX bytes and SEARCH_WORDS_MAX words, no BSN;
 *               class at most CLASS_K4; limit at most LIST_LIMIT.  Which
 *               indicators there are is the list's to say
 * WHY           an id; another other than it
 * LINK_DECIDE   COMBINE 2 to DECIDE_IDS_MAX ids; SPLIT a bundle and 1 or more;
 *               SEPARATE 1 or 2; UNSURE 2; TAKE_BACK a decision and no ids;
 *               none twice; a bundle or decision beside another verb: no; a
 *               reason, but of UNSURE
 * LIST_REVIEW   limit at most REVIEW_LIMIT
 * EPOCH_ACTION  a verb; of SWAP and DROP an epoch; a reason of PREPARE, SWAP
 *               and DROP
 * in, out, cost as validate_desk(); O(ids^2) of a decision */
#ifndef CORE_VALIDATE_LINKING_H
#define CORE_VALIDATE_LINKING_H

#include <stdbool.h>

#include "core/refusal.h"
#include "core/request.h"

#define VALIDATE_WORDS_MAX 280 /* bytes */
#define SEARCH_WORDS_MAX   8

/* search_says_where: a place of which nothing is said is looked for nowhere. */
bool search_says_where(const struct search_place *place);

void validate_linking(const struct request *request, struct refusal *why);

#endif
