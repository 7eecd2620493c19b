/* alert_words -- see alert_words.h */
#include "alert_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

const char *
alert_words_cause(const json_t *object, char out[ALERT_CAUSE_BYTES])
{
    const char *cause = object_text(object, "cause");

    out[0] = '\0';
    if (*cause != '\0')
        (void)snprintf(out, ALERT_CAUSE_BYTES,
                       "%s: ", text_word("cause", cause));
    return out;
}

const char *
alert_words_what(const char *level, const char *kind,
                 char out[ALERT_WHAT_BYTES])
{
    (void)snprintf(out, ALERT_WHAT_BYTES, "%s%s%s", text_word("level", level),
                   *kind != '\0' ? ", " : "", text_word("kind", kind));
    return out;
}

#define NOTES_BYTES 256

/* What makes this alert another than most; each note begins with a comma. */
static void
notes_write(const json_t *alert, char out[NOTES_BYTES])
{
    const struct {
        const char *text;
        int64_t at_us; /* 0: no such note */
    } notes[] = {
        {_(", held until "), object_number(alert, "release_us")},
        {_(", snoozed until "), object_flag(alert, "snoozed")
                                    ? object_number(alert, "ack_until_us")
                                    : 0},
        {_(", raised at "), object_number(alert, "deadline_us")},
    };
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        char time[TEXT_TIME_BYTES];
        char note[96];

        if (notes[i].at_us == 0)
            continue;
        (void)snprintf(note, sizeof note, "%s%s", notes[i].text,
                       text_time(notes[i].at_us, time));
        if (at + strlen(note) < NOTES_BYTES) {
            memcpy(out + at, note, strlen(note) + 1);
            at += strlen(note);
        }
    }
    if (object_flag(alert, "provisional"))
        (void)snprintf(out + at, NOTES_BYTES - at, "%s", _(", provisional"));
}

#define CLASS_BYTES 16

/* ", K3 B!": the class, the group, and whether it goes before others. */
static void
class_write(const json_t *alert, char out[CLASS_BYTES])
{
    int64_t k = object_number(alert, "class");
    const char *group = object_text(alert, "group");

    out[0] = '\0';
    if (k != 0)
        (void)snprintf(out, CLASS_BYTES, ", K%lld%s%.1s%s", (long long)(k - 1),
                       *group == '\0' ? "" : " ",
                       strcmp(group, "undetermined") == 0 ? "?" : group,
                       object_flag(alert, "raised") ? "!" : "");
}

void
alert_words_line(const struct output *out, const json_t *alert)
{
    const char *level = object_text(alert, "level");
    const char *owner = object_text(alert, "owner");
    /* Colour calls for attention: what somebody has needs none. */
    bool calls = *owner == '\0';
    char due[TEXT_TIME_BYTES];
    char cause[ALERT_CAUSE_BYTES];
    char what[ALERT_WHAT_BYTES];
    char notes[NOTES_BYTES];
    char k[CLASS_BYTES];

    notes_write(alert, notes);
    class_write(alert, k);
    output_line(out, _("%s%s%s  %s%s, %s%s%s, call %lld, due %s%s%s%s"),
                calls ? output_level_start(out, level) : "",
                alert_words_cause(alert, cause), object_text(alert, "alert"),
                alert_words_what(level, object_text(alert, "kind"), what), k,
                text_word("state", object_text(alert, "state")),
                *owner != '\0' ? _(" by ") : "", owner,
                (long long)object_number(alert, "generation"),
                text_time(object_number(alert, "due_us"), due), notes,
                object_flag(alert, "unattended") ? _(", NOBODY ON CALL") : "",
                calls ? output_level_end(out) : "");
}

void
alert_words_detail(const struct output *out, const json_t *alert)
{
    const char *policy = object_text(alert, "policy");
    const char *prior = object_text(alert, "prior");
    int64_t k = object_number(alert, "class");
    int64_t ack_us = object_number(alert, "ack_until_us");
    char at[TEXT_TIME_BYTES];

    if (k != 0)
        output_line(out,
                    _("  class K%lld, target group %s, desk %s; why: "
                      "`loket route explain %s`"),
                    (long long)(k - 1),
                    text_word("group", object_text(alert, "group")),
                    object_text(alert, "desk"), object_text(alert, "alert"));
    if (object_flag(alert, "restricted"))
        output_line(out,
                    _("  it is about a perpetrator too: handle with care"));
    if (object_flag(alert, "double_intake"))
        output_line(out,
                    _("  double intake: `loket referral show` tells which"));
    if (*policy != '\0')
        output_line(out, _("  policy %s"), policy);
    if (*prior != '\0')
        output_line(out, _("  follows the closed %s"), prior);
    /* Of a drill that calls it is the end of the drill. */
    if (ack_us != 0 && strcmp(object_text(alert, "state"), "acked") == 0 &&
        !object_flag(alert, "snoozed"))
        output_line(out, _("  progress is expected by %s"),
                    text_time(ack_us, at));
}

bool
alert_words_impossible(const struct output *out, const char *verb,
                       const json_t *result)
{
    const char *alert = object_text(result, "alert");
    const char *state = object_text(result, "state");
    const char *verdict = object_text(result, "verdict");

    if (strcmp(verb, "reopen") == 0 && strcmp(verdict, "closed") == 0)
        output_line(out, _("%s: it was closed too long ago to open it again"),
                    alert);
    else if (strcmp(verdict, "invalid") != 0)
        return false;
    else if (strcmp(verb, "reopen") == 0)
        output_line(out, _("%s: it is not closed; it is %s"), alert,
                    text_word("state", state));
    else if (strcmp(verb, "level") == 0)
        output_line(out, _("%s: a less grave level needs a --reason"), alert);
    else if (strcmp(verb, "snooze") == 0 && strcmp(state, "acked") == 0)
        output_line(out, _("%s: an alert of U1 cannot be laid aside"), alert);
    else
        return false;
    return true;
}

void
alert_words_result(const struct output *out, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    const char *alert = object_text(result, "alert");
    const char *owner = object_text(result, "owner");
    const char *state = text_word("state", object_text(result, "state"));

    if (strcmp(verdict, "ok") == 0)
        output_line(out, _("%s: done; it is %s, owner %s"), alert, state,
                    *owner != '\0' ? owner : "-");
    else if (strcmp(verdict, "already") == 0)
        output_line(out,
                    _("%s: %s has it already; `loket takeover %s` if you must"),
                    alert, owner, alert);
    else if (strcmp(verdict, "stale") == 0)
        output_line(out,
                    _("%s: there is a newer call (%lld); look again, this one "
                      "was not acknowledged"),
                    alert, (long long)object_number(result, "generation"));
    else if (strcmp(verdict, "closed") == 0)
        output_line(out, _("%s: it is closed"), alert);
    else if (strcmp(verdict, "denied") == 0 && *owner != '\0')
        output_line(out,
                    _("%s: it is %s's; `loket takeover %s` first, if you must"),
                    alert, owner, alert);
    else if (strcmp(verdict, "denied") == 0)
        output_line(out, _("%s: your key has no right to do this"), alert);
    else if (strcmp(verdict, "limit") == 0)
        output_line(out, _("%s: longer than its level allows"), alert);
    else if (strcmp(verdict, "not_found") == 0)
        output_line(out, _("%s: there is no such alert"), alert);
    else if (strcmp(object_text(result, "state"), "paging") == 0)
        output_line(out, _("%s: still calling; `loket ack %s` first"), alert,
                    alert);
    else
        output_line(out,
                    _("%s: not possible now; it is %s, owner %s (only the "
                      "owner closes, with an outcome)"),
                    alert, state, *owner != '\0' ? owner : "-");
}
