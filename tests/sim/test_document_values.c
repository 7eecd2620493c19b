/* What desk documents say arrives in the rules; the shipped ones say the
 * design's defaults. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/amsterdam.h"
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "shipped.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define ANNA PERSON_BIT(0)
#define BRAM PERSON_BIT(1)

/* Summer time of Amsterdam. */
static int64_t
at(int32_t month, int32_t day, int32_t hour)
{
    return civil_days(2026, month, day) * DAY + (hour - 2) * HOUR;
}

static void
test_persons_and_rosters_arrive(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct roster_book *book = &rules->book;
    const struct layer *layers = book->rosters[0].layers;

    (void)state;
    documents_sound(&(struct documents){.old_policies = false}, rules);
    assert_string_equal(book->zone.name, "Europe/Amsterdam");
    assert_int_equal(book->persons_n, 3);
    assert_string_equal(book->persons[1].name, "bram");
    assert_int_equal(book->persons[1].duties, DUTY_COORDINATOR | DUTY_MANAGER);
    assert_int_equal(book->persons[1].line, 3);
    assert_true(book->persons[1].has_contact && book->persons[1].reachable);
    assert_false(book->persons[2].has_contact || book->persons[2].reachable);
    assert_int_equal(book->persons[2].duties, 0);
    assert_int_equal(book->persons[0].principal, 0);

    assert_int_equal(book->rosters_n, 2);
    assert_string_equal(book->rosters[1].name, "backup");
    assert_int_equal(book->rosters[0].minimum, 1);
    assert_int_equal(book->rosters[0].layers_n, 2);
    assert_false(layers[0].is_rotation);
    assert_int_equal(layers[0].shifts_n, 2);
    assert_int_equal(book->shifts[layers[0].shifts_first].start_us,
                     at(6, 1, 8));
    assert_int_equal(book->shifts[layers[0].shifts_first].people, BRAM);
    assert_int_equal(book->shifts[layers[0].shifts_first].line, 7);
    assert_int_equal(book->shifts[layers[0].shifts_first + 1].end_us,
                     at(6, 4, 8));
    assert_true(layers[1].is_rotation);
    assert_int_equal(layers[1].rotation.anchor_day, civil_days(2026, 1, 5));
    assert_int_equal(layers[1].rotation.handover_minute, 480);
    assert_int_equal(layers[1].rotation.period_days, 1);
    assert_int_equal(layers[1].rotation.turns_n, 2);
    assert_int_equal(layers[1].rotation.turns[1], BRAM);
    assert_int_equal(layers[1].rotation.until_us, INT64_MAX);
    free(rules);
}

static void
test_overrides_and_absences_arrive(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct override *o = rules->book.overrides;
    const struct absence *a = rules->book.absences;

    (void)state;
    documents_sound(&(struct documents){.old_policies = false}, rules);
    assert_int_equal(rules->book.overrides_n, 2);
    assert_int_equal(o[0].seq, 1);
    assert_int_equal(o[0].roster, 1);
    assert_int_equal(o[0].verb, OVERRIDE_REPLACE);
    assert_int_equal(o[0].people, ANNA);
    assert_int_equal(o[0].with, BRAM);
    assert_int_equal(o[0].start_us, at(7, 2, 8));
    assert_int_equal(o[0].end_us, at(7, 2, 9));
    assert_int_equal(o[0].line, 4);
    assert_string_equal(o[0].reason, "ruil");
    assert_int_equal(o[1].seq, 2);
    assert_int_equal(o[1].verb, OVERRIDE_ADD);
    assert_string_equal(o[1].by, "bram");
    assert_int_equal(rules->book.absences_n, 1);
    assert_int_equal(a[0].person, 2);
    assert_int_equal(a[0].end_us, at(7, 8, 0));
    assert_string_equal(a[0].reason, "");
    free(rules);
}

static void
test_calendar_arrives(void **state)
{
    struct documents documents = {
        .changes = {{C, "{from: \"08:00\", to: \"22:00\"}",
                     "{weekdays: [mon, sun], on_holidays: yes, dates: "
                     "[2026-05-05], from: \"22:30\", to: \"24:00\"}"}}};
    struct desk_rules *rules = documents_rules();
    const struct calendar *calendar = &rules->calendar;
    const struct window_span *span = &calendar->windows[0].spans[0];

    (void)state;
    documents_sound(&(struct documents){.old_policies = false}, rules);
    assert_int_equal(calendar->holidays_n, 2);
    assert_int_equal(calendar->holidays[0], civil_days(2026, 1, 1));
    assert_int_equal(calendar->holidays[1], civil_days(2026, 12, 25));
    assert_int_equal(calendar->holidays_until, civil_days(2026, 12, 31));
    assert_string_equal(calendar->windows[0].name, "daytime");
    assert_int_equal(span->weekdays, 0xFE);
    assert_int_equal(span->from_minute, 480);
    assert_int_equal(span->to_minute, 1320);
    documents_sound(&documents, rules);
    assert_int_equal(span->weekdays, 1U << 1 | 1U << 7);
    assert_true(span->on_holidays);
    assert_false(span->not_holidays);
    assert_int_equal(span->dates[0], civil_days(2026, 5, 5));
    assert_int_equal(span->from_minute, 1350);
    assert_int_equal(span->to_minute, 0);

    documents.changes[0].put =
        "{dates: [2026-05-05], from: \"08:00\", to: \"22:00\"}";
    documents_sound(&documents, rules);
    assert_int_equal(span->weekdays, 0);
    free(rules);
}

static void
test_policies_arrive(void **state)
{
    static const struct documents documents = {
        .changes = {{L, "U3: {policy: urgent, window: daytime}",
                     "U3: {policy: urgent, window: daytime, deadline: 8h, "
                     "raise_to: U1, ack_timeout: 2h, not_seen: 1h}"}}};
    static const struct documents others = {
        .changes = {{L, "U1: {policy: urgent}\n  U2: {policy: urgent}\n  U3: {",
                     "U1: {policy: urgent, ack_timeout: 45m}\n"
                     "  U2: {policy: urgent}\n  U3: {deadline: never, "}}};
    struct desk_rules *rules = documents_rules();
    const struct policies *policies = &rules->policies;
    const struct policy *policy = &policies->policies[0];
    const struct level_rule *u3 = &policies->levels[LEVEL_U3];

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(policies->policies_n, 1);
    assert_int_equal(policy->steps_n, 2);
    assert_int_equal(policy->steps[0].targets_n, 2);
    assert_int_equal(policy->steps[0].targets[0].kind, TARGET_ROSTER);
    assert_int_equal(policy->steps[0].targets[0].roster, 0);
    assert_int_equal(policy->steps[0].targets[1].kind, TARGET_DUTY);
    assert_int_equal(policy->steps[0].targets[1].duty, DUTY_COORDINATOR);
    assert_int_equal(policy->steps[0].wait_us, 5 * MINUTE);
    assert_int_equal(policy->steps[0].undelivered_us, 2 * MINUTE);
    assert_int_equal(policy->steps[1].targets[0].kind, TARGET_PERSON);
    assert_int_equal(policy->steps[1].targets[0].person, 0);
    assert_int_equal(policy->steps[1].wait_us, 90 * SECOND);
    assert_int_equal(policy->loop_from, 2);
    assert_int_equal(policy->loop_every_us, 10 * MINUTE);
    assert_int_equal(policy->fallback, BRAM);
    assert_int_equal(policy->fallback_every_us, 5 * MINUTE);
    assert_int_equal(policy->line, 2);
    assert_int_equal(u3->window, 0);
    assert_int_equal(u3->deadline_us, 8 * HOUR);
    assert_int_equal(u3->deadline_working_days, 0);
    assert_int_equal(u3->raise_to, LEVEL_U1);
    assert_int_equal(u3->ack_timeout_us, 2 * HOUR);
    assert_int_equal(u3->not_seen_us, HOUR);
    assert_int_equal(policies->levels[LEVEL_U2].window, WINDOWS_MAX);

    documents_sound(&others, rules);
    assert_int_equal(u3->deadline_us, 0);
    assert_int_equal(u3->deadline_working_days, 0);
    assert_int_equal(policies->levels[LEVEL_NONE].ack_timeout_us, 45 * MINUTE);
    assert_memory_equal(&policies->levels[LEVEL_NONE],
                        &policies->levels[LEVEL_U1],
                        sizeof policies->levels[0]);
    free(rules);
}

/* An alert goes on by the version of its policy, though people left. */
static void
test_an_old_version_forgives_who_is_gone(void **state)
{
    struct documents documents = {
        .changes = {{L, "[person:anna]", "[person:zoe, roster:nights]"},
                    {C, "name: daytime", "name: daylight"}}};
    static const char *const expected[] = {
        "policies:5: E_UNKNOWN_PERSON: targets: there is no person zoe",
        "policies:5: unknown_name: targets: there is no roster nights",
        "policies:11: unknown_name: there is no window daytime"};
    struct desk_rules *rules = documents_rules();
    const struct policy_step *steps = rules->policies.policies[0].steps;
    struct document_findings findings;

    (void)state;
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("today", &findings, expected, ROWS(expected));

    documents.old_policies = true;
    documents_sound(&documents, rules);
    assert_int_equal(steps[0].targets[0].kind, TARGET_ROSTER);
    assert_int_equal(steps[1].targets_n, 2);
    assert_int_equal(steps[1].targets[0].kind, TARGET_NOBODY);
    assert_int_equal(steps[1].targets[1].kind, TARGET_NOBODY);
    assert_int_equal(rules->policies.levels[LEVEL_U3].window, WINDOWS_MAX);
    assert_int_equal(rules->policies.policies[0].fallback, BRAM);
    free(rules);
}

static void
test_an_old_fallback_is_never_empty(void **state)
{
    struct documents documents = {
        .changes = {{L, "fallback: [bram]", "fallback: [zoe]"}},
        .old_policies = true};
    struct desk_rules *rules = documents_rules();

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(rules->policies.policies[0].fallback, ANNA | BRAM);
    documents.changes[0].put = "fallback: [zoe, anna]";
    documents_sound(&documents, rules);
    assert_int_equal(rules->policies.policies[0].fallback, ANNA);
    free(rules);
}

/* Not only its names: an old version is still checked for its form. */
static void
test_an_old_version_is_still_checked(void **state)
{
    static const struct documents documents = {
        .changes = {{L, "wait: 90s", "wait: long"}}, .old_policies = true};
    static const char *const expected[] = {"policies:5: value: wait"};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;

    (void)state;
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("old", &findings, expected, 1);
    free(rules);
}

/* --- the shipped ones ----------------------------------------------------- */

#define SHIPPED_TEXT(kind, what)                                               \
    {                                                                          \
        kind, #what, SHIPPED_##what,                                           \
            (size_t)(SHIPPED_##what##_END - SHIPPED_##what)                    \
    }

static void
compile_shipped(struct desk_rules *rules)
{
    const struct document_text texts[] = {
        SHIPPED_TEXT(DOCUMENT_PERSONS, PERSONS),
        SHIPPED_TEXT(DOCUMENT_ROSTERS, ROSTERS),
        SHIPPED_TEXT(DOCUMENT_OVERRIDES, OVERRIDES),
        SHIPPED_TEXT(DOCUMENT_CALENDAR, CALENDAR),
        SHIPPED_TEXT(DOCUMENT_POLICIES, POLICIES),
        SHIPPED_TEXT(DOCUMENT_INDICATORS, INDICATORS)};
    struct zone zone;
    const struct document_input in = {
        .texts = texts, .texts_n = ROWS(texts), .zone = &zone, .whole = true};
    struct document_findings findings = {0};
    char line[DOCUMENT_LINE_BYTES];

    amsterdam(&zone);
    if (document_compile(&in, rules, &findings) != RC_OK || findings.n != 0)
        fail_msg("%s", document_finding_write(&findings.list[0], line));
}

static void
test_shipped_documents_say_the_defaults(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct policies *policies = &rules->policies;
    struct policies defaults = {.policies_n = 0};

    (void)state;
    compile_shipped(rules);
    assert_int_equal(rules->indicators.n, 80);
    policies_defaults(&defaults);
    for (int level = LEVEL_U1; level <= LEVEL_LAST; level++) {
        const struct level_rule *is = &policies->levels[level];
        const struct level_rule *should = &defaults.levels[level];

        assert_int_equal(is->digest, should->digest);
        assert_int_equal(is->deadline_us, should->deadline_us);
        assert_int_equal(is->deadline_working_days,
                         should->deadline_working_days);
        assert_int_equal(is->raise_to, should->raise_to);
        assert_int_equal(is->ack_timeout_us, should->ack_timeout_us);
        assert_int_equal(is->not_seen_us, should->not_seen_us);
    }
    assert_memory_equal(policies->digests, defaults.digests,
                        sizeof defaults.digests);
    assert_memory_equal(&policies->storm, &defaults.storm,
                        sizeof defaults.storm);
    assert_memory_equal(&policies->handover, &defaults.handover,
                        sizeof defaults.handover);
    assert_int_equal(policies->resend_max_us, defaults.resend_max_us);
    assert_int_equal(policies->not_seen_every_us, defaults.not_seen_every_us);
    assert_int_equal(policies->unreachable_us, defaults.unreachable_us);
    assert_int_equal(policies->reopen_us, defaults.reopen_us);
    assert_int_equal(policies->drill_us, defaults.drill_us);
    free(rules);
}

static void
test_shipped_policies_are_those_of_the_design(void **state)
{
    static const struct {
        const char *name;
        enum level level;
        size_t steps_n;
        uint32_t loop_from;
        int64_t loop_every_us, wait_us[3], undelivered_us;
        const char *window;
    } rows[] = {
        {"nood-24",
         LEVEL_U1,
         2,
         1,
         5 * MINUTE,
         {5 * MINUTE, 5 * MINUTE},
         30 * SECOND,
         NULL},
        {"crisis-24",
         LEVEL_U2,
         3,
         2,
         10 * MINUTE,
         {5 * MINUTE, 5 * MINUTE, 10 * MINUTE},
         120 * SECOND,
         NULL},
        {"regulier",
         LEVEL_U3,
         2,
         1,
         HOUR,
         {30 * MINUTE, 30 * MINUTE},
         120 * SECOND,
         "daytime"},
    };
    struct desk_rules *rules = documents_rules();

    (void)state;
    compile_shipped(rules);
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct level_rule *rule = &rules->policies.levels[rows[i].level];
        const struct policy *policy = &rules->policies.policies[rule->policy];

        assert_string_equal(policy->name, rows[i].name);
        assert_int_equal(policy->steps_n, rows[i].steps_n);
        assert_int_equal(policy->loop_from, rows[i].loop_from);
        assert_int_equal(policy->loop_every_us, rows[i].loop_every_us);
        for (size_t k = 0; k < policy->steps_n; k++) {
            assert_int_equal(policy->steps[k].wait_us, rows[i].wait_us[k]);
            assert_int_equal(policy->steps[k].undelivered_us,
                             rows[i].undelivered_us);
        }
        assert_int_equal(policy->fallback_every_us, 5 * MINUTE);
        assert_int_equal(policy->fallback, 7);
        assert_int_equal(rule->window, rows[i].window == NULL
                                           ? WINDOWS_MAX
                                           : calendar_window(&rules->calendar,
                                                             rows[i].window));
    }
    free(rules);
}

/* Gauss and others: the Sunday after the first full moon of spring. */
static int64_t
easter(int32_t year)
{
    int32_t a = year % 19, b = year / 100, c = year % 100;
    int32_t h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int32_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int32_t m = (a + 11 * h + 22 * l) / 451;
    int32_t n = h + l - 7 * m + 114;

    return civil_days(year, n / 31, n % 31 + 1);
}

static void
test_shipped_holidays_are_the_dutch_ones(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct calendar *calendar = &rules->calendar;
    size_t n = 0;

    (void)state;
    compile_shipped(rules);
    for (int32_t year = 2026; year <= 2030; year++) {
        int64_t kings_day = civil_days(year, 4, 27);
        const int64_t days[] = {civil_days(year, 1, 1),
                                easter(year),
                                easter(year) + 1,
                                kings_day - (civil_weekday(kings_day) == 7),
                                easter(year) + 39,
                                easter(year) + 49,
                                easter(year) + 50,
                                civil_days(year, 12, 25),
                                civil_days(year, 12, 26),
                                civil_days(year, 5, 5)};
        size_t days_n = year % 5 == 0 ? 10 : 9; /* liberation, lustrum */

        for (size_t i = 0; i < days_n; i++)
            if (!calendar_is_holiday(calendar, days[i]))
                fail_msg("%d: holiday %zu is missing", year, i);
        n += days_n;
    }
    assert_int_equal(calendar->holidays_n, n);
    assert_int_equal(calendar->holidays_until, civil_days(2030, 12, 31));
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_persons_and_rosters_arrive),
        cmocka_unit_test(test_overrides_and_absences_arrive),
        cmocka_unit_test(test_calendar_arrives),
        cmocka_unit_test(test_policies_arrive),
        cmocka_unit_test(test_an_old_version_forgives_who_is_gone),
        cmocka_unit_test(test_an_old_fallback_is_never_empty),
        cmocka_unit_test(test_an_old_version_is_still_checked),
        cmocka_unit_test(test_shipped_documents_say_the_defaults),
        cmocka_unit_test(test_shipped_policies_are_those_of_the_design),
        cmocka_unit_test(test_shipped_holidays_are_the_dutch_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
