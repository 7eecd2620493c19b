/* visit_list -- a list of the desk: asked part after part, told row by row. */
#ifndef CLIENTS_VISIT_LIST_H
#define CLIENTS_VISIT_LIST_H

#include <jansson.h>

#include "core/rc.h"
#include "output.h"

struct invocation;
struct visit;

struct visit_list {
    const char *kind;  /* of the request */
    const char *rows;  /* of the answer: the array */
    const char *after; /* of a row: what the next part comes after, when the
                        * answer has `more`; NULL: the answer has `next` */
    void (*print)(const struct output *out, const json_t *row);
    const char *none; /* said when there is no row, not yet translated; NULL:
                       * nothing */
};

/* visit_list_ask: all parts of it, with --json an object a row.
 *
 * in      body: the request without its `after`; it is released
 * returns ENDING_DONE, or how a question ended (visit_ask()); the rows before
 *         it are told by then */
MUST_USE enum ending visit_list_ask(struct visit *visit,
                                    const struct invocation *inv,
                                    const struct visit_list *list,
                                    json_t *body);

/* visit_list: the same in a visit of its own. */
MUST_USE enum ending visit_list(const struct invocation *inv,
                                const struct visit_list *list, json_t *body);

#endif
