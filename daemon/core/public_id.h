/* public_id -- the names people read aloud: "S-7K3QM2XA".
 *
 * A public id is a prefix and 8 Crockford base32 characters (40 bits).  The
 * 40 bits are a keyed permutation of the row number: nobody without the key
 * can tell the order or number of rows from ids, two rows never share one,
 * and the way back needs no index.  The permutation is a 10-round balanced
 * Feistel network over 2 x 20 bits with SipHash-2-4 as round function (the
 * construction of NIST SP 800-38G's FF1, in binary). */
#ifndef CORE_PUBLIC_ID_H
#define CORE_PUBLIC_ID_H

#include <stdint.h>

#include "core/rc.h"

#define PUBLIC_ID_BYTES     11 /* "S-" + 8 + NUL */
#define PUBLIC_ID_KEY_BYTES 16
#define PUBLIC_ID_ROW_MAX   ((INT64_C(1) << 40) - 1)
#define RECEIPT_CODE_BYTES  10 /* 80 bits */
#define RECEIPT_BYTES       28 /* "S-XXXXXXXX-" + 16 + NUL */

enum public_id_kind {
    PUBLIC_ID_SIGNAL = 'S',
    PUBLIC_ID_REFERRAL = 'R',
    PUBLIC_ID_ADVICE = 'A',
    PUBLIC_ID_BOTTLENECK = 'K',
    PUBLIC_ID_WITHDRAWAL = 'W',
    PUBLIC_ID_ALERT = 'M',
    PUBLIC_ID_BUNDLE = 'B',
    PUBLIC_ID_SWAP = 'X', /* of a shift: ruil */
    PUBLIC_ID_PLACEMENT = 'P',
    PUBLIC_ID_SHARE = 'D',    /* of information: delen */
    PUBLIC_ID_QUESTION = 'Q', /* to the sender of a message */
    PUBLIC_ID_TASK = 'T',
    PUBLIC_ID_TERM = 'J',    /* termijn: where a list goes on */
    PUBLIC_ID_DECISION = 'V' /* about a verband: signals that belong together */
};

struct public_id_key {
    uint8_t bytes[PUBLIC_ID_KEY_BYTES];
};

/* public_id_write: row in 0..PUBLIC_ID_ROW_MAX to text.  Different kinds
 * permute differently.  Costs ten SipHashes. */
void public_id_write(const struct public_id_key *key, enum public_id_kind kind,
                     int64_t row, char out[PUBLIC_ID_BYTES]);

/* public_id_read: text to kind and row; RC_INVALID unless it is exactly an
 * id of a known kind.  Lower case and the Crockford look-alikes (O for 0,
 * I and L for 1) are accepted: ids are read aloud.  Any well-formed id has a
 * row; whether the row exists is the store's to say. */
MUST_USE enum rc public_id_read(const struct public_id_key *key,
                                const char *text, enum public_id_kind *kind,
                                int64_t *row);

/* receipt_write: id, dash and the 80-bit code in 16 Crockford characters. */
void receipt_write(const char id[PUBLIC_ID_BYTES],
                   const uint8_t code[RECEIPT_CODE_BYTES],
                   char out[RECEIPT_BYTES]);

/* receipt_read: the way back; `id` gets canonical spelling.  RC_INVALID when
 * the form is wrong.  The caller compares the code in constant time. */
MUST_USE enum rc receipt_read(const char *text, char id[PUBLIC_ID_BYTES],
                              uint8_t code[RECEIPT_CODE_BYTES]);

#endif
