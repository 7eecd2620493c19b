/* session -- see session.h */
#include "desk/session.h"

#include <stdlib.h>
#include <string.h>

/* Where peer stands, or would have to. */
static size_t
place_of(const struct sessions *sessions, uint64_t peer)
{
    size_t low = 0;
    size_t high = sessions->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sessions->v[middle]->peer < peer)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct session *
session_find(const struct sessions *sessions, uint64_t peer)
{
    size_t at = place_of(sessions, peer);

    if (at == sessions->n || sessions->v[at]->peer != peer)
        return NULL;
    return sessions->v[at];
}

static enum rc
make_room(struct sessions *sessions)
{
    if (sessions->n < sessions->cap)
        return RC_OK;

    size_t cap = sessions->cap == 0 ? 64 : sessions->cap * 2;
    struct session **v = reallocarray(sessions->v, cap, sizeof *sessions->v);

    if (v == NULL)
        return RC_DOWN;
    sessions->v = v;
    sessions->cap = cap;
    return RC_OK;
}

enum rc
session_add(struct sessions *sessions, uint64_t peer, struct session **out)
{
    struct session *session = NULL;
    size_t at = place_of(sessions, peer);

    if (sessions->n == SESSION_MAX || make_room(sessions) != RC_OK ||
        (session = calloc(1, sizeof *session)) == NULL)
        return RC_DOWN;
    session->peer = peer;
    memmove(sessions->v + at + 1, sessions->v + at,
            (sessions->n - at) * sizeof *sessions->v);
    sessions->v[at] = session;
    sessions->n++;
    *out = session;
    return RC_OK;
}

void
session_remove(struct sessions *sessions, uint64_t peer)
{
    size_t at = place_of(sessions, peer);

    if (at == sessions->n || sessions->v[at]->peer != peer)
        return;
    free(sessions->v[at]);
    sessions->n--;
    memmove(sessions->v + at, sessions->v + at + 1,
            (sessions->n - at) * sizeof *sessions->v);
}

void
session_clear(struct sessions *sessions)
{
    for (size_t i = 0; i < sessions->n; i++)
        free(sessions->v[i]);
    free(sessions->v);
    *sessions = (struct sessions){0};
}
