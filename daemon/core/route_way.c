/* route_way -- see route_way.h */
#include "core/route_way.h"

enum route_way
route_way(const struct way_facts *facts)
{
    bool joins = facts->kind == MESSAGE_SIGNAL && !facts->danger_now;

    if (facts->target_open)
        return ROUTE_TARGET;
    if (joins && facts->bundle_open)
        return ROUTE_BUNDLE;
    if (joins && facts->bundle_closed && facts->level <= facts->closed_level)
        return ROUTE_REOPEN;
    return ROUTE_OWN;
}
