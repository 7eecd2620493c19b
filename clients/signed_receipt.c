/* signed_receipt -- see signed_receipt.h */
#include "signed_receipt.h"

#include <sodium.h>
#include <string.h>

#include "core/refusal.h"
#include "core/reply.h"
#include "output.h"
#include "wire/json.h"
#include "wire/precheck.h"

#define PURPOSE         "loket-receipt-v1"
#define STATEMENT_BYTES 512

static enum rc
bytes_read(const json_t *object, const char *name, uint8_t *out, size_t cap,
           size_t *n)
{
    const char *hex = object_text(object, name);

    return sodium_hex2bin(out, cap, hex, strlen(hex), NULL, n, NULL) == 0
               ? RC_OK
               : RC_INVALID;
}

enum rc
signed_receipt_verify(const json_t *receipt,
                      const uint8_t key[PUBLIC_KEY_BYTES], json_t **statement)
{
    const json_t *inner = json_object_get(receipt, "signed_receipt");
    uint8_t text[sizeof PURPOSE - 1 + STATEMENT_BYTES];
    uint8_t *bytes = text + sizeof PURPOSE - 1;
    uint8_t signature[SIGNATURE_BYTES];
    uint8_t public_key[PUBLIC_KEY_BYTES];
    size_t bytes_n = 0;
    size_t signature_n = 0;
    size_t key_n = 0;

    if (inner != NULL)
        receipt = inner;
    memcpy(text, PURPOSE, sizeof PURPOSE - 1);
    if (bytes_read(receipt, "statement", bytes, STATEMENT_BYTES, &bytes_n) !=
            RC_OK ||
        bytes_read(receipt, "signature", signature, sizeof signature,
                   &signature_n) != RC_OK ||
        bytes_read(receipt, "public_key", public_key, sizeof public_key,
                   &key_n) != RC_OK ||
        signature_n != sizeof signature || key_n != sizeof public_key)
        return RC_INVALID;
    if (memcmp(public_key, key, sizeof public_key) != 0)
        return RC_STALE;
    if (crypto_sign_verify_detached(signature, text,
                                    sizeof PURPOSE - 1 + bytes_n, key) != 0)
        return RC_NOT_FOUND;
    return json_from_wire("ReceiptStatement", bytes, bytes_n, statement);
}

enum rc
signed_receipt_matches(const json_t *statement, json_t *submit)
{
    struct refusal why = {.n = 0};
    uint8_t bytes[FRAME_MAX_BYTES];
    uint8_t digest[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];
    size_t n = 0;

    if (json_object_set(submit, "message_id",
                        json_object_get(statement, "message_id")) != 0 ||
        json_to_wire("Submit", submit, bytes, sizeof bytes, &n, &why) != RC_OK)
        return RC_NOT_FOUND;
    (void)crypto_generichash(digest, sizeof digest, bytes, n, NULL, 0);
    (void)sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    return strcmp(hex, object_text(statement, "digest")) == 0 ? RC_OK
                                                              : RC_NOT_FOUND;
}
