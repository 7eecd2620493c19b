/* What people ask about places in a trial. */
#include "trial_shelter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct referred
shelter_refer_with(struct trial *trial, enum trial_person who, json_t *more)
{
    json_t *content = trial_referral("yes", "no");
    json_t *receipt = NULL;
    struct referred out;

    json_object_update(content, more);
    json_decref(more);
    receipt = trial_post(trial, who, "referral", content);
    out = (struct referred){.id = strdup(trial_text(receipt, "id")),
                            .receipt = strdup(trial_text(receipt, "receipt"))};
    trial_tick(trial);
    return out;
}

struct referred
shelter_refer(struct trial *trial, enum trial_person who)
{
    return shelter_refer_with(trial, who, json_object());
}

void
shelter_referred_free(struct referred *referred)
{
    free(referred->id);
    free(referred->receipt);
}

/* The ShelterResult; `more` is taken over, NULL: nothing. */
json_t *
shelter_act(struct trial *trial, enum trial_person who, const char *verb,
            const char *facility, const char *referral, json_t *more)
{
    json_t *body = json_pack("{s:s, s:s, s:s}", "verb", verb, "facility",
                             facility, "referral", referral);

    if (more != NULL)
        json_object_update(body, more);
    json_decref(more);
    return trial_body(trial_ask(trial, who, "shelter_action", body),
                      "shelter_result");
}

json_t *
shelter_act_on(struct trial *trial, enum trial_person who, const char *verb,
               const char *placement)
{
    json_t *body =
        json_pack("{s:s, s:s}", "verb", verb, "placement", placement);

    return trial_body(trial_ask(trial, who, "shelter_action", body),
                      "shelter_result");
}

json_t *
shelter_placement(const json_t *result)
{
    return json_object_get(result, "placement");
}

void
shelter_verdict(const json_t *result, const char *verdict)
{
    if (strcmp(trial_text(result, "verdict"), verdict) != 0)
        fail_msg("not %s: %s", verdict, json_dumps(result, 0));
}

json_t *
shelter_listed(struct trial *trial, enum trial_person who, const char *facility)
{
    return trial_body(trial_ask(trial, who, "list_shelter",
                                json_pack("{s:b, s:s}", "placements", 1,
                                          "facility", facility)),
                      "shelter_list");
}

/* A count of one facility as the desk sees it. */
int64_t
shelter_count(struct trial *trial, const char *facility, const char *what)
{
    json_t *all =
        json_object_get(shelter_listed(trial, CARLA, facility), "facilities");

    assert_int_equal(json_array_size(all), 1);
    return trial_number(json_array_get(all, 0), what);
}

void
shelter_fill(struct trial *trial, const char *facility, unsigned places)
{
    shelter_verdict(shelter_act(trial, ANNA, "place", facility, "",
                                json_pack("{s:i}", "places", (int)places)),
                    "ok");
}

int
shelter_setup(void **state)
{
    struct trial *trial = NULL;

    if (trial_desk_setup(state) != 0)
        return -1;
    trial = *state;
    trial_hello(trial, TEAM);
    trial_hello(trial, CARE);
    trial_hello(trial, COMENSHA);
    trial_forget(trial);
    return 0;
}
