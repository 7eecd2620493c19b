/* auditing -- see auditing.h */
#include "desk/auditing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit_verify.h"
#include "core/public_id.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/people.h"
#include "wire/encode_audit.h"

#define ANSWER_BYTES 56000 /* of a frame, for records */
#define LOOK_MAX     2000  /* records looked through for one answer */
#define VERIFY_MAX   1000
#define BATCH        100

static enum rc
note(struct desk *desk, const struct turn *turn, const char *verb,
     const char *detail)
{
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = verb,
                                      .table = "audit",
                                      .detail = detail,
                                      .now_us = turn->now_us};

    return audit_note(desk->store, &entry);
}

/* --- read --- */

struct reading {
    struct desk *desk;
    const struct turn *turn;
    int64_t about; /* message; 0: everything */
    struct audit_bytes handle;
    size_t limit;
    size_t bytes;
    size_t looked;
    bool others; /* not only looks of whoever asks */
    bool full;
    struct reply_audit reply;
    struct reply_audit_row rows[AUDIT_ROWS_MAX];
    struct audit_checkpoint marks[AUDIT_MARKS_MAX];
    struct audit_line lines[BATCH];
};

static bool
is_own_look(const struct reading *r, const struct audit_row *row)
{
    return row->actor == r->turn->key->principal &&
           strcmp(row->object, "audit") == 0 && row->action == AUDIT_READ;
}

/* What the desk can say of a record beyond what stands in it. */
static enum rc
add_words(struct reading *r, struct reply_audit_row *row)
{
    struct principal who;
    enum rc rc = RC_OK;

    if (row->line.row.actor != 0) {
        rc = people_get(r->desk->store, row->line.row.actor, &who);
        if (rc == RC_OK) {
            memcpy(row->actor_name, who.name, sizeof row->actor_name);
            memcpy(row->organisation_name, who.organisation_name,
                   sizeof row->organisation_name);
        }
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
    }
    if (row->line.row.reason.n == 0 ||
        (row->line.row.handle.n != 0 && r->about == 0))
        return RC_OK;
    return audit_reason(r->desk->store, row->line.row.number,
                        row->line.row.handle.n == 0 ? 0 : r->about, row->reason,
                        sizeof row->reason);
}

static enum rc
take_line(struct reading *r, const struct audit_line *line)
{
    struct reply_audit_row *row = &r->rows[r->reply.rows_n];
    enum rc rc = RC_OK;
    size_t n = 0;

    r->looked++;
    if (r->about != 0 &&
        (line->row.handle.n != r->handle.n ||
         memcmp(line->row.handle.bytes, r->handle.bytes, r->handle.n) != 0)) {
        r->reply.upto = line->row.number;
        return RC_OK;
    }
    memset(row, 0, sizeof *row);
    row->line = *line;
    if ((rc = add_words(r, row)) != RC_OK)
        return rc;
    n = wire_audit_bytes(row);
    if (r->bytes + n > ANSWER_BYTES) {
        r->full = true;
        return RC_OK;
    }
    r->bytes += n;
    r->others = r->others || !is_own_look(r, &line->row);
    r->reply.upto = line->row.number;
    r->full = ++r->reply.rows_n == r->limit;
    return RC_OK;
}

static enum rc
read_on(struct reading *r)
{
    size_t n = BATCH;
    enum rc rc = RC_OK;

    while (rc == RC_OK && !r->full && n == BATCH && r->looked < LOOK_MAX) {
        rc = audit_read(r->desk->store, r->reply.upto, r->lines, BATCH, &n);
        for (size_t i = 0; rc == RC_OK && !r->full && i < n; i++)
            rc = take_line(r, &r->lines[i]);
    }
    return rc == RC_INVALID ? RC_OK : rc; /* what is damaged verify tells */
}

/* Where it begins, and about what. */
static enum rc
begin(struct reading *r)
{
    const struct request_audit_read *request = &r->turn->request->u.audit_read;
    struct store *store = r->desk->store;
    enum public_id_kind kind;
    enum rc rc = audit_head(store, &r->reply.head);

    r->limit = request->limit == 0 ? AUDIT_ROWS_MAX : request->limit;
    r->reply.upto = (int64_t)request->after;
    if (rc == RC_OK && request->newest)
        r->reply.upto = r->reply.head > (int64_t)r->limit
                            ? r->reply.head - (int64_t)r->limit
                            : 0;
    else if (rc == RC_OK && request->since_us != 0)
        rc = audit_after(store, request->since_us, &r->reply.upto);
    if (rc != RC_OK || request->about[0] == '\0')
        return rc;
    if (public_id_read(&r->desk->secrets->public_id, request->about, &kind,
                       &r->about) != RC_OK ||
        (kind != PUBLIC_ID_BUNDLE && ids_message_kind(kind) == MESSAGE_NONE))
        return RC_NOT_FOUND;
    rc = audit_handle(store, r->about, &r->handle);
    return rc == RC_OK && r->handle.n == 0 ? RC_NOT_FOUND : rc;
}

/* Of the records that are told; what does not fit goes with the next part. */
static enum rc
add_marks(struct reading *r, int64_t after)
{
    size_t n = 0;
    enum rc rc =
        audit_checkpoints(r->desk->store, after, r->marks, AUDIT_MARKS_MAX, &n);

    r->reply.marks = r->marks;
    while (r->reply.marks_n < n &&
           r->marks[r->reply.marks_n].number <= r->reply.upto)
        r->reply.marks_n++;
    return rc;
}

static enum rc
answer(struct reading *r)
{
    struct wire_out out = reply_out(r->desk, r->turn->request->id);
    bool taken = r->turn->request->u.audit_read.is_export;
    enum rc rc = begin(r);
    int64_t after = r->reply.upto;

    r->reply.rows = r->rows;
    if (rc == RC_OK)
        rc = read_on(r);
    if (rc == RC_OK)
        rc = add_marks(r, after);
    r->reply.more = r->reply.upto < r->reply.head;
    if (rc == RC_OK && (r->others || (taken && r->looked > 0)))
        rc = note(r->desk, r->turn, taken ? "audit-export" : "audit-read",
                  r->about == 0 ? NULL : "about one");
    if (rc == RC_OK)
        reply_send(r->desk, r->turn->session, wire_audit_list(&out, &r->reply));
    return rc;
}

enum rc
auditing_read(struct desk *desk, const struct turn *turn)
{
    struct reading *r = calloc(1, sizeof *r);
    enum rc rc = RC_DOWN;

    if (r == NULL)
        return RC_DOWN;
    r->desk = desk;
    r->turn = turn;
    rc = answer(r);
    free(r);
    return rc;
}

/* --- verify --- */

struct verifying {
    struct audit_verify verify;
    struct audit_line lines[BATCH];
    struct audit_checkpoint marks[AUDIT_MARKS_MAX];
};

/* The checkpoints of the next records; a part ends where they do. */
static enum rc
take_marks(struct desk *desk, struct verifying *v, int64_t after,
           int64_t *limit)
{
    uint8_t text[AUDIT_CHECKPOINT_TEXT_BYTES];
    size_t n = 0;
    enum rc rc =
        audit_checkpoints(desk->store, after, v->marks, AUDIT_MARKS_MAX, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        audit_checkpoint_text(&v->marks[i], text);
        if (crypto_sign_verify_detached(v->marks[i].signature, text,
                                        sizeof text,
                                        desk->secrets->audit_public) == 0)
            continue;
        audit_verify_flaw(&v->verify, AUDIT_SIGNATURE, v->marks[i].number);
        break;
    }
    v->verify.marks = v->marks;
    v->verify.marks_n = n;
    *limit = n == AUDIT_MARKS_MAX ? v->marks[n - 1].number : INT64_MAX;
    return rc;
}

static enum rc
recompute(struct desk *desk, struct verifying *v, int64_t after, int64_t limit)
{
    struct audit_verify *verify = &v->verify;
    size_t n = BATCH;
    enum rc rc = RC_OK;

    verify->last = after;
    while (rc == RC_OK && n == BATCH && verify->flaw == AUDIT_WHOLE &&
           verify->records_n < VERIFY_MAX && verify->last < limit) {
        rc = audit_read(desk->store, verify->last, v->lines, BATCH, &n);
        for (size_t i = 0; rc != RC_FATAL && i < n && v->verify.last < limit;
             i++) {
            if (v->lines[i].row.number != verify->last + 1)
                audit_verify_flaw(verify, AUDIT_MISSING,
                                  v->lines[i].row.number);
            if (audit_verify_row(verify, &v->lines[i].row, v->lines[i].prev) !=
                RC_OK)
                return RC_OK;
        }
        if (rc == RC_INVALID)
            audit_verify_flaw(verify, AUDIT_UNREADABLE, verify->last + 1);
    }
    return rc == RC_INVALID ? RC_OK : rc;
}

static enum rc
verify_part(struct desk *desk, const struct turn *turn, struct verifying *v)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_audit_verified reply = {0};
    int64_t after = (int64_t)turn->request->u.audit_verify.after;
    int64_t head = 0;
    int64_t limit = 0;
    enum rc rc = audit_head(desk->store, &head);

    audit_installation(desk->store, v->verify.installation);
    v->verify.partial = after > 0;
    if (rc == RC_OK)
        rc = take_marks(desk, v, after, &limit);
    if (rc == RC_OK && v->verify.flaw == AUDIT_WHOLE)
        rc = recompute(desk, v, after, limit);
    reply.more = v->verify.flaw == AUDIT_WHOLE && v->verify.last < head;
    if (rc == RC_OK && !reply.more)
        (void)!audit_verify_end(&v->verify, INT64_MAX);
    reply.upto = v->verify.last;
    reply.flaw = v->verify.flaw;
    reply.number = v->verify.number;
    reply.checkpoints = (uint32_t)v->verify.marks_met;
    memcpy(reply.hash, v->verify.hash, sizeof reply.hash);
    if (rc == RC_OK && (after == 0 || reply.flaw != AUDIT_WHOLE))
        rc = note(desk, turn, "audit-verify",
                  reply.flaw == AUDIT_WHOLE ? NULL : "a flaw");
    if (rc == RC_OK)
        reply_send(desk, turn->session, wire_audit_verified(&out, &reply));
    return rc;
}

enum rc
auditing_verify(struct desk *desk, const struct turn *turn)
{
    struct verifying *v = calloc(1, sizeof *v);
    enum rc rc = RC_DOWN;

    if (v == NULL)
        return RC_DOWN;
    rc = verify_part(desk, turn, v);
    free(v);
    return rc;
}

/* --- checkpoints --- */

enum rc
auditing_key(struct desk *desk, const struct turn *turn)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_audit_key reply = {.head = 0};
    enum rc rc = note(desk, turn, "audit-key", NULL);

    if (rc == RC_OK)
        rc = audit_head_hash(desk->store, &reply.head, reply.hash);
    if (rc != RC_OK)
        return rc;
    memcpy(reply.public_key, desk->secrets->audit_public,
           sizeof reply.public_key);
    audit_installation(desk->store, reply.epoch);
    reply_send(desk, turn->session, wire_audit_key(&out, &reply));
    return RC_OK;
}

enum rc
auditing_turn(struct desk *desk, int64_t now_us)
{
    struct audit_checkpoint made = {.at_us = clock_utc_us(desk->clock)};
    uint8_t text[AUDIT_CHECKPOINT_TEXT_BYTES];
    enum rc rc = audit_checkpoint_next(desk->store, &made.number, made.hash);

    desk->times.checkpoint_us = now_us + AUDITING_CHECKPOINT_US;
    if (rc != RC_OK || made.number == 0)
        return rc;
    audit_installation(desk->store, made.installation);
    audit_checkpoint_text(&made, text);
    if (crypto_sign_detached(made.signature, NULL, text, sizeof text,
                             desk->secrets->audit_secret) != 0)
        return RC_DOWN;
    return audit_checkpoint_add(desk->store, &made);
}
