/* facts -- what the desk's rules and figures look at in one message, and in a
 * bundle of them: coded values only, no text, no address, no identifier. */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/class.h"
#include "core/codes.h"
#include "core/people.h"
#include "core/region.h"

struct indicator_list;
struct submission;

#define FACTS_CODES_BYTES 401 /* 80 codes of 4 and a space, NUL */

/* Of one message.  code_number: as in the schema, 0 not said. */
struct message_facts {
    enum message_kind kind;
    enum organisation_kind source;
    enum age age;
    code_number gender;
    code_number residence;
    enum yes_no pregnant;
    enum form form;
    code_number sector;
    code_number subject;
    code_number handling;
    code_number about;         /* of advice and bottleneck */
    code_number referral_kind; /* of a referral */
    uint32_t persons;          /* of a signal's group; 0 not said */
    uint32_t children;         /* of a referral */
    uint32_t municipality;     /* CBS number; 0 not said */
    bool abroad;               /* a place in another country */
    bool danger_now;
    enum yes_no shelter_needed;
    enum yes_no unsafe_now;
    uint8_t problems; /* how many multi-problem codes, none twice */
    bool extra_care;
    bool shielded;
    char codes[FACTS_CODES_BYTES]; /* "DB01 DB04", ascending, none twice */
};

/* Of everything that is known of one case: a message and what it is bundled
 * with. */
struct case_facts {
    struct message_facts message; /* the message that is routed, or the bundle's
                                   * gravest: its kind, source, place .. */
    struct code_set codes;        /* union */
    enum age age;                 /* under 18 when any says so, else adult when
                                   * any does */
    enum form form; /* the message's, else of those said the first of the
                          * schema; so is the subject */
    code_number subject;
    bool restricted_subject; /* any is about a perpetrator */
    code_number handling;    /* the strictest */
    bool danger_now;         /* any */
    uint32_t organisations;  /* distinct ones */
    bool police;             /* any of the police or KMar */
    bool others;             /* any of somebody else */
    uint32_t messages;
};

/* facts_of: from a decoded message that was accepted.
 * source  kind of the sender's organisation */
void facts_of(const struct submission *message, enum organisation_kind source,
              struct message_facts *out);

/* facts_police: is this kind of organisation police (or KMar)? */
bool facts_police(enum organisation_kind kind);

/* case_start: the case of one message alone.
 * case_join: one more message of its bundle, of an organisation that has one
 * in the case already or not.  Order does not matter for what a rule reads,
 * except that `message` stays the first.
 * A code that is not on the list (any more) is not counted. */
void case_start(struct case_facts *facts, const struct message_facts *message,
                const struct indicator_list *list);
void case_join(struct case_facts *facts, const struct message_facts *message,
               const struct indicator_list *list, bool new_organisation);

#endif
