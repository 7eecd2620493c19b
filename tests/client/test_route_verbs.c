/* loket route without a desk: what it says of messages and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define DESK    " --documents config/desk --at 2026-11-28T22:40"
#define PERSON  "tests/client/route/person.json"
#define HOUSE   "tests/client/route/dwelling.jsonl"
#define BAD     "tests/client/route/bad"
#define GOLDEN  "tests/data/rows/routing.txt"
#define DIFFERS "tests/client/route/differs.txt"

static const struct spoken_row rows[] = {
    {"which message, of whom",
     "route test " PERSON DESK " --as police_amsterdam", ENDING_DONE,
     PERSON ":1: referral of police-amsterdam\n", NULL},
    {"the class with its codes per dimension", "route test " PERSON DESK,
     ENDING_DONE,
     "  class     K3 (P(D5))\n"
     "            D5  8+  DB01 DB04\n",
     "D9"},
    {"weights below a positive dimension", "route test " HOUSE DESK,
     ENDING_DONE, "            D9  1   OB06 OB08 OB11\n", "D5"},
    {"level, region and desk", "route test " PERSON DESK, ENDING_DONE,
     "  group     B\n"
     "  level     U1\n"
     "  region    amsterdam, desk amsterdam\n",
     "112"},
    {"who is called by the policy and the rosters", "route test " PERSON DESK,
     ENDING_DONE, "  called    nood-24: coordinator, fallback, at once\n",
     "notice"},
    {"nobody before the window opens", "route test " HOUSE DESK " --as housing",
     ENDING_DONE,
     "  called    regulier: coordinator, not before 2026-11-29 08:00:00 "
     "+01:00\n",
     NULL},
    {"nobody at all before the digest", "route test " HOUSE DESK, ENDING_DONE,
     "  called    regulier: nobody at once; it waits for the digest\n", NULL},
    {"prepared partners and the first act", "route test " PERSON DESK,
     ENDING_DONE, "  act in    1h\n  prepared  pol-projectcoord, ", NULL},
    {"shelter and who places", "route test " PERSON DESK, ENDING_DONE,
     "  shelter   place: acm-nood, else acm-crisis; who places: "
     "police-or-coordinator\n",
     NULL},
    {"what to ask", "route test " HOUSE DESK, ENDING_DONE, "  ask       age\n",
     "shelter   "},
    {"every row with its source", "route test " PERSON DESK, ENDING_DONE,
     "  rows      T1.3    target-group   [S4 3.1 B]\n"
     "            T2.2    urgency        [",
     NULL},
    {"each message of a file", "route test " HOUSE DESK, ENDING_DONE,
     HOUSE ":2: bottleneck of police\n", NULL},
    {"each file of a folder, not what is no message",
     "route test tests/client/route" DESK, ENDING_DONE,
     PERSON ":1: ", "refuse"},
    {"as JSON", "route test --json " PERSON DESK, ENDING_DONE,
     "\"called\":[\"coordinator\",\"fallback\"]", "  called"},
    {"as JSON: what programs compare", "route test --json " PERSON DESK,
     ENDING_DONE, "\"outcome\":\"class K3, group B, level U1, ", NULL},
    {"as JSON: the line of the record", "route test --json " PERSON DESK,
     ENDING_DONE, "\"trace\":\"T1.3 T2.2 T3.1 T4.1 T4.8 T5.6 | ", "TST-1"},
    {"the same rows as expected",
     "route test " PERSON DESK
     " --as police-amsterdam --expect T1.3,T2.2,T3.1,T4.1,T4.8,T5.6",
     ENDING_DONE, "T5.6", "other rows"},
    {"other rows: exit 1",
     "route test " PERSON DESK
     " --as police-amsterdam --expect T1.3,T2.3,T3.1,T4.1,T4.8",
     ENDING_REFUSED, PERSON ":1: other rows: not T2.3, but T2.2, but T5.6\n",
     NULL},
    {"what the desk would refuse: exit 1, the field, never the value",
     "route test " BAD DESK, ENDING_REFUSED, "text", "111222333"},
    {"no message at all", "route test tests/client/route/empty" DESK,
     ENDING_USAGE, "there is no message", NULL},
    {"no such file", "route test tests/client/route/none.json" DESK,
     ENDING_USAGE, "cannot be read", NULL},
    {"no file", "route test" DESK, ENDING_USAGE,
     "one FILE or FOLDER of messages is needed", NULL},
    {"two files", "route test " PERSON " " HOUSE DESK, ENDING_USAGE,
     "one FILE or FOLDER of messages is needed", NULL},
    {"no such kind of sender", "route test " PERSON DESK " --as martians",
     ENDING_USAGE, "there is no kind of organisation martians", NULL},
    {"no such time", "route test " PERSON " --documents config/desk --at now",
     ENDING_USAGE, "--at: a time is", NULL},
    {"no documents", "route test " PERSON " --documents tests/client/route",
     ENDING_USAGE, "no desk document is there", NULL},
    {"cases that hold", "route test --cases " GOLDEN DESK, ENDING_DONE,
     "ok      W1 police team", "DIFFERS"},
    {"cases that differ: exit 1, and how", "route test --cases " DIFFERS DESK,
     ENDING_REFUSED,
     "DIFFERS the police refer an adult at night (line 1): not T4.9, but "
     "T4.8\n",
     "ok  "},
    {"cases that differ, as JSON", "route test --json --cases " DIFFERS DESK,
     ENDING_REFUSED, "\"ok\":false,\"wrong\":\"not T4.9, but T4.8\"",
     "DIFFERS"},
    {"no such file of cases", "route test --cases none.txt" DESK, ENDING_USAGE,
     "none.txt cannot be read", NULL},
    {"cases that are none", "route test --cases " PERSON DESK, ENDING_USAGE,
     PERSON ":2: this line is no part of a case", NULL},
    {"messages and cases together",
     "route test " PERSON " --cases " GOLDEN DESK, ENDING_USAGE,
     "is a word too many", NULL},
    {"print: a row", "route print config/desk", ENDING_DONE,
     "\nT2.1   yes         -  ", "<td>"},
    {"print: the classes at the end", "route print config/desk", ENDING_DONE,
     "K4     D4 and D5 are positive", NULL},
    {"print: and the levels", "route print config/desk", ENDING_DONE,
     "U3     regulier   daytime                  1wd                       U2",
     NULL},
    {"print: from what", "route print config/desk", ENDING_DONE,
     " from config/desk.\n", NULL},
    {"print: as a page", "route print --html config/desk", ENDING_DONE,
     "<tr><td>T1.3</td><td>adult</td><td>sexual</td>", "DOCTYPE xml"},
    {"print: the meaning of a row", "route print --html config/desk",
     ENDING_DONE,
     "<td>when age is adult, and form of exploitation is sexual, and class is "
     "K1 or K2 or K3 or K4: target group B</td><td>S4 3.1 B</td></tr>",
     "http"},
    {"print: two folders", "route print config/desk config", ENDING_USAGE,
     "config is a word too many", NULL},
    {"print: no documents", "route print tests/client/route", ENDING_USAGE,
     "no desk document is there", NULL},
    {"explain: nothing", "route explain", ENDING_USAGE,
     "one ALERT or MESSAGE is needed", NULL},
    {"explain: two", "route explain M-1 M-2", ENDING_USAGE,
     "one ALERT or MESSAGE is needed", NULL},
    {"no word", "route", ENDING_USAGE,
     "needs a word more: test, print, explain", NULL},
    {"no such word", "route decide", ENDING_USAGE,
     "`loket route decide` is not known", NULL},
};

static void
test_verbs(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        spoken_row(verb_route, &rows[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verbs)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
