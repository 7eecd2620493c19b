/* notices -- what people of the desk should know without being called. */
#ifndef DESK_NOTICES_H
#define DESK_NOTICES_H

#include <stdint.h>

#include "core/alert.h"
#include "core/desk_reply.h"
#include "core/rc.h"
#include "core/roster_book.h"

struct desk;

/* notices_to: adds to desk->outgoing one notice for each of these persons
 * who is enrolled. */
void notices_to(struct desk *desk, person_set people,
                const struct notice *notice);

/* notices_managers: .. for the desk managers of the persons document; when
 * none of them is enrolled, for every person, and when none of those is, for
 * every coordinator with a valid key: somebody must hear it. */
void notices_managers(struct desk *desk, const struct notice *notice);

/* notices_operators: .. for every operator with a valid key. */
void notices_operators(struct desk *desk, const struct notice *notice);

/* notices_oncall: .. for everybody on call in any roster; when none of them is
 * enrolled, as notices_managers().
 * notices_owner: .. for this principal, as long as it has a valid key; else,
 * and for nobody (0), as notices_oncall(): nothing lapses with a person.
 * notices_of_referral: the same of whoever has this referral, 0: nobody. */
void notices_oncall(struct desk *desk, const struct notice *notice);
void notices_owner(struct desk *desk, int64_t owner,
                   const struct notice *notice);
MUST_USE enum rc notices_of_referral(struct desk *desk, int64_t referral,
                                     const struct notice *notice);

/* notices_unattended: .. that nobody was there for this alert. */
void notices_unattended(struct desk *desk, const struct alert *alert);

/* notices_send: write what stands in desk->outgoing, by itself, and push it.
 * verb: of its audit record. */
MUST_USE enum rc notices_send(struct desk *desk, const char *verb);

#endif
