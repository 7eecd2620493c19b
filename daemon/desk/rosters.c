/* rosters -- see rosters.h */
#include "desk/rosters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/roster.h"
#include "desk/documents.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/shifts.h"
#include "desk/state.h"
#include "desk/swaps.h"
#include "document/document.h"
#include "document/overrides_write.h"
#include "store/people.h"
#include "store/rosters.h"
#include "wire/encode_desk.h"

#define EARLIEST_US (INT64_C(31) * 24 * 3600 * 1000000) /* before it begins */

enum rc
rosters_state(struct desk *desk, const struct turn *turn)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct wire_out out = reply_out(desk, turn->request->id);
    const char *unreachable[PERSONS_MAX];
    struct swaps_shown shown[SWAPS_SHOWN_MAX];
    struct reply_swap swaps[SWAPS_SHOWN_MAX];
    struct reply_roster_state state = {
        .unreachable = unreachable, .now_us = turn->now_us, .swaps = swaps};
    enum rc rc =
        swaps_open(desk, shown, swaps, SWAPS_SHOWN_MAX, &state.swaps_n);

    if (rc != RC_OK)
        return rc;
    rules_reach(desk, turn->now_us);
    for (size_t i = 0; i < book->persons_n; i++)
        if (book->persons[i].has_contact && !book->persons[i].reachable)
            unreachable[state.unreachable_n++] = book->persons[i].name;
    reply_send(desk, turn->session, wire_roster_state(&out, &state));
    return RC_OK;
}

/* The book as it will be, on the heap. */
static enum rc
extend_book(struct desk *desk, const struct rosters_change *change,
            struct roster_book **out)
{
    const struct roster_book *now = &desk->rules.now->book;
    struct roster_book *book = NULL;
    struct principal actor = {.name = ""};
    int64_t seq = 0;
    enum rc rc = people_get(desk->store, change->actor, &actor);

    if (rc != RC_OK)
        return rc;
    if (now->overrides_n + change->n > OVERRIDES_MAX)
        return RC_INVALID;
    if ((book = malloc(sizeof *book)) == NULL)
        return RC_DOWN;
    *book = *now;
    if (book->overrides_n > 0)
        seq = book->overrides[book->overrides_n - 1].seq;
    for (size_t i = 0; i < change->n; i++) {
        struct override *override = &book->overrides[book->overrides_n++];

        *override = change->overrides[i];
        override->seq = ++seq;
        (void)snprintf(override->by, sizeof override->by, "%s", actor.name);
        (void)snprintf(override->reason, sizeof override->reason, "%s",
                       change->reason[0] == '\0' ? "no reason given"
                                                 : change->reason);
    }
    *out = book;
    return RC_OK;
}

enum rc
rosters_add(struct desk *desk, const struct rosters_change *change,
            struct documents_result *result)
{
    struct request_document_put put = {
        .n = 1, .reason = change->reason, .accept_gap = change->accept_gap};
    const struct documents_change documents = {
        .put = &put, .actor = change->actor, .swap = change->swap};
    struct roster_book *book = NULL;
    char *text = NULL;
    size_t n = 0;
    enum rc rc = extend_book(desk, change, &book);

    if (rc == RC_OK)
        rc = overrides_write(book, &text, &n);
    if (rc == RC_OK && n > DOCUMENT_MAX_BYTES)
        rc = RC_INVALID;
    if (rc == RC_OK) {
        put.documents[0] = (struct request_document){
            .name = document_name(DOCUMENT_OVERRIDES),
            .text = (const uint8_t *)text,
            .text_n = n,
            .expect = desk->rules.versions[DOCUMENT_OVERRIDES],
        };
        rc = documents_change(desk, &documents, result);
    }
    free(text);
    free(book);
    return rc;
}

/* Names to persons; false: the refusal names the first that is unknown. */
static bool
read_people(const struct desk *desk, const struct strings *names,
            const char *field, person_set *out, struct refusal *why)
{
    *out = 0;
    for (size_t i = 0; i < names->n; i++) {
        size_t person = roster_person(&desk->rules.now->book, names->v[i]);

        if (person == PERSONS_MAX)
            refusal_add(why, REFUSAL_NOT_FOUND, "%s[%zu]", field, i);
        else
            *out |= PERSON_BIT(person);
    }
    return why->n == 0;
}

static enum rc
answer_result(struct desk *desk, const struct turn *turn, enum rc rc,
              const struct documents_result *result)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct documents_view *view = NULL;

    if (rc == RC_STALE || rc == RC_INVALID) {
        reply_refuse(desk, turn,
                     rc == RC_STALE ? REFUSAL_CONFLICT : REFUSAL_TOO_MANY,
                     "overrides");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if ((view = calloc(1, sizeof *view)) == NULL)
        return RC_DOWN;
    documents_result_view(result, view);
    reply_send(desk, turn->session, wire_document_result(&out, &view->reply));
    free(view);
    return RC_OK;
}

enum rc
rosters_override(struct desk *desk, const struct turn *turn)
{
    const struct request_override *request = &turn->request->u.roster_override;
    struct override override = {
        .roster = roster_find(&desk->rules.now->book, request->roster),
        .verb = request->verb,
        .start_us = request->start_us,
        .end_us = request->end_us,
    };
    const struct rosters_change change = {.overrides = &override,
                                          .n = 1,
                                          .actor = turn->key->principal,
                                          .reason = request->reason,
                                          .accept_gap = request->accept_gap};
    struct documents_result *result = NULL;
    struct refusal why = {0};

    if (override.roster == ROSTERS_MAX)
        refusal_add(&why, REFUSAL_NOT_FOUND, "roster");
    (void)read_people(desk, &request->people, "people", &override.people, &why);
    (void)read_people(desk, &request->with, "with", &override.with, &why);
    if (why.n > 0) {
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    if ((result = calloc(1, sizeof *result)) == NULL)
        return RC_DOWN;

    enum rc rc = rosters_add(desk, &change, result);

    rc = answer_result(desk, turn, rc, result);
    documents_result_close(result);
    free(result);
    return rc;
}

/* Is this the begin of a time on call of this person, as the roster was made
 * or as a handover sees it (an absence ends)? */
static bool
begins_here(const struct roster_book *book, size_t roster, size_t person,
            int64_t start_us)
{
    struct oncall before;
    struct oncall from;

    roster_oncall(book, roster, start_us - 1, &before);
    roster_oncall(book, roster, start_us, &from);
    return (((from.assigned & ~before.assigned) |
             (from.people & ~before.people)) &
            PERSON_BIT(person)) != 0;
}

enum rc
rosters_accept(struct desk *desk, const struct turn *turn)
{
    const struct roster_book *book = &desk->rules.now->book;
    const char *name = turn->request->u.roster_accept.roster;
    int64_t start_us = turn->request->u.roster_accept.start_us;
    struct wire_out out = reply_out(desk, turn->request->id);
    size_t person = rules_person_of(desk, turn->key->principal);
    size_t roster = roster_find(book, name);

    if (roster == ROSTERS_MAX) {
        reply_refuse(desk, turn, REFUSAL_NOT_FOUND, "roster");
        return RC_OK;
    }
    if (person == PERSONS_MAX || start_us > turn->now_us + EARLIEST_US ||
        !begins_here(book, roster, person, start_us)) {
        reply_refuse(desk, turn, REFUSAL_NOT_FOUND, "start_us");
        return RC_OK;
    }

    enum rc rc = shift_accept(desk->store, name, start_us, turn->key->principal,
                              turn->now_us);

    if (rc == RC_OK)
        rc = shifts_doubled(desk);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_roster_accepted(&out, name, start_us));
    return rc;
}
