/* watch -- see watch.h */
#include "watch.h"

#include <stdio.h>
#include <string.h>

#include "alert_words.h"
#include "event_words.h"
#include "stream.h"
#include "text.h"

void
watch_print(const struct watch *watch, const char *name, json_t *object)
{
    if (watch->inv->json) {
        json_t *line = event_words_object(name, object);

        output_object(line);
        json_decref(line);
    }
    json_decref(object);
}

/* --- pages --- */

static void
delivered_send(struct watch *watch, const char *page_id)
{
    char id[SESSION_ID_CHARS] = "";
    json_t *body = json_pack("{s:s}", "page_id", page_id);

    /* When it is lost the desk sends the page again, and so do we. */
    if (body != NULL)
        (void)!session_send(watch->visit.session, "delivered", body, id);
    json_decref(body);
}

static void
page_take(struct watch *watch, const json_t *body)
{
    struct watch_page page;

    watch_page_read(&page, body);
    /* A page that cannot ring was not delivered: the desk will call again. */
    if (watch_pages_add(&watch->pages, &page) == RC_FATAL)
        output_error(_("out of memory: %s calls you"), page.alert);
    else
        delivered_send(watch, page.page_id);
}

static void
cancelled_take(struct watch *watch, const json_t *event, const json_t *body)
{
    watch_pages_end(&watch->pages, object_text(body, "page_id"));
    if (watch->inv->json)
        watch_print(watch, "cancelled", json_incref((json_t *)body));
    else
        event_words_print(&watch->inv->out, "inbox", event);
}

static void
change_note(struct watch *watch, const json_t *alert)
{
    const char *state = object_text(alert, "state");

    if (strcmp(state, "acked") == 0 || strcmp(state, "closed") == 0)
        watch_pages_end_alert(&watch->pages, object_text(alert, "alert"),
                              object_number(alert, "generation"));
}

static void
change_take(struct watch *watch, const json_t *alert)
{
    change_note(watch, alert);
    watch_print(watch, "alert_change", json_incref((json_t *)alert));
    /* Of what called us, the call, our answer and its end were told. */
    if (!watch_pages_know(&watch->pages, object_text(alert, "alert")))
        alert_words_line(&watch->inv->out, alert);
}

void
watch_on_event(void *arg, const char *stream, const json_t *event)
{
    struct watch *watch = arg;
    const char *name = event_words_name(event);
    const json_t *body = json_object_get(event, name);

    if (strcmp(name, "notice") == 0 || strcmp(name, "digest") == 0)
        watch_print(watch, name, json_incref((json_t *)body));
    if (strcmp(name, "page") == 0)
        page_take(watch, body);
    else if (strcmp(name, "page_cancelled") == 0)
        cancelled_take(watch, event, body);
    else if (strcmp(name, "alert_change") == 0)
        change_take(watch, json_object_get(body, "alert"));
    else if (!watch->inv->json || strcmp(name, "feedback") == 0 ||
             strcmp(name, "unknown") == 0)
        event_words_print(&watch->inv->out, stream, event);
}

void
watch_on_snapshot(void *arg, const char *stream, const json_t *snapshot)
{
    struct watch *watch = arg;
    const json_t *alerts = json_object_get(snapshot, "alerts");
    const json_t *item;
    size_t i;

    json_array_foreach(alerts, i, item)
    {
        change_note(watch, item);
        watch_print(watch, "alert_change", json_incref((json_t *)item));
    }
    json_array_foreach(json_object_get(snapshot, "pages"), i, item)
        page_take(watch, item);
    /* A person is not read the whole list. */
    if (strcmp(stream, "desk") == 0 && json_array_size(alerts) > 0 &&
        !object_flag(snapshot, "more"))
        output_line(&watch->inv->out,
                    _("there are open alerts; `loket list` shows them"));
}

/* --- what we ask --- */

void
watch_act(struct watch *watch, const char *verb, const char *alert,
          int64_t generation, const char *outcome)
{
    for (size_t i = 0; i < WATCH_ACTIONS_MAX; i++) {
        struct watch_action *action = &watch->actions[i];

        if (action->body != NULL)
            continue;
        action->body =
            json_pack("{s:s, s:s, s:I, s:s*}", "verb", verb, "alert", alert,
                      "generation", (json_int_t)generation, "outcome", outcome);
        action->id[0] = '\0';
        /* A greeting sends what could not be sent now. */
        if (action->body != NULL)
            (void)!session_send(watch->visit.session, "alert_action",
                                action->body, action->id);
        return;
    }
    output_error(_("too many answers are under way; try again"));
}

static void
result_take(struct watch *watch, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    int64_t generation = object_number(result, "generation");

    if (strcmp(verdict, "stale") == 0)
        generation--; /* the newer call goes on ringing */
    if (strcmp(verdict, "ok") == 0 || strcmp(verdict, "already") == 0 ||
        strcmp(verdict, "closed") == 0 || strcmp(verdict, "stale") == 0)
        watch_pages_end_alert(&watch->pages, object_text(result, "alert"),
                              generation);
    watch_print(watch, "result", json_incref((json_t *)result));
    alert_words_result(&watch->inv->out, result);
}

static void
action_answer(struct watch *watch, const struct session_event *event)
{
    for (size_t i = 0; i < WATCH_ACTIONS_MAX; i++) {
        struct watch_action *action = &watch->actions[i];

        if (action->body == NULL || strcmp(action->id, event->id) != 0)
            continue;
        if (strcmp(event->name, "alert_action_result") == 0)
            result_take(watch, event->body);
        else
            output_refusal(&watch->inv->out, object_text(action->body, "alert"),
                           event->body);
        json_decref(action->body);
        *action = (struct watch_action){.body = NULL};
        return;
    }
}

static void
actions_resend(struct watch *watch)
{
    for (size_t i = 0; i < WATCH_ACTIONS_MAX; i++) {
        struct watch_action *action = &watch->actions[i];

        if (action->body != NULL)
            (void)!session_send(watch->visit.session, "alert_action",
                                action->body, action->id);
    }
}

/* --- the session --- */

static void
greeted(struct watch *watch)
{
    const json_t *welcome = session_welcome(watch->visit.session);

    watch_print(watch, "connected",
                json_pack("{s:s, s:s}", "principal",
                          object_text(welcome, "principal"), "desk",
                          object_text(welcome, "desk")));
    output_line(&watch->inv->out, _("watching for %s as %s"),
                object_text(welcome, "desk"),
                object_text(welcome, "principal"));
    actions_resend(watch);
}

void
watch_take(struct watch *watch, const struct session_event *event)
{
    struct session *session = watch->visit.session;

    if (event->what == SESSION_GREETED) {
        greeted(watch);
    } else if (event->what == SESSION_LOST) {
        watch_print(watch, "disconnected", NULL);
        output_line(&watch->inv->out, _("connection lost; coming back"));
    } else if (event->what == SESSION_REFUSED) {
        watch_print(watch, "refused", NULL);
    }
    if (stream_take(watch->inbox, session, event) ||
        stream_take(watch->desk, session, event))
        return;
    /* A heartbeat and a greeting are for both. */
    if (event->what != SESSION_MESSAGE)
        return;
    if (strcmp(event->name, "page_again") == 0)
        page_take(watch, event->body);
    else if (event->id[0] != '\0')
        action_answer(watch, event);
}

static void
alarm_tick(struct watch *watch)
{
    int64_t silent_ms = session_silent_ms(watch->visit.session);

    if (silent_ms < watch->alarm_ms) {
        if (watch->alarmed_ms != 0) {
            watch_print(watch, "heartbeat_back", NULL);
            output_line(&watch->inv->out, _("contact with the desk again"));
        }
        watch->alarmed_ms = 0;
        return;
    }
    if (watch->alarmed_ms != 0 &&
        silent_ms - watch->alarmed_ms < watch->alarm_ms)
        return;
    watch->alarmed_ms = silent_ms;
    watch_print(watch, "heartbeat_lost",
                json_pack("{s:I, s:s}", "seconds",
                          (json_int_t)(silent_ms / 1000), "call",
                          session_telephone(watch->visit.session)));
    output_bell(&watch->inv->out);
    output_line(
        &watch->inv->out, _("NO CONTACT with the desk for %lld s; call %s"),
        (long long)(silent_ms / 1000), session_telephone(watch->visit.session));
}

void
watch_tick(struct watch *watch)
{
    const struct watch_page *page;
    bool again = false;
    bool knows;

    stream_tick(watch->inbox, watch->visit.session);
    stream_tick(watch->desk, watch->visit.session);
    alarm_tick(watch);
    /* What is being replayed may be over already: ring when we know. */
    knows = stream_current(watch->inbox) ||
            session_silent_ms(watch->visit.session) >= watch->alarm_ms;
    while (knows && (page = watch_pages_ring(&watch->pages, session_now_ms(),
                                             watch->repeat_ms, &again)) != NULL)
        watch_page_ring(watch, page, again);
    if (watch->command != NULL)
        watch_exec_run(&watch->exec, watch->command, &watch->pages,
                       session_now_ms());
}
