/* roster_findings -- roster check: what is wrong in the days to come */
#include <stdio.h>

#include "core/desk_rules.h"
#include "core/roster_check.h"
#include "desk_source.h"
#include "duration.h"
#include "findings_words.h"
#include "text.h"
#include "verb_roster.h"

#define DAYS 90

struct checking {
    const struct output *out;
    const struct roster_book *book;
    size_t n;
    size_t refuses_n;
};

static json_t *
finding_object(const struct roster_book *book,
               const struct roster_finding *finding)
{
    json_t *line =
        json_pack("{s:s, s:b}", "code", roster_fault_name(finding->fault),
                  "refuses", roster_fault_refuses(finding->fault));
    char at[ZONE_TEXT_BYTES];

    if (finding->roster < book->rosters_n)
        (void)json_object_set_new(
            line, "roster", json_string(book->rosters[finding->roster].name));
    if (finding->fault == W_SAME_PERSON && finding->other < book->rosters_n)
        (void)json_object_set_new(
            line, "other", json_string(book->rosters[finding->other].name));
    if (finding->person < book->persons_n)
        (void)json_object_set_new(
            line, "person", json_string(book->persons[finding->person].name));
    if (finding->line != 0)
        (void)json_object_set_new(line, "line",
                                  json_integer((json_int_t)finding->line));
    if (finding->start_us == INT64_MIN)
        return line;
    (void)json_object_set_new(
        line, "start",
        json_string(zone_write(&book->zone, finding->start_us, at)));
    (void)json_object_set_new(
        line, "end", json_string(zone_write(&book->zone, finding->end_us, at)));
    (void)json_object_set_new(line, "start_us",
                              json_integer((json_int_t)finding->start_us));
    (void)json_object_set_new(line, "end_us",
                              json_integer((json_int_t)finding->end_us));
    (void)json_object_set_new(
        line, "seconds",
        json_integer((json_int_t)(finding->end_us - finding->start_us) /
                     1000000));
    return line;
}

static void
finding_words(const struct output *out, const struct roster_book *book,
              const struct roster_finding *finding)
{
    bool has_roster = finding->roster < book->rosters_n;
    bool has_other =
        finding->fault == W_SAME_PERSON && finding->other < book->rosters_n;
    bool has_person = finding->person < book->persons_n;
    char start[ZONE_TEXT_BYTES];
    char end[ZONE_TEXT_BYTES];
    char when[160] = "";
    char line[48] = "";

    if (finding->start_us != INT64_MIN)
        (void)snprintf(
            when, sizeof when, _(": %s to %s, %lld s"),
            zone_write(&book->zone, finding->start_us, start),
            zone_write(&book->zone, finding->end_us, end),
            (long long)((finding->end_us - finding->start_us) / 1000000));
    if (finding->line != 0)
        (void)snprintf(line, sizeof line, _(" (line %lu)"),
                       (unsigned long)finding->line);
    output_line(out, "%s%s%s%s%s%s%s%s%s%s",
                roster_fault_refuses(finding->fault) ? "" : _("warning: "),
                roster_fault_name(finding->fault), has_roster ? " " : "",
                has_roster ? book->rosters[finding->roster].name : "",
                has_other ? "/" : "",
                has_other ? book->rosters[finding->other].name : "",
                has_person ? " " : "",
                has_person ? book->persons[finding->person].name : "", when,
                line);
}

static void
finding_take(const struct roster_finding *finding, void *arg)
{
    struct checking *checking = arg;

    checking->n++;
    checking->refuses_n += roster_fault_refuses(finding->fault) ? 1 : 0;
    if (checking->out->json) {
        json_t *line = finding_object(checking->book, finding);

        output_object(line);
        json_decref(line);
    } else {
        finding_words(checking->out, checking->book, finding);
    }
}

enum ending
roster_findings(struct invocation *inv)
{
    const char *at = NULL;
    int64_t days = DAYS;
    const struct arg args[] = {
        {"at", ARG_TEXT, &at},
        {"days", ARG_NUMBER, &days},
    };
    struct desk_source source = {.rules = NULL};
    struct checking checking = {.out = &inv->out};
    enum ending ending;
    enum rc rc = roster_args(inv, args, sizeof args / sizeof args[0], &days);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = roster_rules(&source, inv);
    if (ending != ENDING_DONE) {
        /* What the texts say is the answer that was asked for. */
        if (source.findings.refuses_n > 0)
            ending = ENDING_REFUSED;
        goto out;
    }
    findings_words_print(&inv->out, &source.findings);
    checking.book = &source.rules->book;
    if (desk_time(inv, &checking.book->zone, "at", at, &source.now_us) !=
        RC_OK) {
        ending = ENDING_USAGE;
        goto out;
    }
    roster_check(checking.book, source.now_us,
                 source.now_us + days * ROSTER_DAY_US, finding_take, &checking);
    if (checking.n + source.findings.n == 0)
        output_line(&inv->out, _("nothing is wrong; days looked ahead: %lld"),
                    (long long)days);
    if (checking.refuses_n > 0)
        ending = ENDING_REFUSED;
out:
    desk_source_close(&source);
    return ending;
}
