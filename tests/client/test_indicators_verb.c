/* loket indicators without a desk: what it says and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define LIST "config/desk/indicators.yaml"

static const struct spoken_row rows[] = {
    {"a file", "indicators " LIST, ENDING_DONE,
     "loket-nl-1, version 1\n"
     "code  D   adult   minor\n"
     "MW01  D1  strong  strong  Deceived about the nature",
     "Misleid"},
    {"a folder", "indicators config/desk", ENDING_DONE,
     "UO08  D4  medium  none    Paid off the books or uninsured\n", "HTCDS"},
    {"what to ask stands below it", "indicators config/desk", ENDING_DONE,
     "DB06  D5  medium  strong  No say in hours, tasks or clients\n"
     "                          Probe: who decides",
     NULL},
    {"in Dutch", "indicators " LIST " --lang nl", ENDING_DONE,
     "DB01  D5  strong  strong  Een ander houdt paspoort", "Someone else"},
    {"the view of housing", "indicators " LIST " --view housing", ENDING_DONE,
     "OB06  D9  weak    weak    Many short visits", "DW01"},
    {"a kind without a view sees all", "indicators " LIST " --view acm",
     ENDING_DONE, "OB17", NULL},
    {"a kind as the protocol writes it",
     "indicators " LIST " --view POLICE_AMSTERDAM", ENDING_DONE, "OB11",
     "OB16"},
    {"words of the data standard", "indicators " LIST " --htcds", ENDING_DONE,
     "Physical or sexual violence\n"
     "                          HTCDS PhysicalAbuse\n"
     "                          HTCDS SexualAbuse\n",
     NULL},
    {"as JSON", "indicators " LIST " --json --view housing", ENDING_DONE,
     "{\"code\":\"DB01\",\"dimension\":\"D5\",\"form\":\"ALG\","
     "\"strength\":\"strong\",\"minor\":\"strong\",\"label\":\"Someone else "
     "keeps the passport or identity card\",\"help\":\"\",\"retired\":false}\n",
     "version"},
    {"as JSON with the standard", "indicators " LIST " --json --htcds",
     ENDING_DONE,
     "\"htcds\":[\"RestrictsMedicalCare\",\"WithholdsNecessities\"]", NULL},
    {"retired", "indicators tests/client/indicators/retired.yaml", ENDING_DONE,
     "AB01  D6  weak    none    gone (retired)\n", NULL},
    {"no such kind", "indicators " LIST " --view neighbours", ENDING_USAGE,
     "--view: neighbours is no kind", "MW01"},
    {"no such language", "indicators " LIST " --lang fr", ENDING_USAGE,
     "--lang: nl or en", "MW01"},
    {"no such file", "indicators none.yaml", ENDING_USAGE,
     "none.yaml cannot be read: No such file", NULL},
    {"a folder without it", "indicators docs", ENDING_USAGE,
     "docs/indicators.yaml cannot be read", NULL},
    {"another document", "indicators config/desk/persons.yaml", ENDING_USAGE,
     "persons.yaml: no indicators are there", NULL},
    {"two files", "indicators tests/client/roster/rosters.yaml LICENSE",
     ENDING_USAGE, "one file at a time", NULL},
    {"text that cannot be read", "indicators tests/client/indicators/torn.yaml",
     ENDING_USAGE, "torn.yaml:3:", "version"},
};

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++)
        spoken_row(verb_indicators, &rows[i]);
}

/* Who speaks Dutch reads Dutch labels without asking. */
static void
test_the_language_of_the_reader(void **state)
{
    char *text = NULL;

    (void)state;
    spoken_language("nl");
    assert_int_equal(spoken(verb_indicators, "indicators " LIST, &text),
                     ENDING_DONE);
    assert_non_null(strstr(text, "DB01  D5  sterk   sterk   Een ander houdt"));
    free(text);
    assert_int_equal(
        spoken(verb_indicators, "indicators " LIST " --lang en", &text),
        ENDING_DONE);
    assert_non_null(strstr(text, "Someone else keeps"));
    free(text);
    spoken_language("C");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_language_of_the_reader),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
