/* eval -- how well signals are bundled, on labelled data and on messages that
 * are made up: the code of daemon/link/, measured.
 *
 *   eval [--data DIR] [--only NAME]   figures, lines "eval: .."; NAME: of the
 *                                     sets whose name begins so
 *   eval --check ..     the same, quickly, against floors: TAP
 *   eval --write DIR    made-up messages and their truth, in two files
 *   eval --dump FILE    a model and the pairs it scored (scores.py)
 *   eval --score FILE   the scores of such a file by this code (reference.py)
 *
 * What is told of a set is told of all of it, and nothing is learned from its
 * truth, which is used for the figures alone: weights come from the records
 * (learn.h) or, of made-up messages, are the ones the desk begins with or those
 * learned of other messages; every set has the same limits.  README.md says
 * what the figures mean. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "found.h"
#include "made.h"
#include "measure.h"
#include "score_file.h"
#include "sets.h"

#define SEED       20261120
#define SITUATIONS 1000
#define CHECKED    300 /* situations, when it must be quick */
#define BURSTS     10
#define BURST_OF   12
#define PATH_BYTES 4096
#define NO_FLOOR   0.0
#define ROWS(of)   (sizeof(of) / sizeof(of)[0])

/* What a set must reach; as many lines of TAP. */
struct floors {
    double f1, b3, precision;
};

struct tap {
    bool checks;
    const struct link_model *trained; /* NULL: not yet, or not at all */
    unsigned n, failed;
};

static void
expect(struct tap *tap, const char *name, const char *what, double is,
       double floor)
{
    if (!tap->checks || floor <= NO_FLOOR)
        return;
    tap->n++;
    tap->failed += is < floor;
    printf("%s %u - %s: %s %.4f, at least %.4f\n", is < floor ? "not ok" : "ok",
           tap->n, name, what, is, floor);
}

static void
report(struct tap *tap, const char *name, const char *mode,
       const struct measured *measured, const struct floors *floors)
{
    measure_print(name, mode, measured);
    expect(tap, name, "F1", measured->bundles.f1, floors->f1);
    expect(tap, name, "B-cubed", measured->b3.f1, floors->b3);
    expect(tap, name, "precision", measured->bundles.precision,
           floors->precision);
}

/* Does the set's name begin so? */
static bool
wanted(const char *name, const char *only)
{
    return only == NULL || strncmp(name, only, strlen(only)) == 0;
}

/* --- labelled sets --- */

/* What is measured of each layout. */
static const struct labelled {
    const char *name;
    enum layout layout;
    struct febrl febrl;
    struct floors floors;
} labelled[] = {
    {"febrl3", LAYOUT_FEBRL, {true, 0}, {0.99, 0.99, 0.99}},
    {"febrl3-alias-address", LAYOUT_FEBRL, {false, 0}, {0.99, 0.99, 0.99}},
    {"febrl3-30-missing", LAYOUT_FEBRL, {true, 30}, {0.95, 0.96, 0.99}},
    {"febrl3-50-missing", LAYOUT_FEBRL, {true, 50}, {0.66, 0.80, 0.98}},
    {"historical", LAYOUT_HISTORICAL, {0}, {0.90, 0.905, 0.97}},
    {"transactions", LAYOUT_TRANSACTIONS, {0}, {0.92, 0, 0.98}},
};

static bool
read_set(const struct labelled *one, const struct found *found,
         enum set_mode mode, struct set *out)
{
    switch (one->layout) {
    case LAYOUT_FEBRL:
        return set_febrl(found->path, mode, &one->febrl, out);
    case LAYOUT_HISTORICAL:
        return set_historical(found->path, mode, out);
    case LAYOUT_TRANSACTIONS:
        return set_transactions(found->path, found->second, mode, out);
    case LAYOUTS:
        break;
    }
    return false;
}

/* Of several files of one layout each is told apart. */
static void
name_of(const struct labelled *one, const char *below, size_t of, char *out,
        size_t bytes)
{
    below += strspn(below, "/");
    if (of == 1)
        (void)snprintf(out, bytes, "%s", one->name);
    else
        (void)snprintf(out, bytes, "%s/%.*s", one->name,
                       (int)(strrchr(below, '.') - below), below);
}

static void
measure_set(struct tap *tap, const struct labelled *one,
            const struct found *found, const char *name)
{
    static const struct floors none = {0, 0, 0};

    for (enum set_mode mode = MODE_KEYED; mode <= MODE_EXACT; mode++) {
        struct set set = {0};
        struct measured measured;
        bool good = read_set(one, found, mode, &set);

        if (!good || metrics_true_pairs(&set) == 0) {
            printf("eval: %s skipped: %s %s\n", name, found->path,
                   good ? "has no two rows of one entity" : "cannot be read");
            set_free(&set);
            return;
        }
        (void)fprintf(stderr, "eval: %s, %s: %zu signals\n", name,
                      set_mode_name(mode), set.n);
        if (one->layout == LAYOUT_TRANSACTIONS)
            measure_same(&set, &measured);
        else
            measure_bundles(&set, EPOCHS, &measured);
        report(tap, name, set_mode_name(mode), &measured,
               mode == MODE_KEYED ? &one->floors : &none);
        if (one->layout == LAYOUT_TRANSACTIONS)
            printf("eval-observations: %s mode=%s precision=%.4f "
                   "recall=%.4f\n",
                   name, set_mode_name(mode), measured.certain.precision,
                   measured.certain.recall);
        set_free(&set);
        if (tap->checks)
            return;
    }
}

static void
measure_labelled(struct tap *tap, const char *data, const char *only)
{
    struct found_all all;
    char name[PATH_BYTES];

    found_below(data, &all);
    for (size_t i = 0; i < ROWS(labelled); i++) {
        const struct labelled *one = &labelled[i];
        const size_t of = found_count(&all, one->layout);

        if (of == 0 && wanted(one->name, only))
            printf("eval: %s skipped: no file below %s has its columns\n",
                   one->name, data);
        for (size_t f = 0; f < all.n; f++) {
            if (all.v[f].layout != one->layout)
                continue;
            name_of(one, all.v[f].path + strlen(data), of, name, sizeof name);
            if (wanted(name, only))
                measure_set(tap, one, &all.v[f], name);
        }
    }
    found_free(&all);
}

/* --- made-up messages --- */

static void
measure_made(struct tap *tap, const struct generator *shape, const char *name,
             const struct floors *floors)
{
    static const struct floors none = {0, 0, 0};
    struct made made;

    (void)fprintf(stderr, "eval: %s\n", name);
    made_measure(shape, tap->trained, &made);
    report(tap, name, "first-epoch", &made.first, &none);
    report(tap, name, "counted", &made.second, floors);
    if (tap->trained != NULL)
        report(tap, name, "trained", &made.trained, &none);
    printf("eval-observations: %s mode=counted precision=%.4f recall=%.4f\n",
           name, made.same.precision, made.same.recall);
    (void)fflush(stdout);
}

static const struct made_up {
    const char *name;
    struct generator shape;
    struct floors floors;
} made_up[] = {
    {"generated-hubs-0", {.hubs = 0}, {0.78, 0.83, 0.98}},
    {"generated-hubs-1", {.hubs = 1}, {0.78, 0.84, 0.97}},
    {"generated-hubs-5", {.hubs = 5}, {0, 0.80, 0}},
    {"generated-hubs-10", {.hubs = 10}, {0, 0.79, 0}},
    {"generated-bursts",
     {.hubs = 1, .bursts = BURSTS, .burst_of = BURST_OF},
     {0, 0.75, 0}},
};

/* Of other messages than those that are measured. */
static void
train(struct link_model *out)
{
    (void)fprintf(stderr, "eval: training\n");
    made_train(&(struct generator){.seed = SEED + 1,
                                   .situations = SITUATIONS,
                                   .hubs = 1},
               out);
}

static void
measure_generated(struct tap *tap, const char *only)
{
    struct link_model trained;

    for (size_t i = 0; i < ROWS(made_up); i++) {
        struct generator shape = made_up[i].shape;

        if (!wanted(made_up[i].name, only))
            continue;
        if (!tap->checks && tap->trained == NULL) {
            train(&trained);
            tap->trained = &trained;
        }
        shape.seed = SEED;
        shape.situations = tap->checks ? CHECKED : SITUATIONS;
        measure_made(tap, &shape, made_up[i].name, &made_up[i].floors);
    }
    tap->trained = NULL;
}

static int
write_made(const char *folder)
{
    const struct generator shape = {
        .seed = SEED, .situations = SITUATIONS, .hubs = 1};
    char messages_path[PATH_BYTES], truth_path[PATH_BYTES];
    struct generated *messages;
    size_t n = generate(&shape, &messages);
    int rc;

    (void)snprintf(messages_path, sizeof messages_path, "%s/messages.jsonl",
                   folder);
    (void)snprintf(truth_path, sizeof truth_path, "%s/truth.csv", folder);
    rc = generate_write(messages, n, messages_path, truth_path);
    if (rc == 0)
        printf("%zu messages in %s, their truth in %s\n", n, messages_path,
               truth_path);
    else
        perror(folder);
    free(messages);
    return rc == 0 ? 0 : 1;
}

static int
usage(void)
{
    (void)fprintf(stderr, "eval [--check] [--data DIR] [--only NAME]\n"
                          "eval --write DIR | --dump FILE | --score FILE\n");
    return 2;
}

int
main(int argc, char **argv)
{
    struct tap tap = {0};
    const char *data = NULL, *only = NULL;

    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (strcmp(argv[i], "--check") == 0)
            tap.checks = true;
        else if (more && strcmp(argv[i], "--data") == 0)
            data = argv[++i];
        else if (more && strcmp(argv[i], "--only") == 0)
            only = argv[++i];
        else if (more && strcmp(argv[i], "--dump") == 0)
            return dump_scores(argv[++i]);
        else if (more && strcmp(argv[i], "--score") == 0)
            return score_file(argv[++i]);
        else if (more && strcmp(argv[i], "--write") == 0)
            return write_made(argv[++i]);
        else
            return usage();
    }
    measure_generated(&tap, only);
    if (data != NULL)
        measure_labelled(&tap, data, only);
    if (tap.checks)
        printf("1..%u\n", tap.n);
    return tap.failed > 0 ? 1 : 0;
}
