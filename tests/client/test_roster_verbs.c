/* loket roster, desk check and escalation without a desk: what they say and
 * how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define FILE_   "tests/client/roster/rosters.yaml"
#define UNKNOWN "tests/client/roster/unknown.txt"
#define DESK    "tests/client/simulate/desk.yaml"

static const struct spoken_row rows[] = {
    {"who is on call",
     "roster who " FILE_ " --roster primary --at 2026-10-24T09:00", ENDING_DONE,
     "2026-10-24 09:00:00 +02:00\n"
     "primary: bram until 2026-10-25 08:00:00 +01:00, layer 1\n",
     "night"},
    {"an override beside the file",
     "roster who " FILE_ " --roster primary --at 2026-10-25T09:00", ENDING_DONE,
     "primary: carla until 2026-10-26 00:00:00 +01:00, override 7\n", "absent"},
    {"the hour that comes twice: the first",
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30", ENDING_DONE,
     "2026-10-25 02:30:00 +02:00\n", NULL},
    {"and we say so",
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30", ENDING_DONE,
     "--at: this hour comes twice", NULL},
    {"the second, as written",
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30+01:00",
     ENDING_DONE, "2026-10-25 02:30:00 +01:00\n", "twice"},
    {"the hour that is missing",
     "roster who " FILE_ " --roster primary --at 2027-03-28T02:30", ENDING_DONE,
     "--at: this hour is missing that night", NULL},
    {"somebody is there until the last instant",
     "roster who " FILE_ " --roster night --at 2026-10-25T19:59:59",
     ENDING_DONE, "night: anna until 2026-10-25 20:00:00 +01:00", "GAP"},
    {"then nobody: exit 1",
     "roster who " FILE_ " --roster night --at 2026-10-25T20:00",
     ENDING_REFUSED, "night: GAP, nobody is on call, until further notice",
     NULL},
    {"one gap of all rosters: exit 1",
     "roster who " FILE_ " --at 2026-10-25T20:00", ENDING_REFUSED,
     "primary: ", NULL},
    {"an absence that would leave nobody",
     "roster who " FILE_ " --roster primary --at 2026-10-30T09:00", ENDING_DONE,
     "  bram: absent, and still on call: nobody else is\n", NULL},
    {"as JSON",
     "roster who " FILE_ " --json --roster primary --at 2026-10-25T09:00",
     ENDING_DONE,
     "\"offset_s\":3600,\"people\":[\"carla\"],\"gap\":false,\"until\":"
     "\"2026-10-26 00:00:00 +01:00\",\"until_us\":1792969200000000,"
     "\"override\":7",
     "carla until"},
    {"no such roster",
     "roster who " FILE_ " --roster other --at 2026-10-24T09:00", ENDING_USAGE,
     "there is no roster other", NULL},
    {"no such day", "roster who " FILE_ " --at 2026-02-30T09:00", ENDING_USAGE,
     "--at: a time is", NULL},
    {"no such file", "roster who tests/client/roster/none.yaml", ENDING_USAGE,
     "cannot be read", NULL},
    {"no such word", "roster whom", ENDING_USAGE,
     "`loket roster whom` is not known", NULL},
    {"a noun behind a noun", "roster swap whom", ENDING_USAGE,
     "`loket roster swap whom` is not known; there is: propose, accept, "
     "decline, withdraw, force, list\n",
     NULL},
    {"no word behind a noun behind a noun", "roster swap", ENDING_USAGE,
     "`loket roster swap` needs a word more: propose", NULL},
    {"no word", "roster", ENDING_USAGE, "needs a word more: who, show, check",
     NULL},
    {"shifts with real hours: 21 h after a change night",
     "roster show " FILE_ " --roster primary --from 2026-10-24T12:00 --days 1",
     ENDING_DONE,
     "2026-10-24 12:00:00 +02:00  2026-10-25 08:00:00 +01:00      21h 00m 00s  "
     "layer 1       bram\n",
     "2026-10-26 08"},
    {"13 hours in that night",
     "roster show " FILE_ " --roster night --from 2026-10-24T20:00 --days 1",
     ENDING_DONE, "     13h 00m 00s  layer 1       carla\n", "GAP"},
    {"a day too few", "roster show " FILE_ " --days 0", ENDING_USAGE, "--days",
     NULL},
    {"as many as may be",
     "roster show " FILE_ " --roster night --from 2026-10-24T20:00 --days 1000",
     ENDING_DONE, "carla", NULL},
    {"one more", "roster show " FILE_ " --days 1001", ENDING_USAGE, "--days",
     NULL},
    {"two files", "roster check " FILE_ " " FILE_, ENDING_USAGE,
     "one file at a time", NULL},
    {"a gap is found, with real seconds",
     "roster check " FILE_ " --at 2026-10-24T20:00 --days 2", ENDING_REFUSED,
     "E_GAP night: 2026-10-25 20:00:00 +01:00 to 2026-10-26 19:00:00 +01:00, "
     "82800 s (line 8)",
     NULL},
    {"not beyond the days that are looked ahead",
     "roster check " FILE_ " --at 2026-10-24T20:00 --days 1", ENDING_DONE,
     "nothing is wrong; days looked ahead: 1", "E_"},
    {"a warning alone",
     "roster check tests/client/simulate/desk.yaml --at 2026-11-02T00:00 "
     "--days 5",
     ENDING_DONE, "W_LONG_SHIFT backup carla", "E_"},
    {"a person that is not known",
     "roster check " UNKNOWN " --at 2026-10-24T20:00", ENDING_REFUSED,
     UNKNOWN ":7: E_UNKNOWN_PERSON", NULL},
    {"and nothing is answered from such a file",
     "roster who " UNKNOWN " --at 2026-10-24T20:00", ENDING_USAGE,
     "E_UNKNOWN_PERSON", "until"},
    {"desk check of the same", "desk check " UNKNOWN " --at 2026-10-24T20:00",
     ENDING_REFUSED, UNKNOWN ":7: E_UNKNOWN_PERSON", NULL},
    {"desk check of a whole desk", "desk check " DESK " --at 2026-11-02T00:00",
     ENDING_DONE, "warning: W_LONG_SHIFT", "E_"},
    {"one person's shifts",
     "roster ical " FILE_
     " --person carla --from 2026-10-25T00:00 --days 1 --roster night",
     ENDING_DONE, "UID:1792864800.night.carla@loket\r\n", "anna"},
    {"a shift that ends as the days begin is not among them",
     "roster ical " FILE_
     " --person carla --from 2026-10-25T08:00 --days 1 --roster night",
     ENDING_DONE, "END:VCALENDAR", "VEVENT"},
    {"one that begins as they end neither",
     "roster ical " FILE_
     " --person carla --from 2026-10-23T20:00 --days 1 --roster night",
     ENDING_DONE, "END:VCALENDAR", "VEVENT"},
    {"nobody of that name",
     "roster ical " FILE_ " --person zoe --from 2026-10-25T00:00", ENDING_USAGE,
     "there is nobody called zoe", "BEGIN"},
    {"simulate",
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level U1 --for 1m",
     ENDING_DONE, "nood-24 step 1: calls bram, carla", NULL},
    {"simulate: persons that are only named",
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m",
     ENDING_DONE, "calls dirk, bram,", NULL},
    {"simulate: whom a shelter takes is no person",
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m --down women",
     ENDING_USAGE, "there is nobody called women", NULL},
    {"simulate: the fallback is one of them",
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m --down bram,dirk",
     ENDING_DONE, "the fallback is called: erik,", NULL},
    {"simulate: levels in small letters too",
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level u4b --for 1m",
     ENDING_DONE, "held for the digest", NULL},
    {"simulate: no such level",
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level U5",
     ENDING_USAGE, "--level", NULL},
    {"simulate: no such person",
     "escalation simulate " DESK
     " --at 2026-11-04T12:00 --level U1 --ack zoe@+1m",
     ENDING_USAGE, "there is nobody called zoe", NULL},
    {"simulate: no such moment",
     "escalation simulate " DESK
     " --at 2026-11-04T12:00 --level U1 --ack anna@1m",
     ENDING_USAGE, "--ack", NULL},
    {"simulate: as JSON",
     "escalation simulate " DESK
     " --json --at 2026-11-04T12:00 --level U1 --for 1m",
     ENDING_DONE, "\"people\":[\"bram\",\"carla\"],\"step\":1", "calls"},
    {"override: a word too many", "roster override anna --roster primary",
     ENDING_USAGE, "anna is a word too many", "needed"},
    {"accept: a word too many",
     "roster accept --roster primary --start 2026-10-24T20:00 now",
     ENDING_USAGE, "now is a word too many", "needed"},
    {"override: no verb",
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill",
     ENDING_USAGE, "one of --set, --replace, --add and --remove", NULL},
    {"override: two verbs",
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill --add anna --remove bram",
     ENDING_USAGE, "one of --set, --replace, --add and --remove", NULL},
    {"override: replace by nobody",
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill --replace anna",
     ENDING_USAGE, "--replace and --with go together", NULL},
    {"swap: in return for half a time",
     "roster swap propose --roster primary --to bram --start 2026-10-24T20:00 "
     "--end 2026-10-24T21:00 --back-start 2026-10-26T20:00",
     ENDING_USAGE, "--back-start and --back-end go together", NULL},
    {"swap: a word too many", "roster swap propose anna --roster primary",
     ENDING_USAGE, "anna is a word too many", "needed"},
    {"swap list: a word too many", "roster swap list all", ENDING_USAGE,
     "all is a word too many", NULL},
    {"swap: force needs a reason", "roster swap force W-1", ENDING_USAGE,
     "--reason is needed", NULL},
    {"desk rollback: needs a version", "desk rollback rosters --reason wrong",
     ENDING_USAGE, "--version is needed", NULL},
    {"desk rollback: --version is the document's, not ours",
     "desk rollback rosters --version 3", ENDING_USAGE, "--reason is needed",
     "loket " LOKET_VERSION},
    {"desk diff: two versions at most",
     "desk diff rosters --version 3 --version 2 --version 1", ENDING_USAGE,
     "two versions at most", NULL},
    {"desk diff: no version", "desk diff rosters --version 0", ENDING_USAGE,
     "--version is a whole number", NULL},
    {"desk rollback: a version is a number, not a question",
     "desk rollback rosters --version 1", ENDING_USAGE, "--reason is needed",
     "0.1"},
    {"desk get: the same", "desk get rosters --version", ENDING_USAGE,
     "--version needs a value", NULL},
    {"desk diff: the same", "desk diff rosters --version 0", ENDING_USAGE,
     "--version", "loket 0.1"},
    {"desk put: the same", "desk put --version 1 " FILE_ " " DESK, ENDING_USAGE,
     "--version goes with one file", NULL},
    {"what loket is this", "desk --version", ENDING_DONE, "loket ", "needed"},
    {"desk check: more than fit into one request",
     "desk check --online config/desk", ENDING_USAGE,
     "config/desk: more than 8 documents do not go into one request", NULL},
    {"desk put: no file", "desk put tests/client/roster/none.yaml",
     ENDING_USAGE, "none.yaml cannot be read", NULL},
};

static enum ending
verb_of_words(struct invocation *inv)
{
    if (strcmp(inv->verb, "desk") == 0)
        return verb_desk(inv);
    if (strcmp(inv->verb, "escalation") == 0)
        return verb_escalation(inv);
    return verb_roster(inv);
}

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++)
        spoken_row(verb_of_words, &rows[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
