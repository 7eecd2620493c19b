/* link_work -- what the files of linking share: the set in force, and the
 * records that were read last. */
#ifndef STORE_SQLITE_LINK_WORK_H
#define STORE_SQLITE_LINK_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/record.h"
#include "store/linking.h"

struct sql_value;
struct store;

#define LINK_TABLES  2   /* sets of them */
#define LINK_RECORDS 512 /* kept; a power of two */

/* A statement for each set of tables: make("0") is the text for the first. */
#define LINK_TEXTS(name, make)                                                 \
    static const char *const name[LINK_TABLES] = {make("0"), make("1")}

/* What stands of what people said about two nodes, lo < hi: link_pair.decided.
 * Together and apart are 1 and 2 of enum link_decision_kind, unsure is 3. */
#define LINK_DECIDED(lo, hi)                                                   \
    "coalesce((SELECT CASE min(kind) WHEN 3 THEN 2 ELSE 1 END"                 \
    " FROM link_decided WHERE a = " lo " AND b = " hi " AND stands = 1"        \
    " HAVING count(*) > 0), 0)"

struct link_kept {
    int64_t node; /* 0: none */
    unsigned table;
    struct link_record record;
};

/* What a book's `self` is. */
struct link_side {
    struct store *store;
    enum linking_set set;
};

struct link_work {
    bool within;   /* a transaction that may use the books */
    unsigned live; /* tables of the live set */
    bool has_next; /* the other set has an epoch */
    bool compares; /* what it changes is kept up to date */
    struct link_side sides[LINK_TABLES];
    struct link_kept kept[LINK_RECORDS];
};

/* link_work_open: RC_DOWN without memory.  link_work_close: NULL is allowed. */
MUST_USE enum rc link_work_open(struct store *store);
void link_work_close(struct store *store);

/* link_begin: at the start of a transaction that may use the books.
 * link_end: with its end; answers what sql_end() says. */
MUST_USE enum rc link_begin(struct store *store);
MUST_USE enum rc link_end(struct store *store, enum rc rc);

/* link_enter: within such a transaction nothing, else one of its own is begun.
 * link_leave: ends it if it is. */
MUST_USE enum rc link_enter(struct store *store, bool *own);
MUST_USE enum rc link_leave(struct store *store, bool own, enum rc rc);

/* link_run: sql_run() in a transaction as above. */
MUST_USE enum rc link_run(struct store *store, const char *text,
                          const struct sql_value *args, size_t n);

/* link_clear_some: one call of clear(), which takes away a little and says
 * whether there is more, in a transaction as above; *more only when it
 * succeeds. */
MUST_USE enum rc link_clear_some(struct store *store,
                                 enum rc (*clear)(struct store *, bool *more),
                                 bool *more);

/* link_look: before something is read: which tables are in force. */
MUST_USE enum rc link_look(struct store *store);

/* link_table: which tables a set is in now. */
unsigned link_table(const struct store *store, enum linking_set set);

/* link_forget: what was kept of a node, node 0: of all, is not true any more. */
void link_forget(struct store *store, unsigned table, int64_t node);

/* link_moved: of the live set; the messages, the bundle and the alerts of a
 * signal follow it to its cluster, which was `from` (0: none). */
MUST_USE enum rc link_moved(struct store *store, int64_t node, int64_t from,
                            int64_t to);

#endif
