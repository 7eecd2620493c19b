/* sending -- see sending.h */
#include "sending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "core/refusal.h"
#include "outbox.h"
#include "submit.h"
#include "submit_report.h"
#include "text.h"
#include "wire/json.h"
#include "wire/precheck.h"

#define NO_ID "00000000000000000000000000000000"

void
sending_close(struct sending *s)
{
    if (s == NULL)
        return;
    submitter_close(s->submitter);
    for (size_t i = s->waiting_next; i < s->waiting_n; i++)
        outbox_item_close(&s->waiting[i]);
    free(s->waiting);
    outbox_close(s->outbox);
    visit_end(&s->visit);
    free(s);
}

enum rc
sending_open(struct sending **out, struct invocation *inv,
             const struct submit_options *options)
{
    struct sending *s = calloc(1, sizeof *s);
    enum rc rc = RC_FATAL;

    if (s == NULL)
        return RC_FATAL;
    s->inv = inv;
    s->options = *options;
    s->lines.fd = -1;
    if ((rc = visit_begin(&s->visit, inv)) != RC_OK ||
        (rc = outbox_open(&s->outbox, s->visit.profile)) != RC_OK ||
        (rc = outbox_waiting(s->outbox, &s->waiting, &s->waiting_n)) != RC_OK ||
        (rc = submitter_open(&s->submitter, inv, s->visit.session, s->outbox,
                             options->receipt_ms)) != RC_OK) {
        sending_close(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

static enum rc
options_apply(const struct submit_options *options, json_t *submit)
{
    if (options->amends == NULL)
        return RC_OK;
    return json_object_set_new(submit, "amends",
                               json_pack("{s:s, s:s}", "receipt",
                                         options->amends, "action",
                                         options->action)) == 0
               ? RC_OK
               : RC_FATAL;
}

/* What can be told without the desk is told at once. */
static enum rc
submit_check(const json_t *submit, struct refusal *why)
{
    uint8_t bytes[LINE_BYTES];
    size_t n = 0;
    json_t *whole = json_copy((json_t *)submit);
    enum rc rc = RC_FATAL;

    if (whole != NULL &&
        json_object_set_new(whole, "message_id", json_string(NO_ID)) == 0)
        rc = json_to_wire("Submit", whole, bytes, sizeof bytes, &n, why);
    json_decref(whole);
    return rc == RC_OK ? precheck_submit(bytes, n, why) : rc;
}

/* Takes the submit over: into the outbox and on its way, or reported. */
enum rc
sending_start(struct sending *s, size_t line, json_t *submit)
{
    struct refusal why = {.n = 0};
    struct outbox_item item;
    enum rc rc = submit_check(submit, &why);

    if (rc == RC_INVALID)
        submitter_refuse(s->submitter, line, &why);
    if (rc == RC_OK) {
        rc = outbox_put(s->outbox, submit, s->options.again, &item);
        if (rc == RC_OK)
            submitter_add(s->submitter, line, &item);
    }
    json_decref(submit);
    return rc == RC_INVALID ? RC_OK : rc;
}

/* RC_NOT_FOUND: that was the last line. */
static enum rc
line_start(struct sending *s)
{
    struct refusal why = {.n = 0};
    json_t *object = NULL;
    json_t *submit;
    enum rc rc = lines_next(&s->lines, &object, &why);

    if (rc == RC_INVALID) {
        submitter_refuse(s->submitter, s->lines.number, &why);
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    submit = content_to_submit(s->kind, object, &why);
    if (submit == NULL) {
        submitter_refuse(s->submitter, s->lines.number, &why);
        return RC_OK;
    }
    if ((rc = options_apply(&s->options, submit)) != RC_OK) {
        json_decref(submit);
        return rc;
    }
    return sending_start(s, s->lines.number, submit);
}

/* Fills the window: first what waited, then lines as they come. */
static enum rc
window_fill(struct sending *s, bool *ended)
{
    enum rc rc = RC_OK;

    while (submitter_room(s->submitter) > 0 && s->waiting_next < s->waiting_n)
        submitter_add(s->submitter, SUBMIT_OUTBOX,
                      &s->waiting[s->waiting_next++]);
    if (s->lines.fd < 0)
        *ended = s->waiting_next == s->waiting_n;
    while (!*ended && submitter_room(s->submitter) > 0 &&
           s->waiting_next == s->waiting_n && lines_ready(&s->lines)) {
        rc = line_start(s);
        if (rc == RC_NOT_FOUND)
            *ended = true;
        else if (rc != RC_OK)
            return rc;
    }
    return outbox_sync(s->outbox);
}

enum ending
sending_run(struct sending *s)
{
    bool ended = false;

    for (;;) {
        size_t room = submitter_room(s->submitter);
        /* Refill by half a window: one sync for many messages. */
        bool fill = !ended && room >= SUBMIT_WINDOW / 2;

        if (fill && window_fill(s, &ended) != RC_OK) {
            output_error(_("the outbox cannot be written: %s"),
                         strerror(errno));
            return ENDING_USAGE;
        }
        room = submitter_room(s->submitter);
        if (ended && room == SUBMIT_WINDOW)
            break;
        submitter_turn(s->submitter,
                       !ended && room >= SUBMIT_WINDOW / 2 ? s->lines.fd : -1);
    }
    if (outbox_sync(s->outbox) != RC_OK)
        output_error(_("the outbox cannot be written: %s"), strerror(errno));
    if (s->lines.error != 0)
        output_error(_("the input cannot be read further than line %zu: %s"),
                     s->lines.read, strerror(s->lines.error));

    enum ending ending = submitter_end(s->submitter);

    return s->lines.error == 0 ? ending : ENDING_USAGE;
}
