/* Desk documents of a trial. */
#include "trial_documents.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "shipped.h"
#include "store/documents.h"
#include "store/store.h"
#include "trial.h"

/* The rotation changes at TRIAL_START plus 12 hours, 10:00 in Amsterdam, and
 * then daily. */
static const struct text {
    const char *name, *text;
} texts[] = {
    {"persons", "persons:\n"
                "  - {name: anna, duties: [coordinator], contacts: [loket]}\n"
                "  - {name: bram, duties: [coordinator], contacts: [loket]}\n"
                "  - {name: carla, duties: [coordinator], contacts: [loket]}\n"
                "  - {name: dora, duties: [manager, youth-owner, regie],"
                " contacts: [loket]}\n"},
    {"rosters", "rosters:\n"
                "  - name: primary\n"
                "    zone: Europe/Amsterdam\n"
                "    layers:\n"
                "      - rotation: {anchor: 2026-11-21, handover: \"10:00\","
                " period_days: 1, people: [anna, bram]}\n"},
    {"overrides", "overrides: []\n"
                  "absences: []\n"},
    {"calendar", "holidays: {until: 2030-12-31, dates: [2026-12-25]}\n"
                 "windows:\n"
                 "  - name: daytime\n"
                 "    spans: [{weekdays: [mon, tue, wed, thu, fri, sat, sun],"
                 " from: \"08:00\", to: \"22:00\"}]\n"},
    {"policies",
     "policies:\n"
     "  - name: urgent\n"
     "    steps:\n"
     "      - {targets: [roster:primary], wait: 5m, undelivered_after: 5m}\n"
     "      - {targets: [roster:primary, person:carla], wait: 5m,"
     " undelivered_after: 5m}\n"
     "    loop_from: 2\n"
     "    loop_every: 5m\n"
     "    fallback: [carla]\n"
     "  - name: calm\n"
     "    steps:\n"
     "      - {targets: [roster:primary], wait: 15m, undelivered_after: 15m}\n"
     "      - {targets: [roster:primary, person:carla], wait: 15m,"
     " undelivered_after: 15m}\n"
     "    loop_from: 2\n"
     "    loop_every: 15m\n"
     "    fallback: [carla]\n"
     "levels:\n"
     "  U1: {policy: urgent, ack_timeout: 30m, not_seen: 10m}\n"
     "  U2: {policy: calm, ack_timeout: 60m, not_seen: 20m}\n"
     "  U3: {policy: calm, ack_timeout: 8h, deadline: 1wd, raise_to: U2}\n"
     "  U4: {policy: calm, digest: daily, deadline: 2wd, raise_to: U3,"
     " ack_timeout: 8h}\n"
     "  U4B: {policy: calm, digest: weekly, deadline: 10wd, raise_to: U4,"
     " ack_timeout: 8h}\n"},
    {"indicators", "id: loket-test-1\n"
                   "version: 1\n"
                   "indicators:\n"
                   "  - {code: DB01, dim: D5, form: ALG, strength: strong,"
                   " minor: strong, nl: papieren, en: papers}\n"
                   "  - {code: OB06, dim: D9, form: SEX, strength: weak,"
                   " minor: weak, nl: bezoek, en: visits}\n"},
};

#define TEXTS_N (sizeof texts / sizeof texts[0])

/* What the chain goes by is as it is shipped. */
static const struct {
    const char *name, *start, *end;
} shipped[] = {
    {"regions", SHIPPED_REGIONS, SHIPPED_REGIONS_END},
    {"shelter", SHIPPED_SHELTER, SHIPPED_SHELTER_END},
    {"directory", SHIPPED_DIRECTORY, SHIPPED_DIRECTORY_END},
    {"terms", SHIPPED_TERMS, SHIPPED_TERMS_END},
    {"tables", SHIPPED_TABLES, SHIPPED_TABLES_END},
};

#define SHIPPED_N (sizeof shipped / sizeof shipped[0])

const char *
trial_document_text(const char *name)
{
    for (size_t i = 0; i < TEXTS_N; i++)
        if (strcmp(texts[i].name, name) == 0)
            return texts[i].text;
    fail_msg("no document %s", name);
    return NULL;
}

void
trial_documents_put(struct store *store, bool older)
{
    struct document_new documents[TEXTS_N + SHIPPED_N];
    const struct document_put put = {.documents = documents,
                                     .n = TEXTS_N + (older ? 0 : SHIPPED_N),
                                     .reason = "trial",
                                     .now_us = TRIAL_START - MINUTE_US};

    for (size_t i = 0; i < TEXTS_N; i++)
        documents[i] =
            (struct document_new){.name = texts[i].name,
                                  .text = (const uint8_t *)texts[i].text,
                                  .text_n = strlen(texts[i].text)};
    for (size_t i = 0; i < SHIPPED_N; i++)
        documents[TEXTS_N + i] = (struct document_new){
            .name = shipped[i].name,
            .text = (const uint8_t *)shipped[i].start,
            .text_n = (size_t)(shipped[i].end - shipped[i].start)};
    assert_int_equal(document_put(store, &put), RC_OK);
}

void
trial_documents_change(struct trial *trial, const char *name, const char *text)
{
    struct document_version now;
    struct store *store = NULL;
    uint8_t *bytes = NULL;

    assert_null(trial->desk);
    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    assert_int_equal(document_get(store, name, 0, &now, &bytes), RC_OK);
    free(bytes);

    const struct document_new document = {.name = name,
                                          .expect = now.version,
                                          .text = (const uint8_t *)text,
                                          .text_n = strlen(text)};
    const struct document_put put = {.documents = &document,
                                     .n = 1,
                                     .reason = "trial",
                                     .now_us = trial->clock.virtual_utc_us};

    assert_int_equal(document_put(store, &put), RC_OK);
    store_close(store);
}

char *
trial_documents_made(const char *name, const char *find, const char *put)
{
    const char *text = trial_document_text(name);
    const char *at = find == NULL ? text + strlen(text) : strstr(text, find);
    char *made = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&made, &n);

    assert_non_null(out);
    if (at == NULL)
        fail_msg("no \"%s\" in %s", find, name);
    fprintf(out, "%.*s%s%s", (int)(at - text), text, put,
            at + (find == NULL ? 0 : strlen(find)));
    assert_int_equal(fclose(out), 0);
    return made;
}

void
trial_documents_edit(struct trial *trial, const char *name, const char *find,
                     const char *put)
{
    char *text = trial_documents_made(name, find, put);

    trial_documents_change(trial, name, text);
    free(text);
}
