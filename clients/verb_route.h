/* verb_route -- the rows of `loket route`. */
#ifndef CLIENTS_VERB_ROUTE_H
#define CLIENTS_VERB_ROUTE_H

#include "verb.h"

enum ending route_test(struct invocation *inv);
enum ending route_print(struct invocation *inv);
enum ending route_explain(struct invocation *inv);

#endif
