/* roster_check -- what is wrong with the rosters of a book, all of it, by
 * sweeping the instants at which an answer can change. */
#ifndef CORE_ROSTER_CHECK_H
#define CORE_ROSTER_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"

enum roster_fault {
    E_GAP,         /* fewer than the minimum can be called */
    E_OVERLAP,     /* explicit shifts of one layer */
    E_ZERO_LENGTH, /* a shift, override or absence that ends as it begins,
                      * or before */
    E_UNKNOWN_PERSON,
    E_NO_CONTACT,       /* assigned, and no usable contact */
    W_NOOP_OVERRIDE,    /* changes nothing at any instant it covers */
    W_NONEXISTENT_TIME, /* a start or end was written in the missing hour */
    W_AMBIGUOUS_TIME,   /* .. in the repeated hour, without an offset */
    W_LONG_SHIFT,       /* one person more than 24 hours without a break */
    W_SHORT_REST,  /* less than 11 hours between two shifts of one person */
    W_SAME_PERSON, /* primary and backup are one person */
    W_ABSENCE_KEPT /* an absence that would have left nobody */
};

struct roster_finding {
    enum roster_fault fault;
    size_t roster;    /* ROSTERS_MAX: of no roster */
    size_t other;     /* of W_SAME_PERSON: the other roster */
    size_t person;    /* PERSONS_MAX: of nobody */
    int64_t start_us; /* INT64_MIN: not of a time */
    int64_t end_us;
    uint32_t line; /* 0: of no line */
};

/* Findings go to the visitor one by one, by roster and then by start; a run
 * of adjacent intervals with the same fault is one finding. */
typedef void roster_check_visit(const struct roster_finding *finding,
                                void *arg);

/* roster_check: everything but E_UNKNOWN_PERSON and the two W_..._TIME, which
 * only the reader of the text can see, between from_us and to_us: a run that
 * began before counts from from_us, one that goes on counts until to_us.  An
 * E_OVERLAP or E_ZERO_LENGTH is told whenever it is, those of absences last
 * (they are of no roster); a W_NOOP_OVERRIDE when the override ends within.
 * line    of the layer or override that made the set (the roster where
 *         nothing did), of the person for E_NO_CONTACT, of the absence for
 *         W_ABSENCE_KEPT, of what ends the rest for W_SHORT_REST
 * pairs   W_SAME_PERSON is asked of rosters named "primary" and "backup" and
 *         of any two whose names end in "-primary" and "-backup" with the
 *         same beginning; told of the primary
 * cost    one roster_oncall() a boundary and roster, and one more a boundary
 *         in each finding; about 60 KiB of stack */
void roster_check(const struct roster_book *book, int64_t from_us,
                  int64_t to_us, roster_check_visit *visit, void *arg);

/* roster_fault_name: "E_GAP", ..; roster_fault_refuses: an E_ fault. */
const char *roster_fault_name(enum roster_fault fault);
bool roster_fault_refuses(enum roster_fault fault);

/* roster_next_gap: the first instant from from_us on at which fewer than the
 * minimum can be called; INT64_MAX: none before to_us. */
int64_t roster_next_gap(const struct roster_book *book, size_t roster,
                        int64_t from_us, int64_t to_us);

/* roster_gap_end: of a gap that is there at at_us: the first instant at which
 * enough can be called; to_us: not before it. */
int64_t roster_gap_end(const struct roster_book *book, size_t roster,
                       int64_t at_us, int64_t to_us);

#endif
