/* watch_exec -- see watch_exec.h */
#include "watch_exec.h"

#include <errno.h>
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

#define VARIABLES      6
#define VARIABLE_BYTES 64

/* Our environment and ours of the call; the strings stay where they are. */
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

static bool
command_start(const char *command, const struct watch_page *page)
{
    char variables[VARIABLES][VARIABLE_BYTES];
    char **environment;
    bool started;

    (void)snprintf(variables[0], VARIABLE_BYTES, "LOKET_ALERT=%s", page->alert);
    (void)snprintf(variables[1], VARIABLE_BYTES, "LOKET_LEVEL=%s", page->level);
    (void)snprintf(variables[2], VARIABLE_BYTES, "LOKET_GENERATION=%lld",
                   (long long)page->generation);
    (void)snprintf(variables[3], VARIABLE_BYTES, "LOKET_PAGE=%s",
                   page->page_id);
    (void)snprintf(variables[4], VARIABLE_BYTES, "LOKET_TOTAL=%lld",
                   (long long)page->total);
    (void)snprintf(variables[5], VARIABLE_BYTES, "LOKET_CAUSE=%s", page->cause);
    environment = environment_make(variables);
    started = environment != NULL && spawn(command, environment) == 0;
    free(environment);
    return started;
}

static void
reap(struct watch_exec *exec)
{
    pid_t child = 0;

    while (exec->running > 0 && (child = waitpid(-1, NULL, WNOHANG)) > 0)
        exec->running--;
    /* Whoever started us may have had SIGCHLD ignored: then nobody is left to
     * collect, and a place must not stay taken for ever. */
    if (child < 0 && errno == ECHILD)
        exec->running = 0;
}

/* A failure wakes our caller as the end of a command does: trying again at
 * once would keep the machine that is short of something busy. */
static void
put_off(struct watch_exec *exec, const struct watch_page *page, int64_t now_ms)
{
    if (exec->retry_ms == 0)
        output_error(_("the command cannot be run for %s; trying again"),
                     page->alert);
    exec->retry_ms = now_ms + WATCH_EXEC_RETRY_MS;
}

static void
tell_full(struct watch_exec *exec, const struct watch_page *page)
{
    if (!exec->told_full)
        output_error(_("%d commands are running; calls wait for their turn, "
                       "%s first"),
                     WATCH_EXEC_MAX, page->alert);
    exec->told_full = true;
}

void
watch_exec_run(struct watch_exec *exec, const char *command,
               struct watch_pages *pages, int64_t now_ms)
{
    const struct watch_page *page;

    reap(exec);
    while ((page = watch_pages_unannounced(pages)) != NULL) {
        if (exec->running == WATCH_EXEC_MAX) {
            tell_full(exec, page);
            return;
        }
        if (now_ms < exec->retry_ms)
            return;
        if (!command_start(command, page)) {
            put_off(exec, page, now_ms);
            return;
        }
        exec->running++;
        exec->retry_ms = 0;
        watch_pages_announced(pages, page->page_id);
    }
    exec->told_full = false;
}
