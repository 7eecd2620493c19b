/* shipped_list -- the indicators of config/desk for tests. */
#ifndef SIM_SHIPPED_LIST_H
#define SIM_SHIPPED_LIST_H

#include <stdlib.h>

#include "core/desk_rules.h"
#include "documents.h"
#include "shipped.h"

#include <string.h>

/* shipped_list: compiled among the sound documents; free() it.  Its text is
 * that which the binary carries. */
static inline struct desk_rules *
shipped_list(void)
{
    size_t n = (size_t)(SHIPPED_INDICATORS_END - SHIPPED_INDICATORS);
    char *text = strndup(SHIPPED_INDICATORS, n);
    const struct documents documents = {
        .changes = {{DOCUMENT_INDICATORS, NULL, text}}, .whole = true};
    struct desk_rules *rules = documents_rules();

    documents_sound(&documents, rules);
    free(text);
    return rules;
}

#endif
