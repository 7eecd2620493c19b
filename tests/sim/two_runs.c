/* One history of one organisation; see two_runs.h */
#include "two_runs_state.h"

#include <string.h>

#include "trial_ask.h"

#define DAYS 3  /* the notes come with the second morning .. */
#define LAST 30 /* .. and again after four weeks */
#define CUTS 2  /* of a step: others act at two instants of it */

static void
begin(struct run *run)
{
    run->trial = trial_new();
    run->seen = json_array();
    run->names = json_object();
    run->people = json_object();
    if (run->plan->seed % 2 == 0) /* what is regular waits for the morning */
        trial_with(run->trial, "policies", "U3: {policy: calm,",
                   "U3: {policy: calm, window: daytime,");
    for (int who = POLICE; who <= HOUSING; who++)
        trial_hello(run->trial, (enum trial_person)who);
    trial_attach(run->trial, POLICE, "inbox", 0);
    trial_hello(run->trial, ANNA);
    trial_hello(run->trial, CARLA);
    trial_hello(run->trial, DORA);
    trial_attach(run->trial, DORA, "inbox", 0);
    run_look(run);
}

static void
end(struct run *run)
{
    for (size_t i = 0; i < run->own.n; i++)
        json_decref(run->own.sent[i].body);
    for (size_t i = 0; i < run->others.n; i++)
        json_decref(run->others.sent[i].body);
    json_decref(run->question);
    json_decref(run->names);
    json_decref(run->people);
    trial_free(run->trial);
}

/* The time of a step is the organisation's; when in it others act is theirs. */
static void
pass(struct run *run, int64_t us)
{
    for (int cut = CUTS; cut > 0; cut--) {
        int64_t part =
            run->plan->others == 0
                ? us / cut
                : (int64_t)run_dice(&run->others_dice, (uint64_t)us + 1);

        trial_run(run->trial, part);
        run_look(run);
        us -= part;
        run_others(run);
    }
    trial_run(run->trial, us);
    run_look(run);
}

static void
step(struct run *run)
{
    bool is_long = run_dice(&run->dice, 6) == 0;
    int64_t us =
        is_long ? 6 * MINUTE_US : (int64_t)run_dice(&run->dice, 2 * SECOND_US);

    run->marks[1] = run->marks[0];
    run->marks[0] = run->head;
    run_organisation(run);
    run_people(run);
    pass(run, us);
}

/* To the clock of that day. */
static void
wait_for_notes(struct run *run, int day)
{
    int64_t clock_us = TRIAL_START + (int64_t)(day * 24 + 12) * 60 * MINUTE_US;

    /* what is overdue after the skip is done before the clock strikes */
    trial_skip(run->trial,
               clock_us - run->trial->clock.virtual_utc_us - 5 * SECOND_US);
    trial_run(run->trial, 10 * SECOND_US);
    run->noted = true;
    run_look(run);
}

json_t *
run_history(const struct run_plan *plan, struct run_tally *tally)
{
    struct run run = {.plan = plan,
                      .tally = tally,
                      .dice = plan->seed,
                      .others_dice = plan->others};

    begin(&run);
    for (int i = 0; i < plan->steps; i++)
        step(&run);
    trial_run(run.trial, 10 * SECOND_US);
    run_look(&run);
    for (int day = 0; plan->days && day < DAYS; day++)
        wait_for_notes(&run, day);
    for (int day = LAST - 2; plan->days && day < LAST; day++)
        wait_for_notes(&run, day);
    run_count(&run);
    end(&run);
    tally->runs++;
    return run.seen;
}
