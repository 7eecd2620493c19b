/* dump -- see dump.h
 *
 * Lines of words (score_file.c reads them):
 *   model PRIOR FIELDS
 *   field GROUP CROSS ANY_KNOWN DIFFERENT HALF_LIFE LEVELS
 *   level KIND HOW RARE AT WEIGHT MAX HALF_LIFE
 *   record NUMBER TIME (KIND OF TOKEN FILTER FILTER RARITY)..
 *   pair A B TOTAL */
#include "dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "link/score.h"
#include "made.h"
#include "pairs.h"
#include "run.h"

#define PAIRS_MOST 20000
#define WINDOW     32
#define SITUATIONS 150
#define MADE_SEED  5

static void
write_model(FILE *f, const struct link_model *model)
{
    (void)fprintf(f, "model %" PRId32 " %" PRIu32 "\n", model->prior_mb,
                  model->fields_n);
    for (uint32_t i = 0; i < model->fields_n; i++) {
        const struct link_field *field = &model->fields[i];

        (void)fprintf(f, "field %u %d %d %" PRId32 " %" PRId64 " %u\n",
                      (unsigned)field->group, field->cross, field->any_known,
                      field->different_mb, field->half_life_s,
                      (unsigned)field->levels_n);
        for (uint8_t l = 0; l < field->levels_n; l++) {
            const struct link_level *level = &field->levels[l];

            (void)fprintf(f,
                          "level %u %u %d %" PRId32 " %" PRId32 " %" PRId32
                          " %" PRId64 "\n",
                          (unsigned)level->kind, (unsigned)level->how,
                          level->rare, level->at, level->weight_mb,
                          level->weight_max_mb, level->half_life_s);
        }
    }
}

static void
write_record(FILE *f, uint32_t number, const struct link_record *record)
{
    (void)fprintf(f, "record %" PRIu32 " %" PRId64, number,
                  record->place.time_s);
    for (size_t i = 0; i < record->values_n; i++) {
        const struct link_value *value = &record->values[i];

        (void)fprintf(
            f, " %u %u %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %" PRId32,
            (unsigned)value->kind, (unsigned)value->of, value->token,
            value->filter[0], value->filter[1], value->rarity_mb);
    }
    (void)fprintf(f, "\n");
}

static void
write_scores(FILE *f, const struct set *set, const struct pairs *near)
{
    size_t step = near->n / PAIRS_MOST + 1;
    char *written = run_room(set->n, 1);

    write_model(f, &set->model);
    for (size_t i = 0; i < near->n; i += step) {
        const uint32_t two[2] = {near->v[i].a, near->v[i].b};
        struct link_score score;

        for (size_t s = 0; s < 2; s++) {
            if (!written[two[s]])
                write_record(f, two[s], &set->records[two[s]]);
            written[two[s]] = 1;
        }
        link_score(&set->model, &set->records[two[0]], &set->records[two[1]],
                   &score);
        (void)fprintf(f, "pair %" PRIu32 " %" PRIu32 " %" PRId32 "\n", two[0],
                      two[1], score.total_mb);
    }
    free(written);
}

int
dump_scores(const char *path)
{
    const struct generator shape = {
        .seed = MADE_SEED, .situations = SITUATIONS, .hubs = 5};
    FILE *f = fopen(path, "w");
    struct set set;
    struct pairs near;
    bool good;

    if (f == NULL) {
        perror(path);
        return 1;
    }
    made_set(&shape, &set);
    pairs_near(&set, WINDOW, &near);
    write_scores(f, &set, &near);
    good = ferror(f) == 0;
    good = fclose(f) == 0 && good;
    pairs_free(&near);
    set_free(&set);
    return good ? 0 : 1;
}
