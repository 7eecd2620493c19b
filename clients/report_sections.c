/* report_sections -- see report_sections.h */
#include "report_sections.h"

#include <string.h>

#include "text.h"

/* The account of a year to municipality and partners (R162), reachability
 * (R004), help and reports to the police (R154), bottlenecks (R155). */
static const struct report_section year_exact[] = {
    {N_("Signals and referrals"), "counts", {"kind"}, NULL, NULL},
    {N_("By month"), "counts", {"month"}, NULL, NULL},
    {N_("By form"), "counts", {"form"}, NULL, NULL},
    {N_("By age"), "counts", {"age", "gender"}, NULL, NULL},
    {N_("Pregnant and under 18"), "counts", {"pregnant"}, "age", "under_18"},
    {N_("By region"), "counts", {"region"}, NULL, NULL},
    {N_("By municipality"), "counts", {"municipality"}, NULL, NULL},
    {N_("Victims and perpetrators"),
     "counts",
     {"municipality", "subject"},
     NULL,
     NULL},
    {N_("By sender"), "counts", {"source"}, NULL, NULL},
    {N_("By class"), "counts", {"class"}, NULL, NULL},
    {N_("By group"), "counts", {"group"}, NULL, NULL},
    {N_("By indicator"), "counts", {"code"}, NULL, NULL},
    {N_("Referrals"), "referrals", {"state"}, NULL, NULL},
    {N_("Reported to the police"), "referrals", {"reported"}, NULL, NULL},
    {N_("Outcomes of referrals"), "referrals", {"outcome"}, NULL, NULL},
    {N_("Terms"), "terms", {"term", "state"}, NULL, NULL},
    {N_("Reachability"), "reachability", {NULL}, NULL, NULL},
    {N_("Bottlenecks"), "bottlenecks", {"category", "state"}, NULL, NULL},
    {N_("Requests for advice"), "advice", {"about", "source"}, NULL, NULL},
    {N_("Messages that were refused"), "refusals", {"code"}, NULL, NULL},
};

static const struct report_section year_outward[] = {
    {N_("Signals and referrals"), "counts", {"kind"}, NULL, NULL},
    {N_("By form"), "counts", {"form"}, NULL, NULL},
    {N_("By age"), "counts", {"age", "gender", "pregnant"}, NULL, NULL},
    {N_("By region"), "counts", {"region"}, NULL, NULL},
    {N_("By municipality"), "counts", {"region", "municipality"}, NULL, NULL},
    {N_("By sender"), "counts", {"source"}, NULL, NULL},
    {N_("By indicator"), "counts", {"code"}, NULL, NULL},
    {N_("Reachability"), "reachability", {NULL}, NULL, NULL},
    {N_("Bottlenecks"), "bottlenecks", {"category"}, NULL, NULL},
    {N_("Requests for advice"), "advice", {"about", "source"}, NULL, NULL},
};

/* For the meeting of national coordinators (R157). */
static const struct report_section trends_exact[] = {
    {N_("By quarter"), "counts", {"quarter"}, NULL, NULL},
    {N_("By form"), "counts", {"quarter", "form"}, NULL, NULL},
    {N_("By region"), "counts", {"quarter", "region"}, NULL, NULL},
    {N_("By indicator"), "counts", {"quarter", "code"}, NULL, NULL},
    {N_("Bottlenecks"), "bottlenecks", {"quarter", "category"}, NULL, NULL},
    {N_("Bottlenecks by municipality"),
     "bottlenecks",
     {"category", "municipality"},
     NULL,
     NULL},
};

static const struct report_section trends_outward[] = {
    {N_("By form"), "counts", {"form", "quarter"}, NULL, NULL},
    {N_("By region"), "counts", {"region"}, NULL, NULL},
    {N_("By indicator"), "counts", {"code"}, NULL, NULL},
    {N_("Bottlenecks"), "bottlenecks", {"category"}, NULL, NULL},
    {N_("Bottlenecks by municipality"),
     "bottlenecks",
     {"region", "municipality"},
     NULL,
     NULL},
};

/* R024 */
static const struct report_section training_exact[] = {
    {N_("Requests for training"), "advice", {"source"}, "about", "training"},
};

static const struct report_section training_outward[] = {
    {N_("Requests for training"),
     "advice",
     {"about", "source"},
     "about",
     "training"},
};

#define SECTIONS(table) (table), sizeof(table) / sizeof(table)[0]

const struct report_document *
report_document(const char *name)
{
    static const struct report_document documents[] = {
        {"year", N_("Account of the year"), SECTIONS(year_exact),
         SECTIONS(year_outward)},
        {"trends", N_("Trends"), SECTIONS(trends_exact),
         SECTIONS(trends_outward)},
        {"training", N_("Requests for training"), SECTIONS(training_exact),
         SECTIONS(training_outward)},
    };

    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
        if (strcmp(documents[i].name, name) == 0)
            return &documents[i];
    return NULL;
}

json_t *
report_section_request(const struct report_section *section, const char *from,
                       const char *to, const char *purpose)
{
    json_t *columns = json_array();
    json_t *request = json_pack("{s:s, s:s, s:s, s:b, s:s*}", "report",
                                section->report, "from", from, "to", to,
                                "exact", purpose != NULL, "purpose", purpose);

    for (size_t i = 0; i < SECTION_COLUMNS_MAX && section->columns[i] != NULL;
         i++)
        (void)json_array_append_new(columns, json_string(section->columns[i]));
    (void)json_object_set_new(request, "columns", columns);
    if (section->column != NULL)
        (void)json_object_set_new(request, "filters",
                                  json_pack("[{s:s, s:[s]}]", "column",
                                            section->column, "values",
                                            section->word));
    return request;
}
