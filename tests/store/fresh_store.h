/* fresh_store -- a new store, fast: what makes one is done once in a program,
 * then its file is copied.  All of them have the same installation id. */
#ifndef TESTS_STORE_FRESH_STORE_H
#define TESTS_STORE_FRESH_STORE_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/store.h"

static char *fresh_bytes;
static size_t fresh_n;

static inline bool
fresh_keep(const char *path)
{
    FILE *file = fopen(path, "rb");
    long n = 0;

    if (file == NULL)
        return false;
    if (fseek(file, 0, SEEK_END) == 0 && (n = ftell(file)) > 0 &&
        fseek(file, 0, SEEK_SET) == 0 &&
        (fresh_bytes = malloc((size_t)n)) != NULL)
        fresh_n = fread(fresh_bytes, 1, (size_t)n, file);
    (void)fclose(file);
    return fresh_n > 0 && fresh_n == (size_t)n;
}

static inline bool
fresh_copy(const char *path)
{
    FILE *file = fopen(path, "wbx");
    bool whole = false;

    if (file == NULL)
        return false;
    whole = fwrite(fresh_bytes, 1, fresh_n, file) == fresh_n;
    return fclose(file) == 0 && whole;
}

/* fresh_store: in the folder dir, which is there and holds no database; as
 * store_open() with STORE_CREATE. */
static inline enum rc
fresh_store(struct store **out, const char *dir, const struct vault *vault)
{
    char path[PATH_MAX];
    enum rc rc = RC_OK;

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    if (fresh_n == 0) {
        if ((rc = store_open(out, dir, vault, STORE_CREATE)) != RC_OK)
            return rc;
        store_close(*out);
        if (!fresh_keep(path))
            return RC_FATAL;
    } else if (!fresh_copy(path)) {
        return RC_FATAL;
    }
    return store_open(out, dir, vault, STORE_OPEN);
}

#endif
