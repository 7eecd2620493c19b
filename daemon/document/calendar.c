/* Sections holidays and windows: which days and hours are which. */
#include "document/sections.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "sys/yaml_doc.h"

#define WEEKDAYS_ALL 0xFEU

const struct record_word section_weekdays[] = {
    {"mon", 1U << 1}, {"tue", 1U << 2}, {"wed", 1U << 3}, {"thu", 1U << 4},
    {"fri", 1U << 5}, {"sat", 1U << 6}, {"sun", 1U << 7}, {NULL, 0}};

struct holidays_text {
    int64_t until;
    int dates;
};

struct window_text {
    char name[NAME_BYTES];
    int spans;
};

struct span_text {
    struct window_span span;
    int dates;
};

#define AT(member) offsetof(struct holidays_text, member)
static const struct record_field holidays_fields[] = {
    {"until", RECORD_DATE, true, AT(until), 0, 0, NULL},
    {"dates", RECORD_NODE, true, AT(dates), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct window_text, member)
static const struct record_field window_fields[] = {
    {"name", RECORD_NAME, true, AT(name), 0, 0, NULL},
    {"spans", RECORD_NODE, true, AT(spans), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct span_text, member)
static const struct record_field span_fields[] = {
    {"weekdays", RECORD_WORDS, false, AT(span.weekdays), 0, 0,
     section_weekdays},
    {"on_holidays", RECORD_BOOL, false, AT(span.on_holidays), 0, 0, NULL},
    {"not_holidays", RECORD_BOOL, false, AT(span.not_holidays), 0, 0, NULL},
    {"dates", RECORD_NODE, false, AT(dates), 0, 0, NULL},
    {"from", RECORD_CLOCK, true, AT(span.from_minute), 0, 0, NULL},
    {"to", RECORD_CLOCK, true, AT(span.to_minute), 0, CALENDAR_MINUTES_PER_DAY,
     NULL},
    {.key = NULL}};

static int
compare_days(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* A list of dates, each once, ascending; answers how many. */
static size_t
read_dates(const struct record_reader *r, int node, int64_t out[], size_t max)
{
    size_t n = record_list(r, node, "dates", 0, max);
    size_t taken = 0;

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);

        if (!record_date(r, item, "dates", &out[taken]))
            continue;
        taken++;
        for (size_t k = 0; k + 1 < taken; k++)
            if (out[k] == out[taken - 1])
                record_fault(r, item, "twice", "dates: %s a second time",
                             yaml_doc_word(r->doc, item));
    }
    qsort(out, taken, sizeof *out, compare_days);
    return taken;
}

void
holidays_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct calendar *calendar = &c->rules->calendar;
    struct holidays_text text = {0};

    record_read(r, node, holidays_fields, &text);
    calendar->holidays_until = text.until;
    if (text.dates != 0)
        calendar->holidays_n =
            read_dates(r, text.dates, calendar->holidays, HOLIDAYS_MAX);
}

static void
read_span(const struct record_reader *r, int node, struct window_span *out)
{
    struct span_text text = {0};

    if (!record_read(r, node, span_fields, &text))
        return;
    if (text.dates != 0)
        text.span.dates_n =
            read_dates(r, text.dates, text.span.dates, SPAN_DATES_MAX);
    if (text.dates == 0 && yaml_doc_get(r->doc, node, "weekdays") == 0)
        text.span.weekdays = WEEKDAYS_ALL;
    if (text.span.on_holidays && text.span.not_holidays)
        record_fault(r, node, "value",
                     "on_holidays and not_holidays exclude each other");
    if (text.span.weekdays == 0 && text.span.dates_n == 0 &&
        !text.span.on_holidays)
        record_fault(r, node, "value", "this span never opens");
    *out = text.span;
}

void
windows_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct calendar *calendar = &c->rules->calendar;
    size_t n = record_list(r, node, "windows", 0, WINDOWS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct window_text text = {0};

        record_read(r, item, window_fields, &text);
        if (text.name[0] == '\0')
            continue;
        if (calendar_window(calendar, text.name) < WINDOWS_MAX ||
            strcmp(text.name, "always") == 0) {
            record_fault(r, item, "twice", "window %s: a second time",
                         text.name);
            continue;
        }
        struct window *window = &calendar->windows[calendar->windows_n++];

        memcpy(window->name, text.name, sizeof window->name);
        if (text.spans == 0)
            continue;
        window->spans_n =
            record_list(r, text.spans, "spans", 1, WINDOW_SPANS_MAX);
        for (size_t k = 0; k < window->spans_n; k++)
            read_span(r, yaml_doc_item(r->doc, text.spans, k),
                      &window->spans[k]);
    }
}
