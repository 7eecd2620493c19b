/* tables -- is what linking derived the same in two databases? */
#ifndef BENCH_TABLES_H
#define BENCH_TABLES_H

#include <stdbool.h>

/* tables_same: the next set (tables "1") of two databases that nobody has open,
 * row for row; says of each table how many rows differ.  Ends the program when
 * one cannot be read. */
bool tables_same(const char *one, const char *other);

#endif
