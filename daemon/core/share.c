/* share -- see share.h */
#include "core/share.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"

/* Numbers of the schema that a rule reads. */
enum {
    HANDLING_RELEASED = 1,  /* H0 */
    HANDLING_PERMISSION = 3 /* H2; H3 comes after it */
};

bool
share_not_released(enum organisation_kind source, code_number handling)
{
    return facts_police(source) && handling != HANDLING_RELEASED;
}

bool
share_needs_permission(code_number handling)
{
    return handling >= HANDLING_PERMISSION;
}

/* The i-th word of INPUT_CONTENT. */
static unsigned
content_word(enum share_content content)
{
    return (unsigned)content - 1;
}

void
share_open(struct share_case *c, const struct desk_rules *rules,
           const struct share_asked *asked)
{
    const struct directory *directory = &rules->directory;
    size_t found = agreement_find(directory, asked->agreement);

    *c = (struct share_case){
        .rules = rules, .asked = *asked, .agreement = AGREEMENTS_MAX};
    if (found < AGREEMENTS_MAX &&
        agreement_allows(&directory->agreements[found], asked->day,
                         content_word(asked->content), asked->to, false))
        c->agreement = found;
}

/* By the agreement that is named. */
static bool
police_data_released(const struct share_case *c)
{
    return c->agreement < AGREEMENTS_MAX &&
           c->rules->directory.agreements[c->agreement].police_data;
}

static bool
organisation_add(struct share_case *c, int64_t organisation)
{
    for (size_t i = 0; i < c->organisations_n; i++)
        if (c->organisations[i] == organisation)
            return false;
    if (c->organisations_n < SHARE_ORGANISATIONS_MAX)
        c->organisations[c->organisations_n++] = organisation;
    return true;
}

bool
share_take(struct share_case *c, const struct share_member *member)
{
    const struct message_facts *facts = member->facts;
    bool not_released = share_not_released(facts->source, facts->handling);

    if (member->gone ||
        (c->asked.content == SHARE_ADDRESS_NOTE && !member->has_address))
        return false;
    if (share_needs_permission(facts->handling) ||
        share_needs_permission(member->of)) {
        c->needs_permission++;
        return false;
    }
    if (not_released && !police_data_released(c) &&
        !facts_police(c->asked.to)) {
        c->not_released++;
        return false;
    }
    c->police_data =
        c->police_data || (not_released && !police_data_released(c));

    bool is_new = organisation_add(c, member->organisation);

    if (c->whole.messages == 0)
        case_start(&c->whole, facts, &c->rules->indicators);
    else
        case_join(&c->whole, facts, &c->rules->indicators, is_new);
    return true;
}

static enum sharing
ask_table(const struct share_case *c, bool agreement,
          struct share_decision *out)
{
    const struct sharing_facts facts = {
        .content = content_word(c->asked.content),
        .to = c->asked.to,
        .police_data = c->police_data,
        .handling = c->whole.handling,
        .agreement = agreement,
    };
    enum sharing answer = route_shares(c->rules, &facts, &out->trace);

    out->row[0] = '\0';
    if (out->trace.hits_n > 0) {
        const struct route_hit *hit = &out->trace.hits[0];

        (void)snprintf(out->row, sizeof out->row, "%s",
                       c->rules->tables[hit->table].rows[hit->row].name);
    }
    return answer;
}

/* Is the agreement for the target group of what leaves? */
static bool
covers(const struct share_case *c, enum target_group group)
{
    static const char letters[] = {[GROUP_A] = 'A',
                                   [GROUP_B] = 'B',
                                   [GROUP_C] = 'C',
                                   [GROUP_D] = 'D',
                                   [GROUP_UNDETERMINED] = '?'};
    const char *groups = c->rules->directory.agreements[c->agreement].group;

    return *groups == '\0' || strchr(groups, letters[group]) != NULL;
}

static enum share_verdict
judge(const struct share_case *c, enum target_group group,
      struct share_decision *out)
{
    bool agreement = c->agreement < AGREEMENTS_MAX;

    if (*c->asked.agreement != '\0' && !agreement)
        return SHARE_AGREEMENT;
    if (c->whole.messages == 0)
        return c->needs_permission > 0 ? SHARE_HANDLING : SHARE_NOTHING;
    if (agreement && !covers(c, group))
        return SHARE_AGREEMENT;
    if (ask_table(c, agreement, out) != SHARING_NO)
        return SHARE_OK;

    struct share_decision with = {.row = ""};

    if (!agreement && ask_table(c, true, &with) != SHARING_NO)
        return SHARE_AGREEMENT;
    return SHARE_NO_ROW;
}

void
share_decide(struct share_case *c, struct share_decision *out)
{
    struct class_result class;
    enum target_group group;

    *out = (struct share_decision){.row = ""};
    route_group(c->rules, &c->whole, &class, &group);
    out->verdict = judge(c, group, out);
    if (out->verdict != SHARE_OK)
        return;
    if (c->agreement < AGREEMENTS_MAX)
        out->keep_days = c->rules->directory.agreements[c->agreement].keep_days;
    if (c->asked.content == SHARE_BUNDLE_SUMMARY)
        out->class_k = class.k;
}

enum feedback_state
note_decide(const struct note_facts *facts)
{
    if (facts->gone || !facts->others || facts->others_may_not)
        return FEEDBACK_NOTE_NONE;
    return FEEDBACK_NOTE_MATCH;
}
