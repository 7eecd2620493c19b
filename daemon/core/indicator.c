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

bool
indicator_list_check(const struct indicator_list *list)
{
    if (list->n == 0 || list->n > INDICATORS_MAX)
        return false;
    for (size_t i = 0; i < list->n; i++) {
        if (!indicator_code(list->codes[i]))
            return false;
        if (i > 0 && strcmp(list->codes[i - 1], list->codes[i]) >= 0)
            return false;
    }
    return true;
}
