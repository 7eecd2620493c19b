/* router -- the one public socket: a CURVE ROUTER with every limit set, bound
 * to the settings' endpoints.
 *
 * When the process runs out of descriptors libzmq's I/O thread would try to
 * accept without end; the router then unbinds, which also closes what is
 * connected, and binds again a second later. */
#ifndef FRONT_ROUTER_H
#define FRONT_ROUTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct event_base;
struct front_settings;
struct router;

struct router_options {
    void *context; /* all borrowed */
    struct event_base *base;
    const struct front_settings *settings;
};

/* router_open: a socket that is not bound yet; ZAP must be there already. */
MUST_USE enum rc router_open(struct router **out,
                             const struct router_options *options);
void router_close(struct router *router);

/* router_bind: to all endpoints, or RC_FATAL, logged. */
MUST_USE enum rc router_bind(struct router *router);

void *router_socket(const struct router *router);

/* router_send: one message, padded (wire/padding.h), to the peer behind a
 * routing id, never blocking.
 * RC_AGAIN: the peer is slow, the frame is dropped; RC_NOT_FOUND: there is
 * no such peer any more. */
MUST_USE enum rc router_send(struct router *router, const uint8_t *routing,
                             const void *bytes, size_t n);

#endif
