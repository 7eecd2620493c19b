/* facility -- shelters, their kinds and how many places each has when (desk
 * document "shelter").  Never an address. */
#ifndef CORE_FACILITY_H
#define CORE_FACILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"

#define FACILITIES_MAX      32
#define CAPACITIES_MAX      16 /* dated values of one facility */
#define FACILITY_NOTE_BYTES 121

enum facility_kind {
    FACILITY_EMERGENCY = 1, /* noodbed */
    FACILITY_CRISIS,        /* crisisbed */
    FACILITY_REGULAR,       /* regulier */
    FACILITY_COSM,          /* COSM crisis place */
    FACILITY_MULTI_PROBLEM,
    FACILITY_72_HOURS,
    FACILITY_OTHER
};

enum funder {
    FUNDER_MUNICIPALITY = 1,
    FUNDER_JUSTICE,
    FUNDER_STATE,
    FUNDER_OTHER
};

/* Who may be placed; a proposal for somebody else is warned about (R062). */
enum facility_people {
    FACILITY_EVERYBODY,
    FACILITY_WOMEN,
    FACILITY_MEN
};

struct capacity {
    int64_t from_day; /* days since 1970, ascending; valid until the next */
    uint32_t places;
};

struct facility {
    char name[NAME_BYTES]; /* "acm-nood" */
    char label[64];
    enum facility_kind kind;
    enum funder funder;
    enum facility_people people;
    size_t region;     /* index; REGIONS_MAX: national */
    bool bookable;     /* false: for information only */
    bool shielded;     /* its address is shielded */
    bool children;     /* takes accompanying children; each needs a place */
    int64_t stay_days; /* expected; 0: not known */
    struct capacity capacities[CAPACITIES_MAX];
    size_t capacities_n;
    char source[FACILITY_NOTE_BYTES];
    uint32_t line;
};

struct facilities {
    struct facility facilities[FACILITIES_MAX];
    size_t facilities_n;
    int64_t reservation_us; /* a reservation ends by itself, default 4 h */
};

/* facility_find: by name; FACILITIES_MAX: none. */
size_t facility_find(const struct facilities *facilities, const char *name);

/* facility_places: how many it has on a day; 0 before its first value. */
uint32_t facility_places(const struct facility *facility, int64_t day);

#endif
