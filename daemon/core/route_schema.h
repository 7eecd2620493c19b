/* route_schema -- which decision tables there are, their columns, and the
 * words that may stand in them.  Closed: what is not here is an error with a
 * line number.
 *
 * Words of a column are fixed here, or names of another desk document (its
 * regions, desks, facilities, roles, duties, windows). */
#ifndef CORE_ROUTE_SCHEMA_H
#define CORE_ROUTE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "core/route_input.h"
#include "core/table.h"

enum table_id {
    TABLE_TARGET_GROUP, /* T1 first */
    TABLE_URGENCY,      /* T2 first */
    TABLE_DESK,         /* T3 first */
    TABLE_ALERT,        /* T4 collect */
    TABLE_SHELTER,      /* T5 first */
    TABLE_PLACEMENT,    /* T6 first */
    TABLE_SHARING,      /* T7 first */
    TABLE_FEEDBACK,     /* T8 collect */
    TABLES_N
};

enum output_type {
    OUTPUT_WORD = 1, /* 1 plus the index of the word */
    OUTPUT_FLAG,     /* 1: yes */
    OUTPUT_SET,      /* bit i: the i-th word */
    OUTPUT_LIST,     /* up to 8 words in order: byte k is 1 plus an index */
    OUTPUT_TERM      /* microseconds, or working days with TERM_WORKING_DAYS */
};

#define TERM_WORKING_DAYS (UINT64_C(1) << 62)

struct output_schema {
    const char *name; /* "group" */
    enum output_type type;
    enum words_of of;
    const char *const *words;
    size_t words_n;
    enum table_merge merge;
    bool required; /* every row must say it */
};

struct table_schema {
    const char *name;   /* "target-group" */
    const char *number; /* "T1" */
    enum hit_policy hit;
    const enum input *inputs;
    size_t inputs_n;
    const struct output_schema *outputs;
    size_t outputs_n;
};

/* Output columns, by table, in the order of the schema. */
enum {
    GROUP_OUT_GROUP, /* word: A B C D undetermined */
    GROUP_OUT_MARK,  /* set: other-than-sexual form age-unknown */
    GROUP_OUT_ASK    /* set: age residence form */
};
enum {
    URGENCY_OUT_LEVEL,   /* word: U1 .. U4B */
    URGENCY_OUT_RAISED,  /* flag: before others of its level */
    URGENCY_OUT_CALL_112 /* flag: the sender is told to call 112 */
};
enum {
    DESK_OUT_DESK,  /* word: a desk of "regions" */
    DESK_OUT_ROLE,  /* word: coordinate-and-shelter coordinate extra-places
                     * pass-on hold */
    DESK_OUT_INFORM /* set of roles */
};
enum {
    ALERT_OUT_CALL,       /* set of duties: coordinator manager youth-owner
                           * regie.  The level's policy calls; the others get a
                           * poor notice */
    ALERT_OUT_ACT,        /* term of the first act */
    ALERT_OUT_PREPARE,    /* set of roles: ready actions of the coordinator */
    ALERT_OUT_RESTRICTED, /* flag: stricter access */
    ALERT_OUT_DIGEST,     /* flag: nobody at once */
    ALERT_OUT_NO_RULE     /* flag: the catch-all */
};
enum {
    SHELTER_OUT_ROUTE,   /* word: place youth municipality ask-residence
                          * ask-region none */
    SHELTER_OUT_PROPOSE, /* list of facilities, the first that has room */
    SHELTER_OUT_PLACER,  /* word: police-or-coordinator coordinator comensha
                          * youth-owner municipality region */
    SHELTER_OUT_ASK,     /* set: age residence form */
    SHELTER_OUT_ESCALATE /* flag: no fitting place */
};
enum {
    PLACEMENT_OUT_ANSWER /* word: yes request */
};
enum {
    SHARING_OUT_ALLOWED, /* word: no automatic decision */
    SHARING_OUT_LOGGED   /* flag: on record with its purpose */
};
enum {
    FEEDBACK_OUT_TELL, /* set: case-number codes field earlier-case combined
                        * contact outcome apology */
    FEEDBACK_OUT_TERM  /* term: at the latest */
};

const struct table_schema *route_schema(enum table_id id);

/* route_table_find: by name ("target-group"); TABLES_N: none. */
enum table_id route_table_find(const char *name);

#endif
