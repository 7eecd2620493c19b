/* loketd -- the daemon's program beside this one, for the verbs of an operator
 * that are done by it on the server itself. */
#ifndef CLIENTS_LOKETD_H
#define CLIENTS_LOKETD_H

#include "args.h"
#include "output.h"

/* loketd_run: run it with these words (argv[1..], NULL ends them) and pass on
 * what it says; with --json each line "WHAT: KEY=VALUE .." as one object with
 * "what" and the keys, and what else it prints not at all.
 * Its own ending; ENDING_UNREACHABLE: there is no such program here. */
enum ending loketd_run(const struct invocation *inv, const char *const argv[]);

#endif
