/* roster_text_faults -- see roster_text_faults.h */
#include "core/roster_text_faults.h"

#include <stdbool.h>

static int64_t
min_us(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t
max_us(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Those that follow are of this roster. */
static void
start(struct roster_text_faults *faults, size_t roster)
{
    faults->roster = roster;
    faults->n = 0;
    faults->told = 0;
}

/* Kept in order by insertion: they are few, and come nearly in order. */
static void
note(struct roster_text_faults *faults, const struct roster_text_fault *fault)
{
    size_t i = faults->n++;

    for (; i > 0 && faults->faults[i - 1].start_us > fault->start_us; i--)
        faults->faults[i] = faults->faults[i - 1];
    faults->faults[i] = *fault;
}

static void
note_shifts(struct roster_text_faults *faults, const struct shift shifts[],
            size_t n)
{
    int64_t taken_us = INT64_MIN; /* up to here by the shifts before */

    for (size_t i = 0; i < n; i++) {
        const struct shift *shift = &shifts[i];
        struct roster_text_fault fault = {.start_us = shift->start_us,
                                          .end_us = shift->end_us,
                                          .fault = E_ZERO_LENGTH,
                                          .person = PERSONS_MAX,
                                          .line = shift->line};

        if (shift->end_us <= shift->start_us) {
            note(faults, &fault);
            continue;
        }
        if (shift->start_us < taken_us) {
            fault.fault = E_OVERLAP;
            fault.end_us = min_us(shift->end_us, taken_us);
            note(faults, &fault);
        }
        taken_us = max_us(taken_us, shift->end_us);
    }
}

static bool
override_changes(const struct roster_book *book, size_t override)
{
    const struct override *o = &book->overrides[override];
    int64_t at_us = o->start_us;

    while (at_us < o->end_us) {
        int64_t without_us, with_us;
        person_set without =
            roster_assigned(book, o->roster, at_us, override, &without_us);
        person_set with =
            roster_assigned(book, o->roster, at_us, override + 1, &with_us);

        if (with != without)
            return true;
        at_us = min_us(without_us, with_us);
    }
    return false;
}

static void
note_overrides(struct roster_text_faults *faults,
               const struct roster_book *book, int64_t from_us, int64_t to_us)
{
    for (size_t i = 0; i < book->overrides_n; i++) {
        const struct override *o = &book->overrides[i];
        struct roster_text_fault fault = {.start_us = o->start_us,
                                          .end_us = o->end_us,
                                          .fault = E_ZERO_LENGTH,
                                          .person = PERSONS_MAX,
                                          .line = o->line};

        if (o->roster != faults->roster)
            continue;
        if (o->end_us <= o->start_us) {
            note(faults, &fault);
        } else if (o->end_us > from_us && o->end_us <= to_us &&
                   !override_changes(book, i)) {
            fault.fault = W_NOOP_OVERRIDE;
            note(faults, &fault);
        }
    }
}

void
roster_text_faults_find(const struct roster_book *book, size_t roster,
                        int64_t from_us, int64_t to_us,
                        struct roster_text_faults *out)
{
    start(out, roster);
    for (size_t i = 0; i < book->rosters[roster].layers_n; i++) {
        const struct layer *layer = &book->rosters[roster].layers[i];

        if (!layer->is_rotation)
            note_shifts(out, &book->shifts[layer->shifts_first],
                        layer->shifts_n);
    }
    note_overrides(out, book, from_us, to_us);
}

void
roster_text_faults_absences(const struct roster_book *book,
                            struct roster_text_faults *out)
{
    start(out, ROSTERS_MAX);
    for (size_t i = 0; i < book->absences_n; i++) {
        const struct absence *a = &book->absences[i];
        const struct roster_text_fault fault = {.start_us = a->start_us,
                                                .end_us = a->end_us,
                                                .fault = E_ZERO_LENGTH,
                                                .person = a->person,
                                                .line = a->line};

        if (a->end_us <= a->start_us)
            note(out, &fault);
    }
}

void
roster_text_faults_tell(struct roster_text_faults *faults, int64_t until_us,
                        roster_check_visit *visit, void *arg)
{
    while (faults->told < faults->n &&
           faults->faults[faults->told].start_us <= until_us) {
        const struct roster_text_fault *f = &faults->faults[faults->told++];
        const struct roster_finding finding = {.fault = f->fault,
                                               .roster = faults->roster,
                                               .other = ROSTERS_MAX,
                                               .person = f->person,
                                               .start_us = f->start_us,
                                               .end_us = f->end_us,
                                               .line = f->line};

        visit(&finding, arg);
    }
}
