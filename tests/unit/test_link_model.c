/* The models before anything was learned, rarity, and what a new one changes. */
#include "rows.h"

#include <string.h>

#include "link/model.h"
#include "link/model_change.h"
#include "link/model_names.h"
#include "link/record.h"

static const struct rarity_row {
    const char *name;
    uint8_t kind;
    uint64_t clusters, total;
    int32_t rarity_mb;
} rarity_rows[] = {
    {"nobody had it", LINK_PHONE, 0, 1000, 22000},
    {"one had it", LINK_PHONE, 1, 1000, 22000},
    {"nothing was counted yet", LINK_PHONE, 50, 0, 22000},
    {"two of a thousand", LINK_PHONE, 2, 1000, 9966},
    {"five of a thousand", LINK_PHONE, 5, 1000, 7966},
    {"two of ten million: the least chance of a phone", LINK_PHONE, 2, 10000000,
     22000},
    {"four of ten million", LINK_PHONE, 4, 10000000, 21669},
    {"half of all", LINK_PHONE, 501, 1000, 1000},
    {"all and one", LINK_PHONE, 1001, 1000, 0},
    {"more than all", LINK_PHONE, UINT64_MAX, 1000, 0},
    {"a dwelling", LINK_DWELLING, 1, 1000, 15000},
    {"a plate", LINK_PLATE, 1, 1000, 18000},
    {"an alias", LINK_ALIAS, 1, 1000, 12000},
    {"a municipality is never rare", LINK_MUNICIPALITY, 2, 1000, 1500},
    {"a model's own", LINK_OWN + 5, 1, 1000, 16610},
    {"a word of the text is for search", LINK_WORD, 1, 1000, 0},
    {"no kind", 99, 1, 1000, 0},
};

static void
test_rarity(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rarity_rows); i++) {
        const struct rarity_row *row = &rarity_rows[i];
        int32_t is = link_rarity_mb(row->kind, row->clusters, row->total);

        if (is != row->rarity_mb)
            fail_msg("%s: %d", row->name, is);
    }
}

static void
test_what_more_have_is_never_rarer(void **state)
{
    (void)state;
    for (uint8_t kind = 0; kind < 140; kind++)
        for (uint64_t n = 1; n < 2000; n++)
            assert_true(link_rarity_mb(kind, n + 1, 1500) <=
                        link_rarity_mb(kind, n, 1500));
}

static void
want_sound(const struct link_model *model)
{
    assert_int_equal(model->fields_n, LINK_FIELDS);
    assert_int_equal(model->groups_n, LINK_GROUPS);
    assert_true(model->possible_mb < model->link_mb);
    assert_true(model->fields_n <= LINK_FIELDS_MAX);
    for (uint32_t i = 0; i < model->fields_n; i++) {
        const struct link_field *field = &model->fields[i];
        int32_t before = INT32_MAX;

        assert_true(field->group < model->groups_n);
        assert_true(field->levels_n <= LINK_LEVELS_MAX);
        assert_true(field->different_mb <= 0);
        for (uint8_t k = 0; k < field->levels_n; k++) {
            const struct link_level *level = &field->levels[k];
            int32_t most =
                level->rare ? level->weight_max_mb : level->weight_mb;

            assert_true(most <= before); /* the better level first */
            assert_true(most >= 0);
            assert_true(!level->identity || level->rare);
            /* what is rare at most is what its kind can be */
            assert_true(!level->rare ||
                        most <= link_rarity_mb(level->kind, 1, 1000));
            before = most;
        }
    }
}

static void
test_the_first_models_are_sound(void **state)
{
    struct link_model situation, same;

    (void)state;
    link_model_start(&situation);
    link_model_same_start(&same);
    want_sound(&situation);
    want_sound(&same);
    for (uint32_t i = 0; i < LINK_FIELDS; i++) {
        assert_false(situation.fields[i].contradicting);
        for (uint8_t k = 0; k < same.fields[i].levels_n; k++)
            assert_false(same.fields[i].levels[k].identity);
    }
    assert_int_equal(situation.link_mb, 4250);
    assert_int_equal(situation.possible_mb, -1000);
    assert_int_equal(situation.groups_needed, 2);
    assert_int_equal(situation.identity_max, 3);
    assert_int_equal(situation.window, 16);
    assert_int_equal(same.link_mb, 9966);
    assert_int_equal(same.possible_mb, 0);
}

static void
change(struct link_model *model, enum link_changed what)
{
    struct link_field *place = &model->fields[LINK_FIELD_PLACE];

    switch (what) {
    case LINK_CHANGED_WEIGHT:
        place->levels[2].weight_mb = -500;
        break;
    case LINK_CHANGED_MOST:
        place->levels[2].weight_max_mb = 10000;
        break;
    case LINK_CHANGED_DIFFERENT:
        place->different_mb = -2500;
        break;
    case LINK_CHANGED_HALF_LIFE:
        place->half_life_s += 1;
        break;
    case LINK_CHANGED_FIELD:
        place->levels[2].identity = true;
        break;
    case LINK_CHANGED_PRIOR:
        model->prior_mb = -10000;
        break;
    case LINK_CHANGED_LINK_AT:
        model->link_mb = 5000;
        break;
    case LINK_CHANGED_POSSIBLE_AT:
        model->possible_mb = 0;
        break;
    case LINK_CHANGED_GROUPS_NEEDED:
        model->groups_needed = 3;
        break;
    case LINK_CHANGED_IDENTITY_MAX:
        model->identity_max = 5;
        break;
    case LINK_CHANGED_WINDOW:
        model->window = 32;
        break;
    case LINK_CHANGED_CONTRAST:
        model->contrast++;
        break;
    case LINK_CHANGED_NORM:
        model->norm++;
        break;
    }
}

static void
test_each_change_is_a_line(void **state)
{
    struct link_model_change lines[LINK_MODEL_CHANGES_MAX];
    struct link_model before;

    (void)state;
    link_model_start(&before);
    assert_int_equal(link_model_changes(&before, &before, lines, 1), 0);
    for (int what = LINK_CHANGED_WEIGHT; what <= LINK_CHANGED_NORM; what++) {
        struct link_model after = before;

        after.epoch++;
        change(&after, (enum link_changed)what);
        assert_int_equal(link_model_changes(&before, &after, lines, 2), 1);
        assert_int_equal(lines[0].what, what);
        assert_int_not_equal(lines[0].before, lines[0].after);
        if (what <= LINK_CHANGED_FIELD)
            assert_int_equal(lines[0].field, LINK_FIELD_PLACE);
        if (what <= LINK_CHANGED_MOST)
            assert_int_equal(lines[0].level, 2);
    }
}

static void
test_two_models_differ_in_no_more_lines_than_there_is_room(void **state)
{
    struct link_model_change lines[LINK_MODEL_CHANGES_MAX];
    struct link_model before, after, none = {0};
    size_t n;

    (void)state;
    link_model_start(&before);
    link_model_same_start(&after);
    n = link_model_changes(&before, &after, lines, LINK_MODEL_CHANGES_MAX);
    assert_in_range(n, 40, LINK_MODEL_CHANGES_MAX);
    assert_int_equal(lines[0].what, LINK_CHANGED_PRIOR);
    assert_int_equal(lines[0].before, before.prior_mb);
    assert_int_equal(lines[0].after, after.prior_mb);
    lines[1].before = 77;
    assert_int_equal(link_model_changes(&before, &after, lines, 1), n);
    assert_int_equal(lines[1].before, 77);
    n = link_model_changes(&before, &none, lines, LINK_MODEL_CHANGES_MAX);
    assert_in_range(n, 20, LINK_MODEL_CHANGES_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rarity),
        cmocka_unit_test(test_what_more_have_is_never_rarer),
        cmocka_unit_test(test_the_first_models_are_sound),
        cmocka_unit_test(test_each_change_is_a_line),
        cmocka_unit_test(
            test_two_models_differ_in_no_more_lines_than_there_is_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
