/* verb_audit -- audit tail, verify, export, key: for auditors */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "audit_file.h"
#include "audit_words.h"
#include "core/rfc3339.h"
#include "session.h"
#include "text.h"
#include "verb.h"

const char verb_audit_help[] = N_(
    "usage: loket audit tail [--count N] [--about S-..] [--follow]\n"
    "       loket audit verify\n"
    "       loket audit verify FILE.. --key KEY [--checkpoints FILE]\n"
    "                          [--until TIME] [--partial] [--repeats]\n"
    "       loket audit export [--since TIME] [--until TIME]\n"
    "       loket audit key\n"
    "\n"
    "Who did what: every look, change and refusal, each record tied to the\n"
    "one before by a hash.  For auditors; reading it is on record too.\n"
    "\n"
    "verify has the desk recompute its records and says which one is the\n"
    "first that is not as it was written.  With FILE it verifies an export,\n"
    "or files that syslog-ng wrote, oldest first, without a desk.  That the\n"
    "end was cut off, or all of it made anew, shows by checkpoints that were\n"
    "kept on another machine: --checkpoints.\n"
    "\n"
    "  --key KEY      as `loket audit key` printed it\n"
    "  --until TIME   checkpoints after it do not count; export up to it\n"
    "  --partial      the file may begin behind record 1\n"
    "  --repeats      the same record again is no flaw\n"
    "  --about ID     only what is about this message, referral or bundle\n"
    "  TIME           2026-12-01T08:00:00Z\n"
    "\n"
    "Exit code 1 when something is not as it was.\n"
    "\n"
    "examples:\n"
    "  loket audit tail --follow\n"
    "  loket audit export --since 2026-11-01T00:00:00Z > november.jsonl\n"
    "  loket audit verify november.jsonl --partial --key \"$(cat "
    "desk.key)\"\n");

#define FOLLOW_MS 1000

static void
pause_ms(struct visit *visit, int64_t ms)
{
    int64_t until_ms = session_now_ms() + ms;

    while (session_now_ms() < until_ms)
        (void)session_next(visit->session, until_ms);
}

static enum rc
time_read(const struct invocation *inv, const char *name, const char *text,
          int64_t *out_us)
{
    if (text == NULL || rfc3339_read_instant(text, out_us) == RC_OK)
        return RC_OK;
    (void)args_wrong(inv, _("--%s: a time like 2026-12-01T08:00:00Z"), name);
    return RC_INVALID;
}

/* --- tail --- */

static void
print_records(const struct invocation *inv, const json_t *list)
{
    const json_t *record = NULL;
    size_t i = 0;

    json_array_foreach(list, i, record)
    {
        if (inv->json)
            output_object(record);
        audit_words_record(&inv->out, record);
    }
}

static enum ending
tail(struct invocation *inv)
{
    const char *about = NULL;
    int64_t count = 20;
    int64_t after = 0;
    bool follow = false;
    bool more = true;
    struct visit visit = {0};
    const struct arg args[] = {{"about", ARG_TEXT, &about},
                               {"count", ARG_NUMBER, &count},
                               {"follow", ARG_FLAG, &follow}};
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);
    enum ending ending = ENDING_DONE;

    if (rc != RC_OK)
        return args_ending(rc);
    if (count < 1 || count > 100)
        return args_wrong(inv, _("--count is 1 to 100"));
    if (visit_begin(&visit, inv) != RC_OK)
        ending = ENDING_USAGE;
    for (bool first = about == NULL; ending == ENDING_DONE && (more || follow);
         first = false) {
        struct session_event answer;

        ending = visit_ask(&visit, inv, "audit_read",
                           json_pack("{s:I, s:I, s:b, s:s*}", "after",
                                     (json_int_t)after, "limit",
                                     (json_int_t)(first ? count : 100),
                                     "newest", (int)first, "about", about),
                           &answer);
        if (ending != ENDING_DONE)
            break;
        print_records(inv, json_object_get(answer.body, "records"));
        after = object_number(answer.body, "upto");
        more = !first && json_is_true(json_object_get(answer.body, "more"));
        if (follow && !more)
            pause_ms(&visit, FOLLOW_MS);
    }
    visit_end(&visit);
    return ending;
}

/* --- export --- */

/* Without the desk's words: what is exported is what is hashed. */
static void
export_record(const json_t *record)
{
    json_t *copy = json_deep_copy(record);

    if (copy == NULL)
        return;
    (void)json_object_del(copy, "actor_name");
    (void)json_object_del(copy, "org_name");
    (void)json_object_del(copy, "reason_text");
    output_object(copy);
    json_decref(copy);
}

/* False: behind the end. */
static bool
export_part(const json_t *body, int64_t until_us)
{
    const json_t *row = NULL;
    int64_t at_us = 0;
    size_t i = 0;

    json_array_foreach(json_object_get(body, "records"), i, row)
    {
        if (rfc3339_read_instant(object_text(row, "at"), &at_us) == RC_OK &&
            at_us > until_us)
            return false;
        export_record(row);
    }
    json_array_foreach(json_object_get(body, "checkpoints"), i, row)
        output_object(row);
    return true;
}

static enum ending
export_all(struct invocation *inv)
{
    const char *since = NULL;
    const char *until = NULL;
    int64_t since_us = 0;
    int64_t until_us = INT64_MAX;
    int64_t after = 0;
    int64_t head = 0;
    struct visit visit = {0};
    const struct arg args[] = {{"since", ARG_TEXT, &since},
                               {"until", ARG_TEXT, &until}};
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);
    enum ending ending = ENDING_DONE;

    if (rc != RC_OK)
        return args_ending(rc);
    if (time_read(inv, "since", since, &since_us) != RC_OK ||
        time_read(inv, "until", until, &until_us) != RC_OK)
        return ENDING_USAGE;
    if (visit_begin(&visit, inv) != RC_OK)
        ending = ENDING_USAGE;
    while (ending == ENDING_DONE && (head == 0 || after < head)) {
        struct session_event answer;

        ending = visit_ask(&visit, inv, "audit_read",
                           json_pack("{s:I, s:I, s:b}", "after",
                                     (json_int_t)after, "since_us",
                                     (json_int_t)since_us, "exported", 1),
                           &answer);
        since_us = 0;
        if (ending != ENDING_DONE || !export_part(answer.body, until_us))
            break;
        after = object_number(answer.body, "upto");
        if (head == 0)
            head = object_number(answer.body, "head");
    }
    visit_end(&visit);
    return ending;
}

/* --- verify --- */

static enum ending
verdict(const struct invocation *inv, enum audit_flaw flaw, int64_t number,
        int64_t records, int64_t checkpoints)
{
    json_t *told = json_pack(
        "{s:b, s:s, s:I, s:I, s:I}", "whole", (int)(flaw == AUDIT_WHOLE),
        "flaw", flaw == AUDIT_WHOLE ? "" : audit_words_flaw(flaw), "number",
        (json_int_t)number, "records", (json_int_t)records, "checkpoints",
        (json_int_t)checkpoints);

    if (inv->json && told != NULL)
        output_object(told);
    json_decref(told);
    if (flaw == AUDIT_WHOLE)
        output_line(&inv->out, _("whole: %lld records, %lld checkpoints"),
                    (long long)records, (long long)checkpoints);
    else
        output_line(&inv->out, _("record %lld: %s"), (long long)number,
                    audit_words_flaw(flaw));
    return flaw == AUDIT_WHOLE ? ENDING_DONE : ENDING_REFUSED;
}

static enum audit_flaw
flaw_of(const char *word)
{
    static const char *const words[] = {
        "",         "unreadable", "changed",   "link",  "missing",
        "repeated", "start",      "signature", "other", "cut"};

    for (int i = 1; i <= (int)AUDIT_CUT; i++)
        if (strcmp(words[i], word) == 0)
            return (enum audit_flaw)i;
    return AUDIT_WHOLE;
}

static enum ending
verify_desk(struct invocation *inv)
{
    struct visit visit = {0};
    int64_t after = 0;
    int64_t checkpoints = 0;
    enum audit_flaw flaw = AUDIT_WHOLE;
    int64_t number = 0;
    bool more = true;
    enum ending ending = ENDING_DONE;

    if (visit_begin(&visit, inv) != RC_OK)
        ending = ENDING_USAGE;
    while (ending == ENDING_DONE && more) {
        struct session_event answer;

        ending =
            visit_ask(&visit, inv, "audit_verify",
                      json_pack("{s:I}", "after", (json_int_t)after), &answer);
        if (ending != ENDING_DONE)
            break;
        after = object_number(answer.body, "upto");
        checkpoints += object_number(answer.body, "checkpoints");
        flaw = flaw_of(object_text(answer.body, "flaw"));
        number = object_number(answer.body, "number");
        more = json_is_true(json_object_get(answer.body, "more"));
        output_progress(&inv->out, _("%lld records"), (long long)after);
    }
    output_progress(&inv->out, "%s", "");
    visit_end(&visit);
    return ending == ENDING_DONE
               ? verdict(inv, flaw, number, after, checkpoints)
               : ending;
}

/* "EPOCH.KEY" in hexadecimal */
static enum rc
key_read(const char *text, struct audit_check *check)
{
    size_t epoch_n = 2 * sizeof check->verify->installation;
    size_t n = 0;

    if (strlen(text) != epoch_n + 1 + 2 * PUBLIC_KEY_BYTES ||
        text[epoch_n] != '.' ||
        sodium_hex2bin(check->verify->installation, EPOCH_BYTES, text, epoch_n,
                       NULL, &n, NULL) != 0 ||
        sodium_hex2bin(check->public_key, PUBLIC_KEY_BYTES, text + epoch_n + 1,
                       2 * PUBLIC_KEY_BYTES, NULL, &n, NULL) != 0)
        return RC_INVALID;
    return RC_OK;
}

static enum ending
verify_files(struct invocation *inv, const char *key, struct audit_check *check)
{
    enum ending ending = ENDING_USAGE;
    enum rc rc = RC_OK;

    check->files = inv->argv;
    check->files_n = (size_t)inv->argc;
    if (key == NULL)
        return args_wrong(inv, _("--%s is needed"), "key");
    if (key_read(key, check) != RC_OK)
        return args_wrong(inv, _("--key: as `loket audit key` prints it"));
    rc = audit_file_check(check);
    if (rc == RC_OK || rc == RC_INVALID)
        ending = verdict(inv, check->verify->flaw, check->verify->number,
                         (int64_t)check->verify->records_n,
                         (int64_t)check->verify->marks_met);
    if (rc == RC_INVALID && check->line != 0)
        output_line(&inv->out, "%s:%llu", check->file,
                    (unsigned long long)check->line);
    return ending;
}

static enum ending
verify(struct invocation *inv)
{
    const char *key = NULL;
    const char *until = NULL;
    struct audit_check check = {.until_us = INT64_MAX};
    bool partial = false;
    bool repeats = false;
    const struct arg args[] = {{"key", ARG_TEXT, &key},
                               {"checkpoints", ARG_TEXT, &check.checkpoints},
                               {"until", ARG_TEXT, &until},
                               {"partial", ARG_FLAG, &partial},
                               {"repeats", ARG_FLAG, &repeats}};
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);
    enum ending ending = ENDING_USAGE;

    if (rc != RC_OK)
        return args_ending(rc);
    if (time_read(inv, "until", until, &check.until_us) != RC_OK)
        return ENDING_USAGE;
    if (inv->argc == 0)
        return verify_desk(inv);
    check.verify = calloc(1, sizeof *check.verify);
    if (check.verify == NULL)
        return ENDING_USAGE;
    check.verify->partial = partial;
    check.verify->repeats = repeats;
    ending = verify_files(inv, key, &check);
    free(check.verify);
    return ending;
}

static enum ending
key(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    enum rc rc = args_read_only(inv, NULL, 0);
    enum ending ending = ENDING_DONE;

    if (rc != RC_OK)
        return args_ending(rc);
    ending = visit_once(&visit, inv, "audit_key", json_object(), &answer);
    if (ending == ENDING_DONE) {
        if (inv->json)
            output_object(answer.body);
        output_line(&inv->out, "%s.%s", object_text(answer.body, "epoch"),
                    object_text(answer.body, "public_key"));
    }
    visit_end(&visit);
    return ending;
}

enum ending
verb_audit(struct invocation *inv)
{
    static const struct noun_row words[] = {
        {"tail", tail},
        {"verify", verify},
        {"export", export_all},
        {"key", key},
    };

    return verb_noun(inv, words, sizeof words / sizeof words[0]);
}
