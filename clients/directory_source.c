/* directory_source -- the texts of the directory, from a file or the desk */
#include <stdlib.h>

#include "core/desk_rules.h"
#include "findings_words.h"
#include "verb_directory.h"

static enum ending
fetch(struct directory_source *source, const struct invocation *inv)
{
    struct desk_texts *texts = &source->texts;
    enum ending ending;

    if (visit_begin(&source->visit, inv) != RC_OK)
        return ENDING_USAGE;
    ending = desk_texts_fetch_one(texts, &source->visit, inv, DOCUMENT_REGIONS,
                                  NULL);
    if (ending == ENDING_DONE)
        ending = desk_texts_fetch_one(texts, &source->visit, inv,
                                      DOCUMENT_DIRECTORY, &source->version);
    return ending;
}

enum rc
directory_compile(struct directory_source *source)
{
    struct desk_rules *rules = NULL;
    enum rc rc;

    document_findings_close(&source->findings);
    rc = desk_texts_compile(&source->texts, &rules, &source->findings);
    if (rc == RC_OK) {
        free(source->rules);
        source->rules = rules;
    }
    return rc;
}

enum ending
directory_open(struct directory_source *source, const struct invocation *inv,
               const char *file)
{
    enum ending ending = ENDING_DONE;

    source->texts.parts = true;
    if (file == NULL)
        ending = fetch(source, inv);
    else if (desk_texts_read(&source->texts, file) != RC_OK)
        ending = ENDING_USAGE;
    if (ending != ENDING_DONE || directory_compile(source) == RC_OK)
        return ending;
    findings_words_print(&inv->out, &source->findings);
    return ENDING_USAGE;
}

void
directory_source_close(struct directory_source *source)
{
    visit_end(&source->visit);
    desk_texts_close(&source->texts);
    document_findings_close(&source->findings);
    free(source->rules);
    *source = (struct directory_source){.version = 0};
}
