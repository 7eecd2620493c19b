/* verb_indicators -- indicators: the codes a message may carry, in words */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "desk_document.h"
#include "document/document.h"
#include "document/indicator_words.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "text.h"
#include "verb.h"

#define PATH_BYTES 4096

const char verb_indicators_help[] = N_(
    "usage: loket indicators [FILE|FOLDER] [--view KIND] [--lang nl|en]\n"
    "         [--htcds]\n"
    "\n"
    "The coded indicators a message may carry: code, dimension, strength of\n"
    "an adult and below 18, and what it means.  Without FILE those in force\n"
    "at the desk, for everybody who is enrolled; with it no desk is needed.\n"
    "\n"
    "  --view KIND   the short list of this kind of organisation: police,\n"
    "                housing, care, ..; all codes when it has none\n"
    "  --lang nl|en  the language of the labels\n"
    "  --htcds       the words of the data standard HTCDS as well\n"
    "\n"
    "A screening aid: it decides nothing about a person.\n"
    "\n"
    "examples:\n"
    "  loket indicators --view housing\n"
    "  loket indicators config/desk --lang nl --json\n");

/* What is printed. */
struct printing {
    const struct yaml_doc *doc;
    const struct output *out;
    bool dutch;
    bool htcds;
    const char *view; /* NULL: all */
};

static enum rc
text_read(const char *path, char **text, size_t *n)
{
    char inside[PATH_BYTES];
    struct stat status;
    uint8_t *bytes = NULL;
    enum rc rc = RC_OK;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        rc = file_join(inside, sizeof inside, path, "indicators.yaml");
        path = inside;
    }
    if (rc == RC_OK)
        rc = file_read(path, YAML_DOC_BYTES, &bytes, n);
    if (rc != RC_OK)
        return output_unread(path, rc);
    *text = (char *)bytes;
    return RC_OK;
}

static enum ending
text_fetch(const struct invocation *inv, char **text, size_t *n)
{
    struct desk_document document = {.n = 0};
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) == RC_OK)
        ending = desk_document_fetch(
            &visit, inv, document_name(DOCUMENT_INDICATORS), 0, &document);
    if (ending == ENDING_DONE) {
        *text = document.text;
        *n = document.n;
        document.text = NULL;
    }
    desk_document_close(&document);
    visit_end(&visit);
    return ending;
}

static void
print_object(const struct printing *p, const struct indicator_words *words)
{
    json_t *line = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "code", words->code,
        "dimension", words->dimension, "form", words->form, "strength",
        words->strength, "minor", words->minor, "label",
        p->dutch ? words->nl : words->en, "help",
        p->dutch ? words->help_nl : words->help_en, "retired", words->retired);
    json_t *htcds = json_array();

    for (size_t i = 0; i < words->htcds_n; i++)
        (void)json_array_append_new(htcds, json_string(words->htcds[i]));
    if (p->htcds)
        (void)json_object_set(line, "htcds", htcds);
    output_object(line);
    json_decref(htcds);
    json_decref(line);
}

static void
print_words(const struct printing *p, const struct indicator_words *words)
{
    const char *help = p->dutch ? words->help_nl : words->help_en;

    output_line(p->out, "%-4s  %-2s  %-6s  %-6s  %s%s", words->code,
                words->dimension, text_word("strength", words->strength),
                text_word("strength", words->minor),
                p->dutch ? words->nl : words->en,
                words->retired ? _(" (retired)") : "");
    if (*help != '\0')
        output_line(p->out, "%26s%s", "", help);
    for (size_t i = 0; p->htcds && i < words->htcds_n; i++)
        output_line(p->out, "%26sHTCDS %s", "", words->htcds[i]);
}

/* --json has no heading: a program reads lines of one kind. */
static void
print_list(const struct printing *p)
{
    int root = yaml_doc_root(p->doc);
    size_t n = indicator_words_n(p->doc);
    struct indicator_words words;

    output_line(p->out, _("%s, version %s"),
                yaml_doc_text(p->doc, yaml_doc_get(p->doc, root, "id")),
                yaml_doc_text(p->doc, yaml_doc_get(p->doc, root, "version")));
    output_line(p->out, "%-4s  %-2s  %-6s  %s", _("code"), "D", _("adult"),
                _("minor"));
    for (size_t i = 0; i < n; i++) {
        indicator_words_get(p->doc, i, &words);
        if (p->view != NULL && !indicator_shown(p->doc, p->view, words.code))
            continue;
        if (p->out->json)
            print_object(p, &words);
        else
            print_words(p, &words);
    }
}

static enum ending
print_text(struct printing *p, const char *name, const char *text, size_t n)
{
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;
    enum ending ending = ENDING_USAGE;

    if (yaml_doc_open(&doc, name, (const uint8_t *)text, n, &findings) ==
        RC_OK) {
        p->doc = doc;
        if (indicator_words_n(doc) > 0) {
            print_list(p);
            ending = ENDING_DONE;
        } else {
            output_error(_("%s: no indicators are there"), name);
        }
    }
    for (size_t i = 0; i < findings.kept_n; i++)
        output_error("%s", findings.lines[i]);
    file_findings_close(&findings);
    yaml_doc_close(doc);
    return ending;
}

/* "police_amsterdam", as the protocol has it, is the same kind. */
static enum rc
view_read(const struct invocation *inv, const char *written,
          char view[TEXT_CODE_BYTES])
{
    for (char *at = (char *)text_code(written, view); *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
    if (indicator_kind(view) != 0)
        return RC_OK;
    (void)args_wrong(inv, _("--view: %s is no kind of organisation"), written);
    return RC_INVALID;
}

enum ending
verb_indicators(struct invocation *inv)
{
    /* The name of this catalogue's language. */
    const char *language = _("en");
    const char *view = NULL;
    char kind[TEXT_CODE_BYTES];
    struct printing p = {.out = &inv->out};
    const struct arg args[] = {
        {"view", ARG_TEXT, &view},
        {"lang", ARG_TEXT, &language},
        {"htcds", ARG_FLAG, &p.htcds},
    };
    char *text = NULL;
    size_t n = 0;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);
    enum ending ending = ENDING_DONE;

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one file at a time"));
    p.dutch = strcmp(language, "nl") == 0;
    if (!p.dutch && strcmp(language, "en") != 0)
        return args_wrong(inv, _("--lang: nl or en"));
    if (view != NULL && view_read(inv, view, kind) != RC_OK)
        return ENDING_USAGE;
    p.view = view != NULL ? kind : NULL;
    if (inv->argc == 0)
        ending = text_fetch(inv, &text, &n);
    else if (text_read(inv->argv[0], &text, &n) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE)
        ending = print_text(&p, inv->argc == 0 ? "indicators" : inv->argv[0],
                            text, n);
    free(text);
    return ending;
}
