/* raw -- the reads and writes of linking one more signal, by SQLite alone. */
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

#include <sqlite3.h>
#include <stdint.h>

struct link_record;

struct raw {
    sqlite3 *db;
    sqlite3_stmt *before, *after, *record, *moved, *put, *post, *pair, *member;
    int64_t window;
    int64_t kept; /* pairs of one signal that are kept, in the mean */
};

/* raw_open: the next set (tables "1") of a database that nobody has open.
 * raw_commit: what was done since. */
void raw_open(struct raw *raw, const char *database, int64_t window);
void raw_commit(struct raw *raw);
void raw_close(struct raw *raw);

/* raw_kept: raw->kept becomes what the signals from < node <= to have. */
void raw_kept(struct raw *raw, int64_t from, int64_t to);

/* raw_link: its neighbours in every list and their records are read, the pairs
 * it pushes apart are looked for; its record, postings, pairs and membership are
 * written. */
void raw_link(struct raw *raw, const struct link_record *record);

#endif
