/* What people read of belonging together: the sum of why in English and Dutch,
 * why not, a bundle, a decision, the review queue; times are those of
 * TZ=UTC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "clients/decide_words.h"
#include "clients/link_words.h"
#include "clients/output.h"
#include "clients/review_words.h"
#include "clients/search_words.h"
#include "clients/verb.h"
#include "clients/why_words.h"
#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

static void
print_result(const struct output *out, const json_t *result)
{
    (void)decide_words_print(out, result);
}

#define LINES                                                                  \
    "\"lines\":[{\"group\":\"contact\",\"value\":\"phone\",\"level\":"         \
    "\"same\",\"weight_mb\":18800,\"decay_mb\":-800,\"counted_mb\":18000,"     \
    "\"bundles\":1},{\"group\":\"contact\",\"value\":\"handle_skeleton\","     \
    "\"level\":\"same\",\"weight_mb\":7000,\"counted_mb\":1750},{\"group\":"   \
    "\"person\",\"value\":\"alias\",\"level\":\"close\",\"at\":680,"           \
    "\"weight_mb\":4500,\"decay_mb\":-49,\"counted_mb\":4451},{\"group\":"     \
    "\"kind\",\"value\":\"form\",\"level\":\"different\",\"weight_mb\":-1000," \
    "\"counted_mb\":-1000}]"

#define SUM                                                                    \
    "{\"a\":\"S-1\",\"b\":\"S-2\",\"prior_mb\":-18932," LINES                  \
    ",\"total_mb\":4318,\"probability_ppm\":952261,\"groups_needed\":2,"       \
    "\"groups_agreeing\":2,\"gap_s\":36800000,\"outcome\":\"strong\"}"

#define PAIR(rest)                                                             \
    "{\"a\":\"S-1\",\"b\":\"S-2\",\"prior_mb\":-8966,\"groups_needed\":2" rest \
    "}"

#define APART(rest)                                                            \
    "{\"id\":\"S-1\",\"other\":\"S-2\",\"epoch\":1,\"link_mb\":4250,"          \
    "\"bundle\":\"B-1\",\"other_bundle\":\"B-2\"," rest "}"

struct row {
    const char *name;
    void (*print)(const struct output *out, const json_t *object);
    const char *object;
    const char *expected; /* the whole of it */
};

static const struct row rows[] = {
    {"why a signal is in its bundle", why_words_print,
     "{\"id\":\"S-1\",\"epoch\":3,\"link_mb\":4250,\"bundle\":\"B-1\","
     "\"provisional\":true,\"signals\":5,\"observations\":3,\"sources\":2,"
     "\"pair\":" SUM ",\"weakest\":{\"a\":\"S-3\",\"b\":\"S-4\",\"total_mb\":"
     "4949}}",
     "Why does S-1 belong in B-1?  PROVISIONAL: nobody confirmed it yet\n"
     "(model 3, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     "-18.9\n"
     "  contact   the same telephone number (in bundles: 1)             "
     "+18.0  +18.8, and -0.8 for 14 months between\n"
     "            account names that are nearly the same                "
     " +1.8  of +7.0, beside what its group says already\n"
     "  person    nearly the same name or nickname (680 of 1000)        "
     " +4.5\n"
     "  kind      another form of exploitation                          "
     " -1.0\n"
     "  total +4.3 bit = chance 0.9522; groups: 2 needed, 2 agree\n"
     "B-1: signals: 5, observations: 3, independent sources: 2\n"
     "weakest link of the bundle: S-3 <-> S-4, +4.9 bit\n"},
    {"what holds a bundle", why_words_print,
     "{\"id\":\"B-1\",\"epoch\":3,\"link_mb\":4250,\"bundle\":\"B-1\","
     "\"signals\":5,\"observations\":3,\"sources\":2,\"flags\":[\"bridge\"],"
     "\"tree\":[{\"a\":\"S-1\",\"b\":\"S-2\",\"total_mb\":9000},{\"a\":\"S-2\","
     "\"b\":\"S-3\",\"said\":\"together\",\"decision\":\"V-1\"}],"
     "\"tree_more\":true,\"cut\":[{\"a\":\"S-1\",\"b\":\"S-9\",\"total_mb\":"
     "5000}],\"decisions\":[{\"decision\":\"V-1\",\"verb\":\"combine\",\"ids\":"
     "[\"S-2\",\"S-3\"],\"ids_n\":4,\"by\":\"anna\",\"at_us\":"
     "1792807200000000,\"reason\":\"r\",\"taken_back_us\":1792807200000000,"
     "\"taken_back_by\":\"bo\",\"taken_back_reason\":\"s\"}]}",
     "What holds B-1 together?\n"
     "(model 3, linked from +4.3 bit)\n"
     "B-1: signals: 5, observations: 3, independent sources: 2\n"
     "look at it: one link holds two halves together\n"
     "the strongest links that hold it together:\n"
     "  S-1 <-> S-2, +9.0 bit\n"
     "  S-2 <-> S-3, they belong together by V-1\n"
     "  .. and more\n"
     "links that were cut:\n"
     "  S-1 <-> S-9, +5.0 bit\n"
     "decided by people:\n"
     "  V-1  2026-10-24 02:00:00 by anna: together S-2 S-3 and 2 more: r\n"
     "    taken back 2026-10-24 02:00:00 by bo: s\n"},
    {"too little evidence", why_words_print,
     APART("\"pair\":" PAIR(",\"total_mb\":-500,\"outcome\":\"possible\"")),
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     " -9.0\n"
     "  total -0.5 bit = chance 0.0000; groups: 2 needed, 0 agree\n"
     "not together: -0.5 bit is less than +4.3\n"
     "possible: it waits in `loket review`\n"},
    {"never compared", why_words_print,
     APART("\"pair\":" PAIR(",\"total_mb\":-8966")),
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     " -9.0\n"
     "  total -9.0 bit = chance 0.0000; groups: 2 needed, 0 agree\n"
     "not together: -9.0 bit is less than +4.3\n"
     "they have no list in which they stand near each other, so they "
     "were never compared\n"},
    {"one group alone", why_words_print,
     APART("\"pair\":" PAIR(",\"total_mb\":6000,\"groups_agreeing\":1,"
                            "\"outcome\":\"possible\"")),
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     " -9.0\n"
     "  total +6.0 bit = chance 0.0000; groups: 2 needed, 1 agree\n"
     "not together: too few groups agree, and no rare value speaks for "
     "itself\n"
     "possible: it waits in `loket review`\n"},
    {"a link that was cut", why_words_print,
     APART("\"pair\":" PAIR(",\"total_mb\":6000,\"groups_agreeing\":2,"
                            "\"outcome\":\"strong\"")),
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     " -9.0\n"
     "  total +6.0 bit = chance 0.0000; groups: 2 needed, 2 agree\n"
     "not together: the link was cut, other signals weigh against it\n"},
    {"somebody decided", why_words_print,
     APART("\"pair\":" PAIR(",\"total_mb\":6000,\"outcome\":\"strong\","
                            "\"said\":\"separate\"")),
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "S-1 <-> S-2\n"
     "  starting point (two arbitrary signals)                          "
     " -9.0\n"
     "  total +6.0 bit = chance 0.0000; groups: 2 needed, 0 agree\n"
     "not together: somebody decided so\n"},
    {"two of one bundle", why_words_print,
     "{\"id\":\"S-1\",\"other\":\"S-3\",\"link_mb\":4250,\"bundle\":\"B-1\","
     "\"other_bundle\":\"B-1\",\"signals\":3,\"path\":[{\"a\":\"S-1\",\"b\":"
     "\"S-2\",\"total_mb\":5000},{\"a\":\"S-2\",\"b\":\"S-3\",\"total_mb\":"
     "6000}]}",
     "Why are S-1 and S-3 together in B-1?\n"
     "(model 0, linked from +4.3 bit)\n"
     "by way of:\n"
     "  S-1 <-> S-2, +5.0 bit\n"
     "  S-2 <-> S-3, +6.0 bit\n"
     "B-1: signals: 3, observations: 0, independent sources: 0\n"},
    {"a signal by itself", why_words_print,
     "{\"id\":\"S-1\",\"epoch\":1,\"link_mb\":4250}",
     "S-1 is in no bundle.\n"
     "(model 1, linked from +4.3 bit)\n"},
    {"a contradiction has its path", print_result,
     "{\"verdict\":\"contradicts\",\"path\":[{\"a\":\"S-1\",\"b\":\"S-2\","
     "\"said\":\"separate\",\"decision\":\"V-1\"}]}",
     "that contradicts what was decided before; take one of these back "
     "first (`loket takeback`):\n"
     "  S-1 <-> S-2, they do not belong together by V-1\n"},
    {"one of the queue", review_words_print,
     "{\"kind\":\"possible\",\"pair\":" SUM ",\"bundle_a\":\"B-1\","
     "\"signals_a\":3,\"organisation_kind_a\":\"police\","
     "\"organisation_kind_b\":\"care\",\"accepted_us_a\":1792807200000000,"
     "\"accepted_us_b\":1792807200000000}",
     "S-1 <-> S-2, +4.3 bit, chance 0.9522: do they belong together?\n"
     "  contact   the same telephone number (in bundles: 1)             "
     "+18.0  +18.8, and -0.8 for 14 months between\n"
     "            account names that are nearly the same                "
     " +1.8  of +7.0, beside what its group says already\n"
     "  person    nearly the same name or nickname (680 of 1000)        "
     " +4.5\n"
     "  kind      another form of exploitation                          "
     " -1.0\n"
     "  S-1 of police, received 2026-10-24 02:00:00, in B-1 (signals: 3)\n"
     "  S-2 of care, received 2026-10-24 02:00:00\n"},
    {"a referral is in none", why_words_print,
     "{\"id\":\"R-1\",\"epoch\":1,\"link_mb\":4250,\"bundle\":\"B-1\"}",
     "R-1 is in no bundle; it seems to be about B-1.\n"
     "(model 1, linked from +4.3 bit)\n"},
    {"one of two is withdrawn", why_words_print,
     "{\"id\":\"S-1\",\"other\":\"S-2\",\"epoch\":1,\"link_mb\":4250,"
     "\"bundle\":\"B-1\"}",
     "Why are S-1 and S-2 not together?\n"
     "(model 1, linked from +4.3 bit)\n"
     "they are not compared: one of them is withdrawn, or not linked yet\n"},
    {"hits of a search", search_words_print,
     "{\"hits\":[{\"id\":\"S-1\",\"kind\":\"signal\",\"bundle\":\"B-1\","
     "\"provisional\":true,\"observed_us\":1792807200000000,\"precision\":"
     "\"day\",\"accepted_us\":1792807200000000,\"class\":3,\"level\":\"quiet\","
     "\"status\":\"open\",\"organisation_kind\":\"care\",\"matched\":"
     "[\"identifier\"]}],\"more\":true,\"left\":9}",
     "S-1  signal of care, received 2026-10-24 02:00:00, seen 2026-10-24, "
     "open, K2, quiet\n"
     "  bundle B-1, PROVISIONAL\n"
     "  found by: identifier\n"
     "there is more: --after S-1\n"
     "searches left today: 9\n"},
    {"a search that found nothing so far", search_words_print,
     "{\"hits\":[],\"more\":true,\"partial\":true,\"left\":9}",
     "nothing was found\n"
     "too much fits, so others may have been passed over: ask narrower\n"
     "searches left today: 9\n"},
};

/* The same rows in Dutch. */
static const struct {
    size_t row;
    const char *expected;
} dutch[] = {
    {0, "Waarom hoort S-1 bij B-1?  VOORLOPIG: niemand heeft het nog "
        "bevestigd\n"
        "(model 3, koppelen vanaf +4,3 bit)\n"
        "S-1 <-> S-2\n"
        "  uitgangspunt (twee willekeurige signalen)                       "
        "-18,9\n"
        "  contact   hetzelfde telefoonnummer (in bundels: 1)              "
        "+18,0  +18,8, en -0,8 voor 14 mnd ertussen\n"
        "            accountnamen die bijna gelijk zijn                    "
        " +1,8  van +7,0, naast wat zijn groep al zegt\n"
        "  persoon   bijna dezelfde naam of bijnaam (680 van 1000)         "
        " +4,5\n"
        "  soort     een andere vorm van uitbuiting                        "
        " -1,0\n"
        "  totaal +4,3 bit = kans 0,9522; groepen: 2 nodig, 2 aanwezig\n"
        "B-1: signalen: 5, waarnemingen: 3, onafhankelijke bronnen: 2\n"
        "zwakste schakel van de bundel: S-3 <-> S-4, +4,9 bit\n"},
    {1, "Wat houdt B-1 bij elkaar?\n"
        "(model 3, koppelen vanaf +4,3 bit)\n"
        "B-1: signalen: 5, waarnemingen: 3, onafhankelijke bronnen: 2\n"
        "kijk ernaar: één schakel houdt twee helften bij elkaar\n"
        "de sterkste schakels die hem bij elkaar houden:\n"
        "  S-1 <-> S-2, +9,0 bit\n"
        "  S-2 <-> S-3, horen bij elkaar volgens V-1\n"
        "  .. en meer\n"
        "schakels die zijn doorgesneden:\n"
        "  S-1 <-> S-9, +5,0 bit\n"
        "besloten door mensen:\n"
        "  V-1  2026-10-24 02:00:00 door anna: bij elkaar S-2 S-3 en nog 2: r\n"
        "    teruggenomen 2026-10-24 02:00:00 door bo: s\n"},
    {2, "Waarom zitten S-1 en S-2 niet bij elkaar?\n"
        "(model 1, koppelen vanaf +4,3 bit)\n"
        "S-1 <-> S-2\n"
        "  uitgangspunt (twee willekeurige signalen)                       "
        " -9,0\n"
        "  totaal -0,5 bit = kans 0,0000; groepen: 2 nodig, 0 aanwezig\n"
        "niet bij elkaar: -0,5 bit is minder dan +4,3\n"
        "mogelijk: het wacht in `loket review`\n"},
    {9, "dat is in strijd met wat eerder is besloten; neem eerst een van "
        "deze terug (`loket takeback`):\n"
        "  S-1 <-> S-2, horen niet bij elkaar volgens V-1\n"},
    {10, "S-1 <-> S-2, +4,3 bit, kans 0,9522: horen ze bij elkaar?\n"
         "  contact   hetzelfde telefoonnummer (in bundels: 1)              "
         "+18,0  +18,8, en -0,8 voor 14 mnd ertussen\n"
         "            accountnamen die bijna gelijk zijn                    "
         " +1,8  van +7,0, naast wat zijn groep al zegt\n"
         "  persoon   bijna dezelfde naam of bijnaam (680 van 1000)         "
         " +4,5\n"
         "  soort     een andere vorm van uitbuiting                        "
         " -1,0\n"
         "  S-1 van police, ontvangen 2026-10-24 02:00:00, in B-1 "
         "(signalen: 3)\n"
         "  S-2 van care, ontvangen 2026-10-24 02:00:00\n"},
    {12, "Waarom zitten S-1 en S-2 niet bij elkaar?\n"
         "(model 1, koppelen vanaf +4,3 bit)\n"
         "ze worden niet vergeleken: een van beide is ingetrokken, of nog niet "
         "gekoppeld\n"},
};

static void
check_row(const struct row *r, const char *expected)
{
    const struct output out = {.json = false};
    json_t *object = json_loads(r->object, 0, NULL);
    FILE *const terminal = stdout;
    char *text = NULL;
    size_t n = 0;

    assert_non_null(object);
    stdout = open_memstream(&text, &n);
    assert_non_null(stdout);
    r->print(&out, object);
    (void)fclose(stdout);
    stdout = terminal;
    if (strcmp(text, expected) != 0)
        fail_msg("%s:\n%s", r->name, text);
    free(text);
    json_decref(object);
}

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(&rows[i], rows[i].expected);
}

static void
test_dutch(void **state)
{
    (void)state;
    spoken_language("nl");
    for (size_t i = 0; i < ROWS(dutch); i++)
        check_row(&rows[dutch[i].row], dutch[i].expected);
    spoken_language("C");
}

static void
test_numbers(void **state)
{
    static const struct {
        int64_t mb;
        const char *bits;
    } bits[] = {
        {0, "+0.0"},      {49, "+0.0"},      {50, "+0.1"},    {-49, "+0.0"},
        {-50, "-0.1"},    {-1049, "-1.0"},   {-1050, "-1.1"}, {4250, "+4.3"},
        {18932, "+18.9"}, {-18950, "-19.0"},
    };
    static const struct {
        int64_t ppm;
        const char *chance;
    } chances[] = {
        {0, "0.0000"},      {99, "0.0000"},     {100, "0.0001"},
        {952261, "0.9522"}, {999999, "0.9999"}, {1000000, "1.0000"},
    };
    char text[LINK_BITS_BYTES];
    char chance[LINK_CHANCE_BYTES];

    (void)state;
    for (size_t i = 0; i < ROWS(bits); i++)
        assert_string_equal(link_words_bits(bits[i].mb, text), bits[i].bits);
    for (size_t i = 0; i < ROWS(chances); i++)
        assert_string_equal(link_words_chance(chances[i].ppm, chance),
                            chances[i].chance);
}

static void
test_keys(void **state)
{
    static const struct {
        const char *keys;
        enum review_answer answer;
    } keys[] = {
        {"yYjJ", REVIEW_YES},
        {"nN", REVIEW_NO},
        {"uUoO", REVIEW_UNSURE},
        {"sS ", REVIEW_SKIP},
        {"wW", REVIEW_WHY},
        {"qQ\003\004\033", REVIEW_QUIT},
        {"xabc1?\n\177\200\377", REVIEW_NOTHING},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(keys); i++)
        for (const char *key = keys[i].keys; *key != '\0'; key++)
            assert_int_equal(review_words_key((unsigned char)*key),
                             keys[i].answer);
    assert_int_equal(review_words_key('\0'), REVIEW_NOTHING);
    assert_int_equal(review_words_answer("yes"), REVIEW_YES);
    assert_int_equal(review_words_answer("nee"), REVIEW_NO);
    assert_int_equal(review_words_answer("onzeker"), REVIEW_UNSURE);
    assert_int_equal(review_words_answer("y"), REVIEW_NOTHING);
    assert_int_equal(review_words_answer("skip"), REVIEW_NOTHING);
}

/* One answer for one pair, whatever was typed ahead; a key that sends Escape
 * and more is not Escape. */
static void
test_keys_at_once(void **state)
{
    static const struct {
        const char *keys;
        enum review_answer answer;
    } keys[] = {
        {"y", REVIEW_YES},
        {"yn", REVIEW_YES},
        {"xw", REVIEW_WHY},
        {"\033", REVIEW_QUIT},
        {"\033[A", REVIEW_NOTHING},
        {"\033OP", REVIEW_NOTHING},
        {"\033[1;5D", REVIEW_NOTHING},
        {"x\033[B", REVIEW_NOTHING},
        {"\033[1;5", REVIEW_NOTHING},
        {"\033[Aw", REVIEW_WHY},
        {"\033OPn", REVIEW_NO},
        {"\033y", REVIEW_NOTHING},
        {"n\033[B", REVIEW_NO},
        {"", REVIEW_NOTHING},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(keys); i++)
        assert_int_equal(review_words_keys(keys[i].keys, strlen(keys[i].keys)),
                         keys[i].answer);
}

/* What is wrong is said before a desk is asked. */
static void
test_usage(void **state)
{
    static const struct {
        enum ending (*verb)(struct invocation *inv);
        struct spoken_row row;
    } usage[] = {
        {verb_search,
         {"what for?", "search rood", ENDING_USAGE, "--purpose", NULL}},
        {verb_search,
         {"no class", "search --purpose p --class K5", ENDING_USAGE, "K0, K1",
          NULL}},
        {verb_search,
         {"one day", "search --purpose p --observed 2026-01-01", ENDING_USAGE,
          "--observed is FROM..TO", NULL}},
        {verb_search,
         {"no days", "search --purpose p --accepted ..", ENDING_USAGE,
          "--accepted is FROM..TO", NULL}},
        {verb_why, {"of what?", "why", ENDING_USAGE, "or two S-..", NULL}},
        {verb_why,
         {"of three", "why S-1 S-2 S-3", ENDING_USAGE, "or two S-..", NULL}},
        {verb_combine,
         {"one", "combine S-1 --reason r", ENDING_USAGE, "two S-..", NULL}},
        {verb_combine,
         {"why?", "combine S-1 S-2", ENDING_USAGE, "--reason", NULL}},
        {verb_split,
         {"nothing of it", "split B-1 --reason r", ENDING_USAGE, "one B-..",
          NULL}},
        {verb_separate,
         {"three", "separate S-1 S-2 S-3 --reason r", ENDING_USAGE,
          "one S-.. or two", NULL}},
        {verb_takeback,
         {"what?", "takeback --reason r", ENDING_USAGE, "one V-..", NULL}},
        {verb_review,
         {"perhaps", "review --answer perhaps S-1 S-2", ENDING_USAGE,
          "yes, no or unsure", NULL}},
        {verb_review,
         {"about one", "review --answer yes S-1", ENDING_USAGE, "two S-..",
          NULL}},
        {verb_review,
         {"about two", "review S-1 S-2", ENDING_USAGE, "at most", NULL}},
        {verb_epoch,
         {"which?", "epoch swap --reason r", ENDING_USAGE, "NUMBER", NULL}},
        {verb_epoch,
         {"none", "epoch swap 0 --reason r", ENDING_USAGE, "NUMBER", NULL}},
        {verb_epoch,
         {"no number", "epoch drop x3 --reason r", ENDING_USAGE, "NUMBER",
          NULL}},
        {verb_epoch, {"why?", "epoch prepare", ENDING_USAGE, "--reason", NULL}},
        {verb_epoch, {"how?", "epoch", ENDING_USAGE, "prepare", NULL}},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(usage); i++)
        spoken_row(usage[i].verb, &usage[i].row);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_dutch),
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_keys),
        cmocka_unit_test(test_keys_at_once), cmocka_unit_test(test_usage),
    };

    (void)setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
