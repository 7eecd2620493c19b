/* What those who report do in two runs. */
#include "two_runs_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial_ask.h"

#define BURST 32 /* of others: more than make a storm */

/* What has no receipt is not kept, nor what there is no room for. */
static void
keep(struct run_messages *messages, const char *kind, json_t *body,
     const json_t *receipt)
{
    struct run_sent *sent = &messages->sent[messages->n];

    if (messages->n == RUN_MESSAGES)
        return;
    *sent = (struct run_sent){.body = json_deep_copy(body)};
    (void)snprintf(sent->id, sizeof sent->id, "%s", trial_text(receipt, "id"));
    (void)snprintf(sent->receipt, sizeof sent->receipt, "%s",
                   trial_text(receipt, "receipt"));
    (void)snprintf(sent->kind, sizeof sent->kind, "%s", kind);
    messages->n++;
}

void
run_submit(struct run *run, enum trial_person who, const char *kind,
           json_t *body)
{
    json_t *kept = json_deep_copy(body);
    json_t *answer = trial_ask(run->trial, who, "submit", body);
    json_t *receipt = json_object_get(answer, "receipt");

    if (receipt != NULL && !json_is_true(json_object_get(receipt, "replayed")))
        keep(who == POLICE ? &run->own : &run->others, kind, kept, receipt);
    if (who == POLICE && receipt == NULL)
        run->tally->refused++;
    json_decref(kept);
}

const char *
run_amends(struct run_messages *messages, uint64_t *dice, json_t **body)
{
    static const char *const actions[] = {"supplement", "correct", "withdraw"};
    const char *action = actions[run_dice(dice, 3)];
    const struct run_sent *sent = NULL;
    const char *kind = "signal";

    if (messages->n > 0)
        sent = &messages->sent[run_dice(dice, messages->n)];
    if (strcmp(action, "withdraw") == 0)
        kind = "withdrawal";
    else if (sent != NULL && strcmp(sent->kind, "referral") == 0)
        kind = "referral";
    *body =
        json_pack("{s:{s:s, s:s}}", "amends", "receipt",
                  sent == NULL ? "S-00000000-0000000000000000" : sent->receipt,
                  "action", action);
    json_object_set_new(*body, kind,
                        strcmp(kind, "withdrawal") == 0
                            ? json_pack("{s:s}", "reason", "mistake")
                        : strcmp(kind, "referral") == 0 ? run_referral(dice)
                                                        : run_signal(dice));
    return kind;
}

static json_t *
with_id(struct run *run, json_t *body)
{
    json_t *numbered = trial_submit_body(run->trial, "signal", json_null());

    json_object_set(body, "message_id",
                    json_object_get(numbered, "message_id"));
    json_decref(numbered);
    return body;
}

/* --- the organisation ----------------------------------------------------- */

static void
sends(struct run *run)
{
    json_t *body = NULL;
    const char *kind = "signal";

    switch (run->plan->days ? 0 : run_dice(&run->dice, 8)) {
    case 0:
    case 1:
    case 2:
    case 3:
        body = json_pack("{s:o}", "signal", run_signal(&run->dice));
        break;
    case 4:
        kind = "referral";
        body = json_pack("{s:o}", "referral", run_referral(&run->dice));
        break;
    default:
        kind = run_amends(&run->own, &run->dice, &body);
        break;
    }
    run_submit(run, POLICE, kind, with_id(run, body));
}

/* The same again, the same id with something else in it, or what breaks a
 * rule. */
static void
sends_badly(struct run *run)
{
    json_t *signal = run_signal(&run->dice);
    json_t *body = NULL;

    if (run->own.n > 0 && run_dice(&run->dice, 3) != 0)
        body = json_deep_copy(
            run->own.sent[run_dice(&run->dice, run->own.n)].body);
    if (body != NULL && run_dice(&run->dice, 2) == 0) {
        json_decref(signal);
    } else if (body != NULL) {
        json_object_del(body, "referral");
        json_object_del(body, "withdrawal");
        json_object_del(body, "amends");
        json_object_set_new(body, "signal", signal);
    } else {
        json_object_set_new(json_object_get(signal, "place"), "postcode",
                            json_string("0000"));
        body = with_id(run, json_pack("{s:o}", "signal", signal));
    }
    run_submit(run, POLICE, "signal", body);
}

static void
asks(struct run *run)
{
    const struct run_sent *sent =
        run->own.n == 0 ? NULL
                        : &run->own.sent[run_dice(&run->dice, run->own.n)];

    trial_ask(
        run->trial, POLICE, "status",
        json_pack("{s:s, s:b}", "receipt",
                  sent == NULL ? "S-00000000-0000000000000000" : sent->receipt,
                  "signed", run_dice(&run->dice, 3) == 0));
}

static void
answers(struct run *run)
{
    if (run->question == NULL)
        return;
    for (size_t i = 0; i < run->own.n; i++)
        if (strcmp(run->own.sent[i].id, trial_text(run->question, "id")) == 0)
            trial_ask(run->trial, POLICE, "answer",
                      json_pack("{s:s, s:s, s:s}", "receipt",
                                run->own.sent[i].receipt, "question",
                                trial_text(run->question, "question"), "text",
                                "Twee keer, telkens op vrijdag."));
}

/* What it asks for again it has lost. */
static void
reads(struct run *run)
{
    switch (run_dice(&run->dice, 4)) {
    case 0:
        run->confirmed++;
        trial_ask(run->trial, POLICE, "confirm",
                  json_pack("{s:s, s:I}", "stream", "inbox", "seq",
                            (json_int_t)run->confirmed));
        break;
    case 1:
        trial_ask(run->trial, POLICE, "snapshot",
                  json_pack("{s:s}", "stream", "inbox"));
        break;
    case 2:
        trial_ask(run->trial, POLICE, "heartbeat", json_object());
        break;
    default:
        trial_attach(run->trial, POLICE, "inbox", run->marks[1]);
        break;
    }
}

void
run_organisation(struct run *run)
{
    switch (run_dice(&run->dice, 10)) {
    default:
        sends(run);
        break;
    case 6:
        sends_badly(run);
        break;
    case 7:
        asks(run);
        break;
    case 8:
        answers(run);
        break;
    case 9:
        reads(run);
        break;
    }
    run_look(run);
}

/* --- others --------------------------------------------------------------- */

static void
others_send(struct run *run)
{
    enum trial_person who =
        run_dice(&run->others_dice, 2) == 0 ? CARE : HOUSING;
    uint64_t posted = run->trial->posted;
    json_t *body = NULL;
    const char *kind = "signal";

    run->trial->posted = run->others_posted;
    switch (run_dice(&run->others_dice, 8)) {
    default: /* about the organisation's places */
        body = json_pack("{s:o}", "signal", run_signal(&run->others_dice));
        break;
    case 4: /* about one of their own */
        body = json_pack(
            "{s:o}", "signal",
            trial_signal("1099ZZ",
                         100 + (unsigned)run_dice(&run->others_dice, 50), ""));
        break;
    case 5:
        kind = "referral";
        body = json_pack("{s:o}", "referral", run_referral(&run->others_dice));
        break;
    case 6:
    case 7:
        kind = run_amends(&run->others, &run->others_dice, &body);
        break;
    }
    run_submit(run, who, kind, with_id(run, body));
    run->others_posted = run->trial->posted;
    run->trial->posted = posted;
}

void
run_others(struct run *run)
{
    uint64_t asked = run->trial->asked;
    uint64_t n = 0;

    if (run->plan->others == 0)
        return;
    n = run_dice(&run->others_dice, 24) == 0 ? BURST
                                             : run_dice(&run->others_dice, 3);
    for (; n > 0; n--)
        others_send(run);
    run_people_of_others(run);
    run->trial->asked = asked;
    run_look(run);
}
