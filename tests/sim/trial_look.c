/* What a desk on trial has sent. */
#include "trial.h"

#include <string.h>

void
trial_forget(struct trial *trial)
{
    json_array_clear(trial->sent);
}

size_t
trial_count(const struct trial *trial, uint64_t peer)
{
    size_t found = 0;
    size_t i;
    json_t *kept;

    json_array_foreach(trial->sent, i, kept) found +=
        (uint64_t)trial_number(kept, "peer") == peer;
    return found;
}

/* The i-th, or how many. */
static json_t *
find_event(const struct trial *trial, uint64_t peer, const char *kind,
           size_t *i)
{
    size_t left = *i;
    size_t k;
    size_t e;
    json_t *kept;
    json_t *event;

    *i = 0;
    json_array_foreach(trial->sent, k, kept)
    {
        json_t *message = json_object_get(kept, "message");
        json_t *pushed = json_object_get(message, "events");

        if ((uint64_t)trial_number(kept, "peer") != peer ||
            json_object_get(message, "request_id") != NULL)
            continue;
        json_array_foreach(json_object_get(pushed, "events"), e, event)
        {
            if (json_object_get(event, kind) == NULL)
                continue;
            if (left-- == 0)
                return event;
            (*i)++;
        }
    }
    return NULL;
}

json_t *
trial_event(const struct trial *trial, uint64_t peer, const char *kind,
            size_t i)
{
    return json_object_get(find_event(trial, peer, kind, &i), kind);
}

size_t
trial_events(const struct trial *trial, uint64_t peer, const char *kind)
{
    size_t n = SIZE_MAX;

    find_event(trial, peer, kind, &n);
    return n;
}

json_t *
trial_page(const struct trial *trial, enum trial_person person, size_t i)
{
    return trial_event(trial, trial_peer(person), "page", i);
}

size_t
trial_pages(const struct trial *trial, enum trial_person person)
{
    return trial_events(trial, trial_peer(person), "page");
}

json_t *
trial_message(const struct trial *trial, uint64_t peer, const char *kind,
              size_t i)
{
    size_t k;
    json_t *kept;

    json_array_foreach(trial->sent, k, kept)
    {
        json_t *body = json_object_get(json_object_get(kept, "message"), kind);

        if ((uint64_t)trial_number(kept, "peer") == peer && body != NULL &&
            i-- == 0)
            return body;
    }
    return NULL;
}

size_t
trial_called(const struct trial *trial, enum trial_person person)
{
    size_t called = 0;
    json_t *page;

    for (size_t i = 0; (page = trial_page(trial, person, i)) != NULL; i++) {
        int64_t total = trial_number(page, "total");

        called += total == 0 ? 1 : (size_t)total;
    }
    return called;
}

size_t
trial_notices(const struct trial *trial, enum trial_person person,
              const char *code)
{
    size_t n = 0;
    json_t *notice;

    for (size_t i = 0;
         (notice = trial_event(trial, trial_peer(person), "notice", i)) != NULL;
         i++)
        n += strcmp(trial_text(notice, "code"), code) == 0;
    return n;
}

json_t *
trial_notice(const struct trial *trial, enum trial_person person,
             const char *code)
{
    json_t *last = NULL;
    json_t *notice;

    for (size_t i = 0;
         (notice = trial_event(trial, trial_peer(person), "notice", i)) != NULL;
         i++)
        if (strcmp(trial_text(notice, "code"), code) == 0)
            last = notice;
    return last;
}
