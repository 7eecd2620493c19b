/* test_journal -- accepted means committed, once; see store/journal.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define BODY 480

static void
test_accepted_is_there_after_reopen(void **state)
{
    struct fixture *f = *state;
    uint8_t room[3][BODY];
    struct journal_entry entries[3];
    int64_t head = 0;

    for (uint32_t i = 0; i < 3; i++)
        entries[i] = fixture_entry(1, i, room[i], BODY);
    assert_int_equal(journal_append(f->store, entries, 3), RC_OK);
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(entries[i].verdict, JOURNAL_ACCEPTED);
        assert_int_equal(entries[i].seq, i + 1);
    }
    fixture_reopen(f);
    assert_int_equal(journal_head(f->store, &head), RC_OK);
    assert_int_equal(head, 3);
}

static const struct repeat_row {
    const char *name;
    int64_t organisation;
    uint32_t number;
    bool other_content;
    enum journal_verdict verdict;
} repeats[] = {
    {"same id, same digest: the first answer", 1, 7, false, JOURNAL_REPLAYED},
    {"same id, other digest: conflict", 1, 7, true, JOURNAL_CONFLICT},
    {"same id of another organisation: new", 2, 7, false, JOURNAL_ACCEPTED},
    {"other id: new", 1, 8, false, JOURNAL_ACCEPTED},
};

static void
test_message_id_counts_once_per_organisation(void **state)
{
    struct fixture *f = *state;
    uint8_t room[BODY];
    struct journal_entry first = fixture_entry(1, 7, room, BODY);

    first.accepted_us = 42;
    assert_int_equal(journal_append(f->store, &first, 1), RC_OK);
    for (size_t i = 0; i < sizeof repeats / sizeof repeats[0]; i++) {
        const struct repeat_row *r = &repeats[i];
        struct journal_entry again =
            fixture_entry(r->organisation, r->number, room, BODY);

        again.accepted_us = 99;
        again.seq = -1;
        if (r->other_content)
            again.digest[0] ^= 1;
        assert_int_equal(journal_append(f->store, &again, 1), RC_OK);
        if (again.verdict != r->verdict)
            fail_msg("%s: verdict %d", r->name, (int)again.verdict);
        if (r->verdict == JOURNAL_REPLAYED) {
            assert_int_equal(again.seq, first.seq);
            assert_int_equal(again.accepted_us, 42);
        }
        if (r->verdict == JOURNAL_CONFLICT) {
            assert_int_equal(again.seq, -1);
            assert_int_equal(again.accepted_us, 99);
        }
    }
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM journal"), 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE verb ="
                                       " 'submit-replayed' AND row = 0 AND "
                                       "length(handle) = 16 AND at_us = 99"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " verb = 'submit-conflict'"),
                     1);
}

static void
test_twice_in_one_batch_is_one_row(void **state)
{
    struct fixture *f = *state;
    uint8_t room[BODY];
    struct journal_entry entries[3] = {
        fixture_entry(1, 1, room, BODY),
        fixture_entry(1, 1, room, BODY),
        fixture_entry(1, 1, room, BODY),
    };

    entries[2].digest[3] ^= 1;
    assert_int_equal(journal_append(f->store, entries, 3), RC_OK);
    assert_int_equal(entries[0].verdict, JOURNAL_ACCEPTED);
    assert_int_equal(entries[1].verdict, JOURNAL_REPLAYED);
    assert_int_equal(entries[1].seq, entries[0].seq);
    assert_int_equal(entries[2].verdict, JOURNAL_CONFLICT);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM journal"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE verb"
                                       " IN ('submit-replayed',"
                                       " 'submit-conflict') AND"
                                       " length(handle) = 16"),
                     2);
}

static bool
opens(const struct journal_row *row, void *arg)
{
    uint32_t *n = arg;

    assert_false(row->lost);
    assert_true(fixture_body_ok(row));
    (*n)++;
    return true;
}

/* Batches of every size, each with a repeat in its middle. */
static void
test_every_message_has_its_key(void **state)
{
    struct fixture *f = *state;
    uint8_t room[20][BODY];
    struct journal_entry entries[20];
    uint32_t number = 0;
    uint32_t opened = 0;

    for (size_t n = 1; n <= sizeof entries / sizeof entries[0]; n++) {
        for (size_t i = 0; i < n; i++) {
            if (n < 3 || i != n / 2)
                number++;
            entries[i] = fixture_entry(1, number, room[i], BODY);
        }
        assert_int_equal(journal_append(f->store, entries, n), RC_OK);
    }
    assert_int_equal(journal_read(f->store, 0, SIZE_MAX / 2, opens, &opened),
                     RC_OK);
    assert_int_equal(opened, number);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM record_key WHERE"
                                       " kind = 1 AND ref IN"
                                       " (SELECT seq FROM journal)"),
                     number);
    assert_int_equal(fixture_number(f, "SELECT (SELECT sum(keys) FROM"
                                       " key_epoch) - count(*) FROM"
                                       " record_key"),
                     0);
}

static void
test_batch_size_limits(void **state)
{
    struct fixture *f = *state;
    static struct journal_entry entries[JOURNAL_BATCH_MAX + 1];
    uint8_t room[8];

    for (uint32_t i = 0; i <= JOURNAL_BATCH_MAX; i++)
        entries[i] = fixture_entry(1, i, room, sizeof room);
    assert_int_equal(journal_append(f->store, entries, 0), RC_INVALID);
    assert_int_equal(journal_append(f->store, entries, JOURNAL_BATCH_MAX + 1),
                     RC_INVALID);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM journal"), 0);
    assert_int_equal(journal_append(f->store, entries, JOURNAL_BATCH_MAX),
                     RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM journal"),
                     JOURNAL_BATCH_MAX);
}

struct seen {
    int64_t last;
    size_t n;
    size_t stop_at;
    size_t bad;
};

static bool
look(const struct journal_row *row, void *arg)
{
    struct seen *seen = arg;

    if (row->seq <= seen->last || !fixture_body_ok(row))
        seen->bad++;
    seen->last = row->seq;
    return ++seen->n != seen->stop_at;
}

static void
test_read_is_ascending_from_after(void **state)
{
    struct fixture *f = *state;
    struct seen seen = {.last = 2};

    for (uint32_t i = 1; i <= 5; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    assert_int_equal(journal_read(f->store, 2, 2, look, &seen), RC_OK);
    assert_int_equal(seen.n, 2);
    assert_int_equal(seen.last, 4);
    seen = (struct seen){.stop_at = 3};
    assert_int_equal(journal_read(f->store, 0, 100, look, &seen), RC_OK);
    assert_int_equal(seen.n, 3);
    assert_int_equal(seen.bad, 0);
    /* a walk that was left early is over: writing works */
    (void)fixture_submit(f, 1, 6, MESSAGE_SIGNAL);
}

static void
test_get_one_row(void **state)
{
    struct fixture *f = *state;
    struct seen seen = {.last = 0};
    int64_t head = -1;

    assert_int_equal(journal_head(f->store, &head), RC_OK);
    assert_int_equal(head, 0);
    assert_int_equal(journal_get(f->store, 1, look, &seen), RC_NOT_FOUND);
    assert_int_equal(fixture_submit(f, 1, 1, MESSAGE_SIGNAL), 1);
    assert_int_equal(journal_get(f->store, 1, look, &seen), RC_OK);
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.bad, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepted_is_there_after_reopen,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(
            test_message_id_counts_once_per_organisation, fixture_setup,
            fixture_teardown),
        cmocka_unit_test_setup_teardown(test_twice_in_one_batch_is_one_row,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_every_message_has_its_key,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_batch_size_limits, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_read_is_ascending_from_after,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_get_one_row, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
