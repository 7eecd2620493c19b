/* The life cycle of an alert, exhaustively: every state and verb, by the
 * owner and by another, having seen an older, the same and a newer
 * generation, with and without an outcome. */
#include "rows.h"

#include <string.h>

#include "core/alert_simple.h"

#define OWNER 7
#define OTHER 8
#define NOW   3 /* generation of the alert */

/* What the page of the life cycle says, written down letter by letter.  A
 * word has one letter for each of: owner older, equal, newer; other older,
 * equal, newer.
 *   o OK, nothing changes     A OK, acknowledged: ACKED, pages cancelled
 *   T OK, owner changes       C OK, closed
 *   y ALREADY   s STALE   c CLOSED   d DENIED   - INVALID */
static const struct {
    enum alert_state state;
    enum alert_verb verb;
    const char *with, *without; /* an outcome */
} expected[] = {
    {ALERT_NONE, ALERT_VERB_NONE, "------", "------"},
    {ALERT_NONE, ALERT_ACKNOWLEDGE, "------", "------"},
    {ALERT_NONE, ALERT_TAKEOVER, "------", "------"},
    {ALERT_NONE, ALERT_CLOSE, "------", "------"},
    {ALERT_RECEIVED, ALERT_VERB_NONE, "------", "------"},
    {ALERT_RECEIVED, ALERT_ACKNOWLEDGE, "------", "------"},
    {ALERT_RECEIVED, ALERT_TAKEOVER, "------", "------"},
    {ALERT_RECEIVED, ALERT_CLOSE, "------", "------"},
    {ALERT_HELD, ALERT_VERB_NONE, "------", "------"},
    {ALERT_HELD, ALERT_ACKNOWLEDGE, "------", "------"},
    {ALERT_HELD, ALERT_TAKEOVER, "------", "------"},
    {ALERT_HELD, ALERT_CLOSE, "------", "------"},
    {ALERT_PAGING, ALERT_VERB_NONE, "------", "------"},
    {ALERT_PAGING, ALERT_ACKNOWLEDGE, "sA-sA-", "sA-sA-"},
    {ALERT_PAGING, ALERT_TAKEOVER, "sA-sA-", "sA-sA-"},
    {ALERT_PAGING, ALERT_CLOSE, "s--s--", "s--s--"},
    {ALERT_ACKED, ALERT_VERB_NONE, "------", "------"},
    {ALERT_ACKED, ALERT_ACKNOWLEDGE, "oooyyy", "oooyyy"},
    {ALERT_ACKED, ALERT_TAKEOVER, "so-sT-", "so-sT-"},
    {ALERT_ACKED, ALERT_CLOSE, "sC-sd-", "s--sd-"},
    {ALERT_CLOSED, ALERT_VERB_NONE, "------", "------"},
    {ALERT_CLOSED, ALERT_ACKNOWLEDGE, "cccccc", "cccccc"},
    {ALERT_CLOSED, ALERT_TAKEOVER, "cccccc", "cccccc"},
    {ALERT_CLOSED, ALERT_CLOSE, "cccccc", "cccccc"},
};

static struct alert_decision
meaning(char letter, enum alert_state state, int64_t actor)
{
    struct alert_decision d = {
        .verdict = ACK_OK, .state = state, .owner = OWNER};

    switch (letter) {
    case 'o':
        break;
    case 'A':
        d.changes = true;
        d.state = ALERT_ACKED;
        d.owner = actor;
        d.cancel_pages = true;
        d.feedback = FEEDBACK_SEEN;
        break;
    case 'T':
        d.changes = true;
        d.owner = actor;
        break;
    case 'C':
        d.changes = true;
        d.state = ALERT_CLOSED;
        d.cancel_pages = true;
        d.feedback = FEEDBACK_CLOSED;
        break;
    case 'y':
        d.verdict = ACK_ALREADY;
        break;
    case 's':
        d.verdict = ACK_STALE;
        break;
    case 'c':
        d.verdict = ACK_CLOSED;
        break;
    case 'd':
        d.verdict = ACK_DENIED;
        break;
    case '-':
        d.verdict = ACK_INVALID;
        break;
    default:
        fail_msg("no meaning for %c", letter);
    }
    return d;
}

static bool
equal(const struct alert_decision *a, const struct alert_decision *b)
{
    return a->verdict == b->verdict && a->changes == b->changes &&
           a->state == b->state && a->owner == b->owner &&
           a->cancel_pages == b->cancel_pages && a->feedback == b->feedback;
}

static void
check_word(size_t row, const char *word, enum outcome outcome)
{
    assert_int_equal(strlen(word), 6);
    for (size_t i = 0; i < 6; i++) {
        int64_t actor = i < 3 ? OWNER : OTHER;
        uint32_t generation = NOW - 1 + (uint32_t)(i % 3);
        const struct alert alert = {.state = expected[row].state,
                                    .generation = NOW,
                                    .owner = OWNER,
                                    .level = LEVEL_U1};
        struct alert_decision want = meaning(word[i], alert.state, actor);
        struct alert_decision got = alert_decide(&alert, expected[row].verb,
                                                 actor, generation, outcome);

        if (!equal(&got, &want))
            fail_msg("state %d verb %d column %zu outcome %d: verdict %d",
                     (int)alert.state, (int)expected[row].verb, i, (int)outcome,
                     (int)got.verdict);
    }
}

static void
test_every_combination(void **state)
{
    (void)state;
    assert_int_equal(ROWS(expected), (ALERT_CLOSED + 1) * (ALERT_CLOSE + 1));
    for (size_t row = 0; row < ROWS(expected); row++) {
        check_word(row, expected[row].without, OUTCOME_NONE);
        for (int o = OUTCOME_REFERRED; o <= OUTCOME_EXPIRED; o++)
            check_word(row, expected[row].with, (enum outcome)o);
    }
}

static void
test_an_unknown_outcome_closes_nothing(void **state)
{
    const struct alert alert = {
        .state = ALERT_ACKED, .generation = 1, .owner = OWNER};
    struct alert_decision d = alert_decide(&alert, ALERT_CLOSE, OWNER, 1,
                                           (enum outcome)(OUTCOME_EXPIRED + 1));

    (void)state;
    assert_int_equal(d.verdict, ACK_INVALID);
    assert_false(d.changes);
}

static void
test_an_unknown_verb_or_state_does_nothing(void **state)
{
    struct alert alert = {
        .state = ALERT_PAGING, .generation = 1, .owner = OWNER};
    struct alert_decision d = alert_decide(
        &alert, (enum alert_verb)(ALERT_CLOSE + 1), OWNER, 1, OUTCOME_NONE);

    (void)state;
    assert_int_equal(d.verdict, ACK_INVALID);
    assert_false(d.changes);
    alert.state = (enum alert_state)(ALERT_CLOSED + 1);
    d = alert_decide(&alert, ALERT_ACKNOWLEDGE, OWNER, 1, OUTCOME_NONE);
    assert_int_equal(d.verdict, ACK_INVALID);
    assert_false(d.changes);
}

/* I5: of all that can be asked, only an acknowledgement (or a takeover) of
 * the running generation ends the paging. */
static void
test_nothing_else_stops_escalation(void **state)
{
    (void)state;
    for (int verb = ALERT_VERB_NONE; verb <= ALERT_CLOSE; verb++) {
        for (uint32_t seen = 0; seen < 6; seen++) {
            const struct alert alert = {.state = ALERT_PAGING,
                                        .generation = NOW};
            struct alert_decision d =
                alert_decide(&alert, (enum alert_verb)verb, OTHER, seen,
                             OUTCOME_NO_TRAFFICKING);
            bool may = seen == NOW &&
                       (verb == ALERT_ACKNOWLEDGE || verb == ALERT_TAKEOVER);

            assert_int_equal(d.state == ALERT_PAGING, !may);
            assert_int_equal(d.cancel_pages, may);
        }
    }
}

static void
test_first_and_last_generation(void **state)
{
    static const struct {
        uint32_t seen, now;
        enum ack_verdict verdict;
    } rows[] = {
        {1, 1, ACK_OK},
        {0, 1, ACK_STALE},
        {2, 1, ACK_INVALID},
        {UINT32_MAX, UINT32_MAX, ACK_OK},
        {UINT32_MAX - 1, UINT32_MAX, ACK_STALE},
        {UINT32_MAX, 1, ACK_INVALID},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct alert alert = {.state = ALERT_PAGING,
                                    .generation = rows[i].now};

        assert_int_equal(alert_decide(&alert, ALERT_ACKNOWLEDGE, OTHER,
                                      rows[i].seen, OUTCOME_NONE)
                             .verdict,
                         rows[i].verdict);
    }
}

static void
test_open_states(void **state)
{
    (void)state;
    assert_false(alert_open(ALERT_NONE));
    assert_true(alert_open(ALERT_RECEIVED));
    assert_true(alert_open(ALERT_HELD));
    assert_true(alert_open(ALERT_PAGING));
    assert_true(alert_open(ALERT_ACKED));
    assert_false(alert_open(ALERT_CLOSED));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination),
        cmocka_unit_test(test_an_unknown_outcome_closes_nothing),
        cmocka_unit_test(test_an_unknown_verb_or_state_does_nothing),
        cmocka_unit_test(test_nothing_else_stops_escalation),
        cmocka_unit_test(test_first_and_last_generation),
        cmocka_unit_test(test_open_states),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
