/* decode_retention -- see decode_retention.h */
#include "wire/decode_retention.h"

#include "loket/v1/socket.pb-c.h"

static void
take_act(const Loket__V1__RetentionAct *from, struct request_retention *out)
{
    out->verb = (enum retention_verb)from->verb;
    out->ids =
        (struct strings){.v = (const char *const *)from->ids, .n = from->n_ids};
    out->reason = from->reason;
    out->until_us = from->until_us;
    out->dry_run = from->dry_run != 0;
}

void
decode_retention(const Loket__V1__ClientMessage *from, struct request *out)
{
    if (out->kind == REQUEST_RETENTION_ACT)
        take_act(from->retention_act, &out->u.retention_act);
    if (out->kind == REQUEST_LIST_RETENTION)
        out->u.list_retention = (struct request_list_retention){
            .list = (enum retention_list)from->list_retention->list,
            .after = from->list_retention->after};
}
