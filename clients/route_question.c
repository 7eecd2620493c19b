/* route_question -- see route_question.h */
#include "route_question.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/route.h"
#include "core/text_rules.h"
#include "route_message.h"

/* The index of a word of an input; words_n: none. */
static size_t
word_find(enum input input, const char *word)
{
    const struct input_schema *schema = route_input(input);
    size_t i = 0;

    while (i < schema->words_n && !text_same_word(schema->words[i], word))
        i++;
    return i;
}

static char *
piece_next(char **text)
{
    char *piece = strsep(text, ",");

    return piece == NULL ? NULL : piece + strspn(piece, " ");
}

static enum rc
placement(const struct desk_rules *rules, char *text, struct route_trace *trace,
          char outcome[OUTCOME_BYTES])
{
    char *who = piece_next(&text);
    char *where = piece_next(&text);
    size_t facility = FACILITIES_MAX;

    if (where != NULL)
        facility = facility_find(&rules->facilities, where);
    if (facility == FACILITIES_MAX ||
        route_organisation(who) == ORGANISATION_NONE)
        return RC_INVALID;
    (void)snprintf(outcome, OUTCOME_BYTES, "%s",
                   route_places(rules, route_organisation(who), facility, trace)
                       ? "yes"
                       : "request");
    return RC_OK;
}

static enum rc
sharing_piece(const char *piece, struct sharing_facts *facts)
{
    size_t handling = word_find(INPUT_HANDLING, piece);

    if (strcmp(piece, "police data") == 0)
        facts->police_data = true;
    else if (strcmp(piece, "agreement") == 0)
        facts->agreement = true;
    else if (handling < route_input(INPUT_HANDLING)->words_n)
        facts->handling = (code_number)(handling + 1);
    else
        return RC_INVALID;
    return RC_OK;
}

/* "bundle-summary to housing" */
static enum rc
sharing_head(char *head, struct sharing_facts *facts)
{
    char *to = head == NULL ? NULL : strchr(head, ' ');
    size_t content;

    if (head == NULL)
        return RC_INVALID;
    if (to != NULL) {
        *to++ = '\0';
        if (strncmp(to, "to ", 3) != 0)
            return RC_INVALID;
        facts->to = route_organisation(to + 3);
        if (facts->to == ORGANISATION_NONE && strcmp(to + 3, "network") != 0)
            return RC_INVALID;
    }
    content = word_find(INPUT_CONTENT, head);
    facts->content = (unsigned)content;
    return content < route_input(INPUT_CONTENT)->words_n ? RC_OK : RC_INVALID;
}

static enum rc
sharing(const struct desk_rules *rules, char *text, struct route_trace *trace,
        char outcome[OUTCOME_BYTES])
{
    static const char *const words[] = {"no", "decision", "automatic"};
    struct sharing_facts facts = {.to = ORGANISATION_NONE};
    enum rc rc = sharing_head(piece_next(&text), &facts);

    for (char *piece; rc == RC_OK && (piece = piece_next(&text)) != NULL;)
        rc = sharing_piece(piece, &facts);
    if (rc == RC_OK)
        (void)snprintf(outcome, OUTCOME_BYTES, "%s",
                       words[route_shares(rules, &facts, trace)]);
    return rc;
}

static enum rc
feedback(const struct desk_rules *rules, const char *text,
         struct route_trace *trace, char outcome[OUTCOME_BYTES])
{
    size_t moment = word_find(INPUT_FEEDBACK, text);
    char term[OUTCOME_TERM_BYTES];

    if (moment == route_input(INPUT_FEEDBACK)->words_n)
        return RC_INVALID;
    (void)snprintf(
        outcome, OUTCOME_BYTES, "%s",
        outcome_term(route_feedback_term(rules, (unsigned)moment, trace),
                     term));
    return RC_OK;
}

enum rc
route_question(const struct desk_rules *rules, const char *about, char *text,
               struct route_trace *trace, char outcome[OUTCOME_BYTES])
{
    if (strcmp(about, "placement") == 0)
        return placement(rules, text, trace, outcome);
    if (strcmp(about, "sharing") == 0)
        return sharing(rules, text, trace, outcome);
    if (strcmp(about, "feedback") == 0)
        return feedback(rules, text, trace, outcome);
    return RC_INVALID;
}
