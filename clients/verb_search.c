/* verb_search -- search: find signals and other messages back */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

#define DATE_BYTES  11 /* 2026-01-31 */
#define WORDS_BYTES 512

const char verb_search_help[] = N_(
    "usage: loket search --purpose TEXT [OPTION..] [WORD..]\n"
    "\n"
    "Find signals and other messages back.  Everything that is said must\n"
    "hold; WORDs are of the text.  Newest first.  Every search is on record\n"
    "with its purpose and counts against a budget.\n"
    "\n"
    "  --municipality GM0363  --postcode 1099|1099ZZ  --number 12\n"
    "  --letter A  --addition 2\n"
    "  --phone, --plate, --handle, --url, --ad, --email, --alias, --bag VALUE\n"
    "                         of a number or plate one character may be ?\n"
    "                         what everybody has, like 0900.. or 112, finds\n"
    "                         nothing\n"
    "  --country NL           of the telephone number or the plate\n"
    "  --indicators OB06,..   all of them\n"
    "  --form labour          also sexual, criminal, begging, ..\n"
    "  --observed FROM..TO    days, TO is the first that does not count; one\n"
    "  --accepted FROM..TO    of them may be left out: 2026-01-01..\n"
    "  --class K2             of its case, at least\n"
    "  --status open          also kept, closed, withdrawn\n"
    "  --from housing         kind of organisation\n"
    "  --kind signal          also referral, advice, bottleneck\n"
    "  --limit N              at most 100 (20)\n"
    "  --after ID             go on behind this one\n"
    "\n"
    "example:\n"
    "  loket search --purpose onderzoek --postcode 1099ZZ --phone "
    "0600000012\n");

static const char *const identifier_names[] = {
    "phone", "plate", "handle", "url", "ad", "email", "alias", "bag"};
#define IDENTIFIERS_N (sizeof identifier_names / sizeof identifier_names[0])

struct asked {
    const char *purpose, *municipality, *postcode, *letter, *addition;
    const char *country, *form, *observed, *accepted, *class_k, *status;
    const char *from, *kind, *after;
    const char *identifiers[IDENTIFIERS_N];
    struct arg_list indicators;
    int64_t number;
    int64_t limit;
};

static void
set_text(json_t *body, const char *name, const char *text)
{
    if (text != NULL)
        (void)json_object_set_new(body, name, json_string(text));
}

/* A code word, as people write it. */
static void
set_code(json_t *body, const char *name, const char *text)
{
    char code[TEXT_CODE_BYTES];

    if (text != NULL)
        set_text(body, name, text_code(text, code));
}

static void
set_place(json_t *body, const struct asked *asked)
{
    json_t *place = json_object();

    set_text(place, "municipality", asked->municipality);
    set_text(place, "postcode", asked->postcode);
    set_text(place, "house_letter", asked->letter);
    set_text(place, "addition", asked->addition);
    if (asked->number > 0)
        (void)json_object_set_new(place, "house_number",
                                  json_integer((json_int_t)asked->number));
    if (json_object_size(place) > 0)
        (void)json_object_set(body, "place", place);
    json_decref(place);
}

static void
set_identifiers(json_t *body, const struct asked *asked)
{
    json_t *list = json_array();

    for (size_t i = 0; i < IDENTIFIERS_N; i++) {
        const char *name = identifier_names[i];

        if (asked->identifiers[i] != NULL)
            (void)json_array_append_new(
                list,
                json_pack("{s:s, s:s, s:s*}", "type",
                          strcmp(name, "ad") == 0 ? "ad_id" : name, "value",
                          asked->identifiers[i], "country", asked->country));
    }
    (void)json_object_set_new(body, "identifiers", list);
}

/* "FROM..TO"; false: it is not. */
static bool
set_period(json_t *body, const char *name, const char *written)
{
    char field[32];
    char from[DATE_BYTES];
    const char *dots = written != NULL ? strstr(written, "..") : NULL;

    if (written == NULL)
        return true;
    if (dots == NULL || (size_t)(dots - written) >= sizeof from ||
        strlen(dots + 2) >= DATE_BYTES || strlen(written) == 2)
        return false;
    (void)snprintf(from, sizeof from, "%.*s", (int)(dots - written), written);
    (void)snprintf(field, sizeof field, "%s_from", name);
    set_text(body, field, from);
    (void)snprintf(field, sizeof field, "%s_to", name);
    set_text(body, field, dots + 2);
    return true;
}

/* "K0" to "K4" are 1 to 5; 0: it is none of them. */
static int
class_read(const char *written)
{
    if ((written[0] != 'K' && written[0] != 'k') || written[1] < '0' ||
        written[1] > '4' || written[2] != '\0')
        return 0;
    return written[1] - '0' + 1;
}

static bool
set_words(json_t *body, const struct invocation *inv)
{
    char words[WORDS_BYTES] = "";
    size_t at = 0;

    for (int i = 0; i < inv->argc; i++) {
        at += (size_t)snprintf(words + at, sizeof words - at, "%s%s",
                               i == 0 ? "" : " ", inv->argv[i]);
        if (at >= sizeof words)
            return false;
    }
    set_text(body, "words", words);
    return true;
}

static enum ending
body_write(const struct invocation *inv, const struct asked *asked,
           json_t *body)
{
    int k = asked->class_k != NULL ? class_read(asked->class_k) : 0;

    if (asked->purpose == NULL)
        return args_wrong(inv, _("--%s is needed"), "purpose");
    if (asked->class_k != NULL && k == 0)
        return args_wrong(inv, _("--class is K0, K1, K2, K3 or K4"));
    if (!set_period(body, "observed", asked->observed))
        return args_wrong(inv, _("--%s is FROM..TO, two days"), "observed");
    if (!set_period(body, "accepted", asked->accepted))
        return args_wrong(inv, _("--%s is FROM..TO, two days"), "accepted");
    if (!set_words(body, inv))
        return args_wrong(inv, _("those are too many words"));
    set_text(body, "purpose", asked->purpose);
    set_place(body, asked);
    set_identifiers(body, asked);
    (void)json_object_set_new(body, "indicators",
                              args_words(&asked->indicators));
    set_code(body, "form", asked->form);
    set_code(body, "status", asked->status);
    set_code(body, "organisation_kind", asked->from);
    set_code(body, "kind", asked->kind);
    set_text(body, "after", asked->after);
    (void)json_object_set_new(body, "class", json_integer(k));
    (void)json_object_set_new(body, "limit",
                              json_integer((json_int_t)asked->limit));
    return ENDING_DONE;
}

enum ending
verb_search(struct invocation *inv)
{
    struct asked asked = {.purpose = NULL};
    struct arg args[18 + IDENTIFIERS_N] = {
        {"purpose", ARG_TEXT, &asked.purpose},
        {"municipality", ARG_TEXT, &asked.municipality},
        {"postcode", ARG_TEXT, &asked.postcode},
        {"number", ARG_NUMBER, &asked.number},
        {"letter", ARG_TEXT, &asked.letter},
        {"addition", ARG_TEXT, &asked.addition},
        {"country", ARG_TEXT, &asked.country},
        {"indicators", ARG_LIST, &asked.indicators},
        {"form", ARG_TEXT, &asked.form},
        {"observed", ARG_TEXT, &asked.observed},
        {"accepted", ARG_TEXT, &asked.accepted},
        {"class", ARG_TEXT, &asked.class_k},
        {"status", ARG_TEXT, &asked.status},
        {"from", ARG_TEXT, &asked.from},
        {"kind", ARG_TEXT, &asked.kind},
        {"limit", ARG_NUMBER, &asked.limit},
        {"after", ARG_TEXT, &asked.after},
    };
    size_t n = 17;
    struct visit visit = {0};
    struct session_event answer;
    json_t *body = json_object();
    enum ending ending;
    enum rc rc;

    for (size_t i = 0; i < IDENTIFIERS_N; i++)
        args[n++] =
            (struct arg){identifier_names[i], ARG_TEXT, &asked.identifiers[i]};
    rc = args_read(inv, args, n);
    ending = rc == RC_OK ? body_write(inv, &asked, body) : args_ending(rc);
    if (rc != RC_OK || ending != ENDING_DONE)
        goto out;
    ending = visit_once(&visit, inv, "search", json_incref(body), &answer);
    if (ending == ENDING_DONE && inv->json)
        output_object(answer.body);
    else if (ending == ENDING_DONE)
        search_words_print(&inv->out, answer.body);
out:
    json_decref(body);
    visit_end(&visit);
    return ending;
}
