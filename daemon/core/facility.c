/* facility -- see facility.h */
#include "core/facility.h"

#include <string.h>

size_t
facility_find(const struct facilities *facilities, const char *name)
{
    for (size_t i = 0; i < facilities->facilities_n; i++)
        if (strcmp(facilities->facilities[i].name, name) == 0)
            return i;
    return FACILITIES_MAX;
}

uint32_t
facility_places(const struct facility *facility, int64_t day)
{
    uint32_t places = 0;

    for (size_t i = 0;
         i < facility->capacities_n && facility->capacities[i].from_day <= day;
         i++)
        places = facility->capacities[i].places;
    return places;
}
