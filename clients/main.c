/* main -- loket, the command line client: one row for each verb */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "output.h"
#include "text.h"
#include "verb.h"

#define TIMEOUT_MS 10000

static const struct verb {
    const char *name;
    const char *summary;
    const char *help;
    enum ending (*run)(struct invocation *inv);
} verbs[] = {
    {"signal", N_("send signals"), verb_signal_help, verb_submit},
    {"refer", N_("send referrals"), verb_refer_help, verb_submit},
    {"advice", N_("ask for advice"), verb_advice_help, verb_submit},
    {"bottleneck", N_("report a bottleneck"), verb_bottleneck_help,
     verb_submit},
    {"withdraw", N_("take a message back"), verb_withdraw_help, verb_withdraw},
    {"outbox", N_("send what still waits"), verb_outbox_help, verb_outbox},
    {"status", N_("what became of a message"), verb_status_help, verb_status},
    {"indicators", N_("the codes a message may carry"), verb_indicators_help,
     verb_indicators},
    {"inbox", N_("read what the desk tells you"), verb_inbox_help, verb_inbox},
    {"watch", N_("be called, as coordinator"), verb_watch_help, verb_watch},
    {"ack", N_("say that an alert is yours"), verb_ack_help, verb_ack},
    {"takeover", N_("take an alert over"), verb_takeover_help, verb_takeover},
    {"close", N_("close an alert"), verb_close_help, verb_close},
    {"progress", N_("say that you are at work on it"), verb_progress_help,
     verb_progress},
    {"snooze", N_("lay an alert aside for a while"), verb_snooze_help,
     verb_snooze},
    {"reopen", N_("open a closed alert again"), verb_reopen_help, verb_reopen},
    {"repage", N_("call people again"), verb_repage_help, verb_repage},
    {"level", N_("set the level of an alert"), verb_level_help, verb_level},
    {"list", N_("list alerts"), verb_list_help, verb_list},
    {"show", N_("show an alert, a bundle or a message"), verb_show_help,
     verb_show},
    {"search", N_("find signals back"), verb_search_help, verb_search},
    {"why", N_("why signals belong together, or not"), verb_why_help, verb_why},
    {"review", N_("what may belong together, one key each"), verb_review_help,
     verb_review},
    {"combine", N_("decide that signals belong together"), verb_combine_help,
     verb_combine},
    {"split", N_("split a bundle"), verb_split_help, verb_split},
    {"separate", N_("decide that signals do not belong together"),
     verb_separate_help, verb_separate},
    {"takeback", N_("take such a decision back"), verb_takeback_help,
     verb_takeback},
    {"referral", N_("accept and hand over referrals"), verb_referral_help,
     verb_referral},
    {"report", N_("figures"), verb_report_help, verb_report},
    {"shelter", N_("places in shelters"), verb_shelter_help, verb_shelter},
    {"audit", N_("who did what: read, verified, taken along"), verb_audit_help,
     verb_audit},
    {"share", N_("what leaves the desk, and its recall"), verb_share_help,
     verb_share},
    {"ask", N_("ask the sender of a message"), verb_ask_help, verb_ask},
    {"answer", N_("answer a question of the desk"), verb_answer_help,
     verb_answer},
    {"questions", N_("the questions about a message"), verb_questions_help,
     verb_questions},
    {"bottlenecks", N_("the register of bottlenecks"), verb_bottlenecks_help,
     verb_bottlenecks},
    {"task", N_("what partners are asked to do"), verb_task_help, verb_task},
    {"term", N_("what must have happened when"), verb_term_help, verb_term},
    {"roster", N_("who is on call, and changes of it"), verb_roster_help,
     verb_roster},
    {"escalation", N_("try out who is called when"), verb_escalation_help,
     verb_escalation},
    {"desk", N_("read and change the desk's documents"), verb_desk_help,
     verb_desk},
    {"route", N_("try and print the decision tables"), verb_route_help,
     verb_route},
    {"directory", N_("who is who in the chain"), verb_directory_help,
     verb_directory},
    {"epoch", N_("the weights by which signals are linked"), verb_epoch_help,
     verb_epoch},
    {"retention", N_("how long messages are kept"), verb_retention_help,
     verb_retention},
    {"erase", N_("erase messages for good, as desk manager"), verb_erase_help,
     verb_erase},
    {"drill", N_("try whether somebody answers"), verb_drill_help, verb_drill},
    {"top", N_("what goes on at the desk, as operator"), verb_top_help,
     verb_top},
    {"doctor", N_("are machine and desk fit, as operator"), verb_doctor_help,
     verb_doctor},
    {"backup", N_("back a desk up, as operator"), verb_backup_help,
     verb_backup},
    {"restore", N_("a desk from its backups"), verb_restore_help, verb_restore},
    {"partner", N_("enrol and end keys, as operator"), verb_partner_help,
     verb_partner},
    {"key", N_("make a profile with a new key"), verb_key_help, verb_key},
};

static void
print_help(void)
{
    (void)fputs(_("usage: loket [OPTION..] VERB [OPTION..] [OPERAND..]\n"
                  "\n"
                  "Talks to a Loket desk.  Verbs:\n"),
                stdout);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        (void)printf("  %-11s %s\n", verbs[i].name, gettext(verbs[i].summary));
    (void)fputs(
        _("\n"
          "  --profile DIR      who we are and which desk (default\n"
          "                     ~/.config/loket)\n"
          "  --json             one JSON object a line, for programs\n"
          "  --timeout SECONDS  how long to wait for an answer (default 10)\n"
          "  --help, --version\n"
          "\n"
          "`loket VERB --help` explains a verb.  Exit codes: 0 done, 1 "
          "refused\n"
          "or no, 2 usage, 3 unreachable or timed out.\n"),
        stdout);
}

int
main(int argc, char **argv)
{
    struct invocation inv = {
        .verb = "", .timeout_ms = TIMEOUT_MS, .argc = argc, .argv = argv};

    text_setup();
    if (sodium_init() < 0) {
        output_error(_("no randomness"));
        return ENDING_USAGE;
    }
    if (args_read_globals(&inv) != RC_OK)
        return ENDING_USAGE;
    if (inv.version_asked && inv.argc == 0) {
        args_print_version();
        return ENDING_DONE;
    }
    if (inv.help_asked || inv.argc == 0) {
        print_help();
        return inv.help_asked ? ENDING_DONE : ENDING_USAGE;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(inv.argv[0], verbs[i].name) != 0)
            continue;
        inv.verb = verbs[i].name;
        inv.help = verbs[i].help;
        return output_end(verbs[i].run(&inv));
    }
    output_error(_("%s is no verb; `loket --help` lists them"), inv.argv[0]);
    return ENDING_USAGE;
}
