/* What must come of certain shapes: a signal with everybody's identifiers, a
 * split that something new ties together again, two halves that hang on one
 * pair, a part that is too large, a book that fails. */
#include "../unit/rows.h"

#include <stdlib.h>
#include <string.h>

#include "link/workspace.h"
#include "rig.h"

static void
value(struct link_record *record, enum link_kind kind, uint64_t token)
{
    const struct link_value one = {.token = token,
                                   .rarity_mb = link_rarity_mb(kind, 0, 0),
                                   .kind = (uint8_t)kind};

    world_value(record, &one, true);
}

/* An order that has nothing to do with the node. */
static struct link_record
signal_of(int64_t node, int64_t organisation)
{
    uint64_t seed = (uint64_t)node;

    return (struct link_record){
        .place = {.time_s = 1700000000 + node % 7 * 86400,
                  .order = (int64_t)(world_random(&seed) >> 1),
                  .node = node},
        .organisation = organisation};
}

/* n signals from node on about one phone and one house. */
static void
insert_told_by(struct rig *rig, int64_t organisations, int64_t node, int64_t n,
               uint64_t token)
{
    for (int64_t i = 0; i < n; i++) {
        struct link_record record = signal_of(node + i, 1 + i % organisations);

        value(&record, LINK_PHONE, token);
        value(&record, LINK_DWELLING, token);
        value(&record, LINK_SECTOR, token);
        rig_insert(rig, &record);
        rig_settle(rig);
    }
}

static void
insert_bundle(struct rig *rig, int64_t node, int64_t n, uint64_t token)
{
    insert_told_by(rig, 3, node, n, token);
}

static size_t
notices(const struct rig *rig, enum link_notice_kind kind,
        struct link_notice *last)
{
    const struct link_notice *all;
    size_t n = memory_book_notices(rig->memory, &all), of_kind = 0;

    for (size_t i = 0; i < n; i++) {
        if (all[i].kind != kind)
            continue;
        *last = all[i];
        of_kind++;
    }
    return of_kind;
}

static struct link_record
of_both(int64_t node, int64_t organisation)
{
    struct link_record record = signal_of(node, organisation);

    value(&record, LINK_PHONE, 501);
    value(&record, LINK_PHONE, 502);
    value(&record, LINK_DWELLING, 501);
    value(&record, LINK_DWELLING, 502);
    return record;
}

/* One organisation sends signals with the phones and houses of both: they may
 * join one of them, but they make no one of the two. */
static void
glue(int64_t size, int64_t glues, uint32_t contrast, int64_t organisations)
{
    struct rig rig;

    rig_open(&rig, 16);
    rig.situation.contrast = contrast;
    insert_told_by(&rig, organisations, 1, size, 501);
    insert_told_by(&rig, organisations, 101, size, 502);
    assert_int_equal(memory_book_cluster(rig.memory, size), 1);
    assert_int_equal(memory_book_cluster(rig.memory, 100 + size), 101);
    for (int64_t i = 0; i < glues; i++) {
        struct link_record record = of_both(201 + i, 9);

        rig_insert(&rig, &record);
        rig_settle(&rig);
        assert_int_not_equal(memory_book_cluster(rig.memory, 1),
                             memory_book_cluster(rig.memory, 101));
    }
    for (int64_t i = 0; i < size; i++) {
        assert_int_equal(memory_book_cluster(rig.memory, 1 + i), 1);
        assert_int_equal(memory_book_cluster(rig.memory, 101 + i), 101);
    }
    rig_close(&rig);
}

static void
test_one_signal_does_not_glue_bundles_that_contradict(void **state)
{
    (void)state;
    glue(8, 1, LINK_CONTRAST_MAX, 1);
    glue(12, 1, LINK_CONTRAST_MAX, 1);
    glue(20, 2, LINK_CONTRAST_MAX, 1);
}

static void
test_one_organisation_does_not_glue_bundles_that_others_know(void **state)
{
    (void)state;
    glue(2, 1, 0, 2);
    glue(3, 12, 0, 3);
    glue(8, 40, 0, 2);
}

/* People are told what it ties; another organisation that says so makes it
 * one, and when that one is gone it is two again. */
static void
test_what_two_organisations_say_is_believed(void **state)
{
    struct link_record first = of_both(201, 8), second = of_both(202, 9);
    struct link_notice notice = {0};
    struct rig rig;

    (void)state;
    rig_open(&rig, 16);
    insert_told_by(&rig, 2, 1, 4, 501);
    insert_told_by(&rig, 2, 101, 4, 502);
    rig_insert(&rig, &first);
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 104), 101);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 1);
    assert_int_equal(notice.a, 201);
    rig_insert(&rig, &second);
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 104), 1);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 0);
    rig_remove(&rig, 202);
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 104), 101);
    rig_decide(&rig, &(struct link_decision){1, 1, 101, LINK_TOGETHER});
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 104), 1);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 0);
    rig_close(&rig);
}

/* Decided, split as asked; then somebody new is tied to both sides. */
static void
test_news_of_a_split_goes_to_the_stronger_side_and_is_told(void **state)
{
    struct link_notice notice = {0};
    struct rig rig;

    (void)state;
    rig_open(&rig, 16);
    insert_bundle(&rig, 1, 6, 501);
    for (int64_t i = 2; i <= 3; i++) {
        rig_decide(&rig, &(struct link_decision){1, 1, i, LINK_TOGETHER});
        rig_decide(&rig, &(struct link_decision){1, 4, i + 3, LINK_TOGETHER});
    }
    rig_decide(&rig, &(struct link_decision){1, 1, 4, LINK_SEPARATE});
    rig_settle(&rig);
    for (int64_t node = 1; node <= 6; node++)
        assert_int_equal(memory_book_cluster(rig.memory, node),
                         node <= 3 ? 1 : 4);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 0);

    insert_bundle(&rig, 7, 1, 501);
    assert_true(memory_book_cluster(rig.memory, 7) == 1 ||
                memory_book_cluster(rig.memory, 7) == 4);
    assert_int_equal(memory_book_cluster(rig.memory, 6), 4);
    assert_int_equal(memory_book_cluster(rig.memory, 3), 1);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 1);
    assert_int_equal(notice.a, 7);
    assert_int_equal(notice.cluster, memory_book_cluster(rig.memory, 7));

    /* Looked at: it is no news any more. */
    rig_decide(&rig, &(struct link_decision){2, 7, notice.b, LINK_UNSURE});
    rig_settle(&rig);
    assert_int_equal(notices(&rig, LINK_SPLIT_NEWS, &notice), 0);
    rig_close(&rig);
}

static void
test_two_halves_on_one_pair_are_told(void **state)
{
    struct link_notice notice = {0};
    struct link_record between;
    struct rig rig;

    (void)state;
    rig_open(&rig, 16);
    insert_told_by(&rig, 1, 1, 4, 501);
    insert_told_by(&rig, 1, 11, 4, 502);
    assert_int_equal(notices(&rig, LINK_BRIDGE, &notice), 0);

    between = signal_of(5, 4);
    value(&between, LINK_PHONE, 501);
    value(&between, LINK_DWELLING, 501);
    value(&between, LINK_PLATE, 700);
    rig_insert(&rig, &between);
    between = signal_of(15, 4);
    value(&between, LINK_PHONE, 502);
    value(&between, LINK_DWELLING, 502);
    value(&between, LINK_PLATE, 700);
    rig_insert(&rig, &between);
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 14), 1);
    assert_int_equal(notices(&rig, LINK_BRIDGE, &notice), 1);
    assert_int_equal(notice.a + notice.b, 5 + 15);
    assert_int_equal(notice.cluster, 1);

    /* A person says so: then it hangs on that. */
    rig_decide(&rig, &(struct link_decision){1, 5, 15, LINK_TOGETHER});
    rig_settle(&rig);
    assert_int_equal(notices(&rig, LINK_BRIDGE, &notice), 0);
    rig_close(&rig);
}

/* Where evidence does not keep two small bundles apart, a person is told that
 * they hang on one signal. */
static void
test_two_halves_on_one_signal_are_told(void **state)
{
    const struct link_record between = of_both(201, 9);
    struct link_notice notice = {0};
    struct rig rig;

    (void)state;
    rig_open(&rig, 16);
    insert_told_by(&rig, 1, 1, 3, 501);
    insert_told_by(&rig, 1, 101, 3, 502);
    rig_insert(&rig, &between);
    rig_settle(&rig);
    assert_int_equal(memory_book_cluster(rig.memory, 103), 1);
    assert_int_equal(notices(&rig, LINK_BRIDGE, &notice), 1);
    assert_int_equal(notice.a, 201);
    assert_int_equal(notice.b, 0);
    rig_decide(&rig, &(struct link_decision){1, 201, 1, LINK_UNSURE});
    rig_settle(&rig);
    assert_int_equal(notices(&rig, LINK_BRIDGE, &notice), 0);
    rig_close(&rig);
}

/* Three thousand in one list hang together by pairs of two weights: the light
 * ones give way, each is told, and it goes back when some are gone. */
static void
test_too_large_a_part_is_taken_apart(void **state)
{
    enum {
        N = 3000
    };
    struct link_notice notice = {0};
    struct memory_book_counts counts;
    struct rig rig;

    (void)state;
    rig_open(&rig, 2);
    for (int64_t node = 1; node <= N; node++) {
        struct link_record record = signal_of(node, 1 + node % 5);

        record.place.time_s = 1700000000 + node;
        value(&record, LINK_DWELLING, 900);
        value(&record, LINK_PHONE, (uint64_t)(1000 + node / 50));
        rig_insert(&rig, &record);
        rig_settle(&rig);
    }
    memory_book_count(rig.memory, &counts);
    assert_true(counts.clusters >= N / 50);
    assert_true(notices(&rig, LINK_OVERSIZE, &notice) >= N / 50);
    assert_true(notice.mb > 0);
    assert_int_equal(memory_book_cluster(rig.memory, 1),
                     memory_book_cluster(rig.memory, 40));
    assert_int_not_equal(memory_book_cluster(rig.memory, 1),
                         memory_book_cluster(rig.memory, 60));
    rig_check(&rig);

    for (int64_t node = 1901; node <= N; node++) {
        rig_remove(&rig, node);
        rig_settle(&rig);
    }
    assert_int_equal(notices(&rig, LINK_OVERSIZE, &notice), 0);
    assert_int_equal(memory_book_cluster(rig.memory, 1),
                     memory_book_cluster(rig.memory, 60));
    rig_check(&rig);
    rig_close(&rig);
}

/* Everything in one settling: the engine asks for one in between. */
static void
test_a_full_workspace_asks_to_settle(void **state)
{
    const struct world_shape shape = {
        .seed = 3, .n = 40000, .situations = 9000, .noise = 2};
    struct world *world = world_make(&shape);
    uint8_t at_once[LINK_DIGEST_BYTES], singly[LINK_DIGEST_BYTES];
    struct rig rig;
    size_t again = 0;

    (void)state;
    rig_open(&rig, 4);
    for (size_t i = 0; i < world->n; i++) {
        enum rc rc = link_insert(rig.engine, &world->records[i]);

        if (rc == RC_AGAIN) {
            again++;
            rig_settle(&rig);
            rc = link_insert(rig.engine, &world->records[i]);
        }
        assert_int_equal(rc, RC_OK);
    }
    rig_settle(&rig);
    rig_check(&rig);
    assert_in_range(again, 1, 10);
    rig_digest(&rig, at_once);
    rig_close(&rig);

    rig_open(&rig, 4);
    for (size_t i = world->n; i-- > 0;) {
        rig_insert(&rig, &world->records[i]);
        rig_settle(&rig);
    }
    rig_digest(&rig, singly);
    assert_memory_equal(at_once, singly, LINK_DIGEST_BYTES);
    rig_close(&rig);
    world_free(world);
}

static void
test_what_is_there_is_refused_and_what_is_not_is_not_found(void **state)
{
    struct link_record record = signal_of(1, 1);
    struct memory_book_counts counts;
    struct rig rig;

    (void)state;
    rig_open(&rig, 4);
    rig_insert(&rig, &record);
    assert_int_equal(link_insert(rig.engine, &record), RC_DUP);
    assert_int_equal(link_remove(rig.engine, 2), RC_NOT_FOUND);
    rig.situation.window = LINK_WINDOW_MAX + 1;
    assert_int_equal(link_remove(rig.engine, 1), RC_INVALID);
    rig.situation.window = 0;
    assert_int_equal(link_remove(rig.engine, 1), RC_INVALID);
    memory_book_count(rig.memory, &counts);
    assert_int_equal(counts.records, 1);
    rig_close(&rig);
}

/* Whichever call fails, that is what is answered. */
static void
test_a_book_that_fails_is_heard(void **state)
{
    bool whole = false;

    (void)state;
    for (uint64_t fail = 1; !whole; fail++) {
        struct rig rig;
        struct link_record record = signal_of(21, 4);
        uint64_t calls;

        rig_open(&rig, 2);
        insert_bundle(&rig, 1, 8, 501);
        rig_decide(&rig, &(struct link_decision){1, 1, 2, LINK_SEPARATE});
        value(&record, LINK_PHONE, 501);
        value(&record, LINK_DWELLING, 501);
        memory_book_fail(rig.memory, fail);
        enum rc rc = link_insert(rig.engine, &record);

        if (rc == RC_OK)
            rc = link_settle(rig.engine, NULL, NULL);
        if (rc == RC_OK)
            rc = link_remove(rig.engine, 3);
        if (rc == RC_OK)
            rc = link_settle(rig.engine, NULL, NULL);
        calls = memory_book_calls(rig.memory);
        whole = calls < fail;
        assert_int_equal(rc, whole ? RC_OK : RC_DOWN);
        assert_true(whole || calls == fail);
        rig_close(&rig);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_signal_does_not_glue_bundles_that_contradict),
        cmocka_unit_test(
            test_one_organisation_does_not_glue_bundles_that_others_know),
        cmocka_unit_test(test_what_two_organisations_say_is_believed),
        cmocka_unit_test(
            test_news_of_a_split_goes_to_the_stronger_side_and_is_told),
        cmocka_unit_test(test_two_halves_on_one_pair_are_told),
        cmocka_unit_test(test_two_halves_on_one_signal_are_told),
        cmocka_unit_test(test_too_large_a_part_is_taken_apart),
        cmocka_unit_test(test_a_full_workspace_asks_to_settle),
        cmocka_unit_test(
            test_what_is_there_is_refused_and_what_is_not_is_not_found),
        cmocka_unit_test(test_a_book_that_fails_is_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
