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

static const struct row {
    const char *name;
    enum ending (*verb)(struct invocation *inv);
    const char *words;
    enum ending ending;
    const char *says;     /* part of it */
    const char *says_not; /* NULL: whatever */
} rows[] = {
    {"who is on call", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-24T09:00", ENDING_DONE,
     "2026-10-24 09:00:00 +02:00\n"
     "primary: bram until 2026-10-25 08:00:00 +01:00, layer 1\n",
     "night"},
    {"an override beside the file", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-25T09:00", ENDING_DONE,
     "primary: carla until 2026-10-26 00:00:00 +01:00, override 7\n", "absent"},
    {"the hour that comes twice: the first", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30", ENDING_DONE,
     "2026-10-25 02:30:00 +02:00\n", NULL},
    {"and we say so", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30", ENDING_DONE,
     "--at: this hour comes twice", NULL},
    {"the second, as written", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-25T02:30+01:00",
     ENDING_DONE, "2026-10-25 02:30:00 +01:00\n", "twice"},
    {"the hour that is missing", verb_roster,
     "roster who " FILE_ " --roster primary --at 2027-03-28T02:30", ENDING_DONE,
     "--at: this hour is missing that night", NULL},
    {"somebody is there until the last instant", verb_roster,
     "roster who " FILE_ " --roster night --at 2026-10-25T19:59:59",
     ENDING_DONE, "night: anna until 2026-10-25 20:00:00 +01:00", "GAP"},
    {"then nobody: exit 1", verb_roster,
     "roster who " FILE_ " --roster night --at 2026-10-25T20:00",
     ENDING_REFUSED, "night: GAP, nobody is on call, until further notice",
     NULL},
    {"one gap of all rosters: exit 1", verb_roster,
     "roster who " FILE_ " --at 2026-10-25T20:00", ENDING_REFUSED,
     "primary: ", NULL},
    {"an absence that would leave nobody", verb_roster,
     "roster who " FILE_ " --roster primary --at 2026-10-30T09:00", ENDING_DONE,
     "  bram: absent, and still on call: nobody else is\n", NULL},
    {"as JSON", verb_roster,
     "roster who " FILE_ " --json --roster primary --at 2026-10-25T09:00",
     ENDING_DONE,
     "\"offset_s\":3600,\"people\":[\"carla\"],\"gap\":false,\"until\":"
     "\"2026-10-26 00:00:00 +01:00\",\"until_us\":1792969200000000,"
     "\"override\":7",
     "carla until"},
    {"no such roster", verb_roster,
     "roster who " FILE_ " --roster other --at 2026-10-24T09:00", ENDING_USAGE,
     "there is no roster other", NULL},
    {"no such day", verb_roster, "roster who " FILE_ " --at 2026-02-30T09:00",
     ENDING_USAGE, "--at: a time is", NULL},
    {"no such file", verb_roster, "roster who tests/client/roster/none.yaml",
     ENDING_USAGE, "cannot be read", NULL},
    {"no such word", verb_roster, "roster whom", ENDING_USAGE,
     "`loket roster whom` is not known", NULL},
    {"a noun behind a noun", verb_roster, "roster swap whom", ENDING_USAGE,
     "`loket roster swap whom` is not known; there is: propose, accept, "
     "decline, withdraw, force, list\n",
     NULL},
    {"no word behind a noun behind a noun", verb_roster, "roster swap",
     ENDING_USAGE, "`loket roster swap` needs a word more: propose", NULL},
    {"no word", verb_roster, "roster", ENDING_USAGE,
     "needs a word more: who, show, check", NULL},
    {"shifts with real hours: 21 h after a change night", verb_roster,
     "roster show " FILE_ " --roster primary --from 2026-10-24T12:00 --days 1",
     ENDING_DONE,
     "2026-10-24 12:00:00 +02:00  2026-10-25 08:00:00 +01:00      21h 00m 00s  "
     "layer 1       bram\n",
     "2026-10-26 08"},
    {"13 hours in that night", verb_roster,
     "roster show " FILE_ " --roster night --from 2026-10-24T20:00 --days 1",
     ENDING_DONE, "     13h 00m 00s  layer 1       carla\n", "GAP"},
    {"a day too few", verb_roster, "roster show " FILE_ " --days 0",
     ENDING_USAGE, "--days", NULL},
    {"as many as may be", verb_roster,
     "roster show " FILE_ " --roster night --from 2026-10-24T20:00 --days 1000",
     ENDING_DONE, "carla", NULL},
    {"one more", verb_roster, "roster show " FILE_ " --days 1001", ENDING_USAGE,
     "--days", NULL},
    {"two files", verb_roster, "roster check " FILE_ " " FILE_, ENDING_USAGE,
     "one file at a time", NULL},
    {"a gap is found, with real seconds", verb_roster,
     "roster check " FILE_ " --at 2026-10-24T20:00 --days 2", ENDING_REFUSED,
     "E_GAP night: 2026-10-25 20:00:00 +01:00 to 2026-10-26 19:00:00 +01:00, "
     "82800 s (line 8)",
     NULL},
    {"not beyond the days that are looked ahead", verb_roster,
     "roster check " FILE_ " --at 2026-10-24T20:00 --days 1", ENDING_DONE,
     "nothing is wrong; days looked ahead: 1", "E_"},
    {"a warning alone", verb_roster,
     "roster check tests/client/simulate/desk.yaml --at 2026-11-02T00:00 "
     "--days 5",
     ENDING_DONE, "W_LONG_SHIFT backup carla", "E_"},
    {"a person that is not known", verb_roster,
     "roster check " UNKNOWN " --at 2026-10-24T20:00", ENDING_REFUSED,
     UNKNOWN ":7: E_UNKNOWN_PERSON", NULL},
    {"and nothing is answered from such a file", verb_roster,
     "roster who " UNKNOWN " --at 2026-10-24T20:00", ENDING_USAGE,
     "E_UNKNOWN_PERSON", "until"},
    {"desk check of the same", verb_desk,
     "desk check " UNKNOWN " --at 2026-10-24T20:00", ENDING_REFUSED,
     UNKNOWN ":7: E_UNKNOWN_PERSON", NULL},
    {"desk check of a whole desk", verb_desk,
     "desk check " DESK " --at 2026-11-02T00:00", ENDING_DONE,
     "warning: W_LONG_SHIFT", "E_"},
    {"one person's shifts", verb_roster,
     "roster ical " FILE_
     " --person carla --from 2026-10-25T00:00 --days 1 --roster night",
     ENDING_DONE, "UID:1792864800.night.carla@loket\r\n", "anna"},
    {"a shift that ends as the days begin is not among them", verb_roster,
     "roster ical " FILE_
     " --person carla --from 2026-10-25T08:00 --days 1 --roster night",
     ENDING_DONE, "END:VCALENDAR", "VEVENT"},
    {"one that begins as they end neither", verb_roster,
     "roster ical " FILE_
     " --person carla --from 2026-10-23T20:00 --days 1 --roster night",
     ENDING_DONE, "END:VCALENDAR", "VEVENT"},
    {"nobody of that name", verb_roster,
     "roster ical " FILE_ " --person zoe --from 2026-10-25T00:00", ENDING_USAGE,
     "there is nobody called zoe", "BEGIN"},
    {"simulate", verb_escalation,
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level U1 --for 1m",
     ENDING_DONE, "nood-24 step 1: calls bram, carla", NULL},
    {"simulate: persons that are only named", verb_escalation,
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m",
     ENDING_DONE, "calls dirk, bram,", NULL},
    {"simulate: whom a shelter takes is no person", verb_escalation,
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m --down women",
     ENDING_USAGE, "there is nobody called women", NULL},
    {"simulate: the fallback is one of them", verb_escalation,
     "escalation simulate tests/client/supposed/policies.yaml --at "
     "2026-10-24T09:00 --level U1 --for 1m --down bram,dirk",
     ENDING_DONE, "the fallback is called: erik,", NULL},
    {"simulate: levels in small letters too", verb_escalation,
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level u4b --for 1m",
     ENDING_DONE, "held for the digest", NULL},
    {"simulate: no such level", verb_escalation,
     "escalation simulate " DESK " --at 2026-11-04T12:00 --level U5",
     ENDING_USAGE, "--level", NULL},
    {"simulate: no such person", verb_escalation,
     "escalation simulate " DESK
     " --at 2026-11-04T12:00 --level U1 --ack zoe@+1m",
     ENDING_USAGE, "there is nobody called zoe", NULL},
    {"simulate: no such moment", verb_escalation,
     "escalation simulate " DESK
     " --at 2026-11-04T12:00 --level U1 --ack anna@1m",
     ENDING_USAGE, "--ack", NULL},
    {"simulate: as JSON", verb_escalation,
     "escalation simulate " DESK
     " --json --at 2026-11-04T12:00 --level U1 --for 1m",
     ENDING_DONE, "\"people\":[\"bram\",\"carla\"],\"step\":1", "calls"},
    {"override: a word too many", verb_roster,
     "roster override anna --roster primary", ENDING_USAGE,
     "anna is a word too many", "needed"},
    {"accept: a word too many", verb_roster,
     "roster accept --roster primary --start 2026-10-24T20:00 now",
     ENDING_USAGE, "now is a word too many", "needed"},
    {"override: no verb", verb_roster,
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill",
     ENDING_USAGE, "one of --set, --replace, --add and --remove", NULL},
    {"override: two verbs", verb_roster,
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill --add anna --remove bram",
     ENDING_USAGE, "one of --set, --replace, --add and --remove", NULL},
    {"override: replace by nobody", verb_roster,
     "roster override --roster primary --start 2026-10-24T20:00 --end "
     "2026-10-24T21:00 --reason ill --replace anna",
     ENDING_USAGE, "--replace and --with go together", NULL},
    {"swap: in return for half a time", verb_roster,
     "roster swap propose --roster primary --to bram --start 2026-10-24T20:00 "
     "--end 2026-10-24T21:00 --back-start 2026-10-26T20:00",
     ENDING_USAGE, "--back-start and --back-end go together", NULL},
    {"swap: a word too many", verb_roster,
     "roster swap propose anna --roster primary", ENDING_USAGE,
     "anna is a word too many", "needed"},
    {"swap list: a word too many", verb_roster, "roster swap list all",
     ENDING_USAGE, "all is a word too many", NULL},
    {"swap: force needs a reason", verb_roster, "roster swap force W-1",
     ENDING_USAGE, "--reason is needed", NULL},
    {"desk rollback: needs a version", verb_desk,
     "desk rollback rosters --reason wrong", ENDING_USAGE,
     "--version is needed", NULL},
    {"desk rollback: --version is the document's, not ours", verb_desk,
     "desk rollback rosters --version 3", ENDING_USAGE, "--reason is needed",
     "loket " LOKET_VERSION},
    {"desk diff: two versions at most", verb_desk,
     "desk diff rosters --version 3 --version 2 --version 1", ENDING_USAGE,
     "two versions at most", NULL},
    {"desk diff: no version", verb_desk, "desk diff rosters --version 0",
     ENDING_USAGE, "--version is a whole number", NULL},
    {"desk rollback: a version is a number, not a question", verb_desk,
     "desk rollback rosters --version 1", ENDING_USAGE, "--reason is needed",
     "0.1"},
    {"desk get: the same", verb_desk, "desk get rosters --version",
     ENDING_USAGE, "--version needs a value", NULL},
    {"desk diff: the same", verb_desk, "desk diff rosters --version 0",
     ENDING_USAGE, "--version", "loket 0.1"},
    {"desk put: the same", verb_desk, "desk put --version 1 " FILE_ " " DESK,
     ENDING_USAGE, "--version goes with one file", NULL},
    {"what loket is this", verb_desk, "desk --version", ENDING_DONE, "loket ",
     "needed"},
    {"desk check: more than fit into one request", verb_desk,
     "desk check --online config/desk", ENDING_USAGE,
     "config/desk: more than 8 documents do not go into one request", NULL},
    {"desk put: no file", verb_desk, "desk put tests/client/roster/none.yaml",
     ENDING_USAGE, "none.yaml cannot be read", NULL},
};

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        char *text = NULL;
        enum ending ending = spoken(r->verb, r->words, &text);

        if (ending != r->ending || strstr(text, r->says) == NULL ||
            (r->says_not != NULL && strstr(text, r->says_not) != NULL))
            fail_msg("%s: ends %d, says:\n%s", r->name, (int)ending, text);
        free(text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
