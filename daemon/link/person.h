/* person -- the keyed pseudonym of a sender's pseudonym: two referrals of one
 * person have the same (R051).  Without the key it says nothing. */
#ifndef LINK_PERSON_H
#define LINK_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "link/token.h"

#define PERSON_REF_MIN 6 /* characters, as normalised */

/* link_person: of a victim_ref.
 *
 * rule    case, spaces and the marks - . / _ do not count.  One of at least
 *         PERSON_REF_MIN characters with a digit among them is the same
 *         whoever wrote it; a shorter or plainer one ("A", "anna") only within
 *         one organisation: others use it for somebody else
 * out     false: nothing is left of it */
bool link_person(const struct link_key *key, int64_t organisation,
                 const char *victim_ref, struct link_token *out);

#endif
