/* Who is on call: the rows of tests/data/rows/oncall.txt, and what they
 * cannot say. */
#include "roster_text.h"

#include "core/roster.h"

#define DAY_US INT64_C(86400000000)

static struct roster_book book;

static void
words_source(const struct oncall *oncall, char out[ROSTER_WORDS_BYTES])
{
    switch (oncall->source) {
    case ONCALL_NOTHING:
        (void)snprintf(out, ROSTER_WORDS_BYTES, "nothing");
        break;
    case ONCALL_LAYER:
        (void)snprintf(out, ROSTER_WORDS_BYTES, "layer %zu", oncall->at + 1);
        break;
    case ONCALL_OVERRIDE:
        (void)snprintf(out, ROSTER_WORDS_BYTES, "override %lld",
                       (long long)book.overrides[oncall->at].seq);
        break;
    }
}

static void
words_remarks(const struct oncall *oncall, char out[ROSTER_WORDS_BYTES])
{
    char absent[ROSTER_WORDS_BYTES], mute[ROSTER_WORDS_BYTES];
    bool is_absent = oncall->absent != 0, is_mute = oncall->mute != 0;

    (void)snprintf(
        out, ROSTER_WORDS_BYTES, "%s%.80s%s%s%.80s%s",
        is_absent ? "absent " : "",
        is_absent ? roster_words_people(&book, oncall->absent, absent) : "",
        is_absent && is_mute ? ", " : "", is_mute ? "no contact " : "",
        is_mute ? roster_words_people(&book, oncall->mute, mute) : "",
        oncall->absence_kept ? ", absence kept" : "");
    if (!is_absent && !is_mute)
        (void)snprintf(out, ROSTER_WORDS_BYTES,
                       oncall->absence_kept ? "absence kept" : "-");
}

static void
ask(const struct row_file *rows)
{
    size_t roster = roster_find(&book, rows->columns[1]);
    int64_t at_us = roster_read_time(rows, &book, rows->columns[2]);
    person_set people = roster_read_people(rows, &book, rows->columns[3]);
    int64_t until_us = roster_read_time(rows, &book, rows->columns[5]);
    char who[ROSTER_WORDS_BYTES], source[ROSTER_WORDS_BYTES];
    char until[ROSTER_WORDS_BYTES], remarks[ROSTER_WORDS_BYTES];
    struct oncall oncall;

    row_file_want(rows, 7);
    roster_oncall(&book, roster, at_us, &oncall);
    words_source(&oncall, source);
    words_remarks(&oncall, remarks);
    if (oncall.people != people || strcmp(source, rows->columns[4]) != 0 ||
        oncall.until_us != until_us || strcmp(remarks, rows->columns[6]) != 0)
        row_file_fail(rows, "%s | %s | %s | %s",
                      roster_words_people(&book, oncall.people, who), source,
                      roster_words_time(&book, oncall.until_us, until),
                      remarks);
    if (oncall.assigned != 0 && (oncall.people & ~oncall.assigned) != 0)
        row_file_fail(rows, "called, and not assigned");
}

static void
test_rows_of_oncall(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/oncall.txt");
    while (row_file_next(&rows))
        if (strcmp(rows.columns[0], "ask") == 0)
            ask(&rows);
        else if (!roster_text_row(&rows, &book))
            row_file_fail(&rows, "neither of a book nor a question");
}

/* anna and bram by the week from 2026-10-05 08:00, anna replaced by carla on
 * the first Tuesday. */
static void
small_book(void)
{
    static const char *const names[] = {"anna", "bram", "carla"};

    memset(&book, 0, sizeof book);
    amsterdam(&book.zone);
    for (size_t i = 0; i < ROWS(names); i++) {
        struct person *person = &book.persons[book.persons_n++];

        (void)snprintf(person->name, sizeof person->name, "%s", names[i]);
        person->duties = DUTY_COORDINATOR;
        person->has_contact = true;
        person->reachable = true;
    }
    book.rosters_n = 1;
    book.rosters[0] = (struct roster){.name = "crisis", .minimum = 1};
    book.rosters[0].layers_n = 1;
    book.rosters[0].layers[0].is_rotation = true;
    book.rosters[0].layers[0].rotation = (struct rotation){
        .anchor_day = civil_days(2026, 10, 5),
        .handover_minute = 8 * 60,
        .period_days = 7,
        .turns = {PERSON_BIT(0), PERSON_BIT(1)},
        .turns_n = 2,
        .until_us = INT64_MAX,
    };
}

static int64_t
at(const char *text)
{
    int64_t at_us = 0;

    assert_int_equal(zone_read(&book.zone, text, &at_us, NULL), RC_OK);
    return at_us;
}

static void
add_override(enum override_verb verb, const char *start, const char *end,
             person_set people)
{
    book.overrides[book.overrides_n] =
        (struct override){.seq = (int64_t)book.overrides_n + 1,
                          .verb = verb,
                          .start_us = at(start),
                          .end_us = at(end),
                          .people = people};
    book.overrides_n++;
}

static void
test_until_is_when_other_persons_are_on_call(void **state)
{
    int64_t from;

    (void)state;
    small_book();
    from = at("2026-10-05 08:00");
    assert_int_equal(roster_until(&book, 0, from, INT64_MAX),
                     at("2026-10-12 08:00"));
    /* Boundaries that bring nobody else are passed. */
    add_override(OVERRIDE_SET, "2026-10-06 08:00", "2026-10-07 08:00",
                 PERSON_BIT(0));
    assert_int_equal(roster_until(&book, 0, from, INT64_MAX),
                     at("2026-10-12 08:00"));
    add_override(OVERRIDE_ADD, "2026-10-11 08:00", "2026-10-13 08:00",
                 PERSON_BIT(2));
    assert_int_equal(roster_until(&book, 0, from, INT64_MAX),
                     at("2026-10-11 08:00"));
}

static void
test_until_looks_no_further_than_its_limit(void **state)
{
    int64_t from, change;

    (void)state;
    small_book();
    from = at("2026-10-05 08:00");
    change = at("2026-10-12 08:00");
    assert_int_equal(roster_until(&book, 0, from, change + 1), change);
    assert_int_equal(roster_until(&book, 0, from, change), change);
    assert_int_equal(roster_until(&book, 0, from, change - 1), change - 1);
    book.rosters[0].layers[0].rotation.turns_n = 1;
    assert_int_equal(roster_until(&book, 0, from, INT64_MAX), INT64_MAX);
}

static void
test_assigned_as_the_first_overrides_make_it(void **state)
{
    int64_t noon, until_us = 0;

    (void)state;
    small_book();
    add_override(OVERRIDE_ADD, "2026-10-06 08:00", "2026-10-07 08:00",
                 PERSON_BIT(2));
    add_override(OVERRIDE_REMOVE, "2026-10-06 08:00", "2026-10-06 14:00",
                 PERSON_BIT(0));
    book.persons[2].reachable = false; /* assigned all the same */
    noon = at("2026-10-06 12:00");
    assert_int_equal(roster_assigned(&book, 0, noon, 0, &until_us),
                     PERSON_BIT(0));
    assert_int_equal(until_us, at("2026-10-12 08:00"));
    assert_int_equal(roster_assigned(&book, 0, noon, 1, &until_us),
                     PERSON_BIT(0) | PERSON_BIT(2));
    assert_int_equal(until_us, at("2026-10-07 08:00"));
    assert_int_equal(roster_assigned(&book, 0, noon, 2, &until_us),
                     PERSON_BIT(2));
    assert_int_equal(until_us, at("2026-10-06 14:00"));
}

/* k, period, clock, and the local time of H_k; the anchor is 2026-10-24. */
static const struct handover_row {
    const char *name;
    int64_t k;
    int32_t period_days;
    int32_t minute;
    const char *local; /* NULL: INT64_MAX */
} handover_rows[] = {
    {"the first is the anchor", 0, 7, 480, "2026-10-24 08:00"},
    {"the next keeps the clock across a change", 1, 7, 480, "2026-10-31 08:00"},
    {"one before the anchor", -1, 7, 480, "2026-10-17 08:00"},
    {"repeated hour: the earlier", 1, 1, 150, "2026-10-25 02:30 +02:00"},
    {"missing hour: the change", 155, 1, 150, "2027-03-28 03:00 +02:00"},
    {"missing hour, its begin", 155, 1, 120, "2027-03-28 03:00 +02:00"},
    {"missing hour, its end", 155, 1, 180, "2027-03-28 03:00 +02:00"},
    {"the last of the calendar", 63255, 1, 0, "2199-12-31 00:00"},
    {"none after the calendar", 63256, 1, 0, NULL},
    {"none after the calendar, far", 1000, INT32_MAX, 0, NULL},
};

static void
test_handovers_of_a_rotation(void **state)
{
    (void)state;
    small_book();
    for (size_t i = 0; i < ROWS(handover_rows); i++) {
        const struct handover_row *r = &handover_rows[i];
        const struct rotation rotation = {
            .anchor_day = civil_days(2026, 10, 24),
            .handover_minute = r->minute,
            .period_days = r->period_days,
            .turns_n = 1,
        };
        int64_t want = r->local == NULL ? INT64_MAX : at(r->local);
        int64_t is = rotation_handover(&rotation, &book.zone, r->k);
        char text[ROSTER_WORDS_BYTES];

        if (is != want)
            fail_msg("%s: %s", r->name, roster_words_time(&book, is, text));
    }
}

/* The handover of 2199-12-30 is the last; that turn is without end. */
static void
test_the_last_turn_of_the_calendar_goes_on(void **state)
{
    struct oncall oncall;
    int64_t last_us;

    (void)state;
    small_book();
    last_us = at("2199-12-30 08:00");
    roster_oncall(&book, 0, last_us - 1, &oncall);
    assert_int_equal(oncall.people, PERSON_BIT(0));
    assert_int_equal(oncall.until_us, last_us);
    roster_oncall(&book, 0, last_us, &oncall);
    assert_int_equal(oncall.people, PERSON_BIT(1));
    assert_int_equal(oncall.until_us, INT64_MAX);
    roster_oncall(&book, 0, INT64_MAX - 1, &oncall);
    assert_int_equal(oncall.people, PERSON_BIT(1));
    roster_oncall(&book, 0, INT64_MIN, &oncall);
    assert_int_equal(oncall.people, 0);
    assert_int_equal(oncall.until_us, at("2026-10-05 08:00"));
}

static void
test_find_by_name(void **state)
{
    (void)state;
    small_book();
    assert_int_equal(roster_person(&book, "carla"), 2);
    assert_int_equal(roster_person(&book, "carl"), PERSONS_MAX);
    assert_int_equal(roster_find(&book, "crisis"), 0);
    assert_int_equal(roster_find(&book, "crisis-24"), ROSTERS_MAX);
}

static void
test_duty_and_reachable(void **state)
{
    (void)state;
    small_book();
    book.persons[1].duties = DUTY_COORDINATOR | DUTY_MANAGER;
    book.persons[2].duties = DUTY_MANAGER;
    assert_int_equal(roster_with_duty(&book, DUTY_COORDINATOR),
                     PERSON_BIT(0) | PERSON_BIT(1));
    assert_int_equal(roster_with_duty(&book, DUTY_MANAGER),
                     PERSON_BIT(1) | PERSON_BIT(2));
    assert_int_equal(roster_reachable(&book), 7);
    book.persons[1].reachable = false;
    assert_int_equal(roster_with_duty(&book, DUTY_COORDINATOR), PERSON_BIT(0));
    assert_int_equal(roster_with_duty(&book, DUTY_MANAGER), PERSON_BIT(2));
    assert_int_equal(roster_reachable(&book), 5);
}

/* A contact on the document that does not work is no contact. */
static void
test_unreachable_with_contact_is_not_called(void **state)
{
    struct oncall oncall;

    (void)state;
    small_book();
    book.persons[0].reachable = false;
    roster_oncall(&book, 0, at("2026-10-06 12:00"), &oncall);
    assert_int_equal(oncall.people, 0);
    assert_int_equal(oncall.assigned, PERSON_BIT(0));
    assert_int_equal(oncall.mute, PERSON_BIT(0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_oncall),
        cmocka_unit_test(test_until_is_when_other_persons_are_on_call),
        cmocka_unit_test(test_until_looks_no_further_than_its_limit),
        cmocka_unit_test(test_assigned_as_the_first_overrides_make_it),
        cmocka_unit_test(test_handovers_of_a_rotation),
        cmocka_unit_test(test_the_last_turn_of_the_calendar_goes_on),
        cmocka_unit_test(test_find_by_name),
        cmocka_unit_test(test_duty_and_reachable),
        cmocka_unit_test(test_unreachable_with_contact_is_not_called),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
