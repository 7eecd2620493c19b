/* record_rows -- requests of every kind, in the order they are asked, and what
 * each must leave in the audit. */
#ifndef TESTS_RECORD_ROWS_H
#define TESTS_RECORD_ROWS_H

#include <stddef.h>

#include "core/request.h"
#include "trial.h"

/* One request, and the records of the one who asks: action as NEN 7513 has it,
 * verb and object, "!" when it was refused, "|" between several; "": it leaves
 * none.  In a body stand for ids: "%s" an alert, "%m" a signal ("%c" its
 * receipt), "%h" one that may be shared, "%e" one that nothing is open of, "%g"
 * a bundle, "%t" a signal in it, "%r" a referral, "%b" a bottleneck, "%p" a page
 * to anna, "%x" what a request before made; "%o" is the first text of the
 * overrides. */
struct record_row {
    enum request_kind kind;
    enum trial_person who;
    const char *name;
    const char *body;
    const char *records;
};

extern const struct record_row record_rows[];
extern const size_t record_rows_n;

/* After those. */
extern const struct record_row record_verb_rows[];
extern const size_t record_verb_rows_n;

#endif
