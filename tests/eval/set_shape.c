/* set_shape -- see set_shape.h */
#include "set_shape.h"

#include <stdio.h>
#include <string.h>

/* Of folded filters, permille. */
#define NAME_CLOSE 680
#define NAME_ROUGH 500

#define WEIGHT_MAX_MB 20000

static void
add_level(struct link_field *field, unsigned kind, enum link_how how,
          int32_t at)
{
    field->levels[field->levels_n++] =
        (struct link_level){.kind = (uint8_t)kind,
                            .how = (uint8_t)how,
                            .rare = how == LINK_EXACT,
                            .at = at,
                            .weight_max_mb = WEIGHT_MAX_MB};
}

static void
add_levels(struct link_field *field, const struct column *c, enum set_mode mode)
{
    add_level(field, c->kind, LINK_EXACT, 0);
    switch (c->shape) {
    case SHAPE_EXACT:
    case SHAPE_WORDS:
        break;
    case SHAPE_NAME:
        add_level(field, c->kind + KIND_PART, LINK_EXACT, 0);
        if (mode == MODE_KEYED) {
            add_level(field, c->kind, LINK_DICE, NAME_CLOSE);
            add_level(field, c->kind, LINK_DICE, NAME_ROUGH);
        }
        add_level(field, c->kind + KIND_TAIL, LINK_EXACT, 0);
        break;
    case SHAPE_DIGITS:
        add_level(field, c->kind + KIND_MASKED, LINK_EXACT, 0);
        if (c->head > 0)
            add_level(field, c->kind + KIND_PART, LINK_EXACT, 0);
        if (c->tail > 0)
            add_level(field, c->kind + KIND_TAIL, LINK_EXACT, 0);
        break;
    }
}

void
shape_fields(struct set *set, const struct column columns[], size_t n,
             enum set_mode mode)
{
    struct link_model *model = &set->model;

    for (size_t i = 0; i < n; i++) {
        struct link_field *field = &model->fields[model->fields_n++];

        *field = (struct link_field){.group = columns[i].group,
                                     .cross = columns[i].cross,
                                     .agrees = true};
        add_levels(field, &columns[i], mode);
        if (columns[i].group >= model->groups_n)
            model->groups_n = columns[i].group + 1U;
    }
}

bool
shape_also(const struct csv *csv, const char *name, int *at)
{
    *at = csv_column(csv, name);
    if (*at < 0)
        (void)fprintf(stderr, "eval: %s has no column %s\n", csv->path, name);
    return *at >= 0;
}

bool
shape_open(struct csv *csv, const char *path, const struct column columns[],
           size_t n, int at[])
{
    bool found = true;

    if (!csv_open(csv, path)) {
        (void)fprintf(stderr, "eval: %s is not there or empty\n", path);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        found = shape_also(csv, columns[i].name, &at[i]) && found;
    return found;
}

void
shape_read(const struct csv *csv, const struct column columns[], size_t n,
           const int at[], struct shape_row *row)
{
    for (size_t i = 0; i < n; i++) {
        const char *cell = csv->cells[at[i]];

        if (columns[i].shape == SHAPE_DIGITS)
            text_packed(cell, row->v[i]);
        else
            text_plain(cell, row->v[i]);
    }
}

static void
add_name(const struct column *c, enum set_mode mode, const char *text,
         struct link_record *record)
{
    char part[TEXT_BYTES];

    if (set_value(record, c->kind, c->domain, text) && mode == MODE_KEYED)
        set_filter(record, c->domain, text, FILTER_WORDS);
    text_sound(text, part);
    (void)set_value(record, c->kind + KIND_PART, c->domain + KIND_PART, part);
    text_head(text, 1, part);
    (void)set_value(record, c->kind + KIND_TAIL, c->domain + KIND_TAIL, part);
}

static void
add_digits(const struct column *c, const char *text, struct link_record *record)
{
    const size_t n = strlen(text);
    char part[TEXT_BYTES];

    (void)set_value(record, c->kind, c->domain, text);
    for (size_t i = 0; i < n; i++) {
        memcpy(part, text, n + 1);
        part[i] = '?';
        (void)set_value(record, c->kind + KIND_MASKED, c->domain + KIND_MASKED,
                        part);
    }
    if (c->head > 0) {
        text_head(text, c->head, part);
        (void)set_value(record, c->kind + KIND_PART, c->domain + KIND_PART,
                        part);
    }
    if (c->tail > 0 && n >= c->tail)
        (void)set_value(record, c->kind + KIND_TAIL, c->domain + KIND_TAIL,
                        text + n - c->tail);
}

static void
add_words(const struct column *c, char *text, struct link_record *record)
{
    char *rest = text, *word;

    while ((word = strsep(&rest, " ")) != NULL)
        (void)set_value(record, c->kind, c->domain, word);
}

void
shape_values(const struct column columns[], size_t n, enum set_mode mode,
             struct shape_row *row, struct link_record *record)
{
    for (size_t i = 0; i < n; i++) {
        const struct column *c = &columns[i];

        switch (c->shape) {
        case SHAPE_EXACT:
            (void)set_value(record, c->kind, c->domain, row->v[i]);
            break;
        case SHAPE_NAME:
            add_name(c, mode, row->v[i], record);
            break;
        case SHAPE_DIGITS:
            add_digits(c, row->v[i], record);
            break;
        case SHAPE_WORDS:
            add_words(c, row->v[i], record);
            break;
        }
    }
}
