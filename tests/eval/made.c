/* made -- see made.h */
#include "made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/model.h"
#include "link/tokens.h"
#include "run.h"
#include "set.h"

#define U_MIN 1e-7 /* of no account: the desk has its own limits */

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

void
made_set(const struct generator *shape, struct set *out)
{
    struct generated *messages;
    size_t n = generate(shape, &messages);

    *out = (struct set){.u_min = U_MIN};
    for (size_t i = 0; i < n; i++)
        add_message(&messages[i], i, out);
    count_values(out, NULL);
    link_model_start(&out->model);
    free(messages);
}

void
made_measure(const struct generator *shape, struct made *out)
{
    struct generated *messages;
    size_t n = generate(shape, &messages);
    struct set set = {.u_min = U_MIN};
    struct run run = {0};

    *out = (struct made){0};
    for (size_t i = 0; i < n; i++)
        add_message(&messages[i], i, &set);
    for (size_t epoch = 0; epoch < 2; epoch++) {
        struct link_model situation, same;

        count_values(&set, run.cluster);
        run_free(&run);
        link_model_start(&situation);
        link_model_same_start(&same);
        run_engine(&set, &situation, &same, &run);
        measure_run(&set, &run, epoch == 0 ? &out->first : &out->second);
        out->same[epoch] = of_observations(messages, &set, run.observation);
    }
    run_free(&run);
    free(messages);
    set_free(&set);
}
