/* What the two models say of pairs that people can read: data/rows. */
#include "row_file.h"

#include "link_words.h"

#include "link/score.h"

static const char *const answers[] = {"apart", "ask", "linked"};

static int64_t
seconds(const char *text, double unit)
{
    return (int64_t)(strtod(text, NULL) * unit + 0.5);
}

/* Of the row's pair, also when the two change places. */
static struct link_score
score_row(const struct row_file *rows, const struct link_model *model,
          int64_t gap_s)
{
    static const int64_t begin_s = 1700000000;
    struct link_record a = {.place = {begin_s, 1, 1}};
    struct link_record b = {.place = {begin_s + gap_s, 2, 2}};
    struct link_score score, back;

    if (!link_words_record(rows->columns[1], &a) ||
        !link_words_record(rows->columns[2], &b))
        row_file_fail(rows, "what has it?");
    link_score(model, &a, &b, &score);
    link_score(model, &b, &a, &back);
    if (back.total_mb != score.total_mb || back.outcome != score.outcome)
        row_file_fail(rows, "%d, the other way round %d", score.total_mb,
                      back.total_mb);
    return score;
}

static void
test_one_situation(void **state)
{
    struct row_file rows;
    struct link_model model;

    (void)state;
    link_model_start(&model);
    row_file_open(&rows, "tests/data/rows/link_situation.txt");
    while (row_file_next(&rows)) {
        row_file_want(&rows, 7);
        struct link_score is =
            score_row(&rows, &model, seconds(rows.columns[3], 86400));

        if (strcmp(answers[is.outcome], rows.columns[4]) != 0 ||
            is.total_mb != strtol(rows.columns[5], NULL, 10) ||
            is.groups_agreeing != strtol(rows.columns[6], NULL, 10))
            row_file_fail(&rows, "%s: %s | %d | %u", rows.columns[0],
                          answers[is.outcome], is.total_mb, is.groups_agreeing);
    }
}

static void
test_one_observation(void **state)
{
    struct row_file rows;
    struct link_model model;

    (void)state;
    link_model_same_start(&model);
    row_file_open(&rows, "tests/data/rows/link_same.txt");
    while (row_file_next(&rows)) {
        row_file_want(&rows, 7);
        struct link_score is =
            score_row(&rows, &model, seconds(rows.columns[3], 3600));
        const char *answer =
            is.outcome == LINK_STRONG ? "same" : answers[is.outcome];

        if (strcmp(answer, rows.columns[4]) != 0 ||
            is.total_mb != strtol(rows.columns[5], NULL, 10) ||
            is.contradicting != (strcmp(rows.columns[6], "no") == 0))
            row_file_fail(&rows, "%s: %s | %d | %s", rows.columns[0], answer,
                          is.total_mb, is.contradicting ? "no" : "yes");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_situation),
        cmocka_unit_test(test_one_observation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
