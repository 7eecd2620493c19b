/* trial_linking -- signals of three organisations at a few dwellings, and what
 * the desk makes of them. */
#ifndef TESTS_TRIAL_LINKING_H
#define TESTS_TRIAL_LINKING_H

#include <stdbool.h>
#include <stdint.h>

#include "store/linking.h"
#include "trial_ask.h"

/* cmocka's setup: everybody is connected, DB01 and DB02 are strong codes. */
int linking_setup(void **state);

/* A signal at a dwelling that only `house` makes different from another; all of
 * them are far from each other.  with_phone: the same, with one telephone. */
json_t *at(unsigned house, const char *code);
json_t *with_phone(json_t *content);

/* One accepted message, and two seconds later. */
struct posted {
    char *id;
    char *receipt;
};
void posted_free(struct posted *posted);
struct posted posted_take(struct trial *trial, json_t *receipt);
struct posted post(struct trial *trial, enum trial_person who, json_t *content);
struct posted amend(struct trial *trial, enum trial_person who,
                    const char *kind, json_t *content, const struct posted *of,
                    const char *action);
struct posted withdraw(struct trial *trial, enum trial_person who,
                       const struct posted *of);

/* What the desk shows; borrowed until the next trial_forget(). */
json_t *detail(struct trial *trial, const struct posted *posted);
const char *bundle_of(struct trial *trial, const struct posted *posted);
const char *alert_of(struct trial *trial, const struct posted *posted);
const char *level_of(struct trial *trial, const struct posted *posted);
bool together(struct trial *trial, const struct posted *a,
              const struct posted *b);
json_t *bundle_detail(struct trial *trial, const char *bundle);

/* What the database holds, and a change of it, while a desk is open or not. */
struct linking_digest digest(struct trial *trial);
int64_t number(struct trial *trial, const char *sql);
void change(struct trial *trial, const char *sql);

/* must_decide: what ANNA decides, which must be taken; body is its own. */
void must_decide(struct trial *trial, const char *verb, json_t *body);

/* post_many: n signals of two organisations at five dwellings, some with a
 * telephone; time stands still. */
void post_many(struct trial *trial, unsigned n);

#endif
