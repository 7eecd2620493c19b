/* set_shape -- the columns of a labelled set: where each comes from, what is
 * kept of it, and how two are compared. */
#ifndef EVAL_SET_SHAPE_H
#define EVAL_SET_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "csv.h"
#include "set.h"
#include "set_text.h"

/* How a column is compared; the filters of a name only where the mode has
 * them. */
enum shape {
    SHAPE_EXACT,  /* equal or not */
    SHAPE_NAME,   /* equal, sounds the same, close, roughly alike, initial */
    SHAPE_DIGITS, /* equal, but for one character, a part at one end */
    SHAPE_WORDS   /* one word in common */
};

/* Kinds made of a column's own. */
#define KIND_MASKED 32 /* with one character left out */
#define KIND_PART   64 /* how it sounds; the first characters */
#define KIND_TAIL   96 /* its initial; the last characters */

struct column {
    const char *name; /* in the header */
    uint8_t kind;     /* of its values: LINK_OWN .. LINK_OWN + 31 */
    uint8_t domain;   /* of their tokens */
    int8_t cross;     /* field it may be exchanged with; -1 */
    uint8_t group;
    enum shape shape;
    uint8_t head, tail; /* characters of its parts; 0: none */
};

#define SHAPE_COLUMNS_MAX 12

/* One row, each column in its one spelling; "": missing. */
struct shape_row {
    char v[SHAPE_COLUMNS_MAX][TEXT_BYTES];
};

/* shape_fields: a field of the model for each column, in their order. */
void shape_fields(struct set *set, const struct column columns[], size_t n,
                  enum set_mode mode);

/* shape_open: a file and where its columns are.  shape_also: one
 * more column.  false: it is not there, which is said on stderr; csv_close()
 * takes what is left. */
bool shape_open(struct csv *csv, const char *path,
                const struct column columns[], size_t n, int at[]);
bool shape_also(const struct csv *csv, const char *name, int *at);

/* shape_read: the row that csv read last.  shape_values: its values;
 * the row's words are taken apart. */
void shape_read(const struct csv *csv, const struct column columns[], size_t n,
                const int at[], struct shape_row *row);
void shape_values(const struct column columns[], size_t n, enum set_mode mode,
                  struct shape_row *row, struct link_record *record);

#endif
