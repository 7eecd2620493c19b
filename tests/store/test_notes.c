/* test_notes -- who is due for a match note, and what surrounds them; see
 * store/notes.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/facts.h"
#include "store/notes.h"

#define NOW FIXTURE_NOW_US

static struct note_slice
next(struct fixture *f, int64_t to_us, int64_t now_us)
{
    const struct note_order order = {
        .round = NOTE_ROUND_FIRST, .to_us = to_us, .now_us = now_us};
    struct note_slice slice;

    assert_int_equal(note_next(f->store, &order, &slice), RC_OK);
    return slice;
}

static enum rc
told(struct fixture *f, const struct note_slice *slice)
{
    struct event_out events[NOTE_SLICE_MAX];

    for (size_t i = 0; i < slice->rows_n; i++)
        events[i] = fixture_event(STREAM_INBOX, slice->rows[i].principal, 1);
    return note_write(f->store, slice, events, slice->rows_n, NOW);
}

/* A signal of an organisation; its token is its bundle; handling < 0: it has
 * no facts. */
static void
signal_of(struct fixture *f, int64_t organisation, uint8_t token,
          enum organisation_kind kind, int handling)
{
    static uint32_t number;
    int64_t seq = fixture_submit(f, organisation, ++number, MESSAGE_SIGNAL);
    const struct facts_row row = {
        .seq = seq,
        .day = 20000,
        .organisation = organisation,
        .region = "",
        .facts = {.kind = MESSAGE_SIGNAL,
                  .source = kind,
                  .handling = (code_number)(handling < 0 ? 0 : handling)}};

    fixture_combine(f, seq, &token, 1);
    if (handling >= 0)
        assert_int_equal(facts_write(f->store, &row), RC_OK);
}

static const struct around_row {
    const char *name;
    enum organisation_kind kind; /* of the other */
    int handling;
    uint8_t token; /* 7: of the same bundle */
    bool others, may_not;
} around[] = {
    {"in another bundle", ORGANISATION_CARE, 0, 8, false, false},
    {"care, not said", ORGANISATION_CARE, 0, 7, true, false},
    {"care, H1", ORGANISATION_CARE, 2, 7, true, false},
    {"care, H2", ORGANISATION_CARE, 3, 7, true, true},
    {"care, H3", ORGANISATION_CARE, 4, 7, true, true},
    {"police, not said", ORGANISATION_POLICE, 0, 7, true, true},
    {"police of Amsterdam, H1", ORGANISATION_POLICE_AMSTERDAM, 2, 7, true,
     true},
    {"KMar, not said", ORGANISATION_KMAR, 0, 7, true, true},
    {"police, H0", ORGANISATION_POLICE, 1, 7, true, false},
    {"KMar, H0", ORGANISATION_KMAR, 1, 7, true, false},
    {"nobody knows yet", ORGANISATION_CARE, -1, 7, true, true},
};

static void
test_who_is_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        struct fixture *f = fixture_open();
        struct note_slice slice;

        /* its own H2 hides nothing from itself */
        signal_of(f, 1, 7, ORGANISATION_CARE, 3);
        signal_of(f, 2, around[i].token, around[i].kind, around[i].handling);
        slice = next(f, INT64_MAX, INT64_MAX);
        if (slice.rows_n != 2 ||
            slice.rows[0].facts.others != around[i].others ||
            slice.rows[0].facts.others_may_not != around[i].may_not)
            fail_msg("%s", around[i].name);
        fixture_close(f);
    }
}

/* Three of which the middle one may not: both others see that. */
static void
test_hidden_from_all_but_who_told_it(void **state)
{
    struct fixture *f = *state;
    struct note_slice slice;

    signal_of(f, 1, 7, ORGANISATION_CARE, 0);
    signal_of(f, 2, 7, ORGANISATION_POLICE, 0);
    signal_of(f, 1, 7, ORGANISATION_CARE, 0);
    slice = next(f, INT64_MAX, INT64_MAX);
    assert_int_equal(slice.rows_n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(slice.rows[i].facts.others);
        assert_int_equal(slice.rows[i].facts.others_may_not, i != 1);
    }
}

static void
test_in_the_order_they_came_and_once(void **state)
{
    struct fixture *f = *state;
    struct note_slice slice;
    struct note_slice again;
    int64_t accepted_us = 0;

    for (uint8_t i = 1; i <= 3; i++)
        signal_of(f, 1, i, ORGANISATION_CARE, 0);
    accepted_us = fixture_number(f, "SELECT max(accepted_us) FROM journal");
    slice = next(f, accepted_us - 1, accepted_us);
    assert_int_equal(slice.rows_n, fixture_number(f, "SELECT count(*) FROM"
                                                     " journal WHERE"
                                                     " accepted_us < (SELECT"
                                                     " max(accepted_us) FROM"
                                                     " journal)"));
    /* the clock was wrong when it came: it does not wait for years */
    slice = next(f, 0, 0);
    assert_int_equal(slice.rows_n, 3);
    slice = next(f, accepted_us, accepted_us);
    assert_int_equal(slice.rows_n, 3);
    assert_int_equal(slice.after, 0);
    assert_int_equal(slice.upto, 3);
    assert_int_equal(told(f, &slice), RC_OK);
    assert_int_equal(told(f, &slice), RC_STALE);
    again = next(f, accepted_us, accepted_us);
    assert_int_equal(again.rows_n, 0);
    assert_int_equal(again.after, 3);
    assert_int_equal(again.upto, 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 3);
    assert_int_equal(fixture_number(f, "SELECT sum(code) FROM audit"
                                       " WHERE verb = 'notes'"),
                     3);
}

/* What is not combined yet waits; what is no signal of its own is passed. */
static void
test_signals_that_are_combined(void **state)
{
    struct fixture *f = *state;
    struct combine_item version = {
        .seq = 3, .amends = 1, .action = VERSION_SUPPLEMENT};
    struct note_slice slice;

    signal_of(f, 1, 1, ORGANISATION_CARE, 0);
    (void)fixture_submit(f, 1, 900, MESSAGE_REFERRAL);
    fixture_combine(f, 2, NULL, 0);
    (void)fixture_submit(f, 1, 901, MESSAGE_SIGNAL);
    assert_int_equal(combine_link(f->store, &version, 1, NULL, NULL), RC_OK);
    (void)fixture_submit(f, 1, 902, MESSAGE_SIGNAL);
    slice = next(f, INT64_MAX, INT64_MAX);
    assert_int_equal(slice.rows_n, 1);
    assert_int_equal(slice.rows[0].seq, 1);
    assert_int_equal(slice.upto, 3);
}

static void
test_withdrawn_ones_are_not_around(void **state)
{
    struct fixture *f = *state;
    struct combine_item withdrawal = {
        .seq = 3, .amends = 2, .action = VERSION_WITHDRAW};
    struct note_slice slice;

    signal_of(f, 1, 7, ORGANISATION_CARE, 0);
    signal_of(f, 2, 7, ORGANISATION_POLICE, 0);
    (void)fixture_submit(f, 2, 900, MESSAGE_WITHDRAWAL);
    assert_int_equal(combine_link(f->store, &withdrawal, 1, NULL, NULL), RC_OK);
    slice = next(f, INT64_MAX, INT64_MAX);
    assert_int_equal(slice.rows_n, 2);
    assert_false(slice.rows[0].facts.others);
    assert_false(slice.rows[0].facts.others_may_not);
    assert_false(slice.rows[0].facts.gone);
    assert_true(slice.rows[1].facts.gone);
}

/* 3 tells more about 2, 4 corrects 3; 2 is withdrawn. */
static void
test_what_tells_more_about_a_withdrawn_one_is_not_around(void **state)
{
    struct fixture *f = *state;
    const struct {
        enum message_kind kind;
        struct combine_item item;
    } versions[] = {
        {MESSAGE_SIGNAL, {.seq = 3, .amends = 2, .action = VERSION_SUPPLEMENT}},
        {MESSAGE_SIGNAL, {.seq = 4, .amends = 3, .action = VERSION_CORRECT}},
        {MESSAGE_WITHDRAWAL,
         {.seq = 5, .amends = 2, .action = VERSION_WITHDRAW}},
    };
    struct note_slice slice;

    signal_of(f, 1, 7, ORGANISATION_CARE, 0);
    signal_of(f, 2, 7, ORGANISATION_HOUSING, 0);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        (void)fixture_submit(f, 2, 900 + (uint32_t)i, versions[i].kind);
        assert_int_equal(
            combine_link(f->store, &versions[i].item, 1, NULL, NULL), RC_OK);
    }
    slice = next(f, INT64_MAX, INT64_MAX);
    assert_int_equal(slice.rows_n, 2);
    assert_false(slice.rows[0].facts.others);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_around),
        TEST(test_hidden_from_all_but_who_told_it),
        TEST(test_in_the_order_they_came_and_once),
        TEST(test_signals_that_are_combined),
        TEST(test_withdrawn_ones_are_not_around),
        TEST(test_what_tells_more_about_a_withdrawn_one_is_not_around),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
