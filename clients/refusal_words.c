/* refusal_words -- see refusal_words.h */
#include "refusal_words.h"

#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

/* Where the general words would mislead; the first row that fits counts. */
static const struct reason {
    const char *kind;
    const char *code;
    const char *field; /* NULL: any, or none */
    const char *said;  /* NULL: the general words */
    const char *next;  /* NULL: nothing more */
} reasons[] = {
    {"roster_override", "out_of_range", "end_us",
     N_("--end must lie after --start, and before 2200"), NULL},
    {"roster_accept", "not_found", "start_us",
     N_("no shift of yours begins at that time"),
     N_("`loket roster show` lists who is on call when")},
    {"swap_propose", "out_of_range", "end_us",
     N_("--end must lie after --start, and before 2200"), NULL},
    {"swap_propose", "invalid", "taker",
     N_("--to must be somebody else than you"), NULL},
    {"swap_propose", "invalid", "start_us",
     N_("you are not on call from --start to --end"),
     N_("`loket roster show` lists who is on call when")},
    {"swap_propose", "invalid", "back_start_us",
     N_("who is to take it is not on call from --back-start to --back-end"),
     N_("`loket roster show` lists who is on call when")},
    {"swap_decide", "denied", "verb",
     N_("who was asked may accept or decline, who proposed it withdraw, a desk "
        "manager force"),
     NULL},
    {"swap_decide", "conflict", "swap",
     N_("this swap is done, ended or not possible any more"),
     N_("`loket roster swap list` lists what is proposed")},
    {"swap_decide", "not_found", NULL, N_("there is no such swap"),
     N_("`loket roster swap list` lists what is proposed")},
    {"document_get", "not_found", NULL,
     N_("there is no such document, or no such version"),
     N_("`loket desk history` lists the documents")},
    {"document_history", "not_found", NULL, N_("there is no such document"),
     N_("`loket desk history` lists the documents")},
    {"document_put", "not_found", NULL,
     N_("there is no document of that name; a file is named as its document, "
        "like rosters.yaml"),
     N_("`loket desk history` lists the documents")},
    {"document_put", "conflict", "expect",
     N_("another version is in force; look at it first"),
     N_("`loket desk diff NAME FILE` shows the difference")},
    {"referral_action", "invalid", "to",
     N_("--to must be somebody of the desk's persons"),
     N_("`loket desk get persons` lists them")},
    {"shelter_action", "required", "referral",
     N_("you may not place somebody there: --referral says for whom you ask"),
     NULL},
    {"referral_action", "required", "outflow",
     N_("--outflow is needed: how the person leaves"),
     N_("`loket desk get terms` lists the codes")},
    {"referral_action", "unknown_code", "outflow",
     N_("--outflow must be one of the desk's codes"),
     N_("`loket desk get terms` lists the codes")},
    {"assign", "invalid", "partner",
     N_("--partner must be an organisation that is enrolled and submits"),
     NULL},
    {"assign", "out_of_range", "due_us", N_("--due must lie ahead"), NULL},
    {"term_action", "unknown_code", "term",
     N_("the desk has no such term that starts with a date"),
     N_("`loket desk get terms` lists them")},
    {"term_action", "out_of_range", "date",
     N_("--date is too far in the past, or more than a year ahead"), NULL},
    {"alert_action", "out_of_range", "snooze_us",
     N_("--for must be 1m at least, and 24h at most"), NULL},
    {"bottleneck_action", "invalid", "owner",
     N_("--owner must be a coordinator or manager of the desk"), NULL},
    {"list_questions", "not_found", NULL,
     N_("there is no such message, or the receipt is wrong"), NULL},
    {"list_questions", "denied", "id",
     N_("only coordinators ask by id; use the receipt"), NULL},
    {"report", "out_of_range", "to",
     N_("without --exact: one calendar year, from February after it"),
     N_("--exact --purpose TEXT tells any days, to coordinators and managers")},
    {"report", "denied", "report",
     N_("without --exact this report does not leave the desk"),
     N_("--exact --purpose TEXT tells it, to coordinators and managers")},
    {"report", "denied", "exact",
     N_("exact figures are for coordinators and managers"), NULL},
    {"report", "invalid", "columns",
     N_("without --exact there is no table by these columns in this order"),
     N_("docs/figures.md lists those there are")},
    {"report", "invalid", "filters[0].column",
     N_("without --exact only words of the columns of --by can be asked for"),
     N_("docs/figures.md lists the tables there are")},
    {"report", "too_large", "to",
     N_("that would hold up the desk: ask for a shorter time, or with "
        "--municipality"),
     NULL},
    {"report", "unavailable", "report",
     N_("the desk was upgraded and does not know all of its older messages "
        "yet; ask again later"),
     NULL},
    {"list_shares", "not_found", NULL, N_("there is no such case"), NULL},
    {"search", "required", "search", N_("say what to look for"),
     N_("`loket search --help` shows how")},
    {"search", "too_many", "search",
     N_("you searched as often as one may today; the desk managers hear of it"),
     NULL},
    {"search", "not_found", NULL,
     N_("--after must be a hit of the part before"), NULL},
    {"search", "invalid", "place.postcode",
     N_("--postcode is 1099 or 1099ZZ; --number needs it in full"), NULL},
    {"search", "required", "place.postcode", N_("--number needs --postcode"),
     NULL},
    {"search", "required", "place.house_number",
     N_("--letter and --addition need --number"), NULL},
    {"search", "out_of_range", "observed_to",
     N_("--observed FROM..TO: TO must lie after FROM"), NULL},
    {"search", "out_of_range", "accepted_to",
     N_("--accepted FROM..TO: TO must lie after FROM"), NULL},
    {"why", "not_found", NULL, N_("there is no such signal or bundle"), NULL},
    {"why", "invalid", "other", N_("those are one signal"), NULL},
    {"link_decide", "invalid", "ids[1]", N_("those are one signal"), NULL},
    {"list_review", "not_found", NULL, N_("there is no such signal or bundle"),
     NULL},
    {"status", "not_found", NULL, NULL,
     N_("a receipt is the number, a dash and 16 characters, like "
        "R-7K3QM2XA-9V4T2M8H6JX3B0QF")},
};

/* The option behind a field of a request. */
static const char *const options[][2] = {
    {"start_us", "--start"},
    {"end_us", "--end"},
    {"back_start_us", "--back-start"},
    {"back_end_us", "--back-end"},
    {"snooze_us", "--for"},
    {"until_us", "--until"},
    {"places", "--places"},
    {"referral", "--referral"},
    {"taker", "--to"},
    {"to", "--to"},
    {"roster", "--roster"},
    {"accept_gap", "--accept-gap"},
    {"due_us", "--due"},
    {"partner", "--partner"},
    {"task", "--task"},
    {"outflow", "--outflow"},
    {"track", "--track"},
    {"status", "--status"},
    {"phase", "--phase"},
    {"date", "--date"},
    {"decision", "--decision"},
    {"reason", "--reason"},
    {"purpose", "--purpose"},
    {"agreement", "--agreement"},
    {"owner", "--owner"},
    {"outcome", "--outcome"},
    {"expect", "--version"},
    {"limit", "--limit"},
    {"class", "--class"},
    {"place.municipality", "--municipality"},
    {"place.house_number", "--number"},
    {"place.house_letter", "--letter"},
    {"place.addition", "--addition"},
    {"observed_from", "--observed"},
    {"observed_to", "--observed"},
    {"accepted_from", "--accepted"},
    {"accepted_to", "--accepted"},
    {"organisation_kind", "--from"},
    {"form", "--form"},
};

static const struct reason *
reason_find(const char *kind, const json_t *refusal)
{
    const json_t *findings = json_object_get(refusal, "findings");
    const json_t *first = json_array_get(findings, 0);
    const char *code = object_text(first, "code");

    if (*code == '\0')
        code = object_text(refusal, "code");
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        const struct reason *reason = &reasons[i];

        if (json_array_size(findings) <= 1 && strcmp(reason->kind, kind) == 0 &&
            strcmp(reason->code, code) == 0 &&
            (reason->field == NULL ||
             strcmp(reason->field, object_text(first, "field")) == 0))
            return reason;
    }
    return NULL;
}

/* The same refusal, its fields named as the options are. */
static json_t *
options_named(const json_t *refusal)
{
    json_t *copy = json_deep_copy(refusal);
    json_t *finding;
    size_t i;

    json_array_foreach(json_object_get(copy, "findings"), i, finding)
    {
        for (size_t k = 0; k < sizeof options / sizeof options[0]; k++) {
            if (strcmp(object_text(finding, "field"), options[k][0]) == 0) {
                (void)json_object_set_new(finding, "field",
                                          json_string(options[k][1]));
                break;
            }
        }
    }
    return copy;
}

/* What next depends on why: another key, another word, or only a look. */
static void
next_tell(const char *verb, const char *code)
{
    if (strcmp(code, "denied") == 0)
        output_error(_("ask the operator, or use another profile with "
                       "--profile DIR"));
    else if (strcmp(code, "unknown_code") == 0 ||
             strcmp(code, "invalid") == 0 || strcmp(code, "required") == 0)
        output_error(_("`loket %s --help` shows how"), verb);
}

void
refusal_words_print(const struct output *out, const char *kind,
                    const char *verb, const char *about, const json_t *refusal)
{
    const struct reason *reason = reason_find(kind, refusal);
    const char *code = object_text(refusal, "code");
    char name[64];
    json_t *named;

    if (out->json) {
        output_refusal(out, about, refusal);
        return;
    }
    if (reason != NULL && reason->said != NULL) {
        output_error(_("refused: %s"), gettext(reason->said));
    } else {
        (void)snprintf(name, sizeof name, "`loket %s`", verb);
        named = options_named(refusal);
        output_refusal(out, strcmp(code, "denied") == 0 ? name : about, named);
        json_decref(named);
    }
    if (reason == NULL)
        next_tell(verb, code);
    else if (reason->next != NULL)
        output_error("%s", gettext(reason->next));
}
