/* The process that owns the database. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"
#include "handover.h"
#include "init_documents.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/test_control.h"

static enum rc
take_control(struct test_control **control)
{
    enum rc rc = test_control_map(control, HANDOVER_FD_CONTROL, true);

    close(HANDOVER_FD_CONTROL);
    if (rc == RC_OK)
        log_line(LOG_WARN, "under the control of a test: time is what it says");
    else
        log_line(LOG_ERROR, "test control: %s", strerror(errno));
    return rc;
}

int
as_desk(void)
{
    struct test_control *control = NULL;
    void *memory = NULL;

    if (handover_take(&memory, sizeof(struct desk_handover), "desk") != RC_OK)
        return 1;
    const struct desk_handover *handover = memory;

    if (handover->test_control && take_control(&control) != RC_OK) {
        secret_memory_close(memory);
        return 1;
    }
    const struct clock clock = {.control = control};
    struct document_text shipped[DOCUMENT_LAST];
    const struct desk_start start = {.settings = &handover->settings,
                                     .zone = &handover->zone,
                                     .secrets = &handover->secrets,
                                     .vault = &handover->vault,
                                     .shipped = shipped,
                                     .shipped_n =
                                         init_documents_shipped(shipped),
                                     .clock = &clock,
                                     .control = control,
                                     .channel_fd = HANDOVER_FD_CHANNEL,
                                     .ready_fd = HANDOVER_FD_READY};
    enum rc rc = desk_run(&start);

    test_control_unmap(control);
    secret_memory_close(memory);
    return rc == RC_OK ? 0 : 1;
}
