/* schema -- see schema.h
 *
 * A released migration is never changed; a new one is added below it.
 * "None" is NULL wherever the value is another row, 0 elsewhere. */
#include "store/sqlite/schema.h"

#include <stdio.h>

#include "core/alert.h"
#include "store/alerts.h"
#include "store/due.h"
#include "store/referrals.h"
#include "store/rosters.h"
#include "store/sqlite/schema_chain.h"
#include "store/sqlite/schema_linking.h"
#include "store/sqlite/schema_trust.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

#define APPLICATION_ID 0x4c4f4b54 /* "LOKT" */

/* The numbers that stand in the SQL of this folder. */
_Static_assert(ALERT_HELD == 2 && ALERT_PAGING == 3 && ALERT_ACKED == 4 &&
                   ALERT_CLOSED == 5,
               "states in SQL");
_Static_assert(LEVEL_U1 == 1 && LEVEL_U2 == 2 && LEVEL_U3 == 3,
               "levels in SQL");
_Static_assert(CAUSE_MESSAGE == 0 && CAUSE_DRILL == 1, "causes in SQL");
_Static_assert(DUE_ALERT == 1 && DUE_RESEND == 2 && DUE_SUMMARY == 3 &&
                   DUE_STORM == 4,
               "kinds of due times in SQL");
_Static_assert(MESSAGE_REFERRAL == 2, "kinds of messages in SQL");
_Static_assert(FEEDBACK_RECEIVED == 1 && FEEDBACK_FORWARDED == 2 &&
                   FEEDBACK_SEEN == 3 && FEEDBACK_CLOSED == 5 &&
                   FEEDBACK_NOT_SEEN_YET == 6,
               "feedback in SQL");
_Static_assert(SWAP_PROPOSED == 1 && SWAP_APPLIED == 2, "swaps in SQL");
_Static_assert(REFERRAL_OPEN == 1 && REFERRAL_CLOSED == 4, "referrals in SQL");

static const char installation_1[] =
    "CREATE TABLE installation ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " epoch BLOB NOT NULL CHECK (length(epoch) = 16),"
    " high_water_us INTEGER NOT NULL,"
    " combined INTEGER NOT NULL" /* journal.seq of the last one combined */
    ") STRICT;"
    "INSERT INTO installation VALUES (1, randomblob(16), 0, 0);";

static const char people_1[] =
    "CREATE TABLE organisation ("
    " organisation INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL UNIQUE,"
    " kind INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE principal ("
    " principal INTEGER PRIMARY KEY AUTOINCREMENT,"
    " organisation INTEGER NOT NULL REFERENCES organisation,"
    " name TEXT NOT NULL UNIQUE,"
    " kind INTEGER NOT NULL,"
    " roles INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE principal_key ("
    " key INTEGER PRIMARY KEY AUTOINCREMENT,"
    " principal INTEGER NOT NULL REFERENCES principal,"
    " public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),"
    " valid_from_us INTEGER NOT NULL,"
    " valid_to_us INTEGER NOT NULL,"
    " revoked_us INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX principal_key_of ON principal_key (principal);";

/* The acceptance path: one unique index, no foreign key, the body last so
 * that the columns before it are read without it. */
static const char journal_1[] =
    "CREATE TABLE journal ("
    " seq INTEGER PRIMARY KEY,"
    " organisation INTEGER NOT NULL,"
    " principal INTEGER NOT NULL,"
    " message_id BLOB NOT NULL,"
    " kind INTEGER NOT NULL,"
    " urgent INTEGER NOT NULL,"
    " accepted_us INTEGER NOT NULL,"
    " digest BLOB NOT NULL,"
    " body BLOB NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX journal_message ON journal (organisation, message_id);"
    "CREATE TABLE audit ("
    " audit INTEGER PRIMARY KEY AUTOINCREMENT,"
    " at_us INTEGER NOT NULL,"
    " actor INTEGER," /* principal; NULL: the desk itself */
    " verb TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " row INTEGER NOT NULL,"
    " code INTEGER NOT NULL"
    ") STRICT;";

/* A bundle has the seq of its oldest message as its number. */
static const char combine_1[] =
    "CREATE TABLE bundle ("
    " bundle INTEGER PRIMARY KEY,"
    " became INTEGER REFERENCES bundle" /* NULL: it stands */
    ") STRICT;"
    "CREATE INDEX bundle_became ON bundle (became) WHERE became IS NOT NULL;"
    "CREATE TABLE token ("
    " token BLOB PRIMARY KEY,"
    " bundle INTEGER NOT NULL REFERENCES bundle"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX token_of ON token (bundle);"
    "CREATE TABLE message ("
    " seq INTEGER PRIMARY KEY REFERENCES journal,"
    " organisation INTEGER NOT NULL,"
    " combined INTEGER NOT NULL DEFAULT 0,"
    " withdrawn INTEGER NOT NULL DEFAULT 0,"
    " bundle INTEGER REFERENCES bundle,"
    " alert INTEGER REFERENCES alert,"
    " amends INTEGER REFERENCES journal,"
    " action INTEGER NOT NULL DEFAULT 0,"
    " feedback INTEGER NOT NULL DEFAULT 1,"
    " seen_us INTEGER NOT NULL DEFAULT 0,"
    " outcome INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX message_of_bundle ON message (bundle)"
    " WHERE bundle IS NOT NULL;"
    "CREATE INDEX message_of_alert ON message (alert, organisation)"
    " WHERE alert IS NOT NULL;"
    "CREATE INDEX message_in_alert ON message (alert)" /* by seq */
    " WHERE alert IS NOT NULL;"
    "CREATE INDEX message_unrouted ON message (seq)"
    " WHERE combined = 1 AND alert IS NULL;"
    "CREATE INDEX message_versions ON message (amends)"
    " WHERE amends IS NOT NULL;";

static const char alerts_1[] =
    "CREATE TABLE alert ("
    " alert INTEGER PRIMARY KEY AUTOINCREMENT,"
    " state INTEGER NOT NULL,"
    " level INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " generation INTEGER NOT NULL,"
    " step INTEGER NOT NULL,"
    " owner INTEGER REFERENCES principal,"
    " bundle INTEGER REFERENCES bundle,"
    " messages INTEGER NOT NULL,"
    " organisations INTEGER NOT NULL,"
    " created_us INTEGER NOT NULL,"
    " acknowledged_us INTEGER NOT NULL DEFAULT 0,"
    " closed_us INTEGER NOT NULL DEFAULT 0,"
    " outcome INTEGER NOT NULL DEFAULT 0,"
    " unattended INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX alert_open ON alert (alert) WHERE state <> 5;"
    "CREATE INDEX alert_of_bundle ON alert (bundle) WHERE bundle IS NOT NULL;"
    "CREATE TABLE page ("
    " page INTEGER PRIMARY KEY AUTOINCREMENT,"
    " page_id BLOB NOT NULL UNIQUE CHECK (length(page_id) = 16),"
    " alert INTEGER NOT NULL REFERENCES alert,"
    " person INTEGER NOT NULL REFERENCES principal,"
    " generation INTEGER NOT NULL,"
    " step INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 1,"
    " created_us INTEGER NOT NULL,"
    " delivered_us INTEGER NOT NULL DEFAULT 0,"
    " acknowledged_us INTEGER NOT NULL DEFAULT 0,"
    " cancelled INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (alert, generation, step, person)"
    ") STRICT;"
    "CREATE INDEX page_open ON page (person, alert) WHERE cancelled = 0;"
    "CREATE TABLE due ("
    " kind INTEGER NOT NULL,"
    " ref INTEGER NOT NULL," /* an alert or a page, by kind */
    " at_us INTEGER NOT NULL,"
    " PRIMARY KEY (kind, ref)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX due_at ON due (at_us);";

static const char streams_1[] =
    "CREATE TABLE stream ("
    " kind INTEGER NOT NULL,"
    " owner INTEGER NOT NULL,"
    " head INTEGER NOT NULL,"
    " PRIMARY KEY (kind, owner)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE stream_event ("
    " kind INTEGER NOT NULL,"
    " owner INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " event_id BLOB NOT NULL CHECK (length(event_id) = 16),"
    " at_us INTEGER NOT NULL,"
    " type INTEGER NOT NULL,"
    " body BLOB NOT NULL,"
    " PRIMARY KEY (kind, owner, seq)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE confirmation ("
    " kind INTEGER NOT NULL,"
    " owner INTEGER NOT NULL,"
    " principal INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " PRIMARY KEY (kind, owner, principal)"
    ") STRICT, WITHOUT ROWID;";

static const char *const migration_1[] = {
    installation_1, people_1, journal_1, combine_1, alerts_1, streams_1, NULL,
};

/* Times of an alert are 0 when there is none; its row in `due` is the earliest
 * of them.  An alert of before has the policy '': that of its level. */
static const char alerts_2[] =
    "ALTER TABLE alert ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN snoozed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN held_by_owner INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN policy TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE alert ADD COLUMN policy_version INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN prior INTEGER REFERENCES alert;"
    "ALTER TABLE alert ADD COLUMN step_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN step_end_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN ack_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN not_seen_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN release_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN deadline_us INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX alert_counted ON alert (state, level, created_us, unattended)"
    " WHERE state <> 5;"
    "CREATE INDEX alert_gravest ON alert (level, alert) WHERE state <> 5;"
    "CREATE INDEX alert_held ON alert (level) WHERE state = 2;" /* by alert */
    "CREATE INDEX alert_pageable ON alert (created_us)"
    " WHERE cause = 0 AND kind <> 2 AND level BETWEEN 2 AND 3;"
    "CREATE INDEX alert_drill ON alert (acknowledged_us) WHERE cause = 1;"
    "CREATE TABLE storm ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " is_on INTEGER NOT NULL,"
    " singles_left INTEGER NOT NULL,"
    " since_us INTEGER NOT NULL,"
    " calm_since_us INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO storm VALUES (1, 0, 0, 0, 0);"
    "ALTER TABLE audit ADD COLUMN reason TEXT NOT NULL DEFAULT '';";

/* Nobody forgot an alert over an upgrade: what paged goes on with its step
 * when it was due (at once, should it have lost its due time).  What was
 * acknowledged had no timeout; it begins now, as the desk's clock was last
 * seen. */
static const char open_alerts_2[] =
    "UPDATE alert SET step_us = coalesce((SELECT at_us FROM due"
    "  WHERE kind = 1 AND ref = alert), created_us) WHERE state = 3;"
    "UPDATE alert SET step_end_us = step_us WHERE state = 3 AND step > 0;"
    "UPDATE alert SET ack_us = max(acknowledged_us,"
    "  (SELECT high_water_us FROM installation))"
    "  + CASE level WHEN 1 THEN 1800000000 WHEN 2 THEN 3600000000"
    "   ELSE 28800000000 END WHERE state = 4;"
    "INSERT INTO due (kind, ref, at_us) SELECT 1, alert, max(step_us, ack_us)"
    "  FROM alert WHERE state IN (3, 4) AND true"
    "  ON CONFLICT DO UPDATE SET at_us = excluded.at_us;";

/* page.summary: NULL goes singly, 0 waits for the person's next summary, else
 * it went with that one.  counted_us: when it began to count against the
 * person's limits, NULL: it does not; it goes with the clock when that is
 * set, created_us is what was written at the time.  A due time of kind 2 has
 * a page as its ref, or minus a summary. */
static const char pages_2[] =
    "CREATE TABLE summary ("
    " summary INTEGER PRIMARY KEY AUTOINCREMENT,"
    " page_id BLOB NOT NULL UNIQUE CHECK (length(page_id) = 16),"
    " person INTEGER NOT NULL REFERENCES principal,"
    " attempts INTEGER NOT NULL DEFAULT 1,"
    " created_us INTEGER NOT NULL,"
    " counted_us INTEGER NOT NULL,"
    " delivered_us INTEGER NOT NULL DEFAULT 0,"
    " cancelled INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX summary_open ON summary (person) WHERE cancelled = 0;"
    "CREATE INDEX summary_counted ON summary (person, counted_us);"
    "ALTER TABLE page ADD COLUMN summary INTEGER;"
    "ALTER TABLE page ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN counted_us INTEGER;"
    "DROP INDEX page_open;"
    "CREATE INDEX page_open ON page (person, alert)"
    " WHERE cancelled = 0 AND summary IS NULL;"
    "CREATE INDEX page_waiting ON page (person)"
    " WHERE cancelled = 0 AND summary = 0;"
    "CREATE INDEX page_of_summary ON page (summary)"
    " WHERE summary > 0 AND cancelled = 0;"
    "CREATE INDEX page_counted ON page (person, counted_us)"
    " WHERE counted_us IS NOT NULL;";

/* The text last, as in the journal. */
static const char desk_2[] =
    "CREATE TABLE desk_document ("
    " document INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL,"
    " version INTEGER NOT NULL,"
    " at_us INTEGER NOT NULL,"
    " actor INTEGER REFERENCES principal," /* NULL: --init */
    " reason TEXT NOT NULL,"
    " text BLOB NOT NULL,"
    " UNIQUE (name, version)"
    ") STRICT;"
    "CREATE TABLE shift_acceptance ("
    " roster TEXT NOT NULL,"
    " start_us INTEGER NOT NULL,"
    " person INTEGER NOT NULL REFERENCES principal,"
    " at_us INTEGER NOT NULL,"
    " PRIMARY KEY (roster, start_us, person)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE swap ("
    " swap INTEGER PRIMARY KEY AUTOINCREMENT,"
    " state INTEGER NOT NULL,"
    " roster TEXT NOT NULL,"
    " proposer INTEGER NOT NULL REFERENCES principal,"
    " taker INTEGER NOT NULL REFERENCES principal,"
    " start_us INTEGER NOT NULL,"
    " end_us INTEGER NOT NULL,"
    " back_start_us INTEGER NOT NULL,"
    " back_end_us INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " created_us INTEGER NOT NULL,"
    " decided_us INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX swap_proposed ON swap (swap) WHERE state = 1;";

/* A referral has its row from its routing on.  One of before whose alert is
 * closed is closed like it; in the others nobody has accepted anything. */
static const char referrals_2[] =
    "CREATE TABLE referral ("
    " seq INTEGER PRIMARY KEY REFERENCES journal,"
    " state INTEGER NOT NULL DEFAULT 1,"
    " owner INTEGER REFERENCES principal,"
    " offered_to INTEGER REFERENCES principal,"
    " moves INTEGER NOT NULL DEFAULT 0,"
    " outcome INTEGER NOT NULL DEFAULT 0,"
    " changed_us INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX referral_live ON referral (seq) WHERE state <> 4;"
    "INSERT INTO referral (seq) SELECT m.seq FROM message m"
    "  JOIN journal j ON j.seq = m.seq"
    "  WHERE j.kind = 2 AND m.alert IS NOT NULL;"
    "UPDATE referral SET (state, owner, outcome, changed_us) ="
    "  (SELECT 4, a.owner, a.outcome, a.closed_us FROM message m"
    "   JOIN alert a ON a.alert = m.alert WHERE m.seq = referral.seq)"
    "  WHERE EXISTS (SELECT 1 FROM message m JOIN alert a ON a.alert = m.alert"
    "   WHERE m.seq = referral.seq AND a.state = 5);";

static const char *const migration_2[] = {
    alerts_2, open_alerts_2, pages_2, desk_2, referrals_2, NULL,
};

static const char *const *const migrations[] = {
    migration_1,    migration_2,  schema_chain,
    schema_linking, schema_trust, schema_audit_installation};

#define NEWEST ((int64_t)(sizeof migrations / sizeof migrations[0]))

static enum rc
versions(struct store *store, int64_t *application, int64_t *version)
{
    enum rc rc =
        sql_get(store, "PRAGMA application_id", SQL_NO_ARGS, application);

    if (rc == RC_OK)
        rc = sql_get(store, "PRAGMA user_version", SQL_NO_ARGS, version);
    return rc;
}

enum rc
schema_check(struct store *store)
{
    int64_t application = 0;
    int64_t version = 0;
    enum rc rc = versions(store, &application, &version);

    if (rc != RC_OK)
        return rc;
    if (application == APPLICATION_ID && version >= 1 && version <= NEWEST)
        return version == NEWEST ? RC_OK : RC_STALE;
    log_line(LOG_ERROR,
             "store: schema %lld is not one of this program (1-%lld)",
             (long long)version, (long long)NEWEST);
    return RC_FATAL;
}

static enum rc
migrate_to(struct store *store, int64_t version)
{
    char mark[96];
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    for (const char *const *part = migrations[version - 1];
         rc == RC_OK && *part != NULL; part++)
        rc = sql_exec(store, *part);
    (void)snprintf(mark, sizeof mark,
                   "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                   APPLICATION_ID, (long long)version);
    if (rc == RC_OK)
        rc = sql_exec(store, mark);
    return sql_end(store, rc);
}

enum rc
schema_migrate(struct store *store)
{
    int64_t application = 0;
    int64_t version = 0;
    enum rc rc = versions(store, &application, &version);

    while (rc == RC_OK && version < NEWEST)
        rc = migrate_to(store, ++version);
    return rc;
}
