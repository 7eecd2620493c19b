/* As many persons, rosters, shifts, .. fit as core has room for; one more is a
 * finding. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"

struct limit {
    const char *name;
    enum document_kind kind;
    const char *find; /* NULL: the whole document */
    const char *head;
    const char *item; /* # is its number */
    const char *tail;
    size_t max;
    const char *finding;
};

static const struct limit limits[] = {
    {"persons", P, "persons:\n", "persons:\n",
     "  - {name: p#, contacts: [loket]}\n", "", PERSONS_MAX - 3,
     "persons:2: limit: persons: 65, at most 64 fit"},
    {"rosters", R, "rosters:\n", "rosters:\n",
     "  - {name: r#, layers: [shifts: [{start: 2026-01-01T00:00, end: "
     "2026-01-01T01:00, people: anna}]]}\n",
     "", ROSTERS_MAX - 2, "rosters:2: limit: rosters: 17, at most 16 fit"},
    {"layers", R, "    layers:\n", "    layers:\n",
     "      - rotation: {anchor: 2026-01-05, handover: \"0#:00\", "
     "period_days: 1, people: [anna]}\n",
     "", LAYERS_MAX - 2, "rosters:4: limit: layers: 9, at most 8 fit"},
    {"turns", R, "people: [anna, bram]", "people: [anna, bram", ", anna", "]",
     ROTATION_MAX - 2, "rosters:13: limit: people: 65, at most 64 fit"},
    {"shifts", R, "      - shifts:\n", "      - shifts:\n",
     "          - {start: 2026-01-01T00:00, end: 2027-01-01T00:00, people: "
     "anna}\n",
     "", SHIFTS_MAX - 2,
     "rosters:5: limit: shifts of all rosters: 1025, at most 1024 fit"},
    {"shifts of all rosters", R, "  - name: backup\n    layers:\n",
     "  - name: backup\n    layers:\n      - shifts:\n",
     "          - {start: 2026-01-01T00:00, end: 2027-01-01T00:00, people: "
     "anna}\n",
     "", SHIFTS_MAX - 2,
     "rosters:17: limit: shifts of all rosters: 1023, at most 1022 fit"},
    {"overrides", O, "overrides:\n", "overrides:\n",
     "  - {seq: 1#, roster: primary, add: anna, start: 2026-07-01T00:00, "
     "end: 2026-07-01T01:00, by: anna, reason: x}\n",
     "", OVERRIDES_MAX - 2,
     "overrides:2: limit: overrides: 513, at most 512 fit"},
    {"absences", O, "absences:\n", "absences:\n",
     "  - {person: carla, start: 2026-07-01T00:00, end: "
     "2026-07-01T01:00}\n",
     "", ABSENCES_MAX - 1, "overrides:8: limit: absences: 257, at most 256"},
    {"windows", C, "windows:\n", "windows:\n",
     "  - {name: w#, spans: [{from: \"08:00\", to: \"22:00\"}]}\n", "",
     WINDOWS_MAX - 1, "calendar:5: limit: windows: 17, at most 16 fit"},
    {"spans", C, "    spans:\n", "    spans:\n",
     "      - {from: \"08:00\", to: \"22:00\"}\n", "", WINDOW_SPANS_MAX - 1,
     "calendar:7: limit: spans: 9, at most 8 fit"},
    {"policies", L, "policies:\n", "policies:\n",
     "  - {name: p#, steps: [{targets: [person:anna], wait: 1m}], fallback: "
     "[anna]}\n",
     "", POLICIES_MAX - 1, "policies:2: limit: policies: 17, at most 16 fit"},
    {"steps", L, "    steps:\n", "    steps:\n",
     "      - {targets: [person:anna], wait: 1m}\n", "", POLICY_STEPS_MAX - 2,
     "policies:4: limit: steps: 9, at most 8 fit"},
    {"targets", L, "[person:anna", "[person:anna", ", person:bram", "",
     STEP_TARGETS_MAX - 1, "policies:5: limit: targets: 9, at most 8 fit"},
    {"desks", G, "desks:\n", "desks:\n", "  - {name: d#, nl: d, en: d}\n", "",
     DESKS_MAX - 2, "regions:2: limit: desks: 9, at most 8 fit"},
    {"regions", G, "regions:\n", "regions:\n",
     "  - {name: r#, nl: r, en: r, desk: acm}\n", "", REGIONS_MAX - 2,
     "regions:5: limit: regions: 17, at most 16 fit"},
    {"facilities", S, "facilities:\n", "facilities:\n",
     "  - {name: f#, label: f, kind: other, funder: other, region: national, "
     "capacities: [{from: 2020-01-01, places: 1}]}\n",
     "", FACILITIES_MAX - 2,
     "shelter:2: limit: facilities: 33, at most 32 fit"},
    {"roles", D, "roles:\n", "roles:\n", "  - {name: r#, nl: r, en: r}\n", "",
     ROLES_MAX - 2, "directory:2: limit: roles: 63, at most 62 fit"},
    {"agreements", D, "agreements:\n", "agreements:\n",
     "  - {name: a#, kind: covenant, purpose: x, contents: [other], "
     "recipients: [acm], from: 2026-01-01}\n",
     "", AGREEMENTS_MAX - 1,
     "directory:6: limit: agreements: 65, at most 64 fit"},
    {"entries", D, "entries:\n", "entries:\n",
     "  - {organisation: o#, role: opvang, telephone: \"112\"}\n", "",
     ENTRIES_MAX - 2, "directory:11: limit: entries: 257, at most 256 fit"},
    {"terms", T, "terms:\n", "terms:\n",
     "  - {name: t#, nl: t, en: t, kind: statutory}\n", "", TERMS_MAX - 4,
     "terms:2: limit: terms: 33, at most 32 fit"},
    {"outflows", T, "outflows:\n", "outflows:\n",
     "  - {code: o#, nl: o, en: o}\n", "", OUTFLOWS_MAX - 2,
     "terms:20: limit: outflows: 25, at most 24 fit"},
};

static const char *
limit_text(const struct limit *limit, size_t n, char *out, size_t size)
{
    size_t number = strcspn(limit->item, "#");
    const char *rest = limit->item + number;
    size_t length = (size_t)snprintf(out, size, "%s", limit->head);

    for (size_t i = 0; i < n; i++) {
        length += (size_t)snprintf(out + length, size - length, "%.*s",
                                   (int)number, limit->item);
        if (*rest == '#')
            length += (size_t)snprintf(out + length, size - length, "%zu%s", i,
                                       rest + 1);
    }
    snprintf(out + length, size - length, "%s", limit->tail);
    return out;
}

static void
test_as_many_fit_as_there_is_room_for(void **state)
{
    const size_t size = 128 * 1024;
    struct desk_rules *rules = documents_rules();
    char *text = malloc(size);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < ROWS(limits); i++)
        for (size_t more = 0; more <= 1; more++) {
            const struct limit *limit = &limits[i];
            const struct documents documents = {
                .changes = {
                    {limit->kind, limit->find,
                     limit_text(limit, limit->max + more, text, size)}}};
            struct document_findings findings;

            (void)documents_compile(&documents, rules, &findings);
            if (more == 0) {
                documents_judge(limit->name, &findings, NULL, 0);
                continue;
            }
            /* What does not fit is not looked at: names of it are unknown. */
            bool found = false;
            char line[DOCUMENT_LINE_BYTES];

            for (size_t k = 0; k < findings.kept_n; k++)
                found = found ||
                        strncmp(document_finding_write(&findings.list[k], line),
                                limit->finding, strlen(limit->finding)) == 0;
            if (!found)
                fail_msg("%s: %s", limit->name,
                         document_finding_write(&findings.list[0], line));
            document_findings_close(&findings);
        }
    free(text);
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_fit_as_there_is_room_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
