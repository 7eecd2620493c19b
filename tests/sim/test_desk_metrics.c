/* What the desk counts, and that its page is bounded and whole. */
#include "past_store.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/state.h"
#include "sys/backup_status.h"

/* The value of a sample; the test fails when it is not there. */
static int64_t
sample(struct trial *trial, const char *name)
{
    char *page = calloc(1, METRICS_BYTES + 1);
    const char *at = page;
    size_t n = 0, name_n = strlen(name);
    int64_t value = -1;

    assert_non_null(page);
    assert_int_equal(metrics_write(trial->desk, page, METRICS_BYTES, &n),
                     RC_OK);
    while (strncmp(at, name, name_n) != 0 || at[name_n] != ' ') {
        at = strchr(at, '\n');
        if (at == NULL)
            fail_msg("no %s", name);
        at++;
    }
    assert_int_equal(sscanf(at + name_n, " %" SCNd64, &value), 1);
    free(page);
    return value;
}

static void
test_an_ask_is_answered_by_its_number(void **state)
{
    const struct channel_frame ask = {.type = CHANNEL_METRICS_ASK, .peer = 42};
    struct trial *trial = *state;
    size_t answers = 0, i;
    json_t *kept;

    assert_int_equal(desk_take(trial->desk, &ask), RC_OK);
    json_array_foreach(trial->sent, i, kept)
    {
        if (trial_number(kept, "type") == CHANNEL_METRICS) {
            assert_int_equal(trial_number(kept, "peer"), 42);
            answers++;
        }
    }
    assert_int_equal(answers, 1);
}

static void
test_backlog_goes_down_the_line(void **state)
{
    struct trial *trial = *state;
    char *id = trial_take(
        trial, trial_peer(POLICE), trial->keys[POLICE], "submit",
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 1, "")));

    assert_int_equal(sample(trial, "loket_backlog{stage=\"commit\"}"), 1);
    assert_int_equal(desk_commit(trial->desk), RC_OK);
    assert_int_equal(sample(trial, "loket_backlog{stage=\"commit\"}"), 0);
    assert_int_equal(sample(trial, "loket_backlog{stage=\"urgent\"}"), 0);
    assert_int_equal(sample(trial, "loket_backlog{stage=\"combine\"}"), 1);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(sample(trial, "loket_backlog{stage=\"combine\"}"), 0);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    assert_int_equal(sample(trial, "loket_backlog{stage=\"urgent\"}"), 1);
    trial_tick(trial);
    assert_int_equal(sample(trial, "loket_backlog{stage=\"urgent\"}"), 0);
    free(id);
}

static void
test_pages_and_repeats_are_counted(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(sample(trial, "loket_pages_total{result=\"sent\"}"), 1);
    assert_int_equal(sample(trial, "loket_pages_total{result=\"repeated\"}"),
                     0);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(sample(trial, "loket_pages_total{result=\"repeated\"}"),
                     1);
}

static void
test_jumps_have_their_direction(void **state)
{
    struct trial *trial = *state;
    static const char forward[] =
        "loket_clock_jumps_total{direction=\"forward\"}";
    static const char back[] = "loket_clock_jumps_total{direction=\"back\"}";

    trial->clock.virtual_utc_us += SECOND_US - 1; /* being kept right */
    trial_tick(trial);
    assert_int_equal(sample(trial, forward), 0);
    trial->clock.virtual_utc_us += MINUTE_US;
    trial_tick(trial);
    assert_int_equal(sample(trial, forward), 1);
    assert_int_equal(sample(trial, back), 0);
    trial->clock.virtual_utc_us -= MINUTE_US;
    trial_tick(trial);
    assert_int_equal(sample(trial, forward), 1);
    assert_int_equal(sample(trial, back), 1);
}

static void
test_escalations_are_bounded(void **state)
{
    struct trial *trial = *state;
    struct desk_metrics *metrics = &trial->desk->metrics;
    char policy[NAME_BYTES];

    *metrics = (struct desk_metrics){0};
    metrics_escalation(metrics, "crisis-24", 0); /* none was taken */
    assert_int_equal(metrics->escalations_n, 0);
    metrics_escalation(metrics, "crisis-24", 1);
    metrics_escalation(metrics, "crisis-24", 1);
    metrics_escalation(metrics, "crisis-24", METRICS_STEPS_MAX);
    metrics_escalation(metrics, "crisis-24", METRICS_STEPS_MAX + 1);
    metrics_escalation(metrics, "crisis-24", UINT32_MAX);
    assert_int_equal(
        sample(trial,
               "loket_escalations_total{policy=\"crisis-24\",step=\"1\"}"),
        2);
    assert_int_equal(
        sample(trial,
               "loket_escalations_total{policy=\"crisis-24\",step=\"8\"}"),
        3);
    for (int i = 1; i < 20; i++) {
        snprintf(policy, sizeof policy, "policy-%d", i);
        metrics_escalation(metrics, policy, 2);
    }
    assert_int_equal(metrics->escalations_n, METRICS_POLICIES_MAX);
    assert_int_equal(
        sample(trial,
               "loket_escalations_total{policy=\"policy-6\",step=\"2\"}"),
        1);
    assert_int_equal(
        sample(trial, "loket_escalations_total{policy=\"other\",step=\"2\"}"),
        19 - (METRICS_POLICIES_MAX - 2)); /* crisis-24 and 6 have places */
}

static void
fill_name(char name[NAME_BYTES], size_t number)
{
    memset(name, 'x', NAME_BYTES - 1);
    name[NAME_BYTES - 1] = '\0';
    name[0] = (char)('a' + number);
}

static void
fill_histogram(struct prometheus_histogram *histogram)
{
    for (size_t i = 0; i <= PROMETHEUS_BOUNDS_MAX; i++)
        histogram->counts[i] = UINT64_MAX / 16;
    histogram->sum_us = INT64_MAX;
}

/* Every table full, every name and number as long as can be. */
static void
fill(struct desk_metrics *m)
{
    memset(m, 0x7f, sizeof *m);
    m->escalations_n = METRICS_POLICIES_MAX;
    m->rosters_n = METRICS_ROSTERS_MAX;
    m->documents_n = METRICS_DOCUMENTS_MAX;
    m->storm = m->coverage_known = true;
    for (size_t i = 0; i < METRICS_POLICIES_MAX; i++)
        fill_name(m->escalations[i].policy, i);
    for (size_t i = 0; i < METRICS_ROSTERS_MAX; i++)
        fill_name(m->rosters[i].roster, i);
    for (size_t i = 0; i < METRICS_DOCUMENTS_MAX; i++)
        fill_name(m->documents[i].name, i);
    fill_histogram(&m->commit);
    fill_histogram(&m->combine);
    fill_histogram(&m->timer_late);
    fill_histogram(&m->time_to_deliver);
    for (size_t i = 0; i <= LEVEL_U4; i++)
        fill_histogram(&m->time_to_ack[i]);
}

static void
test_the_fullest_page_fits(void **state)
{
    struct trial *trial = *state;
    char *page = malloc(METRICS_BYTES);
    size_t n = 0, less = 0;

    assert_non_null(page);
    assert_true(METRICS_BYTES < CHANNEL_PACKET_BYTES);
    fill(&trial->desk->metrics);
    assert_int_equal(metrics_write(trial->desk, page, METRICS_BYTES, &n),
                     RC_OK);
    assert_int_equal(metrics_write(trial->desk, page, n - 1, &less),
                     RC_INVALID);
    assert_true(less < n && page[less - 1] == '\n');
    free(page);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_setup, trial_teardown)

static int64_t
records_of_backups(struct trial *trial)
{
    return past_store_number(trial->settings.state_dir,
                             "SELECT count(*) FROM audit"
                             " WHERE verb = 'backup'");
}

static void
test_the_age_of_the_last_backup(void **state)
{
    struct trial *trial = *state;
    struct backup_status status = {
        .made_us = clock_utc_us(&trial->clock), .sequence = 7, .bytes = 4711};
    char page[METRICS_BYTES + 1];
    size_t n = 0;

    assert_int_equal(metrics_write(trial->desk, page, METRICS_BYTES, &n),
                     RC_OK);
    page[n] = '\0';
    assert_null(strstr(page, "\nloket_backup_age_seconds "));
    assert_int_equal(backup_status_write(&status, trial->settings.state_dir),
                     RC_OK);
    trial_run(trial, 90 * SECOND_US);
    assert_int_equal(sample(trial, "loket_backup_age_seconds"), 90);
    assert_int_equal(sample(trial, "loket_backup_bytes"), 4711);
    assert_int_equal(records_of_backups(trial), 1);
    status.made_us = clock_utc_us(&trial->clock);
    assert_int_equal(backup_status_write(&status, trial->settings.state_dir),
                     RC_OK);
    trial_run(trial, 90 * SECOND_US);
    assert_int_equal(sample(trial, "loket_backup_age_seconds"), 90);
    assert_int_equal(records_of_backups(trial), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_an_ask_is_answered_by_its_number),
        ROW(test_backlog_goes_down_the_line),
        ROW(test_pages_and_repeats_are_counted),
        ROW(test_jumps_have_their_direction),
        ROW(test_escalations_are_bounded),
        ROW(test_the_fullest_page_fits),
        ROW(test_the_age_of_the_last_backup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
