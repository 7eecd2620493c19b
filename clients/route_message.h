/* route_message -- a message as the tables look at it: through the same
 * schema, decoding and checks as one that the desk accepts; and the sentence
 * in which people write one down. */
#ifndef CLIENTS_ROUTE_MESSAGE_H
#define CLIENTS_ROUTE_MESSAGE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts.h"
#include "core/rc.h"
#include "core/refusal.h"

struct desk_rules;

/* route_message_facts: what rules look at in one Submit.
 *
 * in      submit as of content_to_submit(); source the kind of its sender
 * errors  RC_INVALID: the desk would refuse it, `why` says for what; RC_FATAL:
 *         no memory */
MUST_USE enum rc route_message_facts(const struct desk_rules *rules,
                                     const json_t *submit,
                                     enum organisation_kind source,
                                     int64_t now_us, struct message_facts *out,
                                     struct refusal *why);

/* What a sentence says. */
struct route_sentence {
    json_t *submit;                /* the caller's */
    enum organisation_kind source; /* "of KIND" */
    char sender[NAME_BYTES];       /* as written: "housing 2" is another
                                    * organisation than "housing" */
};

/* route_sentence_read: "signal of housing: form sexual, codes OB06 OB08".
 *
 * Keys are fields of the protocol (`place.postcode`) or the short ones of the
 * table in route_sentence.c; what a message must say and the sentence does not
 * is supposed: today, Amsterdam, an unknown form.
 * in      text is spoilt
 * errors  RC_INVALID: *wrong is the piece that is not understood */
MUST_USE enum rc route_sentence_read(const struct desk_rules *rules, char *text,
                                     int64_t now_us, struct route_sentence *out,
                                     const char **wrong);

/* route_organisation: "police-amsterdam" or "police_amsterdam";
 * ORGANISATION_NONE: no such kind. */
enum organisation_kind route_organisation(const char *word);

#endif
