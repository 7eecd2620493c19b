/* region -- municipality to region to desk (desk document "regions"). */
#ifndef CORE_REGION_H
#define CORE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"

#define REGIONS_MAX        16
#define DESKS_MAX          8
#define MUNICIPALITIES_MAX 400
#define REGION_UNKNOWN     REGIONS_MAX /* no index: not said, or not listed */

struct region {
    char name[NAME_BYTES]; /* "amsterdam" */
    char label_nl[64];
    char label_en[64];
    size_t desk; /* index */
};

struct region_desk {
    char name[NAME_BYTES];
    char label_nl[64];
    char label_en[64];
};

struct municipality {
    uint32_t code; /* CBS number: 363 */
    char name[48];
    size_t region;
    int64_t from_day; /* days since 1970; 0: always */
    int64_t to_day;   /* half-open; INT64_MAX: without end */
};

struct regions {
    struct region regions[REGIONS_MAX];
    size_t regions_n;
    struct region_desk desks[DESKS_MAX];
    size_t desks_n;
    size_t abroad; /* region of places in another country; REGION_UNKNOWN */
    struct municipality municipalities[MUNICIPALITIES_MAX]; /* by code, then
                                                             * from_day */
    size_t municipalities_n;
};

/* region_of: the region of a municipality on a day; REGION_UNKNOWN when it is
 * 0 or not listed then: such a message is held by the desk of Amsterdam, never
 * dropped (T3.5; R093). */
size_t region_of(const struct regions *regions, uint32_t municipality,
                 int64_t day);

/* municipality_name: "" when it is not listed on that day. */
const char *municipality_name(const struct regions *regions,
                              uint32_t municipality, int64_t day);

/* region_find, desk_find: by name; REGIONS_MAX, DESKS_MAX: none. */
size_t region_find(const struct regions *regions, const char *name);
size_t region_desk_find(const struct regions *regions, const char *name);

#endif
