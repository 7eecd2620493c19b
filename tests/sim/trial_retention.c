/* trial_retention -- see trial_retention.h */
#include "trial_retention.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char retention_text[] =
    "keep:\n"
    "  - {kind: signal, sources: [police, police_amsterdam], days: 50}\n"
    "  - {kind: signal, days: 100}\n"
    "  - {kind: referral, days: 200}\n"
    "  - {kind: advice, days: 10}\n"
    "  - {kind: bottleneck, days: 1000}\n"
    "withdrawn: 10\n"
    "erase_after: 20\n"
    "tell_before: 30\n"
    "prolong: {days: 150, times: 2}\n"
    "hold: {days: 400}\n";

int
retention_setup(void **state)
{
    json_t *answer;

    if (linking_setup(state) != 0)
        return -1;
    answer = trial_put(*state, "retention", 0, retention_text, NULL);
    if (!json_is_true(
            json_object_get(trial_body(answer, "document_result"), "accepted")))
        return -1;
    trial_forget(*state);
    return 0;
}

json_t *
retention(struct trial *trial, const char *verb, const char *const ids[],
          size_t n, int until, bool dry_run)
{
    json_t *body = json_pack("{s:s, s:s, s:[]}", "verb", verb, "reason",
                             "avg-verzoek", "ids");

    for (size_t i = 0; i < n; i++)
        json_array_append_new(json_object_get(body, "ids"),
                              json_string(ids[i]));
    if (until != 0)
        json_object_set_new(
            body, "until_us",
            json_integer(trial->clock.virtual_utc_us + until * DAY_US));
    if (dry_run)
        json_object_set_new(body, "dry_run", json_true());
    return trial_body(trial_ask(trial, DORA, "retention_act", body),
                      "retention_result");
}

const char *
retained(struct trial *trial, const char *verb, const char *id, int until)
{
    return trial_text(retention(trial, verb, &id, 1, until, false), "verdict");
}

json_t *
retention_list(struct trial *trial, enum trial_person who, const char *list)
{
    return trial_body(trial_ask(trial, who, "list_retention",
                                json_pack("{s:s}", "list", list)),
                      "retention_result");
}

void
close_alert(struct trial *trial, const char *alert)
{
    int generation = (int)trial_number(trial_alert(trial, alert), "generation");

    (void)trial_act(trial, ANNA, "acknowledge", alert, generation, NULL);
    (void)trial_act(trial, ANNA, "takeover", alert, generation, NULL);
    assert_string_equal(
        trial_act(trial, ANNA, "close", alert, generation,
                  json_pack("{s:s}", "outcome", "insufficient")),
        "ok");
}

void
close_all(struct trial *trial)
{
    size_t n = 1;

    trial_run(trial, 3 * SECOND_US);
    while (n > 0) {
        json_t *list = json_object_get(
            trial_body(trial_ask(trial, CARLA, "list_alerts", json_object()),
                       "alert_list"),
            "alerts");
        char *ids[64];

        n = json_array_size(list);
        for (size_t i = 0; i < n && i < 64; i++)
            ids[i] = strdup(trial_text(json_array_get(list, i), "alert"));
        for (size_t i = 0; i < n && i < 64; i++) {
            close_alert(trial, ids[i]);
            free(ids[i]);
        }
    }
    trial_forget(trial);
}

void
run_days(struct trial *trial, int days)
{
    for (int day = 0; day < days; day++) {
        trial_skip(trial, DAY_US - MINUTE_US);
        trial_run(trial, 2 * SECOND_US);
        trial_forget(trial);
    }
}

static size_t
scan_file(const char *dir, const char *name, const void *bytes, size_t n)
{
    char path[512];
    FILE *file = NULL;
    size_t found = 0;
    char *all = NULL;
    long size = 0;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    if ((file = fopen(path, "rb")) == NULL)
        return 0;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    all = malloc((size_t)size + 1);
    assert_non_null(all);
    assert_int_equal(fread(all, 1, (size_t)size, file), size);
    fclose(file);
    for (const char *at = all;
         (at = memmem(at, (size_t)(all + size - at), bytes, n)) != NULL; at++)
        found++;
    free(all);
    return found;
}

size_t
scan(struct trial *trial, const void *bytes, size_t n)
{
    return scan_file(trial->dir, "loket.db", bytes, n) +
           scan_file(trial->dir, "loket.db-wal", bytes, n) +
           scan_file(trial->dir, "loket.db-shm", bytes, n);
}

size_t
scan_text(struct trial *trial, const char *text)
{
    return scan(trial, text, strlen(text));
}
