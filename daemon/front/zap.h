/* zap -- answers libzmq's question "may this key in?" (RFC 27), in the loop
 * like any other socket.  The answer's User-Id is the key's identity. */
#ifndef FRONT_ZAP_H
#define FRONT_ZAP_H

#include <stdint.h>

#include "core/rc.h"

#define ZAP_DOMAIN "loket"

struct clock;
struct event_base;
struct keyring;
struct pulse;
struct zap;

struct zap_options {
    void *context; /* all borrowed */
    struct event_base *base;
    const struct keyring *keyring;
    const struct clock *clock;
    struct pulse *pulse; /* told whose handshake it is; NULL: nobody */
};

/* zap_open: to be opened before any socket that asks.  Answers 200 to a key
 * that is valid, 400 to any other, which libzmq's clients take for good, and
 * 300, try later, while no list of keys has arrived. */
MUST_USE enum rc zap_open(struct zap **out, const struct zap_options *options);
void zap_close(struct zap *zap);

/* zap_user_key: the key identity of a User-Id; 0: not one of ours. */
int64_t zap_user_key(const char *user_id);

#endif
