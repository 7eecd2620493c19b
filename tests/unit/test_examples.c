/* The example messages, from a line of JSON to a verdict: good ones are
 * accepted, each bad one is refused for its own field, and the first two
 * signals turn out to be about one dwelling and one telephone. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/validate.h"
#include "link/model.h"
#include "link/record.h"
#include "link/score.h"
#include "link/tokens.h"
#include "wire/decode.h"
#include "wire/json.h"

#define MESSAGES "tests/data/messages/"
#define LIST     "config/desk/indicators.yaml"

/* 2026-11-21T23:00:00Z, after the last of the examples */
#define NOW_US INT64_C(1795302000000000)

static uint8_t memory[ARENA_BYTES] __attribute__((aligned(16)));

static int
order(const void *a, const void *b)
{
    return memcmp(a, b, INDICATOR_CODE_BYTES);
}

/* The codes of the shipped list, as far as the form of its lines goes; the
 * daemon reads it with a YAML parser. */
static void
read_list(struct indicator_list *list)
{
    static const char start[] = "  - {code: ";
    FILE *file = fopen(LIST, "r");
    char line[512];

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "id: %32s", list->id) == 1 ||
            strncmp(line, start, sizeof start - 1) != 0 ||
            strstr(line, " dim: ") == NULL) /* an override of one */
            continue;
        assert_in_range(list->n, 0, INDICATORS_MAX - 1);
        memcpy(list->codes[list->n++].code, line + sizeof start - 1,
               INDICATOR_CODE_BYTES - 1);
    }
    (void)fclose(file);
    qsort(list->codes, list->n, sizeof list->codes[0], order);
}

static void
add(struct refusal *why, const char *field, enum refusal_code code)
{
    refusal_add(why, code, "%s", field);
}

/* The way of a message: JSON, bytes, values, rules. */
static enum rc
judge(const char *line, const struct indicator_list *list,
      struct submission *out, struct refusal *why)
{
    json_t *content = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    json_t *whole = NULL;
    uint8_t bytes[8192];
    size_t n = 0;
    struct arena arena;
    enum rc rc = RC_INVALID;

    why->n = 0;
    arena_init(&arena, memory, sizeof memory);
    if (content == NULL) {
        add(why, "", REFUSAL_MALFORMED);
        return RC_INVALID;
    }
    const char *kind = json_string_value(json_object_get(content, "kind"));

    assert_non_null(kind);
    whole = json_pack("{s:s, s:O}", "message_id",
                      "000102030405060708090a0b0c0d0e0f", kind, content);
    (void)json_object_del(content, "kind");
    if (json_to_wire("Submit", whole, bytes, sizeof bytes, &n, why) == RC_OK) {
        assert_int_equal(wire_decode_submit(&arena, bytes, n, out), RC_OK);
        rc = validate_submission(out, list, NOW_US, why);
    }
    json_decref(whole);
    json_decref(content);
    return rc;
}

static size_t
all_lines_are_accepted(const char *path)
{
    struct indicator_list list = {.n = 0};
    FILE *file = fopen(path, "r");
    char line[2048];
    size_t lines = 0;

    assert_non_null(file);
    read_list(&list);
    while (fgets(line, sizeof line, file) != NULL) {
        struct submission message;
        struct refusal why;

        lines++;
        if (judge(line, &list, &message, &why) != RC_OK)
            fail_msg("%s line %zu: %s %s", path, lines, why.findings[0].field,
                     refusal_code_name(why.findings[0].code));
    }
    (void)fclose(file);
    return lines;
}

static void
test_signals_are_accepted(void **state)
{
    (void)state;
    assert_int_equal(all_lines_are_accepted(MESSAGES "signals.jsonl"), 7);
    assert_int_equal(all_lines_are_accepted(MESSAGES "picture-police.jsonl"),
                     2);
    assert_int_equal(all_lines_are_accepted(MESSAGES "picture-housing.jsonl"),
                     3);
}

static void
test_referrals_are_accepted(void **state)
{
    (void)state;
    assert_int_equal(all_lines_are_accepted(MESSAGES "referrals.jsonl"), 4);
}

/* Paths end like this; the bridge may put the kind before them. */
static const struct {
    const char *field;
    enum refusal_code code;
} bad[] = {
    {"place.postcode", REFUSAL_INVALID},
    {"indicators[0]", REFUSAL_UNKNOWN_CODE},
    {"text", REFUSAL_BSN},
    {"observed", REFUSAL_IN_FUTURE},
    {"colour", REFUSAL_UNKNOWN_FIELD},
    {"victim_ref", REFUSAL_REQUIRED},
    {"", REFUSAL_MALFORMED},
    {"place.postcode", REFUSAL_INVALID},
};

static bool
ends_with(const char *text, const char *end)
{
    size_t text_n = strlen(text), end_n = strlen(end);

    return text_n >= end_n && strcmp(text + text_n - end_n, end) == 0;
}

static void
test_bad_lines_are_refused_for_their_field(void **state)
{
    struct indicator_list list = {.n = 0};
    FILE *file = fopen(MESSAGES "bad.jsonl", "r");
    char line[2048];
    size_t i = 0;

    (void)state;
    assert_non_null(file);
    read_list(&list);
    for (; fgets(line, sizeof line, file) != NULL; i++) {
        struct submission message;
        struct refusal why;

        assert_in_range(i, 0, ROWS(bad) - 1);
        if (judge(line, &list, &message, &why) != RC_INVALID || why.n != 1 ||
            !ends_with(why.findings[0].field, bad[i].field) ||
            why.findings[0].code != bad[i].code)
            fail_msg("line %zu: %zu findings, %s %s", i + 1, why.n,
                     why.findings[0].field,
                     refusal_code_name(why.findings[0].code));
    }
    (void)fclose(file);
    assert_int_equal(i, ROWS(bad));
}

static void
test_first_two_signals_are_one_situation(void **state)
{
    static const struct link_key key = {{9}};
    struct indicator_list list = {.n = 0};
    FILE *file = fopen(MESSAGES "signals.jsonl", "r");
    struct link_record records[2] = {{.values_n = 0}, {.values_n = 0}};
    struct link_model model;
    struct link_score score;
    char line[2048];

    (void)state;
    assert_non_null(file);
    read_list(&list);
    link_model_start(&model);
    for (int i = 0; i < 2; i++) {
        struct submission message;
        struct refusal why;

        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(judge(line, &list, &message, &why), RC_OK);
        link_values_add(&key, &message.facts, &records[i]);
        for (size_t k = 0; k < records[i].values_n; k++)
            records[i].values[k].rarity_mb =
                link_rarity_mb(records[i].values[k].kind, 1, 0);
    }
    (void)fclose(file);
    link_score(&model, &records[0], &records[1], &score);
    assert_int_equal(score.outcome, LINK_STRONG);
}

static void
test_shipped_list_is_a_list(void **state)
{
    struct indicator_list list = {.n = 0};

    (void)state;
    read_list(&list);
    assert_string_equal(list.id, "loket-nl-1");
    assert_int_equal(list.n, 80);
    assert_true(indicator_list_check(&list));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_are_accepted),
        cmocka_unit_test(test_referrals_are_accepted),
        cmocka_unit_test(test_bad_lines_are_refused_for_their_field),
        cmocka_unit_test(test_first_two_signals_are_one_situation),
        cmocka_unit_test(test_shipped_list_is_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
