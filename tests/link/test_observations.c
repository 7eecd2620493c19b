/* Which signals tell of one observation. */
#include "../unit/rows.h"

#include <string.h>

#include "link/observations.h"

#define PAIRS_MAX 6

static const struct row {
    const char *name;
    const char *organisations; /* a digit for each signal */
    struct link_same pairs[PAIRS_MAX];
    size_t n;
    const char *observations;
} rows[] = {
    {"two organisations, as good as certain", "12", {{0, 1, 9966}}, 1, "00"},
    {"a little less is not enough", "12", {{0, 1, 9965}}, 1, "01"},
    {"one organisation saw it twice", "11", {{0, 1, 20000}}, 1, "01"},
    {"what may not be is not", "12", {{0, 1, INT32_MIN}}, 1, "01"},
    {"the best partner only", "122", {{0, 1, 12000}, {0, 2, 13000}}, 2, "010"},
    {"and only when it is the other's best, too",
     "1122",
     {{0, 2, 11000}, {1, 2, 12000}, {1, 3, 13000}},
     3,
     "0121"},
    {"of equals the earlier", "122", {{0, 2, 12000}, {0, 1, 12000}}, 2, "002"},
    {"a partner in each of several organisations",
     "123",
     {{0, 1, 12000}, {0, 2, 11000}},
     2,
     "000"},
    {"what holds together is one",
     "1234",
     {{0, 1, 12000}, {2, 3, 12000}, {1, 2, 10000}},
     3,
     "0000"},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        int64_t organisation[8];
        uint32_t observation[8];
        struct link_same_half work[2 * PAIRS_MAX];
        char is[9] = "";
        struct link_sames sames = {
            .pairs = r->pairs, .n = r->n, .organisation = organisation};

        for (; r->organisations[sames.vertices] != '\0'; sames.vertices++)
            organisation[sames.vertices] =
                r->organisations[sames.vertices] - '0';
        link_observations(&sames, work, observation);
        for (uint32_t v = 0; v < sames.vertices; v++)
            is[v] = (char)('0' + observation[v]);
        if (strcmp(is, r->observations) != 0)
            fail_msg("%s: %s, not %s", r->name, is, r->observations);
    }
}

/* What is not kept says nothing at all. */
static void
test_what_matters(void **state)
{
    const int32_t same = LINK_SAME_MB;

    (void)state;
    assert_false(link_pair_matters(&(struct link_pair){.same_mb = same - 1}));
    assert_false(link_pair_matters(&(struct link_pair){.same_mb = INT32_MIN}));
    assert_true(link_pair_matters(&(struct link_pair){.same_mb = same}));
    assert_true(link_pair_matters(&(struct link_pair){.edge_mb = -1}));
    assert_true(link_pair_matters(&(struct link_pair){.edge_mb = 1}));
    assert_true(link_pair_matters(&(struct link_pair){.outcome = 1}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_what_matters)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
