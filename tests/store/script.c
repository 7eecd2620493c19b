/* script -- see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/sqlite/sql.h"

#define BATCH_MAX 5
#define BODY_MAX  4000

static void
page_id(const struct script *script, uint8_t number, uint8_t out[PAGE_ID_BYTES])
{
    memset(out, 0, PAGE_ID_BYTES);
    out[0] = number;
    memcpy(out + 1, &script->round, sizeof script->round);
}

/* A message of this round and, from the second on, one of the last again. */
static enum rc
take_in(struct script *script)
{
    static uint8_t room[BATCH_MAX][BODY_MAX];
    struct journal_entry entries[BATCH_MAX];
    uint32_t most = script->body_max == 0 ? 600 : script->body_max;
    uint32_t n = 2 + script->round % (BATCH_MAX - 2);
    enum rc rc = RC_OK;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = script->round * BATCH_MAX + i;

        entries[i] =
            fixture_entry(1 + i % 2, number, room[i], (number * 37) % most);
        entries[i].urgent = i == 0;
        entries[i].kind = i == 0 ? MESSAGE_REFERRAL : MESSAGE_SIGNAL;
    }
    if (script->round > 0 && n < BATCH_MAX) {
        uint32_t number = (script->round - 1) * BATCH_MAX;

        entries[n] = fixture_entry(1, number, room[n], (number * 37) % most);
        n++;
    }
    rc = journal_append(script->store, entries, n);
    if (rc != RC_OK)
        return rc;
    script->first_seq = entries[0].seq;
    script->batch = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (entries[i].verdict != JOURNAL_ACCEPTED)
            continue;
        script->batch++;
        script->last_seq = entries[i].seq;
    }
    return RC_OK;
}

static enum rc
route(struct script *script, int64_t seq, int64_t *alert)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[0], 1),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 2),
    };
    const struct alert_route order = {
        .seq = seq,
        .level = LEVEL_U1,
        .now_us = FIXTURE_NOW_US + script->round,
        .events = events,
        .events_n = 2,
    };

    return alert_create(script->store, &order, alert);
}

static enum rc
combine(struct script *script)
{
    struct combine_item items[BATCH_MAX];

    for (uint32_t i = 0; i < script->batch; i++) {
        items[i] =
            (struct combine_item){.seq = script->first_seq + i, .tokens_n = 2};
        items[i].tokens[0] = fixture_token((uint8_t)(script->round % 16));
        items[i].tokens[1] = fixture_token((uint8_t)(16 + i));
    }
    return combine_apply(script->store, items, script->batch, FIXTURE_NOW_US);
}

static enum rc
page(struct script *script)
{
    struct page_new pages[2] = {{.person = script->people[1]},
                                {.person = script->people[2]}};
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[1], 3),
        fixture_event(STREAM_INBOX, script->people[2], 4),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 5),
    };
    const struct alert_change change = {
        .alert = script->urgent_alert,
        .expect_state = ALERT_PAGING,
        .expect_generation = 1,
        .state = ALERT_PAGING,
        .generation = 1,
        .step = 1,
        .due_us = FIXTURE_NOW_US + 300000000,
        .pages = pages,
        .pages_n = 2,
        .resend_us = FIXTURE_NOW_US + 2000000,
        .events = events,
        .events_n = 3,
        .verb = "step",
        .now_us = FIXTURE_NOW_US,
    };

    page_id(script, 1, pages[0].page_id);
    page_id(script, 2, pages[1].page_id);
    return alert_apply(script->store, &change);
}

static enum rc
acknowledge(struct script *script)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[2], 6),
        fixture_event(STREAM_INBOX, script->people[0], 7),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 8),
    };
    const struct alert_change change = {
        .alert = script->urgent_alert,
        .expect_state = ALERT_PAGING,
        .expect_generation = 1,
        .expect_step = 1,
        .state = ALERT_ACKED,
        .generation = 1,
        .step = 1,
        .owner = script->people[1],
        .due_us = FIXTURE_NOW_US + 900000000,
        .cancel_pages = true,
        .acknowledged_by = script->people[1],
        .feedback = FEEDBACK_SEEN,
        .events = events,
        .events_n = 3,
        .actor = script->people[1],
        .verb = "acknowledge",
        .now_us = FIXTURE_NOW_US + 5,
    };

    return alert_apply(script->store, &change);
}

static enum rc
close_alert(struct script *script)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[0], 9),
    };
    const struct alert_change change = {
        .alert = script->urgent_alert,
        .expect_state = ALERT_ACKED,
        .expect_generation = 1,
        .expect_step = 1,
        .state = ALERT_CLOSED,
        .generation = 1,
        .step = 1,
        .owner = script->people[1],
        .outcome = OUTCOME_SHELTERED,
        .feedback = FEEDBACK_CLOSED,
        .events = events,
        .events_n = 1,
        .actor = script->people[1],
        .verb = "close",
        .now_us = FIXTURE_NOW_US + 6,
    };

    return alert_apply(script->store, &change);
}

static enum rc
enrol(struct script *script)
{
    char name[16];
    int64_t principal = 0;
    struct enrolment enrolment = {
        .organisation = "care",
        .organisation_kind = ORGANISATION_CARE,
        .name = name,
        .kind = PRINCIPAL_SYSTEM,
        .roles = ROLE_BIT(ROLE_SUBMITTER),
        .public_key = {99},
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_to_us = INT64_MAX,
    };

    (void)snprintf(name, sizeof name, "care%u", (unsigned)script->round);
    memcpy(enrolment.public_key + 1, &script->round, sizeof script->round);
    return people_add(script->store, &enrolment, script->people[0],
                      FIXTURE_NOW_US, &principal);
}

enum rc
script_step(struct script *script, unsigned step)
{
    uint8_t id[PAGE_ID_BYTES];
    enum rc rc = RC_INVALID;

    switch (step) {
    case 0:
        return take_in(script);
    case 1:
        return route(script, script->first_seq, &script->urgent_alert);
    case 2:
        return page(script);
    case 3:
        return combine(script);
    case 4:
        return route(script, script->first_seq + 1, &script->other_alert);
    case 5:
        page_id(script, 1, id);
        return page_delivered(script->store, id, script->people[1],
                              FIXTURE_NOW_US + 3);
    case 6:
        page_id(script, 2, id);
        return page_resent(script->store, id, 1, FIXTURE_NOW_US + 6000000);
    case 7:
        return acknowledge(script);
    case 8:
        return enrol(script);
    case 9:
        rc = close_alert(script);
        if (rc == RC_OK)
            script->round++;
        return rc;
    default:
        return RC_INVALID;
    }
}

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
    "  total(page * (acknowledged_us > 0)) || ',' || total(cancelled)"
    "  FROM page)"
    " || ' ' || (SELECT count(*) || ',' || total(kind * ref) FROM due)"
    " || ' ' || (SELECT count(*) || ',' || total(seq) FROM stream_event)"
    " || ' ' || (SELECT count(*) || ',' || total(row) FROM audit)"
    " || ' ' || (SELECT count(*) FROM principal)"
    " || ' ' || (SELECT count(*) FROM principal_key)"
    " || ' ' || (SELECT count(*) || ',' || total(bundle) FROM token)";

void
script_state(struct store *store, char out[SCRIPT_STATE_BYTES])
{
    sqlite3_stmt *stmt = NULL;

    out[0] = '\0';
    if (sql_bind(store, state_text, SQL_NO_ARGS, &stmt) != RC_OK ||
        sql_step(store, stmt) != RC_OK)
        return;
    sql_column_text(stmt, 0, out, SCRIPT_STATE_BYTES);
    sql_done(stmt);
}

static const struct check {
    const char *name;
    const char *text; /* counts what is wrong */
} checks[] = {
    {"a stream with a hole or a wrong head",
     "SELECT count(*) FROM stream s WHERE head <> (SELECT count(*) FROM"
     " stream_event e WHERE e.kind = s.kind AND e.owner = s.owner)"
     " OR head <> (SELECT max(seq) FROM stream_event e WHERE e.kind = s.kind"
     " AND e.owner = s.owner)"},
    {"an alert without its message",
     "SELECT count(*) FROM alert a WHERE messages <> (SELECT count(*) FROM"
     " message m WHERE m.alert = a.alert) OR messages = 0"},
    {"a routed message without its two events",
     "SELECT (SELECT 2 * count(*) FROM message WHERE alert IS NOT NULL)"
     " <> (SELECT count(*) FROM stream_event WHERE event_id IN"
     " (x'01010101010101010101010101010101',"
     "  x'02020202020202020202020202020202'))"},
    {"a page without its event",
     "SELECT (SELECT count(*) FROM page) <> (SELECT count(*) FROM"
     " stream_event WHERE event_id IN (x'03030303030303030303030303030303',"
     " x'04040404040404040404040404040404'))"},
    {"an open alert without a due time",
     "SELECT count(*) FROM alert a WHERE state <> 5 AND NOT EXISTS (SELECT 1"
     " FROM due WHERE kind = 1 AND ref = a.alert)"},
    {"an open undelivered page without a due time",
     "SELECT count(*) FROM page g WHERE cancelled = 0 AND delivered_us = 0"
     " AND NOT EXISTS (SELECT 1 FROM due WHERE kind = 2 AND ref = g.page)"},
    {"a due time of nothing open",
     "SELECT count(*) FROM due WHERE kind = 2 AND ref IN (SELECT page FROM"
     " page WHERE cancelled = 1 OR delivered_us <> 0) OR kind = 1 AND ref IN"
     " (SELECT alert FROM alert WHERE state = 5)"},
    {"an alert change without its audit record",
     "SELECT (SELECT count(*) + sum(step) + sum(acknowledged_us > 0) +"
     " sum(closed_us > 0) FROM alert) <> (SELECT count(*) FROM audit WHERE"
     " object = 'alert')"},
    {"a gap in the journal",
     "SELECT count(*) <> coalesce(max(seq), 0) FROM journal"},
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
