/* The tables, their columns and the words of their results. */
#include "core/route_schema.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define FIXED(array)                                                           \
    .of = WORDS_FIXED, .words = (array), .words_n = COUNT(array)
#define INPUTS(array)  .inputs = (array), .inputs_n = COUNT(array)
#define OUTPUTS(array) .outputs = (array), .outputs_n = COUNT(array)

static const char *const groups[] = {"A", "B", "C", "D", "undetermined"};
static const char *const marks[] = {"other-than-sexual", "form", "age-unknown"};
static const char *const asks[] = {"age", "residence", "form"};
static const char *const levels[] = {"U1", "U2", "U3", "U4", "U4B"};
static const char *const desk_roles[] = {"coordinate-and-shelter", "coordinate",
                                         "extra-places", "pass-on", "hold"};
static const char *const shelter_routes[] = {
    "place", "youth", "municipality", "ask-residence", "ask-region", "none"};
static const char *const placers[] = {
    "police-or-coordinator", "coordinator",  "comensha",
    "youth-owner",           "municipality", "region"};
static const char *const answers[] = {"yes", "request"};
static const char *const sharings[] = {"no", "automatic", "decision"};
static const char *const tells[] = {"case-number",  "codes",    "field",
                                    "earlier-case", "combined", "contact",
                                    "outcome",      "apology"};

static const enum input group_inputs[] = {INPUT_AGE, INPUT_FORM, INPUT_CLASS};
static const struct output_schema group_outputs[] = {
    [GROUP_OUT_GROUP] = {.name = "group",
                         .type = OUTPUT_WORD,
                         FIXED(groups),
                         .required = true},
    [GROUP_OUT_MARK] = {.name = "mark", .type = OUTPUT_SET, FIXED(marks)},
    [GROUP_OUT_ASK] = {.name = "ask", .type = OUTPUT_SET, FIXED(asks)},
};

static const enum input urgency_inputs[] = {
    INPUT_DANGER_NOW, INPUT_MESSAGE, INPUT_SHELTER_NEEDED, INPUT_UNSAFE_NOW,
    INPUT_GROUP,      INPUT_CLASS,   INPUT_ORGANISATIONS,  INPUT_CROSS_DOMAIN};
static const struct output_schema urgency_outputs[] = {
    [URGENCY_OUT_LEVEL] = {.name = "level",
                           .type = OUTPUT_WORD,
                           FIXED(levels),
                           .required = true},
    [URGENCY_OUT_RAISED] = {.name = "raised", .type = OUTPUT_FLAG},
    [URGENCY_OUT_CALL_112] = {.name = "call_112", .type = OUTPUT_FLAG},
};

static const enum input desk_inputs[] = {INPUT_REGION, INPUT_MOMENT};
static const struct output_schema desk_outputs[] = {
    [DESK_OUT_DESK] = {.name = "desk",
                       .type = OUTPUT_WORD,
                       .of = WORDS_DESKS,
                       .required = true},
    [DESK_OUT_ROLE] = {.name = "role",
                       .type = OUTPUT_WORD,
                       FIXED(desk_roles),
                       .required = true},
    [DESK_OUT_INFORM] = {.name = "inform",
                         .type = OUTPUT_SET,
                         .of = WORDS_ROLES},
};

static const enum input alert_inputs[] = {
    INPUT_GROUP,   INPUT_URGENCY, INPUT_MESSAGE,  INPUT_RESIDENCE,
    INPUT_SUBJECT, INPUT_MOMENT,  INPUT_SUBMITTER};
static const struct output_schema alert_outputs[] = {
    [ALERT_OUT_CALL] = {.name = "call",
                        .type = OUTPUT_SET,
                        .of = WORDS_DUTIES,
                        .merge = MERGE_OR},
    [ALERT_OUT_ACT] = {.name = "act",
                       .type = OUTPUT_TERM,
                       .merge = MERGE_LEAST},
    [ALERT_OUT_PREPARE] = {.name = "prepare",
                           .type = OUTPUT_SET,
                           .of = WORDS_ROLES,
                           .merge = MERGE_OR},
    [ALERT_OUT_RESTRICTED] = {.name = "restricted",
                              .type = OUTPUT_FLAG,
                              .merge = MERGE_OR},
    [ALERT_OUT_DIGEST] = {.name = "digest",
                          .type = OUTPUT_FLAG,
                          .merge = MERGE_OR},
    [ALERT_OUT_NO_RULE] = {.name = "no_rule",
                           .type = OUTPUT_FLAG,
                           .merge = MERGE_OR},
};

static const enum input shelter_inputs[] = {
    INPUT_GROUP,     INPUT_AGE,    INPUT_MULTI_PROBLEM,
    INPUT_RESIDENCE, INPUT_REGION, INPUT_URGENCY};
static const struct output_schema shelter_outputs[] = {
    [SHELTER_OUT_ROUTE] = {.name = "route",
                           .type = OUTPUT_WORD,
                           FIXED(shelter_routes),
                           .required = true},
    [SHELTER_OUT_PROPOSE] = {.name = "propose",
                             .type = OUTPUT_LIST,
                             .of = WORDS_FACILITIES},
    [SHELTER_OUT_PLACER] = {.name = "placer",
                            .type = OUTPUT_WORD,
                            FIXED(placers),
                            .required = true},
    [SHELTER_OUT_ASK] = {.name = "ask", .type = OUTPUT_SET, FIXED(asks)},
    [SHELTER_OUT_ESCALATE] = {.name = "escalate", .type = OUTPUT_FLAG},
};

static const enum input placement_inputs[] = {
    INPUT_SUBMITTER, INPUT_FACILITY_KIND, INPUT_FUNDER};
static const struct output_schema placement_outputs[] = {
    [PLACEMENT_OUT_ANSWER] = {.name = "answer",
                              .type = OUTPUT_WORD,
                              FIXED(answers),
                              .required = true},
};

static const enum input sharing_inputs[] = {INPUT_CONTENT, INPUT_RECIPIENT,
                                            INPUT_POLICE_DATA, INPUT_HANDLING,
                                            INPUT_AGREEMENT};
static const struct output_schema sharing_outputs[] = {
    [SHARING_OUT_ALLOWED] = {.name = "allowed",
                             .type = OUTPUT_WORD,
                             FIXED(sharings),
                             .required = true},
    [SHARING_OUT_LOGGED] = {.name = "logged", .type = OUTPUT_FLAG},
};

static const enum input feedback_inputs[] = {INPUT_FEEDBACK};
static const struct output_schema feedback_outputs[] = {
    [FEEDBACK_OUT_TELL] = {.name = "tell",
                           .type = OUTPUT_SET,
                           FIXED(tells),
                           .merge = MERGE_OR,
                           .required = true},
    [FEEDBACK_OUT_TERM] = {.name = "term",
                           .type = OUTPUT_TERM,
                           .merge = MERGE_LEAST,
                           .required = true},
};

static const struct table_schema tables[TABLES_N] = {
    [TABLE_TARGET_GROUP] = {"target-group", "T1", HIT_FIRST,
                            INPUTS(group_inputs), OUTPUTS(group_outputs)},
    [TABLE_URGENCY] = {"urgency", "T2", HIT_FIRST, INPUTS(urgency_inputs),
                       OUTPUTS(urgency_outputs)},
    [TABLE_DESK] = {"desk", "T3", HIT_FIRST, INPUTS(desk_inputs),
                    OUTPUTS(desk_outputs)},
    [TABLE_ALERT] = {"alert", "T4", HIT_COLLECT, INPUTS(alert_inputs),
                     OUTPUTS(alert_outputs)},
    [TABLE_SHELTER] = {"shelter", "T5", HIT_FIRST, INPUTS(shelter_inputs),
                       OUTPUTS(shelter_outputs)},
    [TABLE_PLACEMENT] = {"placement", "T6", HIT_FIRST, INPUTS(placement_inputs),
                         OUTPUTS(placement_outputs)},
    [TABLE_SHARING] = {"sharing", "T7", HIT_FIRST, INPUTS(sharing_inputs),
                       OUTPUTS(sharing_outputs)},
    [TABLE_FEEDBACK] = {"feedback", "T8", HIT_COLLECT, INPUTS(feedback_inputs),
                        OUTPUTS(feedback_outputs)},
};

_Static_assert(COUNT(urgency_inputs) <= TABLE_INPUTS_MAX, "columns fit");
_Static_assert(COUNT(alert_inputs) <= TABLE_INPUTS_MAX, "columns fit");
_Static_assert(COUNT(alert_outputs) <= TABLE_OUTPUTS_MAX, "results fit");

const struct table_schema *
route_schema(enum table_id id)
{
    return &tables[id];
}

enum table_id
route_table_find(const char *name)
{
    int id = 0;

    while (id < TABLES_N && strcmp(tables[id].name, name) != 0)
        id++;
    return (enum table_id)id;
}
