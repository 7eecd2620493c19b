/* roster_look -- roster who, show: by the one function that knows */
#include <stdio.h>

#include "core/desk_rules.h"
#include "desk_source.h"
#include "duration.h"
#include "findings_words.h"
#include "text.h"
#include "verb_roster.h"

#define DAYS     14
#define DAYS_MAX 1000
#define AHEAD_US (400 * ROSTER_DAY_US) /* who: how far "until" is looked for */

enum rc
roster_args(struct invocation *inv, const struct arg args[], size_t n,
            const int64_t *days)
{
    enum rc rc = args_read(inv, args, n);

    if (rc != RC_OK)
        return rc;
    if (inv->argc > 1)
        (void)args_wrong(inv, _("one file at a time"));
    else if (days != NULL && (*days < 1 || *days > DAYS_MAX))
        (void)args_wrong(inv, _("--days is 1 to %d"), DAYS_MAX);
    else
        return RC_OK;
    return RC_INVALID;
}

enum ending
roster_rules(struct desk_source *source, struct invocation *inv)
{
    enum ending ending = desk_source_open(
        source, inv, inv->argc == 1 ? inv->argv[0] : NULL, false);

    if (ending != ENDING_DONE)
        findings_words_print(&inv->out, &source->findings);
    return ending;
}

enum rc
roster_ask(const struct roster_book *book, const char *name, size_t *first,
           size_t *end)
{
    *first = 0;
    *end = book->rosters_n;
    if (name == NULL)
        return RC_OK;
    *first = roster_find(book, name);
    *end = *first + 1;
    if (*first < ROSTERS_MAX)
        return RC_OK;
    output_error(_("there is no roster %s"), name);
    return RC_INVALID;
}

const char *
source_write(const struct roster_book *book, const struct oncall *oncall,
             char out[SOURCE_BYTES])
{
    out[0] = '\0';
    switch (oncall->source) {
    case ONCALL_NOTHING:
        break;
    case ONCALL_LAYER:
        (void)snprintf(out, SOURCE_BYTES, _("layer %zu"), oncall->at + 1);
        break;
    case ONCALL_OVERRIDE:
        (void)snprintf(out, SOURCE_BYTES, _("override %lld"),
                       (long long)book->overrides[oncall->at].seq);
        break;
    }
    return out;
}

void
source_add(json_t *object, const struct roster_book *book,
           const struct oncall *oncall)
{
    if (oncall->source == ONCALL_LAYER)
        (void)json_object_set_new(object, "layer",
                                  json_integer((json_int_t)oncall->at + 1));
    else if (oncall->source == ONCALL_OVERRIDE)
        (void)json_object_set_new(
            object, "override",
            json_integer((json_int_t)book->overrides[oncall->at].seq));
}

/* What who and show are asked of the rosters [first, end). */
struct asking {
    const char *roster; /* NULL: all */
    const char *option; /* the one that tells the time */
    const char *time;   /* NULL: now */
    size_t first, end;
};

static enum ending
asking_open(struct asking *asking, struct desk_source *source,
            struct invocation *inv)
{
    enum ending ending = roster_rules(source, inv);
    const struct roster_book *book;

    if (ending != ENDING_DONE)
        return ending;
    book = &source->rules->book;
    if (desk_time(inv, &book->zone, asking->option, asking->time,
                  &source->now_us) != RC_OK ||
        roster_ask(book, asking->roster, &asking->first, &asking->end) != RC_OK)
        return ENDING_USAGE;
    return ENDING_DONE;
}

static bool
is_gap(const struct roster_book *book, size_t roster,
       const struct oncall *oncall)
{
    uint32_t n = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        n += (oncall->people & PERSON_BIT(i)) != 0 ? 1 : 0;
    return n < book->rosters[roster].minimum;
}

static void
who_object(const struct roster_book *book, size_t roster, int64_t at_us,
           int64_t until_us)
{
    struct oncall oncall;
    char at[ZONE_TEXT_BYTES];
    char until[ZONE_TEXT_BYTES];
    json_t *line;

    roster_oncall(book, roster, at_us, &oncall);
    line = json_pack(
        "{s:s, s:s, s:I, s:i, s:o, s:b}", "roster", book->rosters[roster].name,
        "at", zone_write(&book->zone, at_us, at), "at_us", (json_int_t)at_us,
        "offset_s", (int)zone_offset_s(&book->zone, at_us), "people",
        people_array(book, oncall.people), "gap",
        is_gap(book, roster, &oncall));
    if (until_us != INT64_MAX) {
        (void)json_object_set_new(
            line, "until",
            json_string(zone_write(&book->zone, until_us, until)));
        (void)json_object_set_new(line, "until_us",
                                  json_integer((json_int_t)until_us));
    }
    source_add(line, book, &oncall);
    (void)json_object_set_new(line, "absent",
                              people_array(book, oncall.absent));
    (void)json_object_set_new(line, "unreachable",
                              people_array(book, oncall.mute));
    output_object(line);
    json_decref(line);
}

static void
who_words(const struct output *out, const struct roster_book *book,
          size_t roster, const struct oncall *oncall, int64_t until_us)
{
    char people[PEOPLE_BYTES];
    char until[ZONE_TEXT_BYTES];
    char source[SOURCE_BYTES];
    const char *name = book->rosters[roster].name;

    if (until_us == INT64_MAX)
        (void)snprintf(until, sizeof until, "%s", _("further notice"));
    else
        (void)zone_write(&book->zone, until_us, until);
    (void)source_write(book, oncall, source);
    if (oncall->people == 0)
        output_line(out, _("%s: GAP, nobody is on call, until %s"), name,
                    until);
    else
        output_line(out, _("%s: %s until %s, %s%s"), name,
                    people_write(book, oncall->people, people), until, source,
                    is_gap(book, roster, oncall) ? _(", GAP: too few") : "");
    if (oncall->absent != 0 && oncall->absence_kept)
        output_line(out, _("  %s: absent, and still on call: nobody else is"),
                    people_write(book, oncall->absent, people));
    else if (oncall->absent != 0)
        output_line(out, _("  %s: absent"),
                    people_write(book, oncall->absent, people));
    if (oncall->mute != 0)
        output_line(out, _("  %s: cannot be called"),
                    people_write(book, oncall->mute, people));
}

enum ending
roster_who(struct invocation *inv)
{
    struct asking asking = {.option = "at"};
    const struct arg args[] = {
        {"roster", ARG_TEXT, &asking.roster},
        {"at", ARG_TEXT, &asking.time},
    };
    struct desk_source source = {.rules = NULL};
    const struct roster_book *book;
    char text[ZONE_TEXT_BYTES];
    enum ending ending;
    enum rc rc = roster_args(inv, args, sizeof args / sizeof args[0], NULL);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = asking_open(&asking, &source, inv);
    if (ending != ENDING_DONE)
        goto out;
    book = &source.rules->book;
    output_line(&inv->out, "%s", zone_write(&book->zone, source.now_us, text));
    for (size_t i = asking.first; i < asking.end; i++) {
        struct oncall oncall;
        int64_t limit_us = source.now_us + AHEAD_US;
        int64_t until_us = roster_until(book, i, source.now_us, limit_us);

        if (until_us >= limit_us)
            until_us = INT64_MAX;
        roster_oncall(book, i, source.now_us, &oncall);
        if (is_gap(book, i, &oncall))
            ending = ENDING_REFUSED;
        if (inv->json)
            who_object(book, i, source.now_us, until_us);
        else
            who_words(&inv->out, book, i, &oncall, until_us);
    }
out:
    desk_source_close(&source);
    return ending;
}

static void
shift_print(const struct output *out, const struct roster_book *book,
            size_t roster, int64_t start_us, int64_t end_us)
{
    struct oncall oncall;
    char start[ZONE_TEXT_BYTES];
    char end[ZONE_TEXT_BYTES];
    char span[DURATION_BYTES];
    char people[PEOPLE_BYTES];
    char source[SOURCE_BYTES];

    roster_oncall(book, roster, start_us, &oncall);
    (void)zone_write(&book->zone, start_us, start);
    (void)zone_write(&book->zone, end_us, end);
    if (out->json) {
        json_t *line = json_pack("{s:s, s:s, s:I, s:s, s:I, s:I, s:o, s:b}",
                                 "roster", book->rosters[roster].name, "start",
                                 start, "start_us", (json_int_t)start_us, "end",
                                 end, "end_us", (json_int_t)end_us, "seconds",
                                 (json_int_t)((end_us - start_us) / 1000000),
                                 "people", people_array(book, oncall.people),
                                 "gap", is_gap(book, roster, &oncall));

        source_add(line, book, &oncall);
        output_object(line);
        json_decref(line);
        return;
    }
    output_line(out, "%-10s  %s  %s  %15s  %-12s  %s%s",
                book->rosters[roster].name, start, end,
                duration_write(end_us - start_us, span),
                source_write(book, &oncall, source),
                people_write(book, oncall.people, people),
                is_gap(book, roster, &oncall) ? _("  GAP") : "");
}

enum ending
roster_show(struct invocation *inv)
{
    struct asking asking = {.option = "from"};
    int64_t days = DAYS;
    const struct arg args[] = {
        {"roster", ARG_TEXT, &asking.roster},
        {"from", ARG_TEXT, &asking.time},
        {"days", ARG_NUMBER, &days},
    };
    struct desk_source source = {.rules = NULL};
    const struct roster_book *book;
    enum ending ending;
    enum rc rc = roster_args(inv, args, sizeof args / sizeof args[0], &days);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = asking_open(&asking, &source, inv);
    if (ending != ENDING_DONE)
        goto out;
    book = &source.rules->book;
    for (size_t i = asking.first; i < asking.end; i++) {
        int64_t limit_us = source.now_us + days * ROSTER_DAY_US;

        for (int64_t at_us = source.now_us; at_us < limit_us;) {
            int64_t until_us = roster_until(book, i, at_us, limit_us);

            shift_print(&inv->out, book, i, at_us, until_us);
            at_us = until_us;
        }
    }
out:
    desk_source_close(&source);
    return ending;
}
