/* script_casework -- tasks and terms of a night; see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/tasks.h"
#include "store/terms.h"

/* With the term to answer it. */
enum rc
script_ask_task(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[2], 15);
    const struct task task = {
        .referral = script->first_seq,
        .organisation = 1,
        .kind = TASK_LEGAL,
        .state = TASK_STATE_ASKED,
        .asked_us = FIXTURE_NOW_US,
        .asked_by = script->people[1],
    };
    const struct terms_change terms = {
        .of = TERMS_OF_TASK,
        .at_us = FIXTURE_NOW_US,
        .begins = {{.name = "answer",
                    .state = TERM_STATE_RUNNING,
                    .end_us = FIXTURE_NOW_US + 86400000000,
                    .next_us = FIXTURE_NOW_US + 86400000000}},
        .begins_n = 1,
    };
    const struct task_change order = {
        .after = &task,
        .reached = PHASE_PASSED_ON,
        .terms = &terms,
        .terms_n = 1,
        .events = &event,
        .events_n = 1,
        .actor = script->people[1],
        .verb = "task-assign",
        .now_us = FIXTURE_NOW_US,
    };

    return task_apply(script->store, &order, &script->task);
}

/* It is over, and the next one begins. */
enum rc
script_end_term(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[1], 16);
    struct term before;
    struct term after;
    struct term then;
    struct term_change order = {
        .before = &before,
        .after = &after,
        .then = &then,
        .events = &event,
        .events_n = 1,
        .verb = "term-followed",
        .now_us = FIXTURE_NOW_US,
    };
    enum rc rc = term_running(script->store, TERM_OF_TASK, script->task,
                              "answer", &before);

    if (rc != RC_OK)
        return rc;
    (void)term_close(&before, FIXTURE_NOW_US + 9, &after);
    then = (struct term){.subject = TERM_OF_TASK,
                         .ref = script->task,
                         .name = "besluit",
                         .state = TERM_STATE_RUNNING,
                         .start_us = FIXTURE_NOW_US,
                         .next_us = FIXTURE_NOW_US + 86400000000};
    return term_apply(script->store, &order, NULL);
}
