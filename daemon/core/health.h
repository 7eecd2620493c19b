/* health -- what an operator should know of the machine under a desk, and
 * what to do about it.
 *
 * sys/health_probe.h and doctor.h gather the facts; here they are judged.  A
 * fact that is not known is HEALTH_UNSAID, never a good one. */
#ifndef CORE_HEALTH_H
#define CORE_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEALTH_UNSAID     INT64_MIN
#define HEALTH_LINES_MAX  40
#define HEALTH_SAID_BYTES 160
#define HEALTH_LIBRARIES  5

/* Older than this is told; also by `loketd --self-audit` and `loket top`. */
#define HEALTH_EPOCH_DAYS   400
#define HEALTH_BACKUP_HOURS 26

/* A record of the audit that waits longer for its relay is late; one that waits
 * exactly as long is not yet. */
#define HEALTH_AUDIT_LATE_US INT64_C(600000000)

enum health_grade {
    HEALTH_GOOD,
    HEALTH_UNKNOWN, /* it could not be seen from here */
    HEALTH_WARN,    /* mend it in working hours */
    HEALTH_BAD      /* mend it now */
};

/* A library, as the machine's packages tell of it. */
struct health_library {
    const char *package; /* of health_libraries */
    char version[64];    /* "": not known */
};

/* What is known of versions that must not be under a desk.  Debian 12's: what
 * a later Debian was released with sorts later, mended or not.  Zone data have
 * an age, which is judged, and no version that is bad. */
struct health_known {
    const char *package;
    const char *least; /* this or later is good */
    const char *why;
};
extern const struct health_known health_libraries[HEALTH_LIBRARIES];

/* Each HEALTH_UNSAID: not known.  Times UTC us, spans us, sizes bytes. */
struct health_facts {
    int64_t now_us;
    int64_t clock_synchronised; /* 0, 1: as the kernel says */
    int64_t clock_error_us;     /* the most it is off, by its own account */
    int64_t clock_written_us;   /* the database was last written */
    int64_t zone_made_us;       /* of the file of the zone */
    int64_t disk_free;
    int64_t disk_total;
    int64_t disk_kind; /* enum health_disk */
    int64_t disk_read_only;
    int64_t sync_us; /* of one write and fdatasync, the middle of several */
    int64_t reserve_bytes;
    int64_t reserve_wanted;
    int64_t wal_bytes;
    int64_t files_most;   /* descriptors the desk may have; so the others: of */
    int64_t core_bytes;   /* the desk that runs */
    int64_t locked_bytes; /* it may lock */
    int64_t swap_bytes;   /* of it that lie in swap */
    int64_t findings;     /* of --check-config, which must start */
    int64_t schema_old;   /* 0, 1 */
    int64_t roster_faults; /* findings of the documents that refuse */
    int64_t epoch_made_us; /* the newest epoch key */
    int64_t epochs;
    int64_t epochs_room;
    int64_t epochs_idle;     /* wrap nothing, for a day */
    int64_t erased_opens;    /* messages, that older copies open, for a day */
    int64_t backup_unopened; /* 0, 1: the keys lack one that it needs */
    int64_t keys_end_soon;   /* keys of partners that end within 30 days */
    int64_t drill_us;        /* the last that ended well; 0: never */
    int64_t backup_us;       /* of what the last backup holds; 0: never */
    int64_t unattended;
    int64_t oldest_u1_us;    /* made; 0: none is open that nobody took */
    int64_t audit_relayed;   /* 0, 1: as the settings say */
    int64_t oldest_audit_us; /* record that was not relayed; 0: none waits */
    struct health_library libraries[HEALTH_LIBRARIES];
};

enum health_disk {
    HEALTH_DISK_KNOWN, /* ext4, xfs, btrfs, zfs .. */
    HEALTH_DISK_MEMORY,
    HEALTH_DISK_NETWORK,
    HEALTH_DISK_LAYERS, /* overlayfs, FUSE */
    HEALTH_DISK_OTHER
};

struct health_line {
    const char *check; /* one word, for ever the same */
    enum health_grade grade;
    char said[HEALTH_SAID_BYTES];
    const char *todo; /* "": nothing */
};

/* health_unsaid: every fact unknown; names of libraries filled in. */
void health_unsaid(struct health_facts *facts);

/* health_judge: every line, in the order of the facts; answers how many. */
size_t health_judge(const struct health_facts *facts,
                    struct health_line out[HEALTH_LINES_MAX]);

/* health_audit_late: is a record late that waits so long for its relay?  Told by
 * doctor, --self-audit and `loket top`; also by the desk, in a notice, its log
 * and its line in `systemctl status`. */
bool health_audit_late(int64_t waits_us);

/* health_grade_name: "good", "unknown", "warn", "bad". */
const char *health_grade_name(enum health_grade grade);

#endif
