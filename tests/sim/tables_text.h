/* tables_text -- a small sound document of decision tables, and the documents
 * it names things of. */
#ifndef SIM_TABLES_TEXT_H
#define SIM_TABLES_TEXT_H

#include "documents.h"

extern const char tables_text[];

/* tables_compile: with the first `find` in tables_text become `put`. */
enum rc tables_compile(const char *find, const char *put,
                       struct desk_rules *rules,
                       struct document_findings *findings);

#endif
