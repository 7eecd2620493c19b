/* signed_receipt -- is this proof of acceptance real?  Offline. */
#ifndef CLIENTS_SIGNED_RECEIPT_H
#define CLIENTS_SIGNED_RECEIPT_H

#include <jansson.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"

/* signed_receipt_verify: the signature, by the desk's key as pinned.
 *
 * in      receipt {statement, signature, public_key}, or an object with such
 *         a "signed_receipt" in it
 * out     statement: the caller's
 * errors  RC_INVALID: not well formed; RC_STALE: signed by another key;
 *         RC_NOT_FOUND: the signature is false */
MUST_USE enum rc signed_receipt_verify(const json_t *receipt,
                                       const uint8_t key[PUBLIC_KEY_BYTES],
                                       json_t **statement);

/* signed_receipt_matches: is it about this message?  submit without message
 * id, changed by the call.  RC_NOT_FOUND: about another one. */
MUST_USE enum rc signed_receipt_matches(const json_t *statement,
                                        json_t *submit);

#endif
