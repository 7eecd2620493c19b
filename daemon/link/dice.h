/* dice -- how alike two filters are (link/filter.h): counting bits alone, so that
 * whoever scores needs nothing of how they are made. */
#ifndef LINK_DICE_H
#define LINK_DICE_H

#include <stdint.h>

#include "link/record.h"

/* link_dice: twice what both have, of what each has, in permille, rounded
 * down; 0 when one of them is empty, which is no agreement of any model. */
uint32_t link_dice(const uint64_t a[LINK_FILTER_WORDS],
                   const uint64_t b[LINK_FILTER_WORDS]);

#endif
