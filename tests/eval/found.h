/* found -- the labelled sets below a folder, known by the columns of their
 * files and not by what they are called. */
#ifndef EVAL_FOUND_H
#define EVAL_FOUND_H

#include <stddef.h>

enum layout {
    LAYOUT_FEBRL,
    LAYOUT_HISTORICAL,
    LAYOUT_TRANSACTIONS, /* two files: ..origin.. and ..destination.. */
    LAYOUTS
};

struct found {
    enum layout layout;
    char *path;
    char *second; /* the other source; NULL: there is one file */
};

struct found_all {
    struct found *v;
    size_t n, cap;
};

/* found_below: every *.csv of a layout in the folder and those in it, in the
 * order of their paths.  A file that is no set is passed over, and said so on
 * stderr when it is only half of one. */
void found_below(const char *folder, struct found_all *out);
void found_free(struct found_all *all);

/* found_count: those of a layout. */
size_t found_count(const struct found_all *all, enum layout layout);

#endif
