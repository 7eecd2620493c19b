/* init_text -- the texts of a new installation: settings with its paths, and
 * the profile of a client. */
#ifndef INIT_TEXT_H
#define INIT_TEXT_H

#include <stddef.h>

#include "core/rc.h"

struct config;

/* init_text_config: the shipped loketd.yaml with the paths below dir and with
 * `listen` as its only endpoint, and what it means.  free() the text.
 * RC_INVALID: such settings are not valid, it was logged. */
MUST_USE enum rc init_text_config(char **text, size_t *n, struct config *config,
                                  const char *dir, const char *listen);

struct init_profile {
    const char *name;
    const char *server_key; /* Z85 */
    const struct config *config;
};

/* init_text_profile: profile.yaml of a client on this machine.  free() it.
 * RC_FATAL: no memory. */
MUST_USE enum rc init_text_profile(char **text, size_t *n,
                                   const struct init_profile *profile);

#endif
