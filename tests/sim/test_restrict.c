/* What a restricted process can still ask of the kernel, call by call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/process.h"
#include "sys/restrict.h"

/* A sanitizer makes calls of its own, which would be judged here. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

#define SKIPPED 77
#define LET     0 /* and else an errno, or one of these */
#define DIES    200

static long
try_exec(void)
{
    char *const argv[] = {"true", NULL};

    return execv("/bin/true", argv);
}

static long
try_fork(void)
{
    long pid = fork();

    if (pid == 0)
        _exit(0);
    return pid;
}

/* What the C library asks first for a thread, and what it can do without. */
static long
try_clone3(void)
{
    return syscall(SYS_clone3, NULL, 0);
}

static void *
nothing(void *arg)
{
    return arg;
}

static long
try_thread(void)
{
    pthread_t thread;

    errno = pthread_create(&thread, NULL, nothing, NULL);
    return errno == 0 && pthread_join(thread, NULL) == 0 ? 0 : -1;
}

static long
try_ptrace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long
try_open(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long
try_inet(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_inet6(void)
{
    return socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_unix(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_netlink(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long
try_packet(void)
{
    return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long
try_vsock(void)
{
    return socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_mount(void)
{
    return mount("none", "/tmp", "tmpfs", 0, NULL);
}

static long
try_unshare(void)
{
    return unshare(CLONE_NEWUSER);
}

static long
try_setuid(void)
{
    return (long)syscall(SYS_setuid, getuid());
}

static long
try_kill_parent(void)
{
    return kill(getppid(), 0);
}

static long
try_unknown(void)
{
    return syscall(1000);
}

static long
try_bpf(void)
{
    return syscall(SYS_bpf, 0, NULL, 0);
}

static long
try_io_uring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

static long
try_sync(void)
{
    return fdatasync(STDERR_FILENO) == 0 || errno == EINVAL || errno == EROFS
               ? 0
               : -1;
}

static const struct row {
    const char *name;
    long (*try)(void);
    int front, desk, supervisor;
} rows[] = {
    {"exec", try_exec, DIES, DIES, LET},
    {"fork", try_fork, DIES, DIES, LET},
    {"clone3", try_clone3, ENOSYS, ENOSYS, EINVAL},
    {"a thread", try_thread, LET, LET, LET},
    {"ptrace", try_ptrace, DIES, DIES, DIES},
    {"open", try_open, EACCES, LET, LET},
    {"inet", try_inet, LET, DIES, LET},
    {"inet6", try_inet6, LET, DIES, LET},
    {"unix", try_unix, LET, LET, LET},
    {"netlink", try_netlink, LET, DIES, LET},
    {"packet", try_packet, DIES, DIES, LET},
    {"vsock", try_vsock, DIES, DIES, LET},
    {"mount", try_mount, DIES, DIES, DIES},
    {"unshare", try_unshare, DIES, DIES, DIES},
    {"setuid", try_setuid, DIES, DIES, LET},
    {"bpf", try_bpf, DIES, DIES, DIES},
    {"io_uring", try_io_uring, DIES, DIES, DIES},
    {"a signal to another", try_kill_parent, ENOSYS, ENOSYS, LET},
    {"what no kernel has", try_unknown, ENOSYS, ENOSYS, ENOSYS},
    {"to sync", try_sync, ENOSYS, LET, LET},
};

/* In a process of its own: there is no way back.  execv of /bin/true ends
 * with 0 too. */
static int
outcome(const struct row *row, enum restricted process)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        enum rc rc = process_harden();

        if (rc == RC_OK)
            rc = restrict_calls(process);
        if (rc != RC_OK)
            _exit(rc == RC_DOWN ? SKIPPED : DIES - 1);
        errno = 0;
        _exit(row->try() >= 0 ? LET : errno);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? DIES : DIES + WTERMSIG(status);
    return WEXITSTATUS(status);
}

static void
check(enum restricted process, int (*expected)(const struct row *row))
{
    bool skipped = false;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int got = outcome(&rows[i], process);

        if (got == SKIPPED)
            skipped = true;
        /* without the right to it, which the kernel says first */
        else if (got != expected(&rows[i]) &&
                 !(expected(&rows[i]) == LET && got == EPERM))
            fail_msg("%s: %d, not %d", rows[i].name, got, expected(&rows[i]));
    }
    if (skipped)
        skip(); /* a kernel without seccomp */
}

static int
of_front(const struct row *row)
{
    return row->front;
}

static int
of_desk(const struct row *row)
{
    return row->desk;
}

static int
of_supervisor(const struct row *row)
{
    return row->supervisor;
}

static void
test_front(void **state)
{
    (void)state;
    check(RESTRICT_FRONT, of_front);
}

static void
test_desk(void **state)
{
    (void)state;
    check(RESTRICT_DESK, of_desk);
}

static void
test_supervisor(void **state)
{
    (void)state;
    check(RESTRICT_SUPERVISOR, of_supervisor);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_front),
        cmocka_unit_test(test_desk),
        cmocka_unit_test(test_supervisor),
    };

    if (SANITIZED) {
        puts("ok 1 - restricted calls # SKIP under the sanitizer");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
