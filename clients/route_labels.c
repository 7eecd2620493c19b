/* route_labels -- what tables and their columns are called in the user's
 * language (route_cells.h) */
#include <string.h>

#include "route_cells.h"
#include "text.h"

static const struct label {
    const char *name;
    const char *text;
} labels[] = {
    {"message", N_("message")},
    {"submitter", N_("submitter")},
    {"age", N_("age")},
    {"form", N_("form of exploitation")},
    {"subject", N_("about whom")},
    {"class", N_("class")},
    {"region", N_("region")},
    {"residence", N_("residence")},
    {"multi_problem", N_("multi-problem")},
    {"unsafe_now", N_("unsafe now")},
    {"shelter_needed", N_("shelter needed")},
    {"danger_now", N_("danger now")},
    {"group", N_("target group")},
    {"urgency", N_("urgency")},
    {"organisations", N_("organisations")},
    {"cross_domain", N_("police and others")},
    {"moment", N_("moment")},
    {"facility_kind", N_("kind of place")},
    {"funder", N_("funder")},
    {"content", N_("content")},
    {"recipient", N_("recipient")},
    {"police_data", N_("police data")},
    {"handling", N_("handling code")},
    {"agreement", N_("agreement")},
    {"feedback", N_("moment of feedback")},
    {"mark", N_("mark")},
    {"ask", N_("ask")},
    {"level", N_("level")},
    {"raised", N_("before others")},
    {"call_112", N_("tell to call 112")},
    {"desk", N_("desk")},
    {"role", N_("role")},
    {"inform", N_("inform")},
    {"call", N_("who is called")},
    {"act", N_("first act within")},
    {"prepare", N_("prepared partners")},
    {"restricted", N_("restricted")},
    {"digest", N_("only in the digest")},
    {"no_rule", N_("no rule")},
    {"route", N_("way")},
    {"propose", N_("proposed places")},
    {"placer", N_("who places")},
    {"escalate", N_("a person must look")},
    {"answer", N_("answer")},
    {"allowed", N_("allowed")},
    {"logged", N_("on record")},
    {"tell", N_("what is told")},
    {"term", N_("within")},
};

const char *
route_label(const char *column)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].name, column) == 0)
            return gettext(labels[i].text);
    }
    return column;
}

const char *
route_table_label(enum table_id table)
{
    static const char *const names[TABLES_N] = {
        [TABLE_TARGET_GROUP] = N_("Target group"),
        [TABLE_URGENCY] = N_("Urgency"),
        [TABLE_DESK] = N_("Region and desk"),
        [TABLE_ALERT] = N_("Who is alerted, within what term"),
        [TABLE_SHELTER] = N_("Proposal of shelter, when it is needed"),
        [TABLE_PLACEMENT] = N_("May this submitter place directly?"),
        [TABLE_SHARING] = N_("Sharing: nothing leaves without a row"),
        [TABLE_FEEDBACK] = N_("Feedback to the submitter"),
    };

    return gettext(names[table]);
}
