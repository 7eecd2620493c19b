/* fixture_facts -- messages with facts, for tests of figures. */
#ifndef TESTS_STORE_FIXTURE_FACTS_H
#define TESTS_STORE_FIXTURE_FACTS_H

#include "core/zone.h"
#include "fixture.h"
#include "store/facts.h"

#define DAY(month, day) civil_days(2026, month, day)

/* fixture_fact: one more message, a signal of 2026-03-04 unless the row says
 * otherwise, combined with its facts; answers its seq. */
int64_t fixture_fact(struct fixture *f, struct facts_row row);

/* fixture_set: rows changed or made past the store: what other parts of the
 * program would write. */
void fixture_set(struct fixture *f, const char *sql);

#endif
