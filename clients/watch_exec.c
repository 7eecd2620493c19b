/* watch_exec -- see watch_exec.h */
#include "watch_exec.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output.h"
#include "text.h"
#include "watch_pages.h"

#define VARIABLES      4
#define VARIABLE_BYTES 64

/* Our environment and the four; the strings stay where they are. */
static char **
environment_make(char variables[VARIABLES][VARIABLE_BYTES])
{
    size_t n = 0;
    char **made;

    while (environ[n] != NULL)
        n++;
    made = calloc(n + VARIABLES + 1, sizeof *made);
    if (made == NULL)
        return NULL;
    for (size_t i = 0; i < VARIABLES; i++)
        made[i] = variables[i];
    memcpy(made + VARIABLES, environ, n * sizeof *made);
    return made;
}

static int
spawn(const char *command, char **environment)
{
    char shell[] = "/bin/sh";
    char option[] = "-c";
    char *text = strdup(command);
    char *argv[] = {shell, option, text, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t child;
    int failed = -1;

    (void)sigemptyset(&none);
    if (text == NULL || posix_spawn_file_actions_init(&files) != 0)
        goto out;
    if (posix_spawnattr_init(&attributes) != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        goto out;
    }
    /* Signals that we take from a descriptor must work for the child. */
    if (posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                         O_RDONLY, 0) == 0 &&
        posix_spawn_file_actions_adddup2(&files, STDERR_FILENO,
                                         STDOUT_FILENO) == 0 &&
        posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0)
        failed =
            posix_spawn(&child, shell, &files, &attributes, argv, environment);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
out:
    free(text);
    return failed;
}

void
watch_exec_start(struct watch_exec *exec, const char *command,
                 const struct watch_page *page)
{
    char variables[VARIABLES][VARIABLE_BYTES];
    char **environment;

    if (exec->running == WATCH_EXEC_MAX) {
        output_error(_("too many commands are running; not run for %s"),
                     page->alert);
        return;
    }
    (void)snprintf(variables[0], VARIABLE_BYTES, "LOKET_ALERT=%s", page->alert);
    (void)snprintf(variables[1], VARIABLE_BYTES, "LOKET_LEVEL=%s", page->level);
    (void)snprintf(variables[2], VARIABLE_BYTES, "LOKET_GENERATION=%lld",
                   (long long)page->generation);
    (void)snprintf(variables[3], VARIABLE_BYTES, "LOKET_PAGE=%s",
                   page->page_id);
    environment = environment_make(variables);
    if (environment != NULL && spawn(command, environment) == 0)
        exec->running++;
    else
        output_error(_("the command cannot be run for %s"), page->alert);
    free(environment);
}

void
watch_exec_reap(struct watch_exec *exec)
{
    while (exec->running > 0 && waitpid(-1, NULL, WNOHANG) > 0)
        exec->running--;
}
