/* What is to be done when shifts change: the rows of
 * tests/data/rows/handover.txt; asked from act to act, each comes once. */
#include "roster_text.h"

#include "core/handover.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US    (86400 * SECOND_US)
#define CAP       8
#define ACTS_MAX  4096

static const struct handover_times usual = {
    .notice_day_us = DAY_US,
    .notice_hour_us = 3600 * SECOND_US,
    .late_us = 600 * SECOND_US,
};

static struct roster_book book;

/* All acts of a stretch of time, as handover_next() walks it. */
static struct acts {
    struct handover all[ACTS_MAX];
    size_t n;
    size_t expected; /* by the rows so far */
} acts;

static void
walk(size_t roster, const struct handover_times *times, int64_t after_us,
     int64_t limit_us)
{
    for (;;) {
        size_t n = 0;
        int64_t at_us = 0;

        assert_in_range(acts.n, 0, ACTS_MAX - CAP);
        handover_next(&book, roster, times, after_us, limit_us,
                      &acts.all[acts.n], CAP, &n, &at_us);
        if (n == 0) {
            assert_int_equal(at_us, limit_us);
            return;
        }
        for (size_t i = 0; i < n; i++)
            assert_int_equal(acts.all[acts.n + i].at_us, at_us);
        assert_true(at_us > after_us && at_us <= limit_us);
        acts.n += n;
        after_us = at_us;
    }
}

static void
words_act(const struct handover *h, char out[ROW_FILE_LINE_BYTES])
{
    static const char *const words[] = {
        [HANDOVER_NOTICE_DAY] = "day",
        [HANDOVER_NOTICE_HOUR] = "hour",
        [HANDOVER_NOW] = "now",
        [HANDOVER_LATE] = "late",
    };
    char at[ROSTER_WORDS_BYTES], start[ROSTER_WORDS_BYTES];
    char incoming[ROSTER_WORDS_BYTES], outgoing[ROSTER_WORDS_BYTES];

    (void)snprintf(out, ROW_FILE_LINE_BYTES, "%s | %s | %s | %s | %s",
                   words[h->act], roster_words_time(&book, h->at_us, at),
                   roster_words_time(&book, h->start_us, start),
                   roster_words_people(&book, h->incoming, incoming),
                   roster_words_people(&book, h->outgoing, outgoing));
}

static void
settle(const struct row_file *rows)
{
    char text[ROW_FILE_LINE_BYTES];

    if (acts.expected < acts.n) {
        words_act(&acts.all[acts.expected], text);
        row_file_fail(rows, "before this, one more: %.900s", text);
    }
    acts.n = acts.expected = 0;
}

static void
expect_act(const struct row_file *rows)
{
    char is[ROW_FILE_LINE_BYTES] = "none", want[ROW_FILE_LINE_BYTES];
    char at[ROSTER_WORDS_BYTES], start[ROSTER_WORDS_BYTES];
    const char *const *c = rows->columns;

    row_file_want(rows, 6);
    (void)snprintf(
        want, sizeof want, "%s | %s | %s | %s | %s", c[1],
        roster_words_time(&book, roster_read_time(rows, &book, c[2]), at),
        roster_words_time(&book, roster_read_time(rows, &book, c[3]), start),
        c[4], c[5]);
    if (acts.expected < acts.n)
        words_act(&acts.all[acts.expected], is);
    if (strcmp(is, want) != 0)
        row_file_fail(rows, "is %.900s", is);
    acts.expected++;
}

static void
expect_own(const struct row_file *rows)
{
    const char *const *c = rows->columns;
    char text[ROSTER_WORDS_BYTES];

    row_file_want(rows, 6);

    int64_t start_us = handover_own_next(&book, roster_find(&book, c[2]),
                                         roster_person(&book, c[1]),
                                         roster_read_time(rows, &book, c[3]),
                                         roster_read_time(rows, &book, c[4]));

    if (start_us != roster_read_time(rows, &book, c[5]))
        row_file_fail(rows, "is %s", roster_words_time(&book, start_us, text));
}

static void
test_rows_of_handover(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/handover.txt");
    while (row_file_next(&rows)) {
        const char *what = rows.columns[0];

        if (strcmp(what, "act") == 0) {
            expect_act(&rows);
            continue;
        }
        settle(&rows);
        if (strcmp(what, "acts") == 0)
            walk(roster_find(&book, rows.columns[1]), &usual,
                 roster_read_time(&rows, &book, rows.columns[2]),
                 roster_read_time(&rows, &book, rows.columns[3]));
        else if (strcmp(what, "own") == 0)
            expect_own(&rows);
        else if (!roster_text_row(&rows, &book))
            row_file_fail(&rows, "neither of a book nor a question");
    }
    settle(&rows);
}

/* Shifts of a few hours to two days, holes between some of them. */
static void
random_shifts(uint64_t *seed, int64_t from_us, int64_t to_us)
{
    int64_t at_us = from_us;

    memset(&book, 0, sizeof book);
    amsterdam(&book.zone);
    for (; book.persons_n < 4; book.persons_n++)
        book.persons[book.persons_n].reachable = true;
    while (at_us < to_us) {
        struct shift *shift = &book.shifts[book.shifts_n++];
        int64_t minutes = 1 + (int64_t)(rows_random(seed) % 2880);

        shift->start_us = at_us;
        shift->end_us = at_us + minutes * 60 * SECOND_US;
        shift->people = 1 + rows_random(seed) % 15;
        at_us = shift->end_us;
        if (rows_random(seed) % 4 == 0)
            at_us += (int64_t)(rows_random(seed) % 600) * 60 * SECOND_US;
    }
    book.rosters_n = 1;
    book.rosters[0].minimum = 1;
    book.rosters[0].layers_n = 1;
    book.rosters[0].layers[0].shifts_n = book.shifts_n;
}

/* Of one act at one shift: how often the walk gave it. */
static size_t
count(enum handover_act act, int64_t start_us, int64_t at_us)
{
    size_t n = 0;

    for (size_t i = 0; i < acts.n; i++)
        if (acts.all[i].act == act && acts.all[i].start_us == start_us) {
            assert_int_equal(acts.all[i].at_us, at_us);
            n++;
        }
    return n;
}

/* The same acts from the shifts themselves, each looked up in the walk. */
static size_t
expect_each_once(const struct handover_times *times, int64_t from_us,
                 int64_t to_us)
{
    size_t expected = 0;

    for (size_t i = 0; i < book.shifts_n; i++) {
        const struct shift *s = &book.shifts[i];
        bool joined = i > 0 && s[-1].end_us == s->start_us;
        person_set before = joined ? s[-1].people : 0;
        const int64_t at_us[] = {
            [HANDOVER_NOTICE_DAY] = s->start_us - times->notice_day_us,
            [HANDOVER_NOTICE_HOUR] = s->start_us - times->notice_hour_us,
            [HANDOVER_NOW] = s->start_us,
            [HANDOVER_LATE] = s->start_us + times->late_us,
        };

        for (enum handover_act act = HANDOVER_NOTICE_DAY; act <= HANDOVER_LATE;
             act++) {
            bool due = (s->people & ~before) != 0 && at_us[act] > from_us &&
                       at_us[act] <= to_us;

            assert_int_equal(count(act, s->start_us, at_us[act]), due);
            expected += due;
        }
    }
    return expected;
}

static void
expect_order(void)
{
    for (size_t i = 1; i < acts.n; i++)
        assert_true(acts.all[i].at_us > acts.all[i - 1].at_us ||
                    (acts.all[i].at_us == acts.all[i - 1].at_us &&
                     acts.all[i].start_us >= acts.all[i - 1].start_us));
}

static const struct handover_times odd_times[] = {
    {DAY_US, 3600 * SECOND_US, 600 * SECOND_US},
    {3600 * SECOND_US, DAY_US, 0}, /* the hour longer than the day */
    {0, 0, 0},
    {7 * DAY_US, 60 * SECOND_US, 3 * DAY_US},
    {DAY_US, DAY_US, DAY_US},
};

static void
test_walking_gives_each_act_once_and_in_order(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (size_t i = 0; i < 4 * ROWS(odd_times); i++) {
        const struct handover_times *times = &odd_times[i % ROWS(odd_times)];
        int64_t from_us = civil_days(2026, 10, 10) * DAY_US;
        int64_t to_us = from_us + 40 * DAY_US;

        random_shifts(&seed, from_us, to_us);
        acts.n = 0;
        walk(0, times, from_us, to_us);
        expect_order();
        assert_int_equal(expect_each_once(times, from_us, to_us), acts.n);
        assert_true(acts.n > 40);
    }
}

/* Asking in pieces, as a desk that is started again does, makes no
 * difference, wherever the pieces meet. */
static void
test_limits_cut_nothing_and_double_nothing(void **state)
{
    uint64_t seed = 8;
    int64_t from_us = civil_days(2026, 10, 10) * DAY_US;
    int64_t to_us = from_us + 40 * DAY_US;

    (void)state;
    random_shifts(&seed, from_us, to_us);
    acts.n = 0;
    for (int64_t at_us = from_us; at_us < to_us;) {
        uint64_t minutes = 1 + rows_random(&seed) % 100;
        int64_t next_us = at_us + (int64_t)minutes * 60 * SECOND_US;

        walk(0, &usual, at_us, next_us < to_us ? next_us : to_us);
        at_us = next_us;
    }
    expect_order();
    assert_int_equal(expect_each_once(&usual, from_us, to_us), acts.n);
}

/* Eight is always enough, and more than it was given is never written. */
static void
test_no_more_than_cap(void **state)
{
    static const struct handover_times same = {0, 0, 0};
    struct handover out[3] = {{.act = HANDOVER_LATE}};
    size_t n = 0;
    int64_t at_us = 0;
    uint64_t seed = 9;

    (void)state;
    random_shifts(&seed, DAY_US, 20 * DAY_US);
    handover_next(&book, 0, &same, 0, 20 * DAY_US, out, 2, &n, &at_us);
    assert_int_equal(n, 2);
    assert_int_equal(at_us, DAY_US);
    assert_int_equal(out[0].act, HANDOVER_NOTICE_DAY);
    assert_int_equal(out[1].act, HANDOVER_NOTICE_HOUR);
    assert_int_equal(out[2].act, 0);
}

/* From the begin of time to its end, and a roster that never changes. */
static void
test_the_ends_of_time(void **state)
{
    struct handover out[CAP];
    size_t n = 1;
    int64_t at_us = 0;
    uint64_t seed = 10;

    (void)state;
    random_shifts(&seed, DAY_US, 20 * DAY_US);
    handover_next(&book, 0, &usual, INT64_MIN, INT64_MAX, out, CAP, &n, &at_us);
    assert_int_equal(n, 1);
    assert_int_equal(at_us, 0);
    assert_int_equal(out[0].start_us, DAY_US);
    book.rosters[0].layers_n = 0;
    handover_next(&book, 0, &usual, 0, INT64_MAX, out, CAP, &n, &at_us);
    assert_int_equal(n, 0);
    assert_int_equal(at_us, INT64_MAX);
    assert_int_equal(handover_own_next(&book, 0, 0, 0, INT64_MAX), INT64_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_handover),
        cmocka_unit_test(test_walking_gives_each_act_once_and_in_order),
        cmocka_unit_test(test_limits_cut_nothing_and_double_nothing),
        cmocka_unit_test(test_no_more_than_cap),
        cmocka_unit_test(test_the_ends_of_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
