/* show -- see show.h */
#include "desk/show.h"

#include <string.h>

#include "core/desk_rules.h"
#include "desk/case.h"
#include "desk/ids.h"
#include "desk/membership.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "link/sources.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/retention.h"

#define ROWS_BATCH 64

/* Ids as the wire wants them, none twice. */
struct id_list {
    char text[LIST_LIMIT][PUBLIC_ID_BYTES];
    const char *v[LIST_LIMIT];
    size_t n;
};

static void
id_list_add(struct id_list *list, const char *id)
{
    if (list->n == LIST_LIMIT)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->text[i], id) == 0)
            return;
    memcpy(list->text[list->n], id, PUBLIC_ID_BYTES);
    list->v[list->n] = list->text[list->n];
    list->n++;
}

static void
id_list_add_messages(const struct desk *desk, struct id_list *list,
                     const struct message_row *rows, size_t n)
{
    char id[PUBLIC_ID_BYTES];

    for (size_t i = 0; i < n; i++) {
        ids_message(desk, rows[i].kind, rows[i].seq, id);
        id_list_add(list, id);
    }
}

/* Before the answer: what is not on record is not shown. */
static enum rc
note(struct desk *desk, const struct turn *turn, char object_kind, int64_t row)
{
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = "show",
                                      .object_kind = object_kind,
                                      .object = row,
                                      .content =
                                          object_kind == PUBLIC_ID_SIGNAL,
                                      .now_us = turn->now_us};

    return audit_note(desk->store, &entry);
}

enum rc
show_alert(struct desk *desk, const struct turn *turn, int64_t alert_row)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct message_row rows[LIST_LIMIT];
    struct page_record pages[LIST_LIMIT];
    struct id_list messages = {.n = 0};
    struct alert_summary summary;
    struct alert alert;
    size_t rows_n = 0;
    size_t pages_n = 0;
    enum rc rc = alert_get(desk->store, alert_row, &alert);

    if (rc == RC_OK)
        rc = message_of_alert(desk->store, alert_row, 0, rows, LIST_LIMIT,
                              &rows_n);
    if (rc == RC_OK)
        rc = alert_page_records(desk->store, alert_row, pages, LIST_LIMIT,
                                &pages_n);
    if (rc == RC_OK)
        rc = note(desk, turn, PUBLIC_ID_ALERT, alert_row);
    if (rc != RC_OK)
        return rc;
    rc = membership_summary(desk, &alert, &summary);
    if (rc != RC_OK)
        return rc;
    id_list_add_messages(desk, &messages, rows, rows_n);
    reply_send(desk, turn->session,
               wire_alert_detail(&out, &summary, messages.v, messages.n, pages,
                                 pages_n));
    return RC_OK;
}

/* What a look at the members of a bundle adds up to. */
struct bundle_view {
    struct id_list messages;
    struct id_list provisional;
    struct link_sources sources;
    struct id_list alerts;
    int64_t organisations[LIST_LIMIT];
    size_t organisations_n;
};

static enum rc
view_add(struct desk *desk, struct bundle_view *view,
         const struct message_row *row)
{
    char id[PUBLIC_ID_BYTES];
    bool provisional = false;
    size_t i = 0;
    enum rc rc = membership_signal(desk, row->seq, &provisional);

    if (rc != RC_OK)
        return rc;
    id_list_add_messages(desk, &view->messages, row, 1);
    if (provisional)
        id_list_add_messages(desk, &view->provisional, row, 1);
    if (row->alert != 0) {
        ids_alert(desk, row->alert, id);
        id_list_add(&view->alerts, id);
    }
    while (i < view->organisations_n &&
           view->organisations[i] != row->organisation)
        i++;
    if (i == view->organisations_n && i < LIST_LIMIT)
        view->organisations[view->organisations_n++] = row->organisation;
    return RC_OK;
}

static enum rc
view_bundle(struct desk *desk, int64_t bundle, struct bundle_view *view)
{
    struct message_row rows[ROWS_BATCH];
    int64_t after = 0;
    size_t n = ROWS_BATCH;

    while (n == ROWS_BATCH) {
        enum rc rc =
            message_of_bundle(desk->store, bundle, after, rows, ROWS_BATCH, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            rc = view_add(desk, view, &rows[i]);
            after = rows[i].seq;
        }
        if (rc != RC_OK)
            return rc;
    }
    return membership_sources(desk, bundle, &view->sources);
}

enum rc
show_bundle(struct desk *desk, const struct turn *turn, int64_t bundle)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct bundle_view view = {.organisations_n = 0};
    char id[PUBLIC_ID_BYTES];
    int64_t now = 0;
    enum rc rc = bundle_resolve(desk->store, bundle, &now);

    if (rc == RC_OK)
        rc = view_bundle(desk, now, &view);
    if (rc == RC_OK)
        rc = note(desk, turn, PUBLIC_ID_BUNDLE, now);
    if (rc != RC_OK)
        return rc;
    ids_bundle(desk, now, id);
    reply_send(
        desk, turn->session,
        wire_bundle_detail(
            &out, &(struct reply_bundle){
                      .bundle = id,
                      .messages = {view.messages.v, view.messages.n},
                      .alerts = {view.alerts.v, view.alerts.n},
                      .organisations = (uint32_t)view.organisations_n,
                      .provisional = {view.provisional.v, view.provisional.n},
                      .observations = view.sources.observations,
                      .sources = view.sources.sources}));
    return RC_OK;
}

/* A stored Submit, kept in the desk's room until it is encoded. */
struct stored {
    struct desk *desk;
    size_t n;
    bool lost;
};

static bool
keep_body(const struct journal_row *row, void *arg)
{
    struct stored *stored = arg;

    stored->lost = row->lost;
    if (row->body_n <= sizeof stored->desk->room) {
        memcpy(stored->desk->room, row->body, row->body_n);
        stored->n = row->body_n;
    }
    return false;
}

static void
answer_message(struct desk *desk, const struct turn *turn,
               const struct message_row *row, struct reply_message *message)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    char id[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES] = "";
    char alert[PUBLIC_ID_BYTES] = "";

    ids_message(desk, row->kind, row->seq, id);
    if (case_bundle(row) != 0)
        ids_bundle(desk, case_bundle(row), bundle);
    if (row->alert != 0)
        ids_alert(desk, row->alert, alert);
    message->id = id;
    message->bundle = bundle;
    message->alert = alert;
    message->kind = row->kind;
    message->accepted_us = row->accepted_us;
    message->withdrawn = row->withdrawn;
    reply_send(desk, turn->session, wire_message_detail(&out, message));
}

/* How long it is kept; what is not combined yet has no end yet. */
static enum rc
look_kept(struct desk *desk, int64_t seq, struct reply_message *out)
{
    struct kept_row row = {.kept = {.state = KEPT_LIVE}};
    int64_t first = 0;
    enum rc rc = message_first(desk->store, seq, &first);

    if (rc == RC_OK)
        rc = kept_get(desk->store, first, &row);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    out->expired = row.kept.state == KEPT_EXPIRED;
    out->end_us = retention_end(&desk->rules.now->retention, &row.kept);
    if (out->end_us == INT64_MAX)
        out->end_us = 0;
    out->hold_until_us = row.kept.hold_until_us;
    return RC_OK;
}

enum rc
show_message(struct desk *desk, const struct turn *turn, enum message_kind kind,
             int64_t seq)
{
    struct message_row versions[LIST_LIMIT];
    struct id_list version_ids = {.n = 0};
    struct stored stored = {.desk = desk};
    struct reply_message message = {.id = ""};
    struct principal sender;
    struct message_row row;
    bool provisional = false;
    size_t n = 0;
    enum rc rc = message_get(desk->store, seq, &row);

    /* The letter is part of the id: another one names another row. */
    if (rc == RC_OK && row.kind != kind)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = people_get(desk->store, row.principal, &sender);
    if (rc == RC_OK)
        rc = message_versions(desk->store, seq, versions, LIST_LIMIT, &n);
    if (rc == RC_OK)
        rc = journal_get(desk->store, seq, keep_body, &stored);
    if (rc == RC_OK && stored.lost)
        rc = RC_NOT_FOUND; /* there is nothing to show any more */
    if (rc == RC_OK)
        rc = membership_signal(desk, seq, &provisional);
    if (rc == RC_OK)
        rc = look_kept(desk, seq, &message);
    if (rc == RC_OK)
        rc = note(desk, turn, PUBLIC_ID_SIGNAL, seq);
    if (rc != RC_OK)
        return rc;
    id_list_add_messages(desk, &version_ids, versions, n);
    message.organisation = sender.organisation_name;
    message.provisional = provisional;
    message.submit = desk->room;
    message.submit_n = stored.n;
    message.versions = version_ids.v;
    message.versions_n = version_ids.n;
    answer_message(desk, turn, &row, &message);
    return RC_OK;
}
