/* The words of every input.  Their order is that of the enumeration that is
 * asked about, so that a value is a cast; the assertions keep it so. */
#include "core/route_input.h"

#include "core/alert.h"
#include "core/class.h"
#include "core/codes.h"
#include "core/facility.h"
#include "core/people.h"
#include "core/region.h"
#include "core/table.h"

#define COUNT(words) (sizeof(words) / sizeof *(words))
#define FIXED(array)                                                           \
    .of = WORDS_FIXED, .words = (array), .words_n = COUNT(array)

static const char *const messages[] = {"signal", "referral", "advice",
                                       "bottleneck", "withdrawal"};
static const char *const organisations[] = {"police-amsterdam",
                                            "police",
                                            "kmar",
                                            "comensha",
                                            "housing",
                                            "care",
                                            "municipality",
                                            "youth",
                                            "health",
                                            "lawyer",
                                            "inspectorate",
                                            "client",
                                            "acm",
                                            "other"};
static const char *const ages[] = {"under-18", "adult"};
static const char *const forms[] = {
    "sexual", "labour",   "criminal", "begging",   "servitude",
    "organ",  "marriage", "adoption", "surrogacy", "other"};
static const char *const subjects[] = {"victim", "perpetrator", "both",
                                       "location", "business"};
static const char *const classes[] = {"K0", "K1", "K2", "K3", "K4"};
static const char *const residences[] = {"nl", "eu", "third-country"};
static const char *const yes_no[] = {"yes", "no"};
static const char *const groups[] = {"A", "B", "C", "D", "undetermined"};
static const char *const levels[] = {"U1", "U2", "U3", "U4", "U4B"};
static const char *const facility_kinds[] = {
    "emergency",     "crisis",   "regular", "cosm",
    "multi-problem", "72-hours", "other"};
static const char *const funders[] = {"municipality", "justice", "state",
                                      "other"};
static const char *const contents[] = {
    "bundle-summary", "address-note", "match-note", "own-status",
    "aggregates",     "exact-counts", "other"};
static const char *const handlings[] = {"H0", "H1", "H2", "H3"};
static const char *const feedbacks[] = {"received",     "refused",  "duplicate",
                                        "combined",     "taken-up", "outcome",
                                        "term-exceeded"};

_Static_assert(COUNT(messages) == MESSAGE_WITHDRAWAL, "enum message_kind");
_Static_assert(COUNT(organisations) == ORGANISATION_OTHER,
               "enum organisation_kind");
_Static_assert(COUNT(ages) == AGE_ADULT, "enum age; unknown is absent");
_Static_assert(COUNT(forms) == FORM_OTHER, "enum form; unknown is absent");
_Static_assert(COUNT(classes) == CLASS_K4, "enum class_k");
_Static_assert(COUNT(yes_no) == YES_NO_NO, "enum yes_no; unknown is absent");
_Static_assert(COUNT(levels) == LEVEL_LAST, "enum level");
_Static_assert(COUNT(facility_kinds) == FACILITY_OTHER, "enum facility_kind");
_Static_assert(COUNT(funders) == FUNDER_OTHER, "enum funder");
_Static_assert(REGIONS_MAX <= TABLE_VALUE_MAX, "a region is a value");

static const struct input_schema inputs[INPUTS_N] = {
    [INPUT_MESSAGE] = {.name = "message", FIXED(messages)},
    [INPUT_SUBMITTER] = {.name = "submitter", FIXED(organisations)},
    [INPUT_AGE] = {.name = "age", FIXED(ages)},
    [INPUT_FORM] = {.name = "form", FIXED(forms)},
    [INPUT_SUBJECT] = {.name = "subject", FIXED(subjects)},
    [INPUT_CLASS] = {.name = "class", FIXED(classes), .always = true},
    [INPUT_REGION] = {.name = "region", .of = WORDS_REGIONS},
    [INPUT_RESIDENCE] = {.name = "residence", FIXED(residences)},
    [INPUT_MULTI_PROBLEM] = {.name = "multi_problem",
                             FIXED(yes_no),
                             .always = true},
    [INPUT_UNSAFE_NOW] = {.name = "unsafe_now", FIXED(yes_no)},
    [INPUT_SHELTER_NEEDED] = {.name = "shelter_needed", FIXED(yes_no)},
    [INPUT_DANGER_NOW] = {.name = "danger_now", FIXED(yes_no), .always = true},
    [INPUT_GROUP] = {.name = "group", FIXED(groups), .always = true},
    [INPUT_URGENCY] = {.name = "urgency", FIXED(levels), .always = true},
    [INPUT_ORGANISATIONS] = {.name = "organisations",
                             .of = WORDS_NUMBER,
                             .words_n = TABLE_VALUE_MAX,
                             .always = true},
    [INPUT_CROSS_DOMAIN] = {.name = "cross_domain",
                            FIXED(yes_no),
                            .always = true},
    [INPUT_MOMENT] = {.name = "moment", .of = WORDS_WINDOWS, .always = true},
    [INPUT_FACILITY_KIND] = {.name = "facility_kind",
                             FIXED(facility_kinds),
                             .always = true},
    [INPUT_FUNDER] = {.name = "funder", FIXED(funders), .always = true},
    [INPUT_CONTENT] = {.name = "content", FIXED(contents), .always = true},
    [INPUT_RECIPIENT] = {.name = "recipient", FIXED(organisations)},
    [INPUT_POLICE_DATA] = {.name = "police_data",
                           FIXED(yes_no),
                           .always = true},
    [INPUT_HANDLING] = {.name = "handling", FIXED(handlings)},
    [INPUT_AGREEMENT] = {.name = "agreement", FIXED(yes_no), .always = true},
    [INPUT_FEEDBACK] = {.name = "feedback", FIXED(feedbacks), .always = true},
};

const struct input_schema *
route_input(enum input input)
{
    return &inputs[input];
}
