/* watch_page -- a call as it comes, and as it rings */
#include <stdio.h>
#include <string.h>

#include "alert_words.h"
#include "text.h"
#include "watch.h"

static void
listed_read(struct watch_page *page, const json_t *listed)
{
    const json_t *item;
    size_t i;

    json_array_foreach(listed, i, item)
    {
        struct watch_listed *to = &page->listed[page->listed_n];

        if (page->listed_n == WATCH_LISTED_MAX)
            return;
        (void)snprintf(to->alert, sizeof to->alert, "%s",
                       object_text(item, "alert"));
        (void)snprintf(to->level, sizeof to->level, "%s",
                       object_text(item, "level"));
        to->generation = object_number(item, "generation");
        page->listed_n++;
    }
}

void
watch_page_read(struct watch_page *page, const json_t *body)
{
    const struct {
        char *to;
        size_t room;
        const char *name;
    } words[] = {
        {page->page_id, sizeof page->page_id, "page_id"},
        {page->alert, sizeof page->alert, "alert"},
        {page->level, sizeof page->level, "level"},
        {page->kind, sizeof page->kind, "kind"},
        {page->cause, sizeof page->cause, "cause"},
    };

    *page = (struct watch_page){
        .generation = object_number(body, "generation"),
        .step = object_number(body, "step"),
        .deadline_us = object_number(body, "deadline_us"),
        .total = object_number(body, "total"),
        .crisis = object_number(body, "crisis"),
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        (void)snprintf(words[i].to, words[i].room, "%s",
                       object_text(body, words[i].name));
    listed_read(page, json_object_get(body, "listed"));
}

static json_t *
page_object(const struct watch_page *page)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "page_id", page->page_id,
        "alert", page->alert, "level", page->level, "kind", page->kind,
        "generation", (json_int_t)page->generation, "step",
        (json_int_t)page->step, "deadline_us", (json_int_t)page->deadline_us);
    json_t *listed;

    if (object == NULL)
        return NULL;
    if (*page->cause != '\0')
        (void)json_object_set_new(object, "cause", json_string(page->cause));
    if (page->listed_n == 0)
        return object;
    listed = json_array();
    for (size_t i = 0; i < page->listed_n; i++) {
        const struct watch_listed *item = &page->listed[i];

        if (!item->over)
            (void)json_array_append_new(
                listed,
                json_pack("{s:s, s:I, s:s}", "alert", item->alert, "generation",
                          (json_int_t)item->generation, "level", item->level));
    }
    (void)json_object_set_new(object, "total",
                              json_integer((json_int_t)page->total));
    (void)json_object_set_new(object, "crisis",
                              json_integer((json_int_t)page->crisis));
    (void)json_object_set_new(object, "listed", listed);
    return object;
}

static void
summary_ring(const struct watch *watch, const struct watch_page *page,
             bool again)
{
    const struct output *out = &watch->inv->out;

    output_line(out, _("%s%s: %lld new, %lld crisis%s%s"),
                output_level_start(out, page->level),
                again ? _("STILL CALLING") : _("CALLS YOU"),
                (long long)page->total, (long long)page->crisis,
                output_level_end(out),
                watch->interactive ? _("  (a: these are mine, q: quit)") : "");
    for (size_t i = 0; i < page->listed_n; i++) {
        const struct watch_listed *item = &page->listed[i];

        if (!item->over)
            output_line(out, _("  %s%s  %s, call %lld%s"),
                        output_level_start(out, item->level), item->alert,
                        text_word("level", item->level),
                        (long long)item->generation, output_level_end(out));
    }
    if (page->total > (int64_t)page->listed_n)
        output_line(out, _("  and %lld more: `loket list`"),
                    (long long)(page->total - (int64_t)page->listed_n));
}

void
watch_page_ring(const struct watch *watch, const struct watch_page *page,
                bool again)
{
    const struct output *out = &watch->inv->out;
    char deadline[TEXT_TIME_BYTES];
    char what[ALERT_WHAT_BYTES];

    watch_print(watch, again ? "page_again" : "page", page_object(page));
    output_bell(out);
    if (page->listed_n > 0) {
        summary_ring(watch, page, again);
        return;
    }
    output_line(out, _("%s%s%s%s %s: %s, call %lld, until %s%s%s"),
                output_level_start(out, page->level),
                *page->cause != '\0' ? text_word("cause", page->cause) : "",
                *page->cause != '\0' ? ": " : "",
                again ? _("STILL CALLING") : _("CALLS YOU"), page->alert,
                alert_words_what(page->level, page->kind, what),
                (long long)page->generation,
                text_time(page->deadline_us, deadline), output_level_end(out),
                watch->interactive ? _("  (a: mine, q: quit)") : "");
}
