/* route_sentence -- the sentence in which people write a message down
 * (route_message.h) */
#include <stdio.h>
#include <string.h>

#include "content.h"
#include "core/desk_rules.h"
#include "core/refusal.h"
#include "route_message.h"

#define PATH_BYTES  64
#define VALUE_BYTES 64
#define SUPPOSED    "test"
#define RECEIPT     "S-7K3QM2XA-0123456789ABCDEF" /* of nothing */

enum value_kind {
    VALUE_TEXT,
    VALUE_NUMBER,
    VALUE_FLAG,
    VALUE_LIST, /* words divided by spaces */
    VALUE_MUNICIPALITY
};

static const struct key {
    const char *name;
    const char *path;
    const char *of_referral; /* NULL: the same */
    enum value_kind kind;
} keys[] = {
    {"codes", "indicators", NULL, VALUE_LIST},
    {"municipality", "place.municipality", NULL, VALUE_MUNICIPALITY},
    {"country", "place.country", NULL, VALUE_TEXT},
    {"age", "persons.age", "person.age", VALUE_TEXT},
    {"gender", "persons.gender", "person.gender", VALUE_TEXT},
    {"residence", "persons.residence", "person.residence", VALUE_TEXT},
    {"pregnant", "persons.pregnant", "person.pregnant", VALUE_TEXT},
    {"people", "persons.count", NULL, VALUE_NUMBER},
    {"children", "person.children", NULL, VALUE_NUMBER},
    {"shelter", "shelter_needed", NULL, VALUE_TEXT},
    {"unsafe", "unsafe_now", NULL, VALUE_TEXT},
    {"danger", "danger_now", NULL, VALUE_FLAG},
    {"problems", "multi_problem", NULL, VALUE_LIST},
};

/* What is supposed when the sentence does not say it. */
static const struct supposed {
    const char *kind; /* of message */
    const char *path;
    const char *value; /* NULL: today */
} supposed[] = {
    {"signal", "observed", NULL},
    {"signal", "form", "unknown"},
    {"signal", "place.municipality", "GM0363"},
    {"referral", "form", "unknown"},
    {"referral", "place.municipality", "GM0363"},
    {"referral", "victim_ref", SUPPOSED},
    {"referral", "shelter_needed", "unknown"},
    {"advice", "about", "other"},
    {"advice", "text", SUPPOSED},
    {"bottleneck", "category", "other"},
    {"bottleneck", "text", SUPPOSED},
    {"withdrawal", "reason", "mistake"},
};

static char *
trim(char *text)
{
    size_t n;

    text += strspn(text, " \t");
    n = strlen(text);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        text[--n] = '\0';
    return text;
}

/* The object that holds the last name of a path, made when it is not there;
 * *name is that name. */
static json_t *
path_open(json_t *object, const char *path, const char **name)
{
    const char *dot = strchr(path, '.');
    char part[PATH_BYTES];
    json_t *inner;

    *name = path;
    if (dot == NULL || (size_t)(dot - path) >= sizeof part)
        return object;
    (void)snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
    *name = dot + 1;
    inner = json_object_get(object, part);
    if (inner != NULL)
        return inner;
    inner = json_object();
    (void)json_object_set_new(object, part, inner);
    return inner;
}

static void
path_set(json_t *object, const char *path, json_t *value)
{
    const char *name;
    json_t *holder = path_open(object, path, &name);

    (void)json_object_set_new(holder, name, value);
}

static bool
path_said(json_t *object, const char *path)
{
    const char *dot = strchr(path, '.');
    char part[PATH_BYTES];

    if (dot == NULL)
        return json_object_get(object, path) != NULL;
    (void)snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
    return json_object_get(json_object_get(object, part), dot + 1) != NULL;
}

static json_t *
list_value(char *text)
{
    json_t *list = json_array();

    for (char *word; (word = strsep(&text, " ")) != NULL;) {
        if (*word != '\0')
            (void)json_array_append_new(list, json_string(word));
    }
    return list;
}

/* A name of the document "regions", or a code of the protocol. */
static json_t *
municipality_value(const struct desk_rules *rules, const char *text)
{
    char code[VALUE_BYTES];

    (void)snprintf(code, sizeof code, "%s", text);
    for (size_t i = 0; i < rules->regions.municipalities_n; i++) {
        const struct municipality *m = &rules->regions.municipalities[i];

        if (strcasecmp(m->name, text) == 0)
            (void)snprintf(code, sizeof code, "GM%04u", m->code);
    }
    return json_string(code);
}

/* What is no number stays a text, which the schema then refuses. */
static json_t *
number_value(const char *text)
{
    json_int_t number = 0;
    const char *at = text;

    for (; *at >= '0' && *at <= '9' && at - text < 9; at++)
        number = number * 10 + (*at - '0');
    return *at == '\0' && at > text ? json_integer(number) : json_string(text);
}

static json_t *
value_of(const struct desk_rules *rules, enum value_kind kind, char *text)
{
    switch (kind) {
    case VALUE_LIST:
        return list_value(text);
    case VALUE_FLAG:
        return json_boolean(strcmp(text, "yes") == 0);
    case VALUE_NUMBER:
        return number_value(text);
    case VALUE_MUNICIPALITY:
        return municipality_value(rules, text);
    case VALUE_TEXT:
        break;
    }
    return json_string(text);
}

/* "age under_18" */
static enum rc
piece_take(const struct desk_rules *rules, const char *kind, char *piece,
           json_t *content)
{
    char *value = piece + strcspn(piece, " ");
    struct key key = {piece, piece, NULL, VALUE_TEXT};

    if (*value == '\0')
        return RC_INVALID;
    *value++ = '\0';
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].name, piece) == 0)
            key = keys[i];
    }
    if (strcmp(kind, "referral") == 0 && key.of_referral != NULL)
        key.path = key.of_referral;
    path_set(content, key.path, value_of(rules, key.kind, trim(value)));
    return RC_OK;
}

static void
suppose(const struct desk_rules *rules, const char *kind, int64_t now_us,
        json_t *content)
{
    struct civil local = zone_local(&rules->book.zone, now_us, NULL);
    char today[VALUE_BYTES];

    (void)snprintf(today, sizeof today, "%04d-%02d-%02d", local.year,
                   local.month, local.day);
    for (size_t i = 0; i < sizeof supposed / sizeof *supposed; i++) {
        const struct supposed *s = &supposed[i];

        if (strcmp(s->kind, kind) == 0 && !path_said(content, s->path))
            path_set(content, s->path,
                     json_string(s->value == NULL ? today : s->value));
    }
    /* A signal must say something of what was seen. */
    if (strcmp(kind, "signal") == 0 && !path_said(content, "indicators") &&
        !path_said(content, "text"))
        path_set(content, "text", json_string(SUPPOSED));
}

/* A withdrawal takes something back, which a file of messages cannot.  Takes
 * the content over. */
static json_t *
submit_make(const char *kind, json_t *content)
{
    struct refusal why = {.n = 0};

    if (strcmp(kind, "withdrawal") != 0)
        return content_to_submit(kind, content, &why);
    return json_pack("{s:o, s:{s:s, s:s}}", kind, content, "amends", "receipt",
                     RECEIPT, "action", "withdraw");
}

/* "signal of housing 2": spoilt. */
static enum rc
head_take(char *head, char **kind, struct route_sentence *out)
{
    char word[NAME_BYTES];
    char *rest = head;

    *kind = strsep(&rest, " ");
    out->source = ORGANISATION_POLICE;
    (void)snprintf(out->sender, sizeof out->sender, "police");
    if (rest == NULL)
        return RC_OK;
    rest = trim(rest);
    if (strncmp(rest, "of ", 3) != 0)
        return RC_INVALID;
    rest = trim(rest + 3);
    (void)snprintf(out->sender, sizeof out->sender, "%s", rest);
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(rest, " "), rest);
    out->source = route_organisation(word);
    return out->source == ORGANISATION_NONE ? RC_INVALID : RC_OK;
}

enum rc
route_sentence_read(const struct desk_rules *rules, char *text, int64_t now_us,
                    struct route_sentence *out, const char **wrong)
{
    char *rest = text;
    char *head = trim(strsep(&rest, ":"));
    char *kind = head;
    json_t *content = json_object();
    enum rc rc;

    *wrong = head;
    rc = content == NULL ? RC_FATAL : head_take(head, &kind, out);
    while (rc == RC_OK && rest != NULL) {
        char *piece = trim(strsep(&rest, ","));

        *wrong = piece;
        if (*piece != '\0')
            rc = piece_take(rules, kind, piece, content);
    }
    if (rc != RC_OK) {
        json_decref(content);
        return rc;
    }
    suppose(rules, kind, now_us, content);
    *wrong = kind;
    out->submit = submit_make(kind, content);
    return out->submit == NULL ? RC_INVALID : RC_OK;
}
