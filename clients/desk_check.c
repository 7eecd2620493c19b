/* desk_check -- desk check: what is wrong with documents, before the desk
 * sees them or as the desk sees them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/desk_rules.h"
#include "desk_document.h"
#include "desk_source.h"
#include "desk_texts.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "findings_words.h"
#include "sys/clock.h"
#include "text.h"
#include "verb_desk.h"

static enum ending
check_here(const struct invocation *inv, const char *at)
{
    const struct clock clock = {.is_virtual = false};
    struct desk_texts texts = {.n = 0};
    struct document_findings findings = {0};
    struct desk_rules *rules = NULL;
    int64_t at_us = clock_utc_us(&clock);
    enum ending ending = ENDING_USAGE;

    if (desk_texts_read(&texts, inv->argv[0]) != RC_OK)
        goto out;
    if (desk_texts_compile(&texts, &rules, &findings) == RC_OK) {
        if (desk_time(inv, &rules->book.zone, "at", at, &at_us) != RC_OK)
            goto out;
        document_check(rules, at_us, false, &findings);
    } else if (findings.n == 0) {
        goto out; /* said already */
    }
    findings_words_print(&inv->out, &findings);
    if (findings.n == 0)
        output_line(&inv->out, _("nothing is wrong"));
    ending = findings.refuses_n > 0 ? ENDING_REFUSED : ENDING_DONE;
out:
    document_findings_close(&findings);
    desk_texts_close(&texts);
    free(rules);
    return ending;
}

/* The documents of a folder that are there. */
static enum ending
folder_take(const char *folder, struct desk_document *documents,
            char paths[][1024], size_t *n)
{
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++) {
        struct stat status;

        (void)snprintf(paths[*n], 1024, "%s/%s.yaml", folder,
                       document_name((enum document_kind)kind));
        if (stat(paths[*n], &status) != 0)
            continue;
        if (*n == DESK_DOCUMENTS_MAX) {
            output_error(_("%s: more than %d documents do not go into one "
                           "request; name a file"),
                         folder, DESK_DOCUMENTS_MAX);
            return ENDING_USAGE;
        }
        if (desk_document_read(&documents[*n], NULL, paths[*n]) != RC_OK)
            return ENDING_USAGE;
        (*n)++;
    }
    if (*n == 0)
        output_error(_("%s: no desk document is there"), folder);
    return *n == 0 ? ENDING_USAGE : ENDING_DONE;
}

static enum ending
check_online(const struct invocation *inv)
{
    struct desk_document documents[DESK_DOCUMENTS_MAX] = {{.n = 0}};
    char paths[DESK_DOCUMENTS_MAX + 1][1024]; /* of one too many too */
    struct desk_put put = {.documents = documents, .check_only = true};
    struct visit visit = {0};
    struct stat status;
    enum ending ending = ENDING_DONE;

    if (stat(inv->argv[0], &status) == 0 && S_ISDIR(status.st_mode))
        ending = folder_take(inv->argv[0], documents, paths, &put.n);
    else if (desk_document_read(&documents[put.n++], NULL, inv->argv[0]) !=
             RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE && visit_begin(&visit, inv) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE)
        ending = desk_document_versions(&visit, inv, documents, put.n);
    if (ending == ENDING_DONE)
        ending = desk_document_put(&visit, inv, &put);
    for (size_t i = 0; i < DESK_DOCUMENTS_MAX; i++)
        desk_document_close(&documents[i]);
    visit_end(&visit);
    return ending;
}

enum ending
desk_check(struct invocation *inv)
{
    const char *at = NULL;
    bool online = false;
    const struct arg args[] = {
        {"at", ARG_TEXT, &at},
        {"online", ARG_FLAG, &online},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one FILE or FOLDER is needed"));
    return online ? check_online(inv) : check_here(inv, at);
}
