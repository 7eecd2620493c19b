/* What the supervisor decides: what hangs, and whose key is shut out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parking.h"
#include "sys/pulse.h"
#include "watch.h"

#define SECOND_US INT64_C(1000000)

static const struct plan_row {
    const char *name;
    int64_t watchdog_us, front_us, desk_us;
} plans[] = {
    {"nobody watches: as with 30 s", 0, 10 * SECOND_US, 20 * SECOND_US},
    {"30 s", 30 * SECOND_US, 10 * SECOND_US, 20 * SECOND_US},
    {"a longer one gives no longer leave", 300 * SECOND_US, 10 * SECOND_US,
     20 * SECOND_US},
    {"15 s: a third, two thirds", 15 * SECOND_US, 5 * SECOND_US,
     10 * SECOND_US},
    {"too short for a healthy one", SECOND_US, 3 * SECOND_US / 2,
     3 * SECOND_US},
};

static void
test_how_long_it_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct watch_plan plan = watch_plan(plans[i].watchdog_us);

        if (plan.look_us * plan.front != plans[i].front_us ||
            plan.look_us * plan.desk != plans[i].desk_us)
            fail_msg("%s: %lld", plans[i].name, (long long)plan.look_us);
    }
}

static void
test_what_does_not_beat_hangs(void **state)
{
    struct watch watch = {0};

    (void)state;
    for (uint64_t beat = 1; beat < 20; beat++)
        assert_false(watch_look(&watch, beat, 5));
    for (int i = 0; i < 4; i++)
        assert_false(watch_look(&watch, 19, 5));
    assert_true(watch_look(&watch, 19, 5));
    assert_false(watch_look(&watch, 20, 5));
    assert_int_equal(watch.missed, 0);
}

/* The watchdog is fed no longer before it is killed. */
static void
test_fresh_for_half_of_it(void **state)
{
    struct watch watch = {0};

    (void)state;
    for (uint32_t missed = 0; missed < 6; missed++) {
        watch.missed = missed;
        assert_int_equal(watch_fresh(&watch, 5), missed < 3);
        assert_int_equal(watch_fresh(&watch, 10), missed < 5);
    }
}

static void
test_two_ends_at_one_key(void **state)
{
    struct parking parking = {0};

    (void)state;
    assert_false(parking_note(&parking, 7, 100));
    assert_false(parking_note(&parking, 8, 101));
    assert_true(parking_note(&parking, 7, 100 + PARKING_WITHIN_US - 1));
    /* let in again it begins anew */
    assert_false(parking_note(&parking, 7, 100 + PARKING_WITHIN_US));
}

static void
test_ends_far_apart(void **state)
{
    struct parking parking = {0};

    (void)state;
    assert_false(parking_note(&parking, 7, 100));
    assert_false(parking_note(&parking, 7, 100 + PARKING_WITHIN_US));
}

static void
test_nobodys_frame(void **state)
{
    struct parking parking = {0};

    (void)state;
    for (int64_t i = 0; i < 10; i++)
        assert_false(parking_note(&parking, 0, i));
}

static void
test_many_keys(void **state)
{
    struct parking parking = {0};

    (void)state;
    for (int64_t key = 1; key <= 10 * PARKING_KEYS_MAX; key++)
        assert_false(parking_note(&parking, key, key));
    assert_true(parking_note(&parking, 10 * PARKING_KEYS_MAX, 1000));
}

/* As the kernel says it: a child that ends so. */
static bool
fault_of(int unix_signal)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        signal(unix_signal, SIG_DFL);
        if (unix_signal != 0)
            (void)raise(unix_signal);
        _exit(134);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return parking_fault(status);
}

static void
test_whose_fault(void **state)
{
    (void)state;
    assert_true(fault_of(SIGABRT));
    assert_true(fault_of(SIGSEGV));
    assert_true(fault_of(SIGSYS));
    assert_false(fault_of(SIGKILL));
    assert_false(fault_of(SIGTERM));
    assert_false(fault_of(0));
}

/* Two mappings of one page, as in two processes. */
static void
test_a_page_of_pulse(void **state)
{
    const struct status_numbers told = {1, 2, 3, 4, 5, 6, 7};
    struct status_numbers read;
    struct pulse *ours = NULL, *theirs = NULL;
    int fd = -1;

    (void)state;
    assert_int_equal(pulse_open(&fd, &ours), RC_OK);
    assert_int_equal(pulse_map(fd, &theirs), RC_OK);
    pulse_numbers(ours, &read);
    assert_int_equal(read.accepted_minute, -1);
    assert_int_equal(read.disk_percent, -1);
    assert_int_equal(ftruncate(fd, 0), -1);
    pulse_beat(theirs);
    pulse_beat(theirs);
    pulse_beat(NULL);
    pulse_work_at(theirs, 42);
    pulse_tell(theirs, &told);
    assert_int_equal(pulse_beats(ours), 2);
    assert_int_equal(pulse_key(ours), 42);
    pulse_numbers(ours, &read);
    assert_memory_equal(&read, &told, sizeof told);
    pulse_close(ours);
    pulse_close(theirs);
    pulse_close(NULL);
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_long_it_waits),
        cmocka_unit_test(test_what_does_not_beat_hangs),
        cmocka_unit_test(test_fresh_for_half_of_it),
        cmocka_unit_test(test_two_ends_at_one_key),
        cmocka_unit_test(test_ends_far_apart),
        cmocka_unit_test(test_nobodys_frame),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_whose_fault),
        cmocka_unit_test(test_a_page_of_pulse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
