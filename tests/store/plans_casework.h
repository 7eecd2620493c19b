/* plans_casework -- calls about referrals, tasks and terms whose plans
 * test_plans.c looks at. */
#ifndef TESTS_STORE_PLANS_CASEWORK_H
#define TESTS_STORE_PLANS_CASEWORK_H

#include "core/rc.h"

struct store;

enum rc plans_ask_referral_meeting(struct store *store);
enum rc plans_ask_referral_twins(struct store *store);
enum rc plans_ask_task_list(struct store *store);
enum rc plans_ask_term_list(struct store *store);
enum rc plans_ask_terms_of_alert(struct store *store);

#endif
