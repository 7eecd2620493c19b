/* roster_check -- see roster_check.h
 *
 * Faults of the text (overlaps, times that end as they begin, overrides
 * without effect) are found one by one and put in order; faults of time are
 * runs of intervals between boundaries.  Both are told in one pass. */
#include "core/roster_check.h"

#include <string.h>

#define HOUR_US       INT64_C(3600000000)
#define LONG_SHIFT_US (24 * HOUR_US)
#define SHORT_REST_US (11 * HOUR_US)

/* What lasts a while: a set of persons each, but for the gap, which is of
 * nobody and has GAP_BIT. */
enum track {
    TRACK_GAP,
    TRACK_MUTE,
    TRACK_ON_CALL,
    TRACK_SHARED,
    TRACK_KEPT,
    TRACKS
};

#define GAP_BIT PERSON_BIT(0)

static const enum roster_fault track_faults[TRACKS] = {
    [TRACK_GAP] = E_GAP,
    [TRACK_MUTE] = E_NO_CONTACT,
    [TRACK_ON_CALL] = W_LONG_SHIFT,
    [TRACK_SHARED] = W_SAME_PERSON,
    [TRACK_KEPT] = W_ABSENCE_KEPT,
};

/* One roster at one instant. */
struct look {
    person_set tracks[TRACKS];
    uint32_t line; /* of what made the set */
    int64_t until_us;
};

/* A shift, an override or an absence has at most one fault of its own; those
 * of absences are told apart from the others. */
#define TEXT_FAULTS_MAX (SHIFTS_MAX + OVERRIDES_MAX)

struct text_fault {
    int64_t start_us;
    int64_t end_us;
    enum roster_fault fault;
    size_t person; /* PERSONS_MAX: of nobody */
    uint32_t line;
};

struct sweep {
    const struct roster_book *book;
    size_t roster;
    size_t backup; /* the other of its pair; ROSTERS_MAX: none */
    int64_t from_us;
    int64_t to_us;
    roster_check_visit *visit;
    void *arg;
    struct text_fault faults[TEXT_FAULTS_MAX]; /* by start */
    size_t faults_n;
    size_t faults_told;
};

static uint32_t
person_count(person_set set)
{
    uint32_t n = 0;

    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

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

/* --- faults of the text --- */

/* Those that follow are of this roster. */
static void
forget_text_faults(struct sweep *sweep, size_t roster)
{
    sweep->roster = roster;
    sweep->faults_n = 0;
    sweep->faults_told = 0;
}

/* Kept in order by insertion: they are few, and come nearly in order. */
static void
note(struct sweep *sweep, const struct text_fault *fault)
{
    size_t i = sweep->faults_n++;

    for (; i > 0 && sweep->faults[i - 1].start_us > fault->start_us; i--)
        sweep->faults[i] = sweep->faults[i - 1];
    sweep->faults[i] = *fault;
}

static void
note_shifts(struct sweep *sweep, const struct shift shifts[], size_t n)
{
    int64_t taken_us = INT64_MIN; /* up to here by the shifts before */

    for (size_t i = 0; i < n; i++) {
        const struct shift *shift = &shifts[i];
        struct text_fault fault = {.start_us = shift->start_us,
                                   .end_us = shift->end_us,
                                   .fault = E_ZERO_LENGTH,
                                   .person = PERSONS_MAX,
                                   .line = shift->line};

        if (shift->end_us <= shift->start_us) {
            note(sweep, &fault);
            continue;
        }
        if (shift->start_us < taken_us) {
            fault.fault = E_OVERLAP;
            fault.end_us = min_us(shift->end_us, taken_us);
            note(sweep, &fault);
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
note_overrides(struct sweep *sweep)
{
    const struct roster_book *book = sweep->book;

    for (size_t i = 0; i < book->overrides_n; i++) {
        const struct override *o = &book->overrides[i];
        struct text_fault fault = {.start_us = o->start_us,
                                   .end_us = o->end_us,
                                   .fault = E_ZERO_LENGTH,
                                   .person = PERSONS_MAX,
                                   .line = o->line};

        if (o->roster != sweep->roster)
            continue;
        if (o->end_us <= o->start_us) {
            note(sweep, &fault);
        } else if (o->end_us > sweep->from_us && o->end_us <= sweep->to_us &&
                   !override_changes(book, i)) {
            fault.fault = W_NOOP_OVERRIDE;
            note(sweep, &fault);
        }
    }
}

static void
note_text_faults(struct sweep *sweep)
{
    const struct roster *roster = &sweep->book->rosters[sweep->roster];

    for (size_t i = 0; i < roster->layers_n; i++) {
        const struct layer *layer = &roster->layers[i];

        if (!layer->is_rotation)
            note_shifts(sweep, &sweep->book->shifts[layer->shifts_first],
                        layer->shifts_n);
    }
    note_overrides(sweep);
}

/* Those that begin up to until_us. */
static void
tell_text_faults(struct sweep *sweep, int64_t until_us)
{
    while (sweep->faults_told < sweep->faults_n &&
           sweep->faults[sweep->faults_told].start_us <= until_us) {
        const struct text_fault *f = &sweep->faults[sweep->faults_told++];
        const struct roster_finding finding = {.fault = f->fault,
                                               .roster = sweep->roster,
                                               .other = ROSTERS_MAX,
                                               .person = f->person,
                                               .start_us = f->start_us,
                                               .end_us = f->end_us,
                                               .line = f->line};

        sweep->visit(&finding, sweep->arg);
    }
}

/* --- faults of time --- */

static uint32_t
source_line(const struct roster_book *book, size_t roster,
            const struct oncall *oncall)
{
    switch (oncall->source) {
    case ONCALL_NOTHING:
        return book->rosters[roster].line;
    case ONCALL_LAYER:
        return book->rosters[roster].layers[oncall->at].line;
    case ONCALL_OVERRIDE:
        return book->overrides[oncall->at].line;
    }
    return 0;
}

static void
look_at(const struct sweep *sweep, int64_t at_us, struct look *out)
{
    const struct roster_book *book = sweep->book;
    struct oncall oncall, backup;

    roster_oncall(book, sweep->roster, at_us, &oncall);
    *out = (struct look){
        .tracks = {[TRACK_MUTE] = oncall.mute,
                   [TRACK_ON_CALL] = oncall.people,
                   [TRACK_KEPT] = oncall.people & oncall.absent},
        .line = source_line(book, sweep->roster, &oncall),
        .until_us = min_us(oncall.until_us, sweep->to_us),
    };
    if (person_count(oncall.people) < book->rosters[sweep->roster].minimum)
        out->tracks[TRACK_GAP] = GAP_BIT;
    if (sweep->backup < ROSTERS_MAX) {
        roster_oncall(book, sweep->backup, at_us, &backup);
        out->tracks[TRACK_SHARED] = oncall.people & backup.people;
        out->until_us = min_us(out->until_us, backup.until_us);
    }
}

/* From at_us on, where `set` is in the track or is not: the first instant
 * before limit_us at which that is otherwise, else limit_us. */
static int64_t
run_end(const struct sweep *sweep, int64_t at_us, enum track track,
        person_set set, int64_t limit_us)
{
    struct look look;

    look_at(sweep, at_us, &look);

    bool inside = (look.tracks[track] & set) != 0;

    while (look.until_us < limit_us) {
        at_us = look.until_us;
        look_at(sweep, at_us, &look);
        if (((look.tracks[track] & set) != 0) != inside)
            return at_us;
    }
    return limit_us;
}

static uint32_t
absence_line(const struct roster_book *book, size_t person, int64_t at_us)
{
    for (size_t i = 0; i < book->absences_n; i++)
        if (book->absences[i].person == person &&
            at_us >= book->absences[i].start_us &&
            at_us < book->absences[i].end_us)
            return book->absences[i].line;
    return 0;
}

/* The run of a track that begins at at_us, of bit i. */
static void
tell_run(const struct sweep *sweep, const struct look *look, int64_t at_us,
         enum track track, size_t i)
{
    struct roster_finding finding = {
        .fault = track_faults[track],
        .roster = sweep->roster,
        .other = track == TRACK_SHARED ? sweep->backup : ROSTERS_MAX,
        .person = track == TRACK_GAP ? PERSONS_MAX : i,
        .start_us = at_us,
        .end_us = run_end(sweep, at_us, track, PERSON_BIT(i), sweep->to_us),
        .line = look->line,
    };

    if (track == TRACK_ON_CALL && finding.end_us - at_us <= LONG_SHIFT_US)
        return;
    if (track == TRACK_MUTE)
        finding.line = sweep->book->persons[i].line;
    if (track == TRACK_KEPT)
        finding.line = absence_line(sweep->book, i, at_us);
    sweep->visit(&finding, sweep->arg);
}

/* A person who was on call until at_us and is not from there on. */
static void
tell_rest(const struct sweep *sweep, int64_t at_us, size_t person)
{
    int64_t limit_us = sweep->to_us - at_us < SHORT_REST_US
                           ? sweep->to_us
                           : at_us + SHORT_REST_US;
    int64_t back_us =
        run_end(sweep, at_us, TRACK_ON_CALL, PERSON_BIT(person), limit_us);
    struct roster_finding finding = {.fault = W_SHORT_REST,
                                     .roster = sweep->roster,
                                     .other = ROSTERS_MAX,
                                     .person = person,
                                     .start_us = at_us,
                                     .end_us = back_us};
    struct look back;

    if (back_us == limit_us)
        return;
    look_at(sweep, back_us, &back);
    finding.line = back.line;
    sweep->visit(&finding, sweep->arg);
}

static void
sweep_roster(struct sweep *sweep)
{
    struct look before = {.until_us = sweep->from_us}, now;

    note_text_faults(sweep);
    for (int64_t at_us = sweep->from_us; at_us < sweep->to_us;
         at_us = now.until_us) {
        look_at(sweep, at_us, &now);
        tell_text_faults(sweep, at_us);
        for (enum track track = 0; track < TRACKS; track++) {
            person_set begun = now.tracks[track] & ~before.tracks[track];

            for (size_t i = 0; i < PERSONS_MAX; i++)
                if ((begun & PERSON_BIT(i)) != 0)
                    tell_run(sweep, &now, at_us, track, i);
        }

        person_set left =
            before.tracks[TRACK_ON_CALL] & ~now.tracks[TRACK_ON_CALL];

        for (size_t i = 0; i < PERSONS_MAX; i++)
            if ((left & PERSON_BIT(i)) != 0)
                tell_rest(sweep, at_us, i);
        before = now;
    }
    tell_text_faults(sweep, INT64_MAX);
}

/* --- the whole book --- */

/* The backup of "X-primary" is "X-backup", of "primary" "backup". */
static size_t
backup_of(const struct roster_book *book, size_t roster)
{
    static const char primary[] = "primary", backup[] = "backup";
    const char *name = book->rosters[roster].name;
    size_t n = strlen(name);

    if (n < sizeof primary - 1)
        return ROSTERS_MAX;

    size_t stem = n - (sizeof primary - 1);

    if (strcmp(name + stem, primary) != 0 ||
        (stem > 0 && name[stem - 1] != '-'))
        return ROSTERS_MAX;
    for (size_t i = 0; i < book->rosters_n; i++)
        if (strncmp(book->rosters[i].name, name, stem) == 0 &&
            strcmp(book->rosters[i].name + stem, backup) == 0)
            return i;
    return ROSTERS_MAX;
}

/* Absences are of no roster. */
static void
check_absences(struct sweep *sweep)
{
    const struct roster_book *book = sweep->book;

    forget_text_faults(sweep, ROSTERS_MAX);
    for (size_t i = 0; i < book->absences_n; i++) {
        const struct absence *a = &book->absences[i];
        const struct text_fault fault = {.start_us = a->start_us,
                                         .end_us = a->end_us,
                                         .fault = E_ZERO_LENGTH,
                                         .person = a->person,
                                         .line = a->line};

        if (a->end_us <= a->start_us)
            note(sweep, &fault);
    }
    tell_text_faults(sweep, INT64_MAX);
}

void
roster_check(const struct roster_book *book, int64_t from_us, int64_t to_us,
             roster_check_visit *visit, void *arg)
{
    struct sweep sweep = {.book = book,
                          .from_us = from_us,
                          .to_us = to_us,
                          .visit = visit,
                          .arg = arg};

    for (size_t i = 0; i < book->rosters_n; i++) {
        forget_text_faults(&sweep, i);
        sweep.backup = backup_of(book, i);
        sweep_roster(&sweep);
    }
    check_absences(&sweep);
}

const char *
roster_fault_name(enum roster_fault fault)
{
    static const char *const names[] = {
        [E_GAP] = "E_GAP",
        [E_OVERLAP] = "E_OVERLAP",
        [E_ZERO_LENGTH] = "E_ZERO_LENGTH",
        [E_UNKNOWN_PERSON] = "E_UNKNOWN_PERSON",
        [E_NO_CONTACT] = "E_NO_CONTACT",
        [W_NOOP_OVERRIDE] = "W_NOOP_OVERRIDE",
        [W_NONEXISTENT_TIME] = "W_NONEXISTENT_TIME",
        [W_AMBIGUOUS_TIME] = "W_AMBIGUOUS_TIME",
        [W_LONG_SHIFT] = "W_LONG_SHIFT",
        [W_SHORT_REST] = "W_SHORT_REST",
        [W_SAME_PERSON] = "W_SAME_PERSON",
        [W_ABSENCE_KEPT] = "W_ABSENCE_KEPT",
    };

    return names[fault];
}

bool
roster_fault_refuses(enum roster_fault fault)
{
    return roster_fault_name(fault)[0] == 'E';
}

int64_t
roster_next_gap(const struct roster_book *book, size_t roster, int64_t from_us,
                int64_t to_us)
{
    for (int64_t at_us = from_us; at_us < to_us;) {
        struct oncall oncall;

        roster_oncall(book, roster, at_us, &oncall);
        if (person_count(oncall.people) < book->rosters[roster].minimum)
            return at_us;
        at_us = oncall.until_us;
    }
    return INT64_MAX;
}

int64_t
roster_gap_end(const struct roster_book *book, size_t roster, int64_t at_us,
               int64_t to_us)
{
    while (at_us < to_us) {
        struct oncall oncall;

        roster_oncall(book, roster, at_us, &oncall);
        if (person_count(oncall.people) >= book->rosters[roster].minimum)
            return at_us;
        at_us = oncall.until_us;
    }
    return to_us;
}
