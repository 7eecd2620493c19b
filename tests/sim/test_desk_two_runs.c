/* "Is this address known?"  Two runs with the same history of one
 * organisation: in the second one others report the same dwellings and
 * telephones before and after it.  Everything the organisation can see, byte
 * counts and times included, is the same. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define STEPS    40
#define SEEDS    6
#define RECEIPTS 64

struct run {
    struct trial *trial;
    uint64_t seed;
    bool others;            /* do they report too? */
    uint64_t others_posted; /* makes their message ids */
    char *receipts[RECEIPTS];
    size_t receipts_n;
    json_t *seen;
};

static uint64_t
dice(uint64_t *seed)
{
    *seed =
        *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static json_t *
some_signal(uint64_t *seed)
{
    json_t *signal = trial_signal("1099ZZ", 1 + (unsigned)(dice(seed) % 3), "");

    if (dice(seed) % 2 == 0)
        json_object_set_new(
            signal, "identifiers",
            json_pack("[{s:s, s:s}]", "type", "phone", "value", "06-00000012"));
    if (dice(seed) % 5 == 0)
        json_object_set_new(signal, "danger_now", json_true());
    return signal;
}

/* Random by nature, or made from row numbers: of fixed size, and nothing a
 * sender could learn from. */
static void
mask(json_t *value)
{
    static const char *const names[] = {"id", "receipt", "event_id", "epoch"};
    void *next;
    const char *key;
    json_t *inner;
    size_t i;

    if (json_is_array(value))
        json_array_foreach(value, i, inner) mask(inner);
    if (!json_is_object(value))
        return;
    for (i = 0; i < 4; i++)
        if (json_is_string(json_object_get(value, names[i])))
            json_object_set_new(value, names[i], json_string("*"));
    json_object_foreach_safe(value, next, key, inner) mask(inner);
}

/* What went to the organisation since the last look. */
static void
look(struct run *run)
{
    size_t i;
    json_t *kept;

    json_array_foreach(run->trial->sent, i, kept)
    {
        if ((uint64_t)trial_number(kept, "peer") != trial_peer(POLICE) ||
            trial_number(kept, "type") != CHANNEL_SEND)
            continue;
        mask(json_object_get(kept, "message"));
        json_object_set_new(
            kept, "bytes",
            json_integer((json_int_t)strlen(trial_text(kept, "bytes"))));
        json_array_append(run->seen, kept);
    }
    trial_forget(run->trial);
}

static void
keep_receipt(struct run *run, json_t *receipt)
{
    if (run->receipts_n < RECEIPTS)
        run->receipts[run->receipts_n++] =
            strdup(trial_text(receipt, "receipt"));
}

static const char *
some_receipt(struct run *run)
{
    return run->receipts_n == 0
               ? "S-00000000-0000000000000000"
               : run->receipts[dice(&run->seed) % run->receipts_n];
}

static void
the_organisation_acts(struct run *run)
{
    json_t *body = NULL;

    switch (dice(&run->seed) % 5) {
    case 0:
    case 1:
        keep_receipt(run, trial_post(run->trial, POLICE, "signal",
                                     some_signal(&run->seed)));
        break;
    case 2:
        keep_receipt(run, trial_post(run->trial, POLICE, "referral",
                                     trial_referral("yes", "no")));
        break;
    case 3:
        body = trial_submit_body(run->trial, "signal", some_signal(&run->seed));
        json_object_set_new(body, "amends",
                            json_pack("{s:s, s:s}", "receipt",
                                      some_receipt(run), "action",
                                      "supplement"));
        trial_ask(run->trial, POLICE, "submit", body);
        break;
    default:
        trial_ask(run->trial, POLICE, "status",
                  json_pack("{s:s}", "receipt", some_receipt(run)));
        break;
    }
    look(run);
}

static void
others_act(struct run *run, uint64_t *seed)
{
    uint64_t asked = run->trial->asked;
    uint64_t posted = run->trial->posted;

    run->trial->posted = run->others_posted;
    for (uint64_t n = dice(seed) % 4; run->others && n > 0; n--)
        trial_post(run->trial, dice(seed) % 2 == 0 ? CARE : HOUSING, "signal",
                   some_signal(seed));
    run->others_posted = run->trial->posted;
    run->trial->asked = asked;
    run->trial->posted = posted;
    look(run);
}

static json_t *
history(uint64_t seed, bool others)
{
    struct run run = {.trial = trial_new(), .seed = seed, .others = others};
    uint64_t other_seed = seed + 1000;

    run.seen = json_array();
    trial_hello(run.trial, POLICE);
    trial_attach(run.trial, POLICE, "inbox", 0);
    trial_hello(run.trial, CARE);
    trial_hello(run.trial, HOUSING);
    trial_hello(run.trial, ANNA);
    trial_attach(run.trial, ANNA, "desk", 0);
    for (int i = 0; i < STEPS; i++) {
        others_act(&run, &other_seed);
        the_organisation_acts(&run);
        trial_run(run.trial, (int64_t)(dice(&run.seed) % 1500000));
        look(&run);
    }
    trial_run(run.trial, 10 * SECOND_US);
    look(&run);
    for (size_t i = 0; i < run.receipts_n; i++)
        free(run.receipts[i]);
    trial_free(run.trial);
    return run.seen;
}

static void
test_what_others_report_cannot_be_seen(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        json_t *alone = history(seed, false);
        json_t *together = history(seed, true);

        assert_true(json_array_size(alone) > STEPS);
        assert_int_equal(json_array_size(alone), json_array_size(together));
        for (size_t i = 0; i < json_array_size(alone); i++) {
            json_t *a = json_array_get(alone, i);
            json_t *b = json_array_get(together, i);

            if (!json_equal(a, b))
                fail_msg("seed %d, frame %zu:\n%s\n%s", (int)seed, i,
                         json_dumps(a, JSON_SORT_KEYS),
                         json_dumps(b, JSON_SORT_KEYS));
        }
        json_decref(alone);
        json_decref(together);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_others_report_cannot_be_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
