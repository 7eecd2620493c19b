/* bottlenecks -- see bottlenecks.h */
#include "desk/bottlenecks.h"

#include <stdio.h>

#include "core/bottleneck.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/bottlenecks.h"
#include "store/combine.h"
#include "store/journal.h"
#include "store/people.h"
#include "wire/decode.h"
#include "wire/encode_sharing.h"

#define TRIES              2
#define MUNICIPALITY_BYTES 8
#define OF_THE_DESK        (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_DESK_MANAGER))

/* What the register shows of a message: no text. */
struct content {
    struct desk *desk;
    code_number category;
    char municipality[MUNICIPALITY_BYTES];
};

static bool
read_content(const struct journal_row *row, void *arg)
{
    struct content *content = arg;
    struct submission message;

    arena_reset(&content->desk->arena);
    if (wire_decode_submit(&content->desk->arena, row->body, row->body_n,
                           &message) != RC_OK)
        return false;
    content->category = message.about;
    if (message.facts.has_place)
        (void)snprintf(content->municipality, sizeof content->municipality,
                       "%s", message.facts.place.municipality);
    return false;
}

/* A bottleneck as it is told. */
struct shown {
    char id[PUBLIC_ID_BYTES];
    struct content content;
};

static enum rc
show(struct desk *desk, const struct bottleneck_row *row, struct shown *shown,
     struct reply_bottleneck *out)
{
    int64_t current = 0;
    enum rc rc = message_current(desk->store, row->bottleneck.seq, &current);

    *shown = (struct shown){.content = {.desk = desk}};
    ids_message(desk, MESSAGE_BOTTLENECK, row->bottleneck.seq, shown->id);
    if (rc == RC_OK)
        rc = journal_get(desk->store, current, read_content, &shown->content);
    *out = (struct reply_bottleneck){
        .id = shown->id,
        .state = row->bottleneck.state,
        .category = shown->content.category,
        .municipality = shown->content.municipality,
        .owner = row->owner,
        .accepted_us = row->accepted_us,
        .changed_us = row->bottleneck.changed_us,
        .reason = row->reason,
    };
    return rc;
}

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct bottleneck_row *row)
{
    struct reply_bottleneck reply;
    struct shown shown;
    enum rc rc = RC_OK;

    if (row != NULL)
        rc = show(desk, row, &shown, &reply);
    if (rc == RC_OK) {
        struct wire_out out = reply_out(desk, turn->request->id);

        reply_send(
            desk, turn->session,
            wire_bottleneck_result(&out, verdict, row == NULL ? NULL : &reply));
    }
    return rc;
}

static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, const struct bottleneck_row *row)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "bottleneck-refused",
        .object_kind = PUBLIC_ID_BOTTLENECK,
        .object = row == NULL ? 0 : row->bottleneck.seq,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? answer(desk, turn, verdict, row) : rc;
}

static enum rc
try_action(struct desk *desk, const struct turn *turn, int64_t seq,
           int64_t owner)
{
    const struct request_bottleneck_action *request =
        &turn->request->u.bottleneck_action;
    struct bottleneck_verdict verdict;
    struct bottleneck_row row;
    enum rc rc = bottleneck_get(desk->store, seq, &row);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;
    bottleneck_decide(&row.bottleneck, request->state, owner,
                      turn->key->principal, &verdict);
    if (!verdict.changes)
        return answer_unchanged(desk, turn, verdict.verdict, &row);
    verdict.after.changed_us = turn->now_us;

    const struct bottleneck_change change = {
        .before = &row.bottleneck,
        .after = &verdict.after,
        .reason = request->reason,
        .actor = turn->key->principal,
        .now_us = turn->now_us,
    };

    rc = bottleneck_apply(desk->store, &change);
    if (rc == RC_OK)
        rc = bottleneck_get(desk->store, seq, &row);
    return rc == RC_OK ? answer(desk, turn, ACK_OK, &row) : rc;
}

enum rc
bottlenecks_action(struct desk *desk, const struct turn *turn)
{
    const struct request_bottleneck_action *request =
        &turn->request->u.bottleneck_action;
    struct principal owner = {.principal = 0};
    int64_t seq = 0;
    enum rc rc = RC_OK;

    if (ids_read(desk, request->id, PUBLIC_ID_BOTTLENECK, &seq) != RC_OK)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    /* A version stands in the register as what it is a version of. */
    rc = message_first(desk->store, seq, &seq);
    if (rc != RC_OK)
        return rc;
    if (request->owner[0] != '\0') {
        rc = people_find(desk->store, request->owner, &owner);
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (rc == RC_NOT_FOUND || (owner.roles & OF_THE_DESK) == 0) {
            reply_refuse(desk, turn, REFUSAL_INVALID, "owner");
            return RC_OK;
        }
    }
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_action(desk, turn, seq, owner.principal);
    return rc;
}

enum rc
bottlenecks_list(struct desk *desk, const struct turn *turn)
{
    const struct request_list_bottlenecks *request =
        &turn->request->u.list_bottlenecks;
    struct wire_out out = reply_out(desk, turn->request->id);
    struct bottleneck_row rows[LIST_LIMIT + 1];
    struct reply_bottleneck replies[LIST_LIMIT];
    struct shown shown[LIST_LIMIT];
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (request->after[0] != '\0')
        rc = ids_read(desk, request->after, PUBLIC_ID_BOTTLENECK, &after);
    if (rc == RC_OK)
        rc = bottleneck_list(desk->store, request->all, after, rows,
                             LIST_LIMIT + 1, &n);

    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < told; i++)
        rc = show(desk, &rows[i], &shown[i], &replies[i]);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_bottleneck_list(&out, replies, told, n > told));
    return rc;
}
