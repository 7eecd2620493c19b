/* May this be asked about finding back and belonging together?  Each rule, on
 * both sides of its boundary; and all findings at once. */
#include "desk_rows.h"

#include "core/validate_linking.h"

#define SEARCH r->u.search
#define DECIDE r->u.link_decide
#define EPOCH  r->u.epoch_action
#define A240   A120 A120
#define A280   A240 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char *const two[] = {"S-00000000", "S-00000001"};
static const char *const three[] = {"S-00000000", "S-00000001", "S-00000002"};
static const char *const twice[] = {"S-00000000", "S-00000000"};
static const char *const one_empty[] = {"S-00000000", ""};
static const char *const codes[] = {"OB06", "DB01"};
static const char *const codes_twice[] = {"OB06", "OB06"};

static struct request
good_search(void)
{
    struct request r = {.kind = REQUEST_SEARCH};

    r.u.search = (struct request_search){
        .purpose = "onderzoek",
        .has_place = true,
        .place = {.municipality = "GM0363",
                  .postcode = "1099ZZ",
                  .house_number = 7,
                  .house_letter = "",
                  .addition = ""},
        .observed = {"", ""},
        .accepted = {"", ""},
        .words = "",
        .after = "",
    };
    return r;
}

/* Nothing to look for yet. */
static struct request
good_nothing(void)
{
    struct request r = good_search();

    r.u.search.has_place = false;
    return r;
}

static struct request
decide(enum decision_verb verb, size_t n)
{
    struct request r = {.kind = REQUEST_LINK_DECIDE};

    r.u.link_decide = (struct request_link_decide){.verb = verb,
                                                   .ids = {three, n},
                                                   .bundle = "",
                                                   .decision = "",
                                                   .reason = "zelfde auto"};
    return r;
}

static struct request
good_combine(void)
{
    return decide(DECISION_COMBINE, 2);
}

static struct request
good_split(void)
{
    struct request r = decide(DECISION_SPLIT, 1);

    r.u.link_decide.bundle = "B-00000000";
    return r;
}

static struct request
good_separate(void)
{
    return decide(DECISION_SEPARATE, 1);
}

static struct request
good_unsure(void)
{
    struct request r = decide(DECISION_UNSURE, 2);

    r.u.link_decide.reason = "";
    return r;
}

static struct request
good_take_back(void)
{
    struct request r = decide(DECISION_TAKE_BACK, 0);

    r.u.link_decide.decision = "V-00000000";
    return r;
}

static struct request
epoch(enum epoch_verb verb, uint32_t number, const char *reason)
{
    struct request r = {.kind = REQUEST_EPOCH_ACTION};

    r.u.epoch_action = (struct request_epoch_action){verb, number, reason, ""};
    return r;
}

static struct request
good_show(void)
{
    return epoch(EPOCH_SHOW, 0, "");
}

static struct request
good_prepare(void)
{
    return epoch(EPOCH_PREPARE, 0, "maandelijks");
}

static struct request
good_swap(void)
{
    return epoch(EPOCH_SWAP, 2, "maandelijks");
}

static struct request
good_why(void)
{
    struct request r = {.kind = REQUEST_WHY};

    r.u.why = (struct request_why){two[0], two[1]};
    return r;
}

static struct request
good_review(void)
{
    struct request r = {.kind = REQUEST_LIST_REVIEW};

    r.u.list_review = (struct request_list_review){.id = "", .after = ""};
    return r;
}

CASE(purpose_unsaid, SEARCH.purpose = "")
CASE(purpose_blank, SEARCH.purpose = "  ")
CASE(purpose_long, SEARCH.purpose = A120 "a")
CASE(purpose_bsn, SEARCH.purpose = BSN)
CASE(place_empty, SEARCH.place.municipality = SEARCH.place.postcode = "";
     SEARCH.place.house_number = 0)
CASE(only_pc4, SEARCH.place.municipality = ""; SEARCH.place.postcode = "1099";
     SEARCH.place.house_number = 0)
CASE(pc4_zero, SEARCH.place.postcode = "0099"; SEARCH.place.house_number = 0)
CASE(pc4_number, SEARCH.place.postcode = "1099")
CASE(pc3, SEARCH.place.postcode = "109"; SEARCH.place.house_number = 0)
CASE(postcode_unsaid, SEARCH.place.postcode = "")
CASE(letter, SEARCH.place.house_letter = "a")
CASE(letter_alone, SEARCH.place.house_letter = "a";
     SEARCH.place.house_number = 0)
CASE(addition_alone, SEARCH.place.addition = "2"; SEARCH.place.house_number = 0)
CASE(addition_long, SEARCH.place.addition = "123456789")
CASE(municipality_name, SEARCH.place.municipality = "Amsterdam")
CASE(number_big, SEARCH.place.house_number = 100000)

static void
phone(struct request *r)
{
    SEARCH.identifiers[0] =
        (struct identifier){IDENTIFIER_PHONE, "+31 6 0000 0012", ""};
    SEARCH.identifiers_n = 1;
}

static void
phone_twice(struct request *r)
{
    phone(r);
    SEARCH.identifiers[1] = SEARCH.identifiers[0];
    SEARCH.identifiers_n = 2;
}

static void
untyped(struct request *r)
{
    phone(r);
    SEARCH.identifiers[0].type = IDENTIFIER_NONE;
}

static void
no_phone(struct request *r)
{
    phone(r);
    SEARCH.identifiers[0].value = "bel mij";
}

static void
one_open(struct request *r)
{
    phone(r);
    SEARCH.identifiers[0].value = "+31 6 0000 001?";
    SEARCH.identifiers[1] =
        (struct identifier){IDENTIFIER_PLATE, "XX-00?-X", ""};
    SEARCH.identifiers_n = 2;
}

static void
two_open(struct request *r)
{
    phone(r);
    SEARCH.identifiers[0].value = "+31 6 0000 00??";
}

static void
open_email(struct request *r)
{
    SEARCH.identifiers[0] = (struct identifier){IDENTIFIER_EMAIL, "?", ""};
    SEARCH.identifiers_n = 1;
}

CASE(form, SEARCH.form = FORM_LABOUR)
CASE(codes_two, SEARCH.indicators = ((struct strings){codes, 2}))
CASE(codes_again, SEARCH.indicators = ((struct strings){codes_twice, 2}))
CASE(codes_empty, SEARCH.indicators = ((struct strings){one_empty, 2}))
CASE(codes_many,
     SEARCH.indicators = ((struct strings){codes, SEARCH_INDICATORS_MAX + 1}))
CASE(since, SEARCH.observed.from = "2026-01-01")
CASE(before, SEARCH.accepted.to = "2026-01-01")
CASE(period, SEARCH.accepted.from = "2026-01-01";
     SEARCH.accepted.to = "2026-01-02")
CASE(period_empty, SEARCH.accepted.from = SEARCH.accepted.to = "2026-01-01")
CASE(observed_back, SEARCH.observed.from = "2026-02-01";
     SEARCH.observed.to = "2026-01-01")
CASE(no_date, SEARCH.observed.from = "vorige week")
CASE(no_date_to, SEARCH.accepted.to = "2026-02-30")
CASE(words, SEARCH.words = "rode deur")
CASE(words_blank, SEARCH.words = " \t\n")
CASE(words_eight, SEARCH.words = " a b c d e f g h ")
CASE(words_nine, SEARCH.words = "a b c d e f g h i")
CASE(words_longest, SEARCH.words = A280)
CASE(words_long, SEARCH.words = A280 "a")
CASE(words_bsn, SEARCH.words = "nummer " BSN)
CASE(class_k4, SEARCH.class_k = 5)
CASE(class_k5, SEARCH.class_k = 6)
CASE(status, SEARCH.status = CASE_OPEN)
CASE(police, SEARCH.organisation_kind = ORGANISATION_POLICE)
CASE(kind, SEARCH.kind = MESSAGE_REFERRAL)
CASE(limit_most, SEARCH.limit = LIST_LIMIT)
CASE(limit_more, SEARCH.limit = LIST_LIMIT + 1)

CASE(verb_unsaid, DECIDE.verb = DECISION_VERB_NONE)
CASE(ids_none, DECIDE.ids.n = 0)
CASE(ids_one, DECIDE.ids.n = 1)
CASE(ids_two, DECIDE.ids.n = 2)
CASE(ids_three, DECIDE.ids.n = 3)
CASE(ids_twice, DECIDE.ids.v = twice)
CASE(ids_empty, DECIDE.ids.v = one_empty)
CASE(ids_many, DECIDE.ids.n = DECIDE_IDS_MAX + 1)
CASE(bundle_unsaid, DECIDE.bundle = "")
CASE(bundle_said, DECIDE.bundle = "B-00000000")
CASE(decision_unsaid, DECIDE.decision = "")
CASE(decision_said, DECIDE.decision = "V-00000000")
CASE(reason_unsaid, DECIDE.reason = "")
CASE(reason_long, DECIDE.reason = A120 "a")
CASE(reason_bsn, DECIDE.reason = BSN)

CASE(id_unsaid, r->u.why.id = ""; r->u.why.other = "")
CASE(other_unsaid, r->u.why.other = "")
CASE(other_same, r->u.why.other = two[0])

CASE(review_most, r->u.list_review.limit = REVIEW_LIMIT)
CASE(review_more, r->u.list_review.limit = REVIEW_LIMIT + 1)

CASE(epoch_verb_unsaid, EPOCH.verb = EPOCH_VERB_NONE)
CASE(epoch_unsaid, EPOCH.epoch = 0)
CASE(epoch_reason_unsaid, EPOCH.reason = "")
CASE(epoch_reason_bsn, EPOCH.reason = BSN)
CASE(drop, EPOCH.verb = EPOCH_DROP)
CASE(drop_none, EPOCH.verb = EPOCH_DROP; EPOCH.epoch = 0)
CASE(diff, EPOCH.verb = EPOCH_DIFF)

static const struct row search_rows[] = {
    {"a dwelling", as_it_is, TAKEN},
    {"what for?", purpose_unsaid, REFUSAL_REQUIRED, "purpose"},
    {"for nothing", purpose_blank, REFUSAL_REQUIRED, "purpose"},
    {"a purpose of 121", purpose_long, REFUSAL_TOO_LONG, "purpose"},
    {"a purpose with a BSN", purpose_bsn, REFUSAL_BSN, "purpose"},
    {"nowhere", place_empty, REFUSAL_REQUIRED, "search"},
    {"four digits", only_pc4, TAKEN},
    {"no postcode begins with 0", pc4_zero, REFUSAL_INVALID, "place.postcode"},
    {"a number in many streets", pc4_number, REFUSAL_INVALID, "place.postcode"},
    {"three digits", pc3, REFUSAL_INVALID, "place.postcode"},
    {"a number in every street", postcode_unsaid, REFUSAL_REQUIRED,
     "place.postcode"},
    {"with a letter", letter, TAKEN},
    {"the letter of what?", letter_alone, REFUSAL_REQUIRED,
     "place.house_number"},
    {"the addition of what?", addition_alone, REFUSAL_REQUIRED,
     "place.house_number"},
    {"an addition of 9", addition_long, REFUSAL_TOO_LONG, "place.addition"},
    {"a municipality has a code", municipality_name, REFUSAL_INVALID,
     "place.municipality"},
    {"a number of six digits", number_big, REFUSAL_OUT_OF_RANGE,
     "place.house_number"},
    {"hits, as many as a list has", limit_most, TAKEN},
    {"one more", limit_more, REFUSAL_OUT_OF_RANGE, "limit"},
};

static const struct row one_thing_rows[] = {
    {"nothing", as_it_is, REFUSAL_REQUIRED, "search"},
    {"a phone", phone, TAKEN},
    {"a phone twice", phone_twice, REFUSAL_INVALID, "identifiers[1]"},
    {"a value of what?", untyped, REFUSAL_REQUIRED, "identifiers[0].type"},
    {"a phone without digits", no_phone, REFUSAL_INVALID,
     "identifiers[0].value"},
    {"one character open", one_open, TAKEN},
    {"two of them", two_open, REFUSAL_INVALID, "identifiers[0].value"},
    {"an address that is open", open_email, REFUSAL_INVALID,
     "identifiers[0].value"},
    {"a form", form, TAKEN},
    {"indicators", codes_two, TAKEN},
    {"an indicator twice", codes_again, REFUSAL_INVALID, "indicators[1]"},
    {"an indicator that is none", codes_empty, REFUSAL_REQUIRED,
     "indicators[1]"},
    {"too many indicators", codes_many, REFUSAL_TOO_MANY, "indicators"},
    {"since", since, TAKEN},
    {"before", before, TAKEN},
    {"a day", period, TAKEN},
    {"no day", period_empty, REFUSAL_OUT_OF_RANGE, "accepted_to"},
    {"backwards", observed_back, REFUSAL_OUT_OF_RANGE, "observed_to"},
    {"a date in words", no_date, REFUSAL_INVALID, "observed_from"},
    {"30 February", no_date_to, REFUSAL_INVALID, "accepted_to"},
    {"words", words, TAKEN},
    {"no words", words_blank, REFUSAL_REQUIRED, "words"},
    {"eight words", words_eight, TAKEN},
    {"nine words", words_nine, REFUSAL_TOO_MANY, "words"},
    {"words of 280", words_longest, TAKEN},
    {"words of 281", words_long, REFUSAL_TOO_LONG, "words"},
    {"a BSN", words_bsn, REFUSAL_BSN, "words"},
    {"a class", class_k4, TAKEN},
    {"no class", class_k5, REFUSAL_OUT_OF_RANGE, "class"},
    {"a status", status, TAKEN},
    {"from the police", police, TAKEN},
    {"referrals", kind, TAKEN},
};

static const struct row combine_rows[] = {
    {"two", as_it_is, TAKEN},
    {"three", ids_three, TAKEN},
    {"what of them?", verb_unsaid, REFUSAL_REQUIRED, "verb"},
    {"one with what?", ids_one, REFUSAL_REQUIRED, "ids"},
    {"one with itself", ids_twice, REFUSAL_INVALID, "ids[1]"},
    {"one with nothing", ids_empty, REFUSAL_REQUIRED, "ids[1]"},
    {"more than one act can be about", ids_many, REFUSAL_TOO_MANY, "ids"},
    {"a bundle is one of them", bundle_said, REFUSAL_INVALID, "bundle"},
    {"nothing is taken back", decision_said, REFUSAL_INVALID, "decision"},
    {"why?", reason_unsaid, REFUSAL_REQUIRED, "reason"},
    {"reason of 121", reason_long, REFUSAL_TOO_LONG, "reason"},
    {"reason with a BSN", reason_bsn, REFUSAL_BSN, "reason"},
};

static const struct row split_rows[] = {
    {"one and the others", as_it_is, TAKEN},
    {"three and the others", ids_three, TAKEN},
    {"nothing and the others", ids_none, REFUSAL_REQUIRED, "ids"},
    {"more than one act can be about", ids_many, REFUSAL_TOO_MANY, "ids"},
    {"of what?", bundle_unsaid, REFUSAL_REQUIRED, "bundle"},
    {"why?", reason_unsaid, REFUSAL_REQUIRED, "reason"},
};

static const struct row separate_rows[] = {
    {"one out of its bundle", as_it_is, TAKEN},
    {"not these two", ids_two, TAKEN},
    {"not these three", ids_three, REFUSAL_TOO_MANY, "ids"},
    {"which?", ids_none, REFUSAL_REQUIRED, "ids"},
    {"a bundle belongs to a split", bundle_said, REFUSAL_INVALID, "bundle"},
    {"why?", reason_unsaid, REFUSAL_REQUIRED, "reason"},
};

static const struct row unsure_rows[] = {
    {"nothing is to be explained", as_it_is, TAKEN},
    {"about one", ids_one, REFUSAL_REQUIRED, "ids"},
    {"about three", ids_three, REFUSAL_TOO_MANY, "ids"},
    {"reason with a BSN", reason_bsn, REFUSAL_BSN, "reason"},
};

static const struct row take_back_rows[] = {
    {"a decision", as_it_is, TAKEN},
    {"which?", decision_unsaid, REFUSAL_REQUIRED, "decision"},
    {"a decision is whole", ids_one, REFUSAL_INVALID, "ids"},
    {"why?", reason_unsaid, REFUSAL_REQUIRED, "reason"},
};

static const struct row why_rows[] = {
    {"two", as_it_is, TAKEN},
    {"one", other_unsaid, TAKEN},
    {"none", id_unsaid, REFUSAL_REQUIRED, "id"},
    {"a signal belongs with itself", other_same, REFUSAL_INVALID, "other"},
};

static const struct row review_rows[] = {
    {"what waits", as_it_is, TAKEN},
    {"as many as there can be", review_most, TAKEN},
    {"one more", review_more, REFUSAL_OUT_OF_RANGE, "limit"},
};

static const struct row show_rows[] = {
    {"no reason to look", as_it_is, TAKEN},
    {"nor to compare", diff, TAKEN},
    {"a verb", epoch_verb_unsaid, REFUSAL_REQUIRED, "verb"},
    {"reason with a BSN", epoch_reason_bsn, REFUSAL_BSN, "reason"},
};

static const struct row prepare_rows[] = {
    {"it gets a number", as_it_is, TAKEN},
    {"why?", epoch_reason_unsaid, REFUSAL_REQUIRED, "reason"},
};

static const struct row swap_rows[] = {
    {"the one that was shown", as_it_is, TAKEN},
    {"which?", epoch_unsaid, REFUSAL_REQUIRED, "epoch"},
    {"why?", epoch_reason_unsaid, REFUSAL_REQUIRED, "reason"},
    {"or not", drop, TAKEN},
    {"drop which?", drop_none, REFUSAL_REQUIRED, "epoch"},
};

static const struct table tables[] = {
    {good_search, search_rows, ROWS(search_rows)},
    {good_nothing, one_thing_rows, ROWS(one_thing_rows)},
    {good_combine, combine_rows, ROWS(combine_rows)},
    {good_split, split_rows, ROWS(split_rows)},
    {good_separate, separate_rows, ROWS(separate_rows)},
    {good_unsure, unsure_rows, ROWS(unsure_rows)},
    {good_take_back, take_back_rows, ROWS(take_back_rows)},
    {good_why, why_rows, ROWS(why_rows)},
    {good_review, review_rows, ROWS(review_rows)},
    {good_show, show_rows, ROWS(show_rows)},
    {good_prepare, prepare_rows, ROWS(prepare_rows)},
    {good_swap, swap_rows, ROWS(swap_rows)},
};

static void
test_rules(void **state)
{
    (void)state;
    expect_tables(tables, ROWS(tables));
}

static void
test_all_findings_at_once(void **state)
{
    struct request request = good_search();
    struct request *r = &request;

    (void)state;
    SEARCH.purpose = "";
    SEARCH.place.municipality = "A";
    SEARCH.observed.from = "x";
    SEARCH.class_k = 9;
    SEARCH.words = BSN;
    SEARCH.limit = 1000;
    expect_all(r, "REQUIRED purpose, INVALID place.municipality, "
                  "INVALID observed_from, OUT_OF_RANGE class, BSN words, "
                  "OUT_OF_RANGE limit");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_all_findings_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
