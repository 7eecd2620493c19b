/* verb_status -- status: what became of a message, and proof of it */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "core/refusal.h"
#include "lines.h"
#include "profile.h"
#include "session.h"
#include "signed_receipt.h"
#include "sys/file.h"
#include "text.h"
#include "verb.h"

#define PROOF_BYTES 65536

const char verb_status_help[] = N_(
    "usage: loket status RECEIPT [--signed]\n"
    "       loket status --verify FILE [--content FILE [--line N]]\n"
    "\n"
    "What became of a message.  Whoever has the receipt may ask.\n"
    "\n"
    "  --signed        print proof of acceptance: one JSON object, signed by\n"
    "                  the desk\n"
    "  --verify FILE   is such a proof real?  Needs no connection: the desk's\n"
    "                  key was kept in the profile at the first greeting\n"
    "  --content FILE  and is it about this message, as it was sent?\n"
    "  --line N        of FILE (default: the first)\n"
    "\n"
    "examples:\n"
    "  loket status R-7K3QM2XA-9V4T2M8H6JX3B0QF\n"
    "  loket status R-7K3QM2XA-9V4T2M8H6JX3B0QF --signed > proof.json\n"
    "  loket status --verify proof.json --content referral.json\n");

static void
print_status(const struct output *out, const json_t *status)
{
    const char *state = object_text(status, "state");
    char accepted[TEXT_TIME_BYTES];
    char seen[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s, received %s: %s"), object_text(status, "id"),
                text_word("kind", object_text(status, "kind")),
                text_time(object_number(status, "accepted_us"), accepted),
                text_word("feedback", state));
    if (object_number(status, "seen_us") != 0)
        output_line(out, _("  seen %s"),
                    text_time(object_number(status, "seen_us"), seen));
    if (*object_text(status, "outcome") != '\0')
        output_line(out, _("  outcome: %s"),
                    text_word("outcome", object_text(status, "outcome")));
    if (object_number(status, "questions") != 0)
        output_line(out, _("  questions that wait for your answer: %lld"),
                    (long long)object_number(status, "questions"));
    if (strcmp(state, "not_seen_yet") == 0)
        output_line(out, _("  call %s"),
                    object_text(status, "fallback_telephone"));
}

static enum ending
status_ask(const struct invocation *inv, bool is_signed)
{
    struct visit visit = {0};
    struct session_event answer;
    const json_t *proof;
    enum ending ending =
        visit_once(&visit, inv, "status",
                   json_pack("{s:s, s:b}", "receipt", inv->argv[0], "signed",
                             (int)is_signed),
                   &answer);

    if (ending != ENDING_DONE)
        goto out;
    proof = json_object_get(answer.body, "signed_receipt");
    if (inv->json)
        output_object(answer.body);
    else if (is_signed && proof != NULL)
        output_object(proof);
    else
        print_status(&inv->out, answer.body);
out:
    visit_end(&visit);
    return ending;
}

static enum rc
object_read(const char *path, json_t **out)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = file_read(path, PROOF_BYTES, &bytes, &n);

    if (rc != RC_OK) {
        output_error(_("%s cannot be read"), path);
        return rc;
    }
    *out = json_loadb((const char *)bytes, n, JSON_REJECT_DUPLICATES, NULL);
    free(bytes);
    if (*out != NULL)
        return RC_OK;
    output_error(_("%s is no JSON"), path);
    return RC_INVALID;
}

/* The kind of a message follows from its id where its line does not say. */
static const char *
kind_of_id(const char *id)
{
    switch (*id) {
    case 'S':
        return "signal";
    case 'R':
        return "referral";
    case 'A':
        return "advice";
    case 'K':
        return "bottleneck";
    default:
        return NULL;
    }
}

static enum rc
content_read(const char *path, int64_t line, const char *kind, json_t **submit)
{
    struct refusal why = {.n = 0};
    struct lines *lines = calloc(1, sizeof *lines);
    json_t *object = NULL;
    enum rc rc = RC_OK;

    if (lines == NULL)
        return RC_FATAL;
    lines->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (lines->fd < 0)
        rc = RC_NOT_FOUND;
    while (rc == RC_OK) {
        rc = lines_next(lines, &object, &why);
        if (rc == RC_INVALID && (int64_t)lines->number < line)
            rc = RC_OK;
        else if (rc != RC_OK || (int64_t)lines->number >= line)
            break;
        json_decref(object);
        object = NULL;
    }
    if (lines->fd >= 0)
        (void)close(lines->fd);
    free(lines);
    if (rc == RC_OK)
        *submit = content_to_submit(kind, object, &why);
    if (rc == RC_OK && *submit != NULL)
        return RC_OK;
    output_error(_("%s holds no such message"), path);
    return RC_INVALID;
}

static enum ending
proof_judge(const struct invocation *inv, enum rc rc, const json_t *statement)
{
    char at[TEXT_TIME_BYTES];

    if (rc != RC_OK) {
        output_error("%s", rc == RC_STALE
                               ? _("the proof is signed by another key than "
                                   "this profile knows of the desk")
                               : _("the proof is NOT real"));
        return ENDING_REFUSED;
    }
    if (inv->json)
        output_object(statement);
    output_line(&inv->out, _("real: the desk received %s of %s at %s"),
                object_text(statement, "id"),
                object_text(statement, "organisation"),
                text_time(object_number(statement, "accepted_us"), at));
    return ENDING_DONE;
}

static enum ending
proof_verify(const struct invocation *inv, const char *path,
             const char *content, int64_t line)
{
    struct profile *profile = NULL;
    json_t *proof = NULL;
    json_t *statement = NULL;
    json_t *submit = NULL;
    enum ending ending = ENDING_USAGE;

    if (profile_open(&profile, inv->profile) != RC_OK ||
        object_read(path, &proof) != RC_OK)
        goto out;
    if (!profile->has_receipt_key) {
        output_error(_("this profile does not know the desk's key yet; ask "
                       "the desk anything once, e.g. `loket inbox`"));
        goto out;
    }

    enum rc rc = signed_receipt_verify(proof, profile->receipt_key, &statement);

    ending = proof_judge(inv, rc, statement);
    if (ending != ENDING_DONE || content == NULL)
        goto out;
    if (content_read(content, line, kind_of_id(object_text(statement, "id")),
                     &submit) != RC_OK) {
        ending = ENDING_USAGE;
    } else if (signed_receipt_matches(statement, submit) != RC_OK) {
        output_error(_("it is about ANOTHER message than %s"), content);
        ending = ENDING_REFUSED;
    } else {
        output_line(&inv->out, _("and that is the message in %s"), content);
    }
out:
    json_decref(submit);
    json_decref(statement);
    json_decref(proof);
    profile_close(profile);
    return ending;
}

enum ending
verb_status(struct invocation *inv)
{
    bool is_signed = false;
    const char *proof = NULL;
    const char *content = NULL;
    int64_t line = 1;
    const struct arg args[] = {
        {"signed", ARG_FLAG, &is_signed},
        {"verify", ARG_TEXT, &proof},
        {"content", ARG_TEXT, &content},
        {"line", ARG_NUMBER, &line},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (proof != NULL && inv->argc == 0)
        return proof_verify(inv, proof, content, line);
    if (proof != NULL || inv->argc != 1)
        return args_wrong(inv, _("one RECEIPT is needed"));
    return status_ask(inv, is_signed);
}
