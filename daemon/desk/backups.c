/* What the desk knows of its backups. */
#include "desk/backups.h"

#include "desk/state.h"
#include "store/audit.h"
#include "sys/clock.h"

static enum rc
record(struct desk *desk, const struct backup_status *status)
{
    const struct audit_entry entry = {.verb = "backup",
                                      .code = (int64_t)status->sequence,
                                      .now_us = clock_utc_us(desk->clock)};

    return audit_note(desk->store, &entry);
}

enum rc
backups_look(struct desk *desk)
{
    struct backups *backups = &desk->metrics.backups;
    struct backup_status status;
    bool known =
        backup_status_read(&status, desk->settings->state_dir) == RC_OK;
    bool is_new = known && backups->looked &&
                  (!backups->known || status.made_us != backups->last.made_us);
    enum rc rc = is_new ? record(desk, &status) : RC_OK;

    if (rc != RC_OK)
        return rc; /* it is new the next time as well */
    backups->looked = true;
    backups->known = known;
    if (known)
        backups->last = status;
    return RC_OK;
}
