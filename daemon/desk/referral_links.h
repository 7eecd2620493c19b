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

/* What routing takes from a referral before its bytes are gone. */
struct referral_link {
    bool has_person;
    struct link_token person;
    char reflection[16]; /* full-date, "" none */
};

/* referrals_read: of a referral that is no version of another; zeroed for every
 * other message. */
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
