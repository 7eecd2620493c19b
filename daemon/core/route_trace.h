/* route_trace -- which rows of the decision tables decided, and on what. */
#ifndef CORE_ROUTE_TRACE_H
#define CORE_ROUTE_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "core/route_schema.h"

struct desk_rules;

#define TRACE_BYTES      2048 /* route_trace_write() */
#define ROUTE_TRACE_HITS 24

struct route_hit {
    enum table_id table;
    uint8_t row;
};

/* Which rows decided, in the order of the tables, and on what. */
struct route_trace {
    uint8_t values[INPUTS_N]; /* of every input that was asked; 0: not said */
    uint64_t asked;           /* bit per enum input */
    struct route_hit hits[ROUTE_TRACE_HITS];
    size_t hits_n;
};

/* route_trace_write: one line of text that route_trace_words() and people can
 * read without the documents of that day:
 * "T1.3 T2.2 T3.1 T4.1 | message=referral age=adult form=sexual class=K3 ..".
 * Names of values and rows, never content.  Answers its length, less than
 * TRACE_BYTES. */
size_t route_trace_write(const struct desk_rules *rules,
                         const struct route_trace *trace,
                         char out[TRACE_BYTES]);

#endif
