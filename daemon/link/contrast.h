/* contrast -- what speaks against two who stand in no list together but have a
 * partner in common: so one signal with everybody's identifiers does not make
 * one bundle of two that contradict each other. */
#ifndef LINK_CONTRAST_H
#define LINK_CONTRAST_H

#include <stdint.h>

#include "core/rc.h"
#include "link/model.h"
#include "link/part.h"
#include "link/record.h"

struct link_contrast {
    /* Of each vertex, which others it has a strong pair with, or any tie. */
    uint64_t strong[LINK_CONTRAST_MAX][LINK_CONTRAST_MAX / 64];
    uint64_t tied[LINK_CONTRAST_MAX][LINK_CONTRAST_MAX / 64];
    struct link_record records[LINK_CONTRAST_MAX];
};

/* contrast_add: ties below 0 are added to a part that was gathered, when the
 * model asks for it and the part is small enough.
 * cost  O(n^2) comparisons of records at most, none when everybody who has a
 *       partner in common was compared; a call of the book for each signal */
MUST_USE enum rc contrast_add(struct link_contrast *contrast,
                              const struct link_model *situation,
                              struct part *part);

#endif
