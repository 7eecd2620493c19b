/* Keys: who may speak follows the list of partners at once. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/vault.h"
#include "desk/state.h"
#include "store/people.h"
#include "store/sqlite/sql.h"
#include "store/store.h"
#include "trial_documents.h"

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_attach(trial, POLICE, "inbox", 0);
    trial_hello(trial, OPERATOR);
    trial_tick(trial);
    *state = trial;
    return 0;
}

/* Frames of that type, and of CHANNEL_KEY those with that key. */
static size_t
frames(struct trial *trial, enum channel_type type, int64_t key)
{
    size_t found = 0;
    size_t i;
    json_t *kept;

    json_array_foreach(trial->sent, i, kept) found +=
        trial_number(kept, "type") == (int64_t)type &&
        (key == 0 || trial_number(kept, "key") == key);
    return found;
}

static json_t *
ask(struct trial *trial, const char *kind, json_t *body, const char *answer)
{
    trial_forget(trial);
    return trial_body(trial_ask(trial, OPERATOR, kind, body), answer);
}

static json_t *
one_partner(json_t *partners)
{
    json_t *list = json_object_get(partners, "partners");

    assert_int_equal(json_array_size(list), 1);
    return json_array_get(list, 0);
}

static const char *
key_text(char out[65], int byte)
{
    for (int i = 0; i < 32; i++)
        snprintf(out + 2 * i, 3, "%02x", (unsigned)byte);
    return out;
}

static void
test_a_new_front_gets_ready_and_all_keys(void **state)
{
    struct trial *trial = *state;

    trial_forget(trial);
    trial_crash(trial);
    trial_open(trial);
    assert_int_equal(trial_number(json_array_get(trial->sent, 0), "type"),
                     CHANNEL_READY);
    assert_int_equal(trial_number(json_array_get(trial->sent, 0), "peer"), 77);
    assert_int_equal(trial_number(json_array_get(trial->sent, 1), "type"),
                     CHANNEL_KEYS_BEGIN);
    assert_int_equal(frames(trial, CHANNEL_KEY, 0), TRIAL_PEOPLE);
    assert_int_equal(
        trial_number(json_array_get(trial->sent, TRIAL_PEOPLE + 2), "type"),
        CHANNEL_KEYS_END);
}

/* Whoever was connected to the old front is nobody to the new one. */
static void
test_a_new_front_knows_nobody(void **state)
{
    const struct channel_frame hello = {.type = CHANNEL_HELLO, .peer = 78};
    struct trial *trial = *state;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    assert_int_equal(desk_take(trial->desk, &hello), RC_OK);
    trial_forget(trial);
    trial_run(trial, 10 * SECOND_US);
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);

    json_t *refusal = trial_body(
        trial_ask(trial, POLICE, "heartbeat", json_object()), "refusal");

    assert_string_equal(trial_text(refusal, "code"), "not_greeted");
}

static void
test_gone_is_forgotten(void **state)
{
    struct trial *trial = *state;

    assert_int_equal(
        desk_take(trial->desk,
                  &(struct channel_frame){.type = CHANNEL_GONE,
                                          .peer = trial_peer(POLICE)}),
        RC_OK);
    trial_forget(trial);
    trial_run(trial, 10 * SECOND_US);
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);
}

static void
test_revoked_is_over_at_once(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));

    json_t *partners = ask(trial, "partner_revoke",
                           json_pack("{s:s}", "name", "police-1"), "partners");
    json_t *key =
        json_array_get(json_object_get(one_partner(partners), "keys"), 0);

    assert_int_equal(trial_number(key, "revoked_us"), TRIAL_START);
    assert_int_equal(frames(trial, CHANNEL_KEYS_BEGIN, 0), 1);
    assert_int_equal(frames(trial, CHANNEL_KEYS_END, 0), 1);
    assert_int_equal(frames(trial, CHANNEL_KEY, 0), TRIAL_PEOPLE - 1);
    assert_int_equal(frames(trial, CHANNEL_KEY, trial->keys[POLICE]), 0);
    trial_forget(trial);
    /* neither its requests nor what is pushed, on the line that is up */
    trial_run(trial, 10 * SECOND_US);
    assert_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
    assert_int_equal(trial_count(trial, trial_peer(POLICE)), 0);
}

static void
test_a_key_ends_by_itself(void **state)
{
    struct trial *trial = *state;
    char text[65];
    json_t *partner = one_partner(
        ask(trial, "partner_rotate",
            json_pack("{s:s, s:s, s:I}", "name", "police-1", "public_key",
                      key_text(text, 99), "old_valid_to_us",
                      (json_int_t)(TRIAL_START + 10 * SECOND_US)),
            "partners"));

    assert_int_equal(json_array_size(json_object_get(partner, "keys")), 2);
    assert_int_equal(frames(trial, CHANNEL_KEY, 0), TRIAL_PEOPLE + 1);
    trial_run(trial, 9 * SECOND_US);
    assert_non_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
    trial_run(trial, SECOND_US);
    assert_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
}

/* erik is on call, alone, and his only key ends in ten seconds. */
static void
put_erik_on_call(struct trial *trial)
{
    struct enrolment erik = {
        .organisation = "acm",
        .organisation_kind = ORGANISATION_ACM,
        .name = "erik",
        .kind = PRINCIPAL_PERSON,
        .roles = ROLE_BIT(ROLE_COORDINATOR),
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_from_us = TRIAL_START - MINUTE_US,
        .valid_to_us = TRIAL_START + 10 * SECOND_US,
    };
    struct store *store = NULL;
    int64_t principal = 0;

    memset(erik.public_key, 60, PUBLIC_KEY_BYTES);
    trial_crash(trial);
    assert_int_equal(store_open(&store, trial->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    assert_int_equal(people_add(store, &erik, 0, TRIAL_START, &principal),
                     RC_OK);
    store_close(store);
    trial_documents_change(
        trial, "persons",
        "persons:\n"
        "  - {name: erik, duties: [coordinator], contacts: [loket]}\n"
        "  - {name: carla, duties: [coordinator], contacts: [loket]}\n");
    trial_documents_change(
        trial, "rosters",
        "rosters:\n"
        "  - name: primary\n"
        "    zone: Europe/Amsterdam\n"
        "    layers:\n"
        "      - rotation: {anchor: 2026-11-21, handover: \"10:00\","
        " period_days: 1, people: [erik]}\n");
    trial_open(trial);
}

/* Nobody told the desk, and yet it knows: carla is called in his place. */
static void
test_whose_key_has_ended_is_passed_over_at_once(void **state)
{
    struct trial *trial = *state;

    put_erik_on_call(trial);
    trial_hello(trial, POLICE);
    trial_hello(trial, CARLA);
    trial_attach(trial, CARLA, "inbox", 0);
    trial_run(trial, 9 * SECOND_US);
    trial_forget(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    trial_run(trial, SECOND_US);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, CARLA), 1);
}

/* Counts down what the database does, and then fails it. */
static int
fail_at_last(void *left)
{
    return --*(int *)left < 0;
}

/* The database is busy while the list is read: whatever there is of the new
 * one, everybody is called by a key of their own. */
static void
test_nobody_has_the_key_of_another(void **state)
{
    struct trial *trial = *state;
    struct desk *desk = trial->desk;
    const struct roster_book *book = &desk->rules.now->book;
    const size_t keys_n = desk->keys_n;
    size_t half = 0;
    enum rc rc = RC_DOWN;

    /* the places of all that are behind them change */
    assert_int_equal(sqlite3_exec(desk->store->db,
                                  "UPDATE principal_key SET revoked_us = 1"
                                  " WHERE principal <= 3",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    /* as far as it only reads: a writer that fails has its own tests */
    for (int at = 0;
         rc != RC_OK && sqlite3_get_autocommit(desk->store->db) != 0; at++) {
        int left = at;

        sqlite3_progress_handler(desk->store->db, 1, fail_at_last, &left);
        rc = desk_keys_send(desk);
        sqlite3_progress_handler(desk->store->db, 0, NULL, NULL);
        half += rc != RC_OK && desk->keys_n != keys_n;
        for (size_t i = 0; i < book->persons_n; i++)
            for (size_t k = 0; k < desk->rules.keys[i].n; k++) {
                size_t place = desk->rules.keys[i].at[k];

                if (place >= desk->keys_n ||
                    desk->keys[place].principal != book->persons[i].principal)
                    fail_msg("failure %d: person %zu", at, i);
            }
    }
    assert_true(half > 0);
}

/* The peer speaks with another key than before: it is somebody else now. */
static void
test_another_key_must_greet(void **state)
{
    struct trial *trial = *state;

    trial_forget(trial);
    free(trial_take(trial, trial_peer(POLICE), trial->keys[CARE], "heartbeat",
                    json_object()));
    assert_string_equal(
        trial_text(trial_message(trial, trial_peer(POLICE), "refusal", 0),
                   "code"),
        "not_greeted");
}

static json_t *
enrolment(const char *name, int byte)
{
    char text[65];

    return json_pack("{s:s, s:s, s:s, s:s, s:[s], s:s}", "organisation",
                     "lawyers", "organisation_kind", "lawyer", "name", name,
                     "kind", "person", "roles", "submitter", "public_key",
                     key_text(text, byte));
}

static void
test_enrolled_may_speak_at_once(void **state)
{
    struct trial *trial = *state;
    json_t *partner = one_partner(
        ask(trial, "partner_add", enrolment("lawyer-1", 50), "partners"));

    assert_string_equal(trial_text(partner, "name"), "lawyer-1");
    assert_string_equal(trial_text(partner, "organisation"), "lawyers");
    assert_int_equal(frames(trial, CHANNEL_KEY, 0), TRIAL_PEOPLE + 1);

    static const struct {
        const char *name;
        int key;
        const char *code, *field;
    } rows[] = {{"lawyer-1", 51, "conflict", "name"},
                {"Lawyer", 52, "invalid", "name"}};

    for (size_t i = 0; i < 2; i++) {
        json_t *refusal = ask(trial, "partner_add",
                              enrolment(rows[i].name, rows[i].key), "refusal");
        json_t *finding =
            json_array_get(json_object_get(refusal, "findings"), 0);

        assert_string_equal(trial_text(finding, "code"), rows[i].code);
        assert_string_equal(trial_text(finding, "field"), rows[i].field);
    }

    json_t *list = json_object_get(
        ask(trial, "partner_list", json_object(), "partners"), "partners");

    assert_int_equal(json_array_size(list), TRIAL_PEOPLE + 1);
}

static void
test_partners_are_the_operators(void **state)
{
    struct trial *trial = *state;
    json_t *refusal = trial_body(
        trial_ask(trial, POLICE, "partner_list", json_object()), "refusal");

    assert_string_equal(trial_text(refusal, "code"), "denied");
    trial_body(trial_ask(trial, OPERATOR, "partner_revoke",
                         json_pack("{s:s}", "name", "nobody")),
               "refusal");
}

static enum rc
park(struct trial *trial, int64_t key, const uint8_t *word, size_t n)
{
    return desk_take(trial->desk, &(struct channel_frame){.type = CHANNEL_PARK,
                                                          .key = key,
                                                          .bytes = word,
                                                          .n = n});
}

/* Front has the other end, and might say it by itself. */
static void
test_only_the_supervisor_parks(void **state)
{
    struct trial *trial = *state;
    uint8_t other[DESK_WORD_BYTES];
    int64_t key = trial->keys[POLICE];

    memcpy(other, trial_park_word, sizeof other);
    other[sizeof other - 1] ^= 1;
    trial_forget(trial);
    assert_int_equal(park(trial, key, other, sizeof other), RC_OK);
    assert_int_equal(park(trial, key, other, sizeof other - 1), RC_OK);
    assert_int_equal(park(trial, key, NULL, 0), RC_OK);
    assert_int_equal(frames(trial, CHANNEL_KEYS_BEGIN, 0), 0);
    assert_non_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
}

static void
test_parked_is_over_until_it_is_let_in(void **state)
{
    struct trial *trial = *state;
    int64_t key = trial->keys[POLICE];

    trial_attach(trial, OPERATOR, "inbox", 0);
    trial_forget(trial);
    assert_int_equal(park(trial, key, trial_park_word, DESK_WORD_BYTES), RC_OK);
    assert_int_equal(frames(trial, CHANNEL_KEY, 0), TRIAL_PEOPLE - 1);
    assert_int_equal(frames(trial, CHANNEL_KEY, key), 0);
    assert_int_equal(trial_notices(trial, OPERATOR, "parked"), 1);
    assert_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
    /* again, and of a key that is not there: nothing */
    assert_int_equal(park(trial, key, trial_park_word, DESK_WORD_BYTES), RC_OK);
    assert_int_equal(park(trial, 9999, trial_park_word, DESK_WORD_BYTES),
                     RC_OK);
    assert_int_equal(trial_notices(trial, OPERATOR, "parked"), 1);

    json_t *partner =
        one_partner(ask(trial, "partner_unpark",
                        json_pack("{s:s}", "name", "police-1"), "partners"));

    assert_int_equal(
        trial_number(json_array_get(json_object_get(partner, "keys"), 0),
                     "parked_us"),
        0);
    assert_int_equal(frames(trial, CHANNEL_KEY, key), 1);
    assert_non_null(trial_ask(trial, POLICE, "heartbeat", json_object()));
    trial_body(trial_ask(trial, OPERATOR, "partner_unpark",
                         json_pack("{s:s}", "name", "police-1")),
               "refusal");
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_new_front_gets_ready_and_all_keys),
        ROW(test_a_new_front_knows_nobody),
        ROW(test_gone_is_forgotten),
        ROW(test_revoked_is_over_at_once),
        ROW(test_a_key_ends_by_itself),
        ROW(test_whose_key_has_ended_is_passed_over_at_once),
        ROW(test_nobody_has_the_key_of_another),
        ROW(test_another_key_must_greet),
        ROW(test_enrolled_may_speak_at_once),
        ROW(test_partners_are_the_operators),
        ROW(test_only_the_supervisor_parks),
        ROW(test_parked_is_over_until_it_is_let_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
