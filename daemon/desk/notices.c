/* notices -- see notices.h */
#include "desk/notices.h"

#include "core/public_id.h"
#include "core/roster.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/due.h"
#include "store/referrals.h"
#include "sys/clock.h"

void
notices_to(struct desk *desk, person_set people, const struct notice *notice)
{
    int64_t principals[PERSONS_MAX];
    size_t n = rules_principals(desk, people, principals);

    for (size_t i = 0; i < n; i++)
        outgoing_notice(desk, principals[i], notice);
}

static size_t
n_enrolled(const struct desk *desk, person_set people)
{
    int64_t principals[PERSONS_MAX];

    return rules_principals(desk, people, principals);
}

static void
tell_anybody(struct desk *desk, const struct notice *notice)
{
    int64_t principals[PERSONS_MAX];
    size_t n = rules_anybody(desk, clock_utc_us(desk->clock), principals, 0);

    for (size_t i = 0; i < n; i++)
        outgoing_notice(desk, principals[i], notice);
}

void
notices_managers(struct desk *desk, const struct notice *notice)
{
    const struct roster_book *book = &desk->rules.now->book;
    person_set managers = 0;
    person_set all = 0;

    for (size_t i = 0; i < book->persons_n; i++) {
        all |= PERSON_BIT(i);
        if ((book->persons[i].duties & DUTY_MANAGER) != 0)
            managers |= PERSON_BIT(i);
    }
    if (n_enrolled(desk, managers) > 0)
        notices_to(desk, managers, notice);
    else if (n_enrolled(desk, all) > 0)
        notices_to(desk, all, notice);
    else
        tell_anybody(desk, notice);
}

void
notices_operators(struct desk *desk, const struct notice *notice)
{
    int64_t now_us = clock_utc_us(desk->clock);

    for (size_t i = 0; i < desk->keys_n; i++) {
        const struct principal_key *key = &desk->keys[i];
        const struct stream_key inbox = {.kind = STREAM_INBOX,
                                         .owner = key->principal};

        /* A principal may have two keys. */
        if ((key->roles & ROLE_BIT(ROLE_OPERATOR)) != 0 &&
            principal_key_valid(key, now_us) &&
            !outgoing_has(&desk->outgoing, inbox))
            outgoing_notice(desk, key->principal, notice);
    }
}

void
notices_oncall(struct desk *desk, const struct notice *notice)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t now_us = clock_utc_us(desk->clock);
    person_set people = 0;

    for (size_t r = 0; r < book->rosters_n; r++) {
        struct oncall oncall;

        roster_oncall(book, r, now_us, &oncall);
        people |= oncall.people | desk->rules.doubled[r];
    }
    if (n_enrolled(desk, people) > 0)
        notices_to(desk, people, notice);
    else
        notices_managers(desk, notice);
}

static bool
can_read(const struct desk *desk, int64_t principal)
{
    int64_t now_us = clock_utc_us(desk->clock);

    for (size_t i = 0; i < desk->keys_n; i++)
        if (desk->keys[i].principal == principal &&
            principal_key_valid(&desk->keys[i], now_us))
            return true;
    return false;
}

void
notices_owner(struct desk *desk, int64_t owner, const struct notice *notice)
{
    if (owner != 0 && can_read(desk, owner))
        outgoing_notice(desk, owner, notice);
    else
        notices_oncall(desk, notice);
}

enum rc
notices_of_referral(struct desk *desk, int64_t referral,
                    const struct notice *notice)
{
    struct referral row = {.owner = 0};
    enum rc rc = RC_OK;

    if (referral != 0)
        rc = referral_get(desk->store, referral, &row);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    notices_owner(desk, row.owner, notice);
    return RC_OK;
}

void
notices_unattended(struct desk *desk, const struct alert *alert)
{
    struct notice notice = {
        .code = NOTICE_UNATTENDED, .roster = "", .person = "", .id = ""};
    char id[PUBLIC_ID_BYTES];

    ids_alert(desk, alert->alert, id);
    notice.id = id;
    notices_managers(desk, &notice);
}

enum rc
notices_send(struct desk *desk, const char *verb)
{
    if (desk->outgoing.failed)
        return RC_DOWN;
    if (desk->outgoing.n == 0)
        return RC_OK;

    enum rc rc =
        notice_write(desk->store, desk->outgoing.events, desk->outgoing.n, verb,
                     clock_utc_us(desk->clock));

    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}
