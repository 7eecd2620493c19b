/* What loket says when the desk refuses, and what to do next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/output.h"
#include "clients/refusal_words.h"
#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

static const struct row {
    const char *name;
    const char *kind, *code, *field; /* field NULL: no finding at all */
    const char *expected;            /* on stderr, the whole of it */
} rows[] = {
    {"a field is named as its option", "roster_override", "not_found", "roster",
     "loket: refused: --roster is not known, or not yours\n"},
    {"a field without an option is itself", "roster_override", "not_found",
     "people[1]", "loket: refused: people[1] is not known, or not yours\n"},
    {"the end before the start", "roster_override", "out_of_range", "end_us",
     "loket: refused: --end must lie after --start, and before 2200\n"},
    {"another field of the same code", "roster_override", "out_of_range",
     "start_us", "loket: refused: --start is outside the allowed range\n"},
    {"no such shift", "roster_accept", "not_found", "start_us",
     "loket: refused: no shift of yours begins at that time\n"
     "loket: `loket roster show` lists who is on call when\n"},
    {"a swap with oneself", "swap_propose", "invalid", "taker",
     "loket: refused: --to must be somebody else than you\n"},
    {"a swap of what one has not", "swap_propose", "invalid", "start_us",
     "loket: refused: you are not on call from --start to --end\n"
     "loket: `loket roster show` lists who is on call when\n"},
    {"a swap is not this person's to decide", "swap_decide", "denied", "verb",
     "loket: refused: who was asked may accept or decline, who proposed it "
     "withdraw, a desk manager force\n"},
    {"no right to swap at all", "swap_decide", "denied", NULL,
     "loket: refused: `loket roster` is not allowed for your role\n"
     "loket: ask the operator, or use another profile with --profile DIR\n"},
    {"a swap that is done", "swap_decide", "conflict", "swap",
     "loket: refused: this swap is done, ended or not possible any more\n"
     "loket: `loket roster swap list` lists what is proposed\n"},
    {"no such version", "document_get", "not_found", NULL,
     "loket: refused: there is no such document, or no such version\n"
     "loket: `loket desk history` lists the documents\n"},
    {"another version is in force", "document_put", "conflict", "expect",
     "loket: refused: another version is in force; look at it first\n"
     "loket: `loket desk diff NAME FILE` shows the difference\n"},
    {"a search for nothing", "search", "required", "search",
     "loket: refused: say what to look for\n"
     "loket: `loket search --help` shows how\n"},
    {"a search too many", "search", "too_many", "search",
     "loket: refused: you searched as often as one may today; the desk "
     "managers hear of it\n"},
    {"the addition of no house", "search", "required", "place.house_number",
     "loket: refused: --letter and --addition need --number\n"},
    {"a house in every street", "search", "out_of_range", "place.house_number",
     "loket: refused: --number is outside the allowed range\n"},
    {"why of nothing", "why", "not_found", "id",
     "loket: refused: there is no such signal or bundle\n"},
    {"a figure of less than a year", "report", "out_of_range", "to",
     "loket: refused: without --exact: one calendar year, from February after "
     "it\n"
     "loket: --exact --purpose TEXT tells any days, to coordinators and "
     "managers\n"},
    {"a table that is not on the menu", "report", "invalid", "columns",
     "loket: refused: without --exact there is no table by these columns in "
     "this order\n"
     "loket: docs/figures.md lists those there are\n"},
    {"a report of the desk alone", "report", "denied", "report",
     "loket: refused: without --exact this report does not leave the desk\n"
     "loket: --exact --purpose TEXT tells it, to coordinators and managers\n"},
    {"an unknown code", "drill_start", "unknown_code", "level",
     "loket: refused: level is not a known code\n"
     "loket: `loket roster --help` shows how\n"},
    {"what was asked for, when no field is named", "show", "not_found", NULL,
     "loket: refused: M-1 is not known, or not yours\n"},
    {"a receipt's form", "status", "not_found", NULL,
     "loket: refused: M-1 is not known, or not yours\n"
     "loket: a receipt is the number, a dash and 16 characters, like "
     "R-7K3QM2XA-9V4T2M8H6JX3B0QF\n"},
};

static void
print(const struct row *row, const json_t *refusal, char **text)
{
    const struct output out = {.json = false};
    FILE *const before = stderr;
    size_t n = 0;

    stderr = open_memstream(text, &n);
    assert_non_null(stderr);
    refusal_words_print(&out, row->kind, "roster", "M-1", refusal);
    (void)fclose(stderr);
    stderr = before;
}

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *row = &rows[i];
        json_t *refusal =
            json_pack("{s:s, s:[]}", "code", row->code, "findings");
        char *text = NULL;

        if (row->field != NULL)
            (void)json_array_append_new(json_object_get(refusal, "findings"),
                                        json_pack("{s:s, s:s}", "field",
                                                  row->field, "code",
                                                  row->code));
        print(row, refusal, &text);
        if (strcmp(text, row->expected) != 0)
            fail_msg("%s:\n%s", row->name, text);
        free(text);
        json_decref(refusal);
    }
}

/* Two findings: both are told, in the general words. */
static void
test_two_findings_are_both_told(void **state)
{
    static const struct row row = {.kind = "swap_propose"};
    json_t *refusal = json_pack("{s:s, s:[{s:s, s:s}, {s:s, s:s}]}", "code",
                                "invalid", "findings", "field", "taker", "code",
                                "invalid", "field", "reason", "code", "bsn");
    char *text = NULL;

    (void)state;
    spoken_language("C");
    print(&row, refusal, &text);
    assert_string_equal(
        text, "loket: refused: --to has the wrong form\n"
              "loket: refused: --reason holds a citizen service number; leave "
              "it out\n"
              "loket: `loket roster --help` shows how\n");
    free(text);
    json_decref(refusal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_two_findings_are_both_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
