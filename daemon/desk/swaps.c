/* swaps -- see swaps.h */
#include "desk/swaps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/permit.h"
#include "core/roster.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/on_record.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/rosters.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/people.h"
#include "sys/clock.h"
#include "wire/encode_desk.h"

static void
show(const struct desk *desk, struct swaps_shown *shown, struct reply_swap *out)
{
    const struct swap *swap = &shown->swap;

    ids_swap(desk, swap->swap, shown->id);
    *out = (struct reply_swap){
        .swap = shown->id,
        .state = (int)swap->state,
        .roster = swap->roster,
        .proposer = swap->proposer_name,
        .taker = swap->taker_name,
        .start_us = swap->start_us,
        .end_us = swap->end_us,
        .back_start_us = swap->back_start_us,
        .back_end_us = swap->back_end_us,
        .reason = swap->reason,
    };
}

enum rc
swaps_open(struct desk *desk, struct swaps_shown shown[],
           struct reply_swap out[], size_t cap, size_t *n)
{
    struct swap found[SWAPS_SHOWN_MAX];
    size_t found_n = 0;
    enum rc rc =
        swap_list(desk->store, 0, found,
                  cap < SWAPS_SHOWN_MAX ? cap : SWAPS_SHOWN_MAX, &found_n);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < found_n; i++) {
        shown[i].swap = found[i];
        show(desk, &shown[i], &out[i]);
    }
    *n = found_n;
    return RC_OK;
}

static enum rc
answer(struct desk *desk, const struct turn *turn, int64_t row,
       const struct documents_result *result)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct documents_view *view = NULL;
    struct swaps_shown shown;
    struct reply_swap reply;
    enum rc rc = swap_get(desk->store, row, &shown.swap);

    if (rc != RC_OK)
        return rc;
    show(desk, &shown, &reply);
    if (result != NULL) {
        if ((view = calloc(1, sizeof *view)) == NULL)
            return RC_DOWN;
        documents_result_view(result, view);
    }
    reply_send(
        desk, turn->session,
        wire_swap_result(&out, &reply, view == NULL ? NULL : &view->reply));
    free(view);
    return RC_OK;
}

static void
add_notice(struct desk *desk, int64_t to, enum notice_code code,
           const struct swap *swap)
{
    char id[PUBLIC_ID_BYTES];

    ids_swap(desk, swap->swap, id);
    outgoing_notice(desk, to,
                    &(struct notice){.code = code,
                                     .roster = swap->roster,
                                     .person = swap->proposer_name,
                                     .start_us = swap->start_us,
                                     .end_us = swap->end_us,
                                     .id = id});
}

enum rc
swaps_applied(struct desk *desk, int64_t row)
{
    struct swap swap;
    enum rc rc = swap_get(desk->store, row, &swap);

    if (rc != RC_OK)
        return rc;
    add_notice(desk, swap.proposer, NOTICE_SWAP_APPLIED, &swap);
    add_notice(desk, swap.taker, NOTICE_SWAP_APPLIED, &swap);
    return RC_OK;
}

/* Is this person on call in all of it? */
static bool
has_all(const struct roster_book *book, size_t roster, size_t person,
        int64_t start_us, int64_t end_us)
{
    struct oncall oncall;

    for (int64_t at_us = start_us; at_us < end_us; at_us = oncall.until_us) {
        roster_oncall(book, roster, at_us, &oncall);
        if ((oncall.assigned & PERSON_BIT(person)) == 0)
            return false;
    }
    return true;
}

/* What stands in the way of the swap; nothing: why->n stays 0. */
static void
examine(const struct desk *desk, const struct request_swap *request,
        int64_t proposer, struct refusal *why)
{
    const struct roster_book *book = &desk->rules.now->book;
    size_t roster = roster_find(book, request->roster);
    size_t taker = roster_person(book, request->taker);
    size_t me = rules_person_of(desk, proposer);

    if (roster == ROSTERS_MAX)
        refusal_add(why, REFUSAL_NOT_FOUND, "roster");
    if (taker == PERSONS_MAX || book->persons[taker].principal == 0)
        refusal_add(why, REFUSAL_NOT_FOUND, "taker");
    else if (taker == me)
        refusal_add(why, REFUSAL_INVALID, "taker");
    if (request->end_us <= clock_utc_us(desk->clock))
        refusal_add(why, REFUSAL_TOO_OLD, "end_us");
    if (why->n > 0)
        return;
    if (me == PERSONS_MAX ||
        !has_all(book, roster, me, request->start_us, request->end_us))
        refusal_add(why, REFUSAL_INVALID, "start_us");
    if (request->back_start_us != 0 &&
        !has_all(book, roster, taker, request->back_start_us,
                 request->back_end_us))
        refusal_add(why, REFUSAL_INVALID, "back_start_us");
}

enum rc
swaps_propose(struct desk *desk, const struct turn *turn)
{
    const struct request_swap *request = &turn->request->u.swap_propose;
    struct swap swap = {
        .state = SWAP_PROPOSED,
        .proposer = turn->key->principal,
        .start_us = request->start_us,
        .end_us = request->end_us,
        .back_start_us = request->back_start_us,
        .back_end_us = request->back_end_us,
        .created_us = turn->now_us,
    };
    struct refusal why = {0};
    struct principal me;
    int64_t row = 0;

    examine(desk, request, turn->key->principal, &why);
    if (why.n > 0) {
        reply_findings(desk, turn, &why);
        return RC_OK;
    }

    const struct roster_book *book = &desk->rules.now->book;
    enum rc rc = people_get(desk->store, swap.proposer, &me);

    if (rc == RC_OK)
        rc = swap_next(desk->store, &swap.swap);
    if (rc != RC_OK)
        return rc;
    swap.taker = book->persons[roster_person(book, request->taker)].principal;
    (void)snprintf(swap.roster, sizeof swap.roster, "%s", request->roster);
    (void)snprintf(swap.reason, sizeof swap.reason, "%s", request->reason);
    memcpy(swap.proposer_name, me.name, sizeof swap.proposer_name);
    outgoing_start(&desk->outgoing);
    add_notice(desk, swap.taker, NOTICE_SWAP_PROPOSED, &swap);
    if (desk->outgoing.failed)
        return RC_DOWN;
    rc = swap_propose(desk->store, &swap, desk->outgoing.events,
                      desk->outgoing.n, &row);
    if (rc == RC_OK)
        rc = answer(desk, turn, row, NULL);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

static enum rc
end(struct desk *desk, const struct turn *turn, const struct swap *swap,
    enum swap_state state)
{
    bool declined = state == SWAP_DECLINED;
    struct swap_end change = {.swap = swap->swap,
                              .state = state,
                              .actor = turn->key->principal,
                              .now_us = turn->now_us};

    outgoing_start(&desk->outgoing);
    add_notice(desk, declined ? swap->proposer : swap->taker,
               declined ? NOTICE_SWAP_DECLINED : NOTICE_SWAP_WITHDRAWN, swap);
    if (desk->outgoing.failed)
        return RC_DOWN;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;

    enum rc rc = swap_end(desk->store, &change);

    if (rc == RC_OK)
        rc = answer(desk, turn, swap->swap, NULL);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

/* What it asked for may not be true any more. */
static bool
still_possible(const struct desk *desk, const struct swap *swap)
{
    const struct roster_book *book = &desk->rules.now->book;
    size_t roster = roster_find(book, swap->roster);
    size_t giver = rules_person_of(desk, swap->proposer);
    size_t taker = rules_person_of(desk, swap->taker);

    return roster < ROSTERS_MAX && giver < PERSONS_MAX && taker < PERSONS_MAX &&
           has_all(book, roster, giver, swap->start_us, swap->end_us) &&
           (swap->back_start_us == 0 ||
            has_all(book, roster, taker, swap->back_start_us,
                    swap->back_end_us));
}

static enum rc
apply(struct desk *desk, const struct turn *turn, const struct swap *swap)
{
    const struct roster_book *book = &desk->rules.now->book;
    person_set giver = 0;
    person_set taker = 0;
    struct documents_result *result = NULL;

    if (!still_possible(desk, swap)) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT, "swap");
        return RC_OK;
    }
    giver = PERSON_BIT(rules_person_of(desk, swap->proposer));
    taker = PERSON_BIT(rules_person_of(desk, swap->taker));

    const struct override both[] = {
        {.roster = roster_find(book, swap->roster),
         .verb = OVERRIDE_REPLACE,
         .start_us = swap->start_us,
         .end_us = swap->end_us,
         .people = giver,
         .with = taker},
        {.roster = roster_find(book, swap->roster),
         .verb = OVERRIDE_REPLACE,
         .start_us = swap->back_start_us,
         .end_us = swap->back_end_us,
         .people = taker,
         .with = giver},
    };
    const char *reason = turn->request->u.swap_decide.reason;
    const struct rosters_change change = {
        .overrides = both,
        .n = swap->back_start_us == 0 ? 1 : 2,
        .actor = turn->key->principal,
        .swap = swap->swap,
        .reason = reason[0] != '\0' ? reason : swap->reason,
        .accept_gap = turn->request->u.swap_decide.accept_gap,
    };

    if ((result = calloc(1, sizeof *result)) == NULL)
        return RC_DOWN;

    enum rc rc = rosters_add(desk, &change, result);

    if (rc == RC_OK)
        rc = answer(desk, turn, swap->swap, result);
    else if (rc == RC_INVALID || rc == RC_STALE) {
        reply_refuse(desk, turn,
                     rc == RC_STALE ? REFUSAL_CONFLICT : REFUSAL_TOO_MANY,
                     "overrides");
        rc = RC_OK;
    }
    documents_result_close(result);
    free(result);
    return rc;
}

enum rc
swaps_decide(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    enum swap_verb verb = request->u.swap_decide.verb;
    struct swap swap;
    int64_t row = 0;
    enum rc rc =
        ids_read(desk, request->u.swap_decide.swap, PUBLIC_ID_SWAP, &row);

    if (rc == RC_OK)
        rc = swap_get(desk->store, row, &swap);
    if (rc != RC_OK)
        return rc;

    const struct permit_thing side = {
        .principal = verb == SWAP_WITHDRAW ? swap.proposer : swap.taker};

    if (!permit_about(turn->key, request, &side)) {
        rc = on_record_denied(desk, turn);
        if (rc == RC_OK)
            reply_refuse(desk, turn, REFUSAL_DENIED, "verb");
        return rc;
    }
    if (swap.state != SWAP_PROPOSED) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT, "swap");
        return RC_OK;
    }
    if (verb == SWAP_DECLINE || verb == SWAP_WITHDRAW)
        return end(desk, turn, &swap,
                   verb == SWAP_DECLINE ? SWAP_DECLINED : SWAP_WITHDRAWN);
    return apply(desk, turn, &swap);
}
