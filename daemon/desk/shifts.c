/* shifts -- see shifts.h */
#include "desk/shifts.h"

#include <string.h>

#include "core/handover.h"
#include "core/roster.h"
#include "desk/deliver.h"
#include "desk/digest.h"
#include "desk/due.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/page.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/due.h"
#include "store/rosters.h"
#include "sys/clock.h"

#define DAY_US        (INT64_C(24) * 3600 * 1000000)
#define LOOK_AHEAD    (400 * DAY_US)
#define LOOK_BACK     (31 * DAY_US) /* the longest shift to be accepted late */
#define ACTS_MAX      8
#define JOIN_BATCH    32
#define JOIN_SLICE_US 3000

/* The acts of one roster after after_us, all at one instant. */
struct acts {
    struct handover v[ACTS_MAX];
    size_t n;
    int64_t at_us;
};

static void
acts_after(const struct desk *desk, size_t roster, int64_t after_us,
           struct acts *out)
{
    const struct desk_rules *rules = desk->rules.now;

    out->at_us = INT64_MAX;
    handover_next(&rules->book, roster, &rules->policies.handover, after_us,
                  after_us + LOOK_AHEAD, out->v, ACTS_MAX, &out->n,
                  &out->at_us);
    if (out->n == 0)
        out->at_us = INT64_MAX;
}

static enum rc
plan_after(struct desk *desk, int64_t after_us)
{
    struct due_plan plan = {.kind = DUE_HANDOVER, .ref = 1};
    int64_t next_us = INT64_MAX;

    for (size_t r = 0; r < desk->rules.now->book.rosters_n; r++) {
        struct acts acts;

        acts_after(desk, r, after_us, &acts);
        if (acts.at_us < next_us)
            next_us = acts.at_us;
    }
    /* With nothing ahead we look again in a while. */
    plan.at_us = next_us == INT64_MAX ? after_us + LOOK_AHEAD : next_us;

    enum rc rc = due_plan(desk->store, &plan);

    if (rc == RC_OK)
        due_at(desk, plan.at_us);
    return rc;
}

/* Of the people who came, those who have not accepted. */
static enum rc
not_accepted(struct desk *desk, const struct handover *act, person_set *out)
{
    const struct roster_book *book = &desk->rules.now->book;

    *out = 0;
    for (size_t i = 0; i < book->persons_n; i++) {
        bool accepted = false;
        enum rc rc = RC_OK;

        if ((act->incoming & PERSON_BIT(i)) == 0)
            continue;
        if (book->persons[i].principal != 0)
            rc = shift_accepted(desk->store, book->rosters[act->roster].name,
                                act->start_us, book->persons[i].principal,
                                &accepted);
        if (rc != RC_OK)
            return rc;
        if (!accepted)
            *out |= PERSON_BIT(i);
    }
    return RC_OK;
}

/* Who came to a roster when, and who went then; of those who are on call
 * since. */
struct since {
    int64_t came_us[PERSONS_MAX];
    person_set went[PERSONS_MAX];
    person_set late; /* who should have accepted by now */
};

static void
find_since(const struct desk_rules *rules, size_t roster, int64_t now_us,
           struct since *out)
{
    int64_t late_us = now_us - rules->policies.handover.late_us;
    person_set before = 0;
    struct oncall oncall;

    *out = (struct since){.late = 0};
    roster_oncall(&rules->book, roster, now_us - LOOK_BACK, &oncall);
    before = oncall.people;
    while (oncall.until_us <= now_us) {
        int64_t at_us = oncall.until_us;

        roster_oncall(&rules->book, roster, at_us, &oncall);
        out->late &= oncall.people;
        for (size_t i = 0; at_us <= late_us && i < rules->book.persons_n; i++)
            if ((oncall.people & ~before & PERSON_BIT(i)) != 0) {
                out->came_us[i] = at_us;
                out->went[i] = before & ~oncall.people;
                out->late |= PERSON_BIT(i);
            }
        before = oncall.people;
    }
}

/* Who went stays while one of those who came then is on call and has not
 * accepted, whatever else changed in the meantime. */
static enum rc
double_roster(struct desk *desk, size_t roster, int64_t now_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    person_set doubled = 0;
    struct since since;

    find_since(desk->rules.now, roster, now_us, &since);
    for (size_t i = 0; i < book->persons_n; i++) {
        const struct handover came = {.roster = roster,
                                      .start_us = since.came_us[i],
                                      .incoming = PERSON_BIT(i)};
        person_set missing = 0;
        enum rc rc = RC_OK;

        if ((since.late & PERSON_BIT(i)) == 0)
            continue;
        if ((rc = not_accepted(desk, &came, &missing)) != RC_OK)
            return rc;
        if (missing != 0)
            doubled |= since.went[i];
    }
    desk->rules.doubled[roster] = doubled;
    return RC_OK;
}

enum rc
shifts_doubled(struct desk *desk)
{
    int64_t now_us = clock_utc_us(desk->clock);
    enum rc rc = RC_OK;

    for (size_t r = 0; rc == RC_OK && r < desk->rules.now->book.rosters_n; r++)
        rc = double_roster(desk, r, now_us);
    return rc;
}

enum rc
shifts_plan(struct desk *desk, int64_t from_us)
{
    bool waits = false;
    enum rc rc = shifts_doubled(desk);

    desk->joining = (struct shifts_joining){0};
    if (rc == RC_OK)
        rc = due_waits(desk, DUE_HANDOVER, 1, &waits);
    return rc != RC_OK || waits ? rc : plan_after(desk, from_us - 1);
}

enum rc
shifts_people(struct desk *desk)
{
    bool waits = false;
    enum rc rc = due_waits(desk, DUE_HANDOVER, 1, &waits);

    /* Else joining would begin anew, from the first alert. */
    if (rc != RC_OK || waits)
        return rc;
    /* What is of this instant was done. */
    return shifts_plan(desk, clock_utc_us(desk->clock) + 1);
}

static void
tell_incoming(struct desk *desk, const struct handover *act,
              enum notice_code code)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct notice notice = {
        .code = code,
        .roster = book->rosters[act->roster].name,
        .start_us = act->start_us,
        .id = "",
    };

    for (size_t i = 0; i < book->persons_n; i++) {
        if ((act->incoming & PERSON_BIT(i)) == 0)
            continue;
        notice.person = book->persons[i].name;
        notice.end_us = roster_until(book, act->roster, act->start_us,
                                     act->start_us + LOOK_AHEAD);
        notices_to(desk, PERSON_BIT(i), &notice);
    }
}

static enum rc
tell_late(struct desk *desk, const struct handover *act)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct notice notice = {
        .code = NOTICE_SHIFT_NOT_ACCEPTED,
        .roster = book->rosters[act->roster].name,
        .start_us = act->start_us,
        .id = "",
    };
    person_set missing = 0;
    enum rc rc = not_accepted(desk, act, &missing);

    for (size_t i = 0; rc == RC_OK && i < book->persons_n; i++) {
        if ((missing & PERSON_BIT(i)) == 0)
            continue;
        notice.person = book->persons[i].name;
        notices_managers(desk, &notice);
        notices_to(desk, act->outgoing & ~PERSON_BIT(i), &notice);
    }
    return rc;
}

/* Of those who come with an act, whoever is on call from then to now without
 * a break; before it begins, all of them. */
static person_set
still_on_call(const struct roster_book *book, const struct handover *act,
              int64_t now_us)
{
    person_set people = act->incoming;
    struct oncall oncall = {.until_us = act->start_us};

    while (people != 0 && oncall.until_us <= now_us) {
        roster_oncall(book, act->roster, oncall.until_us, &oncall);
        people &= oncall.people;
    }
    return people;
}

static enum rc
tell(struct desk *desk, const struct handover *act, int64_t now_us)
{
    const struct roster_book *book = &desk->rules.now->book;
    struct handover still = *act;
    /* What began, or is over, by now need not be announced any more. */
    bool late = act->start_us < now_us;

    still.incoming = still_on_call(book, act, now_us);
    if (still.incoming == 0)
        return RC_OK;
    switch (act->act) {
    case HANDOVER_NOTICE_DAY:
        if (!late)
            tell_incoming(desk, &still, NOTICE_SHIFT_DAY);
        break;
    case HANDOVER_NOTICE_HOUR:
        if (!late)
            tell_incoming(desk, &still, NOTICE_SHIFT_HOUR);
        break;
    case HANDOVER_NOW:
        tell_incoming(desk, &still, NOTICE_SHIFT_NOW);
        return digest_handover(desk, still.incoming);
    case HANDOVER_LATE:
        return tell_late(desk, &still);
    }
    return RC_OK;
}

/* Every running call gets the incoming, as many alerts a turn as there is time
 * for: steps and repeats must get theirs. */
static enum rc
join_some(struct desk *desk, const struct handover *act, bool *done)
{
    struct shifts_joining *joining = &desk->joining;
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t until_us = clock_mono_us(desk->clock) + JOIN_SLICE_US;
    /* After a long stop other people may have come since. */
    person_set people = still_on_call(&desk->rules.now->book, act, now_us);
    struct alert alerts[JOIN_BATCH];
    size_t joined = 0;
    size_t n = 0;
    enum rc rc = alert_list(desk->store, 1U << ALERT_PAGING, joining->after,
                            alerts, JOIN_BATCH, &n);

    while (rc == RC_OK && joined < n &&
           (joined == 0 || clock_mono_us(desk->clock) < until_us)) {
        rc = page_join(desk, alerts[joined].alert, act->roster, people);
        if (desk_skips("join", alerts[joined].alert, rc))
            rc = RC_OK;
        if (rc == RC_OK)
            joining->after = alerts[joined++].alert;
    }
    *done = rc == RC_OK && joined == n && n < JOIN_BATCH;
    return rc;
}

/* Telling comes first and once, joining in as many turns as it takes. */
static enum rc
do_roster(struct desk *desk, size_t roster, int64_t at_us, bool *done)
{
    struct shifts_joining *joining = &desk->joining;
    struct acts acts;
    enum rc rc = RC_OK;

    *done = true;
    acts_after(desk, roster, at_us - 1, &acts);
    if (acts.at_us != at_us)
        return RC_OK;
    if (!joining->told) {
        outgoing_start(&desk->outgoing);
        for (size_t i = 0; rc == RC_OK && i < acts.n; i++)
            rc = tell(desk, &acts.v[i], clock_utc_us(desk->clock));
        if (rc == RC_OK)
            rc = notices_send(desk, "handover");
        if (rc == RC_OK)
            rc = double_roster(desk, roster, clock_utc_us(desk->clock));
        joining->told = rc == RC_OK;
    }
    for (size_t i = 0; rc == RC_OK && i < acts.n; i++)
        if (acts.v[i].act == HANDOVER_NOW)
            rc = join_some(desk, &acts.v[i], done);
    return rc;
}

enum rc
shifts_due(struct desk *desk, int64_t at_us)
{
    struct shifts_joining *joining = &desk->joining;

    while (joining->roster < desk->rules.now->book.rosters_n) {
        bool done = true;
        enum rc rc = do_roster(desk, joining->roster, at_us, &done);

        if (rc != RC_OK)
            return rc;
        if (!done) {
            desk->times.due_us = clock_utc_us(desk->clock);
            return RC_OK;
        }
        *joining = (struct shifts_joining){.roster = joining->roster + 1};
    }
    *joining = (struct shifts_joining){0};
    return plan_after(desk, at_us);
}

void
shifts_changed(struct desk *desk, const struct desk_rules *next)
{
    const struct roster_book *before = &desk->rules.now->book;
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t limit_us = now_us + 90 * DAY_US;

    for (size_t r = 0; r < next->book.rosters_n; r++) {
        const char *roster = next->book.rosters[r].name;
        size_t was_r = roster_find(before, roster);

        for (size_t i = 0; i < before->persons_n; i++) {
            const char *name = before->persons[i].name;
            size_t is_i = roster_person(&next->book, name);
            int64_t was_us = INT64_MAX;
            int64_t is_us = INT64_MAX;

            if (was_r < ROSTERS_MAX)
                was_us = handover_own_next(before, was_r, i, now_us, limit_us);
            if (is_i < PERSONS_MAX)
                is_us =
                    handover_own_next(&next->book, r, is_i, now_us, limit_us);
            if (was_us == is_us)
                continue;
            notices_to(
                desk, PERSON_BIT(i),
                &(struct notice){.code = NOTICE_SHIFT_CHANGED,
                                 .roster = roster,
                                 .person = name,
                                 .start_us = is_us == INT64_MAX ? 0 : is_us,
                                 .id = ""});
        }
    }
}
