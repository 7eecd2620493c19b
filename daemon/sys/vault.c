/* Sealing with libsodium. */
#include "sys/vault.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "sys/bytes.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NUMBERS     (2 + VAULT_ROWS_MAX)
#define PLACE_BYTES (VAULT_DOMAIN_BYTES + NUMBERS * 8)

_Static_assert(NONCE_BYTES + TAG_BYTES == VAULT_SEALED_BYTES,
               "what sealing adds");
_Static_assert(VAULT_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "keys of the cipher");

static const char wrap_domain[] = "record key";
static const char handle_domain[] = "handle";

/* Of fixed size and order: no two places have the same bytes. */
static void
write_place(uint8_t out[PLACE_BYTES], const struct vault_place *place)
{
    size_t n = strlen(place->domain);
    uint8_t *at = out + VAULT_DOMAIN_BYTES;

    assert(n <= VAULT_DOMAIN_BYTES);
    memset(out, 0, VAULT_DOMAIN_BYTES);
    memcpy(out, place->domain, n);
    bytes_put(at, (uint64_t)place->record.kind, 8);
    bytes_put(at + 8, (uint64_t)place->record.ref, 8);
    for (size_t i = 0; i < VAULT_ROWS_MAX; i++)
        bytes_put(at + 16 + i * 8, (uint64_t)place->rows[i], 8);
}

static void
draw(struct vault_random *random, uint8_t *out, size_t n)
{
    uint8_t *from;

    assert(n <= sizeof random->bytes);
    if (random->left < n) {
        randombytes_buf(random->bytes, sizeof random->bytes);
        random->left = sizeof random->bytes;
    }
    from = random->bytes + sizeof random->bytes - random->left;
    memcpy(out, from, n);
    sodium_memzero(from, n);
    random->left -= n;
}

static void
seal(struct vault_random *random, const uint8_t key[VAULT_KEY_BYTES],
     const struct vault_place *place, struct vault_plain plain, uint8_t *out)
{
    uint8_t where[PLACE_BYTES];

    write_place(where, place);
    draw(random, out, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + NONCE_BYTES, NULL, plain.bytes, plain.n, where, sizeof where,
        NULL, out, key);
}

static enum rc
unseal(const uint8_t key[VAULT_KEY_BYTES], const struct vault_place *place,
       const uint8_t *sealed, size_t n, uint8_t *out)
{
    uint8_t where[PLACE_BYTES];

    if (n < VAULT_SEALED_BYTES)
        return RC_INVALID;
    write_place(where, place);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, NULL, NULL, sealed + NONCE_BYTES, n - NONCE_BYTES, where,
            sizeof where, sealed, key) != 0)
        return RC_INVALID;
    return RC_OK;
}

enum rc
vault_add(struct vault *vault, int64_t now_s)
{
    struct vault_epoch *epoch = NULL;

    if (vault->n >= VAULT_EPOCHS_MAX)
        return RC_INVALID;
    epoch = &vault->epochs[vault->n];
    epoch->number = vault_newest(vault) + 1;
    epoch->made_s = now_s;
    randombytes_buf(epoch->key, sizeof epoch->key);
    vault->n++;
    return RC_OK;
}

enum rc
vault_drop(struct vault *vault, uint32_t number)
{
    size_t at = 0;

    while (at < vault->n && vault->epochs[at].number != number)
        at++;
    if (at == vault->n)
        return RC_NOT_FOUND;
    if (at == vault->n - 1)
        return RC_INVALID;
    memmove(&vault->epochs[at], &vault->epochs[at + 1],
            (vault->n - at - 1) * sizeof vault->epochs[0]);
    vault->n--;
    sodium_memzero(&vault->epochs[vault->n], sizeof vault->epochs[0]);
    return RC_OK;
}

uint32_t
vault_newest(const struct vault *vault)
{
    return vault->n == 0 ? 0 : vault->epochs[vault->n - 1].number;
}

bool
vault_has(const struct vault *vault, int64_t number)
{
    for (size_t i = 0; i < vault->n; i++)
        if (vault->epochs[i].number == number)
            return true;
    return false;
}

void
vault_key_make(struct vault_random *random, struct vault_key *out)
{
    draw(random, out->bytes, sizeof out->bytes);
}

void
vault_key_wipe(struct vault_key *key)
{
    sodium_memzero(key, sizeof *key);
}

/* The number of the epoch need not be authenticated: another one has another
 * key. */
static struct vault_place
place_of_key(struct vault_record record)
{
    return (struct vault_place){.domain = wrap_domain, .record = record};
}

void
vault_wrap(const struct vault *vault, struct vault_random *random,
           struct vault_record record, const struct vault_key *key,
           uint8_t wrapped[VAULT_WRAPPED_BYTES])
{
    const struct vault_place place = place_of_key(record);

    assert(vault->n > 0);
    seal(random, vault->epochs[vault->n - 1].key, &place,
         (struct vault_plain){key->bytes, sizeof key->bytes}, wrapped);
}

enum rc
vault_unwrap(const struct vault *vault, uint32_t epoch,
             struct vault_record record,
             const uint8_t wrapped[VAULT_WRAPPED_BYTES], struct vault_key *out)
{
    const struct vault_place place = place_of_key(record);

    for (size_t i = vault->n; i > 0; i--)
        if (vault->epochs[i - 1].number == epoch)
            return unseal(vault->epochs[i - 1].key, &place, wrapped,
                          VAULT_WRAPPED_BYTES, out->bytes);
    return RC_NOT_FOUND;
}

void
vault_seal(struct vault_random *random, const struct vault_key *key,
           const struct vault_place *place, struct vault_plain plain,
           uint8_t *out)
{
    seal(random, key->bytes, place, plain, out);
}

enum rc
vault_open(const struct vault_key *key, const struct vault_place *place,
           const uint8_t *sealed, size_t n, uint8_t *out)
{
    return unseal(key->bytes, place, sealed, n, out);
}

void
vault_handle(const struct vault_key *key, struct vault_record record,
             uint8_t out[VAULT_HANDLE_BYTES])
{
    const struct vault_place place = {.domain = handle_domain,
                                      .record = record};
    uint8_t where[PLACE_BYTES];

    write_place(where, &place);
    (void)crypto_generichash(out, VAULT_HANDLE_BYTES, where, sizeof where,
                             key->bytes, sizeof key->bytes);
}

void
vault_hash(const struct vault_key *key, const char *domain, const char *text,
           char hex[VAULT_HANDLE_BYTES * 2 + 1])
{
    crypto_generichash_state state;
    uint8_t hash[VAULT_HANDLE_BYTES];
    const struct vault_place place = {.domain = domain};
    uint8_t where[PLACE_BYTES];

    write_place(where, &place);
    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes,
                                  sizeof hash);
    (void)crypto_generichash_update(&state, where, sizeof where);
    (void)crypto_generichash_update(&state, (const uint8_t *)text,
                                    strlen(text));
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    (void)sodium_bin2hex(hex, sizeof hash * 2 + 1, hash, sizeof hash);
    sodium_memzero(&state, sizeof state);
}
