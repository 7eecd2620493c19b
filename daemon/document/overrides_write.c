/* A book's overrides in words. */
#include "document/overrides_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/roster_book.h"
#include "core/text_rules.h"
#include "document/record.h"
#include "sys/yaml_doc.h"

#define SEQ_MAX 999999999

static const char head[] =
    "# overrides -- what differs from the rosters, and who is away.\n"
    "#\n"
    "# Written by loketd for `loket roster`; every change is a new entry.\n"
    "# Overrides are applied in the order of seq: a later one changes what "
    "the\n"
    "# earlier ones made.\n";

struct writing {
    FILE *out;
    const struct roster_book *book;
    bool ok; /* every value has a text so far */
};

bool
overrides_reason(const char *text)
{
    return record_reason(text);
}

/* With its offset, so that the repeated hour is no question. */
static void
write_instant(struct writing *w, const char *key, int64_t at_us)
{
    int32_t offset_s;
    struct civil at = zone_local(&w->book->zone, at_us, &offset_s);
    int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

    w->ok = w->ok && at_us % RECORD_SECOND_US == 0 && at.year >= 1970 &&
            at.year <= 2199;
    fprintf(w->out, "    %s: \"%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d\"\n",
            key, at.year, at.month, at.day, at.hour, at.minute, at.second,
            offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void
write_people(struct writing *w, const char *key, person_set set)
{
    const char *between = "";

    w->ok = w->ok && set != 0;
    fprintf(w->out, "    %s: [", key);
    for (size_t i = 0; i < w->book->persons_n; i++)
        if ((set & PERSON_BIT(i)) != 0) {
            fprintf(w->out, "%s%s", between, w->book->persons[i].name);
            between = ", ";
        }
    fprintf(w->out, "]\n");
}

/* Between double quotes only these two mean something else. */
static void
write_reason(struct writing *w, const char *reason)
{
    w->ok = w->ok && record_reason(reason);
    fprintf(w->out, "    reason: \"");
    for (; *reason != '\0'; reason++)
        fprintf(w->out, "%s%c", *reason == '"' || *reason == '\\' ? "\\" : "",
                *reason);
    fprintf(w->out, "\"\n");
}

static void
write_override(struct writing *w, const struct override *o)
{
    fprintf(w->out, "  - seq: %" PRId64 "\n    roster: %s\n", o->seq,
            w->book->rosters[o->roster].name);
    switch (o->verb) {
    case OVERRIDE_SET:
        write_people(w, "set", o->people);
        break;
    case OVERRIDE_REPLACE:
        write_people(w, "replace", o->people);
        write_people(w, "with", o->with);
        break;
    case OVERRIDE_ADD:
        write_people(w, "add", o->people);
        break;
    case OVERRIDE_REMOVE:
        write_people(w, "remove", o->people);
        break;
    }
    write_instant(w, "start", o->start_us);
    write_instant(w, "end", o->end_us);
    w->ok = w->ok && o->seq >= 1 && o->seq <= SEQ_MAX && text_name(o->by);
    fprintf(w->out, "    by: %s\n", o->by);
    write_reason(w, o->reason);
}

static void
write_absence(struct writing *w, const struct absence *a)
{
    fprintf(w->out, "  - person: %s\n", w->book->persons[a->person].name);
    write_instant(w, "start", a->start_us);
    write_instant(w, "end", a->end_us);
    if (a->reason[0] != '\0')
        write_reason(w, a->reason);
}

enum rc
overrides_write(const struct roster_book *book, char **text, size_t *n)
{
    char *bytes = NULL;
    size_t bytes_n = 0;
    struct writing w = {
        .out = open_memstream(&bytes, &bytes_n), .book = book, .ok = true};
    enum rc rc = RC_OK;

    if (w.out == NULL)
        return RC_FATAL;
    fprintf(w.out, "%s\noverrides:%s\n", head,
            book->overrides_n == 0 ? " []" : "");
    for (size_t i = 0; i < book->overrides_n; i++)
        write_override(&w, &book->overrides[i]);
    fprintf(w.out, "\nabsences:%s\n", book->absences_n == 0 ? " []" : "");
    for (size_t i = 0; i < book->absences_n; i++)
        write_absence(&w, &book->absences[i]);
    if (ferror(w.out))
        rc = RC_FATAL;
    if (fclose(w.out) != 0)
        rc = RC_FATAL;
    if (rc == RC_OK && (!w.ok || bytes_n > YAML_DOC_BYTES))
        rc = RC_INVALID;
    if (rc != RC_OK) {
        free(bytes);
        return rc;
    }
    *text = bytes;
    *n = bytes_n;
    return RC_OK;
}
