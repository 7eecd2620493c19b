/* route_show -- one decision of the tables for whoever asked. */
#ifndef CLIENTS_ROUTE_SHOW_H
#define CLIENTS_ROUTE_SHOW_H

#include <stdint.h>

#include "core/facts.h"
#include "core/route.h"
#include "output.h"

struct desk_rules;

struct route_showing {
    const struct output *out;
    const struct desk_rules *rules;
    const struct case_facts *facts;
    const struct route_decision *decision;
    int64_t at_us;
    const char *file; /* of the message; NULL: it stands in none */
    size_t line;
};

/* route_show: in words, or as one object (`out->json`). */
void route_show(const struct route_showing *showing);

#endif
