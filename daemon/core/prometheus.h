/* prometheus -- metrics as text, format 0.0.4, into a buffer of the caller's.
 *
 * A page is families, one after the other; a family is its name, type and
 * help, then its samples.  Lines that do not fit are left out whole, with all
 * that follows, and prometheus_end() says so. */
#ifndef CORE_PROMETHEUS_H
#define CORE_PROMETHEUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct prometheus {
    char *out;
    size_t cap;
    size_t n;
    bool full;
    const char *name; /* of the family at hand */
};

enum prometheus_type {
    PROMETHEUS_COUNTER,
    PROMETHEUS_GAUGE,
    PROMETHEUS_HISTOGRAM
};

/* Names are [a-z_][a-z0-9_]*, values any UTF-8; escaped here. */
struct prometheus_label {
    const char *name;
    const char *value;
};

#define PROMETHEUS_LABELS_MAX 4

/* How many and which: a sample without labels has n 0. */
struct prometheus_labels {
    struct prometheus_label v[PROMETHEUS_LABELS_MAX];
    size_t n;
};

/* prometheus_start: an empty page over cap bytes, borrowed. */
void prometheus_start(struct prometheus *page, char *out, size_t cap);

/* prometheus_family: HELP and TYPE; the samples that follow are its.  name
 * is borrowed until the next family. */
void prometheus_family(struct prometheus *page, enum prometheus_type type,
                       const char *name, const char *help);

/* One sample; labels NULL: none.  micro: a value in millionths, so a time in
 * microseconds is printed in seconds. */
void prometheus_count(struct prometheus *page,
                      const struct prometheus_labels *labels, uint64_t value);
void prometheus_gauge(struct prometheus *page,
                      const struct prometheus_labels *labels, int64_t value);
void prometheus_micro(struct prometheus *page,
                      const struct prometheus_labels *labels, int64_t micro);

/* Upper bounds, ascending; beyond the last is +Inf. */
#define PROMETHEUS_BOUNDS_MAX 12
struct prometheus_bounds {
    size_t n;
    int64_t le_us[PROMETHEUS_BOUNDS_MAX];
};

/* Zeroed: nothing was observed. */
struct prometheus_histogram {
    uint64_t counts[PROMETHEUS_BOUNDS_MAX + 1]; /* each alone, not added up */
    int64_t sum_us;
};

/* prometheus_observe: a value on a bound is below it; a negative one counts
 * as 0. */
void prometheus_observe(struct prometheus_histogram *histogram,
                        const struct prometheus_bounds *bounds,
                        int64_t value_us);

/* prometheus_histogram: its _bucket, _sum and _count; at most
 * PROMETHEUS_LABELS_MAX - 1 labels. */
void prometheus_histogram(struct prometheus *page,
                          const struct prometheus_labels *labels,
                          const struct prometheus_histogram *histogram,
                          const struct prometheus_bounds *bounds);

/* prometheus_end: *n bytes stand in the buffer, whole lines only, no NUL.
 * RC_INVALID: not all of it fitted. */
MUST_USE enum rc prometheus_end(const struct prometheus *page, size_t *n);

#endif
