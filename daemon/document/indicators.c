/* The sections of the list of indicators.  Rules get numbers; what is for
 * people and for exports stays in the text (indicator_words.h), but has to be
 * there. */
#include "document/sections.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "document/indicator_words.h"
#include "sys/yaml_doc.h"

#define VERSION_MAX 999999999
#define CODES_RANGE "two capital letters and two digits are expected"

static const struct record_word dimensions[] = {{"D0", DIMENSION_RISK},
                                                {"D1", DIMENSION_DECEPTION},
                                                {"D2", DIMENSION_COERCION},
                                                {"D3", DIMENSION_VULNERABLE},
                                                {"D4", DIMENSION_EXPLOITED},
                                                {"D5", DIMENSION_FORCED},
                                                {"D6", DIMENSION_DEPENDENT},
                                                {"D9", DIMENSION_OBSERVATION},
                                                {NULL, 0}};

static const struct record_word forms[] = {
    {"ALG", FORM_NONE},      {"SEX", FORM_SEXUAL}, {"ARB", FORM_LABOUR},
    {"CRIM", FORM_CRIMINAL}, {"ORG", FORM_ORGAN},  {NULL, 0}};

static const struct record_word strengths[] = {{"none", STRENGTH_NONE},
                                               {"weak", STRENGTH_WEAK},
                                               {"medium", STRENGTH_MEDIUM},
                                               {"strong", STRENGTH_STRONG},
                                               {NULL, 0}};

static const struct record_word bases[] = {
    {"delphi", 1}, {"proposed", 2}, {NULL, 0}};

/* As in a message (FORM_*), without those that say nothing. */
static const struct record_word message_forms[] = {
    {"sexual", FORM_SEXUAL},
    {"labour", FORM_LABOUR},
    {"criminal", FORM_CRIMINAL},
    {"begging", FORM_BEGGING},
    {"servitude", FORM_SERVITUDE},
    {"organ", FORM_ORGAN},
    {"marriage", FORM_MARRIAGE},
    {"adoption", FORM_ADOPTION},
    {"surrogacy", FORM_SURROGACY},
    {"other", FORM_OTHER},
    {NULL, 0}};

struct code_text {
    struct indicator indicator;
    int code, htcds;
    char line[REASON_BYTES]; /* looked at and left where it stands */
    uint32_t basis;
    enum strength sexual; /* before `form_overrides` they stood here */
    enum strength sexual_minor;
};

struct override_text {
    struct indicator_override over;
    int code;
};

struct view_text {
    int kinds, codes;
};

#define AT(member) offsetof(struct code_text, member)
static const struct record_field code_fields[] = {
    {"code", RECORD_NODE, true, AT(code), 0, 0, NULL},
    {"dim", RECORD_WORD, true, AT(indicator.dimension), 0, 0, dimensions},
    {"form", RECORD_WORD, true, AT(indicator.form), 0, 0, forms},
    {"strength", RECORD_WORD, true, AT(indicator.adult), 0, 0, strengths},
    {"minor", RECORD_WORD, true, AT(indicator.minor), 0, 0, strengths},
    {"minor_paid_sex", RECORD_BOOL, false, AT(indicator.minor_paid_sex), 0, 0,
     NULL},
    {"retired", RECORD_BOOL, false, AT(indicator.retired), 0, 0, NULL},
    {"nl", RECORD_REASON, true, AT(line), 0, 0, NULL},
    {"en", RECORD_REASON, true, AT(line), 0, 0, NULL},
    {"help_nl", RECORD_REASON, false, AT(line), 0, 0, NULL},
    {"help_en", RECORD_REASON, false, AT(line), 0, 0, NULL},
    {"htcds", RECORD_NODE, false, AT(htcds), 0, 0, NULL},
    {"source", RECORD_REASON, false, AT(line), 0, 0, NULL},
    {"basis", RECORD_WORD, false, AT(basis), 0, 0, bases},
    {"sex", RECORD_WORD, false, AT(sexual), 0, 0, strengths + 1},
    {"sex_minor", RECORD_WORD, false, AT(sexual_minor), 0, 0, strengths + 1},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct override_text, member)
static const struct record_field override_fields[] = {
    {"code", RECORD_NODE, true, AT(code), 0, 0, NULL},
    {"form", RECORD_WORD, true, AT(over.form), 0, 0, forms + 1}, /* not ALG */
    {"strength", RECORD_WORD, true, AT(over.strength), 0, 0, strengths},
    {"minor_only", RECORD_BOOL, false, AT(over.minor_only), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct view_text, member)
static const struct record_field view_fields[] = {
    {"for", RECORD_NODE, true, AT(kinds), 0, 0, NULL},
    {"codes", RECORD_NODE, true, AT(codes), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct indicator_list, member)
static const struct record_field version_field = {
    "version", RECORD_NUMBER, true, AT(version), 1, VERSION_MAX, NULL};
#undef AT

/* --- values --------------------------------------------------------------- */

void
list_id_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct indicator_list *list = &c->rules->indicators;
    const char *id = record_name(r, node, "id");

    if (id == NULL)
        return;
    if (strlen(id) >= sizeof list->id)
        record_fault(r, node, "value", "id: at most %zu characters",
                     sizeof list->id - 1);
    else
        (void)snprintf(list->id, sizeof list->id, "%s", id);
}

void
list_version_read(struct compiling *c, const struct record_reader *r, int node)
{
    (void)record_value(r, node, &version_field, &c->rules->indicators);
}

/* A word of the data standard. */
static void
check_htcds(const struct record_reader *r, int node, const char *what)
{
    if (*yaml_doc_text(r->doc, node) == '\0' ||
        strcmp(yaml_doc_word(r->doc, node), yaml_doc_text(r->doc, node)) != 0)
        record_fault(r, node, "value", "%s: a word is expected", what);
}

/* --- the list ------------------------------------------------------------- */

/* Sorted as it grows, so a code that comes twice is found on its own line.
 * Answers where it stands, INDICATORS_MAX: it stood there already. */
static size_t
list_insert(struct indicator_list *list, const struct indicator *indicator)
{
    size_t at = list->n;

    if (indicator_find(list, indicator->code) != INDICATORS_MAX)
        return INDICATORS_MAX;
    for (; at > 0 && strcmp(list->codes[at - 1].code, indicator->code) > 0;
         at--)
        list->codes[at] = list->codes[at - 1];
    for (size_t i = 0; i < list->overrides_n; i++)
        list->overrides[i].indicator += list->overrides[i].indicator >= at;
    list->codes[at] = *indicator;
    list->n++;
    return at;
}

static void
add_sexual(struct indicator_list *list, size_t at, enum strength strength,
           bool minor_only)
{
    if (strength != STRENGTH_NONE &&
        list->overrides_n < INDICATOR_OVERRIDES_MAX)
        list->overrides[list->overrides_n++] =
            (struct indicator_override){.indicator = at,
                                        .form = FORM_SEXUAL,
                                        .minor_only = minor_only,
                                        .strength = strength};
}

static void
read_code(struct compiling *c, const struct record_reader *r, int item)
{
    struct code_text text = {.code = 0};
    const char *code;
    size_t at = 0;
    size_t n = 0;

    (void)record_read(r, item, code_fields, &text);
    if (text.htcds != 0)
        n = record_list(r, text.htcds, "htcds", 1, INDICATOR_HTCDS_MAX);
    for (size_t i = 0; i < n; i++)
        check_htcds(r, yaml_doc_item(r->doc, text.htcds, i), "htcds");
    if (text.code == 0)
        return; /* missing, and found */
    code = yaml_doc_text(r->doc, text.code);
    if (!indicator_code(code)) {
        record_fault(r, text.code, "value", "code: " CODES_RANGE);
        return;
    }
    /* Also when something else is wrong with it: where it is named, it is
     * known. */
    memcpy(text.indicator.code, code, sizeof text.indicator.code);
    at = list_insert(&c->rules->indicators, &text.indicator);
    if (at == INDICATORS_MAX) {
        record_fault(r, text.code, "twice", "code %s: a second time", code);
        return;
    }
    add_sexual(&c->rules->indicators, at, text.sexual, false);
    add_sexual(&c->rules->indicators, at, text.sexual_minor, true);
}

void
indicators_read(struct compiling *c, const struct record_reader *r, int node)
{
    size_t n = record_list(r, node, "indicators", 1, INDICATORS_MAX);

    for (size_t i = 0; i < n; i++)
        read_code(c, r, yaml_doc_item(r->doc, node, i));
}

/* Where no list was read, that has its finding; every code would repeat it. */
static size_t
code_at(const struct compiling *c, const struct record_reader *r, int node,
        const char *what)
{
    const struct indicator_list *list = &c->rules->indicators;
    size_t i = indicator_find(list, yaml_doc_text(r->doc, node));

    if (i == INDICATORS_MAX && list->n > 0)
        record_fault(r, node, "unknown_name", "%s: %s is not on the list", what,
                     yaml_doc_word(r->doc, node));
    return i;
}

static bool
override_stands(const struct indicator_list *list,
                const struct indicator_override *over)
{
    for (size_t i = 0; i < list->overrides_n; i++)
        if (list->overrides[i].indicator == over->indicator &&
            list->overrides[i].form == over->form &&
            list->overrides[i].minor_only == over->minor_only)
            return true;
    return false;
}

void
form_overrides_read(struct compiling *c, const struct record_reader *r,
                    int node)
{
    struct indicator_list *list = &c->rules->indicators;
    size_t n =
        record_list(r, node, "form_overrides", 0, INDICATOR_OVERRIDES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct override_text text = {.code = 0};

        if (!record_read(r, item, override_fields, &text))
            continue;
        text.over.indicator = code_at(c, r, text.code, "form_overrides");
        if (text.over.indicator == INDICATORS_MAX)
            continue;
        if (list->overrides_n == INDICATOR_OVERRIDES_MAX ||
            override_stands(list, &text.over))
            record_fault(r, item, "twice", "form_overrides: %s a second time",
                         list->codes[text.over.indicator].code);
        else
            list->overrides[list->overrides_n++] = text.over;
    }
}

/* --- for people and exports ------------------------------------------------ */

static void
check_view_codes(const struct compiling *c, const struct record_reader *r,
                 int node)
{
    size_t n = record_list(r, node, "codes", 1, INDICATORS_MAX);
    struct code_set seen = {{0}};

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        size_t code = code_at(c, r, item, "codes");

        if (code_set_has(&seen, code))
            record_fault(r, item, "twice", "codes: %s a second time",
                         yaml_doc_word(r->doc, item));
        code_set_add(&seen, code);
    }
}

void
views_read(struct compiling *c, const struct record_reader *r, int node)
{
    size_t n = record_list(r, node, "views", 0, INDICATOR_KINDS_MAX);
    uint32_t seen = 0;

    for (size_t i = 0; i < n; i++) {
        struct view_text text = {.kinds = 0};
        size_t kinds_n = 0;

        (void)record_read(r, yaml_doc_item(r->doc, node, i), view_fields,
                          &text);
        if (text.kinds != 0)
            kinds_n = record_list(r, text.kinds, "for", 1, INDICATOR_KINDS_MAX);
        for (size_t k = 0; k < kinds_n; k++) {
            int item = yaml_doc_item(r->doc, text.kinds, k);
            unsigned kind = indicator_kind(yaml_doc_text(r->doc, item));

            if (kind == 0)
                record_fault(r, item, "unknown_name",
                             "for: %s is no kind of organisation",
                             yaml_doc_word(r->doc, item));
            else if ((seen & 1U << kind) != 0)
                record_fault(r, item, "twice", "for: %s has a view already",
                             yaml_doc_word(r->doc, item));
            seen |= 1U << kind;
        }
        if (text.codes != 0)
            check_view_codes(c, r, text.codes);
    }
}

void
htcds_form_read(struct compiling *c, const struct record_reader *r, int node)
{
    (void)c;
    if (yaml_doc_kind(r->doc, node) != YAML_DOC_MAP) {
        record_fault(r, node, "value", "keys with values are expected");
        return;
    }
    for (size_t i = 0; i < yaml_doc_size(r->doc, node); i++) {
        int key = yaml_doc_key(r->doc, node, i);
        const struct record_word *form = message_forms;

        while (form->word != NULL &&
               strcmp(form->word, yaml_doc_text(r->doc, key)) != 0)
            form++;
        if (form->word == NULL)
            record_fault(r, key, "unknown_name", "htcds_form: %s is no form",
                         yaml_doc_word(r->doc, key));
        check_htcds(r, yaml_doc_item(r->doc, node, i), "htcds_form");
    }
}
