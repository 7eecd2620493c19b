/* Proof of acceptance holds for one message and one desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "clients/signed_receipt.h"
#include "core/refusal.h"
#include "wire/json.h"

#define MESSAGE_ID "000102030405060708090a0b0c0d0e0f"
#define PURPOSE    "loket-receipt-v1"

struct proof {
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
    json_t *receipt;
};

static json_t *
submit_of(const char *text)
{
    return json_pack("{s:{s:s, s:s}}", "advice", "about", "law", "text", text);
}

static void
encode(const char *type, json_t *object, uint8_t *out, size_t cap, size_t *n)
{
    struct refusal why = {.n = 0};

    assert_int_equal(json_to_wire(type, object, out, cap, n, &why), RC_OK);
    json_decref(object);
}

static json_t *
hex(const uint8_t *bytes, size_t n)
{
    char text[1024];

    assert_non_null(sodium_bin2hex(text, sizeof text, bytes, n));
    return json_string(text);
}

/* As the desk makes it, for one message. */
static void
proof_make(struct proof *proof, const char *text, const char *purpose)
{
    uint8_t submit[512];
    uint8_t digest[32];
    uint8_t signed_bytes[512];
    uint8_t signature[64];
    size_t n = 0;
    json_t *object = submit_of(text);

    (void)json_object_set_new(object, "message_id", json_string(MESSAGE_ID));
    encode("Submit", object, submit, sizeof submit, &n);
    (void)crypto_generichash(digest, sizeof digest, submit, n, NULL, 0);
    memcpy(signed_bytes, purpose, 16);
    encode("ReceiptStatement",
           json_pack("{s:s, s:s, s:o}", "id", "A-00000000", "message_id",
                     MESSAGE_ID, "digest", hex(digest, sizeof digest)),
           signed_bytes + 16, sizeof signed_bytes - 16, &n);
    assert_int_equal(crypto_sign_keypair(proof->public_key, proof->secret_key),
                     0);
    (void)crypto_sign_detached(signature, NULL, signed_bytes, 16 + n,
                               proof->secret_key);
    proof->receipt =
        json_pack("{s:o, s:o, s:o}", "statement", hex(signed_bytes + 16, n),
                  "signature", hex(signature, sizeof signature), "public_key",
                  hex(proof->public_key, sizeof proof->public_key));
}

static void
test_a_real_one_about_this_message(void **state)
{
    struct proof proof;
    json_t *statement = NULL;
    json_t *submit = submit_of("one");
    json_t *status;

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    assert_int_equal(
        signed_receipt_verify(proof.receipt, proof.public_key, &statement),
        RC_OK);
    assert_int_equal(signed_receipt_matches(statement, submit), RC_OK);
    json_decref(statement);
    /* Inside a Status, as --json prints it, too. */
    status = json_pack("{s:O}", "signed_receipt", proof.receipt);
    assert_int_equal(
        signed_receipt_verify(status, proof.public_key, &statement), RC_OK);
    json_decref(status);
    json_decref(statement);
    json_decref(submit);
    json_decref(proof.receipt);
}

static void
test_another_message_does_not_match(void **state)
{
    struct proof proof;
    json_t *statement = NULL;
    json_t *submit = submit_of("two");

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    assert_int_equal(
        signed_receipt_verify(proof.receipt, proof.public_key, &statement),
        RC_OK);
    assert_int_equal(signed_receipt_matches(statement, submit), RC_NOT_FOUND);
    json_decref(statement);
    json_decref(submit);
    json_decref(proof.receipt);
}

static void
test_every_changed_byte_is_found(void **state)
{
    struct proof proof;
    json_t *statement = NULL;
    const char *text;
    size_t n;

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    text = json_string_value(json_object_get(proof.receipt, "statement"));
    n = strlen(text);
    for (size_t i = 0; i < n; i++) {
        char changed[1024];
        json_t *receipt = json_copy(proof.receipt);

        memcpy(changed, text, n + 1);
        changed[i] = changed[i] == '0' ? '1' : '0';
        (void)json_object_set_new(receipt, "statement", json_string(changed));
        assert_int_equal(
            signed_receipt_verify(receipt, proof.public_key, &statement),
            RC_NOT_FOUND);
        json_decref(receipt);
    }
    json_decref(proof.receipt);
}

static void
test_another_desk_or_another_purpose_is_found(void **state)
{
    struct proof proof;
    struct proof other;
    json_t *statement = NULL;

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    proof_make(&other, "one", "something-else-1");
    assert_int_equal(
        signed_receipt_verify(proof.receipt, other.public_key, &statement),
        RC_STALE);
    assert_int_equal(
        signed_receipt_verify(other.receipt, other.public_key, &statement),
        RC_NOT_FOUND);
    json_decref(proof.receipt);
    json_decref(other.receipt);
}

/* Its signature covers what we pass over. */
static void
test_a_newer_desk_says_more_in_its_proof(void **state)
{
    static const uint8_t statement[] = {
        'l', 'o', 'k', 'e', 't',  '-', 'r', 'e',  'c', 'e', 'i', 'p',
        't', '-', 'v', '1', 0x0a, 1,   'A', 0xfa, 1,   1,   0xff};
    struct proof proof;
    uint8_t signature[64];
    json_t *read = NULL;

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    (void)crypto_sign_detached(signature, NULL, statement, sizeof statement,
                               proof.secret_key);
    (void)json_object_set_new(proof.receipt, "statement",
                              hex(statement + 16, sizeof statement - 16));
    (void)json_object_set_new(proof.receipt, "signature",
                              hex(signature, sizeof signature));
    assert_int_equal(
        signed_receipt_verify(proof.receipt, proof.public_key, &read), RC_OK);
    assert_string_equal(json_string_value(json_object_get(read, "id")), "A");
    json_decref(read);
    json_decref(proof.receipt);
}

static void
test_what_is_not_well_formed_is_refused(void **state)
{
    static const char *const members[] = {"statement", "signature",
                                          "public_key"};
    struct proof proof;
    json_t *statement = NULL;

    (void)state;
    proof_make(&proof, "one", PURPOSE);
    for (size_t i = 0; i < 3; i++) {
        json_t *receipt = json_copy(proof.receipt);

        (void)json_object_set_new(receipt, members[i], json_string("0g"));
        assert_int_equal(
            signed_receipt_verify(receipt, proof.public_key, &statement),
            RC_INVALID);
        (void)json_object_del(receipt, members[i]);
        assert_int_not_equal(
            signed_receipt_verify(receipt, proof.public_key, &statement),
            RC_OK);
        json_decref(receipt);
    }
    json_decref(proof.receipt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_real_one_about_this_message),
        cmocka_unit_test(test_another_message_does_not_match),
        cmocka_unit_test(test_every_changed_byte_is_found),
        cmocka_unit_test(test_another_desk_or_another_purpose_is_found),
        cmocka_unit_test(test_a_newer_desk_says_more_in_its_proof),
        cmocka_unit_test(test_what_is_not_well_formed_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
