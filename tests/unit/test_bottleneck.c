/* The life of a bottleneck: every state and what a person wants of it. */
#include "rows.h"

#include "core/bottleneck.h"

#define ANNA 7
#define BRAM 8

static const struct row {
    const char *name;
    enum bottleneck_state before;
    int64_t had; /* owner */
    enum bottleneck_state want;
    int64_t owner; /* asked for, by anna */
    enum ack_verdict verdict;
    int64_t has; /* owner afterwards */
} rows[] = {
    {"taken: it is the taker's", BOTTLENECK_NEW, 0, BOTTLENECK_OPEN, 0, ACK_OK,
     ANNA},
    {"given to somebody", BOTTLENECK_NEW, 0, BOTTLENECK_OPEN, BRAM, ACK_OK,
     BRAM},
    {"given to somebody else", BOTTLENECK_OPEN, ANNA, BOTTLENECK_OPEN, BRAM,
     ACK_OK, BRAM},
    {"taken twice", BOTTLENECK_OPEN, ANNA, BOTTLENECK_OPEN, 0, ACK_ALREADY,
     ANNA},
    {"taken by another without saying so", BOTTLENECK_OPEN, BRAM,
     BOTTLENECK_OPEN, 0, ACK_ALREADY, BRAM},
    {"structural keeps its owner", BOTTLENECK_OPEN, BRAM, BOTTLENECK_STRUCTURAL,
     0, ACK_OK, BRAM},
    {"structural without an owner", BOTTLENECK_NEW, 0, BOTTLENECK_STRUCTURAL, 0,
     ACK_OK, 0},
    {"solved", BOTTLENECK_STRUCTURAL, BRAM, BOTTLENECK_SOLVED, 0, ACK_OK, BRAM},
    {"dropped unseen", BOTTLENECK_NEW, 0, BOTTLENECK_DROPPED, 0, ACK_OK, 0},
    {"solved twice", BOTTLENECK_SOLVED, BRAM, BOTTLENECK_SOLVED, 0, ACK_ALREADY,
     BRAM},
    {"solved, then dropped", BOTTLENECK_SOLVED, BRAM, BOTTLENECK_DROPPED, 0,
     ACK_CLOSED, BRAM},
    {"dropped, then structural", BOTTLENECK_DROPPED, BRAM,
     BOTTLENECK_STRUCTURAL, 0, ACK_CLOSED, BRAM},
    {"taken up again: by who does it", BOTTLENECK_SOLVED, BRAM, BOTTLENECK_OPEN,
     0, ACK_OK, ANNA},
    {"dropped and taken up again", BOTTLENECK_DROPPED, 0, BOTTLENECK_OPEN, 0,
     ACK_OK, ANNA},
    {"never new again", BOTTLENECK_OPEN, ANNA, BOTTLENECK_NEW, 0, ACK_INVALID,
     ANNA},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *row = &rows[i];
        const struct bottleneck before = {
            .seq = 3, .state = row->before, .owner = row->had, .changed_us = 4};
        bool changes = row->verdict == ACK_OK;
        struct bottleneck_verdict got;

        bottleneck_decide(&before, row->want, row->owner, ANNA, &got);
        if (got.verdict != row->verdict || got.changes != changes ||
            got.after.state != (changes ? row->want : row->before) ||
            got.after.owner != row->has || got.after.seq != 3)
            fail_msg("%s: verdict %d, state %d, owner %d", row->name,
                     (int)got.verdict, (int)got.after.state,
                     (int)got.after.owner);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
