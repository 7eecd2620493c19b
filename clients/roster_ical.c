/* roster_ical -- roster ical: one person's shifts for a calendar */
#include <stdio.h>

#include "core/desk_rules.h"
#include "desk_source.h"
#include "ical.h"
#include "sys/clock.h"
#include "text.h"
#include "verb_roster.h"

#define DAYS 90
/* A shift keeps its true start, and so its UID, when it begins this long
 * before what is asked for. */
#define MARGIN_US (62 * ROSTER_DAY_US)

struct exporting {
    const struct invocation *inv;
    const struct roster_book *book;
    size_t person;
    int64_t from_us;
    int64_t to_us;
    int64_t made_us;
};

static void
shift_take(const struct exporting *e, size_t roster, int64_t start_us,
           int64_t end_us)
{
    const char *name = e->book->rosters[roster].name;
    const char *person = e->book->persons[e->person].name;
    char summary[2 * NAME_BYTES + 64];

    if (end_us <= e->from_us || start_us >= e->to_us)
        return;
    (void)snprintf(summary, sizeof summary, _("On call: %s (%s)"), name,
                   person);
    if (e->inv->json) {
        json_t *line = json_pack(
            "{s:s, s:s, s:I, s:I}", "roster", name, "person", person,
            "start_us", (json_int_t)start_us, "end_us", (json_int_t)end_us);

        output_object(line);
        json_decref(line);
    } else {
        ical_shift_write(stdout, &(struct ical_shift){.roster = name,
                                                      .person = person,
                                                      .summary = summary,
                                                      .start_us = start_us,
                                                      .end_us = end_us,
                                                      .made_us = e->made_us});
    }
}

/* A time on call goes on while only the others change. */
static void
roster_take(const struct exporting *e, size_t roster)
{
    int64_t limit_us = e->to_us + MARGIN_US;
    int64_t since_us = INT64_MIN; /* not on call */

    for (int64_t at_us = e->from_us - MARGIN_US; at_us < limit_us;
         at_us = roster_until(e->book, roster, at_us, limit_us)) {
        struct oncall oncall;

        roster_oncall(e->book, roster, at_us, &oncall);
        if ((oncall.people & PERSON_BIT(e->person)) != 0) {
            if (since_us == INT64_MIN)
                since_us = at_us;
        } else if (since_us != INT64_MIN) {
            shift_take(e, roster, since_us, at_us);
            since_us = INT64_MIN;
        }
    }
    if (since_us != INT64_MIN)
        shift_take(e, roster, since_us, limit_us);
}

static enum ending
export_run(struct exporting *e, const char *roster)
{
    size_t first, end;

    if (roster_ask(e->book, roster, &first, &end) != RC_OK)
        return ENDING_USAGE;
    if (!e->inv->json)
        ical_begin(stdout, "Loket");
    for (size_t i = first; i < end; i++)
        roster_take(e, i);
    if (!e->inv->json)
        ical_end(stdout);
    return ENDING_DONE;
}

enum ending
roster_ical(struct invocation *inv)
{
    const struct clock clock = {.is_virtual = false};
    const char *person = NULL, *roster = NULL, *from = NULL;
    int64_t days = DAYS;
    const struct arg args[] = {
        {"person", ARG_TEXT, &person},
        {"roster", ARG_TEXT, &roster},
        {"from", ARG_TEXT, &from},
        {"days", ARG_NUMBER, &days},
    };
    struct desk_source source = {.rules = NULL};
    struct exporting e = {.inv = inv};
    enum ending ending;
    enum rc rc = roster_args(inv, args, sizeof args / sizeof args[0], &days);

    if (rc != RC_OK)
        return args_ending(rc);
    if (person == NULL)
        return args_wrong(inv, _("--%s is needed"), "person");
    ending = roster_rules(&source, inv);
    if (ending != ENDING_DONE)
        goto out;
    e.book = &source.rules->book;
    e.person = roster_person(e.book, person);
    if (e.person == PERSONS_MAX) {
        output_error(_("there is nobody called %s"), person);
        ending = ENDING_USAGE;
    } else if (desk_time(inv, &e.book->zone, "from", from, &source.now_us) !=
               RC_OK) {
        ending = ENDING_USAGE;
    } else {
        e.made_us = clock_utc_us(&clock);
        e.from_us = source.now_us;
        e.to_us = e.from_us + days * ROSTER_DAY_US;
        ending = export_run(&e, roster);
    }
out:
    desk_source_close(&source);
    return ending;
}
