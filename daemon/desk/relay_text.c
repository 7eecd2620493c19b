/* relay_text -- see relay_text.h */
#include "desk/relay_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SD_WORD "loketSync@32473"

/* Facility 13 is "log audit". */
#define NOTICE  109
#define WARNING 108

struct line {
    char *out;
    size_t cap;
    size_t n;
    bool full;
};

static void
add(struct line *line, const char *text, size_t n)
{
    if (line->full || line->n + n > line->cap) {
        line->full = true;
        return;
    }
    memcpy(line->out + line->n, text, n);
    line->n += n;
}

static void
add_text(struct line *line, const char *text)
{
    add(line, text, strlen(text));
}

/* A value of structured data; a control character would end the line. */
static void
add_value(struct line *line, const char *name, const char *value)
{
    add_text(line, " ");
    add_text(line, name);
    add_text(line, "=\"");
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\' || *c == ']')
            add_text(line, "\\");
        add(line, (unsigned char)*c < ' ' ? "?" : c, 1);
    }
    add_text(line, "\"");
}

static void
begin(struct line *line, int priority, int64_t at_us, const char *desk,
      const char *msgid, const char *element)
{
    char at[AUDIT_INSTANT_BYTES];
    char head[160];

    audit_text_instant(at_us, at);
    (void)snprintf(head, sizeof head, "<%d>1 %s %.64s loketd - %s [%s",
                   priority, at, desk[0] == '\0' ? "-" : desk, msgid, element);
    add_text(line, head);
}

static size_t
end(struct line *line, const char *text)
{
    add_text(line, "] ");
    add_text(line, text);
    add_text(line, "\n");
    return line->full ? 0 : line->n;
}

size_t
relay_text_record(const char *desk, const struct audit_line *record, char *out,
                  size_t cap)
{
    struct line line = {.out = out, .cap = cap};
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;

    begin(&line, record->row.outcome == AUDIT_DONE ? NOTICE : WARNING,
          record->row.at_us, desk, "audit", AUDIT_SD_RECORD);
    for (size_t i = 0; i < AUDIT_FIELDS; i++)
        if (audit_text_field(record, i, &name, value))
            add_value(&line, name, value);
    return end(&line, record->row.verb);
}

size_t
relay_text_checkpoint(const char *desk,
                      const struct audit_checkpoint *checkpoint, char *out,
                      size_t cap)
{
    const struct audit_mark mark = {.checkpoint = *checkpoint};
    struct line line = {.out = out, .cap = cap};
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;

    begin(&line, NOTICE, checkpoint->at_us, desk, "checkpoint",
          AUDIT_SD_CHECKPOINT);
    for (size_t i = 0; i < AUDIT_CHECKPOINT_FIELDS; i++)
        if (audit_text_mark_field(&mark, i, &name, value))
            add_value(&line, name, value);
    return end(&line, "checkpoint");
}

size_t
relay_text_word(const char *desk, int64_t at_us, const char *word, char *out,
                size_t cap)
{
    struct line line = {.out = out, .cap = cap};

    begin(&line, NOTICE, at_us, desk, "sync", SD_WORD);
    add_value(&line, "word", word);
    return end(&line, "sync");
}

struct found {
    const char *word;
    bool met;
    struct relay_mark mark;
};

static enum rc
take(const char *name, const char *value, void *arg)
{
    struct found *found = arg;
    struct audit_line line = {.seen = 0};

    if (strcmp(name, "word") == 0 && strcmp(value, found->word) == 0)
        found->met = true;
    if (strcmp(name, "n") == 0 && audit_text_take(&line, name, value) == RC_OK)
        found->mark.number = line.row.number;
    if (strcmp(name, "hash") == 0 &&
        audit_text_take(&line, name, value) == RC_OK)
        memcpy(found->mark.hash, line.row.hash, sizeof found->mark.hash);
    return RC_OK;
}

enum relay_line
relay_line_read(const char *line, size_t n, const char *word,
                struct relay_mark *out)
{
    struct found found = {.word = word};

    if (audit_text_sd(line, n, SD_WORD, take, &found) == RC_OK && found.met)
        return RELAY_LINE_WORD;
    if (audit_text_sd(line, n, AUDIT_SD_RECORD, take, &found) == RC_OK &&
        found.mark.number > 0) {
        *out = found.mark;
        return RELAY_LINE_RECORD;
    }
    if (audit_text_sd(line, n, AUDIT_SD_CHECKPOINT, take, &found) == RC_OK &&
        found.mark.number > 0) {
        *out = found.mark;
        return RELAY_LINE_CHECKPOINT;
    }
    return RELAY_LINE_OTHER;
}
