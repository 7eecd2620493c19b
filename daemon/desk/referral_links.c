/* referral_links -- see referral_links.h */
#include "desk/referral_links.h"

#include <stdio.h>

#include "core/model.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "link/person.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/referrals.h"

#define TWINS_MAX 16 /* more are only counted, in the list of referrals */

enum rc
referrals_id(struct desk *desk, const char *text, int64_t *seq)
{
    enum rc rc = ids_read(desk, text, PUBLIC_ID_REFERRAL, seq);

    return rc == RC_OK ? message_first(desk->store, *seq, seq) : rc;
}

void
referrals_read(const struct desk *desk, int64_t organisation,
               const struct submission *message, struct referral_link *out)
{
    *out = (struct referral_link){.has_person = false};
    if (message->kind != MESSAGE_REFERRAL)
        return;
    out->has_person = link_person(&desk->secrets->link, organisation,
                                  message->referral.victim_ref, &out->person);
    (void)snprintf(out->reflection, sizeof out->reflection, "%s",
                   message->referral.reflection_start);
}

static void
add_notice(struct desk *desk, int64_t owner, int64_t seq)
{
    char id[PUBLIC_ID_BYTES];
    const struct notice notice = {
        .code = NOTICE_DOUBLE_INTAKE, .roster = "", .person = "", .id = id};

    ids_message(desk, MESSAGE_REFERRAL, seq, id);
    if (owner == 0)
        notices_oncall(desk, &notice);
    else
        notices_owner(desk, owner, &notice);
}

static enum rc
show_marked(struct desk *desk, int64_t row)
{
    struct alert alert;
    enum rc rc = RC_OK;

    if (row == 0)
        return RC_OK;
    rc = alert_get(desk->store, row, &alert);
    if (rc != RC_OK)
        return rc;
    alert.double_intake = true;
    outgoing_alert(desk, &alert);
    return RC_OK;
}

/* Of its own messages a sender may hear (T8.3): of its latest, however many
 * others there are. */
static enum rc
tell_sender(struct desk *desk, const struct message_row *row,
            const struct link_token *person)
{
    const struct twin_query query = {
        .person = person, .seq = row->seq, .organisation = row->organisation};
    struct referral_twin earlier;
    char earlier_id[PUBLIC_ID_BYTES];
    size_t n = 0;
    enum rc rc = referral_twins(desk->store, &query, &earlier, 1, &n);

    if (rc != RC_OK || n == 0)
        return rc;
    ids_message(desk, MESSAGE_REFERRAL, earlier.seq, earlier_id);
    outgoing_feedback(
        desk, row,
        &(struct feedback){.state = FEEDBACK_DUPLICATE, .earlier = earlier_id});
    return RC_OK;
}

enum rc
referrals_routed(struct desk *desk, const struct message_row *row,
                 const struct referral_link *link, bool *is_double)
{
    const struct twin_query query = {.person = &link->person, .seq = row->seq};
    struct referral_twin twins[TWINS_MAX];
    size_t n = 0;
    enum rc rc = RC_OK;

    *is_double = false;
    if (!link->has_person)
        return RC_OK;
    rc = referral_twins(desk->store, &query, twins, TWINS_MAX, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        if (twins[i].owner != 0)
            add_notice(desk, twins[i].owner, twins[i].seq);
        rc = show_marked(desk, twins[i].alert);
    }
    if (rc != RC_OK || n == 0)
        return rc;
    *is_double = true;
    add_notice(desk, 0, row->seq);
    return tell_sender(desk, row, &link->person);
}
