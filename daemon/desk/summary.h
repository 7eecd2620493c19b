/* summary -- one call about many alerts: what a storm or a busy quarter of an
 * hour leaves of the single ones. */
#ifndef DESK_SUMMARY_H
#define DESK_SUMMARY_H

#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/reply.h"

struct desk;
struct summary;

/* summary_due: the person's waiting pages become one call. */
MUST_USE enum rc summary_due(struct desk *desk, int64_t person);

/* summary_again: a sent summary as it is shown in a repeat; RC_NOT_FOUND:
 * nothing of it is open any more. */
MUST_USE enum rc summary_again(struct desk *desk,
                               const uint8_t page_id[PAGE_ID_BYTES],
                               uint32_t attempt, struct page *out);

/* summary_describe: as its person sees it. */
void summary_describe(const struct desk *desk, const struct summary *summary,
                      struct page *out);

/* summary_storm: look whether the storm is over. */
MUST_USE enum rc summary_storm(struct desk *desk);

#endif
