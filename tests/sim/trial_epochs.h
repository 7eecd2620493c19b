/* trial_epochs -- the manager prepares an epoch of the model. */
#ifndef TESTS_TRIAL_EPOCHS_H
#define TESTS_TRIAL_EPOCHS_H

#include "store/making.h"
#include "trial_linking.h"

/* The desk's answer to a verb, and its verdict; borrowed until the next
 * trial_forget(). */
json_t *epoch_ask(struct trial *trial, const char *verb, int64_t epoch);
const char *epoch_verdict(struct trial *trial, const char *verb, int64_t epoch);

/* How far it is; time passes until it is there, or it never will be. */
enum making_phase epoch_phase(struct trial *trial);
void epoch_run_to(struct trial *trial, enum making_phase wanted);

/* From the first word until it is ready. */
void epoch_prepare(struct trial *trial);

struct linking_digest next_digest(struct trial *trial);
struct linking_epoch epoch_of(struct trial *trial, uint32_t number);

#endif
