/* Sections levels, digests, storm, handover and times: how fast. */
#include "document/sections.h"

#include <string.h>

#include "core/desk_rules.h"
#include "sys/yaml_doc.h"

#define MINUTE_US INT64_C(60000000)
#define HOUR_US   (60 * MINUTE_US)
#define YEAR_US   (366 * RECORD_DAY_US)
#define LONG_US   (31 * RECORD_DAY_US)

#define WORKING_DAYS_MAX 366

static const struct record_word levels[] = {
    {"U1", LEVEL_U1}, {"U2", LEVEL_U2},   {"U3", LEVEL_U3},
    {"U4", LEVEL_U4}, {"U4B", LEVEL_U4B}, {NULL, 0}};

static const struct record_word digests[] = {{"none", DIGEST_NONE},
                                             {"daily", DIGEST_DAILY},
                                             {"weekly", DIGEST_WEEKLY},
                                             {NULL, 0}};

struct levels_text {
    int levels[LEVEL_LAST + 1];
};

struct level_text {
    struct level_rule rule;
    int policy;
    int window;
    int deadline;
};

struct digests_text {
    int digests[DIGESTS_N + 1];
};

#define AT(level) offsetof(struct levels_text, levels[level])
static const struct record_field levels_fields[] = {
    {"U1", RECORD_NODE, true, AT(LEVEL_U1), 0, 0, NULL},
    {"U2", RECORD_NODE, true, AT(LEVEL_U2), 0, 0, NULL},
    {"U3", RECORD_NODE, true, AT(LEVEL_U3), 0, 0, NULL},
    {"U4", RECORD_NODE, true, AT(LEVEL_U4), 0, 0, NULL},
    {"U4B", RECORD_NODE, true, AT(LEVEL_U4B), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct level_text, member)
static const struct record_field level_fields[] = {
    {"policy", RECORD_NODE, true, AT(policy), 0, 0, NULL},
    {"window", RECORD_NODE, false, AT(window), 0, 0, NULL},
    {"digest", RECORD_WORD, false, AT(rule.digest), 0, 0, digests},
    {"deadline", RECORD_NODE, false, AT(deadline), 0, 0, NULL},
    {"raise_to", RECORD_WORD, false, AT(rule.raise_to), 0, 0, levels},
    {"ack_timeout", RECORD_DURATION, false, AT(rule.ack_timeout_us), MINUTE_US,
     LONG_US, NULL},
    {"not_seen", RECORD_DURATION, false, AT(rule.not_seen_us), 0, LONG_US,
     NULL},
    {.key = NULL}};

#undef AT
#define AT(digest) offsetof(struct digests_text, digests[digest])
static const struct record_field digests_fields[] = {
    {"daily", RECORD_NODE, false, AT(DIGEST_DAILY), 0, 0, NULL},
    {"weekly", RECORD_NODE, false, AT(DIGEST_WEEKLY), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct calendar_clock, member)
static const struct record_field clock_fields[] = {
    {"at", RECORD_CLOCK, true, AT(minute), 0, 0, NULL},
    {"weekdays", RECORD_WORDS, false, AT(weekdays), 0, 0, section_weekdays},
    {"working_days", RECORD_BOOL, false, AT(working_days), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct storm_limits, member)
static const struct record_field storm_fields[] = {
    {"gap", RECORD_DURATION, false, AT(gap_us), RECORD_SECOND_US, HOUR_US,
     NULL},
    {"span", RECORD_DURATION, false, AT(span_us), RECORD_SECOND_US,
     RECORD_DAY_US, NULL},
    {"span_n", RECORD_NUMBER, false, AT(span_n), 1, 1000, NULL},
    {"enter_n", RECORD_NUMBER, false, AT(enter_n), 1, 100000, NULL},
    {"enter", RECORD_DURATION, false, AT(enter_us), RECORD_SECOND_US, HOUR_US,
     NULL},
    {"singles", RECORD_NUMBER, false, AT(singles), 0, 1000, NULL},
    {"digest", RECORD_DURATION, false, AT(digest_us), RECORD_SECOND_US, HOUR_US,
     NULL},
    {"leave_n", RECORD_NUMBER, false, AT(leave_n), 1, 100000, NULL},
    {"leave", RECORD_DURATION, false, AT(leave_us), RECORD_SECOND_US,
     RECORD_DAY_US, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct handover_times, member)
static const struct record_field handover_fields[] = {
    {"notice_day", RECORD_DURATION, false, AT(notice_day_us), MINUTE_US,
     LONG_US, NULL},
    {"notice_hour", RECORD_DURATION, false, AT(notice_hour_us), MINUTE_US,
     RECORD_DAY_US, NULL},
    {"late", RECORD_DURATION, false, AT(late_us), MINUTE_US, RECORD_DAY_US,
     NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct policies, member)
static const struct record_field times_fields[] = {
    {"resend_max", RECORD_DURATION, false, AT(resend_max_us),
     2 * RECORD_SECOND_US, HOUR_US, NULL},
    {"not_seen_every", RECORD_DURATION, false, AT(not_seen_every_us), MINUTE_US,
     RECORD_DAY_US, NULL},
    {"unreachable", RECORD_DURATION, false, AT(unreachable_us),
     RECORD_SECOND_US, RECORD_DAY_US, NULL},
    {"reopen", RECORD_DURATION, false, AT(reopen_us), 0, LONG_US, NULL},
    {"drill", RECORD_DURATION, false, AT(drill_us), MINUTE_US, RECORD_DAY_US,
     NULL},
    {.key = NULL}};

static void
read_window(const struct compiling *c, const struct record_reader *r, int node,
            struct level_rule *rule)
{
    const char *name = yaml_doc_text(r->doc, node);

    rule->window = WINDOWS_MAX;
    if (strcmp(name, "always") == 0)
        return;
    if ((name = record_name(r, node, "window")) == NULL)
        return;
    rule->window = calendar_window(&c->rules->calendar, name);
    if (rule->window == WINDOWS_MAX && !c->windows_unread && !c->old_policies)
        record_fault(r, node, "unknown_name", "there is no window %s", name);
}

static void
read_deadline(const struct record_reader *r, int node, struct level_rule *rule)
{
    const char *text = yaml_doc_text(r->doc, node);

    rule->deadline_us = 0;
    rule->deadline_working_days = 0;
    if (strcmp(text, "never") == 0)
        return;
    if (!record_duration(text, &rule->deadline_us,
                         &rule->deadline_working_days) ||
        rule->deadline_working_days > WORKING_DAYS_MAX ||
        rule->deadline_us > YEAR_US ||
        (rule->deadline_us == 0 && rule->deadline_working_days == 0))
        record_fault(r, node, "value",
                     "deadline: a time like 30m or 8h, working days like 1wd, "
                     "or never is expected");
}

static void
read_level(const struct compiling *c, const struct record_reader *r, int node,
           enum level level)
{
    struct policies *policies = &c->rules->policies;
    struct level_text text = {.rule = policies->levels[level]};
    struct level_rule *rule = &text.rule;
    const char *name;

    rule->window = WINDOWS_MAX;
    record_read(r, node, level_fields, &text);
    if (text.policy != 0 &&
        (name = record_name(r, text.policy, "policy")) != NULL) {
        rule->policy = policy_find(policies, name);
        if (rule->policy == POLICIES_MAX && policies->policies_n > 0)
            record_fault(r, text.policy, "unknown_name",
                         "there is no policy %s", name);
    }
    if (text.window != 0)
        read_window(c, r, text.window, rule);
    if (text.deadline != 0)
        read_deadline(r, text.deadline, rule);
    if ((rule->deadline_us > 0 || rule->deadline_working_days > 0) &&
        (rule->raise_to == LEVEL_NONE || rule->raise_to >= level))
        record_fault(r, node, "value",
                     "raise_to: a graver level is expected, there is a "
                     "deadline");
    policies->levels[level] = *rule;
}

void
levels_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct levels_text text = {0};

    record_read(r, node, levels_fields, &text);
    for (enum level level = LEVEL_U1; level <= LEVEL_LAST; level++)
        if (text.levels[level] != 0)
            read_level(c, r, text.levels[level], level);
}

void
section_clock(const struct record_reader *r, int node,
              struct calendar_clock *out)
{
    record_read(r, node, clock_fields, out);
    if (out->weekdays == 0)
        record_fault(r, node, "value", "weekdays: at least one is expected");
    else if (out->working_days && (out->weekdays & 0x3EU) == 0)
        record_fault(r, node, "value",
                     "weekdays: none of them is ever a working day");
}

void
digests_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct digests_text text = {0};

    record_read(r, node, digests_fields, &text);
    for (enum digest digest = DIGEST_DAILY; digest <= DIGEST_WEEKLY; digest++) {
        int at = text.digests[digest];

        if (at != 0)
            section_clock(r, at, &c->rules->policies.digests[digest]);
    }
}

void
storm_read(struct compiling *c, const struct record_reader *r, int node)
{
    record_read(r, node, storm_fields, &c->rules->policies.storm);
}

void
handover_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct handover_times *times = &c->rules->policies.handover;

    record_read(r, node, handover_fields, times);
    if (times->notice_hour_us >= times->notice_day_us)
        record_fault(r, node, "value",
                     "notice_hour: less than notice_day is expected");
}

void
times_read(struct compiling *c, const struct record_reader *r, int node)
{
    record_read(r, node, times_fields, &c->rules->policies);
}

void
policies_end(struct policies *policies)
{
    policies->levels[LEVEL_NONE] = policies->levels[LEVEL_U1];
}
