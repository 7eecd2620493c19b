/* desk_put -- desk put, rollback: changing the desk's documents */
#include <string.h>

#include "desk_document.h"
#include "text.h"
#include "verb_desk.h"

#define NO_VERSION (-1)

static void
documents_close(struct desk_document *documents)
{
    for (size_t i = 0; i < DESK_DOCUMENTS_MAX; i++)
        desk_document_close(&documents[i]);
}

static enum rc
options_read(struct invocation *inv, struct desk_put *put, int64_t *version)
{
    const struct arg args[] = {
        {"version", ARG_NUMBER, version},
        {"reason", ARG_TEXT, &put->reason},
        {"accept-gap", ARG_TEXT, &put->accept_gap},
    };

    return args_read(inv, args, sizeof args / sizeof args[0]);
}

/* FILE.., or NAME - */
static enum ending
operands_read(const struct invocation *inv, struct desk_put *put)
{
    if (inv->argc == 2 && strcmp(inv->argv[1], "-") == 0) {
        put->n = 1;
        return desk_document_read(&put->documents[0], inv->argv[0], "-") ==
                       RC_OK
                   ? ENDING_DONE
                   : ENDING_USAGE;
    }
    if (inv->argc < 1 || inv->argc > DESK_DOCUMENTS_MAX)
        return args_wrong(inv, _("1 to %d files are needed"),
                          DESK_DOCUMENTS_MAX);
    for (int i = 0; i < inv->argc; i++) {
        if (desk_document_read(&put->documents[put->n++], NULL, inv->argv[i]) !=
            RC_OK)
            return ENDING_USAGE;
    }
    return ENDING_DONE;
}

enum ending
desk_put(struct invocation *inv)
{
    struct desk_document documents[DESK_DOCUMENTS_MAX] = {{.n = 0}};
    struct desk_put put = {.documents = documents};
    int64_t version = NO_VERSION;
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = options_read(inv, &put, &version);

    if (rc != RC_OK)
        return args_ending(rc);
    if ((ending = operands_read(inv, &put)) != ENDING_DONE)
        goto out;
    if (version != NO_VERSION && put.n != 1) {
        ending = args_wrong(inv, _("--version goes with one file"));
        goto out;
    }
    if (visit_begin(&visit, inv) != RC_OK) {
        ending = ENDING_USAGE;
        goto out;
    }
    if (version != NO_VERSION)
        documents[0].version = version;
    else
        ending = desk_document_versions(&visit, inv, documents, put.n);
    if (ending == ENDING_DONE)
        ending = desk_document_put(&visit, inv, &put);
out:
    documents_close(documents);
    visit_end(&visit);
    return ending;
}

enum ending
desk_rollback(struct invocation *inv)
{
    struct desk_document document = {.n = 0};
    struct desk_put put = {.documents = &document, .n = 1};
    int64_t version = 0;
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = options_read(inv, &put, &version);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one NAME is needed"));
    if (version == 0)
        return args_wrong(inv, _("--%s is needed"), "version");
    if (put.reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    if (visit_begin(&visit, inv) == RC_OK)
        ending =
            desk_document_fetch(&visit, inv, inv->argv[0], version, &document);
    document.version = 0;
    if (ending == ENDING_DONE)
        ending = desk_document_versions(&visit, inv, &document, 1);
    if (ending == ENDING_DONE)
        ending = desk_document_put(&visit, inv, &put);
    desk_document_close(&document);
    visit_end(&visit);
    return ending;
}
