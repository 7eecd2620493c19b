/* search_index -- what a message is found by (store/search.h): tokens of its
 * values and of the words of its text, made when it is combined. */
#ifndef DESK_SEARCH_INDEX_H
#define DESK_SEARCH_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/search.h"

struct desk;
struct submission;

struct search_found {
    int64_t observed_s; /* 0: not said */
    uint64_t tokens[SEARCH_PUT_MAX];
    size_t n;
    uint64_t dwelling; /* the one among them; 0: it tells of none */
};

/* search_index_of: of a decoded message. */
void search_index_of(const struct desk *desk, const struct submission *message,
                     struct search_found *out);

#endif
