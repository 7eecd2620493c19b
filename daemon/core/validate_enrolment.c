/* validate_enrolment -- may this partner be enrolled?  See validate.h. */
#include <string.h>

#include "core/text_rules.h"
#include "core/validate.h"

#define ROLES_KNOWN (ROLE_BIT(ROLE_LAST + 1) - ROLE_BIT(ROLE_SUBMITTER))

static void
check_name(const char *name, const char *field, struct refusal *why)
{
    if (*name == '\0')
        refusal_add(why, REFUSAL_REQUIRED, "%s", field);
    else if (strlen(name) >= NAME_BYTES)
        refusal_add(why, REFUSAL_TOO_LONG, "%s", field);
    else if (!text_name(name))
        refusal_add(why, REFUSAL_INVALID, "%s", field);
}

static void
check_roles(uint32_t roles, struct refusal *why)
{
    if (roles == 0)
        refusal_add(why, REFUSAL_REQUIRED, "roles");
    else if ((roles & ~ROLES_KNOWN) != 0)
        refusal_add(why, REFUSAL_UNKNOWN_CODE, "roles");
}

/* All zeros is what a client sends that forgot to make a key. */
static void
check_key(const struct enrolment *enrolment, struct refusal *why)
{
    static const uint8_t zeros[PUBLIC_KEY_BYTES];

    if (enrolment->public_key_n == 0)
        refusal_add(why, REFUSAL_REQUIRED, "public_key");
    else if (enrolment->public_key_n != PUBLIC_KEY_BYTES ||
             memcmp(enrolment->public_key, zeros, sizeof zeros) == 0)
        refusal_add(why, REFUSAL_INVALID, "public_key");
}

/* Half-open; an end of 0 is no end. */
static void
check_period(const struct enrolment *enrolment, struct refusal *why)
{
    if (enrolment->valid_from_us < 0)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "valid_from_us");
    if (enrolment->valid_to_us != 0 &&
        enrolment->valid_to_us <= enrolment->valid_from_us)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "valid_to_us");
}

enum rc
validate_enrolment(const struct enrolment *enrolment, struct refusal *why)
{
    why->n = 0;
    check_name(enrolment->organisation, "organisation", why);
    if (enrolment->organisation_kind == ORGANISATION_NONE)
        refusal_add(why, REFUSAL_REQUIRED, "organisation_kind");
    check_name(enrolment->name, "name", why);
    if (enrolment->kind == PRINCIPAL_NONE)
        refusal_add(why, REFUSAL_REQUIRED, "kind");
    check_roles(enrolment->roles, why);
    check_key(enrolment, why);
    check_period(enrolment, why);
    return why->n == 0 ? RC_OK : RC_INVALID;
}
