/* How long what was told is kept: tests/data/rows/retention.txt. */
#include "row_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/retention_judge.h"

#define DAY_US    INT64_C(86400000000)
#define SECOND_US INT64_C(1000000)

static const struct word {
    const char *text;
    int value;
} kinds[] = {{"signal", MESSAGE_SIGNAL},
             {"referral", MESSAGE_REFERRAL},
             {"advice", MESSAGE_ADVICE},
             {"withdrawal", MESSAGE_WITHDRAWAL}},
  sources[] = {{"housing", ORGANISATION_HOUSING},
               {"police", ORGANISATION_POLICE},
               {"care", ORGANISATION_CARE}},
  open_things[] = {{"alert", KEPT_BLOCK_ALERT},
                   {"referral", KEPT_BLOCK_REFERRAL},
                   {"task", KEPT_BLOCK_TASK},
                   {"term", KEPT_BLOCK_TERM},
                   {"placement", KEPT_BLOCK_PLACEMENT},
                   {"bottleneck", KEPT_BLOCK_BOTTLENECK}},
  steps[] = {{"wait", KEPT_WAIT},
             {"tell", KEPT_TELL},
             {"expire", KEPT_EXPIRE},
             {"revive", KEPT_REVIVE},
             {"erase", KEPT_ERASE}};

/* Days are counted from one that is not 0: 0 is never. */
#define DAY(n) ((int64_t)((n) + 1000) * DAY_US)

static const struct retention document = {
    .rules = {{MESSAGE_SIGNAL, 1U << ORGANISATION_POLICE, 50},
              {MESSAGE_SIGNAL, RETENTION_ANY_SOURCE, 100},
              {MESSAGE_REFERRAL, RETENTION_ANY_SOURCE, 200}},
    .rules_n = 3,
    .withdrawn_days = 10,
    .erase_after_days = 20};

static int
value_of(const struct row_file *rows, const struct word *words, size_t n,
         const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i].text, text) == 0)
            return words[i].value;
    row_file_fail(rows, "\"%s\" is no word", text);
    return 0;
}

static void
read_fact(const struct row_file *rows, struct kept *kept, const char *word,
          char **rest)
{
    const struct {
        const char *word;
        int64_t *at_us;
    } times[] = {
        {"told", &kept->told_us},       {"withdrawn", &kept->withdrawn_us},
        {"until", &kept->until_us},     {"hold", &kept->hold_until_us},
        {"expired", &kept->expired_us}, {"saw", &kept->told_end_us},
    };

    for (size_t i = 0; i < ROWS(times); i++) {
        if (strcmp(times[i].word, word) != 0)
            continue;
        const char *number = strsep(rest, " ");

        if (number == NULL)
            row_file_fail(rows, "%s: a day is missing", word);
        *times[i].at_us = DAY(atoi(number));
        return;
    }
    kept->blocks |=
        (uint32_t)value_of(rows, open_things, ROWS(open_things), word);
}

static struct kept
read_message(const struct row_file *rows, const char *column)
{
    struct kept kept = {.state = KEPT_LIVE};
    char text[ROW_FILE_LINE_BYTES];
    char *rest = text;

    snprintf(text, sizeof text, "%s", column);
    kept.kind = (enum message_kind)value_of(rows, kinds, ROWS(kinds),
                                            strsep(&rest, " "));
    kept.source = (enum organisation_kind)value_of(rows, sources, ROWS(sources),
                                                   strsep(&rest, " "));
    while (rest != NULL)
        read_fact(rows, &kept, strsep(&rest, " "), &rest);
    if (kept.expired_us != 0)
        kept.state = KEPT_EXPIRED;
    return kept;
}

static void
test_rows(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/retention.txt");
    while (row_file_next(&rows)) {
        struct retention retention = document;
        struct kept kept = read_message(&rows, rows.columns[2]);
        int64_t now_us = DAY(atoi(rows.columns[3]));
        struct kept_next next;

        row_file_want(&rows, 6);
        retention.tell_before_days = (uint32_t)atoi(rows.columns[1]);
        if (strstr(rows.columns[3], "-1s") != NULL)
            now_us -= SECOND_US;
        next = retention_next(&retention, &kept, now_us);
        if ((int)next.step !=
            value_of(&rows, steps, ROWS(steps), rows.columns[4]))
            row_file_fail(&rows, "step is %s", steps[next.step].text);
        if (strcmp(rows.columns[5], "never") == 0
                ? next.next_us != INT64_MAX
                : next.next_us != DAY(atoi(rows.columns[5])))
            row_file_fail(&rows, "next is %lld us",
                          (long long)(next.next_us - DAY(0)));
    }
}

/* Whatever happened, looking again leads somewhere: nothing is looked at for
 * ever at one moment, and nothing goes while something stands in the way. */
static void
test_every_message_comes_to_an_end(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 20000; seed++) {
        uint32_t random = seed * 2654435761U;
        struct retention retention = document;
        struct kept kept = {
            .kind = (random & 1U) != 0 ? MESSAGE_SIGNAL : MESSAGE_REFERRAL,
            .source = ORGANISATION_HOUSING,
            .state = KEPT_LIVE,
            .told_us = DAY(random >> 1 & 63U),
            .withdrawn_us =
                (random >> 7 & 3U) == 0 ? DAY(random >> 9 & 63U) : 0,
            .until_us = (random >> 15 & 3U) == 0 ? DAY(random >> 17 & 511U) : 0,
            .hold_until_us =
                (random >> 26 & 3U) == 0 ? DAY(random >> 20 & 511U) : 0};
        int64_t now_us = kept.told_us;
        size_t looks = 0;

        retention.tell_before_days = random >> 28;
        for (;;) {
            struct kept_next next = retention_next(&retention, &kept, now_us);

            if (++looks > 600)
                fail_msg("seed %u never ends", seed);
            if (next.step == KEPT_ERASE)
                break;
            if (next.step == KEPT_WAIT)
                assert_true(next.next_us > now_us);
            if (next.step == KEPT_TELL)
                kept.told_end_us = retention_end(&retention, &kept);
            if (next.step == KEPT_EXPIRE) {
                kept.state = KEPT_EXPIRED;
                kept.expired_us = now_us;
            }
            assert_int_not_equal(next.step, KEPT_REVIVE);
            now_us = next.next_us;
        }
        assert_true(now_us >= retention_end(&retention, &kept) + 20 * DAY_US);
        assert_true(now_us >= kept.hold_until_us);
    }
}

static void
test_without_rules_everything_is_kept(void **state)
{
    const struct retention none = {.erase_after_days = 1};
    const struct kept kept = {.kind = MESSAGE_SIGNAL,
                              .source = ORGANISATION_HOUSING,
                              .state = KEPT_LIVE,
                              .told_us = DAY(0)};
    struct kept_next next = retention_next(&none, &kept, DAY(100000));

    (void)state;
    assert_int_equal(next.step, KEPT_WAIT);
    assert_true(next.next_us == INT64_MAX);
}

/* The document lets prolong by 30 days, twice, and hold for 60. */
static void
test_what_people_ask_has_limits(void **state)
{
    static const struct {
        enum retention_verb verb;
        int until; /* days after now */
        uint32_t prolonged;
        int64_t hold_until_us;
        uint32_t blocks;
        enum retention_verdict verdict;
    } rows[] = {
        {RETENTION_PROLONG, 30, 1, 0, 0, RETENTION_DONE},
        {RETENTION_PROLONG, 31, 1, 0, 0, RETENTION_LIMIT},
        {RETENTION_PROLONG, 30, 2, 0, 0, RETENTION_LIMIT},
        {RETENTION_PROLONG, 10, 2, 0, 0, RETENTION_ALREADY},
        {RETENTION_HOLD, 60, 2, 0, 0, RETENTION_DONE},
        {RETENTION_HOLD, 61, 0, 0, 0, RETENTION_LIMIT},
        {RETENTION_HOLD, 0, 0, 0, 0, RETENTION_LIMIT},
        {RETENTION_RELEASE, 0, 0, DAY(95), 0, RETENTION_DONE},
        {RETENTION_RELEASE, 0, 0, 0, 0, RETENTION_ALREADY},
        {RETENTION_ERASE, 0, 0, 0, 0, RETENTION_DONE},
        {RETENTION_ERASE, 0, 0, DAY(90), 0, RETENTION_DONE},
        {RETENTION_ERASE, 0, 0, DAY(91), 0, RETENTION_BLOCKED},
        {RETENTION_ERASE, 0, 0, 0, KEPT_BLOCK_TERM, RETENTION_BLOCKED},
    };
    struct retention limits = document;

    (void)state;
    limits.prolong_days_max = 30;
    limits.prolong_times = 2;
    limits.hold_days_max = 60;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct request_retention asked = {
            .verb = rows[i].verb, .until_us = DAY(90 + rows[i].until)};
        const struct kept kept = {.kind = MESSAGE_SIGNAL,
                                  .source = ORGANISATION_HOUSING,
                                  .state = KEPT_LIVE,
                                  .told_us = DAY(0),
                                  .hold_until_us = rows[i].hold_until_us,
                                  .blocks = rows[i].blocks};

        assert_int_equal(
            retention_judge(&limits, &asked, &kept, rows[i].prolonged, DAY(90)),
            rows[i].verdict);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_message_comes_to_an_end),
        cmocka_unit_test(test_without_rules_everything_is_kept),
        cmocka_unit_test(test_what_people_ask_has_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
