/* The audit does not reach its relay: who hears of it, when, and that it is
 * over.  The relay itself is tested with a real syslog-ng. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/health.h"
#include "desk/relay.h"
#include "desk/state.h"
#include "desk/status_told.h"
#include "store/audit.h"

/* A desk that is to relay to where nobody listens. */
static int
setup(void **state)
{
    struct trial *trial = trial_new();

    trial_crash(trial);
    snprintf(trial->settings.audit_socket, sizeof trial->settings.audit_socket,
             "%s/audit.sock", trial->dir);
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, OPERATOR);
    trial_attach(trial, OPERATOR, "inbox", 0);
    trial_forget(trial);
    *state = trial;
    return 0;
}

static int
listen_at(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(listen(fd, 1), 0);
    return fd;
}

static void
expect_notices(const struct trial *trial, const char *code, size_t n)
{
    static const enum trial_person who[] = {OPERATOR, DORA};

    for (size_t i = 0; i < sizeof who / sizeof *who; i++)
        if (trial_notices(trial, who[i], code) != n)
            fail_msg("person %d has %zu of %s", (int)who[i],
                     trial_notices(trial, who[i], code), code);
    assert_int_equal(trial_notices(trial, ANNA, code), 0);
}

static int64_t
untold_us(struct trial *trial)
{
    int64_t at_us = -1;

    assert_int_equal(audit_untold_us(trial->desk->store, &at_us), RC_OK);
    return at_us;
}

/* So long after the first record, a second short of the edge and behind it. */
static void
run_until_late(struct trial *trial)
{
    trial_run(trial, untold_us(trial) + HEALTH_AUDIT_LATE_US - SECOND_US -
                         trial->clock.virtual_utc_us);
    expect_notices(trial, "audit_waits", 0);
    trial_run(trial, 2 * SECOND_US);
    expect_notices(trial, "audit_waits", 1);
}

static void
test_told_once_and_that_it_is_over(void **state)
{
    struct trial *trial = *state;
    int server;

    assert_int_equal(relay_waits_us(trial->desk),
                     trial->clock.virtual_utc_us - untold_us(trial));
    run_until_late(trial);
    trial_run(trial, 70 * MINUTE_US);
    expect_notices(trial, "audit_waits", 1);
    expect_notices(trial, "audit_relayed", 0);

    server = listen_at(trial->settings.audit_socket);
    trial_run(trial, 3 * SECOND_US);
    expect_notices(trial, "audit_relayed", 1);
    assert_int_equal(relay_waits_us(trial->desk), 0);
    trial_run(trial, 20 * MINUTE_US);
    expect_notices(trial, "audit_relayed", 1);
    expect_notices(trial, "audit_waits", 1);
    close(server);
}

/* Where nobody can be asked the last records are told again after a break:
 * they do not wait. */
static void
test_what_is_told_again_does_not_wait(void **state)
{
    struct trial *trial = *state;
    int server = listen_at(trial->settings.audit_socket);

    for (int i = 0; i < 100; i++) /* more than go at once */
        trial_ask(trial, ANNA, "list_alerts", json_object());
    trial_run(trial, 2 * HEALTH_AUDIT_LATE_US);
    assert_int_equal(untold_us(trial), 0);
    close(server);
    trial_run(trial, SECOND_US);
    trial_ask(trial, ANNA, "list_alerts", json_object()); /* behind them */
    assert_int_equal(unlink(trial->settings.audit_socket), 0);
    server = listen_at(trial->settings.audit_socket);
    trial_run(trial, 10 * SECOND_US);
    assert_int_equal(untold_us(trial), 0);
    assert_int_equal(relay_waits_us(trial->desk), 0);
    expect_notices(trial, "audit_waits", 0);
    close(server);
}

/* A record that is damaged holds up what is behind it: that waits, too. */
static void
test_what_a_damaged_record_holds_up(void **state)
{
    struct trial *trial = *state;
    int server = listen_at(trial->settings.audit_socket);

    trial_run(trial, 6 * SECOND_US);
    assert_int_equal(untold_us(trial), 0);
    trial_ask(trial, ANNA, "list_alerts", json_object());
    past_store_change(trial->dir,
                      "UPDATE audit SET reason = zeroblob(1000)"
                      " WHERE audit = (SELECT max(audit) FROM audit)");
    trial_run(trial, HEALTH_AUDIT_LATE_US - SECOND_US);
    expect_notices(trial, "audit_waits", 0);
    trial_run(trial, 2 * SECOND_US);
    expect_notices(trial, "audit_waits", 1);
    close(server);
}

static void
test_nothing_waits_without_a_relay(void **state)
{
    struct trial *trial = *state;

    trial_crash(trial);
    trial->settings.audit_socket[0] = '\0';
    trial_open(trial);
    trial_everybody(trial);
    trial_run(trial, 2 * HEALTH_AUDIT_LATE_US);
    assert_int_equal(relay_waits_us(trial->desk), 0);
    expect_notices(trial, "audit_waits", 0);
}

/* --- a database that was put back ------------------------------------------ */

/* Who writes what comes over the socket to a file, and answers so. */
struct writer {
    int server, fd; /* -1: nobody is connected */
    FILE *file;
};

static void
writer_run(struct writer *writer, struct trial *trial, int64_t seconds)
{
    char bytes[4096];

    for (int64_t i = 0; i < 10 * seconds; i++) {
        ssize_t n = 0;

        trial_run(trial, SECOND_US / 10);
        if (writer->fd < 0)
            writer->fd = accept4(writer->server, NULL, NULL, SOCK_NONBLOCK);
        while (writer->fd >= 0 &&
               (n = read(writer->fd, bytes, sizeof bytes)) > 0)
            assert_int_equal(fwrite(bytes, 1, (size_t)n, writer->file), n);
        assert_int_equal(fflush(writer->file), 0);
    }
}

static void
writer_hang_up(struct writer *writer)
{
    if (writer->fd >= 0)
        (void)close(writer->fd);
    writer->fd = -1;
}

static void
move_database(const struct trial *trial, const char *from, const char *to)
{
    char command[3 * PATH_MAX];

    (void)snprintf(command, sizeof command,
                   "cd %s && rm -f loket.db-wal loket.db-shm && cp %s %s",
                   trial->dir, from, to);
    assert_int_equal(system(command), 0);
}

/* Records of that hash in the file; checkpoints have it as well. */
static int
written(const char *path, const char *hash)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    int found = 0;

    assert_non_null(file);
    while (getline(&line, &room, file) > 0)
        found += strstr(line, "[" AUDIT_SD_RECORD " ") != NULL &&
                 strstr(line, hash) != NULL;
    free(line);
    (void)fclose(file);
    return found;
}

/* The file has each record of the database once. */
static void
expect_written(const struct trial *trial)
{
    sqlite3 *db = past_store_open(trial->dir);
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT audit, ' hash=\"' ||"
                                        " lower(hex(hash)) || '\"' FROM audit",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        int n = written(trial->settings.audit_written,
                        (const char *)sqlite3_column_text(stmt, 1));

        if (n != 1)
            fail_msg("record %d is written %d times",
                     sqlite3_column_int(stmt, 0), n);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* What was relayed is further than the database that was put back. */
static void
test_a_database_that_was_put_back(void **state)
{
    struct trial *trial = *state;
    struct writer writer = {.fd = -1};

    trial_crash(trial);
    (void)snprintf(trial->settings.audit_written,
                   sizeof trial->settings.audit_written, "%s/audit.log",
                   trial->dir);
    writer.file = fopen(trial->settings.audit_written, "w");
    writer.server = listen_at(trial->settings.audit_socket);
    assert_int_equal(fcntl(writer.server, F_SETFL, O_NONBLOCK), 0);
    assert_non_null(writer.file);
    trial_open(trial);
    trial_everybody(trial);
    writer_run(&writer, trial, 10);
    trial_crash(trial);
    writer_hang_up(&writer);
    move_database(trial, "loket.db", "kept.db");

    trial_open(trial);
    trial_everybody(trial);
    for (int i = 0; i < 20; i++)
        trial_ask(trial, ANNA, "list_alerts", json_object());
    writer_run(&writer, trial, 10);
    trial_crash(trial);
    writer_hang_up(&writer);

    for (int more = 1; more < 50; more += 45) {
        move_database(trial, "kept.db", "loket.db");
        trial_open(trial);
        trial_everybody(trial);
        for (int i = 0; i < more; i++)
            trial_ask(trial, ANNA, "list_alerts", json_object());
        writer_run(&writer, trial, 10);
        expect_written(trial);
        trial_crash(trial);
        writer_hang_up(&writer);
    }
    trial_open(trial);
    (void)fclose(writer.file);
    (void)close(writer.server);
}

#define ROW(f) cmocka_unit_test_setup_teardown(f, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_told_once_and_that_it_is_over),
        ROW(test_what_is_told_again_does_not_wait),
        ROW(test_what_a_damaged_record_holds_up),
        ROW(test_nothing_waits_without_a_relay),
        ROW(test_a_database_that_was_put_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
