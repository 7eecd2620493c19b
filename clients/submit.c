/* submit -- see submit.h */
#include "submit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/refusal.h"
#include "session.h"
#include "text.h"

#define RESEND_MS       5000
#define REFUSALS_ENOUGH 3
#define PROGRESS_EVERY  50

/* One message without a receipt. */
struct job {
    bool used;
    size_t line;
    int64_t begun_ms;
    int64_t send_at_ms;
    char request_id[SESSION_ID_CHARS];
    struct outbox_item item;
};

struct submitter {
    const struct invocation *inv;
    struct session *session;
    struct outbox *outbox;
    int64_t receipt_ms;
    bool gave_up; /* the desk is silent: what follows waits in the outbox */
    bool not_let_in;
    struct submit_counts counts;
    size_t jobs_n;
    struct job jobs[SUBMIT_WINDOW];
};

enum rc
submitter_open(struct submitter **out, const struct invocation *inv,
               struct session *session, struct outbox *outbox,
               int64_t receipt_ms)
{
    struct submitter *sub = calloc(1, sizeof *sub);

    if (sub == NULL)
        return RC_FATAL;
    sub->inv = inv;
    sub->session = session;
    sub->outbox = outbox;
    sub->receipt_ms = receipt_ms;
    *out = sub;
    return RC_OK;
}

static void
job_close(struct submitter *sub, struct job *job)
{
    outbox_item_close(&job->item);
    *job = (struct job){0};
    sub->jobs_n--;
}

void
submitter_close(struct submitter *sub)
{
    if (sub == NULL)
        return;
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        if (sub->jobs[i].used)
            job_close(sub, &sub->jobs[i]);
    }
    free(sub);
}

size_t
submitter_room(const struct submitter *sub)
{
    return SUBMIT_WINDOW - sub->jobs_n;
}

/* --- what the person hears --- */

static const char *
line_name(size_t line, char out[64])
{
    if (line == 0)
        (void)snprintf(out, 64, "%s", _("from the outbox"));
    else
        (void)snprintf(out, 64, _("line %zu"), line);
    return out;
}

static void
report_progress(const struct submitter *sub)
{
    const struct submit_counts *n = &sub->counts;
    size_t all = n->accepted + n->replayed + n->refused + n->waiting;

    if (all % PROGRESS_EVERY == 0)
        output_progress(&sub->inv->out, _("%zu done"), all);
}

static void
report_refused(struct submitter *sub, size_t line, const json_t *refusal)
{
    const json_t *findings = json_object_get(refusal, "findings");
    const json_t *finding;
    char name[64];
    size_t i;

    sub->counts.refused++;
    output_progress(&sub->inv->out, "%s", "");
    if (sub->inv->json) {
        json_t *report =
            json_pack("{s:I, s:s, s:s, s:O*}", "line", (json_int_t)line,
                      "verdict", "refused", "code",
                      object_text(refusal, "code"), "findings", findings);

        output_object(report);
        json_decref(report);
        return;
    }
    (void)line_name(line, name);
    if (json_array_size(findings) == 0)
        output_line(&sub->inv->out, _("%s: refused: %s %s"), name,
                    _("the message"),
                    text_word("refusal", object_text(refusal, "code")));
    json_array_foreach(findings, i, finding)
    {
        const char *field = object_text(finding, "field");

        output_line(&sub->inv->out, _("%s: refused: %s %s"), name,
                    *field != '\0' ? field : _("the message"),
                    text_word("refusal", object_text(finding, "code")));
    }
}

static void
report_received(struct submitter *sub, size_t line, const json_t *receipt)
{
    bool replayed = object_flag(receipt, "replayed");
    char name[64];

    if (replayed)
        sub->counts.replayed++;
    else
        sub->counts.accepted++;
    if (sub->inv->json) {
        json_t *report =
            json_pack("{s:I, s:s, s:s, s:s, s:I}", "line", (json_int_t)line,
                      "verdict", replayed ? "replayed" : "accepted", "id",
                      object_text(receipt, "id"), "receipt",
                      object_text(receipt, "receipt"), "accepted_us",
                      (json_int_t)object_number(receipt, "accepted_us"));

        output_object(report);
        json_decref(report);
        return;
    }
    output_progress(&sub->inv->out, "%s", "");
    output_line(&sub->inv->out,
                replayed ? _("%s: was received before, receipt %s")
                         : _("%s: received, receipt %s"),
                line_name(line, name), object_text(receipt, "receipt"));
    report_progress(sub);
}

static void
report_waiting(struct submitter *sub, size_t line)
{
    const char *telephone = session_telephone(sub->session);
    char name[64];

    sub->counts.waiting++;
    if (sub->inv->json) {
        json_t *report =
            json_pack("{s:I, s:s, s:s}", "line", (json_int_t)line, "verdict",
                      "not_received", "fallback_telephone", telephone);

        output_object(report);
        json_decref(report);
        return;
    }
    output_progress(&sub->inv->out, "%s", "");
    if (*telephone != '\0')
        output_line(&sub->inv->out, _("%s: not received, call %s"),
                    line_name(line, name), telephone);
    else
        output_line(&sub->inv->out, _("%s: not received, call the desk"),
                    line_name(line, name));
}

/* --- what happens to a message --- */

void
submitter_refuse(struct submitter *sub, size_t line, const struct refusal *why)
{
    json_t *refusal = refusal_object(why);

    report_refused(sub, line, refusal);
    json_decref(refusal);
}

static void
job_give_up(struct submitter *sub, struct job *job)
{
    report_waiting(sub, job->line);
    job_close(sub, job);
}

void
submitter_add(struct submitter *sub, size_t line, struct outbox_item *item)
{
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        struct job *job = &sub->jobs[i];

        if (job->used)
            continue;
        *job = (struct job){.used = true,
                            .line = line,
                            .begun_ms = session_now_ms(),
                            .item = *item};
        *item = (struct outbox_item){0};
        sub->jobs_n++;
        if (sub->gave_up)
            job_give_up(sub, job);
        return;
    }
}

static void
give_up_all(struct submitter *sub)
{
    sub->gave_up = true;
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        if (sub->jobs[i].used)
            job_give_up(sub, &sub->jobs[i]);
    }
}

static void
answer_take(struct submitter *sub, struct job *job,
            const struct session_event *event)
{
    const char *code = object_text(event->body, "code");

    if (strcmp(event->name, "receipt") == 0) {
        if (outbox_received(sub->outbox, &job->item, event->body) != RC_OK)
            output_error(_("the receipt cannot be kept in %s"), "sent/");
        report_received(sub, job->line, event->body);
        job_close(sub, job);
    } else if (strcmp(event->name, "busy") == 0) {
        job->send_at_ms =
            session_now_ms() + object_number(event->body, "retry_after_ms");
    } else if (strcmp(event->name, "refusal") == 0 &&
               strcmp(code, "unavailable") != 0) {
        outbox_drop(sub->outbox, &job->item);
        report_refused(sub, job->line, event->body);
        job_close(sub, job);
    } else {
        job->send_at_ms = session_now_ms() + RESEND_MS;
    }
}

static void
event_take(struct submitter *sub, const struct session_event *event)
{
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        struct job *job = &sub->jobs[i];

        if (!job->used)
            continue;
        if (event->what == SESSION_GREETED) {
            job->send_at_ms = 0;
        } else if (event->what == SESSION_MESSAGE && event->id[0] != '\0' &&
                   strcmp(event->id, job->request_id) == 0) {
            answer_take(sub, job, event);
            return;
        }
    }
    if (event->what == SESSION_REFUSED &&
        session_refusals(sub->session) >= REFUSALS_ENOUGH && !sub->gave_up) {
        sub->not_let_in = true;
        session_explain(sub->session, RC_INVALID);
        give_up_all(sub);
    }
}

/* Sends what is due; answers when to look again. */
static int64_t
send_due(struct submitter *sub)
{
    int64_t now_ms = session_now_ms();
    int64_t wake_ms = now_ms + RESEND_MS;

    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        struct job *job = &sub->jobs[i];

        if (!job->used)
            continue;
        if (now_ms - job->begun_ms >= sub->receipt_ms) {
            /* A desk that is silent is so for all; a busy one is not. */
            if (session_silent_ms(sub->session) >= sub->receipt_ms) {
                give_up_all(sub);
                return now_ms;
            }
            job_give_up(sub, job);
            continue;
        }
        if (job->begun_ms + sub->receipt_ms < wake_ms)
            wake_ms = job->begun_ms + sub->receipt_ms;
        if (now_ms >= job->send_at_ms &&
            session_send(sub->session, "submit", job->item.submit,
                         job->request_id) == RC_OK)
            job->send_at_ms = now_ms + RESEND_MS;
        if (job->send_at_ms > now_ms && job->send_at_ms < wake_ms)
            wake_ms = job->send_at_ms;
    }
    return wake_ms;
}

void
submitter_turn(struct submitter *sub, int fd)
{
    int64_t wake_ms = send_due(sub);

    if (sub->gave_up && fd < 0)
        return;
    if (fd >= 0)
        session_watch_fd(sub->session, fd);

    struct session_event event = session_next(sub->session, wake_ms);

    if (fd >= 0)
        session_unwatch_fd(sub->session, fd);
    event_take(sub, &event);
}

enum ending
submitter_end(const struct submitter *sub)
{
    const struct submit_counts *n = &sub->counts;
    size_t all = n->accepted + n->replayed + n->refused + n->waiting;

    output_progress(&sub->inv->out, "%s", "");
    if (sub->inv->json) {
        json_t *summary = json_pack(
            "{s:s, s:I, s:I, s:I, s:I, s:I}", "verdict", "summary", "messages",
            (json_int_t)all, "accepted", (json_int_t)n->accepted, "replayed",
            (json_int_t)n->replayed, "refused", (json_int_t)n->refused,
            "not_received", (json_int_t)n->waiting);

        output_object(summary);
        json_decref(summary);
    } else {
        output_line(&sub->inv->out,
                    _("received %zu, received before %zu, refused %zu, not "
                      "received %zu"),
                    n->accepted, n->replayed, n->refused, n->waiting);
        if (n->waiting > 0)
            output_line(&sub->inv->out,
                        _("what is not received is kept; `loket outbox` sends "
                          "it again"));
    }
    if (sub->not_let_in)
        return ENDING_REFUSED;
    if (n->waiting > 0)
        return ENDING_UNREACHABLE;
    return n->refused > 0 ? ENDING_REFUSED : ENDING_DONE;
}
