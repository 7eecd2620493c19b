/* link_record -- what of a message is compared with others: all that its sender
 * said of it until now, as keyed tokens (link/record.h). */
#ifndef DESK_LINK_RECORD_H
#define DESK_LINK_RECORD_H

#include <stdint.h>

#include "core/rc.h"
#include "store/linking.h"

struct desk;
struct link_record;

/* link_record_read: of a signal or referral, by its first version (seq): the
 * values of its newest correction and of its supplements together, with the
 * rarities of the set's epoch.  What cannot be read has no values.
 * arena   is emptied
 * errors  RC_NOT_FOUND: nothing stands of it, it was withdrawn; RC_DOWN ..:
 *         the store */
MUST_USE enum rc link_record_read(struct desk *desk, enum linking_set set,
                                  int64_t first, struct link_record *out);

#endif
