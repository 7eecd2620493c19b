/* indicator -- see indicator.h */
#include "core/indicator.h"

#include <string.h>

bool
indicator_code(const char *text)
{
    return text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
           text[1] <= 'Z' && text[2] >= '0' && text[2] <= '9' &&
           text[3] >= '0' && text[3] <= '9' && text[4] == '\0';
}

size_t
indicator_find(const struct indicator_list *list, const char *code)
{
    size_t low = 0, high = list->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(code, list->codes[middle].code);

        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return INDICATORS_MAX;
}

bool
indicator_known(const struct indicator_list *list, const char *code)
{
    size_t i = indicator_find(list, code);

    return i != INDICATORS_MAX && !list->codes[i].retired;
}

void
code_set_add(struct code_set *set, size_t indicator)
{
    if (indicator < INDICATORS_MAX)
        set->bits[indicator / 64] |= UINT64_C(1) << (indicator % 64);
}

bool
code_set_has(const struct code_set *set, size_t indicator)
{
    return indicator < INDICATORS_MAX &&
           (set->bits[indicator / 64] >> (indicator % 64) & 1) != 0;
}

void
code_set_join(struct code_set *set, const struct code_set *other)
{
    for (size_t i = 0; i < INDICATOR_WORDS; i++)
        set->bits[i] |= other->bits[i];
}

bool
indicator_list_check(const struct indicator_list *list)
{
    if (list->n == 0 || list->n > INDICATORS_MAX)
        return false;
    for (size_t i = 0; i < list->n; i++) {
        if (!indicator_code(list->codes[i].code))
            return false;
        if (i > 0 && strcmp(list->codes[i - 1].code, list->codes[i].code) >= 0)
            return false;
    }
    return true;
}
