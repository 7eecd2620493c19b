/* outbox -- what was not yet received, on disk until it was.
 *
 *   outbox/HASH.json   {message_id, submit}: a message that waits
 *   sent/HASH.json     {message_id, id, receipt, accepted_us}: no content
 *
 * HASH is a keyed digest (key in outbox.key, so that a reader of names learns
 * nothing) of the desk, the message in canonical JSON, and which occurrence of
 * it in one file this is.  So the same file sent twice finds the same message
 * ids and changes nothing, while two equal lines in one file are two messages.
 * Several processes may use one outbox. */
#ifndef CLIENTS_OUTBOX_H
#define CLIENTS_OUTBOX_H

#include <jansson.h>
#include <stdbool.h>

#include "core/rc.h"

struct outbox;
struct profile;

#define OUTBOX_HASH_CHARS 65
#define OUTBOX_ID_CHARS   33

struct outbox_item {
    char hash[OUTBOX_HASH_CHARS];
    char message_id[OUTBOX_ID_CHARS];
    json_t *submit; /* as sent, message_id included; the item's own */
    bool sent;      /* it has a receipt from an earlier run */
};

/* outbox_open: makes the folders.  RC_FATAL: said on stderr. */
MUST_USE enum rc outbox_open(struct outbox **out,
                             const struct profile *profile);
void outbox_close(struct outbox *outbox);

/* outbox_put: find or choose the message id, and keep the message.
 *
 * in      submit without message_id, borrowed; the how-manieth equal one it
 *         is in this run is counted here; again: a new message even if it is
 *         known
 * out     item, to be released with outbox_item_close()
 * errors  RC_FATAL: it could not be kept, said on stderr: do not send it
 * The message is safe after the next outbox_sync(): send it then. */
MUST_USE enum rc outbox_put(struct outbox *outbox, const json_t *submit,
                            bool again, struct outbox_item *item);

/* outbox_sync: everything put or received since the last one is on disk. */
MUST_USE enum rc outbox_sync(struct outbox *outbox);

/* outbox_received: here is its receipt; it waits no longer after the next
 * outbox_sync(). */
MUST_USE enum rc outbox_received(struct outbox *outbox,
                                 const struct outbox_item *item,
                                 const json_t *receipt);

/* outbox_receipt: {message_id, id, receipt, accepted_us} as an earlier run
 * heard it, the caller's; NULL when it never was. */
json_t *outbox_receipt(const struct outbox *outbox,
                       const struct outbox_item *item);

/* outbox_drop: it was refused; the corrected one is another message. */
void outbox_drop(struct outbox *outbox, const struct outbox_item *item);

/* outbox_waiting: the messages of earlier runs, oldest first; empty when
 * another process is busy with this outbox.  items is the caller's to close
 * one by one and free. */
MUST_USE enum rc outbox_waiting(struct outbox *outbox,
                                struct outbox_item **items, size_t *n);

void outbox_item_close(struct outbox_item *item);

#endif
