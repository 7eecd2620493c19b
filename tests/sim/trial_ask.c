/* What people of the desk do in a trial. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "desk/case.h"
#include "desk/state.h"
#include "trial_documents.h"

void
trial_everybody(struct trial *trial)
{
    static const enum trial_person people[] = {POLICE, ANNA, BRAM, CARLA, DORA};

    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        trial_hello(trial, people[i]);
        trial_attach(trial, people[i], "inbox", 0);
    }
    trial_tick(trial);
    trial_forget(trial);
}

int
trial_desk_setup(void **state)
{
    struct trial *trial = trial_new();

    trial_everybody(trial);
    *state = trial;
    return 0;
}

int
trial_submitters_setup(void **state)
{
    struct trial *trial = NULL;

    (void)trial_desk_setup(state);
    trial = *state;
    for (int who = CARE; who <= HOUSING; who++) {
        trial_hello(trial, (enum trial_person)who);
        trial_attach(trial, (enum trial_person)who, "inbox", 0);
    }
    trial_forget(trial);
    return 0;
}

void
trial_with(struct trial *trial, const char *name, const char *find,
           const char *put)
{
    trial_crash(trial);
    trial_documents_edit(trial, name, find, put);
    trial_open(trial);
    trial_everybody(trial);
}

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
trial_put(struct trial *trial, const char *name, int expect, const char *text,
          json_t *more)
{
    size_t n = strlen(text);
    char *hex = malloc(2 * n + 1);
    json_t *body = NULL;

    assert_non_null(hex);
    sodium_bin2hex(hex, 2 * n + 1, (const uint8_t *)text, n);
    body = json_pack("{s:[{s:s, s:s, s:i}]}", "documents", "name", name, "text",
                     hex, "expect", expect);
    free(hex);
    if (more != NULL)
        json_object_update(body, more);
    json_decref(more);
    return trial_ask(trial, DORA, "document_put", body);
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

struct agreement *
trial_covenant(struct trial *trial)
{
    struct directory *directory = &trial->desk->rules.now->directory;
    int64_t today = case_day(trial->desk, trial->clock.virtual_utc_us);

    directory->agreements[0] =
        (struct agreement){.name = "covenant",
                           .contents = 1U << (SHARE_ADDRESS_NOTE - 1),
                           .recipients = 1U << ORGANISATION_HOUSING,
                           .keep_days = 30,
                           .from_day = today,
                           .to_day = today + 1};
    directory->agreements_n = 1;
    return &directory->agreements[0];
}
