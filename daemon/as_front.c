/* The process that owns the sockets. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/config.h"
#include "front/front.h"
#include "handover.h"
#include "sys/clock.h"
#include "sys/confine.h"
#include "sys/local_endpoint.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/pulse.h"
#include "sys/secret.h"
#include "sys/test_control.h"

#ifdef __SANITIZE_ADDRESS__
#define CONFINED false /* it reads /proc to look for leaks */
#else
#define CONFINED true
#endif

/* No files from here on but the sockets of ipc endpoints.  A kernel that
 * cannot do it is no reason to take in nothing. */
static enum rc
confine(const struct front_settings *settings)
{
    static const char ipc[] = "ipc://";
    char dirs[ENDPOINTS_MAX][ENDPOINT_BYTES];
    const char *named[ENDPOINTS_MAX];
    size_t n = 0;
    enum rc rc;

    for (uint32_t i = 0; i < settings->endpoints_n; i++) {
        const char *path = settings->endpoints[i] + strlen(ipc);
        const char *slash = strrchr(settings->endpoints[i], '/');

        if (strncmp(settings->endpoints[i], ipc, strlen(ipc)) != 0)
            continue;
        /* with its last slash, which is all there is of the root */
        snprintf(dirs[n], sizeof dirs[n], "%.*s", (int)(slash - path) + 1,
                 path);
        if (access(dirs[n], F_OK) != 0) {
            log_line(LOG_ERROR, "cannot bind %s: %s", settings->endpoints[i],
                     strerror(errno));
            return RC_FATAL;
        }
        named[n] = dirs[n];
        n++;
    }
    rc = confine_files(named, n);
    if (rc == RC_FATAL)
        log_line(LOG_ERROR, "cannot be kept from files: %s", strerror(errno));
    if (rc != RC_DOWN)
        return rc;
    log_line(LOG_WARN, "not kept from files: this kernel has no Landlock");
    return RC_OK;
}

/* Before we are kept from files, for the sake of unix sockets.  That nobody
 * can read our numbers is no reason to take in nothing. */
static void
listen_metrics(struct front_settings *settings)
{
    if (settings->metrics[0] != '\0' &&
        local_endpoint_listen(&settings->metrics_fd, settings->metrics) !=
            RC_OK)
        log_line(LOG_ERROR, "no metrics on %s: %s", settings->metrics,
                 strerror(errno));
}

int
as_front(void)
{
    const struct clock clock = {0};
    void *memory = NULL;

    /* what strangers fill is ours, and nothing is lost with us */
    process_goes_first();
    if (handover_take(&memory, sizeof(struct front_handover), "front") != RC_OK)
        return 1;
    struct front_handover *handover = memory;
    struct test_control *control = NULL;
    enum rc rc = RC_OK;
    struct pulse *pulse = handover_take_pulse();

    if (handover->settings.test_control) {
        log_line(LOG_WARN, "the desk is under the control of a test");
        rc = handover_take_control(&control);
    }
    listen_metrics(&handover->settings);
    if (rc == RC_OK && CONFINED)
        rc = confine(&handover->settings);
    if (rc == RC_OK)
        rc = handover_restrict(RESTRICT_FRONT, handover->unrestricted);

    const struct front_start start = {.settings = &handover->settings,
                                      .clock = &clock,
                                      .pulse = pulse,
                                      .control = control,
                                      .channel_fd = HANDOVER_FD_CHANNEL};

    if (rc == RC_OK)
        rc = front_run(&start);
    test_control_unmap(control);
    pulse_close(pulse);
    secret_memory_close(memory);
    return rc == RC_OK ? 0 : 1;
}
