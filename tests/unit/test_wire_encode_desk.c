/* What the desk tells its own people, read back as JSON; how much of it is
 * told when not all of it fits. */
#include <string.h>

#include "wire/encode_desk.h"
#include "wire_answer.h"

#define N64    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define N31    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define R120   N64 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
#define ID_11  "M-00000000"
#define NEVER  INT64_C(-1) /* takes the most bytes */
#define IN_USE 300

static const struct reply_version version = {"persons", 4, 5, "anna", "r", 6};
#define VERSION                                                                \
    "{\"name\": \"persons\", \"version\": 4, \"at_us\": 5, \"actor\": "        \
    "\"anna\", \"reason\": \"r\", \"size\": 6}"

static const struct reply_version first = {"roster", 1, 2, "", "", 3};
#define FIRST                                                                  \
    "{\"name\": \"roster\", \"version\": 1, \"at_us\": 2, \"size\": 3}"

static const struct reply_version long_version = {N31, NEVER, NEVER,
                                                  N64, R120,  UINT32_MAX};

static void
test_documents(void **state)
{
    static const uint8_t text[] = {'a', '\n'};
    const struct reply_version versions[] = {version, first};

    (void)state;
    expect(wire_document_text(&out, &version, text, sizeof text),
           ANSWER("\"document_text\": {\"version\": " VERSION
                  ", \"text\": \"610a\"}"));
    expect(wire_document_versions(&out, versions, 2, true),
           ANSWER("\"document_versions\": {\"versions\": [" VERSION ", " FIRST
                  "], \"more\": true}"));
    expect(wire_document_versions(&out, NULL, 0, false),
           ANSWER("\"document_versions\": {}"));
}

static const struct reply_finding findings[] = {
    {"roster", 12, "E_GAP", true, "nobody"},
    {"persons", 0, "W_LONG_SHIFT", false, "long"},
};
#define FINDINGS                                                               \
    "[{\"document\": \"roster\", \"line\": 12, \"code\": \"E_GAP\", "          \
    "\"refuses\": true, \"text\": \"nobody\"}, {\"document\": "                \
    "\"persons\", \"code\": \"W_LONG_SHIFT\", \"text\": \"long\"}]"

static const struct reply_version versions[] = {
    {"persons", 4, 5, "anna", "r", 6},
    {"roster", 1, 2, "", "", 3},
};
static const char *const in_use[] = {"M-1", "M-2"};
static const struct reply_document result = {
    .accepted = true,
    .findings = findings,
    .findings_n = 2,
    .findings_left_out = 3,
    .versions = versions,
    .versions_n = 2,
    .in_use = in_use,
    .in_use_n = 2,
};
#define RESULT                                                                 \
    "{\"accepted\": true, \"findings\": " FINDINGS                             \
    ", \"findings_left_out\": 3, \"versions\": [" VERSION ", " FIRST           \
    "], \"in_use\": [\"M-1\", \"M-2\"]}"

static void
test_results(void **state)
{
    static const struct reply_document refused = {.findings = findings,
                                                  .findings_n = 2};

    (void)state;
    expect(wire_document_result(&out, &result),
           ANSWER("\"document_result\": " RESULT));
    expect(wire_document_result(&out, &refused),
           ANSWER("\"document_result\": {\"findings\": " FINDINGS "}"));
}

static const struct reply_swap swap = {
    .swap = "X-1",
    .state = SWAP_APPLIED,
    .roster = "primary",
    .proposer = "anna",
    .taker = "bram",
    .start_us = 1,
    .end_us = 2,
    .back_start_us = 3,
    .back_end_us = 4,
    .reason = "r",
};
#define SWAP                                                                   \
    "{\"swap\": \"X-1\", \"state\": \"applied\", \"roster\": \"primary\", "    \
    "\"proposer\": \"anna\", \"taker\": \"bram\", \"start_us\": 1, "           \
    "\"end_us\": 2, \"back_start_us\": 3, \"back_end_us\": 4, "                \
    "\"reason\": \"r\"}"

static const struct reply_swap bare_swap = {.swap = "X-2",
                                            .state = SWAP_PROPOSED,
                                            .roster = "backup",
                                            .proposer = "bram",
                                            .taker = "carla",
                                            .start_us = 7,
                                            .end_us = 8,
                                            .reason = ""};
#define BARE_SWAP                                                              \
    "{\"swap\": \"X-2\", \"state\": \"proposed\", \"roster\": \"backup\", "    \
    "\"proposer\": \"bram\", \"taker\": \"carla\", \"start_us\": 7, "          \
    "\"end_us\": 8}"

static void
test_rosters(void **state)
{
    static const char *const unreachable[] = {"anna", "bram"};
    const struct reply_swap swaps[] = {swap, bare_swap};
    const struct reply_roster_state full = {unreachable, 2, 9, swaps, 2};
    const struct reply_roster_state calm = {NULL, 0, 9, NULL, 0};

    (void)state;
    expect(wire_roster_state(&out, &full),
           ANSWER("\"roster_state\": {\"unreachable\": [\"anna\", \"bram\"], "
                  "\"now_us\": 9, \"swaps\": [" SWAP ", " BARE_SWAP "]}"));
    expect(wire_roster_state(&out, &calm),
           ANSWER("\"roster_state\": {\"now_us\": 9}"));
    expect(wire_roster_accepted(&out, "primary", 7),
           ANSWER("\"roster_accepted\": {\"roster\": \"primary\", "
                  "\"start_us\": 7}"));
    expect(wire_swap_result(&out, &bare_swap, NULL),
           ANSWER("\"swap_result\": {\"swap\": " BARE_SWAP "}"));
    expect(wire_swap_result(&out, &swap, &result),
           ANSWER("\"swap_result\": {\"swap\": " SWAP ", \"result\": " RESULT
                  "}"));
    expect(wire_drill_started(&out, "M-1"),
           ANSWER("\"drill_started\": {\"alert\": \"M-1\"}"));
}

/* Everything at its longest, as many as the limits allow; one more is not
 * encoded at all. */
static void
test_full_lists_fit_a_frame(void **state)
{
    static uint8_t text[DOCUMENT_MAX_BYTES];
    static struct reply_version all_versions[LIST_LIMIT + 1];
    static struct reply_swap swaps[LIST_LIMIT + 1];
    static const char *names[LIST_LIMIT + 1];
    struct reply_roster_state rosters = {names, LIST_LIMIT, NEVER, swaps,
                                         LIST_LIMIT};

    (void)state;
    for (size_t i = 0; i <= LIST_LIMIT; i++) {
        all_versions[i] = long_version;
        swaps[i] =
            (struct reply_swap){ID_11, SWAP_WITHDRAWN, N64,   N64,   N64,
                                NEVER, NEVER,          NEVER, NEVER, R120};
        names[i] = N64;
    }
    expect_schema(wire_document_text(&out, &long_version, text, sizeof text));
    expect_schema(wire_document_versions(&out, all_versions, LIST_LIMIT, true));
    expect_schema(wire_roster_state(&out, &rosters));
    assert_int_equal(
        wire_document_versions(&out, all_versions, LIST_LIMIT + 1, true), 0);
    rosters.swaps_n = LIST_LIMIT + 1;
    assert_int_equal(wire_roster_state(&out, &rosters), 0);
    rosters.swaps_n = 0;
    rosters.unreachable_n = LIST_LIMIT + 1;
    assert_int_equal(wire_roster_state(&out, &rosters), 0);
}

/* What a DocumentResult in `bytes` says of its findings. */
static void
count_findings(size_t n, const char *body, size_t *told, size_t *left_out)
{
    json_t *object = NULL;
    json_t *in;

    expect_schema(n);
    assert_int_equal(json_from_wire("ServerMessage", bytes, n, &object), RC_OK);
    in = json_object_get(object, body);
    if (json_object_get(in, "result") != NULL)
        in = json_object_get(in, "result");
    *told = json_array_size(json_object_get(in, "findings"));
    *left_out =
        (size_t)json_integer_value(json_object_get(in, "findings_left_out"));
    assert_int_equal(json_array_size(json_object_get(in, "in_use")),
                     LIST_LIMIT);
    assert_int_equal(json_array_size(json_object_get(in, "versions")),
                     REQUEST_DOCUMENTS_MAX);
    json_decref(object);
}

static struct reply_document
crowded(size_t findings_n, const char *text)
{
    static struct reply_finding many[2 * REPLY_FINDINGS_MAX];
    static struct reply_version more[REQUEST_DOCUMENTS_MAX + 1];
    static const char *alerts[IN_USE];

    for (size_t i = 0; i < findings_n; i++)
        many[i] = (struct reply_finding){N31, UINT32_MAX, "E_GAP", true, text};
    for (size_t i = 0; i <= REQUEST_DOCUMENTS_MAX; i++)
        more[i] = long_version;
    for (size_t i = 0; i < IN_USE; i++)
        alerts[i] = ID_11;
    return (struct reply_document){
        .findings = many,
        .findings_n = findings_n,
        .findings_left_out = 1000,
        .versions = more,
        .versions_n = REQUEST_DOCUMENTS_MAX + 1,
        .in_use = alerts,
        .in_use_n = IN_USE,
    };
}

static const struct crowd_row {
    const char *name;
    size_t findings_n, text_n;
    bool all_fit;
} crowd_rows[] = {
    {"as many findings as are told", REPLY_FINDINGS_MAX, 10, true},
    {"one more than are told", REPLY_FINDINGS_MAX + 1, 10, true},
    {"too much text for a frame", REPLY_FINDINGS_MAX, 2000, false},
    {"one finding as long as a frame", 1, FRAME_MAX_BYTES, false},
};

/* The answer to a change always gets there, and says how much it leaves
 * out. */
static void
test_findings_that_do_not_fit_are_counted(void **state)
{
    static char text[FRAME_MAX_BYTES + 1];
    const struct reply_swap long_swap = {
        ID_11, SWAP_APPLIED, N64, N64, N64, NEVER, NEVER, NEVER, NEVER, R120};

    (void)state;
    for (size_t i = 0; i < sizeof crowd_rows / sizeof crowd_rows[0]; i++) {
        const struct crowd_row *row = &crowd_rows[i];
        size_t most = row->findings_n < REPLY_FINDINGS_MAX ? row->findings_n
                                                           : REPLY_FINDINGS_MAX;
        struct reply_document document;
        size_t told, left_out;

        memset(text, 't', row->text_n);
        text[row->text_n] = '\0';
        document = crowded(row->findings_n, text);
        count_findings(wire_document_result(&out, &document), "document_result",
                       &told, &left_out);
        if (told + left_out != row->findings_n + 1000 ||
            (told == most) != row->all_fit)
            fail_msg("%s: %zu told, %zu left out", row->name, told, left_out);
        count_findings(wire_swap_result(&out, &long_swap, &document),
                       "swap_result", &told, &left_out);
        if (told + left_out != row->findings_n + 1000 ||
            (told == most) != row->all_fit)
            fail_msg("%s, of a swap: %zu told, %zu left out", row->name, told,
                     left_out);
    }
}

/* As many as fit, not fewer: with one byte less one finding goes. */
static void
test_findings_fill_the_room(void **state)
{
    size_t n = wire_document_result(&out, &result);
    struct wire_out small = {bytes, n - 1, id};

    (void)state;
    n = wire_document_result(&small, &result);
    expect_schema(n);
    expect_text("ServerMessage", bytes, n,
                ANSWER("\"document_result\": {\"accepted\": true, "
                       "\"findings\": [{\"document\": \"roster\", \"line\": "
                       "12, \"code\": \"E_GAP\", \"refuses\": true, \"text\": "
                       "\"nobody\"}], \"findings_left_out\": 4, "
                       "\"versions\": [" VERSION ", " FIRST
                       "], \"in_use\": [\"M-1\", \"M-2\"]}"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_rosters),
        cmocka_unit_test(test_full_lists_fit_a_frame),
        cmocka_unit_test(test_findings_that_do_not_fit_are_counted),
        cmocka_unit_test(test_findings_fill_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
