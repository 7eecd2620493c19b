/* schema_chain -- see schema_chain.h.  As in schema.c: a released migration is
 * never changed; "none" is NULL wherever the value is another row, 0
 * elsewhere. */
#include "store/sqlite/schema_chain.h"

#include <stddef.h>

#include "store/sqlite/schema_figures.h"

/* One narrow row per message for rules and figures: coded values only.  `day`
 * is the local day of acceptance, days since 1970; `counts` is 0 for what was
 * withdrawn, corrected or only supplements another.  Facts of messages from
 * before are made by the desk, a few at a time (store/facts.h). */
static const char facts[] =
    "CREATE TABLE fact ("
    " seq INTEGER PRIMARY KEY REFERENCES journal,"
    " counts INTEGER NOT NULL DEFAULT 1,"
    " day INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " source INTEGER NOT NULL,"
    " organisation INTEGER NOT NULL,"
    " age INTEGER NOT NULL,"
    " gender INTEGER NOT NULL,"
    " pregnant INTEGER NOT NULL,"
    " residence INTEGER NOT NULL,"
    " form INTEGER NOT NULL,"
    " sector INTEGER NOT NULL,"
    " subject INTEGER NOT NULL,"
    " handling INTEGER NOT NULL,"
    " about INTEGER NOT NULL,"
    " referral_kind INTEGER NOT NULL,"
    " persons INTEGER NOT NULL,"
    " children INTEGER NOT NULL,"
    " municipality INTEGER NOT NULL,"
    " region TEXT NOT NULL,"
    " abroad INTEGER NOT NULL,"
    " danger INTEGER NOT NULL,"
    " shelter INTEGER NOT NULL,"
    " unsafe INTEGER NOT NULL,"
    " problems INTEGER NOT NULL,"
    " extra_care INTEGER NOT NULL,"
    " shielded INTEGER NOT NULL,"
    " class INTEGER NOT NULL DEFAULT 0," /* of its case when it was routed */
    " grp INTEGER NOT NULL DEFAULT 0,"
    " level INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX fact_asked ON fact (municipality, day, age, gender, pregnant,"
    " kind, form, class, counts);"
    "CREATE INDEX fact_day ON fact (day, kind, counts);"
    "CREATE TABLE fact_code ("
    " seq INTEGER NOT NULL REFERENCES journal,"
    " code TEXT NOT NULL,"
    " PRIMARY KEY (seq, code)"
    ") STRICT, WITHOUT ROWID;";

/* A version of a correction is one of what that corrected (store/combine.h). */
static const char versions[] =
    "UPDATE message SET amends = (WITH RECURSIVE up (seq, amends, action) AS ("
    "  SELECT t.seq, t.amends, t.action FROM message t"
    "   WHERE t.seq = message.amends UNION ALL"
    "  SELECT t.seq, t.amends, t.action FROM up JOIN message t"
    "   ON t.seq = up.amends WHERE up.action = 2)"
    " SELECT min(seq) FROM up)"
    " WHERE amends IN (SELECT seq FROM message WHERE action = 2"
    "  AND amends IS NOT NULL);"
    "UPDATE message SET withdrawn = 1 WHERE seq IN"
    " (SELECT amends FROM message WHERE action = 3) OR (action = 2 AND"
    " amends IN (SELECT amends FROM message WHERE action = 3));";

/* What the tables decided about an alert, every time they were asked. */
static const char decisions[] =
    "CREATE TABLE decision ("
    " decision INTEGER PRIMARY KEY AUTOINCREMENT,"
    " alert INTEGER NOT NULL REFERENCES alert,"
    " seq INTEGER REFERENCES journal," /* that was routed; NULL: asked again */
    " at_us INTEGER NOT NULL,"
    " level INTEGER NOT NULL,"
    " class INTEGER NOT NULL,"
    " grp INTEGER NOT NULL,"
    " region TEXT NOT NULL,"
    " desk TEXT NOT NULL,"
    " prepare TEXT NOT NULL," /* names, a space between */
    " proposals TEXT NOT NULL,"
    " shelter INTEGER NOT NULL,"
    " placer INTEGER NOT NULL,"
    " ask INTEGER NOT NULL,"
    " restricted INTEGER NOT NULL,"
    " tables_version INTEGER NOT NULL,"
    " indicators_version INTEGER NOT NULL,"
    " trace TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX decision_of ON decision (alert);"
    "CREATE INDEX decision_about ON decision (seq) WHERE seq IS NOT NULL;"
    "ALTER TABLE alert ADD COLUMN class INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN grp INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN desk TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE alert ADD COLUMN raised INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN double_intake INTEGER NOT NULL DEFAULT 0;"
    "DROP INDEX alert_gravest;"
    "CREATE INDEX alert_gravest ON alert (level, raised DESC, alert)"
    " WHERE state <> 5;";

/* A placement takes places while it is RESERVED, PLACED or OUT_OF_SERVICE. */
static const char shelter[] =
    "CREATE TABLE placement ("
    " placement INTEGER PRIMARY KEY AUTOINCREMENT,"
    " state INTEGER NOT NULL,"
    " facility TEXT NOT NULL,"
    " referral INTEGER REFERENCES journal,"
    " places INTEGER NOT NULL,"
    " since_us INTEGER NOT NULL,"
    " until_us INTEGER NOT NULL DEFAULT 0,"
    " organisation INTEGER NOT NULL REFERENCES organisation,"
    " principal INTEGER NOT NULL REFERENCES principal,"
    " request BLOB NOT NULL," /* that made it: the same again is no other */
    " alert INTEGER REFERENCES alert,"
    " changed_us INTEGER NOT NULL,"
    " reason TEXT NOT NULL DEFAULT ''"
    ") STRICT;"
    "CREATE UNIQUE INDEX placement_asked ON placement (principal, request);"
    "CREATE INDEX placement_open ON placement (facility, state, places)"
    " WHERE state IN (1, 2, 3, 7);"
    "CREATE INDEX placement_of ON placement (referral)"
    " WHERE referral IS NOT NULL;";

static const char casework[] =
    "ALTER TABLE referral ADD COLUMN outflow TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE referral ADD COLUMN phase INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN help INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN criminal INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN aliens INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN meeting INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE referral ADD COLUMN follow_up_us INTEGER NOT NULL DEFAULT 0;"
    /* keyed hash of the sender's pseudonym (double intake); NULL: none */
    "ALTER TABLE referral ADD COLUMN person BLOB;"
    "CREATE INDEX referral_person ON referral (person)"
    " WHERE person IS NOT NULL;"
    "CREATE INDEX referral_meeting ON referral (seq) WHERE meeting = 1;"
    "CREATE TABLE task ("
    " task INTEGER PRIMARY KEY AUTOINCREMENT,"
    " referral INTEGER NOT NULL REFERENCES journal,"
    " organisation INTEGER NOT NULL REFERENCES organisation,"
    " kind INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " asked_us INTEGER NOT NULL,"
    " asked_by INTEGER NOT NULL REFERENCES principal,"
    " answered_us INTEGER NOT NULL DEFAULT 0,"
    " done_us INTEGER NOT NULL DEFAULT 0,"
    " due_us INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT NOT NULL DEFAULT ''"
    ") STRICT;"
    "CREATE INDEX task_of ON task (referral);"
    "CREATE INDEX task_open ON task (task) WHERE state IN (1, 2);"
    "CREATE INDEX task_open_of ON task (organisation, task)"
    " WHERE state IN (1, 2);"
    "CREATE TABLE term ("
    " term INTEGER PRIMARY KEY AUTOINCREMENT,"
    " subject INTEGER NOT NULL,"
    " ref INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " start_us INTEGER NOT NULL,"
    " end_us INTEGER NOT NULL,"
    " next_us INTEGER NOT NULL,"
    " ended_us INTEGER NOT NULL DEFAULT 0,"
    " decision INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX term_of ON term (ref, subject);"
    "CREATE INDEX term_running ON term (term) WHERE state IN (1, 2);"
    "CREATE INDEX term_exceeded ON term (term) WHERE state IN (2, 4);";

static const char sharing[] =
    "CREATE TABLE share ("
    " share INTEGER PRIMARY KEY AUTOINCREMENT,"
    " bundle INTEGER NOT NULL REFERENCES bundle,"
    " organisation INTEGER NOT NULL REFERENCES organisation,"
    " content INTEGER NOT NULL,"
    " agreement TEXT NOT NULL,"
    " purpose TEXT NOT NULL,"
    " trace TEXT NOT NULL,"
    " row TEXT NOT NULL,"
    " principal INTEGER NOT NULL REFERENCES principal,"
    " at_us INTEGER NOT NULL,"
    " keep_until_us INTEGER NOT NULL DEFAULT 0,"
    " recalled_us INTEGER NOT NULL DEFAULT 0,"
    " recall_reason TEXT NOT NULL DEFAULT '',"
    " body BLOB NOT NULL" /* what left: a serialized loket.v1.Shared */
    ") STRICT;"
    "CREATE INDEX share_of ON share (bundle);"
    "CREATE TABLE question ("
    " question INTEGER PRIMARY KEY AUTOINCREMENT,"
    " seq INTEGER NOT NULL REFERENCES journal,"
    " principal INTEGER NOT NULL REFERENCES principal,"
    " text TEXT NOT NULL,"
    " asked_us INTEGER NOT NULL,"
    " answer TEXT NOT NULL DEFAULT '',"
    " answered_us INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX question_of ON question (seq);"
    "CREATE TABLE bottleneck ("
    " seq INTEGER PRIMARY KEY REFERENCES journal,"
    " state INTEGER NOT NULL DEFAULT 0,"
    " owner INTEGER REFERENCES principal,"
    " reason TEXT NOT NULL DEFAULT '',"
    " changed_us INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX journal_bottleneck ON journal (seq) WHERE kind = 4;"
    /* Round r of the match notes has told every signal up to seq.  What was
     * accepted before there were notes gets the one of four weeks later. */
    "CREATE TABLE note_round ("
    " round INTEGER PRIMARY KEY,"
    " seq INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO note_round VALUES"
    " (1, (SELECT coalesce(max(seq), 0) FROM journal)), (2, 0);";

/* Urgent messages have their alert before they are combined; up to journal.seq
 * `looked` it is known what combining makes of those alerts. */
static const char looked[] =
    "ALTER TABLE installation ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;"
    "UPDATE installation SET looked = combined;";

const char *const schema_chain[] = {
    versions,
    facts,
    looked,
    decisions,
    shelter,
    casework,
    sharing,
    schema_refusals,
    schema_messages_view,
    schema_codes_view,
    schema_referrals_view,
    schema_terms_view,
    schema_alerts_view,
    schema_bottlenecks_view,
    schema_advice_view,
    schema_refusals_view,
    NULL,
};
