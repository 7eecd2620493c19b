/* What is wrong with rosters: the rows of tests/data/rows/roster_check.txt,
 * the gap that comes next, the names of the faults, and that a big book is
 * told in order. */
#include "roster_text.h"

#include "core/roster_check.h"

#define DAY_US       INT64_C(86400000000)
#define FINDINGS_MAX 4096

struct findings {
    struct roster_finding found[FINDINGS_MAX];
    size_t n;
    size_t expected; /* by the rows so far */
};

static struct roster_book book;
static struct findings findings;

static void
collect(const struct roster_finding *finding, void *arg)
{
    struct findings *all = arg;

    assert_in_range(all->n, 0, FINDINGS_MAX - 1);
    all->found[all->n++] = *finding;
}

static void
words_finding(const struct roster_finding *f, char out[ROW_FILE_LINE_BYTES])
{
    char start[ROSTER_WORDS_BYTES], end[ROSTER_WORDS_BYTES];
    char line[ROSTER_WORDS_BYTES];
    bool of_roster = f->roster < ROSTERS_MAX, of_other = f->other < ROSTERS_MAX;

    (void)snprintf(out, ROW_FILE_LINE_BYTES, "%s | %s | %s%s%s | %s | %s | %s",
                   roster_fault_name(f->fault),
                   of_roster ? book.rosters[f->roster].name : "-",
                   f->person < PERSONS_MAX ? book.persons[f->person].name : "-",
                   of_other ? ", " : "",
                   of_other ? book.rosters[f->other].name : "",
                   roster_words_time(&book, f->start_us, start),
                   roster_words_time(&book, f->end_us, end),
                   roster_words_line(&book, f->line, line));
}

/* Every finding of the check before this row was expected. */
static void
settle(const struct row_file *rows)
{
    char text[ROW_FILE_LINE_BYTES];

    if (findings.expected < findings.n) {
        words_finding(&findings.found[findings.expected], text);
        row_file_fail(rows, "before this, found too: %.900s", text);
    }
    findings.n = findings.expected = 0;
}

static void
finds(const struct row_file *rows)
{
    char found[ROW_FILE_LINE_BYTES] = "nothing", want[ROW_FILE_LINE_BYTES];
    char start[ROSTER_WORDS_BYTES], end[ROSTER_WORDS_BYTES];
    const char *const *c = rows->columns;

    row_file_want(rows, 7);
    (void)snprintf(
        want, sizeof want, "%s | %s | %s | %s | %s | %s", c[1], c[2], c[3],
        roster_words_time(&book, roster_read_time(rows, &book, c[4]), start),
        roster_words_time(&book, roster_read_time(rows, &book, c[5]), end),
        c[6]);
    if (findings.expected < findings.n)
        words_finding(&findings.found[findings.expected], found);
    if (strcmp(found, want) != 0)
        row_file_fail(rows, "found %.900s", found);
    findings.expected++;
}

static void
test_rows_of_roster_check(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/roster_check.txt");
    while (row_file_next(&rows)) {
        if (strcmp(rows.columns[0], "finds") == 0) {
            finds(&rows);
            continue;
        }
        settle(&rows);
        if (strcmp(rows.columns[0], "check") == 0) {
            row_file_want(&rows, 3);
            roster_check(&book, roster_read_time(&rows, &book, rows.columns[1]),
                         roster_read_time(&rows, &book, rows.columns[2]),
                         collect, &findings);
        } else if (!roster_text_row(&rows, &book)) {
            row_file_fail(&rows, "neither of a book nor of a check");
        }
    }
    settle(&rows);
}

static const struct name_row {
    enum roster_fault fault;
    const char *name;
    bool refuses;
} names[] = {
    {E_GAP, "E_GAP", true},
    {E_OVERLAP, "E_OVERLAP", true},
    {E_ZERO_LENGTH, "E_ZERO_LENGTH", true},
    {E_UNKNOWN_PERSON, "E_UNKNOWN_PERSON", true},
    {E_NO_CONTACT, "E_NO_CONTACT", true},
    {W_NOOP_OVERRIDE, "W_NOOP_OVERRIDE", false},
    {W_NONEXISTENT_TIME, "W_NONEXISTENT_TIME", false},
    {W_AMBIGUOUS_TIME, "W_AMBIGUOUS_TIME", false},
    {W_LONG_SHIFT, "W_LONG_SHIFT", false},
    {W_SHORT_REST, "W_SHORT_REST", false},
    {W_SAME_PERSON, "W_SAME_PERSON", false},
    {W_ABSENCE_KEPT, "W_ABSENCE_KEPT", false},
};

static void
test_names_and_which_refuse(void **state)
{
    (void)state;
    assert_int_equal(ROWS(names), W_ABSENCE_KEPT + 1);
    for (size_t i = 0; i < ROWS(names); i++) {
        assert_string_equal(roster_fault_name(names[i].fault), names[i].name);
        assert_int_equal(roster_fault_refuses(names[i].fault),
                         names[i].refuses);
    }
}

/* One of two persons at 0 to 10, 20 to 30, 30 to 40 (two of them), days. */
static void
gap_book(void)
{
    static const struct shift shifts[] = {
        {.start_us = 0, .end_us = 10 * DAY_US, .people = 1},
        {.start_us = 20 * DAY_US, .end_us = 30 * DAY_US, .people = 2},
        {.start_us = 30 * DAY_US, .end_us = 40 * DAY_US, .people = 3},
    };

    memset(&book, 0, sizeof book);
    amsterdam(&book.zone);
    book.persons_n = 2;
    book.persons[0] = (struct person){.name = "anna", .reachable = true};
    book.persons[1] = (struct person){.name = "bram", .reachable = true};
    memcpy(book.shifts, shifts, sizeof shifts);
    book.shifts_n = ROWS(shifts);
    book.rosters_n = 1;
    book.rosters[0] = (struct roster){
        .minimum = 1, .layers_n = 1, .layers[0].shifts_n = ROWS(shifts)};
}

static const struct gap_row {
    const char *name;
    int64_t from_us, to_us;
    uint32_t minimum;
    int64_t gap_us;
} gap_rows[] = {
    {"a hole that begins later", 0, 20 * DAY_US, 1, 10 * DAY_US},
    {"in the hole: now", 12 * DAY_US, 40 * DAY_US, 1, 12 * DAY_US},
    {"its last instant", 20 * DAY_US - 1, 40 * DAY_US, 1, 20 * DAY_US - 1},
    {"none from its end on", 20 * DAY_US, 40 * DAY_US, 1, INT64_MAX},
    {"none before to", 0, 10 * DAY_US, 1, INT64_MAX},
    {"just before to", 0, 10 * DAY_US + 1, 1, 10 * DAY_US},
    {"one of two is too few", 20 * DAY_US, 40 * DAY_US, 2, 20 * DAY_US},
    {"two of two suffice", 30 * DAY_US, 40 * DAY_US, 2, INT64_MAX},
    {"after the last shift", 30 * DAY_US, INT64_MAX, 2, 40 * DAY_US},
};

static void
test_next_gap(void **state)
{
    (void)state;
    gap_book();
    for (size_t i = 0; i < ROWS(gap_rows); i++) {
        const struct gap_row *r = &gap_rows[i];

        book.rosters[0].minimum = r->minimum;

        int64_t gap_us = roster_next_gap(&book, 0, r->from_us, r->to_us);

        if (gap_us != r->gap_us)
            fail_msg("%s: %lld", r->name, (long long)gap_us);
    }
}

/* Faults of the text stand in the document in any order, runs begin at any
 * time: what is told is ordered all the same, and each run is whole: the
 * answer just before it and just after it is another one. */
static void
random_book(uint64_t *seed, int64_t from_us)
{
    memset(&book, 0, sizeof book);
    amsterdam(&book.zone);
    for (; book.persons_n < 12; book.persons_n++)
        book.persons[book.persons_n].reachable = book.persons_n % 5 != 0;
    for (; book.rosters_n < 4; book.rosters_n++) {
        struct roster *roster = &book.rosters[book.rosters_n];
        struct rotation *rotation = &roster->layers[0].rotation;

        (void)snprintf(roster->name, sizeof roster->name, "%c-%s",
                       (char)('a' + book.rosters_n / 2),
                       book.rosters_n % 2 == 0 ? "primary" : "backup");
        roster->minimum = 1 + (uint32_t)(rows_random(seed) % 2);
        roster->layers_n = 1;
        roster->layers[0].is_rotation = true;
        rotation->anchor_day = from_us / DAY_US - 3;
        rotation->handover_minute = (int32_t)(rows_random(seed) % 1440);
        rotation->period_days = 1 + (int32_t)(rows_random(seed) % 3);
        rotation->until_us = INT64_MAX;
        for (; rotation->turns_n < 5; rotation->turns_n++)
            rotation->turns[rotation->turns_n] =
                PERSON_BIT(rows_random(seed) % 12) |
                PERSON_BIT(rows_random(seed) % 12);
    }
    for (; book.overrides_n < 40; book.overrides_n++) {
        struct override *o = &book.overrides[book.overrides_n];

        o->roster = rows_random(seed) % 4;
        o->verb = (enum override_verb)(1 + rows_random(seed) % 4);
        o->start_us =
            from_us + (int64_t)(rows_random(seed) % (uint64_t)(30 * DAY_US));
        o->end_us = o->start_us - DAY_US +
                    (int64_t)(rows_random(seed) % (uint64_t)(4 * DAY_US));
        o->people = PERSON_BIT(rows_random(seed) % 12);
        o->with = PERSON_BIT(rows_random(seed) % 12);
    }
    for (; book.absences_n < 20; book.absences_n++) {
        struct absence *a = &book.absences[book.absences_n];

        a->person = rows_random(seed) % 12;
        a->start_us =
            from_us + (int64_t)(rows_random(seed) % (uint64_t)(30 * DAY_US));
        a->end_us = a->start_us + DAY_US;
    }
}

static bool
has_run(const struct roster_finding *f, int64_t at_us)
{
    person_set bit = f->person < PERSONS_MAX ? PERSON_BIT(f->person) : 0;
    struct oncall oncall, other = {.people = ~(person_set)0};

    roster_oncall(&book, f->roster, at_us, &oncall);
    if (f->fault == E_GAP)
        return roster_next_gap(&book, f->roster, at_us, at_us + 1) == at_us;
    if (f->fault == E_NO_CONTACT)
        return (oncall.mute & bit) != 0;
    if (f->fault == W_ABSENCE_KEPT)
        return oncall.absence_kept && (oncall.people & oncall.absent & bit);
    if (f->fault == W_SAME_PERSON)
        roster_oncall(&book, f->other, at_us, &other);
    if (f->fault == W_SHORT_REST)
        return (oncall.people & bit) == 0;
    return (oncall.people & other.people & bit) != 0;
}

static void
expect_whole(const struct roster_finding *f, int64_t from_us, int64_t to_us)
{
    bool whole = f->start_us < f->end_us && has_run(f, f->start_us) &&
                 has_run(f, f->end_us - 1) &&
                 (f->start_us == from_us || !has_run(f, f->start_us - 1)) &&
                 (f->end_us == to_us || !has_run(f, f->end_us));

    if (!whole)
        fail_msg("%s of roster %zu person %zu is no whole run",
                 roster_fault_name(f->fault), f->roster, f->person);
}

static void
test_findings_are_in_order_and_whole(void **state)
{
    uint64_t seed = 11;
    size_t seen[W_ABSENCE_KEPT + 1] = {0};

    (void)state;
    for (int round = 0; round < 20; round++) {
        int64_t from_us =
            (civil_days(2026, 3, 15) + 200 * (round % 2)) * DAY_US;
        int64_t to_us = from_us + 40 * DAY_US;

        random_book(&seed, from_us);
        findings.n = 0;
        roster_check(&book, from_us, to_us, collect, &findings);
        for (size_t i = 0; i < findings.n; i++) {
            const struct roster_finding *f = &findings.found[i];

            seen[f->fault]++;
            if (f->fault != E_ZERO_LENGTH && f->fault != W_NOOP_OVERRIDE)
                expect_whole(f, from_us, to_us);
            if (i > 0)
                assert_true(f->roster > f[-1].roster ||
                            (f->roster == f[-1].roster &&
                             f->start_us >= f[-1].start_us));
        }
    }
    for (enum roster_fault fault = E_GAP; fault <= W_ABSENCE_KEPT; fault++)
        if (fault != E_OVERLAP && fault != E_UNKNOWN_PERSON &&
            fault != W_NONEXISTENT_TIME && fault != W_AMBIGUOUS_TIME)
            assert_true(seen[fault] > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_roster_check),
        cmocka_unit_test(test_names_and_which_refuse),
        cmocka_unit_test(test_next_gap),
        cmocka_unit_test(test_findings_are_in_order_and_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
