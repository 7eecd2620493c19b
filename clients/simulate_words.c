/* simulate_words -- what happens in a simulation, in words */
#include <stdio.h>
#include <string.h>

#include "desk_source.h"
#include "simulate.h"
#include "text.h"

#define S_US       INT64_C(1000000)
#define SPAN_BYTES 32

const char *
simulate_name(enum simulate_what what)
{
    switch (what) {
    case SIMULATE_HELD:
        return "held";
    case SIMULATE_RELEASED:
        return "released";
    case SIMULATE_EMPTY:
        return "empty";
    case SIMULATE_STEP:
        return "step";
    case SIMULATE_FALLBACK:
        return "fallback";
    case SIMULATE_JOIN:
        return "join";
    case SIMULATE_UNDELIVERED:
        return "undelivered";
    case SIMULATE_ACK:
        return "ack";
    case SIMULATE_ACK_TIMEOUT:
        return "ack_timeout";
    case SIMULATE_RAISED:
        return "raised";
    case SIMULATE_NOT_SEEN:
        return "not_seen_yet";
    case SIMULATE_END:
        return "end";
    }
    return "";
}

/* "+7:30", "+1:07:30". */
static const char *
span_write(int64_t span_us, char out[SPAN_BYTES])
{
    long long s = span_us / S_US;

    if (s >= 3600)
        (void)snprintf(out, SPAN_BYTES, "+%lld:%02lld:%02lld", s / 3600,
                       s / 60 % 60, s % 60);
    else
        (void)snprintf(out, SPAN_BYTES, "+%lld:%02lld", s / 60, s % 60);
    return out;
}

static const char *
level_word(enum level level)
{
    static const char *const words[LEVEL_LAST + 1] = {"",   "u1", "u2",
                                                      "u3", "u4", "u4b"};

    return text_word("level", words[level]);
}

static const char *
state_word(enum alert_state state)
{
    static const char *const words[ALERT_CLOSED + 1] = {
        "", "received", "held", "paging", "acked", "closed"};

    return text_word("state", words[state]);
}

struct line {
    const struct roster_book *book;
    const struct simulate_event *event;
    char people[PEOPLE_BYTES];
    char until[ZONE_TEXT_BYTES];    /* "" when there is none */
    char deadline[ZONE_TEXT_BYTES]; /* likewise */
    char *out;
    size_t room;
};

static void
held_write(const struct line *l)
{
    if (*l->until != '\0')
        (void)snprintf(l->out, l->room, _("%s: held until %s"),
                       level_word(l->event->level), l->until);
    else
        (void)snprintf(l->out, l->room, _("%s: held for the digest"),
                       level_word(l->event->level));
    if (*l->deadline != '\0')
        (void)snprintf(l->out + strlen(l->out), l->room - strlen(l->out),
                       _(", raised at %s"), l->deadline);
}

static void
ack_write(const struct line *l)
{
    if (l->event->verdict == ACK_OK && *l->until != '\0')
        (void)snprintf(l->out, l->room,
                       _("%s takes it; progress is expected by %s"), l->people,
                       l->until);
    else if (l->event->verdict == ACK_OK)
        (void)snprintf(l->out, l->room, _("%s takes it"), l->people);
    else if (l->event->verdict == ACK_ALREADY)
        (void)snprintf(l->out, l->room, _("%s: somebody has it already"),
                       l->people);
    else
        (void)snprintf(l->out, l->room, _("%s: not possible now; it is %s"),
                       l->people, state_word(l->event->state));
}

static void
what_write(const struct line *l)
{
    const struct simulate_event *e = l->event;

    switch (e->what) {
    case SIMULATE_HELD:
        held_write(l);
        break;
    case SIMULATE_RELEASED:
        (void)snprintf(l->out, l->room, _("released: its window opens"));
        break;
    case SIMULATE_EMPTY:
        (void)snprintf(l->out, l->room,
                       _("NOBODY is there in %lu step(s): passed over"),
                       (unsigned long)e->count);
        break;
    case SIMULATE_STEP:
        (void)snprintf(l->out, l->room,
                       _("%s, call %lu, %s step %lu: calls %s, waits until "
                         "%s"),
                       level_word(e->level), (unsigned long)e->generation,
                       e->policy, (unsigned long)e->position, l->people,
                       l->until);
        break;
    case SIMULATE_FALLBACK:
        (void)snprintf(l->out, l->room,
                       _("NOBODY ON CALL: the fallback is called: %s, again "
                         "at %s"),
                       l->people, l->until);
        break;
    case SIMULATE_JOIN:
        (void)snprintf(l->out, l->room, _("a shift begins: calls %s as well"),
                       l->people);
        break;
    case SIMULATE_UNDELIVERED:
        (void)snprintf(l->out, l->room,
                       _("no device of %s has it: the next step now"),
                       l->people);
        break;
    case SIMULATE_ACK:
        ack_write(l);
        break;
    case SIMULATE_ACK_TIMEOUT:
        (void)snprintf(l->out, l->room,
                       _("nothing was heard of the owner: call %lu begins"),
                       (unsigned long)e->generation);
        break;
    case SIMULATE_RAISED:
        (void)snprintf(l->out, l->room,
                       _("nobody acknowledged in time: raised to %s, call %lu "
                         "begins"),
                       level_word(e->level), (unsigned long)e->generation);
        break;
    case SIMULATE_NOT_SEEN:
        (void)snprintf(l->out, l->room, _("the sender hears: NOT SEEN YET"));
        break;
    case SIMULATE_END:
        (void)snprintf(l->out, l->room, _("end: %s"), state_word(e->state));
        break;
    }
}

const char *
simulate_write(const struct roster_book *book, int64_t start_us,
               const struct simulate_event *event,
               char out[SIMULATE_LINE_BYTES])
{
    struct line line = {.book = book, .event = event};
    char at[ZONE_TEXT_BYTES];
    char span[SPAN_BYTES];
    int n = snprintf(out, SIMULATE_LINE_BYTES, "%s  %8s  ",
                     zone_write(&book->zone, event->at_us, at),
                     span_write(event->at_us - start_us, span));

    line.out = out + n;
    line.room = SIMULATE_LINE_BYTES - (size_t)n;
    (void)people_write(book, event->people, line.people);
    if (event->until_us != 0)
        (void)zone_write(&book->zone, event->until_us, line.until);
    if (event->deadline_us != 0)
        (void)zone_write(&book->zone, event->deadline_us, line.deadline);
    what_write(&line);
    return out;
}
