/* trial_linking -- see trial_linking.h */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "past_store.h"
#include "store/store.h"

#define MORE_CODES                                                             \
    "  - {code: DB02, dim: D5, form: ALG, strength: strong, minor: strong,"    \
    " nl: bedreigd, en: threats}\n"

#define PHONE "+31600000012"

int
linking_setup(void **state)
{
    if (trial_submitters_setup(state) != 0)
        return -1;
    trial_with(*state, "indicators", NULL, MORE_CODES);
    trial_hello(*state, CARE);
    trial_attach(*state, CARE, "inbox", 0);
    trial_hello(*state, HOUSING);
    trial_tick(*state);
    trial_forget(*state);
    return 0;
}

/* --- what is told --- */

/* At a dwelling that only `house` makes different from another of this file;
 * all of them far from each other. */
json_t *
at(unsigned house, const char *code)
{
    static const char *const postcodes[] = {"1099ZZ", "1199ZX", "1299ZV",
                                            "1399ZT"};
    json_t *content = trial_signal(postcodes[house % 4], house, "");

    json_object_set_new(content, "indicators", json_pack("[s]", code));
    return content;
}

json_t *
with_phone(json_t *content)
{
    json_object_set_new(
        content, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value", PHONE));
    return content;
}

void
posted_free(struct posted *posted)
{
    free(posted->id);
    free(posted->receipt);
}

struct posted
posted_take(struct trial *trial, json_t *receipt)
{
    struct posted posted = {.id = strdup(trial_text(receipt, "id")),
                            .receipt = strdup(trial_text(receipt, "receipt"))};

    trial_run(trial, 2 * SECOND_US);
    return posted;
}

struct posted
post(struct trial *trial, enum trial_person who, json_t *content)
{
    return posted_take(trial, trial_post(trial, who, "signal", content));
}

struct posted
amend(struct trial *trial, enum trial_person who, const char *kind,
      json_t *content, const struct posted *of, const char *action)
{
    json_t *body = trial_submit_body(trial, kind, content);

    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", of->receipt, "action", action));
    return posted_take(
        trial, trial_body(trial_ask(trial, who, "submit", body), "receipt"));
}

struct posted
withdraw(struct trial *trial, enum trial_person who, const struct posted *of)
{
    return amend(trial, who, "withdrawal",
                 json_pack("{s:s}", "reason", "mistake"), of, "withdraw");
}

/* --- what the desk makes of it; borrowed until the next trial_forget() --- */

json_t *
detail(struct trial *trial, const struct posted *posted)
{
    return trial_body(
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", posted->id)),
        "message_detail");
}

const char *
bundle_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(detail(trial, posted), "bundle");
}

const char *
alert_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(detail(trial, posted), "alert");
}

const char *
level_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(trial_alert(trial, alert_of(trial, posted)), "level");
}

bool
together(struct trial *trial, const struct posted *a, const struct posted *b)
{
    const char *one = bundle_of(trial, a);

    return one[0] != '\0' && strcmp(one, bundle_of(trial, b)) == 0;
}

json_t *
bundle_detail(struct trial *trial, const char *bundle)
{
    return trial_body(
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", bundle)),
        "bundle_detail");
}

int64_t
number(struct trial *trial, const char *sql)
{
    return past_store_number(trial->dir, sql);
}

void
change(struct trial *trial, const char *sql)
{
    past_store_change(trial->dir, sql);
}

struct linking_digest
digest(struct trial *trial)
{
    struct linking_digest out;
    struct store *store = NULL;

    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_READ),
                     RC_OK);
    assert_int_equal(linking_digest(store, LINKING_LIVE, &out), RC_OK);
    store_close(store);
    return out;
}

void
must_decide(struct trial *trial, const char *verb, json_t *body)
{
    json_t *result = NULL;

    json_object_set_new(body, "verb", json_string(verb));
    json_object_set_new(body, "reason", json_string("known to the district"));
    result = trial_body(trial_ask(trial, ANNA, "link_decide", body),
                        "decision_result");
    assert_string_equal(trial_text(result, "verdict"), "ok");
}

void
post_many(struct trial *trial, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        json_t *content = at(1 + i % 5, "DB01");

        if (i % 3 == 0)
            content = with_phone(content);
        trial_post(trial, i % 2 == 0 ? POLICE : CARE, "signal", content);
    }
}
