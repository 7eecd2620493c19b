/* health -- see health.h */
#include "core/health.h"

#include <stdio.h>

#include "core/deb_version.h"

#define MILLISECOND INT64_C(1000)
#define SECOND_US   INT64_C(1000000)
#define HOUR_US     (3600 * SECOND_US)
#define DAY_US      (24 * HOUR_US)
#define MIB         INT64_C(1048576)
#define NEVER       INT64_MAX

#define EPOCH_OLD_US  (HEALTH_EPOCH_DAYS * DAY_US)
#define BACKUP_OLD_US (HEALTH_BACKUP_HOURS * HOUR_US)

/* Each fault and its end stand in the changelog of that package, under
 * /usr/share/doc, but for two: protobuf-c's names the change (#499, #513) that
 * CVE-2022-48468 names too; libzmq's signal is its change 4488. */
const struct health_known health_libraries[HEALTH_LIBRARIES] = {
    {"libevent-2.1-7", "2.1.12-stable-8+deb12u1",
     "before it, faults of evbuffer and of parsing HTTP (CVE-2026-63379, "
     "63381 to 63385, 63387, 63388)"},
    {"libzmq5", "4.3.4-5",
     "before it a unix signal can keep back a message that came; before "
     "4.3.3-1 a stranger can stop all traffic (CVE-2020-15166)"},
    {"libsqlite3-0", "3.40.1-2+deb12u2",
     "before it the optimisation of IS NULL can give invalid data, and "
     "CVE-2025-6965"},
    {"libprotobuf-c1", "1.4.1-1",
     "before it an integer overflow in unpacking (CVE-2022-48468)"},
    {"libsodium23", "1.0.18-1+deb12u1",
     "before it, points that are not on the curve can pass for valid "
     "(CVE-2025-69277)"}};

static const char *const grade_names[] = {[HEALTH_GOOD] = "good",
                                          [HEALTH_UNKNOWN] = "unknown",
                                          [HEALTH_WARN] = "warn",
                                          [HEALTH_BAD] = "bad"};

/* One row for each fact that is a number between bounds. */
enum said {
    SAID_COUNT,
    SAID_BYTES,
    SAID_SPAN, /* us */
    SAID_AGE   /* of an instant; 0: never */
};

struct row {
    const char *check;
    size_t offset; /* of the fact */
    enum said said;
    int64_t warn_below, warn_above, bad_below, bad_above;
    const char *what; /* in front of the value */
    const char *todo;
};

#define AT(member) offsetof(struct health_facts, member)

static const struct row rows[] = {
    {"clock", AT(clock_synchronised), SAID_COUNT, INT64_MIN, NEVER, 1, NEVER,
     "kept right by NTP (1: yes):",
     "start systemd-timesyncd or chrony: calls and rosters follow this clock"},
    {"clock-error", AT(clock_error_us), SAID_SPAN, INT64_MIN, SECOND_US,
     INT64_MIN, 60 * SECOND_US, "off by at most",
     "look at the sources of NTP: timedatectl timesync-status, chronyc "
     "sources"},
    {"zone", AT(zone_made_us), SAID_AGE, INT64_MIN, 730 * DAY_US, INT64_MIN,
     NEVER, "zone data are of", "apt-get install --only-upgrade tzdata"},
    {"disk-read-only", AT(disk_read_only), SAID_COUNT, INT64_MIN, NEVER,
     INT64_MIN, 0, "read-only (1: yes):",
     "the kernel gave the disk up: look at dmesg, restore elsewhere"},
    {"wal", AT(wal_bytes), SAID_BYTES, INT64_MIN, 256 * MIB, INT64_MIN, NEVER,
     "the write-ahead log has",
     "who reads the database for so long? the log tells of checkpoints"},
    {"files", AT(files_most), SAID_COUNT, 4096, NEVER, 1024, NEVER,
     "descriptors it may have:", "LimitNOFILE=65536 in the unit"},
    {"core", AT(core_bytes), SAID_BYTES, INT64_MIN, NEVER, INT64_MIN, 0,
     "a core dump may have", "LimitCORE=0 in the unit: a core holds contents"},
    {"locked", AT(locked_bytes), SAID_BYTES, MIB, NEVER, 65536, NEVER,
     "memory it may lock for keys:", "LimitMEMLOCK=8M in the unit"},
    {"swap", AT(swap_bytes), SAID_BYTES, INT64_MIN, 0, INT64_MIN, NEVER,
     "of the desk lie in swap", "MemorySwapMax=0 in the unit, or swapoff"},
    {"configuration", AT(findings), SAID_COUNT, INT64_MIN, NEVER, INT64_MIN, 0,
     "findings:", "loketd --check-config tells each"},
    {"schema", AT(schema_old), SAID_COUNT, INT64_MIN, 0, INT64_MIN, NEVER,
     "the database is of an earlier program (1: yes):",
     "make a backup and restart: the next start brings it up to date"},
    {"rosters", AT(roster_faults), SAID_COUNT, INT64_MIN, NEVER, INT64_MIN, 0,
     "holes and faults of documents:", "loket roster check; loket desk check"},
    {"epoch-key", AT(epoch_made_us), SAID_AGE, INT64_MIN, EPOCH_OLD_US,
     INT64_MIN, NEVER, "the newest epoch key is of",
     "loketd --rotate-keys, by its timer"},
    {"epochs-room", AT(epochs_room), SAID_COUNT, 1, NEVER, INT64_MIN, NEVER,
     "epochs that still fit:",
     "loketd --rotate-keys drops those that nothing is wrapped with"},
    {"epochs-idle", AT(epochs_idle), SAID_COUNT, INT64_MIN, 0, INT64_MIN, NEVER,
     "epoch keys that wrap nothing, for a day:",
     "loketd --rotate-keys drops them: with them older copies are read"},
    {"erased", AT(erased_opens), SAID_COUNT, INT64_MIN, 0, INT64_MIN, NEVER,
     "erased messages that older copies can open:",
     "loketd --rotate-keys, a restart, once more; or enable "
     "loket-rotate.timer"},
    {"keys-end", AT(keys_end_soon), SAID_COUNT, INT64_MIN, 0, INT64_MIN, NEVER,
     "keys of partners that end within 30 days:", "loket partner rotate"},
    {"drill", AT(drill_us), SAID_AGE, INT64_MIN, 35 * DAY_US, INT64_MIN, NEVER,
     "the last drill that ended well was", "loket drill start"},
    {"backup", AT(backup_us), SAID_AGE, INT64_MIN, BACKUP_OLD_US, INT64_MIN,
     7 * DAY_US, "the last backup is of",
     "systemctl status loket-backup; loketd --backup"},
    {"backup-opens", AT(backup_unopened), SAID_COUNT, INT64_MIN, NEVER,
     INT64_MIN, 0, "the last backup needs an epoch key that is gone (1: yes):",
     "loketd --backup: that one can only be restored with older keys"},
    {"unattended", AT(unattended), SAID_COUNT, INT64_MIN, NEVER, INT64_MIN, 0,
     "alerts for which nobody was on call:", "call somebody; mend the roster"},
};

static void
say_span(char *out, size_t n, int64_t us)
{
    if (us < SECOND_US)
        (void)snprintf(out, n, "%lld us", (long long)us);
    else if (us < 2 * HOUR_US)
        (void)snprintf(out, n, "%lld s", (long long)(us / SECOND_US));
    else if (us < 2 * DAY_US)
        (void)snprintf(out, n, "%lld h", (long long)(us / HOUR_US));
    else
        (void)snprintf(out, n, "%lld days", (long long)(us / DAY_US));
}

static void
say_bytes(char *out, size_t n, int64_t bytes)
{
    if (bytes == INT64_MAX)
        (void)snprintf(out, n, "no limit");
    else if (bytes < 10 * MIB)
        (void)snprintf(out, n, "%lld KiB", (long long)(bytes / 1024));
    else
        (void)snprintf(out, n, "%lld MiB", (long long)(bytes / MIB));
}

static void
say_value(char *out, size_t n, enum said said, int64_t value)
{
    switch (said) {
    case SAID_COUNT:
        (void)snprintf(out, n, "%lld", (long long)value);
        break;
    case SAID_BYTES:
        say_bytes(out, n, value);
        break;
    case SAID_SPAN:
        say_span(out, n, value);
        break;
    case SAID_AGE:
        if (value == NEVER) {
            (void)snprintf(out, n, "never");
            break;
        }
        say_span(out, n, value);
        break;
    }
}

static struct health_line
line_of(const char *check, enum health_grade grade, const char *todo)
{
    return (struct health_line){
        .check = check,
        .grade = grade,
        .todo = grade == HEALTH_GOOD || grade == HEALTH_UNKNOWN ? "" : todo};
}

static struct health_line
judge_row(const struct health_facts *facts, const struct row *row)
{
    int64_t value =
        *(const int64_t *)(const void *)((const char *)facts + row->offset);
    struct health_line line = line_of(row->check, HEALTH_UNKNOWN, "");
    char text[48];

    if (value == HEALTH_UNSAID) {
        (void)snprintf(line.said, sizeof line.said, "cannot be seen from here");
        return line;
    }
    if (row->said == SAID_AGE)
        value = value == 0 ? NEVER : facts->now_us - value;

    enum health_grade grade = HEALTH_GOOD;

    if (value < row->bad_below || value > row->bad_above)
        grade = HEALTH_BAD;
    else if (value < row->warn_below || value > row->warn_above)
        grade = HEALTH_WARN;
    line = line_of(row->check, grade, row->todo);
    say_value(text, sizeof text, row->said, value);
    (void)snprintf(line.said, sizeof line.said, "%s %s%s", row->what, text,
                   row->said == SAID_AGE && value != NEVER ? " ago" : "");
    return line;
}

static struct health_line
judge_written(const struct health_facts *facts)
{
    int64_t ahead_us = facts->clock_written_us == HEALTH_UNSAID
                           ? 0
                           : facts->clock_written_us - facts->now_us;
    struct health_line line = line_of(
        "clock-back", ahead_us > 60 * SECOND_US ? HEALTH_BAD : HEALTH_GOOD,
        "the clock is behind what the desk saw: set it, calls would be late");

    if (facts->clock_written_us == HEALTH_UNSAID)
        line.grade = HEALTH_UNKNOWN;
    (void)snprintf(line.said, sizeof line.said, "the database was written %s",
                   line.grade == HEALTH_BAD       ? "in the future"
                   : line.grade == HEALTH_UNKNOWN ? "at a time not known"
                                                  : "before now");
    return line;
}

static struct health_line
judge_room(const struct health_facts *facts)
{
    enum health_grade grade = HEALTH_UNKNOWN;
    struct health_line line;
    char text[48];

    if (facts->disk_free != HEALTH_UNSAID &&
        facts->reserve_wanted != HEALTH_UNSAID)
        grade = facts->reserve_bytes < facts->reserve_wanted ||
                        facts->disk_free < facts->reserve_wanted
                    ? HEALTH_BAD
                : facts->disk_free < 1024 * MIB ||
                        facts->disk_free < facts->disk_total / 20
                    ? HEALTH_WARN
                    : HEALTH_GOOD;
    line = line_of("disk-room", grade,
                   "make room: when it is full nothing new is taken");
    say_bytes(text, sizeof text, facts->disk_free);
    if (grade == HEALTH_UNKNOWN)
        (void)snprintf(line.said, sizeof line.said, "cannot be seen from here");
    else
        (void)snprintf(line.said, sizeof line.said, "%s free, %s reserve", text,
                       facts->reserve_bytes < facts->reserve_wanted
                           ? "without the"
                           : "and a whole");
    return line;
}

static struct health_line
judge_disk_kind(const struct health_facts *facts)
{
    static const char *const words[] = {
        [HEALTH_DISK_KNOWN] = "a file system of a disk",
        [HEALTH_DISK_MEMORY] = "in memory: gone with the power",
        [HEALTH_DISK_NETWORK] = "on a network: locks and fsync are another "
                                "machine's word",
        [HEALTH_DISK_LAYERS] = "behind a layer whose fsync is its own word",
        [HEALTH_DISK_OTHER] = "a file system that is not known here"};
    int64_t kind = facts->disk_kind;
    struct health_line line = line_of(
        "disk-kind",
        kind == HEALTH_UNSAID || kind == HEALTH_DISK_OTHER ? HEALTH_UNKNOWN
        : kind == HEALTH_DISK_KNOWN                        ? HEALTH_GOOD
        : kind == HEALTH_DISK_LAYERS                       ? HEALTH_WARN
                                                           : HEALTH_BAD,
        "put paths.state on ext4 or xfs of a disk of this machine");

    (void)snprintf(line.said, sizeof line.said, "%s",
                   kind < 0 || kind > HEALTH_DISK_OTHER
                       ? "cannot be seen from here"
                       : words[kind]);
    return line;
}

/* No program can prove that a disk keeps what it says it has: only cutting the
 * power does.  One that answers faster than any medium can is seen. */
static struct health_line
judge_sync(const struct health_facts *facts)
{
    int64_t us = facts->sync_us;
    enum health_grade grade = us == HEALTH_UNSAID ? HEALTH_UNKNOWN
                              : us < 20 || us > 200 * MILLISECOND ? HEALTH_BAD
                              : us < 50 || us > 50 * MILLISECOND  ? HEALTH_WARN
                                                                  : HEALTH_GOOD;
    struct health_line line = line_of(
        "disk-sync", grade,
        us < 50 ? "faster than a disk can be: does it write through? turn its "
                  "volatile cache off, or take one with power-loss protection"
                : "each commit waits so long: take a faster disk");
    char text[48];

    say_span(text, sizeof text, us);
    (void)snprintf(line.said, sizeof line.said, "%s%s",
                   us == HEALTH_UNSAID ? "cannot be seen from here"
                                       : "a write and its fdatasync take ",
                   us == HEALTH_UNSAID ? "" : text);
    return line;
}

static struct health_line
judge_u1(const struct health_facts *facts)
{
    int64_t age_us =
        facts->oldest_u1_us > 0 ? facts->now_us - facts->oldest_u1_us : 0;
    struct health_line line =
        line_of("u1",
                facts->oldest_u1_us == HEALTH_UNSAID ? HEALTH_UNKNOWN
                : age_us > 300 * SECOND_US           ? HEALTH_BAD
                                                     : HEALTH_GOOD,
                "call the coordinator on call, then the desk manager");
    char text[48];

    say_span(text, sizeof text, age_us);
    if (facts->oldest_u1_us == HEALTH_UNSAID)
        (void)snprintf(line.said, sizeof line.said, "cannot be seen from here");
    else if (age_us == 0)
        (void)snprintf(line.said, sizeof line.said, "no U1 waits for anybody");
    else
        (void)snprintf(line.said, sizeof line.said, "a U1 waits for %s", text);
    return line;
}

/* That nothing is relayed is how it was set up, and no fault that is seen. */
static struct health_line
judge_audit(const struct health_facts *facts)
{
    bool relayed = facts->audit_relayed == 1;
    bool known = relayed && facts->oldest_audit_us != HEALTH_UNSAID;
    int64_t waits_us = known && facts->oldest_audit_us > 0
                           ? facts->now_us - facts->oldest_audit_us
                           : 0;
    struct health_line line =
        line_of("audit-relay",
                !known                        ? HEALTH_UNKNOWN
                : waits_us > DAY_US           ? HEALTH_BAD
                : health_audit_late(waits_us) ? HEALTH_WARN
                                              : HEALTH_GOOD,
                "systemctl status syslog-ng; df /var/log");
    char text[48];

    say_span(text, sizeof text, waits_us);
    if (facts->audit_relayed == 0)
        (void)snprintf(line.said, sizeof line.said,
                       "the audit is not relayed: audit.socket is not set");
    else if (!known)
        (void)snprintf(line.said, sizeof line.said, "cannot be seen from here");
    else if (waits_us == 0)
        (void)snprintf(line.said, sizeof line.said,
                       "no record of the audit waits for syslog-ng");
    else
        (void)snprintf(line.said, sizeof line.said,
                       "records of the audit wait for syslog-ng, the first "
                       "for %s",
                       text);
    return line;
}

static struct health_line
judge_library(const struct health_library *library,
              const struct health_known *known)
{
    bool said = library->version[0] != '\0';
    bool old = said && deb_version_compare(library->version, known->least) < 0;
    struct health_line line = line_of(known->package,
                                      !said ? HEALTH_UNKNOWN
                                      : old ? HEALTH_BAD
                                            : HEALTH_GOOD,
                                      known->why);

    if (said)
        (void)snprintf(line.said, sizeof line.said, "%.60s, %s%s",
                       library->version, old ? "older than " : "as good as ",
                       known->least);
    else
        (void)snprintf(line.said, sizeof line.said,
                       "the packages of this machine do not tell");
    return line;
}

void
health_unsaid(struct health_facts *facts)
{
    *facts = (struct health_facts){.now_us = HEALTH_UNSAID};
    for (size_t i = 0; i < AT(libraries) / sizeof(int64_t); i++)
        ((int64_t *)(void *)facts)[i] = HEALTH_UNSAID;
    for (size_t i = 0; i < HEALTH_LIBRARIES; i++)
        facts->libraries[i].package = health_libraries[i].package;
}

size_t
health_judge(const struct health_facts *facts,
             struct health_line out[HEALTH_LINES_MAX])
{
    size_t n = 0;

    out[n++] = judge_written(facts);
    out[n++] = judge_room(facts);
    out[n++] = judge_disk_kind(facts);
    out[n++] = judge_sync(facts);
    out[n++] = judge_u1(facts);
    out[n++] = judge_audit(facts);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        out[n++] = judge_row(facts, &rows[i]);
    for (size_t i = 0; i < HEALTH_LIBRARIES; i++)
        out[n++] = judge_library(&facts->libraries[i], &health_libraries[i]);
    return n;
}

bool
health_audit_late(int64_t waits_us)
{
    return waits_us > HEALTH_AUDIT_LATE_US;
}

const char *
health_grade_name(enum health_grade grade)
{
    return grade_names[grade];
}
