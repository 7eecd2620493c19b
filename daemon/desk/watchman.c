/* watchman -- see watchman.h */
#include "desk/watchman.h"

#include <string.h>

#include "core/roster.h"
#include "core/roster_check.h"
#include "desk/due.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/due.h"
#include "sys/clock.h"
#include "sys/log.h"

#define SECOND_US    INT64_C(1000000)
#define HOUR_US      (3600 * SECOND_US)
#define DAY_US       (24 * HOUR_US)
#define PASS_US      (60 * SECOND_US)
#define SLICE        256              /* alerts looked at in one turn */
#define SLICE_GAP_US (SECOND_US / 10) /* between two of them */
#define LOOK_US      (5 * SECOND_US)  /* at connections */

static const int64_t before_gap_us[] = {7 * DAY_US, 48 * HOUR_US, 4 * HOUR_US};

#define BEFORE_N (sizeof before_gap_us / sizeof before_gap_us[0])

/* --- nobody is forgotten --- */

/* It cannot be: whoever finds one has found a defect.  But first of all the
 * alert is called about, and whoever is on call hears why. */
static enum rc
rescue(struct desk *desk, int64_t id)
{
    const struct life_opening opening = {.cause = CAUSE_INVARIANT,
                                         .level = LEVEL_U2};
    struct alert alert;
    enum rc rc = alert_get(desk->store, id, &alert);

    if (rc == RC_OK)
        rc = life_rescue(desk, &alert);
    if (rc != RC_OK)
        return rc;
    log_line(LOG_ERROR, "I12: alert %lld had no due time; it is called now",
             (long long)id);
    if (desk->watchman.violations++ > 0)
        return RC_OK;
    return life_open(desk, &opening, &id);
}

static enum rc
audit_slice(struct desk *desk, int64_t now_us)
{
    struct watchman *w = &desk->watchman;
    int64_t forgotten[SLICE];
    int64_t last = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (w->audited == 0)
        w->pass_us = now_us;
    rc = alert_forgotten(desk->store, w->audited, SLICE, forgotten, SLICE, &n,
                         &last);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = rescue(desk, forgotten[i]);
        if (desk_skips("watchman", forgotten[i], rc))
            rc = RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    w->audited = last;
    w->audit_us = last != 0 ? now_us + SLICE_GAP_US : w->pass_us + PASS_US;
    return RC_OK;
}

/* --- whoever is on call is connected --- */

static bool
is_connected(const struct desk *desk, int64_t principal)
{
    for (size_t i = 0; i < desk->sessions.n; i++)
        if (desk->sessions.v[i]->principal == principal &&
            desk->sessions.v[i]->greeted &&
            desk->sessions.v[i]->streams[STREAM_INBOX].attached)
            return true;
    return false;
}

static void
tell(struct desk *desk, size_t person, enum notice_code code)
{
    const struct roster_book *book = &desk->rules.now->book;

    notices_managers(desk,
                     &(struct notice){.code = code,
                                      .roster = "",
                                      .person = book->persons[person].name,
                                      .id = ""});
    log_line(LOG_WARN, "person %zu of the persons document, on call, is %s",
             person + 1,
             code == NOTICE_UNREACHABLE ? "not connected" : "connected again");
}

static void
look_at(struct desk *desk, size_t person, bool oncall, int64_t now_us)
{
    struct watchman *w = &desk->watchman;
    const struct person *who = &desk->rules.now->book.persons[person];
    bool away = oncall && !is_connected(desk, who->principal);

    if (!away) {
        if (w->told[person] && oncall)
            tell(desk, person, NOTICE_REACHABLE);
        w->told[person] = false;
        w->away_us[person] = 0;
        return;
    }
    if (w->away_us[person] == 0)
        w->away_us[person] = now_us;
    if (w->told[person] ||
        now_us - w->away_us[person] < desk->rules.now->policies.unreachable_us)
        return;
    w->told[person] = true;
    tell(desk, person, NOTICE_UNREACHABLE);
}

bool
watchman_serves(const struct desk *desk, size_t roster)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct oncall oncall;

    roster_oncall(book, roster, clock_utc_us(desk->clock), &oncall);
    for (size_t i = 0; i < book->persons_n; i++)
        if ((oncall.people & PERSON_BIT(i)) != 0 &&
            is_connected(desk, book->persons[i].principal))
            return true;
    return false;
}

/* Foreseen or not (a key was revoked): it is here now. */
static void
look_for_hole(struct desk *desk, size_t roster, const struct oncall *now,
              int64_t utc_us)
{
    const struct roster *r = &desk->rules.now->book.rosters[roster];
    bool *told = &desk->watchman.hole_told[roster];
    bool hole = (uint32_t)__builtin_popcountll(now->people) < r->minimum;

    if (hole && !*told) {
        log_line(LOG_ERROR, "too few people are on call in roster %s", r->name);
        notices_managers(desk, &(struct notice){.code = NOTICE_GAP_NEAR,
                                                .roster = r->name,
                                                .person = "",
                                                .start_us = utc_us,
                                                .id = ""});
    }
    *told = hole;
}

static enum rc
look_at_connections(struct desk *desk, int64_t now_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t utc_us = clock_utc_us(desk->clock);
    person_set oncall = 0;

    rules_reach(desk, utc_us);
    outgoing_start(&desk->outgoing);
    for (size_t r = 0; r < book->rosters_n; r++) {
        struct oncall now;

        roster_oncall(book, r, utc_us, &now);
        oncall |= now.people;
        look_for_hole(desk, r, &now, utc_us);
    }
    for (size_t i = 0; i < book->persons_n; i++)
        look_at(desk, i, (oncall & PERSON_BIT(i)) != 0, now_us);
    desk->watchman.connected_us = now_us + LOOK_US;
    return notices_send(desk, "connections");
}

enum rc
watchman_turn(struct desk *desk, int64_t now_us)
{
    enum rc rc = RC_OK;

    if (desk->watchman.audit_us <= now_us)
        rc = audit_slice(desk, now_us);
    if (rc == RC_OK && desk->watchman.connected_us <= now_us)
        rc = look_at_connections(desk, now_us);
    return rc;
}

int64_t
watchman_next_us(const struct desk *desk)
{
    const struct watchman *w = &desk->watchman;

    return w->audit_us < w->connected_us ? w->audit_us : w->connected_us;
}

void
watchman_forget(struct desk *desk)
{
    struct watchman *w = &desk->watchman;

    memset(w->away_us, 0, sizeof w->away_us);
    memset(w->told, 0, sizeof w->told);
    memset(w->hole_told, 0, sizeof w->hole_told);
}

/* --- no hole comes as a surprise --- */

/* The next hole from *at_us on that may have to be told within a day of then;
 * INT64_MAX: none.  *at_us becomes its end. */
static int64_t
next_hole(const struct roster_book *book, size_t roster, int64_t *at_us,
          int64_t then_us)
{
    int64_t to_us = then_us + before_gap_us[0] + DAY_US;
    int64_t hole_us = roster_next_gap(book, roster, *at_us, to_us);

    if (hole_us != INT64_MAX)
        *at_us = roster_gap_end(book, roster, hole_us, to_us);
    return hole_us;
}

static enum rc
plan_after(struct desk *desk, int64_t after_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct due_plan plan = {.kind = DUE_CHECK,
                            .ref = 1,
                            .at_us = after_us + DAY_US,
                            .now_us = clock_utc_us(desk->clock)};

    for (size_t r = 0; r < book->rosters_n; r++) {
        int64_t at_us = after_us;
        int64_t hole_us = INT64_MAX;

        while ((hole_us = next_hole(book, r, &at_us, after_us)) != INT64_MAX)
            for (size_t k = 0; k < BEFORE_N; k++)
                if (hole_us - before_gap_us[k] > after_us &&
                    hole_us - before_gap_us[k] < plan.at_us)
                    plan.at_us = hole_us - before_gap_us[k];
    }

    enum rc rc = due_plan(desk->store, &plan);

    if (rc == RC_OK)
        due_at(desk, plan.at_us);
    return rc;
}

enum rc
watchman_plan(struct desk *desk, int64_t from_us)
{
    bool waits = false;
    enum rc rc = due_waits(desk, DUE_CHECK, 1, &waits);

    return rc != RC_OK || waits ? rc : plan_after(desk, from_us - 1);
}

/* Adds the notices that fall between at_us and now; *near: the last one of a
 * hole is among them. */
static void
tell_holes(struct desk *desk, size_t roster, int64_t at_us, bool *near)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t from_us = at_us;
    int64_t hole_us = INT64_MAX;

    while ((hole_us = next_hole(book, roster, &from_us, now_us)) != INT64_MAX)
        for (size_t k = 0; k < BEFORE_N; k++) {
            int64_t told_us = hole_us - before_gap_us[k];

            if (told_us < at_us || told_us > now_us)
                continue;
            *near = *near || k == BEFORE_N - 1;
            notices_managers(
                desk, &(struct notice){.code = NOTICE_GAP_NEAR,
                                       .roster = book->rosters[roster].name,
                                       .person = "",
                                       .start_us = hole_us,
                                       .id = ""});
        }
}

enum rc
watchman_check(struct desk *desk, int64_t at_us)
{
    const struct life_opening opening = {.cause = CAUSE_ROSTER,
                                         .level = LEVEL_U2};
    int64_t now_us = clock_utc_us(desk->clock);
    bool near = false;
    int64_t alert = 0;
    enum rc rc = RC_OK;

    rules_reach(desk, now_us);
    outgoing_start(&desk->outgoing);
    for (size_t r = 0; r < desk->rules.now->book.rosters_n; r++)
        tell_holes(desk, r, at_us, &near);
    rc = notices_send(desk, "gap-near");
    if (rc == RC_OK && near)
        rc = life_open(desk, &opening, &alert);
    return rc == RC_OK ? plan_after(desk, now_us) : rc;
}
