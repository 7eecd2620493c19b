/* Epoch keys come and go. */
#include "rotate_mode.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "core/config.h"
#include "installation.h"
#include "store/seals.h"
#include "sys/clock.h"
#include "sys/config_file.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/vault_file.h"

#define USED_MAX (VAULT_EPOCHS_MAX * 4)

struct key_turn {
    struct config config;
    char path[PATH_BYTES + 64];
    struct vault *vault;
    bool found; /* the file was there */
    struct seals_epoch used[USED_MAX];
    size_t used_n;
    uint32_t dropped[VAULT_EPOCHS_MAX];
    size_t dropped_n;
};

static enum rc
read_all(struct key_turn *r, const char *config_path,
         struct file_findings *findings)
{
    enum rc rc = config_file_read(&r->config, config_path, findings);

    if (rc != RC_OK)
        return rc;
    if ((r->vault = secret_memory(sizeof *r->vault)) == NULL ||
        file_join(r->path, sizeof r->path, r->config.keys_dir, KEY_EPOCHS) !=
            RC_OK)
        return RC_FATAL;
    rc = seals_used(r->config.desk.state_dir, r->used, USED_MAX, &r->used_n);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    struct file_findings missing = {0};

    rc = vault_read(r->vault, r->path, SECRET_OWN, &missing);
    r->found = rc == RC_OK;
    if (rc != RC_NOT_FOUND)
        file_findings_log(&missing);
    file_findings_close(&missing);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* A new key in the place of one that is lost would hide that it is. */
static enum rc
check_there(const struct key_turn *r)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < r->used_n; i++)
        if (!vault_has(r->vault, r->used[i].epoch)) {
            log_line(LOG_ERROR,
                     "%s: epoch %" PRId64 " wraps %" PRId64
                     " keys and is not there: restore the file",
                     r->path, r->used[i].epoch, r->used[i].keys);
            rc = RC_INVALID;
        }
    return rc;
}

static enum rc
drop_unused(struct key_turn *r)
{
    size_t i = 0;

    while (i + 1 < r->vault->n) {
        uint32_t number = r->vault->epochs[i].number;

        if (seals_in_use(r->used, r->used_n, number)) {
            i++;
            continue;
        }
        if (vault_drop(r->vault, number) != RC_OK)
            return RC_FATAL;
        r->dropped[r->dropped_n++] = number;
    }
    return RC_OK;
}

static enum rc
write_ring(const struct key_turn *r)
{
    enum rc rc = r->found ? vault_write(r->vault, r->path)
                          : vault_write_new(r->vault, r->path);

    if (rc == RC_OK)
        return RC_OK;
    log_line(LOG_ERROR, "%s: %s", r->path, strerror(errno));
    return RC_FATAL;
}

/* Of epochs that wait for a restart one is enough. */
static enum rc
rotate(struct key_turn *r, FILE *out)
{
    const struct clock clock = {0};
    bool waits =
        r->found && !seals_in_use(r->used, r->used_n, vault_newest(r->vault));
    enum rc rc = check_there(r);

    if (rc == RC_OK)
        rc = drop_unused(r);
    if (rc != RC_OK)
        return rc;
    if (!waits &&
        vault_add(r->vault, clock_utc_us(&clock) / 1000000) != RC_OK) {
        log_line(LOG_ERROR,
                 "%s: %d epochs are all in use: let the desk wrap their keys "
                 "anew first (restart it; loket_keys_to_rewrap falls to 0)",
                 r->path, VAULT_EPOCHS_MAX);
        return RC_INVALID;
    }
    /* Only what is in the file has happened. */
    if ((rc = write_ring(r)) != RC_OK)
        return rc;
    for (size_t i = 0; i < r->dropped_n; i++)
        fprintf(out, "epoch %" PRIu32 ": dropped, it wraps nothing\n",
                r->dropped[i]);
    fprintf(out,
            waits ? "epoch %" PRIu32 ": there already, not in use yet\n"
                  : "epoch %" PRIu32 ": made\n",
            vault_newest(r->vault));
    for (size_t i = 0; i < r->used_n; i++)
        fprintf(out, "epoch %" PRId64 ": wraps %" PRId64 " keys\n",
                r->used[i].epoch, r->used[i].keys);
    if (!r->found)
        fprintf(out, "Keep a copy of %s, never on the disk of the database.\n",
                r->path);
    if (r->dropped_n > 0)
        fputs("No backup of before opens with the keys of now: make one at "
              "once (loketd --backup).\n",
              out);
    fputs("Restart loketd: it wraps every key by the newest epoch, then run "
          "this once more: the older epochs go.\n",
          out);
    return RC_OK;
}

enum rc
rotate_mode(const char *config_path, FILE *out)
{
    struct key_turn turn = {.vault = NULL};
    struct file_findings findings = {0};
    enum rc rc = read_all(&turn, config_path, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc == RC_OK)
        rc = rotate(&turn, out);
    secret_memory_close(turn.vault);
    return rc;
}
