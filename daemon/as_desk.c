/* The process that owns the database. */
#include "desk/desk.h"
#include "handover.h"
#include "init_documents.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/pulse.h"
#include "sys/secret.h"
#include "sys/test_control.h"

int
as_desk(void)
{
    struct test_control *control = NULL;
    void *memory = NULL;

    if (handover_take(&memory, sizeof(struct desk_handover), "desk") != RC_OK)
        return 1;
    const struct desk_handover *handover = memory;

    struct pulse *pulse = handover_take_pulse();

    if ((handover->test_control && handover_take_control(&control) != RC_OK) ||
        handover_restrict(RESTRICT_DESK, handover->unrestricted) != RC_OK) {
        pulse_close(pulse);
        secret_memory_close(memory);
        return 1;
    }
    if (control != NULL)
        log_line(LOG_WARN, "under the control of a test: time is what it says");
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
                                     .park_word = handover->park_word,
                                     .pulse = pulse,
                                     .channel_fd = HANDOVER_FD_CHANNEL,
                                     .ready_fd = HANDOVER_FD_READY};
    enum rc rc = desk_run(&start);

    test_control_unmap(control);
    pulse_close(pulse);
    secret_memory_close(memory);
    return rc == RC_OK ? 0 : 1;
}
