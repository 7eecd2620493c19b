/* validate_retention -- validate_desk.h's rules for what is kept.
 *
 * RETENTION_ACT   a verb; 1 to RETENTION_IDS_MAX ids, none empty, none twice; a
 *                 reason; a moment of PROLONG and HOLD, of nothing else; a dry
 *                 run of ERASE alone.  How far it may lie is the document's to
 *                 say, and whether an id means something the desk's
 * LIST_RETENTION  a list
 * in, out, cost as validate_desk(); O(ids^2) */
#ifndef CORE_VALIDATE_RETENTION_H
#define CORE_VALIDATE_RETENTION_H

#include "core/refusal.h"
#include "core/request.h"

void validate_retention(const struct request *request, struct refusal *why);

#endif
