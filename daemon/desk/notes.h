/* notes -- match notes (T7.3): at fixed clocks every signal gets one, whether
 * or not it matches another, so that neither a note nor its time tells what
 * others reported before the desk decides to tell. */
#ifndef DESK_NOTES_H
#define DESK_NOTES_H

#include <stdint.h>

#include "core/rc.h"

struct desk;

/* notes_plan: the next clock after from_us by the document in force; what is
 * due already stays due. */
MUST_USE enum rc notes_plan(struct desk *desk, int64_t from_us);

/* notes_due: one slice of the notes of the clock at at_us, in one
 * transaction; after the last one the next clock.  What was missed while the
 * desk stood still is made up clock by clock, so that who gets a note with
 * which is the same. */
MUST_USE enum rc notes_due(struct desk *desk, int64_t at_us);

#endif
