/* Starting our own processes. */
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS_MAX      8
#define FD_AWAY      64 /* out of the way of the final numbers */
#define CHILD_FAILED 127
#define ENVIRON_MAX  16

/* Of a thousandth of all memory each, of the unit's when that is what ends. */
#define GOES_FIRST 500
#define SCORE_MOST 1000

enum rc
process_harden(void)
{
    const struct rlimit none = {0, 0};

    if (setrlimit(RLIMIT_CORE, &none) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return RC_FATAL;
    return RC_OK;
}

/* What a child may know of our environment; the notify socket is not in it,
 * so only the supervisor speaks to systemd. */
static const char *const environ_names[] = {
    "JOURNAL_STREAM=", "TZ=",           "LANG=", "PATH=", "ASAN_OPTIONS=",
    "UBSAN_OPTIONS=",  "LSAN_OPTIONS=",
};

static void
pick_environ(char *out[ENVIRON_MAX])
{
    size_t n = 0;

    for (char **at = environ; *at != NULL && n < ENVIRON_MAX - 1; at++)
        for (size_t i = 0; i < sizeof environ_names / sizeof *environ_names;
             i++)
            if (strncmp(*at, environ_names[i], strlen(environ_names[i])) == 0)
                out[n++] = *at;
    out[n] = NULL;
}

static bool
place_fds(const struct process_plan *plan)
{
    int away[FDS_MAX];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(null, STDOUT_FILENO) < 0)
        return false;
    for (size_t i = 0; i < plan->fds_n; i++)
        if ((away[i] = fcntl(plan->fds[i], F_DUPFD_CLOEXEC, FD_AWAY)) < 0)
            return false;
    for (size_t i = 0; i < plan->fds_n; i++)
        if (dup2(away[i], PROCESS_FD_FIRST + (int)i) < 0)
            return false;
    return close_range(PROCESS_FD_FIRST + (unsigned)plan->fds_n, UINT_MAX, 0) ==
           0;
}

static bool
take_rights(uid_t uid, gid_t gid)
{
    return setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 &&
           setresuid(uid, uid, uid) == 0;
}

static bool
take_user(const struct passwd *user)
{
    return user == NULL || take_rights(user->pw_uid, user->pw_gid);
}

enum rc
process_become_owner(const char *path)
{
    struct stat st;

    if (geteuid() != 0 || stat(path, &st) != 0 || st.st_uid == 0)
        return RC_OK;
    return take_rights(st.st_uid, st.st_gid) ? RC_OK : RC_FATAL;
}

static void
reset_handlers(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Between fork and exec; never returns. */
static _Noreturn void
become(const struct process_plan *plan, const struct passwd *user, pid_t parent)
{
    char title[64], mode[64];
    char *names[ENVIRON_MAX];
    char *argv[] = {title, mode, NULL};

    snprintf(title, sizeof title, "%s", plan->title);
    snprintf(mode, sizeof mode, "%s", plan->mode);
    pick_environ(names);
    reset_handlers();
    /* After the change of user, which clears it; and the parent may have died
     * before it was set. */
    if (place_fds(plan) && take_user(user) &&
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent)
        /* The program that runs, even when its file was upgraded under us;
         * by descriptor, so that valgrind finds it too. */
        fexecve(open("/proc/self/exe", O_RDONLY | O_CLOEXEC), argv, names);
    _exit(CHILD_FAILED);
}

void
process_goes_first(void)
{
    FILE *file = fopen("/proc/self/oom_score_adj", "r+e");
    char text[16] = "";

    if (file == NULL)
        return;
    if (fgets(text, sizeof text, file) != NULL) {
        long score = strtol(text, NULL, 10) + GOES_FIRST;

        rewind(file);
        fprintf(file, "%ld\n", score < SCORE_MOST ? score : SCORE_MOST);
    }
    (void)fclose(file);
}

int64_t
process_peak_bytes(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024
                                               : 0;
}

static int64_t
limit_of(int resource)
{
    struct rlimit limit;

    return getrlimit((__rlimit_resource_t)resource, &limit) != 0 ||
                   limit.rlim_cur > INT64_MAX
               ? INT64_MAX
               : (int64_t)limit.rlim_cur;
}

void
process_limits(struct process_limits *out)
{
    *out = (struct process_limits){.files = limit_of(RLIMIT_NOFILE),
                                   .locked_bytes = limit_of(RLIMIT_MEMLOCK)};
}

bool
process_user_known(const char *name)
{
    return getpwnam(name) != NULL;
}

enum rc
process_spawn(pid_t *out, const struct process_plan *plan)
{
    const struct passwd *user = NULL;
    pid_t parent = getpid();

    if (plan->fds_n > FDS_MAX)
        return RC_FATAL;
    if (plan->user != NULL && plan->user[0] != '\0') {
        errno = 0;
        if ((user = getpwnam(plan->user)) == NULL) {
            errno = errno != 0 ? errno : ENOENT;
            return RC_FATAL;
        }
        if (user->pw_uid == geteuid())
            user = NULL; /* nothing to change, and no right to */
    }
    pid_t pid = fork();

    if (pid < 0)
        return RC_FATAL;
    if (pid == 0)
        become(plan, user, parent);
    *out = pid;
    return RC_OK;
}

enum rc
process_hand(int *fd, const void *bytes, size_t n)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return RC_FATAL;
    /* Nobody reads yet: what does not fit the buffer would block for ever. */
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0 ||
        write(ends[1], bytes, n) != (ssize_t)n) {
        close(ends[0]);
        close(ends[1]);
        return RC_FATAL;
    }
    close(ends[1]);
    *fd = ends[0];
    return RC_OK;
}

enum rc
process_take(int fd, void *bytes, size_t n)
{
    uint8_t *at = bytes;
    enum rc rc = RC_OK;
    ssize_t got;
    uint8_t more;

    while (rc == RC_OK && n > 0) {
        got = read(fd, at, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            rc = RC_FATAL;
            break;
        }
        at += got;
        n -= (size_t)got;
    }
    if (rc == RC_OK && read(fd, &more, 1) != 0)
        rc = RC_FATAL;
    close(fd);
    return rc;
}
