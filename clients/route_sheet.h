/* route_sheet -- the decision tables as a sheet to be read and printed: every
 * row with its source and meaning, the rules of the classes, what the levels
 * mean, and the names that stand in the tables. */
#ifndef CLIENTS_ROUTE_SHEET_H
#define CLIENTS_ROUTE_SHEET_H

#include "core/rc.h"
#include "core/route_schema.h"
#include "sheet.h"

struct desk_rules;

/* route_sheet: the whole page.
 * subtitle  date and versions
 * errors    RC_FATAL: no memory */
MUST_USE enum rc route_sheet(const struct sheet *sheet,
                             const struct desk_rules *rules,
                             const char *subtitle);

/* route_sheet_table: one table of it. */
MUST_USE enum rc route_sheet_table(const struct sheet *sheet,
                                   const struct desk_rules *rules,
                                   enum table_id id);

#endif
