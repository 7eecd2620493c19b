/* May the desk's own people ask this of rosters and swaps?  Each rule, on both
 * sides of its boundary; and all findings at once. */
#include "desk_rows.h"

#define START (INT64_C(1795000000) * SECOND)

static const char *const anna[] = {"anna"};
static const char *const bram[] = {"bram"};
static const char *const anna_bram[] = {"anna", "bram"};
static const char *const anna_anna[] = {"anna", "anna"};
static const char *const no_name[] = {"anna", ""};
static const char *const long_name[] = {A64, A64 "a"};
static const char *const capital[] = {"Anna"};
static const char *many[65]; /* made by main */

#define NAMES(list) ((struct strings){(list), ROWS(list)})
#define NOBODY      ((struct strings){NULL, 0})

static struct request
good_roster_override(void)
{
    return (struct request){.kind = REQUEST_ROSTER_OVERRIDE,
                            .u.roster_override = {
                                .roster = "primary",
                                .verb = OVERRIDE_SET,
                                .people = NAMES(anna_bram),
                                .start_us = START,
                                .end_us = START + SECOND,
                                .reason = "ruil",
                                .accept_gap = "",
                            }};
}

#define OVER          r->u.roster_override
#define REPLACE(list) OVER.verb = OVERRIDE_REPLACE, OVER.with = (list)
CASE(over_no_roster, OVER.roster = "")
CASE(over_longest_roster, OVER.roster = A64)
CASE(over_long_roster, OVER.roster = A64 "a")
CASE(over_capital_roster, OVER.roster = "Primary")
CASE(over_no_verb, OVER.verb = (enum override_verb)0)
CASE(over_add, OVER.verb = OVERRIDE_ADD)
CASE(over_remove, OVER.verb = OVERRIDE_REMOVE)
CASE(over_nobody, OVER.people = NOBODY)
CASE(over_twice, OVER.people = NAMES(anna_anna))
CASE(over_no_name, OVER.people = NAMES(no_name))
CASE(over_long_name, OVER.people = NAMES(long_name))
CASE(over_capital, OVER.people = NAMES(capital))
CASE(over_most, OVER.people = ((struct strings){many, 64}))
CASE(over_many, OVER.people = ((struct strings){many, 65}))
CASE(over_replace, REPLACE(NAMES(bram)))
CASE(over_replace_same, (REPLACE(NAMES(anna)), OVER.people = NAMES(anna)))
CASE(over_replace_nobody, REPLACE(NOBODY))
CASE(over_replace_twice, REPLACE(NAMES(anna_anna)))
CASE(over_replace_most, REPLACE(((struct strings){many, 64})))
CASE(over_replace_many, REPLACE(((struct strings){many, 65})))
CASE(over_with, OVER.with = NAMES(bram))
CASE(over_no_start, OVER.start_us = 0)
CASE(over_first, OVER.start_us = SECOND)
CASE(over_before_1970, OVER.start_us = -SECOND)
CASE(over_part_of_second, OVER.start_us = START - 1)
CASE(over_no_end, OVER.end_us = 0)
CASE(over_empty, OVER.end_us = START)
CASE(over_backward, OVER.end_us = START - SECOND)
CASE(over_last, OVER.end_us = VALIDATE_INSTANT_MAX_US - SECOND)
CASE(over_2200, OVER.end_us = VALIDATE_INSTANT_MAX_US)
CASE(over_no_reason, OVER.reason = "")
CASE(over_long_reason, OVER.reason = A120 "a")
CASE(over_long_gap, OVER.accept_gap = A120 "a")

static const struct row roster_override_rows[] = {
    {"set", as_it_is, TAKEN},
    {"override needs a roster", over_no_roster, REFUSAL_REQUIRED, "roster"},
    {"roster name of 64", over_longest_roster, TAKEN},
    {"roster name of 65", over_long_roster, REFUSAL_TOO_LONG, "roster"},
    {"roster name with a capital", over_capital_roster, REFUSAL_INVALID,
     "roster"},
    {"override needs a verb", over_no_verb, REFUSAL_REQUIRED, "verb"},
    {"add", over_add, TAKEN},
    {"remove", over_remove, TAKEN},
    {"override needs people", over_nobody, REFUSAL_REQUIRED, "people"},
    {"somebody twice", over_twice, REFUSAL_INVALID, "people[1]"},
    {"somebody without a name", over_no_name, REFUSAL_REQUIRED, "people[1]"},
    {"a person's name of 65", over_long_name, REFUSAL_TOO_LONG, "people[1]"},
    {"a person's name with a capital", over_capital, REFUSAL_INVALID,
     "people[0]"},
    {"64 people", over_most, TAKEN},
    {"65 people", over_many, REFUSAL_TOO_MANY, "people"},
    {"replace", over_replace, TAKEN},
    {"replace somebody with herself", over_replace_same, TAKEN},
    {"replace needs with", over_replace_nobody, REFUSAL_REQUIRED, "with"},
    {"replace with somebody twice", over_replace_twice, REFUSAL_INVALID,
     "with[1]"},
    {"replace with 64", over_replace_most, TAKEN},
    {"replace with 65", over_replace_many, REFUSAL_TOO_MANY, "with"},
    {"with beside another verb", over_with, REFUSAL_INVALID, "with"},
    {"override needs a start", over_no_start, REFUSAL_REQUIRED, "start_us"},
    {"from the first second", over_first, TAKEN},
    {"from before 1970", over_before_1970, REFUSAL_OUT_OF_RANGE, "start_us"},
    {"from within a second", over_part_of_second, REFUSAL_INVALID, "start_us"},
    {"override needs an end", over_no_end, REFUSAL_REQUIRED, "end_us"},
    {"the end is the start", over_empty, REFUSAL_OUT_OF_RANGE, "end_us"},
    {"the end is before the start", over_backward, REFUSAL_OUT_OF_RANGE,
     "end_us"},
    {"to the end of 2199", over_last, TAKEN},
    {"to 2200", over_2200, REFUSAL_OUT_OF_RANGE, "end_us"},
    {"override for no reason", over_no_reason, TAKEN},
    {"override for a reason of 121", over_long_reason, REFUSAL_TOO_LONG,
     "reason"},
    {"override with a gap for a reason of 121", over_long_gap, REFUSAL_TOO_LONG,
     "accept_gap"},
};

static struct request
good_roster_accept(void)
{
    return (struct request){.kind = REQUEST_ROSTER_ACCEPT,
                            .u.roster_accept = {"primary", START}};
}

#define ACCEPT r->u.roster_accept
CASE(accept_no_roster, ACCEPT.roster = "")
CASE(accept_no_start, ACCEPT.start_us = 0)
CASE(accept_part, ACCEPT.start_us = START + 1)

static const struct row roster_accept_rows[] = {
    {"accept", as_it_is, TAKEN},
    {"accept needs a roster", accept_no_roster, REFUSAL_REQUIRED, "roster"},
    {"accept needs a start", accept_no_start, REFUSAL_REQUIRED, "start_us"},
    {"accept from within a second", accept_part, REFUSAL_INVALID, "start_us"},
};

static struct request
good_swap_propose(void)
{
    return (struct request){.kind = REQUEST_SWAP_PROPOSE,
                            .u.swap_propose = {
                                .roster = "primary",
                                .taker = "bram",
                                .start_us = START,
                                .end_us = START + SECOND,
                                .reason = "",
                            }};
}

#define SWAP             r->u.swap_propose
#define BACK(start, end) SWAP.back_start_us = (start), SWAP.back_end_us = (end)
CASE(swap_no_roster, SWAP.roster = "")
CASE(swap_no_taker, SWAP.taker = "")
CASE(swap_capital, SWAP.taker = "Bram")
CASE(swap_empty, SWAP.end_us = START)
CASE(swap_no_start, SWAP.start_us = 0)
CASE(swap_back, BACK(START, START + SECOND))
CASE(swap_back_empty, BACK(START, START))
CASE(swap_back_no_end, BACK(START, 0))
CASE(swap_back_no_start, BACK(0, START))
CASE(swap_long_reason, SWAP.reason = A120 "a")

static const struct row swap_propose_rows[] = {
    {"propose", as_it_is, TAKEN},
    {"propose needs a roster", swap_no_roster, REFUSAL_REQUIRED, "roster"},
    {"propose needs a taker", swap_no_taker, REFUSAL_REQUIRED, "taker"},
    {"propose to a capital", swap_capital, REFUSAL_INVALID, "taker"},
    {"propose nothing", swap_empty, REFUSAL_OUT_OF_RANGE, "end_us"},
    {"propose needs a start", swap_no_start, REFUSAL_REQUIRED, "start_us"},
    {"propose in return", swap_back, TAKEN},
    {"propose nothing in return", swap_back_empty, REFUSAL_OUT_OF_RANGE,
     "back_end_us"},
    {"in return without end", swap_back_no_end, REFUSAL_REQUIRED,
     "back_end_us"},
    {"in return without start", swap_back_no_start, REFUSAL_REQUIRED,
     "back_start_us"},
    {"propose for a reason of 121", swap_long_reason, REFUSAL_TOO_LONG,
     "reason"},
};

static struct request
good_swap_decide(void)
{
    return (struct request){
        .kind = REQUEST_SWAP_DECIDE,
        .u.swap_decide = {"X-00000000", SWAP_ACCEPT, "", ""}};
}

#define DECIDE r->u.swap_decide
CASE(decide_no_swap, DECIDE.swap = "")
CASE(decide_no_verb, DECIDE.verb = SWAP_VERB_NONE)
CASE(decide_decline, DECIDE.verb = SWAP_DECLINE)
CASE(decide_withdraw, DECIDE.verb = SWAP_WITHDRAW)
CASE(decide_force, (DECIDE.verb = SWAP_FORCE, DECIDE.reason = "ziek"))
CASE(decide_force_no_reason, DECIDE.verb = SWAP_FORCE)
CASE(decide_force_blank, (DECIDE.verb = SWAP_FORCE, DECIDE.reason = " "))
CASE(decide_long_reason, DECIDE.reason = A120 "a")
CASE(decide_long_gap, DECIDE.accept_gap = A120 "a")

static const struct row swap_decide_rows[] = {
    {"accept a swap", as_it_is, TAKEN},
    {"decline a swap", decide_decline, TAKEN},
    {"withdraw a swap", decide_withdraw, TAKEN},
    {"decide needs a swap", decide_no_swap, REFUSAL_REQUIRED, "swap"},
    {"decide needs a verb", decide_no_verb, REFUSAL_REQUIRED, "verb"},
    {"force for a reason", decide_force, TAKEN},
    {"force needs a reason", decide_force_no_reason, REFUSAL_REQUIRED,
     "reason"},
    {"a blank reason is none", decide_force_blank, REFUSAL_REQUIRED, "reason"},
    {"decide for a reason of 121", decide_long_reason, REFUSAL_TOO_LONG,
     "reason"},
    {"decide with a gap for a reason of 121", decide_long_gap, REFUSAL_TOO_LONG,
     "accept_gap"},
};

static const struct table tables[] = {
    {good_roster_override, roster_override_rows, ROWS(roster_override_rows)},
    {good_roster_accept, roster_accept_rows, ROWS(roster_accept_rows)},
    {good_swap_propose, swap_propose_rows, ROWS(swap_propose_rows)},
    {good_swap_decide, swap_decide_rows, ROWS(swap_decide_rows)},
};

static void
test_rules(void **state)
{
    (void)state;
    expect_tables(tables, ROWS(tables));
}

/* In the order of the schema's fields. */
static void
test_all_findings_at_once(void **state)
{
    struct request request = good_roster_override();
    struct request *r = &request;

    (void)state;
    OVER = (struct request_override){.roster = "",
                                     .people = NAMES(anna_anna),
                                     .with = NAMES(bram),
                                     .start_us = -1,
                                     .end_us = 1,
                                     .reason = A120 "\n" BSN,
                                     .accept_gap = "a\tb"};
    expect_all(r, "REQUIRED roster, REQUIRED verb, INVALID people[1], "
                  "INVALID with, OUT_OF_RANGE start_us, INVALID end_us, "
                  "TOO_LONG reason, BAD_TEXT reason, BSN reason, "
                  "BAD_TEXT accept_gap");
    request = good_swap_propose();
    SWAP = (struct request_swap){"", "", 0, 0, 1, -1, "a\nb"};
    expect_all(r, "REQUIRED roster, REQUIRED taker, REQUIRED start_us, "
                  "REQUIRED end_us, INVALID back_start_us, "
                  "OUT_OF_RANGE back_end_us, BAD_TEXT reason");
    request = good_swap_decide();
    DECIDE = (struct request_swap_decide){"", SWAP_VERB_NONE, "a\nb", "a\nb"};
    expect_all(r, "REQUIRED swap, REQUIRED verb, BAD_TEXT reason, "
                  "BAD_TEXT accept_gap");
}

int
main(void)
{
    static char names[ROWS(many)][8];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_all_findings_at_once),
    };

    for (size_t i = 0; i < ROWS(many); i++) {
        (void)snprintf(names[i], sizeof names[i], "p%zu", i);
        many[i] = names[i];
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
