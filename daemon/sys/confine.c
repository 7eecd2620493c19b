/* Landlock; the C library has no names for its calls. */
#include "sys/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What every kernel with Landlock knows; the bits are without a gap. */
#define ALL_RIGHTS                                                             \
    (((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - LANDLOCK_ACCESS_FS_EXECUTE)
#define SOCKET_RIGHTS                                                          \
    (LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE)

static enum rc
allow_sockets(int rules, const char *dir)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access =
                                                     SOCKET_RIGHTS};
    long added;

    beneath.parent_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (beneath.parent_fd < 0)
        return RC_FATAL;
    added = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
                    &beneath, 0);
    close(beneath.parent_fd);
    return added == 0 ? RC_OK : RC_FATAL;
}

enum rc
confine_files(const char *const socket_dirs[], size_t n)
{
    const struct landlock_ruleset_attr all = {.handled_access_fs = ALL_RIGHTS};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    enum rc rc = RC_OK;

    if (rules < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM
                   ? RC_DOWN
                   : RC_FATAL;
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = allow_sockets(rules, socket_dirs[i]);
    if (rc == RC_OK && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        rc = RC_FATAL;
    close(rules);
    return rc;
}
