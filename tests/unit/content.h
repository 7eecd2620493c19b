/* content -- messages that are in order, for tests that spoil them, and the
 * comparison with what must be found. */
#ifndef UNIT_CONTENT_H
#define UNIT_CONTENT_H

#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/validate.h"

/* 2026-11-21T12:00:00Z */
#define NOON_US INT64_C(1795262400000000)

#define RECEIPT "S-7K3QM2XA-0123456789ABCDEF"

/* Rows spoil a message with these: CASE(name, statement about *m). */
#define CASE(function, ...)                                                    \
    static void function(struct submission *m)                                 \
    {                                                                          \
        __VA_ARGS__;                                                           \
    }

struct content_row {
    const char *name;
    void (*change)(struct submission *m);
    const char *found; /* "field CODE, field CODE"; "" when it is taken */
};

static const struct indicator_list content_list = {.id = "loket-nl-1",
                                                   .codes = {{.code = "DB01"},
                                                             {.code = "DB03"},
                                                             {.code = "OB06"},
                                                             {.code = "OB11"}},
                                                   .n = 4};

static const char *const content_codes[] = {"OB06", "DB01"};

static inline struct submission
content_base(enum message_kind kind)
{
    struct submission m = {
        .message_id = {1},
        .message_id_n = MESSAGE_ID_BYTES,
        .kind = kind,
        .facts = {.observed = "",
                  .place = {.municipality = "",
                            .postcode = "",
                            .house_letter = "",
                            .addition = "",
                            .country = ""},
                  .persons = {.language = ""},
                  .grading = "",
                  .text = "",
                  .indicator_list = ""},
        .referral = {.victim_ref = "", .callback = "", .reflection_start = ""},
        .own_reference = "",
        .callback = "",
        .amends_receipt = "",
    };

    return m;
}

/* The least a signal must say. */
static inline struct submission
content_signal(void)
{
    struct submission m = content_base(MESSAGE_SIGNAL);

    m.facts.observed = "2026-11-20";
    m.facts.form = FORM_SEXUAL;
    m.facts.has_place = true;
    m.facts.place.municipality = "GM0363";
    m.facts.indicators = (struct strings){content_codes, 2};
    return m;
}

/* The least a referral must say. */
static inline struct submission
content_referral(void)
{
    struct submission m = content_base(MESSAGE_REFERRAL);

    m.referral.victim_ref = "POL-2026-0412";
    m.facts.form = FORM_LABOUR;
    m.facts.has_place = true;
    m.facts.place.municipality = "GM0363";
    m.referral.shelter_needed = YES_NO_YES;
    return m;
}

static inline struct submission
content_advice(void)
{
    struct submission m = content_base(MESSAGE_ADVICE);

    m.about = 1;
    m.facts.text = "Welke vragen stel ik?";
    return m;
}

static inline struct submission
content_withdrawal(void)
{
    struct submission m = content_base(MESSAGE_WITHDRAWAL);

    m.about = 1;
    m.has_amends = true;
    m.amends_receipt = RECEIPT;
    m.amends_action = VERSION_WITHDRAW;
    return m;
}

/* Fails unless exactly `found` is found, in that order. */
static inline void
content_expect(const char *name, const struct submission *m, const char *found)
{
    struct refusal why = {.n = FINDINGS_MAX};
    enum rc rc = validate_submission(m, &content_list, NOON_US, &why);
    char text[FINDINGS_MAX * (FIELD_BYTES + 24)] = "";
    size_t n = 0;

    for (size_t i = 0; i < why.n; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %s",
                              i == 0 ? "" : ", ", why.findings[i].field,
                              refusal_code_name(why.findings[i].code));
    if (rc != (*found == '\0' ? RC_OK : RC_INVALID) || strcmp(text, found) != 0)
        fail_msg("%s: rc %d, found \"%s\"", name, (int)rc, text);
}

#endif
