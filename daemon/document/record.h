/* record -- maps and lists of a desk document into structs, by a table of
 * fields: key, type, place, range.  Every fault becomes a finding. */
#ifndef DOCUMENT_RECORD_H
#define DOCUMENT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_SECOND_US INT64_C(1000000)
#define RECORD_DAY_US    (86400 * RECORD_SECOND_US)

struct document_findings;
struct yaml_doc;
struct zone;

/* One text while it is read. */
struct record_reader {
    const char *name; /* what findings call it */
    struct yaml_doc *doc;
    const struct zone *zone;
    struct document_findings *findings;
};

enum record_type {
    RECORD_NODE,   /* int: the caller reads it */
    RECORD_NAME,   /* char[NAME_BYTES] of [a-z0-9._-] */
    RECORD_REASON, /* char[REASON_BYTES], one line of text */
    RECORD_TEXT,   /* char[max], one line of text; max <= REASON_BYTES */
    RECORD_PHONE,  /* no place: it is for people, only its form is looked at */
    RECORD_BOOL,   /* bool: yes, no, true, false */
    RECORD_NUMBER, /* uint32_t; min, max: value */
    RECORD_SEQ,    /* int64_t; min, max: value */
    RECORD_DURATION, /* int64_t us: "30s", "5m", "8h", "2d"; min, max: us;
                      * "never" is 0 where min is 0 */
    RECORD_CLOCK,    /* int32_t minute of the day: "08:00"; max 1440: "24:00"
                      * may be written and is 0 */
    RECORD_DATE,     /* int64_t days since 1970: "2026-01-05" */
    RECORD_INSTANT,  /* int64_t us: local time, see zone_read() */
    RECORD_WORD,     /* uint32_t or an enum: value of one of `words` */
    RECORD_WORDS     /* uint32_t: the values of a list of `words`, or-ed */
};

/* A table ends with a word NULL. */
struct record_word {
    const char *word;
    uint32_t value;
};

/* A table ends with a key NULL. */
struct record_field {
    const char *key;
    enum record_type type;
    bool required;
    size_t offset;
    int64_t min, max;
    const struct record_word *words;
};

/* record_read: a map into *out; what it does not mention stays as it was.
 * false: there are findings; what was right is in *out. */
bool record_read(const struct record_reader *r, int node,
                 const struct record_field fields[], void *out);

/* record_value: one value alone into *out, by a field whose key is what
 * findings call it.  false: there is a finding. */
bool record_value(const struct record_reader *r, int node,
                  const struct record_field *field, void *out);

/* record_list: how many items of the list `what` are to be read: at most max.
 * Fewer than min, more than max or no list at all is a finding. */
size_t record_list(const struct record_reader *r, int node, const char *what,
                   size_t min, size_t max);

/* record_name: the name at a node; NULL: no name, there is a finding. */
const char *record_name(const struct record_reader *r, int node,
                        const char *what);

/* record_date: the date at a node.  false: there is a finding. */
bool record_date(const struct record_reader *r, int node, const char *what,
                 int64_t *day);

/* record_duration: "5m" to microseconds, "3wd" to working days (0 unless
 * written so).  No finding. */
bool record_duration(const char *text, int64_t *us, uint32_t *working_days);

/* record_reason: may this text be kept as a reason?  Fits REASON_BYTES, not
 * blank, one line, no control characters, none that YAML would change. */
bool record_reason(const char *text);

/* record_fault, record_warning: a finding at a node (0: of the whole). */
void record_fault(const struct record_reader *r, int node, const char *code,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void record_warning(const struct record_reader *r, int node, const char *code,
                    const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
