/* shelter_reply -- what the desk tells about places, as plain C values;
 * pointers are borrowed until the reply is encoded. */
#ifndef CORE_SHELTER_REPLY_H
#define CORE_SHELTER_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facility.h"
#include "core/placement.h"

struct reply_placement {
    const struct placement *placement;
    const char *id;
    const char *referral; /* "" none */
    const char *by;       /* organisation */
};

struct reply_shelter {
    enum shelter_verdict verdict;
    const struct reply_placement *placement; /* NULL: none */
    const char *alert;                       /* "" none */
    uint32_t warnings; /* mask of 1 << enum shelter_warning */
};

struct reply_facility {
    const struct facility *facility;
    struct occupancy occupancy;
    const char *region; /* "" national */
    bool may_place;     /* the asking organisation itself */
};

struct reply_shelter_list {
    const struct reply_facility *facilities; /* at most FACILITIES_MAX */
    size_t facilities_n;
    const struct reply_placement *placements; /* at most LIST_LIMIT */
    size_t placements_n;
    bool more;
};

#endif
