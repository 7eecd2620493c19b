/* measure -- see measure.h */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

#include "learn.h"
#include "link/observations.h"
#include "link/score.h"
#include "run.h"
#include "set.h"

#define WINDOW      32
#define LINK_AT_MB  4248 /* a chance of 0.95; the same for every set */
#define POSSIBLE_MB (-1000)
#define NEVER_MB    1000000 /* no pair has that */

/* Counts one compared pair. */
static void
measure_pair(struct measured *out, const struct link_score *pair, bool right)
{
    double chance = metrics_chance(pair->total_mb);
    size_t b = (size_t)(chance * BINS);
    struct bin *bin = &out->bins[b < BINS ? b : BINS - 1];

    bin->n++;
    bin->right += right;
    bin->expected += chance;
    if (pair->outcome == LINK_POSSIBLE) {
        out->review++;
        out->review_right += right;
    }
}

/* Does the pair matter to the engine? */
static bool
matters(const struct set *set, const struct models *models,
        struct pair_of places)
{
    const struct link_record *a = &set->records[places.a];
    const struct link_record *b = &set->records[places.b];
    struct link_pair pair = {.same_mb = INT32_MIN};
    struct link_score score;

    link_score(models->situation, a, b, &score);
    pair.outcome = (uint8_t)score.outcome;
    pair.edge_mb = link_edge(models->situation, &score);
    if (a->organisation != b->organisation) {
        link_score(models->same, a, b, &score);
        if (!score.contradicting)
            pair.same_mb = score.total_mb;
    }
    return link_pair_matters(&pair);
}

/* The engine keeps, of what a plain look into the lists finds, all that
 * matters and nothing else. */
static void
must_be_kept(const struct set *set, const struct models *models,
             const struct pairs *near, const struct run *run)
{
    size_t matter = 0;

    for (size_t i = 0; i < near->n; i++)
        matter += matters(set, models, near->v[i]);
    if (matter == run->pairs_n)
        return;
    (void)fprintf(stderr, "eval: %zu pairs matter, the engine has %zu\n",
                  matter, run->pairs_n);
    exit(1);
}

/* Of the pairs that are compared, by a model. */
static void
measure_near(const struct set *set, const struct link_model *model,
             const struct pairs *near, struct measured *out)
{
    struct pairs linked = {0};

    for (size_t i = 0; i < near->n; i++) {
        const uint32_t a = near->v[i].a, b = near->v[i].b;
        struct link_score score;

        link_score(model, &set->records[a], &set->records[b], &score);
        if (score.outcome == LINK_STRONG)
            pairs_add(&linked, a, b);
        measure_pair(out, &score, set->truth[a] == set->truth[b]);
    }
    out->pairs = near->n;
    out->candidate_recall = metrics_pairs(set, near, out->true_pairs).recall;
    out->linked = metrics_pairs(set, &linked, out->true_pairs);
    pairs_free(&linked);
}

void
measure_run(const struct set *set, const struct models *models,
            const struct run *run, struct measured *out)
{
    struct pairs near;

    *out = (struct measured){.signals = set->n,
                             .true_pairs = metrics_true_pairs(set),
                             .bundles = metrics_bundles(set, run->cluster),
                             .b3 = metrics_b3(set, run->cluster),
                             .seconds = run->seconds};
    pairs_near(set, models->situation->window, &near);
    must_be_kept(set, models, &near, run);
    measure_near(set, models->situation, &near, out);
    pairs_free(&near);
}

static void
begin(struct set *set)
{
    set->model.window = WINDOW;
    set->model.link_mb = LINK_AT_MB;
    set->model.possible_mb = POSSIBLE_MB;
    set->model.groups_needed = 2;
}

/* Nothing is the same observation. */
static const struct link_model none_same = {.prior_mb = -NEVER_MB};

void
measure_bundles(struct set *set, unsigned epochs, struct measured *out)
{
    const struct models models = {&set->model, &none_same};
    struct pairs near;
    struct run run = {0};

    begin(set);
    pairs_near(set, WINDOW, &near);
    for (unsigned epoch = 0; epoch < epochs; epoch++) {
        if (epoch > 0)
            set_rarity(set, run.cluster);
        run_free(&run);
        learn(set, &near);
        run_engine(set, &models, &run);
    }
    measure_run(set, &models, &run, out);
    run_free(&run);
    pairs_free(&near);
}

/* --- two sources, one event --- */

/* Observations of all pairs, as if one bundle held them all, where a pair must
 * reach at_mb. */
static void
observe(const struct set *set, const struct run *run, int32_t at_mb,
        int64_t observation[])
{
    struct link_same *pairs = run_room(run->pairs_n, sizeof *pairs);
    struct link_same_half *work = run_room(2 * run->pairs_n, sizeof *work);
    int64_t *organisation = run_room(set->n, sizeof *organisation);
    uint32_t *lowest = run_room(set->n, sizeof *lowest);

    for (size_t i = 0; i < run->pairs_n; i++)
        pairs[i] = (struct link_same){
            .a = (uint32_t)run->pairs[i].a - 1,
            .b = (uint32_t)run->pairs[i].b - 1,
            .same_mb = run->pairs[i].same_mb == INT32_MIN
                           ? INT32_MIN
                           : run->pairs[i].same_mb - at_mb + LINK_SAME_MB,
        };
    for (size_t i = 0; i < set->n; i++)
        organisation[i] = set->records[i].organisation;
    link_observations(&(struct link_sames){.pairs = pairs,
                                           .n = run->pairs_n,
                                           .organisation = organisation,
                                           .vertices = (uint32_t)set->n},
                      work, lowest);
    for (size_t i = 0; i < set->n; i++)
        observation[i] = lowest[i];
    free(pairs);
    free(work);
    free(organisation);
    free(lowest);
}

void
measure_same(struct set *set, struct measured *out)
{
    struct link_model apart;
    const struct models models = {&apart, &set->model};
    struct pairs near;
    struct run run;
    int64_t *observation = run_room(set->n, sizeof *observation);

    begin(set);
    pairs_near(set, WINDOW, &near);
    learn(set, &near);
    apart = set->model;
    apart.link_mb = NEVER_MB;      /* no bundles */
    apart.possible_mb = INT32_MIN; /* all pairs are kept */
    run_engine(set, &models, &run);
    must_be_kept(set, &models, &near, &run);
    *out = (struct measured){.signals = set->n,
                             .true_pairs = metrics_true_pairs(set),
                             .seconds = run.seconds};
    measure_near(set, &set->model, &near, out);
    observe(set, &run, LINK_SAME_MB, observation);
    out->certain = metrics_bundles(set, observation);
    observe(set, &run, 0, observation);
    out->bundles = metrics_bundles(set, observation);
    out->b3 = metrics_b3(set, observation);
    free(observation);
    run_free(&run);
    pairs_free(&near);
}

void
measure_print(const char *name, const char *mode, const struct measured *m)
{
    printf("eval: %s mode=%s f1=%.4f b3=%.4f precision=%.4f recall=%.4f "
           "pairs_per_signal=%.1f us_per_signal=%.1f\n",
           name, mode, m->bundles.f1, m->b3.f1, m->bundles.precision,
           m->bundles.recall, (double)m->pairs / (double)m->signals,
           1e6 * m->seconds / (double)m->signals);
    printf("eval-pairs: %s mode=%s signals=%zu true_pairs=%zu "
           "candidate_recall=%.4f linked_precision=%.4f linked_recall=%.4f "
           "review_length=%zu review_precision=%.2f pairs_per_s=%.0f\n",
           name, mode, m->signals, m->true_pairs, m->candidate_recall,
           m->linked.precision, m->linked.recall, m->review,
           m->review > 0 ? (double)m->review_right / (double)m->review : 0,
           m->seconds > 0 ? (double)m->pairs / m->seconds : 0);
    printf("eval-calibration: %s mode=%s", name, mode);
    for (size_t i = 0; i < BINS; i++) {
        const struct bin *bin = &m->bins[i];

        if (bin->n > 0)
            printf(" %zu0%%:%zu/%.2f/%.2f", i, bin->n,
                   bin->expected / (double)bin->n,
                   (double)bin->right / (double)bin->n);
    }
    printf("\n");
    (void)fflush(stdout);
}
