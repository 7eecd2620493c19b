/* tokens -- what a signal is found by: its values under every name they may
 * have, keyed, and the lists it stands in. */
#ifndef LINK_TOKENS_H
#define LINK_TOKENS_H

#include <stdint.h>

#include "link/record.h"
#include "link/token.h"

struct facts;

/* Version of the normalisers; part of every token. */
#define LINK_NORM 1

/* link_token: a keyed token of one normalised value; never 0.  The seam for
 * another kind of pseudonym (an oblivious PRF): everything else goes through
 * it.  Costs one BLAKE2b. */
uint64_t link_token_of(const struct link_key *key, enum link_kind kind,
                       const char *value);

/* link_values_add: rarity and clusters are left 0 (the keeper knows them), and
 * so is the place (link/when.h, link_order_of).  The values of one version of a signal are added to those a
 * record has (none twice); what does not fit is left out, the weakest kinds
 * first.  Whatever cannot be normalised, or says "unknown", gives no value:
 * missing is never agreement. */
void link_values_add(const struct link_key *key, const struct facts *facts,
                     struct link_record *record);

/* link_keys_of: the record's blocking keys from its values (and the month of
 * its place), strongest first: phone, handle, e-mail, ad, plate, BAG, dwelling,
 * building, last 7 + PC4, URL, skeleton, plate part + PC4, alias +
 * municipality, two sounds, alias word + PC4 and PC6, PC6 + form, PC6, PC4 +
 * month + form, text bands, alias alone.  At most four of a rule until all had
 * their turn; then the rest, and in the room that is left masked phones, which
 * never link without another agreement.  Of one value alone the key is its
 * token. */
void link_keys_of(const struct link_key *key, struct link_record *record);

/* link_order_of: the tie break of a signal (struct link_place). */
int64_t link_order_of(const struct link_key *key, int64_t organisation,
                      const uint8_t message_id[16]);

#endif
