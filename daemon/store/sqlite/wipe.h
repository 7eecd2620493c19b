/* wipe -- nothing of what was moved or deleted stays in the unused space of a
 * page of the database.
 *
 * secure_delete overwrites what is deleted.  But when the engine spreads the
 * rows of a page over several, copies of those that moved stay in the middle of
 * it, between the list of its rows and the rows, until something needs the
 * room: they would outlive the row itself.  So each page is written to the
 * database file with zeros there.  (The log gets it as it is, in few writes, see
 * gather.h; it is cut when something was erased, see checkpoint_truncate().) */
#ifndef STORE_SQLITE_WIPE_H
#define STORE_SQLITE_WIPE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct wipe;

/* wipe_open: a way to open files, by a name of its own, on top of the one that
 * is the default now; for connections that gather.h allows, and for those that
 * have no log.  RC_DOWN without memory.  wipe_close: when no file is open any
 * more; NULL is allowed. */
MUST_USE enum rc wipe_open(struct wipe **out);
void wipe_close(struct wipe *wipe);
const char *wipe_name(const struct wipe *wipe);

/* wipe_page: zeros in the unused middle of one page (n bytes, number from 1) of
 * a database without auto_vacuum; other pages stay as they are. */
void wipe_page(uint8_t *page, size_t n, int64_t number);

#endif
