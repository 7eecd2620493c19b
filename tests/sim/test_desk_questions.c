/* A question to the sender of a message, and its answer with the receipt
 * alone: neither side learns who the other is. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "desk/questions.h"

struct sent {
    char *id;
    char *receipt;
};

static struct sent
post(struct trial *trial, enum trial_person who)
{
    json_t *receipt =
        trial_post(trial, who, "signal", trial_signal("1099ZZ", 7, ""));

    return (struct sent){.id = strdup(trial_text(receipt, "id")),
                         .receipt = strdup(trial_text(receipt, "receipt"))};
}

static void
sent_free(struct sent *sent)
{
    free(sent->id);
    free(sent->receipt);
}

static json_t *
ask(struct trial *trial, enum trial_person who, const char *id,
    const char *text)
{
    return trial_body(
        trial_ask(trial, who, "ask",
                  json_pack("{s:s, s:s}", "id", id, "text", text)),
        "question_result");
}

static json_t *
answer(struct trial *trial, const char *receipt, const char *question,
       const char *text)
{
    return trial_body(trial_ask(trial, CARE, "answer",
                                json_pack("{s:s, s:s, s:s}", "receipt", receipt,
                                          "question", question, "text", text)),
                      "question_result");
}

static json_t *
list(struct trial *trial, enum trial_person who, const char *by,
     const char *text)
{
    return json_object_get(trial_body(trial_ask(trial, who, "list_questions",
                                                json_pack("{s:s}", by, text)),
                                      "question_list"),
                           "questions");
}

static bool
has(const json_t *value, const char *what)
{
    char *text = json_dumps(value, 0);
    bool found = strstr(text, what) != NULL;

    free(text);
    return found;
}

static void
test_there_and_back(void **state)
{
    struct trial *trial = *state;
    struct sent sent = post(trial, POLICE);
    json_t *event = NULL;
    json_t *result = NULL;
    json_t *listed = NULL;
    char *question = NULL;

    result = ask(trial, ANNA, sent.id, "Welke dag?");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    event = trial_event(trial, trial_peer(POLICE), "question", 0);
    assert_string_equal(trial_text(event, "text"), "Welke dag?");
    assert_string_equal(trial_text(event, "id"), sent.id);
    assert_false(has(event, "anna"));
    question = strdup(trial_text(event, "question"));
    assert_int_equal(question[0], 'Q');
    /* whoever has the receipt sees it, by whatever key they come */
    listed = list(trial, CARE, "receipt", sent.receipt);
    assert_int_equal(json_array_size(listed), 1);
    assert_false(has(listed, "anna"));
    trial_forget(trial);
    result = answer(trial, sent.receipt, question, "Maandag");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_false(has(result, "anna"));
    assert_int_equal(trial_notices(trial, ANNA, "answer"), 1);
    assert_string_equal(trial_text(trial_notice(trial, ANNA, "answer"), "id"),
                        sent.id);
    assert_int_equal(trial_notices(trial, BRAM, "answer"), 0);
    listed = list(trial, BRAM, "id", sent.id);
    assert_string_equal(trial_text(json_array_get(listed, 0), "answer"),
                        "Maandag");
    assert_false(has(listed, "police"));
    assert_false(has(listed, "care"));
    result = answer(trial, sent.receipt, question, "Dinsdag");
    assert_string_equal(trial_text(result, "verdict"), "already");
    assert_string_equal(
        trial_text(json_object_get(result, "question"), "answer"), "Maandag");
    free(question);
    sent_free(&sent);
}

/* The receipt is the key, and of its own message only: one answer for all that
 * does not fit. */
static void
test_without_the_key(void **state)
{
    struct trial *trial = *state;
    struct sent sent = post(trial, POLICE);
    struct sent other = post(trial, CARE);
    char *question = NULL;
    json_t *wrong[3];

    question = strdup(trial_text(
        json_object_get(ask(trial, ANNA, sent.id, "Wat?"), "question"),
        "question"));
    wrong[0] = answer(trial, "S-00000000-0000000000000000", question, "x");
    wrong[1] = answer(trial, other.receipt, question, "x");
    wrong[2] = answer(trial, sent.receipt, "Q-00000000", "x");
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(trial_text(wrong[i], "verdict"), "not_found");
        assert_int_equal(json_object_size(wrong[i]), 1);
    }
    /* nor is what was answered told to who has another receipt */
    assert_string_equal(
        trial_text(answer(trial, sent.receipt, question, "Dit"), "verdict"),
        "ok");
    wrong[0] = answer(trial, other.receipt, question, "x");
    assert_string_equal(trial_text(wrong[0], "verdict"), "not_found");
    assert_int_equal(json_object_size(wrong[0]), 1);
    assert_string_equal(
        trial_text(trial_body(trial_ask(trial, POLICE, "list_questions",
                                        json_pack("{s:s}", "id", sent.id)),
                              "refusal"),
                   "code"),
        "denied");
    trial_body(
        trial_ask(trial, POLICE, "list_questions",
                  json_pack("{s:s}", "receipt", "S-00000000-0000000000000000")),
        "refusal");
    assert_string_equal(
        trial_text(ask(trial, ANNA, "S-00000000", "Wat?"), "verdict"),
        "not_found");
    assert_string_equal(
        trial_text(ask(trial, ANNA, "M-00000000", "Wat?"), "verdict"),
        "not_found");
    free(question);
    sent_free(&sent);
    sent_free(&other);
}

static void
test_at_most_so_many_wait(void **state)
{
    struct trial *trial = *state;
    struct sent sent = post(trial, POLICE);
    char *first = NULL;
    json_t *status = NULL;

    for (int i = 0; i < QUESTIONS_OPEN_MAX; i++) {
        json_t *result = ask(trial, ANNA, sent.id, "Wat?");

        assert_string_equal(trial_text(result, "verdict"), "ok");
        if (i == 0)
            first = strdup(
                trial_text(json_object_get(result, "question"), "question"));
    }
    assert_string_equal(trial_text(ask(trial, ANNA, sent.id, "?"), "verdict"),
                        "limit");
    status = trial_body(trial_ask(trial, POLICE, "status",
                                  json_pack("{s:s}", "receipt", sent.receipt)),
                        "status");
    assert_int_equal(trial_number(status, "questions"), QUESTIONS_OPEN_MAX);
    assert_string_equal(
        trial_text(answer(trial, sent.receipt, first, "Dit"), "verdict"), "ok");
    assert_string_equal(trial_text(ask(trial, ANNA, sent.id, "?"), "verdict"),
                        "ok");
    free(first);
    sent_free(&sent);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_submitters_setup,              \
                                    trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_there_and_back),
        ROW(test_without_the_key),
        ROW(test_at_most_so_many_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
