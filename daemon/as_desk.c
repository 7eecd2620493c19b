/* The process that owns the database. */
#include "desk/desk.h"
#include "handover.h"
#include "sys/clock.h"
#include "sys/secret.h"

int
as_desk(void)
{
    const struct clock clock = {0};
    void *memory = NULL;

    if (handover_take(&memory, sizeof(struct desk_handover), "desk") != RC_OK)
        return 1;
    const struct desk_handover *handover = memory;
    const struct desk_start start = {.settings = &handover->settings,
                                     .zone = &handover->zone,
                                     .secrets = &handover->secrets,
                                     .clock = &clock,
                                     .channel_fd = HANDOVER_FD_CHANNEL,
                                     .ready_fd = HANDOVER_FD_READY};
    enum rc rc = desk_run(&start);

    secret_memory_close(memory);
    return rc == RC_OK ? 0 : 1;
}
