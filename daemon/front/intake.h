/* intake -- a frame from a client: who is it, may it speak, is it
 * well-formed, and where does it wait? */
#ifndef FRONT_INTAKE_H
#define FRONT_INTAKE_H

#include <stdbool.h>

/* intake_take: a zev_take over struct front.  One message is received and
 * either queued for the desk, answered here (refused or BUSY), or dropped
 * and counted. */
bool intake_take(void *front);

#endif
