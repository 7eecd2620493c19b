/* combine -- joining messages into bundles; see store/combine.h
 *
 * A bundle is a connected component of messages and tokens.  Its number is
 * the seq of its oldest message, so neither partition nor numbers depend on
 * the order in which the joins happen. */
#include "store/combine.h"

#include "store/sqlite/facts.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define BUNDLES_MAX (COMBINE_TOKENS_MAX + 1) /* of the tokens and the amended */

/* The bundles that one message ties together, none twice. */
struct ties {
    int64_t bundles[BUNDLES_MAX];
    size_t n;
    int64_t oldest; /* 0: none */
};

enum rc
combine_cursor(struct store *store, int64_t *seq)
{
    return sql_get(store, "SELECT combined FROM installation", SQL_NO_ARGS,
                   seq);
}

static void
tie(struct ties *ties, int64_t bundle)
{
    for (size_t i = 0; i < ties->n; i++)
        if (ties->bundles[i] == bundle)
            return;
    ties->bundles[ties->n++] = bundle;
    if (ties->oldest == 0 || bundle < ties->oldest)
        ties->oldest = bundle;
}

static enum rc
find_ties(struct store *store, const struct combine_item *item,
          struct ties *ties)
{
    int64_t bundle = 0;
    enum rc rc = RC_OK;

    for (size_t i = 0; i < item->tokens_n; i++) {
        rc =
            sql_get(store, "SELECT bundle FROM token WHERE token = ?",
                    SQL_ARGS(sql_blob(item->tokens[i].bytes, LINK_TOKEN_BYTES)),
                    &bundle);
        if (rc == RC_OK)
            tie(ties, bundle);
        else if (rc != RC_NOT_FOUND)
            return rc;
    }
    if (item->amends == 0)
        return RC_OK;
    rc = sql_get(store,
                 "SELECT bundle FROM message"
                 " WHERE seq = ? AND bundle IS NOT NULL",
                 SQL_ARGS(sql_int(item->amends)), &bundle);
    if (rc == RC_OK)
        tie(ties, bundle);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Whatever knows `from` knows `into` afterwards; redirects stay one step. */
static enum rc
join(struct store *store, int64_t from, int64_t into)
{
    static const char *const texts[] = {
        "UPDATE token SET bundle = ?2 WHERE bundle = ?1",
        "UPDATE message SET bundle = ?2 WHERE bundle = ?1",
        "UPDATE alert SET bundle = ?2 WHERE bundle = ?1",
        "UPDATE bundle SET became = ?2 WHERE became = ?1",
        "UPDATE bundle SET became = ?2 WHERE bundle = ?1",
    };
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < sizeof texts / sizeof texts[0]; i++)
        rc = sql_run(store, texts[i], SQL_ARGS(sql_int(from), sql_int(into)));
    return rc;
}

/* Puts the message into one bundle with all that share a token with it. */
static enum rc
place(struct store *store, const struct combine_item *item, int64_t *bundle)
{
    struct ties ties = {.n = 0};
    enum rc rc = find_ties(store, item, &ties);

    if (rc != RC_OK)
        return rc;
    *bundle = ties.oldest == 0 ? item->seq : ties.oldest;
    if (ties.oldest == 0)
        rc = sql_run(store, "INSERT INTO bundle (bundle) VALUES (?)",
                     SQL_ARGS(sql_int(*bundle)));
    for (size_t i = 0; rc == RC_OK && i < ties.n; i++)
        if (ties.bundles[i] != *bundle)
            rc = join(store, ties.bundles[i], *bundle);
    for (size_t i = 0; rc == RC_OK && i < item->tokens_n; i++)
        rc = sql_run(store,
                     "INSERT INTO token (token, bundle) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING",
                     SQL_ARGS(sql_blob(item->tokens[i].bytes, LINK_TOKEN_BYTES),
                              sql_int(*bundle)));
    return rc;
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

static bool
is_bundled(enum message_kind kind)
{
    return kind == MESSAGE_SIGNAL || kind == MESSAGE_REFERRAL;
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

/* What one call is about; without `link` bundles come from the tokens. */
struct combining {
    const struct combine_item *items;
    size_t n;
    enum rc (*link)(void *arg);
    void *arg;
};

static enum rc
derive(struct store *store, const struct combining *c,
       const struct combine_item *item)
{
    int64_t kind = 0;
    int64_t bundle = 0;
    int64_t amends = item->amends;
    enum rc rc = sql_get(store, "SELECT kind FROM journal WHERE seq = ?",
                         SQL_ARGS(sql_int(item->seq)), &kind);

    if (rc == RC_OK)
        rc = find_first(store, &amends);
    if (rc == RC_OK && c->link == NULL && is_bundled((enum message_kind)kind))
        rc = place(store, item, &bundle);
    if (rc == RC_OK && c->link != NULL && kind == MESSAGE_SIGNAL)
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
    return rc == RC_OK ? note_facts(store, item, amends) : rc;
}

/* A message that was combined before is not looked at a second time. */
static enum rc
apply(struct store *store, const struct combining *c)
{
    int64_t cursor = 0;
    enum rc rc = combine_cursor(store, &cursor);

    for (size_t i = 0; rc == RC_OK && i < c->n; i++) {
        if (c->items[i].tokens_n > COMBINE_TOKENS_MAX)
            return RC_INVALID;
        if (c->items[i].seq <= cursor)
            return RC_STALE;
        cursor = c->items[i].seq;
        rc = derive(store, c, &c->items[i]);
    }
    if (rc == RC_OK && c->link != NULL)
        rc = c->link(c->arg);
    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   "UPDATE installation SET looked = max(looked, combined),"
                   " combined = ?",
                   SQL_ARGS(sql_int(cursor)));
}

static enum rc
combine(struct store *store, const struct combining *c)
{
    enum rc rc = RC_OK;

    if (c->n < 1 || c->n > COMBINE_BATCH_MAX)
        return RC_INVALID;
    if ((rc = link_begin(store)) != RC_OK)
        return rc;
    return link_end(store, apply(store, c));
}

enum rc
combine_apply(struct store *store, const struct combine_item *items, size_t n,
              int64_t now_us)
{
    const struct combining c = {.items = items, .n = n};

    (void)now_us; /* the rule of today has no window */
    return combine(store, &c);
}

enum rc
combine_link(struct store *store, const struct combine_item *items, size_t n,
             enum rc (*link)(void *arg), void *arg)
{
    const struct combining c = {
        .items = items, .n = n, .link = link, .arg = arg};

    return combine(store, &c);
}

enum rc
bundle_resolve(struct store *store, int64_t bundle, int64_t *now)
{
    return sql_get(store,
                   "SELECT coalesce(became, bundle) FROM bundle"
                   " WHERE bundle = ?",
                   SQL_ARGS(sql_int(bundle)), now);
}
