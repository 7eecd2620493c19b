/* encode_audit -- see encode_audit.h */
#include "wire/encode_audit.h"

#include <stdlib.h>
#include <string.h>

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

/* The strings of one record, in the order of its fields; they are numbered 1
 * to AUDIT_FIELDS in the schema. */
struct row_strings {
    char record[AUDIT_FIELDS][AUDIT_VALUE_BYTES];
};

struct mark_strings {
    char fields[AUDIT_CHECKPOINT_FIELDS][AUDIT_VALUE_BYTES];
};

static void
fill_row(Loket__V1__AuditRecord *to, struct row_strings *strings,
         const struct reply_audit_row *from)
{
    char **const fields[AUDIT_FIELDS] = {
        &to->n,       &to->at,     &to->action, &to->outcome, &to->actor,
        &to->org,     &to->key,    &to->role,   &to->verb,    &to->object,
        &to->row,     &to->handle, &to->code,   &to->detail,  &to->reason,
        &to->content, &to->prev,   &to->hash};
    const char *name = NULL;

    loket__v1__audit_record__init(to);
    for (size_t i = 0; i < AUDIT_FIELDS; i++) {
        (void)audit_text_field(&from->line, i, &name, strings->record[i]);
        *fields[i] = pack_text(strings->record[i]);
    }
    to->actor_name = pack_text(from->actor_name);
    to->org_name = pack_text(from->organisation_name);
    to->reason_text = pack_text(from->reason);
}

static void
fill_mark(Loket__V1__AuditCheckpoint *to, struct mark_strings *strings,
          const struct audit_checkpoint *from)
{
    char **const fields[AUDIT_CHECKPOINT_FIELDS] = {&to->epoch, &to->n, &to->at,
                                                    &to->hash, &to->sig};
    const struct audit_mark mark = {.checkpoint = *from};
    const char *name = NULL;

    loket__v1__audit_checkpoint__init(to);
    for (size_t i = 0; i < AUDIT_CHECKPOINT_FIELDS; i++) {
        (void)audit_text_mark_field(&mark, i, &name, strings->fields[i]);
        *fields[i] = pack_text(strings->fields[i]);
    }
}

size_t
wire_audit_bytes(const struct reply_audit_row *row)
{
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;
    size_t n = 16 + strlen(row->actor_name) + strlen(row->organisation_name) +
               strlen(row->reason);

    for (size_t i = 0; i < AUDIT_FIELDS; i++)
        if (audit_text_field(&row->line, i, &name, value))
            n += strlen(value) + 4;
    return n;
}

/* Text of all rows does not belong on the stack. */
struct room {
    Loket__V1__AuditRecord records[AUDIT_ROWS_MAX];
    Loket__V1__AuditRecord *list[AUDIT_ROWS_MAX];
    struct row_strings strings[AUDIT_ROWS_MAX];
    Loket__V1__AuditCheckpoint marks[AUDIT_MARKS_MAX];
    Loket__V1__AuditCheckpoint *mark_list[AUDIT_MARKS_MAX];
    struct mark_strings mark_strings[AUDIT_MARKS_MAX];
};

size_t
wire_audit_list(const struct wire_out *out, const struct reply_audit *reply)
{
    Loket__V1__AuditList to = LOKET__V1__AUDIT_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;
    struct room *room = NULL;
    size_t n = 0;

    if (reply->rows_n > AUDIT_ROWS_MAX || reply->marks_n > AUDIT_MARKS_MAX)
        return 0;
    room = calloc(1, sizeof *room);
    if (room == NULL)
        return 0;
    for (size_t i = 0; i < reply->rows_n; i++) {
        fill_row(&room->records[i], &room->strings[i], &reply->rows[i]);
        room->list[i] = &room->records[i];
    }
    for (size_t i = 0; i < reply->marks_n; i++) {
        fill_mark(&room->marks[i], &room->mark_strings[i], &reply->marks[i]);
        room->mark_list[i] = &room->marks[i];
    }
    to.records = room->list;
    to.n_records = reply->rows_n;
    to.checkpoints = room->mark_list;
    to.n_checkpoints = reply->marks_n;
    to.upto = (uint64_t)reply->upto;
    to.head = (uint64_t)reply->head;
    to.more = reply->more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_AUDIT_LIST;
    message.audit_list = &to;
    n = pack_reply(out, &message);
    free(room);
    return n;
}

size_t
wire_audit_verified(const struct wire_out *out,
                    const struct reply_audit_verified *reply)
{
    Loket__V1__AuditVerified to = LOKET__V1__AUDIT_VERIFIED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;
    struct reply_audit_verified copy = *reply;

    to.upto = (uint64_t)reply->upto;
    to.more = reply->more;
    to.flaw = (Loket__V1__AuditFlaw)reply->flaw;
    to.number = (uint64_t)reply->number;
    to.checkpoints = reply->checkpoints;
    to.hash.data = copy.hash;
    to.hash.len = sizeof copy.hash;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_AUDIT_VERIFIED;
    message.audit_verified = &to;
    return pack_reply(out, &message);
}

size_t
wire_audit_key(const struct wire_out *out, const struct reply_audit_key *reply)
{
    Loket__V1__AuditKey to = LOKET__V1__AUDIT_KEY__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;
    struct reply_audit_key copy = *reply;

    to.public_key.data = copy.public_key;
    to.public_key.len = sizeof copy.public_key;
    to.epoch.data = copy.epoch;
    to.epoch.len = sizeof copy.epoch;
    to.head = (uint64_t)reply->head;
    to.hash.data = copy.hash;
    to.hash.len = sizeof copy.hash;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_AUDIT_KEY;
    message.audit_key = &to;
    return pack_reply(out, &message);
}
