/* digest -- see digest.h */
#include "desk/digest.h"

#include "core/calendar.h"
#include "core/desk_reply.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/due.h"
#include "sys/clock.h"

#define OPEN_STATES                                                            \
    (1U << ALERT_RECEIVED | 1U << ALERT_HELD | 1U << ALERT_PAGING |            \
     1U << ALERT_ACKED)

static void
list_alerts(const struct desk *desk, const struct alert *alerts, size_t n,
            struct digest_list *out)
{
    for (size_t i = 0; i < n && out->listed_n < LISTED_MAX; i++) {
        struct listed_alert *listed = &out->listed[out->listed_n++];

        ids_alert(desk, alerts[i].alert, listed->alert);
        listed->generation = alerts[i].generation;
        listed->level = alerts[i].level;
    }
}

/* To nobody is not an answer: then to every coordinator. */
static void
send_to(struct desk *desk, person_set people, const struct digest_list *list)
{
    int64_t principals[PERSONS_MAX];
    size_t n = rules_principals(desk, people, principals);

    if (n == 0 && people != 0)
        n = rules_anybody(desk, clock_utc_us(desk->clock), principals, 0);

    for (size_t i = 0; i < n; i++)
        outgoing_digest(desk, principals[i], list);
}

static person_set
coordinators(const struct desk *desk)
{
    const struct roster_book *book = &desk->rules.now->book;
    person_set set = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if ((book->persons[i].duties & DUTY_COORDINATOR) != 0)
            set |= PERSON_BIT(i);
    return set;
}

static enum rc
plan(struct desk *desk, enum digest digest, int64_t after_us)
{
    const struct desk_rules *rules = desk->rules.now;
    const struct calendar_clock *time = &rules->policies.digests[digest];
    struct due_plan plan = {.kind = DUE_DIGEST, .ref = (int64_t)digest};

    plan.at_us = calendar_next_clock(&rules->calendar, &rules->book.zone,
                                     after_us, time);

    enum rc rc = due_plan(desk->store, &plan);

    if (rc == RC_OK)
        due_at(desk, plan.at_us);
    return rc;
}

enum rc
digest_plan(struct desk *desk, int64_t from_us)
{
    static const enum digest digests[] = {DIGEST_DAILY, DIGEST_WEEKLY};
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < DIGESTS_N; i++) {
        bool waits = false;

        rc = due_waits(desk, DUE_DIGEST, (int64_t)digests[i], &waits);
        if (rc == RC_OK && !waits)
            rc = plan(desk, digests[i], from_us - 1);
    }
    return rc;
}

/* Of every level that waits for this digest. */
static enum rc
collect(struct desk *desk, enum digest digest, struct digest_list *list)
{
    struct alert_counts counts;
    enum rc rc = alert_count(desk->store, &counts);

    for (unsigned level = LEVEL_U1; rc == RC_OK && level <= LEVEL_LAST;
         level++) {
        struct alert alerts[LISTED_MAX];
        size_t n = 0;

        if (desk->rules.now->policies.levels[level].digest != digest)
            continue;
        list->total += (uint32_t)counts.by[ALERT_HELD][level];
        rc = alert_list_held(desk->store, (enum level)level, 0, alerts,
                             LISTED_MAX, &n);
        if (rc == RC_OK)
            list_alerts(desk, alerts, n, list);
    }
    return rc;
}

enum rc
digest_due(struct desk *desk, enum digest digest)
{
    struct digest_list list = {.kind = digest == DIGEST_WEEKLY
                                           ? DIGEST_KIND_WEEKLY
                                           : DIGEST_KIND_DAILY};
    enum rc rc = collect(desk, digest, &list);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    if (list.total > 0)
        send_to(desk, coordinators(desk), &list);
    rc = notices_send(desk, "digest");
    /* After a long stop there is one digest, not one for each day missed. */
    return rc == RC_OK ? plan(desk, digest, clock_utc_us(desk->clock)) : rc;
}

enum rc
digest_handover(struct desk *desk, person_set people)
{
    struct digest_list list = {.kind = DIGEST_KIND_HANDOVER};
    struct alert alerts[LISTED_MAX];
    struct alert_counts counts;
    size_t n = 0;
    enum rc rc = alert_count(desk->store, &counts);

    if (rc == RC_OK)
        rc = alert_gravest(desk->store, OPEN_STATES, alerts, LISTED_MAX, &n);
    if (rc != RC_OK)
        return rc;
    for (unsigned state = 0; state < ALERT_CLOSED; state++)
        for (unsigned level = 0; level <= LEVEL_LAST; level++)
            list.total += (uint32_t)counts.by[state][level];
    list_alerts(desk, alerts, n, &list);
    if (list.total > 0)
        send_to(desk, people, &list);
    return RC_OK;
}
