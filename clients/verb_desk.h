/* verb_desk -- the rows of `loket desk`. */
#ifndef CLIENTS_VERB_DESK_H
#define CLIENTS_VERB_DESK_H

#include "verb.h"

enum ending desk_get(struct invocation *inv);
enum ending desk_put(struct invocation *inv);
enum ending desk_check(struct invocation *inv);
enum ending desk_diff(struct invocation *inv);
enum ending desk_history(struct invocation *inv);
enum ending desk_rollback(struct invocation *inv);

#endif
