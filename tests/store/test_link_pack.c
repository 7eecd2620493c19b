/* test_link_pack -- records and models as bytes: the same back, and nothing
 * from bytes that are not what was written */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/rc.h"
#include "link/model.h"
#include "link/record.h"
#include "store/sqlite/link_pack.h"

static uint64_t
dice(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed ^ *seed >> 29;
}

static struct link_record
random_record(uint64_t *seed, uint16_t values_n, uint16_t keys_n)
{
    struct link_record record;

    memset(&record, 0, sizeof record);
    record.values_n = values_n;
    record.keys_n = keys_n;
    for (size_t i = 0; i < keys_n; i++)
        record.keys[i] = dice(seed);
    for (size_t i = 0; i < values_n; i++) {
        struct link_value *value = &record.values[i];

        value->kind = (uint8_t)(1 + i / 4);
        value->of = (uint8_t)(i % 4);
        value->token = dice(seed);
        value->rarity_mb = (int32_t)(dice(seed) % 30000);
        value->clusters = (uint16_t)dice(seed);
        if (dice(seed) % 3 == 0)
            value->filter[dice(seed) % 2] = dice(seed);
    }
    return record;
}

static void
test_a_record_comes_back(void **state)
{
    static const uint16_t sizes[][2] = {
        {0, 0}, {1, 1}, {40, 12}, {LINK_VALUES_MAX, LINK_KEYS_MAX}};
    uint64_t seed = 3;

    (void)state;
    for (size_t i = 0; i < 400; i++) {
        const struct link_record record =
            random_record(&seed, sizes[i % 4][0], sizes[i % 4][1]);
        uint8_t packed[LINK_PACK_BYTES];
        struct link_record back;
        size_t n = 0;

        memset(&back, 0, sizeof back);
        assert_int_equal(link_pack_record(&record, packed, &n), RC_OK);
        assert_int_equal(link_unpack_record(packed, n, &back), RC_OK);
        assert_memory_equal(&back, &record, sizeof record);
    }
}

/* On every machine these bytes: version, 1 key, 2 values. */
static void
test_the_bytes_are_those(void **state)
{
    static const uint8_t expected[] = {
        0x1, 0x1,  0x2,  0x8,  0x7,  0x6,  0x5,  0x4,  0x3,  0x2,  0x1,
        0x2, 0x0,  0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xd8,
        0x4, 0xac, 0x2,  0x11, 0x1,  0x1,  0x0,  0x0,  0x0,  0x0,  0x0,
        0x0, 0x80, 0x1,  0x0,  0x9,  0x0,  0x0,  0x0,  0x0,  0x0,  0x0,
        0x0, 0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x80};
    const struct link_record record = {
        .keys_n = 1,
        .values_n = 2,
        .keys = {0x0102030405060708},
        .values = {{.kind = LINK_PHONE,
                    .token = 0x1122334455667788,
                    .rarity_mb = 300,
                    .clusters = 300},
                   {.kind = LINK_ALIAS,
                    .of = 1,
                    .token = 0x8000000000000001,
                    .filter = {9, 0x8000000000000000}}},
    };
    uint8_t packed[LINK_PACK_BYTES];
    size_t n = 0;

    (void)state;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_OK);
    assert_int_equal(n, sizeof expected);
    assert_memory_equal(packed, expected, sizeof expected);
}

/* Cut anywhere, with a byte more, of another version. */
static void
test_damage_is_found(void **state)
{
    uint64_t seed = 5;
    const struct link_record record = random_record(&seed, 30, 9);
    uint8_t packed[LINK_PACK_BYTES] = {0};
    struct link_record back;
    size_t n = 0;

    (void)state;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_OK);
    for (size_t cut = 0; cut < n; cut++)
        assert_int_equal(link_unpack_record(packed, cut, &back), RC_INVALID);
    assert_int_equal(link_unpack_record(packed, n + 1, &back), RC_INVALID);
    for (unsigned version = 0; version < 256; version++) {
        packed[0] = (uint8_t)version;
        assert_int_equal(link_unpack_record(packed, n, &back),
                         version == 1 ? RC_OK : RC_INVALID);
    }
    packed[0] = 1;
    packed[1] = LINK_KEYS_MAX + 1;
    assert_int_equal(link_unpack_record(packed, n, &back), RC_INVALID);
    packed[1] = 9;
    packed[2] = LINK_VALUES_MAX + 1;
    assert_int_equal(link_unpack_record(packed, n, &back), RC_INVALID);
}

/* Whatever the bytes are: an answer, and never more than there may be. */
static void
test_any_bytes_are_safe(void **state)
{
    uint64_t seed = 7;
    size_t read = 0;

    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        const struct link_record record = random_record(&seed, 20, 5);
        uint8_t packed[LINK_PACK_BYTES];
        struct link_record back;
        size_t n = 0;

        assert_int_equal(link_pack_record(&record, packed, &n), RC_OK);
        packed[dice(&seed) % n] ^= (uint8_t)(1U << (dice(&seed) % 8));
        if (link_unpack_record(packed, n, &back) != RC_OK)
            continue;
        read++;
        assert_true(back.values_n <= LINK_VALUES_MAX);
        assert_true(back.keys_n <= LINK_KEYS_MAX);
        for (size_t k = 0; k < back.values_n; k++)
            assert_true(back.values[k].rarity_mb >= 0);
    }
    assert_true(read > 1000); /* of tokens no bit is wrong */
}

static void
test_what_may_not_be_is_not_packed(void **state)
{
    uint64_t seed = 9;
    struct link_record record = random_record(&seed, 8, 2);
    uint8_t packed[LINK_PACK_BYTES];
    size_t n = 0;

    (void)state;
    record.values[3].rarity_mb = -1;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_INVALID);
    record.values[3].rarity_mb = INT32_MAX;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_OK);
    record.values[3].kind = 0;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_INVALID);
    record = random_record(&seed, 8, 2);
    record.values_n = LINK_VALUES_MAX + 1;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_INVALID);
    record.values_n = 8;
    record.keys_n = LINK_KEYS_MAX + 1;
    assert_int_equal(link_pack_record(&record, packed, &n), RC_INVALID);
}

static struct link_model
full_model(void)
{
    struct link_model model;

    memset(&model, 0, sizeof model);
    model.epoch = 7;
    model.norm = 1;
    model.fields_n = LINK_FIELDS_MAX;
    model.groups_n = LINK_GROUPS_MAX;
    model.window = 16;
    model.groups_needed = 2;
    model.identity_max = 3;
    model.prior_mb = -8966;
    model.link_mb = 4250;
    model.possible_mb = INT32_MIN;
    model.contrast = 64;
    for (size_t i = 0; i < LINK_FIELDS_MAX; i++) {
        struct link_field *field = &model.fields[i];

        field->group = (uint8_t)i;
        field->levels_n = LINK_LEVELS_MAX;
        field->cross = (int8_t)(i % 3 == 0 ? -1 : 4);
        field->any_known = i % 2 == 0;
        field->agrees = i % 3 == 1;
        field->contradicting = i % 5 == 1;
        field->different_mb = -1500;
        field->half_life_s = INT64_MAX;
        for (size_t k = 0; k < LINK_LEVELS_MAX; k++)
            field->levels[k] = (struct link_level){
                .kind = (uint8_t)(200 + k),
                .how = (uint8_t)(k % 4),
                .rare = k % 2 == 0,
                .identity = k == 0,
                .at = (int32_t)(k * 172800),
                .weight_mb = INT32_MAX,
                .weight_max_mb = INT32_MIN,
                .half_life_s = INT64_MIN,
            };
    }
    return model;
}

static void
test_a_model_comes_back_whole_or_not(void **state)
{
    struct link_model model = full_model();
    uint8_t packed[LINK_PACK_BYTES];
    struct link_model back;
    size_t n = 0;

    (void)state;
    memset(&back, 0, sizeof back);
    assert_int_equal(link_pack_model(&model, packed, &n), RC_OK);
    assert_int_equal(link_unpack_model(packed, n, &back), RC_OK);
    assert_memory_equal(&back, &model, sizeof model);
    back.epoch = 99;
    for (size_t cut = 0; cut < n; cut++)
        assert_int_equal(link_unpack_model(packed, cut, &back), RC_INVALID);
    assert_int_equal(back.epoch, 99);
    assert_int_equal(link_unpack_model(packed, n + 1, &back), RC_INVALID);
    model.fields_n = LINK_FIELDS_MAX + 1;
    assert_int_equal(link_pack_model(&model, packed, &n), RC_INVALID);
    model.fields_n = 1;
    model.fields[0].levels_n = LINK_LEVELS_MAX + 1;
    assert_int_equal(link_pack_model(&model, packed, &n), RC_INVALID);
    model.fields[0].levels_n = 1;
    model.fields[0].cross = LINK_FIELDS_MAX;
    assert_int_equal(link_pack_model(&model, packed, &n), RC_INVALID);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_record_comes_back),
        cmocka_unit_test(test_the_bytes_are_those),
        cmocka_unit_test(test_damage_is_found),
        cmocka_unit_test(test_any_bytes_are_safe),
        cmocka_unit_test(test_what_may_not_be_is_not_packed),
        cmocka_unit_test(test_a_model_comes_back_whole_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
