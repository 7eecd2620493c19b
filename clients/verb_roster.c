/* verb_roster -- roster: who is on call, and changes of it */
#include "verb_roster.h"

#include "text.h"

const char verb_roster_help[] = N_(
    "usage: loket roster who [FILE] [--roster NAME] [--at TIME]\n"
    "       loket roster show [FILE] [--roster NAME] [--from TIME] [--days N]\n"
    "       loket roster check [FILE] [--at TIME] [--days N]\n"
    "       loket roster ical [FILE] --person NAME [--roster NAME]\n"
    "         [--from TIME] [--days N]\n"
    "       loket roster override --roster NAME --start TIME --end TIME\n"
    "         --set|--add|--remove NAMES, or --replace NAMES --with NAMES,\n"
    "         --reason TEXT [--accept-gap REASON]\n"
    "       loket roster accept --roster NAME --start TIME\n"
    "       loket roster swap propose --roster NAME --to NAME --start TIME\n"
    "         --end TIME [--back-start TIME --back-end TIME] [--reason TEXT]\n"
    "       loket roster swap accept|decline|withdraw|force ID\n"
    "         [--reason TEXT] [--accept-gap REASON]\n"
    "       loket roster swap list\n"
    "\n"
    "who says who is on call, until when and why; show lists the shifts with\n"
    "their real hours; check what is wrong in the days to come.  Without FILE\n"
    "they ask the desk; with it they need no desk: what FILE (or a folder of\n"
    "desk documents) does not hold is looked up beside it.\n"
    "\n"
    "accept says that you come to your shift.  A swap is done when proposer\n"
    "and taker agree; a desk manager may force it, with a reason.  ical is\n"
    "a calendar file of one person's shifts.\n"
    "\n"
    "TIME is local, 2026-10-25T08:00; +01:00 behind it makes the hour that\n"
    "comes twice unambiguous.  NAMES are divided by commas.\n"
    "\n"
    "Exit code 1: nobody is on call (who), an E_ finding (check), or refused.\n"
    "\n"
    "examples:\n"
    "  loket roster who --roster primary\n"
    "  loket roster check rosters.yaml --days 90\n"
    "  loket roster override --roster primary --start 2026-12-24T18:00\n"
    "    --end 2026-12-25T08:00 --replace anna --with bram --reason ill\n");

enum ending
verb_roster(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"who", roster_who},           {"show", roster_show},
        {"check", roster_findings},    {"ical", roster_ical},
        {"override", roster_override}, {"accept", roster_accept},
        {"swap", roster_swap},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
