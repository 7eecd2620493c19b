/* fixture -- see fixture.h */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture_links.h"
#include "fresh_store.h"
#include "sys/log.h"
#include "vault.h"

#define QUICK_STRIDE 127 /* at least, and this many times the usual: */
#define QUICK_TIMES  8

void
fixture_dir_make(char out[FIXTURE_PATH_BYTES])
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

    (void)snprintf(out, FIXTURE_PATH_BYTES, "%s/loket-test-XXXXXX", base);
    assert_non_null(mkdtemp(out));
}

void
fixture_dir_remove(const char *dir)
{
    DIR *open_dir = opendir(dir);

    if (open_dir == NULL)
        return;
    for (struct dirent *e = readdir(open_dir); e != NULL; e = readdir(open_dir))
        if (e->d_name[0] != '.')
            (void)unlinkat(dirfd(open_dir), e->d_name, 0);
    (void)closedir(open_dir);
    (void)rmdir(dir);
}

static int64_t
enrol(struct store *store, unsigned number)
{
    char name[8];
    int64_t principal = 0;
    struct enrolment enrolment = {
        .organisation = number == 0 ? "acm" : "police",
        .organisation_kind =
            number == 0 ? ORGANISATION_ACM : ORGANISATION_POLICE,
        .name = name,
        .kind = PRINCIPAL_PERSON,
        .roles = ROLE_BIT(ROLE_COORDINATOR),
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_to_us = INT64_MAX,
    };

    (void)snprintf(name, sizeof name, "p%u", number);
    memset(enrolment.public_key, (int)number + 1, PUBLIC_KEY_BYTES);
    assert_int_equal(
        people_add(store, &enrolment, 0, FIXTURE_NOW_US, &principal), RC_OK);
    return principal;
}

struct fixture *
fixture_open(void)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    fixture_dir_make(fixture->dir);
    assert_int_equal(fresh_store(&fixture->store, fixture->dir, &test_vault),
                     RC_OK);
    for (unsigned i = 0; i < FIXTURE_PEOPLE; i++)
        fixture->people[i] = enrol(fixture->store, i);
    return fixture;
}

void
fixture_reopen(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
    assert_int_equal(
        store_open(&fixture->store, fixture->dir, &test_vault, STORE_OPEN),
        RC_OK);
}

void
fixture_close(struct fixture *fixture)
{
    if (fixture == NULL)
        return;
    store_close(fixture->store);
    fixture_dir_remove(fixture->dir);
    free(fixture);
}

int
fixture_setup(void **state)
{
    *state = fixture_open();
    return 0;
}

int
fixture_teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

static void
fill_body(uint32_t number, uint8_t *out, size_t n)
{
    uint32_t x = number * 2654435761U + 12345U;

    for (size_t i = 0; i < n; i++) {
        x = x * 1664525U + 1013904223U;
        out[i] = (uint8_t)(x >> 24);
    }
}

struct journal_entry
fixture_entry(int64_t organisation, uint32_t number, uint8_t *room,
              size_t body_n)
{
    struct journal_entry entry = {
        .organisation = organisation,
        .principal = 1,
        .kind = MESSAGE_SIGNAL,
        .body = room,
        .body_n = body_n,
        .accepted_us = FIXTURE_NOW_US + number,
    };
    uint32_t sizes = (uint32_t)body_n;

    fill_body(number, room, body_n);
    for (unsigned i = 0; i < 4; i++) { /* time-ordered: high byte first */
        entry.message_id[i] = (uint8_t)(number >> (24 - 8 * i));
        entry.message_id[4 + i] = (uint8_t)(sizes >> (24 - 8 * i));
    }
    memcpy(entry.digest, entry.message_id, 8);
    return entry;
}

bool
fixture_body_ok(const struct journal_row *row)
{
    static uint8_t expected[65536];
    uint32_t number = 0;
    uint32_t size = 0;

    for (unsigned i = 0; i < 4; i++) {
        number = number << 8 | row->message_id[i];
        size = size << 8 | row->message_id[4 + i];
    }
    if (size != row->body_n || size > sizeof expected)
        return false;
    fill_body(number, expected, size);
    return size == 0 || memcmp(expected, row->body, size) == 0;
}

int64_t
fixture_submit(struct fixture *fixture, int64_t organisation, uint32_t number,
               enum message_kind kind)
{
    uint8_t body[100];
    struct journal_entry entry =
        fixture_entry(organisation, number, body, sizeof body);

    entry.kind = kind;
    entry.urgent = kind == MESSAGE_REFERRAL;
    assert_int_equal(journal_append(fixture->store, &entry, 1), RC_OK);
    assert_int_equal(entry.verdict, JOURNAL_ACCEPTED);
    return entry.seq;
}

struct link_token
fixture_token(uint8_t number)
{
    struct link_token token;

    memset(token.bytes, number, sizeof token.bytes);
    return token;
}

void
fixture_combine(struct fixture *fixture, int64_t seq, const uint8_t *words,
                size_t n)
{
    const struct combine_item item = {.seq = seq};
    struct links_signal signal = {.node = seq};
    struct fixture_links links;

    for (size_t i = 0; i < n; i++)
        *(words[i] % 2 == 0 ? &signal.phone : &signal.dwelling) = words[i];
    links_open(&links, fixture->store, LINKING_LIVE, 16);
    if (n == 0)
        assert_int_equal(combine_link(fixture->store, &item, 1, NULL, NULL),
                         RC_OK);
    else
        assert_int_equal(links_combine(&links, &signal, 1), RC_OK);
    links_close(&links);
}

struct event_out
fixture_event(enum stream_kind kind, int64_t owner, uint8_t number)
{
    static const uint8_t body[] = "an event";
    struct event_out event = {
        .stream = {.kind = kind, .owner = owner},
        .type = EVENT_FEEDBACK,
        .body = body,
        .body_n = sizeof body,
    };

    memset(event.event_id, number, sizeof event.event_id);
    return event;
}

struct alert
fixture_fresh(void)
{
    return (struct alert){
        .state = ALERT_PAGING,
        .level = LEVEL_U2,
        .generation = 1,
        .policy = "crisis-24",
        .policy_version = 3,
        .times = {.step_us = FIXTURE_NOW_US},
    };
}

int64_t
fixture_alert(struct fixture *fixture, int64_t seq, int64_t bundle)
{
    const struct alert fresh = fixture_fresh();
    const struct alert_route route = {
        .seq = seq,
        .fresh = &fresh,
        .bundle = bundle,
        .now_us = FIXTURE_NOW_US,
    };
    int64_t alert = 0;

    assert_int_equal(alert_create(fixture->store, &route, &alert), RC_OK);
    return alert;
}

int64_t
fixture_signal(struct fixture *fixture, uint32_t number)
{
    return fixture_alert(fixture,
                         fixture_submit(fixture, 1, number, MESSAGE_SIGNAL), 0);
}

void
fixture_change(struct fixture *fixture, int64_t alert,
               struct fixture_change *out)
{
    assert_int_equal(alert_get(fixture->store, alert, &out->before), RC_OK);
    out->after = out->before;
    out->change = (struct alert_change){
        .before = &out->before,
        .after = &out->after,
        .verb = "step",
        .now_us = FIXTURE_NOW_US,
    };
}

void
fixture_page(struct fixture *fixture, int64_t alert,
             const struct page_new *pages, size_t n)
{
    struct fixture_change c;

    fixture_change(fixture, alert, &c);
    c.after.step++;
    c.after.times.step_us = FIXTURE_NOW_US + 300;
    c.change.pages = pages;
    c.change.pages_n = n;
    c.change.resend_us = FIXTURE_NOW_US + 2;
    c.change.summary_us = FIXTURE_NOW_US + 60;
    assert_int_equal(alert_apply(fixture->store, &c.change), RC_OK);
}

enum rc
fixture_put(struct fixture *fixture, const char *name, int64_t expect,
            const char *text)
{
    const struct document_new document = {
        .name = name,
        .expect = expect,
        .text = (const uint8_t *)text,
        .text_n = strlen(text),
    };
    const struct document_put put = {
        .documents = &document,
        .n = 1,
        .reason = "",
        .now_us = FIXTURE_NOW_US,
    };

    return document_put(fixture->store, &put);
}

void
fixture_silence(void)
{
    log_setup("test", (enum log_level)0);
}

unsigned
fixture_stride(unsigned usual)
{
    if (getenv("LOKET_SWEEP") != NULL)
        return 1;
    if (getenv("LOKET_QUICK") == NULL)
        return usual;
    return QUICK_TIMES * usual < QUICK_STRIDE ? QUICK_STRIDE
                                              : QUICK_TIMES * usual;
}

int64_t
fixture_number(const struct fixture *fixture, const char *sql)
{
    char path[FIXTURE_PATH_BYTES + 16];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int64_t number = 0;

    (void)snprintf(path, sizeof path, "%s/loket.db", fixture->dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    number = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return number;
}

void
fixture_alter(const struct fixture *fixture, const char *sql)
{
    char path[FIXTURE_PATH_BYTES + 16];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", fixture->dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL),
                     SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
