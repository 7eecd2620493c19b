/* Every page that rang gets its command, however many come at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/watch_exec.h"
#include "clients/watch_pages.h"
#include "tests/client/folder.h"

/* Runs until the test writes a line. */
#define COMMAND "read line < \"$TEST_LATCH\""

static int
latch_make(const char *folder)
{
    char path[512];
    int latch;

    (void)snprintf(path, sizeof path, "%s/latch", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(setenv("TEST_LATCH", path, 1), 0);
    latch = open(path, O_RDWR | O_CLOEXEC);
    assert_true(latch >= 0);
    return latch;
}

/* Lets one command end, and waits until it has. */
static void
latch_release(int latch)
{
    siginfo_t info;

    assert_int_equal(write(latch, "\n", 1), 1);
    assert_int_equal(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
}

static void
call(struct watch_pages *pages, size_t id, const char *level)
{
    struct watch_page page = {.generation = 1, .rang_ms = 1};

    (void)snprintf(page.page_id, sizeof page.page_id, "%zu", id);
    (void)snprintf(page.alert, sizeof page.alert, "M-%zu", id);
    (void)snprintf(page.level, sizeof page.level, "%s", level);
    assert_int_equal(watch_pages_add(pages, &page), RC_OK);
}

static size_t
announced(const struct watch_pages *pages)
{
    size_t n = 0;

    for (size_t i = 0; i < pages->n; i++)
        n += pages->pages[i].announced ? 1 : 0;
    return n;
}

static void
test_a_grave_page_is_next_behind_300_older_ones(void **state)
{
    struct watch_exec exec = {0};
    struct watch_pages pages = {0};
    int latch = latch_make(*state);
    size_t ended;

    for (size_t i = 0; i < 300; i++)
        call(&pages, i, "u3");
    watch_exec_run(&exec, COMMAND, &pages, 1);
    assert_int_equal(exec.running, WATCH_EXEC_MAX);
    assert_int_equal(announced(&pages), WATCH_EXEC_MAX);
    call(&pages, 300, "u2");
    watch_exec_run(&exec, COMMAND, &pages, 1);
    assert_false(pages.pages[300].announced); /* every place is taken */
    latch_release(latch);
    watch_exec_run(&exec, COMMAND, &pages, 1);
    assert_true(pages.pages[300].announced);
    assert_int_equal(announced(&pages), WATCH_EXEC_MAX + 1);
    watch_pages_end(&pages, "298");
    watch_pages_end_alert(&pages, "M-299", 1);
    for (ended = 1; exec.running > 0; ended++) {
        latch_release(latch);
        watch_exec_run(&exec, COMMAND, &pages, 1);
        assert_true(exec.running <= WATCH_EXEC_MAX);
    }
    /* All of them, but for the two that were over before their turn. */
    assert_int_equal(ended, 299);
    assert_int_equal(announced(&pages), 299);
    assert_false(pages.pages[298].announced);
    assert_false(pages.pages[299].announced);
    watch_pages_close(&pages);
    (void)close(latch);
}

static void
test_what_cannot_be_started_is_tried_again(void **state)
{
    struct watch_exec exec = {0};
    struct watch_pages pages = {0};
    char *huge = malloc(4 << 20);
    int latch = latch_make(*state);

    assert_non_null(huge);
    (void)memset(huge, ' ', (4 << 20) - 1);
    huge[(4 << 20) - 1] = '\0';
    call(&pages, 1, "u2");
    watch_exec_run(&exec, huge, &pages, 1); /* E2BIG */
    assert_int_equal(exec.running, 0);
    assert_int_equal(announced(&pages), 0);
    watch_exec_run(&exec, COMMAND, &pages, WATCH_EXEC_RETRY_MS);
    assert_int_equal(announced(&pages), 0); /* not at once */
    watch_exec_run(&exec, COMMAND, &pages, 1 + WATCH_EXEC_RETRY_MS);
    assert_int_equal(announced(&pages), 1);
    latch_release(latch);
    watch_exec_run(&exec, COMMAND, &pages, 1);
    assert_int_equal(exec.running, 0);
    watch_pages_close(&pages);
    (void)close(latch);
    free(huge);
}

static void
test_children_that_nobody_can_collect_free_their_place(void **state)
{
    struct watch_exec exec = {.running = WATCH_EXEC_MAX};
    struct watch_pages pages = {0};
    int latch = latch_make(*state);

    call(&pages, 1, "u2");
    watch_exec_run(&exec, COMMAND, &pages, 1);
    assert_int_equal(announced(&pages), 1);
    assert_int_equal(exec.running, 1);
    latch_release(latch);
    watch_exec_run(&exec, COMMAND, &pages, 1);
    watch_pages_close(&pages);
    (void)close(latch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_grave_page_is_next_behind_300_older_ones, folder_make,
            folder_remove),
        cmocka_unit_test_setup_teardown(
            test_what_cannot_be_started_is_tried_again, folder_make,
            folder_remove),
        cmocka_unit_test_setup_teardown(
            test_children_that_nobody_can_collect_free_their_place, folder_make,
            folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
