/* From a Submit to its receipt: accepted means committed, sent twice means
 * accepted once, and an answer looks at the message alone. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "store/alerts.h"
#include "store/store.h"

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_forget(trial);
    *state = trial;
    return 0;
}

static int64_t
messages(struct trial *trial)
{
    struct store_counts counts;
    struct store *store = NULL;

    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_READ),
                     RC_OK);
    assert_int_equal(store_count(store, &counts), RC_OK);
    store_close(store);
    return counts.messages;
}

static void
expect_refused(json_t *answer, const char *code, const char *field)
{
    json_t *refusal = trial_body(answer, "refusal");
    json_t *finding = json_array_get(json_object_get(refusal, "findings"), 0);

    assert_string_equal(trial_text(refusal, "code"), code);
    assert_string_equal(trial_text(finding, "field"), field);
}

static void
test_hello_comes_first(void **state)
{
    struct trial *trial = *state;
    json_t *answer = trial_ask(
        trial, CARE, "submit",
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 12, "")));

    expect_refused(answer, "not_greeted", "");
    trial_hello(trial, CARE);
    trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 12, ""));
}

static void
test_versions_must_meet(void **state)
{
    struct trial *trial = *state;

    expect_refused(trial_ask(trial, CARE, "hello",
                             json_pack("{s:i, s:i}", "protocol_min", 2,
                                       "protocol_max", 3)),
                   "version", "");
}

static void
test_replay_gives_the_first_receipt(void **state)
{
    struct trial *trial = *state;
    json_t *body =
        trial_submit_body(trial, "referral", trial_referral("no", "no"));
    json_t *again = json_deep_copy(body);
    json_t *first = json_deep_copy(
        trial_body(trial_ask(trial, POLICE, "submit", body), "receipt"));

    assert_int_equal(trial_number(first, "accepted_us"), TRIAL_START);
    assert_int_equal(strlen(trial_text(first, "receipt")), RECEIPT_BYTES - 1);
    trial_run(trial, 3 * MINUTE_US);

    json_t *second =
        trial_body(trial_ask(trial, POLICE, "submit", again), "receipt");

    assert_true(json_is_true(json_object_get(second, "replayed")));
    json_object_del(second, "replayed");
    assert_true(json_equal(first, second));
    assert_int_equal(messages(trial), 1);
    json_decref(first);
}

static void
test_same_id_other_content_is_a_conflict(void **state)
{
    struct trial *trial = *state;
    json_t *body =
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 12, ""));
    json_t *other = json_pack("{s:O, s:o}", "message_id",
                              json_object_get(body, "message_id"), "signal",
                              trial_signal("1099ZZ", 13, ""));

    trial_body(trial_ask(trial, POLICE, "submit", body), "receipt");

    json_t *answer = trial_ask(trial, POLICE, "submit", other);

    expect_refused(answer, "conflict", "message_id");
    assert_string_not_equal(
        trial_text(trial_body(answer, "refusal"), "message_id"), "");
    assert_int_equal(messages(trial), 1);
}

static void
test_an_id_belongs_to_its_organisation(void **state)
{
    struct trial *trial = *state;
    json_t *body =
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 12, ""));
    json_t *same = json_deep_copy(body);

    trial_hello(trial, CARE);
    trial_body(trial_ask(trial, POLICE, "submit", body), "receipt");

    json_t *receipt =
        trial_body(trial_ask(trial, CARE, "submit", same), "receipt");

    assert_null(json_object_get(receipt, "replayed"));
    assert_int_equal(messages(trial), 2);
}

static void
test_bad_field_is_named_and_nothing_stored(void **state)
{
    struct trial *trial = *state;
    json_t *signal = trial_signal("10 99", 12, "");

    expect_refused(trial_ask(trial, POLICE, "submit",
                             trial_submit_body(trial, "signal", signal)),
                   "invalid", "place.postcode");
    assert_int_equal(messages(trial), 0);
}

static void
test_only_submitters_submit(void **state)
{
    struct trial *trial = *state;

    trial_hello(trial, ANNA);
    expect_refused(trial_ask(trial, ANNA, "submit",
                             trial_submit_body(trial, "signal",
                                               trial_signal("1099ZZ", 12, ""))),
                   "denied", "");
    assert_int_equal(messages(trial), 0);
}

static void
test_many_are_one_commit(void **state)
{
    struct trial *trial = *state;

    for (int i = 0; i < 15; i++)
        free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE],
                        "submit",
                        trial_submit_body(trial, "signal",
                                          trial_signal("1099ZZ", 12, ""))));
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);
    assert_int_equal(messages(trial), 0);
    assert_int_equal(desk_commit(trial->desk), RC_OK);
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 15);
    assert_int_equal(messages(trial), 15);
}

static void
test_a_full_batch_commits_itself(void **state)
{
    struct trial *trial = *state;

    for (unsigned i = 0; i < trial->settings.batch_max + 1; i++)
        free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE],
                        "submit",
                        trial_submit_body(trial, "signal",
                                          trial_signal("1099ZZ", 12, ""))));
    assert_int_equal(trial_count(trial, trial_peer(POLICE)),
                     trial->settings.batch_max);
}

static void
test_the_same_twice_in_one_batch(void **state)
{
    struct trial *trial = *state;
    json_t *body =
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 12, ""));
    json_t *again = json_deep_copy(body);

    free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE], "submit",
                    body));
    free(trial_take(trial, trial_peer(POLICE), trial->keys[POLICE], "submit",
                    again));
    assert_int_equal(desk_commit(trial->desk), RC_OK);
    assert_int_equal(messages(trial), 1);

    json_t *first = trial_message(trial, trial_peer(POLICE), "receipt", 0);
    json_t *second = trial_message(trial, trial_peer(POLICE), "receipt", 1);

    assert_null(json_object_get(first, "replayed"));
    assert_true(json_is_true(json_object_get(second, "replayed")));
    assert_string_equal(trial_text(first, "receipt"),
                        trial_text(second, "receipt"));
}

/* What the old front brought is accepted before its peers are forgotten, so no
 * receipt goes to a number that the new front may give to somebody else. */
static void
test_a_new_front_starts_with_no_receipt_waiting(void **state)
{
    struct trial *trial = *state;
    const struct channel_frame hello = {.type = CHANNEL_HELLO, .peer = 77};

    free(trial_take(
        trial, trial_peer(POLICE), trial->keys[POLICE], "submit",
        trial_submit_body(trial, "signal", trial_signal("1099ZZ", 12, ""))));
    assert_int_equal(desk_take(trial->desk, &hello), RC_OK);
    assert_int_equal(messages(trial), 1);
    trial_forget(trial);
    assert_int_equal(desk_commit(trial->desk), RC_OK);
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);
}

static void
test_not_committed_is_not_accepted(void **state)
{
    struct trial *trial = *state;

    free(trial_take(
        trial, trial_peer(POLICE), trial->keys[POLICE], "submit",
        trial_submit_body(trial, "referral", trial_referral("yes", "yes"))));
    trial_crash(trial);
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);
    assert_int_equal(messages(trial), 0);
}

/* A version is answered alike whether or not its target exists. */
static void
test_no_answer_about_a_target(void **state)
{
    struct trial *trial = *state;
    char *receipt = strdup(trial_text(
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, "")),
        "receipt"));
    const char *const targets[] = {receipt, "S-00000000-0000000000000000",
                                   "no receipt at all"};
    char *first = NULL;

    for (size_t i = 0; i < 2; i++) {
        json_t *body = trial_submit_body(
            trial, "withdrawal", json_pack("{s:s}", "reason", "mistake"));

        json_object_set_new(body, "amends",
                            json_pack("{s:s, s:s}", "receipt", targets[i],
                                      "action", "withdraw"));

        json_t *answer =
            trial_body(trial_ask(trial, POLICE, "submit", body), "receipt");

        json_object_del(answer, "id");
        json_object_del(answer, "receipt");
        json_object_del(answer, "message_id");

        char *text = json_dumps(answer, JSON_SORT_KEYS);

        if (first == NULL)
            first = text;
        else {
            assert_string_equal(text, first);
            free(text);
        }
    }
    free(first);
    free(receipt);
}

static json_t *
status(struct trial *trial, enum trial_person person, const char *receipt,
       bool is_signed)
{
    return trial_ask(
        trial, person, "status",
        json_pack("{s:s, s:b}", "receipt", receipt, "signed", is_signed));
}

static void
test_the_receipt_is_the_key(void **state)
{
    struct trial *trial = *state;
    char *receipt = strdup(trial_text(
        trial_post(trial, POLICE, "advice",
                   json_pack("{s:s, s:s}", "about", "law", "text", "Wat nu?")),
        "receipt"));

    trial_hello(trial, CARE);

    json_t *body = trial_body(status(trial, CARE, receipt, false), "status");

    assert_string_equal(trial_text(body, "kind"), "advice");
    assert_string_equal(trial_text(body, "state"), "received");
    assert_int_equal(trial_number(body, "accepted_us"), TRIAL_START);

    /* one character of the code, then one of the id */
    for (size_t at = strlen(receipt) - 1; at > 2; at -= 17) {
        char *other = strdup(receipt);

        other[at] = other[at] == '7' ? '8' : '7';
        expect_refused(status(trial, CARE, other, false), "not_found", "");
        free(other);
        if (at < 17)
            break;
    }
    expect_refused(status(trial, CARE, "nonsense", false), "not_found", "");
    trial_run(trial, 2 * SECOND_US);
    body = trial_body(status(trial, POLICE, receipt, false), "status");
    assert_string_equal(trial_text(body, "state"), "forwarded");
    free(receipt);
}

static void
test_signed_receipt_verifies(void **state)
{
    struct trial *trial = *state;
    char *receipt = strdup(trial_text(
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, "")),
        "receipt"));
    json_t *body = trial_body(status(trial, POLICE, receipt, true), "status");
    json_t *proof = json_object_get(body, "signed_receipt");
    uint8_t text[600] = "loket-receipt-v1";
    uint8_t signature[64];
    uint8_t public_key[32];
    size_t n = 0;

    assert_non_null(proof);
    sodium_hex2bin(text + 16, sizeof text - 16, trial_text(proof, "statement"),
                   strlen(trial_text(proof, "statement")), NULL, &n, NULL);
    sodium_hex2bin(signature, 64, trial_text(proof, "signature"), 128, NULL,
                   NULL, NULL);
    sodium_hex2bin(public_key, 32, trial_text(proof, "public_key"), 64, NULL,
                   NULL, NULL);
    assert_memory_equal(public_key, trial->secrets.sign_public, 32);
    assert_int_equal(
        crypto_sign_verify_detached(signature, text, 16 + n, public_key), 0);
    text[20] ^= 1;
    assert_int_not_equal(
        crypto_sign_verify_detached(signature, text, 16 + n, public_key), 0);
    free(receipt);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_hello_comes_first),
        ROW(test_versions_must_meet),
        ROW(test_replay_gives_the_first_receipt),
        ROW(test_same_id_other_content_is_a_conflict),
        ROW(test_an_id_belongs_to_its_organisation),
        ROW(test_bad_field_is_named_and_nothing_stored),
        ROW(test_only_submitters_submit),
        ROW(test_many_are_one_commit),
        ROW(test_a_full_batch_commits_itself),
        ROW(test_the_same_twice_in_one_batch),
        ROW(test_a_new_front_starts_with_no_receipt_waiting),
        ROW(test_not_committed_is_not_accepted),
        ROW(test_no_answer_about_a_target),
        ROW(test_the_receipt_is_the_key),
        ROW(test_signed_receipt_verifies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
