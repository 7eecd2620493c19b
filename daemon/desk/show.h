/* show -- one alert, bundle or message in full, for a coordinator; on
 * record. */
#ifndef DESK_SHOW_H
#define DESK_SHOW_H

#include <stdint.h>

#include "core/alert.h"
#include "core/codes.h"
#include "core/rc.h"

struct desk;
struct turn;

#define SHOW_OPEN_STATES                                                       \
    (1U << ALERT_RECEIVED | 1U << ALERT_HELD | 1U << ALERT_PAGING |            \
     1U << ALERT_ACKED)

/* RC_OK: answered.  RC_NOT_FOUND: no such row. */
MUST_USE enum rc show_alert(struct desk *desk, const struct turn *turn,
                            int64_t alert);
MUST_USE enum rc show_bundle(struct desk *desk, const struct turn *turn,
                             int64_t bundle);
MUST_USE enum rc show_message(struct desk *desk, const struct turn *turn,
                              enum message_kind kind, int64_t seq);

#endif
