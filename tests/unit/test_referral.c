/* The life of a referral: every state and verb, by everybody, as the rows of
 * tests/data/rows/referral_life.txt say. */
#include "life_words.h"

#include "core/referral.h"

#define OWNER   7
#define INVITED 8
#define OTHER   9

static const char *const states[] = {"none", "open", "accepted", "offered",
                                     "closed"};
static const char *const verbs[] = {
    "nothing", "accept", "offer", "take back", "decline",    "close",
    "reopen",  "track",  "phase", "meeting",   "no meeting", "followed up"};
static const char *const bys[] = {"nobody", "owner", "invited", "other"};
static const int64_t actors[] = {0, OWNER, INVITED, OTHER};

struct referral_row {
    const struct row_file *rows;
    struct referral before;
    struct referral_input input;
    struct referral_verdict want;
};

#define FOLLOW_UP 99

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
        .changed_us = 6,
        .outflow = "",
        .phase = PHASE_PASSED_ON,
        .tracks = {TRACK_RUNNING, TRACK_WAITING, TRACK_NOT_BEGUN},
        .moved = 2,
        .follow_up_us = state == REFERRAL_CLOSED ? 7 : 0};
}

static void
with_track(struct referral_row *row, enum track track, enum track_status status)
{
    row->input.track = track;
    row->input.status = status;
}

static void
with(struct referral_row *row, const char *word)
{
    if (strcmp(word, "to other") == 0)
        row->input.to = OTHER;
    else if (strcmp(word, "to owner") == 0)
        row->input.to = OWNER;
    else if (strcmp(word, "outcome") == 0)
        row->input.outcome = OUTCOME_REFERRED;
    else if (strcmp(word, "outflow") == 0)
        row->input.outflow = "return";
    else if (strcmp(word, "follow up") == 0)
        row->input.follow_up_us = FOLLOW_UP;
    else if (strcmp(word, "criminal ended") == 0)
        with_track(row, TRACK_CRIMINAL, TRACK_ENDED);
    else if (strcmp(word, "criminal waits") == 0)
        with_track(row, TRACK_CRIMINAL, TRACK_WAITING);
    else if (strcmp(word, "aliens runs") == 0)
        with_track(row, TRACK_ALIENS, TRACK_RUNNING);
    else if (strcmp(word, "guided") == 0)
        row->input.phase = PHASE_GUIDED;
    else if (strcmp(word, "passed on") == 0)
        row->input.phase = PHASE_PASSED_ON;
    else if (strcmp(word, "on the list") == 0)
        row->before.meeting = true;
    else if (strcmp(word, "to nobody") != 0)
        row_file_fail(row->rows, "with what? \"%s\"", word);
}

static void
want(struct referral_row *row, const char *word)
{
    struct referral *after = &row->want.after;

    row->want.changes = true;
    if (strcmp(word, "owned by actor") == 0) {
        after->owner = row->input.actor;
        after->moves++;
    } else if (strcmp(word, "no owner") == 0) {
        after->owner = 0;
    } else if (strcmp(word, "offered to other") == 0) {
        after->offered_to = OTHER;
    } else if (strcmp(word, "offered to invited") == 0) {
        after->state = REFERRAL_OFFERED;
    } else if (strcmp(word, "outcome said") == 0) {
        after->outcome = row->input.outcome;
    } else if (strcmp(word, "no outcome") == 0) {
        after->outcome = OUTCOME_NONE;
    } else if (strcmp(word, "outflow said") == 0) {
        (void)snprintf(after->outflow, sizeof after->outflow, "return");
    } else if (strcmp(word, "follow up") == 0) {
        after->follow_up_us = FOLLOW_UP;
    } else if (strcmp(word, "no follow up") == 0) {
        after->follow_up_us = 0;
    } else if (strcmp(word, "criminal ended") == 0) {
        after->tracks[1] = TRACK_ENDED;
    } else if (strcmp(word, "aliens runs") == 0) {
        after->tracks[2] = TRACK_RUNNING;
    } else if (strcmp(word, "review") == 0) {
        row->want.review = true;
    } else if (strcmp(word, "guided") == 0) {
        after->phase = PHASE_GUIDED;
    } else if (strcmp(word, "on the list") == 0) {
        after->meeting = true;
    } else if (strcmp(word, "off the list") == 0) {
        after->meeting = false;
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
           a->outcome == b->outcome && a->changed_us == b->changed_us &&
           strcmp(a->outflow, b->outflow) == 0 && a->phase == b->phase &&
           memcmp(a->tracks, b->tracks, sizeof a->tracks) == 0 &&
           a->meeting == b->meeting && a->moved == b->moved &&
           a->follow_up_us == b->follow_up_us;
}

static void
check(const struct row_file *rows, size_t state, size_t verb, size_t by)
{
    struct referral_row row = {
        .rows = rows,
        .before = referral_in((enum referral_state)state),
        .input = {.verb = (enum referral_verb)verb, .actor = actors[by]}};
    struct referral_verdict got;

    each_word(&row, rows->columns[3], with);
    row.want =
        (struct referral_verdict){.verdict = (enum ack_verdict)LIFE_FIND(
                                      rows, life_verdicts, rows->columns[4]),
                                  .after = row.before};
    each_word(&row, rows->columns[5], want);
    referral_decide(&row.before, &row.input, &got);
    if (got.verdict != row.want.verdict || got.changes != row.want.changes ||
        got.review != row.want.review || !equal(&got.after, &row.want.after))
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
    for (int v = REFERRAL_VERB_NONE; v <= REFERRAL_FOLLOWED_UP; v++) {
        struct referral none = referral_in(REFERRAL_NONE);
        struct referral open = referral_in(REFERRAL_OPEN);
        struct referral_verdict a, b;

        const struct referral_input input = {.verb = (enum referral_verb)v,
                                             .actor = OTHER,
                                             .to = OWNER,
                                             .outcome = OUTCOME_REFERRED,
                                             .track = TRACK_HELP,
                                             .phase = PHASE_RETURN};

        referral_decide(&none, &input, &a);
        referral_decide(&open, &input, &b);
        assert_int_equal(a.verdict, b.verdict);
        assert_int_equal(a.changes, b.changes);
        if (a.changes)
            assert_true(equal(&a.after, &b.after));
    }
}

static void
expect(const struct referral *before, struct referral_input input,
       enum ack_verdict verdict)
{
    struct referral_verdict out;

    input.actor = OWNER;
    referral_decide(before, &input, &out);
    assert_int_equal(out.verdict, verdict);
}

static void
test_what_has_no_name_does_nothing(void **state)
{
    struct referral odd = referral_in(REFERRAL_OPEN);

    (void)state;
    expect(&odd, (struct referral_input){.verb = REFERRAL_FOLLOWED_UP + 1},
           ACK_INVALID);
    odd.state = (enum referral_state)(REFERRAL_CLOSED + 1);
    expect(&odd, (struct referral_input){.verb = REFERRAL_ACCEPT}, ACK_INVALID);
    odd = referral_in(REFERRAL_ACCEPTED);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_CLOSE,
                                   .outcome = OUTCOME_EXPIRED + 1},
           ACK_INVALID);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_CLOSE,
                                   .outcome = OUTCOME_EXPIRED},
           ACK_OK);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_TRACK,
                                   .track = TRACK_ALIENS + 1},
           ACK_INVALID);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_TRACK,
                                   .track = TRACK_ALIENS,
                                   .status = TRACK_ENDED + 1},
           ACK_INVALID);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_TRACK,
                                   .track = TRACK_ALIENS,
                                   .status = TRACK_ENDED},
           ACK_OK);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_PHASE,
                                   .phase = PHASE_AFTERCARE + 1},
           ACK_INVALID);
    expect(&odd,
           (struct referral_input){.verb = REFERRAL_PHASE,
                                   .phase = PHASE_AFTERCARE},
           ACK_OK);
}

/* R058: how a person left is one of the desk's codes, when it has any. */
static void
test_outflow_is_a_code_of_the_desk(void **state)
{
    static const struct terms none = {.outflows_n = 0};
    static const struct terms two = {
        .outflows = {{.code = "old", .retired = true}, {.code = "return"}},
        .outflows_n = 2};
    static const struct terms retired = {
        .outflows = {{.code = "old", .retired = true}}, .outflows_n = 1};

    (void)state;
    assert_int_equal(referral_outflow(&none, ""), REFUSAL_NONE);
    assert_int_equal(referral_outflow(&none, "return"), REFUSAL_UNKNOWN_CODE);
    assert_int_equal(referral_outflow(&two, ""), REFUSAL_REQUIRED);
    assert_int_equal(referral_outflow(&two, "return"), REFUSAL_NONE);
    assert_int_equal(referral_outflow(&two, "old"), REFUSAL_UNKNOWN_CODE);
    assert_int_equal(referral_outflow(&two, "umo"), REFUSAL_UNKNOWN_CODE);
    assert_int_equal(referral_outflow(&retired, ""), REFUSAL_NONE);
}

static void
test_a_phase_that_opens_by_itself_takes_none_back(void **state)
{
    enum referral_phase phase = PHASE_SPOTTED;

    (void)state;
    assert_true(referral_reached(&phase, PHASE_SHELTERED));
    assert_false(referral_reached(&phase, PHASE_SHELTERED));
    assert_false(referral_reached(&phase, PHASE_PASSED_ON));
    assert_int_equal(phase, PHASE_SHELTERED);
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

        for (int i = 0; i < 60; i++) {
            enum referral_verb verb =
                (enum referral_verb)(rows_random(&seed) % ROWS(verbs));
            int64_t actor = (int64_t)(rows_random(&seed) % 4);
            const struct referral_input input = {
                .verb = verb,
                .actor = actor,
                .to = (int64_t)(rows_random(&seed) % 4),
                .outcome = (enum outcome)(rows_random(&seed) % 8),
                .track = (enum track)(rows_random(&seed) % 4),
                .phase = (enum referral_phase)(rows_random(&seed) % 7)};
            struct referral_verdict out;

            referral_decide(&now, &input, &out);

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
        cmocka_unit_test(test_outflow_is_a_code_of_the_desk),
        cmocka_unit_test(test_a_phase_that_opens_by_itself_takes_none_back),
        cmocka_unit_test(test_exactly_one_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
