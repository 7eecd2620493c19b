/* share_kept -- see share_kept.h */
#include "desk/share_kept.h"

#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/share.h"
#include "desk/share_members.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/shares.h"
#include "wire/encode_sharing.h"

#define TRIES          2
#define RECIPIENTS_MAX 256

/* A share with the ids people see, until it is told. */
struct shown {
    char share[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES];
};

static void
tell(const struct desk *desk, const struct share_row *row, struct shown *shown,
     struct reply_share *out)
{
    shown->share[0] = '\0'; /* of what would leave */
    if (row->share != 0)
        ids_share(desk, row->share, shown->share);
    ids_bundle(desk, row->bundle, shown->bundle);
    *out = (struct reply_share){
        .share = shown->share,
        .bundle = shown->bundle,
        .to = row->to,
        .content = row->content,
        .agreement = row->agreement,
        .purpose = row->purpose,
        .by = row->by,
        .at_us = row->at_us,
        .recalled_us = row->recalled_us,
        .row = row->row,
    };
}

enum rc
share_answer(struct desk *desk, const struct turn *turn,
             enum share_verdict verdict, const struct share_row *row,
             const struct shared *shared)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_share reply;
    struct shown shown;

    if (row != NULL)
        tell(desk, row, &shown, &reply);
    reply_send(
        desk, turn->session,
        wire_share_result(&out, verdict, row == NULL ? NULL : &reply, shared));
    return RC_OK;
}

enum rc
share_answer_unchanged(struct desk *desk, const struct turn *turn,
                       enum share_verdict verdict, int64_t bundle)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "share-refused",
        .object_kind = bundle == 0 ? '\0' : PUBLIC_ID_BUNDLE,
        .object = bundle,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? share_answer(desk, turn, verdict, NULL, NULL) : rc;
}

enum rc
share_events(struct desk *desk, int64_t organisation,
             const struct shared *shared)
{
    int64_t people[RECIPIENTS_MAX];
    size_t n = 0;
    enum rc rc = people_with_role(desk->store, organisation, ROLE_SUBMITTER,
                                  people, RECIPIENTS_MAX, &n);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    for (size_t i = 0; i < n; i++)
        outgoing_shared(desk, people[i], shared);
    if (desk->outgoing.failed)
        return RC_DOWN;
    return n == 0 ? RC_NOT_FOUND : RC_OK;
}

static enum rc
try_recall(struct desk *desk, const struct turn *turn, int64_t share)
{
    struct share_row row;
    char id[PUBLIC_ID_BYTES];
    enum rc rc = share_get(desk->store, share, &row);

    if (rc == RC_NOT_FOUND)
        return share_answer_unchanged(desk, turn, SHARE_NOT_FOUND, 0);
    if (rc != RC_OK)
        return rc;
    if (row.recalled_us != 0)
        return share_answer(desk, turn, SHARE_RECALLED, &row, NULL);
    ids_share(desk, share, id);

    const struct shared shared = {
        .share = id, .content = row.content, .recalled = true};

    rc = share_events(desk, row.organisation, &shared);
    if (rc != RC_OK && rc != RC_NOT_FOUND) /* nobody is there any more */
        return rc;

    const struct share_recall order = {
        .share = share,
        .reason = turn->request->u.share_recall.reason,
        .actor = turn->key->principal,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .now_us = turn->now_us,
    };

    rc = share_recall(desk->store, &order);
    if (rc != RC_OK)
        return rc;
    row.recalled_us = turn->now_us;
    rc = share_answer(desk, turn, SHARE_OK, &row, &shared);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

enum rc
share_take_back(struct desk *desk, const struct turn *turn)
{
    int64_t share = 0;
    enum rc rc = RC_STALE;

    if (ids_read(desk, turn->request->u.share_recall.share, PUBLIC_ID_SHARE,
                 &share) != RC_OK)
        return share_answer_unchanged(desk, turn, SHARE_NOT_FOUND, 0);
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_recall(desk, turn, share);
    return rc;
}

static void
send_list(struct desk *desk, const struct turn *turn,
          const struct share_row *rows, size_t n)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_share replies[LIST_LIMIT];
    struct shown shown[LIST_LIMIT];
    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; i < told; i++)
        tell(desk, &rows[i], &shown[i], &replies[i]);
    reply_send(desk, turn->session,
               wire_share_list(&out, replies, told, n > told));
}

enum rc
share_show(struct desk *desk, const struct turn *turn)
{
    const struct request_list_shares *request = &turn->request->u.list_shares;
    struct share_row rows[LIST_LIMIT + 1];
    int64_t bundle = 0;
    int64_t named = 0;
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (request->id[0] != '\0') {
        rc = share_bundle(desk, request->id, &bundle, &named);
        if (rc == RC_OK && bundle == 0)
            rc = RC_NOT_FOUND;
    }
    if (rc == RC_OK && request->after[0] != '\0')
        rc = ids_read(desk, request->after, PUBLIC_ID_SHARE, &after);
    if (rc == RC_OK)
        rc = share_list(desk->store, bundle, after, rows, LIST_LIMIT + 1, &n);
    if (rc == RC_OK)
        send_list(desk, turn, rows, n);
    return rc;
}
