/* verb -- what a verb of `loket` is: one function, one row in main.c, and its
 * help beside it.  The answer is the exit code. */
#ifndef CLIENTS_VERB_H
#define CLIENTS_VERB_H

#include "args.h"
#include "output.h"

struct profile;
struct session;
struct session_event;

enum ending verb_submit(struct invocation *inv); /* signal, refer, .. */
enum ending verb_withdraw(struct invocation *inv);
enum ending verb_outbox(struct invocation *inv);
enum ending verb_status(struct invocation *inv);
enum ending verb_inbox(struct invocation *inv);
enum ending verb_watch(struct invocation *inv);
enum ending verb_ack(struct invocation *inv);
enum ending verb_takeover(struct invocation *inv);
enum ending verb_close(struct invocation *inv);
enum ending verb_progress(struct invocation *inv);
enum ending verb_snooze(struct invocation *inv);
enum ending verb_reopen(struct invocation *inv);
enum ending verb_repage(struct invocation *inv);
enum ending verb_level(struct invocation *inv);
enum ending verb_list(struct invocation *inv);
enum ending verb_show(struct invocation *inv);
enum ending verb_partner(struct invocation *inv);
enum ending verb_key(struct invocation *inv);
enum ending verb_roster(struct invocation *inv);
enum ending verb_escalation(struct invocation *inv);
enum ending verb_desk(struct invocation *inv);
enum ending verb_route(struct invocation *inv);
enum ending verb_directory(struct invocation *inv);
enum ending verb_drill(struct invocation *inv);
enum ending verb_referral(struct invocation *inv);
enum ending verb_report(struct invocation *inv);
enum ending verb_shelter(struct invocation *inv);
enum ending verb_audit(struct invocation *inv);
enum ending verb_share(struct invocation *inv);
enum ending verb_ask(struct invocation *inv);
enum ending verb_answer(struct invocation *inv);
enum ending verb_questions(struct invocation *inv);
enum ending verb_bottlenecks(struct invocation *inv);
enum ending verb_task(struct invocation *inv);
enum ending verb_term(struct invocation *inv);
enum ending verb_indicators(struct invocation *inv);
enum ending verb_search(struct invocation *inv);
enum ending verb_why(struct invocation *inv);
enum ending verb_review(struct invocation *inv);
enum ending verb_combine(struct invocation *inv);
enum ending verb_split(struct invocation *inv);
enum ending verb_separate(struct invocation *inv);
enum ending verb_takeback(struct invocation *inv);
enum ending verb_epoch(struct invocation *inv);
enum ending verb_top(struct invocation *inv);
enum ending verb_doctor(struct invocation *inv);
enum ending verb_backup(struct invocation *inv);
enum ending verb_restore(struct invocation *inv);
enum ending verb_retention(struct invocation *inv);
enum ending verb_erase(struct invocation *inv);

/* verb_help: its --help, not yet translated. */
extern const char verb_signal_help[], verb_refer_help[], verb_advice_help[],
    verb_bottleneck_help[], verb_withdraw_help[], verb_outbox_help[],
    verb_status_help[], verb_inbox_help[], verb_watch_help[], verb_ack_help[],
    verb_takeover_help[], verb_close_help[], verb_progress_help[],
    verb_snooze_help[], verb_reopen_help[], verb_repage_help[],
    verb_level_help[], verb_list_help[], verb_show_help[], verb_partner_help[],
    verb_key_help[], verb_roster_help[], verb_escalation_help[],
    verb_desk_help[], verb_route_help[], verb_drill_help[],
    verb_referral_help[], verb_report_help[], verb_shelter_help[],
    verb_indicators_help[], verb_directory_help[], verb_share_help[],
    verb_audit_help[], verb_ask_help[], verb_answer_help[],
    verb_questions_help[], verb_bottlenecks_help[], verb_task_help[],
    verb_term_help[], verb_search_help[], verb_why_help[], verb_review_help[],
    verb_combine_help[], verb_split_help[], verb_separate_help[],
    verb_takeback_help[], verb_epoch_help[], verb_backup_help[],
    verb_restore_help[], verb_top_help[], verb_doctor_help[],
    verb_retention_help[], verb_erase_help[];

/* A verb that is a noun: `loket roster who`; each row reads options of its
 * own. */
struct noun_row {
    const char *name;
    enum ending (*run)(struct invocation *inv);
};

/* verb_noun: run the row named first; argv[0] is that name then.  Answers
 * --help, and says so when there is no such row. */
enum ending verb_noun(struct invocation *inv, const struct noun_row rows[],
                      size_t n);

/* What a verb that asks the desk works with; zeroed to begin. */
struct visit {
    struct profile *profile;
    struct session *session;
};

/* visit_begin: profile and session.  visit_end() in any case. */
MUST_USE enum rc visit_begin(struct visit *visit, const struct invocation *inv);
void visit_end(struct visit *visit);

/* visit_ask: one question; its body is released.
 *
 * out     answer, borrowed until the next question
 * returns ENDING_DONE, or how it ended: no answer, not let in, or a refusal,
 *         each already said */
MUST_USE enum ending visit_ask(struct visit *visit,
                               const struct invocation *inv, const char *kind,
                               json_t *body, struct session_event *answer);

/* visit_once: visit_begin() and one question; its body is released.
 *
 * returns as visit_ask(), or ENDING_USAGE when there is no profile, said
 *         already; visit_end() in any case */
MUST_USE enum ending visit_once(struct visit *visit,
                                const struct invocation *inv, const char *kind,
                                json_t *body, struct session_event *answer);

#endif
