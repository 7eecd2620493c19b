/* report_words -- the reports there are, their columns and the words in them:
 * one table, which requests, answers, views and docs/figures.md follow. */
#ifndef CORE_REPORT_WORDS_H
#define CORE_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"

#define REPORT_WORD_BYTES NAME_BYTES

enum report_kind {
    REPORT_NONE,
    REPORT_COUNTS,       /* signals and referrals */
    REPORT_ADVICE,       /* requests for advice, training among them (R024) */
    REPORT_BOTTLENECKS,  /* the register (R155) */
    REPORT_REFERRALS,    /* where they stand (R154) */
    REPORT_TERMS,        /* (R151) */
    REPORT_ALERTS,       /* what became of them */
    REPORT_REACHABILITY, /* (R004) */
    REPORT_REFUSALS      /* messages that were not taken, by code (R165) */
};

#define REPORT_LAST REPORT_REFUSALS

/* How a value is kept and written. */
enum report_type {
    REPORT_TYPE_WORD,         /* a number, told as a word */
    REPORT_TYPE_FLAG,         /* 0 or 1, told as no or yes */
    REPORT_TYPE_MUNICIPALITY, /* a number, told as GM0363; 0 not_said */
    REPORT_TYPE_CODE,         /* text: of an indicator, DB01 */
    REPORT_TYPE_NAME,         /* text: of a region, a term; "" not_said */
    REPORT_TYPE_PERIOD        /* text: 2026-11-26, 2026-W48, 2026-11, 2026-Q4,
                               * 2026; grouped by, never filtered: from, to */
};

enum report_column {
    COLUMN_NONE,
    COLUMN_KIND,
    COLUMN_SOURCE, /* kind of the sender's organisation */
    COLUMN_FORM,
    COLUMN_AGE,
    COLUMN_GENDER,
    COLUMN_PREGNANT,
    COLUMN_RESIDENCE,
    COLUMN_SECTOR,
    COLUMN_SUBJECT,
    COLUMN_HANDLING,
    COLUMN_DANGER,
    COLUMN_SHELTER,
    COLUMN_UNSAFE,
    COLUMN_EXTRA_CARE,
    COLUMN_REFERRAL_KIND,
    COLUMN_CLASS,
    COLUMN_GROUP,
    COLUMN_LEVEL,
    COLUMN_MUNICIPALITY,
    COLUMN_REGION,
    COLUMN_CODE,
    COLUMN_DAY,
    COLUMN_WEEK,
    COLUMN_MONTH,
    COLUMN_QUARTER,
    COLUMN_YEAR,
    COLUMN_ABOUT,    /* of advice */
    COLUMN_CATEGORY, /* of a bottleneck */
    COLUMN_BOTTLENECK_STATE,
    COLUMN_REFERRAL_STATE,
    COLUMN_PHASE,
    COLUMN_HELP,
    COLUMN_CRIMINAL,
    COLUMN_ALIENS,
    COLUMN_REPORTED, /* to the police: a decision at the end of a term */
    COLUMN_MEETING,
    COLUMN_OUTCOME,
    COLUMN_TERM,
    COLUMN_TERM_STATE,
    COLUMN_DECISION,
    COLUMN_ALERT_STATE,
    COLUMN_DESK,
    COLUMN_UNATTENDED,
    COLUMN_REFUSAL,
    COLUMN_MEASURE, /* of reachability */
    COLUMN_ROSTER,
    COLUMNS_N
};

struct report_column_row {
    enum report_column column;
    const char *name; /* two columns of one name are never in one report */
    enum report_type type;
    const char *const *words; /* of REPORT_TYPE_WORD, by number, from 0 */
    size_t words_n;
    uint32_t reports; /* mask of REPORT_BIT */
};

#define REPORT_BIT(report) (1U << (report))

/* A value as the store has it. */
struct report_value {
    int64_t number;
    char text[REPORT_WORD_BYTES]; /* of CODE, NAME and PERIOD */
};

/* report_find: by name, "counts"; REPORT_NONE.  report_name: the other way. */
enum report_kind report_find(const char *name);
const char *report_name(enum report_kind report);

/* report_column_row: never NULL but for COLUMN_NONE and COLUMNS_N. */
const struct report_column_row *report_column_row(enum report_column column);

/* report_column_find: by name, among those of a report; COLUMN_NONE. */
enum report_column report_column_find(enum report_kind report,
                                      const char *name);

/* report_measures: what is counted beside the columns: "count", then of
 * referrals "children"; of reachability "n", "p50_s", "p90_s", "most_s". */
size_t report_measures(enum report_kind report, const char *const **names);

/* report_word: the value in words; a number without one as it is, "17". */
void report_word(enum report_column column, const struct report_value *value,
                 char out[REPORT_WORD_BYTES]);

/* report_read: the other way; false: no such word. */
bool report_read(enum report_column column, const char *word,
                 struct report_value *out);

/* report_compare: the order of two values: not_said, unknown and other first,
 * then by number or text.  It follows from the column alone, never from how
 * many there are (report_protect.h). */
int report_compare(enum report_column column, const struct report_value *a,
                   const struct report_value *b);

#endif
