/* The process that owns the sockets. */
#include "front/front.h"
#include "handover.h"
#include "sys/clock.h"
#include "sys/secret.h"

int
as_front(void)
{
    const struct clock clock = {0};
    void *memory = NULL;

    if (handover_take(&memory, sizeof(struct front_handover), "front") != RC_OK)
        return 1;
    const struct front_handover *handover = memory;
    enum rc rc = front_run(&handover->settings, HANDOVER_FD_CHANNEL, &clock);

    secret_memory_close(memory);
    return rc == RC_OK ? 0 : 1;
}
