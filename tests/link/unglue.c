/* unglue -- see unglue.h */
#include "unglue.h"

#include <stdlib.h>

#define SIDES_MAX     32
#define ORGANISATIONS 64

static void *
need(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);

    if (p == NULL)
        abort();
    return p;
}

void
unglue_open(struct unglue *u, size_t n)
{
    *u = (struct unglue){.n = n,
                         .holds = need(n * n, sizeof(bool)),
                         .pinned = need(n * n, sizeof(bool)),
                         .organisation = need(n, sizeof(int64_t)),
                         .cluster = need(n, sizeof(size_t)),
                         .extra = need(n * n, sizeof(int64_t))};
}

void
unglue_close(struct unglue *u)
{
    free(u->holds);
    free(u->pinned);
    free(u->organisation);
    free(u->cluster);
    free(u->extra);
}

static void
add(struct unglue *u, size_t x, size_t y, int64_t weight)
{
    u->extra[x * u->n + y] += weight;
    u->extra[y * u->n + x] = u->extra[x * u->n + y];
}

static void
find_labels(const struct unglue *u, int64_t suspect, size_t label[])
{
    bool changed = true;

    for (size_t x = 0; x < u->n; x++)
        label[x] = x;
    while (changed) {
        changed = false;
        for (size_t x = 0; x < u->n; x++) {
            for (size_t y = 0; y < u->n; y++) {
                bool tied =
                    u->pinned[x * u->n + y] ||
                    (u->holds[x * u->n + y] && u->organisation[x] != suspect &&
                     u->organisation[y] != suspect);

                if (!tied || u->cluster[x] != u->cluster[y] ||
                    label[y] >= label[x])
                    continue;
                label[x] = label[y];
                changed = true;
            }
        }
    }
}

/* Two others tell of what has the label. */
static bool
is_known(const struct unglue *u, int64_t suspect, const size_t label[],
         size_t of)
{
    int64_t first = 0;

    for (size_t x = 0; x < u->n; x++) {
        int64_t organisation = u->organisation[x];

        if (label[x] != of || organisation == 0 || organisation == suspect)
            continue;
        if (first != 0 && first != organisation)
            return true;
        first = organisation;
    }
    return false;
}

static bool
keep_apart(struct unglue *u, int64_t suspect, const size_t label[],
           size_t cluster)
{
    size_t sides[SIDES_MAX], n = 0;
    bool there = false;

    for (size_t x = 0; x < u->n; x++)
        there = there ||
                (u->cluster[x] == cluster && u->organisation[x] == suspect);
    for (size_t x = 0; x < u->n && n < SIDES_MAX; x++) {
        if (u->cluster[x] == cluster && label[x] == x &&
            is_known(u, suspect, label, x))
            sides[n++] = x;
    }
    if (n < 2 || !there)
        return false;
    for (size_t x = 0; x < u->n; x++) {
        if (u->cluster[x] == cluster && label[x] != x &&
            is_known(u, suspect, label, label[x]))
            add(u, label[x], x, INT64_C(1) << 40);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = i + 1; k < n; k++)
            add(u, sides[i], sides[k], -(INT64_C(1) << 50));
    }
    return true;
}

bool
unglue_do(struct unglue *u)
{
    size_t *label = need(u->n, sizeof label[0]);
    bool *settled = need(u->n, sizeof settled[0]);
    bool any = false;

    for (int64_t suspect = 1; suspect < ORGANISATIONS; suspect++) {
        find_labels(u, suspect, label);
        for (size_t c = 0; c < u->n; c++) {
            if (u->cluster[c] != c || settled[c])
                continue;
            settled[c] = keep_apart(u, suspect, label, c);
            any = any || settled[c];
        }
    }
    free(label);
    free(settled);
    return any;
}
