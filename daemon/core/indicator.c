/* indicator -- see indicator.h */
#include "core/indicator.h"

#include <string.h>

bool
indicator_known(const struct indicator_list *list, const char *code)
{
    size_t low = 0, high = list->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(code, list->codes[middle]);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool
well_formed(const char code[INDICATOR_CODE_BYTES])
{
    return code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' &&
           code[1] <= 'Z' && code[2] >= '0' && code[2] <= '9' &&
           code[3] >= '0' && code[3] <= '9' && code[4] == '\0';
}

bool
indicator_list_check(const struct indicator_list *list)
{
    if (list->n == 0 || list->n > INDICATORS_MAX)
        return false;
    for (size_t i = 0; i < list->n; i++) {
        if (!well_formed(list->codes[i]))
            return false;
        if (i > 0 && strcmp(list->codes[i - 1], list->codes[i]) >= 0)
            return false;
    }
    return true;
}
