/* What wire takes for granted about the schema, so that a change of the
 * schema which breaks it is seen here and not by a partner. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/alert.h"
#include "core/casework_request.h"
#include "core/codes.h"
#include "core/desk_reply.h"
#include "core/desk_request.h"
#include "core/facility.h"
#include "core/linking_review.h"
#include "core/people.h"
#include "core/refusal.h"
#include "core/sharing_request.h"
#include "core/stream.h"
#include "wire/json_schema.h"
#include "wire/padding.h"
#include "wire/precheck.h"
#include "wire_frames.h"

/* Calls `at` for every message below `type`, itself included; answers the
 * depth of nesting. */
typedef void on_type(const ProtobufCMessageDescriptor *type);

static unsigned
each_type(const ProtobufCMessageDescriptor *type, unsigned depth, on_type *at)
{
    unsigned deepest = depth;

    assert_true(depth <= PRECHECK_DEPTH);
    at(type);
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE) {
            unsigned below =
                each_type(type->fields[i].descriptor, depth + 1, at);

            deepest = below > deepest ? below : deepest;
        }
    }
    return deepest;
}

static void
every_type(on_type *at)
{
    (void)each_type(CLIENT_TYPE, 1, at);
    (void)each_type(SERVER_TYPE, 1, at);
}

static void
check_fields(const ProtobufCMessageDescriptor *type)
{
    /* walk.c keeps a bit for each in 64; put.h and the fast look-up like
     * them from 1 without gaps. */
    assert_true(type->n_fields < 64);
    for (unsigned i = 0; i < type->n_fields; i++)
        if (type->fields[i].id != i + 1 && !padding_is(type->fields[i].id))
            fail_msg("%s.%s has number %u", type->name, type->fields[i].name,
                     type->fields[i].id);
}

/* What a locked telephone shows: numbers, codes and ids, which name nobody and
 * nothing that was told. */
static void
test_a_page_says_nothing_of_what_was_told(void **state)
{
    static const char *const page[] = {
        "page_id", "alert",  "generation", "step",        "attempt",
        "level",   "kind",   "desk",       "deadline_us", "cause",
        "total",   "crisis", "listed"};
    static const char *const listed[] = {"alert", "generation", "level"};
    const ProtobufCMessageDescriptor *type = json_schema_message("Page");
    const ProtobufCMessageDescriptor *of_list =
        json_schema_message("ListedAlert");

    (void)state;
    assert_int_equal(type->n_fields, sizeof page / sizeof page[0]);
    for (unsigned i = 0; i < type->n_fields; i++)
        assert_string_equal(type->fields[i].name, page[i]);
    assert_int_equal(of_list->n_fields, sizeof listed / sizeof listed[0]);
    for (unsigned i = 0; i < of_list->n_fields; i++)
        assert_string_equal(of_list->fields[i].name, listed[i]);
}

static void
check_types(const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        ProtobufCType t = type->fields[i].type;

        if (t != PROTOBUF_C_TYPE_BOOL && t != PROTOBUF_C_TYPE_ENUM &&
            t != PROTOBUF_C_TYPE_UINT32 && t != PROTOBUF_C_TYPE_INT64 &&
            t != PROTOBUF_C_TYPE_UINT64 && t != PROTOBUF_C_TYPE_STRING &&
            t != PROTOBUF_C_TYPE_BYTES && t != PROTOBUF_C_TYPE_MESSAGE)
            fail_msg("%s.%s has a type that walk.c does not know", type->name,
                     type->fields[i].name);
    }
}

static void
check_oneofs(const ProtobufCMessageDescriptor *type)
{
    unsigned quantifier = 0;

    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if (!field_in_oneof(field))
            continue;
        if (quantifier != 0)
            assert_int_equal(field->quantifier_offset, quantifier);
        quantifier = field->quantifier_offset;
        assert_int_equal(field->type, PROTOBUF_C_TYPE_MESSAGE);
    }
}

static void
check_words(const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCEnumDescriptor *words = type->fields[i].descriptor;

        if (type->fields[i].type != PROTOBUF_C_TYPE_ENUM)
            continue;
        assert_int_equal(words->n_value_ranges, 1);
        assert_int_equal(words->values[0].value, 0);
        assert_true(words->n_values < 128); /* fits a code_number */
        for (unsigned v = 0; v < words->n_values; v++) {
            char word[JSON_WORD_BYTES];
            const char *first = words->values[0].name;
            size_t prefix_n = strlen(first) - strlen("UNSPECIFIED");
            int code = -1;

            assert_string_equal(first + prefix_n, "UNSPECIFIED");
            assert_memory_equal(words->values[v].name, first, prefix_n);
            json_schema_word(words, (int)v, word);
            assert_true(strlen(word) + 1 < JSON_WORD_BYTES);
            /* else it could be the number of a word we do not know */
            assert_true(strspn(word, "0123456789") < strlen(word));
            assert_int_equal(json_schema_code(words, word, &code), v > 0);
            assert_int_equal(code, v > 0 ? (int)v : -1);
        }
    }
}

static void
check_findable(const ProtobufCMessageDescriptor *type)
{
    assert_ptr_equal(json_schema_message(type->short_name), type);
}

static void
test_nesting_fits_the_precheck(void **state)
{
    (void)state;
    assert_int_equal(each_type(CLIENT_TYPE, 1, check_fields), 4);
    assert_int_equal(each_type(SERVER_TYPE, 1, check_fields), 5);
}

static void
test_only_types_the_precheck_knows(void **state)
{
    (void)state;
    every_type(check_types);
}

static void
test_one_oneof_a_message_and_of_messages_only(void **state)
{
    (void)state;
    every_type(check_oneofs);
}

static void
test_words_start_with_their_prefix(void **state)
{
    (void)state;
    every_type(check_words);
}

static void
test_messages_are_found_by_name(void **state)
{
    (void)state;
    every_type(check_findable);
    assert_non_null(json_schema_message("ReceiptStatement"));
    assert_null(json_schema_message("Nothing"));
    assert_null(json_schema_message(""));
}

/* same_numbers.c holds the numbers equal; this, that none is missing. */
static const struct {
    const char *message, *field;
    unsigned last; /* enumerator of core */
} counted[] = {
    {"Page", "kind", MESSAGE_WITHDRAWAL},
    {"Person", "pregnant", YES_NO_UNKNOWN},
    {"Signal", "form", FORM_UNKNOWN},
    {"Person", "age", AGE_UNKNOWN},
    {"Signal", "precision", PRECISION_MONTH},
    {"Identifier", "type", IDENTIFIER_BAG},
    {"Amends", "action", VERSION_WITHDRAW},
    {"Page", "level", LEVEL_LAST},
    {"Page", "cause", CAUSE_DISK},
    {"Notice", "code", NOTICE_AUDIT_RELAYED},
    {"Digest", "kind", DIGEST_KIND_HANDOVER},
    {"AlertSummary", "state", ALERT_CLOSED},
    {"AlertAction", "verb", ALERT_LEVEL},
    {"AlertActionResult", "verdict", ACK_LIMIT},
    {"Feedback", "outcome", OUTCOME_EXPIRED},
    {"Feedback", "state", FEEDBACK_TERM_EXCEEDED},
    {"Partner", "organisation_kind", ORGANISATION_OTHER},
    {"Partner", "kind", PRINCIPAL_SYSTEM},
    {"Partner", "roles", ROLE_LAST},
    {"Finding", "code", REFUSAL_NOT_GREETED},
    {"Attach", "stream", STREAM_DESK},
    {"RosterOverride", "verb", OVERRIDE_REMOVE},
    {"SwapDecide", "verb", SWAP_FORCE},
    {"Swap", "state", SWAP_WITHDRAWN},
    {"ReferralAction", "verb", REFERRAL_FOLLOWED_UP},
    {"ReferralSummary", "state", REFERRAL_CLOSED},
    {"ReferralAction", "track", TRACK_ALIENS},
    {"ReferralAction", "status", TRACK_ENDED},
    {"ReferralAction", "phase", PHASE_AFTERCARE},
    {"FacilityState", "kind", FACILITY_OTHER},
    {"ShelterAction", "verb", SHELTER_IN_SERVICE},
    {"ShelterResult", "verdict", SHELTER_INVALID},
    {"Placement", "state", PLACEMENT_OUT_OF_SERVICE},
    {"Assign", "task", TASK_OTHER},
    {"TaskAction", "verb", TASK_WITHDRAW},
    {"Task", "state", TASK_STATE_WITHDRAWN},
    {"TermAction", "verb", TERM_DECIDE},
    {"TermAction", "decision", TERM_DECISION_LAST},
    {"TermRecord", "state", TERM_STATE_ENDED},
    {"ShareNew", "content", SHARE_ADDRESS_NOTE},
    {"ShareResult", "verdict", SHARE_NOTHING},
    {"BottleneckRecord", "state", BOTTLENECK_DROPPED},
    {"Search", "status", CASE_WITHDRAWN},
    {"SearchHit", "matched", MATCH_WORDS},
    {"LinkDecide", "verb", DECISION_TAKE_BACK},
    {"DecisionResult", "verdict", DECISION_TOO_MANY},
    {"WhyLine", "group", WHY_TEXT},
    {"WhyLine", "level", WHY_DIFFERENT},
    {"PairWhy", "outcome", WHY_STRONG},
    {"PairWhy", "said", SAID_UNSURE},
    {"Explanation", "flags", BUNDLE_STALE},
    {"ListReview", "kind", REVIEW_SPLIT_TIE},
    {"EpochAction", "verb", EPOCH_DROP},
    {"EpochRecord", "state", EPOCH_READY},
    {"EpochResult", "verdict", EPOCH_PREPARED},
};

static void
test_core_knows_every_enumerator(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        const ProtobufCMessageDescriptor *type =
            json_schema_message(counted[i].message);
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(type,
                                                            counted[i].field);
        const ProtobufCEnumDescriptor *words = field->descriptor;

        if (words->n_values != counted[i].last + 1)
            fail_msg("%s has %u words, core %u", words->name, words->n_values,
                     counted[i].last + 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_says_nothing_of_what_was_told),
        cmocka_unit_test(test_nesting_fits_the_precheck),
        cmocka_unit_test(test_only_types_the_precheck_knows),
        cmocka_unit_test(test_one_oneof_a_message_and_of_messages_only),
        cmocka_unit_test(test_words_start_with_their_prefix),
        cmocka_unit_test(test_messages_are_found_by_name),
        cmocka_unit_test(test_core_knows_every_enumerator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
