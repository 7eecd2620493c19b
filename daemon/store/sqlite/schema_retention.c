/* schema_retention -- what is kept how long, and what is erased; a part of the
 * fifth migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

/* A row for each message with its versions, by the first of them.  next_us: when
 * it is to be looked at again, 0: now.  state as in core/retention.h; the state
 * of every version is in message.expired.
 *
 * kept_act: what people did about it; verbs as in core/retention_request.h. */
const char schema_kept[] =
    "ALTER TABLE message ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE kept ("
    " seq INTEGER PRIMARY KEY REFERENCES journal,"
    " state INTEGER NOT NULL DEFAULT 1,"
    " next_us INTEGER NOT NULL,"
    " until_us INTEGER NOT NULL DEFAULT 0,"
    " prolonged INTEGER NOT NULL DEFAULT 0,"
    " hold_until_us INTEGER NOT NULL DEFAULT 0,"
    " expired_us INTEGER NOT NULL DEFAULT 0,"
    " told_end_us INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX kept_next ON kept (next_us);"
    "CREATE INDEX kept_told ON kept (told_end_us, seq) WHERE told_end_us > 0;"
    "CREATE INDEX kept_held ON kept (seq) WHERE hold_until_us > 0;"
    "CREATE INDEX kept_expired ON kept (seq) WHERE state = 2;"
    "INSERT INTO kept (seq, next_us) SELECT seq, 0 FROM message"
    " WHERE combined = 1 AND amends IS NULL;"
    "CREATE TABLE kept_act ("
    " act INTEGER PRIMARY KEY AUTOINCREMENT,"
    " seq INTEGER NOT NULL REFERENCES kept,"
    " verb INTEGER NOT NULL,"
    " at_us INTEGER NOT NULL,"
    " actor INTEGER NOT NULL REFERENCES principal,"
    " until_us INTEGER NOT NULL,"
    " reason BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX kept_act_of ON kept_act (seq);";

/* What tells about a message elsewhere.  Events told of 1: a message, 2: an
 * alert, 3: a share; of before: 0, they go with their time.  Of a share of
 * before it is not known who was in its bundle then: whoever is in it now. */
const char schema_about[] =
    "ALTER TABLE stream_event ADD COLUMN told INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE stream_event ADD COLUMN ref INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX stream_event_about ON stream_event (told, ref)"
    " WHERE told <> 0;"
    "CREATE TABLE share_member ("
    " seq INTEGER NOT NULL,"
    " share INTEGER NOT NULL REFERENCES share,"
    " PRIMARY KEY (seq, share)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX share_member_of ON share_member (share);"
    "INSERT INTO share_member (seq, share) SELECT m.seq, s.share FROM share s"
    " JOIN bundle b ON b.bundle = s.bundle"
    " JOIN message m ON m.bundle = coalesce(b.became, b.bundle);"
    "CREATE INDEX placement_alert ON placement (alert)"
    " WHERE alert IS NOT NULL;"
    "CREATE INDEX alert_prior ON alert (prior) WHERE prior IS NOT NULL;"
    "CREATE INDEX link_notice_a ON link_notice (a);"
    "CREATE INDEX link_notice_b ON link_notice (b);"
    "CREATE INDEX decision_wide ON link_decision (bundle) WHERE bundle <> 0;";

/* high: the largest seq that was ever erased: it and its id are never given
 * again.  pending: erased, and not yet out of the log; finished: out of it, ever.
 * after_rotation: erased since keys were rotated; before_rewrap: of those,
 * erased before keys began to be wrapped by the newest epoch.  telling: whose
 * end is still to be told; told_us: when that was done last.  version and after:
 * how far messages are looked at again for a version of the document.
 *
 * What stays of what was erased: numbers, by month; and the cells of the yearly
 * figures that leave the desk (docs/figures.md), by branch of their menu. */
const char schema_erased[] =
    "CREATE TABLE erasure ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " high INTEGER NOT NULL DEFAULT 0,"
    " pending INTEGER NOT NULL DEFAULT 0,"
    " finished INTEGER NOT NULL DEFAULT 0,"
    " after_rotation INTEGER NOT NULL DEFAULT 0,"
    " before_rewrap INTEGER NOT NULL DEFAULT 0,"
    " telling INTEGER NOT NULL DEFAULT 0,"
    " told_us INTEGER NOT NULL DEFAULT 0,"
    " version INTEGER NOT NULL DEFAULT 0,"
    " after INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "INSERT INTO erasure (one) VALUES (1);"
    "CREATE TABLE erased_count ("
    " month TEXT NOT NULL," /* of the erasure, UTC */
    " kind INTEGER NOT NULL,"
    " source INTEGER NOT NULL,"
    " why INTEGER NOT NULL,"
    " n INTEGER NOT NULL,"
    " PRIMARY KEY (month, kind, source, why)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE figure_kept ("
    " report INTEGER NOT NULL,"
    " branch INTEGER NOT NULL,"
    " day INTEGER NOT NULL," /* the first of its year */
    " a ANY NOT NULL,"
    " b ANY NOT NULL,"
    " c ANY NOT NULL,"
    " n INTEGER NOT NULL,"
    " PRIMARY KEY (report, branch, day, a, b, c)"
    ") STRICT, WITHOUT ROWID;"
    /* Messages whose keys were gone when the database was put back from a
     * picture (store/image.h): they are erased when a desk starts. */
    "CREATE TABLE keyless (seq INTEGER PRIMARY KEY) STRICT;"
    /* While one transaction erases; else empty. */
    "CREATE TABLE erasing (seq INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE erasing_alert (alert INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE erasing_share (share INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE erasing_decision (decision INTEGER PRIMARY KEY) STRICT;";
