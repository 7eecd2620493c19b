/* model -- what partners tell the desk, as plain C values.
 *
 * Strings are NUL-terminated UTF-8 and never NULL; they and the arrays are
 * borrowed from whoever decoded the message (wire/arena.h). */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/codes.h"

#define MESSAGE_ID_BYTES 16
#define INSTANT_NONE     INT64_MIN /* "not said", for instants in microseconds */

struct strings {
    const char *const *v;
    size_t n;
};

struct place {
    const char *municipality; /* GM0363 */
    const char *postcode;
    uint32_t house_number; /* 0: not said */
    const char *house_letter;
    const char *addition;
    code_number kind;
    const char *country;
};

struct identifier {
    enum identifier_type type;
    const char *value;
    const char *country;
};

struct identifiers {
    const struct identifier *v;
    size_t n;
};

/* Of a signal the group (count), of a referral the one person (children,
 * language); what the kind does not carry is zero or "". */
struct persons {
    enum age age;
    code_number gender;
    code_number residence;
    enum yes_no pregnant;
    uint32_t count;
    uint32_t children;
    const char *language;
};

/* The fields that signal and referral share; `danger_now` and a referral
 * make a message urgent before any score. */
struct facts {
    const char *observed; /* RFC 3339, as written */
    enum precision precision;
    enum form form;
    code_number sector;
    bool has_place;
    struct place place;
    struct strings indicators;
    struct identifiers identifiers;
    bool has_persons;
    struct persons persons;
    const char *grading;
    code_number handling;
    code_number channel;
    bool danger_now;
    const char *text;
    const char *indicator_list;
};

struct referral_facts {
    const char *victim_ref;
    enum yes_no shelter_needed;
    enum yes_no unsafe_now;
    const code_number *multi_problem;
    size_t multi_problem_n;
    code_number consent;
    const char *callback;
    const char *reflection_start;
    code_number referral_kind;
    bool extra_care;
    bool shielded_address;
    enum yes_no contact_address_known;
};

/* One Submit.  `facts` holds for every kind; of an advice or bottleneck only
 * text, place and form are set.  `about` is AdviceAbout, BottleneckCategory
 * or WithdrawReason, by kind. */
struct submission {
    uint8_t message_id[MESSAGE_ID_BYTES];
    size_t message_id_n; /* as received; valid when MESSAGE_ID_BYTES */
    enum message_kind kind;
    struct facts facts;
    struct referral_facts referral; /* of a MESSAGE_REFERRAL */
    code_number subject;            /* of a MESSAGE_SIGNAL */
    const char *own_reference;      /* of a MESSAGE_SIGNAL */
    code_number about;
    const char *callback; /* of a MESSAGE_ADVICE */
    bool has_amends;
    const char *amends_receipt;
    enum version_action amends_action;
};

#endif
