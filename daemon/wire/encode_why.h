/* encode_why -- the parts of an explanation, to protobuf-c's structs.  For
 * encode_linking.c and encode_why.c. */
#ifndef WIRE_ENCODE_WHY_H
#define WIRE_ENCODE_WHY_H

#include <stdbool.h>

#include "core/linking_why.h"
#include "loket/v1/linking.pb-c.h"

struct why_edge_room {
    Loket__V1__LinkEdge edges[WHY_TREE_MAX];
    Loket__V1__LinkEdge *list[WHY_TREE_MAX];
};

/* encode_edges: borrowed from room and `from`, which has at most WHY_TREE_MAX
 * of them. */
Loket__V1__LinkEdge **encode_edges(struct why_edge_room *room,
                                   const struct why_edges *from);

/* encode_decision: false: more ids than DECISION_IDS_SHOWN. */
bool encode_decision(Loket__V1__DecisionRecord *to,
                     const struct reply_decision *from);

#endif
