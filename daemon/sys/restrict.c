/* seccomp, by libseccomp.  A call stands in one list only. */
#include "sys/restrict.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CALL(name) SCMP_SYS(name)
#define LIST_END   INT32_MIN

/* Memory, threads, time, waiting, what is open. */
static const int common[] = {
    CALL(brk), CALL(mmap), CALL(munmap), CALL(mremap), CALL(madvise),
    CALL(mprotect), CALL(mlock), CALL(mlock2), CALL(munlock), CALL(futex),
    CALL(rseq), CALL(set_robust_list), CALL(membarrier), CALL(sched_yield),
    CALL(getcpu), CALL(sched_getaffinity), CALL(exit), CALL(exit_group),
    CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn),
    CALL(rt_sigtimedwait), CALL(sigaltstack), CALL(restart_syscall),
    CALL(pause), CALL(getpid), CALL(gettid), CALL(getppid), CALL(getuid),
    CALL(geteuid), CALL(getgid), CALL(getegid), CALL(getrandom),
    CALL(clock_gettime), CALL(clock_getres), CALL(clock_nanosleep),
    CALL(nanosleep), CALL(gettimeofday), CALL(time), CALL(timerfd_create),
    CALL(timerfd_settime), CALL(timerfd_gettime), CALL(epoll_create),
    CALL(epoll_create1), CALL(epoll_ctl), CALL(epoll_wait), CALL(epoll_pwait),
    CALL(poll), CALL(ppoll), CALL(select), CALL(pselect6), CALL(eventfd2),
    CALL(pipe2), CALL(read), CALL(readv), CALL(write), CALL(writev),
    CALL(close), CALL(fstat), CALL(newfstatat), CALL(lseek), CALL(sendto),
    CALL(sendmsg), CALL(recvfrom), CALL(recvmsg), CALL(shutdown),
    CALL(getsockopt), CALL(setsockopt), CALL(getsockname), CALL(getpeername),
    CALL(connect), CALL(uname), CALL(sysinfo), CALL(getrusage),
    /* of what is open already; new ones come from socket() and open alone */
    CALL(fcntl), CALL(dup), CALL(prlimit64), CALL(getrlimit), LIST_END};

/* The descriptor says what of it is meant: FIONREAD, FIONBIO. */
static const int front_only[] = {
    CALL(accept), CALL(accept4), CALL(bind), CALL(listen), CALL(ioctl),
    /* libzmq sets the ordinary scheduling of its threads, and aborts when it
     * may not */
    CALL(sched_getparam), CALL(sched_getscheduler), CALL(sched_setscheduler),
    CALL(sched_setparam),
    /* its sockets of ipc endpoints; confine_files() says where */
    CALL(unlink), CALL(access), LIST_END};

static const int front_files[] = {CALL(open), CALL(openat), CALL(openat2),
                                  CALL(creat), LIST_END};

/* The database, its log, the reserve beside it, how full the disk is. */
static const int desk_only[] = {
    CALL(open),       CALL(openat),    CALL(pread64),    CALL(pwrite64),
    CALL(preadv),     CALL(pwritev),   CALL(fsync),      CALL(fdatasync),
    CALL(ftruncate),  CALL(fallocate), CALL(unlink),     CALL(unlinkat),
    CALL(rename),     CALL(renameat),  CALL(renameat2),  CALL(mkdir),
    CALL(rmdir),      CALL(access),    CALL(faccessat),  CALL(faccessat2),
    CALL(stat),       CALL(lstat),     CALL(statx),      CALL(statfs),
    CALL(fstatfs),    CALL(readlink),  CALL(readlinkat), CALL(getcwd),
    CALL(getdents64), CALL(chmod),     CALL(fchmod),     CALL(fchown),
    CALL(fadvise64),  CALL(flock),     CALL(msync),      CALL(umask),
    CALL(ioctl),      LIST_END};

/* Nothing of this is ever an accident. */
static const int killed_in_all[] = {CALL(ptrace),
                                    CALL(process_vm_readv),
                                    CALL(process_vm_writev),
                                    CALL(pidfd_getfd),
                                    CALL(kcmp),
                                    CALL(init_module),
                                    CALL(finit_module),
                                    CALL(delete_module),
                                    CALL(kexec_load),
                                    CALL(kexec_file_load),
                                    CALL(bpf),
                                    CALL(perf_event_open),
                                    CALL(userfaultfd),
                                    CALL(keyctl),
                                    CALL(add_key),
                                    CALL(request_key),
                                    CALL(mount),
                                    CALL(umount2),
                                    CALL(move_mount),
                                    CALL(fsopen),
                                    CALL(open_tree),
                                    CALL(pivot_root),
                                    CALL(chroot),
                                    CALL(unshare),
                                    CALL(setns),
                                    CALL(swapon),
                                    CALL(swapoff),
                                    CALL(reboot),
                                    CALL(acct),
                                    CALL(quotactl),
                                    CALL(iopl),
                                    CALL(ioperm),
                                    CALL(modify_ldt),
                                    CALL(personality),
                                    CALL(open_by_handle_at),
                                    CALL(settimeofday),
                                    CALL(clock_settime),
                                    CALL(adjtimex),
                                    CALL(clock_adjtime),
                                    CALL(sethostname),
                                    CALL(setdomainname),
                                    CALL(vhangup),
                                    CALL(mknod),
                                    CALL(mknodat),
                                    CALL(io_uring_setup),
                                    LIST_END};

static const int killed_in_workers[] = {
    CALL(execve),    CALL(execveat),  CALL(fork),       CALL(vfork),
    CALL(setuid),    CALL(setgid),    CALL(setreuid),   CALL(setregid),
    CALL(setresuid), CALL(setresgid), CALL(setgroups),  CALL(setfsuid),
    CALL(setfsgid),  CALL(capset),    CALL(socketpair), LIST_END};

static bool
add(scmp_filter_ctx filter, uint32_t action, const int calls[])
{
    for (size_t i = 0; calls[i] != LIST_END; i++) {
        /* not of this machine: nobody can make it */
        if (calls[i] < 0)
            continue;
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
            return false;
    }
    return true;
}

/* Threads; clone3 hides its flags from us, so it is refused and the C library
 * takes clone. */
static bool
add_threads(scmp_filter_ctx filter)
{
    return seccomp_rule_add(
               filter, SCMP_ACT_ALLOW, CALL(clone), 1,
               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, CALL(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
}

/* prctl: names of threads, and whether we are traceable, for the worse only
 * by what cannot be undone. */
static bool
add_prctl(scmp_filter_ctx filter)
{
    static const int allowed[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE,
                                  PR_CAPBSET_READ};

    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (seccomp_rule_add(
                filter, SCMP_ACT_ALLOW, CALL(prctl), 1,
                SCMP_A0_32(SCMP_CMP_EQ, (scmp_datum_t)allowed[i])) != 0)
            return false;
    return true;
}

/* Any family but these kills: ranges between them, which may not overlap. */
static bool
add_families(scmp_filter_ctx filter, const int ascending[], size_t n)
{
    scmp_datum_t from = 0;

    for (size_t i = 0; i < n; i++) {
        scmp_datum_t family = (scmp_datum_t)ascending[i];

        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(socket), 1,
                             SCMP_A0_32(SCMP_CMP_EQ, family)) != 0)
            return false;
        for (; from < family; from++)
            if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, CALL(socket), 1,
                                 SCMP_A0_32(SCMP_CMP_EQ, from)) != 0)
                return false;
        from = family + 1;
    }
    return seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, CALL(socket), 1,
                            SCMP_A0_32(SCMP_CMP_GE, from)) == 0;
}

/* Signals to oneself alone: abort(), and a test that ends us. */
static bool
add_own_signals(scmp_filter_ctx filter, pid_t self)
{
    scmp_datum_t own = (scmp_datum_t)self;

    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(kill), 1,
                            SCMP_A0_32(SCMP_CMP_EQ, own)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(tgkill), 1,
                            SCMP_A0_32(SCMP_CMP_EQ, own)) == 0;
}

static bool
add_worker(scmp_filter_ctx filter)
{
    return add(filter, SCMP_ACT_ALLOW, common) &&
           add(filter, SCMP_ACT_KILL_PROCESS, killed_in_all) &&
           add(filter, SCMP_ACT_KILL_PROCESS, killed_in_workers) &&
           add_threads(filter) && add_prctl(filter) &&
           add_own_signals(filter, getpid());
}

static bool
add_front(scmp_filter_ctx filter)
{
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

    return add_worker(filter) && add(filter, SCMP_ACT_ALLOW, front_only) &&
           add(filter, SCMP_ACT_ERRNO(EACCES), front_files) &&
           add_families(filter, families, sizeof families / sizeof *families);
}

static bool
add_desk(scmp_filter_ctx filter)
{
    static const int families[] = {AF_UNIX};

    return add_worker(filter) && add(filter, SCMP_ACT_ALLOW, desk_only) &&
           add_families(filter, families, sizeof families / sizeof *families);
}

enum rc
restrict_calls(enum restricted process)
{
    bool supervisor = process == RESTRICT_SUPERVISOR;
    scmp_filter_ctx filter =
        seccomp_init(supervisor ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(ENOSYS));
    bool made = filter != NULL;
    int loaded = 0;

    /* a tree of comparisons, and the kernel's own errno */
    if (made && (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) != 0 ||
                 seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1) != 0))
        made = false;
    switch (process) {
    case RESTRICT_FRONT:
        made = made && add_front(filter);
        break;
    case RESTRICT_DESK:
        made = made && add_desk(filter);
        break;
    case RESTRICT_SUPERVISOR:
        made = made && add(filter, SCMP_ACT_KILL_PROCESS, killed_in_all);
        break;
    }
    if (made)
        loaded = seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    if (!made) {
        errno = ENOMEM;
        return RC_FATAL;
    }
    errno = -loaded;
    if (loaded == 0)
        return RC_OK;
    return errno == ENOSYS || errno == EINVAL ? RC_DOWN : RC_FATAL;
}
