/* past_store -- the database in a folder of state, looked into and changed
 * past the store, while a desk is open or not.  Whatever fails fails the
 * test. */
#ifndef TESTS_PAST_STORE_H
#define TESTS_PAST_STORE_H

#include <stdint.h>

#include <sqlite3.h>

/* past_store_open: a connection of one's own, to be closed. */
sqlite3 *past_store_open(const char *dir);

/* past_store_number: the integer that a query finds. */
int64_t past_store_number(const char *dir, const char *sql);

/* past_store_change: statements; that they change nothing fails the test too:
 * a name that is sealed, say, is found by no WHERE. */
void past_store_change(const char *dir, const char *sql);

#endif
