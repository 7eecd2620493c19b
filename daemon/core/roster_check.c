/* roster_check -- see roster_check.h
 *
 * Faults of the text come in order (roster_text_faults.h); faults of time are
 * runs of intervals between boundaries.  Both are told in one pass. */
#include "core/roster_check.h"

#include <string.h>

#include "core/roster_text_faults.h"

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

struct sweep {
    const struct roster_book *book;
    size_t roster;
    size_t backup; /* the other of its pair; ROSTERS_MAX: none */
    int64_t from_us;
    int64_t to_us;
    roster_check_visit *visit;
    void *arg;
    struct roster_text_faults text;
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

    roster_text_faults_find(sweep->book, sweep->roster, sweep->from_us,
                            sweep->to_us, &sweep->text);
    for (int64_t at_us = sweep->from_us; at_us < sweep->to_us;
         at_us = now.until_us) {
        look_at(sweep, at_us, &now);
        roster_text_faults_tell(&sweep->text, at_us, sweep->visit, sweep->arg);
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
    roster_text_faults_tell(&sweep->text, INT64_MAX, sweep->visit, sweep->arg);
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
        sweep.roster = i;
        sweep.backup = backup_of(book, i);
        sweep_roster(&sweep);
    }
    roster_text_faults_absences(book, &sweep.text);
    roster_text_faults_tell(&sweep.text, INT64_MAX, visit, arg);
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
