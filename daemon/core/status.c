/* status -- see status.h */
#include "core/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/health.h"

#define HOUR_MINUTES 60
#define DAY_MINUTES  (24 * HOUR_MINUTES)
#define MINUTE_US    INT64_C(60000000)

static void
append(char *out, size_t cap, const char *text)
{
    size_t used = strlen(out);

    if (used < cap)
        snprintf(out + used, cap - used, "%s", text);
}

static void
append_accepted(char *out, size_t cap, int64_t minute)
{
    char text[48];

    if (minute < 0 || minute >= DAY_MINUTES)
        snprintf(text, sizeof text, ", nothing accepted yet");
    else
        snprintf(text, sizeof text, ", last accepted %02d:%02d",
                 (int)(minute / HOUR_MINUTES), (int)(minute % HOUR_MINUTES));
    append(out, cap, text);
}

void
status_line(char *out, size_t cap, const struct status_numbers *n,
            uint64_t deaths)
{
    char text[96];

    snprintf(out, cap,
             "serving: %" PRId64 " alert%s open, %" PRId64
             " unacknowledged U1, %" PRId64 " client%s",
             n->alerts_open, n->alerts_open == 1 ? "" : "s",
             n->unacknowledged_u1, n->clients, n->clients == 1 ? "" : "s");
    append_accepted(out, cap, n->accepted_minute);
    snprintf(text, sizeof text, ", backlog %" PRId64, n->backlog);
    append(out, cap, text);
    if (n->disk_percent >= 0) {
        snprintf(text, sizeof text, ", disk %" PRId64 " %%", n->disk_percent);
        append(out, cap, text);
    }
    if (health_audit_late(n->audit_waits_us)) {
        snprintf(text, sizeof text, ", audit waits %" PRId64 " min",
                 n->audit_waits_us / MINUTE_US);
        append(out, cap, text);
    }
    if (deaths > 0) {
        snprintf(text, sizeof text,
                 "; front was started again %" PRIu64 " time%s", deaths,
                 deaths == 1 ? "" : "s");
        append(out, cap, text);
    }
}
