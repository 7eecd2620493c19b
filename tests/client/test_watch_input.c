/* A key takes the call that was shown beside it, whatever came since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "clients/watch.h"

static char acted[64]; /* the alerts that were taken */

void
watch_act(struct watch *watch, const char *verb, const char *alert,
          int64_t generation, const char *outcome)
{
    (void)watch;
    (void)verb;
    (void)outcome;
    (void)snprintf(acted + strlen(acted), sizeof acted - strlen(acted),
                   "%s@%d ", alert, (int)generation);
}

void
watch_print(const struct watch *watch, const char *name, json_t *object)
{
    (void)watch;
    (void)name;
    json_decref(object);
}

static void
call(struct watch *watch, const char *alert, const char *level)
{
    struct watch_page page = {.generation = 1};

    (void)snprintf(page.page_id, sizeof page.page_id, "page of %s", alert);
    (void)snprintf(page.alert, sizeof page.alert, "%s", alert);
    (void)snprintf(page.level, sizeof page.level, "%s", level);
    assert_int_equal(watch_pages_add(&watch->pages, &page), RC_OK);
}

static void
press(struct watch *watch, const char *keys)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], keys, strlen(keys)), (int)strlen(keys));
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    assert_true(watch_input(watch));
}

static void
test_keys(void **state)
{
    struct invocation inv = {.out = {.json = true}}; /* nothing is printed */
    struct watch watch = {.inv = &inv, .interactive = true};

    (void)state;
    acted[0] = '\0';
    press(&watch, "a1");
    assert_string_equal(acted, ""); /* nobody calls */
    call(&watch, "M-1", "u3");
    press(&watch, "a");
    assert_string_equal(acted, "M-1@1 "); /* the only one */
    call(&watch, "M-2", "u3");
    acted[0] = '\0';
    press(&watch, "a");
    call(&watch, "M-3", "u1"); /* graver than what was shown */
    press(&watch, "1");
    assert_string_equal(acted, "M-2@1 ");
    press(&watch, "1"); /* nothing was offered for this one */
    press(&watch, "a9");
    press(&watch, "ax1");
    assert_string_equal(acted, "M-2@1 ");
    press(&watch, "a1");
    assert_string_equal(acted, "M-2@1 M-3@1 ");
    assert_false(watch.quit);
    press(&watch, "aq");
    assert_true(watch.quit);
    watch_pages_close(&watch.pages);
}

/* "A summary is acknowledged by the alerts it lists, and only those." */
static void
test_a_summary_takes_what_it_lists(void **state)
{
    struct invocation inv = {.out = {.json = true}};
    struct watch watch = {.inv = &inv, .interactive = true};
    struct watch_page page = {
        .page_id = "summary",
        .level = "u2",
        .total = 12,
        .crisis = 1,
        .listed = {{"M-7", "u2", 2, false},
                   {"M-8", "u3", 1, true},
                   {"M-9", "u3", 4, false}},
        .listed_n = 3,
    };

    (void)state;
    assert_int_equal(watch_pages_add(&watch.pages, &page), RC_OK);
    acted[0] = '\0';
    press(&watch, "a");
    assert_string_equal(acted, "M-7@2 M-9@4 "); /* M-8 is answered */
    call(&watch, "M-1", "u1");
    acted[0] = '\0';
    press(&watch, "a2"); /* the single one is graver and comes first */
    assert_string_equal(acted, "M-7@2 M-9@4 ");
    watch_pages_close(&watch.pages);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_a_summary_takes_what_it_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
