/* route_cases -- see route_cases.h */
#include "route_cases.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/refusal.h"
#include "core/route.h"
#include "route_message.h"
#include "route_question.h"
#include "text.h"

#define LINE_MAX_BYTES 1024
#define WORDS_MAX      64
#define SENDERS_MAX    16
#define BLANKS         " \t\r\n"

/* A case as it is read. */
struct reading {
    const struct desk_rules *rules;
    int64_t default_us;
    int64_t at_us;
    bool open;  /* there is one */
    bool asked; /* it has a message or question */
    bool expects_rows, expects_outcome;
    char rows[OUTCOME_BYTES];
    char outcome[OUTCOME_BYTES];
    char senders[SENDERS_MAX][NAME_BYTES];
    size_t senders_n;
    enum level level; /* that a person has set */
    bool has_case;
    struct case_facts facts;
    struct route_case tried;
};

/* --- comparing --- */

static size_t
words_split(char *text, const char *between, const char *out[WORDS_MAX])
{
    size_t n = 0;

    for (char *word; (word = strsep(&text, between)) != NULL;) {
        word += strspn(word, BLANKS);
        for (size_t end = strlen(word);
             end > 0 && strchr(BLANKS, word[end - 1]) != NULL; end--)
            word[end - 1] = '\0';
        if (*word != '\0' && n < WORDS_MAX)
            out[n++] = word;
    }
    return n;
}

static void
words_missing(const char *const have[], size_t have_n, const char *const all[],
              size_t all_n, const char *what, char out[CASE_WRONG_BYTES])
{
    for (size_t i = 0; i < all_n; i++) {
        size_t at = strlen(out);
        size_t k = 0;

        while (k < have_n && strcmp(have[k], all[i]) != 0)
            k++;
        if (k == have_n)
            (void)snprintf(out + at, CASE_WRONG_BYTES - at, "%s%s %s",
                           at == 0 ? "" : ", ", what, all[i]);
    }
}

bool
route_words_differ(char *expected, char *is, const char *between,
                   char out[CASE_WRONG_BYTES])
{
    const char *wants[WORDS_MAX];
    const char *has[WORDS_MAX];
    size_t wants_n = words_split(expected, between, wants);
    size_t has_n = words_split(is, between, has);
    size_t before = strlen(out);

    words_missing(has, has_n, wants, wants_n, _("not"), out);
    words_missing(wants, wants_n, has, has_n, _("but"), out);
    return strlen(out) > before;
}

/* --- trying --- */

static void
wrong_set(struct reading *r, const char *what, const char *detail)
{
    if (r->tried.wrong[0] == '\0')
        (void)snprintf(r->tried.wrong, sizeof r->tried.wrong, "%s: %s", what,
                       detail);
}

/* Is this sender's organisation new to the case? */
static bool
sender_add(struct reading *r, const char *sender)
{
    for (size_t i = 0; i < r->senders_n; i++) {
        if (strcmp(r->senders[i], sender) == 0)
            return false;
    }
    if (r->senders_n < SENDERS_MAX)
        (void)snprintf(r->senders[r->senders_n++], NAME_BYTES, "%s", sender);
    return true;
}

static void
refused(struct reading *r, const struct refusal *why)
{
    size_t at = 0;

    for (size_t i = 0; i < why->n && at < OUTCOME_BYTES; i++)
        at += (size_t)snprintf(r->tried.outcome + at, OUTCOME_BYTES - at,
                               "%srefused %s %s", at == 0 ? "" : ", ",
                               why->findings[i].field,
                               refusal_code_name(why->findings[i].code));
}

static enum rc
message_take(struct reading *r, char *text)
{
    struct route_sentence sentence = {.submit = NULL};
    struct message_facts message;
    struct refusal why = {.n = 0};
    const char *wrong;
    enum rc rc =
        route_sentence_read(r->rules, text, r->at_us, &sentence, &wrong);

    if (rc == RC_INVALID)
        wrong_set(r, _("not understood"), wrong);
    if (rc != RC_OK)
        return rc == RC_INVALID ? RC_OK : rc;
    rc = route_message_facts(r->rules, sentence.submit, sentence.source,
                             r->at_us, &message, &why);
    json_decref(sentence.submit);
    if (rc == RC_INVALID) {
        refused(r, &why);
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (!r->has_case)
        case_start(&r->facts, &message, &r->rules->indicators);
    else
        case_join(&r->facts, &message, &r->rules->indicators,
                  sender_add(r, sentence.sender));
    (void)sender_add(r, sentence.sender);
    r->has_case = true;
    return RC_OK;
}

static void
compare(struct reading *r)
{
    struct route_case *tried = &r->tried;
    char rows[OUTCOME_BYTES];
    char outcome[OUTCOME_BYTES];

    memcpy(rows, tried->rows, sizeof rows);
    memcpy(outcome, tried->outcome, sizeof outcome);
    if (r->expects_rows)
        (void)route_words_differ(r->rows, rows, " ", tried->wrong);
    if (r->expects_outcome)
        (void)route_words_differ(r->outcome, outcome, ",", tried->wrong);
}

/* The case is complete: decide, compare, tell. */
static void
case_end(struct reading *r, route_case_visit *visit, void *arg, size_t *wrong_n)
{
    struct route_decision d;

    if (!r->open)
        return;
    if (!r->asked)
        wrong_set(r, _("nothing is asked"), r->tried.name);
    if (r->has_case && r->tried.outcome[0] == '\0') {
        route_decide_at(r->rules, &r->facts, r->at_us, r->level, &d);
        r->tried.trace = d.trace;
        (void)outcome_write(r->rules, &d, r->tried.outcome);
    }
    (void)outcome_rows(r->rules, &r->tried.trace, r->tried.rows);
    if (r->tried.wrong[0] == '\0')
        compare(r);
    *wrong_n += r->tried.wrong[0] == '\0' ? 0 : 1;
    visit(&r->tried, arg);
}

/* --- reading --- */

static void
append(char out[OUTCOME_BYTES], const char *between, const char *text)
{
    size_t at = strlen(out);

    (void)snprintf(out + at, OUTCOME_BYTES - at, "%s%s", at == 0 ? "" : between,
                   text);
}

static enum rc
level_read(const char *text, enum level *level)
{
    const struct output_schema *o =
        &route_schema(TABLE_URGENCY)->outputs[URGENCY_OUT_LEVEL];

    for (size_t i = 0; i < o->words_n; i++) {
        if (strcmp(o->words[i], text) == 0) {
            *level = (enum level)(i + 1);
            return RC_OK;
        }
    }
    return RC_INVALID;
}

/* "rows T1.3 T2.2": the word and what follows it. */
static enum rc
line_take(struct reading *r, char *text)
{
    char *value = text + strcspn(text, BLANKS);

    if (*value != '\0')
        *value++ = '\0';
    value += strspn(value, BLANKS);
    if (!r->open)
        return RC_INVALID;
    if (strcmp(text, "at") == 0)
        return zone_read(&r->rules->book.zone, value, &r->at_us, NULL);
    if (strcmp(text, "level") == 0)
        return level_read(value, &r->level);
    if (strcmp(text, "rows") == 0) {
        r->expects_rows = true;
        append(r->rows, " ", value);
    } else if (strcmp(text, "outcome") == 0) {
        r->expects_outcome = true;
        append(r->outcome, ", ", value);
    } else if (strcmp(text, "message") == 0) {
        r->asked = true;
        return message_take(r, value);
    } else {
        r->asked = true;
        return route_question(r->rules, text, value, &r->tried.trace,
                              r->tried.outcome);
    }
    return RC_OK;
}

static void
case_begin(struct reading *r, const char *name, size_t line)
{
    *r = (struct reading){.rules = r->rules,
                          .default_us = r->default_us,
                          .at_us = r->default_us,
                          .open = true,
                          .tried = {.line = line}};
    (void)snprintf(r->tried.name, sizeof r->tried.name, "%s", name);
}

static char *
line_trim(char *text)
{
    size_t n = strlen(text);

    while (n > 0 && strchr(BLANKS, text[n - 1]) != NULL)
        text[--n] = '\0';
    return text + strspn(text, BLANKS);
}

enum rc
route_cases_try(const struct desk_rules *rules, FILE *file, int64_t at_us,
                route_case_visit *visit, void *arg, size_t *wrong_n,
                size_t *line)
{
    struct reading r = {.rules = rules, .default_us = at_us, .at_us = at_us};
    char text[LINE_MAX_BYTES];
    enum rc rc = RC_OK;
    size_t cases = 0;

    *wrong_n = 0;
    *line = 0;
    while (rc == RC_OK && fgets(text, sizeof text, file) != NULL) {
        bool indented = text[0] == ' ' || text[0] == '\t';
        char *trimmed = line_trim(text);

        ++*line;
        if (*trimmed == '\0' || *trimmed == '#')
            continue;
        if (indented) {
            rc = line_take(&r, trimmed);
            continue;
        }
        case_end(&r, visit, arg, wrong_n);
        case_begin(&r, trimmed, *line);
        cases++;
    }
    if (rc == RC_OK && cases == 0)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        case_end(&r, visit, arg, wrong_n);
    return rc;
}
