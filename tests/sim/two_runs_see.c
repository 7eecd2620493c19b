/* What the organisation of two runs can see, and whether it is the same. */
#include "two_runs_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Random by nature or made from row numbers, of fixed size: named by when the
 * organisation met it, so that what belongs together must stay together. */
static const char *const named[] = {"id", "receipt", "question", "earlier"};
#define PUSHED_MAX 256 /* events of one act */

/* Drawn anew for each event, or for each database. */
static const char *const drawn[] = {"event_id", "epoch", "statement",
                                    "signature"};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static json_t *
name_of(struct run *run, const char *value)
{
    char name[32];

    if (json_object_get(run->names, value) == NULL) {
        (void)snprintf(name, sizeof name, "%.1s%zu:%zu", value,
                       json_object_size(run->names) + 1, strlen(value));
        json_object_set_new(run->names, value, json_string(name));
    }
    return json_incref(json_object_get(run->names, value));
}

/* What a match note says is the one thing that others make a difference to;
 * that it comes, when, and how long it is, is not. */
static void
mask(struct run *run, json_t *value)
{
    void *next;
    const char *key;
    json_t *inner;
    size_t i;

    if (json_is_array(value))
        json_array_foreach(value, i, inner) mask(run, inner);
    if (!json_is_object(value))
        return;
    for (i = 0; i < LENGTH(named); i++)
        if (trial_text(value, named[i])[0] != '\0')
            json_object_set_new(value, named[i],
                                name_of(run, trial_text(value, named[i])));
    for (i = 0; i < LENGTH(drawn); i++)
        if (json_is_string(json_object_get(value, drawn[i])))
            json_object_set_new(value, drawn[i], json_string("*"));
    if (strncmp(trial_text(value, "state"), "note_", 5) == 0) {
        run->tally->notes++;
        run->tally->matches +=
            strcmp(trial_text(value, "state"), "note_match") == 0;
        json_object_set_new(value, "state", json_string("note"));
    }
    json_object_foreach_safe(value, next, key, inner) mask(run, inner);
}

static void
count_words(struct run *run, const json_t *events)
{
    struct run_tally *tally = run->tally;
    json_t *event;
    size_t i;

    json_array_foreach(events, i, event)
    {
        const char *state =
            trial_text(json_object_get(event, "feedback"), "state");
        json_t *question = json_object_get(event, "question");

        tally->not_seen += strcmp(state, "not_seen_yet") == 0;
        tally->seen += strcmp(state, "seen") == 0;
        tally->closed += strcmp(state, "closed") == 0;
        tally->versions += strncmp(state, "version_", 8) == 0;
        if (question != NULL) {
            json_decref(run->question);
            run->question = json_deep_copy(question);
        }
    }
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static json_t *
sorted(const json_t *events)
{
    char *lines[PUSHED_MAX];
    json_t *out = json_array();
    json_t *event;
    size_t n = 0;
    size_t i;

    json_array_foreach(events, i, event)
    {
        json_object_del(event, "seq");
        if (n < PUSHED_MAX)
            lines[n++] = json_dumps(event, JSON_SORT_KEYS);
    }
    qsort(lines, n, sizeof lines[0], by_text);
    for (i = 0; i < n; i++) {
        json_array_append_new(out, json_string(lines[i]));
        free(lines[i]);
    }
    return out;
}

/* What people did at one instant, also when it is told again later. */
static void
put_in_order(struct run *run, json_t *message)
{
    json_t *events =
        json_object_get(json_object_get(message, "events"), "events");
    json_t *acts = json_object();
    json_t *event;
    void *next;
    const char *at;
    size_t i = 0;

    while ((event = json_array_get(events, i)) != NULL) {
        char text[32];

        if ((uint64_t)trial_number(event, "seq") > run->head)
            run->head = (uint64_t)trial_number(event, "seq");
        (void)snprintf(text, sizeof text, "%lld",
                       (long long)trial_number(event, "at_us"));
        if (json_object_get(run->people, text) == NULL) {
            i++;
            continue;
        }
        if (json_object_get(acts, text) == NULL)
            json_object_set_new(acts, text, json_array());
        json_array_append(json_object_get(acts, text), event);
        json_array_remove(events, i);
    }
    json_object_foreach_safe(acts, next, at, event)
        json_object_set_new(acts, at, sorted(event));
    if (json_object_size(acts) > 0)
        json_object_set(message, "people", acts);
    json_decref(acts);
}

static json_t *
events_of(const json_t *kept)
{
    return json_object_get(
        json_object_get(json_object_get(kept, "message"), "events"), "events");
}

/* Everything that went to it; *n frames. */
static json_t *
take(struct run *run)
{
    json_t *taken = json_array();
    json_t *kept;
    size_t i;

    run->tally->storms += trial_notices(run->trial, DORA, "storm");
    json_array_foreach(run->trial->sent, i, kept)
    {
        json_t *message = json_object_get(kept, "message");

        if ((uint64_t)trial_number(kept, "peer") != trial_peer(POLICE))
            continue;
        /* One may fall between two slices of the notes of everybody. */
        if (run->noted && json_object_get(message, "heartbeat") != NULL)
            continue;
        count_words(run, events_of(kept));
        mask(run, message);
        put_in_order(run, message);
        json_object_del(kept, "peer");
        json_object_del(kept, "key");
        json_object_set_new(
            kept, "bytes",
            json_integer((json_int_t)strlen(trial_text(kept, "bytes")) / 2));
        json_array_append(taken, kept);
        run->tally->frames++;
    }
    trial_forget(run->trial);
    return taken;
}

void
run_look(struct run *run)
{
    json_t *taken = take(run);

    json_array_extend(run->seen, taken);
    json_decref(taken);
}

void
run_look_at_people(struct run *run)
{
    json_t *events = json_array();
    json_t *taken = NULL;
    json_t *frame;
    char at[32];
    size_t i;

    (void)snprintf(at, sizeof at, "%lld",
                   (long long)run->trial->clock.virtual_utc_us);
    taken = take(run);
    json_array_foreach(taken, i, frame)
    {
        json_array_extend(events, events_of(frame));
    }
    if (json_array_size(events) > 0)
        json_array_append_new(run->seen, json_pack("{s:s, s:o}", "at", at,
                                                   "people", sorted(events)));
    json_object_set_new(run->people, at, json_true());
    json_decref(events);
    json_decref(taken);
}

/* Where two values differ first: *one and *other go down to it. */
static void
go_down(const json_t **one, const json_t **other)
{
    const char *key;
    json_t *inner;
    size_t i;

    while (*one != NULL && *other != NULL &&
           json_typeof(*one) == json_typeof(*other)) {
        const json_t *a = *one;
        const json_t *b = *other;

        json_object_foreach((json_t *)a, key, inner)
        {
            if (!json_equal(inner, json_object_get(b, key)))
                break;
        }
        if (json_is_object(a) && key != NULL) {
            *one = inner;
            *other = json_object_get(b, key);
            continue;
        }
        for (i = 0; i < json_array_size(a); i++)
            if (!json_equal(json_array_get(a, i), json_array_get(b, i)))
                break;
        if (i >= json_array_size(a))
            return;
        *one = json_array_get(a, i);
        *other = json_array_get(b, i);
        if (json_is_object(*one) && json_object_get(*one, "seq") != NULL)
            return; /* an event is short */
    }
}

static void
say(char *why, size_t cap, size_t frame, const json_t *one, const json_t *other)
{
    char *texts[3] = {NULL};

    texts[0] = json_dumps(json_object_get(one != NULL ? one : other, "at"),
                          JSON_ENCODE_ANY);
    go_down(&one, &other);
    texts[1] = json_dumps(one, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    texts[2] = json_dumps(other, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    (void)snprintf(why, cap, "frame %zu at %s:\n  %.400s\n  %.400s", frame,
                   texts[0] == NULL ? "?" : texts[0],
                   texts[1] == NULL ? "nothing" : texts[1],
                   texts[2] == NULL ? "nothing" : texts[2]);
    for (size_t i = 0; i < 3; i++)
        free(texts[i]);
}

bool
run_compare(const json_t *one, const json_t *other, char *why, size_t cap)
{
    size_t n = json_array_size(one);

    if (json_array_size(other) > n)
        n = json_array_size(other);
    for (size_t i = 0; i < n; i++) {
        const json_t *a = json_array_get(one, i);
        const json_t *b = json_array_get(other, i);

        if (a == NULL || b == NULL || !json_equal(a, b)) {
            say(why, cap, i, a, b);
            return false;
        }
    }
    return true;
}
