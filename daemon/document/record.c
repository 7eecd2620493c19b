/* The fields of a table against a map. */
#include "document/record.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/people.h"
#include "core/rfc3339.h"
#include "core/roster_check.h"
#include "core/text_rules.h"
#include "core/zone.h"
#include "document/document_findings.h"
#include "sys/yaml_doc.h"

_Static_assert(sizeof(enum duty) == sizeof(uint32_t),
               "a word is written into an enum as a number");

#define NAME_EXPECTED "1 to 64 characters of a-z, 0-9, '.', '_', '-'"

static void
find(const struct record_reader *r, const struct document_place *where,
     const char *format, va_list args)
{
    char text[DOCUMENT_FINDING_BYTES];

    vsnprintf(text, sizeof text, format, args);
    document_findings_add(r->findings, where, "%s", text);
}

void
record_fault(const struct record_reader *r, int node, const char *code,
             const char *format, ...)
{
    const struct document_place where = {r->name, yaml_doc_line(r->doc, node),
                                         code, true};
    va_list args;

    va_start(args, format);
    find(r, &where, format, args);
    va_end(args);
}

void
record_warning(const struct record_reader *r, int node, const char *code,
               const char *format, ...)
{
    const struct document_place where = {r->name, yaml_doc_line(r->doc, node),
                                         code, false};
    va_list args;

    va_start(args, format);
    find(r, &where, format, args);
    va_end(args);
}

static bool
expected(const struct record_reader *r, int node, const char *key,
         const char *what)
{
    record_fault(r, node, "value", "%s: %s is expected", key, what);
    return false;
}

/* Digits up to `end` of text; at most 9 of them. */
static bool
parse_digits(const char *text, size_t n, int64_t *out)
{
    int64_t value = 0;

    if (n == 0 || n > 9 || strspn(text, "0123456789") < n)
        return false;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    *out = value;
    return true;
}

bool
record_duration(const char *text, int64_t *us, uint32_t *working_days)
{
    static const struct {
        const char *unit;
        int64_t us; /* 0: working days */
    } units[] = {{"s", RECORD_SECOND_US},
                 {"m", 60 * RECORD_SECOND_US},
                 {"h", 3600 * RECORD_SECOND_US},
                 {"d", RECORD_DAY_US},
                 {"wd", 0}};
    size_t digits = strspn(text, "0123456789");
    int64_t value;

    /* Five digits of days are more than anybody waits, and fit. */
    if (digits > 7 || !parse_digits(text, digits, &value))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text + digits, units[i].unit) == 0) {
            *us = value * units[i].us;
            *working_days = units[i].us == 0 ? (uint32_t)value : 0;
            return true;
        }
    return false;
}

/* Texts that YAML would fold, refuse or take for something else, and what
 * no line on a screen should carry. */
bool
record_reason(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    if (strlen(text) >= REASON_BYTES || text_blank(text))
        return false;
    for (; *at != '\0'; at++) {
        if (*at < 0x20 || *at == 0x7F)
            return false;
        if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F)
            return false; /* U+0080 to U+009F */
        if (at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9))
            return false; /* the separators of lines and paragraphs */
        if (at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF)
            return false; /* the byte order mark */
        if (at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE)
            return false; /* U+FFFE and U+FFFF are no characters */
    }
    return true;
}

/* --- one value ------------------------------------------------------------ */

/* How many bytes there are in its place, the NUL too. */
static size_t
room_of(const struct record_field *field)
{
    if (field->type == RECORD_TEXT)
        return (size_t)field->max;
    return field->type == RECORD_NAME ? NAME_BYTES : REASON_BYTES;
}

static bool
read_text(const struct record_reader *r, const struct record_field *field,
          int node, void *place)
{
    const char *text = yaml_doc_text(r->doc, node);
    size_t room = room_of(field);
    char what[64];

    if (field->type == RECORD_PHONE)
        return text_phone(text) ||
               expected(r, node, field->key,
                        "a telephone number, in quotes when it begins with +");
    if (field->type == RECORD_NAME && !text_name(text))
        return expected(r, node, field->key, NAME_EXPECTED);
    if (field->type != RECORD_NAME &&
        (!record_reason(text) || strlen(text) >= room)) {
        snprintf(what, sizeof what, "one line of text of at most %zu bytes",
                 room - 1);
        return expected(r, node, field->key, what);
    }
    snprintf(place, room, "%s", text);
    return true;
}

static bool
read_bool(const struct record_reader *r, const struct record_field *field,
          int node, bool *place)
{
    const char *text = yaml_doc_text(r->doc, node);

    *place = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
    return *place || strcmp(text, "no") == 0 || strcmp(text, "false") == 0 ||
           expected(r, node, field->key, "yes or no");
}

static bool
read_number(const struct record_reader *r, const struct record_field *field,
            int node, void *place)
{
    const char *text = yaml_doc_text(r->doc, node);
    int64_t value;
    char what[96];

    if (!parse_digits(text, strlen(text), &value) || value < field->min ||
        value > field->max) {
        snprintf(what, sizeof what,
                 "a whole number from %" PRId64 " to %" PRId64, field->min,
                 field->max);
        return expected(r, node, field->key, what);
    }
    if (field->type == RECORD_NUMBER)
        memcpy(place, &(uint32_t){(uint32_t)value}, sizeof(uint32_t));
    else
        memcpy(place, &value, sizeof value);
    return true;
}

static bool
read_duration(const struct record_reader *r, const struct record_field *field,
              int node, int64_t *place)
{
    const char *text = yaml_doc_text(r->doc, node);
    uint32_t working_days = 0;
    int64_t us = 0;
    char what[96];

    if (field->min == 0 && strcmp(text, "never") == 0) {
        *place = 0;
        return true;
    }
    if (!record_duration(text, &us, &working_days) ||
        us < RECORD_SECOND_US || /* working days are none */
        us < field->min || us > field->max) {
        snprintf(what, sizeof what,
                 "a time like 30s, 5m, 8h or 2d, at most %" PRId64 "s%s",
                 field->max / RECORD_SECOND_US,
                 field->min == 0 ? ", or never," : "");
        return expected(r, node, field->key, what);
    }
    *place = us;
    return true;
}

static bool
read_clock(const struct record_reader *r, const struct record_field *field,
           int node, int32_t *place)
{
    const char *text = yaml_doc_text(r->doc, node);
    int64_t hour, minute;
    bool ok = strlen(text) == 5 && text[2] == ':' &&
              parse_digits(text, 2, &hour) &&
              parse_digits(text + 3, 2, &minute) && minute < 60 &&
              (hour < 24 || (hour * 60 + minute == field->max));

    if (!ok)
        return expected(r, node, field->key, "a clock like 08:00");
    *place = (int32_t)((hour * 60 + minute) % 1440);
    return true;
}

bool
record_date(const struct record_reader *r, int node, const char *what,
            int64_t *day)
{
    int64_t value;

    if (rfc3339_read_date(yaml_doc_text(r->doc, node), &value) != RC_OK ||
        value < 0 || value > civil_days(2199, 12, 31))
        return expected(r, node, what, "a date like 2026-01-05");
    *day = value;
    return true;
}

static bool
read_instant(const struct record_reader *r, const struct record_field *field,
             int node, int64_t *place)
{
    enum civil_case which = CIVIL_ONCE;
    char taken[ZONE_TEXT_BYTES];
    int64_t at_us;

    /* An offset may lead to a year that could not be written back. */
    if (zone_read(r->zone, yaml_doc_text(r->doc, node), &at_us, &which) !=
            RC_OK ||
        zone_local(r->zone, at_us, NULL).year < 1970 ||
        zone_local(r->zone, at_us, NULL).year > 2199)
        return expected(r, node, field->key,
                        "a local time like 2026-10-25T08:00");
    *place = at_us;
    zone_write(r->zone, at_us, taken);
    switch (which) {
    case CIVIL_ONCE:
        break;
    case CIVIL_NEVER:
        record_warning(r, node, roster_fault_name(W_NONEXISTENT_TIME),
                       "%s: in the hour that is skipped, %s is taken",
                       field->key, taken);
        break;
    case CIVIL_TWICE:
        record_warning(r, node, roster_fault_name(W_AMBIGUOUS_TIME),
                       "%s: in the hour that comes twice, %s is taken",
                       field->key, taken);
        break;
    }
    return true;
}

static bool
read_word(const struct record_reader *r, const struct record_field *field,
          int node, uint32_t *place)
{
    const char *text = yaml_doc_text(r->doc, node);
    char what[160] = "";
    size_t n = 0;

    for (const struct record_word *w = field->words; w->word != NULL; w++) {
        if (text_same_word(w->word, text)) {
            *place |= w->value;
            return true;
        }
        if (n < sizeof what)
            n += (size_t)snprintf(what + n, sizeof what - n, "%s%s",
                                  n > 0 ? ", " : "", w->word);
    }
    record_fault(r, node, "unknown_name", "%s: one of %s is expected",
                 field->key, what);
    return false;
}

static bool
read_words(const struct record_reader *r, const struct record_field *field,
           int node, void *place)
{
    uint32_t value = 0;
    bool ok = true;

    if (field->type == RECORD_WORD)
        ok = read_word(r, field, node, &value);
    else
        for (size_t i = 0, n = record_list(r, node, field->key, 0, 32); i < n;
             i++)
            ok = read_word(r, field, yaml_doc_item(r->doc, node, i), &value) &&
                 ok;
    memcpy(place, &value, sizeof value);
    return ok;
}

bool
record_value(const struct record_reader *r, int node,
             const struct record_field *field, void *out)
{
    void *place = (char *)out + field->offset;

    if (field->type != RECORD_NODE && field->type != RECORD_WORDS &&
        yaml_doc_kind(r->doc, node) != YAML_DOC_TEXT)
        return expected(r, node, field->key, "one value");
    switch (field->type) {
    case RECORD_NODE:
        *(int *)place = node;
        return true;
    case RECORD_NAME:
    case RECORD_REASON:
    case RECORD_TEXT:
    case RECORD_PHONE:
        return read_text(r, field, node, place);
    case RECORD_BOOL:
        return read_bool(r, field, node, place);
    case RECORD_NUMBER:
    case RECORD_SEQ:
        return read_number(r, field, node, place);
    case RECORD_DURATION:
        return read_duration(r, field, node, place);
    case RECORD_CLOCK:
        return read_clock(r, field, node, place);
    case RECORD_DATE:
        return record_date(r, node, field->key, place);
    case RECORD_INSTANT:
        return read_instant(r, field, node, place);
    case RECORD_WORD:
    case RECORD_WORDS:
        return read_words(r, field, node, place);
    }
    return false;
}

/* --- maps and lists ------------------------------------------------------- */

static bool
keys_are_known(const struct record_reader *r, int map,
               const struct record_field fields[])
{
    bool ok = true;

    for (size_t i = 0; i < yaml_doc_size(r->doc, map); i++) {
        int key = yaml_doc_key(r->doc, map, i);
        const struct record_field *f = fields;

        while (f->key != NULL && strcmp(f->key, yaml_doc_text(r->doc, key)))
            f++;
        if (f->key != NULL)
            continue;
        record_fault(r, key, "unknown_key", "%s: unknown key",
                     yaml_doc_word(r->doc, key));
        ok = false;
    }
    return ok;
}

bool
record_read(const struct record_reader *r, int node,
            const struct record_field fields[], void *out)
{
    bool ok;

    if (yaml_doc_kind(r->doc, node) != YAML_DOC_MAP) {
        record_fault(r, node, "value", "keys with values are expected");
        return false;
    }
    ok = keys_are_known(r, node, fields);
    for (const struct record_field *f = fields; f->key != NULL; f++) {
        int value = yaml_doc_get(r->doc, node, f->key);

        if (value != 0)
            ok = record_value(r, value, f, out) && ok;
        else if (f->required) {
            record_fault(r, node, "missing", "%s: is missing", f->key);
            ok = false;
        }
    }
    return ok;
}

size_t
record_list(const struct record_reader *r, int node, const char *what,
            size_t min, size_t max)
{
    size_t n = yaml_doc_size(r->doc, node);

    if (yaml_doc_kind(r->doc, node) != YAML_DOC_LIST) {
        record_fault(r, node, "value", "%s: a list is expected", what);
        return 0;
    }
    if (n < min)
        record_fault(r, node, "value", "%s: at least %zu is expected", what,
                     min);
    if (n > max)
        record_fault(r, node, "limit", "%s: %zu, at most %zu fit", what, n,
                     max);
    return n < max ? n : max;
}

const char *
record_name(const struct record_reader *r, int node, const char *what)
{
    const char *text = yaml_doc_text(r->doc, node);

    if (text_name(text))
        return text;
    expected(r, node, what, NAME_EXPECTED);
    return NULL;
}
