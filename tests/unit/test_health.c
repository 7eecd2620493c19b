/* What an operator hears of the machine, fact by fact and at each edge. */
#include "rows.h"

#include <string.h>

#include "core/health.h"

#define NOW_US    INT64_C(1795294800000000)
#define SECOND_US INT64_C(1000000)
#define HOUR_US   (3600 * SECOND_US)
#define DAY_US    (24 * HOUR_US)
#define MIB       INT64_C(1048576)
#define FACT(m)   offsetof(struct health_facts, m)

static const struct row {
    const char *check;
    size_t fact;
    int64_t value;
    enum health_grade grade;
} rows[] = {
    {"clock", FACT(clock_synchronised), 1, HEALTH_GOOD},
    {"clock", FACT(clock_synchronised), 0, HEALTH_BAD},
    {"clock-error", FACT(clock_error_us), SECOND_US, HEALTH_GOOD},
    {"clock-error", FACT(clock_error_us), SECOND_US + 1, HEALTH_WARN},
    {"clock-error", FACT(clock_error_us), 60 * SECOND_US + 1, HEALTH_BAD},
    {"clock-back", FACT(clock_written_us), NOW_US + 60 * SECOND_US,
     HEALTH_GOOD},
    {"clock-back", FACT(clock_written_us), NOW_US + 60 * SECOND_US + 1,
     HEALTH_BAD},
    {"zone", FACT(zone_made_us), NOW_US - 730 * DAY_US, HEALTH_GOOD},
    {"zone", FACT(zone_made_us), NOW_US - 730 * DAY_US - 1, HEALTH_WARN},
    {"disk-read-only", FACT(disk_read_only), 0, HEALTH_GOOD},
    {"disk-read-only", FACT(disk_read_only), 1, HEALTH_BAD},
    {"disk-kind", FACT(disk_kind), HEALTH_DISK_KNOWN, HEALTH_GOOD},
    {"disk-kind", FACT(disk_kind), HEALTH_DISK_MEMORY, HEALTH_BAD},
    {"disk-kind", FACT(disk_kind), HEALTH_DISK_NETWORK, HEALTH_BAD},
    {"disk-kind", FACT(disk_kind), HEALTH_DISK_LAYERS, HEALTH_WARN},
    {"disk-kind", FACT(disk_kind), HEALTH_DISK_OTHER, HEALTH_UNKNOWN},
    {"disk-sync", FACT(sync_us), 19, HEALTH_BAD},
    {"disk-sync", FACT(sync_us), 20, HEALTH_WARN},
    {"disk-sync", FACT(sync_us), 50, HEALTH_GOOD},
    {"disk-sync", FACT(sync_us), 50000, HEALTH_GOOD},
    {"disk-sync", FACT(sync_us), 50001, HEALTH_WARN},
    {"disk-sync", FACT(sync_us), 200001, HEALTH_BAD},
    {"disk-room", FACT(disk_free), 1024 * MIB, HEALTH_GOOD},
    {"disk-room", FACT(disk_free), 1024 * MIB - 1, HEALTH_WARN},
    {"disk-room", FACT(disk_free), 32 * MIB - 1, HEALTH_BAD},
    {"disk-room", FACT(disk_total), 20481 * MIB, HEALTH_WARN},
    {"disk-room", FACT(reserve_bytes), 0, HEALTH_BAD},
    {"disk-room", FACT(reserve_wanted), HEALTH_UNSAID, HEALTH_UNKNOWN},
    {"wal", FACT(wal_bytes), 256 * MIB, HEALTH_GOOD},
    {"wal", FACT(wal_bytes), 256 * MIB + 1, HEALTH_WARN},
    {"files", FACT(files_most), 4096, HEALTH_GOOD},
    {"files", FACT(files_most), 4095, HEALTH_WARN},
    {"files", FACT(files_most), 1023, HEALTH_BAD},
    {"core", FACT(core_bytes), 0, HEALTH_GOOD},
    {"core", FACT(core_bytes), INT64_MAX, HEALTH_BAD},
    {"locked", FACT(locked_bytes), MIB, HEALTH_GOOD},
    {"locked", FACT(locked_bytes), MIB - 1, HEALTH_WARN},
    {"locked", FACT(locked_bytes), 65535, HEALTH_BAD},
    {"swap", FACT(swap_bytes), 0, HEALTH_GOOD},
    {"swap", FACT(swap_bytes), 4096, HEALTH_WARN},
    {"configuration", FACT(findings), 0, HEALTH_GOOD},
    {"configuration", FACT(findings), 1, HEALTH_BAD},
    {"schema", FACT(schema_old), 1, HEALTH_WARN},
    {"rosters", FACT(roster_faults), 1, HEALTH_BAD},
    {"epoch-key", FACT(epoch_made_us), NOW_US - 400 * DAY_US, HEALTH_GOOD},
    {"epoch-key", FACT(epoch_made_us), NOW_US - 400 * DAY_US - 1, HEALTH_WARN},
    {"epochs-room", FACT(epochs_room), 1, HEALTH_GOOD},
    {"epochs-room", FACT(epochs_room), 0, HEALTH_WARN},
    {"epochs-idle", FACT(epochs_idle), 1, HEALTH_WARN},
    {"erased", FACT(erased_opens), 1, HEALTH_WARN},
    {"backup-opens", FACT(backup_unopened), 1, HEALTH_BAD},
    {"keys-end", FACT(keys_end_soon), 1, HEALTH_WARN},
    {"drill", FACT(drill_us), NOW_US - 35 * DAY_US, HEALTH_GOOD},
    {"drill", FACT(drill_us), NOW_US - 35 * DAY_US - 1, HEALTH_WARN},
    {"drill", FACT(drill_us), 0, HEALTH_WARN},
    {"backup", FACT(backup_us), NOW_US - 26 * HOUR_US, HEALTH_GOOD},
    {"backup", FACT(backup_us), NOW_US - 26 * HOUR_US - 1, HEALTH_WARN},
    {"backup", FACT(backup_us), NOW_US - 7 * DAY_US - 1, HEALTH_BAD},
    {"backup", FACT(backup_us), 0, HEALTH_BAD},
    {"unattended", FACT(unattended), 1, HEALTH_BAD},
    {"audit-relay", FACT(audit_relayed), 0, HEALTH_UNKNOWN},
    {"audit-relay", FACT(audit_relayed), HEALTH_UNSAID, HEALTH_UNKNOWN},
    {"audit-relay", FACT(oldest_audit_us), HEALTH_UNSAID, HEALTH_UNKNOWN},
    {"audit-relay", FACT(oldest_audit_us), 0, HEALTH_GOOD},
    {"audit-relay", FACT(oldest_audit_us), NOW_US - 600 * SECOND_US,
     HEALTH_GOOD},
    {"audit-relay", FACT(oldest_audit_us), NOW_US - 600 * SECOND_US - 1,
     HEALTH_WARN},
    {"audit-relay", FACT(oldest_audit_us), NOW_US - DAY_US - 1, HEALTH_BAD},
    {"u1", FACT(oldest_u1_us), 0, HEALTH_GOOD},
    {"u1", FACT(oldest_u1_us), NOW_US - 300 * SECOND_US, HEALTH_GOOD},
    {"u1", FACT(oldest_u1_us), NOW_US - 300 * SECOND_US - 1, HEALTH_BAD},
};

static const struct {
    const char *package, *version;
    enum health_grade grade;
} libraries[] = {
    {"libevent-2.1-7", "2.1.12-stable-8", HEALTH_BAD},
    {"libevent-2.1-7", "2.1.12-stable-8+deb12u1", HEALTH_GOOD},
    {"libevent-2.1-7", "2.1.13-stable-1", HEALTH_GOOD},
    {"libzmq5", "4.3.2-2", HEALTH_BAD},
    {"libzmq5", "4.3.4-4", HEALTH_BAD},
    {"libzmq5", "4.3.4-6", HEALTH_GOOD},
    {"libsqlite3-0", "3.40.1-2", HEALTH_BAD},
    {"libprotobuf-c1", "1.3.3-1+b2", HEALTH_BAD},
    {"libprotobuf-c1", "1.4.1-1+b1", HEALTH_GOOD},
    {"libsodium23", "1.0.18-1", HEALTH_BAD},
    {"libsodium23", "1.0.18-1+deb12u1", HEALTH_GOOD},
    {"libsodium23", "", HEALTH_UNKNOWN},
};

/* A machine that nothing is wrong with. */
static void
sound(struct health_facts *facts)
{
    health_unsaid(facts);
    *facts = (struct health_facts){
        .now_us = NOW_US,
        .clock_synchronised = 1,
        .clock_written_us = NOW_US,
        .zone_made_us = NOW_US,
        .disk_free = 2048 * MIB,
        .disk_total = 4096 * MIB,
        .sync_us = 100,
        .reserve_bytes = 32 * MIB,
        .reserve_wanted = 32 * MIB,
        .files_most = 65536,
        .locked_bytes = 8 * MIB,
        .epoch_made_us = NOW_US,
        .epochs = 1,
        .epochs_room = 7,
        .drill_us = NOW_US,
        .backup_us = NOW_US,
        .audit_relayed = 1,
    };
    for (size_t i = 0; i < HEALTH_LIBRARIES; i++) {
        facts->libraries[i].package = health_libraries[i].package;
        strcpy(facts->libraries[i].version, health_libraries[i].least);
    }
}

static const struct health_line *
line_of(const struct health_line lines[], size_t n, const char *check)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(lines[i].check, check) == 0)
            return &lines[i];
    fail_msg("no line %s", check);
    return NULL;
}

static void
test_each_fact(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        struct health_facts facts;
        struct health_line lines[HEALTH_LINES_MAX];

        sound(&facts);
        memcpy((char *)&facts + r->fact, &r->value, sizeof r->value);
        /* so that the total does not speak for the free room */
        if (r->fact == FACT(disk_free))
            facts.disk_total = facts.disk_free;
        if (r->fact == FACT(disk_total))
            facts.disk_free = 1024 * MIB;

        size_t n = health_judge(&facts, lines);
        const struct health_line *line = line_of(lines, n, r->check);

        if (line->grade != r->grade)
            fail_msg("row %zu, %s: %s", i, r->check,
                     health_grade_name(line->grade));
        if ((line->todo[0] != '\0') !=
            (r->grade == HEALTH_WARN || r->grade == HEALTH_BAD))
            fail_msg("row %zu, %s: what to do", i, r->check);
        for (size_t k = 0; k < n; k++)
            if (&lines[k] != line && lines[k].grade != HEALTH_GOOD)
                fail_msg("row %zu, %s: %s too", i, r->check, lines[k].check);
    }
}

static void
test_libraries(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(libraries); i++) {
        struct health_facts facts;
        struct health_line lines[HEALTH_LINES_MAX];

        sound(&facts);
        for (size_t k = 0; k < HEALTH_LIBRARIES; k++)
            if (strcmp(facts.libraries[k].package, libraries[i].package) == 0)
                strcpy(facts.libraries[k].version, libraries[i].version);

        size_t n = health_judge(&facts, lines);

        if (line_of(lines, n, libraries[i].package)->grade !=
            libraries[i].grade)
            fail_msg("%s %s", libraries[i].package, libraries[i].version);
    }
}

/* Everybody who tells of a late audit asks this: ten minutes are not late yet. */
static void
test_when_the_audit_is_late(void **state)
{
    (void)state;
    assert_false(health_audit_late(0));
    assert_false(health_audit_late(600 * SECOND_US - 1));
    assert_false(health_audit_late(600 * SECOND_US));
    assert_true(health_audit_late(600 * SECOND_US + 1));
    assert_true(health_audit_late(INT64_MAX));
}

/* What is not known is never called good, and nothing is to be done. */
static void
test_nothing_is_known(void **state)
{
    struct health_facts facts;
    struct health_line lines[HEALTH_LINES_MAX];
    size_t n;

    (void)state;
    health_unsaid(&facts);
    facts.now_us = NOW_US;
    n = health_judge(&facts, lines);
    assert_true(n <= HEALTH_LINES_MAX);
    for (size_t i = 0; i < n; i++)
        if (lines[i].grade != HEALTH_UNKNOWN || lines[i].todo[0] != '\0' ||
            lines[i].said[0] == '\0')
            fail_msg("%s: %s", lines[i].check,
                     health_grade_name(lines[i].grade));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fact),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_when_the_audit_is_late),
        cmocka_unit_test(test_nothing_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
