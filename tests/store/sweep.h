/* sweep -- one evening of the script, played over and over from the same
 * database, for the tests that break every single call once. */
#ifndef TESTS_STORE_SWEEP_H
#define TESTS_STORE_SWEEP_H

#include <stdint.h>

#include "disk_image.h"
#include "fixture.h"
#include "script.h"

#define SWEEP_STEPS_MAX (2 * SCRIPT_STEPS)

struct sweep {
    struct fixture *fixture; /* its store is closed */
    struct disk disk;        /* the database before the evening */
    char dir[FIXTURE_PATH_BYTES];
    char states[SWEEP_STEPS_MAX + 1][SCRIPT_STATE_BYTES]; /* after so many */
};

/* sweep_open: plays the evening once without trouble, with bodies of at most
 * body_max bytes (see script.h), and keeps the states it goes through. */
struct sweep *sweep_open(unsigned steps, uint32_t body_max);

/* cmocka's teardown: *state is a sweep. */
int sweep_teardown(void **state);

#endif
