/* referral_show -- see referral_show.h */
#include "desk/referral_show.h"

#include <stdlib.h>
#include <string.h>

#include "core/casework_reply.h"
#include "desk/ids.h"
#include "desk/referral_links.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/shelter.h"
#include "desk/state.h"
#include "desk/tasks.h"
#include "desk/terms_show.h"
#include "store/audit.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/placements.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "store/terms.h"
#include "wire/decode.h"
#include "wire/encode_casework.h"

static enum rc
name_of(struct desk *desk, int64_t principal, char out[NAME_BYTES])
{
    struct principal found = {.name = ""};
    enum rc rc = RC_OK;

    if (principal != 0)
        rc = people_get(desk->store, principal, &found);
    if (rc == RC_OK)
        memcpy(out, found.name, NAME_BYTES);
    return rc;
}

/* What of the message its list says; one that cannot be read any more is shown
 * without it. */
struct said {
    struct desk *desk;
    struct reply_referral *out;
};

static bool
read_message(const struct journal_row *row, void *arg)
{
    struct said *said = arg;
    struct submission message;
    struct arena *arena = &said->desk->arena;
    size_t used = arena->used; /* by the request that is answered */

    if (wire_decode_submit(arena, row->body, row->body_n, &message) == RC_OK) {
        said->out->children = message.facts.persons.children;
        said->out->shielded = message.referral.shielded_address;
        said->out->extra_care = message.referral.extra_care;
    }
    arena->used = used;
    return false;
}

enum rc
referral_show(struct desk *desk, const struct referral *referral,
              struct referral_shown *shown, struct reply_referral *out)
{
    struct said said = {desk, out};
    enum rc rc = name_of(desk, referral->owner, shown->owner);

    if (rc == RC_OK)
        rc = name_of(desk, referral->offered_to, shown->offered_to);
    ids_message(desk, MESSAGE_REFERRAL, referral->seq, shown->id);
    *out = (struct reply_referral){.id = shown->id,
                                   .owner = shown->owner,
                                   .offered_to = shown->offered_to,
                                   .referral = referral};
    if (rc == RC_OK)
        rc = journal_get(desk->store, referral->seq, read_message, &said);
    return rc;
}

/* --- in full ---------------------------------------------------------------
 */

struct detail {
    struct referral referral;
    struct referral_shown shown;
    struct task tasks[LIST_LIMIT];
    struct tasks_shown task_shown[LIST_LIMIT];
    struct reply_task task_replies[LIST_LIMIT];
    struct term terms[LIST_LIMIT];
    struct terms_shown term_shown[LIST_LIMIT];
    struct reply_term term_replies[LIST_LIMIT];
    struct placement placements[LIST_LIMIT];
    struct shelter_shown placement_shown[LIST_LIMIT];
    struct reply_placement placement_replies[LIST_LIMIT];
    struct referral_twin twins[REPLY_LINKED_MAX];
    char twin_ids[REPLY_LINKED_MAX][PUBLIC_ID_BYTES];
    char twin_names[REPLY_LINKED_MAX][NAME_BYTES];
    struct reply_linked linked[REPLY_LINKED_MAX];
    struct reply_referral_detail reply;
};

static enum rc
add_tasks(struct desk *desk, struct detail *detail)
{
    const struct task_query query = {.referral = detail->referral.seq};
    size_t n = 0;
    enum rc rc = task_list(desk->store, &query, detail->tasks, LIST_LIMIT, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = tasks_show(desk, &detail->tasks[i], &detail->task_shown[i],
                        &detail->task_replies[i]);
    detail->reply.tasks = detail->task_replies;
    detail->reply.tasks_n = n;
    return rc;
}

static enum rc
add_terms(struct desk *desk, struct detail *detail)
{
    const struct term_query query = {.referral = detail->referral.seq};
    size_t n = 0;
    enum rc rc = term_list(desk->store, &query, detail->terms, LIST_LIMIT, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = terms_show(desk, &detail->terms[i], &detail->term_shown[i],
                        &detail->term_replies[i]);
    detail->reply.terms = detail->term_replies;
    detail->reply.terms_n = n;
    return rc;
}

static enum rc
add_placements(struct desk *desk, struct detail *detail)
{
    size_t n = 0;
    enum rc rc = placement_of_referral(desk->store, detail->referral.seq,
                                       detail->placements, LIST_LIMIT, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = shelter_show(desk, &detail->placements[i],
                          &detail->placement_shown[i],
                          &detail->placement_replies[i]);
    detail->reply.placements = detail->placement_replies;
    detail->reply.placements_n = n;
    return rc;
}

static enum rc
add_twins(struct desk *desk, struct detail *detail)
{
    size_t n = 0;
    enum rc rc = referral_twins_of(desk->store, detail->referral.seq,
                                   detail->twins, REPLY_LINKED_MAX, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        const struct referral_twin *twin = &detail->twins[i];

        ids_message(desk, MESSAGE_REFERRAL, twin->seq, detail->twin_ids[i]);
        rc = people_organisation(desk->store, twin->organisation,
                                 detail->twin_names[i]);
        detail->linked[i] = (struct reply_linked){
            .id = detail->twin_ids[i],
            .organisation = detail->twin_names[i],
            .accepted_us = twin->accepted_us,
        };
    }
    detail->reply.linked = detail->linked;
    detail->reply.linked_n = n;
    return rc;
}

static enum rc
tell(struct desk *desk, const struct turn *turn, struct detail *detail)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "show",
        .object_kind = PUBLIC_ID_REFERRAL,
        .object = detail->referral.seq,
        .content = true,
        .now_us = turn->now_us,
    };
    struct wire_out out = reply_out(desk, turn->request->id);
    enum rc rc = referral_show(desk, &detail->referral, &detail->shown,
                               &detail->reply.referral);

    if (rc == RC_OK)
        rc = add_tasks(desk, detail);
    if (rc == RC_OK)
        rc = add_terms(desk, detail);
    if (rc == RC_OK)
        rc = add_placements(desk, detail);
    if (rc == RC_OK)
        rc = add_twins(desk, detail);
    if (rc == RC_OK)
        rc = audit_note(desk->store, &entry);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_referral_detail(&out, &detail->reply));
    return rc;
}

enum rc
referral_show_detail(struct desk *desk, const struct turn *turn)
{
    struct detail *detail = NULL;
    int64_t seq = 0;
    enum rc rc = referrals_id(desk, turn->request->u.referral_show.id, &seq);

    if (rc != RC_OK)
        return rc;
    detail = calloc(1, sizeof *detail);
    if (detail == NULL)
        return RC_DOWN;
    rc = referral_get(desk->store, seq, &detail->referral);
    if (rc == RC_OK)
        rc = tell(desk, turn, detail);
    free(detail);
    return rc;
}
