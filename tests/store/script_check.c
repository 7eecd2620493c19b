/* script_check -- what a night left behind; see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/sqlite/sql.h"

#define LINK_STATE(S)                                                          \
    " || ' ' || (SELECT count(*) || ',' || total(length(packed))"              \
    "  FROM link_record_" S ") || ' ' || (SELECT count(*) || ',' ||"           \
    "  total(node * (ord % 97)) FROM link_posting_" S ") || ' ' ||"            \
    " (SELECT count(*) || ',' || total(hi * lo * support) || ',' ||"           \
    "  total(decided) FROM link_pair_" S ") || ' ' ||"                         \
    " (SELECT count(*) || ',' || total(node * cluster) || ',' ||"              \
    "  total(node * observation) FROM link_member_" S ")"

static const char state_text[] =
    "SELECT (SELECT count(*) || ',' || total(length(body)) FROM journal)"
    " || ' ' || (SELECT combined FROM installation)"
    " || ' ' || (SELECT count(*) || ',' || total(seq * feedback) || ',' ||"
    "  total(seq * alert) || ',' || total(seq * bundle) || ',' ||"
    "  total(seq * outcome) || ',' || total(seen_us) FROM message)"
    " || ' ' || (SELECT count(*) || ',' || total(alert * state) || ',' ||"
    "  total(alert * step) || ',' || total(owner) || ',' || total(messages)"
    "  || ',' || total(alert * bundle) FROM alert)"
    " || ' ' || (SELECT count(*) || ',' || total(page * attempts) || ',' ||"
    "  total(page * (delivered_us > 0)) || ',' ||"
    "  total(page * (acknowledged_us > 0)) || ',' || total(cancelled) || ','"
    "  || total(page * summary) || ',' || total(listed) || ',' ||"
    "  total(counted_us) FROM page)"
    " || ' ' || (SELECT total(alert * step_us) || ',' || total(ack_us) || ','"
    "  || total(level) || ',' || total(length(policy)) FROM alert)"
    " || ' ' || (SELECT count(*) || ',' || total(person) FROM summary)"
    " || ' ' || (SELECT count(*) || ',' || total(kind * ref) || ',' ||"
    "  total(at_us % 1000000007) FROM due)"
    " || ' ' || (SELECT count(*) || ',' || total(version * length(text))"
    "  FROM desk_document)"
    " || ' ' || (SELECT count(*) || ',' || total(swap * state) FROM swap)"
    " || ' ' || (SELECT count(*) || ',' || total(seq * state) || ',' ||"
    "  total(owner) FROM referral)"
    " || ' ' || (SELECT count(*) || ',' || total(placement * state) || ',' ||"
    "  total(places) FROM placement)"
    " || ' ' || (SELECT count(*) || ',' || total(share * bundle) || ',' ||"
    "  total(recalled_us > 0) FROM share)"
    " || ' ' || (SELECT count(*) || ',' || total(question * seq) || ',' ||"
    "  total(answered_us > 0) FROM question)"
    " || ' ' || (SELECT count(*) || ',' || total(seq * state) || ',' ||"
    "  total(owner) FROM bottleneck)"
    " || ' ' || (SELECT total(round * seq) FROM note_round)"
    " || ' ' || (SELECT total(seq * phase) FROM referral)"
    " || ' ' || (SELECT count(*) || ',' || total(task * state) FROM task)"
    " || ' ' || (SELECT count(*) || ',' || total(term * state) || ',' ||"
    "  total(term * (next_us > 0)) FROM term)"
    " || ' ' || (SELECT is_on FROM storm)"
    " || ' ' || (SELECT count(*) || ',' || total(seq) FROM stream_event)"
    " || ' ' || (SELECT count(*) || ',' || total(row) FROM audit)"
    " || ' ' || (SELECT count(*) FROM principal)"
    " || ' ' || (SELECT count(*) FROM principal_key)"
    " || ' ' || (SELECT live || ',' || coalesce(epoch_0, 0) || ',' ||"
    "  coalesce(epoch_1, 0) FROM link_state)" LINK_STATE("0") LINK_STATE(
        "1") " || ' ' || (SELECT count(*) || ',' || total(verb) || ',' ||"
             "  total(undone_us > 0) FROM link_decision)"
             " || ' ' || (SELECT count(*) || ',' || total(a * b * stands)"
             "  FROM link_decided)"
             " || ' ' || (SELECT count(*) || ',' || total(what) FROM link_look)"
             " || ' ' || (SELECT count(*) || ',' || total(seq * node)"
             "  FROM link_related)"
             " || ' ' || (SELECT count(*) || ',' || total(node) FROM "
             "link_differs)"
             " || ' ' || (SELECT count(*) FROM link_frequency)"
             " || ' ' || (SELECT epoch || ',' || phase FROM link_making)"
             " || ' ' || (SELECT count(*) || ',' || total(bundle * moves)"
             "  FROM link_changed)"
             " || ' ' || (SELECT count(*) || ',' || total(token * seq) FROM "
             "found)"
             " || ' ' || (SELECT total(bundle * became) FROM bundle)";

static const char keys_text[] =
    "SELECT (SELECT pending || ',' || finished || ',' || high ||"
    "  ',' || after_rotation || ',' || before_rewrap FROM erasure)"
    " || ' ' || (SELECT count(*) || ',' || total(n) FROM erased_count)"
    " || ' ' || (SELECT count(*) || ',' || total(ref) || ',' ||"
    "  total(epoch * (ref + 1)) FROM record_key)"
    " || ' ' || (SELECT group_concat(epoch || ':' || keys) FROM key_epoch)"
    " || ' ' || (SELECT epoch || ',' || kind || ',' || ref FROM rewrap)";

void
script_state(struct store *store, char out[SCRIPT_STATE_BYTES])
{
    static const char *const texts[] = {state_text, keys_text};
    size_t n = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sqlite3_stmt *stmt = NULL;

        if (i > 0)
            out[n++] = ' ';
        out[n] = '\0';
        if (sql_bind(store, texts[i], SQL_NO_ARGS, &stmt) != RC_OK ||
            sql_step(store, stmt) != RC_OK)
            return;
        sql_column_text(stmt, 0, out + n, SCRIPT_STATE_BYTES - n);
        n += strlen(out + n);
        assert_true(n < SCRIPT_STATE_BYTES - 1); /* all of it */
        sql_done(stmt);
    }
}

static const struct check {
    const char *name;
    const char *text; /* counts what is wrong */
} checks[] = {
    {"a signal that is not where the live set has it",
     "SELECT (SELECT count(*) FROM link_member_0 m JOIN message s"
     "  ON s.seq = m.node WHERE coalesce(s.bundle, 0) <> m.cluster"
     "  AND (SELECT live FROM link_state) = 0) +"
     " (SELECT count(*) FROM link_member_1 m JOIN message s"
     "  ON s.seq = m.node WHERE coalesce(s.bundle, 0) <> m.cluster"
     "  AND (SELECT live FROM link_state) = 1) +"
     " (SELECT count(*) FROM message s WHERE s.bundle IS NOT NULL AND"
     "  coalesce(s.amends, s.seq) NOT IN (SELECT CASE live WHEN 0"
     "   THEN a.node ELSE b.node END FROM link_state,"
     "   (SELECT node FROM link_member_0 UNION SELECT node FROM link_member_1)"
     "   n LEFT JOIN link_member_0 a ON a.node = n.node"
     "   LEFT JOIN link_member_1 b ON b.node = n.node"
     "   WHERE CASE live WHEN 0 THEN a.node ELSE b.node END IS NOT NULL))"},
    {"a bundle whose number leads elsewhere than its oldest signal",
     "SELECT count(*) FROM bundle b JOIN message s ON s.seq = b.bundle"
     " WHERE s.bundle IS NOT NULL AND coalesce(b.became, b.bundle)"
     "  <> s.bundle"},
    {"a list, pair or member without its record",
     "SELECT (SELECT count(*) FROM link_posting_0 WHERE node NOT IN"
     "  (SELECT node FROM link_record_0)) +"
     " (SELECT count(*) FROM link_pair_0 WHERE hi NOT IN"
     "  (SELECT node FROM link_record_0) OR lo NOT IN"
     "  (SELECT node FROM link_record_0)) +"
     " (SELECT count(*) FROM link_member_0 WHERE node NOT IN"
     "  (SELECT node FROM link_record_0))"},
    {"a decision that stands and was taken back, or the other way round",
     "SELECT count(*) FROM link_decided p JOIN link_decision d"
     " ON d.decision = p.decision WHERE stands <> (undone_us = 0)"},
    {"a stream with a hole or a wrong head",
     "SELECT count(*) FROM stream s WHERE head <> (SELECT count(*) FROM"
     " stream_event e WHERE e.kind = s.kind AND e.owner = s.owner)"
     " OR head <> (SELECT max(seq) FROM stream_event e WHERE e.kind = s.kind"
     " AND e.owner = s.owner)"},
    {"an alert without its message",
     "SELECT count(*) FROM alert a WHERE messages <> (SELECT count(*) FROM"
     " message m WHERE m.alert = a.alert) OR messages = 0 AND cause = 0"},
    {"a routed message without its two events",
     "SELECT (SELECT 2 * count(*) FROM message WHERE alert IS NOT NULL)"
     " <> (SELECT count(*) FROM stream_event WHERE event_id IN"
     " (x'01010101010101010101010101010101',"
     "  x'02020202020202020202020202020202'))"},
    {"a page without its event",
     "SELECT (SELECT count(*) FROM page WHERE summary IS NULL) <>"
     " (SELECT count(*) FROM"
     " stream_event WHERE event_id IN (x'03030303030303030303030303030303',"
     " x'04040404040404040404040404040404'))"},
    {"an open alert without a due time",
     "SELECT count(*) FROM alert a WHERE state <> 5 AND NOT EXISTS (SELECT 1"
     " FROM due WHERE kind = 1 AND ref = a.alert AND at_us ="
     " CASE state WHEN 4 THEN ack_us ELSE step_us END)"},
    {"an open undelivered page without a due time",
     "SELECT count(*) FROM page g WHERE cancelled = 0 AND delivered_us = 0"
     " AND NOT EXISTS (SELECT 1 FROM due WHERE CASE WHEN summary IS NULL"
     "  THEN kind = 2 AND ref = page WHEN summary = 0"
     "  THEN kind = 3 AND ref = person"
     "  ELSE kind = 2 AND ref = -summary END)"},
    {"a due time of nothing open",
     "SELECT count(*) FROM due WHERE kind = 2 AND ref IN (SELECT page FROM"
     " page WHERE cancelled = 1 OR delivered_us <> 0) OR kind = 1 AND ref IN"
     " (SELECT alert FROM alert WHERE state = 5) OR kind = 3 AND ref NOT IN"
     " (SELECT person FROM page WHERE cancelled = 0 AND summary = 0)"},
    {"a summary without its page or its event",
     "SELECT (SELECT count(*) FROM summary) <> (SELECT count(*) FROM page"
     " WHERE summary > 0) OR (SELECT count(*) FROM summary) <> (SELECT"
     " count(*) FROM stream_event"
     " WHERE event_id = x'0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b')"},
    {"a storm without its page",
     "SELECT is_on <> EXISTS (SELECT 1 FROM page WHERE summary IS NOT NULL)"
     " FROM storm"},
    {"a document without its pair, its swap or its event",
     "SELECT count(*) FILTER (WHERE name = 'roster') * 2 <> count(*)"
     " OR count(*) <> 2 * (SELECT count(*) FROM swap WHERE state = 2)"
     " OR count(*) <> 2 * (SELECT count(*) FROM stream_event"
     "  WHERE event_id = x'0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e')"
     " OR count(*) <> 2 * coalesce(max(version), 0) FROM desk_document"},
    {"a referral that was accepted without its record",
     "SELECT count(*) <> (SELECT count(*) FROM audit"
     " WHERE object = 'referral') FROM referral WHERE state = 2"},
    {"a referral that was routed and has no row",
     "SELECT count(*) FROM message m JOIN journal j ON j.seq = m.seq"
     " WHERE j.kind = 2 AND alert IS NOT NULL AND NOT EXISTS"
     " (SELECT 1 FROM referral r WHERE r.seq = m.seq)"},
    {"a placement without its alert, its events or its records",
     "SELECT count(*) <> (SELECT count(*) FROM alert WHERE cause = 5)"
     " OR count(*) + count(*) FILTER (WHERE state = 3) <> (SELECT count(*)"
     "  FROM audit WHERE object = 'placement')"
     " OR count(*) + count(*) FILTER (WHERE state = 3) <> (SELECT count(*)"
     "  FROM stream_event WHERE event_id IN"
     "  (x'1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d',"
     "   x'1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e')) FROM placement"},
    {"somebody who moved in and is not known to be there",
     "SELECT count(*) FROM placement p WHERE state = 3 AND (NOT EXISTS"
     " (SELECT 1 FROM due WHERE kind = 8 AND ref = p.placement)"
     " OR NOT EXISTS (SELECT 1 FROM referral r WHERE r.seq = p.referral"
     "  AND phase = 3))"},
    {"what left the desk or was recalled without its record or its event",
     "SELECT count(*) + count(*) FILTER (WHERE recalled_us <> 0) <>"
     " (SELECT count(*) FROM audit WHERE object = 'share')"
     " OR count(*) + count(*) FILTER (WHERE recalled_us <> 0) <>"
     " (SELECT count(*) FROM stream_event WHERE event_id IN"
     "  (x'15151515151515151515151515151515',"
     "   x'16161616161616161616161616161616')) FROM share"},
    {"a question or an answer without its record or its event",
     "SELECT count(*) + count(*) FILTER (WHERE answered_us <> 0) <>"
     " (SELECT count(*) FROM audit WHERE object = 'question')"
     " OR count(*) + count(*) FILTER (WHERE answered_us <> 0) <>"
     " (SELECT count(*) FROM stream_event WHERE event_id IN"
     "  (x'17171717171717171717171717171717',"
     "   x'18181818181818181818181818181818')) FROM question"},
    {"a bottleneck that was taken without its record",
     "SELECT count(*) <> (SELECT count(*) FROM audit"
     " WHERE object = 'bottleneck') FROM bottleneck"},
    {"a signal that the round has passed and that got no note, or two",
     "SELECT (SELECT count(*) FROM journal WHERE kind = 1 AND seq <="
     "  (SELECT seq FROM note_round WHERE round = 1)) <>"
     " (SELECT count(*) FROM stream_event"
     "  WHERE event_id = x'19191919191919191919191919191919')"},
    {"an alert change without its audit record",
     "SELECT (SELECT count(*) + sum(step) + sum(acknowledged_us > 0) +"
     " sum(closed_us > 0) FROM alert) <> (SELECT count(*) FROM audit WHERE"
     " object = 'alert')"},
    {"a task without its term, its event, its record or its phase",
     "SELECT count(*) <> (SELECT count(*) FROM term WHERE name = 'answer')"
     " OR count(*) <> (SELECT count(*) FROM stream_event"
     "  WHERE event_id = x'0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f')"
     " OR count(*) <> (SELECT count(*) FROM audit WHERE object = 'task')"
     " OR count(*) <> (SELECT count(*) FROM referral WHERE phase >= 2)"
     " FROM task"},
    {"a term that ended without the next, its event or its record",
     "SELECT count(*) <> (SELECT count(*) FROM term WHERE name = 'besluit')"
     " OR count(*) <> (SELECT count(*) FROM stream_event"
     "  WHERE event_id = x'10101010101010101010101010101010')"
     " OR count(*) <> (SELECT count(*) FROM audit WHERE object = 'term')"
     " FROM term WHERE state = 3"},
    {"a term without its due time, or a due time without its term",
     "SELECT (SELECT count(*) FROM term t WHERE next_us <> coalesce((SELECT"
     " at_us FROM due WHERE kind = 9 AND ref = t.term), 0)) <> 0"
     " OR (SELECT count(*) FROM due WHERE kind = 9) <>"
     " (SELECT count(*) FROM term WHERE next_us <> 0)"},
    {"a gap in the journal",
     "SELECT count(*) + (SELECT total(n) FROM erased_count) <>"
     " max((SELECT high FROM erasure), coalesce(max(seq), 0)) FROM journal"},
    {"something left of what is erased, or erased and there",
     "SELECT (SELECT count(*) FROM found WHERE seq NOT IN"
     "  (SELECT seq FROM journal)) +"
     " (SELECT count(*) FROM record_key WHERE kind = 1 AND ref NOT IN"
     "  (SELECT seq FROM journal)) +"
     " (SELECT count(*) FROM journal WHERE seq NOT IN"
     "  (SELECT ref FROM record_key WHERE kind = 1)) +"
     " (SELECT count(*) FROM pragma_foreign_key_check) +"
     " (SELECT count(*) FROM erasing) +"
     " (SELECT count(*) FROM erased_count WHERE n < 1)"},
    {"an erasure without its record, or that is not counted",
     "SELECT pending + finished <> (SELECT total(n) FROM erased_count)"
     " OR pending + finished <> (SELECT count(*) FROM audit"
     "  WHERE verb = 'erase') FROM erasure"},
    {"keys that are not counted, or for another epoch",
     "SELECT (SELECT count(*) FROM key_epoch e WHERE keys <>"
     "  (SELECT count(*) FROM record_key k WHERE k.epoch = e.epoch)) +"
     " (SELECT count(*) FROM record_key WHERE epoch NOT IN"
     "  (SELECT epoch FROM key_epoch))"},
};

static bool
body_ok(const struct journal_row *row, void *arg)
{
    bool *ok = arg;

    *ok = fixture_body_ok(row);
    return *ok;
}

const char *
script_check_bodies(struct store *store)
{
    bool ok = true;

    if (journal_read(store, 0, SIZE_MAX / 2, body_ok, &ok) != RC_OK || !ok)
        return "a torn body";
    return NULL;
}

const char *
script_check(struct store *store)
{
    if (script_check_bodies(store) != NULL)
        return script_check_bodies(store);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        int64_t wrong = 0;

        if (sql_get(store, checks[i].text, SQL_NO_ARGS, &wrong) != RC_OK)
            return "a query that fails";
        if (wrong != 0)
            return checks[i].name;
    }
    return NULL;
}
