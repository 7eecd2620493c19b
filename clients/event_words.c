/* event_words -- see event_words.h */
#include "event_words.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "alert_words.h"
#include "casework_words.h"
#include "notice_words.h"
#include "output.h"
#include "share_words.h"
#include "text.h"

const char *
event_words_name(const json_t *event)
{
    static const char *const names[] = {
        "page",   "page_cancelled", "alert_change", "feedback", "notice",
        "digest", "shared",         "question",     "task"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (json_object_get(event, names[i]) != NULL)
            return names[i];
    }
    return "unknown";
}

json_t *
event_words_object(const char *name, const json_t *object)
{
    json_t *line = json_pack("{s:s}", "event", name);

    if (line != NULL && object != NULL)
        (void)json_object_update(line, (json_t *)object);
    return line;
}

/* What comes with some of it. */
static void
print_more(const struct output *out, const json_t *feedback)
{
    const char *earlier = object_text(feedback, "earlier");
    int64_t until_us = object_number(feedback, "until_us");
    char until[TEXT_TIME_BYTES];

    if (strcmp(object_text(feedback, "state"), "note_match") == 0)
        output_line(out, _("  call %s"),
                    object_text(feedback, "fallback_telephone"));
    if (*earlier != '\0')
        output_line(out, _("  as %s"), earlier);
    if (until_us != 0)
        output_line(out, _("  by %s at the latest"),
                    text_time(until_us, until));
    if (object_flag(feedback, "call_112"))
        output_line(out, _("  %sis somebody in danger now? Call 112%s"),
                    output_level_start(out, "u1"), output_level_end(out));
}

static void
print_feedback(const struct output *out, const char *at, const json_t *feedback)
{
    const char *state = object_text(feedback, "state");
    const char *outcome = object_text(feedback, "outcome");

    if (strcmp(state, "not_seen_yet") == 0) {
        output_line(out, _("%s  %s%s: NOT SEEN YET, call %s%s"), at,
                    output_level_start(out, "u1"), object_text(feedback, "id"),
                    object_text(feedback, "fallback_telephone"),
                    output_level_end(out));
        return;
    }
    output_line(out, "%s  %s: %s%s%s", at, object_text(feedback, "id"),
                text_word("feedback", state), *outcome != '\0' ? ", " : "",
                text_word("outcome", outcome));
    print_more(out, feedback);
}

/* With the receipt, which the desk does not send again. */
static void
print_question(const struct output *out, const char *at, const json_t *question)
{
    output_line(out, _("%s  %s, about %s: %s"), at,
                object_text(question, "question"), object_text(question, "id"),
                object_text(question, "text"));
    output_line(out, _("  `loket answer RECEIPT %s TEXT` answers it"),
                object_text(question, "question"));
}

void
event_words_listed(const struct output *out, const json_t *listed)
{
    const json_t *item;
    size_t i;

    json_array_foreach(listed, i, item)
    {
        const char *level = object_text(item, "level");

        output_line(out, _("  %s%s  %s, call %lld%s"),
                    output_level_start(out, level), object_text(item, "alert"),
                    text_word("level", level),
                    (long long)object_number(item, "generation"),
                    output_level_end(out));
    }
}

static void
print_page(const struct output *out, const char *at, const json_t *page)
{
    const char *level = object_text(page, "level");
    const json_t *listed = json_object_get(page, "listed");
    char deadline[TEXT_TIME_BYTES];
    char cause[ALERT_CAUSE_BYTES];
    char what[ALERT_WHAT_BYTES];

    (void)text_time(object_number(page, "deadline_us"), deadline);
    if (json_array_size(listed) > 0) {
        output_line(out, _("%s  %s%lld new, %lld crisis, until %s%s"), at,
                    output_level_start(out, level),
                    (long long)object_number(page, "total"),
                    (long long)object_number(page, "crisis"), deadline,
                    output_level_end(out));
        event_words_listed(out, listed);
        return;
    }
    output_line(out, _("%s  %s%s%s calls you: %s, call %lld, until %s%s"), at,
                output_level_start(out, level), alert_words_cause(page, cause),
                object_text(page, "alert"),
                alert_words_what(level, object_text(page, "kind"), what),
                (long long)object_number(page, "generation"), deadline,
                output_level_end(out));
}

static void
print_digest(const struct output *out, const char *at, const json_t *digest)
{
    output_line(out, _("%s  open alerts %s: %lld"), at,
                text_word("digest", object_text(digest, "kind")),
                (long long)object_number(digest, "total"));
    event_words_listed(out, json_object_get(digest, "listed"));
}

static void
print_task(const struct output *out, const char *at, const json_t *task)
{
    const char *state = object_text(task, "state");
    const char *kind = casework_task_kind(object_number(task, "kind"));
    int64_t due_us = object_number(task, "due_us");
    char due[TEXT_TIME_BYTES];
    char until[TEXT_TIME_BYTES + 32] = "";

    if (due_us != 0)
        (void)snprintf(until, sizeof until, _(", due %s"),
                       text_time(due_us, due));
    output_line(out, _("%s  %s (%s): %s, %s%s"), at, object_text(task, "task"),
                object_text(task, "referral"), text_word("task_kind", kind),
                text_word("task", state), until);
    if (strcmp(state, "asked") == 0)
        output_line(out,
                    _("  call the desk; `loket task accept %s` or `.. decline "
                      "%s --reason TEXT`"),
                    object_text(task, "task"), object_text(task, "task"));
}

static void
print_cancelled(const struct output *out, const char *at, const json_t *body)
{
    const char *alert = object_text(body, "alert");
    const char *state = object_text(body, "state");
    const char *owner = object_text(body, "owner");

    /* A further step replaces the calls of the one before. */
    if (strcmp(state, "paging") == 0)
        output_line(out, _("%s  %s calls again"), at, alert);
    else
        output_line(out, _("%s  %s needs no answer any more: %s%s%s"), at,
                    alert, text_word("state", state),
                    *owner != '\0' ? _(" by ") : "", owner);
}

void
event_words_print(const struct output *out, const char *stream,
                  const json_t *event)
{
    const char *name = event_words_name(event);
    const json_t *body = json_object_get(event, name);
    char at[TEXT_TIME_BYTES];

    if (out->json) {
        json_t *line = event_words_object(name, event);

        (void)json_object_set_new(line, "stream", json_string(stream));
        output_object(line);
        json_decref(line);
        return;
    }
    (void)text_time(object_number(event, "at_us"), at);
    if (strcmp(name, "feedback") == 0) {
        print_feedback(out, at, body);
    } else if (strcmp(name, "page") == 0) {
        print_page(out, at, body);
    } else if (strcmp(name, "page_cancelled") == 0) {
        print_cancelled(out, at, body);
    } else if (strcmp(name, "notice") == 0) {
        notice_words_print(out, at, body);
    } else if (strcmp(name, "task") == 0) {
        print_task(out, at, body);
    } else if (strcmp(name, "digest") == 0) {
        print_digest(out, at, body);
    } else if (strcmp(name, "shared") == 0) {
        share_words_shared(out, at, body);
    } else if (strcmp(name, "question") == 0) {
        print_question(out, at, body);
    } else if (strcmp(name, "alert_change") == 0) {
        alert_words_line(out, json_object_get(body, "alert"));
    }
}
