/* watch_input -- keys of a coordinator, or lines of a program */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"
#include "watch.h"

/* Of a summary: the alerts it lists, each with the generation that was shown,
 * and no others. */
static void
acknowledge(struct watch *watch, const struct watch_page *page)
{
    if (page->listed_n == 0) {
        output_line(&watch->inv->out, _("taking %s"), page->alert);
        watch_act(watch, "acknowledge", page->alert, page->generation, NULL);
    }
    for (size_t i = 0; i < page->listed_n; i++) {
        const struct watch_listed *item = &page->listed[i];

        if (item->over)
            continue;
        output_line(&watch->inv->out, _("taking %s"), item->alert);
        watch_act(watch, "acknowledge", item->alert, item->generation, NULL);
    }
}

static void
offer_line(const struct output *out, size_t n, const struct watch_page *page)
{
    if (page->listed_n > 0)
        output_line(out, _("  a%zu  %lld new, %lld crisis"), n,
                    (long long)page->total, (long long)page->crisis);
    else
        output_line(out, "  a%zu  %s  %s  %s", n, page->alert,
                    text_word("level", page->level),
                    *page->cause != '\0' ? text_word("cause", page->cause)
                                         : text_word("kind", page->kind));
}

/* What a number means must not change under the finger: a call that comes
 * now is not among them. */
static void
offer(struct watch *watch)
{
    const struct output *out = &watch->inv->out;
    const struct watch_page *page;
    size_t n = 0;

    for (; (page = watch_pages_open(&watch->pages, n)) != NULL; n++) {
        if (n >= WATCH_OFFERED_MAX)
            continue;
        watch->offered[n] = *page;
        offer_line(out, n + 1, page);
    }
    watch->offered_n = n < WATCH_OFFERED_MAX ? n : WATCH_OFFERED_MAX;
    if (n > WATCH_OFFERED_MAX)
        output_line(out, _("  and %zu more: `loket list`, `loket ack ALERT`"),
                    n - WATCH_OFFERED_MAX);
}

static void
key_take(struct watch *watch, char key)
{
    size_t chosen = (size_t)(key - '1');
    size_t offered_n = watch->offered_n;

    watch->offered_n = 0;
    if (key >= '1' && key <= '9' && chosen < offered_n)
        acknowledge(watch, &watch->offered[chosen]);
    else if (key == 'q')
        watch->quit = true;
    else if (key == 'a' && watch_pages_open(&watch->pages, 0) == NULL)
        output_line(&watch->inv->out, _("nobody calls"));
    else if (key == 'a' && watch_pages_open(&watch->pages, 1) == NULL)
        acknowledge(watch, watch_pages_open(&watch->pages, 0));
    else if (key == 'a')
        offer(watch);
    else
        output_line(&watch->inv->out, _("a: it is mine, q: quit"));
}

/* VERB ALERT GENERATION [OUTCOME] */
static void
command_take(struct watch *watch, char *line)
{
    static const struct {
        const char *word, *verb;
    } verbs[] = {
        {"ack", "acknowledge"}, {"takeover", "takeover"}, {"close", "close"}};
    char *words[4] = {0};
    size_t n = 0;

    for (char *word; n < 4 && (word = strsep(&line, " \t\r")) != NULL;) {
        if (*word != '\0')
            words[n++] = word;
    }
    if (n == 0)
        return;
    if (strcmp(words[0], "quit") == 0) {
        watch->quit = true;
        return;
    }
    for (size_t i = 0; n >= 3 && i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(words[0], verbs[i].word) != 0)
            continue;
        watch_act(watch, verbs[i].verb, words[1],
                  (int64_t)strtoul(words[2], NULL, 10), words[3]);
        return;
    }
    watch_print(watch, "not_understood", NULL);
}

bool
watch_input(struct watch *watch)
{
    char *end;
    ssize_t n = read(STDIN_FILENO, watch->input + watch->input_n,
                     sizeof watch->input - watch->input_n);

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n <= 0)
        return false;
    watch->input_n += (size_t)n;
    if (watch->interactive) {
        for (size_t i = 0; i < watch->input_n; i++)
            key_take(watch, watch->input[i]);
        watch->input_n = 0;
        return true;
    }
    while ((end = memchr(watch->input, '\n', watch->input_n)) != NULL) {
        size_t taken = (size_t)(end - watch->input) + 1;

        *end = '\0';
        command_take(watch, watch->input);
        watch->input_n -= taken;
        memmove(watch->input, watch->input + taken, watch->input_n);
    }
    /* A line that does not fit is no command. */
    if (watch->input_n == sizeof watch->input)
        watch->input_n = 0;
    return true;
}
