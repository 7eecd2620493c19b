/* backup_home -- an installation of one's own whose database is filled by
 * hand, with somebody who reads its backups. */
#ifndef SIM_BACKUP_HOME_H
#define SIM_BACKUP_HOME_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "backup_folder.h"
#include "core/rc.h"
#include "restore_mode.h"
#include "sys/secret.h"
#include "sys/vault.h"

#define BACKUP_HOME_PATH 512

struct backup_home {
    char *dir; /* holds all of it, and goes */
    FILE *out; /* what programs say is not looked at */
    char desk[BACKUP_HOME_PATH], config[BACKUP_HOME_PATH];
    char state[BACKUP_HOME_PATH], backups[BACKUP_HOME_PATH];
    char keys[BACKUP_HOME_PATH];     /* folder of key files */
    char key_path[BACKUP_HOME_PATH]; /* of a recipient */
    char new_desk[BACKUP_HOME_PATH]; /* where one is restored */
    uint32_t messages;               /* accepted so far */
};

/* backup_home_open: made, with `backup.public` as recipient. */
void backup_home_open(struct backup_home *home);
void backup_home_close(struct backup_home *home);

/* cmocka's setup and teardown: *state is a home; refusals are not logged. */
int backup_home_setup(void **state);
int backup_home_teardown(void **state);

/* backup_home_exists: is there such a name? */
bool backup_home_exists(const char *path);

/* backup_home_accept: n more messages; answers the seq of the last.  In
 * `desk`, with its ring. */
int64_t backup_home_accept(struct backup_home *home, const char *desk,
                           uint32_t n);

/* backup_home_make: one backup. */
enum rc backup_home_make(const struct backup_home *home, bool full);

/* backup_home_chain: a full one and two of changes, each with more messages. */
void backup_home_chain(struct backup_home *home);

/* backup_home_restore: the newest, into new_desk, with the keys of the desk. */
enum rc backup_home_restore(const struct backup_home *home);

/* backup_home_request: the same, to be changed first. */
struct restore_request backup_home_request(const struct backup_home *home);

/* backup_home_path: of the i-th backup, oldest first. */
void backup_home_path(const struct backup_home *home, size_t i,
                      char out[PATH_MAX]);

/* backup_home_number: an integer of a desk's database, read past the store. */
int64_t backup_home_number(const char *desk, const char *sql);

/* backup_home_sql: statements, past the store. */
void backup_home_sql(const char *desk, const char *sql);

/* backup_home_ring: a desk's epoch keys. */
void backup_home_ring(const char *desk, struct vault *out);

#endif
