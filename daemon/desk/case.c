/* case -- see case.h */
#include "desk/case.h"

#include <string.h>

#include "core/alert_effect.h"
#include "core/desk_rules.h"
#include "desk/ids.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/journal.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "wire/decode.h"

#define MEMBERS_BATCH 32

enum rc
case_read(struct desk *desk, const struct submission *message,
          struct case_look *look)
{
    struct principal who = {.organisation_kind = ORGANISATION_NONE};
    enum rc rc = people_get(desk->store, look->row.principal, &who);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    facts_of(message, who.organisation_kind, &look->own);
    look->readable = true;
    return RC_OK;
}

int64_t
case_bundle(const struct message_row *row)
{
    return row->bundle != 0 ? row->bundle : row->related;
}

/* The organisations that were counted; beyond them nothing changes. */
struct counted {
    int64_t seen[64];
    size_t n;
};

static bool
is_new(struct counted *counted, int64_t organisation)
{
    for (size_t i = 0; i < counted->n; i++)
        if (counted->seen[i] == organisation)
            return false;
    if (counted->n == sizeof counted->seen / sizeof counted->seen[0])
        return false;
    counted->seen[counted->n++] = organisation;
    return true;
}

static enum rc
join_bundle(struct desk *desk, const struct case_look *look,
            struct case_facts *facts)
{
    const struct indicator_list *list = &desk->rules.now->indicators;
    struct counted counted = {.seen = {look->row.organisation}, .n = 1};
    struct facts_row rows[MEMBERS_BATCH];
    int64_t before = INT64_MAX;
    size_t looked = 0;
    size_t n = MEMBERS_BATCH;

    while (n == MEMBERS_BATCH && looked < CASE_MEMBERS_MAX) {
        enum rc rc = facts_of_bundle(desk->store, case_bundle(&look->row),
                                     before, rows, MEMBERS_BATCH, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n; i++)
            if (rows[i].seq != look->row.seq)
                case_join(facts, &rows[i].facts, list,
                          is_new(&counted, rows[i].organisation));
        looked += n;
        if (n > 0)
            before = rows[n - 1].seq;
    }
    return RC_OK;
}

static enum level
level_of(const struct case_look *look)
{
    enum level level = look->decision.level;

    return !look->readable && level_rank(level) > LEVEL_U3 ? LEVEL_U3 : level;
}

enum rc
case_decide(struct desk *desk, struct case_look *look)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct route_decision *decision = &look->decision;
    struct case_facts facts;
    enum rc rc = RC_OK;

    if (!look->readable)
        look->own = (struct message_facts){.kind = look->row.kind,
                                           .danger_now = look->row.urgent};
    case_start(&facts, &look->own, &desk->rules.now->indicators);
    route_decide(desk->rules.now, &facts, now_us, decision);
    look->own_level = level_of(look);
    if (case_bundle(&look->row) != 0)
        rc = join_bundle(desk, look, &facts);
    if (rc != RC_OK)
        return rc;
    if (facts.messages > 1) {
        facts.danger_now = look->own.danger_now;
        route_decide(desk->rules.now, &facts, now_us, decision);
    }
    decision->level = level_of(look);
    return RC_OK;
}

static void
add_name(char *out, size_t cap, const char *name)
{
    size_t used = strlen(out);

    if (used + strlen(name) + 2 > cap)
        return;
    if (used > 0)
        out[used++] = ' ';
    memcpy(out + used, name, strlen(name) + 1);
}

void
case_row(const struct desk *desk, const struct route_decision *decision,
         struct decision_row *out)
{
    const struct desk_rules *rules = desk->rules.now;

    *out = (struct decision_row){
        .level = decision->level,
        .class_k = (uint8_t)decision->k,
        .group = (uint8_t)decision->group,
        .shelter = (uint8_t)decision->shelter,
        .placer = (uint8_t)decision->placer,
        .ask = decision->ask,
        .restricted = decision->restricted,
        .raised = decision->raised,
        .tables_version = desk->rules.versions[DOCUMENT_TABLES],
        .indicators_version = desk->rules.versions[DOCUMENT_INDICATORS],
    };
    if (decision->region < rules->regions.regions_n)
        add_name(out->region, sizeof out->region,
                 rules->regions.regions[decision->region].name);
    if (decision->desk < rules->regions.desks_n)
        add_name(out->desk, sizeof out->desk,
                 rules->regions.desks[decision->desk].name);
    /* Whoever is to be informed is a ready action too: people decide. */
    for (size_t i = 0; i < rules->directory.roles_n; i++)
        if (((decision->prepare | decision->inform) >> i & 1) != 0)
            add_name(out->prepare, sizeof out->prepare,
                     rules->directory.roles[i].name);
    for (size_t i = 0; i < decision->proposals_n; i++)
        add_name(out->proposals, sizeof out->proposals,
                 rules->facilities.facilities[decision->proposals[i]].name);
    (void)route_trace_write(rules, &decision->trace, out->trace);
}

int64_t
case_day(const struct desk *desk, int64_t at_us)
{
    return zone_day(desk->zone, at_us);
}

const char *
case_region(const struct desk *desk, const struct message_facts *facts,
            int64_t day)
{
    const struct regions *regions = &desk->rules.now->regions;
    size_t region = facts->abroad
                        ? regions->abroad
                        : region_of(regions, facts->municipality, day);

    return region < regions->regions_n ? regions->regions[region].name : "";
}

void
case_duties(struct desk *desk, const struct route_decision *decision,
            const char *alert)
{
    const struct roster_book *book = &desk->rules.now->book;
    const uint32_t called = DUTY_COORDINATOR | DUTY_MANAGER;
    const struct notice notice = {
        .code = decision->shelter == SHELTER_ROUTE_ESCALATE ? NOTICE_NO_PLACE
                                                            : NOTICE_CASE,
        .roster = "",
        .person = "",
        .id = alert};
    person_set people = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if ((book->persons[i].duties & decision->call & ~called) != 0)
            people |= PERSON_BIT(i);
    notices_to(desk, people, &notice);
    if (decision->shelter == SHELTER_ROUTE_ESCALATE)
        notices_managers(desk, &notice);
}

bool
case_is_news(const struct alert *before, const struct route_decision *decision)
{
    bool regroups = (uint8_t)decision->k >= before->class_k &&
                    (uint8_t)decision->group != before->group;

    return regroups || level_rank(decision->level) < level_rank(before->level);
}

/* Before anything else is written: what fails or crashes then is done again. */
static enum rc
tell_duties(struct desk *desk, const struct alert *before,
            const struct route_decision *decision)
{
    char id[PUBLIC_ID_BYTES];

    if (!case_is_news(before, decision))
        return RC_OK;
    outgoing_start(&desk->outgoing);
    ids_alert(desk, before->alert, id);
    case_duties(desk, decision, id);
    return notices_send(desk, "case-news");
}

struct reading {
    struct desk *desk;
    struct case_look *look;
    enum rc rc;
};

static bool
read_own(const struct journal_row *row, void *arg)
{
    struct reading *reading = arg;
    struct desk *desk = reading->desk;
    struct submission message;

    arena_reset(&desk->arena);
    if (wire_decode_submit(&desk->arena, row->body, row->body_n, &message) ==
        RC_OK)
        reading->rc = case_read(desk, &message, reading->look);
    return false;
}

/* The case of an alert is that of its first message. */
static enum rc
look_at_alert(struct desk *desk, const struct alert *alert,
              struct case_look *look)
{
    struct reading reading = {.desk = desk, .look = look, .rc = RC_OK};
    size_t n = 0;
    enum rc rc =
        message_of_alert(desk->store, alert->alert, 0, &look->row, 1, &n);

    if (rc == RC_OK && n == 0)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = journal_get(desk->store, look->row.seq, read_own, &reading);
    if (rc == RC_OK)
        rc = reading.rc;
    return rc == RC_OK ? case_decide(desk, look) : rc;
}

enum rc
case_again(struct desk *desk, int64_t alert, int64_t actor)
{
    struct case_look look = {.readable = false};
    struct decision_row row;
    struct alert before;
    bool raises = false;
    bool known = false;
    enum rc rc = alert_get(desk->store, alert, &before);

    if (rc == RC_OK && (!alert_open(before.state) || before.messages == 0))
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = look_at_alert(desk, &before, &look);
    if (rc == RC_OK)
        if (rc != RC_OK)
            return rc;
    case_row(desk, &look.decision, &row);
    row.alert = alert;
    row.at_us = clock_utc_us(desk->clock);
    raises = level_rank(look.decision.level) < level_rank(before.level);
    /* What each of its messages makes of it may differ: told once. */
    if (actor == 0 && !raises)
        rc = decision_known(desk->store, &row, &known);
    if (rc == RC_OK && !known)
        rc = tell_duties(desk, &before, &look.decision);
    if (rc != RC_OK || known)
        return rc;
    if (raises)
        rc = life_raise(desk, &before,
                        &(struct life_raising){.level = look.decision.level,
                                               .of_others = true,
                                               .actor = actor});
    else if (actor == 0 && row.class_k <= before.class_k &&
             row.group == before.group)
        return RC_OK; /* it says nothing new */
    return rc == RC_OK ? decision_write(desk->store, &row) : rc;
}
