/* directory_import -- directory import: the entries of a CSV in the directory */
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "desk_document.h"
#include "directory_csv.h"
#include "findings_words.h"
#include "sys/file.h"
#include "sys/yaml_doc.h"
#include "text.h"
#include "text_sections.h"
#include "verb_directory.h"

struct importing {
    const struct invocation *inv;
    const char *csv;  /* path */
    const char *file; /* NULL: what is in force */
    const char *reason;
    bool dry_run;
    struct directory_source source;
    struct directory_import entries;
    struct document_findings findings; /* of the CSV */
    struct desk_text *text;            /* that is changed */
    size_t first_line;                 /* of its section, from 1 */
};

static enum rc
read_csv(struct importing *im)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = file_read(im->csv, YAML_DOC_BYTES, &bytes, &n);

    if (rc != RC_OK)
        return output_unread(im->csv, rc);
    rc = directory_csv_read(im->csv, (const char *)bytes, n, &im->entries,
                            &im->findings);
    free(bytes);
    if (rc == RC_FATAL)
        output_error(_("out of memory"));
    return rc == RC_INVALID ? RC_OK : rc;
}

static bool
has_section(const struct desk_text *text, const char *name)
{
    struct section_names names = {.n = 0};

    section_names_add(&names, text->bytes);
    return section_names_have(&names, name);
}

/* The text with the entries; else the one with the roles, at its end. */
static struct desk_text *
text_to_change(struct desk_texts *texts)
{
    static const char *const sections[] = {"entries", "roles"};

    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < texts->n; i++)
            if (has_section(&texts->list[i], sections[s]))
                return &texts->list[i];
    return NULL;
}

/* The new entries where the old ones stood; comments among those are lost. */
static enum rc
change_text(struct importing *im)
{
    struct desk_text *text = text_to_change(&im->source.texts);
    const char *before = text == NULL ? "" : text->bytes;
    size_t from = 0, to = 0, n;
    char *made;

    if (text == NULL) {
        output_error(_("there is no directory in it"));
        return RC_INVALID;
    }
    text_section_span(before, "entries", &from, &to);
    n = from + im->entries.n + (text->n - to) + 1;
    if ((made = malloc(n + 1)) == NULL) {
        output_error(_("out of memory"));
        return RC_FATAL;
    }
    memcpy(made, before, from);
    n = from;
    if (n > 0 && made[n - 1] != '\n')
        made[n++] = '\n';
    im->first_line = 1;
    for (size_t i = 0; i < n; i++)
        im->first_line += made[i] == '\n';
    memcpy(made + n, im->entries.text, im->entries.n);
    n += im->entries.n;
    memcpy(made + n, before + to, text->n - to);
    n += text->n - to;
    made[n] = '\0';
    free(text->bytes);
    text->bytes = made;
    text->n = n;
    im->text = text;
    return RC_OK;
}

/* Where something is wrong in a line that comes from the CSV, that is where
 * people look. */
static void
place_findings(struct importing *im)
{
    struct document_findings *found = &im->source.findings;

    for (size_t i = 0; i < found->kept_n; i++) {
        const struct document_finding *f = &found->list[i];
        struct document_place place = {f->document, f->line, f->code,
                                       f->refuses};
        size_t csv = 0;

        if (strcmp(f->document, im->text->name) == 0 &&
            f->line >= im->first_line)
            csv = directory_csv_line(&im->entries, f->line - im->first_line);
        if (csv > 0) {
            place.document = im->csv;
            place.line = csv;
        }
        document_findings_add(&im->findings, &place, "%s", f->text);
    }
    im->findings.n += found->n - found->kept_n;
    document_findings_sort(&im->findings);
}

static enum ending
check(struct importing *im)
{
    if (directory_compile(&im->source) == RC_INVALID &&
        im->source.findings.n == 0)
        return ENDING_USAGE; /* said already */
    place_findings(im);
    if (im->text->n > DESK_DOCUMENT_BYTES)
        document_findings_add(&im->findings,
                              &(struct document_place){.document = im->csv,
                                                       .code = "limit",
                                                       .refuses = true},
                              _("the directory would be larger than %d bytes"),
                              DESK_DOCUMENT_BYTES);
    findings_words_print(&im->inv->out, &im->findings);
    if (im->findings.refuses_n == 0)
        return ENDING_DONE;
    output_line(&im->inv->out, _("refused; nothing was changed"));
    return ENDING_REFUSED;
}

static enum ending
put(struct importing *im)
{
    struct desk_document document = {.name = "directory",
                                     .version = im->source.version,
                                     .text = im->text->bytes,
                                     .n = im->text->n};
    const struct desk_put put = {.documents = &document,
                                 .n = 1,
                                 .reason = im->reason,
                                 .check_only = im->dry_run};

    return desk_document_put(&im->source.visit, im->inv, &put);
}

static enum ending
finish(struct importing *im)
{
    if (im->file == NULL)
        return put(im);
    if (im->dry_run)
        output_line(&im->inv->out, _("would be accepted; entries: %zu"),
                    im->entries.rows_n);
    else
        (void)fwrite(im->text->bytes, 1, im->text->n, stdout);
    return ENDING_DONE;
}

static enum ending
run(struct importing *im)
{
    enum ending ending = ENDING_USAGE;

    if (read_csv(im) == RC_OK)
        ending = directory_open(&im->source, im->inv, im->file);
    if (ending == ENDING_DONE && change_text(im) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE)
        ending = check(im);
    if (ending == ENDING_DONE)
        ending = finish(im);
    document_findings_close(&im->findings);
    directory_source_close(&im->source);
    free(im->entries.text);
    return ending;
}

enum ending
directory_import(struct invocation *inv)
{
    struct importing *im = calloc(1, sizeof *im);
    enum ending ending = ENDING_USAGE;
    enum rc rc;

    if (im == NULL) {
        output_error(_("out of memory"));
        return ENDING_USAGE;
    }

    const struct arg args[] = {
        {"reason", ARG_TEXT, &im->reason},
        {"dry-run", ARG_FLAG, &im->dry_run},
    };

    if ((rc = args_read(inv, args, 2)) != RC_OK)
        ending = args_ending(rc);
    else if (inv->argc < 1 || inv->argc > 2)
        ending = args_wrong(inv, _("one CSV, or CSV and FILE, are needed"));
    else if (inv->argc == 1 && im->reason == NULL && !im->dry_run)
        ending = args_wrong(inv, _("--%s is needed"), "reason");
    else {
        im->inv = inv;
        im->csv = inv->argv[0];
        im->file = inv->argc == 2 ? inv->argv[1] : NULL;
        ending = run(im);
    }
    free(im);
    return ending;
}
