/* drill -- see drill.h */
#include "desk/drill.h"

#include "desk/ids.h"
#include "desk/life.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "wire/encode_desk.h"

enum rc
drill_start(struct desk *desk, const struct turn *turn)
{
    const struct life_opening opening = {
        .cause = CAUSE_DRILL,
        .level = turn->request->u.drill_start.level,
        .actor = turn->key->principal,
    };
    struct wire_out out = reply_out(desk, turn->request->id);
    char id[PUBLIC_ID_BYTES];
    int64_t alert = 0;
    enum rc rc = life_open(desk, &opening, &alert);

    if (rc != RC_OK)
        return rc;
    ids_alert(desk, alert, id);
    reply_send(desk, turn->session, wire_drill_started(&out, id));
    return RC_OK;
}
