/* The life of one term: when it warns, ends, asks for a decision, leads to
 * another.  W12: a reflection period from 2026-11-30 ends with 2027-02-28. */
#include "amsterdam.h"
#include "rows.h"

#include <string.h>

#include "core/term.h"

#define DAY_US INT64_C(86400000000)

static const struct calendar calendar = {.holidays_until = 1000000};

static const struct term_rule reflection = {.name = "bedenktijd",
                                            .kind = TERM_STATUTORY,
                                            .length = {.months = 3},
                                            .warn_days = {42, 14, 7},
                                            .warns_n = 3,
                                            .then = 1,
                                            .on = true};
static const struct term_rule decision = {.name = "besluit",
                                          .kind = TERM_STATUTORY,
                                          .then = TERMS_MAX,
                                          .decision = true,
                                          .on = true};
static const struct term_rule permit = {.name = "vergunning",
                                        .kind = TERM_STATUTORY,
                                        .length = {.days = 10},
                                        .then = TERMS_MAX,
                                        .on = true};
static const struct term_rule asked_in_time = {.name = "asked",
                                               .kind = TERM_STATUTORY,
                                               .length = {.days = 2},
                                               .then = TERMS_MAX,
                                               .decision = true,
                                               .on = true};

static int64_t
at(const struct zone *zone, const char *text)
{
    int64_t at_us = 0;

    assert_int_equal(zone_read(zone, text, &at_us, NULL), RC_OK);
    return at_us;
}

static void
reflection_begin(const struct zone *zone, struct term *out)
{
    term_begin(&reflection, &calendar, zone,
               term_start_us(zone, civil_days(2026, 11, 30)),
               at(zone, "2026-11-30T14:00"), out);
}

/* W12 */
static void
test_reflection_from_30_november_ends_with_february(void **state)
{
    static const struct step {
        const char *at; /* the time that came, and is due */
        enum term_event event;
        const char *next; /* NULL: nothing more */
    } steps[] = {
        {"2027-01-17T09:00", TERM_EVENT_NEAR, "2027-02-14T09:00"},
        {"2027-02-14T09:00", TERM_EVENT_NEAR, "2027-02-21T09:00"},
        {"2027-02-21T09:00", TERM_EVENT_NEAR, "2027-03-01T00:00"},
        {"2027-03-01T00:00", TERM_EVENT_FOLLOWED, NULL},
    };
    struct zone zone;
    struct term term;
    struct term after;

    (void)state;
    amsterdam(&zone);
    reflection_begin(&zone, &term);
    assert_string_equal(term.name, "bedenktijd");
    assert_int_equal(term.start_us, at(&zone, "2026-11-30T00:00"));
    assert_int_equal(term.end_us, at(&zone, "2027-03-01T00:00"));
    assert_int_equal(term.next_us, at(&zone, "2027-01-17T09:00"));
    for (size_t i = 0; i < ROWS(steps); i++) {
        int64_t now_us = at(&zone, steps[i].at);

        assert_int_equal(
            term_due(&reflection, &zone, &term, now_us - 1, &after),
            TERM_EVENT_NONE);
        assert_int_equal(after.next_us, term.next_us);
        if (term_due(&reflection, &zone, &term, now_us, &after) !=
            steps[i].event)
            fail_msg("%s", steps[i].at);
        assert_int_equal(after.next_us,
                         steps[i].next == NULL ? 0 : at(&zone, steps[i].next));
        term = after;
    }
    assert_int_equal(term.state, TERM_STATE_MET);
    assert_int_equal(term.ended_us, term.end_us);
}

/* After a long stop one warning is enough; it says how long is left. */
static void
test_warnings_that_were_missed_are_one(void **state)
{
    struct zone zone;
    struct term term;
    struct term after;

    (void)state;
    amsterdam(&zone);
    reflection_begin(&zone, &term);
    assert_int_equal(term_due(&reflection, &zone, &term,
                              at(&zone, "2027-02-20T12:00"), &after),
                     TERM_EVENT_NEAR);
    assert_int_equal(after.next_us, at(&zone, "2027-02-21T09:00"));
}

static void
test_the_end_is_told_once(void **state)
{
    struct zone zone;
    struct term term;
    struct term after;

    (void)state;
    amsterdam(&zone);
    term_begin(&permit, &calendar, &zone, at(&zone, "2026-11-30T00:00"),
               at(&zone, "2026-11-30T00:00"), &term);
    assert_int_equal(term.next_us, term.end_us);
    assert_int_equal(term_due(&permit, &zone, &term, term.end_us, &after),
                     TERM_EVENT_EXCEEDED);
    assert_int_equal(after.state, TERM_STATE_EXCEEDED);
    assert_int_equal(after.next_us, 0);
    term = after;
    term.next_us = term.end_us; /* however it came to be due again */
    assert_int_equal(term_due(&permit, &zone, &term, term.end_us, &after),
                     TERM_EVENT_NONE);
    assert_int_equal(after.next_us, 0);
}

/* A document that has the term no more does not keep it from ending, and one
 * that leads to it does not either. */
static void
test_without_its_rule_it_still_ends(void **state)
{
    struct zone zone;
    struct term term;
    struct term after;

    (void)state;
    amsterdam(&zone);
    term_begin(&reflection, &calendar, &zone, at(&zone, "2026-11-30T00:00"),
               at(&zone, "2026-11-30T00:00"), &term);
    assert_int_equal(term_due(NULL, &zone, &term, term.next_us, &after),
                     TERM_EVENT_NEAR);
    assert_int_equal(after.next_us, term.end_us);
    assert_int_equal(term_due(NULL, &zone, &term, term.end_us, &after),
                     TERM_EVENT_EXCEEDED);
}

static void
test_a_term_that_is_over_already_is_due_at_once(void **state)
{
    struct zone zone;
    struct term term;
    int64_t now_us;

    (void)state;
    amsterdam(&zone);
    now_us = at(&zone, "2026-11-30T12:00");
    term_begin(&permit, &calendar, &zone, at(&zone, "2020-01-01T00:00"), now_us,
               &term);
    assert_int_equal(term.next_us, now_us);
}

/* T9.2: asked when it begins, and each week until it is there. */
static void
test_a_decision_is_asked_until_it_is_there(void **state)
{
    struct zone zone;
    struct term term;
    struct term after;
    int64_t now_us;

    (void)state;
    amsterdam(&zone);
    now_us = at(&zone, "2027-03-01T00:00");
    term_begin(&decision, &calendar, &zone, now_us, now_us, &term);
    assert_int_equal(term.end_us, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(term.next_us, now_us + i * 7 * DAY_US);
        assert_int_equal(
            term_due(&decision, &zone, &term, term.next_us, &after),
            TERM_EVENT_DECIDE);
        assert_int_equal(after.state, TERM_STATE_RUNNING);
        term = after;
    }
    assert_true(
        term_decided(&term, TERM_DECISION_REPORTED, now_us + 1, &after));
    assert_int_equal(after.state, TERM_STATE_MET);
    assert_int_equal(after.decision, TERM_DECISION_REPORTED);
    assert_int_equal(after.next_us, 0);
    assert_true(
        term_decided(&term, TERM_DECISION_COOPERATION, now_us + 1, &after));
    /* R132: who does neither is guided home */
    assert_false(term_decided(&term, TERM_DECISION_NONE, now_us + 1, &after));
    assert_int_equal(after.state, TERM_STATE_MET);
    term = after;
    assert_false(
        term_decided(&term, TERM_DECISION_REPORTED, now_us + 2, &after));
    assert_int_equal(after.decision, TERM_DECISION_NONE);
}

static void
test_a_decision_with_a_length_is_exceeded_when_it_is_asked(void **state)
{
    struct zone zone;
    struct term term;
    struct term after;

    (void)state;
    amsterdam(&zone);
    term_begin(&asked_in_time, &calendar, &zone, at(&zone, "2027-03-01T00:00"),
               at(&zone, "2027-03-01T00:00"), &term);
    assert_int_equal(term.next_us, at(&zone, "2027-03-04T00:00"));
    assert_int_equal(
        term_due(&asked_in_time, &zone, &term, term.next_us, &after),
        TERM_EVENT_DECIDE);
    assert_int_equal(after.state, TERM_STATE_EXCEEDED);
}

static const struct close_row {
    const char *name;
    enum term_state before;
    int64_t end_us, at_us;
    bool changes;
    enum term_state after;
} closes[] = {
    {"before its end", TERM_STATE_RUNNING, 10, 9, true, TERM_STATE_MET},
    {"at its end", TERM_STATE_RUNNING, 10, 10, true, TERM_STATE_LATE},
    {"without an end", TERM_STATE_RUNNING, 0, 10, true, TERM_STATE_MET},
    {"reported as exceeded", TERM_STATE_EXCEEDED, 10, 11, true,
     TERM_STATE_LATE},
    {"reported, clock set back", TERM_STATE_EXCEEDED, 10, 9, true,
     TERM_STATE_LATE},
    {"met before", TERM_STATE_MET, 10, 9, false, TERM_STATE_MET},
    {"late before", TERM_STATE_LATE, 10, 9, false, TERM_STATE_LATE},
    {"stopped before", TERM_STATE_ENDED, 10, 9, false, TERM_STATE_ENDED},
};

static void
test_what_ends_it_in_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(closes); i++) {
        const struct close_row *row = &closes[i];
        const struct term before = {.state = row->before,
                                    .end_us = row->end_us,
                                    .next_us = row->changes ? 10 : 0};
        struct term closed;
        struct term stopped;

        if (term_close(&before, row->at_us, &closed) != row->changes ||
            closed.state != row->after || closed.next_us != 0 ||
            closed.ended_us != (row->changes ? row->at_us : 0) ||
            term_stop(&before, row->at_us, &stopped) != row->changes ||
            stopped.state != (row->changes ? TERM_STATE_ENDED : row->before))
            fail_msg("%s", row->name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reflection_from_30_november_ends_with_february),
        cmocka_unit_test(test_warnings_that_were_missed_are_one),
        cmocka_unit_test(test_the_end_is_told_once),
        cmocka_unit_test(test_without_its_rule_it_still_ends),
        cmocka_unit_test(test_a_term_that_is_over_already_is_due_at_once),
        cmocka_unit_test(test_a_decision_is_asked_until_it_is_there),
        cmocka_unit_test(
            test_a_decision_with_a_length_is_exceeded_when_it_is_asked),
        cmocka_unit_test(test_what_ends_it_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
