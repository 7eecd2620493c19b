/* The document "retention": what is refused, that all of it is told at once,
 * and that what it says arrives. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/rows.h"

#include <stdlib.h>

#include "core/desk_rules.h"

static const struct documents_row rows[] = {
    {"as it is", {K, NULL, NULL}, {NULL}},
    {"no rules at all",
     {K, "keep:\n", "keeps:\n"},
     {"retention: missing: section keep is missing",
      "retention:1: unknown_key: keeps: unknown section"}},
    {"a kind nobody knows",
     {K, "kind: advice", "kind: rumour"},
     {"retention:2: missing: keep: a last rule for advice without sources",
      "retention:5: unknown_name: kind"}},
    {"a kind without a last rule",
     {K, "  - {kind: advice, days: 90}\n", ""},
     {"retention:2: missing: keep: a last rule for advice without sources is "
      "expected"}},
    {"all but some sources",
     {K, "{kind: advice, days", "{kind: advice, sources: [care], days"},
     {"retention:2: missing: keep: a last rule for advice"}},
    {"a source nobody knows",
     {K, "[police, kmar]", "[police, army]"},
     {"retention:2: unknown_name: sources"}},
    {"of nobody",
     {K, "[police, kmar]", "[]"},
     {"retention:2: value: sources: at least one is expected"}},
    {"nothing is left for a rule",
     {K, "  - {kind: advice", "  - {kind: signal, days: 5}\n  - {kind: advice"},
     {"retention:5: value: keep: what stands above it leaves this rule"}},
    {"a day at least",
     {K, "days: 90", "days: 0"},
     {"retention:2: missing: keep: a last rule for advice",
      "retention:5: value: days"}},
    {"fifty years at most",
     {K, "days: 90", "days: 18301"},
     {"retention:2: missing: keep: a last rule for advice",
      "retention:5: value: days"}},
    {"no days",
     {K, "kind: advice, days: 90", "kind: advice"},
     {"retention:2: missing: keep: a last rule for advice",
      "retention:5: missing: days"}},
    {"taken back and gone at once",
     {K, "withdrawn: 14", "withdrawn: 0"},
     {"retention:7: value: withdrawn"}},
    {"erased as it expires",
     {K, "erase_after: 7", "erase_after: 0"},
     {"retention:8: value: erase_after"}},
    {"expired for more than a year",
     {K, "erase_after: 7", "erase_after: 366"},
     {"retention:8: value: erase_after"}},
    {"nobody is told", {K, "tell_before: 21", "tell_before: 0"}, {NULL}},
    {"told too early",
     {K, "tell_before: 21", "tell_before: 366"},
     {"retention:9: value: tell_before"}},
    {"never prolonged", {K, "times: 3", "times: 0"}, {NULL}},
    {"prolonged for ever",
     {K, "times: 3", "times: 21"},
     {"retention:10: value: times"}},
    {"prolonged by nothing",
     {K, "{days: 180, times", "{days: 0, times"},
     {"retention:10: value: days"}},
    {"how often is not said",
     {K, ", times: 3", ""},
     {"retention:10: missing: times"}},
    {"a hold of no day",
     {K, "days: 400", "days: 0"},
     {"retention:11: value: days"}},
    {"a hold that is a number",
     {K, "hold: {days: 400}", "hold: 400"},
     {"retention:11: value"}},
};

int
main(void)
{
    return documents_main(rows, ROWS(rows));
}
