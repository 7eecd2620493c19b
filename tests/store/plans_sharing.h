/* plans_sharing -- what test_plans asks of shares, questions and bottlenecks. */
#ifndef TESTS_STORE_PLANS_SHARING_H
#define TESTS_STORE_PLANS_SHARING_H

#include "core/rc.h"

struct store;

enum rc plans_share_list(struct store *store);
enum rc plans_questions(struct store *store); /* the list, and how many wait */
enum rc plans_bottleneck_list(struct store *store);

#endif
