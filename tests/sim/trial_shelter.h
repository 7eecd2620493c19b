/* trial_shelter -- what people ask about places in a trial: the shipped
 * documents, with 6 places in acm-crisis and one in acm-nood. */
#ifndef TESTS_TRIAL_SHELTER_H
#define TESTS_TRIAL_SHELTER_H

#include "trial_ask.h"

/* What a partner knows of its own referral. */
struct referred {
    char *id;
    char *receipt;
};

/* shelter_setup: cmocka's setup: trial_desk_setup(), and the partners who ask
 * about places connected. */
int shelter_setup(void **state);

/* shelter_refer: a referral that needs shelter, routed; with more fields (taken
 * over).  shelter_referred_free(). */
struct referred shelter_refer(struct trial *trial, enum trial_person who);
struct referred shelter_refer_with(struct trial *trial, enum trial_person who,
                                   json_t *more);
void shelter_referred_free(struct referred *referred);

/* shelter_act: the ShelterResult about a new place; `more` (NULL: nothing) is
 * added to the request and taken over.  shelter_act_on: about one that is
 * there. */
json_t *shelter_act(struct trial *trial, enum trial_person who,
                    const char *verb, const char *facility,
                    const char *referral, json_t *more);
json_t *shelter_act_on(struct trial *trial, enum trial_person who,
                       const char *verb, const char *placement);
json_t *shelter_placement(const json_t *result);
void shelter_verdict(const json_t *result, const char *verdict);

/* shelter_listed: with the placements.  shelter_count: a count of one facility
 * as the desk sees it. */
json_t *shelter_listed(struct trial *trial, enum trial_person who,
                       const char *facility);
int64_t shelter_count(struct trial *trial, const char *facility,
                      const char *what);

/* shelter_fill: anna puts so many people there. */
void shelter_fill(struct trial *trial, const char *facility, unsigned places);

#endif
