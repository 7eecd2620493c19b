/* The page that a test shares with the daemon: its clock, its fault points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/test_control.h"
#include "temporary.h"

static void
test_time_is_what_the_page_says(void **state)
{
    struct test_control page = {.mono_us = 5, .ahead_us = 100};
    const struct clock clock = {.control = &page,
                                .is_virtual = true,
                                .virtual_utc_us = 1,
                                .virtual_mono_us = 2};

    (void)state;
    assert_true(clock_moves(&clock));
    assert_int_equal(clock_utc_us(&clock), 105);
    assert_int_equal(clock_mono_us(&clock), 5);
    assert_int_equal(clock_boot_us(&clock), 5);
    page.mono_us += 7; /* time passes */
    assert_int_equal(clock_utc_us(&clock), 112);
    assert_int_equal(clock_mono_us(&clock), 12);
    page.ahead_us -= 50; /* somebody sets the clock */
    assert_int_equal(clock_utc_us(&clock), 62);
    assert_int_equal(clock_mono_us(&clock), 12);
    assert_int_equal(clock_boot_us(&clock), 12);
}

static void
test_without_a_page_nobody_moves_the_clock(void **state)
{
    static const struct clock real,
        still = {.is_virtual = true, .virtual_utc_us = 3};

    (void)state;
    assert_false(clock_moves(&real));
    assert_false(clock_moves(&still));
    assert_int_equal(clock_utc_us(&still), 3);
}

static void
arm(struct test_control *page, const char *name, uint32_t countdown)
{
    memset(page, 0, sizeof *page);
    snprintf(page->fault, sizeof page->fault, "%s", name);
    page->action = TEST_CONTROL_FAIL;
    page->countdown = countdown;
}

static void
test_only_the_armed_place_fails(void **state)
{
    struct test_control page;

    (void)state;
    for (enum fault armed = 0; armed < FAULTS; armed++)
        for (enum fault passed = 0; passed < FAULTS; passed++) {
            arm(&page, fault_name(armed), 1);
            assert_int_equal(fault_point(&page, passed), armed == passed);
            assert_int_equal(page.hits, armed == passed);
        }
}

static void
test_names_are_those_the_tests_use(void **state)
{
    static const char *const names[FAULTS] = {
        "before-commit",
        "after-commit-before-receipt",
        "before-step-commit",
        "after-step-commit-before-send",
        "after-send-before-delivered",
        "front-frame",
        "front-tick",
        "desk-tick",
    };

    (void)state;
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        assert_string_equal(fault_name(fault), names[fault]);
        assert_true(strlen(names[fault]) < TEST_CONTROL_NAME_BYTES);
    }
}

static void
test_a_place_at_the_frames_of_one_key(void **state)
{
    struct test_control page;

    (void)state;
    arm(&page, "front-frame", 1);
    page.key = 7;
    assert_false(fault_point_at(&page, FAULT_FRONT_FRAME, 8));
    assert_int_equal(page.countdown, 1);
    assert_true(fault_point_at(&page, FAULT_FRONT_FRAME, 7));
    arm(&page, "front-frame", 1);
    assert_true(fault_point_at(&page, FAULT_FRONT_FRAME, 8));
    assert_false(fault_point_at(NULL, FAULT_FRONT_FRAME, 8));
}

static void
test_the_countdown_is_exact_and_it_fails_once(void **state)
{
    struct test_control page;

    (void)state;
    arm(&page, "before-commit", 3);
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
    assert_true(fault_point(&page, FAULT_BEFORE_COMMIT));
    assert_int_equal(page.hits, 3);
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
    assert_int_equal(page.hits, 3);
}

static void
test_nothing_armed_nothing_fails(void **state)
{
    struct test_control page;

    (void)state;
    arm(&page, "before-commit", 0);
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
    assert_false(fault_point(NULL, FAULT_BEFORE_COMMIT));
    arm(&page, "before-commit-", 1); /* a name is the whole name */
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
    arm(&page, "before", 1);
    assert_false(fault_point(&page, FAULT_BEFORE_COMMIT));
}

static void
test_a_mapping_is_shared_and_may_be_read_only(void **state)
{
    struct test_control page = {.magic = TEST_CONTROL_MAGIC, .mono_us = 9};
    struct test_control *theirs = NULL, *ours = NULL;
    char *dir = temporary_make();
    char path[PATH_MAX];
    int fd = -1;

    (void)state;
    snprintf(path, sizeof path, "%s/page", dir);
    assert_int_equal(test_control_open(&fd, path), RC_INVALID);

    int made = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert_int_equal(write(made, &page, sizeof page), sizeof page);
    assert_int_equal(test_control_open(&fd, path), RC_OK);
    assert_int_equal(test_control_map(&theirs, fd, true), RC_OK);
    assert_int_equal(test_control_map(&ours, fd, false), RC_OK);
    close(fd);
    assert_int_equal(ours->mono_us, 9);
    theirs->mono_us = 10;
    assert_int_equal(ours->mono_us, 10);
    fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);

    FILE *maps = fdopen(fd, "r");
    char line[PATH_MAX + 128], start[32];
    bool read_only = false;

    snprintf(start, sizeof start, "%lx-", (unsigned long)(uintptr_t)ours);
    while (fgets(line, sizeof line, maps) != NULL)
        if (strncmp(line, start, strlen(start)) == 0)
            read_only = strstr(line, " r--s ") != NULL;
    fclose(maps);
    assert_true(read_only);
    test_control_unmap(theirs);
    test_control_unmap(ours);
    test_control_unmap(NULL);
    close(made);
    temporary_remove(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_is_what_the_page_says),
        cmocka_unit_test(test_without_a_page_nobody_moves_the_clock),
        cmocka_unit_test(test_only_the_armed_place_fails),
        cmocka_unit_test(test_names_are_those_the_tests_use),
        cmocka_unit_test(test_a_place_at_the_frames_of_one_key),
        cmocka_unit_test(test_the_countdown_is_exact_and_it_fails_once),
        cmocka_unit_test(test_nothing_armed_nothing_fails),
        cmocka_unit_test(test_a_mapping_is_shared_and_may_be_read_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
