/* The life of a referral: every state and verb, by everybody, as the rows of
 * tests/data/rows/referral_life.txt say. */
#include "life_words.h"

#include "core/referral.h"

#define OWNER   7
#define INVITED 8
#define OTHER   9

static const char *const states[] = {"none", "open", "accepted", "offered",
                                     "closed"};
static const char *const verbs[] = {"nothing", "accept", "offer", "take back",
                                    "decline", "close",  "reopen"};
static const char *const bys[] = {"nobody", "owner", "invited", "other"};
static const int64_t actors[] = {0, OWNER, INVITED, OTHER};

struct referral_row {
    const struct row_file *rows;
    struct referral before;
    enum referral_verb verb;
    int64_t actor;
    int64_t to;
    enum outcome outcome;
    struct referral_verdict want;
};

static struct referral
referral_in(enum referral_state state)
{
    bool owned = state == REFERRAL_ACCEPTED || state == REFERRAL_OFFERED ||
                 state == REFERRAL_CLOSED;

    return (struct referral){
        .seq = 5,
        .state = state,
        .owner = owned ? OWNER : 0,
        .offered_to = state == REFERRAL_OFFERED ? INVITED : 0,
        .moves = 1,
        .outcome = state == REFERRAL_CLOSED ? OUTCOME_SHELTERED : OUTCOME_NONE,
        .changed_us = 6};
}

static void
with(struct referral_row *row, const char *word)
{
    if (strcmp(word, "to other") == 0)
        row->to = OTHER;
    else if (strcmp(word, "to owner") == 0)
        row->to = OWNER;
    else if (strcmp(word, "outcome") == 0)
        row->outcome = OUTCOME_REFERRED;
    else if (strcmp(word, "to nobody") != 0)
        row_file_fail(row->rows, "with what? \"%s\"", word);
}

static void
want(struct referral_row *row, const char *word)
{
    struct referral *after = &row->want.after;

    row->want.changes = true;
    if (strcmp(word, "owned by actor") == 0) {
        after->owner = row->actor;
        after->moves++;
    } else if (strcmp(word, "no owner") == 0) {
        after->owner = 0;
    } else if (strcmp(word, "offered to other") == 0) {
        after->offered_to = OTHER;
    } else if (strcmp(word, "outcome said") == 0) {
        after->outcome = row->outcome;
    } else if (strcmp(word, "no outcome") == 0) {
        after->outcome = OUTCOME_NONE;
    } else {
        after->state = (enum referral_state)LIFE_FIND(row->rows, states, word);
        after->offered_to = 0;
    }
}

static void
each_word(struct referral_row *row, const char *column,
          void (*take)(struct referral_row *, const char *))
{
    char text[ROW_FILE_LINE_BYTES], *rest = text, *word;

    (void)snprintf(text, sizeof text, "%s", column);
    while ((word = strsep(&rest, ",")) != NULL) {
        word = row_file_trim(word);
        if (strcmp(word, "-") != 0)
            take(row, word);
    }
}

static bool
equal(const struct referral *a, const struct referral *b)
{
    return a->seq == b->seq && a->state == b->state && a->owner == b->owner &&
           a->offered_to == b->offered_to && a->moves == b->moves &&
           a->outcome == b->outcome && a->changed_us == b->changed_us;
}

static void
check(const struct row_file *rows, size_t state, size_t verb, size_t by)
{
    struct referral_row row = {.rows = rows,
                               .before =
                                   referral_in((enum referral_state)state),
                               .verb = (enum referral_verb)verb,
                               .actor = actors[by]};
    struct referral_verdict got;

    each_word(&row, rows->columns[3], with);
    row.want =
        (struct referral_verdict){.verdict = (enum ack_verdict)LIFE_FIND(
                                      rows, life_verdicts, rows->columns[4]),
                                  .after = row.before};
    each_word(&row, rows->columns[5], want);
    referral_decide(&row.before, row.verb, row.actor, row.to, row.outcome,
                    &got);
    if (got.verdict != row.want.verdict || got.changes != row.want.changes ||
        !equal(&got.after, &row.want.after))
        row_file_fail(rows, "%s by %s: %s, %s, owner %lld, offered to %lld",
                      verbs[verb], bys[by], life_verdicts[got.verdict],
                      states[got.after.state], (long long)got.after.owner,
                      (long long)got.after.offered_to);
}

static void
test_rows_of_the_life_of_a_referral(void **state)
{
    bool seen[ROWS(states)][ROWS(verbs)][ROWS(bys)] = {0};
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/referral_life.txt");
    while (row_file_next(&rows)) {
        unsigned in = LIFE_MASK(&rows, states, rows.columns[0]);
        unsigned verb = LIFE_MASK(&rows, verbs, rows.columns[1]);
        unsigned by = LIFE_MASK(&rows, bys, rows.columns[2]);

        row_file_want(&rows, 6);
        for (size_t s = 0; s < ROWS(states); s++)
            for (size_t v = 0; v < ROWS(verbs); v++)
                for (size_t b = 0; b < ROWS(bys); b++) {
                    if ((in >> s & verb >> v & by >> b & 1) == 0)
                        continue;
                    seen[s][v][b] = true;
                    check(&rows, s, v, b);
                }
    }
    for (size_t s = REFERRAL_OPEN; s < ROWS(states); s++)
        for (size_t v = 0; v < ROWS(verbs); v++)
            for (size_t b = 0; b < ROWS(bys); b++)
                if (!seen[s][v][b] && !(s == REFERRAL_ACCEPTED && b == 2))
                    fail_msg("no row: %s %s by %s", states[s], verbs[v],
                             bys[b]);
}

/* A message that nobody acted on has no row in the store yet. */
static void
test_a_referral_without_state_is_open(void **state)
{
    (void)state;
    for (int v = REFERRAL_VERB_NONE; v <= REFERRAL_REOPEN; v++) {
        struct referral none = referral_in(REFERRAL_NONE);
        struct referral open = referral_in(REFERRAL_OPEN);
        struct referral_verdict a, b;

        referral_decide(&none, (enum referral_verb)v, OTHER, OWNER,
                        OUTCOME_REFERRED, &a);
        referral_decide(&open, (enum referral_verb)v, OTHER, OWNER,
                        OUTCOME_REFERRED, &b);
        assert_int_equal(a.verdict, b.verdict);
        assert_int_equal(a.changes, b.changes);
        if (a.changes)
            assert_true(equal(&a.after, &b.after));
    }
}

static void
test_what_has_no_name_does_nothing(void **state)
{
    struct referral odd = referral_in(REFERRAL_OPEN);
    struct referral_verdict out;

    (void)state;
    referral_decide(&odd, (enum referral_verb)(REFERRAL_REOPEN + 1), OTHER, 0,
                    OUTCOME_NONE, &out);
    assert_int_equal(out.verdict, ACK_INVALID);
    odd.state = (enum referral_state)(REFERRAL_CLOSED + 1);
    referral_decide(&odd, REFERRAL_ACCEPT, OTHER, 0, OUTCOME_NONE, &out);
    assert_int_equal(out.verdict, ACK_INVALID);
    odd = referral_in(REFERRAL_ACCEPTED);
    referral_decide(&odd, REFERRAL_CLOSE, OWNER, 0,
                    (enum outcome)(OUTCOME_EXPIRED + 1), &out);
    assert_int_equal(out.verdict, ACK_INVALID);
    referral_decide(&odd, REFERRAL_CLOSE, OWNER, 0, OUTCOME_EXPIRED, &out);
    assert_int_equal(out.verdict, ACK_OK);
}

/* R051: exactly one owner, from the first acceptance to the end, and it
 * becomes somebody else's by an acceptance only. */
static void
test_exactly_one_owner(void **state)
{
    uint64_t seed = 51;
    size_t moved = 0;

    (void)state;
    for (int life = 0; life < 4000; life++) {
        struct referral now = {.state = REFERRAL_OPEN};

        for (int i = 0; i < 30; i++) {
            enum referral_verb verb =
                (enum referral_verb)(rows_random(&seed) % 8);
            int64_t actor = (int64_t)(rows_random(&seed) % 4);
            struct referral_verdict out;

            referral_decide(&now, verb, actor,
                            (int64_t)(rows_random(&seed) % 4),
                            (enum outcome)(rows_random(&seed) % 8), &out);

            const struct referral *after = &out.after;

            assert_int_equal(after->owner == 0, after->state == REFERRAL_OPEN);
            assert_int_equal(after->offered_to != 0,
                             after->state == REFERRAL_OFFERED);
            assert_true(after->offered_to == 0 ||
                        after->offered_to != after->owner);
            if (after->owner != now.owner && after->owner != 0) {
                assert_int_equal(verb, REFERRAL_ACCEPT);
                assert_int_equal(after->owner, actor);
                assert_int_equal(after->moves, now.moves + 1);
                moved++;
            } else if (after->owner != now.owner) {
                assert_int_equal(verb, REFERRAL_REOPEN);
            } else {
                assert_int_equal(after->moves, now.moves);
            }
            now = *after;
        }
    }
    assert_true(moved > 4000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_the_life_of_a_referral),
        cmocka_unit_test(test_a_referral_without_state_is_open),
        cmocka_unit_test(test_what_has_no_name_does_nothing),
        cmocka_unit_test(test_exactly_one_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
