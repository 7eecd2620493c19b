/* A small document of decision tables. */
#include "tables_text.h"

#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES (64 * 1024)

static const char tables_calendar[] =
    "holidays: {until: 2026-12-31, dates: []}\n"
    "windows:\n"
    "  - {name: daytime, spans: [{from: \"08:00\", to: \"22:00\"}]}\n"
    "  - {name: w2, spans: [{from: \"08:00\", to: \"22:00\"}]}\n"
    "  - {name: w3, spans: [{from: \"08:00\", to: \"22:00\"}]}\n"
    "  - {name: w4, spans: [{from: \"08:00\", to: \"22:00\"}]}\n"
    "  - {name: w5, spans: [{from: \"08:00\", to: \"22:00\"}]}\n"
    "  - {name: w6, spans: [{from: \"08:00\", to: \"22:00\"}]}\n";

static const char tables_regions[] =
    "desks:\n"
    "  - {name: amsterdam, nl: A, en: A}\n"
    "  - {name: elsewhere, nl: E, en: E}\n"
    "regions:\n"
    "  - {name: amsterdam, nl: A, en: A, desk: amsterdam}\n"
    "  - {name: elsewhere, nl: E, en: E, desk: elsewhere}\n"
    "municipalities:\n"
    "  - {code: GM0363, name: Amsterdam, region: amsterdam}\n";

static const char tables_shelter[] =
    "facilities:\n"
    "  - {name: acm-nood, label: N, kind: emergency, funder: municipality,\n"
    "     region: amsterdam, source: S0,\n"
    "     capacities: [{from: 2020-01-01, places: 1}]}\n"
    "  - {name: acm-crisis, label: C, kind: crisis, funder: municipality,\n"
    "     region: amsterdam, source: S0,\n"
    "     capacities: [{from: 2020-01-01, places: 6}]}\n";

static const char tables_directory[] =
    "roles:\n"
    "  - {name: ggd, nl: G, en: G, groups: AB, source: S0}\n"
    "  - {name: ind, nl: I, en: I, groups: B, source: S0}\n"
    "agreements: []\n"
    "entries: []\n";

const char tables_text[] =
    "tables:\n"
    "  - table: target-group\n"
    "    hit: first\n"
    "    rows:\n" /* line 5 */
    "      - {row: T1.1, when: {age: under-18}, then: {group: A}, source: S4}\n"
    "      - {row: T1.2, then: {group: B, mark: [form, age-unknown]},\n"
    "         source: R S4}\n"
    "  - table: urgency\n"
    "    hit: first\n"
    "    rows:\n" /* line 11 */
    "      - {row: T2.1, when: {organisations: 2..}, then: {level: U1},\n"
    "         source: S0}\n"
    "      - {row: T2.2, when: {group: \"-\"}, then: {level: U2, raised: "
    "yes},\n"
    "         source: PARAM}\n"
    "  - table: desk\n"
    "    hit: first\n"
    "    rows:\n" /* line 18 */
    "      - {row: T3.1, when: {region: amsterdam, moment: within daytime},\n"
    "         then: {desk: amsterdam, role: hold, inform: ggd}, source: S0}\n"
    "      - {row: T3.2, then: {desk: elsewhere, role: pass-on}, source: S0}\n"
    "  - table: alert\n"
    "    hit: collect\n"
    "    rows:\n" /* line 24 */
    "      - {row: T4.1, when: {urgency: [U1, U2]},\n"
    "         then: {call: coordinator, act: 1h}, source: S4}\n"
    "      - {row: T4.2, when: {subject: \"!victim\"},\n"
    "         then: {call: manager, prepare: [ggd, ind]}, source: S4}\n"
    "      - {row: T4.3, otherwise: yes, then: {call: [manager, coordinator], "
    "act: 2wd},\n"
    "         source: PARAM}\n"
    "  - table: shelter\n"
    "    hit: first\n"
    "    rows:\n" /* line 33 */
    "      - {row: T5.1, when: {residence: absent},\n"
    "         then: {route: place, propose: [acm-crisis, acm-nood],\n"
    "                placer: coordinator}, source: S0}\n"
    "      - {row: T5.2, then: {route: none, placer: region}, source: S0}\n"
    "  - table: placement\n"
    "    hit: first\n"
    "    rows:\n" /* line 40 */
    "      - {row: T6.1, then: {answer: request}, source: S0}\n"
    "  - table: sharing\n"
    "    hit: first\n"
    "    rows:\n" /* line 44 */
    "      - {row: T7.1, then: {allowed: no}, source: S0}\n"
    "  - table: feedback\n"
    "    hit: collect\n"
    "    rows:\n" /* line 48 */
    "      - {row: T8.1, then: {tell: field, term: at-once}, source: S4}\n";

enum rc
tables_compile(const char *find, const char *put, struct desk_rules *rules,
               struct document_findings *findings)
{
    struct documents documents = {
        .changes = {{DOCUMENT_REGIONS, NULL, tables_regions},
                    {DOCUMENT_SHELTER, NULL, tables_shelter},
                    {DOCUMENT_DIRECTORY, NULL, tables_directory},
                    {DOCUMENT_CALENDAR, NULL, tables_calendar}}};
    const char *at = strstr(tables_text, find);
    char *text = malloc(TEXT_BYTES);
    enum rc rc;

    assert_non_null(text);
    if (at == NULL)
        fail_msg("\"%s\" is not there to be changed", find);
    snprintf(text, TEXT_BYTES, "%.*s%s%s", (int)(at - tables_text), tables_text,
             put, at + strlen(find));
    documents.changes[4] =
        (struct document_change){DOCUMENT_TABLES, NULL, text};
    rc = documents_compile(&documents, rules, findings);
    free(text);
    return rc;
}
