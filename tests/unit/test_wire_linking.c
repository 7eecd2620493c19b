/* What the desk tells about finding back and belonging together, read back as
 * JSON; the longest of it fits in a frame. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/linking_review.h"
#include "link/book.h"
#include "link/score.h"
#include "wire/encode_linking.h"
#include "wire_answer.h"

static_assert(SAID_TOGETHER == (int)LINK_TOGETHER, "as linking_why.h says");
static_assert(SAID_SEPARATE == (int)LINK_SEPARATE, "as linking_why.h says");
static_assert(SAID_UNSURE == (int)LINK_UNSURE, "as linking_why.h says");
static_assert(WHY_APART - 1 == (int)LINK_APART, "as linking_why.h says");
static_assert(WHY_POSSIBLE - 1 == (int)LINK_POSSIBLE, "as linking_why.h says");
static_assert(WHY_STRONG - 1 == (int)LINK_STRONG, "as linking_why.h says");

#define N64   "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define R120  N64 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
#define S_10  "S-00000000"
#define NEVER INT64_C(-1) /* takes the most bytes */

static void
test_hits(void **state)
{
    static const struct reply_hit hit = {
        .id = "S-1",
        .kind = MESSAGE_SIGNAL,
        .bundle = "B-1",
        .provisional = true,
        .observed_us = 1,
        .precision = PRECISION_DAY,
        .accepted_us = 2,
        .class_k = 3,
        .level = LEVEL_U2,
        .status = CASE_KEPT,
        .organisation_kind = ORGANISATION_HOUSING,
        .matched = {MATCH_BUILDING, MATCH_WORDS},
        .matched_n = 2,
    };

    (void)state;
    expect(wire_search_result(&out,
                              &(struct reply_search){&hit, 1, true, true, 9}),
           ANSWER("\"search_result\": {\"hits\": [{\"id\": \"S-1\", \"kind\": "
                  "\"signal\", \"bundle\": \"B-1\", \"provisional\": true, "
                  "\"observed_us\": 1, \"precision\": \"day\", "
                  "\"accepted_us\": 2, \"class\": 3, \"level\": \"u2\", "
                  "\"status\": \"kept\", \"organisation_kind\": \"housing\", "
                  "\"matched\": [\"building\", \"words\"]}], \"more\": true, "
                  "\"partial\": true, \"left\": 9}"));
}

static const struct why_pair pair = {
    .a = "S-1",
    .b = "S-2",
    .prior_mb = -8966,
    .lines = {{WHY_CONTACT, LINK_PHONE, WHY_SAME, 0, 18800, -800, 18000, 1},
              {WHY_PERSON, LINK_ALIAS, WHY_CLOSE, 680, 4500, 0, 4500, 0}},
    .lines_n = 2,
    .total_mb = 13534,
    .probability_ppm = 999916,
    .groups_needed = 2,
    .groups_agreeing = 2,
    .identity = true,
    .contradicting = true,
    .gap_s = -1,
    .outcome = WHY_STRONG,
    .said = SAID_TOGETHER,
    .same_observation = true,
};
#define PAIR                                                                   \
    "{\"a\": \"S-1\", \"b\": \"S-2\", \"prior_mb\": -8966, \"lines\": "        \
    "[{\"group\": \"contact\", \"value\": \"phone\", \"level\": \"same\", "    \
    "\"weight_mb\": 18800, \"decay_mb\": -800, \"counted_mb\": 18000, "        \
    "\"bundles\": 1}, {\"group\": \"person\", \"value\": \"alias\", "          \
    "\"level\": \"close\", \"at\": 680, \"weight_mb\": 4500, "                 \
    "\"counted_mb\": 4500}], \"total_mb\": 13534, \"probability_ppm\": "       \
    "999916, \"groups_needed\": 2, \"groups_agreeing\": 2, \"identity\": "     \
    "true, \"contradicting\": true, \"gap_s\": -1, \"outcome\": "              \
    "\"strong\", \"said\": \"together\", \"same_observation\": true}"

static const char *const ids[] = {"S-1", "S-2"};
static const struct reply_decision decision = {
    .decision = "V-1",
    .verb = DECISION_SPLIT,
    .ids = ids,
    .ids_shown = 2,
    .ids_n = 30,
    .bundle = "B-1",
    .by = "anna",
    .at_us = 5,
    .reason = "r",
    .taken_back_us = 6,
    .taken_back_by = "bo",
    .taken_back_reason = "s",
};
#define DECISION                                                               \
    "{\"decision\": \"V-1\", \"verb\": \"split\", \"ids\": [\"S-1\", "         \
    "\"S-2\"], \"ids_n\": 30, \"bundle\": \"B-1\", \"by\": \"anna\", "         \
    "\"at_us\": 5, \"reason\": \"r\", \"taken_back_us\": 6, "                  \
    "\"taken_back_by\": \"bo\", \"taken_back_reason\": \"s\"}"

static const struct why_edge edge = {"S-1", "S-2", -7, SAID_SEPARATE, "V-1"};
#define EDGE                                                                   \
    "{\"a\": \"S-1\", \"b\": \"S-2\", \"total_mb\": -7, \"said\": "            \
    "\"separate\", \"decision\": \"V-1\"}"

static void
test_an_explanation(void **state)
{
    const struct reply_why why = {
        .id = "S-1",
        .other = "S-2",
        .epoch = 3,
        .link_mb = 4250,
        .possible_mb = -1000,
        .bundle = "B-1",
        .other_bundle = "B-2",
        .provisional = true,
        .signals = 5,
        .observations = 4,
        .sources = 2,
        .pair = &pair,
        .weakest = &edge,
        .tree = {&edge, 1, true},
        .cut = {&edge, 1, true},
        .decisions = &decision,
        .decisions_n = 1,
        .decisions_more = true,
        .path = {&edge, 1, false},
        .flags = {BUNDLE_OVERSIZE, BUNDLE_SPLIT_TIE},
        .flags_n = 2,
    };

    (void)state;
    expect(
        wire_explanation(&out, &why),
        ANSWER(
            "\"explanation\": {\"id\": \"S-1\", \"other\": \"S-2\", "
            "\"epoch\": 3, \"link_mb\": 4250, \"possible_mb\": -1000, "
            "\"bundle\": \"B-1\", \"other_bundle\": \"B-2\", \"provisional\": "
            "true, \"signals\": 5, \"observations\": 4, \"sources\": 2, "
            "\"pair\": " PAIR ", \"weakest\": " EDGE ", \"tree\": [" EDGE
            "], \"tree_more\": true, \"cut\": [" EDGE "], \"cut_more\": true, "
            "\"decisions\": [" DECISION "], \"decisions_more\": true, "
            "\"path\": [" EDGE "], \"flags\": [\"oversize\", \"split_tie\"]}"));
}

static void
test_decided(void **state)
{
    (void)state;
    expect(wire_decision_result(
               &out,
               &(struct reply_decided){
                   DECISION_CONTRADICTS, &decision, ids, 2, {&edge, 1, false}}),
           ANSWER("\"decision_result\": {\"verdict\": \"contradicts\", "
                  "\"decision\": " DECISION ", \"bundles\": [\"S-1\", "
                  "\"S-2\"], \"path\": [" EDGE "]}"));
    expect(wire_decision_result(
               &out, &(struct reply_decided){.verdict = DECISION_NOT_FOUND}),
           ANSWER("\"decision_result\": {\"verdict\": \"not_found\"}"));
}

static void
test_a_queue(void **state)
{
    const struct reply_review item = {
        .kind = REVIEW_POSSIBLE,
        .pair = pair,
        .bundle_a = "B-1",
        .bundle_b = "B-2",
        .signals_a = 3,
        .signals_b = 4,
        .organisation_kind_a = ORGANISATION_CARE,
        .organisation_kind_b = ORGANISATION_POLICE,
        .accepted_us_a = 5,
        .accepted_us_b = 6,
    };

    (void)state;
    expect(wire_review_list(&out, &(struct reply_reviews){&item, 1, "n", 8}),
           ANSWER("\"review_list\": {\"items\": [{\"kind\": \"possible\", "
                  "\"pair\": " PAIR ", \"bundle_a\": \"B-1\", \"bundle_b\": "
                  "\"B-2\", \"signals_a\": 3, \"signals_b\": 4, "
                  "\"organisation_kind_a\": \"care\", "
                  "\"organisation_kind_b\": \"police\", \"accepted_us_a\": 5, "
                  "\"accepted_us_b\": 6}], \"next\": \"n\", \"waiting\": 8}"));
}

static void
test_epochs(void **state)
{
    static const struct reply_epoch epoch = {
        .epoch = 1,
        .state = EPOCH_READY,
        .norm = 2,
        .window = 3,
        .groups_needed = 4,
        .identity_max = 5,
        .prior_mb = -6,
        .link_mb = 7,
        .possible_mb = -8,
        .signals = 9,
        .signals_of = 10,
        .bundles = 11,
        .confirmed = 12,
        .prepared_us = 13,
        .prepared_by = "anna",
        .reason = "r",
        .swapped_us = 14,
        .counted = 15,
    };
    static const struct reply_epoch_change change = {"B-1", 2, 3, 4, ids, 2};
#define EPOCH(state)                                                           \
    "{\"epoch\": 1, \"state\": \"" state "\", \"norm\": 2, \"window\": 3, "    \
    "\"groups_needed\": 4, \"identity_max\": 5, \"prior_mb\": -6, "            \
    "\"link_mb\": 7, \"possible_mb\": -8, \"signals\": 9, \"signals_of\": "    \
    "10, \"bundles\": 11, \"confirmed\": 12, \"prepared_us\": 13, "            \
    "\"prepared_by\": \"anna\", \"reason\": \"r\", \"swapped_us\": 14, "       \
    "\"counted\": 15}"

    static const struct reply_epoch_weight weight = {
        .line = {.group = WHY_CONTACT,
                 .value = LINK_PHONE,
                 .level = WHY_SAME,
                 .weight_mb = 22000},
        .after_mb = 21000};
    struct reply_epoch in_force = epoch;

    (void)state;
    in_force.state = EPOCH_IN_FORCE;
    expect(wire_epoch_result(&out, &(struct reply_epochs){EPOCH_OK, &in_force,
                                                          &epoch, 5, 9, &change,
                                                          1, true, &weight, 1}),
           ANSWER("\"epoch_result\": {\"verdict\": \"ok\", "
                  "\"in_force\": " EPOCH("in_force") ", \"next\": " EPOCH(
                      "ready") ", "
                               "\"changed\": 5, \"changes\": [{\"bundle\": "
                               "\"B-1\", "
                               "\"signals\": 2, \"parts\": 3, "
                               "\"signals_then\": 4, "
                               "\"joined\": [\"S-1\", \"S-2\"]}], \"more\": "
                               "true, \"moved\": 9, \"weights\": [{\"line\": "
                               "{\"group\": \"contact\", \"value\": \"phone\", "
                               "\"level\": \"same\", \"weight_mb\": 22000}, "
                               "\"after_mb\": 21000}]}"));
    expect(wire_epoch_result(
               &out, &(struct reply_epochs){.verdict = EPOCH_NOT_PREPARED}),
           ANSWER("\"epoch_result\": {\"verdict\": \"none\"}"));
}

static struct why_pair
longest_pair(void)
{
    struct why_pair longest = {
        S_10, S_10, NEVER, {{0}}, WHY_LINES_MAX, NEVER,       UINT32_MAX, 7,
        7,    true, true,  NEVER, WHY_STRONG,    SAID_UNSURE, true};

    for (size_t i = 0; i < WHY_LINES_MAX; i++)
        longest.lines[i] = (struct why_line){
            WHY_TEXT, LINK_WORD, WHY_DIFFERENT, -1, -1, -1, -1, UINT32_MAX};
    return longest;
}

static void
test_the_longest_lists_fit(void **state)
{
    const char *many[DECISION_IDS_SHOWN + 1];
    struct reply_hit hits[LIST_LIMIT];
    struct reply_review items[REVIEW_LIMIT];
    struct reply_epoch_change changes[LIST_LIMIT];
    struct reply_epoch_weight weights[LIST_LIMIT];
    struct reply_search search = {hits, LIST_LIMIT, true, true, UINT32_MAX};
    struct reply_reviews reviews = {items, REVIEW_LIMIT, N64, UINT32_MAX};
    struct reply_epochs epochs = {.verdict = EPOCH_OK,
                                  .changes = changes,
                                  .n = LIST_LIMIT,
                                  .weights = weights,
                                  .weights_n = LIST_LIMIT};

    (void)state;
    for (size_t i = 0; i < DECISION_IDS_SHOWN + 1; i++)
        many[i] = S_10;
    for (size_t i = 0; i < LIST_LIMIT; i++) {
        hits[i] = (struct reply_hit){S_10,
                                     MESSAGE_SIGNAL,
                                     S_10,
                                     true,
                                     NEVER,
                                     PRECISION_DAY,
                                     NEVER,
                                     5,
                                     LEVEL_U1,
                                     CASE_OPEN,
                                     ORGANISATION_OTHER,
                                     {MATCH_NONE},
                                     SEARCH_MATCHES_MAX};
        for (size_t m = 0; m < SEARCH_MATCHES_MAX; m++)
            hits[i].matched[m] = MATCH_WORDS;
        changes[i] = (struct reply_epoch_change){
            S_10, UINT32_MAX, UINT32_MAX, UINT32_MAX, many, EPOCH_JOINED_SHOWN};
        weights[i] = (struct reply_epoch_weight){.line = {WHY_TEXT, LINK_WORD,
                                                          WHY_DIFFERENT, -1, -1,
                                                          -1, -1, UINT32_MAX},
                                                 .after_mb = -1};
    }
    for (size_t i = 0; i < REVIEW_LIMIT; i++)
        items[i] = (struct reply_review){REVIEW_POSSIBLE,
                                         longest_pair(),
                                         S_10,
                                         S_10,
                                         UINT32_MAX,
                                         UINT32_MAX,
                                         ORGANISATION_OTHER,
                                         ORGANISATION_OTHER,
                                         NEVER,
                                         NEVER};
    expect_schema(wire_search_result(&out, &search));
    expect_schema(wire_review_list(&out, &reviews));
    expect_schema(wire_epoch_result(&out, &epochs));
    search.n++;
    reviews.n++;
    epochs.n++;
    assert_int_equal(wire_search_result(&out, &search), 0);
    assert_int_equal(wire_review_list(&out, &reviews), 0);
    assert_int_equal(wire_epoch_result(&out, &epochs), 0);
    epochs.n = 1;
    epochs.weights_n++;
    assert_int_equal(wire_epoch_result(&out, &epochs), 0);
    epochs.weights_n = 1;
    changes[0].joined_n++;
    assert_int_equal(wire_epoch_result(&out, &epochs), 0);
    reviews.n = 1;
    items[0].pair.lines_n++;
    assert_int_equal(wire_review_list(&out, &reviews), 0);
}

static void
test_the_longest_explanation_fits(void **state)
{
    static const struct why_edge long_edge = {S_10, S_10, NEVER, SAID_UNSURE,
                                              S_10};
    const char *many[DECISION_BUNDLES + 1];
    struct why_edge edges[WHY_TREE_MAX + 1];
    struct reply_decision decisions[WHY_DECISIONS_MAX + 1];
    struct why_pair longest = longest_pair();
    struct reply_why why = {S_10,
                            S_10,
                            UINT32_MAX,
                            NEVER,
                            NEVER,
                            S_10,
                            S_10,
                            true,
                            UINT32_MAX,
                            UINT32_MAX,
                            UINT32_MAX,
                            &longest,
                            &long_edge,
                            {edges, WHY_TREE_MAX, true},
                            {edges, WHY_CUT_MAX, true},
                            decisions,
                            WHY_DECISIONS_MAX,
                            true,
                            {edges, WHY_PATH_MAX, false},
                            {BUNDLE_BRIDGE, BUNDLE_BRIDGE, BUNDLE_BRIDGE,
                             BUNDLE_BRIDGE, BUNDLE_BRIDGE, BUNDLE_BRIDGE},
                            WHY_FLAGS_MAX};
    struct reply_decided decided = {DECISION_CONTRADICTS,
                                    decisions,
                                    many,
                                    DECISION_BUNDLES,
                                    {edges, WHY_PATH_MAX, false}};

    (void)state;
    for (size_t i = 0; i < DECISION_BUNDLES + 1; i++)
        many[i] = S_10;
    for (size_t i = 0; i < WHY_TREE_MAX + 1; i++)
        edges[i] = long_edge;
    for (size_t i = 0; i < WHY_DECISIONS_MAX + 1; i++)
        decisions[i] = (struct reply_decision){
            S_10,       DECISION_SPLIT, many, DECISION_IDS_SHOWN,
            UINT32_MAX, S_10,           N64,  NEVER,
            R120,       NEVER,          N64,  R120};
    expect_schema(wire_explanation(&out, &why));
    expect_schema(wire_decision_result(&out, &decided));

    size_t *const counts[] = {&why.tree.n,  &why.cut.n,       &why.path.n,
                              &why.flags_n, &why.decisions_n, &longest.lines_n};

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        ++*counts[i];
        assert_int_equal(wire_explanation(&out, &why), 0);
        --*counts[i];
    }
    decided.bundles_n++;
    assert_int_equal(wire_decision_result(&out, &decided), 0);
    decided.bundles_n--;
    decided.path.n++;
    assert_int_equal(wire_decision_result(&out, &decided), 0);
    decided.path.n--;
    decisions[0].ids_shown++;
    assert_int_equal(wire_decision_result(&out, &decided), 0);
    assert_int_equal(wire_explanation(&out, &why), 0);
}

/* What two signals are compared by has the numbers of link. */
static void
test_words_of_values(void **state)
{
    static const char *const words[] = {
        [LINK_DWELLING] = "dwelling",
        [LINK_PHONE] = "phone",
        [LINK_PHONE_MASKED] = "phone_masked",
        [LINK_PHONE_LAST7] = "phone_last7",
        [LINK_HANDLE] = "handle",
        [LINK_HANDLE_SKELETON] = "handle_skeleton",
        [LINK_EMAIL] = "email",
        [LINK_AD] = "ad",
        [LINK_PLATE] = "plate",
        [LINK_PLATE_MASKED] = "plate_masked",
        [LINK_PLATE_PART] = "plate_part",
        [LINK_BAG] = "bag",
        [LINK_BUILDING] = "building",
        [LINK_PC6] = "pc6",
        [LINK_PC4] = "pc4",
        [LINK_MUNICIPALITY] = "municipality",
        [LINK_ALIAS] = "alias",
        [LINK_ALIAS_WORD] = "alias_word",
        [LINK_ALIAS_SOUND] = "alias_sound",
        [LINK_FORM] = "form",
        [LINK_SECTOR] = "sector",
        [LINK_RESIDENCE] = "residence",
        [LINK_TEXT] = "text",
        [LINK_URL] = "url",
        [LINK_WORD] = "word",
    };

    (void)state;
    for (uint8_t kind = LINK_DWELLING; kind <= LINK_WORD; kind++) {
        struct reply_review item = {.pair = {.a = "", .b = "", .lines_n = 1},
                                    .bundle_a = "",
                                    .bundle_b = ""};
        char text[512];

        item.pair.lines[0].value = kind;
        (void)snprintf(text, sizeof text,
                       ANSWER("\"review_list\": {\"items\": [{\"pair\": "
                              "{\"lines\": [{\"value\": \"%s\"}]}}]}"),
                       words[kind]);
        expect(wire_review_list(&out, &(struct reply_reviews){&item, 1, "", 0}),
               text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_an_explanation),
        cmocka_unit_test(test_decided),
        cmocka_unit_test(test_a_queue),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_words_of_values),
        cmocka_unit_test(test_the_longest_lists_fit),
        cmocka_unit_test(test_the_longest_explanation_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
