/* spoken -- see spoken.h */
#include "tests/client/spoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "clients/text.h"

#define WORDS_MAX 32

enum ending
spoken(enum ending (*verb)(struct invocation *inv), const char *words,
       char **text)
{
    char *copy = strdup(words);
    char *rest = copy;
    char *argv[WORDS_MAX + 1] = {NULL};
    struct invocation inv = {.verb = "", .timeout_ms = 1000, .argv = argv};
    FILE *const before[2] = {stdout, stderr};
    enum ending ending;
    size_t n = 0;

    assert_non_null(copy);
    while (rest != NULL && inv.argc < WORDS_MAX)
        argv[inv.argc++] = strsep(&rest, " ");
    inv.verb = argv[0];
    inv.help = "";
    stdout = stderr = open_memstream(text, &n);
    assert_non_null(stdout);
    ending = verb(&inv);
    (void)fclose(stdout);
    stdout = before[0];
    stderr = before[1];
    free(copy);
    return ending;
}

void
spoken_row(enum ending (*verb)(struct invocation *inv),
           const struct spoken_row *row)
{
    char *text = NULL;
    enum ending ending = spoken(verb, row->words, &text);

    if (ending != row->ending || strstr(text, row->says) == NULL ||
        (row->says_not != NULL && strstr(text, row->says_not) != NULL))
        fail_msg("%s: ends %d, says:\n%s", row->name, (int)ending, text);
    free(text);
}

void
spoken_language(const char *language)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
    char *tests;

    assert_true(n > 0);
    path[n] = '\0';
    tests = strstr(path, "/tests/client/");
    assert_non_null(tests);
    memcpy(tests, "/locale", sizeof "/locale");
    assert_int_equal(setenv("LOKET_LOCALEDIR", path, 1), 0);
    assert_int_equal(setenv("LC_ALL", "C.UTF-8", 1), 0);
    assert_int_equal(setenv("LANGUAGE", language, 1), 0);
    text_setup();
}
