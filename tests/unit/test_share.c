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
    rules->indicators = list;
    table = &rules->tables[TABLE_SHARING];
    table->hit = HIT_FIRST;
    table->inputs_n = 5;
    table->outputs_n = 2;
    add_row(table, "T7.1", police, 3);
    add_row(table, "T7.2", housing, 3);
    add_row(table, "T7.2b", care, 3);
    add_row(table, "T7.8", rest, 1);
    table = &rules->tables[TABLE_TARGET_GROUP];
    table->hit = HIT_FIRST;
    table->inputs_n = 3;
    table->outputs_n = 3;
    table->rows[table->rows_n++] =
        (struct table_row){.name = "T1.4",
                           .when = {ALL, ALL, ALL},
                           .then = {[GROUP_OUT_GROUP] = GROUP_C},
                           .says = 1U << GROUP_OUT_GROUP};
    rules->directory.agreements_n = 5;
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
    rules->directory.agreements[3] = rules->directory.agreements[0];
    (void)strcpy(rules->directory.agreements[3].name, "group-a");
    (void)strcpy(rules->directory.agreements[3].group, "A");
    rules->directory.agreements[4] = rules->directory.agreements[0];
    (void)strcpy(rules->directory.agreements[4].name, "group-bc");
    (void)strcpy(rules->directory.agreements[4].group, "BC");
    return rules;
}

#define CARE    ORGANISATION_CARE
#define HOUSING ORGANISATION_HOUSING
#define POLICE  ORGANISATION_POLICE_AMSTERDAM
#define ELSE    ORGANISATION_POLICE
#define KMAR    ORGANISATION_KMAR
#define SUMMARY SHARE_BUNDLE_SUMMARY
#define NOTE    SHARE_ADDRESS_NOTE

static const struct share_row {
    const char *name;
    const char *told; /* who, and under which code */
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
    {"a summary goes to the police", "care, housing", SUMMARY, POLICE, "", 0,
     SHARE_OK, "T7.1", 2, CLASS_K3, 0},
    {"no row for other police", "care", SUMMARY, ELSE, "", 0, SHARE_NO_ROW,
     "T7.8", 1, 0, 0},
    {"no row for another kind, whatever is agreed", "care", SUMMARY, HOUSING,
     "released", 0, SHARE_NO_ROW, "T7.8", 1, 0, 0},
    {"an address note by a covenant", "care", NOTE, HOUSING, "covenant", 0,
     SHARE_OK, "T7.2", 1, 0, 30},
    {"without a covenant", "care", NOTE, HOUSING, "", 0, SHARE_AGREEMENT,
     "T7.8", 1, 0, 0},
    {"one that is not there", "care", NOTE, HOUSING, "none", 0, SHARE_AGREEMENT,
     "", 1, 0, 0},
    {"one that has not begun", "care", NOTE, HOUSING, "covenant", -1,
     SHARE_AGREEMENT, "", 1, 0, 0},
    {"its last day", "care", NOTE, HOUSING, "covenant", 0, SHARE_OK, "T7.2", 1,
     0, 30},
    {"one that has ended", "care", NOTE, HOUSING, "covenant", 1,
     SHARE_AGREEMENT, "", 1, 0, 0},
    {"one for another recipient", "care", NOTE, CARE, "covenant", 0,
     SHARE_AGREEMENT, "", 1, 0, 0},
    {"one for other content", "care", NOTE, CARE, "summaries", 0,
     SHARE_AGREEMENT, "", 1, 0, 0},
    {"a wrong one is wrong for the police as well", "care", SUMMARY, POLICE,
     "covenant", 0, SHARE_AGREEMENT, "", 1, 0, 0},
    {"one for another target group", "care", NOTE, HOUSING, "group-a", 0,
     SHARE_AGREEMENT, "", 1, 0, 0},
    {"one for its target group", "care", NOTE, HOUSING, "group-bc", 0, SHARE_OK,
     "T7.2", 1, 0, 30},
    {"the class is that of the alert: a minor's is never less than an adult's",
     "care young, housing", SUMMARY, POLICE, "", 0, SHARE_OK, "T7.1", 2,
     CLASS_K3, 0},
    {"police data does not leave, the rest does", "care, police", SUMMARY, CARE,
     "summaries", 0, SHARE_OK, "T7.2b", 1, CLASS_K1, 0},
    {"police data alone", "police", NOTE, HOUSING, "covenant", 0, SHARE_NOTHING,
     "", 0, 0, 0},
    {"of other police as well", "other-police", NOTE, HOUSING, "covenant", 0,
     SHARE_NOTHING, "", 0, 0, 0},
    {"of the KMar as well", "kmar", NOTE, HOUSING, "covenant", 0, SHARE_NOTHING,
     "", 0, 0, 0},
    {"H1 does not release it", "police H1", NOTE, HOUSING, "covenant", 0,
     SHARE_NOTHING, "", 0, 0, 0},
    {"H0 does", "police H0", NOTE, HOUSING, "covenant", 0, SHARE_OK, "T7.2", 1,
     0, 30},
    {"so does an agreement that says so", "police", NOTE, HOUSING, "released",
     0, SHARE_OK, "T7.2", 1, 0, 0},
    {"between police it goes", "police", SUMMARY, POLICE, "", 0, SHARE_OK,
     "T7.1", 1, CLASS_K1, 0},
    {"H1 of somebody else goes", "care H1", NOTE, HOUSING, "covenant", 0,
     SHARE_OK, "T7.2", 1, 0, 30},
    {"H2 of anybody needs permission", "care H2", NOTE, HOUSING, "covenant", 0,
     SHARE_HANDLING, "", 0, 0, 0},
    {"H3 as well", "care H3", SUMMARY, POLICE, "", 0, SHARE_HANDLING, "", 0, 0,
     0},
    {"H2 also between police, and by agreement", "police H2", SUMMARY, POLICE,
     "", 0, SHARE_HANDLING, "", 0, 0, 0},
    {"H2 is left out of the rest", "care H2, housing", SUMMARY, POLICE, "", 0,
     SHARE_OK, "T7.1", 1, CLASS_K1, 0},
    {"H2 is left out with what supplements it", "care of-H2, housing", SUMMARY,
     POLICE, "", 0, SHARE_OK, "T7.1", 1, CLASS_K1, 0},
    {"what is gone does not count", "care gone, housing", SUMMARY, POLICE, "",
     0, SHARE_OK, "T7.1", 1, CLASS_K1, 0},
    {"nothing is there any more", "care gone", SUMMARY, POLICE, "", 0,
     SHARE_NOTHING, "", 0, 0, 0},
    {"a note without an address", "care nowhere", NOTE, HOUSING, "covenant", 0,
     SHARE_NOTHING, "", 0, 0, 0},
    {"a summary without an address", "care nowhere", SUMMARY, POLICE, "", 0,
     SHARE_OK, "T7.1", 1, CLASS_K1, 0},
};

static enum organisation_kind
kind_of(const char *word)
{
    static const struct {
        const char *word;
        enum organisation_kind kind;
    } kinds[] = {{"care", CARE},
                 {"housing", HOUSING},
                 {"police", POLICE},
                 {"other-police", ELSE},
                 {"kmar", KMAR}};

    for (size_t i = 0; i < ROWS(kinds); i++)
        if (strcmp(kinds[i].word, word) == 0)
            return kinds[i].kind;
    fail_msg("who is %s?", word);
    return ORGANISATION_NONE;
}

/* "police H0", "care gone", "care of-H2"; the i-th member has the i-th code. */
static void
take(struct share_case *c, char *text, size_t i)
{
    static const char *const codes[] = {"DB01", "DB02", "OB06"};
    char *more = NULL;
    const char *who = strtok_r(text, " ", &more);
    const char *word = strtok_r(NULL, " ", &more);
    struct message_facts facts = {
        .kind = MESSAGE_SIGNAL, .source = kind_of(who), .age = AGE_ADULT};
    struct share_member member = {
        .organisation = (int64_t)i + 1, .facts = &facts, .has_address = true};

    (void)strcpy(facts.codes, codes[i]);
    if (word != NULL && word[0] == 'H')
        facts.handling = (code_number)(word[1] - '0' + 1);
    else if (word != NULL && strcmp(word, "gone") == 0)
        member.gone = true;
    else if (word != NULL && strcmp(word, "nowhere") == 0)
        member.has_address = false;
    else if (word != NULL && strcmp(word, "young") == 0)
        facts.age = AGE_UNDER_18;
    else if (word != NULL && strcmp(word, "of-H2") == 0)
        member.of = 3;
    else if (word != NULL)
        fail_msg("what is %s?", word);
    (void)share_take(c, &member);
}

static void
decide(const struct desk_rules *rules, const struct share_row *row,
       struct share_case *c, struct share_decision *out)
{
    const struct share_asked asked = {.content = row->content,
                                      .to = row->to,
                                      .agreement = row->agreement,
                                      .day = TODAY + row->day};
    char told[64];
    char *more = NULL;
    char *one = NULL;

    share_open(c, rules, &asked);
    (void)strcpy(told, row->told);
    one = strtok_r(told, ",", &more);
    for (size_t i = 0; one != NULL; i++) {
        take(c, one, i);
        one = strtok_r(NULL, ",", &more);
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
    static const struct share_row row = {"",
                                         "care H2, police, housing",
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
