/* found -- see found.h */
#include "found.h"

#include <fts.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"

#define DEPTH_MAX 4
#define FIRST     "origin"
#define SECOND    "destination"

/* What tells a layout from the others. */
static const char *const columns[LAYOUTS][6] = {
    [LAYOUT_FEBRL] = {"rec_id", "given_name", "surname", "address_1"},
    [LAYOUT_HISTORICAL] = {"unique_id", "cluster", "full_name",
                           "postcode_fake"},
    [LAYOUT_TRANSACTIONS] = {"unique_id", "ground_truth", "memo",
                             "transaction_date", "amount"},
};

static bool
has_all(const struct csv *csv, enum layout layout)
{
    for (size_t i = 0; columns[layout][i] != NULL; i++) {
        if (csv_column(csv, columns[layout][i]) < 0)
            return false;
    }
    return true;
}

static bool
layout_of(const char *path, enum layout *out)
{
    struct csv csv;
    bool known = false;

    if (csv_open(&csv, path)) {
        for (int layout = 0; layout < LAYOUTS && !known; layout++) {
            known = has_all(&csv, (enum layout)layout);
            *out = (enum layout)layout;
        }
    }
    csv_close(&csv);
    return known;
}

static char *
copied(const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL)
        exit(1);
    return copy;
}

/* The path of the other source; NULL: this is the other, or it is missing. */
static char *
second_of(const char *path)
{
    const char *base = strrchr(path, '/') == NULL ? path : strrchr(path, '/');
    const char *at = strstr(base, FIRST);
    char other[PATH_MAX];

    if (at == NULL)
        return NULL;
    (void)snprintf(other, sizeof other, "%.*s" SECOND "%s", (int)(at - path),
                   path, at + strlen(FIRST));
    if (access(other, R_OK) == 0)
        return copied(other);
    (void)fprintf(stderr, "eval: %s: %s is not there\n", path, other);
    return NULL;
}

static void
add(struct found_all *all, const char *path)
{
    struct found one = {.layout = LAYOUTS};

    if (!layout_of(path, &one.layout))
        return;
    if (one.layout == LAYOUT_TRANSACTIONS &&
        (one.second = second_of(path)) == NULL)
        return;
    one.path = copied(path);
    if (all->n == all->cap) {
        all->cap = all->cap == 0 ? 8 : 2 * all->cap;
        all->v = realloc(all->v, all->cap * sizeof all->v[0]);
        if (all->v == NULL)
            exit(1);
    }
    all->v[all->n++] = one;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

void
found_below(const char *folder, struct found_all *out)
{
    char *root = copied(folder);
    char *roots[] = {root, NULL};
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    FTSENT *entry;

    *out = (struct found_all){0};
    while (tree != NULL && (entry = fts_read(tree)) != NULL) {
        const char *dot = strrchr(entry->fts_name, '.');

        if (entry->fts_info == FTS_D && entry->fts_level >= DEPTH_MAX)
            (void)fts_set(tree, entry, FTS_SKIP);
        if (entry->fts_info == FTS_F && dot != NULL && strcmp(dot, ".csv") == 0)
            add(out, entry->fts_path);
    }
    if (tree != NULL)
        (void)fts_close(tree);
    free(root);
}

void
found_free(struct found_all *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->v[i].path);
        free(all->v[i].second);
    }
    free(all->v);
    *all = (struct found_all){0};
}

size_t
found_count(const struct found_all *all, enum layout layout)
{
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++)
        n += all->v[i].layout == layout;
    return n;
}
