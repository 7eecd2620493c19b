/* link_pack -- records and models as bytes that every machine reads the same:
 * a version, then numbers of 7 bits a byte, tokens as eight bytes, the lowest
 * first. */
#ifndef STORE_SQLITE_LINK_PACK_H
#define STORE_SQLITE_LINK_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct link_model;
struct link_record;

#define LINK_PACK_BYTES 8192 /* nothing is longer */

/* link_pack_record: keys and values; place and organisation are columns.
 * RC_INVALID: more of them than there may be, or a rarity below 0. */
MUST_USE enum rc link_pack_record(const struct link_record *record,
                                  uint8_t out[LINK_PACK_BYTES], size_t *n);

/* link_unpack_record: the inverse; place and organisation stay as they are.
 * RC_INVALID: another version, cut, longer than it says, out of bounds, or not
 * in the order of link/record.h. */
MUST_USE enum rc link_unpack_record(const void *bytes, size_t n,
                                    struct link_record *out);

/* The same for a model, all of it. */
MUST_USE enum rc link_pack_model(const struct link_model *model,
                                 uint8_t out[LINK_PACK_BYTES], size_t *n);
MUST_USE enum rc link_unpack_model(const void *bytes, size_t n,
                                   struct link_model *out);

#endif
