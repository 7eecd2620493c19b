/* desk_supposed -- what a file does not say, for questions it hardly matters
 * to (desk_texts.h) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/roster_book.h"
#include "desk_texts.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "text.h"
#include "text_sections.h"

struct name_set {
    char names[PERSONS_MAX][NAME_BYTES];
    size_t n;
};

static void
name_note(struct name_set *set, const char *name)
{
    if (*name == '\0' || strlen(name) >= NAME_BYTES)
        return;
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->names[i], name) == 0)
            return;
    }
    if (set->n < PERSONS_MAX)
        memcpy(set->names[set->n++], name, strlen(name) + 1);
}

/* Every text below a node. */
static void
names_below(struct name_set *set, const struct yaml_doc *doc, int node)
{
    name_note(set, yaml_doc_text(doc, node));
    for (size_t i = 0; i < yaml_doc_size(doc, node); i++)
        names_below(set, doc, yaml_doc_item(doc, node, i));
}

static bool
key_names_people(const char *key)
{
    static const char *const keys[] = {"people", "set",  "replace",  "add",
                                       "remove", "with", "fallback", "person"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i], key) == 0)
            return true;
    }
    return false;
}

static void
names_used(struct name_set *set, const struct yaml_doc *doc, int node)
{
    static const char prefix[] = "person:";
    const char *text = yaml_doc_text(doc, node);
    bool is_map = yaml_doc_kind(doc, node) == YAML_DOC_MAP;

    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        name_note(set, text + sizeof prefix - 1);
    for (size_t i = 0; i < yaml_doc_size(doc, node); i++) {
        int item = yaml_doc_item(doc, node, i);
        int key = is_map ? yaml_doc_key(doc, node, i) : 0;

        /* There `people` says who may stay. */
        if (strcmp(yaml_doc_text(doc, key), "facilities") == 0)
            continue;
        if (key_names_people(yaml_doc_text(doc, key)))
            names_below(set, doc, item);
        else
            names_used(set, doc, item);
    }
}

/* The names a text uses, those of persons it defines, its first policy. */
static void
text_look(const struct desk_text *text, struct name_set *used,
          struct name_set *persons, char policy[NAME_BYTES])
{
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;
    int root;
    int list;

    /* What cannot be read is found when it is compiled. */
    if (yaml_doc_open(&doc, text->name, (const uint8_t *)text->bytes, text->n,
                      &findings) == RC_OK) {
        root = yaml_doc_root(doc);
        names_used(used, doc, root);
        list = yaml_doc_get(doc, root, "persons");
        for (size_t i = 0; i < yaml_doc_size(doc, list); i++) {
            int item = yaml_doc_item(doc, list, i);

            name_note(persons,
                      yaml_doc_text(doc, yaml_doc_get(doc, item, "name")));
        }
        list = yaml_doc_get(doc, root, "policies");
        if (yaml_doc_size(doc, list) > 0)
            (void)snprintf(
                policy, NAME_BYTES, "%s",
                yaml_doc_text(
                    doc,
                    yaml_doc_get(doc, yaml_doc_item(doc, list, 0), "name")));
    }
    yaml_doc_close(doc);
    file_findings_close(&findings);
}

static void
supposed_write(FILE *out, const struct section_names *have,
               const struct name_set *used, const char *somebody,
               const char *policy)
{
    static const char *const levels[] = {"U1", "U2", "U3", "U4", "U4B"};

    if (!section_names_have(have, "persons")) {
        (void)fprintf(out, "persons:%s\n", used->n == 0 ? " []" : "");
        for (size_t i = 0; i < used->n; i++)
            (void)fprintf(out,
                          "  - {name: %s, duties: [coordinator], "
                          "contacts: [loket]}\n",
                          used->names[i]);
    }
    if (!section_names_have(have, "holidays"))
        (void)fputs("holidays: {until: 2199-12-31, dates: []}\n", out);
    if (policy == NULL)
        return;
    if (!section_names_have(have, "policies"))
        (void)fprintf(out,
                      "policies:\n  - {name: supposed, steps: [{targets: "
                      "[person:%s], wait: 5m}], fallback: [%s]}\n",
                      somebody, somebody);
    if (section_names_have(have, "levels"))
        return;
    (void)fputs("levels:\n", out);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        (void)fprintf(out, "  %s: {policy: %s, deadline: never}\n", levels[i],
                      policy);
}

enum rc
desk_texts_suppose(struct desk_texts *texts, bool policies)
{
    struct section_names have;
    struct name_set used = {.n = 0};
    struct name_set persons = {.n = 0};
    char policy[NAME_BYTES] = "supposed";
    const char *somebody = "nobody";
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);

    if (out == NULL || texts->n == DOCUMENT_TEXTS_MAX) {
        if (out != NULL)
            (void)fclose(out);
        free(text);
        return RC_FATAL;
    }
    desk_texts_sections(texts, &have);
    for (size_t i = 0; i < texts->n; i++)
        text_look(&texts->list[i], &used, &persons, policy);
    if (persons.n > 0)
        somebody = persons.names[0];
    else if (used.n > 0)
        somebody = used.names[0];
    supposed_write(out, &have, &used, somebody, policies ? policy : NULL);
    if (fclose(out) != 0) {
        free(text);
        return RC_FATAL;
    }
    desk_texts_add(texts, DOCUMENT_NONE, _("(supposed)"), text, n);
    return RC_OK;
}
