/* What people of the desk do in a trial. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

const char *
trial_act(struct trial *trial, enum trial_person who, const char *verb,
          const char *alert, int generation, json_t *more)
{
    json_t *body = json_pack("{s:s, s:s, s:i}", "verb", verb, "alert", alert,
                             "generation", generation);

    if (more != NULL)
        json_object_update(body, more);
    json_decref(more);
    return trial_text(trial_body(trial_ask(trial, who, "alert_action", body),
                                 "alert_action_result"),
                      "verdict");
}

void
trial_delivered(struct trial *trial, enum trial_person who, const json_t *page)
{
    trial_body(
        trial_ask(trial, who, "delivered",
                  json_pack("{s:s}", "page_id", trial_text(page, "page_id"))),
        "delivered_noted");
}

json_t *
trial_alert(struct trial *trial, const char *alert)
{
    return json_object_get(
        trial_body(
            trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", alert)),
            "alert_detail"),
        "alert");
}
