/* session_ask -- see session.h: one question, and why there was no answer */
#include <string.h>

#include "output.h"
#include "profile.h"
#include "session.h"
#include "session_state.h"
#include "sys/secret.h"
#include "text.h"

#define REFUSALS_ENOUGH 3 /* a question does not knock oftener */

/* What the desk would have answered, had it seen what does not encode. */
static struct session_event
own_refusal(struct session *s)
{
    struct session_event event = {.what = SESSION_MESSAGE, .name = "refusal"};

    json_decref(s->message);
    s->message = refusal_object(&s->why);
    event.body = s->message;
    return event;
}

enum rc
session_ask(struct session *s, const char *kind, json_t *body,
            int64_t timeout_ms, struct session_event *out)
{
    int64_t until_ms = session_now_ms() + timeout_ms;
    int64_t send_at_ms = 0;
    bool sent = false;
    char id[SESSION_ID_CHARS] = "";

    for (;;) {
        int64_t now_ms = session_now_ms();

        if (!sent && now_ms >= send_at_ms) {
            enum rc rc = session_send(s, kind, body, id);

            if (rc == RC_INVALID) {
                *out = own_refusal(s);
                return RC_OK;
            }
            sent = rc == RC_OK;
        }

        int64_t wake_ms = until_ms;

        if (!sent && send_at_ms > now_ms && send_at_ms < wake_ms)
            wake_ms = send_at_ms;

        struct session_event event = session_next(s, wake_ms);

        if (event.what == SESSION_GREETED || event.what == SESSION_LOST)
            sent = false;
        if (event.what == SESSION_REFUSED && s->refusals >= REFUSALS_ENOUGH)
            return RC_INVALID;
        if (event.what == SESSION_MESSAGE && strcmp(event.id, id) == 0) {
            if (strcmp(event.name, "busy") != 0) {
                *out = event;
                return RC_OK;
            }
            sent = false;
            send_at_ms =
                session_now_ms() + object_number(event.body, "retry_after_ms");
        }
        if (event.what == SESSION_NOTHING && session_now_ms() >= until_ms)
            return RC_DOWN;
    }
}

void
session_explain(const struct session *s, enum rc rc)
{
    char fingerprint[FINGERPRINT_BYTES];

    if (rc == RC_INVALID && s->refusal != NULL) {
        output_error(_("%s does not let us in: this client %s"),
                     s->profile->server,
                     text_word("refusal", object_text(s->refusal, "code")));
    } else if (rc == RC_INVALID || s->refusals > 0) {
        public_key_fingerprint(fingerprint, s->profile->public_key);
        output_error(_("%s does not know our key (%s); ask the operator to "
                       "add it with `loket partner add`"),
                     s->profile->server, fingerprint);
    } else {
        output_error(_("no answer from %s; check the network, and server and "
                       "server_key in %s/profile.yaml"),
                     s->profile->server, s->profile->folder);
        if (*session_telephone(s) != '\0')
            output_error(_("in haste call %s"), session_telephone(s));
    }
}
