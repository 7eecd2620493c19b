/* sweep -- ends sessions whose key is no longer valid, with their
 * connection, and forgets those that are silent. */
#ifndef FRONT_SWEEP_H
#define FRONT_SWEEP_H

struct front;
struct session;

/* sweep_sessions: all of them; on every new list of keys and on a timer that
 * finds what expires by itself.  cost: O(sessions log keys) */
void sweep_sessions(struct front *front);

/* sweep_end: forget one session and tell the desk. */
void sweep_end(struct front *front, const struct session *session);

/* sweep_cut: shut down the connection behind a descriptor that libzmq owns.
 * It may be another peer's by now, who then just connects again. */
void sweep_cut(int srcfd);

#endif
