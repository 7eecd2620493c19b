/* When a disk is full, and when it is not any more. */
#include "rows.h"

#include "core/disk_life.h"

#define MIB     INT64_C(1048576)
#define RESERVE (8 * MIB)

static const struct row {
    const char *name;
    struct disk_look look;
    enum disk_turn turn;
} rows[] = {
    {"plenty of room", {.free_bytes = 100 * MIB}, DISK_STAYS},
    {"a quarter of the reserve is room", {.free_bytes = 2 * MIB}, DISK_STAYS},
    {"a byte less is full", {.free_bytes = 2 * MIB - 1}, DISK_FULL},
    {"nothing at all", {.free_bytes = 0}, DISK_FULL},
    {"a failure with room to spare is no full disk",
     {.free_bytes = 8 * MIB, .failed = true},
     DISK_STAYS},
    {"a failure with less than the reserve is one",
     {.free_bytes = 8 * MIB - 1, .failed = true},
     DISK_FULL},
    {"full stays full while the reserve does not fit",
     {.free_bytes = 8 * MIB - 1, .full = true},
     DISK_STAYS},
    {"and while it would take all there is",
     {.free_bytes = 16 * MIB - 1, .full = true},
     DISK_STAYS},
    {"twice the reserve is room",
     {.free_bytes = 16 * MIB, .full = true},
     DISK_ROOM},
    {"room is not believed after a failure",
     {.free_bytes = 16 * MIB, .full = true, .failed = true},
     DISK_STAYS},
    {"full, and still nothing", {.free_bytes = 0, .full = true}, DISK_STAYS},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct disk_look look = rows[i].look;

        look.reserve_bytes = RESERVE;
        if (disk_life(&look) != rows[i].turn)
            fail_msg("%s: %d", rows[i].name, (int)disk_life(&look));
    }
}

/* However small the reserve: a commit of one message must fit. */
static void
test_a_small_reserve(void **state)
{
    const struct disk_look under = {.free_bytes = DISK_LEAST_BYTES - 1,
                                    .reserve_bytes = DISK_LEAST_BYTES};
    const struct disk_look at = {.free_bytes = DISK_LEAST_BYTES,
                                 .reserve_bytes = DISK_LEAST_BYTES};

    (void)state;
    assert_int_equal(disk_life(&under), DISK_FULL);
    assert_int_equal(disk_life(&at), DISK_STAYS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_small_reserve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
