/* What people of the desk read of drills, summaries, notices, digests and
 * alerts that wait; times are those of TZ=UTC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "clients/alert_words.h"
#include "clients/drill_course.h"
#include "clients/event_words.h"
#include "clients/output.h"
#include "clients/text.h"
#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define AT  "\"at_us\":1792807200000000"
#define AT_ "2026-10-24 02:00:00"

static void
print_event(const struct output *out, const json_t *event)
{
    event_words_print(out, "inbox", event);
}

static void
print_impossible(const struct output *out, const json_t *object)
{
    (void)alert_words_impossible(out, object_text(object, "verb"), object);
}

#define RESULT(verb, verdict, state)                                           \
    "{\"alert\":\"M-1\",\"verb\":\"" verb "\",\"verdict\":\"" verdict          \
    "\",\"state\":\"" state "\"}"

#define NOTICE(code)                                                           \
    "{" AT ",\"notice\":{\"code\":\"" code                                     \
    "\",\"roster\":\"primary\",\"person\":\"anna\",\"start_us\":"              \
    "1792807200000000,\"end_us\":1792810800000000,\"id\":\"X-1\"}}"

static const struct row {
    const char *name;
    void (*print)(const struct output *out, const json_t *object);
    const char *object;
    const char *expected; /* the whole of it */
} rows[] = {
    {"a call", print_event,
     "{" AT ",\"page\":{\"alert\":\"M-1\",\"level\":\"u1\",\"kind\":\"signal\","
     "\"generation\":2,\"deadline_us\":1792807500000000}}",
     AT_ "  M-1 calls you: U1 emergency, signal, call 2, until "
         "2026-10-24 02:05:00\n"},
    {"a drill is marked", print_event,
     "{" AT ",\"page\":{\"alert\":\"M-1\",\"level\":\"u2\",\"kind\":\"signal\","
     "\"generation\":1,\"cause\":\"drill\"}}",
     AT_ "  OEFENING (drill): M-1 calls you: U2 crisis, signal, call 1, until "
         "-\n"},
    {"a summary", print_event,
     "{" AT ",\"page\":{\"level\":\"u2\",\"total\":12,\"crisis\":3,\"listed\":["
     "{\"alert\":\"M-1\",\"generation\":2,\"level\":\"u2\"},"
     "{\"alert\":\"M-2\",\"generation\":1,\"level\":\"u3\"}]}}",
     AT_ "  12 new, 3 crisis, until -\n"
         "  M-1  U2 crisis, call 2\n"
         "  M-2  U3 regular, call 1\n"},
    {"a digest", print_event,
     "{" AT ",\"digest\":{\"kind\":\"handover\",\"total\":11,\"listed\":["
     "{\"alert\":\"M-1\",\"generation\":2,\"level\":\"u4b\"}]}}",
     AT_ "  open alerts at the beginning of your shift: 11\n"
         "  M-1  U4B picture, call 2\n"},
    {"an empty digest", print_event, "{" AT ",\"digest\":{\"kind\":\"daily\"}}",
     AT_ "  open alerts of the day: 0\n"},
    {"a shift within a day: how to accept it", print_event, NOTICE("shift_day"),
     AT_
     "  primary: your shift begins within a day, from 2026-10-24 02:00:00 to "
     "2026-10-24 03:00:00\n"
     "  say that you come: loket roster accept --roster primary --start "
     "2026-10-24T02:00:00+00:00\n"},
    {"within an hour: likewise", print_event, NOTICE("shift_hour"),
     AT_
     "  primary: your shift begins within an hour, from 2026-10-24 02:00:00 to "
     "2026-10-24 03:00:00\n"
     "  say that you come: loket roster accept --roster primary --start "
     "2026-10-24T02:00:00+00:00\n"},
    {"a shift that has begun needs no more", print_event, NOTICE("shift_now"),
     AT_ "  primary: your shift has begun, from 2026-10-24 02:00:00 to "
         "2026-10-24 03:00:00\n"},
    {"shift changed", print_event, NOTICE("shift_changed"),
     AT_
     "  primary: your next shift is another now, from 2026-10-24 02:00:00 to "
     "2026-10-24 03:00:00\n"},
    {"without an end", print_event,
     "{" AT ",\"notice\":{\"code\":\"shift_changed\",\"roster\":\"day\","
     "\"start_us\":1792807200000000}}",
     AT_ "  day: your next shift is another now, from 2026-10-24 02:00:00\n"},
    {"no shift any more", print_event,
     "{" AT ",\"notice\":{\"code\":\"shift_changed\",\"roster\":\"day\"}}",
     AT_ "  day: your next shift is another now, none is known\n"},
    {"shift not accepted", print_event, NOTICE("shift_not_accepted"),
     AT_ "  primary: anna did not say to come to the shift of "
         "2026-10-24 02:00:00; who went stays on call\n"},
    {"gap near", print_event, NOTICE("gap_near"),
     AT_ "  primary: NOBODY ON CALL from 2026-10-24 02:00:00 to "
         "2026-10-24 03:00:00\n"},
    {"unreachable", print_event, NOTICE("unreachable"),
     AT_ "  anna is on call (primary) and not connected\n"},
    {"reachable", print_event, NOTICE("reachable"),
     AT_ "  anna is connected again\n"},
    {"unattended", print_event, NOTICE("unattended"),
     AT_ "  X-1: NOBODY ON CALL was there, the fallback is called\n"},
    {"swap proposed", print_event, NOTICE("swap_proposed"),
     AT_ "  anna proposes a swap in primary, from 2026-10-24 02:00:00 to "
         "2026-10-24 03:00:00: `loket roster swap accept X-1` or `.. decline "
         "X-1`\n"},
    {"swap applied", print_event, NOTICE("swap_applied"),
     AT_ "  primary: swap X-1 is done, from 2026-10-24 02:00:00 to "
         "2026-10-24 03:00:00\n"},
    {"swap declined", print_event, NOTICE("swap_declined"),
     AT_ "  primary: swap X-1 was declined\n"},
    {"swap withdrawn", print_event, NOTICE("swap_withdrawn"),
     AT_ "  primary: swap X-1 was withdrawn\n"},
    {"document", print_event, NOTICE("document"),
     AT_ "  the desk document X-1 has a new version\n"},
    {"referral offered", print_event, NOTICE("referral_offered"),
     AT_ "  X-1 is offered to you: `loket referral accept X-1` or `.. decline "
         "X-1`\n"},
    {"referral accepted", print_event, NOTICE("referral_accepted"),
     AT_ "  X-1 was accepted\n"},
    {"referral declined", print_event, NOTICE("referral_declined"),
     AT_ "  X-1 was declined; it stays yours\n"},
    {"drill failed", print_event, NOTICE("drill_failed"),
     AT_ "  OEFENING (drill) X-1 FAILED: nobody took it\n"},
    {"storm", print_event, NOTICE("storm"),
     AT_ "  many signals: summaries instead of calls\n"},
    {"a notice of a newer desk", print_event, NOTICE("99"), AT_ "  99\n"},
    {"an alert as before", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"paging\",\"level\":\"u2\",\"kind\":"
     "\"signal\",\"generation\":1}",
     "M-1  U2 crisis, signal, calling, call 1, due -\n"},
    {"a drill, with a deadline", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"paging\",\"level\":\"u2\",\"kind\":"
     "\"signal\",\"generation\":1,\"cause\":\"drill\",\"deadline_us\":"
     "1792807200000000}",
     "OEFENING (drill): M-1  U2 crisis, signal, calling, call 1, due -, raised "
     "at 2026-10-24 02:00:00\n"},
    {"held", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"held\",\"level\":\"u3\",\"kind\":"
     "\"signal\",\"generation\":1,\"release_us\":1792807200000000}",
     "M-1  U3 regular, signal, held, call 1, due -, held until "
     "2026-10-24 02:00:00\n"},
    {"snoozed", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"acked\",\"level\":\"u3\",\"kind\":"
     "\"signal\",\"generation\":1,\"owner\":\"anna\",\"snoozed\":true,"
     "\"ack_until_us\":1792807200000000}",
     "M-1  U3 regular, signal, acknowledged by anna, call 1, due -, snoozed "
     "until 2026-10-24 02:00:00\n"},
    {"of a bundle that nobody confirmed", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"held\",\"level\":\"u3\",\"kind\":"
     "\"signal\",\"generation\":1,\"release_us\":1792807200000000,"
     "\"provisional\":true}",
     "M-1  U3 regular, signal, held, call 1, due -, held until "
     "2026-10-24 02:00:00, provisional\n"},
    {"acknowledged, not snoozed", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"acked\",\"level\":\"u3\",\"kind\":"
     "\"signal\",\"generation\":1,\"owner\":\"anna\",\"ack_until_us\":"
     "1792807200000000}",
     "M-1  U3 regular, signal, acknowledged by anna, call 1, due -\n"},
    {"shown: its policy, what it follows, until when", alert_words_detail,
     "{\"state\":\"acked\",\"policy\":\"crisis-24\",\"prior\":\"M-0\",\"ack_"
     "until_us\":"
     "1792807200000000}",
     "  policy crisis-24\n  follows the closed M-0\n  progress is expected by "
     "2026-10-24 02:00:00\n"},
    {"shown: a drill that calls expects no progress", alert_words_detail,
     "{\"state\":\"paging\",\"ack_until_us\":1792807200000000}", ""},
    {"a drill has no kind", alert_words_line,
     "{\"alert\":\"M-1\",\"state\":\"paging\",\"level\":\"u2\","
     "\"generation\":1,\"cause\":\"drill\"}",
     "OEFENING (drill): M-1  U2 crisis, calling, call 1, due -\n"},
    {"nor has its call", print_event,
     "{" AT ",\"page\":{\"alert\":\"M-1\",\"level\":\"u2\","
     "\"generation\":1,\"cause\":\"drill\"}}",
     AT_ "  OEFENING (drill): M-1 calls you: U2 crisis, call 1, until -\n"},
    {"shown: nothing more", alert_words_detail, "{\"alert\":\"M-1\"}", ""},
    {"longer than may be", alert_words_result,
     "{\"verdict\":\"limit\",\"alert\":\"M-1\",\"state\":\"acked\"}",
     "M-1: longer than its level allows\n"},
    {"reopen what is not closed", print_impossible,
     RESULT("reopen", "invalid", "paging"),
     "M-1: it is not closed; it is calling\n"},
    {"reopen what is closed for long", print_impossible,
     RESULT("reopen", "closed", "closed"),
     "M-1: it was closed too long ago to open it again\n"},
    {"another verb on what is closed", print_impossible,
     RESULT("close", "closed", "closed"), ""},
    {"a level without a reason", print_impossible,
     RESULT("level", "invalid", "paging"),
     "M-1: a less grave level needs a --reason\n"},
    {"a level that was set", print_impossible, RESULT("level", "ok", "paging"),
     ""},
    {"a snooze of U1", print_impossible, RESULT("snooze", "invalid", "acked"),
     "M-1: an alert of U1 cannot be laid aside\n"},
    {"a snooze while it calls", print_impossible,
     RESULT("snooze", "invalid", "paging"), ""},
    {"a close while it calls", print_impossible,
     RESULT("close", "invalid", "paging"), ""},
};

static char *
printed(const struct row *r)
{
    const struct output out = {.json = false};
    json_t *object = json_loads(r->object, 0, NULL);
    FILE *terminal = stdout;
    char *text = NULL;
    size_t n = 0;

    assert_non_null(object);
    stdout = open_memstream(&text, &n);
    assert_non_null(stdout);
    r->print(&out, object);
    (void)fclose(stdout);
    stdout = terminal;
    json_decref(object);
    return text;
}

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++) {
        char *text = printed(&rows[i]);

        if (strcmp(text, rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].name, text);
        free(text);
    }
}

/* Every notice has its Dutch, and a drill its mark. */
static void
test_dutch(void **state)
{
    (void)state;
    spoken_language("nl");
    for (size_t i = 0; i < ROWS(rows); i++) {
        char *text = printed(&rows[i]);

        if (strcmp(rows[i].name, "a notice of a newer desk") != 0 &&
            *rows[i].expected != '\0' && strcmp(text, rows[i].expected) == 0)
            fail_msg("%s: not in Dutch: %s", rows[i].name, text);
        if ((strstr(rows[i].expected, "OEFENING") != NULL) !=
                (strstr(text, "OEFENING") != NULL) ||
            strchr(text, '{') != NULL)
            fail_msg("%s: %s", rows[i].name, text);
        free(text);
    }
    spoken_language("C");
}

static void
fact_note(void *arg, enum drill_fact fact, const char *person, int64_t after_us)
{
    char *text = arg;

    (void)snprintf(text + strlen(text), 256 - strlen(text), "%d %s %lld; ",
                   (int)fact, person, (long long)after_us);
}

static void
look(struct drill_course *course, const char *detail, char text[256])
{
    json_t *object = json_loads(detail, 0, NULL);

    assert_non_null(object);
    text[0] = '\0';
    drill_course_look(course, object, fact_note, text);
    json_decref(object);
}

static void
test_each_fact_of_a_drill_is_told_once(void **state)
{
    struct drill_course course = {.n = 0};
    char text[256];

    (void)state;
    look(&course,
         "{\"alert\":{\"created_us\":100,\"state\":\"paging\"},\"pages\":[{"
         "\"page_id\":\"a\",\"person\":\"anna\",\"created_us\":103}]}",
         text);
    assert_string_equal(text, "1 anna 3; ");
    look(&course,
         "{\"alert\":{\"created_us\":100,\"state\":\"paging\"},\"pages\":[{"
         "\"page_id\":\"a\",\"person\":\"anna\",\"created_us\":103,"
         "\"delivered_us\":150},{\"page_id\":\"b\",\"person\":\"bram\","
         "\"created_us\":200}]}",
         text);
    assert_string_equal(text, "2 anna 50; 1 bram 100; ");
    assert_false(course.over);
    assert_false(course.taken);
    look(&course,
         "{\"alert\":{\"created_us\":100,\"state\":\"closed\","
         "\"acknowledged_us\":300},\"pages\":[{\"page_id\":\"a\",\"person\":"
         "\"anna\",\"created_us\":103,\"delivered_us\":150},{\"page_id\":\"b\","
         "\"person\":\"bram\",\"created_us\":200,\"delivered_us\":210,"
         "\"acknowledged_us\":300}]}",
         text);
    assert_string_equal(text, "2 bram 110; 3 bram 200; ");
    assert_true(course.over);
    assert_true(course.taken);
}

static void
test_a_drill_that_ends_untaken(void **state)
{
    struct drill_course course = {.n = 0};
    char text[256];

    (void)state;
    look(&course, "{\"alert\":{\"created_us\":100,\"state\":\"closed\"}}",
         text);
    assert_string_equal(text, "");
    assert_true(course.over);
    assert_false(course.taken);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_dutch),
        cmocka_unit_test(test_each_fact_of_a_drill_is_told_once),
        cmocka_unit_test(test_a_drill_that_ends_untaken),
    };

    (void)setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
