/* The keys that may speak: found by both names, valid only, replaced whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/people.h"
#include "front/keyring.h"

#define NOW INT64_C(1000000)

static struct principal_key
key_of(int64_t key, uint8_t public_byte)
{
    struct principal_key made = {.key = key,
                                 .principal = key,
                                 .organisation = 1,
                                 .valid_from_us = NOW - 10,
                                 .valid_to_us = INT64_MAX,
                                 .revoked_us = INT64_MAX};

    memset(made.public_key, public_byte, sizeof made.public_key);
    return made;
}

static const uint8_t *
public_of(uint8_t byte)
{
    static uint8_t bytes[PUBLIC_KEY_BYTES];

    memset(bytes, byte, sizeof bytes);
    return bytes;
}

static struct keyring *
open_ring(void)
{
    struct keyring *ring = NULL;

    assert_int_equal(keyring_open(&ring), RC_OK);
    return ring;
}

static void
add(struct keyring *ring, struct principal_key key)
{
    assert_int_equal(keyring_add(ring, &key), RC_OK);
}

static void
test_nothing_is_known_before_the_first_list(void **state)
{
    struct keyring *ring = open_ring();
    struct principal_key key = key_of(1, 1);

    (void)state;
    assert_false(keyring_ready(ring));
    assert_null(keyring_by_public(ring, public_of(1), NOW));
    assert_null(keyring_by_key(ring, 1, NOW));
    assert_int_equal(keyring_add(ring, &key), RC_INVALID);
    assert_int_equal(keyring_end(ring), RC_INVALID);
    keyring_begin(ring);
    assert_int_equal(keyring_end(ring), RC_OK);
    assert_true(keyring_ready(ring)); /* an empty list is a list */
    keyring_close(ring);
}

static void
test_every_key_of_many_is_found_by_both_names(void **state)
{
    struct keyring *ring = open_ring();

    (void)state;
    keyring_begin(ring);
    for (int i = 0; i < 200; i++) /* in an order that is neither's */
        add(ring, key_of((i * 77) % 200 + 1, (uint8_t)(i * 131 % 200)));
    assert_int_equal(keyring_end(ring), RC_OK);
    assert_int_equal(keyring_count(ring), 200);
    for (int i = 0; i < 200; i++) {
        int64_t key = (i * 77) % 200 + 1;
        uint8_t byte = (uint8_t)(i * 131 % 200);

        assert_int_equal(keyring_by_key(ring, key, NOW)->public_key[0], byte);
        assert_int_equal(keyring_by_public(ring, public_of(byte), NOW)->key,
                         key);
    }
    assert_null(keyring_by_key(ring, 0, NOW));
    assert_null(keyring_by_key(ring, 201, NOW));
    assert_null(keyring_by_public(ring, public_of(200), NOW));
    keyring_close(ring);
}

static const struct row {
    const char *name;
    int64_t from_us, to_us, revoked_us;
    bool found;
} rows[] = {
    {"valid", 0, INT64_MAX, INT64_MAX, true},
    {"from this instant on", NOW, INT64_MAX, INT64_MAX, true},
    {"not yet", NOW + 1, INT64_MAX, INT64_MAX, false},
    {"last instant", 0, NOW + 1, INT64_MAX, true},
    {"ended", 0, NOW, INT64_MAX, false},
    {"revoked at this instant", 0, INT64_MAX, NOW, false},
    {"revoked in the next one", 0, INT64_MAX, NOW + 1, true},
};

static void
test_only_a_valid_key_is_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct keyring *ring = open_ring();
        struct principal_key key = key_of(5, 9);

        key.valid_from_us = rows[i].from_us;
        key.valid_to_us = rows[i].to_us;
        key.revoked_us = rows[i].revoked_us;
        keyring_begin(ring);
        add(ring, key);
        assert_int_equal(keyring_end(ring), RC_OK);
        if ((keyring_by_key(ring, 5, NOW) != NULL) != rows[i].found ||
            (keyring_by_public(ring, public_of(9), NOW) != NULL) !=
                rows[i].found)
            fail_msg("%s", rows[i].name);
        keyring_close(ring);
    }
}

static void
test_a_key_enrolled_again_answers_with_the_valid_enrolment(void **state)
{
    struct keyring *ring = open_ring();
    struct principal_key ended = key_of(1, 9);
    struct principal_key later = key_of(3, 9);

    (void)state;
    ended.valid_to_us = NOW - 1;
    later.valid_from_us = NOW + 1;
    keyring_begin(ring);
    add(ring, later);
    add(ring, ended);
    add(ring, key_of(2, 9));
    assert_int_equal(keyring_end(ring), RC_OK);
    assert_int_equal(keyring_by_public(ring, public_of(9), NOW)->key, 2);
    keyring_close(ring);
}

static void
test_a_list_replaces_the_old_one_only_when_it_has_ended(void **state)
{
    struct keyring *ring = open_ring();

    (void)state;
    keyring_begin(ring);
    add(ring, key_of(1, 1));
    assert_int_equal(keyring_end(ring), RC_OK);
    keyring_begin(ring);
    add(ring, key_of(3, 3));
    keyring_begin(ring); /* a desk that began again */
    add(ring, key_of(2, 2));
    assert_non_null(keyring_by_key(ring, 1, NOW));
    assert_null(keyring_by_key(ring, 2, NOW));
    assert_int_equal(keyring_end(ring), RC_OK);
    assert_null(keyring_by_key(ring, 1, NOW));
    assert_non_null(keyring_by_key(ring, 2, NOW));
    assert_null(keyring_by_key(ring, 3, NOW));
    keyring_close(ring);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_known_before_the_first_list),
        cmocka_unit_test(test_every_key_of_many_is_found_by_both_names),
        cmocka_unit_test(test_only_a_valid_key_is_answered),
        cmocka_unit_test(
            test_a_key_enrolled_again_answers_with_the_valid_enrolment),
        cmocka_unit_test(
            test_a_list_replaces_the_old_one_only_when_it_has_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
