/* A page rings once, again after a while, and never after its answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "clients/watch_pages.h"

#define REPEAT 60000

static enum rc
add(struct watch_pages *pages, const char *id, const char *alert,
    int64_t generation)
{
    struct watch_page page = {.generation = generation};

    (void)snprintf(page.page_id, sizeof page.page_id, "%s", id);
    (void)snprintf(page.alert, sizeof page.alert, "%s", alert);
    return watch_pages_add(pages, &page);
}

static const char *
ring(struct watch_pages *pages, int64_t now_ms, bool *again)
{
    const struct watch_page *page =
        watch_pages_ring(pages, now_ms, REPEAT, again);

    return page == NULL ? "" : page->page_id;
}

static void
test_rings_once_and_again_after_the_repeat(void **state)
{
    struct watch_pages pages = {0};
    bool again = true;

    (void)state;
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_OK);
    assert_string_equal(ring(&pages, 1000, &again), "a");
    assert_false(again);
    assert_string_equal(ring(&pages, 1000 + REPEAT - 1, &again), "");
    assert_string_equal(ring(&pages, 1000 + REPEAT, &again), "a");
    assert_true(again);
    watch_pages_close(&pages);
}

static void
test_a_repeat_does_not_ring(void **state)
{
    struct watch_pages pages = {0};
    bool again;

    (void)state;
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_OK);
    assert_string_equal(ring(&pages, 1, &again), "a");
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_DUP);
    assert_string_equal(ring(&pages, 2, &again), "");
    watch_pages_close(&pages);
}

static void
test_a_repeat_after_the_answer_does_not_ring(void **state)
{
    struct watch_pages pages = {0};
    bool again;

    (void)state;
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_OK);
    watch_pages_end_alert(&pages, "M-1", 1);
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_DUP);
    assert_string_equal(ring(&pages, 1, &again), "");
    watch_pages_end(&pages, "b"); /* cancelled before we saw it */
    assert_int_equal(add(&pages, "b", "M-2", 1), RC_DUP);
    assert_string_equal(ring(&pages, 1, &again), "");
    watch_pages_close(&pages);
}

static void
test_a_newer_call_rings_on(void **state)
{
    struct watch_pages pages = {0};
    bool again;

    (void)state;
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_OK);
    assert_int_equal(add(&pages, "b", "M-1", 2), RC_OK);
    assert_int_equal(add(&pages, "c", "M-2", 1), RC_OK);
    watch_pages_end_alert(&pages, "M-1", 1);
    assert_string_equal(ring(&pages, 1, &again), "b");
    assert_string_equal(ring(&pages, 1, &again), "c");
    assert_string_equal(ring(&pages, 1, &again), "");
    watch_pages_close(&pages);
}

static void
test_the_newest_is_offered_first(void **state)
{
    struct watch_pages pages = {0};

    (void)state;
    assert_null(watch_pages_open(&pages, 0));
    assert_int_equal(add(&pages, "a", "M-1", 1), RC_OK);
    assert_int_equal(add(&pages, "b", "M-2", 1), RC_OK);
    assert_int_equal(add(&pages, "c", "M-3", 1), RC_OK);
    watch_pages_end(&pages, "b");
    assert_string_equal(watch_pages_open(&pages, 0)->page_id, "c");
    assert_string_equal(watch_pages_open(&pages, 1)->page_id, "a");
    assert_null(watch_pages_open(&pages, 2));
    watch_pages_close(&pages);
}

static void
test_the_gravest_is_offered_before_newer_ones(void **state)
{
    struct watch_pages pages = {0};
    static const char *const levels[] = {"u3", "u1", "u4", "u1", "u2"};
    static const char *const wanted[] = {"3", "1", "4", "0", "2"};

    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        struct watch_page page = {.generation = 1};

        (void)snprintf(page.page_id, sizeof page.page_id, "%zu", i);
        (void)snprintf(page.level, sizeof page.level, "%s", levels[i]);
        assert_int_equal(watch_pages_add(&pages, &page), RC_OK);
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_string_equal(watch_pages_open(&pages, i)->page_id, wanted[i]);
    assert_null(watch_pages_open(&pages, 5));
    watch_pages_close(&pages);
}

static void
test_the_gravest_is_announced_first_then_the_oldest(void **state)
{
    struct watch_pages pages = {0};
    static const char *const levels[] = {"u3", "u2", "u4", "u1", "u2",
                                         "u1", "u2", "u3", "u1"};
    static const char *const wanted[] = {"3", "5", "1", "6", "0", "2"};

    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        struct watch_page page = {.generation = 1, .rang_ms = i < 8 ? 1 : 0};

        (void)snprintf(page.page_id, sizeof page.page_id, "%zu", i);
        (void)snprintf(page.alert, sizeof page.alert, "M-%zu", i);
        (void)snprintf(page.level, sizeof page.level, "%s", levels[i]);
        assert_int_equal(watch_pages_add(&pages, &page), RC_OK);
    }
    watch_pages_end(&pages, "4");            /* cancelled */
    watch_pages_end_alert(&pages, "M-7", 1); /* acknowledged */
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_string_equal(watch_pages_unannounced(&pages)->page_id,
                            wanted[i]);
        watch_pages_announced(&pages, wanted[i]);
    }
    assert_null(watch_pages_unannounced(&pages)); /* one did not ring yet */
    watch_pages_close(&pages);
}

static void
test_open_pages_are_never_forgotten(void **state)
{
    struct watch_pages pages = {0};
    bool again;
    char id[16];

    (void)state;
    assert_int_equal(add(&pages, "open", "M-0", 1), RC_OK);
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(id, sizeof id, "p%d", i);
        assert_int_equal(add(&pages, id, "M-1", 1), RC_OK);
        watch_pages_end(&pages, id);
    }
    assert_true(pages.n < 1000);
    assert_string_equal(ring(&pages, 1, &again), "open");
    watch_pages_close(&pages);
}

static void
test_a_summary_is_over_when_all_it_lists_are(void **state)
{
    struct watch_pages pages = {0};
    const struct watch_page page = {
        .page_id = "s",
        .listed = {{.alert = "M-1", .generation = 2},
                   {.alert = "M-2", .generation = 1}},
        .listed_n = 2,
    };

    (void)state;
    assert_int_equal(watch_pages_add(&pages, &page), RC_OK);
    assert_true(watch_pages_know(&pages, "M-2"));
    assert_false(watch_pages_know(&pages, "M-3"));
    assert_false(watch_pages_know(&pages, ""));
    watch_pages_end_alert(&pages, "M-1", 1); /* an older call */
    watch_pages_end_alert(&pages, "M-2", 1);
    assert_non_null(watch_pages_open(&pages, 0));
    assert_false(pages.pages[0].listed[0].over);
    assert_true(pages.pages[0].listed[1].over);
    watch_pages_end_alert(&pages, "M-1", 2);
    assert_null(watch_pages_open(&pages, 0));
    watch_pages_close(&pages);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rings_once_and_again_after_the_repeat),
        cmocka_unit_test(test_a_repeat_does_not_ring),
        cmocka_unit_test(test_a_summary_is_over_when_all_it_lists_are),
        cmocka_unit_test(test_a_repeat_after_the_answer_does_not_ring),
        cmocka_unit_test(test_a_newer_call_rings_on),
        cmocka_unit_test(test_the_newest_is_offered_first),
        cmocka_unit_test(test_the_gravest_is_offered_before_newer_ones),
        cmocka_unit_test(test_the_gravest_is_announced_first_then_the_oldest),
        cmocka_unit_test(test_open_pages_are_never_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
