/* prometheus -- see prometheus.h */
#include "core/prometheus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_BYTES 32

static const char *const type_names[] = {[PROMETHEUS_COUNTER] = "counter",
                                         [PROMETHEUS_GAUGE] = "gauge",
                                         [PROMETHEUS_HISTOGRAM] = "histogram"};

static void
put(struct prometheus *page, const char *text, size_t n)
{
    if (page->full || n > page->cap - page->n) {
        page->full = true;
        return;
    }
    memcpy(page->out + page->n, text, n);
    page->n += n;
}

static void
put_text(struct prometheus *page, const char *text)
{
    put(page, text, strlen(text));
}

/* In help a quote stands for itself. */
static void
put_escaped(struct prometheus *page, const char *text, bool quotes)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            put_text(page, "\\n");
        else if (*text == '\\')
            put_text(page, "\\\\");
        else if (*text == '"' && quotes)
            put_text(page, "\\\"");
        else
            put(page, text, 1);
    }
}

/* The end of a line that began at start: all of it stands there, or none. */
static void
end_line(struct prometheus *page, size_t start)
{
    put_text(page, "\n");
    if (page->full)
        page->n = start;
}

static void
put_sample(struct prometheus *page, const char *suffix,
           const struct prometheus_labels *labels, const char *value)
{
    size_t start = page->n;
    size_t n = labels == NULL ? 0 : labels->n;

    put_text(page, page->name);
    put_text(page, suffix);
    for (size_t i = 0; i < n; i++) {
        put_text(page, i == 0 ? "{" : ",");
        put_text(page, labels->v[i].name);
        put_text(page, "=\"");
        put_escaped(page, labels->v[i].value, true);
        put_text(page, "\"");
    }
    put_text(page, n == 0 ? " " : "} ");
    put_text(page, value);
    end_line(page, start);
}

/* Without zeros at the end, and without a point when nothing follows it. */
static void
write_micro(char out[NUMBER_BYTES], int64_t micro)
{
    uint64_t size = micro < 0 ? -(uint64_t)micro : (uint64_t)micro;
    int n = snprintf(out, NUMBER_BYTES, "%s%" PRIu64 ".%06" PRIu64,
                     micro < 0 ? "-" : "", size / 1000000, size % 1000000);

    while (out[n - 1] == '0')
        out[--n] = '\0';
    if (out[n - 1] == '.')
        out[--n] = '\0';
}

void
prometheus_start(struct prometheus *page, char *out, size_t cap)
{
    *page = (struct prometheus){.out = out, .cap = cap, .name = ""};
}

void
prometheus_family(struct prometheus *page, enum prometheus_type type,
                  const char *name, const char *help)
{
    size_t start = page->n;

    page->name = name;
    put_text(page, "# HELP ");
    put_text(page, name);
    put_text(page, " ");
    put_escaped(page, help, false);
    put_text(page, "\n# TYPE ");
    put_text(page, name);
    put_text(page, " ");
    put_text(page, type_names[type]);
    end_line(page, start);
}

void
prometheus_count(struct prometheus *page,
                 const struct prometheus_labels *labels, uint64_t value)
{
    char text[NUMBER_BYTES];

    snprintf(text, sizeof text, "%" PRIu64, value);
    put_sample(page, "", labels, text);
}

void
prometheus_gauge(struct prometheus *page,
                 const struct prometheus_labels *labels, int64_t value)
{
    char text[NUMBER_BYTES];

    snprintf(text, sizeof text, "%" PRId64, value);
    put_sample(page, "", labels, text);
}

void
prometheus_micro(struct prometheus *page,
                 const struct prometheus_labels *labels, int64_t micro)
{
    char text[NUMBER_BYTES];

    write_micro(text, micro);
    put_sample(page, "", labels, text);
}

void
prometheus_observe(struct prometheus_histogram *histogram,
                   const struct prometheus_bounds *bounds, int64_t value_us)
{
    int64_t value = value_us < 0 ? 0 : value_us;
    size_t at = 0;

    while (at < bounds->n && value > bounds->le_us[at])
        at++;
    histogram->counts[at]++;
    if (value > INT64_MAX - histogram->sum_us)
        histogram->sum_us = INT64_MAX;
    else
        histogram->sum_us += value;
}

void
prometheus_histogram(struct prometheus *page,
                     const struct prometheus_labels *labels,
                     const struct prometheus_histogram *histogram,
                     const struct prometheus_bounds *bounds)
{
    struct prometheus_labels with_le = {.n = 0};
    char text[NUMBER_BYTES], le[NUMBER_BYTES];
    uint64_t so_far = 0;

    if (labels != NULL)
        with_le = *labels;

    struct prometheus_label *bound = &with_le.v[with_le.n++];

    *bound = (struct prometheus_label){.name = "le", .value = le};
    for (size_t i = 0; i <= bounds->n; i++) {
        so_far += histogram->counts[i];
        snprintf(text, sizeof text, "%" PRIu64, so_far);
        if (i < bounds->n)
            write_micro(le, bounds->le_us[i]);
        else
            bound->value = "+Inf";
        put_sample(page, "_bucket", &with_le, text);
    }
    /* text has the count still; the sum stands before it by custom */
    write_micro(le, histogram->sum_us);
    put_sample(page, "_sum", labels, le);
    put_sample(page, "_count", labels, text);
}

enum rc
prometheus_end(const struct prometheus *page, size_t *n)
{
    *n = page->n;
    return page->full ? RC_INVALID : RC_OK;
}
