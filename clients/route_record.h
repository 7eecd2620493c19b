/* route_record -- a decision of the tables as the desk keeps it, in words. */
#ifndef CLIENTS_ROUTE_RECORD_H
#define CLIENTS_ROUTE_RECORD_H

#include "output.h"

/* route_record_print: one RouteRecord, in words or as it is. */
void route_record_print(const struct output *out, const json_t *record);

#endif
