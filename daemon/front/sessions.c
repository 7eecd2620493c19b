/* sessions -- see sessions.h */
#include "front/sessions.h"

#include <stdlib.h>
#include <string.h>

#include "sys/log.h"

#define SLOT_BITS  14
#define INDEX_BITS 15 /* at most half full */
#define INDEX_N    ((size_t)1 << INDEX_BITS)
#define INDEX_MASK (INDEX_N - 1)

_Static_assert(SESSIONS_MAX == 1 << SLOT_BITS, "a handle ends in its slot");

struct sessions {
    uint64_t seed;
    uint64_t serial; /* of the last handle given */
    size_t n;
    size_t used_n;           /* slots that were ever used */
    uint16_t free_n;         /* of free_slots[] */
    uint32_t index[INDEX_N]; /* slot + 1, 0: empty; linear probing */
    uint16_t free_slots[SESSIONS_MAX];
    struct session slots[SESSIONS_MAX]; /* peer 0: not in use */
};

enum rc
sessions_open(struct sessions **out, uint64_t seed)
{
    /* calloc leaves untouched what is never used: the tables are sized for
     * the worst, and cost what is in them */
    struct sessions *sessions = calloc(1, sizeof *sessions);

    if (sessions == NULL) {
        log_line(LOG_ERROR, "sessions: out of memory");
        return RC_FATAL;
    }
    sessions->seed = seed | 1;
    *out = sessions;
    return RC_OK;
}

void
sessions_close(struct sessions *sessions)
{
    free(sessions);
}

bool
sessions_routing_ok(const void *routing, size_t n)
{
    return n == ROUTING_BYTES && ((const uint8_t *)routing)[0] == 0;
}

static size_t
home_of(const struct sessions *sessions, const uint8_t *routing)
{
    uint32_t word;

    memcpy(&word, routing + 1, sizeof word);
    /* multiply-shift: with an odd random factor no peer can aim at a place */
    return (size_t)(((uint64_t)word + 1) * sessions->seed >> (64 - INDEX_BITS));
}

/* Where this routing id stands in the index, or where it would. */
static size_t
seek(const struct sessions *sessions, const uint8_t *routing)
{
    size_t at = home_of(sessions, routing);

    while (sessions->index[at] != 0 &&
           memcmp(sessions->slots[sessions->index[at] - 1].routing, routing,
                  ROUTING_BYTES) != 0)
        at = (at + 1) & INDEX_MASK;
    return at;
}

static uint64_t
next_handle(struct sessions *sessions, size_t slot)
{
    return ++sessions->serial << SLOT_BITS | slot;
}

static size_t
slot_of(uint64_t peer)
{
    return peer & (SESSIONS_MAX - 1);
}

/* Who makes room for a new session of this key: the one silent for longest of
 * its own when it has its share, of all when there is no place.  0: nobody. */
static uint64_t
oldest(const struct sessions *sessions, int64_t key)
{
    const struct session *of_key = NULL;
    const struct session *of_all = NULL;
    size_t n = 0;

    if (sessions->n < SESSIONS_OF_KEY)
        return 0;
    for (size_t i = 0; i < sessions->used_n; i++) {
        const struct session *session = &sessions->slots[i];

        if (session->peer == 0)
            continue;
        if (of_all == NULL || session->seen_us < of_all->seen_us)
            of_all = session;
        if (session->key != key)
            continue;
        n++;
        if (of_key == NULL || session->seen_us < of_key->seen_us)
            of_key = session;
    }
    if (n >= SESSIONS_OF_KEY)
        return of_key->peer;
    return sessions->n == SESSIONS_MAX ? of_all->peer : 0;
}

const struct session *
sessions_touch(struct sessions *sessions, const struct sighting *seen,
               uint64_t *gone)
{
    size_t at = seek(sessions, seen->routing);
    struct session *session;

    *gone = 0;
    if (sessions->index[at] != 0) {
        size_t slot = sessions->index[at] - 1;

        session = &sessions->slots[slot];
        if (session->key != seen->key) {
            *gone = session->peer;
            session->peer = next_handle(sessions, slot);
        }
    } else {
        size_t slot;

        *gone = oldest(sessions, seen->key);
        if (*gone != 0) {
            sessions_forget(sessions, *gone);
            at = seek(sessions, seen->routing);
        }
        slot = sessions->free_n > 0 ? sessions->free_slots[--sessions->free_n]
                                    : sessions->used_n++;
        sessions->n++;
        sessions->index[at] = (uint32_t)slot + 1;
        session = &sessions->slots[slot];
        session->peer = next_handle(sessions, slot);
        memcpy(session->routing, seen->routing, ROUTING_BYTES);
    }
    session->key = seen->key;
    session->srcfd = seen->srcfd;
    session->seen_us = seen->now_us;
    return session;
}

const struct session *
sessions_find(const struct sessions *sessions, uint64_t peer)
{
    const struct session *session = &sessions->slots[slot_of(peer)];

    return peer != 0 && session->peer == peer ? session : NULL;
}

/* Takes a place out of the index and closes the gap, so that probing never
 * meets a hole in front of what it seeks. */
static void
unindex(struct sessions *sessions, size_t hole)
{
    size_t at = hole;

    for (;;) {
        at = (at + 1) & INDEX_MASK;
        if (sessions->index[at] == 0)
            break;

        size_t home =
            home_of(sessions, sessions->slots[sessions->index[at] - 1].routing);

        /* May it move back to the hole without passing its home? */
        if (((at - home) & INDEX_MASK) >= ((at - hole) & INDEX_MASK)) {
            sessions->index[hole] = sessions->index[at];
            hole = at;
        }
    }
    sessions->index[hole] = 0;
}

void
sessions_forget(struct sessions *sessions, uint64_t peer)
{
    struct session *session = &sessions->slots[slot_of(peer)];

    if (sessions_find(sessions, peer) == NULL)
        return;
    unindex(sessions, seek(sessions, session->routing));
    session->peer = 0;
    sessions->free_slots[sessions->free_n++] = (uint16_t)slot_of(peer);
    sessions->n--;
}

size_t
sessions_count(const struct sessions *sessions)
{
    return sessions->n;
}

const struct session *
sessions_next(const struct sessions *sessions, size_t *cursor)
{
    while (*cursor < sessions->used_n) {
        const struct session *session = &sessions->slots[(*cursor)++];

        if (session->peer != 0)
            return session;
    }
    return NULL;
}
