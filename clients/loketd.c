/* The daemon's program, run for an operator. */
#include "loketd.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text.h"

#define WORDS_MAX 24

/* Of the same installation: in our own folder. */
static bool
find(char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - sizeof "/loketd");
    char *slash;

    if (n <= 0)
        return false;
    out[n] = '\0';
    slash = strrchr(out, '/');
    if (slash == NULL)
        return false;
    memcpy(slash, "/loketd", sizeof "/loketd");
    return access(out, X_OK) == 0;
}

/* A value is a number when it reads as one. */
static json_t *
value_of(const char *text)
{
    char *end = NULL;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    return *text != '\0' && *end == '\0' && errno == 0 ? json_integer(number)
                                                       : json_string(text);
}

static void
pass_object(char *line)
{
    char *colon = strstr(line, ": ");
    json_t *object = NULL;
    char *rest = NULL;
    size_t pairs = 0;

    if (colon == NULL || (object = json_object()) == NULL)
        return;
    *colon = '\0';
    (void)json_object_set_new(object, "what", json_string(line));
    for (char *word = strtok_r(colon + 2, " \n", &rest); word != NULL;
         word = strtok_r(NULL, " \n", &rest)) {
        char *equals = strchr(word, '=');

        if (equals == NULL)
            continue;
        *equals = '\0';
        pairs++;
        (void)json_object_set_new(object, word, value_of(equals + 1));
    }
    if (pairs > 0)
        output_object(object);
    json_decref(object);
}

static void
pass_on(const struct invocation *inv, FILE *from)
{
    char *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, from) > 0) {
        if (inv->json)
            pass_object(line);
        else
            (void)fputs(line, stdout);
    }
    (void)fflush(stdout);
    free(line);
}

static void
become(const char *path, const char *const argv[], int out)
{
    char *words[WORDS_MAX + 2] = {(char *)(uintptr_t) "loketd"};
    size_t n = 1;

    for (; argv[n - 1] != NULL && n <= WORDS_MAX; n++)
        words[n] = (char *)(uintptr_t)argv[n - 1];
    if (dup2(out, STDOUT_FILENO) >= 0)
        (void)execv(path, words);
    _exit(ENDING_UNREACHABLE);
}

enum ending
loketd_run(const struct invocation *inv, const char *const argv[])
{
    char path[PATH_MAX];
    FILE *from = NULL;
    int fds[2];
    int status = 0;
    pid_t pid;

    if (!find(path)) {
        output_error(_("there is no loketd beside this program: this is done "
                       "on the server"));
        return ENDING_UNREACHABLE;
    }
    if (pipe(fds) != 0 || (pid = fork()) < 0) {
        output_error(_("loketd cannot be started"));
        return ENDING_UNREACHABLE;
    }
    if (pid == 0)
        become(path, argv, fds[1]);
    (void)close(fds[1]);
    if ((from = fdopen(fds[0], "r")) != NULL) {
        pass_on(inv, from);
        (void)fclose(from);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) <= ENDING_UNREACHABLE)
        return (enum ending)WEXITSTATUS(status);
    return ENDING_REFUSED;
}
