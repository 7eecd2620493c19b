/* roster_book -- persons, rosters, overrides and absences of a desk, as values:
 * the compiled form of the desk documents "persons",
 * "roster" and "overrides" (document/).  Instants are UTC microseconds,
 * intervals are half-open [start, end). */
#ifndef CORE_ROSTER_BOOK_H
#define CORE_ROSTER_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/zone.h"

#define PERSONS_MAX   64 /* bits of a person_set */
#define ROSTERS_MAX   16
#define LAYERS_MAX    8    /* of one roster */
#define ROTATION_MAX  64   /* turns of one rotation */
#define SHIFTS_MAX    1024 /* explicit ones, of all rosters */
#define OVERRIDES_MAX 512
#define ABSENCES_MAX  256
#define REASON_BYTES  121

/* A set of persons: bit i is persons[i]. */
typedef uint64_t person_set;
#define PERSON_BIT(i) ((person_set)1 << (i))

enum duty {
    DUTY_COORDINATOR = 1,
    DUTY_MANAGER = 2,
    DUTY_YOUTH_OWNER = 4, /* process owner of minors (S0) */
    DUTY_REGIE = 8        /* organisation-crossing bottlenecks (S4 6.1) */
};

struct person {
    char name[NAME_BYTES]; /* the name of an enrolled principal */
    uint32_t duties;       /* mask of enum duty */
    bool has_contact;      /* a way to be called is on the document */
    bool reachable;        /* and works: the desk found a valid key of a
                            * coordinator (offline: as has_contact) */
    int64_t principal;     /* 0: not looked up, or not enrolled */
    uint32_t line;         /* in the document */
};

/* Shift k of a rotation: [H_k, H_k+1), H_k the instant of the local time
 * (anchor + k * period days, handover clock); it belongs to turns[k mod n].
 * It covers [H_0, until_us). */
struct rotation {
    int64_t anchor_day;      /* days since 1970 */
    int32_t handover_minute; /* local clock, 0 to 1439 */
    int32_t period_days;     /* >= 1 */
    person_set turns[ROTATION_MAX];
    size_t turns_n;   /* >= 1 */
    int64_t until_us; /* INT64_MAX: without end */
};

struct shift {
    int64_t start_us;
    int64_t end_us;
    person_set people;
    uint32_t line;
};

/* The shifts of a layer stand together in roster_book.shifts, ascending and
 * without overlap. */
struct layer {
    bool is_rotation;
    struct rotation rotation;
    size_t shifts_first;
    size_t shifts_n;
    uint32_t line;
};

struct roster {
    char name[NAME_BYTES];
    uint32_t minimum;                /* persons on call, >= 1 */
    struct layer layers[LAYERS_MAX]; /* the first that covers an instant */
    size_t layers_n;
    uint32_t line;
};

enum override_verb {
    OVERRIDE_SET = 1, /* exactly `people` */
    OVERRIDE_REPLACE, /* the persons of `people` give way to those of `with` */
    OVERRIDE_ADD,
    OVERRIDE_REMOVE
};

/* Applied in the order of seq: a later one transforms what the earlier ones
 * made. */
struct override {
    int64_t seq; /* ascending */
    size_t roster;
    enum override_verb verb;
    int64_t start_us;
    int64_t end_us;
    person_set people;
    person_set with; /* of a REPLACE */
    char by[NAME_BYTES];
    char reason[REASON_BYTES];
    uint32_t line;
};

struct absence {
    size_t person;
    int64_t start_us;
    int64_t end_us;
    char reason[REASON_BYTES];
    uint32_t line;
};

/* About 350 KiB: on the heap, once per version. */
struct roster_book {
    struct zone zone;
    struct person persons[PERSONS_MAX];
    size_t persons_n;
    struct roster rosters[ROSTERS_MAX];
    size_t rosters_n;
    struct shift shifts[SHIFTS_MAX];
    size_t shifts_n;
    struct override overrides[OVERRIDES_MAX];
    size_t overrides_n;
    struct absence absences[ABSENCES_MAX];
    size_t absences_n;
};

#endif
