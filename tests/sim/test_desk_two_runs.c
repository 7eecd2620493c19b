/* "Is this address known?"  Two runs with the same history of one
 * organisation: in the second one others report the same dwellings and
 * telephones before and after it, enough of them for a storm.  Everything the
 * organisation can see, byte counts and times included, is the same: also that
 * nobody has seen a referral yet, and when what was held is not. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define STEPS    40
#define LONG     10 /* every so many steps six minutes pass */
#define BURST    32 /* of others: more than make a storm */
#define SEEDS    4
#define RECEIPTS 64
#define DAYS     3 /* the notes come with the second morning */

struct run {
    struct trial *trial;
    uint64_t seed;
    bool others;            /* do they report too? */
    uint64_t others_posted; /* makes their message ids */
    char *receipts[RECEIPTS];
    size_t receipts_n;
    char *referral; /* the latest of the organisation's, NULL: none */
    size_t storms;  /* that the manager heard of */
    bool days;      /* signals only, and days afterwards: match notes come */
    bool noted;     /* .. they are coming now */
    size_t matches; /* notes that say so */
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
 * sender could learn from.  What a match note says is the one thing that others
 * make a difference to; that it comes, when, and how long it is, is not. */
static void
mask(struct run *run, json_t *value)
{
    static const char *const names[] = {"id", "receipt", "event_id", "epoch",
                                        "earlier"};
    void *next;
    const char *key;
    json_t *inner;
    size_t i;

    if (json_is_array(value))
        json_array_foreach(value, i, inner) mask(run, inner);
    if (!json_is_object(value))
        return;
    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_is_string(json_object_get(value, names[i])))
            json_object_set_new(value, names[i], json_string("*"));
    if (strncmp(trial_text(value, "state"), "note_", 5) == 0) {
        run->matches += strcmp(trial_text(value, "state"), "note_match") == 0;
        json_object_set_new(value, "state", json_string("note"));
    }
    json_object_foreach_safe(value, next, key, inner) mask(run, inner);
}

/* What went to the organisation since the last look. */
static void
look(struct run *run)
{
    size_t i;
    json_t *kept;

    run->storms += trial_notices(run->trial, DORA, "storm");
    json_array_foreach(run->trial->sent, i, kept)
    {
        if ((uint64_t)trial_number(kept, "peer") != trial_peer(POLICE) ||
            trial_number(kept, "type") != CHANNEL_SEND)
            continue;
        /* One may fall between two slices of the notes of everybody. */
        if (run->noted && json_object_get(json_object_get(kept, "message"),
                                          "heartbeat") != NULL)
            continue;
        mask(run, json_object_get(kept, "message"));
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
        if (run->days)
            break;
        body = trial_post(
            run->trial, POLICE, "referral",
            trial_referral("yes", dice(&run->seed) % 2 == 0 ? "yes" : "no"));
        keep_receipt(run, body);
        free(run->referral);
        run->referral = strdup(trial_text(body, "id"));
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

/* A coordinator takes the organisation's latest referral. */
static void
somebody_sees_it(struct run *run)
{
    json_t *message = NULL;
    char *alert = NULL;

    if (run->referral == NULL || dice(&run->seed) % 4 != 0)
        return;
    message = trial_body(trial_ask(run->trial, ANNA, "show",
                                   json_pack("{s:s}", "id", run->referral)),
                         "message_detail");
    alert = strdup(trial_text(message, "alert"));
    if (alert[0] != '\0')
        trial_act(run->trial, ANNA, "acknowledge", alert, 1, NULL);
    free(alert);
    look(run);
}

static void
others_act(struct run *run, uint64_t *seed)
{
    uint64_t asked = run->trial->asked;
    uint64_t posted = run->trial->posted;

    run->trial->posted = run->others_posted;
    for (uint64_t n = dice(seed) % 8 == 0 ? BURST : dice(seed) % 4;
         run->others && n > 0; n--) {
        /* some about the organisation's places, some of their own */
        json_t *signal = dice(seed) % 2 == 0
                             ? some_signal(seed)
                             : trial_signal("1099ZZ", 100 + (unsigned)n, "");

        trial_post(run->trial, dice(seed) % 2 == 0 ? CARE : HOUSING, "signal",
                   signal);
    }
    if (run->others && dice(seed) % 6 == 0)
        trial_post(run->trial, CARE, "referral", trial_referral("yes", "yes"));
    run->others_posted = run->trial->posted;
    run->trial->asked = asked;
    run->trial->posted = posted;
    look(run);
}

/* What all runs come to. */
struct found {
    bool days;
    size_t storms;
    size_t matches;
    size_t not_seen;
    size_t seen;
    size_t notes;
};

static json_t *
history(uint64_t seed, bool others, struct found *found)
{
    struct run run = {.trial = trial_new(),
                      .seed = seed,
                      .others = others,
                      .days = found->days};
    uint64_t other_seed = seed + 1000;

    run.seen = json_array();
    if (seed % 2 == 0) /* what is regular waits for the morning */
        trial_with(run.trial, "policies", "U3: {policy: calm,",
                   "U3: {policy: calm, window: daytime,");
    trial_hello(run.trial, POLICE);
    trial_attach(run.trial, POLICE, "inbox", 0);
    trial_hello(run.trial, CARE);
    trial_hello(run.trial, HOUSING);
    trial_hello(run.trial, ANNA);
    trial_attach(run.trial, ANNA, "desk", 0);
    trial_hello(run.trial, DORA);
    trial_attach(run.trial, DORA, "inbox", 0);
    for (int i = 0; i < STEPS; i++) {
        others_act(&run, &other_seed);
        the_organisation_acts(&run);
        somebody_sees_it(&run);
        trial_run(run.trial, i % LONG == LONG - 1
                                 ? 6 * MINUTE_US
                                 : (int64_t)(dice(&run.seed) % 1500000));
        look(&run);
    }
    trial_run(run.trial, 10 * SECOND_US);
    look(&run);
    for (int day = 0; run.days && day < DAYS; day++) {
        int64_t clock_us = TRIAL_START + (day * 24 + 12) * 60 * MINUTE_US;

        /* what is overdue after the skip is done before the clock strikes */
        trial_skip(run.trial,
                   clock_us - run.trial->clock.virtual_utc_us - 5 * SECOND_US);
        trial_run(run.trial, 10 * SECOND_US);
        run.noted = true;
        look(&run);
    }
    for (size_t i = 0; i < run.receipts_n; i++)
        free(run.receipts[i]);
    found->storms += run.storms;
    found->matches += run.matches;
    free(run.referral);
    trial_free(run.trial);
    return run.seen;
}

/* How often the organisation heard that. */
static size_t
heard(const json_t *seen, const char *feedback)
{
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(seen); i++) {
        json_t *events = json_object_get(
            json_object_get(json_object_get(json_array_get(seen, i), "message"),
                            "events"),
            "events");
        size_t k;
        json_t *event;

        json_array_foreach(events, k, event) n +=
            strcmp(trial_text(json_object_get(event, "feedback"), "state"),
                   feedback) == 0;
    }
    return n;
}

static void
compare(struct found found[2])
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        json_t *alone = history(seed, false, &found[0]);
        json_t *together = history(seed, true, &found[1]);

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
        found[0].not_seen += heard(alone, "not_seen_yet");
        found[0].seen += heard(alone, "seen");
        found[0].notes += heard(alone, "note");
        json_decref(alone);
        json_decref(together);
    }
    assert_true(found[1].storms > found[0].storms); /* of others' making */
}

static void
test_what_others_report_cannot_be_seen(void **state)
{
    struct found found[2] = {{.days = false}, {.days = false}};

    (void)state;
    compare(found);
    assert_true(found[0].not_seen > 0 && found[0].seen > 0);
}

/* Nor from when its match notes come and how long they are. */
static void
test_all_but_what_a_match_note_says(void **state)
{
    struct found found[2] = {{.days = true}, {.days = true}};

    (void)state;
    compare(found);
    assert_true(found[0].notes > SEEDS);
    assert_true(found[0].matches == 0 && found[1].matches > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_others_report_cannot_be_seen),
        cmocka_unit_test(test_all_but_what_a_match_note_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
