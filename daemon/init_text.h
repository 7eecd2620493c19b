/* init_text -- the texts of a new installation: settings with its paths, and
 * the profile of a client. */
#ifndef INIT_TEXT_H
#define INIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"

struct config;

/* init_text_config: the shipped loketd.yaml with the paths below dir and with
 * `listen` as its only endpoint, and what it means.  free() the text.
 * RC_INVALID: such settings are not valid, it was logged. */
MUST_USE enum rc init_text_config(char **text, size_t *n, struct config *config,
                                  const char *dir, const char *listen);

/* Settings that go to another place. */
struct init_places {
    const char *from; /* their text */
    size_t from_n;
    const char *dir;    /* whose state/ and keys/ they name from now on */
    const char *listen; /* the only endpoint; NULL: as it was */
    bool all;           /* the folders of backups too */
};

/* init_text_moved: the same of any settings, as far as each place stands on a
 * line of its own as in the shipped file; config tells what came of it. */
MUST_USE enum rc init_text_moved(char **text, size_t *n, struct config *config,
                                 const struct init_places *places);

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
