/* What a confined process can still do with files: what is open, and unix
 * sockets where they are allowed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/confine.h"
#include "sys/process.h"
#include "temporary.h"

#define SKIPPED 77

struct place {
    char *dir;              /* not allowed */
    char sockets[NAME_MAX]; /* allowed, below it */
    char file[PATH_MAX];
    int open; /* of file, before */
};

static bool
denied(int answer)
{
    return answer < 0 && errno == EACCES;
}

static int
make_socket(const char *dir)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(name.sun_path, sizeof name.sun_path, "%s/s", dir);
    if (bind(fd, (struct sockaddr *)&name, sizeof name) != 0)
        return -1;
    return unlink(name.sun_path);
}

static bool
reads_no_file(const struct place *place)
{
    return denied(open(place->file, O_RDONLY));
}

static bool
writes_no_file(const struct place *place)
{
    return denied(open(place->file, O_WRONLY));
}

static bool
makes_no_file(const struct place *place)
{
    char path[PATH_MAX + 8];

    snprintf(path, sizeof path, "%s.new", place->file);
    return denied(open(path, O_WRONLY | O_CREAT, 0600));
}

static bool
removes_no_file(const struct place *place)
{
    return denied(unlink(place->file));
}

static bool
lists_no_folder(const struct place *place)
{
    return denied(open(place->dir, O_RDONLY | O_DIRECTORY));
}

static bool
makes_no_folder(const struct place *place)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/new", place->dir);
    return denied(mkdir(path, 0700));
}

static bool
runs_no_program(const struct place *place)
{
    char *const argv[] = {"true", NULL};

    (void)place;
    return denied(execv("/bin/true", argv));
}

static bool
makes_no_socket_elsewhere(const struct place *place)
{
    return denied(make_socket(place->dir));
}

static bool
makes_a_socket_where_it_may(const struct place *place)
{
    return make_socket(place->sockets) == 0;
}

static bool
reads_what_is_open(const struct place *place)
{
    char byte;

    return read(place->open, &byte, 1) == 1;
}

static const struct row {
    const char *name;
    bool (*try)(const struct place *place);
} rows[] = {
    {"reads no file", reads_no_file},
    {"writes no file", writes_no_file},
    {"makes no file", makes_no_file},
    {"removes no file", removes_no_file},
    {"lists no folder", lists_no_folder},
    {"makes no folder", makes_no_folder},
    {"runs no program", runs_no_program},
    {"makes no socket elsewhere", makes_no_socket_elsewhere},
    {"makes a socket where it may", makes_a_socket_where_it_may},
    {"reads what is open", reads_what_is_open},
};

/* In a process of its own: there is no way back. */
static int
exit_code_of(const struct row *row, const struct place *place)
{
    const char *const dirs[] = {place->sockets};
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        enum rc rc = process_harden();

        if (rc == RC_OK)
            rc = confine_files(dirs, 1);
        if (rc != RC_OK)
            _exit(rc == RC_DOWN ? SKIPPED : 2);
        _exit(row->try(place) ? 0 : 1);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

static void
test_what_a_confined_process_can_do(void **state)
{
    struct place place = {.dir = temporary_make()};
    bool skipped = false;

    (void)state;
    snprintf(place.sockets, sizeof place.sockets, "%s/sockets", place.dir);
    assert_int_equal(mkdir(place.sockets, 0700), 0);
    temporary_write(place.file, place.dir, "file", "text", 0600);
    place.open = open(place.file, O_RDONLY | O_CLOEXEC);
    assert_true(place.open >= 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int code = exit_code_of(&rows[i], &place);

        skipped = skipped || code == SKIPPED;
        if (code != 0 && code != SKIPPED)
            fail_msg("%s: %d", rows[i].name, code);
    }
    close(place.open);
    temporary_remove(place.dir);
    if (skipped)
        skip(); /* a kernel without Landlock */
}

static void
test_a_folder_that_is_not_there(void **state)
{
    const char *const dirs[] = {"/nonexistent/folder"};
    enum rc rc = confine_files(dirs, 1);

    (void)state;
    assert_true(rc == RC_FATAL || rc == RC_DOWN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_confined_process_can_do),
        cmocka_unit_test(test_a_folder_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
