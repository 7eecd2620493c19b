/* A desk without processes. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/fresh_store.h"
#include "../store/vault.h"
#include "../unit/amsterdam.h"
#include "store/people.h"
#include "store/store.h"
#include "temporary.h"
#include "trial_documents.h"
#include "wire/json.h"
#include "wire/precheck.h"

static const struct enrolled {
    const char *organisation;
    enum organisation_kind kind;
    const char *name;
    uint32_t roles;
} people[TRIAL_PEOPLE] = {
    [POLICE] = {"police", ORGANISATION_POLICE, "police-1",
                ROLE_BIT(ROLE_SUBMITTER)},
    [CARE] = {"care", ORGANISATION_CARE, "care-1", ROLE_BIT(ROLE_SUBMITTER)},
    [HOUSING] = {"housing", ORGANISATION_HOUSING, "housing-1",
                 ROLE_BIT(ROLE_SUBMITTER)},
    [ANNA] = {"acm", ORGANISATION_ACM, "anna", ROLE_BIT(ROLE_COORDINATOR)},
    [BRAM] = {"acm", ORGANISATION_ACM, "bram", ROLE_BIT(ROLE_COORDINATOR)},
    [CARLA] = {"acm", ORGANISATION_ACM, "carla", ROLE_BIT(ROLE_COORDINATOR)},
    [DORA] = {"acm", ORGANISATION_ACM, "dora",
              ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_DESK_MANAGER)},
    [OPERATOR] = {"acm", ORGANISATION_ACM, "operator",
                  ROLE_BIT(ROLE_OPERATOR) | ROLE_BIT(ROLE_STATISTICS)},
    [TEAM] = {"team", ORGANISATION_POLICE_AMSTERDAM, "team-1",
              ROLE_BIT(ROLE_SUBMITTER)},
    [COMENSHA] = {"comensha", ORGANISATION_COMENSHA, "comensha-1",
                  ROLE_BIT(ROLE_SUBMITTER)},
};

static void
enrol(struct trial *trial, bool older)
{
    struct store *store = NULL;

    assert_int_equal(fresh_store(&store, trial->dir, &test_vault), RC_OK);
    for (size_t i = 0; i < TRIAL_PEOPLE; i++) {
        struct enrolment enrolment = {
            .organisation = people[i].organisation,
            .organisation_kind = people[i].kind,
            .name = people[i].name,
            .kind = PRINCIPAL_PERSON,
            .roles = people[i].roles,
            .public_key_n = PUBLIC_KEY_BYTES,
            .valid_from_us = TRIAL_START - MINUTE_US,
            .valid_to_us = INT64_MAX,
        };
        int64_t principal = 0;

        memset(enrolment.public_key, (int)i + 1, PUBLIC_KEY_BYTES);
        assert_int_equal(
            people_add(store, &enrolment, 0, TRIAL_START, &principal), RC_OK);
    }
    trial_documents_put(store, older);
    store_close(store);
}

static void
set_up_settings(struct trial *trial)
{
    struct config config;
    config_defaults(&config);
    trial->settings = config.desk;
    snprintf(trial->settings.state_dir, sizeof trial->settings.state_dir, "%s",
             trial->dir);
    trial->settings.batch_max = 16;
    trial->settings.disk_reserve_bytes = 65536;
    amsterdam(&trial->zone);
}

static void
make_secrets(struct desk_secrets *secrets)
{
    uint8_t seed[crypto_sign_SEEDBYTES];

    memset(secrets, 7, sizeof *secrets);
    memset(seed, 9, sizeof seed);
    crypto_sign_seed_keypair(secrets->sign_public, secrets->sign_secret, seed);
}

/* channel_visit: keeps what goes to front, read back as JSON. */
static void
keep_frame(const struct channel_frame *frame, void *arg)
{
    struct trial *trial = arg;
    struct principal_key key;
    json_t *kept = NULL;
    json_t *message = NULL;

    if (frame->type == CHANNEL_KEY) {
        assert_int_equal(frame->n, sizeof key);
        memcpy(&key, frame->bytes, sizeof key);
        if (key.public_key[0] >= 1 && key.public_key[0] <= TRIAL_PEOPLE)
            trial->keys[key.public_key[0] - 1] = key.key;
    }
    trial->clock.virtual_utc_us += trial->each_us;
    trial->clock.virtual_mono_us += trial->each_us;
    if (trial->deaf)
        return;
    kept = json_pack("{s:I, s:i, s:I, s:I}", "at",
                     (json_int_t)trial->clock.virtual_mono_us, "type",
                     (int)frame->type, "peer", (json_int_t)frame->peer, "key",
                     (json_int_t)frame->key);
    if (frame->type == CHANNEL_METRICS)
        json_object_set_new(kept, "metrics",
                            json_stringn((const char *)frame->bytes, frame->n));
    if (frame->type == CHANNEL_SEND) {
        char *hex = malloc(frame->n * 2 + 1);

        assert_non_null(hex);
        sodium_bin2hex(hex, frame->n * 2 + 1, frame->bytes, frame->n);
        json_object_set_new(kept, "bytes", json_string(hex));
        free(hex);
        assert_int_equal(
            json_from_wire("ServerMessage", frame->bytes, frame->n, &message),
            RC_OK);
        json_object_set_new(kept, "message", message);
    }
    json_array_append_new(trial->sent, kept);
}

void
trial_open(struct trial *trial)
{
    const struct channel_frame hello = {.type = CHANNEL_HELLO, .peer = 77};

    assert_null(trial->desk);
    assert_int_equal(desk_open(&trial->desk, &trial->start, keep_frame, trial),
                     RC_OK);
    assert_int_equal(desk_take(trial->desk, &hello), RC_OK);
}

void
trial_crash(struct trial *trial)
{
    desk_close(trial->desk);
    trial->desk = NULL;
}

const uint8_t trial_park_word[DESK_WORD_BYTES] = "the supervisors";

static struct trial *
begin(bool older)
{
    struct trial *trial = calloc(1, sizeof *trial);

    assert_non_null(trial);
    assert_true(sodium_init() >= 0);
    trial->dir = temporary_make();
    trial->clock = (struct clock){.is_virtual = true,
                                  .virtual_utc_us = TRIAL_START,
                                  .virtual_mono_us = MINUTE_US};
    trial->sent = json_array();
    enrol(trial, older);
    set_up_settings(trial);
    make_secrets(&trial->secrets);
    trial->start = (struct desk_start){.settings = &trial->settings,
                                       .zone = &trial->zone,
                                       .secrets = &trial->secrets,
                                       .vault = &test_vault,
                                       .clock = &trial->clock,
                                       .park_word = trial_park_word,
                                       .channel_fd = -1,
                                       .ready_fd = -1};
    trial_open(trial);
    return trial;
}

struct trial *
trial_new(void)
{
    return begin(false);
}

struct trial *
trial_older(void)
{
    return begin(true);
}

void
trial_free(struct trial *trial)
{
    desk_close(trial->desk);
    json_decref(trial->sent);
    temporary_remove(trial->dir);
    free(trial);
}

int
trial_setup(void **state)
{
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_tick(trial);
    trial_forget(trial);
    *state = trial;
    return 0;
}

int
trial_teardown(void **state)
{
    trial_free(*state);
    return 0;
}

uint64_t
trial_peer(enum trial_person person)
{
    return (uint64_t)person + 1;
}

static void
hex_id(char out[33], char letter, uint64_t number)
{
    /* the second half: no other bytes of a database are the same by chance */
    snprintf(out, 33, "%02x%014llx%016llx", (unsigned)letter,
             (unsigned long long)number,
             (unsigned long long)(number * UINT64_C(0x9E3779B97F4A7C15)));
}

char *
trial_take(struct trial *trial, uint64_t peer, int64_t key, const char *kind,
           json_t *body)
{
    uint8_t *bytes = malloc(FRAME_MAX_BYTES);
    struct refusal why = {0};
    char id[33];
    size_t n = 0;

    hex_id(id, 'r', ++trial->asked);

    json_t *message = json_pack("{s:s, s:o}", "request_id", id, kind, body);

    assert_non_null(bytes);
    assert_non_null(message);

    enum rc rc = json_to_wire("ClientMessage", message, bytes, FRAME_MAX_BYTES,
                              &n, &why);

    if (rc != RC_OK)
        fail_msg("%s: %s %s", kind, why.findings[0].field,
                 refusal_code_name(why.findings[0].code));
    json_decref(message);
    assert_int_equal(
        desk_take(trial->desk, &(struct channel_frame){.type = CHANNEL_FRAME,
                                                       .peer = peer,
                                                       .key = key,
                                                       .bytes = bytes,
                                                       .n = n}),
        RC_OK);
    free(bytes);
    return strdup(id);
}

static json_t *
answer_to(const struct trial *trial, uint64_t peer, const char *id)
{
    size_t i;
    json_t *kept;

    json_array_foreach(trial->sent, i, kept)
    {
        json_t *message = json_object_get(kept, "message");
        const char *its =
            json_string_value(json_object_get(message, "request_id"));

        if ((uint64_t)trial_number(kept, "peer") == peer && its != NULL &&
            strcmp(its, id) == 0)
            return message;
    }
    return NULL;
}

json_t *
trial_ask(struct trial *trial, enum trial_person person, const char *kind,
          json_t *body)
{
    char *id =
        trial_take(trial, trial_peer(person), trial->keys[person], kind, body);

    assert_int_equal(desk_commit(trial->desk), RC_OK);

    json_t *answer = answer_to(trial, trial_peer(person), id);

    free(id);
    return answer;
}

json_t *
trial_body(json_t *answer, const char *kind)
{
    json_t *body = json_object_get(answer, kind);

    if (body == NULL) {
        char *text = answer == NULL ? NULL : json_dumps(answer, 0);

        fail_msg("no %s but %s", kind, text == NULL ? "nothing" : text);
    }
    return body;
}

void
trial_hello(struct trial *trial, enum trial_person person)
{
    trial_body(trial_ask(trial, person, "hello",
                         json_pack("{s:i, s:i, s:s}", "protocol_min", 1,
                                   "protocol_max", 1, "software", "trial/1")),
               "welcome");
}

void
trial_attach(struct trial *trial, enum trial_person person, const char *stream,
             uint64_t after)
{
    trial_body(trial_ask(trial, person, "attach",
                         json_pack("{s:s, s:I}", "stream", stream, "after",
                                   (json_int_t)after)),
               "attached");
}

void
trial_tick(struct trial *trial)
{
    int64_t next_us = 0;

    /* Bounded: a desk that always wants more at once is broken. */
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        if (next_us > trial->clock.virtual_mono_us)
            return;
    }
    fail_msg("the desk never rests");
}

void
trial_run(struct trial *trial, int64_t us)
{
    int64_t until_us = trial->clock.virtual_mono_us + us;

    for (;;) {
        int64_t next_us = 0;

        trial_tick(trial);
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        if (trial->clock.virtual_mono_us >= until_us)
            return;
        if (next_us > until_us)
            next_us = until_us;
        trial->clock.virtual_utc_us += next_us - trial->clock.virtual_mono_us;
        trial->clock.virtual_mono_us = next_us;
    }
}

void
trial_skip(struct trial *trial, int64_t us)
{
    trial->clock.virtual_utc_us += us;
    trial->clock.virtual_mono_us += us;
    trial_tick(trial);
}

json_t *
trial_signal(const char *postcode, unsigned house, const char *addition)
{
    return json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:i, s:s, s:s}, s:[s]}",
                     "observed", "2026-11-20", "precision", "day", "form",
                     "sexual", "place", "municipality", "GM0363", "postcode",
                     postcode, "house_number", (int)house, "addition", addition,
                     "kind", "dwelling", "indicators", "DB01");
}

json_t *
trial_referral(const char *shelter, const char *unsafe)
{
    return json_pack("{s:s, s:s, s:[s], s:{s:s, s:s}, s:{s:s}, s:s, s:s, s:s}",
                     "victim_ref", "POL-1", "form", "sexual", "indicators",
                     "DB01", "person", "age", "adult", "gender", "female",
                     "place", "municipality", "GM0363", "shelter_needed",
                     shelter, "unsafe_now", unsafe, "consent", "given");
}

json_t *
trial_submit_body(struct trial *trial, const char *kind, json_t *content)
{
    char id[33];

    hex_id(id, 'm', ++trial->posted);
    return json_pack("{s:s, s:o}", "message_id", id, kind, content);
}

json_t *
trial_post(struct trial *trial, enum trial_person person, const char *kind,
           json_t *content)
{
    return trial_body(trial_ask(trial, person, "submit",
                                trial_submit_body(trial, kind, content)),
                      "receipt");
}

const char *
trial_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

int64_t
trial_number(const json_t *object, const char *name)
{
    return (int64_t)json_integer_value(json_object_get(object, name));
}
