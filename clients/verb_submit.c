/* verb_submit -- signal, refer, advice, bottleneck, withdraw: send messages;
 * outbox: send what still waits. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outbox.h"
#include "sending.h"
#include "submit_report.h"
#include "text.h"

#define RECEIPT_MS 60000

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
    "needed in a signal:\n"
    "  observed  2026-11-20, or 2026-11-20T22:40:00+01:00\n"
    "  form      sexual labour criminal begging servitude organ marriage\n"
    "            adoption surrogacy other unknown\n"
    "  place     municipality (GM0363 is Amsterdam); when known postcode,\n"
    "            house_number, house_letter, addition, kind\n"
    "  at least one of indicators, identifiers and text\n"
    "\"danger_now\": true, without quotes, calls a coordinator at once.\n"
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
const char verb_refer_help[] = N_(
    "usage: loket refer [FILE|-]\n"
    "\n"
    "Send referrals: a person, under your pseudonym, who needs help or a\n"
    "bed.  A coordinator is called at once.  When nobody answers in time\n"
    "you hear so, with a number to call: follow it with `loket inbox\n"
    "--follow` or `loket status RECEIPT`.\n"
    "Input and options are those of `loket signal --help`.\n"
    "\n"
    "needed in a referral: victim_ref (your pseudonym for the person),\n"
    "form, place.municipality, shelter_needed (yes, no, unknown); and a\n"
    "callback, so that the coordinator can reach you.\n"
    "\n"
    "examples:\n"
    "  loket refer referral.json\n"
    "  echo '{\"victim_ref\":\"TST-77\",\"form\":\"unknown\",\n"
    "    \"place\":{\"municipality\":\"GM0363\"},\"shelter_needed\":\"yes\",\n"
    "    \"callback\":\"+31 6 0000 0012\"}' | loket refer\n");
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
    if (*fd == STDIN_FILENO && isatty(STDIN_FILENO))
        output_error(_("reading from the keyboard: one JSON object a line, "
                       "Ctrl-D ends"));
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

        if (submit != NULL && sending_start(s, SUBMIT_NO_LINE, submit) == RC_OK)
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
    output_line(&s->inv->out, _("messages that wait: %zu"), s->waiting_n);
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
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (sending_open(&s, inv, &options) == RC_OK)
        ending = list ? waiting_list(s) : sending_run(s);
    sending_close(s);
    return ending;
}
