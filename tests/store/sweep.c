/* sweep -- see sweep.h */
#include "sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

struct sweep *
sweep_open(unsigned steps, uint32_t body_max)
{
    struct sweep *sweep = calloc(1, sizeof *sweep);
    struct script script = {.body_max = body_max};

    assert_non_null(sweep);
    assert_true(steps <= SWEEP_STEPS_MAX);
    sweep->fixture = fixture_open();
    fixture_dir_make(sweep->dir);
    script_prepare(sweep->fixture);
    disk_load(&sweep->disk, sweep->fixture->dir);
    assert_int_equal(store_open(&sweep->fixture->store, sweep->fixture->dir,
                                &script_vault, STORE_OPEN),
                     RC_OK);
    script.store = sweep->fixture->store;
    script.people = sweep->fixture->people;
    script_state(script.store, sweep->states[0]);
    for (unsigned i = 0; i < steps; i++) {
        assert_int_equal(script_step(&script, i % SCRIPT_STEPS), RC_OK);
        script_state(script.store, sweep->states[i + 1]);
    }
    store_close(sweep->fixture->store);
    sweep->fixture->store = NULL;
    return sweep;
}

int
sweep_teardown(void **state)
{
    struct sweep *sweep = *state;

    disk_close(&sweep->disk);
    fixture_dir_remove(sweep->dir);
    fixture_close(sweep->fixture);
    free(sweep);
    return 0;
}
