/* script_sharing -- a night's steps about what leaves the desk, questions,
 * bottlenecks and match notes; see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/bottlenecks.h"
#include "store/notes.h"
#include "store/questions.h"
#include "store/shares.h"

#define NOW FIXTURE_NOW_US

enum rc
script_share(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[2], 21);
    struct share_row row = {.organisation = 2,
                            .content = SHARE_ADDRESS_NOTE,
                            .agreement = "covenant",
                            .purpose = "opvolging",
                            .row = "T7.2",
                            .at_us = NOW + 8};
    const struct share_new order = {
        .row = &row,
        .principal = script->people[1],
        .trace = "T7.2",
        .keep_until_us = NOW + 9,
        .body = (const uint8_t *)"shared",
        .body_n = 6,
        .events = &event,
        .events_n = 1,
    };
    struct message_row message;
    enum rc rc = message_get(script->store, script->first_seq + 1, &message);

    if (rc == RC_OK)
        rc = share_next(script->store, &row.share);
    if (rc != RC_OK)
        return rc;
    row.bundle = message.bundle;
    script->share = row.share;
    return share_write(script->store, &order);
}

enum rc
script_recall(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[2], 22);
    const struct share_recall order = {
        .share = script->share,
        .reason = "vergissing",
        .actor = script->people[1],
        .events = &event,
        .events_n = 1,
        .now_us = NOW + 9,
    };

    return share_recall(script->store, &order);
}

enum rc
script_ask(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[0], 23);
    struct question question = {.seq = script->first_seq,
                                .principal = script->people[1],
                                .text = "Wat?",
                                .asked_us = NOW + 10};
    enum rc rc = question_next(script->store, &question.question);

    if (rc != RC_OK)
        return rc;
    script->question = question.question;
    return question_ask(script->store, &question, &event, 1);
}

enum rc
script_answer(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[1], 24);
    const struct question_answer order = {
        .question = script->question,
        .seq = script->first_seq,
        .text = "Dit",
        .events = &event,
        .events_n = 1,
        .now_us = NOW + 11,
    };

    return question_answer(script->store, &order);
}

/* The third message of each round is one. */
enum rc
script_bottleneck(struct script *script)
{
    struct bottleneck_row row;
    struct bottleneck after;
    const struct bottleneck_change order = {
        .before = &row.bottleneck,
        .after = &after,
        .reason = "vol",
        .actor = script->people[1],
        .now_us = NOW + 12,
    };
    enum rc rc = bottleneck_get(script->store, script->first_seq + 2, &row);

    if (rc != RC_OK)
        return rc;
    after = row.bottleneck;
    after.state = BOTTLENECK_OPEN;
    after.owner = script->people[1];
    after.changed_us = NOW + 12;
    return bottleneck_apply(script->store, &order);
}

/* Whatever came so far gets its note. */
enum rc
script_notes(struct script *script)
{
    const struct note_order order = {
        .round = NOTE_ROUND_FIRST, .to_us = INT64_MAX, .now_us = INT64_MAX};
    struct event_out events[NOTE_SLICE_MAX];
    struct note_slice slice;
    enum rc rc = note_next(script->store, &order, &slice);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < slice.rows_n; i++)
        events[i] = fixture_event(STREAM_INBOX, slice.rows[i].principal, 25);
    return note_write(script->store, &slice, events, slice.rows_n, NOW + 13);
}
