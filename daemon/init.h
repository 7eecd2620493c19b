/* init -- `loketd --init DIR`: a working installation from nothing. */
#ifndef INIT_H
#define INIT_H

#include <stdio.h>

#include "core/rc.h"

/* Where front listens when nothing else is asked for. */
#define INIT_LISTEN "tcp://0.0.0.0:7411"

struct init_request {
    const char *dir;
    const char *config_path;  /* settings that are there already, with the
                               * paths of dir; NULL: they are made */
    const char *listen;       /* NULL: INIT_LISTEN; only of settings to make */
    const char *documents;    /* folder of NAME.yaml; NULL: as shipped */
    const char *control_path; /* of the page that says what time it is for
                               * the desk (sys/test_control.h); NULL: none */
    FILE *out;                /* where to say what was made */
};

/* init_run: make DIR (0700) if need be, and in it
 *   loketd.yaml          the shipped settings with the paths of DIR, unless
 *                        there are settings already
 *   keys/                new secrets of the server, 0600
 *   state/               the database, with the desk documents and four
 *                        enrolled people: operator, coordinator, manager and
 *                        fallback
 *   profiles/NAME/       for each of them what `loket --profile` needs
 * and say what was made and what to do next.
 * RC_DUP: one of these names exists, nothing was changed; RC_INVALID: the
 * request makes no sense, nothing was changed; RC_FATAL: failed half-way, the
 * names made so far remain.  It was logged. */
MUST_USE enum rc init_run(const struct init_request *request);

#endif
