/* plans_linking -- linking, review and search for test_plans. */
#ifndef TESTS_STORE_PLANS_LINKING_H
#define TESTS_STORE_PLANS_LINKING_H

#include "core/rc.h"
#include "store/store.h"

enum rc plans_ask_book(struct store *store);
enum rc plans_ask_told(struct store *store);
enum rc plans_ask_look(struct store *store);
enum rc plans_ask_confirmed(struct store *store);
enum rc plans_ask_review(struct store *store);
enum rc plans_ask_review_about(struct store *store);
enum rc plans_ask_acts(struct store *store);
enum rc plans_ask_notices(struct store *store);
enum rc plans_ask_making(struct store *store);
enum rc plans_ask_search(struct store *store);

#endif
