/* What holds of every case by the tables as they are shipped: more that is
 * known never makes it less grave or calls fewer people, no table lowers a
 * floor, and no adult bed is proposed to whoever may be a minor. */
#include <stddef.h>
#include <stdint.h>

#include "documents.h"

#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/route.h"

#define TRIALS       200000
#define TRIALS_QUICK 20000
#define NOW_US       INT64_C(1795604400000000)
#define CODES_MAX    10

static struct desk_rules *rules;

static int
setup(void **state)
{
    (void)state;
    rules = documents_shipped();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(rules);
    return 0;
}

static uint64_t
below(uint64_t *seed, uint64_t n)
{
    return rows_random(seed) % n;
}

static size_t
trials(void)
{
    return getenv("LOKET_QUICK") != NULL ? TRIALS_QUICK : TRIALS;
}

/* As often of one region as of another: most of the country is elsewhere. */
static uint32_t
any_municipality(uint64_t *seed)
{
    const struct regions *all = &rules->regions;
    size_t region = below(seed, all->regions_n);
    size_t at = below(seed, all->municipalities_n);

    for (size_t i = 0;
         i < all->municipalities_n && all->municipalities[at].region != region;
         i++)
        at = (at + 1) % all->municipalities_n;
    return all->municipalities[at].code;
}

/* Any case that messages can make: signals and referrals come in bundles. */
static struct case_facts
any_case(uint64_t *seed)
{
    struct case_facts f = {.messages = 1, .organisations = 1};
    struct message_facts *m = &f.message;

    m->kind = below(seed, 2) == 0 ? MESSAGE_SIGNAL : MESSAGE_REFERRAL;
    m->source = (enum organisation_kind)(1 + below(seed, ORGANISATION_OTHER));
    m->residence = (code_number)below(seed, 5);
    m->abroad = below(seed, 10) == 0;
    if (below(seed, 4) != 0)
        m->municipality = any_municipality(seed);
    if (m->kind == MESSAGE_REFERRAL) {
        m->shelter_needed = (enum yes_no)below(seed, 4);
        m->unsafe_now = (enum yes_no)below(seed, 4);
        m->problems = (uint8_t)below(seed, 4);
    } else {
        f.subject = (code_number)below(seed, 6);
        f.restricted_subject = f.subject == 2 || f.subject == 3;
    }
    f.age = (enum age)below(seed, 4);
    f.form = (enum form)below(seed, FORM_UNKNOWN + 1);
    f.danger_now = below(seed, 6) == 0;
    f.handling = (code_number)below(seed, 5);
    f.police = facts_police(m->source);
    f.others = !f.police;
    for (uint64_t n = below(seed, CODES_MAX); n > 0; n--)
        code_set_add(&f.codes, below(seed, rules->indicators.n));
    return f;
}

/* --- more that is known --- */

static void
one_code(struct case_facts *f, uint64_t *seed)
{
    code_set_add(&f->codes, below(seed, rules->indicators.n));
}

static void
one_organisation(struct case_facts *f, uint64_t *seed)
{
    f->organisations++;
    f->messages++;
    if (below(seed, 2) == 0)
        f->police = true;
    else
        f->others = true;
}

static void
danger(struct case_facts *f, uint64_t *seed)
{
    (void)seed;
    f->danger_now = true;
}

static void
minor(struct case_facts *f, uint64_t *seed)
{
    (void)seed;
    f->age = AGE_UNDER_18;
}

static void
offender(struct case_facts *f, uint64_t *seed)
{
    (void)seed;
    f->restricted_subject = true;
}

static const struct more_row {
    const char *name;
    void (*add)(struct case_facts *f, uint64_t *seed);
} more[] = {
    {"one code more", one_code}, {"one organisation more", one_organisation},
    {"danger now", danger},      {"a minor", minor},
    {"a perpetrator", offender},
};

static void
test_more_is_never_less(void **state)
{
    uint64_t seed = 20261126;

    (void)state;
    for (size_t i = 0; i < trials(); i++) {
        const struct more_row *row = &more[i % ROWS(more)];
        struct case_facts before = any_case(&seed);
        struct case_facts after = before;
        struct route_decision less;
        struct route_decision d;
        char trace[TRACE_BYTES];

        row->add(&after, &seed);
        route_decide(rules, &before, NOW_US, &less);
        route_decide(rules, &after, NOW_US, &d);
        if (d.k >= less.k && d.level <= less.level &&
            (less.call & ~d.call) == 0 && (d.restricted || !less.restricted))
            continue;
        (void)route_trace_write(rules, &less.trace, trace);
        (void)fprintf(stderr, "# before: %s\n", trace);
        (void)route_trace_write(rules, &d.trace, trace);
        fail_msg("%s: K%d U%d call %x was K%d U%d call %x: %s", row->name,
                 d.k - 1, d.level, d.call, less.k - 1, less.level, less.call,
                 trace);
    }
}

/* --- every case --- */

static const char *
broken(const struct case_facts *f, const struct route_decision *d)
{
    bool referral = f->message.kind == MESSAGE_REFERRAL;
    bool shelter = referral && f->message.shelter_needed == YES_NO_YES;

    if (d->no_rule)
        return "a row of T4 foresees it";
    if ((d->call & DUTY_COORDINATOR) == 0)
        return "the coordinator is called, or has it in the digest";
    if (d->level > (f->danger_now ? LEVEL_U1
                    : shelter     ? LEVEL_U2
                    : referral    ? LEVEL_U3
                                  : LEVEL_U4B))
        return "the floors";
    if (d->call_112 != f->danger_now)
        return "who is in danger is told to call 112";
    if (d->desk == DESKS_MAX)
        return "there is a desk";
    if ((d->shelter != SHELTER_ROUTE_NONE) != shelter)
        return "shelter is proposed when it is needed";
    if (d->proposals_n > 0 && f->age != AGE_ADULT)
        return "no adult bed for who may be a minor";
    if (d->shelter == SHELTER_ROUTE_YOUTH && f->age != AGE_UNDER_18)
        return "the youth route is for minors";
    if ((d->group == GROUP_A) != (f->age == AGE_UNDER_18 && d->k > CLASS_K0))
        return "group A are minors";
    if ((d->group == GROUP_D) != (d->k == CLASS_K0))
        return "group D is class K0";
    if (d->restricted != f->restricted_subject)
        return "a perpetrator restricts, nothing else does";
    for (size_t i = 0; i < d->proposals_n; i++) {
        const struct facility *facility =
            &rules->facilities.facilities[d->proposals[i]];

        if ((facility->kind == FACILITY_COSM) != (d->placer == PLACER_COMENSHA))
            return "only CoMensha places in COSM";
        if (facility->kind == FACILITY_COSM && f->message.residence != 3)
            return "COSM is for third countries";
        if (!facility->bookable)
            return "what cannot be booked is not proposed";
    }
    return NULL;
}

static void
test_every_case(void **state)
{
    uint64_t seed = 9;

    (void)state;
    for (size_t i = 0; i < trials(); i++) {
        struct case_facts facts = any_case(&seed);
        struct route_decision d;
        char trace[TRACE_BYTES];
        const char *rule;

        route_decide(rules, &facts, NOW_US, &d);
        rule = broken(&facts, &d);
        if (rule == NULL)
            continue;
        (void)route_trace_write(rules, &d.trace, trace);
        fail_msg("%s: %s", rule, trace);
    }
}

/* Who it is about changes nothing but access and partners. */
static void
test_perpetrator_keeps_the_group(void **state)
{
    uint64_t seed = 77;

    (void)state;
    for (size_t i = 0; i < trials() / 10; i++) {
        struct case_facts facts = any_case(&seed);
        struct route_decision with, without;

        facts.subject = 1;
        facts.restricted_subject = false;
        route_decide(rules, &facts, NOW_US, &without);
        facts.subject = 2;
        facts.restricted_subject = true;
        route_decide(rules, &facts, NOW_US, &with);
        assert_int_equal(with.group, without.group);
        assert_int_equal(with.level, without.level);
        assert_int_equal(with.k, without.k);
        assert_true(with.restricted && !without.restricted);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_is_never_less),
        cmocka_unit_test(test_every_case),
        cmocka_unit_test(test_perpetrator_keeps_the_group),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
