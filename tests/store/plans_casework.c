/* plans_casework -- see plans_casework.h */
#include "plans_casework.h"

#include "fixture.h"
#include "store/referrals.h"
#include "store/tasks.h"

#define NOW FIXTURE_NOW_US

enum rc
plans_ask_referral_meeting(struct store *store)
{
    struct referral out[2];
    size_t n = 0;

    return referral_list(store, &(struct referral_query){.meeting = true}, out,
                         2, &n);
}

enum rc
plans_ask_referral_twins(struct store *store)
{
    const struct link_token person = {{1}};
    const struct twin_query query = {.person = &person, .seq = 1};
    struct referral_twin out[2];
    size_t n = 0;
    enum rc rc = referral_twins(store, &query, out, 2, &n);

    return rc == RC_OK ? referral_twins_of(store, 1, out, 2, &n) : rc;
}

enum rc
plans_ask_task_list(struct store *store)
{
    struct task out[2];
    size_t n = 0;
    enum rc rc =
        task_list(store, &(struct task_query){.organisation = 1}, out, 2, &n);

    return rc == RC_OK ? task_list(store, &(struct task_query){.referral = 1},
                                   out, 2, &n)
                       : rc;
}

enum rc
plans_ask_term_list(struct store *store)
{
    static const struct term_query queries[] = {
        {.after = 1}, {.exceeded = true}, {.referral = 1}};
    struct term out[2];
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < 3; i++) {
        size_t n = 0;

        rc = term_list(store, &queries[i], out, 2, &n);
    }
    return rc;
}

/* The terms of every message of an alert. */
enum rc
plans_ask_terms_of_alert(struct store *store)
{
    const struct terms_change terms = {
        .of = TERMS_OF_ALERT, .ref = 1, .at_us = NOW, .stops_all = true};
    struct alert before;
    const struct alert_change change = {.before = &before,
                                        .after = &before,
                                        .terms = &terms,
                                        .terms_n = 1,
                                        .now_us = NOW};
    enum rc rc = alert_get(store, 1, &before);

    return rc == RC_OK ? alert_apply(store, &change) : rc;
}
