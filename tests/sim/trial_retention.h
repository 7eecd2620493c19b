/* trial_retention -- what is kept, held and erased, in a trial; and whether
 * anything of what is erased is left on the disk. */
#ifndef TESTS_TRIAL_RETENTION_H
#define TESTS_TRIAL_RETENTION_H

#include "trial_linking.h"

#define DAY_US (24 * 60 * MINUTE_US)

/* Signals live 100 days, those of the police 50, referrals 200, advice 10; 10
 * when taken back; erased 20 days later, told 30 days before. */
extern const char retention_text[];

/* cmocka's setup: linking_setup(), with that document. */
int retention_setup(void **state);

/* The RetentionResult of DORA's request, borrowed until trial_forget().  until:
 * days from now, 0: not said.  retained: the same of one id of somebody. */
json_t *retention(struct trial *trial, const char *verb,
                  const char *const ids[], size_t n, int until, bool dry_run);
const char *retained(struct trial *trial, const char *verb, const char *id,
                     int until);
json_t *retention_list(struct trial *trial, enum trial_person who,
                       const char *list);

/* close_alert: by ANNA: hers, then closed; whatever state it is in. */
void close_alert(struct trial *trial, const char *alert);
/* close_all: everything is combined and routed, and every alert closed. */
void close_all(struct trial *trial);

/* run_days: so many days, each a minute short, the desk called once in each. */
void run_days(struct trial *trial, int days);

/* scan: how often these bytes stand in the files of the database. */
size_t scan(struct trial *trial, const void *bytes, size_t n);
size_t scan_text(struct trial *trial, const char *text);

#endif
