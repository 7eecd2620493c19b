/* model_change -- what a new epoch changes: shown before it is in force. */
#ifndef LINK_MODEL_CHANGE_H
#define LINK_MODEL_CHANGE_H

#include <stddef.h>
#include <stdint.h>

struct link_model;

enum link_changed {
    LINK_CHANGED_WEIGHT = 1, /* of a field's level */
    LINK_CHANGED_MOST,       /* the most it can weigh */
    LINK_CHANGED_DIFFERENT,  /* of a field */
    LINK_CHANGED_HALF_LIFE,  /* of a field, in seconds */
    LINK_CHANGED_FIELD,      /* it is compared in another way */
    LINK_CHANGED_PRIOR,
    LINK_CHANGED_LINK_AT,
    LINK_CHANGED_POSSIBLE_AT,
    LINK_CHANGED_GROUPS_NEEDED,
    LINK_CHANGED_IDENTITY_MAX,
    LINK_CHANGED_WINDOW,
    LINK_CHANGED_CONTRAST,
    LINK_CHANGED_NORM
};

struct link_model_change {
    enum link_changed what;
    uint8_t field; /* of what is of a field; so level */
    uint8_t level;
    int64_t before; /* milli-bits where it is evidence */
    int64_t after;
};

#define LINK_MODEL_CHANGES_MAX 512 /* of any two models */

/* link_model_changes: answers how many; at most cap of them are in out, the
 * model's own first, then field by field.  The number of the epoch is none. */
size_t link_model_changes(const struct link_model *before,
                          const struct link_model *after,
                          struct link_model_change out[], size_t cap);

#endif
