/* casework_words -- see casework_words.h */
#include "casework_words.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

/* Numbers are those of the protocol. */
static const char *const phases[] = {
    "", "spotted", "passed_on", "sheltered", "guided", "return", "aftercare"};
static const char *const tracks[] = {"", "help", "criminal", "aliens"};
static const char *const statuses[] = {"", "running", "waiting", "done",
                                       "ended"};
static const char *const kinds[] = {
    "",          "needs",        "guidance", "legal",
    "medical",   "shelter",      "return",   "first_contact",
    "expertise", "case_meeting", "other"};

#define WORD(list, number)                                                     \
    ((number) > 0 && (size_t)(number) < sizeof(list) / sizeof(list)[0]         \
         ? (list)[number]                                                      \
         : "")

const char *
casework_phase(int64_t number)
{
    return WORD(phases, number);
}

const char *
casework_track(int64_t number)
{
    return WORD(tracks, number);
}

const char *
casework_status(int64_t number)
{
    return WORD(statuses, number);
}

const char *
casework_task_kind(int64_t number)
{
    return WORD(kinds, number);
}

static void
print_work(const struct output *out, const json_t *referral)
{
    const json_t *list = json_object_get(referral, "tracks");
    const char *phase = casework_phase(object_number(referral, "phase"));
    char line[256];
    size_t at = 0;

    line[0] = '\0';
    if (*phase != '\0')
        at = (size_t)snprintf(line, sizeof line, "%s",
                              text_word("phase", phase));
    for (size_t i = 0; i < json_array_size(list) && at < sizeof line; i++) {
        const char *status =
            casework_status(json_integer_value(json_array_get(list, i)));

        if (*status == '\0')
            continue;
        at += (size_t)snprintf(
            line + at, sizeof line - at, "%s%s: %s", at == 0 ? "" : ", ",
            text_word("track", casework_track((int64_t)i + 1)),
            text_word("track_status", status));
    }
    if (line[0] != '\0')
        output_line(out, "  %s", line);
}

static void
print_marks(const struct output *out, const json_t *referral)
{
    int64_t doubles = object_number(referral, "double_intakes");
    int64_t children = object_number(referral, "children");
    int64_t moved = object_number(referral, "moved");
    int64_t follow_up_us = object_number(referral, "follow_up_us");
    char at[TEXT_TIME_BYTES];

    if (doubles > 0)
        output_line(out, _("  DOUBLE INTAKE: %lld others with its pseudonym"),
                    (long long)doubles);
    if (children > 0)
        output_line(out, _("  children that come along: %lld"),
                    (long long)children);
    if (moved > 0)
        output_line(out, _("  moved %lld times"), (long long)moved);
    if (object_flag(referral, "shielded"))
        output_line(out, _("  the address is shielded"));
    if (object_flag(referral, "extra_care"))
        output_line(out, _("  extra care is indicated"));
    if (object_flag(referral, "meeting"))
        output_line(out, _("  on the list of the case meeting"));
    if (follow_up_us != 0)
        output_line(out, _("  to be followed up on %s"),
                    text_time(follow_up_us, at));
}

void
casework_print_referral(const struct output *out, const json_t *referral)
{
    const char *owner = object_text(referral, "owner");
    const char *offered = object_text(referral, "offered_to");
    const char *outcome = object_text(referral, "outcome");
    const char *outflow = object_text(referral, "outflow");
    int64_t changed_us = object_number(referral, "changed_us");
    int64_t moves = object_number(referral, "moves");
    char at[TEXT_TIME_BYTES];
    char since[TEXT_TIME_BYTES + 32] = "";
    char had[64] = "";

    if (changed_us != 0) /* 0: nobody did anything yet */
        (void)snprintf(since, sizeof since, _(", since %s"),
                       text_time(changed_us, at));
    if (moves > 1)
        (void)snprintf(had, sizeof had, _(", accepted %lld times"),
                       (long long)moves);
    output_line(out, "%s  %s%s%s%s%s%s%s%s%s%s%s", object_text(referral, "id"),
                text_word("referral", object_text(referral, "state")),
                *owner != '\0' ? _(" by ") : "", owner,
                *offered != '\0' ? _(" to ") : "", offered,
                *outcome != '\0' ? ", " : "", text_word("outcome", outcome),
                *outflow != '\0' ? ", " : "", outflow, since, had);
    print_work(out, referral);
    print_marks(out, referral);
}

void
casework_print_task(const struct output *out, const json_t *task)
{
    const char *reason = object_text(task, "reason");
    int64_t due_us = object_number(task, "due_us");
    char asked[TEXT_TIME_BYTES];
    char due[TEXT_TIME_BYTES];
    char until[TEXT_TIME_BYTES + 32] = "";

    if (due_us != 0)
        (void)snprintf(until, sizeof until, _(", due %s"),
                       text_time(due_us, due));
    output_line(out, _("%s  %s: %s by %s, %s since %s%s%s%s"),
                object_text(task, "task"), object_text(task, "referral"),
                text_word("task_kind", object_text(task, "kind")),
                object_text(task, "partner"),
                text_word("task", object_text(task, "state")),
                text_time(object_number(task, "asked_us"), asked), until,
                *reason != '\0' ? ": " : "", reason);
}

void
casework_print_term(const struct output *out, const json_t *term)
{
    const char *row = object_text(term, "row");
    const char *decision = object_text(term, "decision");
    char start[TEXT_TIME_BYTES];
    char end[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s%s%s%s: %s, from %s to %s%s%s"),
                object_text(term, "subject"), object_text(term, "term"),
                *row != '\0' ? " (" : "", row, *row != '\0' ? ")" : "",
                text_word("term", object_text(term, "state")),
                text_time(object_number(term, "start_us"), start),
                text_time(object_number(term, "end_us"), end),
                *decision != '\0' ? ", " : "", text_word("decision", decision));
}

enum ending
casework_verdict(const struct output *out, const char *id, const char *verdict)
{
    const char *text = _("not possible now");

    if (strcmp(verdict, "ok") == 0)
        text = _("done");
    else if (strcmp(verdict, "already") == 0)
        text = _("it is so already");
    else if (strcmp(verdict, "denied") == 0)
        text = _("it is not yours");
    else if (strcmp(verdict, "closed") == 0)
        text = _("it has ended");
    else if (strcmp(verdict, "not_found") == 0)
        text = _("there is none of that id");
    output_line(out, "%s: %s", id, text);
    return strcmp(verdict, "ok") == 0 ? ENDING_DONE : ENDING_REFUSED;
}
