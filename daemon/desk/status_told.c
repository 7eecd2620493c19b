/* status_told -- see status_told.h */
#include "desk/status_told.h"

#include "core/zone.h"
#include "desk/combine.h"
#include "desk/relay.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "sys/clock.h"
#include "sys/pulse.h"

#define EVERY_US     INT64_C(5000000)
#define HOUR_MINUTES 60
#define PER_CENT     100

/* What others than root may use, as df counts it. */
static int64_t
disk_percent(const struct disk_room *room)
{
    int64_t usable = room->used_bytes + room->free_bytes;

    return usable == 0 ? -1 : room->used_bytes * PER_CENT / usable;
}

static enum rc
count_alerts(struct desk *desk, struct status_numbers *numbers)
{
    struct alert_counts counts;
    enum rc rc = alert_count(desk->store, &counts);

    if (rc != RC_OK)
        return rc;
    for (size_t state = 0; state < ALERT_CLOSED; state++)
        for (size_t level = 0; level <= LEVEL_LAST; level++)
            numbers->alerts_open += counts.by[state][level];
    numbers->unacknowledged_u1 =
        counts.by[ALERT_HELD][LEVEL_U1] + counts.by[ALERT_PAGING][LEVEL_U1];
    return RC_OK;
}

static int64_t
accepted_minute(const struct desk *desk, struct status_told *told)
{
    if (desk->intake.messages_n != told->messages_n) {
        struct civil now =
            zone_local(desk->zone, clock_utc_us(desk->clock), NULL);

        told->messages_n = desk->intake.messages_n;
        told->accepted_minute = now.hour * HOUR_MINUTES + now.minute;
    }
    return told->messages_n == 0 ? -1 : told->accepted_minute;
}

void
status_tell(struct desk *desk, struct status_told *told, struct pulse *pulse)
{
    int64_t now_us = clock_mono_us(desk->clock);
    struct status_numbers numbers = {
        .clients = (int64_t)desk->sessions.n,
        .disk_percent = disk_percent(&desk->disk.now),
        .audit_waits_us = relay_waits_us(desk),
    };

    if (pulse == NULL || now_us < told->due_us)
        return;
    told->due_us = now_us + EVERY_US;
    numbers.accepted_minute = accepted_minute(desk, told);

    enum rc rc = count_alerts(desk, &numbers);

    if (rc == RC_OK)
        rc = combine_backlog(desk, &numbers.backlog);
    if (!desk_failed(desk, "status", rc) && rc == RC_OK)
        pulse_tell(pulse, &numbers);
}
