/* normalise_identifier -- any identifier in its one spelling; see normalise.h
 */
#include <stdbool.h>
#include <string.h>

#include "link/normalise.h"

#define BAG_DIGITS 16

static enum rc
read_bag(const char *folded, char *out)
{
    size_t n = 0;

    for (; *folded != '\0'; folded++) {
        if (*folded >= '0' && *folded <= '9' && n < BAG_DIGITS)
            out[n++] = *folded;
        else if (strchr(" .-", *folded) == NULL)
            return RC_INVALID;
    }
    out[n] = '\0';
    return n == BAG_DIGITS && strspn(out, "0") < n ? RC_OK : RC_INVALID;
}

static bool
is_of_one(const char *phone)
{
    return !phone_public(phone) && !phone_nobodys(phone);
}

static enum rc
read_phone(const struct identifier *identifier, char *out)
{
    enum rc rc = normalise_phone(identifier->value, identifier->country, out);

    return rc == RC_OK && !is_of_one(out) ? RC_INVALID : rc;
}

/* What says nothing may show only when what stood around it is gone
 * ("mailto:", "https://"). */
static enum rc
read_online(const struct identifier *identifier, struct normal *out)
{
    if (normalise_online(identifier->type, identifier->value, out) != RC_OK ||
        fold_unknown(out->text))
        return RC_INVALID;
    return out->kind == LINK_PHONE && !is_of_one(out->text) ? RC_INVALID
                                                            : RC_OK;
}

enum rc
normalise_identifier(const struct identifier *identifier, struct normal *out)
{
    char folded[FOLD_BYTES];

    (void)fold_text(identifier->value, folded, sizeof folded);
    if (fold_unknown(folded))
        return RC_INVALID;
    switch (identifier->type) {
    case IDENTIFIER_PHONE:
        out->kind = LINK_PHONE;
        return read_phone(identifier, out->text);
    case IDENTIFIER_PLATE:
        out->kind = LINK_PLATE;
        return normalise_plate(identifier->value, identifier->country,
                               out->text);
    case IDENTIFIER_ALIAS:
        out->kind = LINK_ALIAS;
        return normalise_alias(identifier->value, out->text);
    case IDENTIFIER_BAG:
        out->kind = LINK_BAG;
        return read_bag(folded, out->text);
    case IDENTIFIER_HANDLE:
    case IDENTIFIER_URL:
    case IDENTIFIER_AD_ID:
    case IDENTIFIER_EMAIL:
        break;
    case IDENTIFIER_NONE:
        return RC_INVALID;
    }

    return read_online(identifier, out);
}
