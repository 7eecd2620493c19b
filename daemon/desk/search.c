/* search -- see search.h */
#include "desk/search.h"

#include <stdlib.h>

#include "core/indicator.h"
#include "core/linking_reply.h"
#include "core/rfc3339.h"
#include "core/validate_linking.h"
#include "core/zone.h"
#include "desk/case.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/membership.h"
#include "desk/notices.h"

#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/show.h"
#include "desk/state.h"
#include "link/lookup.h"
#include "link/text_values.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/search.h"
#include "wire/decode.h"
#include "wire/encode_linking.h"

#define WORDS_MAX SEARCH_WORDS_MAX
#define SECOND_US INT64_C(1000000)

_Static_assert((int)SOUGHT_MAX <= (int)SEARCH_TOKENS_MAX,
               "all that something may stand under is looked for");

/* What is asked for, as the store understands it. */
struct asked {
    struct search_query query;
    struct search_term terms[SEARCH_TERMS_MAX];
    /* what it says about a hit, term by term and token by token */
    uint8_t says[SEARCH_TERMS_MAX][SEARCH_TOKENS_MAX];
};

static enum search_match
match_of_place(uint8_t kind)
{
    switch ((int)kind) {
    case LINK_DWELLING:
        return MATCH_DWELLING;
    case LINK_BUILDING:
        return MATCH_BUILDING;
    case LINK_PC6:
        return MATCH_POSTCODE_6;
    case LINK_PC4:
        return MATCH_POSTCODE_4;
    default:
        return MATCH_MUNICIPALITY;
    }
}

static enum search_match
match_of_identifier(uint8_t how)
{
    if (how == SOUGHT_IT)
        return MATCH_IDENTIFIER;
    return how == SOUGHT_NEARLY ? MATCH_IDENTIFIER_NEARLY
                                : MATCH_IDENTIFIER_PART;
}

/* The next term; every token of it says the same. */
static struct search_term *
next_term(struct asked *asked)
{
    struct search_term *term = &asked->terms[asked->query.terms_n++];

    term->n = 0;
    return term;
}

static void
add_token(struct asked *asked, struct search_term *term, uint64_t token,
          enum search_match says)
{
    size_t i = (size_t)(term - asked->terms);

    asked->says[i][term->n] = (uint8_t)says;
    term->tokens[term->n++] = token;
}

static void
ask_place(const struct desk *desk, const struct search_place *sought,
          struct asked *asked)
{
    const struct place place = {.municipality = sought->municipality,
                                .postcode = sought->postcode,
                                .house_number = sought->house_number,
                                .house_letter = sought->house_letter,
                                .addition = sought->addition,
                                .country = ""};
    struct link_sought found;
    struct search_term *term = next_term(asked);

    if (link_lookup_place(&desk->secrets->link, &place, &found) > 0)
        add_token(asked, term, found.token, match_of_place(found.kind));
}

/* The very thing comes first in link_lookup(): what does not fit is what is
 * least like it. */
static void
ask_identifier(const struct desk *desk, const struct identifier *identifier,
               struct asked *asked)
{
    struct link_sought found[SOUGHT_MAX];
    struct search_term *term = next_term(asked);
    size_t n = link_lookup(&desk->secrets->link, identifier, found);

    for (size_t i = 0; i < n; i++)
        add_token(asked, term, found[i].token,
                  match_of_identifier(found[i].how));
}

/* One term a word: all of them must stand in the text.  Words that say nothing
 * leave a term that nothing has. */
static void
ask_words(const struct desk *desk, const char *words, struct asked *asked)
{
    uint64_t tokens[WORDS_MAX];
    size_t n = link_words_of(&desk->secrets->link, words, tokens, WORDS_MAX);

    for (size_t i = 0; i < n; i++)
        add_token(asked, next_term(asked), tokens[i], MATCH_WORDS);
    if (n == 0)
        (void)next_term(asked);
}

/* "": open on that side, 0. */
static int64_t
day_us(const struct desk *desk, const char *text)
{
    int64_t day = 0;

    if (*text == '\0' || rfc3339_read_date(text, &day) != RC_OK)
        return 0;
    return zone_clock(desk->zone, day, 0);
}

static void
ask_status(enum case_status status, struct search_query *query)
{
    query->any_withdrawn = status == CASE_ANY;
    query->withdrawn = status == CASE_WITHDRAWN;
    if (status == CASE_KEPT)
        query->alert_states = 1U; /* none */
    if (status == CASE_OPEN)
        query->alert_states = SHOW_OPEN_STATES;
    if (status == CASE_CLOSED)
        query->alert_states = 1U << ALERT_CLOSED;
}

static void
ask(const struct desk *desk, const struct request_search *sought,
    struct asked *asked)
{
    struct search_query *query = &asked->query;

    *query = (struct search_query){
        .terms = asked->terms,
        .indicators = sought->indicators.v,
        .indicators_n = sought->indicators.n,
        .kind = sought->kind,
        .form = sought->form,
        .source = sought->organisation_kind,
        .observed_from_s = day_us(desk, sought->observed.from) / SECOND_US,
        .observed_to_s = day_us(desk, sought->observed.to) / SECOND_US,
        .accepted_from_us = day_us(desk, sought->accepted.from),
        .accepted_to_us = day_us(desk, sought->accepted.to),
        .class_least = (uint8_t)sought->class_k,
    };
    ask_status(sought->status, query);
    if (sought->has_place && search_says_where(&sought->place))
        ask_place(desk, &sought->place, asked);
    for (size_t i = 0; i < sought->identifiers_n; i++)
        ask_identifier(desk, &sought->identifiers[i], asked);
    if (*sought->words != '\0')
        ask_words(desk, sought->words, asked);
}

/* --- what it says about a hit --- */

struct hit_text {
    char id[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES];
};

struct found {
    struct search_hit hits[LIST_LIMIT];
    struct hit_text texts[LIST_LIMIT];
    struct reply_hit replies[LIST_LIMIT];
};

static enum case_status
status_of(const struct search_hit *hit)
{
    if (hit->withdrawn)
        return CASE_WITHDRAWN;
    if (hit->alert == 0)
        return CASE_KEPT;
    return hit->state == ALERT_CLOSED ? CASE_CLOSED : CASE_OPEN;
}

static void
add_match(struct reply_hit *out, enum search_match match)
{
    for (size_t i = 0; i < out->matched_n; i++)
        if (out->matched[i] == match)
            return;
    if (out->matched_n < SEARCH_MATCHES_MAX)
        out->matched[out->matched_n++] = match;
}

static void
tell_matches(const struct asked *asked, const struct search_hit *hit,
             struct reply_hit *out)
{
    for (size_t i = 0; i < asked->query.terms_n; i++)
        add_match(out, (enum search_match)asked->says[i][hit->matched[i]]);
    if (asked->query.indicators_n > 0)
        add_match(out, MATCH_INDICATORS);
    if (asked->query.form != FORM_NONE)
        add_match(out, MATCH_FORM);
}

struct precision_read {
    struct desk *desk;
    enum precision precision;
};

/* Who writes a date and no time knows the day, also without saying so. */
static enum precision
precision_of(const struct facts *facts)
{
    int64_t day = 0;

    if (facts->precision == PRECISION_NONE &&
        rfc3339_read_date(facts->observed, &day) == RC_OK)
        return PRECISION_DAY;
    return facts->precision;
}

static bool
read_precision(const struct journal_row *row, void *arg)
{
    struct precision_read *read = arg;
    struct submission message;

    arena_reset(&read->desk->arena);
    if (wire_decode_submit(&read->desk->arena, row->body, row->body_n,
                           &message) == RC_OK)
        read->precision = precision_of(&message.facts);
    return false;
}

static enum rc
tell_hit(struct desk *desk, const struct asked *asked,
         const struct search_hit *hit, struct hit_text *text,
         struct reply_hit *out)
{
    struct precision_read read = {.desk = desk};
    enum rc rc = journal_get(desk->store, hit->seq, read_precision, &read);

    ids_message(desk, hit->kind, hit->seq, text->id);
    text->bundle[0] = '\0';
    if (hit->bundle != 0)
        ids_bundle(desk, hit->bundle, text->bundle);
    *out = (struct reply_hit){
        .id = text->id,
        .kind = hit->kind,
        .bundle = text->bundle,
        .observed_us = hit->observed_s * SECOND_US,
        .precision = read.precision,
        .accepted_us = hit->accepted_us,
        .class_k = hit->class_k,
        .level = hit->alert == 0 ? LEVEL_NONE : hit->level,
        .status = status_of(hit),
        .organisation_kind = hit->source,
    };
    tell_matches(asked, hit, out);
    if (rc == RC_OK && hit->kind == MESSAGE_SIGNAL && hit->bundle != 0)
        rc = membership_signal(desk, hit->seq, &out->provisional);
    return rc;
}

static enum rc
find(struct desk *desk, const struct turn *turn, const struct asked *asked,
     uint32_t left)
{
    uint32_t limit = turn->request->u.search.limit;
    struct reply_search reply = {.left = left};
    struct search_end end;
    struct found *found = calloc(1, sizeof *found);

    if (found == NULL)
        return RC_DOWN;

    enum rc rc = search_find(desk->store, &asked->query, found->hits,
                             limit == 0 ? SEARCH_DEFAULT : limit, &end);

    for (size_t i = 0; rc == RC_OK && i < end.n; i++)
        rc = tell_hit(desk, asked, &found->hits[i], &found->texts[i],
                      &found->replies[i]);
    if (rc == RC_OK) {
        struct wire_out out = reply_out(desk, turn->request->id);

        reply.hits = found->replies;
        reply.n = end.n;
        /* Nothing to go on behind: it is partial. */
        reply.more = end.next != 0 && end.n > 0;
        reply.partial = end.partial;
        reply_send(desk, turn->session, wire_search_result(&out, &reply));
    }
    free(found);
    return rc;
}

/* --- may it --- */

/* Whether a code is on the list is the list's to say: also one that is used no
 * more. */
static bool
codes_known(struct desk *desk, const struct turn *turn)
{
    const struct indicator_list *list = &desk->rules.now->indicators;
    const struct strings *codes = &turn->request->u.search.indicators;
    struct refusal why = {0};

    for (size_t i = 0; i < codes->n; i++)
        if (indicator_find(list, codes->v[i]) == INDICATORS_MAX)
            refusal_add(&why, REFUSAL_UNKNOWN_CODE, "indicators[%zu]", i);
    if (why.n > 0)
        reply_findings(desk, turn, &why);
    return why.n == 0;
}

/* The last hit of the part before; what is no message is nothing's. */
static enum rc
read_after(struct desk *desk, const char *after, int64_t *before)
{
    enum public_id_kind kind;

    *before = 0;
    if (*after == '\0')
        return RC_OK;
    if (public_id_read(&desk->secrets->public_id, after, &kind, before) !=
            RC_OK ||
        ids_message_kind(kind) == MESSAGE_NONE)
        return RC_NOT_FOUND;
    return RC_OK;
}

/* Somebody who goes through everything is a person's to judge: told once a
 * day, at the first search too many. */
static enum rc
too_often(struct desk *desk, const struct turn *turn, bool first)
{
    struct principal who;
    enum rc rc = people_get(desk->store, turn->key->principal, &who);

    if (rc == RC_OK && first) {
        outgoing_start(&desk->outgoing);
        notices_managers(desk, &(struct notice){.code = NOTICE_SEARCHES,
                                                .roster = "",
                                                .person = who.name,
                                                .id = ""});
        rc = notices_send(desk, "searches");
    }
    if (rc == RC_OK)
        reply_refuse(desk, turn, REFUSAL_TOO_MANY, "search");
    return rc;
}

enum rc
search_ask(struct desk *desk, const struct turn *turn)
{
    const struct request_search *sought = &turn->request->u.search;
    const struct search_spending spending = {
        .principal = turn->key->principal,
        .day = case_day(desk, turn->now_us),
        .now_us = turn->now_us,
        .purpose = sought->purpose,
    };
    int64_t most = desk->settings->searches_per_day;
    int64_t spent = 0;
    struct asked asked;
    enum rc rc;

    if (!codes_known(desk, turn))
        return RC_OK;
    ask(desk, sought, &asked);
    rc = read_after(desk, sought->after, &asked.query.before);
    /* On record before anything is told, and when it is refused too. */
    if (rc == RC_OK)
        rc = search_spend(desk->store, &spending, &spent);
    if (rc != RC_OK)
        return rc;
    if (spent > most)
        return too_often(desk, turn, spent == most + 1);
    return find(desk, turn, &asked, (uint32_t)(most - spent));
}
