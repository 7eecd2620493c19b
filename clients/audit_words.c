/* audit_words -- see audit_words.h */
#include "audit_words.h"

#include <string.h>

#include "text.h"

/* The start of a time, to the second: 2026-11-26 18:00:00 */
static void
when(const char *at, char out[20])
{
    size_t n = strnlen(at, 19);

    memcpy(out, at, n);
    out[n] = '\0';
    if (n > 10)
        out[10] = ' ';
}

void
audit_words_record(const struct output *out, const json_t *record)
{
    const char *who = object_text(record, "actor_name");
    const char *organisation = object_text(record, "org_name");
    const char *object = object_text(record, "object");
    const char *row = object_text(record, "row");
    const char *handle = object_text(record, "handle");
    const char *detail = object_text(record, "detail");
    const char *reason = object_text(record, "reason_text");
    bool refused = strcmp(object_text(record, "outcome"), "4") == 0;
    char at[20];

    when(object_text(record, "at"), at);
    if (who[0] == '\0')
        who = object_text(record, "actor")[0] == '\0'
                  ? _("the desk")
                  : object_text(record, "actor");
    output_line(out, "%s %s  %s%s%s%s  %s %s%s%s%s%.8s%s%s%s%s%s%s",
                object_text(record, "n"), at, who,
                organisation[0] == '\0' ? "" : " (", organisation,
                organisation[0] == '\0' ? "" : ")",
                object_text(record, "action"), object_text(record, "verb"),
                object[0] == '\0' ? "" : " ", object,
                row[0] != '\0' || handle[0] != '\0' ? " " : "",
                row[0] != '\0' ? row : handle, detail[0] == '\0' ? "" : " ",
                detail, reason[0] == '\0' ? "" : " \"", reason,
                reason[0] == '\0' ? "" : "\"", refused ? _("  (refused)") : "");
}

const char *
audit_words_flaw(enum audit_flaw flaw)
{
    switch (flaw) {
    case AUDIT_WHOLE:
        break;
    case AUDIT_UNREADABLE:
        return _("it cannot be read");
    case AUDIT_CHANGED:
        return _("it was changed");
    case AUDIT_LINK:
        return _("it does not follow the one before");
    case AUDIT_MISSING:
        return _("records are missing before it");
    case AUDIT_REPEATED:
        return _("it is there twice");
    case AUDIT_START:
        return _("it is not how this audit began");
    case AUDIT_SIGNATURE:
        return _("a checkpoint about it is not signed with this key");
    case AUDIT_OTHER:
        return _("a checkpoint says that it was another");
    case AUDIT_CUT:
        return _("it is gone: a checkpoint knows of it");
    }
    return _("whole");
}
