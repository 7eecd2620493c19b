/* report_words -- see report_words.h */
#include "core/report_words.h"

#include <stdio.h>
#include <string.h>

#include "core/indicator.h"
#include "core/text_rules.h"

#define NOT_SAID     "not_said"
#define MUNICIPALITY 9999

static const char *const kind[] = {NOT_SAID, "signal",     "referral",
                                   "advice", "bottleneck", "withdrawal"};
static const char *const source[] = {NOT_SAID,   "police_amsterdam",
                                     "police",   "kmar",
                                     "comensha", "housing",
                                     "care",     "municipality",
                                     "youth",    "health",
                                     "lawyer",   "inspectorate",
                                     "client",   "acm",
                                     "other"};
static const char *const form[] = {
    NOT_SAID, "sexual",   "labour",   "criminal",  "begging", "servitude",
    "organ",  "marriage", "adoption", "surrogacy", "other",   "unknown"};
static const char *const age[] = {NOT_SAID, "under_18", "adult", "unknown"};
static const char *const gender[] = {NOT_SAID, "female", "male", "other",
                                     "unknown"};
static const char *const yes_no[] = {NOT_SAID, "yes", "no", "unknown"};
static const char *const residence[] = {NOT_SAID, "nl", "eu", "third_country",
                                        "unknown"};
static const char *const sector[] = {NOT_SAID,         "agriculture",
                                     "mining",         "manufacturing",
                                     "energy",         "water_and_waste",
                                     "construction",   "trade",
                                     "transport",      "accommodation_and_food",
                                     "information",    "finance",
                                     "real_estate",    "professional",
                                     "administrative", "public",
                                     "education",      "health",
                                     "arts",           "other_services",
                                     "households",     "extraterritorial"};
static const char *const subject[] = {NOT_SAID, "victim",   "perpetrator",
                                      "both",   "location", "business"};
static const char *const handling[] = {NOT_SAID, "h0", "h1", "h2", "h3"};
static const char *const referral_kind[] = {NOT_SAID, "short_contact",
                                            "ambulant", "shelter", "return"};
static const char *const class_k[] = {NOT_SAID, "k0", "k1", "k2", "k3", "k4"};
static const char *const group[] = {NOT_SAID, "a", "b",
                                    "c",      "d", "undetermined"};
static const char *const level[] = {NOT_SAID, "u1", "u2", "u3", "u4", "u4b"};
static const char *const about[] = {NOT_SAID, "signal",   "referral",
                                    "law",    "training", "other"};
static const char *const category[] = {
    NOT_SAID,      "shelter", "follow_on_housing", "cooperation",
    "information", "law",     "capacity",          "other"};
static const char *const bottleneck_state[] = {"new", "open", "structural",
                                               "solved", "dropped"};
static const char *const referral_state[] = {NOT_SAID, "open", "accepted",
                                             "offered", "closed"};
static const char *const phase[] = {NOT_SAID,    "spotted", "passed_on",
                                    "sheltered", "guided",  "return",
                                    "aftercare"};
static const char *const track[] = {"not_begun", "running", "waiting", "done",
                                    "ended"};
static const char *const outcome[] = {
    NOT_SAID,       "referred",  "sheltered", "no_trafficking",
    "insufficient", "passed_on", "expired"};
static const char *const term_state[] = {NOT_SAID, "running", "exceeded",
                                         "met",    "late",    "ended"};
static const char *const decision[] = {NOT_SAID, "reported", "cooperation",
                                       "none"};
static const char *const alert_state[] = {NOT_SAID, "received", "held",
                                          "paging", "acked",    "closed"};
static const char *const refusal[] = {
    NOT_SAID,     "malformed", "too_large", "unknown_field", "duplicate_field",
    "bad_text",   "required",  "invalid",   "unknown_code",  "out_of_range",
    "too_long",   "too_many",  "in_future", "too_old",       "bsn",
    "conflict",   "denied",    "not_found", "version",       "unavailable",
    "not_greeted"};
static const char *const measure[] = {
    NOT_SAID,     "alerted",    "delivered", "acknowledged",
    "unanswered", "unattended", "no_place",  "without_anybody_s"};

#define FACTS                                                                  \
    (REPORT_BIT(REPORT_COUNTS) | REPORT_BIT(REPORT_ADVICE) |                   \
     REPORT_BIT(REPORT_BOTTLENECKS) | REPORT_BIT(REPORT_REFERRALS))
#define PEOPLE                                                                 \
    (REPORT_BIT(REPORT_COUNTS) | REPORT_BIT(REPORT_REFERRALS) |                \
     REPORT_BIT(REPORT_TERMS))
#define COUNTS      REPORT_BIT(REPORT_COUNTS)
#define ADVICE      REPORT_BIT(REPORT_ADVICE)
#define BOTTLENECKS REPORT_BIT(REPORT_BOTTLENECKS)
#define REFERRALS   REPORT_BIT(REPORT_REFERRALS)
#define TERMS       REPORT_BIT(REPORT_TERMS)
#define ALERTS      REPORT_BIT(REPORT_ALERTS)
#define REACHED     REPORT_BIT(REPORT_REACHABILITY)
#define REFUSALS    REPORT_BIT(REPORT_REFUSALS)
#define DAYS        (FACTS | TERMS | ALERTS | REFUSALS)

#define WORDS(table) REPORT_TYPE_WORD, (table), sizeof(table) / sizeof(table)[0]
#define FLAG         REPORT_TYPE_FLAG, NULL, 0
#define NAME         REPORT_TYPE_NAME, NULL, 0
#define PERIOD       REPORT_TYPE_PERIOD, NULL, 0

static const struct report_column_row columns[] = {
    {COLUMN_KIND, "kind", WORDS(kind), COUNTS},
    {COLUMN_SOURCE, "source", WORDS(source), FACTS | TERMS},
    {COLUMN_FORM, "form", WORDS(form), PEOPLE | ADVICE},
    {COLUMN_AGE, "age", WORDS(age), PEOPLE},
    {COLUMN_GENDER, "gender", WORDS(gender), PEOPLE},
    {COLUMN_PREGNANT, "pregnant", WORDS(yes_no), PEOPLE},
    {COLUMN_RESIDENCE, "residence", WORDS(residence), PEOPLE},
    {COLUMN_SECTOR, "sector", WORDS(sector), PEOPLE},
    {COLUMN_SUBJECT, "subject", WORDS(subject), COUNTS},
    {COLUMN_HANDLING, "handling", WORDS(handling), COUNTS},
    {COLUMN_DANGER, "danger", FLAG, PEOPLE},
    {COLUMN_SHELTER, "shelter", WORDS(yes_no), PEOPLE},
    {COLUMN_UNSAFE, "unsafe", WORDS(yes_no), PEOPLE},
    {COLUMN_EXTRA_CARE, "extra_care", FLAG, PEOPLE},
    {COLUMN_REFERRAL_KIND, "referral_kind", WORDS(referral_kind), PEOPLE},
    {COLUMN_CLASS, "class", WORDS(class_k), PEOPLE | ALERTS},
    {COLUMN_GROUP, "group", WORDS(group), PEOPLE | ALERTS},
    {COLUMN_LEVEL, "level", WORDS(level), PEOPLE | ALERTS | REACHED},
    {COLUMN_MUNICIPALITY, "municipality", REPORT_TYPE_MUNICIPALITY, NULL, 0,
     FACTS | TERMS},
    {COLUMN_REGION, "region", NAME, FACTS | TERMS},
    {COLUMN_CODE, "code", REPORT_TYPE_CODE, NULL, 0, COUNTS | REFERRALS},
    {COLUMN_DAY, "day", PERIOD, DAYS},
    {COLUMN_WEEK, "week", PERIOD, DAYS},
    {COLUMN_MONTH, "month", PERIOD, DAYS},
    {COLUMN_QUARTER, "quarter", PERIOD, DAYS},
    {COLUMN_YEAR, "year", PERIOD, DAYS},
    {COLUMN_ABOUT, "about", WORDS(about), ADVICE},
    {COLUMN_CATEGORY, "category", WORDS(category), BOTTLENECKS},
    {COLUMN_BOTTLENECK_STATE, "state", WORDS(bottleneck_state), BOTTLENECKS},
    {COLUMN_REFERRAL_STATE, "state", WORDS(referral_state), REFERRALS},
    {COLUMN_PHASE, "phase", WORDS(phase), REFERRALS},
    {COLUMN_HELP, "help", WORDS(track), REFERRALS},
    {COLUMN_CRIMINAL, "criminal", WORDS(track), REFERRALS},
    {COLUMN_ALIENS, "aliens", WORDS(track), REFERRALS},
    {COLUMN_REPORTED, "reported", FLAG, REFERRALS},
    {COLUMN_MEETING, "meeting", FLAG, REFERRALS},
    {COLUMN_OUTCOME, "outcome", WORDS(outcome), REFERRALS | ALERTS},
    {COLUMN_TERM, "term", NAME, TERMS},
    {COLUMN_TERM_STATE, "state", WORDS(term_state), TERMS},
    {COLUMN_DECISION, "decision", WORDS(decision), TERMS},
    {COLUMN_ALERT_STATE, "state", WORDS(alert_state), ALERTS},
    {COLUMN_DESK, "desk", NAME, ALERTS},
    {COLUMN_UNATTENDED, "unattended", FLAG, ALERTS},
    {COLUMN_REFUSAL, "code", WORDS(refusal), REFUSALS},
    {COLUMN_MEASURE, "measure", WORDS(measure), REACHED},
    {COLUMN_ROSTER, "roster", NAME, REACHED},
};

static const char *const names[REPORT_LAST + 1] = {
    [REPORT_NONE] = "",
    [REPORT_COUNTS] = "counts",
    [REPORT_ADVICE] = "advice",
    [REPORT_BOTTLENECKS] = "bottlenecks",
    [REPORT_REFERRALS] = "referrals",
    [REPORT_TERMS] = "terms",
    [REPORT_ALERTS] = "alerts",
    [REPORT_REACHABILITY] = "reachability",
    [REPORT_REFUSALS] = "refusals",
};

enum report_kind
report_find(const char *name)
{
    for (int i = REPORT_COUNTS; i <= REPORT_LAST; i++)
        if (strcmp(names[i], name) == 0)
            return (enum report_kind)i;
    return REPORT_NONE;
}

const char *
report_name(enum report_kind report)
{
    return names[report];
}

const struct report_column_row *
report_column_row(enum report_column column)
{
    /* Rows stand in the order of the enumeration. */
    return column > COLUMN_NONE && column < COLUMNS_N ? &columns[column - 1]
                                                      : NULL;
}

enum report_column
report_column_find(enum report_kind report, const char *name)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if ((columns[i].reports & REPORT_BIT(report)) != 0 &&
            strcmp(columns[i].name, name) == 0)
            return columns[i].column;
    return COLUMN_NONE;
}

size_t
report_measures(enum report_kind report, const char *const **out)
{
    static const char *const count[] = {"count", "children"};
    static const char *const waits[] = {"n", "p50_s", "p90_s", "most_s"};

    *out = report == REPORT_REACHABILITY ? waits : count;
    if (report == REPORT_REACHABILITY)
        return sizeof waits / sizeof waits[0];
    return report == REPORT_REFERRALS ? 2 : 1;
}

void
report_word(enum report_column column, const struct report_value *value,
            char out[REPORT_WORD_BYTES])
{
    const struct report_column_row *row = report_column_row(column);
    const char *text = value->text;
    char number[32];

    (void)snprintf(number, sizeof number, "%lld", (long long)value->number);
    switch (row->type) {
    case REPORT_TYPE_WORD:
        text = value->number >= 0 && (size_t)value->number < row->words_n
                   ? row->words[value->number]
                   : number;
        break;
    case REPORT_TYPE_FLAG:
        text = value->number != 0 ? "yes" : "no";
        break;
    case REPORT_TYPE_MUNICIPALITY:
        (void)snprintf(number, sizeof number, "GM%04lld",
                       (long long)value->number);
        text = value->number == 0 ? NOT_SAID : number;
        break;
    case REPORT_TYPE_NAME:
        text = *text == '\0' ? NOT_SAID : text;
        break;
    case REPORT_TYPE_CODE:
    case REPORT_TYPE_PERIOD:
        break;
    }
    (void)snprintf(out, REPORT_WORD_BYTES, "%s", text);
}

static bool
read_word(const struct report_column_row *row, const char *word,
          struct report_value *out)
{
    for (size_t i = 0; i < row->words_n; i++) {
        if (text_same_word(row->words[i], word)) {
            out->number = (int64_t)i;
            return true;
        }
    }
    return false;
}

static bool
read_municipality(const char *word, struct report_value *out)
{
    if (strcmp(word, NOT_SAID) == 0)
        return true;
    if (!text_municipality(word))
        return false;
    for (const char *digit = word + 2; *digit != '\0'; digit++)
        out->number = out->number * 10 + (*digit - '0');
    return out->number > 0 && out->number <= MUNICIPALITY;
}

bool
report_read(enum report_column column, const char *word,
            struct report_value *out)
{
    const struct report_column_row *row = report_column_row(column);

    *out = (struct report_value){.number = 0};
    switch (row->type) {
    case REPORT_TYPE_WORD:
        return read_word(row, word, out);
    case REPORT_TYPE_FLAG:
        out->number = strcmp(word, "yes") == 0;
        return out->number != 0 || strcmp(word, "no") == 0;
    case REPORT_TYPE_MUNICIPALITY:
        return read_municipality(word, out);
    case REPORT_TYPE_CODE:
        (void)snprintf(out->text, sizeof out->text, "%s", word);
        return indicator_code(word);
    case REPORT_TYPE_NAME:
        if (strcmp(word, NOT_SAID) != 0)
            (void)snprintf(out->text, sizeof out->text, "%s", word);
        return text_name(word);
    case REPORT_TYPE_PERIOD:
        break;
    }
    return false;
}

/* Where the words come that tell least. */
static int
place(const struct report_column_row *row, const struct report_value *value)
{
    char word[REPORT_WORD_BYTES];

    report_word(row->column, value, word);
    if (strcmp(word, NOT_SAID) == 0)
        return 0;
    if (row->type != REPORT_TYPE_WORD)
        return 3;
    if (strcmp(word, "unknown") == 0)
        return 1;
    return strcmp(word, "other") == 0 ? 2 : 3;
}

int
report_compare(enum report_column column, const struct report_value *a,
               const struct report_value *b)
{
    const struct report_column_row *row = report_column_row(column);
    int x = place(row, a);
    int y = place(row, b);

    if (x != y)
        return x < y ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return strcmp(a->text, b->text);
}
