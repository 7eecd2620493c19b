/* verb_route -- route: the decision tables tried and printed */
#include "verb_route.h"

#include "text.h"

const char verb_route_help[] = N_(
    "usage: loket route test FILE|FOLDER [--documents PATH] [--as KIND]\n"
    "         [--at TIME] [--expect ROWS]\n"
    "       loket route test --cases FILE [--documents PATH] [--at TIME]\n"
    "       loket route print [--html] [PATH]\n"
    "       loket route explain ALERT|MESSAGE [--again]\n"
    "\n"
    "test says what the decision tables make of messages: class, group,\n"
    "level, desk, who is called and who is told, partners that are prepared,\n"
    "shelter and who places, what to ask, and every row that decided.  FILE\n"
    "holds messages as `loket signal` takes them; of a FOLDER every *.json\n"
    "and *.jsonl.  Nothing is sent.\n"
    "\n"
    "  --documents PATH  desk documents: a folder of them, or a file of some\n"
    "                    with the others beside it; without it those in force\n"
    "                    at the desk\n"
    "  --as KIND         the kind of organisation that sends (default police)\n"
    "  --at TIME         when it comes, local: 2026-11-28T22:40\n"
    "  --expect ROWS     exactly these must decide: T1.3,T2.2,..\n"
    "  --cases FILE      cases with the rows and the outcome they must have:\n"
    "\n"
    "    the police refer an adult woman, at night\n"
    "      message  referral of police-amsterdam: form sexual, age adult\n"
    "      rows     T1.7 T2.10 T3.1 T4.4\n"
    "      outcome  class K0, group D, level U3, desk amsterdam, ..\n"
    "\n"
    "print shows the whole set with sources, to be read and printed; --html\n"
    "is one page for a browser and a printer.\n"
    "\n"
    "explain says why an alert is what it is: every decision that the desk\n"
    "took about it, the newest first, with the rows and what they were asked.\n"
    "--again asks the tables that are in force now; that may raise the alert,\n"
    "never lower it.\n"
    "\n"
    "Exit code 1: a case, or --expect, differs; or a message is refused.\n"
    "\n"
    "examples:\n"
    "  loket route test referral.json --as police_amsterdam\n"
    "  loket route test --cases cases.txt --documents mydesk\n"
    "  loket route print --html > tables.html\n"
    "  loket route explain M-4K7Q8T1C\n");

enum ending
verb_route(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"test", route_test},
        {"print", route_print},
        {"explain", route_explain},

    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
