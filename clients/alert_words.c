/* alert_words -- see alert_words.h */
#include "alert_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "output.h"
#include "text.h"

void
alert_words_line(const struct output *out, const json_t *alert)
{
    const char *level = object_text(alert, "level");
    const char *owner = object_text(alert, "owner");
    /* Colour calls for attention: what somebody has needs none. */
    bool calls = *owner == '\0';
    char due[TEXT_TIME_BYTES];

    output_line(out, _("%s%s  %s, %s, %s%s%s, call %lld, due %s%s%s"),
                calls ? output_level_start(out, level) : "",
                object_text(alert, "alert"), text_word("level", level),
                text_word("kind", object_text(alert, "kind")),
                text_word("state", object_text(alert, "state")),
                *owner != '\0' ? _(" by ") : "", owner,
                (long long)object_number(alert, "generation"),
                text_time(object_number(alert, "due_us"), due),
                object_flag(alert, "unattended") ? _(", NOBODY ON CALL") : "",
                calls ? output_level_end(out) : "");
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
