/* trial_ask -- what people of the desk do in a trial. */
#ifndef TESTS_TRIAL_ASK_H
#define TESTS_TRIAL_ASK_H

#include "trial.h"

/* trial_desk_setup: cmocka's setup: a trial with everybody of the desk
 * connected, each reading the own inbox, and the police theirs.
 * trial_submitters_setup: the others who submit too, care and housing.
 * trial_everybody: connects those of the desk and the police. */
int trial_desk_setup(void **state);
int trial_submitters_setup(void **state);
void trial_everybody(struct trial *trial);

/* trial_with: the desk of a setup stops, one document of it is edited (see
 * trial_documents_edit), and everybody is connected again. */
void trial_with(struct trial *trial, const char *name, const char *find,
                const char *put);

/* For trial_with(): the rotation, and shifts that begin a day and ten hours
 * after TRIAL_START. */
#define TRIAL_ROTATION                                                         \
    "rotation: {anchor: 2026-11-21, handover: \"10:00\", period_days: 1,"      \
    " people: [anna, bram]}"
#define TRIAL_NOBODY                                                           \
    "shifts: [{start: 2026-11-23T08:00, end: 2026-11-24T08:00,"                \
    " people: [anna]}]"

/* trial_act: what a coordinator does about an alert; `more` (NULL: nothing) is
 * added to the request and taken over.  The answer's verdict. */
const char *trial_act(struct trial *trial, enum trial_person who,
                      const char *verb, const char *alert, int generation,
                      json_t *more);
/* trial_delivered: the person's device has that page. */
void trial_delivered(struct trial *trial, enum trial_person who,
                     const json_t *page);
/* trial_put: a new version of a document; `more` (NULL: nothing) is added to
 * the request and taken over.  The whole answer. */
json_t *trial_put(struct trial *trial, const char *name, int expect,
                  const char *text, json_t *more);
/* trial_alert: the alert as the desk shows it to carla, borrowed until the next
 * trial_forget(). */
json_t *trial_alert(struct trial *trial, const char *alert);
/* trial_covenant: an agreement "covenant" with housing corporations for address
 * notes, today alone; it stands in place of those of the directory. */
struct agreement *trial_covenant(struct trial *trial);

#endif
