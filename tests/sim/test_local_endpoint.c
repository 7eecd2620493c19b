/* Where only processes of this machine reach us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/local_endpoint.h"
#include "temporary.h"

#define TEN "0123456789"
#define P97 "/" TEN TEN TEN TEN TEN TEN TEN TEN TEN "012345"

static const struct row {
    const char *text;
    bool ok;
} rows[] = {
    {"tcp://127.0.0.1:1", true},
    {"tcp://127.0.0.1:65535", true},
    {"tcp://127.0.0.1:65536", false},
    {"tcp://127.0.0.1:0", false},
    {"tcp://127.0.0.1:", false},
    {"tcp://127.0.0.1:000001", false},
    {"tcp://127.0.0.1:9411x", false},
    {"tcp://127.0.0.1:-1", false},
    {"tcp://127.0.0.1", false},
    {"tcp://[::1]:9411", true},
    {"tcp://[::1]:65536", false},
    {"tcp://[::]:9411", false},
    {"tcp://::1:9411", false},
    {"tcp://0.0.0.0:9411", false},
    {"tcp://127.0.0.2:9411", false},
    {"tcp://*:9411", false},
    {"tcp://localhost:9411", false},
    {"tcp://192.0.2.1:9411", false},
    {"http://127.0.0.1:9411", false},
    {"127.0.0.1:9411", false},
    {"", false},
    {"unix:///run/loket/metrics", true},
    {"unix://run/loket/metrics", false},
    {"unix://", false},
    {"ipc:///run/loket/metrics", false},
    {"unix://" P97 TEN, true},      /* 107 characters and a NUL */
    {"unix://" P97 TEN "0", false}, /* one more */
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (local_endpoint_ok(rows[i].text) != rows[i].ok)
            fail_msg("%s", rows[i].text);
}

static void
test_others_are_not_listened_on(void **state)
{
    int fd = -1;

    (void)state;
    assert_int_equal(local_endpoint_listen(&fd, "tcp://0.0.0.0:9411"),
                     RC_INVALID);
    assert_int_equal(fd, -1);
}

/* Somebody serves it who is too busy to take another connection. */
static void
fill_backlog(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int full = 0;

    assert_true(strlen(path) < sizeof address.sun_path);
    strcpy(address.sun_path, path);
    while (full == 0) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

        assert_true(fd >= 0 && fd < 200);
        full = connect(fd, (struct sockaddr *)&address, sizeof address);
    }
    assert_int_equal(errno, EAGAIN);
}

static void
test_a_unix_socket_of_the_group(void **state)
{
    char *dir = temporary_make();
    char text[PATH_MAX];
    struct stat st;
    int first = -1, second = -1;

    (void)state;
    snprintf(text, sizeof text, "unix://%s/s", dir);
    assert_int_equal(local_endpoint_listen(&first, text), RC_OK);
    assert_int_equal(stat(text + strlen("unix://"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0660);
    /* somebody serves it */
    assert_int_equal(local_endpoint_listen(&second, text), RC_FATAL);
    assert_int_equal(errno, EADDRINUSE);
    fill_backlog(text + strlen("unix://"));
    assert_int_equal(local_endpoint_listen(&second, text), RC_FATAL);
    assert_int_equal(errno, EADDRINUSE);
    close(first);
    /* nobody does any more */
    assert_int_equal(local_endpoint_listen(&second, text), RC_OK);
    close(second);
    temporary_remove(dir);
}

static void
test_nothing_but_a_socket_is_replaced(void **state)
{
    char *dir = temporary_make();
    char text[PATH_MAX + 8], path[PATH_MAX];
    int fd = -1;

    (void)state;
    temporary_write(path, dir, "s", "mine", 0600);
    snprintf(text, sizeof text, "unix://%s", path);
    assert_int_equal(local_endpoint_listen(&fd, text), RC_FATAL);
    assert_int_equal(errno, EADDRINUSE);
    assert_int_equal(access(path, F_OK), 0);
    temporary_remove(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_others_are_not_listened_on),
        cmocka_unit_test(test_a_unix_socket_of_the_group),
        cmocka_unit_test(test_nothing_but_a_socket_is_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
