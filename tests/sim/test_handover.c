/* What goes from the supervisor to its children, and small files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handover.h"
#include "sys/file.h"
#include "sys/process.h"
#include "temporary.h"

#define PIPE_BYTES 65536

static void
test_a_struct_arrives_whole_or_not_at_all(void **state)
{
    static uint8_t sent[PIPE_BYTES + 1], got[PIPE_BYTES + 1];
    int fd = -1;

    (void)state;
    memset(sent, 0x5a, sizeof sent);
    assert_int_equal(process_hand(&fd, sent, PIPE_BYTES), RC_OK);
    assert_int_equal(process_take(fd, got, PIPE_BYTES), RC_OK);
    assert_memory_equal(got, sent, PIPE_BYTES);
    assert_int_equal(process_hand(&fd, sent, 9), RC_OK);
    assert_int_equal(process_take(fd, got, 10), RC_FATAL); /* too short */
    assert_int_equal(process_hand(&fd, sent, 11), RC_OK);
    assert_int_equal(process_take(fd, got, 10), RC_FATAL); /* too long */
    assert_int_equal(process_hand(&fd, sent, PIPE_BYTES + 1), RC_FATAL);
}

static void
test_what_is_handed_fits_a_pipe(void **state)
{
    (void)state;
    assert_true(sizeof(struct desk_handover) <= PIPE_BYTES);
    assert_true(sizeof(struct front_handover) <= PIPE_BYTES);
}

static void
test_a_child_cannot_change_the_log_level(void **state)
{
    uint32_t *level = NULL, *read_only;
    uint32_t other = 3;
    int fd = -1;

    (void)state;
    assert_int_equal(handover_level_open(&fd, &level), RC_OK);
    read_only = mmap(NULL, sizeof *level, PROT_READ, MAP_SHARED, fd, 0);
    assert_ptr_not_equal(read_only, MAP_FAILED);
    *level = 7;
    assert_int_equal(*read_only, 7);
    assert_ptr_equal(
        mmap(NULL, sizeof *level, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0),
        MAP_FAILED);
    assert_int_equal(pwrite(fd, &other, sizeof other, 0), -1);
    assert_int_equal(mprotect(read_only, sizeof *level, PROT_READ | PROT_WRITE),
                     -1);
    munmap(read_only, sizeof *level);
    munmap(level, sizeof *level);
    close(fd);
}

static void
test_a_file_is_read_whole_up_to_its_limit(void **state)
{
    char *dir = temporary_make();
    char path[PATH_MAX];
    uint8_t *bytes = NULL;
    size_t n = 0;

    (void)state;
    temporary_write(path, dir, "f", "12345", 0600);
    assert_int_equal(file_read(path, 4, &bytes, &n), RC_INVALID);
    assert_int_equal(file_read(path, 5, &bytes, &n), RC_OK);
    assert_int_equal(n, 5);
    assert_memory_equal(bytes, "12345", 6); /* with a NUL behind it */
    free(bytes);
    assert_int_equal(file_read(dir, 5, &bytes, &n), RC_INVALID);
    /* The kernel calls it empty and yet it has more than four bytes. */
    assert_int_equal(file_read("/proc/self/status", 4, &bytes, &n), RC_INVALID);
    snprintf(path, sizeof path, "%s/none", dir);
    assert_int_equal(file_read(path, 5, &bytes, &n), RC_NOT_FOUND);
    temporary_remove(dir);
}

static void
test_a_file_is_replaced_as_a_whole(void **state)
{
    char *dir = temporary_make();
    char path[PATH_MAX], left[PATH_MAX];
    uint8_t *bytes = NULL;
    struct stat before, after;
    size_t n = 0;

    (void)state;
    temporary_write(path, dir, "f", "old", 0644);
    /* Left by a writer that was killed. */
    temporary_write(left, dir, "f.new", "half of it", 0644);
    assert_int_equal(stat(path, &before), 0);
    assert_int_equal(file_write(path, "new", 3, 0600), RC_OK);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_mode & 07777, 0600);
    assert_true(after.st_ino != before.st_ino); /* never written in place */
    assert_int_equal(file_read(path, 10, &bytes, &n), RC_OK);
    assert_memory_equal(bytes, "new", 4);
    free(bytes);
    assert_int_equal(access(left, F_OK), -1);
    assert_int_equal(file_write_new(path, "x", 1, 0600), RC_DUP);
    assert_int_equal(file_make_dir(dir, 0700), RC_DUP);
    temporary_remove(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_struct_arrives_whole_or_not_at_all),
        cmocka_unit_test(test_what_is_handed_fits_a_pipe),
        cmocka_unit_test(test_a_child_cannot_change_the_log_level),
        cmocka_unit_test(test_a_file_is_read_whole_up_to_its_limit),
        cmocka_unit_test(test_a_file_is_replaced_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
