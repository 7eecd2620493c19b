/* The dead man's switch, in both languages: a desk that is silent for 60 s,
 * and a message without receipt, say whom to call.  The session and the
 * streams are this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/session.h"
#include "clients/stream.h"
#include "clients/submit_report.h"
#include "clients/watch.h"
#include "tests/client/spoken.h"

#define TELEPHONE "+31 20 000 0000"
#define MINUTE_MS 60000

static int64_t silent_ms;

int64_t
session_silent_ms(const struct session *session)
{
    (void)session;
    return silent_ms;
}

const char *
session_telephone(const struct session *session)
{
    (void)session;
    return TELEPHONE;
}

int64_t
session_now_ms(void)
{
    return 1;
}

enum rc
session_send(struct session *session, const char *kind, json_t *body,
             char id[SESSION_ID_CHARS])
{
    (void)session;
    (void)kind;
    (void)body;
    (void)id;
    return RC_AGAIN;
}

const json_t *
session_welcome(const struct session *session)
{
    (void)session;
    return NULL;
}

void
stream_tick(struct stream *stream, struct session *session)
{
    (void)stream;
    (void)session;
}

bool
stream_current(const struct stream *stream)
{
    (void)stream;
    return true;
}

bool
stream_take(struct stream *stream, struct session *session,
            const struct session_event *event)
{
    (void)stream;
    (void)session;
    (void)event;
    return false;
}

/* What a watch says after so much silence; the caller's. */
static char *
tick(struct watch *watch, int64_t after_ms)
{
    FILE *terminal = stdout;
    char *text = NULL;
    size_t n = 0;

    silent_ms = after_ms;
    stdout = open_memstream(&text, &n);
    assert_non_null(stdout);
    watch_tick(watch);
    (void)fclose(stdout);
    stdout = terminal;
    return text;
}

static const struct {
    int64_t silent_ms;
    bool alarms;
    bool is_back;
} looks[] = {
    {0, false, false},
    {MINUTE_MS - 1, false, false},
    {MINUTE_MS, true, false},
    {2 * MINUTE_MS - 1, false, false}, /* said, and not yet again */
    {2 * MINUTE_MS, true, false},
    {10, false, true},
    {20, false, false},
    {MINUTE_MS, true, false}, /* a new silence */
};

static void
watch_in(const char *language, const char *alarm, const char *back)
{
    struct invocation inv = {.out = {.json = false}};
    struct watch watch = {.inv = &inv, .repeat_ms = 1, .alarm_ms = MINUTE_MS};

    spoken_language(language);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        char *text = tick(&watch, looks[i].silent_ms);
        bool alarms = strstr(text, alarm) != NULL && strchr(text, '\a') != NULL;

        if (alarms != looks[i].alarms ||
            (strstr(text, back) != NULL) != looks[i].is_back ||
            (!looks[i].alarms && !looks[i].is_back && *text != '\0'))
            fail_msg("%s, look %zu: %s", language, i, text);
        free(text);
    }
}

static void
test_watch_alarms_after_a_minute_of_silence(void **state)
{
    (void)state;
    watch_in("C", "s; call " TELEPHONE, "contact with the desk");
    watch_in("nl", "GEEN CONTACT met het loket; bel " TELEPHONE,
             "weer contact");
}

static void
test_watch_tells_programs(void **state)
{
    struct invocation inv = {.out = {.json = true}, .json = true};
    struct watch watch = {.inv = &inv, .alarm_ms = MINUTE_MS};
    char *text = tick(&watch, MINUTE_MS);

    (void)state;
    assert_string_equal(text, "{\"event\":\"heartbeat_lost\",\"seconds\":60,"
                              "\"call\":\"+31 20 000 0000\"}\n");
    free(text);
    text = tick(&watch, 1);
    assert_string_equal(text, "{\"event\":\"heartbeat_back\"}\n");
    free(text);
}

static void
not_received_in(const char *language, const char *expected)
{
    const struct output out = {.json = false};
    json_t *report = submit_report_waiting(3, TELEPHONE);
    FILE *terminal = stdout;
    char *text = NULL;
    size_t n = 0;

    spoken_language(language);
    stdout = open_memstream(&text, &n);
    assert_non_null(stdout);
    submit_report_print(&out, report);
    (void)fclose(stdout);
    stdout = terminal;
    assert_string_equal(text, expected);
    free(text);
    json_decref(report);
}

static void
test_not_received_says_whom_to_call(void **state)
{
    (void)state;
    not_received_in("C", "line 3: not received, call " TELEPHONE "\n");
    not_received_in("nl", "regel 3: niet ontvangen, bel " TELEPHONE "\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watch_alarms_after_a_minute_of_silence),
        cmocka_unit_test(test_watch_tells_programs),
        cmocka_unit_test(test_not_received_says_whom_to_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
