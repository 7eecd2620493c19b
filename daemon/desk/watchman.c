/* watchman -- see watchman.h */
#include "desk/watchman.h"

#include <string.h>

#include "core/alert_times.h"
#include "core/roster.h"
#include "core/roster_check.h"
#include "desk/directory_watch.h"
#include "desk/due.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/shifts.h"
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

/* Whatever it lost, its senders and its deadline are not forgotten either. */
static void
restore_times(const struct desk *desk, struct alert *alert)
{
    struct alert whole = *alert;

    alert_times_level(desk->rules.now, &whole, clock_utc_us(desk->clock));
    if (alert->times.not_seen_us == 0)
        alert->times.not_seen_us = whole.times.not_seen_us;
    if (alert->times.deadline_us == 0)
        alert->times.deadline_us = whole.times.deadline_us;
}

/* It cannot be: whoever finds one has found a defect.  But first of all the
 * alert is called about. */
static enum rc
rescue(struct desk *desk, int64_t id, int64_t now_us)
{
    struct watchman *w = &desk->watchman;
    struct alert alert;
    enum rc rc = alert_get(desk->store, id, &alert);

    if (rc != RC_OK)
        return rc;
    restore_times(desk, &alert);
    rc = life_rescue(desk, &alert);
    if (rc != RC_OK)
        return rc;
    log_line(LOG_ERROR, "I12: alert %lld had no due time; it is called now",
             (long long)id);
    w->violations++;
    if (w->alarm_from_us <= now_us)
        w->alarm = true;
    return RC_OK;
}

/* Whoever is on call hears of the defect. */
static enum rc
raise_alarm(struct desk *desk, int64_t now_us)
{
    const struct life_opening opening = {.cause = CAUSE_INVARIANT,
                                         .level = LEVEL_U2};
    struct watchman *w = &desk->watchman;
    int64_t alert = 0;

    if (!w->alarm)
        return RC_OK;

    enum rc rc = life_open(desk, &opening, &alert);

    if (rc != RC_OK)
        return rc;
    w->alarm = false;
    w->alarm_from_us = now_us + HOUR_US;
    return RC_OK;
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
        rc = rescue(desk, forgotten[i], now_us);
        if (desk_skips("watchman", forgotten[i], rc))
            rc = RC_OK;
    }
    if (rc == RC_OK)
        rc = raise_alarm(desk, now_us);
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

/* Answers whether the managers know, once it is sent, that the person is
 * away. */
static bool
look_at(struct desk *desk, size_t person, bool wanted, int64_t now_us)
{
    struct watchman *w = &desk->watchman;
    const struct person *who = &desk->rules.now->book.persons[person];
    bool told = (w->told & PERSON_BIT(person)) != 0;

    if (!wanted || (who->reachable && is_connected(desk, who->principal))) {
        if (told && wanted)
            tell(desk, person, NOTICE_REACHABLE);
        w->away_us[person] = 0;
        return false;
    }
    if (w->away_us[person] == 0)
        w->away_us[person] = now_us;
    if (told ||
        now_us - w->away_us[person] < desk->rules.now->policies.unreachable_us)
        return told;
    tell(desk, person, NOTICE_UNREACHABLE);
    return true;
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

/* Whoever should be there: nobody calls a person without a valid key, and
 * that is why somebody must hear of it. */
static person_set
wanted_now(const struct roster_book *book, int64_t utc_us)
{
    person_set wanted = 0;

    for (size_t r = 0; r < book->rosters_n; r++) {
        struct oncall now;

        roster_oncall(book, r, utc_us, &now);
        wanted |= now.people | (now.assigned & ~now.absent);
    }
    return wanted;
}

/* A key became valid or ended, and nobody did anything: other people will
 * come, and other holes. */
static enum rc
plan_for_others(struct desk *desk)
{
    person_set reachable = roster_reachable(&desk->rules.now->book);
    enum rc rc = RC_OK;

    if (reachable == desk->watchman.planned_with)
        return RC_OK;
    rc = shifts_people(desk);
    if (rc == RC_OK)
        rc = watchman_plan(desk, clock_utc_us(desk->clock) + 1);
    if (rc == RC_OK)
        desk->watchman.planned_with = reachable;
    return rc;
}

static enum rc
look_at_connections(struct desk *desk, int64_t now_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t utc_us = clock_utc_us(desk->clock);
    person_set told = 0;
    person_set wanted = 0;

    rules_reach(desk, utc_us);
    wanted = wanted_now(book, utc_us);
    outgoing_start(&desk->outgoing);
    for (size_t i = 0; i < book->persons_n; i++)
        if (look_at(desk, i, (wanted & PERSON_BIT(i)) != 0, now_us))
            told |= PERSON_BIT(i);

    enum rc rc = notices_send(desk, "connections");

    if (rc != RC_OK)
        return rc;
    desk->watchman.told = told;
    desk->watchman.connected_us = now_us + LOOK_US;
    return plan_for_others(desk);
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
    w->told = 0;
    w->planned_with = 0;
}

/* --- no hole comes as a surprise --- */

/* How far holes are looked for: what may have to be told within a day. */
static int64_t
horizon_us(int64_t now_us)
{
    return now_us + before_gap_us[0] + DAY_US;
}

struct hole {
    int64_t start_us;
    int64_t end_us; /* INT64_MAX: not before the horizon */
};

/* The first from from_us on; false: none. */
static bool
next_hole(const struct roster_book *book, size_t roster, int64_t from_us,
          int64_t now_us, struct hole *out)
{
    int64_t to_us = horizon_us(now_us);

    out->start_us = roster_next_gap(book, roster, from_us, to_us);
    if (out->start_us == INT64_MAX)
        return false;
    out->end_us = roster_gap_end(book, roster, out->start_us, to_us);
    if (out->end_us == to_us)
        out->end_us = INT64_MAX;
    return true;
}

/* The last notice of it is due, or it is there. */
static bool
is_near(const struct hole *hole, int64_t now_us)
{
    return hole->start_us - before_gap_us[BEFORE_N - 1] <= now_us &&
           hole->end_us > now_us;
}

/* Up to when the near holes of a roster were told. */
static int64_t
told_until_us(const struct desk *desk, size_t roster)
{
    const struct watchman_hole *told = &desk->watchman.holes[roster];
    const char *name = desk->rules.now->book.rosters[roster].name;

    return strcmp(told->roster, name) == 0 ? told->until_us : INT64_MIN;
}

/* When the next notice about holes of a roster is due after after_us, if that
 * is before limit_us; else limit_us.  A near one that nobody foresaw gets a
 * minute: somebody may just be given another key. */
static int64_t
next_notice_us(const struct desk *desk, size_t roster, int64_t after_us,
               int64_t limit_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t from_us = now_us;
    struct hole hole;

    for (; next_hole(book, roster, from_us, now_us, &hole);
         from_us = hole.end_us) {
        if (is_near(&hole, now_us) && hole.end_us > told_until_us(desk, roster))
            return now_us + desk->rules.now->policies.unreachable_us;
        for (size_t k = 0; k < BEFORE_N; k++) {
            int64_t at_us = hole.start_us - before_gap_us[k];

            if (at_us > after_us && at_us < limit_us)
                limit_us = at_us;
        }
    }
    return limit_us;
}

static enum rc
plan_after(struct desk *desk, int64_t after_us)
{
    struct due_plan plan = {
        .kind = DUE_CHECK, .ref = 1, .at_us = after_us + DAY_US};

    int64_t before_us = 0;
    enum rc rc = due_get(desk->store, DUE_CHECK, 1, &before_us);

    if (rc != RC_OK)
        return rc;
    /* Or change after change would put it off. */
    if (before_us > after_us && before_us < plan.at_us)
        plan.at_us = before_us;
    for (size_t r = 0; r < desk->rules.now->book.rosters_n; r++) {
        int64_t next_us = next_notice_us(desk, r, after_us, plan.at_us);

        if (next_us < plan.at_us)
            plan.at_us = next_us;
    }
    rc = due_plan(desk->store, &plan);

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

static void
tell_hole(struct desk *desk, size_t roster, const struct hole *hole)
{
    notices_managers(
        desk,
        &(struct notice){.code = NOTICE_GAP_NEAR,
                         .roster = desk->rules.now->book.rosters[roster].name,
                         .person = "",
                         .start_us = hole->start_us,
                         .id = ""});
}

/* Does an early notice of it fall between these two instants? */
static bool
is_announced(const struct hole *hole, int64_t from_us, int64_t to_us)
{
    for (size_t k = 0; k < BEFORE_N - 1; k++)
        if (hole->start_us - before_gap_us[k] >= from_us &&
            hole->start_us - before_gap_us[k] <= to_us)
            return true;
    return false;
}

/* Adds the notices that fall between at_us and now, and those of near holes
 * that nobody heard of; answers whether there is a near one among them, and up
 * to when such are told then. */
static bool
tell_holes(struct desk *desk, size_t roster, int64_t at_us, int64_t *until_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t from_us = at_us;
    bool near = false;
    struct hole hole;

    *until_us = INT64_MIN;
    for (; next_hole(book, roster, from_us, now_us, &hole);
         from_us = hole.end_us) {
        if (is_near(&hole, now_us)) {
            *until_us = hole.end_us;
            if (hole.end_us <= told_until_us(desk, roster))
                continue;
            near = true;
            tell_hole(desk, roster, &hole);
        } else if (hole.end_us > now_us && is_announced(&hole, at_us, now_us)) {
            tell_hole(desk, roster, &hole);
        }
    }
    return near;
}

enum rc
watchman_check(struct desk *desk, int64_t at_us)
{
    const struct life_opening opening = {.cause = CAUSE_ROSTER,
                                         .level = LEVEL_U2};
    const struct roster_book *book = &desk->rules.now->book;
    struct watchman_hole told[ROSTERS_MAX] = {0};
    int64_t now_us = clock_utc_us(desk->clock);
    bool near = false;
    int64_t alert = 0;
    enum rc rc = RC_OK;

    rules_reach(desk, now_us);
    outgoing_start(&desk->outgoing);
    for (size_t r = 0; r < book->rosters_n; r++) {
        memcpy(told[r].roster, book->rosters[r].name, sizeof told[r].roster);
        if (tell_holes(desk, r, at_us, &told[r].until_us))
            near = true;
    }
    rc = notices_send(desk, "gap-near");
    if (rc == RC_OK)
        rc = directory_watch(desk);
    if (rc == RC_OK && near)
        rc = life_open(desk, &opening, &alert);
    if (rc != RC_OK)
        return rc;
    /* Not before that, or it would never be told. */
    memcpy(desk->watchman.holes, told, sizeof told);
    return plan_after(desk, now_us);
}
