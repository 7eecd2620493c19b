/* validate_asked -- see validate_asked.h */
#include "core/validate_asked.h"

#include <assert.h>
#include <string.h>

#include "core/bsn.h"
#include "core/rfc3339.h"
#include "core/roster_book.h"
#include "core/text_rules.h"
#include "core/validate_desk.h"
#include "core/validate_parts.h"

#define SECOND_US INT64_C(1000000)

static_assert(VALIDATE_REASON_MAX == REASON_BYTES - 1,
              "a reason that was accepted is never cut");

void
validate_name(const char *name, size_t room, const char *field,
              struct refusal *why)
{
    if (*name == '\0')
        refusal_add(why, REFUSAL_REQUIRED, "%s", field);
    else if (strlen(name) >= room)
        refusal_add(why, REFUSAL_TOO_LONG, "%s", field);
    else if (!text_name(name))
        refusal_add(why, REFUSAL_INVALID, "%s", field);
}

/* What people write about a change is kept and shown for good.  A reason of
 * nothing but spaces is none. */
void
validate_reason(const char *text, bool required, const char *field,
                struct refusal *why)
{
    validate_said(!text_blank(text) || (!required && *text == '\0'), field,
                  why);
    if (strlen(text) > VALIDATE_REASON_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "%s", field);
    if (!text_one_line(text))
        refusal_add(why, REFUSAL_BAD_TEXT, "%s", field);
    if (bsn_in_text(text))
        refusal_add(why, REFUSAL_BSN, "%s", field);
}

static enum refusal_code
instant_fault(int64_t at_us)
{
    if (at_us == 0)
        return REFUSAL_REQUIRED;
    if (at_us < 0 || at_us >= VALIDATE_INSTANT_MAX_US)
        return REFUSAL_OUT_OF_RANGE;
    return at_us % SECOND_US == 0 ? REFUSAL_NONE : REFUSAL_INVALID;
}

bool
validate_instant(int64_t at_us, const char *field, struct refusal *why)
{
    enum refusal_code fault = instant_fault(at_us);

    if (fault != REFUSAL_NONE)
        refusal_add(why, fault, "%s", field);
    return fault == REFUSAL_NONE;
}

bool
validate_date(const char *text, const char *field, int64_t *day,
              struct refusal *why)
{
    if (*text == '\0')
        refusal_add(why, REFUSAL_REQUIRED, "%s", field);
    else if (rfc3339_read_date(text, day) != RC_OK)
        refusal_add(why, REFUSAL_INVALID, "%s", field);
    else
        return true;
    return false;
}
