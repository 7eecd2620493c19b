/* directory -- the social map (desk document "directory"): roles of the chain,
 * organisations with contact and deputy, covenants, and what may be exchanged
 * for which purpose. */
#ifndef CORE_DIRECTORY_H
#define CORE_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"

#define ROLES_MAX        62 /* bits of a role set */
#define ENTRIES_MAX      256
#define AGREEMENTS_MAX   64
#define DIRECTORY_TEXT   81
#define DIRECTORY_PHONE  24
#define AGREEMENT_FIELDS 16 /* words of what may be shared */

struct directory_role {
    char name[NAME_BYTES]; /* "pol-team-mh" */
    char label_nl[DIRECTORY_TEXT];
    char label_en[DIRECTORY_TEXT];
    char now[DIRECTORY_TEXT]; /* present name of the organisation, "" */
    char groups[8];           /* "ABC": target groups it is a partner of */
    char source[DIRECTORY_TEXT];
    bool member_casus; /* of the case meeting */
};

/* One organisation in one role.  No real people are shipped. */
struct directory_entry {
    char organisation[DIRECTORY_TEXT];
    char partner[NAME_BYTES]; /* enrolled organisation it is; "" none */
    size_t role;
    char contact[DIRECTORY_TEXT];
    char deputy[DIRECTORY_TEXT];
    char telephone[DIRECTORY_PHONE];
    char email[DIRECTORY_TEXT];
    char hours[DIRECTORY_TEXT];
    size_t region;             /* REGIONS_MAX: everywhere */
    char covenant[NAME_BYTES]; /* agreement it stands in; "" none */
    int64_t from_day;          /* half-open [from, to); 0, INT64_MAX */
    int64_t to_day;
    uint32_t line;
};

enum agreement_kind {
    AGREEMENT_COVENANT = 1, /* with all */
    AGREEMENT_PROTOCOL,     /* for one group */
    AGREEMENT_BILATERAL
};

/* What may be shared: bits are INPUT_CONTENT's words (route_schema.h). */
struct agreement {
    char name[NAME_BYTES]; /* its reference */
    enum agreement_kind kind;
    char purpose[DIRECTORY_TEXT];
    char group[8];       /* target groups; "" all */
    uint64_t contents;   /* bit i: the i-th word of INPUT_CONTENT */
    uint32_t recipients; /* bit per enum organisation_kind */
    bool police_data;    /* of the police too, released under it */
    int64_t keep_days;   /* recipients may keep it so long; 0 not said */
    int64_t from_day;
    int64_t to_day;
    uint32_t line;
};

struct directory {
    struct directory_role roles[ROLES_MAX];
    size_t roles_n;
    struct directory_entry entries[ENTRIES_MAX];
    size_t entries_n;
    struct agreement agreements[AGREEMENTS_MAX];
    size_t agreements_n;
    int64_t warn_days; /* before an entry or agreement ends, default 60 */
};

/* By name; ROLES_MAX, AGREEMENTS_MAX: none. */
size_t role_find(const struct directory *directory, const char *name);
size_t agreement_find(const struct directory *directory, const char *name);

/* agreement_allows: valid on that day, and it names this content (the index of
 * its word, from 0) for this kind of recipient (and police data, when there is
 * any). */
bool agreement_allows(const struct agreement *agreement, int64_t day,
                      unsigned content, enum organisation_kind recipient,
                      bool police_data);

/* directory_find: the entries valid on a day in a role, those of the region
 * before those of everywhere; at most cap indexes; answers how many. */
size_t directory_find(const struct directory *directory, size_t role,
                      size_t region, int64_t day, size_t out[], size_t cap);

struct directory_ending {
    bool agreement; /* of agreements[], else of entries[] */
    size_t index;
    int64_t last_day; /* on which it is valid */
};

/* directory_expiring: what is valid on a day and no longer than warn_days
 * after it, entries first; at most cap; answers how many. */
size_t directory_expiring(const struct directory *directory, int64_t day,
                          struct directory_ending out[], size_t cap);

#endif
