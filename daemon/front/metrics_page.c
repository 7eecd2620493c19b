/* metrics_page -- see metrics_page.h */
#include "front/metrics_page.h"

#include <stdio.h>

#include "core/prometheus.h"
#include "front/sessions.h"
#include "front/state.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/process.h"

static void
write_refused(struct prometheus *page, const struct front_counts *counts)
{
    const struct {
        const char *reason;
        uint64_t value;
    } rows[] = {{"malformed", counts->malformed},
                {"busy", counts->busy},
                {"routing_bad", counts->routing_bad},
                {"multipart", counts->multipart},
                {"key_bad", counts->key_bad}};

    prometheus_family(page, PROMETHEUS_COUNTER, "loket_front_refused_total",
                      "Messages that did not get to the desk.");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        prometheus_count(
            page, &(struct prometheus_labels){{{"reason", rows[i].reason}}, 1},
            rows[i].value);
}

void
metrics_page_write(struct metrics_page *page, const struct front *front,
                   const struct channel_frame *frame)
{
    struct prometheus own;

    page->desk = frame == NULL ? NULL : frame->bytes;
    page->desk_n = frame == NULL ? 0 : frame->n;
    prometheus_start(&own, page->own, sizeof page->own);
    prometheus_family(&own, PROMETHEUS_GAUGE, "loket_front_sessions",
                      "Connected clients.");
    prometheus_gauge(&own, NULL, (int64_t)sessions_count(front->sessions));
    write_refused(&own, &front->counts);
    prometheus_family(&own, PROMETHEUS_GAUGE, "loket_front_memory_peak_bytes",
                      "The most memory front has had.");
    prometheus_gauge(&own, NULL, process_peak_bytes());
    prometheus_family(&own, PROMETHEUS_GAUGE, "loket_desk_up",
                      "1: the desk answered when it was asked for this page.");
    prometheus_gauge(&own, NULL, frame != NULL);
    if (prometheus_end(&own, &page->own_n) != RC_OK)
        log_line(LOG_ERROR, "metrics: front's do not fit");
}

void
metrics_page_refusal(struct metrics_page *page, const char *reason)
{
    int n = snprintf(page->own, sizeof page->own, "%s\n", reason);

    page->own_n = n < 0 ? 0 : (size_t)n;
    page->desk = NULL;
    page->desk_n = 0;
}
