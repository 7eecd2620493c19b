/* Who is called in a step and when the next one is due: the rows of
 * tests/data/rows/escalation.txt, and what they cannot say. */
#include "escalation_text.h"

static struct escalation_text desk;

static const struct policy *
find(const struct row_file *rows)
{
    size_t at = policy_find(&desk.policies, rows->columns[1]);

    if (at == POLICIES_MAX)
        row_file_fail(rows, "no policy \"%s\"", rows->columns[1]);
    return &desk.policies.policies[at];
}

static void
next(const struct row_file *rows)
{
    const struct policy *policy = find(rows);
    int64_t now_us = roster_read_time(rows, &desk.book, rows->columns[2]);
    bool is_fallback = strcmp(rows->columns[5], "fallback") == 0;
    struct escalation_step got;
    char people[ROSTER_WORDS_BYTES];

    row_file_want(rows, 10);
    escalation_next(policy, &desk.book, &desk.extra,
                    (uint32_t)atoi(rows->columns[3]), now_us, &got);
    if (got.step != (uint32_t)atoi(rows->columns[4]) ||
        got.position != (is_fallback ? 0 : (uint32_t)atoi(rows->columns[5])) ||
        got.unattended != is_fallback ||
        got.empty_n != (uint32_t)atoi(rows->columns[6]) ||
        got.people != roster_read_people(rows, &desk.book, rows->columns[7]) ||
        got.next_due_us != now_us + life_wait(rows, rows->columns[8]) ||
        got.end_us != now_us + life_wait(rows, rows->columns[9]))
        row_file_fail(rows, "%u | %u | %u | %s%s | %lld s | %lld s", got.step,
                      got.position, got.empty_n,
                      roster_words_people(&desk.book, got.people, people),
                      got.unattended ? " unattended" : "",
                      (long long)((got.next_due_us - now_us) / LIFE_SECOND_US),
                      (long long)((got.end_us - now_us) / LIFE_SECOND_US));
    if (!is_fallback && escalation_position(policy, got.step) != got.position)
        row_file_fail(rows, "not the position of its step");
}

static void
joins(const struct row_file *rows)
{
    const struct policy *policy = find(rows);
    size_t roster = roster_find(&desk.book, rows->columns[3]);

    row_file_want(rows, 5);
    if (roster == ROSTERS_MAX)
        row_file_fail(rows, "no roster \"%s\"", rows->columns[3]);
    if (escalation_names_roster(policy, (uint32_t)atoi(rows->columns[2]),
                                roster) != (rows->columns[4][0] == 'y'))
        row_file_fail(rows, "is not so");
}

static void
test_rows_of_escalation(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/escalation.txt");
    while (row_file_next(&rows)) {
        if (escalation_text_row(&rows, &desk))
            continue;
        if (strcmp(rows.columns[0], "next") == 0)
            next(&rows);
        else if (strcmp(rows.columns[0], "joins") == 0)
            joins(&rows);
        else
            row_file_fail(&rows, "what is \"%s\"?", rows.columns[0]);
    }
}

static const struct {
    uint32_t steps, loop_from, step, position;
} positions[] = {
    {1, 1, 1, 1}, {1, 1, 2, 1},          {1, 1, UINT32_MAX, 1}, {3, 2, 0, 1},
    {3, 2, 1, 1}, {3, 2, 3, 3},          {3, 2, 4, 2},          {3, 2, 5, 3},
    {3, 2, 6, 2}, {3, 3, 4, 3},          {3, 3, 5, 3},          {3, 1, 4, 1},
    {3, 1, 6, 3}, {3, 1, UINT32_MAX, 3}, {8, 1, 9, 1},          {8, 8, 9, 8},
};

static void
test_positions(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(positions); i++) {
        const struct policy policy = {.steps_n = positions[i].steps,
                                      .loop_from = positions[i].loop_from};
        uint32_t got = escalation_position(&policy, positions[i].step);

        if (got != positions[i].position)
            fail_msg("row %zu: %u", i + 1, got);
    }
}

static struct policy_target
random_target(uint64_t *seed)
{
    uint64_t which = rows_random(seed);

    return (struct policy_target){
        .kind = (enum target_kind)(TARGET_ROSTER + which % 4),
        .roster = which >> 8 & 3, /* one more than there are */
        .duty = (which >> 16 & 1) != 0 ? DUTY_COORDINATOR : DUTY_MANAGER,
        .person = which >> 24 & 15};
}

static void
random_desk(uint64_t *seed, struct roster_book *book, struct policy *policy)
{
    book->persons_n = 1 + rows_random(seed) % 12;
    for (size_t i = 0; i < book->persons_n; i++) {
        book->persons[i].reachable = rows_random(seed) % 3 == 0;
        book->persons[i].has_contact = book->persons[i].reachable;
        book->persons[i].duties = (uint32_t)(rows_random(seed) & 3);
    }
    book->rosters_n = 3;
    book->overrides_n = 3;
    for (size_t i = 0; i < 3; i++)
        book->overrides[i] = (struct override){
            .seq = (int64_t)i + 1,
            .roster = rows_random(seed) % 3,
            .verb = OVERRIDE_SET,
            .start_us = 0,
            .end_us = INT64_MAX,
            .people = rows_random(seed) & (PERSON_BIT(book->persons_n) - 1)};
    *policy =
        (struct policy){.steps_n = 1 + rows_random(seed) % POLICY_STEPS_MAX,
                        .loop_every_us = 600,
                        .fallback = PERSON_BIT(rows_random(seed) % 12),
                        .fallback_every_us = 300};
    policy->loop_from = 1 + (uint32_t)(rows_random(seed) % policy->steps_n);
    for (size_t i = 0; i < policy->steps_n; i++) {
        policy->steps[i].wait_us = 300;
        policy->steps[i].undelivered_us = (int64_t)(rows_random(seed) % 600);
        policy->steps[i].targets_n = 1 + rows_random(seed) % 3;
        for (size_t k = 0; k < policy->steps[i].targets_n; k++)
            policy->steps[i].targets[k] = random_target(seed);
    }
}

/* I6: whatever rosters, keys and policies say, somebody is called; all who
 * are called can be, but for the fallback; steps go up and time goes on. */
static void
test_somebody_is_called_whatever_the_roster(void **state)
{
    static struct roster_book book;
    uint64_t seed = 6;
    size_t fallbacks = 0, passed = 0, rounds = 0;

    (void)state;
    amsterdam(&book.zone);
    for (int i = 0; i < 20000; i++) {
        struct policy policy;
        struct escalation_extra extra = {
            .always = rows_random(&seed) & rows_random(&seed) & 0xFFF,
            .roster = {rows_random(&seed) & rows_random(&seed) & 0xF}};
        uint32_t before = 0;

        random_desk(&seed, &book, &policy);
        for (int k = 0; k < 6; k++) {
            struct escalation_step out;
            person_set may = roster_reachable(&book);

            escalation_next(&policy, &book, &extra, before, 1000, &out);
            assert_true(out.people != 0);
            if (out.unattended)
                may |= policy.fallback;
            assert_true((out.people & ~may) == 0);
            assert_int_equal(out.unattended, out.position == 0);
            assert_int_equal(out.step, before + out.empty_n + 1);
            assert_true(out.empty_n <= policy.steps_n);
            assert_int_equal(out.unattended, out.empty_n == policy.steps_n);
            assert_true(out.next_due_us > 1000);
            assert_true(out.end_us >= out.next_due_us);
            before = out.step;
            fallbacks += out.unattended;
            passed += out.empty_n != 0 && !out.unattended;
            rounds++;
        }
    }
    assert_true(rounds >= 100000);
    assert_true(fallbacks > 1000);
    assert_true(passed > 1000);
}

static void
test_the_last_number_stays_and_time_ends(void **state)
{
    static struct roster_book book;
    const struct policy policy = {
        .steps_n = 1,
        .loop_from = 1,
        .loop_every_us = 10,
        .fallback = 1,
        .fallback_every_us = 10,
        .steps = {{.targets = {{.kind = TARGET_PERSON, .person = 0}},
                   .targets_n = 1,
                   .wait_us = 10}}};
    const struct escalation_extra extra = {0};
    struct escalation_step out;

    (void)state;
    book.persons_n = 1;
    for (int reachable = 0; reachable < 2; reachable++) {
        book.persons[0].reachable = reachable != 0;
        escalation_next(&policy, &book, &extra, UINT32_MAX, INT64_MAX - 1,
                        &out);
        assert_int_equal(out.step, UINT32_MAX);
        assert_int_equal(out.people, 1);
        assert_true(out.next_due_us == INT64_MAX);
        assert_true(out.end_us == INT64_MAX);
    }
}

/* A policy is of a version, and so is the book: the last row of an older one
 * is nobody, whatever stands there. */
static void
test_what_is_not_in_the_book_is_nobody(void **state)
{
    static struct roster_book book;
    static const struct policy_target beyond[] = {
        {.kind = TARGET_ROSTER, .roster = 1},
        {.kind = TARGET_ROSTER, .roster = ROSTERS_MAX},
        {.kind = TARGET_PERSON, .person = 1},
        {.kind = TARGET_PERSON, .person = PERSONS_MAX},
        {.kind = TARGET_NOBODY},
    };
    const struct escalation_extra extra = {0};

    (void)state;
    book.persons_n = 1;
    book.persons[0].reachable = true;
    book.rosters_n = 1;
    book.overrides_n = 1;
    book.overrides[0] = (struct override){.seq = 1,
                                          .roster = 1,
                                          .verb = OVERRIDE_SET,
                                          .end_us = INT64_MAX,
                                          .people = 1};
    for (size_t i = 0; i < ROWS(beyond); i++) {
        const struct policy policy = {
            .steps_n = 1,
            .loop_from = 1,
            .fallback = 1,
            .steps = {{.targets = {beyond[i]}, .targets_n = 1}}};
        struct escalation_step out;

        escalation_next(&policy, &book, &extra, 0, 1000, &out);
        if (!out.unattended)
            fail_msg("target %zu calls somebody", i + 1);
    }
}

static const struct {
    uint32_t attempt;
    int64_t wait_s;
} resends[] = {
    {1, 2},  {2, 4},   {3, 8},   {4, 16},  {5, 30},          {6, 30},
    {7, 30}, {31, 30}, {32, 30}, {33, 30}, {UINT32_MAX, 30},
};

static void
test_resend_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(resends); i++) {
        int64_t wait_us =
            escalation_resend_us(30 * LIFE_SECOND_US, resends[i].attempt);

        if (wait_us != resends[i].wait_s * LIFE_SECOND_US)
            fail_msg("attempt %u: %lld", resends[i].attempt,
                     (long long)wait_us);
    }
    assert_int_equal(escalation_resend_us(LIFE_SECOND_US, 1), LIFE_SECOND_US);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_escalation),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_somebody_is_called_whatever_the_roster),
        cmocka_unit_test(test_what_is_not_in_the_book_is_nobody),
        cmocka_unit_test(test_the_last_number_stays_and_time_ends),
        cmocka_unit_test(test_resend_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
