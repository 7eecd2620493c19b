/* indicator_words -- see indicator_words.h */
#include "document/indicator_words.h"

#include <string.h>

#include "core/people.h"
#include "core/text_rules.h"
#include "sys/yaml_doc.h"

static const char *const kinds[] = {
    [ORGANISATION_POLICE_AMSTERDAM] = "police-amsterdam",
    [ORGANISATION_POLICE] = "police",
    [ORGANISATION_KMAR] = "kmar",
    [ORGANISATION_COMENSHA] = "comensha",
    [ORGANISATION_HOUSING] = "housing",
    [ORGANISATION_CARE] = "care",
    [ORGANISATION_MUNICIPALITY] = "municipality",
    [ORGANISATION_YOUTH] = "youth",
    [ORGANISATION_HEALTH] = "health",
    [ORGANISATION_LAWYER] = "lawyer",
    [ORGANISATION_INSPECTORATE] = "inspectorate",
    [ORGANISATION_CLIENT] = "client",
    [ORGANISATION_ACM] = "acm",
    [ORGANISATION_OTHER] = "other",
};

_Static_assert(sizeof kinds / sizeof kinds[0] == INDICATOR_KINDS_MAX + 1,
               "a word for every kind of organisation");

static int
section(const struct yaml_doc *doc, const char *name)
{
    return yaml_doc_get(doc, yaml_doc_root(doc), name);
}

size_t
indicator_words_n(const struct yaml_doc *doc)
{
    return yaml_doc_size(doc, section(doc, "indicators"));
}

static const char *
text_of(const struct yaml_doc *doc, int item, const char *key)
{
    return yaml_doc_text(doc, yaml_doc_get(doc, item, key));
}

static bool
is_yes(const char *text)
{
    return strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
}

static void
get(const struct yaml_doc *doc, int item, struct indicator_words *out)
{
    int htcds = yaml_doc_get(doc, item, "htcds");

    *out = (struct indicator_words){
        .code = text_of(doc, item, "code"),
        .dimension = text_of(doc, item, "dim"),
        .form = text_of(doc, item, "form"),
        .strength = text_of(doc, item, "strength"),
        .minor = text_of(doc, item, "minor"),
        .nl = text_of(doc, item, "nl"),
        .en = text_of(doc, item, "en"),
        .help_nl = text_of(doc, item, "help_nl"),
        .help_en = text_of(doc, item, "help_en"),
        .source = text_of(doc, item, "source"),
        .basis = text_of(doc, item, "basis"),
        .retired = is_yes(text_of(doc, item, "retired")),
    };
    while (out->htcds_n < INDICATOR_HTCDS_MAX &&
           out->htcds_n < yaml_doc_size(doc, htcds)) {
        out->htcds[out->htcds_n] =
            yaml_doc_text(doc, yaml_doc_item(doc, htcds, out->htcds_n));
        out->htcds_n++;
    }
}

void
indicator_words_get(const struct yaml_doc *doc, size_t i,
                    struct indicator_words *out)
{
    get(doc, yaml_doc_item(doc, section(doc, "indicators"), i), out);
}

bool
indicator_words_find(const struct yaml_doc *doc, const char *code,
                     struct indicator_words *out)
{
    for (size_t i = 0; i < indicator_words_n(doc); i++) {
        indicator_words_get(doc, i, out);
        if (strcmp(out->code, code) == 0)
            return true;
    }
    get(doc, 0, out);
    return false;
}

static bool
list_has(const struct yaml_doc *doc, int list, const char *word)
{
    for (size_t i = 0; i < yaml_doc_size(doc, list); i++)
        if (strcmp(yaml_doc_text(doc, yaml_doc_item(doc, list, i)), word) == 0)
            return true;
    return false;
}

bool
indicator_shown(const struct yaml_doc *doc, const char *kind, const char *code)
{
    int views = section(doc, "views");

    for (size_t i = 0; i < yaml_doc_size(doc, views); i++) {
        int view = yaml_doc_item(doc, views, i);

        if (list_has(doc, yaml_doc_get(doc, view, "for"), kind))
            return list_has(doc, yaml_doc_get(doc, view, "codes"), code);
    }
    return true;
}

unsigned
indicator_kind(const char *word)
{
    for (unsigned kind = 1; kind <= INDICATOR_KINDS_MAX; kind++)
        if (text_same_word(kinds[kind], word))
            return kind;
    return ORGANISATION_NONE;
}

const char *
indicator_htcds_form(const struct yaml_doc *doc, const char *form)
{
    return text_of(doc, section(doc, "htcds_form"), form);
}
