/* A desk of an older installation gets the documents that came with a later
 * version, once, and what somebody wrote is never touched. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "desk/state.h"
#include "document/document.h"
#include "init_documents.h"
#include "store/documents.h"
#include "store/store.h"
#include "trial_documents.h"

/* Starts the desk of the trial again, with what is shipped. */
static void
start_again(struct trial *trial)
{
    static struct document_text shipped[DOCUMENT_LAST];

    trial_crash(trial);
    trial->start.shipped_n = init_documents_shipped(shipped);
    trial->start.shipped = shipped;
    trial_open(trial);
}

/* The version in force, 0: none; by whom it was made when `reason` is given. */
static int64_t
version_of(struct trial *trial, const char *name, char *reason)
{
    struct document_version version = {.version = 0};
    size_t n = 0;

    assert_int_equal(
        document_history(trial->desk->store, name, 0, &version, 1, &n), RC_OK);
    if (reason != NULL)
        snprintf(reason, REASON_BYTES, "%s", version.reason);
    return version.version;
}

static void
put_text(struct trial *trial, const char *name, const char *text)
{
    const struct document_new document = {
        .name = name, .text = (const uint8_t *)text, .text_n = strlen(text)};
    const struct document_put put = {
        .documents = &document, .n = 1, .reason = "by hand"};

    assert_int_equal(document_put(trial->desk->store, &put), RC_OK);
}

static void
test_what_is_missing_is_added_once(void **state)
{
    struct trial *trial = *state;
    char reason[REASON_BYTES];

    assert_int_equal(version_of(trial, "regions", NULL), 0);
    assert_int_equal(trial->desk->rules.now->regions.regions_n, 0);
    start_again(trial);
    for (int kind = DOCUMENT_REGIONS; kind <= DOCUMENT_LAST; kind++) {
        const char *name = document_name((enum document_kind)kind);

        if (version_of(trial, name, reason) != 1)
            fail_msg("%s", name);
        assert_string_equal(reason, "added by version " LOKET_VERSION);
    }
    assert_int_equal(trial->desk->rules.now->regions.regions_n, 4);
    assert_int_equal(trial->desk->rules.versions[DOCUMENT_TERMS], 1);
    start_again(trial);
    assert_int_equal(version_of(trial, "regions", NULL), 1);
    assert_int_equal(version_of(trial, "terms", NULL), 1);
}

static void
test_what_is_from_before_is_as_it_was(void **state)
{
    struct trial *trial = *state;

    start_again(trial);
    assert_int_equal(version_of(trial, "persons", NULL), 1);
    assert_int_equal(version_of(trial, "indicators", NULL), 1);
    assert_int_equal(trial->desk->rules.now->book.persons_n, 4);
}

static void
test_what_somebody_wrote_is_not_touched(void **state)
{
    struct trial *trial = *state;
    char reason[REASON_BYTES];

    put_text(trial, "terms",
             "terms: [{name: x, nl: x, en: x, kind: statutory,"
             " length: {days: 5}}]\n"
             "outflows: [{code: umo, nl: u, en: u}]\n");
    start_again(trial);
    assert_int_equal(version_of(trial, "terms", reason), 1);
    assert_string_equal(reason, "by hand");
    assert_int_equal(trial->desk->rules.now->terms.rules_n, 1);
    assert_int_equal(version_of(trial, "regions", NULL), 1);
}

/* The shipped shelters are in regions that these do not have. */
static void
test_what_does_not_fit_is_not_added_and_the_desk_works(void **state)
{
    struct trial *trial = *state;

    put_text(trial, "regions",
             "desks: [{name: acm, nl: a, en: a}]\n"
             "regions: [{name: stad, nl: s, en: s, desk: acm}]\n"
             "municipalities: []\n");
    start_again(trial);
    assert_int_equal(version_of(trial, "shelter", NULL), 0);
    assert_int_equal(version_of(trial, "directory", NULL), 0);
    assert_int_equal(trial->desk->rules.now->regions.regions_n, 1);
    trial_everybody(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
    assert_true(trial_pages(trial, ANNA) + trial_pages(trial, BRAM) > 0);
}

static int
older_setup(void **state)
{
    *state = trial_older();
    return 0;
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, older_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_what_is_missing_is_added_once),
        ROW(test_what_is_from_before_is_as_it_was),
        ROW(test_what_somebody_wrote_is_not_touched),
        ROW(test_what_does_not_fit_is_not_added_and_the_desk_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
