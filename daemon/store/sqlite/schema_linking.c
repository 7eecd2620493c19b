/* schema_linking -- see schema_linking.h.  As in schema.c: a released migration
 * is never changed.
 *
 * What is derived from the journal under one epoch is in tables of a set; there
 * are two sets, and link_state says which is in force.  A node is the seq of the
 * first version of a signal; so is the name of a cluster and of an observation.
 * No foreign keys: they are made from the journal, and made again. */
#include "store/sqlite/schema_linking.h"

#include <stddef.h>

/* Posting: the lists, each in the order of what stands in it.  Pair: by the
 * younger node, whose pairs are mostly made together; an index has the older
 * one.  `decided`: people have said whether the two belong together (1), or
 * that they do not know (2). */
#define SET(S)                                                                 \
    "CREATE TABLE link_record_" S " ("                                         \
    " node INTEGER PRIMARY KEY,"                                               \
    " time_s INTEGER NOT NULL,"                                                \
    " ord INTEGER NOT NULL,"                                                   \
    " organisation INTEGER NOT NULL,"                                          \
    " packed BLOB NOT NULL" /* sqlite/link_pack.h */                           \
    ") STRICT;"                                                                \
    "CREATE TABLE link_posting_" S " ("                                        \
    " key INTEGER NOT NULL,"                                                   \
    " time_s INTEGER NOT NULL,"                                                \
    " ord INTEGER NOT NULL,"                                                   \
    " node INTEGER NOT NULL,"                                                  \
    " PRIMARY KEY (key, time_s, ord)"                                          \
    ") STRICT, WITHOUT ROWID;"                                                 \
    "CREATE TABLE link_pair_" S " ("                                           \
    " hi INTEGER NOT NULL,"                                                    \
    " lo INTEGER NOT NULL CHECK (lo < hi),"                                    \
    " support INTEGER NOT NULL,"                                               \
    " total_mb INTEGER NOT NULL,"                                              \
    " edge_mb INTEGER NOT NULL,"                                               \
    " same_mb INTEGER NOT NULL,"                                               \
    " outcome INTEGER NOT NULL,"                                               \
    " decided INTEGER NOT NULL,"                                               \
    " PRIMARY KEY (hi, lo)"                                                    \
    ") STRICT, WITHOUT ROWID;"                                                 \
    "CREATE INDEX link_pair_lo_" S " ON link_pair_" S " (lo);"                 \
    "CREATE INDEX link_review_" S " ON link_pair_" S                           \
    " (outcome, total_mb DESC, hi, lo, decided)"                               \
    " WHERE outcome <> 0 AND decided <> 1;"                                    \
    "CREATE TABLE link_member_" S " ("                                         \
    " node INTEGER PRIMARY KEY,"                                               \
    " cluster INTEGER NOT NULL,"                                               \
    " observation INTEGER NOT NULL,"                                           \
    " part INTEGER NOT NULL,"                                                  \
    " raised_mb INTEGER NOT NULL"                                              \
    ") STRICT;"                                                                \
    "CREATE INDEX link_member_of_" S " ON link_member_" S " (cluster);"

static const char set_0[] = SET("0");
static const char set_1[] = SET("1");

/* An epoch is never changed.  A value that was in fewer than two bundles at its
 * snapshot has no row. */
static const char epochs[] =
    "CREATE TABLE link_epoch ("
    " epoch INTEGER PRIMARY KEY,"
    " norm INTEGER NOT NULL,"
    " situation BLOB NOT NULL,"
    " same BLOB NOT NULL,"
    " at_us INTEGER NOT NULL,"
    " clusters INTEGER NOT NULL," /* at its snapshot; 0: none was taken */
    " signals INTEGER NOT NULL,"
    " confirmed INTEGER NOT NULL,"           /* pairs it was learned from */
    " made_by INTEGER REFERENCES principal," /* NULL: the desk itself */
    " reason TEXT NOT NULL,"
    " swapped_us INTEGER NOT NULL DEFAULT 0" /* the last time */
    ") STRICT;"
    "CREATE TABLE link_frequency ("
    " epoch INTEGER NOT NULL REFERENCES link_epoch,"
    " token INTEGER NOT NULL,"
    " clusters INTEGER NOT NULL,"
    " PRIMARY KEY (epoch, token)"
    ") STRICT, WITHOUT ROWID;"
    /* While the snapshot is taken. */
    "CREATE TABLE link_count ("
    " token INTEGER NOT NULL,"
    " cluster INTEGER NOT NULL,"
    " PRIMARY KEY (token, cluster)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE link_state ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " live INTEGER NOT NULL CHECK (live IN (0, 1)),"
    " epoch_0 INTEGER REFERENCES link_epoch,"
    " epoch_1 INTEGER REFERENCES link_epoch"
    ") STRICT;"
    "INSERT INTO link_state VALUES (1, 0, NULL, NULL);"
    /* Nodes whose cluster differs between the sets. */
    "CREATE TABLE link_differs (node INTEGER PRIMARY KEY) STRICT;";

/* The next epoch while it is prepared, and the bundles it would change; `moves`:
 * signals that come or go, 0: not counted yet. */
static const char making[] =
    "CREATE TABLE link_making ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " epoch INTEGER NOT NULL,"
    " phase INTEGER NOT NULL,"
    " after INTEGER NOT NULL,"
    " signals INTEGER NOT NULL,"
    " clusters INTEGER NOT NULL,"
    " at_us INTEGER NOT NULL,"
    " made_by INTEGER REFERENCES principal,"
    " reason TEXT NOT NULL"
    ") STRICT;"
    "INSERT INTO link_making VALUES (1, 0, 0, 0, 0, 0, 0, NULL, '');"
    "CREATE TABLE link_changed ("
    " bundle INTEGER PRIMARY KEY,"
    " moves INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX link_changed_most ON link_changed (moves, bundle);";

/* What people decided: never erased; what was taken back does not stand. */
static const char decided[] =
    "CREATE TABLE link_decision ("
    " decision INTEGER PRIMARY KEY AUTOINCREMENT,"
    " at_us INTEGER NOT NULL,"
    " actor INTEGER NOT NULL REFERENCES principal,"
    " verb INTEGER NOT NULL,"
    " bundle INTEGER NOT NULL," /* it was about; 0: none */
    " reason TEXT NOT NULL,"
    " undone_us INTEGER NOT NULL DEFAULT 0,"
    " undone_by INTEGER REFERENCES principal,"
    " undone_reason TEXT NOT NULL DEFAULT ''"
    ") STRICT;"
    "CREATE TABLE link_decided ("
    " a INTEGER NOT NULL,"
    " b INTEGER NOT NULL CHECK (a < b),"
    " decision INTEGER NOT NULL REFERENCES link_decision,"
    " kind INTEGER NOT NULL,"
    " stands INTEGER NOT NULL,"
    " PRIMARY KEY (a, b, decision)"
    ") STRICT, WITHOUT ROWID;"
    /* as they were named */
    "CREATE TABLE link_decision_id ("
    " decision INTEGER NOT NULL REFERENCES link_decision,"
    " node INTEGER NOT NULL,"
    " PRIMARY KEY (decision, node)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX link_decision_of ON link_decision_id (node, decision);"
    "CREATE INDEX link_decided_b ON link_decided (b);"
    "CREATE INDEX link_decided_in ON link_decided (decision);";

/* What there is to look at.  A referral is in no bundle; `node` is the signal
 * whose situation it seems to be about. */
static const char looking[] =
    "CREATE TABLE link_look (what INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE link_related ("
    " seq INTEGER PRIMARY KEY,"
    " node INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX link_related_to ON link_related (node);"
    /* `a` and `b`: nodes of the cluster, or what the kind says */
    "CREATE TABLE link_notice ("
    " notice INTEGER PRIMARY KEY AUTOINCREMENT,"
    " kind INTEGER NOT NULL,"
    " cluster INTEGER NOT NULL,"
    " a INTEGER NOT NULL,"
    " b INTEGER NOT NULL,"
    " mb INTEGER NOT NULL,"
    " UNIQUE (cluster, kind, a, b)"
    ") STRICT;"
    "CREATE INDEX link_notice_of ON link_notice (kind, notice);";

/* A list of messages for each token of a value or a word, and for each coded
 * value that is asked for. */
static const char search[] =
    "CREATE TABLE found ("
    " token INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " PRIMARY KEY (token, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE searches ("
    " principal INTEGER NOT NULL REFERENCES principal,"
    " day INTEGER NOT NULL,"
    " n INTEGER NOT NULL,"
    " PRIMARY KEY (principal, day)"
    ") STRICT, WITHOUT ROWID;"
    "ALTER TABLE fact ADD COLUMN observed_s INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX fact_code_of ON fact_code (code, seq);"
    "CREATE INDEX fact_kind ON fact (kind);"
    "CREATE INDEX fact_municipality ON fact (municipality);"
    "CREATE INDEX fact_form ON fact (form);"
    "CREATE INDEX fact_source ON fact (source);";

/* Messages keep their versions, alerts and feedback; which of them belong
 * together is found anew.  Old numbers of bundles lead to where they led. */
static const char anew[] = "UPDATE message SET bundle = NULL"
                           " WHERE bundle IS NOT NULL;"
                           "DROP TABLE token;"
                           "UPDATE installation SET combined = 0;"
                           "ALTER TABLE installation DROP COLUMN looked;";

const char *const schema_linking[] = {
    set_0, set_1, epochs, making, decided, looking, search, anew, NULL,
};
