/* Message ids are ordered by time whatever the clock does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clients/uuid7.h"

static const uint8_t ones[10] = {0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t zeros[10];

static void
test_layout_is_that_of_rfc_9562(void **state)
{
    struct uuid7 ids = {0};
    uint8_t id[UUID7_BYTES];

    (void)state;
    uuid7_next(&ids, INT64_C(0x0123456789ab), ones, id);
    assert_memory_equal(id, "\x01\x23\x45\x67\x89\xab", 6);
    assert_int_equal(id[6] >> 4, 7);
    assert_int_equal(id[8] >> 6, 2);
}

static void
test_ids_rise_while_the_clock_stands_still(void **state)
{
    struct uuid7 ids = {0};
    uint8_t before[UUID7_BYTES];
    uint8_t id[UUID7_BYTES];

    (void)state;
    uuid7_next(&ids, 1000, ones, before);
    for (int i = 0; i < 10000; i++) {
        /* The noise falls: the counter alone must carry the order. */
        uuid7_next(&ids, 1000, zeros, id);
        assert_true(memcmp(id, before, sizeof id) > 0);
        memcpy(before, id, sizeof id);
    }
}

static void
test_ids_rise_when_the_clock_runs_back(void **state)
{
    struct uuid7 ids = {0};
    uint8_t before[UUID7_BYTES];
    uint8_t id[UUID7_BYTES];

    (void)state;
    uuid7_next(&ids, 5000, ones, before);
    uuid7_next(&ids, 10, zeros, id);
    assert_true(memcmp(id, before, sizeof id) > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout_is_that_of_rfc_9562),
        cmocka_unit_test(test_ids_rise_while_the_clock_stands_still),
        cmocka_unit_test(test_ids_rise_when_the_clock_runs_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
