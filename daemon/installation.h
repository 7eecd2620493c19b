/* installation -- what a desk is made of on disk beside its database:
 * settings, keys and the machine's zone data, read and checked as a whole. */
#ifndef INSTALLATION_H
#define INSTALLATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/config.h"
#include "core/rc.h"
#include "core/zone.h"

struct desk_secrets;
struct file_findings;
struct secret;
struct vault;

/* Names inside $CREDENTIALS_DIRECTORY, where each is looked for first, or else
 * paths.keys. */
#define KEY_CURVE_SECRET "curve.secret"
#define KEY_CURVE_PUBLIC "curve.public"
#define KEY_STORAGE      "storage.key"
#define KEY_RECEIPT_SIGN "receipt-sign.secret"
#define KEY_EPOCHS       "epochs.keys"

struct installation {
    struct config config; /* with the public CURVE key, not the secret one */
    struct zone zone;
    bool zone_read;
    struct secret *curve;   /* X25519 */
    struct secret *storage; /* the desk's other keys are derived from it */
    struct secret *sign;    /* seed of the Ed25519 key of receipts */
    struct vault *vault;    /* the epoch keys */
};

/* installation_read: everything that config_path names.
 * RC_INVALID: findings tell everything that is wrong, in every file. */
MUST_USE enum rc installation_read(struct installation **out,
                                   const char *config_path,
                                   struct file_findings *findings);

/* installation_key_path: where a key is read from; true: it is given as a
 * credential. */
bool installation_key_path(char *out, size_t out_bytes,
                           const struct config *config, const char *name);

/* installation_look: the same for whoever only looks: *out is what could be
 * read in spite of the findings, with an empty config.desk.state_dir and no
 * zone where they could not; NULL without memory. */
MUST_USE enum rc installation_look(struct installation **out,
                                   const char *config_path,
                                   struct file_findings *findings);

/* installation_close: wipes; NULL is allowed. */
void installation_close(struct installation *installation);

/* Keys that are derived from the storage key, by numbers under one context
 * ("loketkdf"): never reused, never renumbered. */
enum derived_key {
    DERIVED_PUBLIC_ID = 1,
    DERIVED_RECEIPT = 2,
    DERIVED_DIGEST = 3,
    DERIVED_LINK = 4,
    DERIVED_AUDIT = 6,
    DERIVED_BACKUP_ORIGIN = 32,
    DERIVED_BACKUP_BLOCK = 33
};

/* installation_derive_key: one of them, of n bytes.
 * installation_derive: all that the desk has. */
void installation_derive_key(uint8_t *out, size_t n, enum derived_key number,
                             const struct secret *storage);
void installation_derive(const struct installation *installation,
                         struct desk_secrets *out);

#endif
