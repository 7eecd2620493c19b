/* retention_told -- see retention_told.h */
#include "desk/retention_told.h"

#include <stdio.h>

#include "core/desk_rules.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "store/retention.h"
#include "wire/encode_retention.h"

void
retention_told_add(struct desk *desk, const struct turn *turn,
                   const struct kept_row *row, struct retention_told *told)
{
    const struct retention *retention = &desk->rules.now->retention;
    size_t i = told->reply.kept_n;

    if (i == RETENTION_PAGE) {
        told->reply.more++;
        return;
    }
    ids_message(desk, row->kept.kind, row->seq, told->texts[i].id);
    if (row->bundle != 0)
        ids_bundle(desk, row->bundle, told->texts[i].bundle);
    (void)snprintf(told->texts[i].hold_reason,
                   sizeof told->texts[i].hold_reason, "%s", row->hold_reason);
    told->kept[i] = (struct reply_kept){
        .id = told->texts[i].id,
        .kind = row->kept.kind,
        .source = row->kept.source,
        .state = row->kept.state,
        .blocks = retention_blocks(&row->kept, turn->now_us),
        .end_us = retention_end(retention, &row->kept),
        .erase_us = row->kept.state == KEPT_EXPIRED
                        ? retention_erase_us(retention, &row->kept)
                        : 0,
        .hold_until_us = row->kept.hold_until_us,
        .hold_reason = told->texts[i].hold_reason,
        .bundle = told->texts[i].bundle,
        .messages = row->messages,
        .shares = row->shares,
        .prolonged = row->prolonged,
    };
    told->reply.kept_n++;
}

enum rc
retention_told_send(struct desk *desk, const struct turn *turn,
                    struct retention_told *told)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_retention *reply = &told->reply;
    struct erasure erasure;
    enum rc rc = erasure_get(desk->store, &erasure);

    if (rc != RC_OK)
        return rc;
    reply->kept = told->kept;
    if (reply->next == NULL)
        reply->next = "";
    reply->pending = (uint64_t)erasure.pending;
    reply->rotation = (uint64_t)erasure.after_rotation;
    reply_send(desk, turn->session, wire_retention_result(&out, reply));
    return RC_OK;
}
