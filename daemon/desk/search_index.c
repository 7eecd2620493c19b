/* search_index -- see search_index.h */
#include "desk/search_index.h"

#include "core/model.h"
#include "desk/desk.h"
#include "desk/state.h"
#include "link/record.h"
#include "link/text_values.h"
#include "link/tokens.h"
#include "link/when.h"

/* Codes are asked for as codes, and nobody looks for a number made of a whole
 * text. */
static bool
is_sought(const struct link_value *value)
{
    switch ((enum link_kind)value->kind) {
    case LINK_NONE:
    case LINK_FORM:
    case LINK_SECTOR:
    case LINK_RESIDENCE:
    case LINK_TEXT:
    case LINK_OWN:
        return false;
    case LINK_DWELLING:
    case LINK_PHONE:
    case LINK_PHONE_MASKED:
    case LINK_PHONE_LAST7:
    case LINK_HANDLE:
    case LINK_HANDLE_SKELETON:
    case LINK_EMAIL:
    case LINK_AD:
    case LINK_PLATE:
    case LINK_PLATE_MASKED:
    case LINK_PLATE_PART:
    case LINK_BAG:
    case LINK_BUILDING:
    case LINK_PC6:
    case LINK_PC4:
    case LINK_MUNICIPALITY:
    case LINK_ALIAS:
    case LINK_ALIAS_WORD:
    case LINK_ALIAS_SOUND:
    case LINK_URL:
    case LINK_WORD:
        return true;
    }
    return false;
}

void
search_index_of(const struct desk *desk, const struct submission *message,
                struct search_found *out)
{
    const struct link_key *key = &desk->secrets->link;
    struct link_record record = {.values_n = 0};
    int64_t at_s = link_when(&message->facts, desk->zone);

    out->observed_s = at_s == LINK_TIME_NONE ? 0 : at_s;
    out->n = 0;
    out->dwelling = 0;
    link_values_add(key, &message->facts, &record);
    for (size_t i = 0; i < record.values_n; i++)
        if (is_sought(&record.values[i])) {
            out->tokens[out->n++] = record.values[i].token;
            if (record.values[i].kind == LINK_DWELLING)
                out->dwelling = record.values[i].token;
        }
    out->n += link_words_of(key, message->facts.text, out->tokens + out->n,
                            SEARCH_PUT_MAX - out->n);
}
