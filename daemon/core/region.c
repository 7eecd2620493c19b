/* region -- see region.h */
#include "core/region.h"

#include <string.h>

/* The first row of a code: they stand in the order of their codes. */
static size_t
first_of(const struct regions *regions, uint32_t code)
{
    size_t low = 0, high = regions->municipalities_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (regions->municipalities[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* NULL: not listed on that day. */
static const struct municipality *
listed(const struct regions *regions, uint32_t code, int64_t day)
{
    for (size_t i = first_of(regions, code);
         i < regions->municipalities_n &&
         regions->municipalities[i].code == code;
         i++) {
        const struct municipality *row = &regions->municipalities[i];

        if (day >= row->from_day && day < row->to_day)
            return row;
    }
    return NULL;
}

size_t
region_of(const struct regions *regions, uint32_t municipality, int64_t day)
{
    const struct municipality *row = listed(regions, municipality, day);

    return row != NULL ? row->region : REGION_UNKNOWN;
}

const char *
municipality_name(const struct regions *regions, uint32_t municipality,
                  int64_t day)
{
    const struct municipality *row = listed(regions, municipality, day);

    return row != NULL ? row->name : "";
}

size_t
region_find(const struct regions *regions, const char *name)
{
    for (size_t i = 0; i < regions->regions_n; i++)
        if (strcmp(regions->regions[i].name, name) == 0)
            return i;
    return REGIONS_MAX;
}

size_t
region_desk_find(const struct regions *regions, const char *name)
{
    for (size_t i = 0; i < regions->desks_n; i++)
        if (strcmp(regions->desks[i].name, name) == 0)
            return i;
    return DESKS_MAX;
}
