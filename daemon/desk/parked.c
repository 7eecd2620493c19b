/* parked -- see parked.h */
#include "desk/parked.h"

#include <sodium.h>
#include <stdbool.h>

#include "desk/desk.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/partners.h"
#include "desk/state.h"
#include "store/people.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"

static bool
is_the_supervisors(const struct desk *desk, const struct channel_frame *frame)
{
    return desk->park_word != NULL && frame->n == DESK_WORD_BYTES &&
           sodium_memcmp(desk->park_word, frame->bytes, DESK_WORD_BYTES) == 0;
}

static enum rc
tell(struct desk *desk, int64_t principal)
{
    struct principal who;
    enum rc rc = people_get(desk->store, principal, &who);

    if (rc != RC_OK)
        return rc;

    const struct notice notice = {
        .code = NOTICE_PARKED, .roster = "", .person = who.name, .id = ""};

    outgoing_start(&desk->outgoing);
    notices_operators(desk, &notice);
    notices_managers(desk, &notice);
    return notices_send(desk, "parked");
}

enum rc
parked_take(struct desk *desk, const struct channel_frame *frame)
{
    int64_t principal = 0;
    enum rc rc = RC_INVALID;

    if (is_the_supervisors(desk, frame))
        rc = people_park(desk->store, frame->key, clock_utc_us(desk->clock),
                         &principal);
    if (rc == RC_OK) {
        log_line(LOG_ERROR, "key %lld is parked: front ended at its frames",
                 (long long)frame->key);
        rc = desk_keys_send(desk);
        if (rc == RC_OK)
            rc = tell(desk, principal);
    } else if (rc == RC_INVALID || rc == RC_NOT_FOUND || rc == RC_DUP) {
        log_line(LOG_ERROR, "key %lld is not parked (result %d)",
                 (long long)frame->key, (int)rc);
    }
    return desk_failed(desk, "parking", rc) ? RC_FATAL : RC_OK;
}

enum rc
parked_end(struct desk *desk, const struct turn *turn)
{
    const char *name = turn->request->u.partner_unpark.name;
    enum rc rc =
        people_unpark(desk->store, name, turn->key->principal, turn->now_us);

    return rc == RC_OK ? partners_answer_changed(desk, turn, name) : rc;
}
