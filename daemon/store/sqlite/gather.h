/* gather -- what a transaction adds to the log goes there in few writes.
 *
 * SQLite writes a header and a page for each page that changed: a batch of
 * messages is forty calls, each of which looks its place up in the kernel's
 * cache anew.  Here what follows on each other is put together, up to
 * GATHER_BYTES of the file, and written before anything else is done with it.
 *
 * Only for connections with synchronous FULL or EXTRA: there each commit syncs
 * the log before anybody may read it, and what is gathered is written then.
 * With less, others would be told of frames that are not in the file yet. */
#ifndef STORE_SQLITE_GATHER_H
#define STORE_SQLITE_GATHER_H

struct sqlite3_file;

/* SQLite's own way to files takes less than 128 KiB at a time. */
#define GATHER_BYTES (64 * 1024)

/* gather_file: an open file from now on gathers what is written to it, until
 * it is closed.
 *
 * errors  of gather_file: SQLITE_NOMEM, the file is as it was.  Of its
 *         methods: what the file below answers, perhaps later than to the
 *         write that it is about, never later than to the sync; what could
 *         not be written is kept and tried again before anything else
 * cost    GATHER_BYTES of memory, of which nothing is used before it is
 *         written to */
int gather_file(struct sqlite3_file *file);

#endif
