/* What people do in histories of erasures. */
#include "erasures.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "desk/state.h"

uint64_t
erasures_dice(struct erasures *e, uint64_t sides)
{
    e->dice =
        e->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (e->dice >> 33) % sides;
}

/* A text that stands nowhere else. */
static const char *
mark(struct erasures *e, struct told *told)
{
    char *text = told->marks[told->marks_n];

    if (told->marks_n == ERASURES_MARKS)
        return "geen merkteken";
    told->marks_n++;
    uint64_t number = ++e->mark * UINT64_C(0x9E3779B97F4A7C15);

    memcpy(text, "merk", 4); /* letters: digits may be a forbidden number */
    for (size_t i = 0; i < 16; i++)
        text[4 + i] = (char)('a' + (number >> (4 * i) & 15));
    text[20] = '\0';
    return text;
}

static json_t *
content(struct erasures *e, struct told *told)
{
    unsigned house = 1 + (unsigned)erasures_dice(e, 6);
    json_t *made =
        told->referral ? trial_referral("yes", "no") : at(house, "DB01");
    char number[32];

    json_object_set_new(made, "text", json_string(mark(e, told)));
    snprintf(number, sizeof number, "+316%08llu",
             (unsigned long long)(++e->mark % 100000000));
    json_object_set_new(
        made, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value",
                  erasures_dice(e, 2) == 0 ? number : "+31600000012"));
    if (told->referral)
        json_object_set_new(made, "victim_ref", json_string(mark(e, told)));
    return made;
}

static void
tells(struct erasures *e)
{
    static const enum trial_person people[] = {CARE, HOUSING, POLICE};
    struct told *told = &e->told[e->n];

    if (e->n == ERASURES_TOLD)
        return;
    *told = (struct told){.who = people[erasures_dice(e, 3)],
                          .referral = erasures_dice(e, 6) == 0};
    told->posted =
        posted_take(e->trial, trial_post(e->trial, told->who,
                                         told->referral ? "referral" : "signal",
                                         content(e, told)));
    e->n++;
    e->tally->messages++;
}

static struct told *
any(struct erasures *e)
{
    struct told *told = e->n == 0 ? NULL : &e->told[erasures_dice(e, e->n)];

    return told == NULL || told->gone ? NULL : told;
}

static void
tells_more(struct erasures *e, struct told *told)
{
    static const char *const actions[] = {"supplement", "correct"};
    struct posted version =
        amend(e->trial, told->who, told->referral ? "referral" : "signal",
              content(e, told), &told->posted, actions[erasures_dice(e, 2)]);

    e->tally->versions++;
    posted_free(&version);
}

static void
takes_back(struct erasures *e, struct told *told)
{
    struct posted version = withdraw(e->trial, told->who, &told->posted);

    e->tally->versions++;
    posted_free(&version);
}

static void
asks(struct erasures *e, struct told *told)
{
    json_t *result =
        trial_body(trial_ask(e->trial, ANNA, "ask",
                             json_pack("{s:s, s:s}", "id", told->posted.id,
                                       "text", mark(e, told))),
                   "question_result");
    const char *question =
        trial_text(json_object_get(result, "question"), "question");

    if (question == NULL || *question == '\0')
        return;
    (void)trial_ask(e->trial, told->who, "answer",
                    json_pack("{s:s, s:s, s:s}", "receipt",
                              told->posted.receipt, "question", question,
                              "text", mark(e, told)));
    e->tally->questions++;
}

static void
shares(struct erasures *e, struct told *told)
{
    json_t *result;

    (void)trial_covenant(e->trial);
    result = trial_body(
        trial_ask(e->trial, ANNA, "share_new",
                  json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", told->posted.id,
                            "to", "housing", "content", "address_note",
                            "agreement", "covenant", "purpose", mark(e, told))),
        "share_result");

    e->tally->shares += strcmp(trial_text(result, "verdict"), "ok") == 0;
}

static void
decides(struct erasures *e, struct told *told)
{
    struct told *other = any(e);
    struct told *third = any(e);
    json_t *body = NULL;
    json_t *answer;

    if (other == NULL || third == NULL || told->referral || other->referral ||
        third->referral || other == told || third == told || other == third)
        return;
    /* what is said of several goes with any of them */
    body = erasures_dice(e, 3) > 0
               ? json_pack("{s:s, s:[s, s, s], s:s}", "verb", "combine", "ids",
                           told->posted.id, other->posted.id, third->posted.id,
                           "reason", mark(e, told))
               : json_pack("{s:s, s:[s], s:s}", "verb", "separate", "ids",
                           told->posted.id, "reason", mark(e, told));
    answer = json_object_get(trial_ask(e->trial, ANNA, "link_decide", body),
                             "decision_result");
    e->tally->decisions +=
        answer != NULL && strcmp(trial_text(answer, "verdict"), "ok") == 0;
}

static void
works(struct erasures *e, struct told *told)
{
    json_t *result;
    json_t *answer;

    if (!told->referral)
        return;
    if (erasures_dice(e, 2) == 0) {
        result = trial_body(
            trial_ask(e->trial, ANNA, "assign",
                      json_pack("{s:s, s:s, s:s}", "referral", told->posted.id,
                                "partner", "care", "task", "legal")),
            "task_result");
        if (strcmp(trial_text(result, "verdict"), "ok") != 0)
            return;
        e->tally->tasks++;
        (void)trial_ask(
            e->trial, ANNA, "task_action",
            json_pack("{s:s, s:s, s:s}", "task",
                      trial_text(json_object_get(result, "task"), "task"),
                      "verb", "withdraw", "reason", mark(e, told)));
        return;
    }
    answer = json_object_get(
        trial_ask(e->trial, ANNA, "shelter_action",
                  json_pack("{s:s, s:s, s:s}", "verb", "reserve", "facility",
                            "acm-crisis", "referral", told->posted.id)),
        "shelter_result");
    if (answer == NULL || strcmp(trial_text(answer, "verdict"), "ok") != 0)
        return;
    e->tally->places++;
    (void)trial_ask(e->trial, ANNA, "shelter_action",
                    json_pack("{s:s, s:s}", "verb", "cancel", "placement",
                              trial_text(json_object_get(answer, "placement"),
                                         "placement")));
}

static void
keeps(struct erasures *e, struct told *told)
{
    static const char *const verbs[] = {"prolong", "hold", "release"};
    size_t which = (size_t)erasures_dice(e, 3);
    const char *verdict =
        retained(e->trial, verbs[which], told->posted.id, which == 2 ? 0 : 140);

    e->tally->prolonged += which == 0 && strcmp(verdict, "done") == 0;
    e->tally->held += which == 1 && strcmp(verdict, "done") == 0;
}

void
erasures_step(struct erasures *e)
{
    struct told *told = any(e);
    uint64_t what = told == NULL ? 0 : erasures_dice(e, 16);

    switch (what) {
    case 6:
    case 7:
        tells_more(e, told);
        break;
    case 8:
        takes_back(e, told);
        break;
    case 9:
        asks(e, told);
        break;
    case 10:
        shares(e, told);
        break;
    case 11:
    case 12:
        decides(e, told);
        break;
    case 13:
        works(e, told);
        break;
    case 14:
        keeps(e, told);
        break;
    default:
        tells(e);
        break;
    }
    trial_forget(e->trial);
}
