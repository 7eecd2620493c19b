/* epochs -- see epochs.h */
#include "desk/epochs.h"

#include <stdlib.h>
#include <string.h>

#include "core/linking_why.h"
#include "desk/decided.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/links.h"
#include "desk/next_epoch.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "link/explain.h"
#include "link/model_change.h"
#include "store/audit.h"
#include "store/linking.h"
#include "store/making.h"
#include "sys/clock.h"
#include "wire/encode_linking.h"

#define PART    50 /* bundles in one answer */
#define LARGEST 10

/* Where the texts of one epoch stand. */
struct epoch_text {
    struct linking_epoch epoch;
    char by[NAME_BYTES];
};

struct change_text {
    char bundle[PUBLIC_ID_BYTES];
    char joined[MAKING_JOINED][PUBLIC_ID_BYTES];
    const char *shown[MAKING_JOINED];
};

/* One request as it is answered. */
struct asking {
    struct desk *desk;
    const struct turn *turn;
    struct making making;
    struct reply_epochs reply;
    struct reply_epoch in_force;
    struct reply_epoch next;
    struct epoch_text texts[LINKS_SETS];
    struct reply_epoch_change changes[PART];
    struct change_text change_texts[PART];
    struct reply_epoch_weight weights[LIST_LIMIT];
};

static const struct request_epoch_action *
asked(const struct asking *a)
{
    return &a->turn->request->u.epoch_action;
}

static bool
is_prepared(const struct asking *a)
{
    return a->making.phase >= MAKING_EMPTY && a->making.phase <= MAKING_READY;
}

/* --- what is told --- */

static uint32_t
number(int64_t n)
{
    return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static enum rc
tell_epoch(struct asking *a, enum linking_set set, struct reply_epoch *out)
{
    struct epoch_text *text = &a->texts[set];
    const struct linking_epoch *epoch = &text->epoch;
    const struct link_model *model = &epoch->situation;
    enum rc rc = decided_by(a->desk, epoch->made_by, text->by);

    *out = (struct reply_epoch){
        .epoch = model->epoch,
        .norm = model->norm,
        .window = model->window,
        .groups_needed = model->groups_needed,
        .identity_max = model->identity_max,
        .prior_mb = model->prior_mb,
        .link_mb = model->link_mb,
        .possible_mb = model->possible_mb,
        .confirmed = number(epoch->confirmed),
        .prepared_us = epoch->at_us,
        .prepared_by = text->by,
        .reason = epoch->reason,
        .swapped_us = epoch->swapped_us,
        .counted = epoch->clusters == 0 ? 0 : number(epoch->signals),
    };
    return rc;
}

static enum rc
tell_in_force(struct asking *a)
{
    struct making_size size;
    enum rc rc =
        linking_epoch(a->desk->store, LINKING_LIVE, &a->texts[0].epoch);

    if (rc == RC_OK)
        rc = tell_epoch(a, LINKING_LIVE, &a->in_force);
    if (rc == RC_OK)
        rc = next_epoch_size(a->desk, LINKING_LIVE, &size);
    if (rc != RC_OK)
        return rc;
    a->in_force.state = EPOCH_IN_FORCE;
    a->in_force.signals = number(size.signals);
    a->in_force.signals_of = number(size.signals);
    a->in_force.bundles = number(size.bundles);
    a->reply.in_force = &a->in_force;
    return RC_OK;
}

/* Before it has learned there is only who wanted it. */
static void
begin_text(const struct making *making, struct linking_epoch *out)
{
    *out = (struct linking_epoch){.at_us = making->at_us,
                                  .made_by = making->made_by};
    out->situation.epoch = making->epoch;
    memcpy(out->reason, making->reason, sizeof out->reason);
}

static enum rc
tell_next(struct asking *a)
{
    struct linking_epoch *epoch = &a->texts[LINKING_NEXT].epoch;
    struct making_size size = {.signals = 0};
    enum rc rc = RC_OK;

    if (a->making.phase < MAKING_KEEP)
        begin_text(&a->making, epoch);
    else
        rc = linking_epoch_get(a->desk->store, a->making.epoch, epoch);
    if (rc == RC_OK)
        rc = tell_epoch(a, LINKING_NEXT, &a->next);
    if (rc == RC_OK && a->making.phase >= MAKING_BUILD)
        rc = next_epoch_size(a->desk, LINKING_NEXT, &size);
    if (rc != RC_OK)
        return rc;
    a->next.state =
        a->making.phase == MAKING_READY ? EPOCH_READY : EPOCH_BUILDING;
    a->next.signals = number(size.signals);
    a->next.signals_of = a->in_force.signals;
    a->next.bundles = number(size.bundles);
    a->reply.next = &a->next;
    return RC_OK;
}

static enum rc
tell_change(struct asking *a, int64_t bundle)
{
    struct change_text *text = &a->change_texts[a->reply.n];
    struct reply_epoch_change *out = &a->changes[a->reply.n];
    struct making_change change;
    enum rc rc = making_change(a->desk->store, bundle, &change);

    if (rc != RC_OK)
        return rc;
    ids_bundle(a->desk, bundle, text->bundle);
    for (size_t i = 0; i < change.joined_n; i++) {
        ids_bundle(a->desk, change.joined[i], text->joined[i]);
        text->shown[i] = text->joined[i];
    }
    *out = (struct reply_epoch_change){
        .bundle = text->bundle,
        .signals = number(change.signals),
        .parts = number(change.parts),
        .signals_then = number(change.signals_then),
        .joined = text->shown,
        .joined_n = change.joined_n,
    };
    a->reply.n++;
    return RC_OK;
}

static enum rc
tell_changes(struct asking *a, const int64_t bundles[], size_t n)
{
    int64_t changed = 0;
    int64_t moved = 0;
    enum rc rc = making_changed(a->desk->store, &changed, &moved);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = tell_change(a, bundles[i]);
    a->reply.changed = number(changed);
    a->reply.moved = number(moved);
    a->reply.changes = a->changes;
    return rc;
}

/* What it learned.  All else that may differ is in what is told of both. */
static void
tell_weights(struct asking *a)
{
    const struct link_model *live = &a->texts[LINKING_LIVE].epoch.situation;
    const struct link_model *next = &a->texts[LINKING_NEXT].epoch.situation;
    struct link_model_change changes[LINK_MODEL_CHANGES_MAX];
    size_t n = link_model_changes(live, next, changes, LINK_MODEL_CHANGES_MAX);

    for (size_t i = 0; i < n && a->reply.weights_n < LIST_LIMIT; i++) {
        const struct link_model_change *change = &changes[i];
        struct reply_epoch_weight *out = &a->weights[a->reply.weights_n];
        bool differs = change->what == LINK_CHANGED_DIFFERENT;

        if (change->what != LINK_CHANGED_WEIGHT && !differs)
            continue;
        link_explain_weight(live, change->field,
                            differs ? LINK_LEVELS_MAX : change->level,
                            &out->line);
        out->after_mb = (int32_t)change->after;
        a->reply.weights_n++;
    }
    a->reply.weights = a->weights;
}

static enum rc
tell(struct asking *a)
{
    enum rc rc = making_get(a->desk->store, &a->making);

    if (rc == RC_OK)
        rc = tell_in_force(a);
    return rc == RC_OK && is_prepared(a) ? tell_next(a) : rc;
}

/* --- what is done --- */

static enum rc
show(struct asking *a)
{
    int64_t bundles[LARGEST];
    size_t n = 0;
    enum rc rc = RC_OK;

    if (a->making.phase != MAKING_READY)
        return RC_OK;
    tell_weights(a);
    rc = making_largest(a->desk->store, bundles, LARGEST, &n);
    return rc == RC_OK ? tell_changes(a, bundles, n) : rc;
}

static enum rc
diff(struct asking *a)
{
    int64_t bundles[PART + 1];
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (a->making.phase != MAKING_READY) {
        a->reply.verdict =
            is_prepared(a) ? EPOCH_NOT_READY : EPOCH_NOT_PREPARED;
        return RC_OK;
    }
    if (*asked(a)->after != '\0' &&
        ids_read(a->desk, asked(a)->after, PUBLIC_ID_BUNDLE, &after) != RC_OK)
        return RC_INVALID;
    rc = making_changes(a->desk->store, after, bundles, PART + 1, &n);
    a->reply.more = n > PART;
    return rc == RC_OK ? tell_changes(a, bundles, n > PART ? PART : n) : rc;
}

/* Which epoch cannot be meant, and why. */
static enum epoch_verdict
not_that(const struct asking *a)
{
    if (!is_prepared(a))
        return EPOCH_NOT_PREPARED;
    return asked(a)->epoch == a->making.epoch ? EPOCH_NOT_READY : EPOCH_OTHER;
}

static enum rc
refused(struct asking *a, enum epoch_verdict verdict)
{
    const struct audit_entry entry = {
        .actor = a->turn->key->principal,
        .verb = "epoch-refused",
        .code = (int64_t)verdict,
        .now_us = a->turn->now_us,
    };

    a->reply.verdict = verdict;
    return audit_note(a->desk->store, &entry);
}

static enum rc
prepare(struct asking *a, const struct making_order *order)
{
    enum rc rc = making_begin(a->desk->store, order);

    if (rc == RC_DUP)
        return refused(a, a->making.phase == MAKING_READY ? EPOCH_PREPARED
                                                          : EPOCH_NOT_READY);
    return rc;
}

static enum rc
swap(struct asking *a, const struct making_order *order)
{
    struct desk *desk = a->desk;
    enum rc rc;

    if (desk->links->epochs[LINKING_LIVE].situation.epoch == asked(a)->epoch)
        return RC_OK;
    rc = making_swap(desk->store, asked(a)->epoch, order);
    if (rc == RC_STALE)
        return refused(a, not_that(a));
    if (rc == RC_OK) {
        desk->looked_to = 0;
        desk->times.combine_us = clock_mono_us(desk->clock);
    }
    return rc;
}

static enum rc
drop(struct asking *a, const struct making_order *order)
{
    const struct link_model *live =
        &a->desk->links->epochs[LINKING_LIVE].situation;
    enum rc rc;

    if (!is_prepared(a) && a->making.epoch == asked(a)->epoch &&
        live->epoch != asked(a)->epoch)
        return RC_OK;
    rc = making_drop(a->desk->store, asked(a)->epoch, order);
    return rc == RC_STALE ? refused(a, not_that(a)) : rc;
}

/* Whatever came of it, what the store has is what is linked by from here on; by
 * anything else nothing may be linked. */
static enum rc
change(struct asking *a)
{
    const struct making_order order = {.actor = a->turn->key->principal,
                                       .at_us = a->turn->now_us,
                                       .reason = asked(a)->reason};
    enum rc rc = making_get(a->desk->store, &a->making);

    if (rc != RC_OK)
        return rc;
    if (asked(a)->verb == EPOCH_PREPARE)
        rc = prepare(a, &order);
    else if (asked(a)->verb == EPOCH_SWAP)
        rc = swap(a, &order);
    else
        rc = drop(a, &order);
    if (links_reload(a->desk) != RC_OK)
        return RC_FATAL;
    next_epoch_wake(a->desk);
    return rc == RC_OK ? tell(a) : rc;
}

static enum rc
act(struct asking *a)
{
    enum rc rc;

    if (asked(a)->verb != EPOCH_SHOW && asked(a)->verb != EPOCH_DIFF)
        return change(a);
    rc = tell(a);
    if (rc != RC_OK)
        return rc;
    return asked(a)->verb == EPOCH_SHOW ? show(a) : diff(a);
}

enum rc
epochs_action(struct desk *desk, const struct turn *turn)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct asking *a = calloc(1, sizeof *a);
    enum rc rc;

    if (a == NULL)
        return RC_DOWN;
    a->desk = desk;
    a->turn = turn;
    a->reply.verdict = EPOCH_OK;
    rc = act(a);
    if (rc == RC_OK)
        reply_send(desk, turn->session, wire_epoch_result(&out, &a->reply));
    else if (rc == RC_INVALID) {
        reply_refuse(desk, turn, REFUSAL_INVALID, "after");
        rc = RC_OK;
    }
    free(a);
    return rc;
}
