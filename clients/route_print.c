/* route_print -- route print: the decision tables to be read and printed */
#include <stdio.h>

#include "core/desk_rules.h"
#include "desk_document.h"
#include "desk_source.h"
#include "findings_words.h"
#include "route_sheet.h"
#include "text.h"
#include "verb_route.h"

#define SUBTITLE_BYTES 512

/* "tables 3, policies 2, ..": what is in force at the desk. */
static enum ending
versions_write(const struct invocation *inv, char out[SUBTITLE_BYTES])
{
    struct desk_document documents[] = {
        {.name = "tables"},  {.name = "indicators"}, {.name = "regions"},
        {.name = "shelter"}, {.name = "directory"},  {.name = "policies"},
    };
    const size_t n = sizeof documents / sizeof *documents;
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;
    size_t at = 0;

    if (visit_begin(&visit, inv) == RC_OK)
        ending = desk_document_versions(&visit, inv, documents, n);
    visit_end(&visit);
    for (size_t i = 0; ending == ENDING_DONE && i < n; i++)
        at += (size_t)snprintf(out + at, SUBTITLE_BYTES - at, "%s%s %lld",
                               i == 0 ? "" : ", ", documents[i].name,
                               (long long)documents[i].version);
    return ending;
}

static enum ending
print_run(struct invocation *inv, const struct desk_source *desk, bool html)
{
    const struct sheet sheet = {
        .out = stdout, .html = html, .language = _("en")};
    char versions[SUBTITLE_BYTES] = "";
    char subtitle[2 * SUBTITLE_BYTES];
    char at[ZONE_TEXT_BYTES];
    enum ending ending = ENDING_DONE;

    if (inv->argc == 0)
        ending = versions_write(inv, versions);
    if (ending != ENDING_DONE)
        return ending;
    (void)snprintf(subtitle, sizeof subtitle,
                   inv->argc == 0 ? _("In force on %s: versions %s.")
                                  : _("Printed on %s from %s."),
                   zone_write(&desk->rules->book.zone, desk->now_us, at),
                   inv->argc == 0 ? versions : inv->argv[0]);
    if (route_sheet(&sheet, desk->rules, subtitle) == RC_OK)
        return ENDING_DONE;
    output_error(_("out of memory"));
    return ENDING_USAGE;
}

enum ending
route_print(struct invocation *inv)
{
    struct desk_source desk = {.rules = NULL};
    bool html = false;
    const struct arg args[] = {{"html", ARG_FLAG, &html}};
    enum ending ending;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("%s is a word too many"), inv->argv[1]);
    ending = desk_source_open(&desk, inv, inv->argc == 1 ? inv->argv[0] : NULL,
                              true);
    if (ending != ENDING_DONE)
        findings_words_print(&inv->out, &desk.findings);
    else
        ending = print_run(inv, &desk, html);
    desk_source_close(&desk);
    return ending;
}
