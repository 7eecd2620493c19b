/* May the desk's own people ask this of alerts, documents, drills and
 * referrals?  Each rule, on both sides of its boundary; and all findings at
 * once. */
#include "desk_rows.h"

static struct request
good_alert_action(void)
{
    struct request r = {.kind = REQUEST_ALERT_ACTION};

    r.u.alert_action.verb = ALERT_ACKNOWLEDGE;
    r.u.alert_action.alert = "M-00000000";
    r.u.alert_action.reason = "";
    return r;
}

#define ACT        r->u.alert_action
#define LEVEL(...) ACT.verb = ALERT_LEVEL, ACT.level = LEVEL_U1, __VA_ARGS__
#define SNOOZE(us) ACT.verb = ALERT_SNOOZE, ACT.snooze_us = (us)
CASE(level_u1, LEVEL(ACT.level = LEVEL_U1))
CASE(level_u4b, LEVEL(ACT.level = LEVEL_U4B))
CASE(level_unsaid, LEVEL(ACT.level = LEVEL_NONE))
CASE(level_reason, LEVEL(ACT.reason = A120))
CASE(level_long_reason, LEVEL(ACT.reason = A120 "a"))
CASE(level_two_lines, LEVEL(ACT.reason = "een\ntwee"))
CASE(level_blank_reason, LEVEL(ACT.reason = " "))
CASE(level_bsn, LEVEL(ACT.reason = BSN))
CASE(snooze_unsaid, SNOOZE(0))
CASE(snooze_negative, SNOOZE(-60 * SECOND))
CASE(snooze_short, SNOOZE(60 * SECOND - 1))
CASE(snooze_shortest, SNOOZE(60 * SECOND))
CASE(snooze_longest, SNOOZE(24 * 3600 * SECOND))
CASE(snooze_long, SNOOZE(24 * 3600 * SECOND + 1))
CASE(ack_with_all, (ACT.level = LEVEL_U4, ACT.snooze_us = 1, ACT.reason = BSN))
CASE(verb_unsaid, ACT.verb = ALERT_VERB_NONE)

static const struct row alert_action_rows[] = {
    {"acknowledge", as_it_is, TAKEN},
    {"nothing beside it stops an acknowledgement", ack_with_all, TAKEN},
    {"a verb is the table's to judge", verb_unsaid, TAKEN},
    {"level U1", level_u1, TAKEN},
    {"level U4B", level_u4b, TAKEN},
    {"level needs a level", level_unsaid, REFUSAL_REQUIRED, "level"},
    {"reason of 120", level_reason, TAKEN},
    {"reason of 121", level_long_reason, REFUSAL_TOO_LONG, "reason"},
    {"reason of two lines", level_two_lines, REFUSAL_BAD_TEXT, "reason"},
    {"a blank reason is none", level_blank_reason, REFUSAL_REQUIRED, "reason"},
    {"reason with a BSN", level_bsn, REFUSAL_BSN, "reason"},
    {"snooze needs a time", snooze_unsaid, REFUSAL_REQUIRED, "snooze_us"},
    {"snooze backward", snooze_negative, REFUSAL_OUT_OF_RANGE, "snooze_us"},
    {"snooze under 60 s", snooze_short, REFUSAL_OUT_OF_RANGE, "snooze_us"},
    {"snooze 60 s", snooze_shortest, TAKEN},
    {"snooze 24 h", snooze_longest, TAKEN},
    {"snooze over 24 h", snooze_long, REFUSAL_OUT_OF_RANGE, "snooze_us"},
};

static struct request
good_document_get(void)
{
    return (struct request){.kind = REQUEST_DOCUMENT_GET,
                            .u.document_get = {"persons", 1}};
}

#define GET r->u.document_get
CASE(get_in_force, GET.version = 0)
CASE(get_negative, GET.version = -1)
CASE(get_no_name, GET.name = "")
CASE(get_longest, GET.name = A31)
CASE(get_long, GET.name = A31 "a")
CASE(get_path, GET.name = "../persons")

static const struct row document_get_rows[] = {
    {"get a version", as_it_is, TAKEN},
    {"get the one in force", get_in_force, TAKEN},
    {"get a version before the first", get_negative, REFUSAL_OUT_OF_RANGE,
     "version"},
    {"get needs a name", get_no_name, REFUSAL_REQUIRED, "name"},
    {"document name of 31", get_longest, TAKEN},
    {"document name of 32", get_long, REFUSAL_TOO_LONG, "name"},
    {"document name with a slash", get_path, REFUSAL_INVALID, "name"},
};

static struct request
good_document_history(void)
{
    return (struct request){.kind = REQUEST_DOCUMENT_HISTORY,
                            .u.document_history = {"", 0}};
}

#define HISTORY r->u.document_history
CASE(history_name, HISTORY.name = "persons")
CASE(history_long, HISTORY.name = A31 "a")
CASE(history_capital, HISTORY.name = "Persons")
CASE(history_negative, HISTORY.before = -1)

static const struct row document_history_rows[] = {
    {"history of all", as_it_is, TAKEN},
    {"history of one", history_name, TAKEN},
    {"history of a long name", history_long, REFUSAL_TOO_LONG, "name"},
    {"history of a capital", history_capital, REFUSAL_INVALID, "name"},
    {"history before the first", history_negative, REFUSAL_OUT_OF_RANGE,
     "before"},
};

static struct request
good_document_put(void)
{
    return (struct request){
        .kind = REQUEST_DOCUMENT_PUT,
        .u.document_put = {
            .documents = {{"persons", (const uint8_t *)"a", 1, 0},
                          {"roster", (const uint8_t *)"a", 1, 7}},
            .n = 2,
            .reason = "",
            .accept_gap = "",
        }};
}

static void
eight_documents(struct request_document_put *put)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

    put->n = ROWS(names);
    for (size_t i = 0; i < ROWS(names); i++)
        put->documents[i] =
            (struct request_document){names[i], (const uint8_t *)"a", 1, 0};
}

#define PUT        r->u.document_put
#define SECOND_ONE PUT.documents[1]
CASE(put_none, PUT.n = 0)
CASE(put_most, eight_documents(&PUT))
CASE(put_twice, SECOND_ONE.name = "persons")
CASE(put_no_name, SECOND_ONE.name = "")
CASE(put_long_name, SECOND_ONE.name = A31 "a")
CASE(put_space_name, SECOND_ONE.name = "a b")
CASE(put_no_text, SECOND_ONE.text_n = 0)
CASE(put_longest_text, SECOND_ONE.text_n = 49152)
CASE(put_long_text, SECOND_ONE.text_n = 49153)
CASE(put_expect_negative, SECOND_ONE.expect = -1)
CASE(put_longest_reason, PUT.reason = A120)
CASE(put_long_reason, PUT.reason = A120 "a")
CASE(put_tab_reason, PUT.reason = "a\tb")
CASE(put_bsn_reason, PUT.reason = "voor " BSN)
CASE(put_longest_gap, PUT.accept_gap = A120)
CASE(put_long_gap, PUT.accept_gap = A120 "a")
CASE(put_two_line_gap, PUT.accept_gap = "a\n")
CASE(put_bsn_gap, PUT.accept_gap = BSN)

static const struct row document_put_rows[] = {
    {"put", as_it_is, TAKEN},
    {"put needs a document", put_none, REFUSAL_REQUIRED, "documents"},
    {"put eight", put_most, TAKEN},
    {"put one twice", put_twice, REFUSAL_INVALID, "documents[1].name"},
    {"put without a name", put_no_name, REFUSAL_REQUIRED, "documents[1].name"},
    {"put a long name", put_long_name, REFUSAL_TOO_LONG, "documents[1].name"},
    {"put a name with a space", put_space_name, REFUSAL_INVALID,
     "documents[1].name"},
    {"put without text", put_no_text, REFUSAL_REQUIRED, "documents[1].text"},
    {"put the longest text", put_longest_text, TAKEN},
    {"put a text too long", put_long_text, REFUSAL_TOO_LONG,
     "documents[1].text"},
    {"put after a version before the first", put_expect_negative,
     REFUSAL_OUT_OF_RANGE, "documents[1].expect"},
    {"put for a reason of 120", put_longest_reason, TAKEN},
    {"put for a reason of 121", put_long_reason, REFUSAL_TOO_LONG, "reason"},
    {"put for a reason with a tab", put_tab_reason, REFUSAL_BAD_TEXT, "reason"},
    {"put for a reason with a BSN", put_bsn_reason, REFUSAL_BSN, "reason"},
    {"put with a gap for a reason of 120", put_longest_gap, TAKEN},
    {"put with a gap for a reason of 121", put_long_gap, REFUSAL_TOO_LONG,
     "accept_gap"},
    {"put with a gap for two lines", put_two_line_gap, REFUSAL_BAD_TEXT,
     "accept_gap"},
    {"put with a gap for a BSN", put_bsn_gap, REFUSAL_BSN, "accept_gap"},
};

static struct request
good_drill_start(void)
{
    return (struct request){.kind = REQUEST_DRILL_START,
                            .u.drill_start = {LEVEL_U2}};
}

CASE(drill_u1, r->u.drill_start.level = LEVEL_U1)
CASE(drill_u4b, r->u.drill_start.level = LEVEL_U4B)
CASE(drill_unsaid, r->u.drill_start.level = LEVEL_NONE)

static const struct row drill_start_rows[] = {
    {"drill of U1", drill_u1, TAKEN},
    {"drill of U4B", drill_u4b, TAKEN},
    {"drill needs a level", drill_unsaid, REFUSAL_REQUIRED, "level"},
};

static struct request
good_referral_action(void)
{
    return (struct request){.kind = REQUEST_REFERRAL_ACTION,
                            .u.referral_action = {.id = "R-00000000",
                                                  .verb = REFERRAL_ACCEPT,
                                                  .to = "",
                                                  .outflow = ""}};
}

#define REFER r->u.referral_action
CASE(refer_no_id, REFER.id = "")
CASE(refer_no_verb, REFER.verb = REFERRAL_VERB_NONE)
CASE(refer_offer, (REFER.verb = REFERRAL_OFFER, REFER.to = A64))
CASE(refer_offer_nobody, REFER.verb = REFERRAL_OFFER)
CASE(refer_offer_long, (REFER.verb = REFERRAL_OFFER, REFER.to = A64 "a"))
CASE(refer_offer_form, (REFER.verb = REFERRAL_OFFER, REFER.to = "Bram"))
CASE(refer_accept_to, REFER.to = "bram")
CASE(refer_close,
     (REFER.verb = REFERRAL_CLOSE, REFER.outcome = OUTCOME_EXPIRED))
CASE(refer_close_why, REFER.verb = REFERRAL_CLOSE)
CASE(refer_accept_outcome, REFER.outcome = OUTCOME_REFERRED)

static const struct row referral_action_rows[] = {
    {"accept a referral", as_it_is, TAKEN},
    {"referral action needs an id", refer_no_id, REFUSAL_REQUIRED, "id"},
    {"referral action needs a verb", refer_no_verb, REFUSAL_REQUIRED, "verb"},
    {"offer", refer_offer, TAKEN},
    {"offer needs somebody", refer_offer_nobody, REFUSAL_REQUIRED, "to"},
    {"offer to a name of 65", refer_offer_long, REFUSAL_TOO_LONG, "to"},
    {"offer to a capital", refer_offer_form, REFUSAL_INVALID, "to"},
    {"to beside another verb", refer_accept_to, REFUSAL_INVALID, "to"},
    {"close", refer_close, TAKEN},
    {"close needs an outcome", refer_close_why, REFUSAL_REQUIRED, "outcome"},
    {"outcome beside another verb", refer_accept_outcome, REFUSAL_INVALID,
     "outcome"},
};

static const struct table tables[] = {
    {good_alert_action, alert_action_rows, ROWS(alert_action_rows)},
    {good_document_get, document_get_rows, ROWS(document_get_rows)},
    {good_document_history, document_history_rows, ROWS(document_history_rows)},
    {good_document_put, document_put_rows, ROWS(document_put_rows)},
    {good_drill_start, drill_start_rows, ROWS(drill_start_rows)},
    {good_referral_action, referral_action_rows, ROWS(referral_action_rows)},
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
    struct request request = good_document_put();
    struct request *r = &request;

    (void)state;
    PUT.documents[0] = (struct request_document){"", NULL, 0, -1};
    PUT.documents[1] = (struct request_document){"", NULL, 0, -1};
    PUT.reason = PUT.accept_gap = A120 "a";
    expect_all(r, "REQUIRED documents[0].name, REQUIRED documents[0].text, "
                  "OUT_OF_RANGE documents[0].expect, "
                  "REQUIRED documents[1].name, REQUIRED documents[1].text, "
                  "OUT_OF_RANGE documents[1].expect, TOO_LONG reason, "
                  "TOO_LONG accept_gap");
    request = good_referral_action();
    REFER = (struct request_referral_action){
        .id = "", .to = "x", .outcome = OUTCOME_EXPIRED, .outflow = ""};
    expect_all(r, "REQUIRED id, REQUIRED verb, INVALID to, INVALID outcome");
}

static bool
has_rules(int kind)
{
    return kind == REQUEST_ALERT_ACTION ||
           (kind >= REQUEST_DOCUMENT_GET && kind != REQUEST_ROSTER_STATE &&
            kind != REQUEST_LIST_REFERRALS);
}

/* The other kinds have rules elsewhere, or nothing that could be wrong. */
static void
test_other_kinds_are_taken(void **state)
{
    (void)state;
    for (int kind = REQUEST_NONE; kind <= REQUEST_LAST; kind++) {
        const struct request request = {.kind = (enum request_kind)kind};
        struct refusal why;

        if (has_rules(kind))
            continue;
        assert_int_equal(validate_desk(&request, &why), RC_OK);
        assert_int_equal(why.n, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_all_findings_at_once),
        cmocka_unit_test(test_other_kinds_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
