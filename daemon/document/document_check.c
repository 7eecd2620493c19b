/* Findings of the rosters in words. */
#include "document/document_check.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/desk_rules.h"
#include "core/roster_check.h"
#include "document/document.h"
#include "document/document_findings.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US    (86400 * SECOND_US)

#define SUBJECT_BYTES (3 * NAME_BYTES + 32)
#define LEFT_BYTES    64

/* What a rotation repeats turn by turn is told once, with its number. */
enum repeated {
    REPEATED_LONG_SHIFT,
    REPEATED_SHORT_REST,
    REPEATED_SAME_PERSON,
    REPEATED_N
};

struct checking {
    bool counting; /* the first of two passes */
    uint32_t times[REPEATED_N][ROSTERS_MAX][PERSONS_MAX];
    const struct desk_rules *rules;
    int64_t now_us;
    bool accept_gap;
    struct document_findings *findings;
};

static const char *
words_of(enum roster_fault fault)
{
    switch (fault) {
    case E_GAP:
        return "too few people can be called";
    case E_OVERLAP:
        return "shifts of one layer overlap";
    case E_ZERO_LENGTH:
        return "ends as it begins, or before";
    case E_UNKNOWN_PERSON:
        return "a person that does not exist";
    case E_NO_CONTACT:
        return "is assigned and cannot be called";
    case W_NOOP_OVERRIDE:
        return "the override changes nothing";
    case W_NONEXISTENT_TIME:
        return "a time in the hour that is skipped";
    case W_AMBIGUOUS_TIME:
        return "a time in the hour that comes twice";
    case W_LONG_SHIFT:
        return "is on call for more than 24 hours";
    case W_SHORT_REST:
        return "rests for less than 11 hours";
    case W_SAME_PERSON:
        return "is on call in both rosters";
    case W_ABSENCE_KEPT:
        return "is absent and stays on call, for nobody else is";
    }
    return "";
}

/* Is the line that of an override or absence that begins there? */
static bool
begins_in_overrides(const struct roster_book *book,
                    const struct roster_finding *f)
{
    for (size_t i = 0; i < book->overrides_n; i++)
        if (book->overrides[i].line == f->line &&
            book->overrides[i].start_us == f->start_us)
            return true;
    for (size_t i = 0; i < book->absences_n; i++)
        if (book->absences[i].line == f->line &&
            book->absences[i].start_us == f->start_us)
            return true;
    return false;
}

/* Was it an override that made the set at that instant? */
static enum document_kind
made_by(const struct roster_book *book, size_t roster, int64_t at_us)
{
    struct oncall oncall;

    roster_oncall(book, roster, at_us, &oncall);
    return oncall.source == ONCALL_OVERRIDE ? DOCUMENT_OVERRIDES
                                            : DOCUMENT_ROSTERS;
}

/* A finding has a line; this is the document it counts in. */
static enum document_kind
document_of(const struct roster_book *book, const struct roster_finding *f)
{
    switch (f->fault) {
    case W_NOOP_OVERRIDE:
    case W_ABSENCE_KEPT:
        return DOCUMENT_OVERRIDES;
    case E_ZERO_LENGTH:
        return begins_in_overrides(book, f) ? DOCUMENT_OVERRIDES
                                            : DOCUMENT_ROSTERS;
    case E_NO_CONTACT:
        return DOCUMENT_PERSONS;
    case E_GAP:
    case W_LONG_SHIFT:
    case W_SAME_PERSON:
        return made_by(book, f->roster, f->start_us);
    case W_SHORT_REST:
        return made_by(book, f->roster, f->end_us);
    case E_OVERLAP:
    case E_UNKNOWN_PERSON:
    case W_NONEXISTENT_TIME:
    case W_AMBIGUOUS_TIME:
        break;
    }
    return DOCUMENT_ROSTERS;
}

/* "roster primary and backup, person anna" */
static void
write_subject(const struct roster_book *book, const struct roster_finding *f,
              char out[SUBJECT_BYTES])
{
    bool roster = f->roster < ROSTERS_MAX, other = f->other < ROSTERS_MAX,
         person = f->person < PERSONS_MAX;

    snprintf(out, SUBJECT_BYTES, "%s%s%s%s%s%s%s", roster ? "roster " : "",
             roster ? book->rosters[f->roster].name : "", other ? " and " : "",
             other ? book->rosters[f->other].name : "",
             roster && person ? ", " : "", person ? "person " : "",
             person ? book->persons[f->person].name : "");
}

/* The time left says when it must be mended at the latest. */
static void
write_left(int64_t us, char out[LEFT_BYTES])
{
    int64_t minutes = us / (60 * SECOND_US);

    snprintf(out, LEFT_BYTES,
             "; begins in %" PRId64 " d %" PRId64 " h %" PRId64 " min",
             minutes / 1440, minutes / 60 % 24, minutes % 60);
}

static bool
refuses(const struct checking *check, const struct roster_finding *f)
{
    if (f->fault == E_GAP)
        return !check->accept_gap &&
               f->start_us - check->now_us < DOCUMENT_CHECK_GAP_DAYS * DAY_US;
    return roster_fault_refuses(f->fault);
}

/* How often that is found; NULL: it is told each time. */
static uint32_t *
times_of(struct checking *check, const struct roster_finding *f)
{
    enum repeated what = REPEATED_N;

    if (f->fault == W_LONG_SHIFT)
        what = REPEATED_LONG_SHIFT;
    else if (f->fault == W_SHORT_REST)
        what = REPEATED_SHORT_REST;
    else if (f->fault == W_SAME_PERSON)
        what = REPEATED_SAME_PERSON;
    return what == REPEATED_N || f->roster >= ROSTERS_MAX ||
                   f->person >= PERSONS_MAX
               ? NULL
               : &check->times[what][f->roster][f->person];
}

static void
write_times(uint32_t times, char out[LEFT_BYTES])
{
    snprintf(out, LEFT_BYTES, "; and %" PRIu32 " more times in %d days",
             times - 1, DOCUMENT_CHECK_DAYS);
}

static void
take_finding(const struct roster_finding *f, void *arg)
{
    struct checking *check = arg;
    uint32_t *times = times_of(check, f);
    const struct roster_book *book = &check->rules->book;
    const struct document_place where = {document_name(document_of(book, f)),
                                         f->line, roster_fault_name(f->fault),
                                         refuses(check, f)};
    char subject[SUBJECT_BYTES], left[LEFT_BYTES] = "";
    char start[ZONE_TEXT_BYTES], end[ZONE_TEXT_BYTES];

    if (check->counting) {
        if (times != NULL)
            (*times)++;
        return;
    }
    if (times != NULL && *times == 0)
        return; /* told with the first */
    write_subject(book, f, subject);
    if (times != NULL && *times > 1)
        write_times(*times, left);
    if (times != NULL)
        *times = 0;
    if (f->fault == E_GAP)
        write_left(f->start_us - check->now_us, left);
    document_findings_add(check->findings, &where,
                          "%s: %s, from %s to %s (%" PRId64 " seconds)%s",
                          subject, words_of(f->fault),
                          zone_write(&book->zone, f->start_us, start),
                          zone_write(&book->zone, f->end_us, end),
                          (f->end_us - f->start_us) / SECOND_US, left);
}

/* Beyond the list every weekday counts as a working day, silently. */
static void
check_holidays(const struct checking *check)
{
    const struct calendar *calendar = &check->rules->calendar;
    int64_t end_us = check->now_us + DOCUMENT_CHECK_DAYS * DAY_US;
    const struct document_place where = {document_name(DOCUMENT_CALENDAR), 0,
                                         "holidays", false};
    struct civil until;

    if (zone_day(&check->rules->book.zone, end_us) <= calendar->holidays_until)
        return;
    civil_of_days(calendar->holidays_until, &until);
    document_findings_add(check->findings, &where,
                          "the list of holidays ends on %04d-%02d-%02d",
                          until.year, until.month, until.day);
}

void
document_check(const struct desk_rules *rules, int64_t now_us, bool accept_gap,
               struct document_findings *findings)
{
    struct checking check = {.rules = rules,
                             .now_us = now_us,
                             .accept_gap = accept_gap,
                             .findings = findings};

    int64_t end_us = now_us + DOCUMENT_CHECK_DAYS * DAY_US;

    check.counting = true;
    roster_check(&rules->book, now_us, end_us, take_finding, &check);
    check.counting = false;
    roster_check(&rules->book, now_us, end_us, take_finding, &check);
    check_holidays(&check);
    document_findings_sort(findings);
}
