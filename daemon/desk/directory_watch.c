/* directory_watch -- see directory_watch.h */
#include "desk/directory_watch.h"

#include "core/desk_rules.h"
#include "desk/case.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "sys/clock.h"

#define TOLD_MAX 64 /* in one day */
#define WEEK     7

static void
tell(struct desk *desk, const struct directory_ending *ending)
{
    const struct directory *directory = &desk->rules.now->directory;

    notices_managers(
        desk, &(struct notice){
                  .code = NOTICE_EXPIRING,
                  .roster = "",
                  .person = "",
                  .end_us = zone_clock(desk->zone, ending->last_day + 1, 0),
                  .id = "",
                  .name = ending->agreement
                              ? directory->agreements[ending->index].name
                              : directory->entries[ending->index].organisation,
              });
}

enum rc
directory_watch(struct desk *desk)
{
    const struct directory *directory = &desk->rules.now->directory;
    int64_t day = case_day(desk, clock_utc_us(desk->clock));
    struct directory_ending endings[TOLD_MAX];
    size_t n = directory_expiring(directory, day, endings, TOLD_MAX);
    enum rc rc = RC_OK;

    if (desk->watchman.directory_day == day)
        return RC_OK;
    outgoing_start(&desk->outgoing);
    for (size_t i = 0; i < n; i++) {
        int64_t left = endings[i].last_day - day;

        if (left == directory->warn_days || left % WEEK == 0)
            tell(desk, &endings[i]);
    }
    rc = notices_send(desk, "expiring");
    if (rc == RC_OK)
        desk->watchman.directory_day = day;
    return rc;
}
