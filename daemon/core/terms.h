/* terms -- periods that begin with a date and end by rule: statutory ones (T9)
 * and those agreed for critical moments (S4 ch.5 nr 9; the source gives no
 * number, so each is a value of the desk document "terms"). */
#ifndef CORE_TERMS_H
#define CORE_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/people.h"
#include "core/zone.h"

#define TERMS_MAX      32
#define TERM_WARNS_MAX 8
#define TERM_LABEL     81

enum term_kind {
    TERM_STATUTORY = 1, /* starts with a date of a referral */
    TERM_CRITICAL       /* starts with something that happened */
};

/* What starts a term of a critical moment, and what ends it in time. */
enum term_moment {
    MOMENT_NONE,
    MOMENT_RECEIVED,     /* of the message */
    MOMENT_ACKNOWLEDGED, /* somebody has it */
    MOMENT_FIRST_ACT,    /* progress, an assignment, a placement, a share */
    MOMENT_ASSIGNED,     /* a partner was asked */
    MOMENT_ANSWERED,     /* that partner accepted or declined */
    MOMENT_DONE,         /* that partner is done */
    MOMENT_OFFERED,      /* handover of a referral */
    MOMENT_ACCEPTED,     /* of a referral */
    MOMENT_PLACED,       /* in a shelter */
    MOMENT_CLOSED,
    MOMENT_FOLLOWED_UP, /* after closure */
    MOMENT_OUTCOME_TOLD /* the sender knows the outcome */
};

/* A length: one of them is not 0, or all are: a milestone without end. */
struct term_length {
    int32_t months; /* calendar months, clamped to the end of the month */
    int32_t days;
    uint32_t working_days;
    int64_t elapsed_us;
};

struct term_rule {
    char name[NAME_BYTES]; /* "bedenktijd" */
    char row[12];          /* "T9.1" */
    char label_nl[TERM_LABEL];
    char label_en[TERM_LABEL];
    enum term_kind kind;
    struct term_length length;
    int32_t warn_days[TERM_WARNS_MAX]; /* before its end, descending */
    size_t warns_n;
    enum term_moment starts; /* of a critical one */
    enum term_moment ends;
    uint32_t levels; /* of a critical one: bits 1 << enum level */
    size_t then;     /* index of the term that its end leads to; TERMS_MAX */
    bool decision;   /* at its end a decision is asked: aangifte, other
                      * cooperation, none (T9.2) */
    bool on;         /* false: kept, not used (T9.6, dublin30) */
    char source[TERM_LABEL];
    uint32_t line;
};

/* Codes of how a referral leaves (R058), as data. */
#define OUTFLOWS_MAX 24
struct outflow {
    char code[NAME_BYTES]; /* "return" */
    char label_nl[TERM_LABEL];
    char label_en[TERM_LABEL];
    bool retired;
    char source[TERM_LABEL];
};

struct terms {
    struct term_rule rules[TERMS_MAX];
    size_t rules_n;
    struct outflow outflows[OUTFLOWS_MAX];
    size_t outflows_n;
    int32_t follow_up_days;      /* after closure; 0: none */
    uint32_t moves_warn;         /* more moves than this are told (R060) */
    struct calendar_clock notes; /* when match notes go out, for every signal */
};

/* term_find, outflow_find: by name; TERMS_MAX, OUTFLOWS_MAX: none. */
size_t term_find(const struct terms *terms, const char *name);
size_t outflow_find(const struct terms *terms, const char *code);

/* term_end_day: the last day of a term that starts on a local day: 2026-11-30
 * and 3 months is 2027-02-28 (clamped).  A term without a length of months or
 * days ends on its first day. */
int64_t term_end_day(const struct term_length *length, int64_t start_day);

/* term_end_us: the instant a term that started at start_us is exceeded:
 * months and days: the end of the day term_end_day(), local midnight; working
 * days: the same clock so many working days later; elapsed: start + length.
 * INT64_MAX: never. */
int64_t term_end_us(const struct term_length *length,
                    const struct calendar *calendar, const struct zone *zone,
                    int64_t start_us);

/* term_next_us: what comes next for a term that ends at end_us: the first
 * warning after `after_us` (local 09:00 of its day, before the end), else the
 * end itself; 0: both are past. *warning says which.  INT64_MAX: it never
 * ends. */
int64_t term_next_us(const struct term_rule *rule, const struct zone *zone,
                     int64_t end_us, int64_t after_us, bool *warning);

#endif
