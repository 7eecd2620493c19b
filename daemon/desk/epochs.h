/* epochs -- the model's epochs: which is in force, one that is prepared beside
 * it, what would change, the swap.
 *
 * SHOW     what there is; when one is ready, what it would change most
 * PREPARE  begins one (desk/next_epoch.h); while there is one, it is told
 * DIFF     the bundles that would change, part after part
 * SWAP     in one transaction; its cost is by the signals that move, while
 *          nothing is accepted.  Bundles that changed are looked at again, as
 *          after any other change
 * DROP     it is forgotten, bit by bit
 * again    the same SWAP or DROP once more is answered the same and does
 *          nothing; the number says which epoch was meant */
#ifndef DESK_EPOCHS_H
#define DESK_EPOCHS_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc epochs_action(struct desk *desk, const struct turn *turn);

#endif
