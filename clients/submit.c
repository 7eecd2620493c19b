/* submit -- see submit.h */
#include "submit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/refusal.h"
#include "session.h"
#include "submit_report.h"
#include "text.h"

#define RESEND_MS       5000
#define REFUSALS_ENOUGH 3
#define PROGRESS_EVERY  50
#define IN_ORDER_MS     1000 /* that a line waits for those before it */

/* One message of which not everything was said. */
struct job {
    bool used;
    size_t line;
    uint64_t turn;     /* its place in the input */
    json_t *report;    /* what became of it, not printed yet; NULL: open */
    int64_t report_ms; /* since when */
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
    bool lines_refused; /* lines that a person can mend */
    uint64_t turn;
    size_t printed_n;
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
    json_decref(job->report);
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

/* The next report that is to be printed: a line waits for the lines before
 * it, but not long, since one of those may wait a minute for a busy desk. */
static struct job *
report_next(struct submitter *sub)
{
    int64_t long_ago_ms = session_now_ms() - IN_ORDER_MS;
    uint64_t open = UINT64_MAX; /* the first without a report */
    struct job *next = NULL;

    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        const struct job *job = &sub->jobs[i];

        if (job->used && job->report == NULL && job->turn < open)
            open = job->turn;
    }
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        struct job *job = &sub->jobs[i];

        if (job->used && job->report != NULL &&
            (job->turn < open || job->report_ms <= long_ago_ms) &&
            (next == NULL || job->turn < next->turn))
            next = job;
    }
    return next;
}

static void
reports_print(struct submitter *sub)
{
    struct job *job;

    while ((job = report_next(sub)) != NULL) {
        output_progress(&sub->inv->out, "%s", "");
        submit_report_print(&sub->inv->out, job->report);
        if (++sub->printed_n % PROGRESS_EVERY == 0)
            output_progress(&sub->inv->out, _("%zu done"), sub->printed_n);
        job_close(sub, job);
    }
}

/* That is what became of it; the report is handed over. */
static void
job_report(struct submitter *sub, struct job *job, json_t *report)
{
    outbox_item_close(&job->item);
    job->item = (struct outbox_item){0};
    job->report = report != NULL ? report : json_object();
    job->report_ms = session_now_ms();
    reports_print(sub);
}

static void
job_refuse(struct submitter *sub, struct job *job, const json_t *refusal)
{
    sub->counts.refused++;
    if (job->line != SUBMIT_OUTBOX && job->line != SUBMIT_NO_LINE)
        sub->lines_refused = true;
    job_report(sub, job, submit_report_refused(job->line, refusal));
}

static void
job_receive(struct submitter *sub, struct job *job, const json_t *receipt)
{
    if (object_flag(receipt, "replayed"))
        sub->counts.replayed++;
    else
        sub->counts.accepted++;
    job_report(sub, job, submit_report_received(job->line, receipt));
}

/* No answer.  What has its receipt from an earlier run was received all the
 * same. */
static void
job_give_up(struct submitter *sub, struct job *job)
{
    json_t *receipt = outbox_receipt(sub->outbox, &job->item);

    if (*object_text(receipt, "receipt") != '\0' &&
        json_object_set_new(receipt, "replayed", json_true()) == 0) {
        job_receive(sub, job, receipt);
    } else {
        sub->counts.waiting++;
        job_report(
            sub, job,
            submit_report_waiting(job->line, session_telephone(sub->session)));
    }
    json_decref(receipt);
}

/* --- what happens to a message --- */

/* There is room. */
static struct job *
job_begin(struct submitter *sub, size_t line)
{
    struct job *job = sub->jobs;

    while (job->used)
        job++;
    *job = (struct job){.used = true,
                        .line = line,
                        .turn = sub->turn++,
                        .begun_ms = session_now_ms()};
    sub->jobs_n++;
    return job;
}

void
submitter_refuse(struct submitter *sub, size_t line, const struct refusal *why)
{
    json_t *refusal = refusal_object(why);

    job_refuse(sub, job_begin(sub, line), refusal);
    json_decref(refusal);
}

void
submitter_add(struct submitter *sub, size_t line, struct outbox_item *item)
{
    struct job *job = job_begin(sub, line);

    job->item = *item;
    *item = (struct outbox_item){0};
    if (sub->gave_up)
        job_give_up(sub, job);
}

static void
give_up_all(struct submitter *sub)
{
    sub->gave_up = true;
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        if (sub->jobs[i].used && sub->jobs[i].report == NULL)
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
        job_receive(sub, job, event->body);
    } else if (strcmp(event->name, "busy") == 0) {
        job->send_at_ms =
            session_now_ms() + object_number(event->body, "retry_after_ms");
    } else if (strcmp(event->name, "refusal") == 0 &&
               strcmp(code, "unavailable") != 0) {
        outbox_drop(sub->outbox, &job->item);
        job_refuse(sub, job, event->body);
    } else {
        job->send_at_ms = session_now_ms() + RESEND_MS;
    }
}

static void
event_take(struct submitter *sub, const struct session_event *event)
{
    for (size_t i = 0; i < SUBMIT_WINDOW; i++) {
        struct job *job = &sub->jobs[i];

        if (!job->used || job->report != NULL)
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
        if (job->report != NULL) {
            if (job->report_ms + IN_ORDER_MS < wake_ms)
                wake_ms = job->report_ms + IN_ORDER_MS;
            continue;
        }
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
    reports_print(sub);
}

static void
summary_words(const struct submitter *sub)
{
    const struct output *out = &sub->inv->out;
    const struct submit_counts *n = &sub->counts;

    if (sub->turn == 0) {
        output_line(out, strcmp(sub->inv->verb, "outbox") == 0
                             ? _("nothing waits to be sent")
                             : _("there is no message in the input"));
        return;
    }
    output_line(out,
                _("received %zu, received before %zu, refused %zu, not "
                  "received %zu"),
                n->accepted, n->replayed, n->refused, n->waiting);
    if (sub->lines_refused)
        output_line(out, _("correct the refused lines and send the file "
                           "again: what was received is not sent twice"));
    if (n->waiting > 0)
        output_line(out, _("what is not received is kept; `loket outbox` "
                           "sends it again"));
}

enum ending
submitter_end(const struct submitter *sub)
{
    const struct submit_counts *n = &sub->counts;

    output_progress(&sub->inv->out, "%s", "");
    if (sub->inv->json) {
        json_t *summary = json_pack(
            "{s:s, s:I, s:I, s:I, s:I, s:I}", "verdict", "summary", "messages",
            (json_int_t)sub->turn, "accepted", (json_int_t)n->accepted,
            "replayed", (json_int_t)n->replayed, "refused",
            (json_int_t)n->refused, "not_received", (json_int_t)n->waiting);

        output_object(summary);
        json_decref(summary);
    } else {
        summary_words(sub);
    }
    if (sub->not_let_in)
        return ENDING_REFUSED;
    if (n->waiting > 0)
        return ENDING_UNREACHABLE;
    return n->refused > 0 ? ENDING_REFUSED : ENDING_DONE;
}
