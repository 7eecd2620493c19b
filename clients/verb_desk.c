/* verb_desk -- desk get, history, diff: reading the desk's documents */
#include "verb_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_document.h"
#include "session.h"
#include "text.h"
#include "unified_diff.h"

const char verb_desk_help[] = N_(
    "usage: loket desk get NAME [--version N]\n"
    "       loket desk put FILE.. [--reason TEXT] [--accept-gap REASON]\n"
    "       loket desk put NAME - [--reason TEXT] [--accept-gap REASON]\n"
    "       loket desk check FILE|FOLDER [--at TIME] [--online]\n"
    "       loket desk diff NAME [FILE] [--version N [--version N]]\n"
    "       loket desk history [NAME]\n"
    "       loket desk rollback NAME --version N --reason TEXT\n"
    "\n"
    "Read and change the desk's documents: persons, rosters, overrides,\n"
    "calendar, policies, indicators, regions, shelter, directory, terms, "
    "tables,\n"
    "retention.\n"
    "A document is named as its file: rosters.yaml is `rosters`.\n"
    "\n"
    "put     several files become valid together or not at all; the desk "
    "says\n"
    "        everything that is wrong, as FILE:LINE: CODE: text\n"
    "check   the same without the desk: one file (what it does not hold is\n"
    "        looked up beside it) or a folder of documents; with --online at\n"
    "        the desk, against what is in force, and nothing is changed\n"
    "diff    what is in force against a file, or two versions; without both\n"
    "        the last change\n"
    "history   the versions of a document, or of each the one in force\n"
    "rollback  the text of an old version as a new one\n"
    "\n"
    "  --version N          an older version, as `history` lists them; with "
    "put\n"
    "                       refuse unless this one is in force\n"
    "  --accept-gap REASON  accept that nobody is on call within 14 days\n"
    "  --at TIME            check from then on (default now)\n"
    "\n"
    "Exit code 1 when it is refused, or a check finds what would refuse it;\n"
    "diff: when there is a difference.\n"
    "\n"
    "examples:\n"
    "  loket desk get rosters > rosters.yaml\n"
    "  loket desk check rosters.yaml && loket desk put rosters.yaml\n");

enum ending
verb_desk(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"get", desk_get},         {"put", desk_put},
        {"check", desk_check},     {"diff", desk_diff},
        {"history", desk_history}, {"rollback", desk_rollback},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}

static void
document_print(const struct invocation *inv,
               const struct desk_document *document)
{
    if (inv->json) {
        json_t *line = json_deep_copy(document->about);

        (void)json_object_set_new(line, "text",
                                  json_stringn(document->text, document->n));
        output_object(line);
        json_decref(line);
    } else {
        (void)fwrite(document->text, 1, document->n, stdout);
    }
}

enum ending
desk_get(struct invocation *inv)
{
    int64_t version = 0;
    const struct arg args[] = {{"version", ARG_NUMBER, &version}};
    struct visit visit = {0};
    struct desk_document document = {.n = 0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one NAME is needed"));
    if (visit_begin(&visit, inv) == RC_OK)
        ending =
            desk_document_fetch(&visit, inv, inv->argv[0], version, &document);
    if (ending == ENDING_DONE)
        document_print(inv, &document);
    desk_document_close(&document);
    visit_end(&visit);
    return ending;
}

static enum ending
history_all(struct visit *visit, const struct invocation *inv, const char *name)
{
    int64_t before = 0;
    bool more = true;

    while (more) {
        struct session_event answer;
        const json_t *version;
        size_t i;
        enum ending ending = visit_ask(
            visit, inv, "document_history",
            json_pack("{s:s, s:I}", "name", name, "before", (json_int_t)before),
            &answer);

        if (ending != ENDING_DONE)
            return ending;
        more = false;
        json_array_foreach(json_object_get(answer.body, "versions"), i, version)
        {
            /* Of the list of all documents there is one part only. */
            more = *name != '\0' && object_flag(answer.body, "more");
            before = object_number(version, "version");
            if (inv->json)
                output_object(version);
            desk_document_about(&inv->out, version);
        }
    }
    return ENDING_DONE;
}

enum ending
desk_history(struct invocation *inv)
{
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one NAME is needed"));
    if (visit_begin(&visit, inv) == RC_OK)
        ending = history_all(&visit, inv, inv->argc == 1 ? inv->argv[0] : "");
    visit_end(&visit);
    return ending;
}

static enum ending
diff_print(const struct invocation *inv, const struct desk_document sides[2])
{
    struct diff_side both[2];
    char names[2][DESK_DOCUMENT_NAME + 48];
    char *text = NULL;
    size_t n = 0;
    bool same = false;
    FILE *out = open_memstream(&text, &n);

    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(names[i], sizeof names[i], _("%s version %lld"),
                       sides[i].name, (long long)sides[i].version);
        both[i] =
            (struct diff_side){sides[i].file != NULL ? sides[i].file : names[i],
                               sides[i].text, sides[i].n};
    }
    if (out == NULL || unified_diff(out, &both[0], &both[1], &same) != RC_OK) {
        output_error(_("out of memory"));
        if (out != NULL)
            (void)fclose(out);
        free(text);
        return ENDING_USAGE;
    }
    (void)fclose(out);
    if (inv->json) {
        json_t *line = json_pack("{s:b, s:s}", "same", same, "diff", text);

        output_object(line);
        json_decref(line);
    } else {
        (void)fwrite(text, 1, n, stdout);
    }
    free(text);
    return same ? ENDING_DONE : ENDING_REFUSED;
}

/* The last change is from the version before to the one in force. */
static enum ending
version_before(struct visit *visit, const struct invocation *inv,
               const char *name, int64_t *version)
{
    struct session_event answer;
    const json_t *versions;
    enum ending ending = visit_ask(visit, inv, "document_history",
                                   json_pack("{s:s}", "name", name), &answer);

    if (ending != ENDING_DONE)
        return ending;
    versions = json_object_get(answer.body, "versions");
    if (json_array_size(versions) < 2) {
        output_error(_("%s has no version before this one"), name);
        return ENDING_REFUSED;
    }
    *version = object_number(json_array_get(versions, 1), "version");
    return ENDING_DONE;
}

static enum ending
versions_read(const struct invocation *inv, const struct arg_list *list,
              int64_t versions[2])
{
    for (size_t i = 0; i < list->n; i++) {
        char *end = NULL;

        if (i == 2)
            return args_wrong(inv, _("two versions at most"));
        versions[i] = strtoll(list->items[i], &end, 10);
        if (*end != '\0' || versions[i] <= 0)
            return args_wrong(inv, _("--%s is a whole number"), "version");
    }
    return ENDING_DONE;
}

enum ending
desk_diff(struct invocation *inv)
{
    struct arg_list list = {.n = 0};
    const struct arg args[] = {{"version", ARG_LIST, &list}};
    struct visit visit = {0};
    struct desk_document sides[2] = {{.n = 0}, {.n = 0}};
    int64_t versions[2] = {0, 0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc < 1 || inv->argc > 2 || (inv->argc == 2 && list.n > 1))
        return args_wrong(inv, _("NAME, or NAME and FILE, are needed"));
    if ((ending = versions_read(inv, &list, versions)) != ENDING_DONE)
        return ending;
    if (inv->argc == 2 &&
        desk_document_read(&sides[1], inv->argv[0], inv->argv[1]) != RC_OK) {
        ending = ENDING_USAGE;
        goto out;
    }
    if (visit_begin(&visit, inv) != RC_OK) {
        ending = ENDING_USAGE;
        goto out;
    }
    if (inv->argc == 1 && list.n == 0)
        ending = version_before(&visit, inv, inv->argv[0], &versions[0]);
    if (ending == ENDING_DONE)
        ending = desk_document_fetch(&visit, inv, inv->argv[0], versions[0],
                                     &sides[0]);
    if (ending == ENDING_DONE && inv->argc == 1)
        ending = desk_document_fetch(&visit, inv, inv->argv[0], versions[1],
                                     &sides[1]);
    if (ending == ENDING_DONE)
        ending = diff_print(inv, sides);
out:
    desk_document_close(&sides[0]);
    desk_document_close(&sides[1]);
    visit_end(&visit);
    return ending;
}
