/* What of a bundle may leave the desk: by whose data, by which agreement, by
 * which row; and which note its senders get. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/share.h"

#define TODAY 20000
#define YES   1
#define NO    2
#define H0    1
#define H1    2
#define H2    3
#define H3    4
#define ALL   VALUES_ANY

static const struct indicator_list list = {
    .n = 3,
    .codes = {{.code = "DB01",
               .dimension = DIMENSION_FORCED,
               .adult = STRENGTH_STRONG},
              {.code = "DB02",
               .dimension = DIMENSION_FORCED,
               .adult = STRENGTH_STRONG},
              {.code = "OB06",
               .dimension = DIMENSION_OBSERVATION,
               .adult = STRENGTH_WEAK}},
};

static void
add_row(struct decision_table *table, const char *name, const value_set when[5],
        unsigned allowed)
{
    struct table_row *row = &table->rows[table->rows_n++];

    (void)strcpy(row->name, name);
    memcpy(row->when, when, 5 * sizeof *when);
    row->then[SHARING_OUT_ALLOWED] = allowed;
    row->says = 1U << SHARING_OUT_ALLOWED;
}

/* content, recipient, police data, handling, agreement; no, automatic,
 * decision are 1, 2, 3 */
static struct desk_rules *
rules_make(void)
{
    static const value_set police[] = {VALUE_BIT(SHARE_BUNDLE_SUMMARY),
                                       VALUE_BIT(ORGANISATION_POLICE_AMSTERDAM),
                                       ALL, ALL, ALL};
    static const value_set housing[] = {VALUE_BIT(SHARE_ADDRESS_NOTE),
                                        VALUE_BIT(ORGANISATION_HOUSING), ALL,
                                        ALL, VALUE_BIT(YES)};
    static const value_set care[] = {ALL, VALUE_BIT(ORGANISATION_CARE),
                                     VALUE_BIT(NO), ALL, VALUE_BIT(YES)};
    static const value_set rest[] = {ALL, ALL, ALL, ALL, ALL};
    struct desk_rules *rules = calloc(1, sizeof *rules);
    struct decision_table *table = NULL;

    assert_non_null(rules);
    table = &rules->tables[TABLE_SHARING];
    table->hit = HIT_FIRST;
    table->inputs_n = 5;
    table->outputs_n = 2;
    add_row(table, "T7.1", police, 3);
    add_row(table, "T7.2", housing, 3);
    add_row(table, "T7.2b", care, 3);
    add_row(table, "T7.8", rest, 1);
    rules->directory.agreements_n = 3;
    rules->directory.agreements[0] =
        (struct agreement){.name = "covenant",
                           .contents = 1U << 1, /* address-note */
                           .recipients = 1U << ORGANISATION_HOUSING,
                           .keep_days = 30,
                           .from_day = TODAY,
                           .to_day = TODAY + 1};
    rules->directory.agreements[1] = (struct agreement){
        .name = "released",
        .contents = 3,
        .recipients = 1U << ORGANISATION_HOUSING | 1U << ORGANISATION_CARE,
        .police_data = true,
        .from_day = TODAY - 9,
        .to_day = TODAY + 9};
    rules->directory.agreements[2] =
        (struct agreement){.name = "summaries",
                           .contents = 1,
                           .recipients = 1U << ORGANISATION_CARE,
                           .from_day = TODAY - 9,
                           .to_day = TODAY + 9};
    return rules;
}

/* Of each member: who told it, under which code; the first two have codes. */
struct told {
    enum organisation_kind source;
    code_number handling;
    bool gone;
    bool no_address;
    code_number of;
};

#define CARE    ORGANISATION_CARE
#define HOUSING ORGANISATION_HOUSING
#define POLICE  ORGANISATION_POLICE_AMSTERDAM
#define ELSE    ORGANISATION_POLICE
#define KMAR    ORGANISATION_KMAR
#define SUMMARY SHARE_BUNDLE_SUMMARY
#define NOTE    SHARE_ADDRESS_NOTE

#define OF(kind)                                                               \
    {                                                                          \
        .source = (kind)                                                       \
    }
#define BY(kind, h)                                                            \
    {                                                                          \
        .source = (kind), .handling = (h)                                      \
    }
#define GONE(kind)                                                             \
    {                                                                          \
        .source = (kind), .gone = true                                         \
    }
#define NOWHERE(kind)                                                          \
    {                                                                          \
        .source = (kind), .no_address = true                                   \
    }

static const struct share_row {
    const char *name;
    struct told told[3];
    enum share_content content;
    enum organisation_kind to;
    const char *agreement;
    int64_t day; /* from TODAY */
    enum share_verdict verdict;
    const char *row;
    uint32_t organisations; /* that leave */
    enum class_k k;
    int64_t keep_days;
} rows[] = {
    {"a summary goes to the police",
     {OF(CARE), OF(HOUSING)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     2,
     CLASS_K3,
     0},
    {"no row for other police",
     {OF(CARE)},
     SUMMARY,
     ELSE,
     "",
     0,
     SHARE_NO_ROW,
     "T7.8",
     1,
     0,
     0},
    {"no row for another kind, whatever is agreed",
     {OF(CARE)},
     SUMMARY,
     HOUSING,
     "released",
     0,
     SHARE_NO_ROW,
     "T7.8",
     1,
     0,
     0},
    {"an address note by a covenant",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_OK,
     "T7.2",
     1,
     0,
     30},
    {"without a covenant",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "",
     0,
     SHARE_AGREEMENT,
     "T7.8",
     1,
     0,
     0},
    {"one that is not there",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "none",
     0,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"one that has not begun",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "covenant",
     -1,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"its last day",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_OK,
     "T7.2",
     1,
     0,
     30},
    {"one that has ended",
     {OF(CARE)},
     NOTE,
     HOUSING,
     "covenant",
     1,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"one for another recipient",
     {OF(CARE)},
     NOTE,
     CARE,
     "covenant",
     0,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"one for other content",
     {OF(CARE)},
     NOTE,
     CARE,
     "summaries",
     0,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"a wrong one is wrong for the police as well",
     {OF(CARE)},
     SUMMARY,
     POLICE,
     "covenant",
     0,
     SHARE_AGREEMENT,
     "",
     1,
     0,
     0},
    {"police data does not leave, the rest does",
     {OF(CARE), OF(POLICE)},
     SUMMARY,
     CARE,
     "summaries",
     0,
     SHARE_OK,
     "T7.2b",
     1,
     CLASS_K1,
     0},
    {"police data alone",
     {OF(POLICE)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"of other police as well",
     {OF(ELSE)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"of the KMar as well",
     {OF(KMAR)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"H1 does not release it",
     {BY(POLICE, H1)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"H0 does",
     {BY(POLICE, H0)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_OK,
     "T7.2",
     1,
     0,
     30},
    {"so does an agreement that says so",
     {OF(POLICE)},
     NOTE,
     HOUSING,
     "released",
     0,
     SHARE_OK,
     "T7.2",
     1,
     0,
     0},
    {"between police it goes",
     {OF(POLICE)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     1,
     CLASS_K1,
     0},
    {"H1 of somebody else goes",
     {BY(CARE, H1)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_OK,
     "T7.2",
     1,
     0,
     30},
    {"H2 of anybody needs permission",
     {BY(CARE, H2)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_HANDLING,
     "",
     0,
     0,
     0},
    {"H3 as well",
     {BY(CARE, H3)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_HANDLING,
     "",
     0,
     0,
     0},
    {"H2 also between police, and by agreement",
     {BY(POLICE, H2)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_HANDLING,
     "",
     0,
     0,
     0},
    {"H2 is left out of the rest",
     {BY(CARE, H2), OF(HOUSING)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     1,
     CLASS_K1,
     0},
    {"H2 is left out with what supplements it",
     {{.source = CARE, .of = H2}, OF(HOUSING)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     1,
     CLASS_K1,
     0},
    {"what is gone does not count",
     {GONE(CARE), OF(HOUSING)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     1,
     CLASS_K1,
     0},
    {"nothing is there any more",
     {GONE(CARE)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"a note without an address",
     {NOWHERE(CARE)},
     NOTE,
     HOUSING,
     "covenant",
     0,
     SHARE_NOTHING,
     "",
     0,
     0,
     0},
    {"a summary without an address",
     {NOWHERE(CARE)},
     SUMMARY,
     POLICE,
     "",
     0,
     SHARE_OK,
     "T7.1",
     1,
     CLASS_K1,
     0},
};

static void
decide(const struct desk_rules *rules, const struct share_row *row,
       struct share_case *c, struct share_decision *out)
{
    static const char *const codes[] = {"DB01", "DB02", "OB06"};
    const struct share_asked asked = {.content = row->content,
                                      .to = row->to,
                                      .agreement = row->agreement,
                                      .day = TODAY + row->day};

    share_open(c, rules, &list, &asked);
    for (size_t i = 0; i < 3 && row->told[i].source != ORGANISATION_NONE; i++) {
        struct message_facts facts = {.kind = MESSAGE_SIGNAL,
                                      .source = row->told[i].source,
                                      .handling = row->told[i].handling,
                                      .age = AGE_ADULT};

        (void)strcpy(facts.codes, codes[i]);
        (void)share_take(
            c, &(struct share_member){.organisation = (int64_t)i + 1,
                                      .facts = &facts,
                                      .gone = row->told[i].gone,
                                      .of = row->told[i].of,
                                      .has_address = !row->told[i].no_address});
    }
    share_decide(c, out);
}

static void
test_what_may_leave(void **state)
{
    struct desk_rules *rules = rules_make();

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct share_row *row = &rows[i];
        struct share_case c;
        struct share_decision got;

        decide(rules, row, &c, &got);
        if (got.verdict != row->verdict || strcmp(got.row, row->row) != 0 ||
            c.whole.organisations != row->organisations ||
            got.class_k != row->k || got.keep_days != row->keep_days)
            fail_msg("%s: verdict %d, row %s, %u organisations, class %d, "
                     "keep %d",
                     row->name, (int)got.verdict, got.row,
                     c.whole.organisations, (int)got.class_k,
                     (int)got.keep_days);
    }
    free(rules);
}

/* Neither the codes nor the class of what is left out. */
static void
test_codes_of_what_is_left_out_stay(void **state)
{
    static const struct share_row row = {
        "",
        {BY(CARE, H2), OF(POLICE), OF(HOUSING)},
        SUMMARY,
        CARE,
        "summaries",
        0,
        SHARE_OK,
        "",
        1,
        CLASS_K1,
        0};
    struct desk_rules *rules = rules_make();
    struct share_case c;
    struct share_decision got;

    (void)state;
    decide(rules, &row, &c, &got);
    assert_int_equal(got.verdict, SHARE_OK);
    assert_false(code_set_has(&c.whole.codes, 0));
    assert_false(code_set_has(&c.whole.codes, 1));
    assert_true(code_set_has(&c.whole.codes, 2));
    assert_int_equal(c.needs_permission, 1);
    assert_int_equal(c.not_released, 1);
    free(rules);
}

static const struct note_row {
    const char *name;
    struct note_facts facts;
    enum feedback_state note;
} notes[] = {
    {"somebody else told it too", {.others = true}, FEEDBACK_NOTE_MATCH},
    {"nobody else did", {.others = false}, FEEDBACK_NOTE_NONE},
    {"something of others may not be known",
     {.others = true, .others_may_not = true},
     FEEDBACK_NOTE_NONE},
    {"a withdrawn one", {.others = true, .gone = true}, FEEDBACK_NOTE_NONE},
};

static void
test_notes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(notes); i++)
        if (note_decide(&notes[i].facts) != notes[i].note)
            fail_msg("%s", notes[i].name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_leave),
        cmocka_unit_test(test_codes_of_what_is_left_out_stay),
        cmocka_unit_test(test_notes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
