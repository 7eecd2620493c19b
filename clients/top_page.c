/* top_page -- see top_page.h */
#include "top_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS_MAX 16
#define NAME_BYTES  96

struct bucket {
    double le, n;
};

static bool
has_label(const char *labels, const char *end, const char *label,
          const char *value)
{
    char wanted[NAME_BYTES];
    int n = snprintf(wanted, sizeof wanted, "%s=\"%s\"", label, value);

    if (n < 0 || (size_t)n >= sizeof wanted)
        return false;
    for (const char *at = labels; at + n <= end; at++)
        if (strncmp(at, wanted, (size_t)n) == 0 &&
            (at == labels || at[-1] == ',') && (at[n] == ',' || at + n == end))
            return true;
    return false;
}

/* The value of a line when it is a sample that was asked for. */
static bool
matches(const char *line, const struct top_ask *ask, double *value)
{
    size_t n = strlen(ask->series);
    const char *labels = "", *end = labels;
    const char *at = line + n;
    char *rest;

    if (strncmp(line, ask->series, n) != 0 || (*at != ' ' && *at != '{'))
        return false;
    if (*at == '{') {
        labels = at + 1;
        end = labels + strcspn(labels, "}\n");
        if (*end != '}')
            return false;
        at = end + 1;
    }
    for (size_t i = 0; i < TOP_LABELS_MAX && ask->with[i].label != NULL; i++)
        if (!has_label(labels, end, ask->with[i].label, ask->with[i].value))
            return false;
    *value = strtod(at, &rest);
    return rest != at;
}

static const char *
next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line == '\n' ? line + 1 : line;
}

bool
top_page_sum(const struct top_page *page, const struct top_ask *ask,
             double *out)
{
    double sum = 0, value = 0;
    bool found = false;

    if (page->text == NULL)
        return false;
    for (const char *line = page->text; *line != '\0'; line = next_line(line))
        if (matches(line, ask, &value)) {
            sum += value;
            found = true;
        }
    if (found)
        *out = sum;
    return found;
}

/* Bounds of a line of buckets; "+Inf" is read by strtod, too. */
static bool
read_bucket(const char *line, const char *series, struct bucket *out)
{
    const struct top_ask ask = {.series = series};
    const char *le = strstr(line, "le=\"");

    if (!matches(line, &ask, &out->n) || le == NULL)
        return false;
    out->le = strtod(le + 4, NULL);
    return true;
}

/* Of all labels together, ascending as the page has them. */
static size_t
read_buckets(const struct top_page *page, const char *series,
             struct bucket out[BUCKETS_MAX])
{
    char name[NAME_BYTES];
    size_t n = 0;

    (void)snprintf(name, sizeof name, "%s_bucket", series);
    if (page->text == NULL)
        return 0;
    for (const char *line = page->text; *line != '\0'; line = next_line(line)) {
        struct bucket bucket;
        size_t at = 0;

        if (!read_bucket(line, name, &bucket))
            continue;
        while (at < n && out[at].le < bucket.le)
            at++;
        if (at < n && !(out[at].le > bucket.le))
            out[at].n += bucket.n;
        else if (n < BUCKETS_MAX)
            out[n++] = bucket;
    }
    return n;
}

bool
top_page_quantile(const struct top_page *page, const struct top_page *before,
                  const char *series, double part, double *out)
{
    struct bucket now[BUCKETS_MAX], then[BUCKETS_MAX];
    size_t n = read_buckets(page, series, now);
    size_t then_n = read_buckets(before, series, then);

    for (size_t i = 0; i < n && then_n == n; i++)
        now[i].n -= then[i].n;
    if (n == 0 || now[n - 1].n <= 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (now[i].n >= part * now[n - 1].n) {
            /* beyond the last bound nothing is known but that */
            *out = isinf(now[i].le) && i > 0 ? now[i - 1].le : now[i].le;
            return true;
        }
    return false;
}
