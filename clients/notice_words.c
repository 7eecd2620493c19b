/* notice_words -- see notice_words.h */
#include "notice_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

static const char *const places[] = {
    "{roster}", "{person}", "{start}", "{span}", "{id}", "{name}", "{end}"};
#define SPAN_BYTES 96
#define PLACES_N   (sizeof places / sizeof places[0])

static const struct row {
    const char *code;
    const char *level; /* how loud */
    const char *text;
} rows[] = {
    {"shift_day", "u3", N_("{roster}: your shift begins within a day, {span}")},
    {"shift_hour", "u3",
     N_("{roster}: your shift begins within an hour, {span}")},
    {"shift_now", "u3", N_("{roster}: your shift has begun, {span}")},
    {"shift_changed", "u3",
     N_("{roster}: your next shift is another now, {span}")},
    {"shift_not_accepted", "u2",
     N_("{roster}: {person} did not say to come to the shift of {start}; who "
        "went stays "
        "on call")},
    {"gap_near", "u2", N_("{roster}: NOBODY ON CALL {span}")},
    {"unreachable", "u2",
     N_("{person} is on call ({roster}) and not connected")},
    {"reachable", "u4", N_("{person} is connected again")},
    {"unattended", "u1",
     N_("{id}: NOBODY ON CALL was there, the fallback is called")},
    {"swap_proposed", "u3",
     N_("{person} proposes a swap in {roster}, {span}: `loket roster "
        "swap accept "
        "{id}` or `.. decline {id}`")},
    {"swap_applied", "u4", N_("{roster}: swap {id} is done, {span}")},
    {"swap_declined", "u3", N_("{roster}: swap {id} was declined")},
    {"swap_withdrawn", "u4", N_("{roster}: swap {id} was withdrawn")},
    {"document", "u4", N_("the desk document {id} has a new version")},
    {"referral_offered", "u3",
     N_("{id} is offered to you: `loket referral accept {id}` or `.. decline "
        "{id}`")},
    {"referral_accepted", "u4", N_("{id} was accepted")},
    {"referral_declined", "u3", N_("{id} was declined; it stays yours")},
    {"drill_failed", "u1", N_("OEFENING (drill) {id} FAILED: nobody took it")},
    {"expiring", "u4",
     N_("{name} ends on {end}: prolong it or take it out, `loket directory "
        "list --expiring`")},
    {"answer", "u3",
     N_("a question about {id} was answered: `loket questions {id}`")},
    {"term_near", "u3", N_("{id}: the term {name} ends on {end}")},
    {"term_exceeded", "u2", N_("{id}: the term {name} was EXCEEDED on {end}")},
    {"term_decide", "u2",
     N_("{id}: a decision is asked, {name}: `loket term decide {id} {name} "
        "--decision ..`")},
    {"double_intake", "u2",
     N_("{id}: DOUBLE INTAKE, another referral has its pseudonym: `loket "
        "referral show {id}`")},
    {"moves", "u2", N_("{id}: this person was moved very often")},
    {"task", "u3", N_("{id}: {person} answered: `loket task list`")},
    {"review", "u2",
     N_("{id}: a track ended before its time; look again: `loket referral "
        "show {id}`")},
    {"follow_up", "u3",
     N_("{id}: ask how it goes, then `loket referral followed-up {id}`")},
    {"searches", "u2",
     N_("{person} searched as often as one may on a day: ask why")},
    {"disk_room", "u3",
     N_("the desk's disk has room again: messages are taken")},
    {"flood", "u2",
     N_("{person} sends more than its quota: it is delayed, ask why")},
    {"places", "u3", N_("{person} told of very many places today: ask why")},
    {"parked", "u2",
     N_("the keys of {person} are shut out, the server ended at their "
        "messages: look into it, then `loket partner unpark {person}` or a "
        "new key")},
    {"expire", "u4",
     N_("{name} messages expire soon: `loket retention list ending`")},
    {"audit_waits", "u3",
     N_("the audit does not reach its relay and waits, nothing is lost: look "
        "at syslog-ng")},
    {"audit_relayed", "u4", N_("the audit reaches its relay again")},
    {"storm", "u2", N_("many signals: summaries instead of calls")},
    {"moves", "u3", N_("{id}: moved to another shelter often")},
    {"placed", "u4", N_("{id}: {person} placed somebody in {roster}")},
    {"reservation_expired", "u3",
     N_("{id}: your reservation in {roster} has ended")},
    {"stay_ends", "u3",
     N_("{id}: the stay in {roster}, {span}, comes to its end")},
    {"no_place", "u2", N_("{id}: NO FITTING PLACE, {roster} is full")},
};

/* Not printf: a translation may leave a word out or turn the order round,
 * which printf does not allow. */
static void
fill_in(char *out, size_t room, const char *text,
        const char *const words[PLACES_N])
{
    size_t at = 0;

    while (*text != '\0' && at + 1 < room) {
        const char *piece = text;
        size_t taken = 1;
        size_t n = 1;

        for (size_t i = 0; i < PLACES_N; i++) {
            if (strncmp(text, places[i], strlen(places[i])) != 0)
                continue;
            piece = words[i];
            n = strlen(piece);
            taken = strlen(places[i]);
        }
        if (n > room - 1 - at)
            n = room - 1 - at;
        memcpy(out + at, piece, n);
        at += n;
        text += taken;
    }
    out[at] = '\0';
}

/* What to type to say "I come". */
static void
print_acceptance(const struct output *out, const json_t *notice)
{
    char start[TEXT_TIME_BYTES];

    output_line(
        out,
        _("  say that you come: loket roster accept --roster %s --start %s"),
        object_text(notice, "roster"),
        text_instant(object_number(notice, "start_us"), start));
}

void
notice_words_print(const struct output *out, const char *at,
                   const json_t *notice)
{
    const char *code = object_text(notice, "code");
    const char *text = code; /* of a newer desk */
    const char *level = "";
    char start[TEXT_TIME_BYTES];
    char end[TEXT_TIME_BYTES];
    char span[SPAN_BYTES];
    char line[512];
    int64_t end_us = object_number(notice, "end_us");
    const char *const words[PLACES_N] = {
        object_text(notice, "roster"),
        object_text(notice, "person"),
        text_time(object_number(notice, "start_us"), start),
        span,
        object_text(notice, "id"),
        object_text(notice, "name"),
        text_time(end_us, end)};

    if (object_number(notice, "start_us") == 0)
        (void)snprintf(span, sizeof span, "%s", _("none is known"));
    else if (end_us == 0) /* nobody knows how long */
        (void)snprintf(span, sizeof span, _("from %s"), start);
    else
        (void)snprintf(span, sizeof span, _("from %s to %s"), start,
                       text_time(end_us, end));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].code, code) != 0)
            continue;
        text = gettext(rows[i].text);
        level = rows[i].level;
    }
    fill_in(line, sizeof line, text, words);
    output_line(out, "%s  %s%s%s", at,
                *level != '\0' ? output_level_start(out, level) : "", line,
                *level != '\0' ? output_level_end(out) : "");
    if (strcmp(code, "shift_day") == 0 || strcmp(code, "shift_hour") == 0)
        print_acceptance(out, notice);
}
