/* health_probe -- see health_probe.h */
#include "sys/health_probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "core/health.h"
#include "sys/clock.h"
#include "sys/disk.h"
#include "sys/file.h"

#define SYNCS       9
#define BLOCK_BYTES 4096
#define XFS_MAGIC   0x58465342
#define ZFS_MAGIC   0x2fc12fc1
#define CIFS_MAGIC  0xff534d42
#define LINE_BYTES  512

static int64_t
modified_us(const char *dir, const char *name)
{
    char path[PATH_MAX];
    struct stat st;

    if (file_join(path, sizeof path, dir, name) != RC_OK ||
        stat(path, &st) != 0)
        return HEALTH_UNSAID;
    return (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
}

static int64_t
size_of(const char *dir, const char *name)
{
    char path[PATH_MAX];
    struct stat st;

    if (file_join(path, sizeof path, dir, name) != RC_OK)
        return HEALTH_UNSAID;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

void
health_probe_clock(struct health_facts *facts, const char *zone_path)
{
    struct timex clock = {.modes = 0};
    struct stat st;
    int state = adjtimex(&clock);

    if (state >= 0) {
        facts->clock_synchronised =
            state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
        facts->clock_error_us = clock.maxerror;
    }
    if (stat(zone_path, &st) == 0)
        facts->zone_made_us = (int64_t)st.st_mtim.tv_sec * 1000000;
}

static enum health_disk
kind_of(unsigned long magic)
{
    switch (magic) {
    case EXT4_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case F2FS_SUPER_MAGIC:
    case XFS_MAGIC:
    case ZFS_MAGIC:
        return HEALTH_DISK_KNOWN;
    case TMPFS_MAGIC:
    case RAMFS_MAGIC:
        return HEALTH_DISK_MEMORY;
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case CIFS_MAGIC:
    case V9FS_MAGIC:
        return HEALTH_DISK_NETWORK;
    case OVERLAYFS_SUPER_MAGIC:
    case FUSE_SUPER_MAGIC:
        return HEALTH_DISK_LAYERS;
    default:
        return HEALTH_DISK_OTHER;
    }
}

static int
ascending(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The file grows each time: a block that is written over may be found equal. */
static int64_t
sync_us(const char *dir)
{
    char path[PATH_MAX];
    char block[BLOCK_BYTES];
    int64_t took[SYNCS];
    const struct clock clock = {.control = NULL};
    size_t n = 0;
    int fd;

    if (file_join(path, sizeof path, dir, "doctor.probe") != RC_OK)
        return HEALTH_UNSAID;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return HEALTH_UNSAID;
    for (; n < SYNCS; n++) {
        int64_t from_us = clock_mono_us(&clock);

        memset(block, (int)n + 1, sizeof block);
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block ||
            fdatasync(fd) != 0)
            break;
        took[n] = clock_mono_us(&clock) - from_us;
    }
    close(fd);
    (void)unlink(path);
    if (n < SYNCS)
        return HEALTH_UNSAID;
    qsort(took, n, sizeof *took, ascending);
    return took[n / 2];
}

void
health_probe_disk(struct health_facts *facts, const char *state_dir)
{
    struct disk_room room;
    struct statfs kind;
    struct statvfs flags;
    int64_t log_us = modified_us(state_dir, "loket.db-wal");

    if (disk_room(&room, state_dir) == RC_OK) {
        facts->disk_free = room.free_bytes;
        facts->disk_total = room.total_bytes;
    }
    if (statfs(state_dir, &kind) == 0)
        facts->disk_kind = kind_of((unsigned long)kind.f_type);
    if (statvfs(state_dir, &flags) == 0)
        facts->disk_read_only = (flags.f_flag & ST_RDONLY) != 0;
    facts->sync_us = sync_us(state_dir);
    facts->reserve_bytes = size_of(state_dir, "reserve");
    facts->wal_bytes = size_of(state_dir, "loket.db-wal");
    facts->clock_written_us = modified_us(state_dir, "loket.db");
    if (log_us > facts->clock_written_us)
        facts->clock_written_us = log_us;
}

/* Has the process this file open? */
static bool
has_open(const char *pid, const struct stat *wanted)
{
    char path[PATH_MAX];
    DIR *dir;
    struct dirent *entry;
    bool found = false;

    (void)snprintf(path, sizeof path, "/proc/%s/fd", pid);
    if ((dir = opendir(path)) == NULL)
        return false;
    while (!found && (entry = readdir(dir)) != NULL) {
        struct stat st;

        found = fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 &&
                st.st_dev == wanted->st_dev && st.st_ino == wanted->st_ino;
    }
    closedir(dir);
    return found;
}

static bool
find_desk(char pid[16], const struct stat *lock)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    bool found = false;

    if (dir == NULL)
        return false;
    while (!found && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
            strlen(entry->d_name) < 16 && has_open(entry->d_name, lock)) {
            (void)snprintf(pid, 16, "%.15s", entry->d_name);
            found = true;
        }
    closedir(dir);
    return found;
}

/* The number behind these words at the beginning of a line; "unlimited" is
 * INT64_MAX. */
static int64_t
number_after(const char *path, const char *words, int64_t times)
{
    FILE *file = fopen(path, "re");
    char line[LINE_BYTES];
    int64_t found = HEALTH_UNSAID;

    if (file == NULL)
        return HEALTH_UNSAID;
    while (found == HEALTH_UNSAID && fgets(line, sizeof line, file) != NULL) {
        const char *at = line + strlen(words);

        if (strncmp(line, words, strlen(words)) != 0)
            continue;
        at += strspn(at, " \t");
        found = strncmp(at, "unlimited", 9) == 0
                    ? INT64_MAX
                    : strtoll(at, NULL, 10) * times;
    }
    fclose(file);
    return found;
}

void
health_probe_desk(struct health_facts *facts, const char *state_dir)
{
    char path[PATH_MAX];
    char pid[16];
    struct stat lock;

    if (file_join(path, sizeof path, state_dir, "lock") != RC_OK ||
        stat(path, &lock) != 0 || !find_desk(pid, &lock))
        return;
    (void)snprintf(path, sizeof path, "/proc/%s/limits", pid);
    facts->files_most = number_after(path, "Max open files", 1);
    facts->core_bytes = number_after(path, "Max core file size", 1);
    facts->locked_bytes = number_after(path, "Max locked memory", 1);
    (void)snprintf(path, sizeof path, "/proc/%s/status", pid);
    facts->swap_bytes = number_after(path, "VmSwap:", 1024);
}

static void
take_version(struct health_facts *facts, const char *package, const char *text)
{
    for (size_t i = 0; i < HEALTH_LIBRARIES; i++)
        if (strcmp(facts->libraries[i].package, package) == 0)
            (void)snprintf(facts->libraries[i].version,
                           sizeof facts->libraries[i].version, "%.*s",
                           (int)strcspn(text, " \n"), text);
}

void
health_probe_libraries(struct health_facts *facts, const char *list_path)
{
    FILE *file = fopen(list_path, "re");
    char line[LINE_BYTES];
    char package[LINE_BYTES] = "";

    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Package: ", 9) == 0)
            (void)snprintf(package, sizeof package, "%.*s",
                           (int)strcspn(line + 9, " \n"), line + 9);
        /* one that was removed is listed too, and has no files */
        else if (strncmp(line, "Status: ", 8) == 0 &&
                 strstr(line, " installed") == NULL)
            package[0] = '\0';
        else if (strncmp(line, "Version: ", 9) == 0)
            take_version(facts, package, line + 9);
    }
    fclose(file);
}
