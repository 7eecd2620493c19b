/* sections -- the sections of desk documents, each into its part of the rules.
 * Names are resolved against what was read before: the order is that of the
 * table in document.c. */
#ifndef DOCUMENT_SECTIONS_H
#define DOCUMENT_SECTIONS_H

#include <stdbool.h>

#include "core/roster_book.h"
#include "document/record.h"

struct calendar_clock;
struct desk_rules;
struct policies;

struct compiling {
    struct desk_rules *rules;
    bool old_policies;
    bool windows_unread;    /* their text could not be parsed */
    bool regions_given;     /* so that none of them has its own finding */
    bool facilities_unread; /* their section is not there */
    bool roles_unread;      /* the same */
};

/* One section: its value at a node. */
typedef void section_read(struct compiling *c, const struct record_reader *r,
                          int node);

section_read persons_read;
section_read rosters_read;
section_read overrides_read;
section_read absences_read;
section_read holidays_read;
section_read windows_read;
section_read policies_read;
section_read levels_read;
section_read digests_read;
section_read storm_read;
section_read handover_read;
section_read times_read;
section_read indicators_read;
section_read desks_read;
section_read regions_read;
section_read municipalities_read;
section_read facilities_read;
section_read reservation_read;
section_read roles_read;
section_read agreements_read;
section_read entries_read;
section_read directory_warn_read;
section_read terms_read;
section_read outflows_read;
section_read follow_up_read;
section_read moves_warn_read;
section_read match_notes_read;
section_read tables_read;
section_read keep_read;
section_read withdrawn_read;
section_read erase_after_read;
section_read tell_before_read;
section_read prolong_read;
section_read hold_read;
section_read list_id_read;
section_read list_version_read;
section_read form_overrides_read;
section_read views_read;
section_read htcds_form_read;

/* persons_of: one name or a list of names, of persons that exist. */
person_set persons_of(const struct compiling *c, const struct record_reader *r,
                      int node, const char *what);

/* persons_one: the person at a node, or PERSONS_MAX with a finding.
 * rosters_one: the same, ROSTERS_MAX.  Where no persons (rosters) were read at
 * all, that has its finding and every name would only repeat it. */
size_t persons_one(const struct compiling *c, const struct record_reader *r,
                   int node, const char *what);
size_t rosters_one(const struct compiling *c, const struct record_reader *r,
                   int node);

/* regions_one: the region at a node; REGIONS_MAX with a finding, or with
 * `national` for that word. */
size_t regions_one(const struct compiling *c, const struct record_reader *r,
                   int node, bool national);

/* section_until: *to_day is the last day of a record with keys from and until,
 * or INT64_MAX; made half-open.  false: before from_day, there is a finding. */
bool section_until(const struct record_reader *r, int node, int64_t from_day,
                   int64_t *to_day);

/* section_clock: a clock that strikes on some days; what the map does not
 * mention stays. */
void section_clock(const struct record_reader *r, int node,
                   struct calendar_clock *out);

/* overrides_end: once all are read: in the order of their seq. */
void overrides_end(struct roster_book *book);

/* policies_end: once all is read: what an alert without a level means. */
void policies_end(struct policies *policies);

extern const struct record_word section_duties[];
extern const struct record_word section_sources[]; /* bits 1 << kind */
extern const struct record_word section_weekdays[];

#endif
