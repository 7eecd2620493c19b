/* alert -- see alert.h */
#include "core/alert.h"

bool
alert_open(enum alert_state state)
{
    switch (state) {
    case ALERT_RECEIVED:
    case ALERT_HELD:
    case ALERT_PAGING:
    case ALERT_ACKED:
        return true;
    case ALERT_NONE:
    case ALERT_CLOSED:
        break;
    }
    return false;
}
