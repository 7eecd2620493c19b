/* metrics -- see metrics.h */
#include "desk/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/state.h"
#include "sys/log.h"
#include "sys/vault.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)

const struct prometheus_bounds metrics_work_bounds = {
    .n = 12,
    .le_us = {500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000,
              500000, SECOND_US, 5 * SECOND_US}};

const struct prometheus_bounds metrics_people_bounds = {
    .n = 12,
    .le_us = {SECOND_US, 5 * SECOND_US, 15 * SECOND_US, 30 * SECOND_US,
              MINUTE_US, 2 * MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US,
              15 * MINUTE_US, 30 * MINUTE_US, 60 * MINUTE_US, 480 * MINUTE_US}};

void
metrics_escalation(struct desk_metrics *metrics, const char *policy,
                   uint32_t step)
{
    size_t at = 0;

    if (step == 0)
        return;
    while (at < metrics->escalations_n &&
           strcmp(metrics->escalations[at].policy, policy) != 0)
        at++;
    if (at == metrics->escalations_n && at >= METRICS_POLICIES_MAX - 1) {
        policy = "other";
        at = METRICS_POLICIES_MAX - 1;
    }

    struct metrics_escalation *found = &metrics->escalations[at];

    if (at == metrics->escalations_n) {
        snprintf(found->policy, sizeof found->policy, "%s", policy);
        metrics->escalations_n++;
    }
    found->steps[step > METRICS_STEPS_MAX ? METRICS_STEPS_MAX - 1 : step - 1]++;
}

void
metrics_epoch(struct desk_metrics *metrics, const struct vault *vault)
{
    if (vault->n > 0)
        metrics->epoch_made_us = vault->epochs[vault->n - 1].made_s * SECOND_US;
}

void
metrics_jump(struct desk_metrics *metrics, int64_t by_us)
{
    metrics
        ->clock_jumps[by_us < 0 ? METRICS_JUMP_BACK : METRICS_JUMP_FORWARD]++;
}

void
metrics_send(struct desk *desk, uint64_t ask)
{
    char *page = malloc(METRICS_BYTES);
    size_t n = 0;

    if (page == NULL || metrics_write(desk, page, METRICS_BYTES, &n) != RC_OK)
        log_line(LOG_ERROR, "no room for the page of metrics");
    else
        desk->send(&(struct channel_frame){.type = CHANNEL_METRICS,
                                           .peer = ask,
                                           .bytes = (const uint8_t *)page,
                                           .n = n},
                   desk->send_arg);
    free(page);
}
