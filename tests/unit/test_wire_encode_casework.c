/* Referrals, tasks and terms as they are told, read back as JSON. */
#include "wire/encode_casework.h"
#include "wire_answer.h"

#define N64   "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define R120  N64 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
#define ID_11 "M-00000000"
#define NEVER INT64_C(-1) /* takes the most bytes */

static const struct referral offered = {
    .seq = 77,
    .state = REFERRAL_OFFERED,
    .owner = 88,
    .offered_to = 99,
    .moves = 2,
    .changed_us = 5,
    .phase = PHASE_GUIDED,
    .tracks = {TRACK_RUNNING, TRACK_ENDED, TRACK_NOT_BEGUN},
    .meeting = true,
    .moved = 6,
    .double_intakes = 3};
static const struct referral closed = {.state = REFERRAL_CLOSED,
                                       .outcome = OUTCOME_SHELTERED,
                                       .changed_us = 6,
                                       .outflow = "return",
                                       .follow_up_us = 7};

static void
test_referrals(void **state)
{
    const struct reply_referral referrals[] = {
        {.id = "R-1",
         .owner = "anna",
         .offered_to = "bram",
         .referral = &offered,
         .children = 2,
         .shielded = true,
         .extra_care = true},
        {.id = "R-2", .owner = "", .offered_to = "", .referral = &closed}};
#define OFFERED                                                                \
    "{\"id\": \"R-1\", \"state\": \"offered\", \"owner\": \"anna\", "          \
    "\"offered_to\": \"bram\", \"moves\": 2, \"changed_us\": 5, "              \
    "\"phase\": 4, \"tracks\": [1, 4, 0], \"meeting\": true, \"moved\": 6, "   \
    "\"double_intakes\": 3, \"children\": 2, \"shielded\": true, "             \
    "\"extra_care\": true}"

    (void)state;
    expect(wire_referral_list(&out, referrals, 2, true),
           ANSWER("\"referral_list\": {\"referrals\": [" OFFERED
                  ", {\"id\": \"R-2\", \"state\": \"closed\", \"outcome\": "
                  "\"sheltered\", \"changed_us\": 6, \"outflow\": \"return\", "
                  "\"tracks\": [0, 0, 0], \"follow_up_us\": 7}], "
                  "\"more\": true}"));
    expect(wire_referral_result(&out, ACK_LIMIT, &referrals[0]),
           ANSWER("\"referral_result\": {\"verdict\": \"limit\", "
                  "\"referral\": " OFFERED "}"));
    expect(wire_referral_result(&out, ACK_NOT_FOUND, NULL),
           ANSWER("\"referral_result\": {\"verdict\": \"not_found\"}"));
}

static const struct task asked = {.kind = TASK_FIRST_CONTACT,
                                  .state = TASK_STATE_DECLINED,
                                  .asked_us = 5,
                                  .asked_by = 88,
                                  .answered_us = 6,
                                  .done_us = 7,
                                  .due_us = 8,
                                  .reason = "vol"};
static const struct reply_task reply_task = {"T-1", "R-1", "zorg", &asked};
#define TASK                                                                   \
    "{\"task\": \"T-1\", \"referral\": \"R-1\", \"partner\": \"zorg\", "       \
    "\"kind\": \"first_contact\", \"state\": \"declined\", \"asked_us\": 5, "  \
    "\"answered_us\": 6, \"done_us\": 7, \"due_us\": 8, \"reason\": \"vol\"}"

static void
test_tasks(void **state)
{
    (void)state;
    expect(wire_task_result(&out, ACK_DENIED, &reply_task),
           ANSWER("\"task_result\": {\"verdict\": \"denied\", \"task\": " TASK
                  "}"));
    expect(wire_task_result(&out, ACK_NOT_FOUND, NULL),
           ANSWER("\"task_result\": {\"verdict\": \"not_found\"}"));
    expect(wire_task_list(&out, &reply_task, 1, true),
           ANSWER("\"task_list\": {\"tasks\": [" TASK "], \"more\": true}"));
}

static const struct term runs = {.subject = TERM_OF_MESSAGE,
                                 .name = "bedenktijd",
                                 .state = TERM_STATE_LATE,
                                 .start_us = 3,
                                 .end_us = 4,
                                 .next_us = 99,
                                 .ended_us = 5,
                                 .decision = TERM_DECISION_COOPERATION};
static const struct reply_term reply_term = {"R-1", "T9.1", &runs};
#define TERM                                                                   \
    "{\"subject\": \"R-1\", \"term\": \"bedenktijd\", \"row\": \"T9.1\", "     \
    "\"state\": \"late\", \"start_us\": 3, \"end_us\": 4, \"ended_us\": 5, "   \
    "\"decision\": \"cooperation\"}"

static void
test_terms(void **state)
{
    (void)state;
    expect(wire_term_result(&out, ACK_ALREADY, &reply_term),
           ANSWER("\"term_result\": {\"verdict\": \"already\", \"term\": " TERM
                  "}"));
    expect(wire_term_result(&out, ACK_INVALID, NULL),
           ANSWER("\"term_result\": {\"verdict\": \"invalid\"}"));
    expect(wire_term_list(&out, &reply_term, 1, "J-1"),
           ANSWER("\"term_list\": {\"terms\": [" TERM "], \"next\": \"J-1\"}"));
}

static void
test_a_referral_in_full(void **state)
{
    const struct reply_linked linked = {"R-9", "politie", 12};
    const struct reply_referral_detail detail = {
        .referral = {"R-2", "", "", &closed, 0, false, false},
        .tasks = &reply_task,
        .tasks_n = 1,
        .terms = &reply_term,
        .terms_n = 1,
        .linked = &linked,
        .linked_n = 1};

    (void)state;
    expect(wire_referral_detail(&out, &detail),
           ANSWER("\"referral_detail\": {\"referral\": {\"id\": \"R-2\", "
                  "\"state\": \"closed\", \"outcome\": \"sheltered\", "
                  "\"changed_us\": 6, \"outflow\": \"return\", "
                  "\"tracks\": [0, 0, 0], \"follow_up_us\": 7}, "
                  "\"tasks\": [" TASK "], \"terms\": [" TERM "], "
                  "\"linked\": [{\"id\": \"R-9\", \"organisation\": "
                  "\"politie\", \"accepted_us\": 12, "
                  "\"double_intake\": true}]}"));
}

/* Everything at its longest, as many as the limits allow; one more is not
 * encoded at all. */
static void
test_full_lists_fit_a_frame(void **state)
{
    static const struct referral referral = {.state = REFERRAL_CLOSED,
                                             .moves = UINT32_MAX,
                                             .outcome = OUTCOME_EXPIRED,
                                             .changed_us = NEVER,
                                             .outflow = N64,
                                             .phase = PHASE_AFTERCARE,
                                             .meeting = true,
                                             .moved = UINT32_MAX,
                                             .double_intakes = UINT32_MAX,
                                             .follow_up_us = NEVER};
    static const struct task task = {.kind = TASK_OTHER,
                                     .state = TASK_STATE_DONE,
                                     .asked_us = NEVER,
                                     .answered_us = NEVER,
                                     .done_us = NEVER,
                                     .due_us = NEVER,
                                     .reason = R120};
    static const struct term term = {.name = N64,
                                     .state = TERM_STATE_ENDED,
                                     .start_us = NEVER,
                                     .end_us = NEVER,
                                     .ended_us = NEVER,
                                     .decision = TERM_DECISION_NONE};
    static struct reply_referral referrals[LIST_LIMIT + 1];
    static struct reply_task tasks[LIST_LIMIT + 1];
    static struct reply_term terms[LIST_LIMIT + 1];
    static struct reply_linked linked[REPLY_LINKED_MAX + 1];
    struct reply_referral_detail detail = {.tasks = tasks,
                                           .tasks_n = LIST_LIMIT,
                                           .terms = terms,
                                           .terms_n = LIST_LIMIT,
                                           .linked = linked,
                                           .linked_n = REPLY_LINKED_MAX};

    (void)state;
    for (size_t i = 0; i <= LIST_LIMIT; i++) {
        referrals[i] = (struct reply_referral){ID_11,      N64,  N64, &referral,
                                               UINT32_MAX, true, true};
        tasks[i] = (struct reply_task){ID_11, ID_11, N64, &task};
        terms[i] = (struct reply_term){ID_11, "T9.1-dublin", &term};
    }
    for (size_t i = 0; i <= REPLY_LINKED_MAX; i++)
        linked[i] = (struct reply_linked){ID_11, N64, NEVER};
    detail.referral = referrals[0];
    expect_schema(wire_referral_list(&out, referrals, LIST_LIMIT, true));
    expect_schema(wire_task_list(&out, tasks, LIST_LIMIT, true));
    expect_schema(wire_term_list(&out, terms, LIST_LIMIT, ID_11));
    expect_schema(wire_referral_detail(&out, &detail));
    assert_int_equal(wire_referral_list(&out, referrals, LIST_LIMIT + 1, true),
                     0);
    assert_int_equal(wire_task_list(&out, tasks, LIST_LIMIT + 1, true), 0);
    assert_int_equal(wire_term_list(&out, terms, LIST_LIMIT + 1, ID_11), 0);
    detail.tasks_n = LIST_LIMIT + 1;
    assert_int_equal(wire_referral_detail(&out, &detail), 0);
    detail.tasks_n = 0;
    detail.terms_n = LIST_LIMIT + 1;
    assert_int_equal(wire_referral_detail(&out, &detail), 0);
    detail.terms_n = 0;
    detail.linked_n = REPLY_LINKED_MAX + 1;
    assert_int_equal(wire_referral_detail(&out, &detail), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_referrals),
        cmocka_unit_test(test_tasks),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_a_referral_in_full),
        cmocka_unit_test(test_full_lists_fit_a_frame),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
