/* combine -- one row for each message, and what versions do to what they are
 * versions of; see store/combine.h */
#include "store/combine.h"

#include "store/sqlite/facts.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/retention.h"
#include "store/sqlite/sql.h"

enum rc
combine_cursor(struct store *store, int64_t *seq)
{
    return sql_get(store, "SELECT combined FROM installation", SQL_NO_ARGS,
                   seq);
}

/* An urgent message may have its alert already; that one has no bundle. */
static enum rc
tell_alert(struct store *store, int64_t seq, int64_t bundle)
{
    return sql_run(store,
                   "UPDATE alert SET bundle = ?2 WHERE bundle IS NULL"
                   " AND alert = (SELECT alert FROM message WHERE seq = ?1)",
                   SQL_ARGS(sql_int(seq), sql_int(bundle)));
}

/* A version of a correction is one of what that corrected: whatever happens to
 * the first happens to all of them. */
static enum rc
find_first(struct store *store, int64_t *amends)
{
    enum rc rc = RC_NOT_FOUND;

    if (*amends != 0)
        rc = sql_get(store,
                     "SELECT amends FROM message WHERE seq = ? AND action = 2"
                     " AND amends IS NOT NULL",
                     SQL_ARGS(sql_int(*amends)), amends);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
withdraw(struct store *store, int64_t seq, int64_t amends)
{
    return sql_run(store,
                   "UPDATE message SET withdrawn = 1"
                   " WHERE (seq = ?1 OR (amends = ?1 AND action = 2))"
                   " AND organisation = (SELECT organisation FROM journal"
                   "  WHERE seq = ?2)",
                   SQL_ARGS(sql_int(amends), sql_int(seq)));
}

static enum rc
note_facts(struct store *store, const struct combine_item *item, int64_t amends)
{
    struct facts_row row;

    if (item->facts == NULL)
        return RC_OK;
    row = *item->facts;
    row.seq = item->seq;
    row.amends = amends;
    row.action = item->action;
    return facts_insert(store, &row);
}

/* A version is where what it is a version of is; the book moves both. */
static enum rc
place_version(struct store *store, int64_t amends, int64_t *bundle)
{
    enum rc rc = RC_NOT_FOUND;

    if (amends != 0)
        rc = sql_get(store,
                     "SELECT coalesce(bundle, 0) FROM message WHERE seq = ?",
                     SQL_ARGS(sql_int(amends)), bundle);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct combining {
    const struct combine_item *items;
    size_t n;
    enum rc (*link)(void *arg);
    void *arg;
};

static enum rc
derive(struct store *store, const struct combine_item *item)
{
    int64_t kind = 0;
    int64_t bundle = 0;
    int64_t amends = item->amends;
    enum rc rc = sql_get(store, "SELECT kind FROM journal WHERE seq = ?",
                         SQL_ARGS(sql_int(item->seq)), &kind);

    if (rc == RC_OK)
        rc = find_first(store, &amends);
    if (rc == RC_OK && kind == MESSAGE_SIGNAL)
        rc = place_version(store, amends, &bundle);
    if (rc == RC_OK)
        rc = sql_run(
            store,
            "INSERT INTO message (seq, organisation, combined, bundle, amends,"
            " action) SELECT seq, organisation, 1, ?2, ?3, ?4 FROM journal"
            "  WHERE seq = ?1"
            " ON CONFLICT (seq) DO UPDATE SET combined = 1,"
            "  bundle = coalesce(?2, bundle),"
            "  amends = ?3, action = ?4",
            SQL_ARGS(sql_int(item->seq), sql_ref(bundle), sql_ref(amends),
                     sql_int((int64_t)item->action)));
    if (rc == RC_OK && bundle != 0)
        rc = tell_alert(store, item->seq, bundle);
    if (rc == RC_OK && item->action == VERSION_WITHDRAW && amends != 0)
        rc = withdraw(store, item->seq, amends);
    if (rc == RC_OK)
        rc = retention_begin(store, item->seq, amends, item->keep_us);
    return rc == RC_OK ? note_facts(store, item, amends) : rc;
}

static enum rc
apply(struct store *store, const struct combining *c)
{
    int64_t cursor = 0;
    enum rc rc = combine_cursor(store, &cursor);

    for (size_t i = 0; rc == RC_OK && i < c->n; i++) {
        if (c->items[i].seq <= cursor)
            return RC_STALE;
        cursor = c->items[i].seq;
        rc = derive(store, &c->items[i]);
    }
    if (rc == RC_OK && c->link != NULL)
        rc = c->link(c->arg);
    if (rc != RC_OK)
        return rc;
    return sql_run(store, "UPDATE installation SET combined = ?",
                   SQL_ARGS(sql_int(cursor)));
}

enum rc
combine_link(struct store *store, const struct combine_item *items, size_t n,
             enum rc (*link)(void *arg), void *arg)
{
    const struct combining c = {
        .items = items, .n = n, .link = link, .arg = arg};

    enum rc rc = RC_INVALID;

    if (n < 1 || n > COMBINE_BATCH_MAX)
        return rc;
    rc = link_begin(store);
    return rc == RC_OK ? link_end(store, apply(store, &c)) : rc;
}

enum rc
bundle_resolve(struct store *store, int64_t bundle, int64_t *now)
{
    return sql_get(store,
                   "SELECT coalesce(became, bundle) FROM bundle"
                   " WHERE bundle = ?",
                   SQL_ARGS(sql_int(bundle)), now);
}
