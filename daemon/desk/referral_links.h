/* referral_links -- a second referral of the same person (R051): both are
 * marked and their coordinators told; they are never merged, and who sent one
 * learns nothing of what others sent. */
#ifndef DESK_REFERRAL_LINKS_H
#define DESK_REFERRAL_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/token.h"

struct desk;
struct message_row;
struct submission;

/* referrals_id: the referral that people name by its id, or by that of one of
 * its versions: what is known of a person is kept with the first.
 * errors  RC_NOT_FOUND: the id is of another kind, or was never given */
MUST_USE enum rc referrals_id(struct desk *desk, const char *text,
                              int64_t *seq);

/* What routing takes from a referral before its bytes are gone. */
struct referral_link {
    bool has_person;
    struct link_token person;
    char reflection[16]; /* full-date, "" none */
};

/* referrals_read: of a referral; zeroed for every other message.  A version has
 * no person: whoever knows that it has a target clears has_person. */
void referrals_read(const struct desk *desk, int64_t organisation,
                    const struct submission *message,
                    struct referral_link *out);

/* referrals_routed: adds to desk->outgoing what a double intake makes known:
 * the alerts of the others as they will be, NOTICE_DOUBLE_INTAKE to whoever
 * has one of them and to who is on call, and DUPLICATE to the sender when it
 * is its own organisation that sent the same pseudonym before.  Call it between
 * outgoing_start() and alert_create(), which gets the pseudonym too
 * (alert_route.person) and marks the alerts: all of it is one transaction.
 * out     *is_double: for the alert that is about to be made */
MUST_USE enum rc referrals_routed(struct desk *desk,
                                  const struct message_row *row,
                                  const struct referral_link *link,
                                  bool *is_double);

#endif
