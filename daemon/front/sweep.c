/* sweep -- see sweep.h */
#include "front/sweep.h"

#include <sys/socket.h>

#include "core/config.h"
#include "front/keyring.h"
#include "front/relay.h"
#include "front/sessions.h"
#include "front/state.h"
#include "sys/clock.h"

void
sweep_cut(int srcfd)
{
    int listens = 0;
    socklen_t n = sizeof listens;

    /* Descriptors are used again: the listening socket must not be hit.
     * Never close(): libzmq still thinks it owns the number. */
    if (srcfd < 0 ||
        getsockopt(srcfd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) != 0 ||
        listens != 0)
        return;
    (void)shutdown(srcfd, SHUT_RDWR);
}

void
sweep_end(struct front *front, const struct session *session)
{
    uint64_t peer = session->peer;

    sessions_forget(front->sessions, peer);
    front->counts.sessions_ended++;
    relay_gone(front, peer);
}

void
sweep_sessions(struct front *front)
{
    int64_t utc_us = clock_utc_us(front->clock);
    int64_t silent_us = clock_mono_us(front->clock) -
                        (int64_t)front->settings->idle_s * 1000000;
    const struct session *session;
    size_t cursor = 0;

    while ((session = sessions_next(front->sessions, &cursor)) != NULL) {
        if (keyring_by_key(front->keyring, session->key, utc_us) == NULL) {
            sweep_cut(session->srcfd);
            sweep_end(front, session);
        } else if (session->seen_us < silent_us) {
            sweep_end(front, session);
        }
    }
}
