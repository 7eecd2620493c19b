/* route_called -- who hears of a case and when, by the functions that
 * `escalation simulate` follows (simulate.h). */
#ifndef CLIENTS_ROUTE_CALLED_H
#define CLIENTS_ROUTE_CALLED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/roster_book.h"
#include "core/route.h"

struct desk_rules;

struct route_called {
    char policy[NAME_BYTES]; /* of the level */
    bool held;               /* nobody at once: */
    int64_t until_us;        /* when its window opens; 0: with the digest */
    person_set people;       /* of the first step, then */
    bool fallback;           /* nobody is on call: the fallback is called */
    person_set notice;       /* hear of it, and need not answer */
};

/* route_called: the first call that such a decision makes.
 * kind  of the message */
void route_called(const struct desk_rules *rules,
                  const struct route_decision *d, enum message_kind kind,
                  int64_t at_us, struct route_called *out);

#endif
