/* What is asked about what is kept: each rule by itself. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/validate_desk.h"

static const char *const two[] = {"S-7K3QM2XA", "B-7K3QM2XB"};
static const char *const same[] = {"S-7K3QM2XA", "S-7K3QM2XA"};
static const char *const empty[] = {"S-7K3QM2XA", ""};

static const struct row {
    const char *name;
    enum retention_verb verb;
    const char *const *ids;
    size_t ids_n;
    const char *reason;
    int64_t until_us;
    bool dry_run;
    const char *field; /* of the one finding; NULL: none */
    enum refusal_code code;
} rows[] = {
    {"prolong", RETENTION_PROLONG, two, 2, "loopt", 1, false, NULL, 0},
    {"hold", RETENTION_HOLD, two, 1, "OM", 1, false, NULL, 0},
    {"release", RETENTION_RELEASE, two, 1, "OM", 0, false, NULL, 0},
    {"erase", RETENTION_ERASE, two, 1, "verzoek", 0, false, NULL, 0},
    {"a dry run", RETENTION_ERASE, two, 1, "verzoek", 0, true, NULL, 0},
    {"no verb", RETENTION_VERB_NONE, two, 1, "x", 0, false, "verb",
     REFUSAL_REQUIRED},
    {"a verb nobody knows", (enum retention_verb)9, two, 1, "x", 0, false,
     "verb", REFUSAL_UNKNOWN_CODE},
    {"no ids", RETENTION_ERASE, two, 0, "x", 0, false, "ids", REFUSAL_REQUIRED},
    {"one twice", RETENTION_ERASE, same, 2, "x", 0, false, "ids[1]",
     REFUSAL_INVALID},
    {"an empty one", RETENTION_ERASE, empty, 2, "x", 0, false, "ids[1]",
     REFUSAL_INVALID},
    {"no reason", RETENTION_ERASE, two, 1, "", 0, false, "reason",
     REFUSAL_REQUIRED},
    {"a number of a citizen", RETENTION_ERASE, two, 1, "999990019", 0, false,
     "reason", REFUSAL_BSN},
    {"prolonged until never", RETENTION_PROLONG, two, 1, "x", 0, false,
     "until_us", REFUSAL_REQUIRED},
    {"held until before 1970", RETENTION_HOLD, two, 1, "x", -1, false,
     "until_us", REFUSAL_REQUIRED},
    {"erased until a moment", RETENTION_ERASE, two, 1, "x", 1, false,
     "until_us", REFUSAL_INVALID},
    {"released until a moment", RETENTION_RELEASE, two, 1, "x", 1, false,
     "until_us", REFUSAL_INVALID},
    {"a hold that is tried", RETENTION_HOLD, two, 1, "x", 1, true, "dry_run",
     REFUSAL_INVALID},
};

static void
test_acts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct request request = {.kind = REQUEST_RETENTION_ACT};
        struct refusal why = {0};

        request.u.retention_act = (struct request_retention){
            .verb = rows[i].verb,
            .ids = {.v = rows[i].ids, .n = rows[i].ids_n},
            .reason = rows[i].reason,
            .until_us = rows[i].until_us,
            .dry_run = rows[i].dry_run};
        assert_int_equal(validate_desk(&request, &why) == RC_OK,
                         rows[i].field == NULL);
        if (why.n != (rows[i].field != NULL))
            fail_msg("%s: %zu findings", rows[i].name, why.n);
        if (why.n == 1 && (strcmp(why.findings[0].field, rows[i].field) != 0 ||
                           why.findings[0].code != rows[i].code))
            fail_msg("%s: %s %d", rows[i].name, why.findings[0].field,
                     (int)why.findings[0].code);
    }
}

static void
test_ids_to_the_limit(void **state)
{
    static char texts[RETENTION_IDS_MAX + 1][8];
    static const char *ids[RETENTION_IDS_MAX + 1];

    (void)state;
    for (size_t n = RETENTION_IDS_MAX; n <= RETENTION_IDS_MAX + 1; n++) {
        struct request request = {.kind = REQUEST_RETENTION_ACT};
        struct refusal why = {0};

        for (size_t i = 0; i < n; i++) {
            snprintf(texts[i], sizeof texts[i], "S-%zu", i);
            ids[i] = texts[i];
        }
        request.u.retention_act =
            (struct request_retention){.verb = RETENTION_RELEASE,
                                       .ids = {.v = ids, .n = n},
                                       .reason = "x"};
        assert_int_equal(validate_desk(&request, &why) == RC_OK,
                         n == RETENTION_IDS_MAX);
        assert_int_equal(why.n, n - RETENTION_IDS_MAX);
        if (why.n == 1)
            assert_int_equal(why.findings[0].code, REFUSAL_TOO_MANY);
    }
}

static void
test_lists(void **state)
{
    (void)state;
    for (int list = RETENTION_LIST_NONE; list <= RETENTION_ERASED + 1; list++) {
        bool good = list >= RETENTION_ENDING && list <= RETENTION_ERASED;
        struct request request = {.kind = REQUEST_LIST_RETENTION};
        struct refusal why = {0};

        request.u.list_retention = (struct request_list_retention){
            .list = (enum retention_list)list, .after = ""};
        assert_int_equal(validate_desk(&request, &why) == RC_OK, good);
        assert_true(good || strcmp(why.findings[0].field, "list") == 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_ids_to_the_limit),
        cmocka_unit_test(test_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
