/* test_people -- enrolment, rotation and revocation; see store/people.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US

static struct enrolment
someone(const char *name, const char *organisation, uint8_t key)
{
    struct enrolment enrolment = {
        .organisation = organisation,
        .organisation_kind = ORGANISATION_CARE,
        .name = name,
        .kind = PRINCIPAL_SYSTEM,
        .roles = ROLE_BIT(ROLE_SUBMITTER),
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_from_us = NOW,
        .valid_to_us = INT64_MAX,
    };

    memset(enrolment.public_key, key, PUBLIC_KEY_BYTES);
    return enrolment;
}

static const struct add_row {
    const char *what;
    const char *name;
    const char *organisation;
    enum organisation_kind kind;
    uint8_t key;
    enum rc rc;
} adds[] = {
    {"new in a new organisation", "a", "one", ORGANISATION_CARE, 100, RC_OK},
    {"second of it", "b", "one", ORGANISATION_CARE, 101, RC_OK},
    {"name taken", "a", "one", ORGANISATION_CARE, 102, RC_DUP},
    {"name taken elsewhere", "a", "two", ORGANISATION_CARE, 102, RC_DUP},
    {"key taken", "c", "one", ORGANISATION_CARE, 100, RC_DUP},
    {"organisation of another kind", "d", "one", ORGANISATION_POLICE, 103,
     RC_STALE},
};

static void
test_enrolment(void **state)
{
    struct fixture *f = *state;
    int64_t before = fixture_number(f, "SELECT count(*) FROM audit");
    int64_t organisations =
        fixture_number(f, "SELECT count(*) FROM organisation");

    for (size_t i = 0; i < sizeof adds / sizeof adds[0]; i++) {
        const struct add_row *r = &adds[i];
        struct enrolment enrolment = someone(r->name, r->organisation, r->key);
        int64_t principal = -1;

        enrolment.organisation_kind = r->kind;

        enum rc rc =
            people_add(f->store, &enrolment, f->people[0], NOW, &principal);

        if (rc != r->rc || (principal == -1) != (rc != RC_OK))
            fail_msg("%s: rc %d", r->what, (int)rc);
    }
    /* what was refused left nothing: no organisation "two", no record */
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM organisation"),
                     organisations + 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"),
                     before + 2);
}

static size_t
keys_at(struct fixture *f, int64_t principal, int64_t now_us,
        struct principal_key out[8])
{
    struct principal_key *keys = NULL;
    size_t n = 0;
    size_t mine = 0;

    assert_int_equal(people_keys(f->store, now_us, &keys, &n), RC_OK);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || keys[i].key > keys[i - 1].key);
        if (keys[i].principal == principal && mine < 8)
            out[mine++] = keys[i];
    }
    free(keys);
    return mine;
}

static void
test_rotation_overlaps_and_ends_the_old_key(void **state)
{
    struct fixture *f = *state;
    const struct enrolment enrolment = someone("a", "one", 100);
    uint8_t second[PUBLIC_KEY_BYTES] = {1, 2, 3};
    struct principal_key keys[8];
    int64_t who = 0;

    assert_int_equal(people_add(f->store, &enrolment, 0, NOW, &who), RC_OK);
    assert_int_equal(
        people_rotate(f->store, "nobody", second, NOW + 10, 0, NOW),
        RC_NOT_FOUND);
    assert_int_equal(
        people_rotate(f->store, "a", enrolment.public_key, NOW + 10, 0, NOW),
        RC_DUP);
    assert_int_equal(keys_at(f, who, NOW + 11, keys), 1); /* not shortened */
    assert_int_equal(people_rotate(f->store, "a", second, NOW + 10, 0, NOW + 1),
                     RC_OK);
    assert_int_equal(keys_at(f, who, NOW + 9, keys), 2);
    assert_int_equal(keys[0].valid_to_us, NOW + 10);
    assert_int_equal(keys[1].valid_from_us, NOW + 1);
    assert_int_equal(keys[1].valid_to_us, INT64_MAX);
    assert_int_equal(keys[1].roles, ROLE_BIT(ROLE_SUBMITTER));
    assert_int_equal(keys_at(f, who, NOW + 10, keys), 1); /* half-open */
    assert_memory_equal(keys[0].public_key, second, PUBLIC_KEY_BYTES);
    /* an end that is already earlier stays */
    second[0] = 9;
    assert_int_equal(people_rotate(f->store, "a", second, NOW + 99, 0, NOW + 2),
                     RC_OK);
    assert_int_equal(keys_at(f, who, NOW + 9, keys), 3);
    assert_int_equal(keys[0].valid_to_us, NOW + 10);
    assert_int_equal(keys[1].valid_to_us, NOW + 99);
}

static void
test_revocation_of_one_and_of_all(void **state)
{
    struct fixture *f = *state;
    const struct enrolment enrolment = someone("a", "one", 100);
    const uint8_t second[PUBLIC_KEY_BYTES] = {1};
    const uint8_t strange[PUBLIC_KEY_BYTES] = {2};
    struct principal_key keys[8];
    struct enrolment again = someone("b", "one", 100);
    int64_t who = 0;

    assert_int_equal(people_add(f->store, &enrolment, 0, NOW, &who), RC_OK);
    assert_int_equal(people_rotate(f->store, "a", second, INT64_MAX, 0, NOW),
                     RC_OK);
    assert_int_equal(people_revoke(f->store, "x", NULL, 0, NOW), RC_NOT_FOUND);
    assert_int_equal(people_revoke(f->store, "a", strange, 0, NOW),
                     RC_NOT_FOUND);
    assert_int_equal(
        people_revoke(f->store, "a", enrolment.public_key, 0, NOW + 5), RC_OK);
    assert_int_equal(keys_at(f, who, NOW + 4, keys), 2);
    assert_int_equal(keys_at(f, who, NOW + 5, keys), 1);
    assert_memory_equal(keys[0].public_key, second, PUBLIC_KEY_BYTES);
    assert_int_equal(people_revoke(f->store, "a", NULL, 0, NOW + 7), RC_OK);
    assert_int_equal(keys_at(f, who, NOW + 7, keys), 0);
    assert_int_equal(keys_at(f, who, NOW + 4, keys), 2); /* first one stays */
    assert_int_equal(keys[0].revoked_us, NOW + 5);
    /* a revoked key is never taken again */
    assert_int_equal(people_add(f->store, &again, 0, NOW, &who), RC_DUP);
}

static void
test_listing_and_finding(void **state)
{
    struct fixture *f = *state;
    struct partner *out = calloc(3, sizeof *out);
    struct principal one;
    size_t n = 0;

    assert_non_null(out);
    assert_int_equal(people_list(f->store, "", out, 3, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(out[0].principal.name, "p0");
    assert_string_equal(out[0].principal.organisation_name, "acm");
    assert_int_equal(out[0].keys_n, 1);
    assert_int_equal(people_list(f->store, "p2", out, 3, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_string_equal(out[0].principal.name, "p3");
    for (uint8_t i = 0; i < KEYS_MAX + 2; i++) {
        const uint8_t key[PUBLIC_KEY_BYTES] = {i, 77};

        assert_int_equal(people_rotate(f->store, "p3", key, NOW, 0, NOW),
                         RC_OK);
    }
    assert_int_equal(people_list(f->store, "p2", out, 3, &n), RC_OK);
    assert_int_equal(out[0].keys_n, KEYS_MAX); /* newest first */
    assert_int_equal(out[0].keys[0].public_key[0], KEYS_MAX + 1);
    assert_int_equal(people_find(f->store, "p1", &one), RC_OK);
    assert_int_equal(one.principal, f->people[1]);
    assert_int_equal(one.organisation_kind, ORGANISATION_POLICE);
    assert_int_equal(people_find(f->store, "P1", &one), RC_NOT_FOUND);
    assert_int_equal(people_get(f->store, f->people[2], &one), RC_OK);
    assert_string_equal(one.name, "p2");
    assert_int_equal(one.roles, ROLE_BIT(ROLE_COORDINATOR));
    assert_int_equal(people_get(f->store, 999, &one), RC_NOT_FOUND);
    free(out);
}

static void
test_many_keys_are_all_listed(void **state)
{
    struct fixture *f = *state;
    struct principal_key *keys = NULL;
    size_t n = 0;

    for (uint8_t i = 0; i < 200; i++) {
        const uint8_t key[PUBLIC_KEY_BYTES] = {i, 78};

        assert_int_equal(people_rotate(f->store, "p3", key, INT64_MAX, 0, NOW),
                         RC_OK);
    }
    assert_int_equal(people_keys(f->store, NOW, &keys, &n), RC_OK);
    assert_int_equal(n, FIXTURE_PEOPLE + 200);
    free(keys);
}

static int64_t
key_of(struct fixture *f, int64_t principal)
{
    struct principal_key *keys = NULL;
    size_t n = 0;
    int64_t found = 0;

    assert_int_equal(people_keys(f->store, NOW, &keys, &n), RC_OK);
    for (size_t i = 0; i < n; i++)
        if (keys[i].principal == principal)
            found = keys[i].key;
    free(keys);
    return found;
}

static size_t
listed(struct fixture *f, int64_t key)
{
    struct principal_key *keys = NULL;
    size_t n = 0;
    size_t found = 0;

    assert_int_equal(people_keys(f->store, NOW, &keys, &n), RC_OK);
    for (size_t i = 0; i < n; i++)
        found += keys[i].key == key;
    free(keys);
    return found;
}

static void
test_parked_until_an_operator_says_so(void **state)
{
    struct fixture *f = *state;
    const uint8_t next[PUBLIC_KEY_BYTES] = {79};
    int64_t key = key_of(f, f->people[1]);
    int64_t principal = 0;
    int64_t n = 0;
    struct partner *out = calloc(1, sizeof *out);
    size_t found = 0;

    assert_non_null(out);
    assert_int_equal(people_park(f->store, 999, NOW, &principal), RC_NOT_FOUND);
    assert_int_equal(people_unpark(f->store, "p1", f->people[0], NOW),
                     RC_NOT_FOUND);
    assert_int_equal(people_park(f->store, key, NOW, &principal), RC_OK);
    assert_int_equal(principal, f->people[1]);
    assert_int_equal(people_park(f->store, key, NOW + 1, &principal), RC_DUP);
    assert_int_equal(people_parked(f->store, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(listed(f, key), 0);
    /* a new key of its owner is another matter */
    assert_int_equal(people_rotate(f->store, "p1", next, INT64_MAX, 0, NOW),
                     RC_OK);
    assert_int_equal(people_list(f->store, "p0", out, 1, &found), RC_OK);
    assert_int_equal(out->parked_us[0], 0);
    assert_int_equal(listed(f, out->keys[0].key), 1);
    assert_int_equal(out->parked_us[1], NOW);
    assert_int_equal(people_unpark(f->store, "p2", f->people[0], NOW),
                     RC_NOT_FOUND);
    assert_int_equal(people_unpark(f->store, "nobody", f->people[0], NOW),
                     RC_NOT_FOUND);
    assert_int_equal(listed(f, key), 0);
    assert_int_equal(people_unpark(f->store, "p1", f->people[0], NOW), RC_OK);
    assert_int_equal(listed(f, key), 1);
    assert_int_equal(people_parked(f->store, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(fixture_number(f,
                                    "SELECT count(*) FROM audit WHERE verb IN"
                                    " ('key-park', 'partner-unpark')"),
                     2);
    free(out);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_enrolment),
        TEST(test_rotation_overlaps_and_ends_the_old_key),
        TEST(test_revocation_of_one_and_of_all),
        TEST(test_listing_and_finding),
        TEST(test_many_keys_are_all_listed),
        TEST(test_parked_until_an_operator_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
