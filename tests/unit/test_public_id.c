/* Public ids and receipts. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/public_id.h"

static const struct public_id_key key = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
static const struct public_id_key other_key = {{15, 1, 2, 3}};

static const enum public_id_kind kinds[] = {
    PUBLIC_ID_SIGNAL,     PUBLIC_ID_REFERRAL,   PUBLIC_ID_ADVICE,
    PUBLIC_ID_BOTTLENECK, PUBLIC_ID_WITHDRAWAL, PUBLIC_ID_ALERT,
    PUBLIC_ID_BUNDLE,     PUBLIC_ID_SWAP,       PUBLIC_ID_PLACEMENT,
    PUBLIC_ID_SHARE,      PUBLIC_ID_QUESTION,   PUBLIC_ID_TASK,
    PUBLIC_ID_TERM,       PUBLIC_ID_DECISION};

static void
test_inverse_for_every_kind(void **state)
{
    static const int64_t edges[] = {0,
                                    1,
                                    2,
                                    (1 << 20) - 1,
                                    1 << 20,
                                    PUBLIC_ID_ROW_MAX - 1,
                                    PUBLIC_ID_ROW_MAX};
    uint64_t seed = 7;

    (void)state;
    for (size_t k = 0; k < ROWS(kinds); k++) {
        for (size_t i = 0; i < 2000; i++) {
            int64_t row = i < ROWS(edges) ? edges[i]
                                          : (int64_t)(rows_random(&seed) >> 24);
            int64_t back = -1;
            char id[PUBLIC_ID_BYTES];
            enum public_id_kind kind;

            public_id_write(&key, kinds[k], row, id);
            assert_int_equal(strlen(id), PUBLIC_ID_BYTES - 1);
            assert_int_equal(id[0], kinds[k]);
            assert_int_equal(public_id_read(&key, id, &kind, &back), RC_OK);
            assert_int_equal(kind, kinds[k]);
            assert_true(back == row);
        }
    }
}

static int
order(const void *a, const void *b)
{
    return memcmp(a, b, PUBLIC_ID_BYTES);
}

/* A permutation has no two rows with one id; the first 20,000 rows are the
 * ones that could meet in practice. */
static void
test_no_two_rows_share_an_id(void **state)
{
    static char ids[20000][PUBLIC_ID_BYTES];

    (void)state;
    for (size_t i = 0; i < ROWS(ids); i++)
        public_id_write(&key, PUBLIC_ID_SIGNAL, (int64_t)i, ids[i]);
    qsort(ids, ROWS(ids), sizeof ids[0], order);
    for (size_t i = 1; i < ROWS(ids); i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
}

static void
test_kinds_permute_differently(void **state)
{
    char ids[ROWS(kinds)][PUBLIC_ID_BYTES];

    (void)state;
    for (int64_t row = 0; row < 100; row++) {
        for (size_t k = 0; k < ROWS(kinds); k++)
            public_id_write(&key, kinds[k], row, ids[k]);
        for (size_t a = 0; a < ROWS(kinds); a++) {
            for (size_t b = a + 1; b < ROWS(kinds); b++)
                assert_string_not_equal(ids[a] + 2, ids[b] + 2);
        }
    }
}

static void
test_keys_permute_differently(void **state)
{
    char a[PUBLIC_ID_BYTES], b[PUBLIC_ID_BYTES];

    (void)state;
    for (int64_t row = 0; row < 100; row++) {
        public_id_write(&key, PUBLIC_ID_ALERT, row, a);
        public_id_write(&other_key, PUBLIC_ID_ALERT, row, b);
        assert_string_not_equal(a, b);
    }
}

/* Ids are in people's notes: a change of the permutation would lose them. */
static void
test_ids_do_not_change(void **state)
{
    char id[PUBLIC_ID_BYTES];

    (void)state;
    public_id_write(&key, PUBLIC_ID_SIGNAL, 1, id);
    assert_string_equal(id, "S-R224S220");
    public_id_write(&key, PUBLIC_ID_ALERT, PUBLIC_ID_ROW_MAX, id);
    assert_string_equal(id, "M-KRVZVR4V");
}

static const struct {
    const char *name, *text;
    enum rc rc;
} forms[] = {
    {"signal", "S-00000000", RC_OK},
    {"referral", "R-00000000", RC_OK},
    {"advice", "A-00000000", RC_OK},
    {"bottleneck", "K-00000000", RC_OK},
    {"withdrawal", "W-00000000", RC_OK},
    {"alert", "M-00000000", RC_OK},
    {"bundle", "B-00000000", RC_OK},
    {"small letters", "s-abcdefgh", RC_OK},
    {"the first small letter", "a-00000000", RC_OK},
    {"look-alikes", "m-OoIiLl00", RC_OK},
    {"swap", "X-00000000", RC_OK},
    {"placement", "P-00000000", RC_OK},
    {"share", "D-00000000", RC_OK},
    {"question", "Q-00000000", RC_OK},
    {"task", "T-00000000", RC_OK},
    {"unknown kind", "Z-00000000", RC_INVALID},
    {"kind of tomorrow", "O-00000000", RC_INVALID},
    {"empty", "", RC_INVALID},
    {"prefix alone", "S", RC_INVALID},
    {"prefix and dash", "S-", RC_INVALID},
    {"seven characters", "S-0000000", RC_INVALID},
    {"nine characters", "S-000000000", RC_INVALID},
    {"no dash", "S000000000", RC_INVALID},
    {"other dash", "S_00000000", RC_INVALID},
    {"U is no character", "S-U0000000", RC_INVALID},
    {"space before", " S-00000000", RC_INVALID},
    {"space after", "S-00000000 ", RC_INVALID},
    {"a receipt is no id", "S-00000000-0000000000000000", RC_INVALID},
};

static void
test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(forms); i++) {
        enum public_id_kind kind;
        int64_t row;

        if (public_id_read(&key, forms[i].text, &kind, &row) != forms[i].rc)
            fail_msg("%s", forms[i].name);
    }
}

static void
test_look_alikes_are_the_same_row(void **state)
{
    static const char *const spellings[] = {"S-01100000", "s-oIlO0000",
                                            "S-0LiOoOoO"};
    int64_t first = 0;

    (void)state;
    for (size_t i = 0; i < ROWS(spellings); i++) {
        enum public_id_kind kind;
        int64_t row = -1;

        assert_int_equal(public_id_read(&key, spellings[i], &kind, &row),
                         RC_OK);
        if (i == 0)
            first = row;
        assert_true(row == first);
    }
}

static const uint8_t code[RECEIPT_CODE_BYTES] = {0xFF, 0, 1,    2,    3,
                                                 4,    5, 0x80, 0x7F, 0xFE};

static void
test_receipt_there_and_back(void **state)
{
    char text[RECEIPT_BYTES], id[PUBLIC_ID_BYTES];
    uint8_t back[RECEIPT_CODE_BYTES];

    (void)state;
    receipt_write("S-7K3QM2XA", code, text);
    assert_int_equal(strlen(text), RECEIPT_BYTES - 1);
    assert_memory_equal(text, "S-7K3QM2XA-", 11);
    assert_int_equal(receipt_read(text, id, back), RC_OK);
    assert_string_equal(id, "S-7K3QM2XA");
    assert_memory_equal(back, code, sizeof code);
}

static void
test_receipt_every_bit_counts(void **state)
{
    char plain[RECEIPT_BYTES], other[RECEIPT_BYTES];

    (void)state;
    receipt_write("S-7K3QM2XA", code, plain);
    for (size_t bit = 0; bit < 8 * sizeof code; bit++) {
        uint8_t changed[RECEIPT_CODE_BYTES];

        memcpy(changed, code, sizeof code);
        changed[bit / 8] = (uint8_t)(changed[bit / 8] ^ 1U << bit % 8);
        receipt_write("S-7K3QM2XA", changed, other);
        assert_string_not_equal(plain, other);
    }
}

static const struct {
    const char *name, *text, *id; /* NULL: refused */
} receipts[] = {
    {"canonical", "S-7K3QM2XA-0000000000000000", "S-7K3QM2XA"},
    {"read aloud", "s-7k3qm2xa-ooooooooiiiillll", "S-7K3QM2XA"},
    {"look-alikes in the id", "r-OIL00000-0000000000000000", "R-01100000"},
    {"advice", "A-00000000-0000000000000000", "A-00000000"},
    {"bottleneck", "K-00000000-0000000000000000", "K-00000000"},
    {"withdrawal", "W-00000000-0000000000000000", "W-00000000"},
    {"alerts have none", "M-00000000-0000000000000000", NULL},
    {"bundles have none", "B-00000000-0000000000000000", NULL},
    {"empty", "", NULL},
    {"id alone", "S-7K3QM2XA", NULL},
    {"id and dash", "S-7K3QM2XA-", NULL},
    {"one short", "S-7K3QM2XA-000000000000000", NULL},
    {"one long", "S-7K3QM2XA-00000000000000000", NULL},
    {"dash in the code", "S-7K3QM2XA-00000000-00000000", NULL},
    {"U in the code", "S-7K3QM2XA-000000000000000U", NULL},
    {"no dash between", "S-7K3QM2XA00000000000000000", NULL},
};

static void
test_receipt_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(receipts); i++) {
        char id[PUBLIC_ID_BYTES] = "";
        uint8_t back[RECEIPT_CODE_BYTES];
        enum rc rc = receipt_read(receipts[i].text, id, back);

        if (rc != (receipts[i].id == NULL ? RC_INVALID : RC_OK) ||
            strcmp(id, receipts[i].id == NULL ? "" : receipts[i].id) != 0)
            fail_msg("%s: rc %d id %s", receipts[i].name, (int)rc, id);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inverse_for_every_kind),
        cmocka_unit_test(test_no_two_rows_share_an_id),
        cmocka_unit_test(test_kinds_permute_differently),
        cmocka_unit_test(test_keys_permute_differently),
        cmocka_unit_test(test_ids_do_not_change),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_look_alikes_are_the_same_row),
        cmocka_unit_test(test_receipt_there_and_back),
        cmocka_unit_test(test_receipt_every_bit_counts),
        cmocka_unit_test(test_receipt_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
