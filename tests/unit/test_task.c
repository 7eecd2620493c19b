/* What a partner is asked: every state and verb, by everybody, as the rows of
 * tests/data/rows/task_life.txt say. */
#include "life_words.h"

#include "core/task.h"

#define NOW 99

static const char *const states[] = {"none",     "asked", "accepted",
                                     "declined", "done",  "withdrawn"};
static const char *const verbs[] = {"nothing", "accept", "decline", "done",
                                    "withdraw"};
static const char *const bys[] = {"stranger", "partner", "desk", "both"};

static struct task
task_in(enum task_state state)
{
    return (struct task){.task = 3,
                         .referral = 4,
                         .organisation = 5,
                         .kind = TASK_LEGAL,
                         .state = state,
                         .asked_us = 6,
                         .asked_by = 7,
                         .answered_us = state == TASK_STATE_ASKED ? 0 : 8,
                         .due_us = 10};
}

static void
want(const struct row_file *rows, const char *column, struct task *after)
{
    char text[ROW_FILE_LINE_BYTES], *rest = text, *word;

    (void)snprintf(text, sizeof text, "%s", column);
    while ((word = strsep(&rest, ",")) != NULL) {
        word = row_file_trim(word);
        if (strcmp(word, "answered") == 0)
            after->answered_us = NOW;
        else if (strcmp(word, "done at") == 0)
            after->done_us = NOW;
        else if (strcmp(word, "-") != 0)
            after->state = (enum task_state)LIFE_FIND(rows, states, word);
    }
}

static bool
equal(const struct task *a, const struct task *b)
{
    return a->task == b->task && a->referral == b->referral &&
           a->organisation == b->organisation && a->kind == b->kind &&
           a->state == b->state && a->asked_us == b->asked_us &&
           a->asked_by == b->asked_by && a->answered_us == b->answered_us &&
           a->done_us == b->done_us && a->due_us == b->due_us;
}

static void
check(const struct row_file *rows, size_t state, size_t verb, size_t by)
{
    const struct task before = task_in((enum task_state)state);
    struct task wanted = before;
    struct task after;
    enum ack_verdict verdict =
        task_decide(&before, (enum task_verb)verb, (by & 1) != 0, (by & 2) != 0,
                    NOW, &after);

    want(rows, rows->columns[4], &wanted);
    if ((size_t)verdict != LIFE_FIND(rows, life_verdicts, rows->columns[3]) ||
        !equal(&after, &wanted))
        row_file_fail(rows, "%s %s by %s: %s, %s", states[state], verbs[verb],
                      bys[by], life_verdicts[verdict], states[after.state]);
}

static void
test_rows_of_the_life_of_a_task(void **state)
{
    bool seen[ROWS(states)][ROWS(verbs)][ROWS(bys)] = {0};
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/task_life.txt");
    while (row_file_next(&rows)) {
        unsigned in = LIFE_MASK(&rows, states, rows.columns[0]);
        unsigned verb = LIFE_MASK(&rows, verbs, rows.columns[1]);
        unsigned by = LIFE_MASK(&rows, bys, rows.columns[2]);

        row_file_want(&rows, 5);
        for (size_t s = 0; s < ROWS(states); s++)
            for (size_t v = 0; v < ROWS(verbs); v++)
                for (size_t b = 0; b < ROWS(bys); b++) {
                    if ((in >> s & verb >> v & by >> b & 1) == 0)
                        continue;
                    seen[s][v][b] = true;
                    check(&rows, s, v, b);
                }
    }
    for (size_t s = TASK_STATE_ASKED; s < ROWS(states); s++)
        for (size_t v = 0; v < ROWS(verbs); v++)
            for (size_t b = 0; b < ROWS(bys); b++)
                if (!seen[s][v][b])
                    fail_msg("no row: %s %s by %s", states[s], verbs[v],
                             bys[b]);
}

static void
test_what_has_no_name_does_nothing(void **state)
{
    const struct task before = task_in(TASK_STATE_ASKED);
    struct task after;

    (void)state;
    assert_int_equal(
        task_decide(&before, TASK_WITHDRAW + 1, true, true, NOW, &after),
        ACK_INVALID);
    assert_true(equal(&before, &after));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_the_life_of_a_task),
        cmocka_unit_test(test_what_has_no_name_does_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
