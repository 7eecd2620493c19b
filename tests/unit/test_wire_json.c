/* The JSON bridge: what people may write, and what is said of the rest. */
#include <string.h>

#include "wire_text.h"

static const struct good {
    const char *name, *message, *in, *out; /* out NULL: as in */
} goods[] = {
    {"nothing", "Signal", "{}", NULL},
    {"text", "Signal", "{\"text\": \"twee\\nregels\\t\\u00eb\"}", NULL},
    {"empty text is left out", "Signal", "{\"text\": \"\"}", "{}"},
    {"words in any case", "Signal",
     "{\"form\": \"SEXUAL\", \"handling\": \"H0\", \"channel\": \"In_Person\"}",
     "{\"form\": \"sexual\", \"handling\": \"h0\", \"channel\": "
     "\"in_person\"}"},
    {"words with digits", "Person",
     "{\"age\": \"under_18\", \"residence\": \"third_country\"}", NULL},
    {"false is left out", "Signal", "{\"danger_now\": false}", "{}"},
    {"empty bytes are left out", "Delivered", "{\"page_id\": \"\"}", "{}"},
    {"true", "Signal", "{\"danger_now\": true}", NULL},
    {"zero is left out", "Persons", "{\"count\": 0}", "{}"},
    {"largest uint32", "Persons", "{\"count\": 4294967295}", NULL},
    {"largest uint64 JSON has", "Confirm", "{\"seq\": 9223372036854775807}",
     NULL},
    {"negative int64", "PartnerKey",
     "{\"valid_from_us\": -9223372036854775808}", NULL},
    {"bytes", "Delivered", "{\"page_id\": \"00ff10\"}", NULL},
    {"bytes in upper case", "Delivered", "{\"page_id\": \"00FF\"}",
     "{\"page_id\": \"00ff\"}"},
    {"lists of text", "Signal", "{\"indicators\": [\"OB06\", \"\", \"x\"]}",
     NULL},
    {"empty lists are left out", "Referral",
     "{\"multi_problem\": [], \"indicators\": []}", "{}"},
    {"lists of words", "Referral",
     "{\"multi_problem\": [\"addiction\", \"psychiatric\"]}", NULL},
    {"lists of messages", "Signal",
     "{\"identifiers\": [{\"type\": \"ad_id\", \"value\": \"7\"}, {}]}", NULL},
    {"an empty message is there", "Signal", "{\"place\": {}}", NULL},
    {"members of a oneof", "Submit", "{\"advice\": {\"about\": \"law\"}}",
     NULL},
    {"a summary in a stream", "ServerMessage",
     "{\"events\": {\"events\": [{\"seq\": 1, \"page\": {\"level\": "
     "\"u4b\", \"cause\": \"drill\", \"total\": 12, \"listed\": "
     "[{\"alert\": \"M-1\", \"generation\": 2, \"level\": \"u2\"}]}}, "
     "{\"notice\": {\"code\": \"shift_not_accepted\"}}, {\"digest\": "
     "{\"kind\": \"handover\", \"listed\": [{}]}}]}}",
     NULL},
    {"documents are bytes", "ClientMessage",
     "{\"document_put\": {\"documents\": [{\"name\": \"persons\", "
     "\"text\": \"610a\", \"expect\": 1}, {}], \"check_only\": true}}",
     NULL},
    {"an override", "ClientMessage",
     "{\"roster_override\": {\"verb\": \"replace\", \"people\": "
     "[\"anna\"], \"with\": [\"bram\"], \"start_us\": 1, \"end_us\": 2}}",
     NULL},
    {"a swap and what came of it", "ServerMessage",
     "{\"swap_result\": {\"swap\": {\"state\": \"applied\"}, "
     "\"result\": {\"accepted\": true, \"findings\": [{\"code\": "
     "\"E_GAP\", \"refuses\": true}]}}}",
     NULL},
    {"a referral in either direction", "ServerMessage",
     "{\"referral_result\": {\"verdict\": \"limit\", \"referral\": "
     "{\"state\": \"offered\", \"moves\": 1}}}",
     NULL},
    {"five deep", "ServerMessage",
     "{\"message_detail\": {\"submit\": {\"signal\": {\"place\": "
     "{\"kind\": \"online\"}}}}}",
     NULL},
};

static void
test_good_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
        const struct good *g = &goods[i];
        uint8_t bytes[1024];
        size_t n = must_write(g->message, g->in, bytes, sizeof bytes);

        /* What says nothing takes no room. */
        if (g->out != NULL && strcmp(g->out, "{}") == 0)
            assert_int_equal(n, 0);
        expect_text(g->message, bytes, n, g->out == NULL ? g->in : g->out);
    }
}

static const struct bad {
    const char *name, *message, *text;
    const char *findings; /* CODE path, separated by ", " */
} bads[] = {
    {"no object", "Signal", "[]", "INVALID "},
    {"unknown field", "Signal", "{\"colour\": \"blue\"}",
     "UNKNOWN_FIELD colour"},
    {"unknown field below", "Signal", "{\"place\": {\"street\": 1}}",
     "UNKNOWN_FIELD place.street"},
    {"unknown field in a list", "Signal", "{\"identifiers\": [{}, {\"n\": 1}]}",
     "UNKNOWN_FIELD identifiers[1].n"},
    {"name of an unknown field is made safe", "Signal",
     "{\"\\u202eHet Geheim van\\n de \\u00e9\\u00e9n en twintig letters\": 1}",
     "UNKNOWN_FIELD ___het_geheim_van__de_____n_en_t"},
    {"camel case is no name", "Signal", "{\"dangerNow\": true}",
     "UNKNOWN_FIELD dangernow"},
    {"text for a number", "Persons", "{\"count\": \"2\"}", "INVALID count"},
    {"fraction for a number", "Persons", "{\"count\": 2.0}", "INVALID count"},
    {"number for text", "Signal", "{\"text\": 1}", "INVALID text"},
    {"number for a word", "Signal", "{\"form\": 1}", "INVALID form"},
    {"number as text for a word", "Signal", "{\"form\": \"1\"}",
     "UNKNOWN_CODE form"},
    {"null", "Signal", "{\"form\": null}", "INVALID form"},
    {"text for a bool", "Signal", "{\"danger_now\": \"true\"}",
     "INVALID danger_now"},
    {"number for a bool", "Signal", "{\"danger_now\": 1}",
     "INVALID danger_now"},
    {"text for a message", "Signal", "{\"place\": \"Amsterdam\"}",
     "INVALID place"},
    {"message for a list", "Signal", "{\"identifiers\": {}}",
     "INVALID identifiers"},
    {"text for a list", "Signal", "{\"indicators\": \"OB06\"}",
     "INVALID indicators"},
    {"unknown word", "Signal", "{\"form\": \"sexuall\"}", "UNKNOWN_CODE form"},
    {"word with its prefix", "Signal", "{\"form\": \"form_sexual\"}",
     "UNKNOWN_CODE form"},
    {"empty word", "Signal", "{\"form\": \"\"}", "UNKNOWN_CODE form"},
    {"the word of zero", "Signal", "{\"form\": \"unspecified\"}",
     "UNKNOWN_CODE form"},
    {"unknown word in a list", "Referral",
     "{\"multi_problem\": [\"addiction\", \"debt\"]}",
     "UNKNOWN_CODE multi_problem[1]"},
    {"below uint32", "Persons", "{\"count\": -1}", "OUT_OF_RANGE count"},
    {"above uint32", "Persons", "{\"count\": 4294967296}",
     "OUT_OF_RANGE count"},
    {"below uint64", "Confirm", "{\"seq\": -1}", "OUT_OF_RANGE seq"},
    {"odd hexadecimal", "Delivered", "{\"page_id\": \"abc\"}",
     "INVALID page_id"},
    {"no hexadecimal", "Delivered", "{\"page_id\": \"0g\"}", "INVALID page_id"},
    {"control in text", "Signal", "{\"text\": \"a\\u0007\"}", "BAD_TEXT text"},
    {"bidi in a list", "Signal", "{\"indicators\": [\"a\", \"\\u202e\"]}",
     "BAD_TEXT indicators[1]"},
    {"two members of a oneof", "Submit", "{\"signal\": {}, \"advice\": {}}",
     "DUPLICATE_FIELD advice"},
    {"paths leave out what a oneof wraps", "ClientMessage",
     "{\"submit\": {\"signal\": {\"place\": {\"postcode\": 1}}}}",
     "INVALID place.postcode"},
    {"a oneof's member itself", "ClientMessage", "{\"submit\": 1}",
     "INVALID submit"},
    {"all at once, in the order of the schema", "Signal",
     "{\"colour\": 1, \"text\": 2, \"place\": {\"kind\": \"x\", \"y\": 1}, "
     "\"form\": 3}",
     "INVALID form, UNKNOWN_CODE place.kind, UNKNOWN_FIELD place.y, "
     "INVALID text, UNKNOWN_FIELD colour"},
};

static void
test_bad_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        const struct bad *b = &bads[i];
        uint8_t bytes[1024];
        char found[1024] = "";
        struct refusal why;
        size_t n = 0;

        if (text_to_wire(b->message, b->text, bytes, sizeof bytes, &n, &why) !=
            RC_INVALID)
            fail_msg("%s: accepted", b->name);
        for (size_t f = 0; f < why.n; f++) {
            size_t at = strlen(found);

            (void)snprintf(
                found + at, sizeof found - at, "%s%s %s", f == 0 ? "" : ", ",
                refusal_code_name(why.findings[f].code), why.findings[f].field);
        }
        if (strcmp(found, b->findings) != 0)
            fail_msg("%s:\nfound    %s\nexpected %s", b->name, found,
                     b->findings);
    }
}

static void
test_no_more_findings_than_fit(void **state)
{
    uint8_t bytes[1024];
    struct refusal why;
    size_t n = 0;

    (void)state;
    assert_int_equal(
        text_to_wire("Signal",
                     "{\"indicators\": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,"
                     "15,16,17,18]}",
                     bytes, sizeof bytes, &n, &why),
        RC_INVALID);
    assert_int_equal(why.n, FINDINGS_MAX);
}

/* Whatever the room, never more is written, and enough room is enough. */
static void
test_room_is_kept(void **state)
{
    static const char text[] =
        "{\"text\": \"0123456789\", \"place\": {\"municipality\": \"GM0363\"},"
        " \"indicators\": [\"OB06\"], \"persons\": {\"count\": 3}}";
    uint8_t bytes[256];
    size_t whole = must_write("Signal", text, bytes, sizeof bytes);

    (void)state;
    for (size_t cap = 0; cap < 128; cap++) {
        uint8_t *room = malloc(cap + 1);
        struct refusal why;
        size_t n = 0;
        enum rc rc;

        assert_non_null(room);
        rc = text_to_wire("Signal", text, room, cap, &n, &why);
        if (rc == RC_OK)
            assert_int_equal(n, whole);
        else
            assert_int_equal(why.findings[0].code, REFUSAL_TOO_LARGE);
        assert_true(rc == RC_OK ? cap >= whole : cap < whole + 32);
        free(room);
    }
}

static void
test_no_such_message(void **state)
{
    json_t *object = json_object();
    json_t *out = NULL;
    struct refusal why = {.n = 0};
    uint8_t bytes[8];
    size_t n = 0;

    (void)state;
    assert_int_equal(
        json_to_wire("Signaal", object, bytes, sizeof bytes, &n, &why),
        RC_NOT_FOUND);
    assert_int_equal(json_from_wire("Signaal", bytes, 0, &out), RC_NOT_FOUND);
    json_decref(object);
}

static void
test_bytes_that_are_no_message(void **state)
{
    static const uint8_t bad_text[] = {0x0a, 1, 0xff};
    static const uint8_t cut[] = {0xfa, 1, 1};
    static const uint8_t seq[] = {0x10, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0x01};
    json_t *out = NULL;

    (void)state;
    assert_int_equal(json_from_wire("Show", bad_text, 3, &out), RC_INVALID);
    assert_int_equal(json_from_wire("Show", cut, 3, &out), RC_INVALID);
    assert_int_equal(json_from_wire("Confirm", seq, sizeof seq, &out),
                     RC_INVALID);
    assert_null(out);
}

/* Every default said aloud is as good as left out. */
static void
test_defaults_on_the_wire_are_left_out(void **state)
{
    static const uint8_t bytes[] = {0x0a, 0, 0x10, 0, 0x68, 0, 0x72, 0};
    static const uint8_t no_problem[] = {0x52, 0};

    (void)state;
    expect_text("Signal", bytes, sizeof bytes, "{}");
    expect_text("Referral", no_problem, sizeof no_problem, "{}");
}

/* What a desk newer than our schema says. */
static const struct newer {
    const char *name, *message, *bytes;
    size_t n;
    const char *text;
} newers[] = {
#define BYTES(text) text, sizeof(text) - 1
    {"a field", "Show", BYTES("\xf8\x07\x01"), "{}"},
    {"fields between ours", "Busy",
     BYTES("\xfa\x07\x02\xff\0\x08\x07\x7d....\x79........"),
     "{\"retry_after_ms\": 7}"},
    {"a pushed body", "ServerMessage", BYTES("\xfa\x07\x02\x08\x01"), "{}"},
    {"an answer with such a body", "ServerMessage",
     BYTES("\x0a\x02\xab\xcd\xfa\x07\0"), "{\"request_id\": \"abcd\"}"},
    {"an event", "Events",
     BYTES("\x08\x01\x12\x05\x08\x09\xfa\x07\0\x12\x02\x08\x0a\x18\x0a"),
     "{\"stream\": \"inbox\", \"events\": [{\"seq\": 9}, {\"seq\": 10}], "
     "\"head\": 10}"},
    {"a word", "Feedback", BYTES("\x10\x7f\x18\x02"),
     "{\"state\": \"127\", \"outcome\": \"sheltered\"}"},
    {"the last word there can be", "Feedback",
     BYTES("\x10\xff\xff\xff\xff\x07"), "{\"state\": \"2147483647\"}"},
    {"words in a list", "Welcome", BYTES("\x28\x01\x2a\x02\x7f\x02\x28\x7e"),
     "{\"roles\": [\"submitter\", \"127\", \"coordinator\", \"126\"]}"},
};

static void
test_a_newer_desk_is_shown_as_far_as_it_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof newers / sizeof newers[0]; i++)
        expect_text(newers[i].message, (const uint8_t *)newers[i].bytes,
                    newers[i].n, newers[i].text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_rows),
        cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_no_more_findings_than_fit),
        cmocka_unit_test(test_room_is_kept),
        cmocka_unit_test(test_no_such_message),
        cmocka_unit_test(test_bytes_that_are_no_message),
        cmocka_unit_test(test_defaults_on_the_wire_are_left_out),
        cmocka_unit_test(test_a_newer_desk_is_shown_as_far_as_it_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
