/* facts -- see facts.h and store/facts.h */
#include "store/sqlite/facts.h"

#include <string.h>

#include "store/sqlite/sql.h"

_Static_assert(VERSION_SUPPLEMENT == 1 && VERSION_CORRECT == 2 &&
                   VERSION_WITHDRAW == 3,
               "versions in SQL");

#define CODE_BYTES (INDICATOR_CODE_BYTES - 1)

/* A correction counts in place of what it corrects, a withdrawal takes it
 * out; what only supplements another is no case more. */
static bool
counts(const struct facts_row *row)
{
    return row->facts.kind != MESSAGE_WITHDRAWAL &&
           (row->action != VERSION_SUPPLEMENT || row->amends == 0);
}

/* The class is known already when the message was routed first. */
static enum rc
insert_row(struct store *store, const struct facts_row *row)
{
    const struct message_facts *f = &row->facts;

    return sql_run(
        store,
        "INSERT INTO fact (seq, counts, day, kind, source, organisation, age,"
        " gender, pregnant, residence, form, sector, subject, handling, about,"
        " referral_kind, persons, children, municipality, region, abroad,"
        " danger, shelter, unsafe, problems, extra_care, shielded, class, grp,"
        " level) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
        " ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27,"
        " coalesce(max(d.class), 0), coalesce(d.grp, 0), coalesce(d.level, 0)"
        " FROM (SELECT 1) LEFT JOIN decision d ON d.seq = ?1"
        " WHERE true ON CONFLICT DO NOTHING",
        SQL_ARGS(sql_int(row->seq), sql_int(counts(row)), sql_int(row->day),
                 sql_int((int64_t)f->kind), sql_int((int64_t)f->source),
                 sql_int(row->organisation), sql_int((int64_t)f->age),
                 sql_int(f->gender), sql_int((int64_t)f->pregnant),
                 sql_int(f->residence), sql_int((int64_t)f->form),
                 sql_int(f->sector), sql_int(f->subject), sql_int(f->handling),
                 sql_int(f->about), sql_int(f->referral_kind),
                 sql_int(f->persons), sql_int(f->children),
                 sql_int(f->municipality), sql_text(row->region),
                 sql_int(f->abroad), sql_int(f->danger_now),
                 sql_int((int64_t)f->shelter_needed),
                 sql_int((int64_t)f->unsafe_now), sql_int(f->problems),
                 sql_int(f->extra_care), sql_int(f->shielded)));
}

static enum rc
insert_codes(struct store *store, const struct facts_row *row)
{
    enum rc rc = RC_OK;

    for (const char *at = row->facts.codes; rc == RC_OK && *at != '\0';) {
        char code[INDICATOR_CODE_BYTES] = "";
        size_t n = strcspn(at, " ");

        memcpy(code, at, n < CODE_BYTES ? n : CODE_BYTES);
        rc = sql_run(store,
                     "INSERT INTO fact_code (seq, code) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING",
                     SQL_ARGS(sql_int(row->seq), sql_text(code)));
        at += n;
        at += strspn(at, " ");
    }
    return rc;
}

/* Of a message and its corrections the last one counts, on the day of the
 * first: what was said of a month stays said of that month.  None of them does
 * when it was withdrawn, or only supplements another. */
static enum rc
count_last(struct store *store, int64_t first)
{
    return sql_run(
        store,
        "UPDATE fact SET counts = seq = coalesce((SELECT max(g.seq)"
        "  FROM fact g JOIN message v ON v.seq = g.seq"
        "  WHERE (v.seq = ?1 OR (v.amends = ?1 AND v.action = 2))"
        "  AND NOT EXISTS (SELECT 1 FROM message w"
        "   WHERE w.amends = ?1 AND w.action = 3)"
        "  AND NOT EXISTS (SELECT 1 FROM message s"
        "   WHERE s.seq = ?1 AND s.amends IS NOT NULL AND s.action = 1)), 0),"
        " day = coalesce((SELECT day FROM fact WHERE seq = ?1), day)"
        " WHERE seq = ?1 OR seq IN (SELECT seq FROM message"
        "  WHERE amends = ?1 AND action = 2)",
        SQL_ARGS(sql_int(first)));
}

/* Facts of a message may be made after those of its corrections. */
static enum rc
has_versions(struct store *store, int64_t seq, bool *out)
{
    int64_t found = 0;
    enum rc rc = sql_get(store,
                         "SELECT 1 FROM message WHERE amends = ?"
                         " AND action IN (2, 3) LIMIT 1",
                         SQL_ARGS(sql_int(seq)), &found);

    *out = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
facts_insert(struct store *store, const struct facts_row *row)
{
    bool versions = row->amends != 0 && (row->action == VERSION_CORRECT ||
                                         row->action == VERSION_WITHDRAW);
    int64_t first = versions ? row->amends : row->seq;
    enum rc rc = insert_row(store, row);

    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    rc = insert_codes(store, row);
    if (rc == RC_OK && !versions)
        rc = has_versions(store, row->seq, &versions);
    return rc == RC_OK && versions ? count_last(store, first) : rc;
}

static enum rc
write_alone(struct store *store, const struct facts_row *row)
{
    int64_t there = 0;
    enum rc rc = sql_get(store, "SELECT 1 FROM fact WHERE seq = ?",
                         SQL_ARGS(sql_int(row->seq)), &there);

    if (rc == RC_OK)
        return RC_DUP;
    if (rc == RC_NOT_FOUND)
        rc = sql_get(store, "SELECT 1 FROM message WHERE seq = ?",
                     SQL_ARGS(sql_int(row->seq)), &there);
    return rc == RC_OK ? facts_insert(store, row) : rc;
}

enum rc
facts_write(struct store *store, const struct facts_row *row)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, write_alone(store, row));
}

#define FACT_COLUMNS                                                           \
    "SELECT f.seq, f.day, f.kind, f.source, f.organisation, f.age, f.gender,"  \
    " f.pregnant, f.residence, f.form, f.sector, f.subject, f.handling,"       \
    " f.about, f.referral_kind, f.persons, f.children, f.municipality,"        \
    " f.abroad, f.danger, f.shelter, f.unsafe, f.problems, f.extra_care,"      \
    " f.shielded, (SELECT group_concat(code, ' ') FROM fact_code c"            \
    "  WHERE c.seq = f.seq) FROM fact f"

static void
take(sqlite3_stmt *stmt, struct facts_row *out)
{
    struct message_facts *f = &out->facts;

    *out = (struct facts_row){
        .seq = sqlite3_column_int64(stmt, 0),
        .day = sqlite3_column_int64(stmt, 1),
        .organisation = sqlite3_column_int64(stmt, 4),
        .region = "",
    };
    f->kind = (enum message_kind)sqlite3_column_int(stmt, 2);
    f->source = (enum organisation_kind)sqlite3_column_int(stmt, 3);
    f->age = (enum age)sqlite3_column_int(stmt, 5);
    f->gender = (code_number)sqlite3_column_int(stmt, 6);
    f->pregnant = (enum yes_no)sqlite3_column_int(stmt, 7);
    f->residence = (code_number)sqlite3_column_int(stmt, 8);
    f->form = (enum form)sqlite3_column_int(stmt, 9);
    f->sector = (code_number)sqlite3_column_int(stmt, 10);
    f->subject = (code_number)sqlite3_column_int(stmt, 11);
    f->handling = (code_number)sqlite3_column_int(stmt, 12);
    f->about = (code_number)sqlite3_column_int(stmt, 13);
    f->referral_kind = (code_number)sqlite3_column_int(stmt, 14);
    f->persons = (uint32_t)sqlite3_column_int64(stmt, 15);
    f->children = (uint32_t)sqlite3_column_int64(stmt, 16);
    f->municipality = (uint32_t)sqlite3_column_int64(stmt, 17);
    f->abroad = sqlite3_column_int(stmt, 18) != 0;
    f->danger_now = sqlite3_column_int(stmt, 19) != 0;
    f->shelter_needed = (enum yes_no)sqlite3_column_int(stmt, 20);
    f->unsafe_now = (enum yes_no)sqlite3_column_int(stmt, 21);
    f->problems = (uint8_t)sqlite3_column_int(stmt, 22);
    f->extra_care = sqlite3_column_int(stmt, 23) != 0;
    f->shielded = sqlite3_column_int(stmt, 24) != 0;
    sql_column_text(stmt, 25, f->codes, sizeof f->codes);
}

enum rc
facts_get(struct store *store, int64_t seq, struct facts_row *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, FACT_COLUMNS " WHERE f.seq = ?",
                          SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
facts_of_bundle(struct store *store, int64_t bundle, int64_t before,
                struct facts_row *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        FACT_COLUMNS " JOIN message m ON m.seq = f.seq WHERE m.bundle = ?"
                     " AND m.seq < ? AND m.withdrawn = 0 AND NOT EXISTS"
                     " (SELECT 1 FROM message v WHERE v.amends = m.seq"
                     "  AND v.action = 2) ORDER BY m.seq DESC LIMIT ?",
        SQL_ARGS(sql_int(bundle), sql_int(before), sql_int((int64_t)cap)),
        &stmt);

    *n = 0;
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take(stmt, &out[(*n)++]);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
facts_missing(struct store *store, struct facts_scan *scan, int64_t out[],
              size_t cap, size_t *n)
{
    struct facts_scan next = *scan;
    sqlite3_stmt *stmt = NULL;
    size_t looked = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT m.seq, m.combined = 1 AND f.seq IS NULL"
                 " FROM message m LEFT JOIN fact f ON f.seq = m.seq"
                 " WHERE m.seq > ? ORDER BY m.seq LIMIT ?",
                 SQL_ARGS(sql_int(scan->after), sql_int(FACTS_LOOK)), &stmt);

    *n = 0;
    if (rc != RC_OK)
        return rc;
    while (*n < cap && (rc = sql_step(store, stmt)) == RC_OK) {
        next.after = sqlite3_column_int64(stmt, 0);
        looked++;
        if (sqlite3_column_int(stmt, 1) != 0)
            out[(*n)++] = next.after;
    }
    if (rc == RC_OK)
        sql_done(stmt);
    else if (rc != RC_NOT_FOUND)
        return rc;
    next.done = rc == RC_NOT_FOUND && looked < FACTS_LOOK;
    *scan = next;
    return RC_OK;
}
