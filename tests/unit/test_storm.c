/* When many signals come at once: the cases of tests/data/rows/storm.txt, and
 * what they cannot say. */
#include "life_words.h"

#include "core/storm.h"

#define PEOPLE_MAX 200
#define EVENTS_MAX 500
#define BEGIN_US   INT64_C(1795431600000000)

static struct policies policies;
static const char *const kinds[] = {"signal", "referral", "drill", "clock"};
static const char *const weather[] = {"calm", "storm"};

struct person_pages {
    char name[16];
    int64_t at_us[EVENTS_MAX]; /* ascending; those that count */
    size_t n;
    int64_t summary_us; /* when the one that is collected goes, 0: none */
};

/* What the desk remembers of a case. */
static struct sky {
    struct storm storm;
    int64_t arrived_us[EVENTS_MAX]; /* signals that are not exempt */
    size_t arrived_n;
    struct person_pages people[PEOPLE_MAX];
    size_t people_n;
} sky;

static int
setup(void **state)
{
    (void)state;
    policies_defaults(&policies);
    return 0;
}

static uint32_t
count_within(const int64_t at_us[], size_t n, int64_t now_us, int64_t span_us,
             int64_t *oldest_us)
{
    uint32_t count = 0;

    *oldest_us = 0;
    for (size_t i = 0; i < n; i++) {
        if (at_us[i] <= now_us - span_us)
            continue;
        if (count == 0)
            *oldest_us = at_us[i];
        count++;
    }
    return count;
}

static uint32_t
arrived(int64_t now_us)
{
    int64_t oldest_us;

    return count_within(sky.arrived_us, sky.arrived_n, now_us,
                        policies.storm.enter_us, &oldest_us);
}

static struct person_pages *
person(const char *name)
{
    for (size_t i = 0; i < sky.people_n; i++)
        if (strcmp(sky.people[i].name, name) == 0)
            return &sky.people[i];
    assert_true(sky.people_n < PEOPLE_MAX);

    struct person_pages *fresh = &sky.people[sky.people_n++];

    if (strcmp(name, "each") == 0)
        (void)snprintf(fresh->name, sizeof fresh->name, "%zu", sky.people_n);
    else
        (void)snprintf(fresh->name, sizeof fresh->name, "%s", name);
    return fresh;
}

static void
send_summaries(int64_t now_us)
{
    for (size_t i = 0; i < sky.people_n; i++) {
        struct person_pages *p = &sky.people[i];

        if (p->summary_us == 0 || p->summary_us > now_us)
            continue;
        p->at_us[p->n++] = p->summary_us;
        p->summary_us = 0;
    }
}

static struct storm_recent
recent_of(const struct person_pages *p, int64_t now_us)
{
    int64_t ignored;
    struct storm_recent recent = {.waiting = p->summary_us != 0,
                                  .last_us =
                                      p->n == 0 ? 0 : p->at_us[p->n - 1]};

    recent.gap_n =
        count_within(p->at_us, p->n, now_us, policies.storm.gap_us, &ignored);
    recent.span_n = count_within(p->at_us, p->n, now_us, policies.storm.span_us,
                                 &recent.oldest_us);
    return recent;
}

static enum storm_way
arrive(const struct alert *alert, struct person_pages *p, int64_t now_us)
{
    struct storm_recent recent = recent_of(p, now_us);

    if (!storm_exempt(alert)) {
        sky.arrived_us[sky.arrived_n++] = now_us;
        (void)storm_signal(&policies.storm, &sky.storm, arrived(now_us),
                           now_us);
    }

    enum storm_way way = storm_way(&policies.storm, &sky.storm, alert, &recent);

    if (way == STORM_SINGLE && !storm_exempt(alert))
        p->at_us[p->n++] = now_us;
    if (way == STORM_SUMMARY && p->summary_us == 0)
        p->summary_us =
            storm_summary_due(&policies.storm, &sky.storm, &recent, now_us);
    return way;
}

static int64_t
read_clock(const struct row_file *rows, const char *text)
{
    int hour, minute, second;

    if (sscanf(text, "%d:%d:%d", &hour, &minute, &second) != 3)
        row_file_fail(rows, "no clock: \"%s\"", text);
    return BEGIN_US + ((hour * 60 + minute) * 60 + second) * LIFE_SECOND_US;
}

static struct alert
read_alert(const struct row_file *rows, const char *text, int *times)
{
    char level[8], kind[16];

    *times = 1;
    if (strchr(text, 'x') != NULL) {
        *times = atoi(text);
        text = strchr(text, 'x') + 1;
    }
    if (sscanf(text, "%7s %15s", level, kind) != 2)
        row_file_fail(rows, "no alert: \"%s\"", text);

    size_t k = LIFE_FIND(rows, kinds, kind);

    return (struct alert){.level =
                              (enum level)LIFE_FIND(rows, life_levels, level),
                          .kind = k == 1 ? MESSAGE_REFERRAL : MESSAGE_SIGNAL,
                          .cause = k == 2   ? CAUSE_DRILL
                                   : k == 3 ? CAUSE_CLOCK
                                            : CAUSE_MESSAGE};
}

static void
check_alerts(const struct row_file *rows, int64_t now_us)
{
    int times;
    struct alert alert = read_alert(rows, rows->columns[1], &times);
    const char *clock = life_after(rows->columns[3], "summary ");

    for (int i = 0; i < times; i++) {
        struct person_pages *p = person(rows->columns[2]);
        enum storm_way way = arrive(&alert, p, now_us);

        if (way != (clock == NULL ? STORM_SINGLE : STORM_SUMMARY))
            row_file_fail(rows, "number %d goes %s", i + 1,
                          way == STORM_SINGLE ? "singly" : "by summary");
        if (clock != NULL && p->summary_us != read_clock(rows, clock))
            row_file_fail(
                rows, "the summary goes after %lld s",
                (long long)((p->summary_us - now_us) / LIFE_SECOND_US));
    }
}

static void
test_rows_of_storms(void **state)
{
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/storm.txt");
    while (row_file_next(&rows)) {
        if (strcmp(rows.columns[0], "case") == 0) {
            memset(&sky, 0, sizeof sky);
            continue;
        }
        row_file_want(&rows, 5);

        int64_t now_us = read_clock(&rows, rows.columns[0]);

        send_summaries(now_us);
        if (strcmp(rows.columns[1], "look") == 0)
            (void)storm_look(&policies.storm, &sky.storm, arrived(now_us),
                             now_us);
        else
            check_alerts(&rows, now_us);
        if (sky.storm.on != LIFE_FIND(&rows, weather, rows.columns[4]))
            row_file_fail(&rows, "it is %s", weather[sky.storm.on]);
    }
}

/* What changed is what the store must write. */
static void
test_changes_are_told(void **state)
{
    const struct storm_limits *limits = &policies.storm;
    struct storm storm = {0};

    (void)state;
    assert_false(storm_look(limits, &storm, 99, 5));
    assert_false(storm_signal(limits, &storm, limits->enter_n, 5));
    assert_false(storm.on);
    assert_true(storm_signal(limits, &storm, limits->enter_n + 1, 5));
    assert_true(storm.on);
    assert_int_equal(storm.since_us, 5);
    assert_int_equal(storm.singles_left, limits->singles);
    assert_false(storm_signal(limits, &storm, limits->enter_n + 2, 6));
    assert_int_equal(storm.since_us, 5);
    assert_false(storm_look(limits, &storm, limits->leave_n, 7));
    assert_true(storm_look(limits, &storm, limits->leave_n - 1, 8));
    assert_int_equal(storm.calm_since_us, 8);
    assert_false(storm_look(limits, &storm, 0, 9));
    assert_true(storm_look(limits, &storm, limits->leave_n, 10));
    assert_int_equal(storm.calm_since_us, 0);
    assert_true(storm_look(limits, &storm, 0, 11));
    assert_false(storm_look(limits, &storm, 0, 10 + limits->leave_us));
    assert_true(storm_look(limits, &storm, 0, 11 + limits->leave_us));
    assert_false(storm.on);
    assert_int_equal(storm.calm_since_us, 0);
}

static void
test_a_clock_set_back_does_not_prolong_a_storm(void **state)
{
    const struct storm_limits *limits = &policies.storm;
    struct storm storm = {.on = true, .calm_since_us = BEGIN_US};
    int64_t now_us = BEGIN_US - LIFE_DAY_US;

    (void)state;
    assert_true(storm_look(limits, &storm, 0, now_us));
    assert_true(storm.on);
    assert_true(storm_look(limits, &storm, 0, now_us + limits->leave_us));
    assert_false(storm.on);
}

static void
test_who_is_exempt(void **state)
{
    static const struct {
        enum level level;
        enum message_kind kind;
        enum alert_cause cause;
        bool exempt;
    } table[] = {
        {LEVEL_U1, MESSAGE_SIGNAL, CAUSE_MESSAGE, true},
        {LEVEL_NONE, MESSAGE_SIGNAL, CAUSE_MESSAGE, true},
        {LEVEL_U2, MESSAGE_SIGNAL, CAUSE_MESSAGE, false},
        {LEVEL_U3, MESSAGE_ADVICE, CAUSE_MESSAGE, false},
        {LEVEL_U4B, MESSAGE_SIGNAL, CAUSE_MESSAGE, false},
        {LEVEL_U3, MESSAGE_REFERRAL, CAUSE_MESSAGE, true},
        {LEVEL_U3, MESSAGE_NONE, CAUSE_DRILL, true},
        {LEVEL_U3, MESSAGE_NONE, CAUSE_CLOCK, true},
        {LEVEL_U3, MESSAGE_NONE, CAUSE_ROSTER, true},
        {LEVEL_U3, MESSAGE_NONE, CAUSE_INVARIANT, true},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(table); i++) {
        const struct alert alert = {.level = table[i].level,
                                    .kind = table[i].kind,
                                    .cause = table[i].cause};

        if (storm_exempt(&alert) != table[i].exempt)
            fail_msg("row %zu", i + 1);
    }
}

/* However the signals come: one person has at most one page in 30 s, six in
 * 10 min while it is calm, and hears of each signal within 10 min. */
static void
test_limits_hold_in_any_weather(void **state)
{
    uint64_t seed = 8;
    size_t summaries = 0, stormy = 0, calm = 0;

    (void)state;
    for (int round = 0; round < 300; round++) {
        int64_t now_us = BEGIN_US;
        int64_t mean_s = 1 + (int64_t)(rows_random(&seed) % 40);
        const struct alert alert = {.level = LEVEL_U3, .kind = MESSAGE_SIGNAL};

        bool was_storm = false;

        memset(&sky, 0, sizeof sky);
        for (int i = 0; i < 400; i++) {
            static const char *const names[] = {"anna", "bram"};
            struct person_pages *p = person(names[rows_random(&seed) % 2]);

            now_us += (int64_t)(rows_random(&seed) % (uint64_t)(2 * mean_s)) *
                      LIFE_SECOND_US;
            send_summaries(now_us);
            if (arrive(&alert, p, now_us) == STORM_SUMMARY) {
                summaries++;
                assert_true(p->summary_us >= now_us);
                assert_true(p->summary_us <= now_us + policies.storm.span_us);
            }
            was_storm |= sky.storm.on;
        }
        for (size_t k = 0; k < sky.people_n; k++) {
            const struct person_pages *p = &sky.people[k];

            for (size_t i = 1; i < p->n; i++)
                assert_true(p->at_us[i] - p->at_us[i - 1] >=
                            policies.storm.gap_us);
            for (size_t i = 6; i < p->n && !was_storm; i++)
                assert_true(p->at_us[i] - p->at_us[i - 6] >=
                            policies.storm.span_us);
        }
        stormy += was_storm;
        calm += !was_storm;
    }
    assert_true(summaries > 1000);
    assert_true(stormy > 30);
    assert_true(calm > 30);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_storms),
        cmocka_unit_test(test_changes_are_told),
        cmocka_unit_test(test_a_clock_set_back_does_not_prolong_a_storm),
        cmocka_unit_test(test_who_is_exempt),
        cmocka_unit_test(test_limits_hold_in_any_weather),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
