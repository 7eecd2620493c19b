/* audit_words -- what NEN 7513 wants to know of a verb; see audit.h */
#include <stddef.h>
#include <string.h>

#include "store/sqlite/audit.h"

static const struct {
    const char *verb;
    enum audit_action action;
} actions[] = {
    {"accept", AUDIT_CREATE},
    {"alert-open", AUDIT_CREATE},
    {"ask", AUDIT_CREATE},
    {"audit-begin", AUDIT_CREATE},
    {"audit-export", AUDIT_READ},
    {"audit-key", AUDIT_READ},
    {"audit-read", AUDIT_READ},
    {"audit-verify", AUDIT_READ},
    {"attach", AUDIT_READ},
    {"clock-set", AUDIT_EXECUTE},
    {"conflict", AUDIT_EXECUTE},
    {"denied", AUDIT_EXECUTE},
    {"document-check", AUDIT_READ},
    {"document-history", AUDIT_READ},
    {"document-read", AUDIT_READ},
    {"drill-start", AUDIT_EXECUTE},
    {"epoch-drop", AUDIT_DELETE},
    {"epoch-look", AUDIT_READ},
    {"epoch-prepare", AUDIT_CREATE},
    {"erase", AUDIT_DELETE},
    {"list", AUDIT_READ},
    {"not_found", AUDIT_EXECUTE},
    {"notes", AUDIT_EXECUTE},
    {"partner-add", AUDIT_CREATE},
    {"partner-list", AUDIT_READ},
    {"questions", AUDIT_READ},
    {"replay", AUDIT_READ},
    {"report", AUDIT_READ},
    {"report-exact", AUDIT_READ},
    {"retention-dry-run", AUDIT_READ},
    {"retention-list", AUDIT_READ},
    {"review", AUDIT_READ},
    {"roster-state", AUDIT_READ},
    {"route-explain", AUDIT_READ},
    {"search", AUDIT_READ},
    {"share", AUDIT_CREATE},
    {"share-check", AUDIT_READ},
    {"show", AUDIT_READ},
    {"snapshot", AUDIT_READ},
    {"status", AUDIT_READ},
    {"storm", AUDIT_EXECUTE},
    {"summary-send", AUDIT_CREATE},
    {"swap-propose", AUDIT_CREATE},
    {"task-assign", AUDIT_CREATE},
    {"term-start", AUDIT_CREATE},
    {"too_many", AUDIT_EXECUTE},
    {"why", AUDIT_READ},
};

static bool
ends_in(const char *verb, const char *end)
{
    size_t n = strlen(verb);
    size_t end_n = strlen(end);

    return n >= end_n && strcmp(verb + n - end_n, end) == 0;
}

enum audit_action
audit_action_of(const char *verb)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].verb, verb) == 0)
            return actions[i].action;
    return ends_in(verb, "-refused") ? AUDIT_EXECUTE : AUDIT_UPDATE;
}

enum audit_outcome
audit_outcome_of(const char *verb)
{
    static const char *const refused[] = {"-refused", "denied",   "not_found",
                                          "invalid",  "conflict", "too_many"};

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (ends_in(verb, refused[i]))
            return AUDIT_REFUSED;
    return AUDIT_DONE;
}

bool
audit_of_message(const char *object)
{
    static const char *const named[] = {"message", "bundle", "referral",
                                        "bottleneck"};

    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strcmp(object, named[i]) == 0)
            return true;
    return false;
}
