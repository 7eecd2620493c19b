/* What one organisation can make of a case by telling much, by copying, or by
 * naming what belongs to others: nothing that independent sources make of it.
 * Corroboration and level do not rise, and what it ties is kept apart. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BURST 200
#define KNOWN 4 /* signals of a bundle, of two organisations in turn */

static const char text[] =
    "Elke avond andere mannen aan de deur, de gordijnen blijven dicht, en zij "
    "komt nooit alleen naar buiten.";

static json_t *
with(json_t *content, const char *type, const char *value)
{
    json_t *list = json_object_get(content, "identifiers");

    if (list == NULL) {
        list = json_array();
        json_object_set_new(content, "identifiers", list);
    }
    json_array_append_new(
        list, json_pack("{s:s, s:s}", "type", type, "value", value));
    return content;
}

static json_t *
saying(json_t *content, const char *what)
{
    json_object_set_new(content, "text", json_string(what));
    return content;
}

/* What people see of a bundle. */
struct strength {
    int64_t messages;
    int64_t observations;
    int64_t organisations;
    int64_t sources;
    char level[8];
};

static struct strength
strength_of(struct trial *trial, const struct posted *posted)
{
    struct strength out = {.messages = 0};
    json_t *bundle = NULL;

    (void)snprintf(out.level, sizeof out.level, "%s", level_of(trial, posted));
    bundle = bundle_detail(trial, bundle_of(trial, posted));
    out.messages =
        (int64_t)json_array_size(json_object_get(bundle, "messages"));
    out.observations = trial_number(bundle, "observations");
    out.organisations = trial_number(bundle, "organisations");
    out.sources = trial_number(bundle, "sources");
    return out;
}

static void
assert_as_strong(const struct strength *now, const struct strength *before)
{
    assert_int_equal(now->sources, before->sources);
    assert_int_equal(now->organisations, before->organisations);
    assert_string_equal(now->level, before->level);
}

/* What two organisations know of one dwelling and one telephone. */
static void
known(struct trial *trial, unsigned house, const char *phone,
      struct posted posted[KNOWN])
{
    for (size_t i = 0; i < KNOWN; i++) {
        posted[i] = post(trial, i % 2 == 0 ? CARE : HOUSING,
                         with(at(house, "OB06"), "phone", phone));
        trial_run(trial, MINUTE_US);
    }
}

static void
free_all(struct posted posted[KNOWN])
{
    for (size_t i = 0; i < KNOWN; i++)
        posted_free(&posted[i]);
}

static bool
is_provisional(struct trial *trial, const struct posted *posted)
{
    return json_is_true(json_object_get(detail(trial, posted), "provisional"));
}

/* What people are told of its bundle. */
static bool
is_flagged(struct trial *trial, const struct posted *posted, const char *name)
{
    json_t *told =
        trial_body(trial_ask(trial, ANNA, "why",
                             json_pack("{s:s, s:s}", "id",
                                       bundle_of(trial, posted), "other", "")),
                   "explanation");
    size_t i;
    json_t *flag;

    json_array_foreach(json_object_get(told, "flags"), i, flag)
    {
        if (strcmp(json_string_value(flag), name) == 0)
            return true;
    }
    return false;
}

/* The same signal two hundred times: as strong as told once, and people see
 * that one source told much. */
static void
test_a_burst_of_copies_is_one_source(void **state)
{
    struct trial *trial = *state;
    struct posted posted[KNOWN];
    struct posted mine;
    struct strength once;
    struct strength often;
    size_t called = 0;

    known(trial, 1, "+31600000012", posted);
    mine = post(trial, POLICE, with_phone(at(1, "OB06")));
    once = strength_of(trial, &mine);
    assert_false(is_flagged(trial, &mine, "burst"));
    trial_forget(trial);
    for (size_t i = 0; i < BURST; i++)
        trial_post(trial, POLICE, "signal", with_phone(at(1, "OB06")));
    trial_run(trial, 10 * MINUTE_US);
    called = trial_called(trial, ANNA) + trial_called(trial, BRAM);
    often = strength_of(trial, &mine);
    assert_true(often.messages > once.messages + 50); /* of those shown */
    assert_as_strong(&often, &once);
    assert_true(called <= 1);
    assert_true(is_flagged(trial, &mine, "burst"));
    assert_true(is_provisional(trial, &mine));
    posted_free(&mine);
    free_all(posted);
}

/* An alert of its own alone, however often one organisation tells. */
static void
test_one_organisation_alone_stays_one_source(void **state)
{
    struct trial *trial = *state;
    struct posted mine = post(trial, POLICE, with_phone(at(1, "OB06")));
    struct strength once = strength_of(trial, &mine);
    struct strength often;
    char phone[24];

    for (int i = 0; i < 20; i++) {
        (void)snprintf(phone, sizeof phone, "+3160000%04d", 13 + 111 * i);
        trial_post(trial, POLICE, "signal",
                   with(at(1, "OB06"), "phone", phone));
        trial_run(trial, 6 * MINUTE_US);
    }
    often = strength_of(trial, &mine);
    assert_int_equal(often.messages, 21);
    assert_int_equal(often.sources, 1);
    assert_as_strong(&often, &once);
    posted_free(&mine);
}

/* Somebody else's words with other identifiers are no source of one's own. */
static void
test_copied_text_is_no_source(void **state)
{
    struct trial *trial = *state;
    struct posted first = post(trial, CARE, saying(at(1, "OB06"), text));
    struct strength alone = strength_of(trial, &first);
    struct strength now;

    trial_run(trial, 60 * MINUTE_US);
    for (int i = 0; i < 8; i++) {
        char phone[24];

        (void)snprintf(phone, sizeof phone, "+3160000%04d", 13 + 111 * i);
        trial_post(trial, POLICE, "signal",
                   saying(with(at(1, "OB06"), "phone", phone), text));
        trial_run(trial, 6 * MINUTE_US);
    }
    now = strength_of(trial, &first);
    assert_true(now.messages > 1);
    assert_int_equal(now.sources, alone.sources);
    posted_free(&first);
}

static json_t *
glue(unsigned house)
{
    return with(with(at(house, "OB06"), "phone", "+31600000012"), "phone",
                "+31611000099");
}

/* Signals that name what two bundles of others have do not make one of them,
 * however many they are: no level rises, no source is counted but their own, and
 * people are told. */
static void
test_glue_makes_no_one_of_two(void **state)
{
    struct trial *trial = *state;
    struct posted here[KNOWN];
    struct posted there[KNOWN];
    struct strength before[2];

    known(trial, 1, "+31600000012", here);
    known(trial, 2, "+31611000099", there);
    before[0] = strength_of(trial, &here[0]);
    before[1] = strength_of(trial, &there[0]);
    for (unsigned i = 0; i < 20; i++) {
        struct posted more = post(trial, POLICE, glue(1 + i % 2));

        assert_false(together(trial, &here[0], &there[0]));
        posted_free(&more);
    }
    for (size_t i = 0; i < 2; i++) {
        struct strength after =
            strength_of(trial, i == 0 ? &here[0] : &there[0]);

        assert_true(after.sources <= before[i].sources + 1);
        assert_string_equal(after.level, before[i].level);
        assert_true(is_provisional(trial, i == 0 ? &here[0] : &there[0]));
    }
    assert_true(is_flagged(trial, &here[0], "split_tie") ||
                is_flagged(trial, &there[0], "split_tie"));
    for (size_t i = 1; i < KNOWN; i++) {
        assert_true(together(trial, &here[0], &here[i]));
        assert_true(together(trial, &there[0], &there[i]));
    }
    free_all(here);
    free_all(there);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, linking_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_burst_of_copies_is_one_source),
        ROW(test_one_organisation_alone_stays_one_source),
        ROW(test_copied_text_is_no_source),
        ROW(test_glue_makes_no_one_of_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
