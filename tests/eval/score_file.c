/* score_file -- see score_file.h */
#include "score_file.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/score.h"
#include "run.h"
#include "set.h"

#define WORDS_MAX   (2 + 6 * LINK_VALUES_MAX)
#define RECORDS_MAX 10000000

struct scoring {
    struct set set;
    char *words[WORDS_MAX];
    size_t words_n, at;
};

/* The next word as a number; 0 when there is none, which the counts that are
 * checked rule out. */
static int64_t
number(struct scoring *is)
{
    return is->at < is->words_n ? strtoll(is->words[is->at++], NULL, 10) : 0;
}

static uint64_t
hexadecimal(struct scoring *is)
{
    return is->at < is->words_n ? strtoull(is->words[is->at++], NULL, 16) : 0;
}

static bool
read_field(struct scoring *is)
{
    struct link_model *model = &is->set.model;

    if (model->fields_n == LINK_FIELDS_MAX || is->words_n < 6)
        return false;

    struct link_field *field = &model->fields[model->fields_n++];

    field->group = (uint8_t)number(is);
    field->cross = (int8_t)number(is);
    field->any_known = number(is) != 0;
    field->different_mb = (int32_t)number(is);
    field->half_life_s = number(is);
    if (field->group >= LINK_GROUPS_MAX || field->cross >= LINK_FIELDS_MAX)
        return false;
    if (field->group >= model->groups_n)
        model->groups_n = field->group + 1U;
    return true;
}

static bool
read_level(struct scoring *is)
{
    struct link_model *model = &is->set.model;

    if (model->fields_n == 0 || is->words_n < 7)
        return false;

    struct link_field *field = &model->fields[model->fields_n - 1];

    if (field->levels_n == LINK_LEVELS_MAX)
        return false;

    struct link_level *level = &field->levels[field->levels_n++];

    level->kind = (uint8_t)number(is);
    level->how = (uint8_t)number(is);
    level->rare = number(is) != 0;
    level->at = (int32_t)number(is);
    level->weight_mb = (int32_t)number(is);
    level->weight_max_mb = (int32_t)number(is);
    level->half_life_s = number(is);
    return level->how <= LINK_WITHIN;
}

static bool
read_record(struct scoring *is)
{
    const int64_t at = number(is);

    if (at < 0 || at > RECORDS_MAX || (is->words_n - 2) % 6 != 0)
        return false;
    while ((int64_t)is->set.n <= at)
        (void)set_add(&is->set, "");

    struct link_record *record = &is->set.records[at];

    record->place.time_s = number(is);
    record->values_n = 0;
    while (is->at < is->words_n) {
        struct link_value *value = &record->values[record->values_n++];

        value->kind = (uint8_t)number(is);
        value->of = (uint8_t)number(is);
        value->token = hexadecimal(is);
        value->filter[0] = hexadecimal(is);
        value->filter[1] = hexadecimal(is);
        value->rarity_mb = (int32_t)number(is);
    }
    set_sort(record);
    return true;
}

static bool
print_pair(struct scoring *is)
{
    const int64_t a = number(is), b = number(is);
    const int64_t n = (int64_t)is->set.n;
    struct link_score score;

    if (a < 0 || b < 0 || a >= n || b >= n || a == b)
        return false;
    link_score(&is->set.model, &is->set.records[a], &is->set.records[b],
               &score);
    printf("%" PRId64 " %" PRId64 " %" PRId32 "\n", a, b, score.total_mb);
    return true;
}

static bool
take_line(struct scoring *is, char *line)
{
    char *rest = line, *word;
    const char *what = strsep(&rest, " \n");

    is->words_n = is->at = 0;
    while ((word = strsep(&rest, " \n")) != NULL && is->words_n < WORDS_MAX) {
        if (word[0] != '\0')
            is->words[is->words_n++] = word;
    }
    if (strcmp(what, "model") == 0) {
        is->set.model.prior_mb = (int32_t)number(is);
        return is->words_n == 2;
    }
    if (strcmp(what, "field") == 0)
        return read_field(is);
    if (strcmp(what, "level") == 0)
        return read_level(is);
    if (strcmp(what, "record") == 0 && is->words_n >= 2)
        return read_record(is);
    return strcmp(what, "pair") == 0 && is->words_n >= 2 && print_pair(is);
}

int
score_file(const char *path)
{
    struct scoring *is = run_room(1, sizeof *is);
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0, n = 0;
    bool good = f != NULL;

    if (f == NULL)
        perror(path);
    while (good && getline(&line, &cap, f) > 0) {
        n++;
        good = take_line(is, line);
        if (!good)
            (void)fprintf(stderr, "eval: %s:%zu is not as it should be\n", path,
                          n);
    }
    if (f != NULL)
        (void)fclose(f);
    free(line);
    set_free(&is->set);
    free(is);
    return good ? 0 : 1;
}
