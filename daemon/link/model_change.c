/* model_change -- see model_change.h */
#include "link/model_change.h"

#include <stdbool.h>

#include "link/model.h"

struct list {
    struct link_model_change *v;
    size_t n, cap;
    uint8_t field, level;
};

static void
compare(struct list *list, enum link_changed what, int64_t before,
        int64_t after)
{
    if (before == after)
        return;
    if (list->n < list->cap)
        list->v[list->n] = (struct link_model_change){
            what, list->field, list->level, before, after};
    list->n++;
}

static bool
same_level(const struct link_level *a, const struct link_level *b)
{
    return a->kind == b->kind && a->how == b->how && a->rare == b->rare &&
           a->identity == b->identity && a->at == b->at &&
           a->half_life_s == b->half_life_s;
}

static bool
same_field(const struct link_field *a, const struct link_field *b)
{
    if (a->group != b->group || a->levels_n != b->levels_n ||
        a->cross != b->cross || a->any_known != b->any_known ||
        a->agrees != b->agrees || a->contradicting != b->contradicting)
        return false;
    for (uint8_t i = 0; i < a->levels_n; i++)
        if (!same_level(&a->levels[i], &b->levels[i]))
            return false;
    return true;
}

static void
compare_fields(struct list *list, const struct link_field *a,
               const struct link_field *b)
{
    list->level = 0;
    compare(list, LINK_CHANGED_FIELD, 0, same_field(a, b) ? 0 : 1);
    compare(list, LINK_CHANGED_DIFFERENT, a->different_mb, b->different_mb);
    compare(list, LINK_CHANGED_HALF_LIFE, a->half_life_s, b->half_life_s);
    for (uint8_t i = 0; i < a->levels_n && i < b->levels_n; i++) {
        list->level = i;
        compare(list, LINK_CHANGED_WEIGHT, a->levels[i].weight_mb,
                b->levels[i].weight_mb);
        compare(list, LINK_CHANGED_MOST, a->levels[i].weight_max_mb,
                b->levels[i].weight_max_mb);
    }
}

size_t
link_model_changes(const struct link_model *before,
                   const struct link_model *after,
                   struct link_model_change out[], size_t cap)
{
    static const struct link_field none = {.cross = -1};
    struct list list = {.v = out, .cap = cap};

    compare(&list, LINK_CHANGED_PRIOR, before->prior_mb, after->prior_mb);
    compare(&list, LINK_CHANGED_LINK_AT, before->link_mb, after->link_mb);
    compare(&list, LINK_CHANGED_POSSIBLE_AT, before->possible_mb,
            after->possible_mb);
    compare(&list, LINK_CHANGED_GROUPS_NEEDED, before->groups_needed,
            after->groups_needed);
    compare(&list, LINK_CHANGED_IDENTITY_MAX, before->identity_max,
            after->identity_max);
    compare(&list, LINK_CHANGED_WINDOW, before->window, after->window);
    compare(&list, LINK_CHANGED_CONTRAST, before->contrast, after->contrast);
    compare(&list, LINK_CHANGED_NORM, before->norm, after->norm);
    for (uint32_t i = 0; i < before->fields_n || i < after->fields_n; i++) {
        list.field = (uint8_t)i;
        compare_fields(&list, i < before->fields_n ? &before->fields[i] : &none,
                       i < after->fields_n ? &after->fields[i] : &none);
    }
    return list.n;
}
