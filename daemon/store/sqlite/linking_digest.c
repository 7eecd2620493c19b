/* linking_digest -- what a set has come to, in few bytes; see store/linking.h
 *
 * Everything is named by orders (link/record.h): the numbers of messages depend
 * on who came first. */
#include <string.h>

#include "link/digest.h"
#include "store/linking.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

_Static_assert(LINKING_DIGEST_BYTES == LINK_DIGEST_BYTES, "one digest");

#define MEMBERS(S)                                                             \
    "SELECT min(r.ord) OVER (PARTITION BY m.cluster), r.ord,"                  \
    " min(r.ord) OVER (PARTITION BY m.observation) FROM link_member_" S " m"   \
    " JOIN link_record_" S " r ON r.node = m.node WHERE m.cluster <> 0"        \
    " ORDER BY 1, 2"
#define PAIRS(S)                                                               \
    "SELECT min(a.ord, b.ord), max(a.ord, b.ord), p.support, p.total_mb"       \
    " FROM link_pair_" S " p JOIN link_record_" S " a ON a.node = p.hi"        \
    " JOIN link_record_" S " b ON b.node = p.lo ORDER BY 1, 2"
LINK_TEXTS(members_text, MEMBERS);
LINK_TEXTS(pairs_text, PAIRS);

static enum rc
add_members(struct store *store, unsigned table, struct link_digest *digest,
            struct linking_digest *out)
{
    struct link_digest_member before = {.cluster = 0};
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, members_text[table], SQL_NO_ARGS, &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        const struct link_digest_member member = {
            .cluster = sqlite3_column_int64(stmt, 0),
            .order = sqlite3_column_int64(stmt, 1),
            .observation = sqlite3_column_int64(stmt, 2)};

        link_digest_member(digest, &member);
        if (out->signals == 0 || member.cluster != before.cluster)
            out->bundles++;
        out->signals++;
        before = member;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
add_pairs(struct store *store, unsigned table, struct link_digest *digest,
          struct linking_digest *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, pairs_text[table], SQL_NO_ARGS, &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        const struct link_digest_pair pair = {
            .low = sqlite3_column_int64(stmt, 0),
            .high = sqlite3_column_int64(stmt, 1),
            .support = sqlite3_column_int(stmt, 2),
            .total_mb = sqlite3_column_int(stmt, 3)};

        link_digest_pair(digest, &pair);
        out->pairs++;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
linking_digest(struct store *store, enum linking_set set,
               struct linking_digest *out)
{
    struct linking_digest found;
    struct link_digest digest;
    enum rc rc = link_look(store);

    if (rc != RC_OK)
        return rc;
    memset(&found, 0, sizeof found);
    link_digest_begin(&digest);
    rc = add_members(store, link_table(store, set), &digest, &found);
    if (rc == RC_OK)
        rc = add_pairs(store, link_table(store, set), &digest, &found);
    link_digest_end(&digest, found.digest);
    if (rc == RC_OK)
        *out = found;
    return rc;
}
