/* Desk documents for tests. */
#include "documents.h"

#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/amsterdam.h"
#include "core/desk_rules.h"
#include "init_documents.h"

#define TEXT_BYTES (256 * 1024)

static const char *const sound[DOCUMENT_LAST + 1] = {
    [DOCUMENT_PERSONS] =
        "persons:\n"
        "  - {name: anna, duties: [coordinator], contacts: [loket]}\n"
        "  - {name: bram, duties: [coordinator, manager], contacts: [loket]}\n"
        "  - {name: carla, contacts: []}\n",
    [DOCUMENT_ROSTERS] =
        "rosters:\n"
        "  - name: primary\n"
        "    layers:\n"
        "      - shifts:\n"
        "          - {start: 2026-06-03T08:00, end: 2026-06-04T08:00,\n"
        "             people: [anna]}\n"
        "          - {start: 2026-06-01T08:00, end: 2026-06-02T08:00,\n"
        "             people: bram}\n"
        "      - rotation:\n"
        "          anchor: 2026-01-05\n"
        "          handover: \"08:00\"\n"
        "          period_days: 1\n"
        "          people: [anna, bram]\n"
        "  - name: backup\n"
        "    layers:\n"
        "      - rotation:\n"
        "          anchor: 2026-01-05\n"
        "          handover: \"08:00\"\n"
        "          period_days: 1\n"
        "          people: [bram, [anna]]\n",
    [DOCUMENT_OVERRIDES] =
        "overrides:\n"
        "  - {seq: 2, roster: primary, add: bram, start: 2026-07-01T08:00,\n"
        "     end: 2026-07-01T09:00, by: bram, reason: drukte}\n"
        "  - {seq: 1, roster: backup, replace: anna, with: bram,\n"
        "     start: 2026-07-02T08:00, end: 2026-07-02T09:00, by: bram,\n"
        "     reason: ruil}\n"
        "absences:\n"
        "  - {person: carla, start: 2026-07-01T00:00,\n"
        "     end: 2026-07-08T00:00}\n",
    [DOCUMENT_CALENDAR] = "holidays:\n"
                          "  until: 2026-12-31\n"
                          "  dates: [2026-12-25, 2026-01-01]\n"
                          "windows:\n"
                          "  - name: daytime\n"
                          "    spans:\n"
                          "      - {from: \"08:00\", to: \"22:00\"}\n",
    [DOCUMENT_POLICIES] =
        "policies:\n"
        "  - name: urgent\n"
        "    steps:\n"
        "      - {targets: [roster:primary, duty:coordinator], wait: 5m}\n"
        "      - {targets: [person:anna], wait: 90s}\n"
        "    loop_from: 2\n"
        "    fallback: [bram]\n"
        "levels:\n"
        "  U1: {policy: urgent}\n"
        "  U2: {policy: urgent}\n"
        "  U3: {policy: urgent, window: daytime}\n"
        "  U4: {policy: urgent}\n"
        "  U4B: {policy: urgent}\n",
    [DOCUMENT_INDICATORS] =
        "id: loket-test-1\n"
        "version: 3\n"
        "indicators:\n"
        "  - {code: UO01, dim: D4, form: ARB, strength: strong, minor: "
        "medium,\n"
        "     nl: \"lange dagen\", en: \"long days\"}\n"
        "  - {code: DB01, dim: D5, form: ALG, strength: weak, minor: none,\n"
        "     nl: \"papieren\", en: \"papers\", htcds: [WithholdsDocuments]}\n"
        "form_overrides:\n"
        "  - {code: UO01, form: SEX, strength: weak}\n"
        "views:\n"
        "  - {for: [housing, care], codes: [DB01]}\n"
        "htcds_form: {sexual: SexualExploitation}\n",
    [DOCUMENT_REGIONS] =
        "desks:\n"
        "  - {name: acm, nl: ACM, en: desk}\n"
        "  - {name: ver, nl: elders, en: far}\n"
        "regions:\n"
        "  - {name: stad, nl: de stad, en: the city, desk: acm}\n"
        "  - {name: verweg, nl: elders, en: far, desk: ver, abroad: yes}\n"
        "municipalities:\n"
        "  - {code: GM0402, name: Hilversum, region: stad, from: 2027-01-01}\n"
        "  - {code: GM0363, name: Amsterdam, region: stad}\n"
        "  - {code: GM0402, name: Het Gooi, region: verweg,\n"
        "     until: 2026-12-31}\n",
    [DOCUMENT_SHELTER] =
        "facilities:\n"
        "  - name: nood\n"
        "    label: Noodbed\n"
        "    kind: emergency\n"
        "    funder: municipality\n"
        "    people: women\n"
        "    region: stad\n"
        "    shielded: yes\n"
        "    children: yes\n"
        "    stay_days: 7\n"
        "    capacities:\n"
        "      - {from: 2012-01-01, places: 1}\n"
        "      - {from: 2020-01-01, places: 0}\n"
        "    source: S0\n"
        "  - {name: cosm, label: COSM, kind: cosm, funder: justice,\n"
        "     region: national, bookable: no,\n"
        "     capacities: [{from: 2012-01-01, places: 20}]}\n"
        "reservation: 2h\n",
    [DOCUMENT_DIRECTORY] =
        "roles:\n"
        "  - {name: politie, nl: politie, en: police, now: AVIM, groups: AB,\n"
        "     casus: yes, source: S0}\n"
        "  - {name: opvang, nl: opvang, en: shelter}\n"
        "agreements:\n"
        "  - {name: convenant, kind: protocol, purpose: samen, group: A,\n"
        "     contents: [address-note, other], recipients: [housing, acm],\n"
        "     police_data: yes, keep_days: 90, from: 2026-01-01,\n"
        "     until: 2026-12-31}\n"
        "entries:\n"
        "  - organisation: Huis\n"
        "    partner: huis-1\n"
        "    role: opvang\n"
        "    contact: intake\n"
        "    deputy: wacht\n"
        "    telephone: \"020 000 0000\"\n"
        "    email: intake@huis.example\n"
        "    hours: ma-vr 9-17\n"
        "    region: stad\n"
        "    covenant: convenant\n"
        "    from: 2026-01-01\n"
        "    until: 2026-12-31\n"
        "  - {organisation: Bureau, role: politie, email: bureau@p.example}\n"
        "directory_warn: 30\n",
    [DOCUMENT_TERMS] =
        "terms:\n"
        "  - name: bedenktijd\n"
        "    row: T9.1\n"
        "    nl: bedenktijd\n"
        "    en: reflection period\n"
        "    kind: statutory\n"
        "    length: {months: 3}\n"
        "    warn_days: [42, 7]\n"
        "    then: mijlpaal\n"
        "    decision: yes\n"
        "    source: S4\n"
        "  - {name: mijlpaal, nl: mijlpaal, en: milestone, kind: statutory,\n"
        "     on: no}\n"
        "  - {name: act, nl: handeling, en: act, kind: critical,\n"
        "     length: {elapsed: 3h}, starts: received, ends: first-act,\n"
        "     levels: [U1, U4B]}\n"
        "  - {name: klaar, nl: klaar, en: done, kind: critical,\n"
        "     length: {working_days: 5}, starts: assigned, ends: done}\n"
        "outflows:\n"
        "  - {code: umo, nl: UMO, en: UMO, source: S0}\n"
        "  - {code: oud, nl: oud, en: old, retired: yes}\n"
        "follow_up: 30\n"
        "moves_warn: 6\n"
        "match_notes: {at: \"16:00\", weekdays: [mon, tue]}\n",
    [DOCUMENT_RETENTION] =
        "keep:\n"
        "  - {kind: signal, sources: [police, kmar], days: 365}\n"
        "  - {kind: signal, days: 730}\n"
        "  - {kind: referral, days: 1095}\n"
        "  - {kind: advice, days: 90}\n"
        "  - {kind: bottleneck, days: 1825}\n"
        "withdrawn: 14\n"
        "erase_after: 7\n"
        "tell_before: 21\n"
        "prolong: {days: 180, times: 3}\n"
        "hold: {days: 400}\n",
};

/* Appends the changed document; answers how long the text is then. */
static size_t
append(char *text, size_t n, const struct documents *documents,
       enum document_kind kind)
{
    const char *whole = sound[kind];

    for (size_t i = 0; i < DOCUMENT_CHANGES; i++) {
        const struct document_change *change = &documents->changes[i];
        const char *at = NULL;

        if (change->kind != kind || kind == DOCUMENT_NONE)
            continue;
        if (change->find == NULL) {
            whole = change->put;
            break;
        }
        at = strstr(whole, change->find);
        if (at == NULL)
            fail_msg("\"%s\" is not there to be changed", change->find);
        return n + (size_t)snprintf(text + n, TEXT_BYTES - n, "%.*s%s%s",
                                    (int)(at - whole), whole, change->put,
                                    at + strlen(change->find));
    }
    if (whole != NULL)
        n += (size_t)snprintf(text + n, TEXT_BYTES - n, "%s", whole);
    return n;
}

enum rc
documents_compile(const struct documents *documents, struct desk_rules *rules,
                  struct document_findings *findings)
{
    struct document_text texts[DOCUMENT_LAST + 1];
    struct zone zone;
    struct document_input in = {.texts = texts,
                                .zone = &zone,
                                .whole = documents->whole,
                                .old_policies = documents->old_policies,
                                .parts = documents->parts};
    char *text = malloc(TEXT_BYTES);
    size_t n = 0;
    enum rc rc;

    assert_non_null(text);
    amsterdam(&zone);
    *findings = (struct document_findings){0};
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++) {
        size_t from = n;

        n = append(text, n, documents, (enum document_kind)kind);
        assert_true(n < TEXT_BYTES);
        if (n > from && !documents->one_file)
            texts[in.texts_n++] = (struct document_text){
                .kind = (enum document_kind)kind,
                .name = document_name((enum document_kind)kind),
                .bytes = text + from,
                .n = n - from};
    }
    if (documents->one_file)
        texts[in.texts_n++] =
            (struct document_text){.name = "desk.yaml", .bytes = text, .n = n};
    rc = document_compile(&in, rules, findings);
    assert_true((rc == RC_OK) == (findings->refuses_n == 0));
    free(text);
    return rc;
}

void
documents_sound(const struct documents *documents, struct desk_rules *rules)
{
    struct document_findings findings;
    char line[DOCUMENT_LINE_BYTES];

    if (documents_compile(documents, rules, &findings) != RC_OK ||
        findings.n != 0)
        fail_msg("%s", document_finding_write(&findings.list[0], line));
    document_findings_close(&findings);
}

void
documents_judge(const char *name, struct document_findings *findings,
                const char *const expected[], size_t n)
{
    char line[DOCUMENT_LINE_BYTES];

    for (size_t i = 0; i < findings->kept_n; i++) {
        document_finding_write(&findings->list[i], line);
        if (i >= n || expected[i] == NULL)
            fail_msg("%s: not expected: %s", name, line);
        if (strncmp(line, expected[i], strlen(expected[i])) != 0)
            fail_msg("%s: %s\nexpected: %s", name, line, expected[i]);
    }
    if (findings->kept_n < n && expected[findings->kept_n] != NULL)
        fail_msg("%s: no finding %s", name, expected[findings->kept_n]);
    document_findings_close(findings);
}

struct table {
    const struct documents_row *rows;
    size_t n;
};

static void
test_rows(void **state)
{
    const struct table *table = *state;
    struct desk_rules *rules = documents_rules();

    for (size_t i = 0; i < table->n; i++) {
        const struct documents_row *row = &table->rows[i];
        const struct documents documents = {.changes = {row->change}};
        struct document_findings findings;

        (void)documents_compile(&documents, rules, &findings);
        documents_judge(row->name, &findings, row->findings,
                        DOCUMENT_ROW_FINDINGS);
    }
    free(rules);
}

int
documents_main(const struct documents_row rows[], size_t n)
{
    struct table table = {rows, n};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_rows, &table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

struct desk_rules *
documents_rules(void)
{
    struct desk_rules *rules = calloc(1, sizeof *rules);

    assert_non_null(rules);
    return rules;
}

struct desk_rules *
documents_shipped(void)
{
    struct desk_rules *rules = documents_rules();
    struct document_text texts[DOCUMENT_LAST];
    struct document_findings findings = {0};
    struct zone zone;
    const struct document_input in = {.texts = texts,
                                      .texts_n = init_documents_shipped(texts),
                                      .zone = &zone};
    char line[DOCUMENT_LINE_BYTES];

    amsterdam(&zone);
    if (document_compile(&in, rules, &findings) != RC_OK || findings.n != 0)
        fail_msg("%s", document_finding_write(&findings.list[0], line));
    document_findings_close(&findings);
    return rules;
}
