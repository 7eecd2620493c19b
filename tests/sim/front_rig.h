/* front_rig -- a real front in a process of its own, with the test at both of
 * its sides: the desk's end of the channel and CURVE clients.  Everything
 * waits for events, bounded by RIG_WAIT_MS, never for time to pass. */
#ifndef FRONT_RIG_H
#define FRONT_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/config.h"
#include "core/people.h"
#include "sys/channel.h"

#define RIG_WAIT_MS   20000 /* a stuck test, not a slow one */
#define RIG_KEYS      4     /* key pairs made for every test */
#define RIG_CLIENTS   64
#define RIG_SEEN_MAX  65536
#define RIG_FRAME_MAX 256

/* One frame the desk saw. */
struct rig_seen {
    enum channel_type type;
    uint64_t peer;
    int64_t key;
    uint64_t tag; /* of a FRAME */
};

struct rig_client {
    void *socket; /* NULL: disconnected */
    void *monitor;
    size_t received;
};

struct rig {
    int fds[2]; /* desk's, front's; both stay open, as the supervisor does */
    struct channel *desk;
    pid_t front;
    struct front_settings settings;
    char dir[64];
    uint8_t public_keys[RIG_KEYS][32];
    uint8_t secret_keys[RIG_KEYS][32];
    struct principal_key keys[RIG_KEYS]; /* key i + 1 of organisation i + 1 */
    size_t listed_n;                     /* how many of them are listed */
    uint64_t instance;
    bool echo; /* the desk answers every FRAME with its own bytes */
    void *context;
    struct rig_client clients[RIG_CLIENTS];
    size_t clients_n;
    struct rig_seen *seen;
    size_t seen_n;
};

/* How a client differs from an honest one. */
struct rig_client_options {
    int key;                /* which pair */
    bool wrong_server;      /* expects another server */
    bool plain, null;       /* another mechanism than CURVE */
    const char *routing_id; /* announced; NULL: none */
    size_t routing_n;
    size_t endpoint;
    int sndhwm; /* 0: more than any test sends */
};

/* rig_open: makes keys and settings; rig_start starts a front on them and
 * answers its HELLO.  rig_main is for main(): runs front when this process
 * was started to be one. */
int rig_main(int argc, char **argv);
void rig_open(struct rig *rig);
void rig_spawn(struct rig *rig);
void rig_start(struct rig *rig);
void rig_close(struct rig *rig);

/* cmocka's setup and teardown: *state is a rig that is open. */
int rig_setup(void **state);
int rig_teardown(void **state);

/* The desk's side. */
void rig_put(struct rig *rig, const struct channel_frame *frame);
void rig_send_keys(struct rig *rig);
void rig_flush(struct rig *rig);
void rig_await_taken(struct rig *rig); /* front has read all it was sent */
size_t rig_receive(struct rig *rig);   /* what is there now; frames seen */
size_t rig_count(const struct rig *rig, enum channel_type type, int64_t key);
/* Waits until the desk has seen n frames of this type, of this key or any
 * (0); answers the last of them. */
struct rig_seen rig_await(struct rig *rig, enum channel_type type, int64_t key,
                          size_t n);

/* The clients' side. */
struct rig_client *rig_connect(struct rig *rig,
                               const struct rig_client_options *options);
void rig_disconnect(struct rig_client *client);
void rig_say(struct rig_client *client, const uint8_t *bytes, size_t n);
/* One message with the tag of its request and its oneof's field; the desk is
 * served meanwhile when rig is given. */
uint64_t rig_hear(struct rig *rig, struct rig_client *client, unsigned *body);
bool rig_hear_now(struct rig_client *client, uint64_t *tag, unsigned *body);
/* Waits for one of these ZMQ_EVENT_ bits. */
int rig_await_event(struct rig *rig, struct rig_client *client, int events);
/* A heartbeat there and its echo back. */
void rig_round_trip(struct rig *rig, struct rig_client *client, uint64_t tag);

/* Messages: answer the number of bytes written. */
size_t rig_heartbeat(uint8_t *out, uint64_t tag);
size_t rig_signal(uint8_t *out, uint64_t tag, bool danger_now);
size_t rig_referral(uint8_t *out, uint64_t tag);
size_t rig_malformed(uint8_t *out, uint64_t tag); /* an unknown field */

int64_t rig_now_ms(void);

#endif
