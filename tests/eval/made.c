/* made -- see made.h */
#include "made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "link/model.h"
#include "link/score.h"
#include "link/tokens.h"
#include "run.h"
#include "set.h"

#define CONFIRMED 1000
#define U_MIN     1e-7 /* of no account: the desk has its own limits */

static void
add_message(const struct generated *message, size_t number, struct set *set)
{
    struct facts facts;
    struct link_record *record;
    char situation[16];
    uint8_t id[MESSAGE_ID_BYTES] = {0};

    (void)snprintf(situation, sizeof situation, "%u", message->situation);
    record = set_add(set, situation);
    memcpy(id, &number, sizeof number);
    record->organisation = message->organisation;
    record->place.time_s = message->observed_s;
    record->place.order = link_order_of(&set_key, message->organisation, id);
    generate_facts(message, &facts);
    link_values_add(&set_key, &facts, record);
    link_keys_of(&set_key, record);
}

/* How well observations are found: the truth is another. */
static struct prf
of_observations(const struct generated *messages, const struct set *set,
                const int64_t observation[])
{
    struct set told = *set;
    struct prf out;

    told.truth = calloc(set->n + 1, sizeof *told.truth);
    if (told.truth == NULL)
        exit(1);
    for (size_t i = 0; i < set->n; i++)
        told.truth[i] = messages[i].observation;
    out = metrics_bundles(&told, observation);
    free(told.truth);
    return out;
}

/* What the desk counts when an epoch begins: how many bundles have a value, as
 * far as there are any. */
static void
count_values(struct set *set, const int64_t cluster[])
{
    const uint64_t total = cluster == NULL ? 0 : set_clusters(set, cluster);

    set_rarity(set, cluster);
    for (size_t i = 0; i < set->n; i++) {
        struct link_record *record = &set->records[i];

        for (size_t v = 0; v < record->values_n; v++) {
            struct link_value *value = &record->values[v];

            if (cluster == NULL)
                value->clusters = 0;
            value->rarity_mb =
                link_rarity_mb(value->kind, value->clusters, total);
        }
    }
}

/* Messages, as records in order. */
static struct generated *
make(const struct generator *shape, struct set *out)
{
    struct generated *messages;
    size_t n = generate(shape, &messages);

    *out = (struct set){.u_min = U_MIN};
    for (size_t i = 0; i < n; i++)
        add_message(&messages[i], i, out);
    return messages;
}

/* One epoch: rarities counted in the bundles of the run before, and a run. */
static void
run_epoch(struct set *set, const struct models *models, struct run *run)
{

    count_values(set, run->cluster);
    run_free(run);
    run_engine(set, models, run);
}

/* People said yes to one in so many of the pairs that were linked or in the
 * queue, and right. */
static void
confirm(const struct set *set, const struct run *run, struct pairs *out)
{
    size_t right = 0, step;

    for (int pass = 0; pass < 2; pass++) {
        step = right / CONFIRMED + 1;
        for (size_t i = 0, at = 0; i < run->pairs_n; i++) {
            const struct link_pair *pair = &run->pairs[i];

            if (pair->outcome == LINK_APART ||
                set->truth[pair->a - 1] != set->truth[pair->b - 1])
                continue;
            right += pass == 0;
            if (pass == 1 && at++ % step == 0)
                pairs_add(out, (uint32_t)pair->a - 1, (uint32_t)pair->b - 1);
        }
    }
}

void
made_train(const struct generator *shape, struct link_model *out)
{
    struct link_model same;
    struct pairs confirmed = {0};
    struct run run = {0};
    struct set set;
    const struct models models = {&set.model, &same};

    free(make(shape, &set));
    link_model_start(&set.model);
    link_model_same_start(&same);
    run_epoch(&set, &models, &run);
    run_epoch(&set, &models, &run);
    confirm(&set, &run, &confirmed);
    learn_confirmed(&set, &confirmed);
    *out = set.model;
    pairs_free(&confirmed);
    run_free(&run);
    set_free(&set);
}

void
made_set(const struct generator *shape, struct set *out)
{
    free(make(shape, out));
    count_values(out, NULL);
    link_model_start(&out->model);
}

void
made_measure(const struct generator *shape, const struct link_model *trained,
             struct made *out)
{
    struct link_model same;
    struct set set;
    struct run run = {0};
    struct generated *messages = make(shape, &set);
    const struct models first = {&set.model, &same}, then = {trained, &same};

    link_model_start(&set.model);
    link_model_same_start(&same);
    run_epoch(&set, &first, &run);
    measure_run(&set, &first, &run, &out->first);
    run_epoch(&set, &first, &run);
    measure_run(&set, &first, &run, &out->second);
    out->same = of_observations(messages, &set, run.observation);
    if (trained != NULL) {
        run_epoch(&set, &then, &run);
        measure_run(&set, &then, &run, &out->trained);
    }
    run_free(&run);
    free(messages);
    set_free(&set);
}
