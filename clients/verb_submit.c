/* verb_submit -- signal, refer, advice, bottleneck, withdraw: send messages;
 * outbox: send what still waits. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "core/refusal.h"
#include "lines.h"
#include "outbox.h"
#include "session.h"
#include "submit.h"
#include "text.h"
#include "verb.h"
#include "wire/json.h"
#include "wire/precheck.h"

#define RECEIPT_MS 60000
#define NO_ID      "00000000000000000000000000000000"

const char verb_signal_help[] = N_(
    "usage: loket signal [FILE|-]\n"
    "\n"
    "Send signals: what was seen, where and when.  FILE holds one JSON "
    "object,\n"
    "or one on each line; without FILE they are read from standard input.\n"
    "Field names and code words are those of the protocol.  A line may name\n"
    "its \"kind\" (signal, referral, advice, bottleneck), then that counts.\n"
    "\n"
    "Every line that is wrong is named with its field and the reason; the\n"
    "others go through.  A message is kept on disk until its receipt is here.\n"
    "The same file sent twice changes nothing, so after an interruption just\n"
    "send it again.  Keep the receipts: they are how you follow a message.\n"
    "In the profile sent/ keeps ids and receipts, never content.\n"
    "\n"
    "  --amends RECEIPT           it belongs to an earlier message of yours\n"
    "  --action supplement|correct  how (default: supplement)\n"
    "  --again                    send it as new, even if it was sent before\n"
    "  --receipt-timeout SECONDS  say \"not received\" after this (default "
    "60)\n"
    "\n"
    "examples:\n"
    "  loket signal forty-addresses.jsonl\n"
    "  echo '{\"observed\":\"2026-11-20\",\"form\":\"labour\",\n"
    "    \"indicators\":[\"UO01\"],\"place\":{\"municipality\":\"GM0363\"}}' "
    "|\n"
    "    loket signal\n");
const char verb_refer_help[] =
    N_("usage: loket refer [FILE|-]\n"
       "\n"
       "Send referrals: a person, under your pseudonym, who needs help or a\n"
       "bed.  A coordinator is called at once.  When nobody answers in time\n"
       "you hear so, with a number to call: follow it with `loket inbox\n"
       "--follow` or `loket status RECEIPT`.\n"
       "Input and options are those of `loket signal --help`.\n"
       "\n"
       "example:\n"
       "  loket refer referral.json\n");
const char verb_advice_help[] =
    N_("usage: loket advice [FILE|-]\n"
       "\n"
       "Ask the desk for advice: {\"about\": \"signal\", \"text\": \"..\"}.\n"
       "Input and options are those of `loket signal --help`.\n"
       "\n"
       "example:\n"
       "  loket advice question.json\n");
const char verb_bottleneck_help[] = N_(
    "usage: loket bottleneck [FILE|-]\n"
    "\n"
    "Report what gets stuck: {\"category\": \"shelter\", \"text\": \"..\"}.\n"
    "Input and options are those of `loket signal --help`.\n"
    "\n"
    "example:\n"
    "  loket bottleneck no-beds.json\n");
const char verb_withdraw_help[] =
    N_("usage: loket withdraw RECEIPT --reason REASON\n"
       "\n"
       "Take an earlier message of yours back.  REASON is mistake, unfounded,\n"
       "consent_withdrawn or other.  Whether it was applied comes in your\n"
       "inbox.\n"
       "\n"
       "example:\n"
       "  loket withdraw S-7K3QM2XA-9V4T2M8H6JX3B0QF --reason mistake\n");
const char verb_outbox_help[] =
    N_("usage: loket outbox [--list]\n"
       "\n"
       "Send the messages that have no receipt yet, or only list them.\n"
       "\n"
       "  --list                     send nothing\n"
       "  --receipt-timeout SECONDS  say \"not received\" after this (default "
       "60)\n");

struct submit_options {
    const char *amends;
    const char *action;
    bool again;
    int64_t receipt_ms;
};

/* A run of one of these verbs. */
struct sending {
    struct invocation *inv;
    struct submit_options options;
    const char *kind; /* of lines that do not say */
    struct visit visit;
    struct outbox *outbox;
    struct submitter *submitter;
    struct outbox_item *waiting; /* of earlier runs, still to be sent */
    size_t waiting_n;
    size_t waiting_next;
    struct lines lines;
};

static void
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

static enum rc
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
static enum rc
submit_start(struct sending *s, size_t line, json_t *submit)
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
    return submit_start(s, s->lines.number, submit);
}

/* Fills the window: first what waited, then lines as they come. */
static enum rc
window_fill(struct sending *s, bool *ended)
{
    enum rc rc = RC_OK;

    while (submitter_room(s->submitter) > 0 && s->waiting_next < s->waiting_n)
        submitter_add(s->submitter, 0, &s->waiting[s->waiting_next++]);
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

static enum ending
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
    return submitter_end(s->submitter);
}

static const char *
kind_of(const char *verb)
{
    return strcmp(verb, "refer") == 0 ? "referral" : verb;
}

static enum ending
file_open(const struct invocation *inv, int *fd)
{
    const char *name = inv->argc > 0 ? inv->argv[0] : "-";

    if (inv->argc > 1)
        return args_wrong(inv, _("one file at a time"));
    *fd = strcmp(name, "-") == 0 ? STDIN_FILENO
                                 : open(name, O_RDONLY | O_CLOEXEC);
    if (*fd < 0) {
        output_error(_("%s cannot be read: %s"), name, strerror(errno));
        return ENDING_USAGE;
    }
    return ENDING_DONE;
}

enum ending
verb_submit(struct invocation *inv)
{
    struct submit_options options = {.action = "supplement",
                                     .receipt_ms = RECEIPT_MS};
    const struct arg args[] = {
        {"amends", ARG_TEXT, &options.amends},
        {"action", ARG_TEXT, &options.action},
        {"again", ARG_FLAG, &options.again},
        {"receipt-timeout", ARG_SECONDS, &options.receipt_ms},
    };
    struct sending *s = NULL;
    enum ending ending;
    int fd = -1;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if ((ending = file_open(inv, &fd)) != ENDING_DONE)
        return ending;
    if (sending_open(&s, inv, &options) == RC_OK) {
        s->kind = kind_of(inv->verb);
        s->lines.fd = fd;
        ending = sending_run(s);
    } else {
        ending = ENDING_USAGE;
    }
    sending_close(s);
    if (fd > STDIN_FILENO)
        (void)close(fd);
    return ending;
}

enum ending
verb_withdraw(struct invocation *inv)
{
    struct submit_options options = {.receipt_ms = RECEIPT_MS};
    const char *reason = NULL;
    const struct arg args[] = {
        {"reason", ARG_TEXT, &reason},
        {"receipt-timeout", ARG_SECONDS, &options.receipt_ms},
    };
    struct sending *s = NULL;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1 || reason == NULL)
        return args_wrong(inv, _("a RECEIPT and a --reason are needed"));
    if (sending_open(&s, inv, &options) == RC_OK) {
        json_t *submit =
            json_pack("{s:{s:s}, s:{s:s, s:s}}", "withdrawal", "reason", reason,
                      "amends", "receipt", inv->argv[0], "action", "withdraw");

        if (submit != NULL && submit_start(s, 1, submit) == RC_OK)
            ending = sending_run(s);
    }
    sending_close(s);
    return ending;
}

static enum ending
waiting_list(const struct sending *s)
{
    for (size_t i = 0; i < s->waiting_n; i++) {
        const struct outbox_item *item = &s->waiting[i];
        /* The first 48 bits of the id are milliseconds. */
        int64_t at_us = 0;
        char at[TEXT_TIME_BYTES];
        char high[13];

        memcpy(high, item->message_id, 12);
        high[12] = '\0';
        at_us = (int64_t)strtoull(high, NULL, 16) * 1000;
        if (s->inv->json) {
            json_t *line =
                json_pack("{s:s, s:I}", "message_id", item->message_id, "at_us",
                          (json_int_t)at_us);

            output_object(line);
            json_decref(line);
        }
        output_line(&s->inv->out, _("waits since %s: message %s"),
                    text_time(at_us, at), item->message_id);
    }
    output_line(&s->inv->out, _("%zu messages wait"), s->waiting_n);
    return ENDING_DONE;
}

enum ending
verb_outbox(struct invocation *inv)
{
    struct submit_options options = {.receipt_ms = RECEIPT_MS};
    bool list = false;
    const struct arg args[] = {
        {"list", ARG_FLAG, &list},
        {"receipt-timeout", ARG_SECONDS, &options.receipt_ms},
    };
    struct sending *s = NULL;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 0)
        return args_wrong(inv, _("`%s` takes no operand"), inv->verb);
    if (sending_open(&s, inv, &options) == RC_OK)
        ending = list ? waiting_list(s) : sending_run(s);
    sending_close(s);
    return ending;
}
