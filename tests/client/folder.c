/* folder -- see folder.h */
#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clients/args.h"
#include "clients/verb.h"

#define SERVER_KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

int
folder_make(void **state)
{
    char path[] = "/tmp/loket-client-XXXXXX";

    if (mkdtemp(path) == NULL)
        return -1;
    *state = strdup(path);
    return *state != NULL ? 0 : -1;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

int
folder_remove(void **state)
{
    int rc = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return rc;
}

struct profile *
folder_profile(const char *folder)
{
    char verb[] = "key";
    char what[] = "new";
    char server[] = "--server=tcp://127.0.0.1:7999";
    char key[] = "--server-key=" SERVER_KEY;
    char *argv[] = {verb, what, server, key, NULL};
    struct invocation inv = {.verb = "key",
                             .help = "",
                             .profile = folder,
                             .json = true,
                             .argc = 4,
                             .argv = argv};
    struct profile *profile = NULL;
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int out = dup(STDOUT_FILENO);

    assert_true(quiet >= 0 && out >= 0);
    (void)fflush(stdout);
    (void)dup2(quiet, STDOUT_FILENO);
    assert_int_equal(verb_key(&inv), ENDING_DONE);
    (void)fflush(stdout);
    (void)dup2(out, STDOUT_FILENO);
    (void)close(quiet);
    (void)close(out);
    assert_int_equal(profile_open(&profile, folder), RC_OK);
    return profile;
}

void
folder_write(const char *folder, const char *name, const char *text,
             unsigned mode)
{
    char path[PROFILE_PATH_BYTES];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

size_t
folder_count(const char *folder, const char *name)
{
    char path[PROFILE_PATH_BYTES];
    DIR *dir;
    size_t n = 0;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        n += entry->d_name[0] != '.';
    (void)closedir(dir);
    return n;
}
