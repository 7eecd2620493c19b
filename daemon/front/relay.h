/* relay -- between the channel and everything else: from the fair queue to
 * the desk, from the desk to the peers. */
#ifndef FRONT_RELAY_H
#define FRONT_RELAY_H

#include <stdint.h>

#include "core/rc.h"

struct front;

/* relay_hello: say to the desk that a new front is here. */
MUST_USE enum rc relay_hello(struct front *front);

/* relay_receive: frames of the desk, a bounded number of packets. */
void relay_receive(struct front *front);

/* relay_pass: after every turn of the loop: moves what may go to the desk,
 * sends it in as few packets as it fits, and leaves every wait armed. */
void relay_pass(struct front *front);

/* relay_gone: tell the desk that a handle has ended. */
void relay_gone(struct front *front, uint64_t peer);

/* relay_ask_metrics: ask the desk, if there is room in the channel; the answer
 * has that number. */
void relay_ask_metrics(struct front *front, uint64_t number);

#endif
