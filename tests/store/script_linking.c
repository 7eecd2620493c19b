/* script_linking -- see script.h */
#include "script.h"

#include "fixture_links.h"
#include "store/making.h"
#include "store/review.h"
#include "store/search.h"
#include "store/snapshot.h"

#define WINDOW 2

struct step {
    struct script *script;
    struct fixture_links links;
    enum rc (*act)(struct step *step);
};

static enum rc
act(void *arg)
{
    struct step *step = arg;

    return step->act(step);
}

/* A step with an engine above a set, as one transaction. */
static enum rc
with_engine(struct script *script, enum linking_set set,
            enum rc (*what)(struct step *step))
{
    struct step step = {.script = script, .act = what};
    enum rc rc;

    links_engine(&step.links, script->store, set, WINDOW);
    rc = linking_do(script->store, act, &step);
    links_close(&step.links);
    return rc;
}

static struct links_signal
signal_of(int64_t seq)
{
    return (struct links_signal){
        .node = seq,
        .dwelling = (uint8_t)(1 + seq / 6 % 5),
        .phone = (uint8_t)(1 + seq % 3),
        .time = (uint8_t)(seq % 7),
        .organisation = 1 + seq % 2,
    };
}

static enum rc
put_in_index(struct step *step, int64_t seq)
{
    const uint64_t tokens[] = {7, (uint64_t)seq, 1000 + step->script->round};
    const struct search_entry entry = {
        .seq = seq, .observed_s = 5, .tokens = tokens, .tokens_n = 3};

    return search_put(step->script->store, &entry);
}

/* The signals of the round: all but the referral and the bottleneck. */
static enum rc
put_signals(struct step *step)
{
    struct script *script = step->script;
    enum rc rc = links_epoch(&step->links);

    if (rc == RC_DUP)
        rc = RC_OK;
    for (uint32_t i = 1; rc == RC_OK && i < script->batch; i++) {
        struct links_signal signal = signal_of(script->first_seq + i);

        if (i == 2)
            continue;
        rc = links_put(&step->links, &signal);
    }
    return rc == RC_OK ? links_settle(&step->links) : rc;
}

static enum rc
link_signals(struct step *step)
{
    struct script *script = step->script;
    enum rc rc = put_signals(step);

    for (uint32_t i = 0; rc == RC_OK && i < script->batch; i++)
        rc = put_in_index(step, script->first_seq + i);
    return rc == RC_OK ? linking_look_add(script->store, script->first_seq)
                       : rc;
}

enum rc
script_link(struct script *script)
{
    struct step step = {.script = script, .act = link_signals};
    struct combine_item items[8];
    struct facts_row facts[8];
    enum rc rc;

    for (uint32_t i = 0; i < script->batch; i++) {
        facts[i] = (struct facts_row){
            .day = 20000,
            .organisation = 1 + i % 2,
            .region = "",
            .facts = {.kind = MESSAGE_SIGNAL, .municipality = 363}};
        items[i] = (struct combine_item){.seq = script->first_seq + i,
                                         .facts = &facts[i]};
    }
    links_engine(&step.links, script->store, LINKING_LIVE, WINDOW);
    rc = combine_link(script->store, items, script->batch, act, &step);
    links_close(&step.links);
    return rc;
}

enum rc
script_relate(struct script *script)
{
    return linking_relate(script->store, script->first_seq,
                          script->first_seq + 1);
}

/* This one does not belong to whatever came before it. */
static enum rc
decide(struct step *step)
{
    struct script *script = step->script;
    int64_t node = script->first_seq + 1;
    const int64_t ids[] = {node, 2};
    const struct link_decision pair = {
        .a = node,
        .b = node == 2 ? 4 : 2,
        .kind = LINK_SEPARATE,
    };
    const struct review_new new = {
        .verb = DECISION_SEPARATE,
        .actor = script->people[1],
        .at_us = FIXTURE_NOW_US,
        .bundle = 2,
        .reason = "ander adres",
        .ids = ids,
        .ids_n = 2,
        .pairs = &pair,
        .pairs_n = 1,
    };
    enum rc rc = review_act_add(script->store, &new, &script->decision);

    if (rc == RC_OK)
        rc = link_touch(step->links.engine, pair.a);
    if (rc == RC_OK)
        rc = link_touch(step->links.engine, pair.b);
    return rc == RC_OK ? links_settle(&step->links) : rc;
}

enum rc
script_decide(struct script *script)
{
    return with_engine(script, LINKING_LIVE, decide);
}

#define SEQS_MAX 256

static enum rc
prepare(struct script *script)
{
    const struct making_order order = {.actor = script->people[1],
                                       .at_us = FIXTURE_NOW_US,
                                       .reason = "maandelijks"};
    enum rc rc = making_begin(script->store, &order);

    return rc == RC_DUP ? RC_OK : rc;
}

/* What the set changes is known. */
static enum rc
compare(struct script *script)
{
    struct making now;
    bool more = false;
    enum rc rc = making_get(script->store, &now);

    now.phase = MAKING_READY;
    if (rc == RC_OK)
        rc = making_doubt(script->store, script->first_seq + 1);
    if (rc == RC_OK)
        rc = making_compare(script->store, 2, &more);
    return rc == RC_OK ? making_set(script->store, &now) : rc;
}

/* All signals, and every other one is somewhere else. */
static enum rc
fill(struct step *step)
{
    struct script *script = step->script;
    int64_t seqs[SEQS_MAX];
    size_t n = 0;
    enum rc rc = prepare(script);

    if (rc == RC_OK)
        rc = links_epoch(&step->links);
    if (rc == RC_OK)
        rc = linking_signals(script->store, 0, seqs, SEQS_MAX, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct links_signal signal = signal_of(seqs[i]);
        struct message_row row;

        rc = message_get(script->store, seqs[i], &row);
        if (rc != RC_OK || row.kind != MESSAGE_SIGNAL)
            continue;
        signal.dwelling = (uint8_t)(signal.dwelling + i % 2);
        rc = links_put(&step->links, &signal);
    }
    if (rc == RC_OK)
        rc = links_settle(&step->links);
    return rc == RC_OK ? compare(script) : rc;
}

enum rc
script_next_set(struct script *script)
{
    return with_engine(script, LINKING_NEXT, fill);
}

enum rc
script_swap(struct script *script)
{
    const struct making_order order = {.actor = script->people[1],
                                       .at_us = FIXTURE_NOW_US,
                                       .reason = "minder gewoon"};
    struct making now;
    enum rc rc = making_get(script->store, &now);

    return rc == RC_OK ? making_swap(script->store, now.epoch, &order) : rc;
}

static enum rc
take_back(struct step *step)
{
    struct script *script = step->script;
    const struct review_undo undo = {
        .decision = script->decision,
        .actor = script->people[2],
        .at_us = FIXTURE_NOW_US,
        .reason = "toch niet",
    };
    struct link_decision after = {.decision = script->decision};
    struct link_decision pair;
    size_t n = 0;
    enum rc rc = review_act_undo(script->store, &undo);

    if (rc == RC_OK)
        rc = review_act_pairs(script->store, &after, &pair, 1, &n);
    if (rc == RC_OK && n == 1)
        rc = link_touch(step->links.engine, pair.a);
    if (rc == RC_OK && n == 1)
        rc = link_touch(step->links.engine, pair.b);
    return rc == RC_OK ? links_settle(&step->links) : rc;
}

enum rc
script_take_back(struct script *script)
{
    return with_engine(script, LINKING_LIVE, take_back);
}

static enum rc
count(struct step *step)
{
    struct script *script = step->script;
    const uint64_t tokens[] = {5, 6 + script->round};
    int64_t next = INT64_MIN;
    bool more = false;
    enum rc rc = snapshot_add(script->store, script->first_seq, tokens, 2);

    if (rc == RC_OK)
        rc = snapshot_add(script->store, script->first_seq + 1, tokens, 1);
    if (rc == RC_OK)
        rc = snapshot_close(script->store, 1, &next, &more);
    if (rc == RC_OK)
        rc = snapshot_clear(script->store, &more);
    return rc == RC_OK ? linking_look_done(script->store, script->first_seq)
                       : rc;
}

enum rc
script_snapshot(struct script *script)
{
    return with_engine(script, LINKING_LIVE, count);
}

static enum rc
leave(struct step *step)
{
    bool more = false;
    enum rc rc = making_clear(step->script->store, &more);

    return rc == RC_OK
               ? making_set(step->script->store, &(struct making){.phase = 0})
               : rc;
}

enum rc
script_clear(struct script *script)
{
    struct step step = {.script = script, .act = leave};

    return linking_do(script->store, act, &step);
}
