/* profile -- who we are and which desk we talk to: a folder with
 *
 *   profile.yaml   server, server_key (Z85), name, fallback_telephone;
 *                  one `key: value` a line, values plain or quoted
 *   secret.key     ours, one Z85 line, 0600: a looser file is refused
 *   public.key     the same pair, to give to the operator
 *   telephone      whom to call, as the desk said last
 *   server.sign    the key that verifies signed receipts, as first seen
 *   outbox/ sent/ streams/ outbox.key   made when needed
 *
 * Default: $XDG_CONFIG_HOME/loket, else ~/.config/loket. */
#ifndef CLIENTS_PROFILE_H
#define CLIENTS_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"

struct secret;

#define PROFILE_PATH_BYTES      1024
#define PROFILE_ENDPOINT_BYTES  256
#define PROFILE_TELEPHONE_BYTES 24

struct profile {
    char folder[PROFILE_PATH_BYTES];
    char server[PROFILE_ENDPOINT_BYTES];
    uint8_t server_key[PUBLIC_KEY_BYTES];
    char name[NAME_BYTES];
    char fallback_telephone[PROFILE_TELEPHONE_BYTES];
    char desk_telephone[PROFILE_TELEPHONE_BYTES]; /* as the desk said last */
    uint8_t public_key[PUBLIC_KEY_BYTES];
    struct secret *secret;
    uint8_t receipt_key[PUBLIC_KEY_BYTES];
    bool has_receipt_key;
};

/* profile_folder: the folder an option names, or the default one, made
 * absolute nowhere; RC_INVALID: HOME is not set or the path is too long. */
MUST_USE enum rc profile_folder(const char *option,
                                char out[PROFILE_PATH_BYTES]);

/* profile_open: read and check it.  RC_INVALID: said on stderr, with what to
 * do about it.  The profile is large and holds a secret: it lives on the
 * heap.  profile_close(NULL) is allowed. */
MUST_USE enum rc profile_open(struct profile **out, const char *option);
void profile_close(struct profile *profile);

/* profile_path: "folder/name" into out; RC_INVALID: too long. */
MUST_USE enum rc profile_path(const struct profile *profile, const char *name,
                              char out[PROFILE_PATH_BYTES]);

/* profile_pin_receipt_key: keep the key of the first welcome.  RC_STALE: the
 * desk shows another one than it did then; the kept one stays. */
MUST_USE enum rc profile_pin_receipt_key(struct profile *profile,
                                         const uint8_t key[PUBLIC_KEY_BYTES]);

/* profile_keep_telephone: what the desk says, for when it is silent. */
void profile_keep_telephone(struct profile *profile, const char *telephone);

#define OUTBOX_KEY_BYTES 32

/* profile_outbox_key: the secret that names files of the outbox, made when it
 * is not there.  RC_INVALID: the file is damaged; RC_FATAL: errno says why. */
MUST_USE enum rc profile_outbox_key(const struct profile *profile,
                                    uint8_t key[OUTBOX_KEY_BYTES]);

/* profile_write_settings: a new profile.yaml.  RC_DUP: there is one. */
MUST_USE enum rc profile_write_settings(const struct profile *profile);

#endif
