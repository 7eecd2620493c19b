/* roster_text_faults -- what is wrong with what a roster says, whoever is on
 * call: overlaps, what ends as it begins, overrides without effect.  The part
 * of roster_check.h that looks at no instant but theirs. */
#ifndef CORE_ROSTER_TEXT_FAULTS_H
#define CORE_ROSTER_TEXT_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"
#include "core/roster_check.h"

/* A shift, an override or an absence has at most one fault of its own; those
 * of absences are told apart from the others. */
#define ROSTER_TEXT_FAULTS_MAX (SHIFTS_MAX + OVERRIDES_MAX)

struct roster_text_faults {
    size_t roster; /* ROSTERS_MAX: absences, which are of none */
    size_t n;
    size_t told;
    struct roster_text_fault {
        int64_t start_us;
        int64_t end_us;
        enum roster_fault fault;
        size_t person; /* PERSONS_MAX: of nobody */
        uint32_t line;
    } faults[ROSTER_TEXT_FAULTS_MAX]; /* by start, then as found */
};

/* roster_text_faults_find: E_OVERLAP and E_ZERO_LENGTH of a roster whenever they
 * are, W_NOOP_OVERRIDE of overrides that end after from_us and not after to_us.
 * roster_text_faults_absences: E_ZERO_LENGTH of absences.  None is told yet. */
void roster_text_faults_find(const struct roster_book *book, size_t roster,
                             int64_t from_us, int64_t to_us,
                             struct roster_text_faults *out);
void roster_text_faults_absences(const struct roster_book *book,
                                 struct roster_text_faults *out);

/* roster_text_faults_tell: those that begin up to until_us and were not told. */
void roster_text_faults_tell(struct roster_text_faults *faults,
                             int64_t until_us, roster_check_visit *visit,
                             void *arg);

#endif
