/* audit_text -- see audit_text.h */
#include "core/audit_text.h"

#include <stdio.h>
#include <string.h>

#include "core/rfc3339.h"

enum kind {
    NUMBER,
    INSTANT,
    LETTER,
    WORDS, /* text; cap: room with the NUL */
    BYTES, /* struct audit_bytes; cap: at most */
    EXACT  /* cap bytes */
};

struct field {
    const char *name;
    enum kind kind;
    size_t at;
    size_t cap;
    bool always;
};

#define ROW(member)  offsetof(struct audit_line, row.member)
#define MARK(member) offsetof(struct audit_mark, checkpoint.member)

static const struct field fields[AUDIT_FIELDS] = {
    {"n", NUMBER, ROW(number), 0, true},
    {"at", INSTANT, ROW(at_us), 0, true},
    {"action", LETTER, ROW(action), 0, true},
    {"outcome", NUMBER, ROW(outcome), 0, false},
    {"actor", NUMBER, ROW(actor), 0, false},
    {"org", NUMBER, ROW(organisation), 0, false},
    {"key", BYTES, ROW(key), AUDIT_KEY_BYTES, false},
    {"role", NUMBER, ROW(role), 0, false},
    {"verb", WORDS, ROW(verb), AUDIT_WORD_BYTES, true},
    {"object", WORDS, ROW(object), AUDIT_WORD_BYTES, false},
    {"row", NUMBER, ROW(row), 0, false},
    {"handle", BYTES, ROW(handle), AUDIT_HANDLE_BYTES, false},
    {"code", NUMBER, ROW(code), 0, false},
    {"detail", WORDS, ROW(detail), AUDIT_DETAIL_BYTES, false},
    {"reason", BYTES, ROW(reason), AUDIT_SEALED_BYTES, false},
    {"content", BYTES, ROW(content), AUDIT_HASH_BYTES, false},
    {"prev", EXACT, offsetof(struct audit_line, prev), AUDIT_HASH_BYTES, true},
    {"hash", EXACT, ROW(hash), AUDIT_HASH_BYTES, true},
};

static const struct field mark_fields[AUDIT_CHECKPOINT_FIELDS] = {
    {"epoch", EXACT, MARK(installation), EPOCH_BYTES, true},
    {"n", NUMBER, MARK(number), 0, true},
    {"at", INSTANT, MARK(at_us), 0, true},
    {"hash", EXACT, MARK(hash), AUDIT_HASH_BYTES, true},
    {"sig", EXACT, MARK(signature), AUDIT_SIGNATURE_BYTES, true},
};

#define US_PER_DAY ((int64_t)SECONDS_PER_DAY * 1000000)

/* Days since 1970 to a date of the Gregorian calendar, whose years begin in
 * March here so that the odd day is the last. */
void
audit_text_instant(int64_t at_us, char out[AUDIT_INSTANT_BYTES])
{
    int64_t day = at_us / US_PER_DAY - (at_us % US_PER_DAY < 0 ? 1 : 0);
    int64_t rest = (at_us - day * US_PER_DAY) / 1000000;
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    char text[96];

    (void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
                   (int)(year + era * 400 + (month >= 10 ? 1 : 0)),
                   (int)(month < 10 ? month + 3 : month - 9),
                   (int)(of_year - (153 * month + 2) / 5 + 1),
                   (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60),
                   (int)(at_us - day * US_PER_DAY - rest * 1000000));
    memcpy(out, text, AUDIT_INSTANT_BYTES - 1);
    out[AUDIT_INSTANT_BYTES - 1] = '\0';
}

static void
to_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

static int
nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum rc
from_hex(const char *text, uint8_t *out, size_t cap, size_t *n)
{
    size_t length = strlen(text);

    if (length % 2 != 0 || length / 2 > cap)
        return RC_INVALID;
    for (size_t i = 0; i < length / 2; i++) {
        int high = nibble(text[2 * i]);
        int low = nibble(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return RC_INVALID;
        out[i] = (uint8_t)(high << 4 | low);
    }
    *n = length / 2;
    return RC_OK;
}

static void
write_field(const void *base, const struct field *field,
            char value[AUDIT_VALUE_BYTES])
{
    const uint8_t *at = (const uint8_t *)base + field->at;
    const struct audit_bytes *bytes = (const void *)at;
    int64_t number = 0;

    if (field->kind == NUMBER || field->kind == INSTANT ||
        field->kind == LETTER)
        memcpy(&number, at, sizeof number);
    value[0] = '\0';
    switch (field->kind) {
    case NUMBER:
        if (number != 0 || field->always)
            (void)snprintf(value, AUDIT_VALUE_BYTES, "%lld", (long long)number);
        return;
    case INSTANT:
        audit_text_instant(number, value);
        return;
    case LETTER:
        value[0] = (char)number;
        value[1] = '\0';
        return;
    case WORDS:
        memcpy(value, at, strnlen((const char *)at, field->cap - 1));
        value[strnlen((const char *)at, field->cap - 1)] = '\0';
        return;
    case BYTES:
        to_hex(bytes->bytes, bytes->n, value);
        return;
    case EXACT:
        to_hex(at, field->cap, value);
        return;
    }
}

static enum rc
read_number(const char *text, int64_t *out)
{
    bool minus = text[0] == '-';
    uint64_t value = 0;

    for (const char *c = text + minus; *c != '\0'; c++) {
        uint64_t digit = (uint64_t)(unsigned char)*c - '0';

        if (digit > 9 || value > ((uint64_t)INT64_MAX - digit) / 10)
            return RC_INVALID;
        value = value * 10 + digit;
    }
    *out = minus ? -(int64_t)value : (int64_t)value;
    return RC_OK;
}

static enum rc
read_field(void *base, const struct field *field, const char *value)
{
    uint8_t *at = (uint8_t *)base + field->at;
    struct audit_bytes *bytes = (void *)at;
    int64_t number = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    switch (field->kind) {
    case NUMBER:
        if ((rc = read_number(value, &number)) == RC_OK)
            memcpy(at, &number, sizeof number);
        return rc;
    case INSTANT:
        if ((rc = rfc3339_read_instant(value, &number)) == RC_OK)
            memcpy(at, &number, sizeof number);
        return rc;
    case LETTER:
        number = value[0];
        if (number == '\0' || strchr("CRUDE", value[0]) == NULL)
            return RC_INVALID;
        memcpy(at, &number, sizeof number);
        return RC_OK;
    case WORDS:
        if ((n = strlen(value)) >= field->cap)
            return RC_INVALID;
        memcpy(at, value, n + 1);
        return RC_OK;
    case BYTES:
        return from_hex(value, bytes->bytes, field->cap, &bytes->n);
    case EXACT:
        rc = from_hex(value, at, field->cap, &n);
        return rc == RC_OK && n != field->cap ? RC_INVALID : rc;
    }
    return RC_INVALID;
}

/* Written again it must be what was read: one spelling, no other. */
static enum rc
take(void *base, uint32_t *seen, const struct field table[], size_t n,
     const char *const pair[2])
{
    char again[AUDIT_VALUE_BYTES];

    for (size_t i = 0; i < n; i++) {
        if (table[i].name == NULL || strcmp(table[i].name, pair[0]) != 0)
            continue;
        if ((*seen & UINT32_C(1) << i) != 0 || pair[1][0] == '\0' ||
            read_field(base, &table[i], pair[1]) != RC_OK)
            return RC_INVALID;
        *seen |= UINT32_C(1) << i;
        write_field(base, &table[i], again);
        return strcmp(again, pair[1]) == 0 ? RC_OK : RC_INVALID;
    }
    return RC_INVALID;
}

enum rc
audit_text_take(struct audit_line *line, const char *name, const char *value)
{
    const char *const pair[2] = {name, value};

    return take(line, &line->seen, fields, AUDIT_FIELDS, pair);
}

enum rc
audit_text_take_mark(struct audit_mark *mark, const char *name,
                     const char *value)
{
    const char *const pair[2] = {name, value};

    return take(mark, &mark->seen, mark_fields, AUDIT_CHECKPOINT_FIELDS, pair);
}

static bool
whole(uint32_t seen, const struct field table[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (table[i].always && (seen & UINT32_C(1) << i) == 0)
            return false;
    return true;
}

bool
audit_text_whole(const struct audit_line *line)
{
    return whole(line->seen, fields, AUDIT_FIELDS);
}

bool
audit_text_mark_whole(const struct audit_mark *mark)
{
    return whole(mark->seen, mark_fields, AUDIT_CHECKPOINT_FIELDS);
}

bool
audit_text_field(const struct audit_line *line, size_t i, const char **name,
                 char value[AUDIT_VALUE_BYTES])
{
    *name = fields[i].name;
    write_field(line, &fields[i], value);
    return value[0] != '\0';
}

bool
audit_text_mark_field(const struct audit_mark *mark, size_t i,
                      const char **name, char value[AUDIT_VALUE_BYTES])
{
    *name = mark_fields[i].name;
    write_field(mark, &mark_fields[i], value);
    return value[0] != '\0';
}

/* --- structured data --- */

struct scan {
    const char *at;
    const char *end;
};

static bool
next_is(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static enum rc
scan_name(struct scan *s, char out[AUDIT_WORD_BYTES])
{
    size_t n = 0;

    while (s->at != s->end && *s->at != '=' && n + 1 < AUDIT_WORD_BYTES)
        out[n++] = *s->at++;
    out[n] = '\0';
    return n > 0 && next_is(s, '=') && next_is(s, '"') ? RC_OK : RC_INVALID;
}

static enum rc
scan_value(struct scan *s, char out[AUDIT_VALUE_BYTES])
{
    size_t n = 0;

    while (s->at != s->end && *s->at != '"' && *s->at != '\0') {
        if (*s->at == '\\' && s->at + 1 != s->end &&
            strchr("\"\\]", s->at[1]) != NULL)
            s->at++;
        if (n + 1 == AUDIT_VALUE_BYTES)
            return RC_INVALID;
        out[n++] = *s->at++;
    }
    out[n] = '\0';
    return next_is(s, '"') ? RC_OK : RC_INVALID;
}

/* Where the element begins, behind its name; NULL: nowhere. */
static const char *
find_element(const char *text, size_t n, const char *id)
{
    size_t id_n = strlen(id);

    for (size_t i = 0; i + id_n + 2 <= n; i++)
        if (text[i] == '[' && memcmp(text + i + 1, id, id_n) == 0 &&
            (text[i + 1 + id_n] == ' ' || text[i + 1 + id_n] == ']'))
            return text + i + 1 + id_n;
    return NULL;
}

enum rc
audit_text_sd(const char *text, size_t n, const char *id,
              audit_text_taker *taker, void *arg)
{
    struct scan s = {.end = text + n};
    char name[AUDIT_WORD_BYTES];
    char value[AUDIT_VALUE_BYTES];

    s.at = find_element(text, n, id);
    if (s.at == NULL)
        return RC_NOT_FOUND;
    while (next_is(&s, ' '))
        if (scan_name(&s, name) != RC_OK || scan_value(&s, value) != RC_OK ||
            taker(name, value, arg) != RC_OK)
            return RC_INVALID;
    if (!next_is(&s, ']') ||
        find_element(s.at, (size_t)(s.end - s.at), id) != NULL)
        return RC_INVALID;
    return RC_OK;
}
