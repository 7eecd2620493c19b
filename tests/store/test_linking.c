/* test_linking -- bundles by the book: what follows a signal wherever linking
 * puts it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_links.h"

static void
test_the_oldest_of_a_bundle_names_it(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 4},
        {.node = 5, .dwelling = 1, .phone = 4},
    };
    struct fixture *f = *state;
    struct fixture_links links;
    struct message_row rows[8];
    size_t n = 0;

    links_submit(f, 5);
    links_open(&links, f->store, LINKING_LIVE, 4);
    links_must_combine(&links, signals, 4);
    assert_int_equal(links_bundle_of(f->store, 1), 1);
    assert_int_equal(links_bundle_of(f->store, 2), 2);
    assert_int_equal(links_bundle_of(f->store, 3), 3);
    assert_int_equal(links_bundle_of(f->store, 4), 2);
    links_must_combine(&links, &signals[4], 1); /* ties both */
    for (int64_t seq = 1; seq <= 5; seq++)
        assert_int_equal(links_bundle_of(f->store, seq), seq == 3 ? 3 : 1);
    assert_int_equal(links_leads_to(f->store, 2), 1);
    assert_int_equal(links_leads_to(f->store, 3), 3);
    assert_int_equal(links_leads_to(f->store, 4), 0); /* never named one */
    assert_int_equal(message_of_bundle(f->store, 2, 0, rows, 8, &n), RC_OK);
    assert_int_equal(n, 4);
    links_remove(&links, 5); /* and what it tied comes apart */
    assert_int_equal(links_bundle_of(f->store, 1), 1);
    assert_int_equal(links_bundle_of(f->store, 2), 2);
    assert_int_equal(links_bundle_of(f->store, 4), 2);
    assert_int_equal(links_bundle_of(f->store, 5), 0);
    assert_int_equal(links_leads_to(f->store, 2), 2);
    links_close(&links);
}

/* 1 goes: what it named is named by 2, and its number leads there, also when
 * that number goes too. */
static void
test_a_number_whose_signal_is_gone_leads_on(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 1},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .phone = 3},
    };
    struct fixture *f = *state;
    struct fixture_links links;

    links_submit(f, 4);
    links_open(&links, f->store, LINKING_LIVE, 4);
    links_must_combine(&links, signals, 4);
    assert_int_equal(links_bundle_of(f->store, 4), 1);
    links_remove(&links, 1);
    assert_int_equal(links_bundle_of(f->store, 1), 0);
    assert_int_equal(links_bundle_of(f->store, 4), 2);
    assert_int_equal(links_leads_to(f->store, 1), 2);
    links_remove(&links, 2);
    assert_int_equal(links_bundle_of(f->store, 4), 3);
    assert_int_equal(links_leads_to(f->store, 1), 3);
    assert_int_equal(links_leads_to(f->store, 2), 3);
    links_add(&links, signals, 1); /* and is its own again */
    assert_int_equal(links_leads_to(f->store, 1), 1);
    assert_int_equal(links_leads_to(f->store, 3), 1);
    assert_int_equal(links_bundle_of(f->store, 4), 1);
    assert_int_equal(store_integrity(f->store), RC_OK);
    links_close(&links);
}

static void
amend(struct fixture *f, int64_t seq, int64_t target,
      enum version_action action)
{
    const struct combine_item item = {
        .seq = seq, .amends = target, .action = action};

    assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
}

/* 3 corrects 1, 4 tells more about 3, 5 withdraws 2. */
static void
test_versions_go_where_their_signal_goes(void **state)
{
    static const struct links_signal signals[] = {{.node = 1, .dwelling = 1},
                                                  {.node = 2, .dwelling = 2}};
    static const struct links_signal moved = {.node = 1, .dwelling = 2};
    struct fixture *f = *state;
    struct fixture_links links;

    links_submit(f, 4);
    assert_int_equal(fixture_submit(f, 1, 5, MESSAGE_WITHDRAWAL), 5);
    links_open(&links, f->store, LINKING_LIVE, 4);
    links_must_combine(&links, signals, 2);
    amend(f, 3, 1, VERSION_CORRECT);
    amend(f, 4, 3, VERSION_SUPPLEMENT);
    assert_int_equal(links_bundle_of(f->store, 3), 1);
    assert_int_equal(links_bundle_of(f->store, 4), 1);
    links_remove(&links, 2);
    links_add(&links, &signals[1], 1);
    links_add(&links, &moved, 1);
    assert_int_equal(links_bundle_of(f->store, 2), 1);
    links_remove(&links, 1);
    for (int64_t seq = 1; seq <= 4; seq++)
        assert_int_equal(links_bundle_of(f->store, seq), seq == 2 ? 2 : 0);
    amend(f, 5, 2, VERSION_WITHDRAW);
    links_remove(&links, 2);
    links_add(&links, &moved, 1);
    for (int64_t seq = 1; seq <= 5; seq++)
        assert_int_equal(links_bundle_of(f->store, seq),
                         seq == 2 || seq == 5 ? 0 : 1);
    links_close(&links);
}

/* Only signals are linked; nothing else is in a bundle. */
static void
test_other_messages_have_no_bundle(void **state)
{
    static const enum message_kind kinds[] = {MESSAGE_REFERRAL, MESSAGE_ADVICE,
                                              MESSAGE_BOTTLENECK,
                                              MESSAGE_WITHDRAWAL};
    struct fixture *f = *state;

    for (uint32_t i = 0; i < 4; i++) {
        const struct combine_item item = {
            .seq = fixture_submit(f, 1, i, kinds[i])};

        assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
        assert_int_equal(links_bundle_of(f->store, item.seq), 0);
    }
}

static int64_t
alert_bundle(struct store *store, int64_t alert)
{
    struct alert row;

    assert_int_equal(alert_get(store, alert, &row), RC_OK);
    return row.bundle;
}

static void
test_alerts_follow_their_first_message(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 3},
    };
    const struct alert_route join = {.seq = 3, .now_us = FIXTURE_NOW_US};
    struct fixture *f = *state;
    struct fixture_links links;
    struct alert_route route = join;
    struct alert open;
    int64_t urgent = 0;
    int64_t second = 0;
    int64_t joined = 0;

    links_submit(f, 4);
    links_open(&links, f->store, LINKING_LIVE, 4);
    urgent = fixture_alert(f, 1, 0); /* before it is combined */
    assert_int_equal(alert_bundle(f->store, urgent), 0);
    links_must_combine(&links, signals, 3);
    assert_int_equal(alert_bundle(f->store, urgent), 1);
    route.join = urgent;
    assert_int_equal(alert_create(f->store, &route, &joined), RC_OK);
    second = fixture_alert(f, 2, 2);
    links_must_combine(&links, &signals[3], 1);
    assert_int_equal(alert_bundle(f->store, second), 1);
    assert_int_equal(alert_open_of_bundle(f->store, 2, &open), RC_OK);
    links_remove(&links, 4);
    assert_int_equal(alert_bundle(f->store, second), 2);
    links_remove(&links, 1); /* its alert has another message in a bundle */
    assert_int_equal(alert_bundle(f->store, urgent), 3);
    links_remove(&links, 3); /* none at all: it stays where it was */
    assert_int_equal(alert_bundle(f->store, urgent), 3);
    links_close(&links);
}

static void
test_a_referral_is_related_and_in_no_bundle(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 3},
    };
    struct fixture *f = *state;
    struct fixture_links links;
    struct message_row row;
    int64_t referral = 0;
    int64_t alert = 0;

    links_submit(f, 4);
    referral = fixture_submit(f, 1, 5, MESSAGE_REFERRAL);
    alert = fixture_alert(f, referral, 0);
    links_open(&links, f->store, LINKING_LIVE, 4);
    links_must_combine(&links, signals, 3);
    assert_int_equal(linking_relate(f->store, referral, 2), RC_OK);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.bundle, 0);
    assert_int_equal(row.related, 2);
    assert_int_equal(alert_bundle(f->store, alert), 2);
    links_must_combine(&links, &signals[3], 1);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.related, 1);
    assert_int_equal(alert_bundle(f->store, alert), 1);
    assert_int_equal(linking_relate(f->store, referral, 0), RC_OK);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.related, 0);
    links_close(&links);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_oldest_of_a_bundle_names_it),
        TEST(test_a_number_whose_signal_is_gone_leads_on),
        TEST(test_versions_go_where_their_signal_goes),
        TEST(test_other_messages_have_no_bundle),
        TEST(test_alerts_follow_their_first_message),
        TEST(test_a_referral_is_related_and_in_no_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
