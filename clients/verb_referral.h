/* verb_referral -- the rows of `loket referral` that have files of their own. */
#ifndef CLIENTS_VERB_REFERRAL_H
#define CLIENTS_VERB_REFERRAL_H

#include <stdbool.h>

#include "verb.h"

enum ending referral_show(struct invocation *inv);
enum ending referral_timeline(struct invocation *inv);
/* referral_agenda: what is on the list of the case meeting, and the roles that
 * come to it. */
enum ending referral_agenda(struct invocation *inv, bool csv);

#endif
