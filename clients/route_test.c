/* route_test -- route test: what the tables make of messages, and cases */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "content.h"
#include "core/desk_rules.h"
#include "desk_source.h"
#include "findings_words.h"
#include "lines.h"
#include "route_cases.h"
#include "route_message.h"
#include "route_show.h"
#include "text.h"
#include "verb_route.h"

#define PATH_BYTES   4096
#define EXPECT_BYTES OUTCOME_ROWS_BYTES

struct testing {
    struct invocation *inv;
    const char *documents, *as, *at, *expect, *cases;
    enum organisation_kind source;
    struct desk_source desk;
    size_t messages;
    size_t wrong; /* refused, or not what was expected */
};

/* --- messages --- */

static void
expect_check(struct testing *t, const struct route_decision *d,
             const char *file, size_t line)
{
    char expected[EXPECT_BYTES];
    char is[OUTCOME_ROWS_BYTES];
    char wrong[CASE_WRONG_BYTES] = "";

    if (t->expect == NULL)
        return;
    (void)snprintf(expected, sizeof expected, "%s", t->expect);
    (void)outcome_rows(t->desk.rules, &d->trace, is);
    if (!route_words_differ(expected, is, " ,", wrong))
        return;
    t->wrong++;
    output_error(_("%s:%zu: other rows: %s"), file, line, wrong);
}

static enum rc
message_take(struct testing *t, json_t *object, const char *file, size_t line,
             struct refusal *why)
{
    json_t *submit = content_to_submit("signal", object, why);
    struct message_facts message;
    struct case_facts facts;
    struct route_decision d;
    enum rc rc;

    if (submit == NULL)
        return RC_INVALID;
    rc = route_message_facts(t->desk.rules, submit, t->source, t->desk.now_us,
                             &message, why);
    json_decref(submit);
    if (rc != RC_OK)
        return rc;
    case_start(&facts, &message, &t->desk.rules->indicators);
    route_decide(t->desk.rules, &facts, t->desk.now_us, &d);
    route_show(&(struct route_showing){.out = &t->inv->out,
                                       .rules = t->desk.rules,
                                       .facts = &facts,
                                       .decision = &d,
                                       .at_us = t->desk.now_us,
                                       .file = file,
                                       .line = line});
    expect_check(t, &d, file, line);
    return RC_OK;
}

static void
message_refused(struct testing *t, const char *file, size_t line,
                const struct refusal *why)
{
    char about[PATH_BYTES];
    json_t *object = refusal_object(why);

    (void)snprintf(about, sizeof about, "%s:%zu", file, line);
    output_error(_("%s: the desk would refuse this message:"), about);
    output_refusal(&t->inv->out, about, object);
    json_decref(object);
    t->wrong++;
}

/* Messages of one file; name: what it is called. */
static enum ending
messages_read(struct testing *t, int fd, const char *name)
{
    struct lines *lines = calloc(1, sizeof *lines);
    enum ending ending = ENDING_USAGE;
    enum rc rc = lines == NULL ? RC_FATAL : RC_OK;

    if (lines != NULL)
        lines->fd = fd;
    while (rc == RC_OK || rc == RC_INVALID) {
        struct refusal why = {.n = 0};
        json_t *object = NULL;

        rc = lines_next(lines, &object, &why);
        if (rc == RC_OK)
            rc = message_take(t, object, name, lines->number, &why);
        if (rc == RC_INVALID)
            message_refused(t, name, lines->number, &why);
        t->messages += rc == RC_OK || rc == RC_INVALID ? 1 : 0;
    }
    if (rc == RC_FATAL)
        output_error(_("out of memory"));
    else if (lines->error != 0)
        output_error(_("%s cannot be read: %s"), name, strerror(lines->error));
    else
        ending = ENDING_DONE;
    free(lines);
    return ending;
}

static enum ending
file_read_messages(struct testing *t, const char *path)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
                                    : open(path, O_RDONLY | O_CLOEXEC);
    enum ending ending;

    if (fd < 0) {
        output_error(_("%s cannot be read: %s"), path, strerror(errno));
        return ENDING_USAGE;
    }
    ending = messages_read(t, fd, path);
    if (fd != STDIN_FILENO)
        (void)close(fd);
    return ending;
}

static int
is_messages(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot != NULL && dot != entry->d_name &&
           (strcmp(dot, ".json") == 0 || strcmp(dot, ".jsonl") == 0);
}

static enum ending
folder_read(struct testing *t, const char *folder)
{
    struct dirent **entries = NULL;
    char path[PATH_BYTES];
    enum ending ending = ENDING_DONE;
    int n = scandir(folder, &entries, is_messages, alphasort);

    if (n < 0) {
        output_error(_("%s cannot be read: %s"), folder, strerror(errno));
        return ENDING_USAGE;
    }
    for (int i = 0; i < n; i++) {
        int made =
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);

        free(entries[i]);
        if (ending == ENDING_DONE && made > 0 && (size_t)made < sizeof path)
            ending = file_read_messages(t, path);
    }
    free(entries);
    return ending;
}

static enum ending
messages_test(struct testing *t)
{
    const char *path = t->inv->argv[0];
    struct stat status;
    enum ending ending;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        ending = folder_read(t, path);
    else
        ending = file_read_messages(t, path);
    if (ending != ENDING_DONE)
        return ending;
    if (t->messages == 0) {
        output_error(_("%s: there is no message"), path);
        return ENDING_USAGE;
    }
    return t->wrong == 0 ? ENDING_DONE : ENDING_REFUSED;
}

/* --- cases --- */

static void
case_object(const struct route_case *tried)
{
    json_t *object = json_pack(
        "{s:s, s:I, s:s, s:s, s:b, s:s}", "case", tried->name, "line",
        (json_int_t)tried->line, "rows", tried->rows, "outcome", tried->outcome,
        "ok", tried->wrong[0] == '\0', "wrong", tried->wrong);

    output_object(object);
    json_decref(object);
}

static void
case_take(const struct route_case *tried, void *arg)
{
    const struct testing *t = arg;

    if (t->inv->json) {
        case_object(tried);
        return;
    }
    if (tried->wrong[0] == '\0') {
        output_line(&t->inv->out, _("ok      %s"), tried->name);
        return;
    }
    output_line(&t->inv->out, _("DIFFERS %s (line %zu): %s"), tried->name,
                tried->line, tried->wrong);
    output_line(&t->inv->out, "  rows     %s", tried->rows);
    output_line(&t->inv->out, "  outcome  %s", tried->outcome);
}

static enum ending
cases_test(struct testing *t)
{
    FILE *file = fopen(t->cases, "re");
    size_t line;
    enum rc rc;

    if (file == NULL) {
        output_error(_("%s cannot be read: %s"), t->cases, strerror(errno));
        return ENDING_USAGE;
    }
    rc = route_cases_try(t->desk.rules, file, t->desk.now_us, case_take, t,
                         &t->wrong, &line);
    (void)fclose(file);
    if (rc == RC_OK)
        return t->wrong == 0 ? ENDING_DONE : ENDING_REFUSED;
    if (rc == RC_NOT_FOUND)
        output_error(_("%s: there is no case"), t->cases);
    else if (rc == RC_INVALID)
        output_error(_("%s:%zu: this line is no part of a case"), t->cases,
                     line);
    else
        output_error(_("out of memory"));
    return ENDING_USAGE;
}

/* --- the verb --- */

static enum ending
options_check(struct testing *t)
{
    const struct invocation *inv = t->inv;

    if (t->cases == NULL && inv->argc != 1)
        return args_wrong(inv, _("one FILE or FOLDER of messages is needed, or "
                                 "--cases"));
    if (t->cases != NULL && inv->argc != 0)
        return args_wrong(inv, _("%s is a word too many"), inv->argv[0]);
    t->source = route_organisation(t->as);
    if (t->source == ORGANISATION_NONE)
        return args_wrong(inv, _("--as: there is no kind of organisation %s"),
                          t->as);
    return ENDING_DONE;
}

enum ending
route_test(struct invocation *inv)
{
    struct testing t = {.inv = inv, .as = "police"};
    const struct arg args[] = {
        {"documents", ARG_TEXT, &t.documents},
        {"as", ARG_TEXT, &t.as},
        {"at", ARG_TEXT, &t.at},
        {"expect", ARG_TEXT, &t.expect},
        {"cases", ARG_TEXT, &t.cases},
    };
    enum ending ending;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if ((ending = options_check(&t)) != ENDING_DONE)
        return ending;
    ending = desk_source_open(&t.desk, inv, t.documents, true);
    if (ending != ENDING_DONE)
        findings_words_print(&inv->out, &t.desk.findings);
    else if (desk_time(inv, &t.desk.rules->book.zone, "at", t.at,
                       &t.desk.now_us) != RC_OK)
        ending = ENDING_USAGE;
    else
        ending = t.cases != NULL ? cases_test(&t) : messages_test(&t);
    desk_source_close(&t.desk);
    return ending;
}
