/* desk_source -- see desk_source.h */
#include "desk_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "desk_texts.h"
#include "session.h"
#include "sys/clock.h"
#include "sys/file_findings.h"
#include "sys/zone_file.h"
#include "text.h"
#include "verb.h"

enum rc
desk_zone(struct zone *out)
{
    struct file_findings findings = {0};
    enum rc rc = zone_file_read(out, ZONE_DEFAULT, &findings);

    for (size_t i = 0; i < findings.kept_n; i++)
        output_error("%s", findings.lines[i]);
    file_findings_close(&findings);
    return rc;
}

enum rc
desk_time(const struct invocation *inv, const struct zone *zone,
          const char *option, const char *text, int64_t *at_us)
{
    enum civil_case what;

    if (text == NULL)
        return RC_OK;
    if (zone_read(zone, text, at_us, &what) != RC_OK) {
        (void)args_wrong(inv, _("--%s: a time is 2026-10-25T08:00"), option);
        return RC_INVALID;
    }
    if (what == CIVIL_TWICE)
        output_error(_("--%s: this hour comes twice; the first is taken, "
                       "+01:00 behind it means the second"),
                     option);
    else if (what == CIVIL_NEVER)
        output_error(_("--%s: this hour is missing that night; the moment the "
                       "clock is set is taken"),
                     option);
    return RC_OK;
}

static enum ending
reachable_fetch(struct desk_source *source, struct visit *visit,
                const struct invocation *inv)
{
    struct roster_book *book = &source->rules->book;
    struct session_event answer;
    const json_t *name;
    size_t i;
    enum ending ending =
        visit_ask(visit, inv, "roster_state", json_object(), &answer);

    if (ending != ENDING_DONE)
        return ending;
    if (object_number(answer.body, "now_us") != 0)
        source->now_us = object_number(answer.body, "now_us");
    json_array_foreach(json_object_get(answer.body, "unreachable"), i, name)
    {
        size_t person = roster_person(book, json_string_value(name));

        if (person < PERSONS_MAX)
            book->persons[person].reachable = false;
    }
    return ENDING_DONE;
}

static enum ending
open_online(struct desk_source *source, const struct invocation *inv)
{
    struct desk_texts texts = {.n = 0};
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) == RC_OK)
        ending = desk_texts_fetch(&texts, &visit, inv);
    if (ending == ENDING_DONE &&
        desk_texts_compile(&texts, &source->rules, &source->findings) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE)
        ending = reachable_fetch(source, &visit, inv);
    desk_texts_close(&texts);
    visit_end(&visit);
    return ending;
}

enum ending
desk_source_open(struct desk_source *source, struct invocation *inv,
                 const char *file, bool policies)
{
    const struct clock clock = {.is_virtual = false};
    struct desk_texts texts = {.n = 0};
    enum ending ending = ENDING_USAGE;

    source->now_us = clock_utc_us(&clock);
    if (file == NULL)
        return open_online(source, inv);
    if (desk_texts_read(&texts, file) == RC_OK &&
        desk_texts_suppose(&texts, !policies) == RC_OK &&
        desk_texts_compile(&texts, &source->rules, &source->findings) == RC_OK)
        ending = ENDING_DONE;
    desk_texts_close(&texts);
    return ending;
}

void
desk_source_close(struct desk_source *source)
{
    document_findings_close(&source->findings);
    free(source->rules);
    *source = (struct desk_source){.rules = NULL};
}

const char *
people_write(const struct roster_book *book, person_set people,
             char out[PEOPLE_BYTES])
{
    size_t at = 0;

    (void)snprintf(out, PEOPLE_BYTES, "-");
    for (size_t i = 0; i < book->persons_n; i++) {
        const char *name = book->persons[i].name;

        if ((people & PERSON_BIT(i)) == 0)
            continue;
        if (at + strlen(name) + sizeof ", .." > PEOPLE_BYTES) {
            (void)snprintf(out + at, PEOPLE_BYTES - at, "..");
            break;
        }
        at += (size_t)snprintf(out + at, PEOPLE_BYTES - at, "%s%s",
                               at == 0 ? "" : ", ", name);
    }
    return out;
}

json_t *
people_array(const struct roster_book *book, person_set people)
{
    json_t *names = json_array();

    for (size_t i = 0; i < book->persons_n; i++) {
        if ((people & PERSON_BIT(i)) != 0)
            (void)json_array_append_new(names,
                                        json_string(book->persons[i].name));
    }
    return names;
}
