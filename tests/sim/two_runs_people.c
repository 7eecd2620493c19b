/* What coordinators do in two runs. */
#include "two_runs_state.h"

#include <stdio.h>
#include <string.h>

#include "trial_ask.h"

/* The alert of a message; empty: none. */
static void
alert_of(struct run *run, const char *message, char alert[16])
{
    json_t *detail = trial_body(
        trial_ask(run->trial, ANNA, "show", json_pack("{s:s}", "id", message)),
        "message_detail");

    (void)snprintf(alert, 16, "%s", trial_text(detail, "alert"));
}

static void
act(struct run *run, const char *verb, const char *alert)
{
    json_t *more = NULL;

    if (strcmp(verb, "close") == 0)
        more = json_pack("{s:s}", "outcome", "referred");
    if (strcmp(verb, "level") == 0)
        more = json_pack("{s:s, s:s}", "level", "u2", "reason", "samenhang");
    trial_act(run->trial, ANNA, verb, alert,
              (int)trial_number(trial_alert(run->trial, alert), "generation"),
              more);
}

static bool
is_answered(struct run *run, const char *alert)
{
    return strcmp(trial_text(trial_alert(run->trial, alert), "state"),
                  "acked") == 0;
}

/* Each alert of a message of the organisation once; what is answered is not
 * always looked at again before more is done about it. */
static void
act_on_all(struct run *run, const char *verb, bool again)
{
    char alerts[RUN_MESSAGES][16];

    for (size_t i = 0; i < run->own.n; i++)
        alert_of(run, run->own.sent[i].id, alerts[i]);
    for (size_t i = 0; i < run->own.n; i++) {
        bool done = alerts[i][0] == '\0';

        for (size_t k = 0; k < i; k++)
            done = done || strcmp(alerts[k], alerts[i]) == 0;
        if (!done && (again || !is_answered(run, alerts[i])))
            act(run, verb, alerts[i]);
    }
}

/* A coordinator looks at everything of the organisation, and does the same
 * about all of it. */
static void
see_to_all(struct run *run)
{
    static const char *const verbs[] = {"", "", "progress", "close"};
    const char *verb = verbs[run_dice(&run->dice, 4)];

    act_on_all(run, "acknowledge", strcmp(verb, "close") != 0);
    if (verb[0] != '\0')
        act_on_all(run, verb, true);
}

void
run_people(struct run *run)
{
    uint64_t asked = run->trial->asked;

    if (run->own.n == 0)
        return;
    if (run_dice(&run->dice, 5) == 0) {
        see_to_all(run);
        run_look_at_people(run);
    }
    if (run_dice(&run->dice, 6) == 0) {
        size_t which = run_dice(&run->dice, run->own.n);

        trial_ask(run->trial, ANNA, "ask",
                  json_pack("{s:s, s:s}", "id", run->own.sent[which].id, "text",
                            "Hoe vaak heeft u dit gezien?"));
        run_look(run);
    }
    run->trial->asked = asked;
}

static bool
has_own(struct run *run, const char *alert)
{
    char its[16];

    for (size_t i = 0; i < run->own.n; i++) {
        alert_of(run, run->own.sent[i].id, its);
        if (strcmp(its, alert) == 0)
            return true;
    }
    return false;
}

static const struct run_sent *
some_signal(struct run *run)
{
    uint64_t *dice = &run->others_dice;
    struct run_messages *of =
        run->own.n > 0 && run_dice(dice, 2) == 0 ? &run->own : &run->others;

    return of->n == 0 ? NULL : &of->sent[run_dice(dice, of->n)];
}

/* Anybody's signals: what belongs together is the desk's to say. */
static void
people_decide(struct run *run)
{
    static const char *const verbs[] = {"combine", "separate", "unsure"};
    const char *verb = verbs[run_dice(&run->others_dice, 3)];
    const struct run_sent *one = some_signal(run);
    const struct run_sent *other = some_signal(run);
    json_t *answer = NULL;

    if (one == NULL || other == NULL || one == other)
        return;
    answer = trial_ask(run->trial, ANNA, "link_decide",
                       json_pack("{s:s, s:[s, s], s:s}", "verb", verb, "ids",
                                 one->id, other->id, "reason", "samenhang"));
    run->tally->decided +=
        strcmp(
            trial_text(json_object_get(answer, "decision_result"), "verdict"),
            "ok") == 0;
}

/* Only of what the organisation has no part in; it may get one later. */
static void
people_see_to_alerts(struct run *run)
{
    static const char *const verbs[] = {"acknowledge", "acknowledge", "close",
                                        "level",       "repage",      "reopen"};
    const char *verb = verbs[run_dice(&run->others_dice, 6)];
    char alert[16];

    if (run->others.n == 0)
        return;
    alert_of(run,
             run->others.sent[run_dice(&run->others_dice, run->others.n)].id,
             alert);
    if (alert[0] == '\0' || has_own(run, alert))
        return;
    run->tally->elsewhere++;
    if (strcmp(verb, "close") == 0)
        act(run, "acknowledge", alert);
    act(run, verb, alert);
}

/* Its versions went with it. */
static void
forget_erased(struct run *run)
{
    size_t kept = 0;

    for (size_t i = 0; i < run->others.n; i++) {
        struct run_sent *sent = &run->others.sent[i];
        json_t *answer = trial_ask(run->trial, ANNA, "show",
                                   json_pack("{s:s}", "id", sent->id));

        if (json_object_get(answer, "message_detail") != NULL)
            run->others.sent[kept++] = *sent;
        else
            json_decref(sent->body);
    }
    run->others.n = kept;
}

/* A message of others goes for good, also out of bundles with the
 * organisation's; first what its alert is in the way of. */
static void
people_erase(struct run *run)
{
    size_t which = run_dice(&run->others_dice, run->others.n);
    struct run_sent *sent = &run->others.sent[which];
    char alert[16];
    json_t *answer;

    alert_of(run, sent->id, alert);
    if (alert[0] != '\0' && !has_own(run, alert)) {
        act(run, "acknowledge", alert);
        act(run, "close", alert);
    }
    answer = trial_ask(run->trial, DORA, "retention_act",
                       json_pack("{s:s, s:[s], s:s}", "verb", "erase", "ids",
                                 sent->id, "reason", "verzoek"));
    if (strcmp(
            trial_text(json_object_get(answer, "retention_result"), "verdict"),
            "done") != 0)
        return;
    run->tally->erased++;
    forget_erased(run);
}

void
run_people_of_others(struct run *run)
{
    if (run_dice(&run->others_dice, 3) == 0)
        people_see_to_alerts(run);
    if (run_dice(&run->others_dice, 4) == 0)
        people_decide(run);
    if (run->others.n > 0 && run_dice(&run->others_dice, 12) == 0)
        people_erase(run);
}

/* Of a message of the organisation: is one of the others' in the same? */
static bool
shares(const json_t *details, const char *what, const char *which)
{
    json_t *detail;
    size_t i;

    if (which[0] == '\0')
        return false;
    json_array_foreach(details, i, detail)
    {
        if (strcmp(trial_text(detail, what), which) == 0)
            return true;
    }
    return false;
}

static json_t *
details_of(struct run *run, const struct run_messages *messages)
{
    json_t *details = json_array();

    for (size_t i = 0; i < messages->n; i++)
        json_array_append(details,
                          trial_body(trial_ask(run->trial, ANNA, "show",
                                               json_pack("{s:s}", "id",
                                                         messages->sent[i].id)),
                                     "message_detail"));
    return details;
}

void
run_count(struct run *run)
{
    json_t *own = details_of(run, &run->own);
    json_t *others = details_of(run, &run->others);
    json_t *detail;
    size_t i;

    json_array_foreach(own, i, detail)
    {
        run->tally->shared +=
            shares(others, "alert", trial_text(detail, "alert"));
        run->tally->bundles +=
            shares(others, "bundle", trial_text(detail, "bundle"));
    }
    json_decref(own);
    json_decref(others);
}
